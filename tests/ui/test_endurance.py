# SPDX-License-Identifier: GPL-3.0-or-later
"""Opened and closed hundreds of times, dragged a thousand times: nothing is left behind, nothing grows."""

from __future__ import annotations

import gc
import threading
from pathlib import Path

import pytest
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gisplanner.planfile import PlanFile
from gisplanner.session import Session
from tests.ui.window import give_up, is_answered, opened, wait_for
from ui.main_window import MainWindow
from ui.operations import forces
from ui.workspace import Workspace

CYCLES, EDITS = 200, 1000
MOST_MB = 50
STEP = 0.0004


def own_threads() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name.startswith("gisplanner")]


def memory_mb() -> float:
    """What the process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20


@pytest.mark.slow
def test_two_hundred_times_opened_computed_and_closed(qtbot: QtBot, sample: PlanFile) -> None:  # noqa: ARG001
    with opened((1366, 768)) as first:
        engine = first.workspace.session.engine
    for cycle in range(CYCLES):
        window = MainWindow()
        window.show()
        window.open_with(Session(sample, engine))
        desk = window.desk
        assert desk is not None
        if cycle % 2:  # every other time it is closed while it computes
            wait_for(lambda work=desk.workspace: is_answered(work))  # type: ignore[misc]
        give_up(desk.workspace.session)
        window.close()
        window.deleteLater()
        QApplication.processEvents()
        assert own_threads() == []


@pytest.mark.slow
def test_a_thousand_drags_take_no_more_memory(workspace: Workspace) -> None:
    base = workspace.session.plan.bases[0]
    after: list[float] = []
    for number in range(EDITS):
        lon, lat = base.lon + STEP * (number % 25), base.lat + STEP * (number // 25)
        assert forces.place_base(workspace, base.id, lon, lat)
        if number % 10 == 0:
            wait_for(lambda: workspace.session.answer is not None)
        if number in {EDITS // 4, EDITS - 1}:
            wait_for(lambda: is_answered(workspace))
            gc.collect()
            after.append(memory_mb())
    assert after[-1] - after[0] < MOST_MB
