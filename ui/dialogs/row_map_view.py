# SPDX-License-Identifier: GPL-3.0-or-later
"""A small map of a file's rows: accepted ones faint, the others as marks that lead to their finding."""

from __future__ import annotations

import math

from PyQt5.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt5.QtWidgets import QSizePolicy, QToolTip, QWidget

from gisplanner.row_map import Mark, RowMap
from ui.messages import tr
from ui.style import tone

SIZE, NEAR, EDGE = 5.0, 9.0, 9.0
"""Half a mark; how near a click must be; room around the frame. In pixels."""


class RowMapView(QWidget):
    """The map, painted; it fits into whatever room there is.

    Attributes
    ----------
    picked : signal (int)
        The mark of this finding was clicked.
    """

    picked = pyqtSignal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("row_map")
        self.setAccessibleName(self.tr("Where the rows lie"))
        self.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Expanding)
        self.setMinimumHeight(110)
        self.map: RowMap | None = None
        self._chosen: int | None = None

    def show_map(self, found: RowMap | None) -> None:
        """Show another map; None for none."""
        self.map, self._chosen = found, None
        self.update()

    def choose(self, finding: int | None) -> None:
        """Ring the place of a finding."""
        self._chosen = finding
        self.update()

    def frame(self) -> QRectF:
        """Where the frame is drawn."""
        room = QRectF(self.rect()).adjusted(EDGE, EDGE, -EDGE, -EDGE)
        aspect = 1.0 if self.map is None else self.map.aspect
        width = min(room.width(), room.height() * aspect)
        frame = QRectF(0, 0, width, width / aspect)
        frame.moveCenter(room.center())
        return frame

    def pixel_of(self, at: tuple[float, float]) -> QPointF:
        """Where a place of the map is drawn."""
        frame = self.frame()
        return QPointF(frame.left() + at[0] * frame.width(), frame.top() + at[1] * frame.height())

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Room enough to tell marks apart."""
        return QSize(400, 200)

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802  Qt's name
        """Draw the frame, what was accepted, the marks and the ring."""
        if self.map is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.Antialiasing)
        painter.setPen(QPen(self.palette().mid().color(), 1))
        painter.setBrush(self.palette().base())
        painter.drawRect(self.frame())
        faint = QColor(tone().muted)
        faint.setAlphaF(0.65)
        painter.setPen(QPen(faint, 4.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPoints(QPolygonF([self.pixel_of((x, y)) for x, y in self.map.accepted.tolist()]))
        for mark in self.map.marks:
            self._draw(painter, mark)
        if self._chosen is not None and self._chosen in self.map.by_finding:
            painter.setPen(QPen(self.palette().highlight().color(), 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(self.pixel_of(self.map.by_finding[self._chosen]), 2 * SIZE, 2 * SIZE)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802  Qt's name
        """Lead to the finding of the mark that was clicked."""
        mark = None if event is None else self._mark_at(event.localPos())
        if mark is not None:
            self.picked.emit(mark.finding)

    def event(self, event: QEvent | None) -> bool:
        """Say what a mark is where the mouse rests on it."""
        if isinstance(event, QHelpEvent):
            mark = self._mark_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if mark is None else _told(mark), self)
            return True
        return super().event(event)

    def _mark_at(self, at: QPointF) -> Mark | None:
        """The nearest mark; of several as near the one drawn on top."""
        marks = () if self.map is None else self.map.marks
        near = [(self._away(mark, at), -number, mark) for number, mark in enumerate(marks)]
        away, _, mark = min(near, key=lambda one: one[:2], default=(math.inf, 0, None))
        return mark if away <= NEAR else None

    def _away(self, mark: Mark, at: QPointF) -> float:
        away = self.pixel_of(mark.at) - at
        return math.hypot(away.x(), away.y())

    def _draw(self, painter: QPainter, mark: Mark) -> None:
        """Draw a cross for a row that is rejected, a triangle for one that is suspicious."""
        at = self.pixel_of(mark.at)
        if mark.rejected:
            painter.setPen(QPen(QColor(tone().bad), 2.5))
            painter.drawLine(at + QPointF(-SIZE, -SIZE), at + QPointF(SIZE, SIZE))
            painter.drawLine(at + QPointF(-SIZE, SIZE), at + QPointF(SIZE, -SIZE))
            return
        painter.setPen(QPen(QColor(tone().warning), 1.8))
        painter.setBrush(self.palette().base())
        corners = [QPointF(0, -SIZE), QPointF(SIZE, SIZE), QPointF(-SIZE, SIZE)]
        painter.drawPolygon(QPolygonF([at + corner for corner in corners]))


def legend_of(found: RowMap) -> str:
    """What the marks mean, how many rows there are of each, and of how many nobody can tell where they lie."""
    lines = [
        _counted(tr("✕ {count} rejected"), found.rejected, found.rejected_without_place),
        _counted(tr("▲ {count} suspicious"), found.suspicious, found.suspicious_without_place),
        tr("• accepted"),
    ]
    if beyond := sum(mark.beyond for mark in found.marks):
        lines.append(tr("at the edge: {count} beyond the map").format(count=f"{beyond:,}"))
    return "   ".join(lines)


def _counted(text: str, count: int, without: int) -> str:
    said = text.format(count=f"{count:,}")
    return f"{said} {tr('({count} without a place)').format(count=f'{without:,}')}" if without else said


def _told(mark: Mark) -> str:
    text = tr("Row {row}: rejected") if mark.rejected else tr("Row {row}: suspicious")
    return text.format(row=f"{mark.row:,}")
