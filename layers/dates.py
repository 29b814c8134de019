# SPDX-License-Identifier: GPL-3.0-or-later
"""Dates as people of many countries write them; whether days or months stand first is told by a whole column."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

HOUR = re.compile(r"[T ]\d\d?:")
YEAR = re.compile(r"(\d{4})(?:\.0)?")
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?")
MONTH_AND_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
THREE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
BETWEEN = r"[\s./,-]*(?:(?:de|del|of)\b)?[\s./,'\u2019-]*"
DAY_FIRST = re.compile(
    rf"(?:(\d{{1,2}})(?:er|st|nd|rd|th|[o\u00ba\u00b0])?{BETWEEN})?([^\W\d_]+){BETWEEN}(\d{{4}}|\d{{2}})"
)
MONTH_FIRST = re.compile(r"([^\W\d_]+)[\s.-]*(\d{1,2})(?:st|nd|rd|th)?[\s,.-]+(\d{4})")
UNTOLD_YEAR = re.compile(r"[^\W\d_]\s+\d{2}$")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
SERIAL_START = dt.date(1899, 12, 30)
"""Day 0 of spreadsheets, as they count from March 1900 on."""
SERIALS = range((dt.date(1990, 1, 1) - SERIAL_START).days, (dt.date(2101, 1, 1) - SERIAL_START).days)
"""Numbers that may be days of our time."""
CENTURY, PIVOT = 100, 69
"""Of years of two digits those from here on are of the last century, as to most programs."""
MONTHS = 12


class Order(StrEnum):
    """What stands first in the dates of a column that are written in three numbers, the year last."""

    DAY = "day"
    MONTH = "month"
    ASSUMED = "assumed"
    """The day, for want of anything better: any of them may be either."""
    UNCLEAR = "unclear"
    """Some can only be the one, some only the other."""


class Precise(StrEnum):
    """How much of a day a date tells."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Written:
    """How the dates of a column are written.

    Attributes
    ----------
    order : Order
    serial : bool
        True where numbers are days as spreadsheets count them.
    """

    order: Order = Order.DAY
    serial: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A date as it was read.

    Attributes
    ----------
    day : date
        The first where no more than the month or the year is told.
    precise : Precise
    doubt : str or None
        Code of what had to be assumed.
    """

    day: dt.date
    precise: Precise = Precise.DAY
    doubt: str | None = None


class TwoDaysError(ValueError):
    """A date that may be two days, in a column that contradicts itself."""


def written(texts: Iterable[str]) -> Written:
    """Tell how the dates of a column are written, by all of them together: one writer has one order.

    Parameters
    ----------
    texts : iterable of str
        Cells of the column; what is no date says nothing.
    """
    said: set[Order] = set()
    numbers: list[float] = []
    has_two = False
    for text in map(_day_of, texts):
        if NUMBER.fullmatch(text):
            numbers.append(float(text))
        elif found := THREE.fullmatch(text):
            ways = _ways(found)
            said |= set(ways) if len(ways) == 1 else set()
            has_two |= len(set(ways.values())) > 1
    serial = bool(numbers) and all(int(number) in SERIALS for number in numbers)
    if len(said) > 1:
        return Written(Order.UNCLEAR, serial)
    return Written(said.pop() if said else Order.ASSUMED if has_two else Order.DAY, serial)


def date_in(text: str, how: Written) -> Told:
    """Read a date.

    Parameters
    ----------
    text : str
    how : Written
        How its column is written.

    Raises
    ------
    TwoDaysError
        It may be two days, and its column contradicts itself.
    ValueError
        It is none.
    """
    text = _day_of(text)
    if found := THREE.fullmatch(text):
        return _of_three(found, how.order)
    if found := YEAR.fullmatch(text):
        return Told(dt.date(int(found[1]), 1, 1), Precise.YEAR)
    if found := YEAR_FIRST.fullmatch(text):
        day = dt.date(int(found[1]), int(found[3]), int(found[4] or 1))
        return Told(day, Precise.DAY if found[4] else Precise.MONTH)
    if found := MONTH_AND_YEAR.fullmatch(text):
        return Told(dt.date(int(found[2]), int(found[1]), 1), Precise.MONTH)
    if NUMBER.fullmatch(text):
        if how.serial and int(float(text)) in SERIALS:
            return Told(SERIAL_START + dt.timedelta(int(float(text))), doubt="date_was_number")
        raise ValueError(text)
    return _of_words(text)


def month_in(text: str) -> int | None:
    """The month that a text names, by its number or in words; None where it names none."""
    if text.removesuffix(".0").isdecimal():
        number = int(text.removesuffix(".0"))
        return number if 1 <= number <= MONTHS else None
    return months().get(_bare(text).strip("."))


@cache
def months() -> Mapping[str, int]:
    """Names of months -> their numbers, as the file beside this one says."""
    told = tomllib.loads((Path(__file__).parent / "months.toml").read_text(encoding="utf-8"))
    return {name: int(number) for number, names in told.items() for name in names}


def _day_of(text: str) -> str:
    return HOUR.split(text.strip(), maxsplit=1)[0]


def _bare(text: str) -> str:
    """A text without case and accents."""
    spelt = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in spelt if not unicodedata.combining(char))


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) > len("99") else year + 20 * CENTURY - (CENTURY if year >= PIVOT else 0)


def _ways(found: re.Match[str]) -> dict[Order, dt.date]:
    """The days that three numbers may mean."""
    year, one, other = _year(found[4]), int(found[1]), int(found[3])
    ways: dict[Order, dt.date] = {}
    for order, day, month in ((Order.DAY, one, other), (Order.MONTH, other, one)):
        try:
            ways[order] = dt.date(year, month, day)
        except ValueError:
            continue
    return ways


def _of_three(found: re.Match[str], order: Order) -> Told:
    ways = _ways(found)
    if order is Order.UNCLEAR:
        if len(set(ways.values())) > 1:
            raise TwoDaysError(found[0])
        return Told(next(iter(ways.values()), None) or _none(found[0]))
    day = ways.get(Order.MONTH if order is Order.MONTH else Order.DAY) or _none(found[0])
    has_two = len(set(ways.values())) > 1
    doubt = {Order.MONTH: "date_month_first", Order.ASSUMED: "date_day_first"}.get(order) if has_two else None
    return Told(day, doubt=doubt)


def _none(text: str) -> dt.date:
    raise ValueError(text)


def _of_words(text: str) -> Told:
    """A date whose month is a word."""
    bare = _bare(text)
    if found := MONTH_FIRST.fullmatch(bare):
        word, day, year = found.groups()
    elif found := DAY_FIRST.fullmatch(bare):
        day, word, year = found.groups()
    else:
        raise ValueError(text)
    # "Jan-25" is what spreadsheets make of a month; "May 15" may be the day of a year that is not told
    if word not in months() or (not day and UNTOLD_YEAR.search(bare)):
        raise ValueError(text)
    return Told(dt.date(_year(year), months()[word], int(day or 1)), Precise.DAY if day else Precise.MONTH)
