# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the sample's people live: settlements along the roads, some way off them, and a few far from any."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from sample_data.build_atlas import TOWNS
from sample_data.build_ground import Floats, Warp, cell_xy
from sample_data.build_names import village_names
from sample_data.build_roads import RoadPlan
from sample_data.build_roadwork import Road

SETTLEMENTS = 400
OFF_ROAD, FAR = 46, 7  # settlements 2 to 8 km from any road, and over 10 km
OFF_ROAD_KM, FAR_KM = (2.0, 8.0), 10.3
GAP_KM = 3.2
UNCOUNTED = 14
LARGEST_VILLAGE = 14_000
LIAISON_TOWNS, LIAISON_SHARE = 16, 0.1
PRIORITIES = (("must", 0.015), ("should", 0.1), ("could", 0.3))  # up to which share of all places


@dataclass(frozen=True)
class Settlement:
    """A row of the settlements file; `xy` in bent kilometres."""

    name: str
    xy: Floats
    people: int | None
    liaison: bool
    priority: str | None


def make_settlements(
    plan: RoadPlan, roads: list[Road], dry: list[int], warp: Warp, rng: np.random.Generator
) -> list[Settlement]:
    """Return all settlements, towns first.

    Parameters
    ----------
    plan : RoadPlan
    roads : list of Road
    dry : list of int
        Cells where people may live off the roads.
    warp : Warp
    rng : numpy.random.Generator
    """
    towns = warp(cell_xy([plan.towns[town.name] for town in TOWNS]))
    at_roads_end = warp(cell_xy([*plan.villages, *plan.lost, *plan.hamlets]))
    placed = [*towns, *(xy + _near(rng) for xy in at_roads_end)]
    rank = [0.0] * (len(plan.villages) + len(plan.lost)) + [0.35] * len(plan.hamlets)
    off_road = _off_road(placed, roads, dry, warp, rng)
    beside = _beside_roads(placed + off_road, roads, SETTLEMENTS - len(placed) - len(off_road), rng)
    placed += beside + off_road
    rank += [0.1] * len(beside) + [0.45] * len(off_road)
    people = [town.people for town in TOWNS] + _village_people(np.array(rank), rng)
    names = [town.name for town in TOWNS]
    names += village_names(rng, SETTLEMENTS - len(names), names)
    names[-1] = names[len(TOWNS) + 5]  # two villages of one name, as everywhere
    return _settle(names, placed, people, rng)


def _settle(names: list[str], placed: list[Floats], people: list[int], rng: np.random.Generator) -> list[Settlement]:
    """Add what the mission knows of each place: its people, a liaison, a priority."""
    villages = np.arange(len(TOWNS), SETTLEMENTS)
    uncounted = set(rng.choice(villages, size=UNCOUNTED, replace=False).tolist())
    settlements = []
    for i, name in enumerate(names):
        told, chance = rng.random(2).tolist()
        liaison = i < LIAISON_TOWNS or told < LIAISON_SHARE
        priority = next((word for word, up_to in PRIORITIES if chance < up_to), None)
        counted = None if i in uncounted else people[i]
        settlements.append(Settlement(name, placed[i], counted, liaison, priority))
    return settlements


def _village_people(rank: Floats, rng: np.random.Generator) -> list[int]:
    """Share out people with a long tail; the lower a village's rank number, the more it tends to have."""
    order = np.argsort(rank + rng.random(len(rank)), kind="stable")
    place = np.empty(len(rank))
    place[order] = np.arange(len(rank))
    shrink = 1.0 + place / 120.0
    people = LARGEST_VILLAGE / (shrink * np.sqrt(shrink)) * (0.55 + 0.9 * rng.random(len(rank)))
    return [int(count) // 10 * 10 for count in people.tolist()]


def _off_road(
    placed: list[Floats], roads: list[Road], dry: list[int], warp: Warp, rng: np.random.Generator
) -> list[Floats]:
    """Find room for villages that no road of the file leads to."""
    lines = [shapely.LineString(road.xy) for road in roads]
    network = shapely.STRtree(lines)
    found: list[Floats] = []
    far: list[Floats] = []
    while len(found) < OFF_ROAD or len(far) < FAR:
        xy = warp(cell_xy([dry[int(rng.integers(len(dry)))]]))[0] + _near(rng)
        if not _has_room(xy, [*placed, *found, *far]):
            continue
        nearest = network.nearest(shapely.Point(xy))
        away_km = float(lines[int(nearest)].distance(shapely.Point(xy)))
        if away_km > FAR_KM and len(far) < FAR:
            far.append(xy)
        elif OFF_ROAD_KM[0] < away_km < OFF_ROAD_KM[1] and len(found) < OFF_ROAD:
            found.append(xy)
    return found + far


def _beside_roads(placed: list[Floats], roads: list[Road], count: int, rng: np.random.Generator) -> list[Floats]:
    vertices = np.concatenate([road.xy for road in roads if road.road_class != "local"])
    found: list[Floats] = []
    while len(found) < count:
        xy = vertices[int(rng.integers(len(vertices)))] + _near(rng)
        if _has_room(xy, placed + found):
            found.append(xy)
    return found


def _has_room(xy: Floats, placed: list[Floats]) -> bool:
    off = np.array(placed) - xy
    return bool((off * off).sum(axis=1).min() > GAP_KM * GAP_KM)


def _near(rng: np.random.Generator) -> Floats:
    """Return a step of up to 250 m: a place's coordinates are its market, not its road."""
    return 0.25 * (2.0 * rng.random(2) - 1.0)
