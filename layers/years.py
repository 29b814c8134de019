# SPDX-License-Identifier: GPL-3.0-or-later
"""A list of bases that tells of many years: its newest year is the disposition, and years are never mixed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from layers.findings import Finding, Severity
from layers.kinds import Kind
from layers.mapping import plain
from layers.raw import Cell, RawTable
from layers.values import text_of

YEAR = frozenset({"year", "annee", "ano", "anio"})
"""Plain names of the column."""
EARLIEST, LATEST = 1900, 2200


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
    if not _tells_a_story(years, [text_of(row[columns["name"]]).casefold() for row in raw.rows]):
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


def _tells_a_story(years: Sequence[int | None], names: Sequence[str]) -> bool:
    """Whether a base is listed in several years."""
    listed: defaultdict[str, set[int]] = defaultdict(set)
    for name, year in zip(names, years, strict=True):
        if name and year is not None:
            listed[name].add(year)
    return any(len(own) > 1 for own in listed.values())


def _year(cell: Cell) -> int | None:
    text = text_of(cell)
    year = int(text) if text.isascii() and text.isdigit() and len(text) == len(str(EARLIEST)) else 0
    return year if EARLIEST <= year <= LATEST else None
