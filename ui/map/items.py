# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in the scene and keeps its size whatever the scale: sites, bases, units, closures, names, the route.

All sites are one item and all names another: thousands of single ones are too slow. None takes the mouse: the view's
tools do.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF
from PyQt5.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from ui import style
from ui.map.labels import FACES, Placed
from ui.map.plane import Floats
from ui.map.signs import (
    COUNTER_H,
    COUNTER_W,
    FLAG_PX,
    STAFF_PX,
    BaseLook,
    SiteLook,
    UnitLook,
    paint_base,
    paint_closure,
    paint_unit,
    site_stamp,
    text_stamp,
)

EVERYWHERE = QRectF(-2.5e7, -2.5e7, 5e7, 5e7)
"""Larger than the earth."""
HALO = "#fdfdfb"
Option = QStyleOptionGraphicsItem | None


class _Wide(QGraphicsItem):
    """An item that lies all over the scene."""

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def boundingRect(self) -> QRectF:  # noqa: N802  Qt's name
        return EVERYWHERE


class SitesItem(_Wide):
    """All sites, in order of drawing."""

    def __init__(self) -> None:
        super().__init__()
        self._xy: Floats = np.zeros((0, 2))
        self._looks: list[SiteLook] = []

    def show_sites(self, xy: Floats, looks: list[SiteLook]) -> None:
        """Take other signs; those drawn last lie on top."""
        self._xy, self._looks = xy, looks
        self.update()

    def paint(self, painter: QPainter | None, option: Option, widget: QWidget | None = None) -> None:  # noqa: ARG002
        """Stamp every site that is seen."""
        if painter is None or not self._looks:
            return
        transform = painter.worldTransform()
        at = self._xy * transform.m11() + np.array([transform.dx(), transform.dy()])
        seen = painter.viewport() if widget is None else widget.rect()
        room = 30
        inside = (
            (at[:, 0] > -room)
            & (at[:, 0] < seen.width() + room)
            & (at[:, 1] > -room)
            & (at[:, 1] < seen.height() + room)
        )
        device = painter.device()
        ratio = 1.0 if device is None else device.devicePixelRatioF()
        stamps = {look: site_stamp(look, ratio) for look in set(self._looks)}
        painter.save()
        painter.resetTransform()
        draw, looks = painter.drawPixmap, self._looks
        for row, (x, y) in zip(np.flatnonzero(inside).tolist(), at[inside].tolist(), strict=True):
            half = looks[row].size / 2 + 1
            draw(QPointF(round((x - half) * ratio) / ratio, round((y - half) * ratio) / ratio), stamps[looks[row]])
        painter.restore()


class LabelsItem(_Wide):
    """The names that found room."""

    def __init__(self) -> None:
        super().__init__()
        self._placed: list[Placed] = []

    def show_names(self, placed: list[Placed]) -> None:
        """Take other names."""
        self._placed = placed
        self.update()

    @property
    def names(self) -> list[str]:
        """What is shown."""
        return [one.words for one in self._placed]

    def paint(self, painter: QPainter | None, option: Option, widget: QWidget | None = None) -> None:  # noqa: ARG002
        """Stamp every name that is seen."""
        if painter is None:
            return
        transform = painter.worldTransform()
        seen = painter.viewport() if widget is None else widget.rect()
        device = painter.device()
        ratio = 1.0 if device is None else device.devicePixelRatioF()
        painter.save()
        painter.resetTransform()
        for one in self._placed:
            x, y = one.x + transform.dx() + one.left - 3, one.y + transform.dy() + one.top - 3
            if -400 < x < seen.width() and -40 < y < seen.height():  # noqa: PLR2004  the widest name
                face, colour = FACES[one.role]
                stamp = text_stamp(one.words.upper() if face[2] else one.words, face, colour, HALO, ratio)
                painter.drawPixmap(QPointF(round(x * ratio) / ratio, round(y * ratio) / ratio), stamp)
        painter.restore()


class _Sign(QGraphicsItem):
    """An item that keeps its size."""

    def __init__(self, name: str, box: QRectF) -> None:
        super().__init__()
        self.id = name
        self._box = box
        self.chosen = False
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    @property
    def box(self) -> QRectF:
        """What takes the pointer, in pixels about its place."""
        return self._box

    def boundingRect(self) -> QRectF:  # noqa: N802  Qt's name
        return self._box.adjusted(-6, -6, 6, 6)

    def choose(self, *, chosen: bool) -> None:
        """Show it as selected, or not."""
        if chosen != self.chosen:
            self.chosen = chosen
            self.update()


class BaseItem(_Sign):
    """A base."""

    def __init__(self, name: str) -> None:
        self.look = BaseLook("", open=True, teams=True)
        super().__init__(name, QRectF(-15, -(FLAG_PX + STAFF_PX), 30, FLAG_PX + STAFF_PX + 3))
        self.target = False

    def show_base(self, look: BaseLook) -> None:
        """Take another look."""
        if look == self.look:
            return
        self.prepareGeometryChange()
        self.look = look
        self._box = look.cloth.united(QRectF(-4, -6, 8, 9))
        self.update()

    def mark_target(self, *, target: bool) -> None:
        """Show that what is dragged would come here."""
        if target != self.target:
            self.target = target
            self.update()

    def paint(self, painter: QPainter | None, option: Option, widget: QWidget | None = None) -> None:  # noqa: ARG002
        """Draw it."""
        if painter is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_base(painter, self.look, chosen=self.chosen, target=self.target)


class UnitItem(_Sign):
    """A unit's counter."""

    def __init__(self, name: str) -> None:
        super().__init__(name, QRectF(-COUNTER_W / 2, -COUNTER_H / 2, COUNTER_W, COUNTER_H))
        self.look = UnitLook("", teams=True, assigned=True)
        self.offset = QPointF()

    @property
    def box(self) -> QRectF:
        """What takes the pointer, in pixels about its base."""
        return self._box.translated(self.offset)

    def boundingRect(self) -> QRectF:  # noqa: N802, D102  Qt's name
        return self.box.adjusted(-6, -6, 8, 8)

    def show_unit(self, look: UnitLook, offset: QPointF) -> None:
        """Take another look, or another place about its base."""
        if look != self.look or offset != self.offset:
            self.prepareGeometryChange()
            self.look, self.offset = look, offset
            self.update()

    def paint(self, painter: QPainter | None, option: Option, widget: QWidget | None = None) -> None:  # noqa: ARG002
        """Draw it."""
        if painter is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(self.offset)
            paint_unit(painter, self.look, chosen=self.chosen)


class ClosureItem(_Sign):
    """The sign of a closure."""

    def __init__(self, name: str, *, active: bool) -> None:
        super().__init__(name, QRectF(-9, -9, 18, 18))
        self.active = active

    def paint(self, painter: QPainter | None, option: Option, widget: QWidget | None = None) -> None:  # noqa: ARG002
        """Draw it."""
        if painter is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_closure(painter, active=self.active, chosen=self.chosen)


class LinesItem(_Wide):
    """Lines of one look that keep their width: a route, its legs, a selected road, closed stretches."""

    def __init__(
        self, colour: str, width: float, dashes: Sequence[float] = (), *, casing: float = 0.0, fill: bool = False
    ) -> None:
        super().__init__()
        self._path = QPainterPath()
        self._pens = [_pen(HALO, width + casing)] if casing else []
        self._pens.append(_pen(colour, width, dashes))
        self._fill = QColor(colour) if fill else None
        if self._fill is not None:
            self._fill.setAlpha(40)

    @property
    def empty(self) -> bool:
        """Whether it shows nothing."""
        return self._path.isEmpty()

    def show_lines(self, lines: Sequence[Floats]) -> None:
        """Take other lines of the scene; each of shape (vertices, 2)."""
        path = QPainterPath()
        for line in lines:
            path.addPolygon(QPolygonF([QPointF(*at) for at in line.tolist()]))
        self.show_path(path)

    def show_path(self, path: QPainterPath) -> None:
        """Take another path of the scene."""
        self._path = path
        self.update()

    def paint(self, painter: QPainter | None, option: Option, widget: QWidget | None = None) -> None:  # noqa: ARG002
        """Draw them."""
        if painter is None or self._path.isEmpty():
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._fill is not None:
            painter.fillPath(self._path, self._fill)
        for pen in self._pens:
            painter.strokePath(self._path, pen)


class RingItem(_Sign):
    """A ring about what is selected."""

    def __init__(self) -> None:
        super().__init__("", QRectF(-16, -16, 32, 32))
        self.radius = 12.0

    def paint(self, painter: QPainter | None, option: Option, widget: QWidget | None = None) -> None:  # noqa: ARG002
        """Draw it, dark and bright, so that it shows on any ground."""
        if painter is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in ((style.INK, 5.0), (style.SELECTED, 3.0)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawEllipse(QPointF(0, 0), self.radius, self.radius)


def _pen(colour: str, width: float, dashes: Sequence[float] = ()) -> QPen:
    pen = QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    pen.setCosmetic(True)
    if dashes:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([dash / width for dash in dashes])
    return pen
