# SPDX-License-Identifier: GPL-3.0-or-later
"""What the system sees of a load: which files are opened, and that no internet socket is made."""

from __future__ import annotations

import re
import shutil
import site
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from layers.worker import environment
from tests.conftest import ROOT
from tests.hostile.objects import LINK
from tests.hostile.plain import TOWNS, collection, csv_at, database, feature, shapefile

LOAD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from layers.errors import PlannerError
from layers.load import load
try:
    load(Path(sys.argv[2]), "settlements")
except PlannerError as error:
    print(error.code)
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
SECRETS = re.compile(r"/etc/(passwd|shadow)|/proc/\w+/(environ|mem)|.*private\.key|.*other\.csv")
SPY = "import socket; open('/etc/passwd').close(); open('/proc/self/environ').close(); socket.socket().close()"

pytestmark = [
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed"),
    pytest.mark.skipif(sys.platform != "linux", reason="strace is of Linux"),
]


def traced(path: Path, log: Path, code: str = LOAD) -> str:
    """Load a file under trace in an interpreter of its own; return what the system saw of it and its child."""
    command = [sys.executable, "-I", "-c", code, str(ROOT), str(path)]
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
        [*watch, *command], env=environment(), capture_output=True, text=True, check=False, timeout=120
    )
    if "ptrace" in done.stderr:
        pytest.skip("this system lets nobody trace")
    assert done.returncode == 0, done.stderr
    return log.read_text(encoding="utf-8", errors="replace")


def opened(trace: str) -> set[str]:
    """Files that were opened, by their real names."""
    return {match["real"] or match["path"] for match in CALL.finditer(trace)}


def linked(folder: Path) -> Path:
    """Make a GeoJSON that points to another machine."""
    return collection(folder / "t.geojson", feature(), crs=LINK)


MAKERS: dict[str, Callable[[Path], Path]] = {
    "csv": lambda folder: csv_at(folder / "t.csv", *TOWNS),
    "geojson": lambda folder: collection(folder / "t.geojson", feature()),
    "gpkg": lambda folder: database(folder / "t.gpkg"),
    "shp": lambda folder: shapefile(folder / "t.shp"),
    "link": linked,
}


@pytest.mark.parametrize("form", MAKERS)
def test_a_load_opens_the_file_and_its_sidecars_only_and_no_internet_socket(tmp_path: Path, form: str) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "other.csv").write_text("a,b\n", encoding="utf-8")
    (folder / "private.key").write_text("secret", encoding="utf-8")
    path = MAKERS[form](folder)
    trace = traced(path, tmp_path / "log")
    files = opened(trace)
    assert str(path) in files, sorted(files)
    foreign = {
        one
        for one in files
        if one.startswith("/") and not one.startswith(SYSTEM) and one not in {str(folder), str(tmp_path)}
    }
    assert {Path(one).stem for one in foreign} == {"t"}
    assert {Path(one).parent for one in foreign} == {folder}
    assert not [one for one in files if SECRETS.fullmatch(one)]
    assert "AF_INET" not in trace


def test_the_trace_shows_who_does_read_elsewhere(tmp_path: Path) -> None:
    trace = traced(tmp_path, tmp_path / "log", SPY)
    assert len([one for one in opened(trace) if SECRETS.fullmatch(one)]) == 2
    assert "AF_INET" in trace
