# SPDX-License-Identifier: GPL-3.0-or-later
"""When the rows of a list were told: the round, the date or the year that a column of it gives."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product

from layers.dates import Order, Written, month_in, written
from layers.kinds import KINDS, Kind, Type
from layers.mapping import plain
from layers.raw import RawTable
from layers.values import UNKNOWN, BadValue, date_of, text_of


class Step(StrEnum):
    """What a column counts in."""

    ROUND = "round"
    DATE = "date"
    YEAR = "year"


_BEFORE = (
    *("", "dtm", "data", "assessment", "survey", "reporting", "no", "number", "numero"),
    *("nde", "node", "nodela", "numde", "numerode", "numerodela"),
)
_AFTER = ("", "number", "no", "num", "nr", "n", "id", "name", "numero", "dtm")
ROUNDS = frozenset(map("".join, product(_BEFORE, ("round", "ronde", "ronda", "cycle", "ciclo"), _AFTER)))
YEARS = frozenset(
    {"year", "annee", "ano", "anio", "fiscalyear", "financialyear", "fy", "exercice", "anneefiscale", "anofiscal"}
    | {"reportingyear", "yearofreport"}
)
_DATE = next(column for column in KINDS["idp_sites"].columns if column.type is Type.DATE)
MONTHS = frozenset({"month", "mois", "mes", "reportingmonth", "moisderapportage", "mesdereporte"})
DATES = MONTHS | frozenset(
    {plain(name) for name in (_DATE.name, *_DATE.names)}
    | {"asof", "reportdate", "dateofreport", "returndate", "dateofreturn", "strengthdate", "dateofstrength"}
    | {"reportingperiod", "dataperiod", "period", "periode", "periodederapportage", "periodo", "periododereporte"}
)
FORCES = frozenset({"bases", "units"})
"""Kinds whose newest year is the whole disposition."""
EARLIEST = 1900
YEAR = re.compile(r"(?:fy\s*)?(\d{4})(?:\.0+)?(?:\s*[/\u2013-]\s*(\d{4}|\d{2}))?", re.IGNORECASE)
ROUND = re.compile(r"\D*(\d{1,4})(?:\.0+)?\D*")
NAMED_ROUND = re.compile(r"(?:\b|_)(?:round|ronde|ronda|cycle|ciclo|r)[\W_]{0,3}(\d{1,4})(?!\d)", re.IGNORECASE)
"""Where there is another number besides, such as a year."""


@dataclass(frozen=True, slots=True)
class Periods:
    """When every row was told, by one column, or by a year and a month.

    Attributes
    ----------
    columns : tuple of str
        Their names.
    step : Step
    of_rows : list of int or None
        Number of the round, first of the years, or day (`date.toordinal`); None where the cell does not tell, or tells
        of what has not come yet.
    words : mapping of int to tuple of str
        As the file writes them, column by column.
    unread : frozenset of int
        Rows, by index, whose cell says something that is no period: they may be the newest.
    otherwise : Periods or None
        With the month before the day, where any date may be read either way.
    month_first : bool
        True where dates were read so, as some can only be so.
    """

    columns: tuple[str, ...]
    step: Step
    of_rows: list[int | None]
    words: Mapping[int, tuple[str, ...]]
    unread: frozenset[int] = frozenset()
    otherwise: Periods | None = None
    month_first: bool = False

    def called(self, period: int) -> str:
        """A period in words."""
        return "-".join(self.words[period])


def periods_of(kind: Kind, raw: RawTable, columns: Mapping[str, int], today: dt.date) -> Iterator[Periods]:
    """Columns that tell of several periods, the likeliest first.

    Rounds go before dates and years where people are counted: they are visited over weeks. The year of a list of bases
    or units goes before its dates, but for a month beside it.

    Parameters
    ----------
    kind : Kind
    raw : RawTable
    columns : mapping of field to column index
        A field's column is no other's, but for the field of the day that a row was told.
    today : date
        Later ones have not come.
    """
    told = columns.get(_DATE.name) if any(column.name == _DATE.name for column in kind.columns) else None
    free = [at for at in range(len(raw.columns)) if at not in columns.values()]
    rounds = [at for at in free if plain(raw.columns[at]) in ROUNDS or "round" in _tag(raw, at)[1:]]
    dates = [at for at in free if plain(raw.columns[at]) in DATES or {"#date", "reported"} <= set(_tag(raw, at))]
    dates = dates if told is None else [told, *dates]
    years = [at for at in free if plain(raw.columns[at]) in YEARS]
    months = [at for at in dates if plain(raw.columns[at]) in MONTHS]
    found = [_read(raw, at, Step.ROUND, today) for at in rounds]
    of_months = [_of_month(raw, year, month, today) for year in years for month in months]
    of_years, of_dates = ([_read(raw, at, Step.DATE, today) for at in some] for some in (years, dates))
    order = [*of_months, *of_years, *of_dates] if kind.name in FORCES else [*found, *of_dates, *of_months, *of_years]
    yield from (periods for periods in order if len(periods.words) > 1)


def _tag(raw: RawTable, at: int) -> list[str]:
    """The tag of a column and its attributes."""
    return raw.tags.get(at, "").replace(" ", "").casefold().split("+")


def _read(raw: RawTable, at: int, step: Step, today: dt.date) -> Periods:
    """What a column tells: rounds where it is one of rounds; else years where all its cells are such; else days."""
    texts = [text_of(row[at]) for row in raw.rows]
    known = [text for text in dict.fromkeys(texts) if text.casefold() not in UNKNOWN]
    column = (raw.columns[at],)
    if step is Step.ROUND:
        rounds = _told(known, _round)
        if rounds:  # a word beside them, such as "baseline", is of no newer round
            return replace(_as_periods(column, step, [(text,) for text in texts], rounds), unread=frozenset())
    years = _told(known, _year)
    if len(years) == len(known):
        return _as_periods(column, Step.YEAR, [(text,) for text in texts], years, today.year)
    how = written([*known, *{text_of(row[at]) for row in raw.beside}])
    found = replace(_by_day(column, texts, how, today), month_first=how.order is Order.MONTH)
    if how.order is not Order.ASSUMED:
        return found
    return replace(found, otherwise=_by_day(column, texts, replace(how, order=Order.MONTH), today))


def _by_day(column: tuple[str, ...], texts: Sequence[str], how: Written, today: dt.date) -> Periods:
    days = _told(set(texts), lambda text: _day(text, how))
    return _as_periods(column, Step.DATE, [(text,) for text in texts], days, today.toordinal())


def _of_month(raw: RawTable, year: int, month: int, today: dt.date) -> Periods:
    """What a year and a month beside it tell."""
    cells = [(text_of(row[year]), text_of(row[month])) for row in raw.rows]
    known = {both: _first_of(*both) for both in set(cells)}
    found: dict[tuple[str, ...], int] = {both: day for both, day in known.items() if day is not None}
    return _as_periods((raw.columns[year], raw.columns[month]), Step.DATE, cells, found, today.toordinal())


def _first_of(year: str, month: str) -> int | None:
    """The first day of a month, which may tell the year again."""
    of_year = _year(year)
    number = month_in(month)
    if of_year is None:
        return None
    if number is not None:
        return dt.date(of_year, number, 1).toordinal()
    day = _day(month, Written())
    return day if day is not None and dt.date.fromordinal(day).year == of_year else None


def _told(texts: Collection[str], number_of: Callable[[str], int | None]) -> dict[tuple[str, ...], int]:
    found = ((text, number_of(text)) for text in texts)
    return {(text,): number for text, number in found if number is not None}


def _as_periods(
    columns: tuple[str, ...],
    step: Step,
    cells: Sequence[tuple[str, ...]],
    found: Mapping[tuple[str, ...], int],
    latest: int | None = None,
) -> Periods:
    """Put together what cells tell; what is later than the latest has not come."""
    words: dict[int, tuple[str, ...]] = {}
    for cell in dict.fromkeys(cells):
        if cell in found and (latest is None or found[cell] <= latest):
            words.setdefault(found[cell], cell)
    unread = {
        n for n, cell in enumerate(cells) if cell not in found and not UNKNOWN.issuperset(map(str.casefold, cell))
    }
    of_rows = [own if (own := found.get(cell)) in words else None for cell in cells]
    return Periods(columns, step, of_rows, words, frozenset(unread))


def _round(text: str) -> int | None:
    found = ROUND.fullmatch(text) or NAMED_ROUND.search(text)
    return None if found is None else int(found[1])


def _year(text: str) -> int | None:
    """A year, or the first of a financial year such as 2022/23 or 2022-2023."""
    found = YEAR.fullmatch(text)
    if found is None or not int(found[1]) >= EARLIEST:
        return None
    first, last = int(found[1]), found[2]
    return first if last is None or str(first + 1).endswith(last) else None


def _day(text: str, how: Written) -> int | None:
    try:
        told = date_of(text, how)
    except BadValue:
        return None
    return None if told is None else told.day.toordinal()
