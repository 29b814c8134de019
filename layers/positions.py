# SPDX-License-Identifier: GPL-3.0-or-later
"""Where rows are: geometry of the file, or what their cells say; and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.kinds import Kind, Shape, way_of
from layers.points import Spot, spot_of
from layers.raw import RawTable
from layers.values import text_of

ZERO_DEGREES = 1e-6
POLE, HALF_TURN = 90.0, 180.0
ENOUGH_ROWS = 3
"""From so many rows on it can be told which lie astray."""
LEAST_SPREAD_DEGREES, SPREADS = 2.0, 4.0
"""Astray is what lies further from the median than so many median deviations, and than so many degrees."""
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
    notes : tuple of str
        Codes of what was mended.
    """

    shape: BaseGeometry | None = None
    fault: str | None = None
    value: str = ""
    notes: tuple[str, ...] = ()


def has_place(raw: RawTable, columns: Mapping[str, int]) -> bool:
    """Whether a file says at all where its rows are."""
    return raw.geometry is not None or way_of(columns) is not None


def place_rows(kind: Kind, raw: RawTable, columns: Mapping[str, int]) -> list[Placed]:
    """The geometry of every row of a file that has places.

    Parameters
    ----------
    kind : Kind
    raw : RawTable
    columns : mapping of field to column index
    """
    if raw.geometry is None:
        placed = [_from_spot(spot_of(row, columns)) for row in raw.rows]
    else:
        with np.errstate(invalid="ignore"):  # GEOS compares coordinates that are no numbers; they are rejected
            placed = [_from_wkb(cell) for cell in raw.geometry]
        _show_text(placed, raw, columns)
    for one in placed:
        if one.shape is not None:
            _fit(kind, one, one.shape)
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


def _from_spot(spot: Spot) -> Placed:
    if spot.at is None:
        return Placed(fault=spot.fault, value=spot.value)
    placed = _checked(shapely.Point(spot.at), spot.value)
    placed.notes = spot.notes
    return placed


def _show_text(placed: Sequence[Placed], raw: RawTable, columns: Mapping[str, int]) -> None:
    """Name the text of geometries that cannot be read."""
    if "wkt" in columns:
        for one, row in zip(placed, raw.rows, strict=True):
            one.value = one.value or text_of(row[columns["wkt"]])


def _checked(shape: BaseGeometry, value: str = "") -> Placed:
    """Judge a geometry's coordinates."""
    if shape.is_empty:
        return Placed(fault="empty_geometry", value=value)
    at = shapely.get_coordinates(shape)
    value = value or f"{at[0, 0]:.6g}, {at[0, 1]:.6g}"
    if not np.isfinite(at).all():
        return Placed(fault="coordinate_unreadable", value=value)
    away = np.abs(at).max(axis=0)
    if away[1] > POLE and away[0] <= POLE and away[1] <= HALF_TURN:
        return Placed(fault="coordinate_swapped", value=value)
    if away[0] > HALF_TURN or away[1] > POLE:
        return Placed(fault="coordinate_out_of_range", value=value)
    if away.max() < ZERO_DEGREES:
        return Placed(fault="coordinate_zero", value=value)
    return Placed(shape=shapely.force_2d(shape), value=value)


def _fit(kind: Kind, one: Placed, shape: BaseGeometry) -> None:
    """Make a geometry one that its kind can be, or say why it cannot."""
    parts = parts_of(shape)
    forms = {SHAPES.get(part.geom_type) for part in parts}
    points_only = kind.shapes == {Shape.POINT}
    if forms == {Shape.LINE} and Shape.LINE in kind.shapes:
        _drop_pointlike(one, parts)
    elif forms == {Shape.AREA} and (points_only or Shape.AREA in kind.shapes):
        if not shape.is_valid:
            _refuse(one, "crosses_itself")
        elif points_only:
            one.shape, one.notes = shape.representative_point(), ("polygon_to_point",)
    elif forms == {Shape.POINT} and Shape.POINT in kind.shapes:
        if len(parts) > 1:
            _refuse(one, "several_points")
        else:
            one.shape = parts[0]
    else:
        one.value = shape.geom_type
        _refuse(one, "wrong_geometry")


def _drop_pointlike(one: Placed, parts: Sequence[BaseGeometry]) -> None:
    """Leave out the parts of a line that have no length."""
    long = [part for part in parts if (shapely.get_coordinates(part) != shapely.get_coordinates(part)[0]).any()]
    if not long:
        _refuse(one, "zero_length")
    elif len(long) < len(parts) or len(long) == 1:
        one.shape = long[0] if len(long) == 1 else shapely.MultiLineString([list(part.coords) for part in long])
        one.notes = ("parts_without_length",) if len(long) < len(parts) else ()


def _refuse(one: Placed, fault: str) -> None:
    one.shape, one.fault = None, fault


def _find_swapped(placed: Sequence[Placed]) -> None:
    """Reject rows that lie far from all others but among them when longitude and latitude change places."""
    rows = [one for one in placed if one.shape is not None]
    if len(rows) < ENOUGH_ROWS:
        return
    bounds = shapely.bounds([one.shape for one in rows])
    at: NDArray[np.float64] = (bounds[:, :2] + bounds[:, 2:]) / 2
    centre = np.median(at, axis=0)
    spread = np.maximum(SPREADS * np.median(np.abs(at - centre), axis=0), LEAST_SPREAD_DEGREES)
    astray = (np.abs(at - centre) > spread).any(axis=1)
    fits = (np.abs(at[:, ::-1] - centre) <= spread).all(axis=1)
    for number in np.flatnonzero(astray & fits):
        _refuse(rows[number], "coordinate_swapped")
