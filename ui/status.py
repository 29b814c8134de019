# SPDX-License-Identifier: GPL-3.0-or-later
"""The status bar: where the cursor is, the scale, and what is being worked at, with a way to stop it."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QLabel, QProgressBar, QStatusBar, QToolButton, QWidget

from layers.mgrs import mgrs_of
from ui.tasks import Line, Tasks

SHOWN_LINES = (Line.FILE, Line.ENGINE, Line.ANSWER, Line.SENSITIVITY)
"""Work that is told of, the most important first; pictures, routes and previews come and go unseen."""
CANCELLED = (Line.FILE, Line.SENSITIVITY)
"""What a user may stop; without an answer the window would show an older one for good."""
DIGITS = 5


class StatusBar(QStatusBar):
    """Position, scale and progress.

    Parameters
    ----------
    tasks : Tasks
    parent : QWidget, optional
    """

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._place, self._scale = QLabel(), QLabel()
        for label, name in ((self._place, self.tr("Position of the cursor")), (self._scale, self.tr("Scale"))):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAccessibleName(name)
            self.addPermanentWidget(label)
        self._what = QLabel()
        self._what.setTextFormat(Qt.TextFormat.PlainText)
        self._bar = QProgressBar()
        self._bar.setFixedWidth(120)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._stop = QToolButton()
        self._stop.setText(self.tr("Cancel"))
        self._stop.setObjectName("cancel_work")
        self._stop.clicked.connect(self._cancel)
        for widget in (self._what, self._bar, self._stop):
            self.addPermanentWidget(widget)
            widget.hide()
        tasks.progressed.connect(self._progressed)
        tasks.busy_changed.connect(self._busy)

    def show_place(self, lon: float, lat: float) -> None:
        """Show where the cursor is."""
        self._place.setText(f"{mgrs_of(lon, lat, DIGITS) or self.tr('no grid')}   {lat:.5f}, {lon:.5f}")

    def show_scale(self, metres_per_pixel: float) -> None:
        """Show the scale as a map would print it on this screen."""
        dots_per_metre = self.logicalDpiX() / 0.0254
        self._scale.setText(f"1 : {_rounded(metres_per_pixel * dots_per_metre):,}")

    def _working(self) -> Line | None:
        return next((line for line in SHOWN_LINES if self._tasks.busy(line)), None)

    def _busy(self, _line: str) -> None:
        working = self._working()
        for widget in (self._what, self._bar):
            widget.setVisible(working is not None)
        self._stop.setVisible(working in CANCELLED)
        if working is not None:
            self._bar.setRange(0, 0)
            texts = {Line.ANSWER: self.tr("Computing"), Line.SENSITIVITY: self.tr("Trying other assumptions")}
            self._what.setText(texts.get(working, self.tr("Working")))

    def _progressed(self, line: str, text: str, share: float) -> None:
        if line != self._working():
            return
        self._what.setText(text)
        self._bar.setRange(0, 0 if share < 0 else 100)
        if share >= 0:
            self._bar.setValue(round(100 * share))

    def _cancel(self) -> None:
        working = self._working()
        if working is not None:
            self._tasks.cancel(working)
            self.showMessage(self.tr("Cancelled"), 3000)


def _rounded(scale: float) -> int:
    """Two digits that mean something."""
    whole = max(1, round(scale))
    step = 10 ** max(0, len(str(whole)) - 2)
    return int(round(whole / step) * step)
