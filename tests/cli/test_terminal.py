# SPDX-License-Identifier: GPL-3.0-or-later
"""What a terminal and a pipe see: progress that goes away, quiet interrupts, narrow alphabets, full disks."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gisplanner.cli import main
from gisplanner.cli.screen import WIPE
from gisplanner.cli.tables import WIDTH, table
from tests.conftest import ROOT

pty = pytest.importorskip("pty", reason="this system has no terminals of that kind")


def at_a_terminal(*arguments: object, interrupt: bytes | None = None) -> tuple[int, str]:
    """Run a command at a terminal of its own; interrupt all its processes as soon as `interrupt` is read there."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "gisplanner", *map(str, arguments)]
    with subprocess.Popen(command, cwd=ROOT, stdout=theirs, stderr=theirs, start_new_session=True) as child:
        os.close(theirs)
        seen = b""
        while piece := _read(ours):
            seen += piece
            if interrupt is not None and interrupt in seen:
                os.killpg(child.pid, signal.SIGINT)
                interrupt = None
        os.close(ours)
        return child.wait(60), seen.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how a terminal says on Linux that nobody is left
        return b""


def through_a_pipe(*arguments: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "gisplanner", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, env={**os.environ, **environment})


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Options of `new` for a small plan whose names need more than ASCII."""
    texts = {
        "roads": 'id,surface,wkt\nr1,gravel,"LINESTRING(20 5,20.1 5,20.2 5)"\n',
        "settlements": f"id,name,lon,lat,people\ns1,Évéché,20.1,5,1200\ns2,{'Long ' * 30},20.2,5,5\n",
        "bases": "id,name,lon,lat,strength\nb1,Poste,20,5,150\n",
    }
    for kind, text in texts.items():
        (tmp_path / f"{kind}.csv").write_text(text, encoding="utf-8")
    return [part for kind in texts for part in (f"--{kind}", str(tmp_path / f"{kind}.csv"))]


def test_progress_is_told_at_a_terminal_and_taken_away_before_the_answer(sample_path: Path) -> None:
    status, seen = at_a_terminal("coverage", sample_path)
    assert status == 0
    told, answer = seen[: seen.rindex(WIPE)], seen[seen.rindex(WIPE) + len(WIPE) :]
    assert "Computing travel times" in told
    assert "\x1b" not in answer
    assert answer.splitlines()[0].endswith("when each site calls alone,")


def test_a_quiet_command_tells_no_progress(sample_path: Path) -> None:
    status, seen = at_a_terminal("coverage", sample_path, "--quiet")
    assert (status, "Computing" in seen) == (0, False)


def test_an_interrupt_ends_an_analysis_quietly_with_130(sample_path: Path) -> None:
    status, seen = at_a_terminal("coverage", sample_path, interrupt=b"Computing")
    assert status == 130
    assert "Traceback" not in seen


def test_an_interrupt_while_files_are_read_leaves_no_plan(files: list[str], tmp_path: Path) -> None:
    status, seen = at_a_terminal("new", tmp_path / "p.gpkg", *files, interrupt=b"Reading")
    assert status == 130
    assert "Traceback" not in seen
    assert not (tmp_path / "p.gpkg").exists()


def test_names_survive_a_pipe_that_knows_no_letters_but_ascii(files: list[str], tmp_path: Path) -> None:
    assert main(["new", str(tmp_path / "p.gpkg"), *files, "--quiet"]) == 0
    done = through_a_pipe("coverage", tmp_path / "p.gpkg", "--json", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert next(site["name"] for site in json.loads(done.stdout.decode("ascii"))["sites"]) == "Évéché"
    text = through_a_pipe("coverage", tmp_path / "p.gpkg", PYTHONIOENCODING="ascii")
    assert (text.returncode, text.stderr) == (0, b"")


def test_a_full_disk_behind_standard_output_is_one_line(sample_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no full device")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "gisplanner", "coverage", str(sample_path)],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert b"standard output" in done.stderr


def test_a_reader_that_goes_away_is_no_fault(sample_path: Path) -> None:
    command = [sys.executable, "-m", "gisplanner", "coverage", str(sample_path), "--json"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.read(10)
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait(60) == 0


def test_a_table_keeps_its_figures_and_cuts_its_words() -> None:
    lines = table(("site", "people", "base"), [("Long " * 30, "1,234,567", "Base " * 20), ("a", "1", "b")], "<><")
    assert max(map(len, lines.splitlines())) == WIDTH
    assert "1,234,567" in lines
    assert lines.count("...") == 2


def test_long_names_do_not_widen_an_answer(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", str(tmp_path / "p.gpkg"), *files, "--quiet"]) == 0
    assert main(["redeploy", str(tmp_path / "p.gpkg"), "--close", "b1"]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) <= WIDTH
