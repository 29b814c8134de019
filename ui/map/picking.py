# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies under the pointer: units above bases, bases above closures, then sites, then roads."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from PyQt5.QtCore import QPoint, QPointF, QRectF

from ui.map.items import BaseItem, ClosureItem, UnitItem
from ui.map.plane import Frame
from ui.map.roads import Roads
from ui.map.scenery import Scenery
from ui.map.signs import COUNTER_H
from ui.map.stack import Stack
from ui.workspace import Kind, Selected, Workspace

ROAD_PX, SITE_MORE_PX, TARGET_PX = 6.0, 2.0, 26.0
LINE_PX = 40.0
"""What stands within so many pixels of height is read from left to right."""


class Picker:
    """Finds things by pixel."""

    def __init__(self, workspace: Workspace, scenery: Scenery, frame: Callable[[], Frame]) -> None:
        self._workspace, self._scenery, self._frame = workspace, scenery, frame

    def what_at(self, pixel: QPoint, roads: Roads | None, stack: Stack) -> Selected | None:
        """The thing under a pixel; hidden layers have none."""
        at, frame = QPointF(pixel), self._frame()
        for kind, items in (
            (Kind.UNIT, self._scenery.units),
            (Kind.BASE, self._scenery.bases),
            (Kind.CLOSURE, self._scenery.closures),
        ):
            hit = [item for item in items.values() if item.isVisible() and _box(item, frame).contains(at)]
            if hit:
                return Selected(kind, max(hit, key=lambda item: item.zValue()).id)
        scene = QPointF(frame.left + at.x() * frame.metres, frame.top + at.y() * frame.metres)
        if stack.strength("sites") > 0 and (site := self._site(scene, frame)) is not None:
            return Selected(Kind.SITE, site)
        if roads is not None and stack.strength("roads") > 0:
            road = roads.nearest(scene.x(), scene.y(), ROAD_PX * frame.metres)
            return None if road is None else Selected(Kind.ROAD, road)
        return None

    def in_reading_order(self, kind: Kind, stack: Stack) -> list[str]:
        """Ids of all of a kind that are in sight, from the top left to the bottom right; hidden layers have none."""
        frame, sites = self._frame(), self._workspace.session.theatre.sites
        if stack.strength(f"{kind}s") <= 0:
            return []
        if kind == Kind.SITE:
            found = {name: QPointF(sites.x[row], -sites.y[row]) for row, name in enumerate(sites.id)}
        else:
            scenery = self._scenery
            kinds: Mapping[Kind, Mapping[str, BaseItem | UnitItem | ClosureItem]] = {
                Kind.UNIT: scenery.units,
                Kind.BASE: scenery.bases,
                Kind.CLOSURE: scenery.closures,
            }
            items = kinds[kind]
            found = {name: item.pos() for name, item in items.items()}
        places = {name: _foot(at, frame) for name, at in found.items()}
        seen = [name for name, at in places.items() if 0 <= at.x() <= frame.width and 0 <= at.y() <= frame.height]
        return sorted(seen, key=lambda name: (places[name].y() // LINE_PX, places[name].x(), name))

    def base_near(self, pixel: QPoint, *, closed: bool = False) -> str | None:
        """The open base that takes what is let go here: its flag or its place is under or near the pointer.

        With `closed` a closed one, which takes nothing.
        """
        at, frame = QPointF(pixel), self._frame()
        found = []
        for base in self._workspace.session.disposition.bases:
            item = self._scenery.bases.get(base.id)
            if item is None or base.open == closed:
                continue
            box, foot = _box(item, frame), _foot(item.pos(), frame)
            away = float(np.hypot(at.x() - foot.x(), at.y() - foot.y()))
            if box.adjusted(-4, -4, 4, 4).contains(at) or away <= TARGET_PX:
                found.append((away, base.id))
        return min(found)[1] if found else None

    def stack_at(self, pixel: QPoint) -> str | None:
        """The base whose flag or counters are under a pixel."""
        at, frame = QPointF(pixel), self._frame()
        for unit in self._workspace.session.disposition.units:
            item = self._scenery.units.get(unit.id)
            if item is not None and item.isVisible() and unit.base is not None:
                # from the flag down to the counters there is no gap to fall through
                box = _box(item, frame).adjusted(-3, -COUNTER_H / 2, 3, 3)
                if box.contains(at):
                    return unit.base
        for name, base in self._scenery.bases.items():
            if _box(base, frame).adjusted(0, 0, 0, 4).contains(at):
                return name
        return None

    def _site(self, scene: QPointF, frame: Frame) -> str | None:
        sites, looks = self._workspace.session.theatre.sites, self._scenery.looks
        if not looks:
            return None
        away = np.hypot(sites.x - scene.x(), -sites.y - scene.y()) / frame.metres
        near = np.flatnonzero(away <= max(look.size for look in set(looks)) / 2 + SITE_MORE_PX)
        hit = [row for row in near.tolist() if away[row] <= looks[row].size / 2 + SITE_MORE_PX]
        return sites.id[min(hit, key=lambda row: float(away[row]))] if hit else None


def _foot(at: QPointF, frame: Frame) -> QPointF:
    return QPointF((at.x() - frame.left) / frame.metres, (at.y() - frame.top) / frame.metres)


def _box(item: BaseItem | UnitItem | ClosureItem, frame: Frame) -> QRectF:
    return item.box.translated(_foot(item.pos(), frame))
