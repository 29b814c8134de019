# SPDX-License-Identifier: GPL-3.0-or-later
"""From planned routes to road rows: curves, surfaces by season, and the faults that real road data has.

Town streets (some one-way), flyovers, bridges, ends a few metres short of the road they should meet, holes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import shapely
import shapely.ops

from sample_data.build_atlas import TOWNS
from sample_data.build_ground import Floats, Warp, cell_xy, curve, smooth
from sample_data.build_roads import RoadPlan
from sample_data.build_terrain import Landscape
from sample_data.build_water import River

ON_THE_WAY = 2  # ways at a cell that is no junction, no end and no change of road
STREET_TOWNS, STREET_KM, THROUGH = 9, 0.7, 2
FLYOVERS, FLYOVER_KM = 3, 0.6
SHORT_ENDS, HOLES = 16, 4
BRIDGE_HALF_KM = 0.09
HOLE_VERTICES, LONG_VERTICES = 10, 44  # lost from a road, and what makes a road long
SMALL = ("tertiary", "track")
LOWLAND = 0.42  # share of the ground that lies low: rain cuts many dirt roads there
POOR_SHARE_LOW, POOR_SHARE_HIGH, SLOW_KMH = 0.6, 0.2, 45
SURVEYED_SHARE = {"trunk": 1.0, "secondary": 1.0, "tertiary": 0.5, "track": 0.3}
# UNSDI-T codes by surface: dry; wet; wet where the road is poor.
PRACTICABILITY = {"paved": (6, 6, 6), "gravel": (5, 5, 4), "dirt": (4, 3, 2), "track": (3, 1, 1)}
STATUSES = (("abandoned", 0.03), ("restricted", 0.06))  # up to which share of the small roads


@dataclass(frozen=True)
class Road:
    """A row of the roads file; `xy` in bent kilometres, shape (n, 2)."""

    xy: Floats
    name: str | None
    road_class: str
    surface: str
    oneway: str = "both"
    seasonal: bool = False
    practicability_dry: int = 0
    practicability_wet: int = 0
    status: str = "open"
    speed_kmh: int | None = None
    bridge: bool = False


def make_roads(
    plan: RoadPlan, land: Landscape, warp: Warp, rivers: list[River], rng: np.random.Generator
) -> list[Road]:
    """Return all rows of the roads file.

    Parameters
    ----------
    plan : RoadPlan
    land : Landscape
    warp : Warp
    rivers : list of River
    rng : numpy.random.Generator
    """
    roads = _draw(plan, land, warp, rng)
    roads = _with_holes(roads, rng)
    roads += _streets(roads, warp(cell_xy([plan.towns[town.name] for town in TOWNS[:STREET_TOWNS]])), rivers)
    roads += _flyovers(roads)
    roads = _with_short_ends(roads, rng)
    return [part for road in roads for part in _with_bridges(road, rivers)]


def _draw(plan: RoadPlan, land: Landscape, warp: Warp, rng: np.random.Generator) -> list[Road]:
    """Turn routes into curves that keep their junctions, and give each its surface by season."""
    ways: Counter[int] = Counter()  # a cell on the way counts twice, an end once
    for route in plan.routes:
        ways.update(route.cells)
        ways.update(route.cells[1:-1])
    fixed = {cell for cell, count in ways.items() if count != ON_THE_WAY} | set(plan.towns.values())
    low = float(np.quantile(land.height[land.inside], LOWLAND))
    roads = []
    for route in plan.routes:
        lowland = bool(land.height[list(route.cells)].mean() < low)
        road = Road(warp(smooth(route.cells, fixed, rounds=2)), route.name, route.road_class, route.surface)
        roads.append(_by_season(road, rng, lowland=lowland))
    return roads


def _by_season(road: Road, rng: np.random.Generator, *, lowland: bool) -> Road:
    """Give a road its practicability, season, speed and status; many a small road was never surveyed."""
    luck, survey, state = rng.random(3).tolist()
    poor = luck < (POOR_SHARE_LOW if lowland else POOR_SHARE_HIGH)
    seasonal = poor and lowland and road.surface in ("dirt", "track")
    road = replace(road, seasonal=seasonal, speed_kmh=SLOW_KMH if poor and road.surface == "paved" else None)
    if survey < SURVEYED_SHARE[road.road_class]:
        dry, wet, wet_if_poor = PRACTICABILITY[road.surface]
        wet = wet_if_poor if poor else wet
        road = replace(road, practicability_dry=dry, practicability_wet=wet)
    if road.road_class in SMALL:
        road = replace(road, status=next((word for word, up_to in STATUSES if state < up_to), "open"))
    return road


def _with_holes(roads: list[Road], rng: np.random.Generator) -> list[Road]:
    """Lose the middle of some long village roads."""
    long_ones = [i for i, road in enumerate(roads) if road.road_class == "tertiary" and len(road.xy) > LONG_VERTICES]
    chosen = set(rng.choice(long_ones, size=HOLES, replace=False).tolist())
    kept = []
    for i, road in enumerate(roads):
        if i not in chosen:
            kept.append(road)
            continue
        start = (len(road.xy) - HOLE_VERTICES) // 2
        kept += [replace(road, xy=road.xy[:start]), replace(road, xy=road.xy[start + HOLE_VERTICES :])]
    return kept


def _streets(roads: list[Road], towns_xy: Floats, rivers: list[River]) -> list[Road]:
    """Ring the larger towns with streets from one road out to the next; every second street is one-way."""
    obstacles = [river.line for river in rivers] + [shapely.LineString(road.xy) for road in roads]
    tree = shapely.STRtree(obstacles)
    streets: list[Road] = []
    for town_xy in towns_xy:
        ways_out = _ways_out(roads, town_xy)
        for a, b in zip(ways_out, ways_out[1:] + ways_out[:1], strict=True):
            # Out between the two roads, or to the side where they are one road through the town.
            outward = a + b - 2.0 * town_xy if len(ways_out) > THROUGH else np.array([b[1] - a[1], a[0] - b[0]])
            length_km = float(np.sqrt((outward * outward).sum()))
            if length_km < 0.3 * STREET_KM:
                continue
            xy = curve(np.array([a, town_xy + outward * (1.1 * STREET_KM / length_km), b]), 2)
            street = shapely.LineString(xy)
            between = shapely.ops.substring(street, 0.005, street.length - 0.005)
            if street.is_simple and not len(tree.query(between, predicate="intersects")):
                oneway = "forward" if len(streets) % 2 else "both"
                streets.append(Road(xy, None, "local", "gravel", oneway, speed_kmh=30))
    return streets


def _ways_out(roads: list[Road], town_xy: Floats) -> list[Floats]:
    """Return the vertex about `STREET_KM` down each road out of a town, in the order of their bearing."""
    ways_out = []
    for road in roads:
        for at in np.flatnonzero((road.xy == town_xy).all(axis=1)).tolist():
            for arm in (road.xy[at:], road.xy[at::-1]):
                off = arm - town_xy
                far = np.flatnonzero((off * off).sum(axis=1) >= STREET_KM * STREET_KM)
                if len(far):
                    ways_out.append(arm[far[0]])
    return sorted(ways_out, key=lambda xy: float(np.arctan2(xy[1] - town_xy[1], xy[0] - town_xy[0])))


def _flyovers(roads: list[Road]) -> list[Road]:
    """Carry side roads over trunk roads: each leaves on one side and crosses without a shared vertex."""
    lines = [shapely.LineString(road.xy) for road in roads]
    tree = shapely.STRtree(lines)
    flyovers: list[Road] = []
    for trunk in (road for road in roads if road.road_class == "trunk"):
        for at in range(12, len(trunk.xy) - 12):
            xy = _flyover(trunk, at)
            between = shapely.LineString(xy[1:-1])
            near = tree.query(between.buffer(2.0), predicate="intersects").tolist()
            if len(near) == 1 and shapely.get_num_geometries(between.intersection(lines[near[0]])) == 1:
                flyovers.append(Road(xy, f"{trunk.name} flyover", "tertiary", "gravel"))
                break
    return flyovers[:FLYOVERS]


def _flyover(trunk: Road, at: int) -> Floats:
    """Draw a road that leaves `trunk` to the left, crosses it after vertex `at`, comes back on the right."""
    a, b = trunk.xy[at : at + 2]
    step = b - a
    left = np.array([-step[1], step[0]]) * (FLYOVER_KM / float(np.sqrt((step * step).sum())))
    crossing = 0.5 * (a + b)
    up = curve(np.array([trunk.xy[at - 4], trunk.xy[at - 2] + left, crossing]), 2)
    down = curve(np.array([crossing, trunk.xy[at + 3] - left, trunk.xy[at + 5]]), 2)
    return np.concatenate([up[:-1], down[1:]])


def _with_short_ends(roads: list[Road], rng: np.random.Generator) -> list[Road]:
    """Let some small roads stop 4 to 12 m short of the road they should meet."""
    inner = {tuple(xy) for road in roads for xy in road.xy[1:-1].tolist()}
    ends = Counter(tuple(xy) for road in roads for xy in road.xy[[0, -1]].tolist())
    ready = [
        i
        for i, road in enumerate(roads)
        if road.road_class in ("tertiary", "track")
        and tuple(road.xy[-1].tolist()) in inner
        and ends[tuple(road.xy[-1].tolist())] == 1
    ]
    short = list(roads)
    for i in sorted(rng.choice(ready, size=SHORT_ENDS, replace=False).tolist()):
        xy = roads[i].xy.copy()
        back = xy[-2] - xy[-1]
        xy[-1] += back * (0.001 * float(rng.integers(4, 13)) / float(np.sqrt((back * back).sum())))
        short[i] = replace(roads[i], xy=xy)
    return short


def _with_bridges(road: Road, rivers: list[River]) -> list[Road]:
    """Cut a road at each river it crosses into the way there, the bridge and the way on."""
    line = shapely.LineString(road.xy)
    crossings = sorted(
        (float(line.project(point)), name)
        for name, river in rivers
        if line.intersects(river)
        for point in shapely.get_parts(line.intersection(river))
    )
    parts: list[Road] = []
    done_km = 0.0
    for at_km, river in crossings:
        start_km, end_km = max(at_km - BRIDGE_HALF_KM, done_km), min(at_km + BRIDGE_HALF_KM, line.length)
        if end_km <= start_km:
            continue
        if start_km > done_km:
            parts.append(replace(road, xy=_between(line, done_km, start_km)))
        parts.append(replace(road, xy=_between(line, start_km, end_km), name=f"{river} bridge", bridge=True))
        done_km = end_km
    if done_km < line.length:
        parts.append(replace(road, xy=_between(line, done_km, line.length)))
    return parts


def _between(line: shapely.LineString, start_km: float, end_km: float) -> Floats:
    """Return the vertices of `line` from one distance along it to another."""
    return np.asarray(shapely.get_coordinates(shapely.ops.substring(line, start_km, end_km)))
