# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample is made the same every time, and holds what a mission's own data holds, faults included."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from sample_data import build as build_module
from sample_data.build import build
from sample_data.build_ground import KM_PER_DEGREE_LAT, KM_PER_DEGREE_LON

FOLDER = Path(build_module.__file__).parent
FILES = (
    "areas.geojson",
    "bases.csv",
    "closures.geojson",
    "idp_sites.csv",
    "incidents.csv",
    "roads.geojson",
    "settlements.csv",
    "units.csv",
    "water.geojson",
)


@dataclass(frozen=True)
class Feature:
    """A row of a GeoJSON file: its columns, and its geometry in degrees and in metres on a plane."""

    columns: dict[str, Any]
    shape: BaseGeometry

    @property
    def plane(self) -> BaseGeometry:
        """The geometry in metres."""
        scale = np.array([KM_PER_DEGREE_LON, KM_PER_DEGREE_LAT]) * 1000.0
        return shapely.transform(self.shape, lambda at: at * scale)


def features(name: str) -> list[Feature]:
    """Read a GeoJSON file."""
    collection = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return [
        Feature(row["properties"], shapely.from_geojson(json.dumps(row["geometry"]))) for row in collection["features"]
    ]


def rows(name: str) -> list[dict[str, str]]:
    """Read a CSV file."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def points(name: str) -> list[Feature]:
    """Read a CSV file of places."""
    return [Feature(row, shapely.Point(float(row["lon"]), float(row["lat"]))) for row in rows(name)]


@pytest.fixture(scope="module")
def roads() -> list[Feature]:
    return features("roads.geojson")


@pytest.fixture(scope="module")
def mission_area() -> BaseGeometry:
    (area,) = (area.shape for area in features("areas.geojson") if area.columns["role"] == "mission_area")
    return area


def areas_of(role: str) -> list[Feature]:
    return [area for area in features("areas.geojson") if area.columns["role"] == role]


class TestFiles:
    def test_making_the_sample_again_gives_the_committed_files_to_the_last_byte(self, tmp_path: Path) -> None:
        build(tmp_path)
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)
        changed = [name for name in FILES if (tmp_path / name).read_bytes() != (FOLDER / name).read_bytes()]
        assert changed == []

    def test_all_files_together_stay_below_four_megabytes(self) -> None:
        assert sum((FOLDER / name).stat().st_size for name in FILES) < 4_000_000

    @pytest.mark.parametrize("name", [name for name in FILES if name != "units.csv"])
    def test_ids_are_unique_and_coordinates_have_five_decimals(self, name: str) -> None:
        table = features(name) if name.endswith(".geojson") else points(name)
        ids = [row.columns["id"] for row in table]
        assert len(set(ids)) == len(ids)
        at = np.concatenate([shapely.get_coordinates(row.shape) for row in table])
        assert np.array_equal(at, at.round(5))


class TestAreas:
    def test_four_sectors_and_twelve_districts_tile_the_mission_area(self, mission_area: BaseGeometry) -> None:
        for role, count in (("sector", 4), ("district", 12)):
            shapes = [area.shape for area in areas_of(role)]
            assert len(shapes) == count
            assert all(shape.is_valid and shape.geom_type == "Polygon" for shape in shapes)
            assert shapely.coverage_is_valid(shapes), "neighbours share their border vertex for vertex"
            assert shapely.coverage_union_all(shapes).equals(mission_area)

    def test_each_sector_is_the_union_of_its_three_districts(self) -> None:
        districts = areas_of("district")
        for sector in areas_of("sector"):
            own = [area.shape for area in districts if sector.shape.contains(area.shape.representative_point())]
            assert len(own) == 3
            assert shapely.coverage_union_all(own).equals(sector.shape)

    def test_the_mission_area_is_about_three_hundred_kilometres_wide_and_high(self) -> None:
        west, south, east, north = areas_of("mission_area")[0].plane.bounds
        assert 260_000 < east - west < 310_000
        assert 260_000 < north - south < 310_000

    @pytest.mark.parametrize("name", ["settlements.csv", "idp_sites.csv", "bases.csv", "incidents.csv"])
    def test_all_places_lie_inside(self, name: str, mission_area: BaseGeometry) -> None:
        assert [place.columns["id"] for place in points(name) if not mission_area.contains(place.shape)] == []

    def test_all_roads_lie_inside(self, roads: list[Feature], mission_area: BaseGeometry) -> None:
        assert [road.columns["id"] for road in roads if not mission_area.contains(road.shape)] == []


class TestRoads:
    def test_there_are_ten_to_fifteen_thousand_vertices(self, roads: list[Feature]) -> None:
        assert 10_000 <= sum(shapely.get_num_coordinates(road.shape) for road in roads) <= 15_000

    def test_every_road_is_a_simple_line_without_repeated_vertices(self, roads: list[Feature]) -> None:
        assert all(road.shape.geom_type == "LineString" and road.shape.is_simple for road in roads)
        assert all(a != b for road in roads for a, b in pairwise(road.shape.coords))

    def test_the_better_the_class_the_fewer_kilometres(self, roads: list[Feature]) -> None:
        km: dict[str, float] = defaultdict(float)
        for road in roads:
            km[road.columns["class"]] += road.plane.length / 1000.0
        assert 0 < km["local"] < km["trunk"] < km["secondary"] < km["tertiary"]
        assert km["track"] > 500

    def test_surfaces_fit_their_class(self, roads: list[Feature]) -> None:
        seen = {(road.columns["class"], road.columns["surface"]) for road in roads}
        assert {surface for kind, surface in seen if kind == "trunk"} == {"paved", "gravel"}
        assert {surface for kind, surface in seen if kind == "secondary"} == {"gravel", "dirt"}
        assert {kind for kind, surface in seen if surface == "track"} == {"track"}

    def test_some_roads_are_seasonal_one_way_closed_to_traffic_or_unsurveyed(self, roads: list[Feature]) -> None:
        def count(column: str, value: object) -> int:
            return sum(road.columns[column] == value for road in roads)

        assert count("seasonal", "yes") > 30
        assert count("oneway", "forward") >= 4
        assert count("status", "restricted") > 0
        assert count("status", "abandoned") > 0
        assert count("practicability_dry", 0) > 50
        assert count("practicability_wet", 2) > 20

    def test_rivers_cross_roads_at_few_bridges_only(self, roads: list[Feature]) -> None:
        water = shapely.STRtree([water.shape for water in features("water.geojson")])
        crossing = {roads[i].columns["id"] for i in water.query([r.shape for r in roads], predicate="intersects")[0]}
        bridges = {road.columns["id"] for road in roads if road.columns["bridge"] == "yes"}
        assert crossing == bridges
        assert 5 <= len(bridges) <= 25

    def test_roads_cross_without_a_shared_vertex_at_flyovers_only(self, roads: list[Feature]) -> None:
        uses = Counter(at for road in roads for at in set(road.shape.coords))
        tree = shapely.STRtree([road.shape for road in roads])
        apart = []
        for i, j in tree.query([road.shape for road in roads], predicate="intersects").T.tolist():
            if i < j:
                meetings = shapely.get_coordinates(roads[i].shape.intersection(roads[j].shape)).tolist()
                apart += [(i, j) for x, y in meetings if uses[x, y] < 2]
        assert len(apart) == 3
        assert all("flyover" in roads[j].columns["name"] for _i, j in apart)

    def test_some_ends_stop_short_of_the_road_they_should_meet(self, roads: list[Feature]) -> None:
        uses = Counter(at for road in roads for at in set(road.plane.coords))
        lines = [road.plane for road in roads]
        gaps_m = []
        for own, line in enumerate(lines):
            for end in (line.coords[0], line.coords[-1]):
                near = shapely.STRtree(lines).query(shapely.Point(end).buffer(15.0), predicate="intersects")
                if uses[end] == 1:
                    gaps_m += [lines[i].distance(shapely.Point(end)) for i in near.tolist() if i != own]
        assert len(gaps_m) >= 10
        assert all(1.0 < gap_m < 15.0 for gap_m in gaps_m)

    def test_a_few_pieces_are_cut_off_from_the_main_network(self, roads: list[Feature]) -> None:
        graph: nx.Graph[tuple[int, int]] = nx.Graph()
        for road in roads:
            for (a, b), (c, d) in pairwise((round(x), round(y)) for x, y in road.plane.coords):
                graph.add_edge((a, b), (c, d), length_m=float(np.hypot(a - c, b - d)))
        lengths_m = sorted(graph.subgraph(nodes).size("length_m") for nodes in nx.connected_components(graph))
        assert len(lengths_m) >= 6
        assert lengths_m[-1] > 0.8 * sum(lengths_m)


class TestPlaces:
    def test_four_hundred_settlements_hold_about_three_million_with_a_long_tail(self) -> None:
        settlements = rows("settlements.csv")
        people = sorted(int(row["people"]) for row in settlements if row["people"])
        assert len(settlements) == 400
        assert 5 <= len(settlements) - len(people) <= 20
        assert 2_800_000 <= sum(people) <= 3_200_000
        assert 250_000 <= people[-1] <= 300_000
        assert sum(people[-24:]) > 0.4 * sum(people)
        assert people[len(people) // 2] < 5_000

    def test_two_settlements_share_a_name_and_all_else_is_named_once(self) -> None:
        names = Counter(row["name"] for row in rows("settlements.csv"))
        assert sorted(names.values())[-2:] == [1, 2]
        for name in ("idp_sites.csv", "bases.csv", "units.csv"):
            assert max(Counter(row["name"] for row in rows(name)).values()) == 1

    def test_most_settlements_stand_by_a_road_some_off_it_and_few_far_away(self, roads: list[Feature]) -> None:
        network = shapely.union_all([road.plane for road in roads])
        away_km = np.array([place.plane.distance(network) / 1000.0 for place in points("settlements.csv")])
        assert (away_km < 0.5).sum() >= 320
        assert ((away_km > 2.0) & (away_km < 8.0)).sum() >= 30
        assert 3 <= (away_km > 10.0).sum() <= 12

    def test_no_place_stands_in_a_lake(self) -> None:
        lakes = shapely.union_all([w.shape for w in features("water.geojson") if w.columns["kind"] == "lake"])
        for name in ("settlements.csv", "idp_sites.csv", "bases.csv"):
            assert [place.columns["id"] for place in points(name) if lakes.contains(place.shape)] == []

    def test_a_lake_has_an_island_with_people_on_it(self) -> None:
        lakes = [water.shape for water in features("water.geojson") if water.columns["kind"] == "lake"]
        assert len(lakes) == 2
        (island,) = (shapely.Polygon(ring) for lake in lakes for ring in shapely.get_rings(lake)[1:])
        assert sum(island.contains(place.shape) for place in points("settlements.csv")) == 2
        assert sum(island.contains(place.shape) for place in points("idp_sites.csv")) == 1

    def test_twenty_five_idp_sites_are_as_uneven_as_real_lists(self) -> None:
        sites = rows("idp_sites.csv")
        people = [int(row["people"]) for row in sites if row["people"]]
        assert len(sites) == 25
        assert 2 <= len(sites) - len(people) <= 5
        assert min(people) >= 5_000
        assert max(people) <= 70_000
        assert {row["liaison"] for row in sites} == {"yes", "no"}
        assert {"must", "should", "could"} <= {row["priority"] for row in sites}
        assert 2 <= sum(row["teams_needed"] == "2" for row in sites) <= 6

    def test_one_of_the_idp_sites_inside_a_town_says_that_the_town_counts_it(self) -> None:
        towns = {place.columns["id"]: place for place in points("settlements.csv")}
        sites = points("idp_sites.csv")
        inside = [site for site in sites if min(site.plane.distance(town.plane) for town in towns.values()) < 1_000]
        (counted,) = (site for site in sites if site.columns["included_in"])
        assert counted in inside
        assert counted.plane.distance(towns[counted.columns["included_in"]].plane) < 1_000
        assert len(inside) > 1


class TestForces:
    def test_fourteen_bases_of_every_kind_opened_over_the_years(self) -> None:
        bases = rows("bases.csv")
        kinds = Counter(row["kind"] for row in bases)
        assert kinds == {"HQ": 1, "COB": 4, "TOB": 6, "MOB": 1, "SCD": 1, "team_site": 1}
        assert len({row["opened"][:4] for row in bases}) >= 4

    def test_twenty_four_units_of_five_contingents_stand_at_known_bases(self) -> None:
        units = rows("units.csv")
        assert len(units) == len({row["id"] for row in units}) == 24
        assert {row["base"] for row in units} == {row["id"] for row in rows("bases.csv")}
        assert len({row["contingent"] for row in units}) == 5
        assert {"company", "platoon", "FPU", "QRF", "reserve", "aviation"} <= {row["kind"] for row in units}
        assert {row["means"] for row in units} >= {"light", "heavy", "foot"}
        assert {row["night_moves"] for row in units} == {"yes", "no"}

    def test_a_base_is_as_strong_as_its_units_and_one_is_of_unknown_strength(self) -> None:
        units = rows("units.csv")
        for base in rows("bases.csv"):
            strengths = [row["strength"] for row in units if row["base"] == base["id"]]
            expected = "" if "" in strengths else str(sum(map(int, strengths)))
            assert base["strength"] == expected
        (unknown,) = (row for row in units if not row["strength"])
        assert [row["id"] for row in units if row["base"] == unknown["base"]] == [unknown["id"]]


class TestEvents:
    def test_three_hundred_incidents_in_order_of_time(self) -> None:
        incidents = rows("incidents.csv")
        dates = [row["date"] for row in incidents]
        assert len(incidents) == 300
        assert dates == sorted(dates)
        assert len({row["type"] for row in incidents}) >= 5
        assert min(int(row["fatalities"]) for row in incidents) == 0

    def test_six_closures_of_each_geometry_lie_on_what_they_close(self, roads: list[Feature]) -> None:
        closures = features("closures.geojson")
        assert Counter(c.shape.geom_type for c in closures) == {"Point": 2, "LineString": 2, "Polygon": 2}
        assert {c.columns["season"] for c in closures} == {"all", "wet"}
        for closure in closures:
            if closure.shape.geom_type == "Point":
                near = [r.columns["name"] for r in roads if r.plane.distance(closure.plane) < 2.0]
                assert near == [closure.columns["name"]]
            elif closure.shape.geom_type == "LineString":
                assert any(road.plane.buffer(1.0).contains(closure.plane) for road in roads)
            else:
                assert any(closure.shape.intersects(road.shape) for road in roads)
