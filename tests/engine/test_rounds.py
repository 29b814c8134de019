# SPDX-License-Identifier: GPL-3.0-or-later
"""A newer list of sites: which site is which, what becomes of each, and what the plan keeps of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplanner.analysis import Engine
from gisplanner.conditions import Conditions
from gisplanner.coverage import STATUSES
from gisplanner.pairing import Listed, paired
from gisplanner.parts import load_part
from gisplanner.planfile import PlanFile, load, save
from gisplanner.renewal import Renewal, Restatement, renewed, restated
from gisplanner.rounds import Entry, Round, rounds_of
from layers.kinds import KINDS
from layers.layer import rows_of
from layers.load import Loaded
from layers.namesakes import NEAR_M, SPOT_M
from layers.newest import newest_rows
from layers.raw import Cell, RawTable
from tests.engine.made import judged, plan_file
from tests.two_rounds import newer_list, rounds_plan

KM = 1 / 110.57
"""Degrees of latitude near the equator."""


def camp(own: str | None, name: str, lat: float = 0.0, people: int | None = 100, **more: Any) -> dict[str, Any]:
    return {"id": own, "name": name, "lon": 10.0, "lat": lat, "people": people, **more}


def round_of(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Round:
    """What becomes of a list of IDP sites."""
    layer, _ = judged("idp_sites", old)
    (found,) = rounds_of(
        {"idp_sites": layer}, {"idp_sites": Loaded(*judged("idp_sites", new))}, near_m=5000, spot_m=250
    )
    assert all(finding.reason and finding.remedy for finding in found.findings)
    return found


def told(found: Round) -> dict[str, str]:
    return {entry.id: entry.change for entry in found.entries}


def codes(found: Round) -> list[str]:
    return [finding.code for finding in found.findings if finding.code.startswith("round_")]


@pytest.fixture
def messy(tmp_path: Path) -> Renewal:
    """The two rounds of `tests.two_rounds`."""
    file = rounds_plan(tmp_path)
    return renewed(file, {"idp_sites": load_part("idp_sites", newer_list(tmp_path)).usable()})


def test_every_camp_of_a_messy_list_is_told_by_name(messy: Renewal) -> None:
    (found,) = messy.rounds
    assert [(one.id, one.name, one.change, one.before, one.after, one.matched) for one in found.entries] == [
        ("C7", "Goro", "gone", 650, None, None),
        ("C8", "Hanu", "gone", 100, None, None),
        ("C7-2", "Ilo", "new", None, 1000, None),
        ("C9", "Goro", "new", None, 400, None),
        ("C10", "Goro", "new", None, 250, None),
        ("C5", "Esha", "unknown", None, 1100, "id"),
        ("C3", "Cori", "unknown", 700, None, "id"),
        ("C2", "BELO NORD", "shrunk", 4000, 3000, "name_and_place"),
        ("C6", "Fula Transit", "grown", 300, 450, "id"),
        ("C1", "Ama Camp", "kept", 900, 900, "id"),
        ("C4", "Deru", "kept", 2500, 2500, "id"),
    ]
    by_id = {one.id: one for one in found.entries}
    assert by_id["C6"].old_name == "Fula"
    assert by_id["C4"].moved_m == pytest.approx(133_000, rel=0.01)
    assert by_id["C8"].refused_row == 9
    assert sorted(codes(found)) == [
        "round_ambiguous",
        "round_ambiguous",
        "round_carried",
        "round_id_reused",
        "round_moved",
        "round_renamed",
        "round_row_rejected",
    ]
    assert (found.total.before, found.total.after) == (9150, 9600)


def test_what_the_newer_list_does_not_tell_is_kept_under_the_former_id(messy: Renewal) -> None:
    rows = {row["id"]: row for row in rows_of(messy.after.theatre.layers["idp_sites"])}
    assert (rows["C1"]["liaison"], rows["C1"]["priority"], rows["C1"]["included_in"]) == (True, "must", "S1")
    assert (rows["C2"]["liaison"], rows["C2"]["teams_needed"], rows["C2"]["people"]) == (True, 2, 3000)
    assert rows["C3"]["standard_min"] == 90
    assert rows["C3"]["people"] is None
    assert rows["C4"]["priority"] == "should"
    sites = messy.after.theatre.sites
    assert int(sites.people.sum()) == 1200 + 9600 - 900, "who is included in Ama is not counted twice"


def test_the_frame_of_the_theatre_and_the_forces_stay(messy: Renewal) -> None:
    before, after = messy.before, messy.after
    assert after.plan is before.plan
    assert after.theatre.crs == before.theatre.crs
    assert after.theatre.grid is before.theatre.grid
    assert after.theatre.layers["settlements"] is before.theatre.layers["settlements"]
    assert after.theatre.digest != before.theatre.digest


def test_people_within_standard_add_up_from_one_list_to_the_other(messy: Renewal) -> None:
    found = restated(Engine(), messy, Conditions())
    assert found.steps == {
        "lost": (1, 2500),
        "gone_within": (2, 750),
        "gained": (0, 0),
        "new_within": (2, 650),
        "recounted": (2, 100),
    }
    assert statuses(found)["C4"] == ("within", "late")
    assert statuses(found)["C7-2"] == (None, "late")
    assert statuses(found)["C8"] == ("within", None)


def statuses(found: Restatement) -> dict[str, tuple[str | None, str | None]]:
    return {
        own: (
            None if step.before is None else STATUSES[found.before.coverage.status[step.before]],
            None if step.after is None else STATUSES[found.after.coverage.status[step.after]],
        )
        for (_, own), step in found.sites.items()
    }


def test_a_third_round_knows_a_camp_by_the_id_of_the_second(messy: Renewal, tmp_path: Path) -> None:
    save(tmp_path / "p.gpkg", messy.after)
    second = load(tmp_path / "p.gpkg")
    new = [camp("N-22", "Another name", 5.0012, 2000) | {"lon": 20.2003}]
    (third,) = renewed(second, {"idp_sites": Loaded(*judged("idp_sites", new))}).rounds
    assert told(third)["C2"] == "shrunk"
    assert "round_few_found" in codes(third)


def test_the_same_list_again_changes_nothing(messy: Renewal, tmp_path: Path) -> None:
    again = renewed(messy.after, {"idp_sites": load_part("idp_sites", newer_list(tmp_path)).usable()})
    (found,) = again.rounds
    assert {entry.change for entry in found.entries} == {"kept", "unknown"}
    assert found.after.digest == found.before.digest
    assert again.after.theatre.digest == messy.after.theatre.digest
    once, twice = ([one.code for one in file.findings] for file in (messy.after, again.after))
    assert twice.count("coordinate_swapped") == once.count("coordinate_swapped") == 1


@pytest.mark.parametrize(
    ("km", "name", "matched", "said"),
    [
        (0.1, "Camp A", "name_and_place", []),
        (0.1, "CAMP-Á", "name_and_place", []),
        (3, "Camp A", "name_and_place", ["round_moved"]),
        (8, "Camp A", None, ["round_namesake_far", "round_few_found"]),
        (0.1, "Camp B", None, ["round_same_spot", "round_few_found"]),
        (3, "Camp B", None, ["round_few_found"]),
    ],
)
def test_without_a_common_id_name_and_place_decide(km: float, name: str, matched: str | None, said: list[str]) -> None:
    found = round_of([camp("x", "Camp A")], [camp("y", name, km * KM)])
    assert [entry.matched for entry in found.entries if entry.change != "gone"] == [matched]
    assert codes(found) == said
    assert ("x" in found.after.table["id"].tolist()) == (matched is not None)


def test_names_in_other_writings_are_names() -> None:
    old = [camp("1", "مخيم السلام"), camp("2", "Лагерь", 0.001)]
    new = [camp("a", "مخيم السلام", 0.0001, 120), camp("b", "лагерь", 0.0011)]
    assert told(round_of(old, new)) == {"1": "grown", "2": "kept"}


def test_of_two_camps_of_one_name_the_one_at_the_same_spot_is_meant() -> None:
    old = [camp("1", "Camp", 0.0), camp("2", "Camp", 2 * KM)]
    new = [camp("a", "Camp", 2 * KM, 300), camp("b", "Camp", 0.0, 50)]
    assert told(round_of(old, new)) == {"1": "shrunk", "2": "grown"}


def test_camps_that_cannot_be_told_apart_are_gone_and_new() -> None:
    found = round_of([camp("1", "Camp")], [camp("a", "Camp", KM), camp("b", "Camp", -KM)])
    assert told(found) == {"1": "gone", "a": "new", "b": "new"}
    assert codes(found).count("round_ambiguous") == 2


def test_the_id_of_another_camp_is_not_believed() -> None:
    found = round_of([camp("1", "A"), camp("2", "B", 90 * KM)], [camp("1", "B", 90 * KM), camp("2", "A")])
    assert told(found) == {"1": "kept", "2": "kept"}
    names = dict(zip(found.after.table["id"], found.after.table["name"], strict=True))
    assert names == {"1": "A", "2": "B"}
    assert codes(found).count("round_id_reused") == 2


def test_what_a_site_is_included_in_follows_the_ids_that_the_plan_keeps() -> None:
    old = [camp("1", "Whole", people=900), camp("2", "Part", KM)]
    new = [camp("a", "Whole", people=900), camp("b", "Part", KM, included_in="a")]
    found = round_of(old, new)
    assert {row["id"]: row["included_in"] for row in rows_of(found.after)} == {"1": None, "2": "1"}


def test_an_older_list_is_doubted() -> None:
    found = round_of([camp("1", "A", date="2025-05-01")], [camp("1", "A", date="2024-05-01")])
    assert codes(found) == ["round_older"]


HEADS = st.one_of(st.none(), st.integers(0, 5000))
NAMES = st.sampled_from(["Ama", "Bélo", "Cori camp", "Deru"])
CAMPS = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), NAMES, st.integers(0, 12), HEADS), max_size=8, unique_by=lambda one: one[0]
)


@settings(max_examples=40)
@given(CAMPS, CAMPS)
def test_every_site_of_either_list_is_told_once_and_people_add_up(old: list[Any], new: list[Any]) -> None:
    lists = [[camp(own, name, at * KM, people) for own, name, at, people in listed] for listed in (old, new)]
    if not all(lists):
        return
    found = round_of(*lists)
    tallies, total = found.tallies, found.total
    again = [one for one in found.entries if one.matched]
    assert len(again) + tallies["gone"].sites == len(old)
    assert len(again) + tallies["new"].sites == len(new) == len(found.after.table)
    assert total.before == sum(people or 0 for *_, people in old)
    assert total.after == sum(people or 0 for *_, people in new)
    grown, shrunk = (tallies[name].after - tallies[name].before for name in ("grown", "shrunk"))
    assert grown >= 0 >= shrunk
    recounted = tallies["unknown"].after - tallies["unknown"].before
    assert total.before + tallies["new"].after - tallies["gone"].before + grown + shrunk + recounted == total.after
    ids = [entry.id for entry in found.entries]
    assert len(set(ids)) == len(ids)
    assert set(found.after.table["id"]) == {one.id for one in found.entries if one.change != "gone"}
    assert round_of(*(listed[::-1] for listed in lists)).after.digest == found.after.digest


@settings(max_examples=15)
@given(CAMPS)
def test_a_list_with_itself_is_kept_whole(listed: list[Any]) -> None:
    rows = [camp(own, name, at * KM, people) for own, name, at, people in listed]
    if rows:
        found = round_of(rows, rows)
        assert {one.change for one in found.entries} <= {"kept", "unknown"}
        assert all(isinstance(one, Entry) and one.matched == "id" for one in found.entries)


def test_a_newer_list_of_settlements_keeps_what_idp_sites_are_included_in() -> None:
    file = small()
    new = [{"id": "n1", "name": "ama", "lon": 20.1001, "lat": 5.0, "people": 1500}]
    after = renewed(file, {"settlements": Loaded(*judged("settlements", new))}).after
    assert after.theatre.sites.included_in == ("s1", None)
    gone = [{"id": "n2", "name": "Bru", "lon": 20.15, "lat": 5.0, "people": 7}]
    lone = renewed(file, {"settlements": Loaded(*judged("settlements", gone))}).after
    assert "included_in_unknown" in [finding.code for finding in lone.findings]


def test_a_list_whose_longitude_and_latitude_changed_places_is_told() -> None:
    new = [camp("i1", "Camp", 20.1) | {"lon": 5.0}]
    after = renewed(small(), {"idp_sites": Loaded(*judged("idp_sites", new))}).after
    assert "columns_swapped" in [finding.code for finding in after.findings]


def small() -> PlanFile:
    import shapely

    return plan_file(
        {
            "roads": [{"id": "r", "geometry": shapely.LineString([(20, 5), (20.3, 5)])}],
            "settlements": [{"id": "s1", "name": "Ama", "lon": 20.1, "lat": 5.0, "people": 1200}],
            "idp_sites": [{"id": "i1", "name": "Camp", "lon": 20.101, "lat": 5.0, "people": 90, "included_in": "s1"}],
            "bases": [{"id": "b", "name": "Post", "lon": 20.0, "lat": 5.0, "strength": 150}],
        }
    )


@pytest.mark.parametrize(("share", "said"), [(5, True), (0.2, True), (1.9, False), (0.55, False)])
def test_a_list_whose_camps_all_shrink_to_a_fifth_may_count_households(share: float, said: bool) -> None:
    old = [camp(f"C{n}", f"n{n}", n / 10, 1000 + n) for n in range(6)]
    new = [camp(f"C{n}", f"n{n}", n / 10, int((1000 + n) * share)) for n in range(5)]
    assert ("round_scale" in codes(round_of(old, [*new, camp("C5", "n5", 0.5, 1005)]))) is said
    assert "round_scale" not in codes(round_of(old, new[:4]))


PLACES = st.lists(
    st.tuples(st.sampled_from(["Ama", "Beni"]), st.sampled_from([0, 1, 2, 3, 6, 20, 49, 52, 90])), unique=True
)


@given(PLACES, PLACES)
def test_two_rounds_in_one_list_are_told_apart_as_a_list_and_a_newer_one(
    old: list[tuple[str, int]], new: list[tuple[str, int]]
) -> None:
    """Steps of 100 m: at one position, at one spot, near, and beyond."""
    sides = [[(name, 10.0, step * KM / 10) for name, step in one] for one in (old, new)]
    rows: list[list[Cell]] = [
        [*row, turn, "5"] for turn, side in zip(("R11", "R12"), sides, strict=True) for row in side
    ]
    raw = RawTable(("name", "lon", "lat", "round", "people"), rows, [*range(1, len(rows) + 1)])
    kept = newest_rows(KINDS["idp_sites"], raw, {"name": 0, "lon": 1, "lat": 2, "people": 4}, "f.csv").raw.numbers
    one, other = (
        Listed(judged("idp_sites", [camp(f"{letter}{n:02}", name, lat) for n, (name, _, lat) in enumerate(side)])[0])
        for letter, side in zip("ab", sides, strict=True)
    )
    known = {n + 1 for n in paired(one, other, near_m=NEAR_M, spot_m=SPOT_M).old_of.values()}
    assert set(kept) == {*range(1, len(rows) + 1)} - known
