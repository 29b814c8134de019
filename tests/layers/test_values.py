# SPDX-License-Identifier: GPL-3.0-or-later
"""Cells as people write them, read as what they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.kinds import KINDS, Column
from layers.numerals import Mark
from layers.raw import Cell
from layers.values import LONGEST_TEXT, BadValue, flaw_of_text, number_of, same, text_of, value_of


def column(kind: str, name: str) -> Column:
    return next(column for column in KINDS[kind].columns if column.name == name)


PEOPLE, NAME, DATE = (column("settlements", name) for name in ("people", "name", "date"))
SPEED, SURFACE, CLASS, ONEWAY = (column("roads", name) for name in ("speed_kmh", "surface", "class", "oneway"))
SEASONAL = column("roads", "seasonal")


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("12500", 12500),
        ("12,500", 12500),
        ("12 500", 12500),
        ("12\u202f500", 12500),
        ("1'250'000", 1250000),
        ("12500.0", 12500),
        (12500.0, 12500),
        (0, 0),
        ("", None),
        ("unknown", None),
        ("N/A", None),
        (None, None),
        (float("nan"), None),
    ],
)
def test_headcounts(cell: Cell, people: int | None) -> None:
    assert value_of(PEOPLE, cell) == people


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("12,5", "not_whole"),
        ("12.5", "not_whole"),
        ("-5", "negative"),
        ("about 500", "not_a_number"),
        ("1_000", "not_a_number"),
        ("inf", "not_a_number"),
        ("1e999", "not_a_number"),
        (10**12, "too_large"),
    ],
)
def test_headcounts_that_are_none(cell: Cell, code: str) -> None:
    with pytest.raises(BadValue, match=f"^{code}$"):
        value_of(PEOPLE, cell)


@pytest.mark.parametrize("cell", ["12.000", "1.200", "-3.000"])
def test_a_dot_that_may_stand_for_thousands_is_not_guessed_at(cell: str) -> None:
    with pytest.raises(BadValue, match=r"^dotted$"):
        value_of(PEOPLE, cell)
    assert value_of(PEOPLE, "12.0") == value_of(PEOPLE, 12.0) == 12
    assert value_of(SPEED, "12.000") == 12


def test_a_comma_before_three_digits_is_before_decimals_only_where_the_column_writes_so() -> None:
    assert number_of("45,5", Mark.COMMA) == number_of("45,5") == 45.5
    assert number_of("1,500") == 1500
    assert number_of("1,500", Mark.COMMA) == 1.5


@pytest.mark.parametrize(("cell", "code"), [("-5", "too_small"), ("201", "too_large")])
def test_speeds_that_are_none(cell: str, code: str) -> None:
    assert value_of(SPEED, "200") == 200
    assert value_of(SPEED, "0") is None  # UNSDI-T: unspecified
    with pytest.raises(BadValue, match=f"^{code}$"):
        value_of(SPEED, cell)


@pytest.mark.parametrize(
    ("of", "cell", "meaning"),
    [
        (SURFACE, "1", "paved"),
        (SURFACE, 2, "gravel"),
        (SURFACE, 3.0, "dirt"),
        (SURFACE, " Asphalt ", "paved"),
        (SURFACE, "fine gravel", "gravel"),
        (SURFACE, "mud", "dirt"),
        (SURFACE, "0", "unknown"),
        (SURFACE, "", "unknown"),
        (CLASS, "1", "trunk"),
        (CLASS, "trunk_link", "trunk"),
        (CLASS, "residential", "local"),
        (CLASS, 6, "track"),
        (CLASS, 7, "local"),
        (CLASS, "Local/Urban", "local"),
        (ONEWAY, None, "both"),
        (ONEWAY, "yes", "forward"),
        (ONEWAY, "-1", "backward"),
        (column("units", "kind"), "fpu", "FPU"),
        (column("units", "kind"), "HQ staff", "HQ_staff"),
        (column("bases", "kind"), "team site", "team_site"),
        (column("areas", "role"), "Mission Area", "mission_area"),
        (column("areas", "role"), "", None),
    ],
)
def test_words_of_road_files_and_force_tables(of: Column, cell: Cell, meaning: str | None) -> None:
    assert value_of(of, cell) == meaning


def test_other_words_are_not_guessed() -> None:
    with pytest.raises(BadValue, match="unknown_word"):
        value_of(SURFACE, "shiny")


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2024-06-30", "2024-06-30"),
        ("2022-12-15T00:00:00.000Z", "2022-12-15"),
        ("2022-12-15 00:00:00+00:00", "2022-12-15"),
        ("30/06/2024", "2024-06-30"),
        ("30.06.2024", "2024-06-30"),
        ("30 June 2024", "2024-06-30"),
        ("2024-06", "2024-06-01"),
        (2019, "2019-01-01"),
        ("", None),
    ],
)
def test_dates(cell: Cell, day: str | None) -> None:
    assert value_of(DATE, cell) == day


@pytest.mark.parametrize("cell", ["06/30/2024", "last week", "2024-02-30"])
def test_days_that_are_none(cell: str) -> None:
    with pytest.raises(BadValue, match="not_a_date"):
        value_of(DATE, cell)


def test_yes_and_no() -> None:
    assert [value_of(SEASONAL, cell) for cell in ("Yes", 1, True, "oui", "0", "non", "")] == [
        True,
        True,
        True,
        True,
        False,
        False,
        None,
    ]
    with pytest.raises(BadValue, match="not_yes_or_no"):
        value_of(SEASONAL, "perhaps")


@pytest.mark.parametrize(
    ("cell", "text", "flaw"),
    [
        ("  Béni ", "Béni", None),
        ("two\nlines\tand tabs", "two lines and tabs", None),
        ("no\x00thing\x1b[31m", "nothing[31m", "text_cleaned"),
        ("turned\u202eround", "turnedround", "text_cleaned"),
        ("half \ud83d pair", "half  pair", "text_cleaned"),
        ("x" * 600, "x" * LONGEST_TEXT, "text_cut"),
        (5.0, "5", None),
        ("مخيم", "مخيم", None),
    ],
)
def test_text_is_cleaned_and_it_is_said(cell: Cell, text: str, flaw: str | None) -> None:
    assert text_of(cell) == text
    assert flaw_of_text(cell) == flaw


def test_what_stands_for_nothing_is_no_name() -> None:
    assert [value_of(NAME, cell) for cell in ("-", "NULL", "n/a", "nan", "Na")] == [None, None, None, None, "Na"]


@pytest.mark.parametrize(
    ("cell", "value", "holds"),
    [("2024", "2024.0", True), (2024, "2024", True), (2024.0, "2024", True), ("DRC", "drc ", True), ("a", "b", False)],
)
def test_a_filter_compares_numbers_as_numbers_and_words_without_case(cell: Cell, value: str, holds: bool) -> None:
    assert same(cell, value) is holds


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.none()), st.sampled_from(sorted(KINDS)))
def test_any_cell_is_a_value_or_a_fault_in_any_column(cell: Cell, kind: str) -> None:
    for one in KINDS[kind].columns:
        try:
            value = value_of(one, cell)
        except BadValue as fault:
            assert str(fault)  # noqa: PT017  either is right
        else:
            assert value is None or isinstance(value, (str, int, float))
            assert not isinstance(value, str) or value.encode()
