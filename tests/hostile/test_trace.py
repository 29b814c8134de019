# SPDX-License-Identifier: GPL-3.0-or-later
"""What the system sees of loads: which files are opened, and that no internet socket is made."""

from __future__ import annotations

import json
import re
import shutil
import site
import subprocess
import sys
from pathlib import Path

import pytest

from layers.worker import READERS, environment
from tests.conftest import ROOT
from tests.fuzz.formats import FORMATS, seeds_of
from tests.hostile.cases import Hostile
from tests.hostile.make_files import corpus
from tests.hostile.objects import LINK
from tests.hostile.plain import collection, feature

LOAD = """
import json, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from layers.errors import PlannerError
from layers.load import load
for path, kind in json.loads(Path(sys.argv[2]).read_text()):
    try:
        load(Path(path), kind)
    except PlannerError:
        pass
"""
CALL = re.compile(
    r'\b(?:openat2?|open|creat)\((?:AT_FDCWD(?:<[^>]*>)?|\d+(?:<[^>]*>)?)?,? ?"(?P<path>[^"]*)".*= \d+(?:<(?P<real>[^>]*)>)?'
)
SYSTEM: tuple[str, ...] = (
    sys.prefix,
    sys.base_prefix,
    sys.exec_prefix,
    *site.getsitepackages(),
    str(ROOT),
    "/usr/lib",
    "/usr/share",
    "/usr/local/lib",
    "/lib",
    "/lib64",
    "/proc",
    "/sys",
    "/dev/null",
    "/dev/urandom",
    "/etc/ld.so.cache",
    "/etc/locale",
    "/etc/ssl",
    "/etc/mime.types",
    "/etc/nsswitch.conf",
)
"""Where the interpreter and its libraries live, and what the system tells of itself."""
OWN = "own"
"""Folder for what the program itself puts aside."""
SECRETS = re.compile(r"/etc/(passwd|shadow)|/proc/\w+/(environ|mem)|.*private\.key|.*other\.csv")
SPY = "import socket; open('/etc/passwd').close(); open('/proc/self/environ').close(); socket.socket().close()"

pytestmark = [
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed"),
    pytest.mark.skipif(sys.platform != "linux", reason="strace is of Linux"),
]


def traced(wanted: list[tuple[Path, str]], folder: Path, code: str = LOAD) -> str:
    """Load files as layers under trace in an interpreter of its own; return what the system saw of it and its children."""
    log, listed, own = folder / "log", folder / "wanted.json", folder / OWN
    own.mkdir()
    listed.write_text(json.dumps([(str(path), kind) for path, kind in wanted]), encoding="utf-8")
    command = [sys.executable, "-I", "-c", code, str(ROOT), str(listed)]
    watch = [
        "strace",
        "-f",
        "-y",
        "-qq",
        "-s",
        "4096",
        "-e",
        "trace=open,openat,openat2,creat,socket,connect",
        "-o",
        str(log),
    ]
    done = subprocess.run(
        [*watch, *command],
        env=environment() | {"TMPDIR": str(own)},
        capture_output=True,
        text=True,
        check=False,
        timeout=1200,
    )
    if "ptrace" in done.stderr:
        pytest.skip("this system lets nobody trace")
    assert done.returncode == 0, done.stderr
    return log.read_text(encoding="utf-8", errors="replace")


def opened(trace: str) -> set[str]:
    """Files that were opened, by their real names."""
    return {match["real"] or match["path"] for match in CALL.finditer(trace)}


def foreign(trace: str, folder: Path) -> set[Path]:
    """Files that were opened and belong neither to the system nor to the test."""
    known = {str(folder), str(folder / "wanted.json")}
    others = (*SYSTEM, str(folder / OWN))
    return {Path(one) for one in opened(trace) - known if one.startswith("/") and not one.startswith(others)}


def seed(form: str, folder: Path) -> Path:
    """Write the first valid file of a format."""
    files = seeds_of(FORMATS[form])[0]
    for suffix, content in files.items():
        (folder / f"t{suffix}").write_bytes(content)
    return folder / f"t{next(iter(files))}"


def linked(folder: Path) -> Path:
    """Make a GeoJSON that points to another machine."""
    return collection(folder / "t.geojson", feature(), crs=LINK)


def test_every_reader_is_traced() -> None:
    suffixes = {Path(f"t{next(iter(seeds_of(form)[0]))}").suffix for form in FORMATS.values()}
    assert {READERS[suffix] for suffix in suffixes} == set(READERS.values())


@pytest.mark.parametrize("form", [*FORMATS, "link"])
def test_a_load_opens_the_file_and_its_sidecars_only_and_no_internet_socket(tmp_path: Path, form: str) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "other.csv").write_text("a,b\n", encoding="utf-8")
    (folder / "private.key").write_text("secret", encoding="utf-8")
    path, kind = (linked(folder), "areas") if form == "link" else (seed(form, folder), FORMATS[form].kinds[0])
    trace = traced([(path, kind)], tmp_path)
    files = foreign(trace, tmp_path) - {folder}
    assert path in files
    assert {one.name.partition(".")[0] for one in files} == {"t"}
    assert {one.parent for one in files} == {folder}
    assert not [one for one in opened(trace) if SECRETS.fullmatch(one)]
    assert "AF_INET" not in trace


@pytest.mark.slow
@pytest.mark.parametrize("origin", sorted({case.make.__module__ for case in corpus()}))
def test_no_hostile_file_has_another_opened_than_itself_and_its_sidecars(tmp_path: Path, origin: str) -> None:
    cases: dict[Path, Hostile] = {}
    wanted: dict[Path, Path] = {}
    for number, case in enumerate(one for one in corpus() if one.make.__module__ == origin):
        folder = tmp_path / f"{number:03d}"
        folder.mkdir()
        cases[folder], wanted[folder] = case, case.make(folder)
    trace = traced([(path, cases[folder].kind) for folder, path in wanted.items()], tmp_path)
    files = foreign(trace, tmp_path) - cases.keys()
    assert len(files & set(wanted.values())) * 3 > len(wanted)
    strangers = {
        one
        for one in files
        if one.parent not in wanted or not one.name.startswith(wanted[one.parent].stem.partition(".")[0])
    }
    assert {one.relative_to(tmp_path).parts[1:] for one in strangers} <= {("store", "0a1b.csv")}
    assert not [one for one in opened(trace) if SECRETS.fullmatch(one)]
    assert "AF_INET" not in trace


def test_the_trace_shows_who_does_read_elsewhere(tmp_path: Path) -> None:
    trace = traced([], tmp_path, SPY)
    assert len([one for one in opened(trace) if SECRETS.fullmatch(one)]) == 2
    assert "AF_INET" in trace
