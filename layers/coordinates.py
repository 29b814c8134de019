# SPDX-License-Identifier: GPL-3.0-or-later
"""Positions as people type them: MGRS, decimal degrees, degrees with minutes and seconds."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from pyproj import Transformer

LonLat = tuple[float, float]

BANDS = "CDEFGHJKLMNPQRSTUVWX"
"""Eight degrees of latitude each from 80 south on, the last twelve."""
COLUMNS = ("STUVWXYZ", "ABCDEFGH", "JKLMNPQR")
"""Letters of the 100 km columns, by zone modulo 3."""
ROWS = "ABCDEFGHJKLMNPQRSTUV"
ODD_ROW, EVEN_ROW = 0, 5
"""With which of `ROWS` the equator begins, by zone."""
SQUARE_M, ROUND_M = 100_000, 2_000_000
DEEPEST = 5
"""Digits of each number down to the metre."""
SLACK_DEGREES = 1.0
"""A square at the edge of its band reaches over it."""
SOUTH, BAND_DEGREES, LAST_BAND_DEGREES = -80.0, 8.0, 12.0
POLE, HALF_TURN = 90.0, 180.0
FULL = 60.0
WEST_SIDE, ZONE_DEGREES = -183.0, 6.0

MGRS = re.compile(r"(\d{1,2})([C-HJ-NP-X])([A-HJ-NP-Z])([A-HJ-NP-V])(\d*)")
NUMBER = r"\d+(?:[.,]\d+)?"
_ANGLE = (
    rf"({NUMBER})\s*(?:[°º]|deg|d\b)?"
    rf"(?:\s*({NUMBER})\s*(?:'(?!')|[\u2032\u2019]|m\b))?"
    rf"(?:\s*({NUMBER})\s*(?:\"|''|[\u2033\u201d]|s\b))?"
)
_SIDE = rf"(?:([NSEWO])\s*{_ANGLE}|([+-])?\s*{_ANGLE}(?:\s*([NSEWO]))?)"
PAIR = re.compile(rf"\s*{_SIDE}(?:[\s,;/]+|(?<=[NSEWO])|(?=[NSEWO])){_SIDE}\s*", re.IGNORECASE)
GROUPS = 9
"""How many groups `_SIDE` has: letter and angle, or sign, angle and letter."""


def parse_position(text: str) -> LonLat | None:
    """Find the position that a text names.

    Parameters
    ----------
    text : str
        An MGRS reference, with or without spaces; or latitude and longitude in degrees, with or without minutes and
        seconds. Without letters for the directions latitude comes first, unless only longitude can be so large.

    Returns
    -------
    (lon, lat) or None
        None where it names none.
    """
    return lonlat_of_mgrs(text) or _degrees(text)


def lonlat_of_mgrs(text: str) -> LonLat | None:
    """Find the middle of the square that an MGRS reference names; None where it is none.

    Parameters
    ----------
    text : str
        For example ``35NPF 23456 78901``; spaces do not matter. The poles, which have no zones, are not read.
    """
    found = MGRS.fullmatch(re.sub(r"\s", "", text).upper())
    if found is None:
        return None
    halves = [len(part) for part in text.split() if part.isdigit()][-2:]
    if len(halves) == 2 and halves[0] != halves[1] and sum(halves) == len(found[5]):  # noqa: PLR2004  two halves
        return None
    zone, band, column, row, digits = int(found[1]), found[2], found[3], found[4], found[5]
    half = len(digits) // 2
    if not 1 <= zone <= FULL or len(digits) % 2 or half > DEEPEST or column not in COLUMNS[zone % 3]:
        return None
    unit_m = 10 ** (DEEPEST - half)
    east_m, north_m = ((int(part or 0) + 0.5) * unit_m for part in (digits[:half], digits[half:]))
    east_m += (COLUMNS[zone % 3].index(column) + 1) * SQUARE_M
    first = ODD_ROW if zone % 2 else EVEN_ROW
    north_m += (ROWS.index(row) - first) % len(ROWS) * SQUARE_M
    south = SOUTH + BAND_DEGREES * BANDS.index(band)
    north = south + (LAST_BAND_DEGREES if band == BANDS[-1] else BAND_DEGREES)
    for rounds in range(math.ceil(10_000_000 / ROUND_M)):
        lon, lat = _utm(zone, band < "N").transform(east_m, north_m + rounds * ROUND_M)
        if south - SLACK_DEGREES <= lat < north + SLACK_DEGREES:
            return float(lon), float(lat)
    return None


@lru_cache(maxsize=8)
def _utm(zone: int, south: bool) -> Transformer:  # noqa: FBT001  a half of the earth
    """Metres of a zone to degrees, longitude first; a bare pipeline, so no datum choice can slip in."""
    half = " +south" if south else ""
    return Transformer.from_pipeline(
        f"+proj=pipeline +step +inv +proj=utm +zone={zone}{half} +ellps=WGS84 "
        "+step +proj=unitconvert +xy_in=rad +xy_out=deg"
    )


def _degrees(text: str) -> LonLat | None:
    found = PAIR.fullmatch(text)
    if found is None:
        return None
    sides = found.groups()
    one, other = _angle(*sides[:GROUPS]), _angle(*sides[GROUPS:])
    if one is None or other is None:
        return None
    axes = _axis(*sides[:GROUPS]), _axis(*sides[GROUPS:])
    if axes in {("lon", "lat"), ("lon", ""), ("", "lat")} or (axes == ("", "") and abs(one) > POLE >= abs(other)):
        one, other = other, one
    elif axes not in {("lat", "lon"), ("lat", ""), ("", "lon"), ("", "")}:
        return None
    return (other, one) if abs(one) <= POLE and abs(other) <= HALF_TURN else None


def _axis(*side: str | None) -> str:
    letter = (side[0] or side[-1] or "").upper()
    return "" if not letter else "lat" if letter in "NS" else "lon"


def _angle(*side: str | None) -> float | None:
    """Degrees of an angle, None where it contradicts itself."""
    letter, sign = (side[0] or side[-1] or "").upper(), side[4]
    if sign and letter:
        return None
    texts = side[1:4] if side[1] else side[5:8]
    degrees, minutes, seconds = (0.0 if part is None else float(part.replace(",", ".")) for part in texts)
    if minutes >= FULL or seconds >= FULL:
        return None
    size = degrees + minutes / 60 + seconds / 3600
    return -size if sign == "-" or letter in {"S", "W", "O"} else size
