# SPDX-License-Identifier: GPL-3.0-or-later
"""Grid references of the Military Grid Reference System, as soldiers write positions (NGA.STND.0037, 2.0.0, 2014)."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer

Floats = NDArray[np.float64]

MOST_DIGITS = 5
"""Digits of each axis that tell a metre."""
SOUTHERNMOST, NORTHERNMOST = -80.0, 84.0
"""Latitudes between which there are zones; beyond lie the poles, which have a grid of their own."""
BANDS = "CDEFGHJKLMNPQRSTUVWX"
NORTHERN_BANDS = BANDS[BANDS.index("N") :]
BAND_DEGREES, ZONE_DEGREES = 8.0, 6.0
COLUMNS = ("ABCDEFGH", "JKLMNPQR", "STUVWXYZ")
ROWS = "ABCDEFGHJKLMNPQRSTUV"
SQUARE_M = 100_000
ROWS_REPEAT_M = SQUARE_M * len(ROWS)
EVEN_ZONE_ROW = 5
BAND_SLACK_DEGREES = 1.0
"""A square at the edge of a band is named by the band though part of it lies beyond."""

_REFERENCE = re.compile(r"(\d{1,2})([C-HJ-NP-X])([A-HJ-NP-Z])([A-HJ-NP-V])(\d*)")


def mgrs_of(lon: float, lat: float, digits: int = MOST_DIGITS) -> str | None:
    """Grid reference of a position.

    Parameters
    ----------
    lon, lat : float
        Degrees, WGS84.
    digits : int
        Of each axis: 5 = 1 m, 4 = 10 m, ... 0 = the square of 100 km.

    Returns
    -------
    str or None
        Such as ``38SMB4414084706``; truncated, as the standard says. None near the poles, where there are no zones.
    """
    if not SOUTHERNMOST <= lat <= NORTHERNMOST:
        return None
    zone, band = zone_of(lon, lat), _band(lat)
    easting, northing = (float(axis) for axis in utm_of(lon, lat, zone, south=lat < 0))
    column = COLUMNS[(zone - 1) % 3][int(easting // SQUARE_M) - 1]
    row = ROWS[(int(northing // SQUARE_M) + _first_row(zone)) % len(ROWS)]
    step = 10 ** (MOST_DIGITS - digits)
    figures = "".join(f"{int(axis % SQUARE_M // step):0{digits}d}" for axis in (easting, northing)) if digits else ""
    return f"{zone}{band}{column}{row}{figures}"


def lonlat_of_mgrs(text: str) -> tuple[float, float] | None:
    """Middle of the square that a grid reference names, in degrees; None for what is no reference.

    Spaces and case do not matter.
    """
    found = _REFERENCE.fullmatch("".join(text.split()).upper())
    if found is None:
        return None
    halves = [len(part) for part in text.split() if part.isdigit()][-2:]
    if len(halves) == 2 and halves[0] != halves[1] and sum(halves) == len(found[5]):  # noqa: PLR2004  two halves
        return None
    zone, band, column, row, figures = int(found[1]), *found.groups()[1:]
    digits = len(figures) // 2
    columns = COLUMNS[(zone - 1) % 3]
    if len(figures) % 2 or digits > MOST_DIGITS or not 1 <= zone <= 360 / ZONE_DEGREES or column not in columns:
        return None
    step = 10 ** (MOST_DIGITS - digits)
    within = [(int(part) if part else 0) * step + step / 2 for part in (figures[:digits], figures[digits:])]
    easting = (columns.index(column) + 1) * SQUARE_M + within[0]
    first = (ROWS.index(row) - _first_row(zone)) % len(ROWS) * SQUARE_M + within[1]
    return _in_band(zone, band, easting, first)


def zone_of(lon: float, lat: float) -> int:
    """UTM zone of a position, with the exceptions of Norway and Svalbard."""
    lon = (lon + 180.0) % 360.0 - 180.0
    for south, north, west, east, zone in (
        (56, 64, 3, 12, 32),
        (72, 84.1, 0, 9, 31),
        (72, 84.1, 9, 21, 33),
        (72, 84.1, 21, 33, 35),
        (72, 84.1, 33, 42, 37),
    ):
        if south <= lat < north and west <= lon < east:
            return zone
    return int((lon + 180.0) // ZONE_DEGREES) + 1


def utm_of(lon: ArrayLike, lat: ArrayLike, zone: int, *, south: bool) -> tuple[Floats, Floats]:
    """Easting and northing in a UTM zone, metres; infinite far from it."""
    east, north = _utm(zone, south).transform(lon, lat)
    return np.asarray(east, dtype=np.float64), np.asarray(north, dtype=np.float64)


def lonlat_of_utm(easting: ArrayLike, northing: ArrayLike, zone: int, *, south: bool) -> tuple[Floats, Floats]:
    """Degrees of positions in a UTM zone."""
    lon, lat = _utm(zone, south).transform(easting, northing, direction="INVERSE")
    return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


def _in_band(zone: int, band: str, easting: float, first: float) -> tuple[float, float] | None:
    """The position with this easting whose northing, which repeats, falls in its band."""
    south = band < "N"
    lowest = SOUTHERNMOST + BANDS.index(band) * BAND_DEGREES
    highest = NORTHERNMOST if band == "X" else lowest + BAND_DEGREES
    northings = np.arange(first, 1e7, ROWS_REPEAT_M)
    lon, lat = lonlat_of_utm(np.full(len(northings), easting), northings, zone, south=south)
    away = np.maximum(lowest - lat, lat - highest)
    best = int(np.argmin(away))
    return (float(lon[best]), float(lat[best])) if away[best] <= BAND_SLACK_DEGREES else None


def _band(lat: float) -> str:
    return BANDS[min(int((lat - SOUTHERNMOST) // BAND_DEGREES), len(BANDS) - 1)]


def _first_row(zone: int) -> int:
    return EVEN_ZONE_ROW if zone % 2 == 0 else 0


@lru_cache(maxsize=32)
def _utm(zone: int, south: bool) -> Transformer:  # noqa: FBT001  a key of the cache
    return Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad "
        f"+step +proj=utm +zone={zone} {'+south ' if south else ''}+ellps=WGS84"
    )
