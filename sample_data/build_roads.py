# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the sample's roads run: between towns, then to villages, in loops, to hamlets, and in lost pieces."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from sample_data.build_atlas import BORDER_POSTS_KM, LINKS, TOWNS, WILDS_KM
from sample_data.build_ground import SIDE, Floats, cell_xy
from sample_data.build_paths import Pathfinder
from sample_data.build_terrain import LAKES_KM, Landscape

BRIDGE_STEPS = {
    "trunk": 12,
    "secondary": 18,
    "tertiary": 45,
    "track": 22,
}  # what a bridge is worth, in steps round it
VILLAGE_ROADS, LOOPS, TRACKS, LOST_PIECES = 172, 90, 96, 5
VILLAGE_GAP_KM, TRACK_GAP_KM = 7.0, 4.0
TOWN_PULL_KM, GRAVEL_SHARE = 24.0, 0.15
LOST_KM, LOST_LENGTH_KM = 10.5, (5.0, 14.0)  # how far a lost piece is from other roads; its length


class Route(NamedTuple):
    """A road to be drawn: a chain of neighbouring cells."""

    cells: tuple[int, ...]
    name: str | None
    road_class: str
    surface: str


@dataclass
class RoadPlan:
    """All routes, and the cells that places were given on the way.

    Attributes
    ----------
    finder : Pathfinder
        Knows the network so far.
    routes : list of Route
    towns : dict of name to cell
    villages : list of int
        Cells at the end of a village road.
    hamlets : list of int
        Cells at the end of a track.
    lost : list of int
        Both ends of each piece of road that no other road meets, the lake island's first.
    """

    finder: Pathfinder
    routes: list[Route] = field(default_factory=list)
    towns: dict[str, int] = field(default_factory=dict)
    villages: list[int] = field(default_factory=list)
    hamlets: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)

    def lay(self, chain: list[int], road_class: str, surface: str, name: str | None = None) -> None:
        """Build what is new in `chain` and note it as routes."""
        self.routes += [Route(tuple(run), name, road_class, surface) for run in self.finder.build(chain)]


def plan_roads(land: Landscape, rng: np.random.Generator) -> RoadPlan:
    """Lay all roads, the great ones first."""
    plan = RoadPlan(Pathfinder(land, rng))
    _main_roads(plan)
    _village_roads(plan, rng)
    _loops(plan, rng)
    _tracks(plan, rng)
    _island_track(plan)
    _lost_pieces(plan, rng)
    return plan


def _main_roads(plan: RoadPlan) -> None:
    ground = [cell for cell in range(SIDE * SIDE) if plan.finder.is_open(cell)]
    ground_xy = cell_xy(ground)
    stops = {town.name: (town.x_km, town.y_km) for town in TOWNS} | BORDER_POSTS_KM
    at = {name: ground[int(_away_km(ground_xy, xy).argmin())] for name, xy in stops.items()}
    plan.towns = {town.name: at[town.name] for town in TOWNS}
    for link in LINKS:
        bridge_steps = BRIDGE_STEPS[link.road_class]
        for surface, (start, end) in zip(link.surfaces, pairwise(link.stops), strict=True):
            chain = plan.finder.find(at[start], at[end].__eq__, bridge_steps=bridge_steps)
            plan.lay(chain, link.road_class, surface, link.name)


def _village_roads(plan: RoadPlan, rng: np.random.Generator) -> None:
    """Found villages, more of them near towns, and join each to the nearest road."""
    finder = plan.finder
    towns_xy = cell_xy(list(plan.towns.values()))
    while len(plan.villages) < VILLAGE_ROADS:
        cell = int(rng.integers(SIDE * SIDE))
        chance, gravel = rng.random(2).tolist()
        xy = cell_xy([cell])[0]
        to_town = float(_away_km(towns_xy, xy).min()) / TOWN_PULL_KM
        if not finder.is_open(cell) or _is_wild(xy) or chance > 0.25 + 1.0 / (1.0 + to_town * to_town):
            continue
        taken = cell_xy([*plan.towns.values(), *plan.villages])
        if cell in finder.cells or _away_km(taken, xy).min() < VILLAGE_GAP_KM:
            continue
        chain = finder.find(cell, finder.may_join, bridge_steps=BRIDGE_STEPS["tertiary"], limit_steps=110)
        if chain:
            plan.villages.append(cell)
            plan.lay(chain, "tertiary", "gravel" if gravel < GRAVEL_SHARE else "dirt")


def _loops(plan: RoadPlan, rng: np.random.Generator) -> None:
    """Join villages at the end of a road to another road."""
    ways_out = Counter(cell for edge in plan.finder.edges for cell in edge)
    ends = [cell for cell in plan.villages if ways_out[cell] == 1]
    for end in rng.permutation(ends).tolist()[:LOOPS]:
        own = {cell for route in plan.routes if end in route.cells for cell in route.cells}
        others = {cell for cell in plan.finder.cells if plan.finder.may_join(cell)} - own
        bridge_steps = BRIDGE_STEPS["tertiary"]
        chain = plan.finder.find(end, others.__contains__, bridge_steps=bridge_steps, limit_steps=64, fresh=True)
        plan.lay(chain, "tertiary", "dirt")


def _tracks(plan: RoadPlan, rng: np.random.Generator) -> None:
    """Run tracks to hamlets some way off the roads."""
    finder = plan.finder
    while len(plan.hamlets) < TRACKS:
        cell = int(rng.integers(SIDE * SIDE))
        xy = cell_xy([cell])[0]
        if not finder.is_open(cell) or _is_wild(xy):
            continue
        if not TRACK_GAP_KM <= _away_km(cell_xy(sorted(finder.cells)), xy).min() <= 3 * TRACK_GAP_KM:
            continue
        chain = finder.find(cell, finder.may_join, bridge_steps=BRIDGE_STEPS["track"], limit_steps=60)
        if chain:
            plan.hamlets.append(cell)
            plan.lay(chain, "track", "track")


def _island_track(plan: RoadPlan) -> None:
    """Run a track from end to end of the island in the first lake."""
    centre_km, _radius_km, island_km = LAKES_KM[0]
    near = np.flatnonzero(_away_km(cell_xy(range(SIDE * SIDE)), centre_km) < island_km).tolist()
    island = [cell for cell in near if plan.finder.is_open(cell)]
    plan.lost += [island[0], island[-1]]
    plan.lay(plan.finder.find(island[0], island[-1].__eq__, bridge_steps=0), "track", "track")


def _lost_pieces(plan: RoadPlan, rng: np.random.Generator) -> None:
    """Leave pieces of road far from any other, as where road data has holes."""
    finder = plan.finder
    shortest_km, longest_km = LOST_LENGTH_KM
    for _ in range(LOST_PIECES):
        chain: list[int] = []
        while not chain:
            a, b = rng.integers(SIDE * SIDE, size=2).tolist()
            a_xy, b_xy = cell_xy([a, b])
            if not (finder.is_open(a) and finder.is_open(b)):
                continue
            if not shortest_km < float(_away_km(a_xy[None], b_xy)[0]) < longest_km:
                continue
            roads_xy = cell_xy(sorted(finder.cells))
            if min(_away_km(roads_xy, a_xy).min(), _away_km(roads_xy, b_xy).min()) > LOST_KM:
                bridge_steps = BRIDGE_STEPS["track"]
                chain = finder.find(a, b.__eq__, bridge_steps=bridge_steps, limit_steps=25, fresh=True)
        plan.lost += [a, b]
        plan.lay(chain, "tertiary", "dirt")


def _away_km(points: Floats, xy: tuple[float, float] | Floats) -> Floats:
    off = points - np.asarray(xy)
    return np.asarray(np.sqrt((off * off).sum(axis=1)))


def _is_wild(xy: Floats) -> bool:
    return any((xy[0] - x) ** 2 + (xy[1] - y) ** 2 < radius * radius for x, y, radius in WILDS_KM)
