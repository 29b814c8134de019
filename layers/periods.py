# SPDX-License-Identifier: GPL-3.0-or-later
"""When the rows of a list were told: the round, the date or the year that a column of it gives."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from layers.kinds import KINDS, Column, Kind, Type
from layers.mapping import plain
from layers.raw import RawTable
from layers.values import UNKNOWN, BadValue, text_of, value_of


class Step(StrEnum):
    """What a column counts in."""

    ROUND = "round"
    DATE = "date"
    YEAR = "year"


_BEFORE = (
    *("", "dtm", "assessment", "survey", "reporting", "no", "number", "numero"),
    *("nde", "node", "nodela", "numde", "numerode", "numerodela"),
)
_AFTER = ("", "number", "no", "num", "nr", "n", "id", "name", "numero", "dtm")
ROUNDS = frozenset(map("".join, product(_BEFORE, ("round", "ronde", "ronda", "cycle", "ciclo"), _AFTER)))
YEARS = frozenset(
    {"year", "annee", "ano", "anio", "fiscalyear", "financialyear", "fy", "exercice", "anneefiscale", "anofiscal"}
    | {"reportingyear", "yearofreport"}
)
_DATE = next(column for column in KINDS["idp_sites"].columns if column.type is Type.DATE)
DATES = frozenset(
    {plain(name) for name in (_DATE.name, *_DATE.names)}
    | {"asof", "reportdate", "dateofreport", "returndate", "dateofreturn", "strengthdate", "dateofstrength"}
    | {"period", "periode", "periodo", "reportingperiod", "daterapport", "datedurapport", "fechainforme"}
)
"""Plain names of the columns."""

EARLIEST = 1900
YEAR = re.compile(r"(?:fy\s*)?(\d{4})(?:\.0+)?(?:\s*[/\u2013-]\s*(\d{4}|\d{2}))?", re.IGNORECASE)
ROUND = re.compile(r"\D*(\d{1,4})(?:\.0+)?\D*")
NAMED_ROUND = re.compile(r"(?:\b|_)(?:round|ronde|ronda|cycle|ciclo|r)[\W_]{0,3}(\d{1,4})(?!\d)", re.IGNORECASE)
"""Where there is another number besides, such as a year."""


@dataclass(frozen=True, slots=True)
class Periods:
    """When every row was told, by one column.

    Attributes
    ----------
    column : str
        Its name.
    step : Step
    of_rows : list of int or None
        Number of the round, first of the years, or day (`date.toordinal`); None where the cell does not tell, or tells
        of what has not come yet.
    words : mapping of int to str
        As the file writes them.
    """

    column: str
    step: Step
    of_rows: list[int | None]
    words: Mapping[int, str]


def periods_of(kind: Kind, raw: RawTable, columns: Mapping[str, int], today: dt.date) -> Iterator[Periods]:
    """Columns that tell of several periods, the likeliest first.

    Rounds go before dates and years where people are counted: they are visited over weeks. The year of a list of bases
    goes before its dates.

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
    for at in [*years, *dates] if kind.repeats else [*rounds, *dates, *years]:
        found = _read(raw, at, Step.ROUND if at in rounds else Step.DATE, today)
        if len(found.words) > 1:
            yield found


def _tag(raw: RawTable, at: int) -> list[str]:
    """The tag of a column and its attributes."""
    return raw.tags.get(at, "").replace(" ", "").casefold().split("+")


def _read(raw: RawTable, at: int, step: Step, today: dt.date) -> Periods:
    """What a column tells: rounds where it is one of rounds; else years where all its cells are such; else days."""
    texts = [text_of(row[at]) for row in raw.rows]
    known = [text for text in dict.fromkeys(texts) if text.casefold() not in UNKNOWN]
    if step is Step.ROUND:
        found = _told(known, _round)
        if found:
            return _as_periods(raw.columns[at], step, texts, found)
    years = _told(known, _year)
    if len(years) == len(known):
        now = {text: year for text, year in years.items() if year <= today.year}
        return _as_periods(raw.columns[at], Step.YEAR, texts, now)
    days = {text: day for text, day in _told(known, _day).items() if day <= today.toordinal()}
    return _as_periods(raw.columns[at], Step.DATE, texts, days)


def _told(texts: Sequence[str], number_of: Callable[[str], int | None]) -> dict[str, int]:
    found = ((text, number_of(text)) for text in texts)
    return {text: number for text, number in found if number is not None}


def _as_periods(column: str, step: Step, texts: Sequence[str], found: Mapping[str, int]) -> Periods:
    words: dict[int, str] = {}
    for text, number in found.items():
        words.setdefault(number, text)
    return Periods(column, step, [found.get(text) for text in texts], words)


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


def _day(text: str) -> int | None:
    try:
        day = value_of(Column("date", Type.DATE), text)
    except BadValue:
        return None
    return dt.date.fromisoformat(day).toordinal() if isinstance(day, str) else None
