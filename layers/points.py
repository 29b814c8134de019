# SPDX-License-Identifier: GPL-3.0-or-later
"""Cells -> longitude and latitude: degrees however written, grid references, metres of UTM or another system."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from layers.coordinates import order_in, order_of, parse_angle, parse_position
from layers.kinds import PLACE_WAYS
from layers.metres import mark_of_metres, place_of_metres
from layers.mgrs import lonlat_of_mgrs
from layers.numerals import Mark, doubt_of
from layers.raw import Cell
from layers.values import UNKNOWN, BadValue, number_of, text_of

METRES = ("easting", "northing", "utm_zone")
LONGEST_PLAIN = 40
"""Characters; a longer number is read with care."""
FINE_DIGITS, COARSE_DIGITS = 3, 2
"""Digits of each axis of a grid reference: three tell 100 m, two 1 km, fewer no place."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a row's cells say that it is, or why they do not.

    Attributes
    ----------
    value : str
        The cells.
    at : (lon, lat) or None
    fault : str or None
        Code of the error.
    notes : tuple of str
        Codes of what was assumed.
    """

    value: str
    at: tuple[float, float] | None = None
    fault: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manner:
    """How the columns of a table tell places, where a row alone may mean two.

    Attributes
    ----------
    mark : Mark
        What eastings and northings have before decimals.
    first : str
        ``lat`` or ``lon``: which of a position without letters stands first; "" where rows contradict each other.
    """

    mark: Mark = Mark.DOT
    first: str = "lat"


def manner_of(rows: Sequence[Sequence[Cell]], columns: Mapping[str, int]) -> Manner:
    """Tell from all rows together how each of them is to be read; the same whatever their order."""
    mark, first = Mark.DOT, "lat"
    if set(METRES) <= columns.keys():
        east, north, zone = (columns[field] for field in METRES)
        mark = mark_of_metres([(row[east], row[north], row[zone]) for row in rows])
    if "position" in columns:
        first = order_of({text_of(row[columns["position"]]) for row in rows})
    return Manner(mark, first)


def spot_of(row: Sequence[Cell], columns: Mapping[str, int], manner: Manner = Manner()) -> Spot:
    """Where a row is, by the first of its ways that is filled in.

    Parameters
    ----------
    row : sequence of Cell
    columns : mapping of field to column index
        With the fields of one way at least.
    manner : Manner
        As all rows of its table tell it.
    """
    empty: Spot | None = None
    read: tuple[Callable[..., Spot], ...] = (
        _by_degrees,
        partial(_by_position, first=manner.first),
        partial(_by_metres, mark=manner.mark),
    )
    for way, spot_by in zip(PLACE_WAYS, read, strict=True):
        if all(field in columns for field in way):
            spot = spot_by(*(row[columns[field]] for field in way))
            if spot.fault != "coordinate_missing":
                return spot
            empty = empty or spot
    return empty or Spot("", fault="coordinate_missing")


def plain_degrees(cells: Sequence[Cell]) -> NDArray[np.float64]:
    """Degrees of a column as far as its cells are plain numbers, as nearly all are; NaN for every other cell."""
    return np.fromiter(map(_plain, cells), dtype=np.float64, count=len(cells))


def _plain(cell: Cell) -> float:
    if isinstance(cell, str):
        plain = len(cell) <= LONGEST_PLAIN and "_" not in cell
    else:
        plain = isinstance(cell, (int, float)) and not isinstance(cell, bool)
    try:
        degrees = float(cell) if plain and cell is not None else math.nan
    except (ValueError, OverflowError):
        return math.nan
    return degrees if math.isfinite(degrees) else math.nan


def _by_degrees(lon_cell: Cell, lat_cell: Cell) -> Spot:
    value = f"{text_of(lon_cell)}, {text_of(lat_cell)}"
    try:
        lon, lon_axis = _degrees(lon_cell)
        lat, lat_axis = _degrees(lat_cell)
    except BadValue:
        return Spot(value, fault="coordinate_unreadable")
    if lon is None or lat is None:
        return Spot(value, fault="coordinate_missing")
    if lon_axis == "lat" or lat_axis == "lon":
        return Spot(value, fault="coordinate_swapped" if lon_axis != lat_axis else "coordinate_unreadable")
    return Spot(value, (lon, lat))


def _degrees(cell: Cell) -> tuple[float | None, str]:
    """Degrees of a cell and the axis that it names.

    Nobody sets thousands of degrees apart: a comma stands before decimals, and a space before minutes.
    """
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return number_of(cell), ""
    text = text_of(cell)
    if text.casefold() in UNKNOWN:
        return None, ""
    try:
        degrees = float(text.replace(",", ".", 1))
    except ValueError:
        angle = parse_angle(text)
        if angle is None:
            raise BadValue("coordinate_unreadable") from None
        return angle
    if "_" in text or not math.isfinite(degrees):
        raise BadValue("coordinate_unreadable")
    return degrees, ""


def _by_position(cell: Cell, first: str) -> Spot:
    text = text_of(cell)
    if text.casefold() in UNKNOWN:
        return Spot(text, fault="coordinate_missing")
    at = parse_position(text, first)
    if at is None:
        return Spot(text, fault="position_unreadable")
    if lonlat_of_mgrs(text) is None:
        told = order_in(text)
        if told == "" and not first:
            return Spot(text, fault="order_unclear")
        return Spot(
            text, at, notes=() if told is None else ("longitude_first" if first == "lon" else "latitude_first",)
        )
    plain = "".join(text.split())
    digits = (len(plain) - len(plain.rstrip("0123456789"))) // 2
    if digits < COARSE_DIGITS:
        return Spot(text, fault="position_coarse")
    return Spot(text, at, notes=() if digits >= FINE_DIGITS else ("position_within_km",))


def _by_metres(east_cell: Cell, north_cell: Cell, zone_cell: Cell, mark: Mark) -> Spot:
    texts = text_of(east_cell), text_of(north_cell), text_of(zone_cell)
    value = ", ".join(texts)
    try:
        east, north = number_of(east_cell, mark), number_of(north_cell, mark)
    except BadValue as fault:
        return Spot(value, fault="metres_unclear" if str(fault) == "mark_unclear" else "coordinate_unreadable")
    if east is None or north is None:
        return Spot(value, fault="coordinate_missing")
    at, said = place_of_metres(east, north, texts[2])
    if at is None:
        return Spot(value, fault=said)
    doubts = (
        doubt_of(text, mark)
        for text, number in zip(texts, (east_cell, north_cell), strict=False)
        if isinstance(number, str)
    )
    return Spot(value, at, notes=tuple(dict.fromkeys(filter(None, (said, *doubts)))))
