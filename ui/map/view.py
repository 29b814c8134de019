# SPDX-License-Identifier: GPL-3.0-or-later
"""The map under the planner's hand: mouse, keys, tools, tooltips, menu; edits go back to the workspace."""

from __future__ import annotations

from PyQt5.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, pyqtSignal
from PyQt5.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
)
from PyQt5.QtWidgets import QMenu, QToolTip, QWidget

from gisplanner.forces import BaseKind
from layers.mgrs import mgrs_of
from ui.map.canvas import Canvas
from ui.map.drops import UnitDrops
from ui.map.extents import layer_rect, selected_rect
from ui.map.menu import fill_menu
from ui.map.picking import Picker
from ui.map.select_tool import Select
from ui.map.signs import UNIT_WORDS
from ui.map.tips import facts_of, tip_of
from ui.map.tools import AddBase, CloseRoad, Look, Measure, Pointer, Tool, close_at, road_place
from ui.operations import forces
from ui.workspace import Kind, Selected, Workspace

TURNS = {
    Qt.Key.Key_S: Kind.SITE,
    Qt.Key.Key_B: Kind.BASE,
    Qt.Key.Key_U: Kind.UNIT,
    Qt.Key.Key_C: Kind.CLOSURE,
}
"""Keys that turn to the next thing of a kind, with Shift to the one before."""


class MapView(Canvas):
    """The map of a workspace.

    Parameters
    ----------
    workspace : Workspace
    parent : QWidget, optional

    Attributes
    ----------
    cursor_moved : signal (lon, lat)
    context_asked : signal (QPoint, lon, lat, Selected or None)
        The right button, in global pixels; while nobody listens the map shows a menu of its own.
    base_place_asked : signal (lon, lat)
        A base is wanted there; while nobody listens the map opens a temporary one.
    measured : signal (str)
        What is measured so far; empty when it is done with.
    tool_changed : signal (str)
        One of ``select``, ``measure``, ``base``, ``closure``, ``look``.
    """

    cursor_moved = pyqtSignal(float, float)
    context_asked = pyqtSignal(QPoint, float, float, object)
    base_place_asked = pyqtSignal(float, float)
    measured = pyqtSignal(str)
    tool_changed = pyqtSignal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.setObjectName("map")
        self.setAccessibleName(self.tr("Map"))
        self._picker = Picker(workspace, self.scenery, lambda: self.frame)
        self._select = Select(self)
        self._tools: dict[str, Tool] = {
            "select": self._select,
            "measure": Measure(self),
            "base": AddBase(self),
            "closure": CloseRoad(self),
            "look": Look(self),
        }
        self._tool: Tool = self._select
        self._drops = UnitDrops(self, workspace)
        self.setAcceptDrops(True)
        workspace.zoom_asked.connect(self.zoom_to)
        self._opened()

    def zoom_to(self, what: Selected) -> None:
        """Turn to a thing."""
        rect = selected_rect(self.workspace.session, self.plane, self.roads, what)
        if rect is not None:
            self._zoom_to_rect(rect)

    def zoom_to_selection(self) -> None:
        """Turn to what is selected; to everything where nothing is."""
        if self.workspace.selected is None:
            self.zoom_all()
        else:
            self.zoom_to(self.workspace.selected)

    def zoom_to_lonlat(self, lon: float, lat: float) -> None:
        """Turn to a position."""
        self._zoom_to_rect(QRectF(self.plane.point_of(lon, lat), self.plane.point_of(lon, lat)))

    def zoom_to_layer(self, kind: str) -> None:
        """Show a whole layer: one of the theatre's, ``bases``, ``units`` or ``closures``."""
        rect = layer_rect(self.workspace.session, self.plane, kind)
        if rect is not None:
            self._zoom_to_rect(rect)

    # tools

    @property
    def tool(self) -> str:
        """Name of the tool in use."""
        return next(name for name, tool in self._tools.items() if tool is self._tool)

    def use_tool(self, name: str) -> None:
        """Take up a tool: ``select``, ``measure``, ``base``, ``closure`` or ``look``."""
        if self._tools[name] is self._tool:
            return
        was_measuring = self.tool == "measure"
        self._tool.give_up()
        self._tool = self._tools[name]
        if was_measuring:
            self.measured.emit("")
        self.show_cursor()
        self.refresh()
        self.tool_changed.emit(name)

    def use_select(self) -> None:
        """Turn to the tool at rest."""
        self.use_tool("select")

    def idle_cursor(self) -> Qt.CursorShape:
        """Shape of the pointer of the tool in use."""
        return self._tool.cursor

    def show_shape(self, shape: Qt.CursorShape) -> None:
        """Give the pointer another shape for a while."""
        self._port().setCursor(shape)

    def what_at(self, pixel: QPoint) -> Selected | None:
        """The thing under a pixel."""
        return self._picker.what_at(pixel, self.roads, self.stack)

    def shows(self, kind: Kind) -> bool:
        """Whether the layer of a kind of thing is shown."""
        return self.stack.strength(f"{kind}s") > 0

    def lay_open(self, what: Selected) -> None:
        """Lay out the counters of the base that a unit is at, so that it can be taken hold of."""
        if what.kind == Kind.UNIT:
            self.scenery.open_stack = self.workspace.session.disposition.unit(what.id).base
            self.lay_out_units()

    def base_near(self, pixel: QPoint) -> str | None:
        """The open base that takes what is let go here."""
        return self._picker.base_near(pixel)

    def closed_base_near(self, pixel: QPoint) -> str | None:
        """A closed base, which takes nothing that is let go here."""
        return self._picker.base_near(pixel, closed=True)

    def in_tray(self, pixel: QPoint) -> bool:
        """Whether a pixel is where units without a base stand."""
        return self.tray().contains(QPointF(pixel))

    def unit_words(self, unit: str) -> str:
        """What stands on a unit's counter."""
        return UNIT_WORDS[self.workspace.session.disposition.unit(unit).kind]

    def tell_measured(self, words: str) -> None:
        """Say what is measured."""
        self.measured.emit(words)

    def ask_base(self, lon: float, lat: float) -> None:
        """Have the user asked for a base there; without anybody who asks, open a temporary one."""
        if self.receivers(self.base_place_asked):
            self.base_place_asked.emit(lon, lat)
        else:
            near = mgrs_of(lon, lat, 2)
            name = self.tr("TOB {place}").format(place=near) if near else self.tr("New TOB")
            forces.open_base(self.workspace, name, BaseKind.TOB, lon, lat)

    def context_menu(self, at: QPointF, what: Selected | None) -> QMenu:
        """The menu of a place of the scene."""
        lon, lat = self.plane.lonlat_of(at) or (0.0, 0.0)
        calls = {
            "base": lambda: self.ask_base(lon, lat),
            "zoom": lambda: self.zoom_to(what) if what else self._zoom_to_rect(QRectF(at, at)),
        }
        road, place = road_place(self, Pointer(self.pixel_of(at).toPoint(), at))
        if what is not None and what.kind == Kind.ROAD and road is not None and place is not None:
            calls["road"] = lambda: close_at(self, road, place)
        return fill_menu(self, self.workspace, (lon, lat), what, calls)

    def begin_anew(self) -> None:
        """Another plan: forget what was begun."""
        self._tool.give_up()

    def paint_tool(self, painter: QPainter) -> None:
        """Draw what the tool in use shows."""
        self._tool.paint(painter)

    def over_tray(self) -> bool:
        """Whether a unit would lose its base if it were let go now."""
        return self._select.over_tray

    # mouse and keys

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        """Pan, or let the tool have it."""
        if event is None:
            return
        if self.wants_pan(event):
            self.begin_pan(event.pos())
        elif event.button() == Qt.MouseButton.LeftButton:
            self._tool.press(self._pointer(event))
        elif event.button() == Qt.MouseButton.BackButton:
            self.go_back()
        elif event.button() == Qt.MouseButton.ForwardButton:
            self.go_forward()

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        """Pan, drag, or say where the pointer is."""
        if event is None:
            return
        at = self._pointer(event)
        degrees = self.plane.lonlat_of(at.scene)
        if degrees is not None:
            self.cursor_moved.emit(*degrees)
        if self.pan_to(event.pos()):
            return
        held = bool(event.buttons() & Qt.MouseButton.LeftButton)
        self._tool.move(at, held=held)
        if not held:
            self._hover(event.pos())

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        """Let go."""
        if event is not None and not self.end_pan() and event.button() == Qt.MouseButton.LeftButton:
            self._tool.release(self._pointer(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        """Zoom to what is there, or end a measurement."""
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self._tool.double(self._pointer(event))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802
        """Esc gives up, F shows the selection, letters turn to things; the rest is the tool's or moves the view."""
        if event is None or self._tool.key(event):
            return
        if event.key() == Qt.Key.Key_Escape:
            self._tool.give_up()
            self.end_pan()
            self.use_select()
        elif event.key() == Qt.Key.Key_X and not event.modifiers():
            self.use_tool("look")
        elif event.key() == Qt.Key.Key_F and not event.modifiers():
            self.zoom_to_selection()
        elif event.key() in TURNS and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            self._turn_to(TURNS[Qt.Key(event.key())], back=bool(event.modifiers()))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:  # noqa: N802
        """Offer what can be done there."""
        if event is None or self.scenery.dragged is not None:
            return
        pixel, what = event.pos(), self.what_at(event.pos())
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            pixel, what = self._selected_place()
        at, place = self.scene_at(QPointF(pixel)), self._port().mapToGlobal(pixel)
        degrees = self.plane.lonlat_of(at)
        if degrees is None:
            return
        if what is not None:
            self.workspace.select(what.kind, what.id)
        if self.receivers(self.context_asked):
            self.context_asked.emit(place, *degrees, what)
        else:
            self.context_menu(at, what).popup(place)

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:  # noqa: N802
        """Let units be dragged in from the forces panel."""
        if event is not None:
            self._drops.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent | None) -> None:  # noqa: N802
        """Show what would be if they were let go here."""
        if event is not None:
            self._drops.enter(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent | None) -> None:  # noqa: N802, ARG002
        """Show the answer again: they go elsewhere."""
        self.workspace.end_preview()

    def dropEvent(self, event: QDropEvent | None) -> None:  # noqa: N802
        """Move them."""
        if event is not None:
            self._drops.drop(event)

    def viewportEvent(self, event: QEvent | None) -> bool:  # noqa: N802
        """Say what lies under a pointer that rests."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            what = self.what_at(event.pos())
            words = "" if what is None else tip_of(self.workspace, what)
            QToolTip.showText(event.globalPos(), words, self)
            return True
        if event is not None and event.type() == QEvent.Type.Leave:
            self._hover(None)
        return super().viewportEvent(event)

    def _selected_place(self) -> tuple[QPoint, Selected | None]:
        """Pixel of what is selected, where that is in sight; else the middle of the map."""
        selected, port = self.workspace.selected, self._port().rect()
        rect = None if selected is None else selected_rect(self.workspace.session, self.plane, self.roads, selected)
        pixel = None if rect is None else self.pixel_of(rect.center()).toPoint()
        return (port.center(), None) if pixel is None or not port.contains(pixel) else (pixel, selected)

    def _turn_to(self, kind: Kind, *, back: bool) -> None:
        """Select the next thing of a kind in sight, or the one before it, and say what it is."""
        there = self._picker.in_reading_order(kind, self.stack)
        if not there:
            self.workspace.said.emit(self.tr("Nothing of that kind is in sight."))
            return
        selected = self.workspace.selected
        step = -1 if back else 1
        at = there.index(selected.id) + step if selected and selected.id in there else min(step, 0)
        what = Selected(kind, there[at % len(there)])
        self.workspace.select(what.kind, what.id)
        self.lay_open(what)
        words = "; ".join(facts_of(self.workspace, what))
        self.setAccessibleDescription(words)
        self.workspace.said.emit(words)

    def _hover(self, pixel: QPoint | None) -> None:
        """Lay out the counters of the base under the pointer, so that each can be taken hold of."""
        stack = None if pixel is None else self._picker.stack_at(pixel)
        if stack != self.scenery.open_stack:
            self.scenery.open_stack = stack
            self.lay_out_units()
        over = pixel is not None and self.tool == "select" and self.what_at(pixel) is not None
        self.show_shape(Qt.CursorShape.PointingHandCursor) if over else self.show_cursor()

    def _pointer(self, event: QMouseEvent) -> Pointer:
        return Pointer(event.pos(), self.scene_at(event.localPos()))
