# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers of many countries: one meaning is read, two are said."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.cells import judge_cells
from layers.kinds import KINDS, Column
from layers.numerals import Mark, TwoMeaningsError, doubt_of, mark_of, number_in
from layers.values import flaw_of, value_of
from tests.layers.files import finding, judge

PEOPLE = next(column for column in KINDS["settlements"].columns if column.name == "people")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1 234", 1234),
        ("1'234", 1234),
        ("1\u00a0234\u00a0567,25", 1234567.25),
        ("1.234.567", 1234567),
        ("1,234,567", 1234567),
        ("12,34,567", 1234567),
        ("12,5", 12.5),
        ("0,123", 0.123),
        ("-,5", -0.5),
        ("-1.234,5", -1234.5),
        ("1,234", 1234),
        ("1.234", 1.234),
        ("١٢٣", 123),
    ],
)
def test_what_has_one_meaning_is_read_and_commas_are_thousands_until_told_otherwise(text: str, number: float) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize("text", ["1_000", "1 23", "1 234'567", "1.23.456", "1,2,3", "12 3456", "1.234,5,6", "a", ""])
def test_what_is_no_number_is_none(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  a word of the code that asks follows
        number_in(text)


@pytest.mark.parametrize("group", [",", " ", "'", "\u202f"])
@given(number=st.integers(0, 10**12), places=st.integers(0, 4), decimals=st.integers(0, 9999))
def test_a_number_written_with_thousands_comes_back(group: str, number: int, places: int, decimals: int) -> None:
    tail = f".{decimals:04d}"[: places + 1] if places else ""
    text = f"{number:,}{tail}".replace(",", group)
    assert number_in(text) == float(f"{number}{tail}")


@given(number=st.integers(1000, 10**12), decimals=st.integers(0, 99))
def test_and_so_in_the_other_half_of_the_world(number: int, decimals: int) -> None:
    text = f"{number:,}".replace(",", ".") + f",{decimals:02d}"
    assert (
        number_in(text)
        == number_in(text, Mark.COMMA)
        == number_in(text, Mark.UNCLEAR)
        == float(f"{number}.{decimals:02d}")
    )


@pytest.mark.parametrize(
    ("text", "mark", "code"),
    [
        ("1,234", Mark.DOT, "comma_is_thousands"),
        ("1,234", Mark.COMMA, "comma_is_decimal"),
        ("1.234", Mark.COMMA, "dot_is_thousands"),
        ("1.234", Mark.DOT, None),
        ("12,5", Mark.DOT, None),
        ("1.234,5", Mark.COMMA, None),
        ("0,123", Mark.DOT, None),
    ],
)
def test_what_has_two_meanings_is_said(text: str, mark: Mark, code: str | None) -> None:
    assert doubt_of(text, mark) == code


def test_dots_are_doubted_in_a_file_of_semicolons_and_commas_in_headcounts_never() -> None:
    assert doubt_of("1.234", Mark.DOT, decimal_comma=True) == "dot_is_decimal"
    assert doubt_of("1,234", Mark.DOT, whole=True) is None


@pytest.mark.parametrize(
    ("texts", "whole", "mark"),
    [
        ("1007,098 807,791", False, Mark.COMMA),
        ("1,007,098 807,791", False, Mark.DOT),
        ("1.007.098 807.791", False, Mark.COMMA),
        ("12.5 1,234", False, Mark.DOT),
        ("12,5 1.234", False, Mark.COMMA),
        ("12,5 12.5", False, Mark.UNCLEAR),
        ("1,234 1.234", False, Mark.UNCLEAR),
        ("1,234 2,345", False, None),
        ("1.234 2.345", False, None),
        ("1234 many 5", False, None),
        ("1,234 1.234", True, Mark.DOT),
        ("1.234.567 1,234", True, Mark.UNCLEAR),
        ("1.234.567 1.234", True, Mark.COMMA),
        ("12,5 12.5 12,500", True, Mark.DOT),
        ("12,0 1.234", True, Mark.COMMA),
    ],
)
def test_how_numbers_are_written_is_told_by_all_of_a_column(texts: str, whole: bool, mark: Mark | None) -> None:
    assert mark_of(texts.split(), whole=whole) == mark


def test_headcounts_with_dots_count_where_the_column_has_decimal_commas() -> None:
    assert value_of(PEOPLE, "1.234", Mark.COMMA) == 1234
    assert flaw_of(PEOPLE, "1.234", Mark.COMMA) == "dot_is_thousands"
    loaded = judge("settlements", "name lon lat people", ("a", "29,5", "1", "1.234"), ("b", "29", "2", "1.234.567"))
    assert loaded[0].table.set_index("name")["people"].to_dict() == {"a": 1234, "b": 1234567}
    assert finding(loaded, "dot_is_thousands").row == 1


def test_a_column_that_contradicts_itself_leaves_out_what_may_mean_two_things() -> None:
    rows = [
        ("a", "29,5", "1", "1.234.567"),
        ("b", "29", "2", "1,234"),
        ("c", "29", "3", "1.234"),
        ("d", "30", "2", "7"),
    ]
    loaded = judge("settlements", "name lon lat people", *rows)
    people = loaded[0].table.set_index("name")["people"]
    assert people.dropna().to_dict() == {"a": 1234567, "d": 7}
    assert [one.row for one in loaded[1] if one.code == "mark_unclear"] == [2, 3]


NUMBER = next(column for column in KINDS["roads"].columns if column.name == "length_m")
GROUPED = st.integers(1, 999_999).map(lambda n: f"{n:,}")
NUMBERS = st.lists(
    st.one_of(
        GROUPED,
        GROUPED.map(lambda text: text.replace(",", ".")),
        st.tuples(st.integers(1, 9999), st.sampled_from(".,"), st.integers(0, 9999)).map(
            lambda n: f"{n[0]}{n[1]}{n[2]}"
        ),
        st.integers(1, 10**7).map(lambda n: f"{n:,}.5"),
        st.integers(1, 10**7).map(lambda n: f"{n:,}".replace(",", ".") + ",5"),
        st.sampled_from(["", "many", "1 234", "1 234,5"]),
    ),
    max_size=8,
)


@given(NUMBERS, st.randoms(), st.sampled_from([PEOPLE, NUMBER]), st.booleans())
def test_a_column_is_read_alike_whatever_its_order(
    cells: list[str], dice: random.Random, column: Column, decimal_comma: bool
) -> None:
    mixed = list(range(len(cells)))
    dice.shuffle(mixed)
    one, other = (
        judge_cells(column, order, decimal_comma=decimal_comma) for order in (cells, [cells[at] for at in mixed])
    )
    assert other.values == [one.values[at] for at in mixed]
    assert other.faults == {n: one.faults[at] for n, at in enumerate(mixed) if at in one.faults}
    assert other.flaws == {n: one.flaws[at] for n, at in enumerate(mixed) if at in one.flaws}


@given(NUMBERS, st.sampled_from([PEOPLE, NUMBER]), st.booleans())
def test_no_column_has_two_readings_of_one_mark(cells: list[str], column: Column, decimal_comma: bool) -> None:
    judged = judge_cells(column, cells, decimal_comma=decimal_comma)
    marks = set()
    for at, (cell, value) in enumerate(zip(cells, judged.values, strict=True)):
        if re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", cell) and at not in judged.faults:
            thousands = value == float(re.sub("[.,]", "", cell))
            marks.add(("." in cell) != thousands)  # True: a dot is before decimals
    assert len(marks) <= 1


def test_a_number_of_two_meanings_is_none_where_the_column_does_not_tell() -> None:
    for text in ("1,234", "1.234"):
        with pytest.raises(TwoMeaningsError):
            number_in(text, Mark.UNCLEAR)
