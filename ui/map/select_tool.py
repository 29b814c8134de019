# SPDX-License-Identifier: GPL-3.0-or-later
"""The tool at rest: a click selects, a drag moves a base or a unit, or else the map; M and arrow keys move them too."""

from __future__ import annotations

from collections.abc import Mapping

from PyQt5.QtCore import QPoint, QPointF, Qt
from PyQt5.QtGui import QKeyEvent, QPainter

from gisplanner.plan import MoveUnit, PlaceBase
from ui.map.board import Board
from ui.map.items import BaseItem, UnitItem
from ui.map.navigation import ARROWS
from ui.map.overlay import paint_hint
from ui.map.signs import UnitLook
from ui.map.tools import DRAGGED, KEY_STEP_PX, SMALL_KEY_STEP_PX, Pointer, Tool, in_sight
from ui.messages import tr
from ui.operations import forces
from ui.workspace import Kind, Selected

DRAG_PX = 4
TAKEN_KEYS = frozenset({Qt.Key.Key_S, Qt.Key.Key_B, Qt.Key.Key_U, Qt.Key.Key_C, Qt.Key.Key_M})
"""Would select something else amid a movement."""


class Select(Tool):
    """Selects, and drags what can be moved."""

    def __init__(self, view: Board) -> None:
        super().__init__(view)
        self._pressed: Pointer | None = None
        self._under: Selected | None = None
        self._grip = QPointF()
        self._target: str | None = None
        self._over_tray = False
        self._by_keys: QPointF | None = None
        self._taken_at = QPointF()

    @property
    def drags(self) -> bool:
        """Whether something follows the pointer."""
        return self.view.scenery.dragged is not None

    def press(self, at: Pointer) -> None:
        """Take hold of what is there."""
        # a release that went elsewhere was never told: what is dragged is still held
        if not self.drags:
            self._pressed, self._under = at, self.view.what_at(at.pixel)

    def move(self, at: Pointer, *, held: bool) -> None:
        """Drag what was taken hold of, once the pointer has moved enough."""
        if not held or self._pressed is None:
            return
        away = at.pixel - self._pressed.pixel
        if not self.drags and away.manhattanLength() >= DRAG_PX:
            self._begin(self._pressed)
        if self.drags:
            self._follow(at)

    def release(self, at: Pointer) -> None:
        """Let go: a click selects, a drag becomes an edit; what the keys hold stays where they have it."""
        if self._by_keys is not None:
            return
        pressed, self._pressed = self._pressed, None
        if self.drags:
            self._follow(at)
            self._drop(at)
        elif pressed is not None:
            what = self.view.what_at(at.pixel)
            self.view.workspace.select(what.kind if what else None, what.id if what else None)

    def double(self, at: Pointer) -> None:
        """Zoom to what is there, or in."""
        what = self.view.what_at(at.pixel)
        if what is not None and what.kind != Kind.ROAD:
            self.view.zoom_to(what)
        else:
            self.view.zoom_by(2.0, QPointF(at.pixel))

    def key(self, event: QKeyEvent) -> bool:
        """M takes hold of what is selected; then arrows move it (Shift: a small step), and Enter puts it there."""
        key, at = event.key(), self._by_keys
        if at is None:
            return key == Qt.Key.Key_M and not event.modifiers() and self._take(self.view.workspace.selected)
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if at == self._taken_at:
                self.give_up()
            else:
                self._drop(self._pointer(at))
        elif key in ARROWS:
            step = SMALL_KEY_STEP_PX if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else KEY_STEP_PX
            right, down = ARROWS[Qt.Key(key)]
            pixel = in_sight(self.view, self.view.pixel_of(at).toPoint() + QPoint(right * step, down * step))
            self._by_keys = self.view.scene_at(QPointF(pixel))
            self._follow(self._pointer(self._by_keys))
        else:
            return key in TAKEN_KEYS
        return True

    def paint(self, painter: QPainter) -> None:
        """Say which keys move what is held."""
        if self._by_keys is not None:
            words = tr("Arrow keys move it, with Shift a little; Enter puts it there, Esc gives up")
            paint_hint(painter, self.view.frame, words)

    def give_up(self) -> None:
        """Put back what was dragged."""
        self._pressed = None
        if self.drags:
            self._end()
            self.view.workspace.end_preview()
            self.view.put_back()

    def _take(self, what: Selected | None) -> bool:
        """Take hold of a base or a unit by the keyboard; False where it is neither, or not shown."""
        scenery = self.view.scenery
        items: Mapping[str, BaseItem | UnitItem] = {}
        if what is not None and what.kind in DRAGGED:
            items = scenery.bases if what.kind == Kind.BASE else scenery.units
        item = None if what is None or self.drags else items.get(what.id)
        if what is None or item is None or not self.view.shows(what.kind):
            return False
        self.view.lay_open(what)
        self._under = what
        in_sight(self.view, self.view.pixel_of(item.pos()).toPoint())
        self._by_keys = self._taken_at = item.pos()
        self._begin(self._pointer(self._by_keys))
        self.view.refresh()
        return True

    def _pointer(self, at: QPointF) -> Pointer:
        return Pointer(self.view.pixel_of(at).toPoint(), at)

    def _begin(self, at: Pointer) -> None:
        under = self._under
        if under is None or under.kind not in DRAGGED:
            self._pressed = None
            self.view.begin_pan(at.pixel)
            return
        scenery = self.view.scenery
        scenery.dragged = under.id
        self.view.workspace.select(under.kind, under.id)
        item = scenery.bases.get(under.id) if under.kind == Kind.BASE else None
        self._grip = QPointF() if item is None else self.view.pixel_of(item.pos()) - QPointF(at.pixel)
        if under.kind == Kind.UNIT:
            counter = scenery.units[under.id]
            look = counter.look
            words = self.view.unit_words(under.id)
            counter.show_unit(UnitLook(words, look.teams, assigned=True), QPointF())
            counter.setZValue(scenery.top)
        self.view.show_shape(Qt.CursorShape.ClosedHandCursor)
        self.view.wait_for_answers(on=True)

    def _follow(self, at: Pointer) -> None:
        view, under = self.view, self._under
        place = view.scene_at(QPointF(at.pixel) + self._grip)
        degrees = view.plane.lonlat_of(place)
        if under is None or degrees is None:
            return
        if under.kind == Kind.BASE:
            view.scenery.bases[under.id].setPos(place)
            view.lay_out_units()
            view.workspace.preview([PlaceBase(under.id, *degrees)])
            return
        view.scenery.units[under.id].setPos(place)
        plan = view.workspace.session.disposition
        self._over_tray = view.in_tray(at.pixel)
        self._mark(None if self._over_tray else view.base_near(at.pixel))
        own = plan.unit(under.id).base
        if self._over_tray:
            view.workspace.preview([MoveUnit(under.id, None)])
        elif self._target is None:
            view.workspace.preview(forces.temporary_base_moves(plan, under.id, *degrees))
        elif self._target == own:
            view.workspace.end_preview()
        else:
            view.workspace.preview([MoveUnit(under.id, self._target)])
        view.refresh()

    def _drop(self, at: Pointer) -> None:
        view, under, target = self.view, self._under, self._target
        over_tray = self._over_tray
        degrees = view.plane.lonlat_of(view.scene_at(QPointF(at.pixel) + self._grip))
        self._end()
        if under is None or degrees is None:
            view.workspace.end_preview()
            return
        if under.kind == Kind.UNIT and target is None and not over_tray:
            shut = view.closed_base_near(at.pixel)
            if shut is not None:
                # the edit is refused in the same words as from the forces panel
                forces.move_unit(view.workspace, under.id, shut)
                view.put_back()
                return
        with view.holding():
            if under.kind == Kind.BASE:
                done = forces.place_base(view.workspace, under.id, *degrees)
            elif target is not None or over_tray:
                done = forces.move_unit(view.workspace, under.id, target)
            else:
                done = forces.move_unit_to_new_base(view.workspace, under.id, *degrees)
        if not done:
            view.put_back()

    def _end(self) -> None:
        self._mark(None)
        self._over_tray, self._by_keys = False, None
        self.view.scenery.dragged = None
        self.view.wait_for_answers(on=False)
        self.view.show_cursor()

    def _mark(self, target: str | None) -> None:
        for name in {self._target, target} - {None}:
            item = self.view.scenery.bases.get(str(name))
            if item is not None:
                item.mark_target(target=name == target)
        self._target = target

    @property
    def over_tray(self) -> bool:
        """Whether a unit would lose its base if it were let go now."""
        return self._over_tray
