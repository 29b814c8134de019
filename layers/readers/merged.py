# SPDX-License-Identifier: GPL-3.0-or-later
"""Merged cells of a sheet: a text in the first is meant for all; a number only where it tells a place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import IO

from layers.kinds import KINDS, PLACE_WAYS
from layers.mapping import map_columns
from layers.raw import Cell, RawTable
from layers.readers.header import find_head
from layers.readers.table import column_names

MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*?\bref\s*=\s*[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")
PIECE_BYTES, OVERLAP_BYTES = 1024**2, 256
MOST_RANGES = 100_000
MOST_FILLED = 5_000_000

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column; from 0."""


def merged_ranges(source: IO[bytes]) -> list[Range]:
    """The merged ranges of a sheet, of which the library tells nothing when it reads row by row.

    They are found among the bytes, a tenth of the time that taking the XML apart once more would take.
    """
    found: dict[Range, None] = {}
    rest = b""
    while (piece := source.read(PIECE_BYTES)) and len(found) < MOST_RANGES:
        text = rest + piece
        found.update((_range(*match.groups()), None) for match in MERGED.finditer(text))
        rest = text[-OVERLAP_BYTES:]
    return list(found)


def fill(lines: Sequence[list[Cell]], ranges: Sequence[Range], kind: str) -> tuple[int, int]:
    """Fill merged cells, in place.

    Parameters
    ----------
    lines : sequence of lines of cells
        All of one length.
    ranges : sequence of Range
    kind : str
        Kind of layer whose columns are looked for; "" for any.

    Returns
    -------
    filled, left : int
        Cells that were filled, and those left empty lest a number count twice.
    """
    filled = _spread(lines, ranges, None)
    filled += _spread(lines, ranges, _place_columns(lines, kind))
    left = sum(1 for first, _ in _empty(lines, ranges) if _is_number(first))
    return filled, left


def _spread(lines: Sequence[list[Cell]], ranges: Sequence[Range], numbers_in: Collection[int] | None) -> int:
    """Fill with texts; with numbers in the columns given instead."""
    filled = 0
    for first, (row, column) in _empty(lines, ranges):
        if not _is_number(first) if numbers_in is None else column in numbers_in:
            lines[row][column] = first
            filled += 1
    return filled


def _empty(lines: Sequence[list[Cell]], ranges: Sequence[Range]) -> Iterator[tuple[Cell, tuple[int, int]]]:
    """Empty cells of ranges whose first cell is not, with that one."""
    looked_at = 0
    width = len(lines[0]) if lines else 0
    for top, left, bottom, right in ranges:
        if top >= len(lines) or left >= width or lines[top][left] in {None, ""}:
            continue
        for row in range(top, min(bottom + 1, len(lines))):
            for column in range(left, min(right + 1, width)):
                looked_at += 1
                if looked_at > MOST_FILLED:
                    return
                if lines[row][column] in {None, ""}:
                    yield lines[top][left], (row, column)


def _place_columns(lines: Sequence[Sequence[Cell]], kind: str) -> frozenset[int]:
    """Columns that tell where rows are."""
    head = find_head(lines, kind)
    if head is None:
        return frozenset()
    table = RawTable(column_names(head.names), [], [])
    fields = {field for way in PLACE_WAYS for field in way}
    known = map_columns(KINDS[kind or "settlements"], table, {}, "").columns
    return frozenset(at for field, at in known.items() if field in fields)


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def _range(left: bytes, top: bytes, right: bytes, bottom: bytes) -> Range:
    return int(top) - 1, _column(left), int(bottom) - 1, _column(right)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
