# SPDX-License-Identifier: GPL-3.0-or-later
"""The way itself: it takes as long as travel says, hangs together, and uses only what may be used."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely

from gisplanner.analysis import Engine
from gisplanner.conditions import Conditions
from gisplanner.ground import Ground
from gisplanner.metric import Metric
from gisplanner.mobility import UNREACHABLE, Means, Movement, Season
from gisplanner.plan import Closure
from gisplanner.planfile import PlanFile
from gisplanner.way import Way
from layers.jobs import Progress
from tests.engine.small import Small, base, road, site

SITES_LOOKED_AT = 40


@pytest.fixture(scope="module")
def ground(sample: PlanFile) -> Ground:
    return Ground(sample.theatre, sample.plan.assumptions, roads_outside=False, progress=Progress())


def places_along(ground: Ground, way: Way) -> list[tuple[np.ndarray, np.ndarray]]:
    """Where every part of a way starts and ends, on the plane."""
    shapes = ground.network.shapes[way.edge]
    return [
        tuple(
            shapely.get_coordinates(shapely.line_interpolate_point(shape, share, normalized=True))[0] for share in ends
        )
        for shape, ends in zip(shapes, zip(way.enter, way.leave, strict=True), strict=True)
    ]


def check(ground: Ground, metric: Metric, base_row: int, site_row: int, way: Way, sample: PlanFile) -> None:
    if way.direct:
        assert len(way.edge) == 0
        return
    assert (np.asarray(way.enter) != way.leave).all()
    parts_ms = metric.along_edge_ms(way.edge, way.enter, way.leave)
    assert (parts_ms < UNREACHABLE).all()
    origin = ground.attach_bases([sample.plan.bases[base_row]])
    target = ground.sites.chosen(np.array([site_row]))
    legs = [int(out) + int(back) for out in metric.leg_ms(origin).tolist() for back in metric.leg_ms(target).tolist()]
    assert way.time_ms - int(parts_ms.sum()) in legs
    along = places_along(ground, way)
    # ends that were joined lie within the snap tolerance of each other
    snap_m = sample.plan.assumptions["network.snap"]
    assert all(np.hypot(*(end - start)) <= snap_m + 0.01 for (_, end), (start, _) in pairwise(along))


@pytest.mark.parametrize("season", Season)
@pytest.mark.parametrize("means", Means)
def test_every_way_of_the_sample_takes_as_long_as_travel_says(
    means: Means, season: Season, ground: Ground, sample: PlanFile
) -> None:
    movement = Movement(means, season, 1.0, sample.plan.assumptions)
    closures = [closure for closure in sample.plan.closures if closure.holds(season)]
    travel = ground.to_sites(sample.plan.bases, movement, closures)
    metric = ground.metric(movement, closures)
    kinds = set()
    for base_row in range(0, len(sample.plan.bases), 3):
        for site_row in range(base_row, travel.shape[1], travel.shape[1] // SITES_LOOKED_AT):
            way = ground.way(sample.plan.bases[base_row], site_row, movement, closures)
            if travel[base_row, site_row] >= UNREACHABLE:
                assert way is None
                continue
            assert way is not None
            assert way.time_ms == travel[base_row, site_row]
            check(ground, metric, base_row, site_row, way, sample)
            kinds.add((way.direct, len(way.edge) > 1))
    assert (False, True) in kinds


def way_in(small: Small, closures: tuple[Closure, ...] = ()) -> tuple[Ground, Way | None]:
    own = Ground(small.theatre(), small.assumptions, roads_outside=False, progress=Progress())
    return own, own.way(small.bases[0], 0, Movement(Means.LIGHT, Season.DRY, 1.0, small.assumptions), closures)


def test_a_way_within_one_road_is_the_part_between() -> None:
    small = Small(
        roads=[road((0, 0), (1, 0))], settlements=[site("town", (0.75, 0.0))], bases=[base("post", (0.25, 0.0))]
    )
    _, way = way_in(small)
    assert way is not None
    assert (way.direct, way.edge.tolist()) == (False, [0])
    assert [*way.enter, *way.leave] == pytest.approx([0.25, 0.75], abs=1e-3)


def test_a_one_way_road_is_gone_round() -> None:
    ring = [((0, 0), (1, 0)), ((1, 0), (1, 1)), ((1, 1), (0, 0))]
    small = Small(
        roads=[road(*ends, oneway="forward") for ends in ring],
        settlements=[site("town", (0.25, 0.0))],
        bases=[base("post", (0.75, 0.0))],
    )
    own, way = way_in(small)
    assert way is not None
    assert sorted(own.network.road[way.edge].tolist()) == [0, 0, 1, 2]
    assert [way.enter[0], way.leave[-1]] == pytest.approx([0.75, 0.25], abs=1e-3)


def test_near_places_without_a_road_between_are_joined_across_country() -> None:
    small = Small(
        roads=[road((0, 1), (1, 1))], settlements=[site("town", (0.02, 0.0))], bases=[base("post", (0.0, 0.0))]
    )
    _, way = way_in(small)
    assert way is not None
    assert (way.direct, len(way.edge)) == (True, 0)


def test_a_cut_road_without_another_is_no_way() -> None:
    small = Small(
        roads=[road((0, 0), (1, 0))], settlements=[site("town", (0.75, 0.0))], bases=[base("post", (0.25, 0.0))]
    )
    assert way_in(small, (Closure("c", "bridge down", shapely.Point(0.5, 0.0)),))[1] is None


def test_the_route_of_every_site_leads_from_its_base_in_the_time_of_the_answer(sample: PlanFile) -> None:
    engine = Engine()
    analysis = engine.analyse(sample.theatre, sample.plan, Conditions())
    coverage, sites = analysis.coverage, sample.theatre.sites
    snap_m = sample.plan.assumptions["network.snap"]
    seen = set()
    for site_row in range(0, len(sites), 7):
        route = engine.route(analysis, site_row)
        if coverage.base[site_row] < 0:
            assert route is None
            continue
        assert route is not None
        assert route.time_ms == coverage.travel_ms[site_row]
        own = analysis.plan.bases[int(coverage.base[site_row])]
        lines = (*route.road, *route.legs)
        ends = np.concatenate([line[[0, -1]] for line in lines])
        x, y = sample.theatre.crs.to_xy(own.lon, own.lat)
        for place in ((float(x), float(y)), (sites.x[site_row], sites.y[site_row])):
            assert np.hypot(*(ends - place).T).min() < snap_m
        assert all(np.hypot(*(then[0] - now[-1])) <= snap_m + 0.01 for now, then in pairwise(route.road))
        seen.add((len(route.road) > 0, len(route.legs)))
    assert (True, 2) in seen


def test_places_at_one_junction_are_joined_by_their_legs() -> None:
    small = Small(
        roads=[road((0, 0), (1, 0))], settlements=[site("town", (-0.03, 0.05))], bases=[base("post", (-0.05, -0.02))]
    )
    own, way = way_in(small)
    assert way is not None
    movement = Movement(Means.LIGHT, Season.DRY, 1.0, small.assumptions)
    route = own.route(small.bases[0], 0, movement, ())
    assert route is not None
    assert (way.direct, route.road) == (False, ())
    out, back = route.legs
    assert out[1] == pytest.approx(back[0])
