# SPDX-License-Identifier: GPL-3.0-or-later
"""Roads as WFP and the Logistics Cluster code them (UNSDI-T), from the file to who can come, by hand."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import shapely

from gisplanner.analysis import Engine
from gisplanner.compose import compose
from gisplanner.conditions import Conditions
from gisplanner.mobility import Means, Season
from gisplanner.plan import Plan
from gisplanner.theatre import Theatre
from layers.load import Loaded, load
from tests.engine.small import Answer
from tests.layers.files import codes, csv_file, finding, vector_file

DEGREE_M = 6_378_137 * math.pi / 180
ROAD_M = DEGREE_M / 10
"""A tenth of a degree of the equator: WGS84's circle of 6,378,137 m."""
FULL = {
    "FClass": 2,
    "SrfTpe": 2,
    "SrfCond": 2,
    "IsSeasonal": 2,
    "CurntPrac": 0,
    "GdWthrPrac": 6,
    "BdWthrPrac": 6,
    "AxleLoadMT": 0.0,
    "TotLoadMT": 0.0,
    "GnralSpeed": 0.0,
    "RdWidthM": 0.0,
    "OpStatus": 1,
}


@dataclass
class Case:
    """One road between a base and a town, as a file brought it."""

    roads: Loaded
    theatre: Theatre
    plan: Plan

    def travel(self, means: Means, season: Season) -> int | None:
        """Milliseconds from the base to the town; None where nobody comes by these means."""
        asked = Conditions(means=means, season=season)
        return Answer(Engine().analyse(self.theatre, self.plan, asked)).travel("Town")

    def passable(self, season: Season) -> list[str]:
        return [str(means) for means in Means if self.travel(means, season) is not None]


def case(tmp_path: Path, coded: Mapping[str, float], suffix: str = ".shp", *, lower: bool = False) -> Case:
    columns: dict[str, Any] = {name.lower() if lower else name: [value] for name, value in {**FULL, **coded}.items()}
    line = shapely.LineString([(20.0, 0.0), (20.1, 0.0)])
    roads = load(vector_file(tmp_path / f"roads{suffix}", [line], **columns), "roads")
    bases = load(csv_file(tmp_path / "bases.csv", "id,name,lon,lat,strength", "b,Post,20.0,0,150"), "bases")
    towns = load(csv_file(tmp_path / "towns.csv", "id,name,lon,lat,people", "t,Town,20.1,0,1000"), "settlements")
    layers = {"roads": roads.layer, "bases": bases.layer, "settlements": towns.layer}
    composed = compose("case", layers)
    return Case(roads, composed.theatre, composed.plan)


def ms(speed_kmh: float) -> int:
    """Time along the road at a speed."""
    return math.floor(ROAD_M * 3600 / speed_kmh + 0.5)


@pytest.mark.parametrize("lower", [False, True])
@pytest.mark.parametrize("suffix", [".shp", ".gpkg", ".geojson"])
def test_a_road_for_4wd_in_bad_weather_stops_a_truck_in_the_wet_season_only(
    tmp_path: Path, suffix: str, lower: bool
) -> None:
    road = case(tmp_path, {"BdWthrPrac": 3, "GnralSpeed": 40}, suffix, lower=lower)
    assert not road.roads.findings
    assert road.travel(Means.HEAVY, Season.DRY) == ms(40 * 0.75) == 1_335_834
    assert road.travel(Means.HEAVY, Season.WET) is None
    assert road.travel(Means.LIGHT, Season.DRY) == ms(40)
    assert road.travel(Means.LIGHT, Season.WET) == ms(40 / 1.5)  # gravel


@pytest.mark.parametrize(
    ("coded", "dry", "wet"),
    [
        ({}, "light heavy foot", "light heavy foot"),
        # the codes of each season, and none
        ({"GdWthrPrac": 3, "BdWthrPrac": 1}, "light foot", "foot"),
        ({"GdWthrPrac": 0, "BdWthrPrac": 0}, "light heavy foot", "light heavy foot"),
        ({"GdWthrPrac": 0, "BdWthrPrac": 0, "IsSeasonal": 1}, "light heavy foot", "foot"),
        # today's code: at least so in good weather, at most so in bad
        ({"CurntPrac": 3, "GdWthrPrac": 0, "BdWthrPrac": 0}, "light foot", "light foot"),
        ({"CurntPrac": 6, "GdWthrPrac": 0, "BdWthrPrac": 0}, "light heavy foot", "light heavy foot"),
        ({"CurntPrac": 6, "GdWthrPrac": 0, "BdWthrPrac": 0, "IsSeasonal": 1}, "light heavy foot", "foot"),
        ({"CurntPrac": 6, "GdWthrPrac": 6, "BdWthrPrac": 3}, "light heavy foot", "light foot"),
        ({"CurntPrac": 3, "GdWthrPrac": 6, "BdWthrPrac": 3}, "light heavy foot", "light foot"),
        # worse today than in bad weather: not the weather
        ({"CurntPrac": 3, "GdWthrPrac": 6, "BdWthrPrac": 5}, "light foot", "light foot"),
        # what the road bears: a truck of 10 t with 7 t on an axle, a light vehicle of 3.5 t with 2 t
        ({"TotLoadMT": 10}, "light heavy foot", "light heavy foot"),
        ({"TotLoadMT": 9.9}, "light foot", "light foot"),
        ({"TotLoadMT": 3}, "foot", "foot"),
        ({"AxleLoadMT": 6.5}, "light foot", "light foot"),
        ({"RdWidthM": 2.4}, "light foot", "light foot"),
        # status, and a trail without codes
        ({"OpStatus": 0}, "light heavy foot", "light heavy foot"),
        ({"OpStatus": 2}, "light heavy foot", "light heavy foot"),
        ({"OpStatus": 3}, "foot", "foot"),
        ({"OpStatus": 4}, "foot", "foot"),
        ({"FClass": 6, "SrfTpe": 0, "GdWthrPrac": 0, "BdWthrPrac": 0}, "light foot", "light foot"),
        ({"FClass": 7, "SrfTpe": 0, "GdWthrPrac": 0, "BdWthrPrac": 0}, "light heavy foot", "light heavy foot"),
    ],
)
def test_who_may_pass_by_the_codes_of_a_road(tmp_path: Path, coded: dict[str, float], dry: str, wet: str) -> None:
    road = case(tmp_path, coded)
    assert road.passable(Season.DRY) == dry.split()
    assert road.passable(Season.WET) == wet.split()


@pytest.mark.parametrize(
    ("coded", "dry", "wet"),
    [
        ({"SrfTpe": 1, "SrfCond": 0}, 60, 60 / 1.1),
        ({"SrfTpe": 1, "SrfCond": 1}, 40, 40 / 1.1),  # rough: under 40 km/h
        ({"SrfTpe": 1, "SrfCond": 2}, 60, 60 / 1.1),
        ({"SrfTpe": 3, "SrfCond": 1}, 25, 25 / 3),
        ({"SrfTpe": 3, "SrfCond": 2}, 40, 40 / 3),  # smooth: over 40 km/h
        ({"SrfTpe": 3, "SrfCond": 4}, 25 / 3, 25 / 3),  # mud: as in the wet season
        ({"SrfTpe": 3, "SrfCond": 3, "GnralSpeed": 30}, 10, 10),
        ({"SrfTpe": 4, "SrfCond": 0}, 60, 60 / 1.1),
        ({"SrfTpe": 5, "SrfCond": 0}, 60, 60 / 1.1),
        ({"SrfTpe": 6, "SrfCond": 0}, 25, 25 / 3),
    ],
)
def test_speed_by_surface_and_its_condition(tmp_path: Path, coded: dict[str, float], dry: float, wet: float) -> None:
    road = case(tmp_path, coded)
    for season, speed_kmh in ((Season.DRY, dry), (Season.WET, wet)):
        assert road.travel(Means.LIGHT, season) == pytest.approx(ms(speed_kmh), abs=1)


def test_codes_that_are_none_are_told_and_leave_the_road_in(tmp_path: Path) -> None:
    road = case(tmp_path, {"FClass": 9, "BdWthrPrac": 7, "GnralSpeed": 300})
    assert len(road.roads.layer.table) == 1
    assert sorted(codes(road.roads)) == ["too_large", "too_large", "unknown_word"]


def test_what_a_file_leaves_open_is_told(tmp_path: Path) -> None:
    road = case(tmp_path, {"CurntPrac": 3, "BdWthrPrac": 5, "OpStatus": 2})
    answer = Answer(Engine().analyse(road.theatre, road.plan, Conditions(means=Means.HEAVY)))
    (worse,), (loads,) = map(answer.said, ("worse_than_bad_weather", "loads_unknown"))
    restricted = finding(road.roads, "roads_restricted")  # by the file alone, so `check` and `new` say it too
    assert (worse.params["km"], restricted.params["km"], loads.params["km"]) == (11, 11.1, 11)
    assert {"total_t": "10", "axle_t": "7"}.items() <= loads.params.items()
    bearing = case(tmp_path, {"TotLoadMT": 40, "AxleLoadMT": 13})
    told = Answer(Engine().analyse(bearing.theatre, bearing.plan, Conditions(means=Means.HEAVY))).codes()
    assert not {"loads_unknown", "practicable_now"} & told
    assert "roads_restricted" not in codes(bearing.roads)


def test_roads_of_several_pieces_are_counted_by_rows_of_their_file(tmp_path: Path) -> None:
    pieces = [[(20.0, 0.0), (20.1, 0.0)], [(20.2, 0.0), (20.3, 0.0)]]
    shapes = [shapely.MultiLineString(pieces), shapely.LineString([(20.0, 0.1), (20.1, 0.1)])]
    columns: dict[str, Any] = {name: [value] * 2 for name, value in {**FULL, "CurntPrac": 3}.items()}
    found = case(tmp_path, {})
    roads = load(vector_file(tmp_path / "many.geojson", shapes, **columns), "roads")
    layers = {**found.theatre.layers, "roads": roads.layer}
    composed = compose("many", layers)
    (worse,) = Answer(Engine().analyse(composed.theatre, composed.plan, Conditions())).said("worse_than_bad_weather")
    assert len(roads.layer.table) == 3
    assert worse.params["count"] == 2


def test_a_road_that_bad_weather_opens_is_doubted(tmp_path: Path) -> None:
    for good, bad, doubted in ((1, 6, True), (4, 3, False), (3, 3, False)):
        found = case(tmp_path, {"GdWthrPrac": good, "BdWthrPrac": bad}, ".geojson")
        answer = Engine().analyse(found.theatre, found.plan, Conditions())
        assert ("better_in_bad_weather" in {one.code for one in answer.findings}) == doubted
