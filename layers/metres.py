# SPDX-License-Identifier: GPL-3.0-or-later
"""Eastings and northings -> degrees, by a UTM zone or another system of metres; and how a table writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from layers.cells import marked
from layers.mgrs import BANDS, NORTHERN_BANDS, lonlat_of_utm
from layers.numerals import Mark, has_two_meanings, mark_of
from layers.projected import projected
from layers.raw import Cell
from layers.values import BadValue, number_of, text_of

EASTINGS, NORTHINGS = (100_000.0, 900_000.0), (0.0, 10_000_000.0)
"""Metres between which a zone has positions."""
ZONES = 60
UTM_ZONE = re.compile(r"(?:(?:utm|zone|zona|huso|fuseau|wgs ?84|/)\s*)*(\d{1,2})\s*([a-z]*)", re.IGNORECASE)
EPSG = re.compile(r"(?:epsg:)?32([67])(\d\d)", re.IGNORECASE)
NORTH, SOUTH = frozenset({"n", "north", "nord", "norte"}), frozenset({"s", "south", "sud", "sur"})

Metres = tuple[Cell, Cell, Cell]
"""Easting, northing and zone of a row."""


def place_of_metres(east: float, north: float, zone_text: str) -> tuple[tuple[float, float] | None, str]:
    """Longitude and latitude, and the code of what was assumed; None and the code of what is wrong."""
    zone = zone_of_text(zone_text)
    system = None if zone is not None else projected(zone_text)
    if system is not None:
        at = system.lonlat(east, north)
        return at, "" if at is not None else "beyond_crs"
    if zone is None:
        return None, "utm_zone_unclear"
    if not (EASTINGS[0] <= east <= EASTINGS[1] and NORTHINGS[0] <= north <= NORTHINGS[1]):
        return None, "utm_out_of_range"
    number, south, assumed = zone
    lon, lat = lonlat_of_utm(east, north, number, south=south)
    return (float(lon), float(lat)), "utm_s_is_south" if assumed else ""


def mark_of_metres(rows: Sequence[Metres]) -> Mark:
    """Tell what stands before decimals in the eastings and northings of a table, both by one writer.

    Where none of them has one meaning alone, it is the one by which they lie where their system has positions.

    Returns
    -------
    Mark
        `Mark.UNCLEAR` where they contradict each other, or both meanings make places of them, or neither does.
    """
    told = mark_of(marked(cell for row in rows for cell in row[:2]))
    if told is not None:
        return told
    doubtful = [row for row in rows if any(map(_is_doubtful, row[:2]))]
    if not doubtful:
        return Mark.DOT
    fits = [mark for mark in (Mark.DOT, Mark.COMMA) if 2 * sum(_fits(row, mark) for row in doubtful) > len(doubtful)]
    return fits[0] if len(fits) == 1 else Mark.UNCLEAR


def _is_doubtful(cell: Cell) -> bool:
    return isinstance(cell, str) and has_two_meanings(text_of(cell))


def _fits(row: Metres, mark: Mark) -> bool:
    """Whether a row is a place where its numbers are read so."""
    try:
        east, north = number_of(row[0], mark), number_of(row[1], mark)
    except BadValue:
        return False
    return east is not None and north is not None and place_of_metres(east, north, text_of(row[2]))[0] is not None


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
