# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers -> plan: bases listed twice, units without a base, what is assumed and said."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gisplanner.assumptions import Assumptions
from gisplanner.compose import Composed, compose
from gisplanner.errors import PlanError
from gisplanner.forces import Base, BaseKind, Unit, UnitKind
from gisplanner.mobility import Means, Season
from gisplanner.plan import Closure, Source
from layers.findings import Finding, Severity
from layers.load import load
from tests.engine.made import composed

AREA = {"id": "m", "name": "m", "role": "mission area", "geometry": shapely.box(9, 0, 11, 2)}


def said(made: Composed, code: str) -> list[Finding]:
    return [finding for finding in made.findings if finding.code == code]


def about(made: Composed, code: str) -> list[str]:
    """Ids of what a finding is about."""
    return [finding.subject[1] for finding in said(made, code) if finding.subject]


def at(name: str, lon: float = 10.0, lat: float = 1.0, **cells: object) -> dict[str, object]:
    return {"name": name, "lon": lon, "lat": lat, **cells}


def test_of_several_rows_of_one_base_the_lowest_strength_counts() -> None:
    made = composed({"bases": [at("Beni", strength=people) for people in (300, 150, 200)]})
    base = made.plan.bases[0]
    assert made.plan.units == (Unit(f"{base.id}/own", "Beni", UnitKind.COMPANY, 150, base.id),)
    (merged,) = said(made, "base_rows_merged")
    assert merged.severity is Severity.WARNING
    assert (
        merged.reason
        == "Beni is listed in 3 rows (150 to 300 people); the lowest strength counts, and unknown before any."
    )


def test_a_base_listed_with_and_without_strength_is_of_unknown_strength() -> None:
    made = composed({"bases": [at("Beni", strength=people) for people in (650, None, 150)]})
    assert [unit.strength for unit in made.plan.units] == [None]
    (merged,) = said(made, "base_rows_merged")
    assert merged.severity is Severity.WARNING
    assert "(unknown to 650 people)" in merged.reason


def test_sites_and_bases_in_the_water_are_named_and_those_on_an_island_are_not() -> None:
    lake = shapely.box(10.1, 1.1, 10.5, 1.5) - shapely.box(10.2, 1.2, 10.3, 1.3)
    river = {"id": "r", "kind": "river", "geometry": shapely.LineString([(9.5, 1.0), (10.0, 1.0)])}
    made = composed(
        {
            "settlements": [
                at("Wet", 10.4, 1.4, id="wet"),
                at("Island", 10.25, 1.25, id="isle"),
                at("Bank", id="bank"),
            ],
            "bases": [at("Post", 10.45, 1.45, id="post", strength=35)],
            "water": [river, {"id": "l", "kind": "lake", "geometry": lake}],
        }
    )
    assert about(made, "place_in_water") == ["wet", "post"]
    assert said(made, "place_in_water")[0].severity is Severity.WARNING


def test_rows_without_id_a_step_apart_are_one_base_if_they_have_one_name() -> None:
    rows = [
        at("Beni", lon=10.000004, strength=300),
        at("beni", lon=10.000006, strength=150),
        at("Beni", lon=10.02, strength=80),
        at("Oicha", lon=10.000005, strength=90),
    ]
    made = composed({"bases": rows})
    assert sorted((base.name, unit.strength) for base, unit in zip(made.plan.bases, made.plan.units, strict=True)) == [
        ("Beni", 80),
        ("Oicha", 90),
        ("beni", 150),
    ]
    (merged,) = said(made, "base_rows_merged")
    assert "2 rows (150 to 300 people)" in merged.reason
    assert composed({"bases": rows[::-1]}).plan.digest == made.plan.digest


@pytest.mark.parametrize(("strength", "words"), [(80, "80 people"), (None, "no strength given")])
def test_rows_of_one_base_that_agree_are_only_mentioned(strength: int | None, words: str) -> None:
    made = composed({"bases": [at("Beni", strength=strength, date=day) for day in ("2023-01-01", "2024-01-01")]})
    (merged,) = said(made, "base_rows_merged")
    assert merged.severity is Severity.INFO
    assert words in merged.reason
    assert made.plan.units[0].strength == strength


def test_bases_of_unknown_strength_are_an_error_unless_units_have_it() -> None:
    bases = [at("North"), at("South", lat=1.5)]
    (found,) = said(composed({"bases": bases}), "no_strength_at_all")
    assert found.severity is Severity.ERROR
    for files in (
        {"bases": bases, "units": [{"name": "u", "base": "North", "strength": 35}]},
        {"bases": [*bases, at("East", lon=10.5, strength=35)]},
    ):
        assert not said(composed(files), "no_strength_at_all")


def test_a_base_keeps_what_its_row_says() -> None:
    row = at("North", kind="team site", strength=40, guard=6, contingent="Ostmere", opened="2021-03-01", id="b1")
    made = composed({"bases": [{**row, "Heliport": "yes", "year": 2024}]})
    attributes = (("Heliport", "yes"), ("strength", "40"), ("year", "2024"))
    base = Base("b1", "North", BaseKind.TEAM_SITE, 10, 1, True, 6, "Ostmere", "2021-03-01", attributes)
    assert made.plan.bases == (base,)
    assert made.findings == ()
    assert made.plan.sources == (Source("bases", "bases.csv", None, 1, 0),)


def test_bases_that_do_not_say_their_kind_are_told_apart_by_strength() -> None:
    strengths = {"a": 100, "b": 99, "c": None}
    made = composed({"bases": [at(name, strength=of, lat=n) for n, (name, of) in enumerate(strengths.items())]})
    kinds = {base.name: base.kind for base in made.plan.bases}
    assert kinds == {"a": BaseKind.COB, "b": BaseKind.TOB, "c": BaseKind.TOB}
    (assumed,) = said(made, "base_kinds_assumed")
    assert "COB from 100 people on (a), else TOB (" in assumed.reason
    small = composed({"bases": [at("a", strength=50)]}, assumptions=Assumptions().setting("base.company_from", 50))
    assert small.plan.bases[0].kind is BaseKind.COB


def test_bases_beyond_the_mission_area_are_left_out_and_said() -> None:
    bases = [at("in"), at("edge", 11.01), at("out", 12)]
    made = composed({"bases": bases, "areas": [AREA]})
    assert sorted(base.name for base in made.plan.bases) == ["edge", "in"]
    assert [unit.name for unit in made.plan.units] == [base.name for base in made.plan.bases]
    (out,), (edge,) = said(made, "base_excluded"), said(made, "base_in_margin")
    assert out.reason == "The base out lies 111.3 km outside the mission area and is left out."
    assert edge.reason.startswith("The base edge lies 1.1 km outside")


BASES = [
    at("North", id="b1", kind="TOB", strength=100),
    at("South", lat=0.5, id="b2", kind="COB"),
    at("Twin", lat=1.2, id="b3", kind="COB"),
    at("twin", lat=1.3, id="b4", kind="COB"),
    at("Capital", 12.0, id="b5", kind="HQ"),
]


@pytest.mark.parametrize(
    ("cells", "base", "code", "severity"),
    [
        ({"base": "b1"}, "b1", None, None),
        ({"base": "SOUTH"}, "b2", None, None),
        ({"lon": 10.001, "lat": 1}, "b1", None, None),
        ({"lon": 10.02, "lat": 1}, None, "unit_without_base", Severity.WARNING),
        ({}, None, "unit_without_base", Severity.WARNING),
        ({"base": "nowhere", "lon": 10, "lat": 1}, None, "unit_base_unknown", Severity.ERROR),
        ({"base": "Twin"}, None, "unit_base_ambiguous", Severity.ERROR),
        ({"base": "capital"}, None, "unit_base_excluded", Severity.WARNING),
        ({"base": "b5"}, None, "unit_base_excluded", Severity.WARNING),
    ],
)
def test_a_unit_finds_its_base_by_id_name_or_place(
    cells: dict[str, object], base: str | None, code: str | None, severity: Severity | None
) -> None:
    unit = {"id": "u", "name": "unit", "kind": "platoon", "strength": 35, "lon": None, "lat": None, **cells}
    made = composed({"bases": BASES, "areas": [AREA], "units": [unit]})
    assert [unit.base for unit in made.plan.units] == [base]
    found = [(finding.code, finding.severity) for finding in made.findings if finding.layer == "units"]
    assert found == ([] if code is None else [(code, severity)])
    assert (made.plan.unassigned() == made.plan.units) is (base is None)


def test_a_unit_keeps_what_its_row_says() -> None:
    row = {"id": "u", "name": "1 Coy", "kind": "FPU", "strength": 140, "base": "b1", "contingent": "Ostmere"}
    row |= {"component": "police", "means": "trucks", "ntm": 45, "support_share": 0.3, "night": "no"}
    made = composed({"bases": [at("North", id="b1", kind="COB")], "units": [row]})
    unit = Unit("u", "1 Coy", UnitKind.FPU, 140, "b1", Means.HEAVY, 45.0, 0.3, False, "Ostmere", "police")
    assert made.plan.units == (unit,)


def test_a_unit_of_a_kind_nobody_knows_is_of_unknown_strength_and_no_company() -> None:
    rows = [
        {"id": "a", "name": "Mi-17 Det", "kind": "Aviation Unit", "strength": 80, "base": "b1"},
        {"id": "e", "name": "Engr", "kind": "Engineer Company", "strength": 150, "base": "b1"},
        {"id": "x", "name": "Band", "kind": "Brass Band", "strength": 150, "base": "b1"},
    ]
    made = composed({"bases": [at("North", id="b1", kind="COB")], "units": rows})
    told = [(unit.kind, unit.strength) for unit in made.plan.units]
    assert told == [(UnitKind.AVIATION, 80), (UnitKind.ENGINEERS, 150), (UnitKind.COMPANY, None)]
    assert about(made, "unit_kind_unread") == ["x"]
    assert about(made, "unit_kind_assumed") == []


def test_what_a_unit_does_not_say_is_assumed_or_unknown_and_said() -> None:
    rows = [{"id": "u", "name": "unit", "base": "b1"}]
    made = composed({"bases": [at("North", id="b1", kind="COB")], "units": rows})
    assert made.plan.units == (Unit("u", "unit", UnitKind.COMPANY, None, "b1"),)
    assert about(made, "unit_kind_assumed") == ["u"]
    (unknown,) = said(made, "unit_strength_unknown")
    assert "platoons commonly have 35 people, companies 150, formed police units 140" in unknown.remedy


def test_where_units_are_given_a_base_without_one_holds_nobody() -> None:
    rows = [{"id": "u", "name": "unit", "kind": "platoon", "strength": 35, "base": "b1"}]
    made = composed(
        {"bases": [at("North", id="b1", strength=30), at("South", id="b2", lat=2, strength=80)], "units": rows}
    )
    assert [unit.base for unit in made.plan.units] == ["b1"]
    assert [finding.reason for finding in said(made, "base_strength_differs")] == [
        "North is listed with 30 people, its units add up to 35; the units count.",
        "South is listed with 80 people, its units add up to 0; the units count.",
    ]


def test_closures_hold_in_the_season_they_say() -> None:
    shapes = {
        "bridge": shapely.Point(10, 1),
        "ford": shapely.LineString([(10, 1), (10, 2)]),
        "camp": shapely.box(9, 0, 10, 1),
    }
    seasons = {"bridge": None, "ford": "rainy", "camp": "all"}
    rows = [
        {"id": name, "name": name, "season": seasons[name], "reason": "flood", "geometry": shape}
        for name, shape in shapes.items()
    ]
    made = composed({"bases": [at("North")], "closures": rows})
    assert made.plan.closures == tuple(
        Closure(name, name, shapes[name], Season.WET if name == "ford" else None, "flood") for name in sorted(shapes)
    )


def test_an_included_in_that_names_no_other_site_is_said() -> None:
    wholes = {"town": None, "camp": "town", "odd": "nothing", "self": "self"}
    rows = [at(name, lat=n, id=name, included_in=whole, people=10) for n, (name, whole) in enumerate(wholes.items())]
    made = composed({"settlements": rows})
    assert about(made, "included_in_unknown") == ["odd", "self"]
    assert made.theatre.sites.people.sum() == 30


def test_nobody_is_lost_where_sites_are_included_in_each_other() -> None:
    wholes = {"a": ("b", 1000), "b": ("a", 2000), "tail": ("a", 30), "alone": (None, 50)}
    rows = [
        at(name, lat=n, id=name, included_in=whole, people=people)
        for n, (name, (whole, people)) in enumerate(wholes.items())
    ]
    gathered = composed({"settlements": rows}).theatre.gathered
    assert dict(zip(gathered.sites.id, gathered.sites.people.tolist(), strict=True)) == {
        "a": 1000,
        "b": 2000,
        "tail": 0,
        "alone": 50,
    }
    assert [(one.code, one.severity, one.params["name"]) for one in gathered.findings] == [
        ("included_in_circle", Severity.WARNING, "a"),
        ("included_in_circle", Severity.WARNING, "b"),
        ("site_included", Severity.INFO, "tail"),
    ]


def test_nobody_is_lost_in_a_site_whose_headcount_nobody_knows() -> None:
    wholes = {"camp": ("block", 300), "block": ("town", 70), "town": (None, None)}
    rows = [
        at(name, lat=n, id=name, included_in=whole, people=people)
        for n, (name, (whole, people)) in enumerate(wholes.items())
    ]
    gathered = composed({"settlements": rows}).theatre.gathered
    assert dict(zip(gathered.sites.id, gathered.sites.people.tolist(), strict=True)) == {
        "block": 70,
        "camp": 0,
        "town": 0,
    }
    assert [(one.code, one.reason) for one in gathered.findings] == [
        ("included_in_uncounted", "block is said to be included in town, whose headcount is not known."),
        ("site_included", "The 300 people of camp are counted with block."),
    ]


def test_nothing_at_all_is_no_theatre() -> None:
    with pytest.raises(PlanError, match="no place at all"):
        compose("empty", {})


@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(dice: random.Random) -> None:
    files: dict[str, list[dict[str, Any]]] = {
        "areas": [AREA, {"id": "d", "name": "d", "role": "district", "geometry": shapely.box(9, 0, 10, 2)}],
        "roads": [{"name": None, "geometry": shapely.LineString([(9.5, 1), (10, n / 4)])} for n in range(4)],
        "settlements": [
            at(f"s{n}", 9.5 + n / 10, people=n or None, included_in="s1" if n == 3 else None) for n in range(4)
        ],
        "bases": [at(f"n{n // 2}", 10 + n // 2, strength=50 + n % 3, contingent=f"c{n}") for n in range(6)],
        "units": [{"name": f"u{n}", "base": f"n{n}", "strength": n * 20 or None} for n in range(4)],
        "closures": [{"name": f"c{n}", "geometry": shapely.Point(9.6, n / 4)} for n in range(3)],
    }
    shuffled = {kind: dice.sample(rows, len(rows)) for kind, rows in files.items()}
    one, other = composed(files), composed(shuffled)
    assert one.plan.digest == other.plan.digest
    assert one.theatre.digest == other.theatre.digest
    # where a row stands in its file is all that may differ
    said, other_said = ([replace(finding, row=None) for finding in made.findings] for made in (one, other))
    assert said == other_said


def test_the_bases_of_2024_are_32_places_in_37_rows_and_kinshasa_is_far_away(real_data: Path) -> None:
    folder = real_data / "east_drc"
    bases = load(folder / "bases_geopko_monusco.csv", "bases", where=[("year", "2024")]).layer
    area = load(folder / "mission_area.geojson", "areas", given={"role": "mission_area"}).layer
    assert (bases.rows_in, bases.rejected) == (37, 0)
    assert len(compose("kivu", {"bases": bases}).plan.bases) == 32
    made = compose("kivu", {"bases": bases, "areas": area})
    assert len(made.plan.bases) == 31
    (kinshasa,) = said(made, "base_excluded")
    assert kinshasa.params["name"] == "Kinshasa"
    (beni,) = [base for base in made.plan.bases if base.name == "Beni"]
    assert dict(beni.attributes)["strength"] == "150"
    assert dict(beni.attributes)["year"] == "2024"
    assert [unit.strength for unit in made.plan.units if unit.base == beni.id] == [150]
    merged = {str(one.params["name"]): one.reason for one in said(made, "base_rows_merged")}
    assert len(merged) == 5
    assert "150 to 300 people" in merged["Beni"]
