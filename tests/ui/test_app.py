# SPDX-License-Identifier: GPL-3.0-or-later
"""The program around the window: exceptions that nobody caught are told, and do not end it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt5.QtCore import QTimer
from pytestqt.qtbot import QtBot

from tests.conftest import ROOT
from ui.app import Unexpected, log, log_to_file


@pytest.fixture
def unexpected(qtbot: QtBot) -> Iterator[Unexpected]:  # noqa: ARG001  its application
    made = Unexpected()
    give_back = made.install()
    yield made
    give_back()


def fail() -> None:
    message = "in a slot"
    raise ValueError(message)


def test_an_exception_in_a_slot_is_told_and_the_program_goes_on(unexpected: Unexpected, qtbot: QtBot) -> None:
    with qtbot.waitSignal(unexpected.raised) as told:
        QTimer.singleShot(0, fail)
    assert str(told.args[0]) == "in a slot"


def test_an_exception_in_a_thread_is_told_in_the_window(unexpected: Unexpected, qtbot: QtBot) -> None:
    with qtbot.waitSignal(unexpected.raised) as told:
        thread = threading.Thread(target=fail)
        thread.start()
    thread.join()
    assert isinstance(told.args[0], ValueError)


def test_what_went_wrong_is_logged_on_this_machine(
    unexpected: Unexpected, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GISPLANNER_SETTINGS", str(tmp_path))
    path = log_to_file()
    assert path is not None
    try:
        with qtbot.waitSignal(unexpected.raised):
            QTimer.singleShot(0, fail)
    finally:
        for handler in list(log.handlers):
            log.removeHandler(handler)
            handler.close()
    assert "ValueError: in a slot" in path.read_text(encoding="utf-8")


def test_without_a_display_the_program_says_what_else_there_is() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from ui.launch import main; raise SystemExit(main([]))"],
        cwd=ROOT,
        env={"PATH": "", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "gisplanner demo" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_command_imports_no_qt_and_the_window_shows_before_the_engine() -> None:
    code = (
        "import sys\nfrom ui import app\n"
        "heavy = [one for one in ('pandas', 'numpy', 'shapely', 'numba', 'folium', 'gisplanner.session') "
        "if one in sys.modules]\nprint(heavy)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
