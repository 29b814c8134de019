# SPDX-License-Identifier: GPL-3.0-or-later
"""A column of cells -> its values, and which rows it says something odd of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from layers.dates import Written, written
from layers.kinds import Column, Type
from layers.numerals import Mark, has_two_meanings, mark_of
from layers.raw import Cell
from layers.values import LONGEST_TEXT, NOTHING, UNSAID, BadValue, Value, flaw_of, text_of, value_of

NUMBERS = frozenset({Type.WHOLE, Type.NUMBER})
HARD = object()
"""Of a cell that must be read with care."""
LONGEST_PLAIN = 9
"""Digits of a whole number that is read at once."""
MOST_PLAIN = 10**LONGEST_PLAIN
FEW_WORDS = frozenset({Type.WORD, Type.DATE, Type.YES_NO})
"""Types whose columns say the same few things over and over, so that each is read once."""


@dataclass(slots=True)
class Judged:
    """A column as it was judged.

    Attributes
    ----------
    values : list of Value
        One for each row; where a cell is empty or at fault, what its column says then.
    faults, flaws : dict of int to str
        By index of the row, code of what is wrong with its cell, and of what was taken away or assumed.
    """

    values: list[Value] = field(default_factory=list)
    faults: dict[int, str] = field(default_factory=dict)
    flaws: dict[int, str] = field(default_factory=dict)


def judge_cells(column: Column, cells: Sequence[Cell], beside: Sequence[Cell] = (), *, decimal_comma: bool) -> Judged:
    """Judge the cells of a column.

    Parameters
    ----------
    column : Column
    cells : sequence of Cell
    beside : sequence of Cell
        Cells of the column that are not judged, and tell how it writes its numbers and dates.
    decimal_comma : bool
        True where numbers of the file may have a comma before decimals.
    """
    mark = _mark(column, [*cells, *beside], decimal_comma=decimal_comma) if column.type in NUMBERS else Mark.DOT
    dates = written({text_of(cell) for cell in (*cells, *beside)}) if column.type is Type.DATE else UNSAID
    judged = Judged()
    keep, few, quick = judged.values.append, column.type in FEW_WORDS, _quick(column)
    known: dict[Cell, tuple[Value, str | None]] = {}
    for at, cell in enumerate(cells):
        if cell is None:  # most cells of wide tables
            keep(column.otherwise)
            continue
        if quick is not None and isinstance(cell, str) and (plain := quick(cell)) is not HARD:
            keep(plain)
            continue
        repeated = known.get(cell) if few and isinstance(cell, str) else None
        if repeated is None:
            try:
                repeated = _judged(column, cell, mark, dates, decimal_comma=decimal_comma)
            except BadValue as fault:
                keep(column.unread or column.otherwise)
                judged.faults[at] = str(fault)
                continue
            if few and isinstance(cell, str):
                known[cell] = repeated
        value, flaw = repeated
        keep(value)
        if flaw is not None:
            judged.flaws[at] = flaw
    return judged


def _quick(column: Column) -> Callable[[str], Any] | None:
    """What reads the plain cells of a column, as nearly all are, and answers `HARD` for others; None without any."""
    if column.type is Type.TEXT:
        return _plain_text
    if column.type is not Type.WHOLE or column.zero_is_none:
        return None
    least = max(0 if column.least is None else column.least, 0) + column.above
    most = MOST_PLAIN if column.most is None else column.most

    def plain_whole(cell: str) -> Any:  # noqa: ANN401  the sentinel too
        number = int(cell) if len(cell) <= LONGEST_PLAIN and cell.isascii() and cell.isdigit() else -1
        return number if least <= number <= most else HARD

    return plain_whole


def _plain_text(cell: str) -> Any:  # noqa: ANN401  the sentinel too
    if len(cell) > LONGEST_TEXT or not cell.isprintable():
        return HARD
    text = cell.strip()
    return None if text.casefold() in NOTHING else text


def _judged(column: Column, cell: Cell, mark: Mark, dates: Written, *, decimal_comma: bool) -> tuple[Value, str | None]:
    return value_of(column, cell, mark, dates), flaw_of(column, cell, mark, dates, decimal_comma=decimal_comma)


def marked(cells: Iterable[Cell]) -> set[str]:
    """What the cells of a column hold that are text with a comma or a dot, each once."""
    return {text_of(cell) for cell in cells if isinstance(cell, str) and ("," in cell or "." in cell)}


def _mark(column: Column, cells: Sequence[Cell], *, decimal_comma: bool) -> Mark:
    """How the numbers of a column are written; as the file suggests where none of them tells."""
    texts, whole = marked(cells), column.type is Type.WHOLE
    told = mark_of(texts, whole=whole)
    if told is not None:
        return told
    # Programs that separate columns by semicolons mostly write commas before decimals, yet not all of them.
    doubted = {"," if "," in text else "." for text in texts if has_two_meanings(text)}
    return Mark.COMMA if decimal_comma and doubted == {"." if whole else ","} else Mark.DOT
