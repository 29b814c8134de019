# SPDX-License-Identifier: GPL-3.0-or-later
"""Where rows are: geometry of the file, or what their cells say; and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.kinds import Kind, Shape, way_of
from layers.points import manner_of, plain_degrees, spot_of
from layers.raw import RawTable
from layers.values import text_of

ZERO_DEGREES = 1e-6
POLE, HALF_TURN = 90.0, 180.0
ENOUGH_ROWS = 3
"""From so many rows on it can be told which lie astray."""
LEAST_SPREAD_DEGREES, SPREADS = 2.0, 4.0
"""Astray is what lies further from the median than so many median deviations, and than so many degrees."""
SHAPES = {"Point": Shape.POINT, "LineString": Shape.LINE, "Polygon": Shape.AREA}

Shapes = NDArray[np.object_]
Floats = NDArray[np.float64]


class Places:
    """The geometry of every row of a table, or why a row has none.

    Parameters
    ----------
    raw : RawTable
    columns : mapping of field to column index

    Attributes
    ----------
    shapes : array of geometries and None
        One for each row.
    faults : dict of int to str
        By index of the row, the code of the error that rejects it.
    notes : dict of int to tuple of str
        By index of the row, codes of what was mended.
    """

    def __init__(self, raw: RawTable, columns: Mapping[str, int]) -> None:
        self._raw, self._columns = raw, columns
        self.shapes: Shapes = np.full(len(raw.rows), None, dtype=object)
        self.faults: dict[int, str] = {}
        self.notes: dict[int, tuple[str, ...]] = {}
        self._values: dict[int, str] = {}
        self._refused: dict[int, BaseGeometry] = {}

    def refuse(self, at: int, fault: str, value: str | None = None) -> None:
        """Take the geometry of a row away, and say why; the value is its cells where none is given."""
        self._values[at] = self._told(at) if value is None else value
        if self.shapes[at] is not None:
            self._refused[at] = self.shapes[at]
        self.shapes[at], self.faults[at] = None, fault

    def middle(self, at: int) -> tuple[float, float] | None:
        """Longitude and latitude of a row as its file has them, at fault or not; None where they are no place."""
        shape = self._refused.get(at) if self.shapes[at] is None else self.shapes[at]
        return None if shape is None or self.faults.get(at) == "coordinate_zero" else middle_of(shape)

    def value(self, at: int) -> str:
        """The cells of a row that are at fault."""
        return self._values.get(at, "")

    def _told(self, at: int) -> str:
        """What a row says of its place: its cells, or the first position of its geometry."""
        if self._raw.geometry is None:
            return spot_of(self._raw.rows[at], self._columns).value
        first = shapely.get_coordinates(shapely.from_wkb(self._raw.geometry[at], on_invalid="ignore"))[:1].tolist()
        text = text_of(self._raw.rows[at][self._columns["wkt"]]) if "wkt" in self._columns else ""
        return f"{first[0][0]:.6g}, {first[0][1]:.6g}" if first else text


def has_place(raw: RawTable, columns: Mapping[str, int]) -> bool:
    """Whether a file says at all where its rows are."""
    return raw.geometry is not None or way_of(columns) is not None


def place_rows(kind: Kind, raw: RawTable, columns: Mapping[str, int]) -> Places:
    """The geometry of every row of a file that has places.

    Parameters
    ----------
    kind : Kind
    raw : RawTable
    columns : mapping of field to column index
    """
    places = Places(raw, columns)
    with np.errstate(invalid="ignore"):  # GEOS compares coordinates that are no numbers; they are rejected
        if raw.geometry is None:
            _draw_cells(places, raw, columns)
        else:
            _draw_geometry(places, raw, raw.geometry)
        _check(places)
    drawn = _drawn(places)
    fits = (shapely.get_type_id(places.shapes[drawn]) == shapely.GeometryType.POINT) & (Shape.POINT in kind.shapes)
    for at in drawn[~fits].tolist():
        _fit(kind, places, at)
    _find_swapped(places)
    return places


def parts_of(shape: BaseGeometry) -> list[BaseGeometry]:
    """A geometry's parts in order; itself where it has one."""
    return list(shapely.get_parts(shape))


def middle_of(shape: BaseGeometry) -> tuple[float, float] | None:
    """Longitude and latitude of the middle of a geometry's box, where it has one on the globe."""
    west, south, east, north = shape.bounds
    lon, lat = (west + east) / 2, (south + north) / 2
    return (round(lon, 6), round(lat, 6)) if abs(lon) <= HALF_TURN and abs(lat) <= POLE else None


def _drawn(places: Places) -> NDArray[np.intp]:
    """Indices of the rows that have a geometry."""
    return np.flatnonzero(~shapely.is_missing(places.shapes))


def _draw_geometry(places: Places, raw: RawTable, geometry: Sequence[bytes | None]) -> None:
    tangled = frozenset(raw.tangled)
    places.shapes[:] = shapely.from_wkb(np.array(geometry, dtype=object), on_invalid="ignore")
    for at in np.flatnonzero(shapely.is_missing(places.shapes)).tolist():
        broken = "too_tangled" if raw.numbers[at] in tangled else "bad_geometry"
        places.refuse(at, "empty_geometry" if geometry[at] is None else broken)
    beyond = frozenset(raw.beyond)
    for at in _drawn(places).tolist() if beyond else ():
        if raw.numbers[at] in beyond:
            places.refuse(at, "beyond_crs")


def _draw_cells(places: Places, raw: RawTable, columns: Mapping[str, int]) -> None:
    """Points of what cells say: plain degrees of all rows at once, everything else row by row."""
    at = np.full((len(raw.rows), 2), np.nan)
    if "lon" in columns and "lat" in columns:
        for axis, field in enumerate(("lon", "lat")):
            index = columns[field]
            at[:, axis] = plain_degrees([row[index] for row in raw.rows])
    left = np.flatnonzero(np.isnan(at).any(axis=1)).tolist()
    manner = manner_of(raw.rows if left else [], columns)
    for number in left:
        spot = spot_of(raw.rows[number], columns, manner)
        if spot.at is None:
            places.refuse(number, spot.fault or "coordinate_missing", spot.value)
            continue
        at[number] = spot.at
        if spot.notes:
            places.notes[number] = spot.notes
    told = np.array([number not in places.faults for number in range(len(at))], dtype=bool)
    places.shapes[told] = shapely.points(at[told])


def _check(places: Places) -> None:
    """Judge the coordinates of geometries, and leave out heights."""
    drawn = _drawn(places)
    for at in drawn[shapely.is_empty(places.shapes[drawn])].tolist():
        places.refuse(at, "empty_geometry")
    drawn = _drawn(places)
    if not len(drawn):
        return
    at, owner = shapely.get_coordinates(places.shapes[drawn], return_index=True)
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    finite = np.logical_and.reduceat(np.isfinite(at).all(axis=1), first)
    x, y = np.maximum.reduceat(np.abs(at), first).T
    faults = {
        "coordinate_unreadable": ~finite,
        "coordinate_swapped": (y > POLE) & (x <= POLE) & (y <= HALF_TURN),
        "coordinate_out_of_range": (x > HALF_TURN) | (y > POLE),
        "coordinate_zero": np.maximum(x, y) < ZERO_DEGREES,
    }
    codes = np.select(list(faults.values()), np.arange(len(faults)), -1)
    for number in np.flatnonzero(codes >= 0).tolist():
        places.refuse(int(drawn[number]), list(faults)[codes[number]])
    drawn = drawn[codes < 0]
    places.shapes[drawn] = shapely.force_2d(places.shapes[drawn])


def _fit(kind: Kind, places: Places, at: int) -> None:
    """Make a geometry one that its kind can be, or say why it cannot."""
    shape: BaseGeometry = places.shapes[at]
    parts = parts_of(shape)
    forms = {SHAPES.get(part.geom_type) for part in parts}
    points_only = kind.shapes == {Shape.POINT}
    if forms == {Shape.LINE} and Shape.LINE in kind.shapes:
        _drop_pointlike(places, at, parts)
    elif forms == {Shape.AREA} and (points_only or Shape.AREA in kind.shapes):
        if not shape.is_valid:
            places.refuse(at, "crosses_itself")
        elif points_only:
            places.shapes[at], places.notes[at] = shape.representative_point(), ("polygon_to_point",)
    elif forms == {Shape.POINT} and Shape.POINT in kind.shapes:
        if len(parts) > 1:
            places.refuse(at, "several_points")
        else:
            places.shapes[at] = parts[0]
    else:
        places.refuse(at, "wrong_geometry", shape.geom_type)


def _drop_pointlike(places: Places, at: int, parts: Sequence[BaseGeometry]) -> None:
    """Leave out the parts of a line that have no length."""
    long = [part for part in parts if (shapely.get_coordinates(part) != shapely.get_coordinates(part)[0]).any()]
    if not long:
        places.refuse(at, "zero_length")
    elif len(long) < len(parts) or len(long) == 1:
        places.shapes[at] = long[0] if len(long) == 1 else shapely.MultiLineString([list(part.coords) for part in long])
        if len(long) < len(parts):
            places.notes[at] = ("parts_without_length",)


def _find_swapped(places: Places) -> None:
    """Reject rows that lie far from all others but among them when longitude and latitude change places."""
    drawn = _drawn(places)
    if len(drawn) < ENOUGH_ROWS:
        return
    bounds = shapely.bounds(places.shapes[drawn])
    at: Floats = (bounds[:, :2] + bounds[:, 2:]) / 2
    centre = np.median(at, axis=0)
    spread = np.maximum(SPREADS * np.median(np.abs(at - centre), axis=0), LEAST_SPREAD_DEGREES)
    astray = (np.abs(at - centre) > spread).any(axis=1)
    fits = (np.abs(at[:, ::-1] - centre) <= spread).all(axis=1)
    for at_row in drawn[astray & fits].tolist():
        places.refuse(at_row, "coordinate_swapped")
