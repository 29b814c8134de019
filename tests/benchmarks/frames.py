# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a planner waits for the window: frames of a drag, of panning, of a road picture drawn anew; the start.

A frame of a drag lasts from the movement of the mouse until the map, the cards and the verdict show what would be: the
answer is computed for a position where the base has never stood, everything is painted, and only then comes the next
movement.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import numpy as np
from PyQt5.QtCore import QEvent, QEventLoop, QPoint, QPointF, Qt, QTimer
from PyQt5.QtGui import QMouseEvent
from PyQt5.QtWidgets import QApplication, QWidget

from gisplanner.planfile import PlanFile
from gisplanner.sample import kept_sample
from gisplanner.session import Session
from layers.jobs import Progress
from tests.benchmarks import floors
from tests.benchmarks.mission import porto_mission
from tests.benchmarks.rows import ROOT, Row, judged
from ui.main_window import MainWindow
from ui.map.view import MapView
from ui.tasks import Line

SIZE, LARGE = (1366, 768), (1920, 1080)
STEPS, PANS, RENDERS = 60, 60, 9
WAIT_S = 120.0
START = """
import time, sys
begun = time.perf_counter()
from ui import app
made = app.make_application()
from ui.main_window import MainWindow
window = MainWindow()
window.show()
made.processEvents()
shown = time.perf_counter()
window.begin()
while window.desk is None or window.desk.workspace.shown is None:
    made.processEvents()
    time.sleep(0.002)
made.processEvents()
usable = time.perf_counter()
print(1000 * (shown - begun), 1000 * (usable - begun), "folium" in sys.modules)
window.close()
"""


def frames() -> Iterator[Row]:
    """Rows of the window; drawn by Qt where there is a display, else off screen."""
    if not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    yield from _start()
    application = QApplication.instance() or QApplication(["gisplanner"])
    application.setStyle("Fusion")  # type: ignore[attr-defined]
    sample = kept_sample(Progress())
    yield from _frames("sample", sample, SIZE)
    yield from _frames("sample, 1920x1080", sample, LARGE)
    mission = porto_mission()
    if mission is not None:
        theatre, plan = mission
        file = PlanFile(theatre, plan, ())
        yield from _frames("porto, as noded", file, SIZE)
        yield from _frames("porto, as noded, 1920x1080", file, LARGE)


def _start() -> Iterator[Row]:
    """Of a process of its own, its caches warm; the second of two counts."""
    for _ in range(2):
        said = subprocess.run([sys.executable, "-c", START], cwd=ROOT, capture_output=True, text=True, check=True)
    shown_ms, usable_ms, folium = said.stdout.split()
    if folium == "True":
        message = "the window imports folium at its start"
        raise AssertionError(message)
    yield _row(floors.WINDOW, "sample", float(shown_ms))
    yield _row(floors.USABLE, "sample", float(usable_ms))


def _frames(network: str, file: PlanFile, size: tuple[int, int]) -> Iterator[Row]:
    window = MainWindow()
    window.resize(*size)
    window.show()
    window.open_with(Session(file))
    assert window.desk is not None
    work, view = window.desk.workspace, window.desk.map
    _until(lambda: work.shown is not None and work.shown.flips is not None)
    _until(lambda: not work.tasks.busy(Line.ENGINE))
    _until(lambda: not work.tasks.busy(Line.MAP))
    window.desk.show_dock("changes")
    calls_ms = _dragged(view)
    yield _row(floors.FRAME, network, float(np.median(calls_ms)))
    yield _row(floors.FRAME_P95, network, float(np.percentile(calls_ms, 95)))
    yield _row(floors.PAN, network, float(np.median([_timed(lambda: _panned(view)) for _ in range(PANS)])))
    renders_ms = [_timed(lambda: _zoomed(view, work.tasks.busy)) for _ in range(RENDERS)]
    yield _row(floors.RENDER, network, float(np.median(renders_ms)))
    work.end_preview()
    window.close()


def _dragged(view: MapView) -> list[float]:
    """Milliseconds of every frame of a base's drag."""
    work = view.workspace
    loop = QEventLoop()
    work.answered.connect(loop.quit)
    item = next(iter(view.scenery.bases.values()))
    start = item.deviceTransform(view.viewportTransform()).mapRect(item.boundingRect()).center().toPoint()
    port = view.viewport()
    assert port is not None
    _mouse(port, QEvent.Type.MouseButtonPress, start)
    _mouse(port, QEvent.Type.MouseMove, start + QPoint(8, 0))
    _until(lambda: work.is_preview)
    calls_ms = []
    for step in range(STEPS):
        begun = time.perf_counter()
        _mouse(port, QEvent.Type.MouseMove, start + QPoint(10 + step, step % 7))
        loop.exec()
        QApplication.processEvents()
        calls_ms.append((time.perf_counter() - begun) * 1000)
    view.use_tool("measure")
    view.use_select()
    return calls_ms


def _mouse(port: QWidget, kind: QEvent.Type, at: QPoint) -> None:
    button = Qt.MouseButton.LeftButton if kind == QEvent.Type.MouseButtonPress else Qt.MouseButton.NoButton
    where = QPointF(port.mapToGlobal(at))
    QApplication.sendEvent(
        port, QMouseEvent(kind, QPointF(at), where, button, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    )


def _panned(view: MapView) -> None:
    view.pan_by(3, 2)
    view.viewport().repaint()  # type: ignore[union-attr]


def _zoomed(view: MapView, busy: Callable[[Line], bool]) -> None:
    view.zoom_by(1.3 if view.metres_per_pixel > 60 else 0.4)
    _until(lambda: not busy(Line.MAP))


def _timed(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1000


def _until(there: Callable[[], bool]) -> None:
    """Let the event loop run until something is there."""
    end_s = time.monotonic() + WAIT_S
    while not there():
        loop = QEventLoop()
        QTimer.singleShot(2, loop.quit)
        loop.exec()
        if time.monotonic() > end_s:
            message = "the window did not answer"
            raise TimeoutError(message)


def _row(name: str, network: str, took_ms: float) -> Row:
    return judged(Row(name, network, 0, took_ms), floors.floor_of(network, 0, name, None))
