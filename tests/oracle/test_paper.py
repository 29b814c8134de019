# SPDX-License-Identifier: GPL-3.0-or-later
"""The oracle by itself, on cases worked out on paper: an oracle that errs would only agree with an error."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
import shapely

from tests.oracle.answer import MIN, Question, Site, changes, teams_of
from tests.oracle.roads import FAR, Roads, Row, ms
from tests.oracle.travel import Country, travel

PARTS = ("roads", "travel", "answer", "shapes", "theatres")
METRE = 1 / 110_574  # degrees of latitude at the equator
WEST, EAST = (10.0, 0.0), (10.2, 0.0)  # 22 km apart: no direct leg, so the road is the only way


def road(name: str, *vertices: tuple[float, float], **columns: Any) -> Row:
    return {"id": name, "geometry": shapely.LineString(vertices), "surface": "paved", **columns}


MAIN = road("r", WEST, EAST, length_m=12_000)


def country(*roads: Row, season: str = "dry", water: tuple[Any, ...] = (), closures: tuple[Row, ...] = ()) -> Country:
    return Country(Roads(list(roads), (10.1, 0.0), None), list(water), list(closures), season)


def way(land: Country, start: tuple[float, float], end: tuple[float, float], means: str = "light") -> int:
    return travel(land, [start], [end], means)[0][0]


@pytest.mark.parametrize("part", PARTS)
def test_the_oracle_knows_nothing_of_the_program(part: str) -> None:
    tree = ast.parse(Path(__file__).with_name(f"{part}.py").read_text(encoding="utf-8"))
    named = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    named += [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
    assert named
    assert not [name for name in named if name.split(".")[0] in {"gisplanner", "layers", "ui"}]


@pytest.mark.parametrize(
    ("means", "season", "minutes"),
    [("light", "dry", 12), ("heavy", "dry", 16), ("foot", "dry", 180), ("light", "wet", 13.2)],
)
def test_twelve_kilometres_of_paved_road(means: str, season: str, minutes: float) -> None:
    assert way(country(MAIN, season=season), WEST, EAST, means) == round(minutes * MIN)


def test_the_parts_of_an_edge_add_up_to_the_whole() -> None:
    land = country(road("r", WEST, EAST, length_m=9_999.7))
    middle = (10.07, 0.0)
    assert way(land, WEST, middle) + way(land, middle, EAST) == way(land, WEST, EAST)


def test_durations_are_rounded_half_up() -> None:
    assert [ms(2.4), ms(2.5), ms(2.5 - 1e-9), ms(1e12)] == [2, 3, 3, FAR]


@pytest.mark.parametrize(("gap_m", "edges"), [(0.0, 3), (14.0, 3), (16.0, 2)])
def test_a_loose_end_within_fifteen_metres_joins(gap_m: float, edges: int) -> None:
    side = road("s", (10.1, gap_m * METRE), (10.1, 0.1))
    assert len(country(MAIN, side).roads.edges) == edges


def test_a_bridge_does_not_meet_the_road_beneath_it() -> None:
    bridge = road("s", (10.1, -0.1), (10.1, 0.1))
    crossing = road("s", (10.1, -0.1), (10.1, 0.0), (10.1, 0.1))
    through = road("r", WEST, (10.1, 0.0), EAST)
    assert [len(country(MAIN, bridge).roads.edges), len(country(through, crossing).roads.edges)] == [2, 4]


def test_one_way_is_for_vehicles() -> None:
    land = country({**MAIN, "oneway": "forward"})
    assert [way(land, WEST, EAST), way(land, EAST, WEST)] == [12 * MIN, FAR]
    assert way(land, EAST, WEST, "foot") == 180 * MIN


@pytest.mark.parametrize(
    ("columns", "season", "passable"),
    [
        ({}, "dry", "light heavy foot"),
        ({"surface": "track"}, "dry", "light foot"),
        ({"practicability_dry": 3}, "dry", "light foot"),
        ({"practicability_dry": 1}, "dry", "foot"),
        ({"practicability_dry": 1}, "wet", "light heavy foot"),
        ({"seasonal": True}, "wet", "foot"),
        ({"seasonal": True, "practicability_wet": 4}, "wet", "light heavy foot"),
        ({"status": "closed", "practicability_dry": 6}, "dry", "foot"),
    ],
)
def test_who_may_pass(columns: Row, season: str, passable: str) -> None:
    land = country({**MAIN, **columns}, season=season)
    assert [m for m in ("light", "heavy", "foot") if way(land, WEST, EAST, m) < FAR] == passable.split()


def test_a_leg_does_not_cross_a_river() -> None:
    place = (10.1, 5000 * METRE)  # an hour and a half on foot from the road
    river = shapely.LineString([(9.9, 0.02), (10.3, 0.02)])
    light = way(country(MAIN), WEST, place)
    assert light - 6 * MIN == pytest.approx(30 * MIN, abs=200)
    assert way(country(MAIN, water=(river,)), WEST, place) == FAR


def test_a_cut_stops_everybody_but_leaves_both_stubs() -> None:
    land = country(MAIN, closures=({"geometry": shapely.Point(10.1, 50 * METRE), "season": "dry"},))
    before, behind = (10.05, 0.0), (10.15, 0.0)
    assert [way(land, WEST, EAST, means) for means in ("light", "foot")] == [FAR, FAR]
    assert [way(land, WEST, before), way(land, EAST, behind), way(land, WEST, behind)] == [3 * MIN, 3 * MIN, FAR]


def test_a_closure_holds_in_its_season_and_near_its_road() -> None:
    wet = {"geometry": shapely.Point(10.1, 0), "season": "wet"}
    apart = {"geometry": shapely.Point(10.1, 101 * METRE), "season": None}
    assert way(country(MAIN, closures=(wet, apart)), WEST, EAST) == 12 * MIN


def test_a_flood_closes_road_and_ground() -> None:
    land = country(MAIN, closures=({"geometry": shapely.box(10.09, -0.1, 10.11, 0.1), "season": None},))
    inside, near = (10.1, 0.0), (10.089, 0.0)
    assert [way(land, WEST, EAST), way(land, WEST, inside)] == [FAR, FAR]
    assert way(land, WEST, near) == pytest.approx(12 * MIN * 0.445, abs=1)


def test_nobody_meets_inside_a_closed_part() -> None:
    north, south = (10.1, 6000 * METRE), (10.1, -6000 * METRE)
    closed = {"geometry": shapely.LineString([(10.09, 0), (10.11, 0)]), "season": None}
    assert way(country(MAIN), north, south) == pytest.approx(72 * MIN, rel=1e-4)
    assert way(country(MAIN, closures=(closed,)), north, south) == FAR


def unit(name: str, strength: int | None = 150, kind: str = "company", **columns: Any) -> Row:
    return {"id": name, "kind": kind, "strength": strength, "base": "b", "means": "light", **columns}


def base(name: str = "b", at: tuple[float, float] = WEST, kind: str = "TOB") -> Row:
    return {"id": name, "kind": kind, "lon": at[0], "lat": at[1]}


@pytest.mark.parametrize(
    ("kind", "units", "night", "sent"),
    [
        ("COB", [unit("u")], False, "u15 u60 u60 u60 u60 u60 u60 u60"),  # 150 - 23 - 24 = 103
        ("COB", [unit("u")], True, "u15 u60 u60 u60 u60"),
        ("TOB", [unit("u", 35, "platoon")], False, "u15"),  # 35 - 4 - 12 = 19
        ("TOB", [unit("u", 35, "platoon")], True, ""),
        ("HQ", [unit("u", 60), unit("v", 60, "reserve")], False, "u15 u60 u60 u60 v120"),  # v guards
        ("TOB", [unit("u", 30, "engineers"), unit("v", 26, support_share=0.0)], False, "v15 v60"),
        ("TOB", [unit("u", 35, "QRF", notice_min=5)], False, "u5"),
        ("TOB", [unit("u", 99, "UNMO"), unit("v", 24, support_share=0.0)], False, "v15"),  # observers do not guard
        ("TOB", [unit("u", night_moves=False)], True, ""),
    ],
)
def test_what_a_base_sends(kind: str, units: list[Row], night: bool, sent: str) -> None:
    teams = teams_of(base(kind=kind), units, night=night, means=None, plenty=0)
    assert " ".join(f"{team.unit}{team.notice // MIN}" for team in teams) == sent


def site(name: str = "s", at: tuple[float, float] = EAST, **columns: Any) -> Row:
    return {"id": name, "kind": "settlement", "lon": at[0], "lat": at[1], "people": 100, **columns}


def ask(sites: list[Row], units: list[Row], *more: Row, **columns: Any) -> list[Site]:
    return Question(country(MAIN), sites, [base(), *more], units, **columns).answer()


@pytest.mark.parametrize(
    ("place", "minutes", "status"),
    [
        (site(liaison=True), 42, "within"),
        (site(), 87, "within"),
        (site(priority="must"), 87, "late"),
        (site(standard_min=87), 87, "within"),
        (site(standard_min=86.9), 87, "late"),
        (site(teams_needed=10), 87, "under_strength"),
        (site(at=(12.0, 0.0)), None, "unreachable"),
    ],
)
def test_response_and_status(place: Row, minutes: int | None, status: str) -> None:
    found = ask([place], [unit("u")])[0]
    assert (found.response, found.status) == (FAR if minutes is None else minutes * MIN, status)


@pytest.mark.parametrize(("strength", "status"), [(None, "unknown"), (0, "late"), (500, "within")])
def test_an_unknown_strength(strength: int | None, status: str) -> None:
    """A slow unit comes late for certain; whether the other comes at all is not known."""
    slow = unit("slow", 100, means="foot")
    assert ask([site()], [slow, unit("u", strength)])[0].status == status


def test_backup_and_critical() -> None:
    near, far = base("n", (10.05, 0.0)), base("z", (10.1, 0.0))
    units = [unit("u"), unit("v", 35, "platoon", base="n"), unit("w", 150, base="z", notice_min=90)]
    found = ask([site(at=WEST, teams_needed=2, standard_min=76)], units, near, far)[0]
    # b answers with 60 + 15; its second team needs 60 + 60; n, 5.6 km off, 60 + 15 + 3; z, 11.1 km off, 60 + 15 + 6
    assert (found.base, found.response, found.in_time, found.status) == ("b", 75 * MIN, 1, "under_strength")
    assert (found.backup_base, found.backup) == ("z", 81 * MIN)
    wider = ask([site(at=WEST, teams_needed=2, standard_min=78)], units, near, far)[0]
    assert (wider.status, wider.critical) == ("within", {"b", "n"})


def test_simultaneous_by_people_all_or_nothing() -> None:
    places = [site("a", people=None), site("b", people=5), site("c", people=9, teams_needed=2), site("d", people=5)]
    found = ask(places, [unit("u", 55, support_share=0.0)])  # 43 left: three teams
    assert [one.served for one in found] == [False, True, True, False]


def test_change_names_each_site_once() -> None:
    before = [Site("within", 10 * MIN), Site("late", 90 * MIN), Site("late", 90 * MIN), Site("late", 90 * MIN)]
    after = [Site("unreachable"), Site("unreachable"), Site("within", 5 * MIN), Site("late", 91 * MIN)]
    assert changes(before, after) == ["lost", "cut_off", "gained", "slower"]
    assert changes(after, before) == ["gained", "reconnected", "lost", "faster"]
