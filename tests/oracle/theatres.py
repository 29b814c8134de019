# SPDX-License-Identifier: GPL-3.0-or-later
"""Random small theatres, plans and conditions, as plain rows."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import shapely

from tests.oracle.roads import Row
from tests.oracle.shapes import METRE, STEP, Position, closure, road, water, wrapped

BASE_KINDS = ["HQ", "COB", "TOB", "TOB", "MOB", "SCD", "team_site"]
TEAM_KINDS = ["company", "company", "platoon", "platoon", "battalion", "FPU", "QRF", "reserve"]
OTHER_KINDS = ["aviation", "UNMO", "UNPOL", "engineers", "HQ_staff"]


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
    factor: float = 1.0
    late_min: float = 0.0
    ready_share: float = 1.0


def draw(rnd: random.Random) -> Rows:
    """One theatre from a source of chance."""
    west, south = rnd.choice([(20.0, 5.0), (29.0, -2.0), (179.9, -16.0), (-73.0, 55.0)])
    rows = Rows(
        season=rnd.choice(["dry", "wet"]),
        night=rnd.random() < 0.25,
        means=rnd.choice([None, None, "light", "heavy", "foot"]),
        standards=rnd.choice([{}, {}, {"settlement": 100.0, "must": 90.0}, {"idp_site": 33.3}]),
        factor=rnd.choice([1.0, 1.0, 1.0, 0.75, 1.25]),
        late_min=rnd.choice([0.0, 0.0, 0.0, 30.0]),
        ready_share=rnd.choice([1.0, 1.0, 1.0, 0.7]),
    )

    def spot(*, near: bool = False) -> Position:
        x, y = rnd.randrange(9), rnd.randrange(9)
        dx, dy = (rnd.uniform(-1, 1), rnd.uniform(-1, 1)) if near else (0.0, 0.0)
        return round(wrapped(west + (x + dx) * STEP), 6), round(south + (y + dy) * STEP, 6)

    def anywhere() -> Position:
        """On a road, on one of its ends, at or a few metres from another place, or in the open."""
        habit = rnd.random()
        along = rnd.choice(rows.roads)["geometry"]
        if habit < 0.4:
            at = along.interpolate(rnd.random(), normalized=True)
            return round(at.x, 7), round(at.y, 7)
        if habit < 0.5:
            x, y = rnd.choice(along.coords)
            return float(x), float(y)
        if habit < 0.7 and rows.sites:
            other = rnd.choice(rows.sites)
            aside = rnd.choice([0.0, 0.005, 4.0]) * METRE
            return wrapped(other["lon"] + aside), other["lat"]
        return spot(near=habit < 0.95)

    for n in range(rnd.choice([1, 4, 8, 12, 18, 25])):
        rows.roads.append(road(rnd, n, spot, rows.roads))
    for n in range(rnd.randrange(1, 9)):
        rows.sites.append(_site(rnd, n, anywhere()))
    rows.bases = [_base(rnd, n, anywhere()) for n in range(rnd.randrange(1, 6))]
    rows.units = [_unit(rnd, n, rows.bases) for n in range(rnd.randrange(1, 8))]
    for n in range(rnd.choice([0, 1, 2, 2, 3])):  # these bases are sure to send teams, or to be in doubt
        company = {"kind": "company", "strength": rnd.choice([150, 150, 150, 60, None]), "base": f"b{n}"}
        rows.units.append({**_unit(rnd, 7 + n, rows.bases), **(company if n < len(rows.bases) else {})})
    rows.water = [water(rnd, spot(near=True)) for _ in range(rnd.choice([0, 0, 0, 1, 2]))]
    rows.closures = [closure(rnd, n, spot(near=True), rows.roads) for n in range(rnd.choice([0, 0, 1, 2, 4]))]
    if rnd.random() < 0.4 and west < 179:
        rows.area = _area(rnd, west, south)
    return rows


def _area(rnd: random.Random, west: float, south: float) -> Any:
    """A mission area that leaves some places in its margin and some beyond, sometimes with a hole."""
    box = shapely.box(
        west + rnd.uniform(-1, 3) * STEP,
        south + rnd.uniform(-1, 3) * STEP,
        west + rnd.uniform(5, 9) * STEP,
        south + rnd.uniform(5, 9) * STEP,
    )
    hole = shapely.Point(west + 4 * STEP, south + 5 * STEP).buffer(0.6 * STEP, quad_segs=2)
    return box.difference(hole) if rnd.random() < 0.4 else box


def _site(rnd: random.Random, n: int, at: Position) -> Row:
    return {
        "id": f"s{n}",
        "kind": rnd.choice(["settlement", "idp_site"]),
        "lon": at[0],
        "lat": at[1],
        "people": rnd.choice([None, 5, 100, 100, 7000]),
        "liaison": rnd.choice([True, False, None]),
        "priority": rnd.choice([None, None, "must", "should"]),
        "teams_needed": rnd.choice([None, None, 1, 2, 4, 9]),
        "standard_min": rnd.choice([None, None, 75.0, 150.5, 400.0, 900.0]),
        "included_in": rnd.choice([None, None, None, "s0", "s1"]),
    }


def _base(rnd: random.Random, n: int, at: Position) -> Row:
    return {
        "id": f"b{n}",
        "kind": rnd.choice(BASE_KINDS),
        "lon": at[0],
        "lat": at[1],
        "guard": rnd.choice([None, None, 0, 5]),
        "closed": rnd.random() < 0.1,
    }


def _unit(rnd: random.Random, n: int, bases: list[Row]) -> Row:
    homes = [base["id"] for base in bases]
    return {
        "id": f"u{n}",
        "kind": rnd.choice(TEAM_KINDS if rnd.random() < 0.7 else OTHER_KINDS),
        "strength": rnd.choice([None, 0, 12, 26, 35, 35, 60, *[150] * 6]),
        "base": rnd.choice([*homes, *homes, *homes, None]),
        "means": rnd.choice(["light", "light", "heavy", "foot"]),
        "notice_min": rnd.choice([None, None, None, 5.0, 45.0, 90.0]),
        "support_share": rnd.choice([None, None, 0.0, 0.3]),
        "night_moves": rnd.random() < 0.8,
    }
