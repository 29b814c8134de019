# SPDX-License-Identifier: GPL-3.0-or-later
"""A table as a file gave it: nothing judged yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

Cell = str | int | float | bool | None
MOST_COLUMNS = 5_000
"""A table with more is no list of anything, and its cells would be more than a machine holds."""
EXPLAINS = "#?"
"""At the start of the first cell of a row that explains the columns and is no data, as in our templates."""
Note = tuple[str, Mapping[str, Cell]]


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
        WKB in degrees, WGS84, of each row, empty where it could not be read; None where the format has none.
    tags : mapping of column index to HXL tag
    notes : list of (code, params)
        What the reader noticed about the file.
    ragged : sequence of (row number, cells found)
        Rows with too many or too few cells; they are not in `rows`.
    repaired : sequence of int
        Numbers of the rows whose polygon crossed itself and was repaired.
    tangled : sequence of int
        Numbers of the rows whose polygon could not be judged in time.
    beyond : sequence of int
        Numbers of the rows whose shape lies far outside the area that the system named for the file is made for.
    sheets : sequence of str
        The sheets of the workbook, or layers of the GeoPackage, that it could be.
    decimal_comma : bool
        True where numbers may have a comma before their decimals.
    beside : sequence of list of Cell
        Rows of the file that were chosen away; they too tell how a column writes its numbers and dates.
    objects : bool
        True where rows are objects that the column ``id`` names, and their numbers tell nobody anything.
    """

    columns: tuple[str, ...]
    rows: list[list[Cell]]
    numbers: list[int]
    geometry: list[bytes | None] | None = None
    tags: Mapping[int, str] = field(default_factory=dict)
    notes: Sequence[Note] = ()
    ragged: Sequence[tuple[int, int]] = ()
    repaired: Sequence[int] = ()
    tangled: Sequence[int] = ()
    beyond: Sequence[int] = ()
    sheets: Sequence[str] = ()
    decimal_comma: bool = False
    beside: Sequence[list[Cell]] = ()
    objects: bool = False


def only_rows(raw: RawTable, keep: Sequence[int]) -> RawTable:
    """The table with these of its rows."""
    kept = set(keep)
    return replace(
        raw,
        beside=[*raw.beside, *(row for n, row in enumerate(raw.rows) if n not in kept)],
        rows=[raw.rows[n] for n in keep],
        numbers=[raw.numbers[n] for n in keep],
        geometry=None if raw.geometry is None else [raw.geometry[n] for n in keep],
    )
