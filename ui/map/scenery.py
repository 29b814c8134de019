# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps the things in the scene as the workspace has them: where they stand, how they look, which names are shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from PyQt5.QtCore import QPointF, QRectF
from PyQt5.QtGui import QPainterPath
from PyQt5.QtWidgets import QGraphicsItem, QGraphicsScene

from gisplanner.change import CHANGES, SAME
from gisplanner.comparison import Comparison
from gisplanner.coverage import STATUSES
from gisplanner.forces import NO_TEAM, Base, BaseOutput, Unit
from gisplanner.plan import Plan
from ui import style
from ui.map.background import AreaName, closure_path
from ui.map.items import BaseItem, ClosureItem, LabelsItem, LinesItem, RingItem, SitesItem, UnitItem
from ui.map.labels import Box, Wanted, place
from ui.map.plane import Frame, Plane
from ui.map.signs import COUNTER_H, COUNTER_W, RINGED, UNIT_WORDS, BaseLook, SiteLook, UnitLook, site_size
from ui.messages import tr
from ui.workspace import Kind, Selected, Workspace

Sign = TypeVar("Sign", BaseItem, UnitItem)

LAYERS = ("closures", "sites", "bases", "units", "labels")
Z_STEP, Z_ROUTE, Z_ROAD = 10.0, 4.0, -5.0
FAR_M, NEAR_M = 430.0, 150.0
"""Metres a pixel above which sites are drawn smaller, and below which units are laid out side by side."""
SMALLER_PX = 3
ABREAST = 4
UNDER_PX = 11.0
"""How far below the foot of its flag a base's first counter lies."""
NAMED = ((500.0, 35), (150.0, 140), (0.0, 400))
"""Metres a pixel from, and how many sites may be named then."""
DRAWN = np.argsort([0, 3, 2, 4, 1])
"""When each status is drawn: within, unknown, late, under strength, unreachable."""


class Scenery:
    """The items of one map."""

    def __init__(self, scene: QGraphicsScene, workspace: Workspace) -> None:
        self._scene, self._workspace = scene, workspace
        self.sites, self.labels = SitesItem(), LabelsItem()
        self.road = LinesItem(style.SELECTED, 6.0)
        self.route = LinesItem(style.ROUTE, 3.4, casing=2.4)
        self.legs = LinesItem(style.ROUTE, 2.4, (6.0, 4.0))
        self.closed = LinesItem(style.CLOSURE, 3.0, (2.0, 5.0), fill=True)
        self.ring = RingItem()
        self.bases: dict[str, BaseItem] = {}
        self.units: dict[str, UnitItem] = {}
        self.closures: dict[str, ClosureItem] = {}
        self.looks: list[SiteLook] = []
        self.areas: tuple[AreaName, ...] = ()
        self.dragged: str | None = None
        self._far = False
        self.open_stack: str | None = None
        self._z: dict[str, float] = dict.fromkeys(LAYERS, 0.0)
        self._strengths: dict[str, float] = dict.fromkeys(LAYERS, 1.0)
        self._senders: set[str] = set()
        for item in (self.sites, self.labels, self.road, self.route, self.legs, self.closed, self.ring):
            scene.addItem(item)
        self.ring.hide()

    @property
    def plane(self) -> Plane:
        """Of the theatre worked on."""
        return Plane(self._workspace.session.theatre.crs)

    @property
    def top(self) -> float:
        """Above everything."""
        return Z_STEP * (len(LAYERS) + 1)

    def arrange(self, order: Iterable[str], strengths: dict[str, float]) -> None:
        """Put the layers of things in order, and hide those without strength."""
        self._z = {name: Z_STEP * at for at, name in enumerate(name for name in order if name in LAYERS)}
        for name in LAYERS:
            for item in self._items(name):
                item.setZValue(self._z[name])
                item.setOpacity(strengths[name])
                item.setVisible(strengths[name] > 0)
        self.road.setZValue(Z_ROAD)
        for item in (self.route, self.legs):
            item.setZValue(self._z["sites"] - Z_ROUTE)
        self.ring.setZValue(self._z["sites"] + Z_ROUTE)
        self._strengths = strengths

    def rebuild(self, strengths: dict[str, float], order: Iterable[str]) -> None:
        """Have an item for every base, unit and closure of the plan as it stands, and no other."""
        plan = self._workspace.session.disposition
        _match(self._scene, self.bases, [base.id for base in plan.bases], BaseItem)
        _match(self._scene, self.units, [unit.id for unit in plan.units], UnitItem)
        self._rebuild_closures(plan)
        self.arrange(order, strengths)

    def show_answer(self, shown: Comparison | None, frame: Frame) -> None:
        """Give sites and bases the looks of an answer."""
        sites = self._workspace.session.theatre.sites
        if shown is None or shown.after.theatre is not self._workspace.session.theatre:
            self.looks = []
            self.sites.show_sites(np.zeros((0, 2)), [])
            return
        change, status = shown.change.kind, shown.after.coverage.status
        self._far = frame.metres > FAR_M
        smaller = SMALLER_PX if self._far else 0
        differs = shown.differs
        rings = [RINGED.get(name, "") if differs else "" for name in CHANGES]
        known: dict[tuple[object, ...], SiteLook] = {}
        looks = []
        rows = zip(
            status.tolist(), change.tolist(), sites.kind, sites.people_listed.tolist(), sites.people_known.tolist(),
            strict=True,
        )  # fmt: skip
        for own, kind, site_kind, people, counted in rows:
            idp, ring = site_kind == "idp_site", rings[kind]
            size = site_size(people, idp=idp, ring=ring, smaller=smaller)
            key = (own, idp, size, ring, counted)
            look = known.get(key)
            if look is None:
                look = known[key] = SiteLook(STATUSES[own], idp, size, ring, counted)
            looks.append(look)
        self.looks = looks
        order = np.lexsort((DRAWN[status], differs & (change != SAME)))
        xy = np.column_stack([sites.x, -sites.y])
        self.sites.show_sites(xy[order], [looks[row] for row in order.tolist()])
        self.show_bases(shown)

    def suits(self, frame: Frame) -> bool:
        """Whether sites are as large as the scale asks for."""
        return self._far == (frame.metres > FAR_M)

    def show_bases(self, shown: Comparison | None) -> None:
        """Place bases where the plan has them, and give them what the answer says they can send."""
        plan = self._workspace.session.disposition
        outputs = {output.base: output for output in shown.after.outputs} if shown is not None else {}
        for base in plan.bases:
            item = self.bases.get(base.id)
            if item is None:
                continue
            if base.id != self.dragged:
                item.setPos(self.plane.point_of(base.lon, base.lat))
            item.show_base(base_look(base, outputs.get(base.id), crowded=item.look.crowded))
        self._senders = {team.unit for output in outputs.values() for team in output.teams}

    def lay_out(self, frame: Frame, corner: QPointF) -> None:
        """Put counters at their bases, and those without one in a row that begins at a corner of the window."""
        plan = self._workspace.session.disposition
        at: defaultdict[str | None, list[Unit]] = defaultdict(list)
        for unit in plan.units:
            at[unit.base if unit.base in self.bases else None].append(unit)
        for base, units in at.items():
            place_of = corner if base is None else self.bases[base].pos()
            self._lay_out_stack(base, units, place_of, frame, plan)

    def _lay_out_stack(self, base: str | None, units: list[Unit], at: QPointF, frame: Frame, plan: Plan) -> None:
        spread = base is None or base == self.open_stack or frame.metres < NEAR_M or len(units) == 1
        seen = self._strengths["units"] > 0
        opened = base is not None and plan.base(base).open
        abreast = 1000 if base is None else min(ABREAST, len(units))
        for at_row, unit in enumerate(units):
            item = self.units[unit.id]
            if item.id == self.dragged:
                continue
            item.setPos(at)
            item.setVisible(seen and (spread or at_row == 0))
            row, column = divmod(at_row, abreast)
            left = 0.0 if base is None else -(abreast - 1) / 2
            offset = QPointF((left + column) * (COUNTER_W + 2), UNDER_PX + row * (COUNTER_H + 2))
            words = UNIT_WORDS[unit.kind]
            sends = unit.id in self._senders if self._workspace.shown else unit.kind not in NO_TEAM
            look = UnitLook(words, sends, opened)
            if not spread:
                offset, look = QPointF(0, UNDER_PX), UnitLook(f"\u00d7{len(units)}", sends, opened, len(units) - 1)
            item.show_unit(look, offset)
            item.setZValue(self._z["units"] + (5 if base == self.open_stack else 0))

    def show_names(self, frame: Frame, selected: Selected | None) -> None:
        """Find room for names, flags first."""
        self._hoist(frame)
        if self._strengths["labels"] == 0:
            return
        boxes = [self._box_of(item, frame) for item in self.bases.values()]
        boxes += [self._box_of(item, frame) for item in self.units.values() if item.isVisible()]
        boxes += [self._box_of(item, frame) for item in self.closures.values()]
        self.labels.show_names(place(self._wanted(frame, selected), [*boxes, *self._ring_boxes(frame)]))

    def show_selection(self, selected: Selected | None, road: shapely.Geometry | None) -> None:
        """Show what is selected."""
        sites = self._workspace.session.theatre.sites
        for kind, items in ((Kind.BASE, self.bases), (Kind.UNIT, self.units), (Kind.CLOSURE, self.closures)):
            for name, item in items.items():
                item.choose(chosen=selected == Selected(kind, name))
        parts = [shapely.get_coordinates(part) for part in shapely.get_parts(road)] if road is not None else []
        self.road.show_lines(parts)
        row = sites.id.index(selected.id) if selected and selected.kind == Kind.SITE and selected.id in sites.id else -1
        self.ring.setVisible(row >= 0 and self._strengths["sites"] > 0)
        if row >= 0:
            self.ring.setPos(sites.x[row], -sites.y[row])
            self.ring.radius = (self.looks[row].size if row < len(self.looks) else 12) / 2 + 3
            self.ring.update()

    def _rebuild_closures(self, plan: Plan) -> None:
        for item in self.closures.values():
            self._scene.removeItem(item)
        self.closures.clear()
        season = self._workspace.session.conditions.season
        path = QPainterPath()
        for closure in plan.closures:
            holds = closure.holds(season)
            made = self.closures[closure.id] = ClosureItem(closure.id, active=holds)
            at = shapely.point_on_surface(closure.geometry)
            made.setPos(self.plane.point_of(at.x, at.y))
            self._scene.addItem(made)
            if holds:
                path.addPath(closure_path(closure.geometry, self.plane))
        self.closed.show_path(path)

    def _items(self, name: str) -> list[QGraphicsItem]:
        items: dict[str, list[QGraphicsItem]] = {
            "closures": [self.closed, *self.closures.values()],
            "sites": [self.sites],
            "bases": [*self.bases.values()],
            "units": [*self.units.values()],
            "labels": [self.labels],
        }
        return items[name]

    def _hoist(self, frame: Frame) -> None:
        """A flag is whole where it lies on no other, else a pennant; those that send most come first."""
        whole: list[Box] = []
        for item in sorted(self.bases.values(), key=lambda item: (not item.look.open, not item.look.teams, item.id)):
            look = BaseLook(item.look.words, item.look.open, item.look.teams)
            box = _about(item.pos(), look.cloth, frame)
            crowded = any(box[0] < o[2] and o[0] < box[2] and box[1] < o[3] and o[1] < box[3] for o in whole)
            if not crowded:
                whole.append(box)
            item.show_base(BaseLook(look.words, look.open, look.teams, crowded))

    def _wanted(self, frame: Frame, selected: Selected | None) -> list[Wanted]:
        return [*self._wanted_bases(frame), *self._wanted_areas(frame), *self._wanted_sites(frame, selected)]

    def _wanted_bases(self, frame: Frame) -> list[Wanted]:
        found = []
        for base in self._workspace.session.disposition.bases:
            item = self.bases[base.id]
            look, at = item.look, item.pos() / frame.metres
            cloth = look.cloth
            aside = cloth.right() if look.crowded else look.width / 2
            lift = -cloth.center().y()
            found.append(
                Wanted(base.name, "base" if base.open else "closed", at.x(), at.y(), aside, lift, float(look.teams))
            )
        return found

    def _wanted_areas(self, frame: Frame) -> list[Wanted]:
        # a name that is wider than its area says nothing
        return [
            Wanted(own.name, own.role, own.x / frame.metres, own.y / frame.metres, weight=own.width_m)
            for own in self.areas
            if own.width_m / frame.metres > 9 * len(own.name)
        ]

    def _wanted_sites(self, frame: Frame, selected: Selected | None) -> list[Wanted]:
        sites = self._workspace.session.theatre.sites
        if not self.looks:
            return []
        left, top, right, bottom = frame.grown(200).corners
        x, y = sites.x, -sites.y
        seen = (x >= left) & (x <= right) & (y >= top) & (y <= bottom)
        ringed = np.array([bool(look.ring) for look in self.looks], dtype=bool)
        most = next(most for least, most in NAMED if frame.metres >= least)
        chosen = (
            sites.id.index(selected.id) if selected and selected.kind == Kind.SITE and selected.id in sites.id else -1
        )
        rows = _first(np.flatnonzero(seen), sites.people_listed, ringed, most)
        if chosen >= 0 and chosen not in rows:
            rows.append(chosen)
        found = []
        for row in rows:
            look = self.looks[row]
            role = "selected" if row == chosen else look.ring or "site"
            at = (float(x[row]) / frame.metres, float(y[row]) / frame.metres)
            found.append(Wanted(sites.name[row], role, *at, look.size / 2, weight=float(sites.people_listed[row])))
        return found

    def _ring_boxes(self, frame: Frame) -> list[Box]:
        """Signs of sites that changed or are large: names go round them."""
        sites = self._workspace.session.theatre.sites
        found = []
        for row, look in enumerate(self.looks):
            if look.ring or look.idp:
                half = look.size / 2 - 1
                x, y = float(sites.x[row]) / frame.metres, -float(sites.y[row]) / frame.metres
                found.append((x - half, y - half, x + half, y + half))
        return found

    def _box_of(self, item: BaseItem | UnitItem | ClosureItem, frame: Frame) -> Box:
        return _about(item.pos(), item.box, frame)


def base_look(base: Base, output: BaseOutput | None, *, crowded: bool = False) -> BaseLook:
    """How a base looks, by what it can send."""
    kind = tr("Team site") if base.kind == "team_site" else str(base.kind)
    if not base.open:
        return BaseLook(kind, open=False, teams=False, crowded=crowded)
    if output is None:
        return BaseLook(kind, open=True, teams=True, crowded=crowded)
    teams = "?" if output.unknown else str(len(output.teams))
    return BaseLook(f"{kind} {teams}", open=True, teams=output.unknown or bool(output.teams), crowded=crowded)


def _about(at: QPointF, box: QRectF, frame: Frame) -> Box:
    x, y = at.x() / frame.metres, at.y() / frame.metres
    return (x + box.left(), y + box.top(), x + box.right(), y + box.bottom())


def _first(rows: NDArray[np.int64], people: NDArray[np.int64], ringed: NDArray[np.bool_], most: int) -> list[int]:
    """The rows most worth a name."""
    order = np.lexsort((rows, -people[rows], ~ringed[rows]))
    chosen: list[int] = rows[order[:most]].tolist()
    return chosen


def _match(scene: QGraphicsScene, items: dict[str, Sign], wanted: list[str], make: type[Sign]) -> None:
    for name in [name for name in items if name not in wanted]:
        scene.removeItem(items.pop(name))
    for name in wanted:
        if name not in items:
            items[name] = make(name)
            scene.addItem(items[name])
