# SPDX-License-Identifier: GPL-3.0-or-later
"""Random roads, water and closures of every ugly shape, as plain rows."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

import shapely
from shapely.ops import substring

from tests.oracle.roads import Row

STEP = 0.03
"""Degrees between the places that vertices like to share, about 3.3 km."""

METRE = 1 / 111_000
"""Degrees, about a metre."""

Position = tuple[float, float]
Spot = Callable[[], Position]


def beside(line: Any, share: float, metres: float) -> Position:
    """The place this far to the left of a line, at a share of it."""
    at, ahead = line.interpolate(share, normalized=True), line.interpolate(min(share + 1e-4, 1.0), normalized=True)
    back = line.interpolate(max(share - 1e-4, 0.0), normalized=True)
    narrow = math.cos(math.radians(at.y))
    east, north = (ahead.x - back.x) * narrow, ahead.y - back.y
    step = metres * METRE / (math.hypot(east, north) or 1.0)
    return at.x - north * step / narrow, at.y + east * step


def wrapped(lon: float) -> float:
    return (lon + 180) % 360 - 180


def road(rnd: random.Random, n: int, spot: Spot, others: list[Row]) -> Row:
    """One road: free, or ending near another, beside it, in a loop, on its own line; or far from them all."""
    line = _line(rnd, spot, others)
    shape = shapely.LineString(_sound(line))
    return {
        "id": f"r{n:02}",
        "geometry": shape,
        "length_m": round(shape.length * 111_000 * rnd.uniform(1.2, 1.6), 1) if rnd.random() < 0.5 else None,
        "speed_kmh": rnd.choice([None, None, 33.0, 71.5]),
        "surface": rnd.choice(["paved", "gravel", "dirt", "track", "unknown", None]),
        "class": rnd.choice(["primary", "track", "path", None]),
        "oneway": rnd.choice([*["both"] * 6, "forward", "backward"]),
        "practicability_dry": rnd.choice([*[None] * 4, 0, 6, 6, 1, 3, 4]),
        "practicability_wet": rnd.choice([*[None] * 4, 0, 5, 5, 1, 2, 3]),
        "practicability_now": rnd.choice([*[None] * 6, 0, 6, 3, 2]),
        "condition": rnd.choice([*[None] * 4, "rough", "smooth", "mud", "snow"]),
        "total_load_t": rnd.choice([*[None] * 6, 20.0, 5.0, 3.0]),
        "axle_load_t": rnd.choice([*[None] * 6, 8.0, 6.9]),
        "width_m": rnd.choice([*[None] * 6, 4.0, 2.4, 1.9]),
        "seasonal": rnd.choice([None, None, False, False, False, True]),
        "status": rnd.choice([*[None] * 3, *["open"] * 4, "restricted", "closed", "abandoned"]),
    }


def _line(rnd: random.Random, spot: Spot, others: list[Row]) -> list[Position]:
    line = [spot() for _ in range(rnd.randrange(2, 6))]
    if others and rnd.random() < 0.4:  # it ends near, on, or just beyond another road
        other = rnd.choice(others)["geometry"]
        gap = rnd.choice([0.0, 0.5, 3.0, 14.5, 15.5, 40.0]) * rnd.choice([-1, 1])
        x, y = beside(other, rnd.random(), gap)
        if rnd.random() < 0.3:  # near a vertex of it
            x, y = rnd.choice(other.coords)
            y += gap * METRE
        line[-1] = (round(wrapped(x), 7), round(y, 7))
    habit = rnd.random()
    if habit < 0.1:  # a loop
        line.append(line[0])
    elif habit < 0.2 and len(line) > 3:  # it ends on its own line
        line.append(line[1])
    elif habit < 0.3 and others:  # beside another, a few metres off, or with all its vertices
        aside = rnd.choice([0.0, 4.0, 12.0, 30.0]) * METRE
        line = [(round(wrapped(x + aside), 7), round(y + aside, 7)) for x, y in rnd.choice(others)["geometry"].coords]
    elif habit < 0.4:  # an island
        x, y = line[0]
        line = [(round(wrapped(a + 12 * STEP), 6), b) for a, b in line] if abs(x) < 179 else line
    elif habit < 0.5:  # a vertex that repeats, and one that is the same to seven decimals
        x, y = line[0]
        line = [line[0], (x + 2e-8, y), *line[1:], line[-1]]
    return line


def _sound(line: list[Position]) -> list[Position]:
    """The line without turning back on the spot: where a road lies on itself, a place on it has two shares."""
    line = [at for k, at in enumerate(line) if k == 0 or at != line[k - 1]]
    places: list[tuple[int, int]] = []  # as vertices are the same: to seven decimals
    for k, (x, y) in enumerate(line):
        place = round(x * 1e7), round(y * 1e7)
        if place in places[-2:-1]:
            line = line[:k]
            break
        if place not in places[-1:]:
            places.append(place)
    if len(places) > 1 and max(at[0] for at in line) - min(at[0] for at in line) < 90:
        return line
    x, y = line[0]
    return [(x, y), (x, y + STEP)]


def water(rnd: random.Random, at: Position) -> Any:
    """A river, or a lake."""
    if rnd.random() < 0.5:
        return shapely.LineString([at, (at[0], at[1] + rnd.uniform(1, 4) * STEP)])
    return shapely.Point(at).buffer(rnd.uniform(0.2, 0.9) * STEP, quad_segs=2)


def closure(rnd: random.Random, n: int, at: Position, roads: list[Row]) -> Row:
    """A point beside or at the end of a road, a stretch of one, or an area."""
    along = rnd.choice(roads)["geometry"]
    part = sorted((rnd.random(), rnd.random()))
    point = along.interpolate(part[0], normalized=True)
    shape = rnd.choice(
        [
            shapely.Point(beside(along, part[0], rnd.choice([0.0, 20.0, 99.0, 101.5]))),
            shapely.Point(along.coords[0]),
            shapely.MultiPoint([along.coords[0], (point.x, point.y)]),
            substring(along, part[0], part[1], normalized=True),
            _stretch(along, part[0], rnd.choice([5.0, 25.0, 45.0, 80.0])),
            shapely.LineString([beside(along, part[0], aside) for aside in (-10.0, rnd.choice([10.0, 300.0]))]),
            shapely.LineString([beside(along, share, rnd.choice([14.5, 15.5])) for share in part]),
            shapely.Point(at).buffer(0.4 * STEP, quad_segs=2),
            shapely.Point(at).buffer(1.5 * STEP, quad_segs=2),
        ]
    )
    return {"id": f"c{n}", "geometry": shape, "season": rnd.choice([None, "dry", "wet"])}


def _stretch(line: Any, share: float, metres: float) -> Any:
    """A piece of a line about this long, from a share of it on."""
    step = metres * METRE / line.length
    return substring(line, min(share, 1 - step), min(share, 1 - step) + step, normalized=True)
