# SPDX-License-Identifier: GPL-3.0-or-later
"""Reference systems that the user names by their EPSG code, and positions in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

CODE = re.compile(r"\s*epsg\s*:\s*(\d{4,6})\s*", re.IGNORECASE)
BEYOND_DEGREES = 3.0
"""So far outside the area that a system is made for a position is still taken; further out it is somebody's mistake."""


@dataclass(frozen=True, slots=True)
class System:
    """A reference system.

    Attributes
    ----------
    name : str
    in_metres : bool
        False for one that counts in degrees.
    to_degrees : Transformer
        Easting, northing -> longitude, latitude.
    west, south, east, north : float
        Degrees of the area it is made for.
    """

    name: str
    in_metres: bool
    to_degrees: Transformer
    west: float
    south: float
    east: float
    north: float

    def lonlat(self, easting: float, northing: float) -> tuple[float, float] | None:
        """Degrees of a position; None where it lies beyond what the system is made for."""
        lon, lat = self.to_degrees.transform(easting, northing)
        return (float(lon), float(lat)) if self.holds(lon, lat) else None

    def holds(self, lon: Any, lat: Any) -> Any:  # noqa: ANN401  floats or arrays, and as many truths
        """Whether a position, or each of many, lies in the area the system is made for, or near it."""
        width = (self.east - self.west) % 360 or 360.0  # one of the whole earth ends where it begins
        with np.errstate(invalid="ignore"):  # what is no number lies nowhere
            finite = (lon - lon == 0) & (lat - lat == 0)
            across = (lon - self.west + BEYOND_DEGREES) % 360 <= width + 2 * BEYOND_DEGREES
        return finite & across & (self.south - BEYOND_DEGREES <= lat) & (lat <= self.north + BEYOND_DEGREES)


@cache
def named(text: str) -> System | None:
    """The system that a text such as ``EPSG:2154`` names; None where it names none that has places on a map."""
    code = CODE.fullmatch(text)
    if code is None:
        return None
    try:
        crs = CRS.from_epsg(int(code[1]))
    except CRSError:
        return None
    area = crs.area_of_use
    if not (crs.is_projected or crs.is_geographic) or area is None:
        return None
    degrees = Transformer.from_crs(crs, 4326, always_xy=True)
    called = f"{crs.name} (EPSG:{int(code[1])})"
    return System(called, crs.is_projected, degrees, area.west, area.south, area.east, area.north)


def projected(text: str) -> System | None:
    """The system that a text names, where it counts in metres."""
    system = named(text)
    return system if system is not None and system.in_metres else None
