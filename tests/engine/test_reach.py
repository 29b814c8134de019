# SPDX-License-Identifier: GPL-3.0-or-later
"""Patrol reach: worked out on paper, against sampled points, and against what was seen in Jonglei."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplanner.analysis import Engine
from gisplanner.conditions import Conditions
from gisplanner.ground import Ground
from gisplanner.mobility import MS_PER_H, UNREACHABLE, Means, Movement, Season
from gisplanner.plan import Closure
from gisplanner.reach import Patrol, PatrolReach, budget_of, roads_in_reach, there_and_back
from layers.jobs import Progress
from tests.engine.small import Small, base, road, site, unit

A, FAR = (20.0, 5.0), (22.0, 5.0)
H = MS_PER_H


def patrol(small: Small, kind: Patrol = Patrol.SDP, **conditions: object) -> PatrolReach:
    return Engine().patrol(small.theatre(), small.plan(), Conditions(**conditions), "post unit", kind)  # type: ignore[arg-type]


def long_road(**more: object) -> Small:
    return Small(
        roads=[road(A, (21.0, 5.0), FAR, length_m=270_000.0, **{"class": "secondary", **more})],
        settlements=[site("half", (21.0, 5.0)), site("end", FAR)],
        bases=[base("post", A)],
        units=[unit("post")],
    )


def test_a_short_patrol_goes_three_hours_out_and_three_back() -> None:
    found = patrol(long_road())
    assert (found.budget.duration_ms, found.budget.on_task_ms, found.budget.moving_ms) == (
        8 * H,
        2 * H,
        6 * H,
    )
    assert found.within.tolist() == [False, True]  # end: six hours out; half: three out, three back
    assert found.out_ms.tolist() == [6 * H, 3 * H]
    assert found.road_m == (("secondary", pytest.approx(135_000.0, abs=0.5)),)


def test_a_long_patrol_halts_by_night() -> None:
    found = patrol(long_road(), Patrol.LDP)
    assert (found.budget.duration_ms, found.budget.moving_ms) == (48 * H, (24 - 8) * H)
    assert found.within.tolist() == [True, True]
    assert found.road_m == (("secondary", pytest.approx(270_000.0)),)


def test_a_patrol_must_come_back_the_way_it_is_allowed_to() -> None:
    small = long_road(oneway="forward")
    found = patrol(small)
    assert found.back_ms.tolist() == [UNREACHABLE, UNREACHABLE]
    assert not found.within.any()


@pytest.mark.parametrize(
    ("small", "conditions", "reason"),
    [
        (replace(long_road(), units=[unit("post", 20)]), {}, "no_team"),
        (replace(long_road(), units=[unit("post", None)]), {}, "strength_unknown"),
        (replace(long_road(), units=[replace(unit("post"), base=None)]), {}, "unassigned"),
        (replace(long_road(), units=[unit("post", 100, night_moves=False)]), {"night": True}, "night_caveat"),
    ],
)
def test_a_unit_that_cannot_patrol_says_why(small: Small, conditions: dict[str, Any], reason: str) -> None:
    found = patrol(small, **conditions)
    assert found.reason == reason
    assert (found.road_m, found.km2, found.within.any()) == ((), 0.0, False)


def test_daylight_bounds_a_longer_patrol_of_a_unit_that_may_not_move_by_night() -> None:
    assumptions = long_road().assumptions.setting("patrol.sdp_duration", 20.0)
    assert budget_of(Patrol.SDP, assumptions, night_moves=False).moving_ms == 10 * H
    assert budget_of(Patrol.SDP, assumptions, night_moves=True).moving_ms == 18 * H


@pytest.mark.parametrize(("means", "least_km", "most_km"), [(Means.FOOT, 2.5, 10.0), (Means.LIGHT, 5.0, 30.0)])
def test_wet_season_reach_off_the_road_agrees_with_jonglei(means: Means, least_km: float, most_km: float) -> None:
    # UNMISS battalion commander: on foot 5 km, by vehicle 10 to 15 km; within a factor of two
    small = long_road()
    small.roads = [road(A, (20.0001, 5.0))]
    north = (5.0 + km * 0.9999 / 110.575 for km in (least_km, most_km))
    small.settlements = [site(name, (20.0, lat)) for name, lat in zip(("least", "most"), north, strict=True)]
    found = patrol(small, means=means, season=Season.WET)
    assert found.within.tolist() == [True, False]


def test_wet_season_long_patrols_agree_with_jonglei() -> None:
    # the same: 100 to 150 km in two days, there and back; within a factor of two
    found = patrol(long_road(surface="dirt"), Patrol.LDP, means=Means.LIGHT, season=Season.WET)
    ((_, metres),) = found.road_m
    assert 100_000 / 2 <= 2 * metres <= 150_000 * 2


@settings(max_examples=40)
@given(data=st.data())
def test_roads_in_reach_agree_with_places_sampled_along_them(data: st.DataObject) -> None:
    corner = st.tuples(st.integers(0, 3), st.integers(0, 3)).map(lambda at: (20 + at[0] * 0.2, 5 + at[1] * 0.2))
    rows = []
    for n in range(data.draw(st.integers(1, 5), label="roads")):
        ends = data.draw(st.lists(corner, min_size=2, max_size=3, unique=True), label="vertices")
        oneway = data.draw(st.sampled_from(["both", "both", "forward"]), label="oneway")
        length_m = data.draw(st.integers(5_000, 90_000), label="length")
        rows.append(road(*ends, id=f"r{n}", length_m=float(length_m), oneway=oneway, **{"class": f"c{n}"}))
    at = data.draw(st.floats(0, 1), label="base")
    shape = rows[0]["geometry"]
    where = shapely.get_coordinates(shapely.line_interpolate_point(shape, at, normalized=True))[0]
    closed = data.draw(st.lists(st.floats(0.05, 0.95), max_size=2), label="closures")
    cuts = [
        Closure(f"c{n}", "cut", shapely.line_interpolate_point(rows[-1]["geometry"], share, normalized=True))
        for n, share in enumerate(closed)
    ]
    small = Small(
        roads=rows,
        bases=[base("post", (float(where[0]), float(where[1])))],
        units=[unit("post")],
        closures=cuts,
    )
    ground = Ground(small.theatre(), small.assumptions, roads_outside=False, progress=Progress())
    metric = ground.metric(Movement(Means.LIGHT, Season.DRY, 1.0, small.assumptions), small.closures)
    origin = ground.attach_bases(small.bases)
    moving_ms = data.draw(st.integers(0, 6 * H), label="moving")
    reached = dict(roads_in_reach(metric, origin, moving_ms))
    assert sum(reached.values()) == pytest.approx(
        _sampled_m(ground, metric, origin, moving_ms), abs=_step_m(ground) * 12
    )


SAMPLES = 400


def _step_m(ground: Ground) -> float:
    return float(ground.network.length_m.max()) / SAMPLES


def _sampled_m(ground: Ground, metric: object, origin: object, moving_ms: int) -> float:
    """Metres of road in reach, by asking for the way out and back at many places of every edge."""
    total = 0.0
    network = ground.network
    for edge in range(network.edges):
        shares = (np.arange(SAMPLES) + 0.5) / SAMPLES
        targets = _on_edge(ground, edge, shares)
        out_ms, back_ms = there_and_back(metric, origin, targets, replace(ground.straight, furthest_m=-1.0))  # type: ignore[arg-type]
        total += float(network.length_m[edge]) * float((out_ms.astype(np.int64) + back_ms <= moving_ms).mean())
    return total


def _on_edge(ground: Ground, edge: int, shares: np.ndarray) -> object:
    """Places that meet the network on this edge and nowhere else, with no leg."""
    network, count = ground.network, len(shares)
    xy = shapely.get_coordinates(shapely.line_interpolate_point(network.shapes[edge], shares, normalized=True))
    lon, lat = ground.theatre.crs.to_lonlat(xy[:, 0], xy[:, 1])
    first = ground.attach(lon[:1], lat[:1])
    return replace(
        first,
        lon=lon,
        lat=lat,
        x=xy[:, 0],
        y=xy[:, 1],
        place=np.arange(count, dtype=np.int32),
        edge=np.full(count, edge, dtype=np.int32),
        share=shares,
        leg_m=np.zeros(count),
        leg=np.repeat(first.leg[:1], count),
        nearest_m=np.zeros(count),
        behind_water=np.zeros(count, dtype=bool),
    )
