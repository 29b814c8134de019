# SPDX-License-Identifier: GPL-3.0-or-later
"""What the left button does: select and drag, measure, place a base, close a road. Esc comes back to selecting."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import shapely
from PyQt5.QtCore import QPoint, QPointF, Qt
from PyQt5.QtGui import QColor, QKeyEvent, QPainter, QPen, QPolygonF
from shapely.ops import nearest_points

from layers.geodesy import bearing_deg, geodesic_m
from ui import style
from ui.map.board import Board
from ui.map.navigation import ARROWS
from ui.map.overlay import paint_hint, paint_words
from ui.messages import tr
from ui.operations.closures import close_road, road_name
from ui.workspace import Kind

ROAD_PX = 24.0
"""How near a road must be to be closed."""
SHORT_M = 1000.0
KEY_STEP_PX, SMALL_KEY_STEP_PX = 12, 1
EDGE_PX = 40
"""What is moved by keys keeps so far from the edge of the window."""
CROSS_PX = 11.0


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where the pointer is: pixel of the window, place of the scene."""

    pixel: QPoint
    scene: QPointF


class Tool:
    """A meaning of the left button."""

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, view: Board) -> None:
        self.view = view

    def press(self, at: Pointer) -> None:
        """The left button goes down."""

    def move(self, at: Pointer, *, held: bool) -> None:
        """The pointer moves; `held` with the left button down."""

    def release(self, at: Pointer) -> None:
        """The left button comes up."""

    def double(self, at: Pointer) -> None:
        """The left button is pressed twice."""

    def key(self, event: QKeyEvent) -> bool:  # noqa: ARG002  for those who listen
        """A key is pressed; returns whether it meant something."""
        return False

    def give_up(self) -> None:
        """Forget what was begun."""

    def paint(self, painter: QPainter) -> None:
        """Draw over the map, in pixels of the window."""


class Pointing(Tool):
    """A tool that takes places; arrow keys move a cross over the map, and Enter is a click there."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, view: Board) -> None:
        super().__init__(view)
        self._cross: QPointF | None = None

    def key(self, event: QKeyEvent) -> bool:
        """Arrows move the cross from the middle of the map (with Shift a little), Enter clicks where it is."""
        key, frame = event.key(), self.view.frame
        middle = self.view.scene_at(QPointF(frame.width / 2, frame.height / 2))
        if key in ARROWS and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            step = SMALL_KEY_STEP_PX if event.modifiers() else KEY_STEP_PX
            right, down = ARROWS[Qt.Key(key)]
            pixel = self.view.pixel_of(middle if self._cross is None else self._cross).toPoint()
            pixel = in_sight(self.view, pixel + QPoint(right * step, down * step))
            self._cross = self.view.scene_at(QPointF(pixel))
            self.move(Pointer(pixel, self._cross), held=False)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._cross is not None:
            at = Pointer(self.view.pixel_of(self._cross).toPoint(), self._cross)
            self.press(at)
            self.release(at)
        else:
            return False
        self.view.refresh()
        return True

    def give_up(self) -> None:
        """Forget where the cross was."""
        self._cross = None

    def paint_cross(self, painter: QPainter) -> None:
        """Draw the cross, where the keys have made one."""
        if self._cross is None:
            return
        at = self.view.pixel_of(self._cross)
        for colour, width in (("#ffffff", 4.0), (style.INK, 1.6)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawLine(at - QPointF(CROSS_PX, 0), at + QPointF(CROSS_PX, 0))
            painter.drawLine(at - QPointF(0, CROSS_PX), at + QPointF(0, CROSS_PX))


class Look(Pointing):
    """Selects what the cross is over, roads too: for who has no mouse."""

    def release(self, at: Pointer) -> None:
        """Select what is there."""
        what = self.view.what_at(at.pixel)
        self.view.use_select()
        self.view.workspace.select(what.kind if what else None, what.id if what else None)

    def paint(self, painter: QPainter) -> None:
        """Say what is waited for."""
        self.paint_cross(painter)
        paint_hint(
            painter, self.view.frame, tr("Arrow keys move the cross; Enter selects what is under it, Esc leaves")
        )


class Measure(Pointing):
    """Distance and bearing along clicked points."""

    def __init__(self, view: Board) -> None:
        super().__init__(view)
        self._points: list[QPointF] = []
        self._free: QPointF | None = None
        self._ended = False

    def press(self, at: Pointer) -> None:
        """Set a point; the first after the end begins anew."""
        if self._ended:
            self._points, self._ended = [], False
        self._points.append(at.scene)
        self._tell()

    def move(self, at: Pointer, *, held: bool) -> None:  # noqa: ARG002
        """Measure to where the pointer is."""
        if self._points and not self._ended:
            self._free = at.scene
            self._tell()

    def double(self, at: Pointer) -> None:  # noqa: ARG002  the press before has set its point
        """End here."""
        self._ended, self._free = True, None
        self._tell()

    def key(self, event: QKeyEvent) -> bool:
        """Backspace takes the last point back; Enter sets one where the cross is, and ends where one is."""
        key = event.key()
        is_there = bool(self._points) and (self._cross is None or self._cross == self._points[-1])
        if key == Qt.Key.Key_Backspace and self._points:
            self._points.pop()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and is_there:
            self._ended, self._free = True, None
        else:
            return super().key(event)
        self._tell()
        return True

    def give_up(self) -> None:
        """Forget all points."""
        super().give_up()
        self._points, self._free, self._ended = [], None, False
        self.view.refresh()

    @property
    def words(self) -> str:
        """What is measured so far."""
        legs = self._legs()
        if not legs:
            return ""
        last_m, bearing = legs[-1]
        said = tr("{length}, bearing {bearing}").format(length=length_text(last_m), bearing=f"{bearing:03.0f}°")
        if len(legs) == 1:
            return said
        return tr("{last}; {total} in all").format(last=said, total=length_text(sum(leg for leg, _ in legs)))

    def paint(self, painter: QPainter) -> None:
        """Draw the line and what it measures."""
        pixels = [self.view.pixel_of(at) for at in self._line()]
        self.paint_cross(painter)
        if not pixels:
            paint_hint(painter, self.view.frame, tr("Click from point to point; double click ends, Esc leaves"))
            return
        for colour, width in (("#ffffff", 4.5), (style.INK, 2.0)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawPolyline(QPolygonF(pixels))
        painter.setBrush(QColor("#ffffff"))
        painter.setPen(QPen(QColor(style.INK), 1.4))
        for pixel in pixels:
            painter.drawEllipse(pixel, 3.2, 3.2)
        if self.words:
            paint_words(painter, pixels[-1] + QPointF(12, 8), self.words)

    def _line(self) -> list[QPointF]:
        return [*self._points, *([self._free] if self._free is not None else [])]

    def _legs(self) -> list[tuple[float, float]]:
        places = [degrees for at in self._line() if (degrees := self.view.plane.lonlat_of(at)) is not None]
        return [
            (float(geodesic_m(*one, *other)), bearing_deg(*one, *other))
            for one, other in pairwise(places)
            if one != other
        ]

    def _tell(self) -> None:
        self.view.tell_measured(self.words)
        self.view.refresh()


class AddBase(Pointing):
    """Asks for a base where the user clicks."""

    def release(self, at: Pointer) -> None:
        """Here."""
        degrees = self.view.plane.lonlat_of(at.scene)
        self.view.use_select()
        if degrees is not None:
            self.view.ask_base(*degrees)

    def paint(self, painter: QPainter) -> None:
        """Say what is waited for."""
        self.paint_cross(painter)
        paint_hint(painter, self.view.frame, tr("Click where the base is to stand; Esc leaves"))


class CloseRoad(Pointing):
    """Closes the road that the user clicks, where it was clicked."""

    def __init__(self, view: Board) -> None:
        super().__init__(view)
        self._at: QPointF | None = None
        self._road: str | None = None

    def move(self, at: Pointer, *, held: bool) -> None:  # noqa: ARG002
        """Show what would be closed."""
        self._road, self._at = road_place(self.view, at)
        self.view.refresh()

    def release(self, at: Pointer) -> None:
        """Close it."""
        road, place = road_place(self.view, at)
        if road is None or place is None:
            self.view.workspace.said.emit(tr("There is no road near that place."))
            return
        self.view.use_select()
        close_at(self.view, road, place)

    def give_up(self) -> None:
        """Nothing is to be closed."""
        super().give_up()
        self._road, self._at = None, None

    def paint(self, painter: QPainter) -> None:
        """Mark the place."""
        self.paint_cross(painter)
        words = tr("Click the road where it is to be closed; Esc leaves")
        if self._road is not None and self._at is not None:
            words = tr("Close {road} here").format(road=road_name(self.view.workspace, self._road))
            painter.setPen(QPen(QColor("#c00020"), 2.5))
            painter.setBrush(QColor("#ffffff"))
            painter.drawEllipse(self.view.pixel_of(self._at), 8, 8)
        paint_hint(painter, self.view.frame, words)


def in_sight(view: Board, pixel: QPoint) -> QPoint:
    """Where a pixel is once the map has moved so far that it is not at the edge."""
    frame = view.frame
    x = min(max(pixel.x(), EDGE_PX), frame.width - EDGE_PX)
    y = min(max(pixel.y(), EDGE_PX), frame.height - EDGE_PX)
    if (x, y) != (pixel.x(), pixel.y()):
        view.pan_by(pixel.x() - x, pixel.y() - y)
    return QPoint(x, y)


def road_place(view: Board, at: Pointer) -> tuple[str | None, QPointF | None]:
    """The road nearest to the pointer, and its nearest place in the scene."""
    roads = view.roads
    if roads is None:
        return None, None
    road = roads.nearest(at.scene.x(), at.scene.y(), ROAD_PX * view.metres_per_pixel)
    line = None if road is None else roads.shape(road)
    if line is None:
        return None, None
    foot = nearest_points(line, shapely.Point(at.scene.x(), at.scene.y()))[0]
    return road, QPointF(foot.x, foot.y)


def close_at(view: Board, road: str, place: QPointF) -> None:
    """Close a road at a place of the scene."""
    degrees = view.plane.lonlat_of(place)
    if degrees is not None:
        close_road(view.workspace, road, *degrees)


def length_text(length_m: float) -> str:
    """A length as it is read aloud."""
    return f"{length_m / 1000:,.1f} km" if length_m >= SHORT_M else f"{length_m:,.0f} m"


DRAGGED = frozenset({Kind.BASE, Kind.UNIT})
