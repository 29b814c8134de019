# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole window under test: opened as the program opens it, and where things lie in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PyQt5.QtCore import QEventLoop, QPoint, QPointF, QRect, QTimer
from PyQt5.QtWidgets import QApplication, QGraphicsItem, QLabel, QWidget

from gisplanner.session import Session
from ui.desk import Desk
from ui.main_window import MainWindow
from ui.map.view import MapView
from ui.workspace import Workspace

SIZES = {"1366x768": (1366, 768), "1920x1080": (1920, 1080)}
WAIT_S = 60.0


def wait_for(there: Callable[[], bool]) -> None:
    """Let the event loop run until something is there."""
    end_s = time.monotonic() + WAIT_S
    while not there():
        assert time.monotonic() < end_s, "it did not come"
        pause(5)


def pause(duration_ms: int) -> None:
    """Let the event loop run for a while."""
    loop = QEventLoop()
    QTimer.singleShot(duration_ms, loop.quit)
    loop.exec()


def is_answered(workspace: Workspace) -> bool:
    """Whether the answer to the question is shown, with what hangs on the assumptions."""
    answer = workspace.session.answer
    return answer is not None and answer.flips is not None and workspace.shown is answer


@contextmanager
def opened(size: tuple[int, int]) -> Iterator[Desk]:
    """The program's window on the sample, answered; what is unsaved is given up at the end."""
    window = MainWindow()
    window.resize(*size)
    window.show()
    window.begin()
    wait_for(lambda: window.desk is not None)
    desk = window.desk
    assert desk is not None
    try:
        wait_for(lambda: is_answered(desk.workspace))
        yield desk
    finally:
        give_up(desk.workspace.session)
        window.close()
        window.deleteLater()
        QApplication.processEvents()


def give_up(session: Session) -> None:
    """Take everything for saved, so that nobody is asked about unsaved changes."""
    session.saved(session.path or Path("given up.gpkg"), session.file)


def pixel_of_base(view: MapView, base: str) -> QPoint:
    """Where a base stands in the map's viewport."""
    at = view.workspace.session.disposition.base(base)
    return view.pixel_of(view.plane.point_of(at.lon, at.lat)).toPoint()


def pixel_of(view: MapView, lon: float, lat: float) -> QPoint:
    """Where a position lies in the map's viewport."""
    return view.pixel_of(view.plane.point_of(lon, lat)).toPoint()


def visible(widget: QWidget) -> Iterator[QWidget]:
    """All visible widgets in another, with something to be seen of them."""
    for child in widget.findChildren(QWidget):
        if child.isVisible() and not child.visibleRegion().isEmpty():
            yield child


def is_cut(label: QLabel) -> bool:
    """Whether a label has less room than its text takes."""
    if not label.text() or label.pixmap() is not None:
        return False
    if label.wordWrap():
        return label.heightForWidth(label.width()) > label.height() + 1
    return label.sizeHint().width() > label.width() + 1 or label.sizeHint().height() > label.height() + 3


def rect_in(widget: QWidget, other: QWidget) -> QRect:
    """Where a widget stands in another."""
    return QRect(widget.mapTo(other, QPoint(0, 0)), widget.size())


def pixel_of_item(view: MapView, item: QGraphicsItem) -> QPoint:
    """The middle of something on the map that keeps its size, in the viewport."""
    middle: QPointF = item.deviceTransform(view.viewportTransform()).mapRect(item.boundingRect()).center()
    return middle.toPoint()
