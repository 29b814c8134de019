# SPDX-License-Identifier: GPL-3.0-or-later
"""A column of cells -> its values, and which rows it says something odd of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from layers.kinds import Column, Type
from layers.raw import Cell
from layers.values import BadValue, Value, flaw_of, value_of

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


def judge_cells(column: Column, cells: Sequence[Cell], *, decimal_comma: bool) -> Judged:
    """Judge the cells of a column.

    Parameters
    ----------
    column : Column
    cells : sequence of Cell
    decimal_comma : bool
        How the file writes numbers.
    """
    judged = Judged()
    keep, few = judged.values.append, column.type in FEW_WORDS
    known: dict[Cell, Value] = {}
    for at, cell in enumerate(cells):
        if cell is None:  # most cells of wide tables
            keep(column.otherwise)
            continue
        if few and cell in known and isinstance(cell, str):
            keep(known[cell])
            continue
        try:
            value = value_of(column, cell, decimal_comma=decimal_comma)
        except BadValue as fault:
            keep(column.otherwise)
            judged.faults[at] = str(fault)
            continue
        keep(value)
        flaw = flaw_of(column, cell, decimal_comma=decimal_comma)
        if flaw is not None:
            judged.flaws[at] = flaw
        elif few and isinstance(cell, str):
            known[cell] = value
    return judged
