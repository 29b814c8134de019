# SPDX-License-Identifier: GPL-3.0-or-later
"""Cells -> longitude and latitude: degrees however written, grid references, metres of UTM or another system."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.coordinates import parse_angle, parse_position
from layers.kinds import PLACE_WAYS
from layers.mgrs import BANDS, NORTHERN_BANDS, lonlat_of_mgrs, lonlat_of_utm
from layers.projected import projected
from layers.raw import Cell
from layers.values import UNKNOWN, BadValue, number_of, text_of

EASTINGS, NORTHINGS = (100_000.0, 900_000.0), (0.0, 10_000_000.0)
"""Metres between which a zone has positions."""
ZONES = 60
UTM_ZONE = re.compile(r"(?:(?:utm|zone|zona|huso|fuseau|wgs ?84|/)\s*)*(\d{1,2})\s*([a-z]*)", re.IGNORECASE)
EPSG = re.compile(r"(?:epsg:)?32([67])(\d\d)", re.IGNORECASE)
NORTH, SOUTH = frozenset({"n", "north", "nord", "norte"}), frozenset({"s", "south", "sud", "sur"})
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


def spot_of(row: Sequence[Cell], columns: Mapping[str, int]) -> Spot:
    """Where a row is, by the first of its ways that is filled in.

    Parameters
    ----------
    row : sequence of Cell
    columns : mapping of field to column index
        With the fields of one way at least.
    """
    empty: Spot | None = None
    for way, spot_by in zip(PLACE_WAYS, READ, strict=True):
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


def _by_position(cell: Cell) -> Spot:
    text = text_of(cell)
    if text.casefold() in UNKNOWN:
        return Spot(text, fault="coordinate_missing")
    at = parse_position(text)
    if at is None:
        return Spot(text, fault="position_unreadable")
    if lonlat_of_mgrs(text) is None:
        said = re.search(r"[NSEWO]", text, re.IGNORECASE) is not None
        return Spot(text, at, notes=() if said else ("latitude_first",))
    plain = "".join(text.split())
    digits = (len(plain) - len(plain.rstrip("0123456789"))) // 2
    if digits < COARSE_DIGITS:
        return Spot(text, fault="position_coarse")
    return Spot(text, at, notes=() if digits >= FINE_DIGITS else ("position_within_km",))


def _by_utm(east_cell: Cell, north_cell: Cell, zone_cell: Cell) -> Spot:
    value = f"{text_of(east_cell)}, {text_of(north_cell)}, {text_of(zone_cell)}"
    try:
        east, north = number_of(east_cell), number_of(north_cell)
    except BadValue:
        return Spot(value, fault="coordinate_unreadable")
    if east is None or north is None:
        return Spot(value, fault="coordinate_missing")
    zone = zone_of_text(text_of(zone_cell))
    system = None if zone is not None else projected(text_of(zone_cell))
    if system is not None:
        at = system.lonlat(east, north)
        return Spot(value, at, fault=None if at is not None else "beyond_crs")
    if zone is None:
        return Spot(value, fault="utm_zone_unclear")
    if not (EASTINGS[0] <= east <= EASTINGS[1] and NORTHINGS[0] <= north <= NORTHINGS[1]):
        return Spot(value, fault="utm_out_of_range")
    number, south, assumed = zone
    lon, lat = lonlat_of_utm(east, north, number, south=south)
    return Spot(value, (float(lon), float(lat)), notes=("utm_s_is_south",) if assumed else ())


def zone_of_text(text: str) -> tuple[int, bool, bool] | None:
    """Tell the UTM zone that a text names.

    Returns
    -------
    (zone, south, assumed) or None
        Assumed where the letter S may also be the band from 32 to 40 degrees north. None where it names none, or not
        on which side of the equator.
    """
    code = EPSG.fullmatch(text.strip())
    if code is not None:
        number, south, assumed = int(code[2]), code[1] == "7", False
    else:
        found = UTM_ZONE.fullmatch(text.strip())
        if found is None:
            return None
        number, side = int(found[1]), found[2].casefold()
        north = side in NORTH or side.upper() in NORTHERN_BANDS
        south = side in SOUTH or (len(side) == 1 and side.upper() in BANDS and not north)
        if side == "s":
            north, south = False, True
        if not side or not (north or south):
            return None
        assumed = side == "s"
    return (number, south, assumed) if 1 <= number <= ZONES else None


READ: tuple[Callable[..., Spot], ...] = (_by_degrees, _by_position, _by_utm)
"""How each of `PLACE_WAYS` is read."""
