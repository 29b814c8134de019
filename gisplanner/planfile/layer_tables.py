# SPDX-License-Identifier: GPL-3.0-or-later
"""A layer <-> a table of a plan file that other programs show on their maps."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

import numpy as np
import shapely

from gisplanner.plan import Source
from gisplanner.planfile.rows import HALF_TURN, POLE
from gisplanner.shapes import Shapes
from layers.findings import Finding
from layers.geopackage import Table
from layers.geopackage.tables import Value
from layers.kinds import KINDS, Column, Kind, Shape, Type
from layers.layer import Layer, Row, layer_of, rows_of
from layers.raw import Cell, RawTable
from layers.validate import validate
from layers.values import BadValue, value_of

SQL_TYPES = {Type.WHOLE: "INTEGER", Type.NUMBER: "REAL", Type.YES_NO: "BOOLEAN"}
KEPT: Mapping[Type, Callable[[Any], Any]] = {Type.WHOLE: int, Type.NUMBER: float, Type.YES_NO: bool}
OWN = (("row", "INTEGER"), ("attributes", "TEXT"))
"""Columns of a layer beside those of its kind."""

FORMS = {
    Shape.POINT: {"Point"},
    Shape.LINE: {"LineString", "MultiLineString"},
    Shape.AREA: {"Polygon", "MultiPolygon"},
}


def layer_table(layer: Layer) -> Table:
    """A layer as a table, row by row and column by column."""
    kind = KINDS[layer.kind]
    columns = _columns(kind)
    rows = [tuple(row[name] for name, _ in columns) for row in rows_of(layer)]
    shapes = tuple(shapely.to_wkb(shape, byte_order=1) for shape in layer.table.geometry)
    return Table(layer.kind, columns, tuple(rows), shapes, _geometry_type(kind))


def layer_of_table(table: Table, source: Source, *, file: str, altered: bool) -> tuple[Layer, tuple[Finding, ...]]:
    """The layer that a table holds.

    Rows that are not as a layer has them, whether by an edit that can be seen or not, are judged as those of any file.

    Parameters
    ----------
    table : Table
    source : Source
        The file the layer came from.
    file : str
        Name of the plan file, for findings.
    altered : bool
        True where another program changed the table.

    Returns
    -------
    layer : Layer
    findings : tuple of Finding
        About rows that had to be judged.
    """
    kind = KINDS[table.name]
    shapes = shapely.from_wkb(np.array(table.geometry or (), dtype=object), on_invalid="ignore")
    if table.rows and (altered or not (_are_sound_cells(kind, table) and _are_sound_places(kind, shapes))):
        return _judged(kind, table, source, file)
    rows = list(_rows(kind, table, shapes))
    return layer_of(kind, rows, source.file, source.date, source.rows_in, source.rejected), ()


def _columns(kind: Kind) -> tuple[tuple[str, str], ...]:
    return (*((column.name, SQL_TYPES.get(column.type, "TEXT")) for column in kind.columns), *OWN)


def _geometry_type(kind: Kind) -> str:
    return {frozenset({Shape.POINT}): "POINT", frozenset({Shape.LINE}): "LINESTRING"}.get(kind.shapes, "GEOMETRY")


def _rows(kind: Kind, table: Table, shapes: Shapes) -> Iterator[Row]:
    """The rows of a sound table as `layer_of` takes them."""
    kept = [KEPT.get(column.type) for column in kind.columns] + [None] * len(OWN)
    names = [name for name, _ in table.columns]
    for cells, shape in zip(table.rows, shapes, strict=True):
        values = (cell if cell is None or keep is None else keep(cell) for cell, keep in zip(cells, kept, strict=True))
        yield {**dict(zip(names, values, strict=True)), "geometry": shape}


def _are_sound_cells(kind: Kind, table: Table) -> bool:
    """Whether all cells are such as `layer_table` writes."""
    if table.columns != _columns(kind):
        return False
    cells = {name: set(column) for (name, _), column in zip(table.columns, zip(*table.rows, strict=True), strict=True)}
    return (
        len(cells["id"]) == len(table.rows)
        and all(isinstance(cell, str) for cell in cells["id"] | cells["attributes"])
        and all(isinstance(cell, int) for cell in cells["row"])
        and (not kind.named or None not in cells.get("name", ()))
        and all(_is_value(column, cell) for column in kind.columns for cell in cells[column.name])
    )


def _is_value(column: Column, cell: Value) -> bool:
    """Whether a cell is what judging it would make of it."""
    try:
        return not isinstance(cell, bytes) and value_of(column, cell) == cell
    except BadValue:
        return False


def _are_sound_places(kind: Kind, shapes: Shapes) -> bool:
    """Whether all rows have a place on earth, of a form that the kind has."""
    if shapely.is_missing(shapes).any() or not len(shapes):
        return False
    single = _geometry_type(kind) != "GEOMETRY"
    forms = {form for shape in kind.shapes for form in FORMS[shape] if not (single and form.startswith("Multi"))}
    west, south, east, north = shapely.total_bounds(shapes)
    on_earth = west >= -HALF_TURN and south >= -POLE and east <= HALF_TURN and north <= POLE
    return on_earth and {shape.geom_type for shape in shapes} <= forms and bool(shapely.is_valid(shapes).all())


def _judged(kind: Kind, table: Table, source: Source, file: str) -> tuple[Layer, tuple[Finding, ...]]:
    """The rows that pass as rows of a file would; they keep what their own files said of them besides."""
    names = [name for name, _ in table.columns]
    shown = [at for at, name in enumerate(names) if name not in dict(OWN)]
    raw = RawTable(
        columns=tuple(names[at] for at in shown),
        rows=[[cast("Cell", row[at]) for at in shown] for row in table.rows],
        numbers=list(range(1, len(table.rows) + 1)),
        geometry=None if table.geometry is None else list(table.geometry),
    )
    mapping = {column.name: column.name for column in kind.columns if column.name in names}
    layer, findings = validate(kind.name, raw, file=file, mapping=mapping, date=source.date)
    besides = [dict(zip(names, row, strict=True)).get("attributes") for row in table.rows]
    rows = [{**row, "attributes": _with(besides[row["row"] - 1], row["attributes"])} for row in rows_of(layer)]
    rejected = source.rejected + layer.rejected
    rows_in = layer.rows_in + source.rejected
    return layer_of(kind, rows, source.file, source.date, rows_in, rejected), findings


def _with(said: object, more: str) -> str:
    """Attributes as they were, with those of new columns."""
    try:
        known = json.loads(said) if isinstance(said, str) else {}
    except (ValueError, RecursionError):
        known = {}
    own = known if isinstance(known, dict) else {}
    return json.dumps({**own, **json.loads(more)}, ensure_ascii=False, sort_keys=True)
