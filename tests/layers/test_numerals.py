# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers of many countries: one meaning is read, two are said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.kinds import KINDS
from layers.numerals import doubt_of, number_in
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
    assert number_in(text) == number_in(text, decimal_comma=True) == float(f"{number}.{decimals:02d}")


@pytest.mark.parametrize(
    ("text", "whole", "decimal_comma", "code"),
    [
        ("1,234", False, False, "comma_is_thousands"),
        ("1,234", False, True, "comma_is_decimal"),
        ("1.234", False, True, "dot_is_decimal"),
        ("1.234", True, True, "dot_is_thousands"),
        ("1,234", True, False, None),
        ("1.234", False, False, None),
        ("12,5", False, False, None),
        ("1.234,5", False, True, None),
        ("0,123", False, False, None),
    ],
)
def test_what_has_two_meanings_is_said(text: str, whole: bool, decimal_comma: bool, code: str | None) -> None:
    assert doubt_of(text, whole=whole, decimal_comma=decimal_comma) == code


def test_headcounts_with_dots_count_where_the_file_has_decimal_commas() -> None:
    assert value_of(PEOPLE, "1.234", decimal_comma=True) == 1234
    assert flaw_of(PEOPLE, "1.234", decimal_comma=True) == "dot_is_thousands"
    loaded = judge("settlements", "name lon lat people", ("a", "29,5", "1", "1.234"), ("b", "29", "2", "1.234.567"))
    assert loaded[0].table["people"].tolist()[1] == 1234567
    assert finding(loaded, "dotted").row == 1
