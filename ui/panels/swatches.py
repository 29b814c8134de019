# SPDX-License-Identifier: GPL-3.0-or-later
"""Swatches of the legend: symbols on the map's own paper, in a light window as in a dark one."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtCore import QLineF, QRectF, Qt
from PyQt5.QtGui import QColor, QPainter, QPaintEvent, QPen
from PyQt5.QtWidgets import QWidget

from ui.style import INK, LAND

Draw = Callable[[QPainter, QRectF], None]
WIDTH, HEIGHT = 30, 18
HATCH_PX = 7


class Swatch(QWidget):
    """One symbol.

    Parameters
    ----------
    draw : callable
        Gets a painter and the room there is.
    opacity : float
        As strongly as the map draws it.
    """

    def __init__(self, draw: Draw, opacity: float = 1.0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draw, self._opacity = draw, opacity
        self.setFixedSize(WIDTH, HEIGHT)

    def set_opacity(self, opacity: float) -> None:
        """Draw it more or less strongly."""
        self._opacity = opacity
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: ARG002, N802  Qt's name
        """Draw paper and symbol."""
        painter = QPainter(self)
        rect = QRectF(self.rect())
        painter.fillRect(rect, QColor(LAND))
        painter.setClipRect(rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.setOpacity(self._opacity)
        self._draw(painter, rect)
        painter.restore()
        painter.setPen(QPen(QColor(INK), 0.6))
        painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))


def fill(colour: str) -> Draw:
    """Ground of one colour."""

    def draw(painter: QPainter, rect: QRectF) -> None:
        painter.fillRect(rect, QColor(colour))

    return draw


def hatch(colour: str, way: str) -> Draw:
    """Hatched ground: lines ``up`` to the right, ``down``, or a fine ``cross``."""

    def draw(painter: QPainter, rect: QRectF) -> None:
        painter.setPen(QPen(QColor(colour), 0.9 if way == "cross" else 1.7))
        start, high = int(rect.left() - rect.height()), rect.height()
        for left in range(start, int(rect.right()) + 1, HATCH_PX):
            if way in {"up", "cross"}:
                painter.drawLine(QLineF(left, rect.bottom(), left + high, rect.top()))
            if way in {"down", "cross"}:
                painter.drawLine(QLineF(left, rect.top(), left + high, rect.bottom()))

    return draw


def line(colour: str, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> Draw:
    """A line across."""

    def draw(painter: QPainter, rect: QRectF) -> None:
        painter.setPen(QPen(QColor(colour), width, style, Qt.PenCapStyle.FlatCap))
        middle = rect.center().y()
        painter.drawLine(QLineF(rect.left() + 3, middle, rect.right() - 3, middle))

    return draw
