# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies over the map and stays where it is in the window: scale, north, grid, legend, marking, notices."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPixmap, QPolygonF

from ui import style
from ui.map.cells import UNREACHED, BandKey, hatch_tile
from ui.map.grid import LONLAT, GridLine, grid_lines, square_names
from ui.map.plane import Frame, Plane
from ui.map.signs import font, text_stamp
from ui.messages import tr

EDGE_PX = 10.0
BAR_PX = 120.0
REACH_PX = 30.0
"""A line that ends further from an edge does not meet it."""
NICE = (1, 2, 5)
PLATE, FRAME_LINE = "#fdfdfb", "#9aa4ad"
MARKING = "#8a1414"
GRID = "#3b4754"
SWATCH_W, SWATCH_H = 36.0, 10.0
TRAY_W, TRAY_H = 220.0, 24.0
FOCUS_PX = 2.0


@dataclass(frozen=True, slots=True)
class Legend:
    """What the legend explains.

    Attributes
    ----------
    bands : sequence of BandKey
        Empty where they are hidden.
    strength : float
        Of the bands.
    unreached, lost, gained : bool
        Whether such ground is shown.
    """

    bands: Sequence[BandKey] = ()
    strength: float = 1.0
    unreached: bool = False
    lost: bool = False
    gained: bool = False


class Graticule:
    """The grid of a view, found once for each."""

    def __init__(self) -> None:
        self._for: tuple[str, Frame, Plane] | None = None
        self._lines: list[GridLine] = []
        self._squares: list[tuple[str, float, float]] = []

    def paint(self, painter: QPainter, frame: Frame, plane: Plane, kind: str, ratio: float) -> None:
        """Draw lines and figures."""
        if self._for != (kind, frame, plane):
            self._for = (kind, frame, plane)
            self._lines = grid_lines(kind, frame, plane)
            self._squares = [] if kind == LONLAT else square_names(frame, plane)
        colour = QColor(GRID)
        colour.setAlphaF(0.38)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 0.8))
        for line in self._lines:
            painter.drawPolyline(QPolygonF([QPointF(*at) for at in line.pixels.tolist()]))
        for line in self._lines:
            at = _edge_of(line, frame)
            if at is not None and line.words:
                painter.drawPixmap(at, text_stamp(line.words, (7.5, False, False), GRID, PLATE, ratio))
        for name, x, y in self._squares:
            painter.drawPixmap(QPointF(x - 12, y - 8), text_stamp(name, (8.0, True, False), GRID, PLATE, ratio))


def _edge_of(line: GridLine, frame: Frame) -> QPointF | None:
    """Where a line's figures stand: beside where it meets its edge of the window."""
    x, y = line.pixels.T
    if (y if line.edge == "top" else x).min() > REACH_PX:
        return None
    if line.edge == "top":
        order = np.argsort(y)
        at = float(np.interp(16.0, y[order], x[order]))
        return QPointF(at + 1, 14.0) if 60 < at < frame.width - 70 else None  # noqa: PLR2004  clear of the corners
    order = np.argsort(x)
    at = float(np.interp(6.0, x[order], y[order]))
    return QPointF(2.0, at - 16) if 44 < at < frame.height - 74 else None  # noqa: PLR2004


def paint_focus(painter: QPainter, frame: Frame) -> None:
    """Draw a rim: the keys go to the map."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(style.INK), FOCUS_PX))
    painter.drawRect(QRectF(0, 0, frame.width, frame.height).adjusted(1, 1, -1, -1))


def paint_scale(painter: QPainter, frame: Frame) -> None:
    """A bar of a round length, lower left."""
    length_m = nice_length(BAR_PX * frame.metres)
    width = length_m / frame.metres
    box = QRectF(EDGE_PX, frame.height - EDGE_PX - 26, width + 16, 26)
    _plate(painter, box)
    left, low = box.left() + 8, box.bottom() - 7
    painter.setPen(Qt.PenStyle.NoPen)
    for part in range(4):
        painter.setBrush(QColor(style.INK if part % 2 == 0 else PLATE))
        painter.drawRect(QRectF(left + part * width / 4, low - 4, width / 4, 4))
    painter.setPen(QPen(QColor(style.INK), 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(left, low - 4, width, 4))
    painter.setFont(font(7.5))
    words = f"{length_m / 1000:g} km" if length_m >= 1000 else f"{length_m:g} m"  # noqa: PLR2004  metres of a km
    painter.drawText(QRectF(left, box.top() + 1, width, 14), int(Qt.AlignmentFlag.AlignRight), words)
    painter.drawText(QRectF(left, box.top() + 1, width, 14), int(Qt.AlignmentFlag.AlignLeft), "0")


def nice_length(most_m: float) -> float:
    """The longest of 1, 2, 5, 10, 20... that is not longer."""
    power = 10.0 ** math.floor(math.log10(most_m))
    return max(n * power for n in NICE if n * power <= most_m)


def paint_north(painter: QPainter, frame: Frame, plane: Plane) -> None:
    """An arrow to true north, upper right; north is not quite up away from the theatre's middle."""
    middle = QPointF(frame.rect.center())
    degrees = plane.lonlat_of(middle)
    if degrees is None:
        return
    lon, lat = degrees
    step = 0.01 if lat < 89 else -0.01  # noqa: PLR2004  at the pole look back
    ((x, y),) = plane.scene_of(lon, lat + step).tolist()
    turn = math.degrees(
        math.atan2((x - middle.x()) * math.copysign(1, step), (middle.y() - y) * math.copysign(1, step))
    )
    painter.save()
    painter.translate(frame.width - EDGE_PX - 15, EDGE_PX + 19)
    painter.setPen(QPen(QColor(FRAME_LINE), 1.0))
    painter.setBrush(_plate_colour())
    painter.drawEllipse(QPointF(0, 0), 17, 17)
    painter.rotate(turn)
    painter.setPen(QPen(QColor(style.INK), 1.0))
    for side, colour in ((-1, style.INK), (1, PLATE)):
        painter.setBrush(QColor(colour))
        painter.drawPolygon(QPolygonF([QPointF(0, -4), QPointF(side * 5, 12), QPointF(0, 8)]))
    painter.setFont(font(7.5, bold=True))
    painter.drawText(QRectF(-8, -17, 16, 13), int(Qt.AlignmentFlag.AlignCenter), tr("N"))
    painter.restore()


def paint_marking(painter: QPainter, frame: Frame, marking: str) -> None:
    """The plan's marking, top and bottom."""
    if not marking:
        return
    face = font(8.5, bold=True)
    width = QFontMetricsF(face).horizontalAdvance(marking) + 18
    painter.setFont(face)
    for top in (0.0, frame.height - 17.0):
        box = QRectF((frame.width - width) / 2, top, width, 17)
        painter.fillRect(box, _plate_colour())
        painter.setPen(QColor(MARKING))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), marking)


def paint_notice(painter: QPainter, words: str, *, strong: bool) -> None:
    """A word on what is shown, upper left."""
    face = font(8.5, bold=True)
    width = QFontMetricsF(face).horizontalAdvance(words) + 20
    box = QRectF(EDGE_PX, EDGE_PX + 18, width, 22)
    painter.setPen(QPen(QColor(style.INK), 1.0))
    painter.setBrush(QColor(style.SELECTED if strong else PLATE))
    painter.drawRoundedRect(box, 3, 3)
    painter.setFont(face)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)


def paint_legend(painter: QPainter, frame: Frame, legend: Legend) -> None:
    """The bands and hatches that are shown, lower right."""
    hatches = [
        (words, tile)
        for seen, words, tile in (
            (legend.unreached and bool(legend.bands), tr("out of reach"), hatch_tile(UNREACHED, "cross")),
            (legend.lost, tr("ground lost"), hatch_tile(style.CHANGE_COLOURS["lost"], "up")),
            (legend.gained, tr("ground gained"), hatch_tile(style.CHANGE_COLOURS["gained"], "down")),
        )
        if seen
    ]
    if not legend.bands and not hatches:
        return
    face = font(7.5)
    metrics = QFontMetricsF(face)
    room = len(legend.bands) * SWATCH_W
    widths = [26 + metrics.horizontalAdvance(words) + 8 for words, _ in hatches]
    width = max(room, sum(widths) - 8 if hatches else 0.0) + 18
    height = (42 if legend.bands else 6) + (18 if hatches else 0)
    box = QRectF(frame.width - EDGE_PX - width, frame.height - EDGE_PX - height, width, height)
    _plate(painter, box)
    left, top = box.left() + 9, box.top() + 4
    painter.setFont(face)
    if legend.bands:
        _paint_bands(painter, legend, left, top)
        top += 38
    for (words, tile), wide in zip(hatches, widths, strict=True):
        _swatch(painter, QRectF(left, top + 2, 20, 11), tile)
        painter.setPen(QColor(style.INK))
        painter.drawText(QRectF(left + 25, top, wide, 15), int(Qt.AlignmentFlag.AlignVCenter), words)
        left += wide


def _paint_bands(painter: QPainter, legend: Legend, left: float, top: float) -> None:
    painter.setPen(QColor(style.INK))
    words = tr("Response on open ground, minutes")
    painter.drawText(QRectF(left, top, 300, 13), int(Qt.AlignmentFlag.AlignVCenter), words)
    row = top + 16
    for at, band in enumerate(legend.bands):
        box = QRectF(left + at * SWATCH_W, row, SWATCH_W, SWATCH_H)
        painter.fillRect(box, QColor(style.LAND))
        colour = QColor(band.colour)
        colour.setAlphaF(legend.strength)
        painter.setPen(QPen(QColor(GRID), 0.6))
        painter.setBrush(colour)
        painter.drawRect(box)
        painter.setPen(QColor(style.INK))
        if band.to_min is not None:
            under = QRectF(box.right() - SWATCH_W / 2, row + SWATCH_H, SWATCH_W, 13)
            painter.drawText(under, int(Qt.AlignmentFlag.AlignCenter), f"{band.to_min:g}")
        else:
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), tr("more"))


def tray_rect(frame: Frame, count: int, counter: float) -> QRectF:
    """Where units without a base stand: above the scale bar."""
    width = 62 + count * (counter + 2)
    return QRectF(EDGE_PX, frame.height - EDGE_PX - 26 - 8 - TRAY_H, width, TRAY_H)


def paint_tray(painter: QPainter, box: QRectF, *, target: bool) -> None:
    """The plate on which they stand."""
    _plate(painter, box)
    if target:
        painter.setPen(QPen(QColor(style.ROUTE), 2.0))
        painter.drawRoundedRect(box, 3, 3)
    painter.setPen(QColor(style.INK))
    painter.setFont(font(7.5, bold=True))
    painter.drawText(box.adjusted(7, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), tr("No base"))


def paint_hint(painter: QPainter, frame: Frame, words: str) -> None:
    """What a tool waits for, upper middle."""
    face = font(8.5)
    width = QFontMetricsF(face).horizontalAdvance(words) + 22
    box = QRectF((frame.width - width) / 2, EDGE_PX + 14, width, 24)
    _plate(painter, box)
    painter.setFont(face)
    painter.setPen(QColor(style.INK))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)


def paint_words(painter: QPainter, at: QPointF, words: str) -> None:
    """Words on a plate whose upper left corner is given."""
    face = font(8.5, bold=True)
    box = QRectF(at.x(), at.y(), QFontMetricsF(face).horizontalAdvance(words) + 14, 21)
    _plate(painter, box)
    painter.setFont(face)
    painter.setPen(QColor(style.INK))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)


def _swatch(painter: QPainter, box: QRectF, tile: QPixmap) -> None:
    painter.fillRect(box, QColor(style.LAND))
    painter.drawTiledPixmap(box, tile)
    painter.setPen(QPen(QColor(GRID), 0.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box)


def _plate(painter: QPainter, box: QRectF) -> None:
    painter.setPen(QPen(QColor(FRAME_LINE), 1.0))
    painter.setBrush(_plate_colour())
    painter.drawRoundedRect(box, 3, 3)


def _plate_colour() -> QColor:
    colour = QColor(PLATE)
    colour.setAlphaF(0.9)
    return colour
