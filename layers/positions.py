# SPDX-License-Identifier: GPL-3.0-or-later
"""Where rows are: geometry of the file, longitude and latitude, or well-known text; and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.kinds import Kind, Shape
from layers.raw import Cell, RawTable
from layers.values import BadValue, number_of, text_of

ZERO_DEGREES = 1e-6
POLE, HALF_TURN = 90.0, 180.0
ENOUGH_ROWS = 8
"""From so many points on it can be told which lie astray."""
SHAPES = {"Point": Shape.POINT, "LineString": Shape.LINE, "Polygon": Shape.AREA}


@dataclass(slots=True)
class Placed:
    """The geometry of one row, or why it has none.

    Attributes
    ----------
    shape : geometry or None
    fault : str or None
        Code of the error that rejects the row.
    value : str
        The cells that are at fault.
    notes : list of str
        Codes of what was mended.
    """

    shape: BaseGeometry | None = None
    fault: str | None = None
    value: str = ""
    notes: list[str] | None = None


def place_rows(kind: Kind, raw: RawTable, columns: Mapping[str, int], *, decimal_comma: bool) -> list[Placed]:
    """The geometry of every row of a file.

    Parameters
    ----------
    kind : Kind
    raw : RawTable
    columns : mapping of field to column index
    decimal_comma : bool
    """
    if raw.geometry is not None:
        placed = [_from_wkb(cell) for cell in raw.geometry]
    elif "lon" in columns and "lat" in columns:
        placed = [
            _from_lonlat(row[columns["lon"]], row[columns["lat"]], decimal_comma=decimal_comma) for row in raw.rows
        ]
    elif "wkt" in columns:
        placed = [_from_text(row[columns["wkt"]]) for row in raw.rows]
    else:
        placed = [Placed(fault="no_place_columns") for _ in raw.rows]
    for one in placed:
        if kind.without_place and (one.shape is None):
            one.fault = None
        elif one.shape is not None and one.fault is None:
            _fit(kind, one)
    _find_swapped(placed)
    return placed


def parts_of(shape: BaseGeometry) -> list[BaseGeometry]:
    """A geometry's parts in order; itself where it has one."""
    return list(shapely.get_parts(shape))


def _from_wkb(cell: bytes | None) -> Placed:
    if cell is None:
        return Placed(fault="empty_geometry")
    try:
        return _checked(shapely.from_wkb(cell))
    except shapely.errors.ShapelyError:
        return Placed(fault="bad_geometry")


def _from_text(cell: Cell) -> Placed:
    text = text_of(cell) if not isinstance(cell, str) else cell
    if not text.strip():
        return Placed(fault="empty_geometry")
    try:
        return _checked(shapely.from_wkt(text))
    except shapely.errors.ShapelyError:
        return Placed(fault="bad_geometry", value=text[:60])


def _from_lonlat(lon_cell: Cell, lat_cell: Cell, *, decimal_comma: bool) -> Placed:
    value = f"{text_of(lon_cell)}, {text_of(lat_cell)}"
    try:
        lon, lat = (number_of(cell, decimal_comma=decimal_comma) for cell in (lon_cell, lat_cell))
    except BadValue:
        return Placed(fault="coordinate_unreadable", value=value)
    if lon is None or lat is None:
        return Placed(fault="coordinate_missing", value=value)
    return _checked(shapely.Point(lon, lat), value)


def _checked(shape: BaseGeometry, value: str = "") -> Placed:
    """Judge a geometry's coordinates."""
    if shape.is_empty:
        return Placed(fault="empty_geometry", value=value)
    shape = shapely.force_2d(shape)
    at = shapely.get_coordinates(shape)
    value = value or f"{at[0, 0]:.6g}, {at[0, 1]:.6g}"
    if not np.isfinite(at).all():
        return Placed(fault="coordinate_unreadable", value=value)
    if (np.abs(at[:, 1]) > POLE).any():
        swapped = (np.abs(at[:, 0]) <= POLE).all() and (np.abs(at[:, 1]) <= HALF_TURN).all()
        return Placed(fault="coordinate_swapped" if swapped else "coordinate_out_of_range", value=value)
    if (np.abs(at[:, 0]) > HALF_TURN).any():
        return Placed(fault="coordinate_out_of_range", value=value)
    if (np.abs(at) < ZERO_DEGREES).all():
        return Placed(fault="coordinate_zero", value=value)
    return Placed(shape=shape, value=value)


def _fit(kind: Kind, one: Placed) -> None:
    """Make a geometry one that its kind can be, or say that it cannot."""
    shape = one.shape
    if shape is None:
        return
    notes: list[str] = []
    if not shape.is_valid and shape.geom_type in {"Polygon", "MultiPolygon"}:
        shape = _areas_of(shapely.make_valid(shape))
        notes.append("geometry_repaired")
    types = {SHAPES.get(part.geom_type) for part in parts_of(shape)}
    if kind.shapes == {Shape.POINT} and types == {Shape.AREA}:
        shape = shape.representative_point()
        notes.append("polygon_to_point")
    elif kind.shapes == {Shape.POINT} and types == {Shape.POINT} and shape.geom_type == "MultiPoint":
        several = parts_of(shape)
        if len(several) > 1:
            one.fault, one.shape = "several_points", None
            return
        shape = several[0]
    if shape.is_empty or len(types) != 1 or not (types <= kind.shapes or notes):
        one.fault, one.shape = "wrong_geometry", None
        one.value = shape.geom_type
        return
    if types == {Shape.LINE} and any(
        len(np.unique(shapely.get_coordinates(part), axis=0)) == 1 for part in parts_of(shape)
    ):
        one.fault, one.shape = "zero_length", None
        return
    one.shape, one.notes = shape, notes


def _areas_of(shape: BaseGeometry) -> BaseGeometry:
    """The polygons of a repaired geometry, its stray lines and points dropped."""
    areas = [part for part in parts_of(shape) if part.geom_type == "Polygon"]
    areas += [part for whole in parts_of(shape) if whole.geom_type == "MultiPolygon" for part in parts_of(whole)]
    return shapely.union_all(areas) if areas else shapely.Polygon()


def _find_swapped(placed: Sequence[Placed]) -> None:
    """Reject points that lie far from all others but among them when longitude and latitude change places."""
    rows = [one for one in placed if one.shape is not None and one.shape.geom_type == "Point"]
    if len(rows) < ENOUGH_ROWS:
        return
    at = np.array([shapely.get_coordinates(one.shape)[0] for one in rows])
    centre = np.median(at, axis=0)
    spread = np.maximum(4 * np.median(np.abs(at - centre), axis=0), 2.0)
    astray = (np.abs(at - centre) > spread).any(axis=1)
    fits = (np.abs(at[:, ::-1] - centre) <= spread).all(axis=1)
    for n in np.flatnonzero(astray & fits):
        rows[n].fault, rows[n].shape = "coordinate_swapped", None


def extent(placed: Sequence[Placed]) -> NDArray[np.float64]:
    """Coordinates of all rows that have any; shape (coordinates, 2)."""
    shapes = [one.shape for one in placed if one.shape is not None]
    return shapely.get_coordinates(shapes) if shapes else np.zeros((0, 2))
