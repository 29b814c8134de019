# SPDX-License-Identifier: GPL-3.0-or-later
"""Positions in metres of a projected reference system that the user names by its EPSG code."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache

from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

CODE = re.compile(r"\s*epsg\s*:\s*(\d{4,6})\s*", re.IGNORECASE)
BEYOND_DEGREES = 3.0
"""So far outside the area that a system is made for a position is still taken; further out it is somebody's mistake."""


@dataclass(frozen=True, slots=True)
class Projected:
    """A projected reference system.

    Attributes
    ----------
    to_degrees : Transformer
        Easting, northing -> longitude, latitude.
    west, south, east, north : float
        Degrees of the area it is made for.
    """

    to_degrees: Transformer
    west: float
    south: float
    east: float
    north: float

    def lonlat(self, easting: float, northing: float) -> tuple[float, float] | None:
        """Degrees of a position; None where it lies beyond what the system is made for."""
        lon, lat = self.to_degrees.transform(easting, northing)
        if not (math.isfinite(lon) and math.isfinite(lat)):
            return None
        width = (self.east - self.west) % 360 or 360.0  # one of the whole earth ends where it begins
        across = (lon - self.west + BEYOND_DEGREES) % 360 <= width + 2 * BEYOND_DEGREES
        along = self.south - BEYOND_DEGREES <= lat <= self.north + BEYOND_DEGREES
        return (float(lon), float(lat)) if across and along else None


@cache
def projected(text: str) -> Projected | None:
    """The system that a text such as ``EPSG:2154`` names; None where it names none, or one that counts in degrees."""
    code = CODE.fullmatch(text)
    if code is None:
        return None
    try:
        crs = CRS.from_epsg(int(code[1]))
    except CRSError:
        return None
    area = crs.area_of_use
    if not crs.is_projected or area is None:
        return None
    degrees = Transformer.from_crs(crs, 4326, always_xy=True)
    return Projected(degrees, area.west, area.south, area.east, area.north)
