# SPDX-License-Identifier: GPL-3.0-or-later
"""Dates of many countries: a whole column tells what stands first, and what nobody can tell is said or left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.cells import Judged, judge_cells
from layers.dates import Written, date_in, months
from layers.kinds import KINDS, Type

DATE = next(column for column in KINDS["idp_sites"].columns if column.type is Type.DATE)


def judged(*cells: str) -> Judged:
    return judge_cells(DATE, cells, decimal_comma=False)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("15 février 2025", "2025-02-15"),
        ("15-mars-2025", "2025-03-15"),
        ("1er décembre 2024", "2024-12-01"),
        ("3 de enero del 2025", "2025-01-03"),
        ("15.03.25", "2025-03-15"),
        ("31/12/99", "1999-12-31"),
        ("01-March-2025", "2025-03-01"),
        ("March 25th, 2025", "2025-03-25"),
        ("Jan-25", "2025-01-01"),
        ("janv.-25", "2025-01-01"),
        ("Mar 2025", "2025-03-01"),
        ("02/2025", "2025-02-01"),
        ("5/2/2025 10:30", "2025-02-05"),
    ],
)
def test_dates_in_words_and_numbers(text: str, day: str) -> None:
    assert date_in(text, Written()).day.isoformat() == day


@pytest.mark.parametrize("text", ["May 15", "25-Jan", "Brumaire 2025", "31 février 2025", "45689", "2025-13", "Jan-2"])
def test_what_is_no_date_or_lacks_its_year(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        date_in(text, Written())


def test_a_column_tells_what_stands_first() -> None:
    assert judged("03/25/2025", "04/11/2025").values == ["2025-03-25", "2025-04-11"]
    assert judged("03/25/2025", "04/11/2025").flaws == {1: "date_month_first"}
    assert judged("25/03/2025", "04/11/2025", "2025-01-02").values == ["2025-03-25", "2025-11-04", "2025-01-02"]
    assert judged("25/03/2025", "04/11/2025").flaws == {}


def test_a_column_that_contradicts_itself_leaves_out_what_may_be_either() -> None:
    found = judged("03/25/2025", "25/03/2025", "04/11/2025", "05/05/2025")
    assert found.values == ["2025-03-25", "2025-03-25", None, "2025-05-05"]
    assert found.faults == {2: "date_unclear"}


def test_where_all_may_be_either_the_day_is_assumed_first_and_it_is_said() -> None:
    found = judged("04/11/2025", "05/05/2025")
    assert (found.values, found.flaws) == (["2025-11-04", "2025-05-05"], {0: "date_day_first"})


def test_numbers_are_days_of_a_spreadsheet_where_all_of_the_column_can_be() -> None:
    found = judged("45689", "45689.5", "2025-03-01", "n/a")
    assert found.values == ["2025-02-01", "2025-02-01", "2025-03-01", None]
    assert found.flaws == {0: "date_was_number", 1: "date_was_number"}
    assert judged("45689", "2024").faults == {0: "not_a_date"}
    assert judged("45689", "120000").faults == {0: "not_a_date", 1: "not_a_date"}
    assert judged("32873").faults == judged("73416").faults == {0: "not_a_date"}


def test_every_name_of_a_month_is_of_one_month_only() -> None:
    assert sorted(set(months().values())) == [*range(1, 13)]
    assert all(name.isascii() and name.islower() for name in months())


@given(st.lists(st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31)), min_size=1, max_size=6), st.sampled_from("/-."))
def test_a_column_in_either_order_is_read_right_or_it_is_said(days: Sequence[dt.date], mark: str) -> None:
    for form, doubt in ((f"%d{mark}%m{mark}%Y", "date_day_first"), (f"%m{mark}%d{mark}%Y", None)):
        found = judged(*(day.strftime(form) for day in days))
        if any(day.day > 12 for day in days):
            assert found.values == [day.isoformat() for day in days]
        elif doubt:
            assert set(found.flaws.values()) <= {doubt}
        assert not found.faults
