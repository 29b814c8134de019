# SPDX-License-Identifier: GPL-3.0-or-later
"""What the symbols of every layer mean: swatches and words, in the order of the legend."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QPainter, QPen, QPolygonF

from ui.map.background import DISTRICT, INCIDENT, SECTOR
from ui.map.cells import UNREACHED
from ui.map.signs import BaseLook, SiteLook, UnitLook, paint_base, paint_closure, paint_site, paint_unit
from ui.messages import status_text, tr
from ui.panels.swatches import Draw, fill, hatch, line
from ui.style import BANDS, CHANGE_COLOURS, CLOSURE, ROADS, STATUS_COLOURS, WATER

SIGN_PX = 13
POINTS = 10
Entry = tuple[Draw, str]


def legend(layer: str, band_labels: Sequence[str]) -> list[Entry]:
    """Swatches and words of a layer; none where it needs none."""
    makers: dict[str, Callable[[], list[Entry]]] = {
        "bands": lambda: _bands(band_labels),
        "changes": _changes,
        "roads": _roads,
        "water": lambda: [(fill(WATER), tr("lake")), (line(WATER, 2.0), tr("river"))],
        "areas": _areas,
        "incidents": lambda: [(_star, tr("incident"))],
        "closures": _closures,
        "sites": _sites,
        "bases": _bases,
        "units": _units,
    }
    return makers[layer]() if layer in makers else []


def _bands(labels: Sequence[str]) -> list[Entry]:
    plain = [(fill(colour), label) for colour, label in zip(BANDS, labels, strict=False)]
    return [*plain, (hatch(UNREACHED, "cross"), tr("nobody can come"))]


def _changes() -> list[Entry]:
    return [
        (hatch(CHANGE_COLOURS["lost"], "up"), tr("ground lost")),
        (hatch(CHANGE_COLOURS["gained"], "down"), tr("ground gained")),
    ]


def _roads() -> list[Entry]:
    words = {
        "paved": tr("paved"),
        "gravel": tr("gravel"),
        "dirt": tr("dirt"),
        "track": tr("track"),
        "unknown": tr("surface unknown"),
    }
    dashed = {"track": Qt.PenStyle.DashLine, "unknown": Qt.PenStyle.DotLine}
    own = [(line(*ROADS[name], dashed.get(name, Qt.PenStyle.SolidLine)), word) for name, word in words.items()]
    return [*own, (line(CLOSURE, 1.6, Qt.PenStyle.DotLine), tr("closed or abandoned"))]


def _areas() -> list[Entry]:
    return [
        (line(SECTOR, 2.2, Qt.PenStyle.DashDotLine), tr("sector")),
        (line(DISTRICT, 1.1, Qt.PenStyle.DashLine), tr("district")),
    ]


def _closures() -> list[Entry]:
    def sign(*, active: bool) -> Draw:
        return _centred(lambda painter: paint_closure(painter, active=active), 0.8)

    return [(sign(active=True), tr("in force")), (sign(active=False), tr("not in this season"))]


def _sites() -> list[Entry]:
    def sign(look: SiteLook) -> Draw:
        def draw(painter: QPainter, rect: QRectF) -> None:
            painter.translate(rect.center() - QPointF(look.size / 2, look.size / 2))
            paint_site(painter, look)

        return draw

    found = [(sign(SiteLook(name, idp=False, size=SIGN_PX)), status_text(name)) for name in STATUS_COLOURS]
    return [
        *found,
        (sign(SiteLook("within", idp=True, size=SIGN_PX + 3)), tr("IDP site (framed)")),
        (sign(SiteLook("within", idp=False, size=SIGN_PX, counted=False)), tr("headcount unknown")),
        (sign(SiteLook("late", idp=False, size=SIGN_PX + 3, ring="lost")), tr("lost")),
        (sign(SiteLook("within", idp=False, size=SIGN_PX + 3, ring="gained")), tr("gained")),
    ]


def _bases() -> list[Entry]:
    def sign(*, is_open: bool, teams: bool) -> Draw:
        look = BaseLook("", open=is_open, teams=teams)
        return _centred(lambda painter: paint_base(painter, look), 0.6, -look.cloth.center().y() - 3)

    return [
        (sign(is_open=True, teams=True), tr("forms teams")),
        (sign(is_open=True, teams=False), tr("forms no team")),
        (sign(is_open=False, teams=False), tr("closed")),
    ]


def _units() -> list[Entry]:
    def sign(*, teams: bool, assigned: bool) -> Draw:
        look = UnitLook("", teams=teams, assigned=assigned)
        return _centred(lambda painter: paint_unit(painter, look), 0.8)

    return [
        (sign(teams=True, assigned=True), tr("forms teams")),
        (sign(teams=False, assigned=True), tr("forms no team")),
        (sign(teams=False, assigned=False), tr("no open base")),
    ]


def _centred(paint: Callable[[QPainter], None], scale: float, lower: float = 0.0) -> Draw:
    """A sign of the map, made smaller, in the middle of its swatch."""

    def draw(painter: QPainter, rect: QRectF) -> None:
        painter.translate(rect.center())
        painter.scale(scale, scale)
        painter.translate(0, lower)
        paint(painter)

    return draw


def _star(painter: QPainter, rect: QRectF) -> None:
    turns = [n * math.pi / (POINTS / 2) - math.pi / 2 for n in range(POINTS)]
    sizes = [6.0 if n % 2 == 0 else 2.5 for n in range(POINTS)]
    corners = [QPointF(size * math.cos(turn), size * math.sin(turn)) for size, turn in zip(sizes, turns, strict=True)]
    painter.setPen(QPen(QColor("#ffffff"), 0.6))
    painter.setBrush(QColor(INCIDENT))
    painter.drawPolygon(QPolygonF(corners).translated(rect.center()))
