# SPDX-License-Identifier: GPL-3.0-or-later
"""Random small theatres of every ugly shape, as plain rows."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.ops import substring

from tests.oracle.roads import Row

STEP = 0.03  # degrees, about 3.3 km
METRE = 1 / 111_000


@dataclass
class Rows:
    """A theatre and a plan as rows; conditions beside them."""

    roads: list[Row] = field(default_factory=list)
    sites: list[Row] = field(default_factory=list)
    bases: list[Row] = field(default_factory=list)
    units: list[Row] = field(default_factory=list)
    water: list[Any] = field(default_factory=list)
    closures: list[Row] = field(default_factory=list)
    area: Any = None
    season: str = "dry"
    night: bool = False
    means: str | None = None
    standards: dict[str, float] = field(default_factory=dict)


def draw(rnd: random.Random) -> Rows:
    """One theatre from a source of chance."""
    west, south = rnd.choice([(20.0, 5.0), (29.0, -2.0), (179.9, -16.0), (-73.0, 55.0)])
    rows = Rows(
        season=rnd.choice(["dry", "wet"]),
        night=rnd.random() < 0.25,
        means=rnd.choice([None, None, "light", "heavy", "foot"]),
        standards=rnd.choice([{}, {}, {"settlement": 100.0, "must": 90.0}]),
    )

    def spot(*, near: bool = False) -> tuple[float, float]:
        x, y = rnd.randrange(9), rnd.randrange(9)
        dx, dy = (rnd.uniform(-1, 1), rnd.uniform(-1, 1)) if near else (0.0, 0.0)
        lon, lat = west + (x + dx) * STEP, south + (y + dy) * STEP
        return round((lon + 180) % 360 - 180, 6), round(lat, 6)

    for n in range(rnd.randrange(1, 16)):
        rows.roads.append(_road(rnd, n, spot, rows.roads))
    rows.sites = [_site(rnd, n, spot, rows.roads) for n in range(rnd.randrange(1, 9))]
    rows.bases = [_base(rnd, n, spot, rows.sites) for n in range(rnd.randrange(1, 5))]
    rows.units = [_unit(rnd, n, rows.bases) for n in range(rnd.randrange(1, 7))]
    for _ in range(rnd.choice([0, 0, 1, 2])):
        rows.water.append(_water(rnd, spot(near=True)))
    for n in range(rnd.choice([0, 0, 1, 2])):
        rows.closures.append(_closure(rnd, n, spot(near=True), rows.roads))
    if rnd.random() < 0.4 and west < 179:
        box = shapely.box(
            west + rnd.uniform(-1, 3) * STEP,
            south + rnd.uniform(-1, 3) * STEP,
            west + rnd.uniform(5, 9) * STEP,
            south + rnd.uniform(5, 9) * STEP,
        )
        rows.area = (
            box.difference(shapely.Point(west + 4 * STEP, south + 5 * STEP).buffer(0.6 * STEP, quad_segs=2))
            if rnd.random() < 0.4
            else box
        )
    return rows


def _road(rnd: random.Random, n: int, spot: Any, others: list[Row]) -> Row:
    line = [spot() for _ in range(rnd.randrange(2, 6))]
    if others and rnd.random() < 0.35:  # it ends near, on, or just beyond another road
        other = rnd.choice(others)["geometry"]
        at = other.interpolate(rnd.random(), normalized=True)
        gap = rnd.choice([0.0, 3.0, 14.0, 16.5, 40.0]) * METRE
        line[-1] = (round(at.x + gap * rnd.choice([-1, 1]) * 0.7, 6), round(at.y + gap * 0.7, 6))
    if rnd.random() < 0.1:
        line.append(line[0])
    line = [at for k, at in enumerate(line) if k == 0 or at != line[k - 1]]
    # no turning back on the spot: where a road lies on itself, a place on it has two shares
    line = line[: next((k for k in range(2, len(line)) if line[k] == line[k - 2]), len(line))]
    if len(line) < 2 or max(at[0] for at in line) - min(at[0] for at in line) > 90:
        line = (
            [line[0], ((line[0][0] + STEP + 180) % 360 - 180, line[0][1])]
            if abs(line[0][0]) < 179
            else [line[0], (line[0][0], line[0][1] + STEP)]
        )
    shape = shapely.LineString(line)
    longest = shape.length * 111_000
    row: Row = {"id": f"r{n:02}", "geometry": shape}
    row["length_m"] = round(longest * rnd.uniform(1.2, 1.6), 1) if rnd.random() < 0.5 else None
    row["speed_kmh"] = rnd.choice([None, None, 33.0, 71.5])
    row["surface"] = rnd.choice(["paved", "gravel", "dirt", "track", "unknown", None])
    row["class"] = rnd.choice(["primary", "track", "path", None])
    row["oneway"] = rnd.choice(["both", "both", "both", "forward", "backward"])
    row["practicability_dry"] = rnd.choice([None, None, 0, 1, 3, 4, 6])
    row["practicability_wet"] = rnd.choice([None, None, 0, 1, 2, 3, 5])
    row["seasonal"] = rnd.choice([None, False, False, True])
    row["status"] = rnd.choice([None, "open", "open", "restricted", "closed"])
    return row


def _site(rnd: random.Random, n: int, spot: Any, roads: list[Row]) -> Row:
    at = spot(near=rnd.random() < 0.7)
    if rnd.random() < 0.3:
        on = rnd.choice(roads)["geometry"].interpolate(rnd.random(), normalized=True)
        at = (round(on.x, 7), round(on.y, 7))
    return {
        "id": f"s{n}",
        "kind": rnd.choice(["settlement", "idp_site"]),
        "lon": at[0],
        "lat": at[1],
        "people": rnd.choice([None, 5, 100, 100, 7000]),
        "liaison": rnd.choice([True, False, None]),
        "priority": rnd.choice([None, None, "must", "should"]),
        "teams_needed": rnd.choice([None, None, 1, 2, 5]),
        "standard_min": rnd.choice([None, None, None, 75.0, 150.5]),
        "included_in": rnd.choice([None, None, None, "s0", "s1"]),
    }


def _base(rnd: random.Random, n: int, spot: Any, sites: list[Row]) -> Row:
    site = rnd.choice(sites)
    lon, lat = (site["lon"], site["lat"]) if rnd.random() < 0.2 else spot(near=True)
    kind = rnd.choice(["HQ", "COB", "TOB", "TOB", "MOB", "SCD", "team_site"])
    return {
        "id": f"b{n}",
        "kind": kind,
        "lon": lon,
        "lat": lat,
        "guard": rnd.choice([None, None, 0, 5]),
        "closed": rnd.random() < 0.1,
    }


def _unit(rnd: random.Random, n: int, bases: list[Row]) -> Row:
    kinds = [
        "company",
        "company",
        "platoon",
        "platoon",
        "battalion",
        "FPU",
        "QRF",
        "reserve",
        "aviation",
        "UNMO",
        "UNPOL",
        "engineers",
        "HQ_staff",
    ]
    return {
        "id": f"u{n}",
        "kind": rnd.choice(kinds),
        "strength": rnd.choice([None, 0, 12, 26, 35, 35, 60, 150, 150, 150]),
        "base": rnd.choice([*(base["id"] for base in bases), *(base["id"] for base in bases), None]),
        "means": rnd.choice(["light", "light", "heavy", "foot"]),
        "notice_min": rnd.choice([None, None, None, 5.0, 45.0, 90.0]),
        "support_share": rnd.choice([None, None, 0.0, 0.3]),
        "night_moves": rnd.random() < 0.8,
    }


def _water(rnd: random.Random, at: tuple[float, float]) -> Any:
    if rnd.random() < 0.5:
        return shapely.LineString([at, (at[0], at[1] + rnd.uniform(1, 4) * STEP)])
    return shapely.Point(at).buffer(rnd.uniform(0.2, 0.9) * STEP, quad_segs=2)


def _closure(rnd: random.Random, n: int, at: tuple[float, float], roads: list[Row]) -> Row:
    road = rnd.choice(roads)["geometry"]
    part = sorted((rnd.random(), rnd.random()))
    point = road.interpolate(part[0], normalized=True)
    shape = rnd.choice(
        [
            shapely.Point(point.x + 20 * METRE, point.y),
            shapely.Point(road.coords[0]),
            substring(road, part[0], part[1], normalized=True),
            shapely.Point(at).buffer(0.4 * STEP, quad_segs=2),
        ]
    )
    if shape.geom_type == "LineString" and shape.length < 100 * METRE:
        shape = point
    return {"id": f"c{n}", "geometry": shape, "season": rnd.choice([None, "dry", "wet"])}
