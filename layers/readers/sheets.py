# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of the sheets that hold lists is meant: the newest by its title, else that with most rows with a place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from layers.kinds import KINDS, way_of
from layers.mapping import map_columns, plain, plain_name
from layers.periods import NAMED_ROUND
from layers.raw import Cell, Note, RawTable
from layers.readers.header import Head
from layers.readers.table import column_names, tags_of

SHOWN_SHEETS = 5
YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:[-_. /](\d{1,2}))?(?:[-_. /](\d{1,2}))?(?!\d)")
YEAR_LAST = re.compile(r"(?<!\d)(?:(\d{1,2})[-_. /])?(\d{1,2})[-_. /]((?:19|20)\d{2})(?!\d)")
WORD = re.compile(r"[^\W\d_]+")
MONTHS: Mapping[str, int] = {
    word: number
    for number, words in enumerate(
        (
            *("jan january janv janvier ene enero janeiro", "feb february fev fevr fevrier febrero fevereiro"),
            *("mar march mars marzo marco", "apr april avr avril abr abril", "may mai mayo maio"),
            *("jun june juin junio junho", "jul july juil juillet julio julho", "aug august aout ago agosto"),
            *("sep sept september septembre septiembre set setembro", "oct october octobre octubre out outubro"),
            *("nov november novembre noviembre novembro", "dec december decembre dic diciembre dez dezembro"),
        ),
        start=1,
    )
    for word in words.split()
}
"""Names of months as titles write them, without accents."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A sheet that holds a list.

    Attributes
    ----------
    title : str
    rows : int
        How many of its rows have a place; all of them where none is needed.
    """

    title: str
    rows: int


def rows_with_place(lines: Sequence[Sequence[Cell]], head: Head, kind: str) -> int:
    """How many rows of a sheet have a place; all that are not blank where the kind needs none."""
    names = column_names(head.names)
    tags = {} if head.tags is None else tags_of(lines[head.tags][: len(names)])
    rows = [line for line in lines[head.first :] if any(cell not in {None, ""} for cell in line)]
    if kind and KINDS[kind].without_place:
        return len(rows)
    found = map_columns(KINDS[kind or "settlements"], RawTable(names, [], [], tags=tags), {}, "").columns
    at = [found[field] for field in way_of(found) or ("wkt",) if field in found]
    return sum(all(n < len(line) and line[n] not in {None, ""} for n in at) for line in rows)


def choose(listings: Sequence[Listing]) -> tuple[int, Note]:
    """The list that is read, and what to say of the others.

    Parameters
    ----------
    listings : sequence of Listing
        Two at least.
    """
    most = max(range(len(listings)), key=lambda at: (listings[at].rows, -at))
    chosen = _newest(listings, most)
    code = "sheet_largest" if chosen is None else "sheet_newest"
    read = most if chosen is None else chosen
    others = [f"{one.title} ({one.rows})" for at, one in enumerate(listings) if at != read]
    return read, (code, {"sheet": listings[read].title, "rows": listings[read].rows, "others": shown(others)})


def shown(titles: Sequence[str]) -> str:
    """The first of some titles."""
    return ", ".join(titles[:SHOWN_SHEETS]) + (" ..." if len(titles) > SHOWN_SHEETS else "")


def _newest(listings: Sequence[Listing], like: int) -> int | None:
    """The newest of the lists whose titles differ from one only in the round or date; None where none does so."""
    told = [_period(one.title) for one in listings]
    own = told[like]
    alike = [at for at, one in enumerate(told) if listings[at].rows and one is not None and own is not None]
    alike = [at for at in alike if _form(told[at]) == _form(own)]
    periods = {told[at] for at in alike}
    if len(periods) < len(alike) or len(alike) < 2:  # noqa: PLR2004  two of one period are not told apart by it
        return None
    return max(alike, key=lambda at: told[at] or ("", ()))


Period = tuple[str, tuple[int, ...]]
"""What a title says besides, and the year, round, month and day that it tells; -1 for each that it does not."""


def _form(period: Period | None) -> tuple[str, tuple[bool, ...]] | None:
    return None if period is None else (period[0], tuple(number < 0 for number in period[1]))


def _period(title: str) -> Period | None:
    """The round or date that a title tells, beside the rest of it; None where it tells none, or not for sure."""
    year, count, month, day = -1, -1, -1, -1
    rest = title
    if named := NAMED_ROUND.search(rest):
        count, rest = int(named[1]), rest.replace(named[0], " ", 1)
    if last := YEAR_LAST.search(rest):
        year, month, day = int(last[3]), int(last[2]), int(last[1] or -1)
        rest = rest.replace(last[0], " ", 1)
    elif first := YEAR_FIRST.search(rest):
        year, month, day = int(first[1]), int(first[2] or -1), int(first[3] or -1)
        rest = rest.replace(first[0], " ", 1)
    words = [word for word in WORD.findall(rest) if plain(word) in MONTHS]
    if month < 0 and len(words) == 1:
        month, rest = MONTHS[plain(words[0])], rest.replace(words[0], " ", 1)
        if year < 0 and re.search(r"\d", rest):
            return None  # Mar 24 may be a day or a year
    numbers = (year, count, month, day)
    return None if max(numbers) < 0 else (plain_name(rest), numbers)
