# SPDX-License-Identifier: GPL-3.0-or-later
"""What a planner reads of one road, and which sector holds a place."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gisplanner.analysis import Engine
from gisplanner.conditions import Conditions
from gisplanner.errors import PlanError
from gisplanner.mobility import Means, Season
from gisplanner.plan import Closure
from gisplanner.road_facts import RoadFacts
from tests.engine.small import Small, base, road, site, unit

A, B, C = (20.0, 5.0), (20.4, 5.0), (20.8, 5.0)


def small() -> Small:
    return Small(
        roads=[
            road(A, B, id="r1", name="N1", surface="gravel", speed_kmh=40.0),
            road(B, C, id="r2", surface=None, **{"class": "track"}),
        ],
        settlements=[site("one", A)],
        bases=[base("west", A)],
        units=[unit("west")],
        areas=[
            {"id": "d", "name": "District", "role": "district", "geometry": shapely.box(19, 4, 21, 6)},
            {"id": "s", "name": "Sector", "role": "sector", "geometry": shapely.box(19, 4, 20.5, 6)},
        ],
        closures=[Closure("bridge", "Bridge", shapely.Point(20.2, 5.0), Season.WET)],
    )


def facts(name: str, season: Season = Season.DRY) -> RoadFacts:
    own = small()
    return Engine().road(own.theatre(), own.plan(), Conditions(season=season), name)


def test_a_road_tells_its_speed_by_means_in_the_season_asked_for() -> None:
    dry, wet = facts("r1"), facts("r1", Season.WET)
    assert dry.speed_kmh == {Means.LIGHT: 40.0, Means.HEAVY: 30.0, Means.FOOT: 4.0}
    assert wet.speed_kmh[Means.LIGHT] == pytest.approx(40.0 / 1.5)
    assert dry.speed_given
    assert not dry.surface_assumed
    assert (dry.lon, dry.lat) == pytest.approx((20.2, 5.0))
    assert dry.length_m == pytest.approx(44_300, rel=0.01)


def test_a_surface_nobody_gave_is_assumed_and_heavy_vehicles_keep_off_tracks() -> None:
    track = facts("r2")
    assert (track.surface, track.surface_assumed) == ("track", True)
    assert not track.passable[Means.HEAVY, Season.DRY]
    assert track.passable[Means.LIGHT, Season.WET]


def test_a_road_names_the_closures_that_cut_it_whatever_the_season() -> None:
    assert [one.id for one in facts("r1").closures] == ["bridge"]
    assert facts("r2").closures == ()


def test_a_road_that_is_not_there_is_named() -> None:
    with pytest.raises(PlanError, match="no road r9"):
        facts("r9")


def test_a_place_lies_in_its_sector_and_in_its_district() -> None:
    theatre = small().theatre()
    x, y = theatre.crs.to_xy(*np.array([B, C]).T)
    assert theatre.sector_of(x, y).tolist() == [1, -1]
    assert theatre.area_of(x, y).tolist() == [0, 0]
