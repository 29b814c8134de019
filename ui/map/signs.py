# SPDX-License-Identifier: GPL-3.0-or-later
"""Signs of sites, bases, units and closures, as on the exported map: colour and form both say what they mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from ui import style

SITE_PX, IDP_MORE, RING_MORE = 12, 5, 6
SIZES = ((30_000, 6), (8_000, 3), (1_000, 0), (0, -2))
"""People from, pixels more."""
RINGED = {"lost": "lost", "cut_off": "lost", "gained": "gained", "reconnected": "gained"}
WHITE = "#ffffff"
CLOTH, CLOTH_EMPTY = "#cfe3ff", "#e9ebee"
FLAG_PX, STAFF_PX, PENNANT_PX = 17.0, 10.0, 10.0
COUNTER_W, COUNTER_H = 27.0, 13.0
UNIT_WORDS = {
    "company": "Coy",
    "platoon": "Plt",
    "battalion": "Bn",
    "FPU": "FPU",
    "QRF": "QRF",
    "reserve": "Res",
    "aviation": "Avn",
    "UNMO": "MO",
    "UNPOL": "Pol",
    "engineers": "Eng",
    "HQ_staff": "HQ",
}
"""Short enough for a counter."""


@dataclass(frozen=True, slots=True)
class SiteLook:
    """How a site is drawn.

    Attributes
    ----------
    status : str
    idp : bool
    size : int
        Pixels.
    ring : str
        ``lost``, ``gained`` or nothing.
    counted : bool
        False where its headcount is unknown.
    """

    status: str
    idp: bool
    size: int
    ring: str = ""
    counted: bool = True


def site_size(people: int, *, idp: bool, ring: str, smaller: int = 0) -> int:
    """Pixels of a site's sign."""
    more = next(more for least, more in SIZES if people >= least)
    return SITE_PX - smaller + more + (IDP_MORE if idp else 0) + (RING_MORE if ring else 0)


@lru_cache(maxsize=512)
def site_stamp(look: SiteLook, ratio: float) -> QPixmap:
    """The sign of a site as a picture."""
    return _stamp(look.size + 2, ratio, lambda painter: paint_site(painter, look, 1.0))


def paint_site(painter: QPainter, look: SiteLook, inset: float = 0.0) -> None:
    """Draw a site's sign into a square of its size."""
    painter.save()
    painter.translate(inset, inset)
    size, middle = float(look.size), look.size / 2
    radius = middle - (3.8 if look.ring else 2.5 if look.idp else 1.0)
    if look.idp:
        room = 2.6 if look.ring else 0.6
        painter.setPen(_outline(style.INK, 1.3, dashed=not look.counted))
        painter.setBrush(QColor(255, 255, 255, 225))
        painter.drawRoundedRect(QRectF(room, room, size - 2 * room, size - 2 * room), 1.5, 1.5)
        radius = middle - room - 3.0
    colour = style.STATUS_COLOURS[look.status]
    painter.setBrush(QColor(colour))
    painter.setPen(_outline(WHITE if look.counted else style.INK, 1.1, dashed=not look.counted))
    _FORMS[look.status](painter, middle, radius)
    if look.ring:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(_outline(style.CHANGE_COLOURS[look.ring], 2.0, dashed=look.ring == "gained"))
        painter.drawEllipse(QPointF(middle, middle), middle - 0.8, middle - 0.8)
    painter.restore()


def _circle(painter: QPainter, middle: float, radius: float) -> None:
    painter.drawEllipse(QPointF(middle, middle), radius, radius)


def _triangle(painter: QPainter, middle: float, radius: float) -> None:
    top, low = middle - radius * 1.1, middle + radius * 0.9
    painter.drawPolygon(QPolygonF([QPointF(middle, top), QPointF(middle + radius, low), QPointF(middle - radius, low)]))


def _square(painter: QPainter, middle: float, radius: float) -> None:
    half = radius * 0.88
    painter.drawRect(QRectF(middle - half, middle - half, 2 * half, 2 * half))


def _cross(painter: QPainter, middle: float, radius: float) -> None:
    half = radius * 0.82
    ends = [(QPointF(middle - half, middle - half), QPointF(middle + half, middle + half))]
    ends.append((QPointF(middle + half, middle - half), QPointF(middle - half, middle + half)))
    cap = Qt.PenCapStyle.RoundCap
    for colour, width in ((WHITE, 4.6), (style.STATUS_COLOURS["unreachable"], 2.6)):
        painter.setPen(QPen(QColor(colour), width, Qt.PenStyle.SolidLine, cap))
        for one, other in ends:
            painter.drawLine(one, other)


def _diamond(painter: QPainter, middle: float, radius: float) -> None:
    out = radius * 1.15
    corners = ((0.0, -out), (out, 0.0), (0.0, out), (-out, 0.0))
    painter.drawPolygon(QPolygonF([QPointF(middle + x, middle + y) for x, y in corners]))
    painter.setPen(QColor(WHITE))
    painter.setFont(font(max(radius * 1.5, 7.0), bold=True))
    painter.drawText(QRectF(0, 0, 2 * middle, 2 * middle), int(Qt.AlignmentFlag.AlignCenter), "?")


_FORMS: dict[str, Callable[[QPainter, float, float], None]] = {
    "within": _circle,
    "under_strength": _triangle,
    "late": _square,
    "unreachable": _cross,
    "unknown": _diamond,
}


@dataclass(frozen=True, slots=True)
class BaseLook:
    """How a base is drawn.

    Attributes
    ----------
    words : str
        Its kind and number of teams.
    open, teams : bool
        Whether it is open; whether it can send any team.
    crowded : bool
        Only a pennant: there is no room for the flag.
    """

    words: str
    open: bool
    teams: bool
    crowded: bool = False

    @property
    def width(self) -> float:
        """Of the flag, pixels."""
        if self.crowded:
            return 2 * PENNANT_PX
        return max(30.0, QFontMetricsF(font(8.5, bold=True)).horizontalAdvance(self.words) + 9)

    @property
    def cloth(self) -> QRectF:
        """Where the cloth hangs; the foot of the staff is at the origin."""
        if self.crowded:
            return QRectF(0.0, -FLAG_PX, PENNANT_PX, 8.0)
        return QRectF(-self.width / 2, -(FLAG_PX + STAFF_PX), self.width, FLAG_PX)


def paint_base(painter: QPainter, look: BaseLook, *, chosen: bool = False, target: bool = False) -> None:
    """Draw a base as a flag on a staff, whose foot, at the origin, is where it stands."""
    cloth = look.cloth
    if chosen or target:
        painter.setPen(QPen(QColor(style.SELECTED if chosen else style.ROUTE), 5.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(cloth.adjusted(-1.5, -1.5, 1.5, 1.5), 3, 3)
        painter.drawLine(QPointF(0, cloth.bottom()), QPointF(0, 0))
    painter.setPen(QPen(QColor(WHITE), 4.0))
    painter.drawLine(QPointF(0, cloth.bottom()), QPointF(0, 0))
    painter.setPen(QPen(QColor(style.BASE), 2.0))
    painter.drawLine(QPointF(0, cloth.bottom()), QPointF(0, 0))
    painter.setBrush(QColor(style.BASE))
    painter.drawEllipse(QPointF(0, 0), 2.0, 2.0)
    painter.setPen(_outline(style.BASE, 1.6, dashed=not look.open))
    painter.setBrush(QColor(WHITE if not look.open else CLOTH if look.teams else CLOTH_EMPTY))
    painter.drawRoundedRect(cloth, 1.5, 1.5)
    if look.open and not look.teams:
        # nobody can leave: the cloth is struck through, not only paler
        painter.setPen(QPen(QColor(style.BASE), 1.0))
        painter.drawLine(cloth.bottomLeft(), cloth.topRight())
    if not look.crowded:
        painter.setPen(QColor(style.BASE))
        painter.setFont(font(8.5, bold=True))
        painter.drawText(cloth, int(Qt.AlignmentFlag.AlignCenter), look.words)


@dataclass(frozen=True, slots=True)
class UnitLook:
    """How a unit is drawn.

    Attributes
    ----------
    words : str
        What kind it is, or how many lie under it.
    teams : bool
        Whether it can send any team.
    assigned : bool
        Whether it has an open base.
    below : int
        Counters under it.
    """

    words: str
    teams: bool
    assigned: bool
    below: int = 0


def paint_unit(painter: QPainter, look: UnitLook, *, chosen: bool = False) -> None:
    """Draw a unit as a counter, its middle at the origin."""
    box = QRectF(-COUNTER_W / 2, -COUNTER_H / 2, COUNTER_W, COUNTER_H)
    for step in range(min(look.below, 2), 0, -1):
        painter.setPen(QPen(QColor(style.BASE), 1.0))
        painter.setBrush(QColor(CLOTH))
        painter.drawRect(box.translated(2.0 * step, 2.0 * step))
    if chosen:
        painter.setPen(QPen(QColor(style.SELECTED), 5.0))
        painter.drawRect(box)
    painter.setBrush(QColor("#f4f8ff" if look.teams else CLOTH_EMPTY))
    painter.setPen(_outline(style.BASE, 1.2, dashed=not look.assigned))
    painter.drawRect(box)
    painter.setPen(QColor(style.BASE))
    painter.setFont(font(7.0, bold=look.teams))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), look.words)


def paint_closure(painter: QPainter, *, active: bool, chosen: bool = False) -> None:
    """Draw a closure as the sign of no entry, its middle at the origin; one without effect only in outline."""
    middle = QPointF(0, 0)
    if chosen:
        painter.setPen(QPen(QColor(style.SELECTED), 4.0))
        painter.drawEllipse(middle, 9.0, 9.0)
    painter.setPen(_outline(style.CLOSURE if active else "#7b848c", 1.6, dashed=not active))
    painter.setBrush(QColor(WHITE))
    painter.drawEllipse(middle, 8.0, 8.0)
    if active:
        painter.setPen(QPen(QColor("#c00020"), 3.4))
        painter.drawLine(QPointF(-4.6, 0), QPointF(4.6, 0))
    else:
        painter.setPen(QPen(QColor("#7b848c"), 1.6))
        painter.drawLine(QPointF(-4.0, 0), QPointF(4.0, 0))


@lru_cache(maxsize=64)
def font(points: float, *, bold: bool = False, spaced: bool = False, italic: bool = False) -> QFont:
    """The map's type, in pixels a little larger than points so that it looks the same everywhere."""
    made = QFont()
    made.setPixelSize(max(round(points * 1.32), 7))
    made.setBold(bold)
    made.setItalic(italic)
    if spaced:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 1.6)
    return made


@lru_cache(maxsize=2048)
def text_stamp(words: str, own: tuple[float, bool, bool], colour: str, halo: str, ratio: float) -> QPixmap:
    """A word with a halo, as a picture; `own` are points, bold, spaced."""
    size, bold, spaced = own
    face = font(size, bold=bold, spaced=spaced)
    width, height = text_size(words, own)
    made = _pixmap(width + 6, height + 6, ratio)
    path = QPainterPath()
    path.addText(QPointF(3, 3 + QFontMetricsF(face).ascent()), face, words)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    join = Qt.PenJoinStyle.RoundJoin
    painter.strokePath(path, QPen(QColor(halo), 3.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, join))
    painter.fillPath(path, QBrush(QColor(colour)))
    painter.end()
    return made


@lru_cache(maxsize=4096)
def text_size(words: str, own: tuple[float, bool, bool]) -> tuple[float, float]:
    """Width and height of a word without its halo."""
    size, bold, spaced = own
    metrics = QFontMetricsF(font(size, bold=bold, spaced=spaced))
    return metrics.horizontalAdvance(words), metrics.ascent() + metrics.descent()


def _outline(colour: str, width: float, *, dashed: bool = False) -> QPen:
    pen = QPen(QColor(colour), width)
    if dashed:
        pen.setDashPattern([2.2, 1.6])
    return pen


def _stamp(size: float, ratio: float, paint: Callable[[QPainter], None]) -> QPixmap:
    made = _pixmap(size, size, ratio)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(painter)
    painter.end()
    return made


def _pixmap(width: float, height: float, ratio: float) -> QPixmap:
    made = QPixmap(max(round(width * ratio), 1), max(round(height * ratio), 1))
    made.setDevicePixelRatio(ratio)
    made.fill(QColor(0, 0, 0, 0))
    return made
