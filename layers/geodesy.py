# SPDX-License-Identifier: GPL-3.0-or-later
"""Positions and lengths on the earth: the plane of a theatre, its centre, geodesic distances."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod, Transformer

from layers.errors import UnusableFile

Floats = NDArray[np.float64]
GeometryT = TypeVar("GeometryT")

_GEOD = Geod(ellps="WGS84")
_CENTRE_DECIMALS = 4
_NO_DIRECTION = 1e-9
_HALF_TURN = 180.0
_QUARTER_TURN = 90.0


@dataclass(frozen=True, slots=True)
class TheatreCrs:
    """The plane of a theatre: Lambert azimuthal equal-area about its centre, WGS84, metres.

    Areas are true everywhere; lengths are off by less than 0.4 % within 1,000 km of the centre, so
    lengths that count are taken by :func:`geodesic_m`, never in this plane. Longitudes are taken
    relative to the centre, so a theatre may lie across the antimeridian.

    Attributes
    ----------
    lon0, lat0 : float
        The centre, degrees.

    Raises
    ------
    ValueError
        The centre is not a position on the earth.
    """

    lon0: float
    lat0: float

    def __post_init__(self) -> None:
        if not (abs(self.lon0) <= _HALF_TURN and abs(self.lat0) <= _QUARTER_TURN):
            message = f"centre of a theatre outside the earth: lon {self.lon0}, lat {self.lat0}"
            raise ValueError(message)

    def to_xy(self, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        """Project positions to the plane.

        Parameters
        ----------
        lon, lat : array_like
            Degrees, WGS84, of one shape. Any turn of longitude is accepted (190 is -170).

        Returns
        -------
        x, y : ndarray of float64
            Metres east and north of the centre, in the shape given.

        Raises
        ------
        UnusableFile
            A position is not a number, beyond a pole, or opposite the centre (`position_off_plane`).
        """
        lon, lat = _float_arrays(lon, lat)
        x, y = self._forward(lon, lat)
        lost = ~(np.isfinite(x) & np.isfinite(y))
        if lost.any():
            raise _off_plane(lon[lost][0], lat[lost][0])
        return x, y

    def to_lonlat(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Bring positions of the plane back to the earth.

        Parameters
        ----------
        x, y : array_like
            Metres, of one shape.

        Returns
        -------
        lon, lat : ndarray of float64
            Degrees, WGS84; longitudes in [-180, 180).

        Raises
        ------
        UnusableFile
            A position is not a number or lies outside the plane's disc (`position_off_plane`).
        """
        x, y = _float_arrays(x, y)
        lon, lat = self._backward(x, y)
        # PROJ's inverse is a short series, off by up to 1.6 mm; one correction brings it below 1 um.
        x_again, y_again = self._forward(lon, lat)
        with np.errstate(invalid="ignore"):
            lon, lat = self._backward(2.0 * x - x_again, 2.0 * y - y_again)
        lost = ~(np.isfinite(lon) & np.isfinite(lat))
        if lost.any():
            raise _off_plane(x[lost][0], y[lost][0])
        return _wrapped(lon), lat

    def project(self, geometry: GeometryT) -> GeometryT:
        """Project geometries from degrees to the plane, vertex by vertex.

        Parameters
        ----------
        geometry : shapely geometry or array of them
            EPSG:4326. None and empty geometries pass through; heights are dropped.

        Returns
        -------
        shapely geometry or ndarray of them
            Metres. A segment is straight in the plane between its projected vertices.

        Raises
        ------
        UnusableFile
            As :meth:`to_xy`.
        """

        def forward(lonlat: Floats) -> Floats:
            return np.column_stack(self.to_xy(lonlat[:, 0], lonlat[:, 1]))

        return _transformed(geometry, forward)

    def unproject(self, geometry: GeometryT) -> GeometryT:
        """Bring geometries of the plane back to degrees, vertex by vertex.

        Parameters
        ----------
        geometry : shapely geometry or array of them
            Metres.

        Returns
        -------
        shapely geometry or ndarray of them
            EPSG:4326, longitudes in [-180, 180).

        Raises
        ------
        UnusableFile
            As :meth:`to_lonlat`.
        """

        def backward(xy: Floats) -> Floats:
            return np.column_stack(self.to_lonlat(xy[:, 0], xy[:, 1]))

        return _transformed(geometry, backward)

    def _forward(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        x, y = _laea(self.lon0, self.lat0).transform(_wrapped(lon), lat)
        return np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)

    def _backward(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        lon, lat = _laea(self.lon0, self.lat0).transform(x, y, direction="INVERSE")
        return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


def centre_of(lon: ArrayLike, lat: ArrayLike) -> tuple[float, float]:
    """Centre of positions: the mean of their unit vectors on the sphere.

    The sums are exact, so the order of the positions does not matter.

    Parameters
    ----------
    lon, lat : array_like
        Degrees, of one shape, at least one position.

    Returns
    -------
    lon0, lat0 : float
        Degrees, rounded to four decimals (about 10 m); lon0 in [-180, 180).

    Raises
    ------
    UnusableFile
        There is no position, one is not a number, or they balance out all round the earth (`no_centre`).
    """
    lon_rad, lat_rad = (np.radians(np.ravel(degrees)) for degrees in _float_arrays(lon, lat))
    if not (np.isfinite(lon_rad).all() and np.isfinite(lat_rad).all()):
        raise UnusableFile("no_centre")
    mean_x = math.fsum(np.cos(lat_rad) * np.cos(lon_rad)) / max(lon_rad.size, 1)
    mean_y = math.fsum(np.cos(lat_rad) * np.sin(lon_rad)) / max(lon_rad.size, 1)
    mean_z = math.fsum(np.sin(lat_rad)) / max(lon_rad.size, 1)
    across = math.hypot(mean_x, mean_y)
    if math.hypot(across, mean_z) < _NO_DIRECTION:
        raise UnusableFile("no_centre")
    lon0 = round(math.degrees(math.atan2(mean_y, mean_x)), _CENTRE_DECIMALS)
    lat0 = round(math.degrees(math.atan2(mean_z, across)), _CENTRE_DECIMALS)
    return (-_HALF_TURN if lon0 == _HALF_TURN else lon0), lat0


def geodesic_m(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> Floats:
    """Geodesic distances on the WGS84 ellipsoid (Karney 2013, through PROJ).

    Parameters
    ----------
    lon1, lat1, lon2, lat2 : array_like
        Degrees; broadcast against each other.

    Returns
    -------
    ndarray of float64
        Metres, the same in both directions to the last bit.

    Raises
    ------
    UnusableFile
        A position is not a number or lies beyond a pole (`position_off_plane`).
    """
    start_lon, start_lat, end_lon, end_lat = np.broadcast_arrays(*_float_arrays(lon1, lat1, lon2, lat2))
    _, _, length = _GEOD.inv(start_lon.ravel(), start_lat.ravel(), end_lon.ravel(), end_lat.ravel())
    length_m: Floats = np.asarray(length, dtype=np.float64).reshape(start_lon.shape)
    lost = ~np.isfinite(length_m)
    if lost.any():
        raise _off_plane(start_lon[lost][0], start_lat[lost][0])
    return length_m


def bearing_deg(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Bearing at the first of two positions towards the second, along the geodesic.

    Parameters
    ----------
    lon1, lat1, lon2, lat2 : float
        Degrees.

    Returns
    -------
    float
        Degrees east of true north, in [0, 360).
    """
    forward, _, _ = _GEOD.inv(lon1, lat1, lon2, lat2)
    return float(forward) % 360.0


def line_length_m(lonlat: ArrayLike) -> float:
    """Geodesic length of a line.

    Parameters
    ----------
    lonlat : array_like, shape (k, 2)
        Vertices, degrees. Fewer than two make a line of length 0.

    Returns
    -------
    float
        Metres; the same for the line reversed, to the last bit.

    Raises
    ------
    UnusableFile
        As :func:`geodesic_m`.
    """
    vertices = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)
    lon, lat = vertices[:, 0], vertices[:, 1]
    return math.fsum(geodesic_m(lon[:-1], lat[:-1], lon[1:], lat[1:]))


@lru_cache(maxsize=32)
def _laea(lon0: float, lat0: float) -> Transformer:
    """Degrees (longitude first) to the plane; a bare pipeline, so no datum choice can slip in."""
    return Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad "
        f"+step +proj=laea +lon_0={float(lon0)!r} +lat_0={float(lat0)!r} +x_0=0 +y_0=0 +ellps=WGS84"
    )


def _transformed(geometry: GeometryT, vertices: Callable[[Floats], Floats]) -> GeometryT:
    given: Any = geometry  # shapely's overloads tell one geometry from an array, not "the same as given"
    changed: GeometryT = shapely.transform(given, vertices)
    return changed


def _float_arrays(*values: ArrayLike) -> tuple[Floats, ...]:
    return tuple(np.asarray(value, dtype=np.float64) for value in values)


def _wrapped(lon: Floats) -> Floats:
    """Longitudes brought to [-180, 180); those already there keep their every bit."""
    with np.errstate(invalid="ignore"):
        outside = ~((lon >= -_HALF_TURN) & (lon < _HALF_TURN))
        turned = np.mod(lon + _HALF_TURN, 2 * _HALF_TURN) - _HALF_TURN
    turned = np.where(turned == _HALF_TURN, -_HALF_TURN, turned)  # rounding may close the circle
    wrapped: Floats = np.where(outside, turned, lon)
    return wrapped


def _off_plane(first: float, second: float) -> UnusableFile:
    return UnusableFile("position_off_plane", position=f"{first:.6g}, {second:.6g}")
