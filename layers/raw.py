# SPDX-License-Identifier: GPL-3.0-or-later
"""A table as a file gave it: nothing judged yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

Cell = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class RawTable:
    """Cells by row and column, geometry aside.

    Attributes
    ----------
    columns : tuple of str
        Names as the file writes them.
    rows : list of list of Cell
        One cell a column.
    numbers : list of int
        1-based data row of the file of each row.
    geometry : list of bytes or None, or None
        WKB in degrees, WGS84, of each row; None where the format has no geometry of its own.
    tags : mapping of column index to HXL tag
    notes : list of (code, params)
        What the reader noticed about the file.
    ragged : list of (row number, cells found)
        Rows with too many or too few cells; they are not in `rows`.
    """

    columns: tuple[str, ...]
    rows: list[list[Cell]]
    numbers: list[int]
    geometry: list[bytes | None] | None = None
    tags: dict[int, str] = field(default_factory=dict)
    notes: list[tuple[str, dict[str, Cell]]] = field(default_factory=list)
    ragged: Sequence[tuple[int, int]] = ()
