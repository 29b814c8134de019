# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows <-> tables of a plan file; each cell of a row is asked for by what must stand there.

Any program may have written the file, so no cell is believed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

import shapely
from shapely.geometry.base import BaseGeometry

from gisplanner.errors import PlanFileError
from layers.geopackage import Table
from layers.geopackage.tables import GEOMETRY_COLUMN, Value

Word = TypeVar("Word", bound=StrEnum)
Columns = Mapping[str, str]
"""Name -> type of the columns of a table."""

POLE, HALF_TURN = 90.0, 180.0
MOST_WHOLE = 2**53
SHOWN = 60
MOST_SHOWN = 1e9
OUR_TEXT = "a text as gisplanner writes it"
PAIR = ("key", "value")


@dataclass(frozen=True, slots=True)
class Row:
    """A row as the file has it.

    Attributes
    ----------
    table : str
    at : int or None
        Its number from 1, as other programs count it; None for settings, which stand in many rows.
    cells : mapping of str to object
        By column; a column that is gone reads as empty.
    geometry : geometry or None
        Lon/lat.
    """

    table: str
    at: int | None
    cells: Mapping[str, Any]
    geometry: BaseGeometry | None = None

    def text(self, column: str) -> str:
        """A text."""
        text = self.text_or_none(column)
        if text is None:
            raise self.fault(column, "a text")
        return text

    def text_or_none(self, column: str) -> str | None:
        """A text, or nothing."""
        cell = self.cells.get(column)
        if cell is not None and not isinstance(cell, str):
            raise self.fault(column, "a text")
        return cell

    def whole(self, column: str, least: int = 0, most: int = MOST_WHOLE) -> int:
        """A whole number from `least` to `most`."""
        cell = self.cells.get(column)
        if not isinstance(cell, int) or isinstance(cell, bool) or not least <= cell <= most:
            raise self.fault(column, _wanted("whole number", least, most))
        return cell

    def whole_or_none(self, column: str, least: int = 0, most: int = MOST_WHOLE) -> int | None:
        """A whole number from `least` to `most`, or nothing."""
        return None if self.cells.get(column) is None else self.whole(column, least, most)

    def number(self, column: str, least: float = 0.0, most: float = sys.float_info.max) -> float:
        """A finite number from `least` to `most`."""
        cell = self.cells.get(column)
        if isinstance(cell, bool) or not isinstance(cell, int | float) or not least <= cell <= most:
            raise self.fault(column, _wanted("number", least, most))
        return float(cell)

    def number_or_none(self, column: str) -> float | None:
        """A finite number of zero or more, or nothing."""
        return None if self.cells.get(column) is None else self.number(column)

    def yes_no(self, column: str, *, otherwise: bool) -> bool:
        """A truth value; `otherwise` where nothing stands."""
        cell = self.cells.get(column)
        if cell is None:
            return otherwise
        if not isinstance(cell, bool):
            raise self.fault(column, "true or false")
        return cell

    def word(self, column: str, words: type[Word]) -> Word:
        """One of a list of words."""
        try:
            return words(self.text(column))
        except ValueError:
            raise self.fault(column, f"one of {', '.join(words)}") from None

    def json(self, column: str) -> Any:  # noqa: ANN401  whatever the text holds
        """What a text in JSON holds."""
        try:
            return json.loads(self.text(column))
        except (ValueError, RecursionError):
            raise self.fault(column, OUR_TEXT) from None

    def listed(self, column: str) -> Sequence[Any]:
        """A list, as it is or as a text in JSON; empty for nothing."""
        found = self.cells.get(column)
        found = self.json(column) if isinstance(found, str) else [] if found is None else found
        if not isinstance(found, list):
            raise self.fault(column, OUR_TEXT)
        return found

    def lonlat(self) -> tuple[float, float]:
        """Longitude and latitude of a point."""
        lon, lat = shapely.get_coordinates(self.shape("Point"))[0].tolist()
        return lon, lat

    def shape(self, *forms: str) -> BaseGeometry:
        """A geometry on the earth, of one of these forms; of any for none."""
        shape = self.geometry
        if shape is None or (forms and shape.geom_type not in forms):
            raise self.fault(GEOMETRY_COLUMN, " or ".join(forms) or "a place")
        west, south, east, north = shape.bounds
        if west < -HALF_TURN or east > HALF_TURN or south < -POLE or north > POLE:
            raise self.fault(GEOMETRY_COLUMN, "a place on earth")
        return shape

    def valid_shape(self) -> BaseGeometry:
        """A geometry on the earth that does not cross itself."""
        shape = self.shape()
        if not shape.is_valid:
            raise self.fault(GEOMETRY_COLUMN, "a line with a length, or a polygon that does not cross itself")
        return shape

    def inside(self, column: str, found: object) -> Row:
        """A row that was found in a cell of this one."""
        if not isinstance(found, dict):
            raise self.fault(column, OUR_TEXT)
        return Row(self.table, self.at, found)

    def pair(self, column: str, found: object) -> Row:
        """A key and a value that were found in a cell of this row."""
        if not isinstance(found, list) or len(found) != len(PAIR):
            raise self.fault(column, OUR_TEXT)
        return Row(self.table, self.at, dict(zip(PAIR, found, strict=True)))

    def fault(self, column: str, wanted: str) -> PlanFileError:
        """Say what belongs into a cell, and what stands there."""
        cell = self.geometry if column == GEOMETRY_COLUMN else self.cells.get(column)
        found = "nothing" if cell is None else repr(cell) if not isinstance(cell, BaseGeometry) else cell.wkt
        return PlanFileError(
            "plan_cell", layer=self.table, row=self.at, column=column, wanted=wanted, found=found[:SHOWN]
        )


def table_of(
    name: str,
    columns: Columns,
    rows: Sequence[Mapping[str, Any]],
    shapes: Sequence[BaseGeometry] | None = None,
    geometry_type: str = "GEOMETRY",
) -> Table:
    """Put rows into a table.

    Parameters
    ----------
    name : str
    columns : mapping of str to str
    rows : sequence of mappings
        Cells by column.
    shapes : sequence of geometry, optional
        One for every row, lon/lat.
    geometry_type : str
        Of all of them.
    """
    cells = tuple(tuple(_stored(row[column], kind) for column, kind in columns.items()) for row in rows)
    places = None if shapes is None else tuple(shapely.to_wkb(shape, byte_order=1) for shape in shapes)
    return Table(name, tuple(columns.items()), cells, places, geometry_type)


def rows_of_table(tables: Mapping[str, Table], name: str) -> list[Row]:
    """The rows of a table of the plan.

    Raises
    ------
    PlanFileError
        `plan_table_missing`.
    """
    if name not in tables:
        raise PlanFileError("plan_table_missing", layer=name)
    table = tables[name]
    columns = [column for column, _ in table.columns]
    places = table.geometry or (None,) * len(table.rows)
    return [
        Row(name, number, dict(zip(columns, cells, strict=True)), shapely.from_wkb(wkb, on_invalid="ignore"))
        for number, (cells, wkb) in enumerate(zip(table.rows, places, strict=True), start=1)
    ]


def _stored(cell: Any, kind: str) -> Value:  # noqa: ANN401  a field of a dataclass
    """A value as its column keeps it: words as plain texts, whole minutes as numbers too."""
    match kind:
        case "TEXT":
            return None if cell is None else str(cell)
        case "REAL":
            return None if cell is None else float(cell)
        case _:
            own: Value = cell
            return own


def _wanted(what: str, least: float, most: float) -> str:
    return f"a {what} from {least:g} " + (f"to {most:g}" if most <= MOST_SHOWN else "on")
