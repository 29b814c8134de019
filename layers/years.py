# SPDX-License-Identifier: GPL-3.0-or-later
"""A list of bases that tells of many years: its newest year is the disposition, and years are never mixed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from layers.findings import Finding, Severity
from layers.kinds import PLACE_WAYS, Kind
from layers.mapping import plain
from layers.raw import Cell, RawTable
from layers.values import text_of

YEAR = frozenset({"year", "annee", "ano", "anio"})
"""Plain names of the column."""
EARLIEST, LATEST = 1900, 2200
NEAR_DEGREES = 0.05
"""About 5 km: maps of other years put a base a little elsewhere."""
DEGREES = re.compile(r"[+-]?\d{1,3}(?:\.\d{1,15})?")
SHOWN_NAMES = 5


def newest_year(kind: Kind, raw: RawTable, columns: Mapping[str, int], file: str) -> tuple[RawTable, list[Finding]]:
    """Keep the rows of the newest year where the same bases are listed year after year.

    A year beside bases that stand there once, such as the year they were opened, chooses nothing.

    Parameters
    ----------
    kind : Kind
    raw : RawTable
    columns : mapping of field to column index
    file : str
        Its name.

    Returns
    -------
    raw : RawTable
        Rows without a year are in it.
    findings : list of Finding
        `years_left_out` where there were others.
    """
    at = next((at for at, name in enumerate(raw.columns) if plain(name) in YEAR and at not in columns.values()), None)
    if not kind.repeats or at is None or "name" not in columns:
        return raw, []
    years = [_year(row[at]) for row in raw.rows]
    bases = [_Base(text_of(row[columns["name"]]), _place(row, columns)) for row in raw.rows]
    if not _tells_a_story(years, bases):
        return raw, []
    known = [year for year in years if year is not None]
    newest = max(known)
    keep = [n for n, year in enumerate(years) if year in {None, newest}]
    params = {
        "count": len(years) - len(keep),
        "years": len(set(known)),
        "oldest": min(known),
        "newest": newest,
        "column": raw.columns[at],
        "kind": kind.name,
        "undated": years.count(None),
        "older": _only_older(years, bases, newest),
    }
    found = Finding("years_left_out", Severity.WARNING, params, file=file, layer=kind.name, column=raw.columns[at])
    return only_rows(raw, keep), [found]


def only_rows(raw: RawTable, keep: Sequence[int]) -> RawTable:
    """The table with these of its rows."""
    return replace(
        raw,
        rows=[raw.rows[n] for n in keep],
        numbers=[raw.numbers[n] for n in keep],
        geometry=None if raw.geometry is None else [raw.geometry[n] for n in keep],
    )


@dataclass(frozen=True, slots=True)
class _Base:
    """What a row is about.

    Attributes
    ----------
    name : str
    place : tuple
        Degrees where the file has them, else its cells as they are.
    """

    name: str
    place: tuple[float | str, ...]

    def is_near(self, other: _Base) -> bool:
        """Whether it may be the same base: two of one name stand in many missions."""
        apart = zip(self.place, other.place, strict=True)
        return all(
            abs(one - two) <= NEAR_DEGREES if isinstance(one, float) and isinstance(two, float) else one == two
            for one, two in apart
        )


def _place(row: Sequence[Cell], columns: Mapping[str, int]) -> tuple[float | str, ...]:
    cells = [text_of(row[columns[field]]) for way in PLACE_WAYS for field in way if field in columns]
    return tuple(float(text) if DEGREES.fullmatch(text) else text for text in cells)


def _tells_a_story(years: Sequence[int | None], bases: Sequence[_Base]) -> bool:
    """Whether a base is listed in several years."""
    listed: defaultdict[str, list[tuple[_Base, int]]] = defaultdict(list)
    for base, year in zip(bases, years, strict=True):
        if base.name and year is not None:
            same = listed[base.name.casefold()]
            if any(other != year and known.is_near(base) for known, other in same):
                return True
            same.append((base, year))
    return False


def _only_older(years: Sequence[int | None], bases: Sequence[_Base], newest: int) -> str:
    """Names of the bases that the newest year does not have, the first of them."""
    now = {base.name.casefold() for base, year in zip(bases, years, strict=True) if year in {None, newest}}
    gone = list(dict.fromkeys(base.name for base in bases if base.name and base.name.casefold() not in now))
    more = f" and {len(gone) - SHOWN_NAMES} more" if len(gone) > SHOWN_NAMES else ""
    return f"{', '.join(gone[:SHOWN_NAMES])}{more}" or "none"


def _year(cell: Cell) -> int | None:
    text = text_of(cell)
    year = int(text) if text.isascii() and text.isdigit() and len(text) == len(str(EARLIEST)) else 0
    return year if EARLIEST <= year <= LATEST else None
