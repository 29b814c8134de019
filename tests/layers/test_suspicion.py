# SPDX-License-Identifier: GPL-3.0-or-later
"""What is possible and hardly meant is kept and named: sizes, dates, places."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any

import pytest

from layers.findings import Severity
from layers.suspicion import bounds
from layers.validate import validate
from tests.conftest import ROOT
from tests.layers.files import Judged, codes, errors, finding, judge, raw

TODAY = dt.date(2024, 6, 30)
PLACES = [(29.1234, -1.5), (29.2345, -1.61), (29.3456, -1.72), (29.4567, -1.83), (29.5678, -1.94)]


def sites(header: str, *cells: Sequence[Any], kind: str = "idp_sites") -> Judged:
    """Judge rows at places of their own, as if today were the end of June 2024."""
    rows = [(f"n{at}", *place, *row) for at, (place, row) in enumerate(zip(PLACES, cells, strict=False))]
    return validate(kind, raw(f"name lon lat {header}", *rows), file="f.csv", today=TODAY)


def all_kept(found: Judged, rows: int) -> bool:
    return (found[0].rows_in, found[0].rejected, errors(found)) == (rows, 0, [])


@pytest.mark.parametrize(("people", "code"), [(3, "hardly_so_few"), (3_000_000, "hardly_so_many")])
def test_a_camp_of_three_or_three_million_is_named_with_its_row_and_counts_as_it_is(people: int, code: str) -> None:
    found = sites("people", (400,), (people,))
    said = finding(found, code)
    assert (said.row, said.column, said.value, said.severity) == (2, "people", str(people), Severity.WARNING)
    assert str(people) in said.reason
    assert said.remedy.endswith("It counts as it is.")
    assert people in set(found[0].table["people"])
    assert all_kept(found, 2)


@pytest.mark.parametrize("field", ["least", "most"])
def test_what_lies_at_a_bound_is_not_doubted(field: str) -> None:
    assert codes(sites("people", (bounds()["people"]["idp_sites"][field],), (900,))) == []


def test_a_base_that_nobody_mans_is_said_elsewhere_and_one_of_two_people_is_doubted() -> None:
    assert codes(sites("strength", (0,), (150,), kind="bases")) == []
    assert codes(sites("strength", (2,), (6_000,), kind="bases")) == ["hardly_so_few", "hardly_so_many"]


def test_of_many_alike_the_first_are_named_and_the_rest_counted() -> None:
    rows = [(f"n{at}", 29 + at / 7, -1 - at / 9, 1) for at in range(50)]
    found = validate("idp_sites", raw("name lon lat people", *rows), file="f.csv", today=TODAY)
    assert codes(found).count("hardly_so_few") == 20
    assert finding(found, "more_doubts").params["count"] == 30


def test_one_headcount_down_the_whole_column_is_doubted() -> None:
    found = sites("people", (250,), (250,), (250,), (250,), (251,))
    assert finding(found, "people_repeat").reason == "people is 250 in 4 of 5 rows that have it."
    assert "people_repeat" not in codes(sites("people", (250,), (250,), (250,), (251,), (252,)))
    assert "people_repeat" not in codes(sites("people", (250,), (250,), (250,), (250,)))


def test_dates_that_have_not_come_or_are_too_early_are_named() -> None:
    found = sites("date people", ("2024-07-01", 90), ("1924-06-01", 80), ("2024-06-30", 70))
    assert [(one.code, one.row, one.value) for one in found[1]] == [
        ("date_to_come", 1, "2024-07-01"),
        ("date_too_early", 2, "1924-06-01"),
    ]
    assert all_kept(found, 3)
    assert codes(sites("opened", ("2024-07-01",), kind="bases")) == ["bases_without_strength"]


def test_a_list_whose_newest_row_is_old_is_named_once() -> None:
    said = finding(sites("date", ("2020-01-01",), ("2022-05-01",)), "list_old")
    assert said.reason == "The newest date in date is 2022-05-01, more than 2 years ago."
    assert "list_old" not in codes(sites("date", ("2020-01-01",), ("2022-07-05",)))


def test_many_rows_at_one_coordinate_are_named_with_it() -> None:
    rows = [("a", 29.15, -1.52, 50), ("b", 29.15, -1.52, 60), ("c", 29.15, -1.52, 70), ("d", 29.31, -1.2, 80)]
    said = finding(judge("settlements", "name lon lat people", *rows), "many_at_one_place")
    assert said.reason == "3 rows stand at exactly 29.15, -1.52 (rows 1, 2, 3)."
    assert "many_at_one_place" not in codes(judge("settlements", "name lon lat people", *rows[1:]))
    assert codes(judge("incidents", "date lon lat", *[("2020-01-01", 29.15, -1.52)] * 3, ("2020-01-01", 28, 1))) == []


@pytest.mark.parametrize(
    ("places", "step"),
    [
        ([(29, -1), (28, -2), (27, -3), (26, 1), (25.31, 2.2)], "whole degrees (111 km)"),
        ([(29.1, -1.2), (28.3, -2), (27.4, -3.3), (26.51, 1.12), (25.31, 2.21)], "tenths of a degree (11 km)"),
    ],
)
def test_positions_that_were_rounded_are_said_with_their_step(places: list[tuple[float, float]], step: str) -> None:
    rows = [(f"n{at}", *place, 100 + at) for at, place in enumerate(places)]
    assert finding(judge("idp_sites", "name lon lat people", *rows), "positions_rounded").params["step"] == step


def test_a_single_position_at_whole_degrees_is_counted() -> None:
    rows = [(f"n{at}", *place, 100 + at) for at, place in enumerate([*PLACES, (29, -2)])]
    found = judge("idp_sites", "name lon lat people", *rows)
    assert (codes(found), finding(found, "position_whole_degrees").row) == (["position_whole_degrees"], 6)


def test_a_base_with_another_coordinate_elsewhere_in_the_file_is_named() -> None:
    rows = [("Beni", 29.4667, 0.5, 150), ("Goma", 29.2333, -1.6833, 600), ("BENI", 29.4667, 1.5, 300)]
    found = judge("bases", "name lon lat strength", *rows)
    said = finding(found, "base_elsewhere")
    assert (said.row, said.value) == (3, "BENI")
    assert said.reason == "BENI stands 110.6 km from where row 1 has it; both count, as two bases."
    assert all_kept(found, 3)


CLUSTER = [(29.02 + at / 9.1, -1.02 - at / 11.3) for at in range(8)]
"""Within some 60 km of their middle."""


def scattered(*places: tuple[float, float], kind: str = "idp_sites") -> Judged:
    rows = [(f"n{at}", *place, 100 + at) for at, place in enumerate(places)]
    return judge(kind, f"name lon lat {'strength' if kind == 'bases' else 'people'}", *rows)


@pytest.mark.parametrize("kind", ["idp_sites", "settlements", "bases"])
def test_a_row_far_from_all_the_others_is_named_with_its_distance(kind: str) -> None:
    found = scattered(*CLUSTER, (29.02, 7.98), kind=kind)
    said = finding(found, "far_from_others")
    assert (said.row, said.value, said.severity) == (9, "n8", Severity.WARNING)
    assert said.params["km"] == "995"  # 9 degrees of a meridian, each of 110.58 km there
    assert all_kept(found, 9)


def test_of_four_rows_nobody_can_tell_which_is_astray() -> None:
    assert codes(scattered(*CLUSTER[:3], (29.02, 7.98))) == []
    assert codes(scattered(*CLUSTER[:4], (29.02, 7.98))) == ["far_from_others"]


def test_lists_of_wide_or_of_several_areas_are_not_flooded() -> None:
    dice = random.Random(1)
    world = [(dice.uniform(-179, 179), dice.uniform(-55, 70)) for _ in range(400)]
    country = [(25 + dice.betavariate(2, 2) * 9, -8 + dice.betavariate(2, 2) * 12) for _ in range(400)]
    provinces = [
        *((at[0] + n / 97, at[1]) for n in range(20) for at in CLUSTER),
        *((15 + n / 31, -4.3) for n in range(20)),
    ]
    capital = [*((29 + dice.gauss(0, 0.01), -1 + dice.gauss(0, 0.01)) for _ in range(400)), *country[:100]]
    for places in (world, country, provinces, capital):
        assert "far_from_others" not in codes(scattered(*places, kind="settlements"))


def test_a_list_across_the_antimeridian_is_one_area() -> None:
    islands = [((179.5 + at / 9.1 + 180) % 360 - 180, -17 - at / 11.3) for at in range(8)]
    assert "far_from_others" not in codes(scattered(*islands))
    assert finding(scattered(*islands, (170, -17)), "far_from_others").row == 9


def test_towns_may_share_a_name_and_it_is_said_only() -> None:
    found = judge("settlements", "name lon lat people", ("Ama", 29.15, -1.52, 50), ("ama", 29.75, -1.52, 60))
    assert [(one.code, one.severity) for one in found[1]] == [("name_at_two_places", Severity.INFO)]


def test_every_bound_says_where_it_comes_from() -> None:
    text = (ROOT / "layers" / "suspicion.toml").read_text(encoding="utf-8")
    numbers = [line for line in text.splitlines() if "=" in line.split("#")[0]]
    assert len(numbers) > 10
    assert all("# [A] " in line or "# [V] " in line for line in numbers)


def test_one_name_at_one_place_under_two_ids_is_a_possible_double_and_both_are_named() -> None:
    rows = [
        ("S1", "Delta", 29.1, -1.5, 600, ""),
        ("S2", "DÉLTA ", 29.1008, -1.5, 700, ""),  # 89 m off
        ("S3", "Delta", 29.1018, -1.5, 5, ""),  # 111 m from the second
        ("S4", "Echo", 29.1, -1.5, 600, ""),
        ("S5", "Echo", 29.1, -1.5, 500, "S4"),
    ]
    found = validate("idp_sites", raw("id name lon lat people included_in", *rows), file="f.csv", today=TODAY)
    doubles = [one for one in found[1] if one.code == "possible_double"]
    assert [one.row for one in doubles] == [2]
    assert doubles[0].reason.startswith("DÉLTA (700 people) stands 89 m from Delta in row 1 (600 people)")
    assert all_kept(found, 5)
