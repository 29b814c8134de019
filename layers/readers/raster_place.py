# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the pixels of a raster lie: in degrees, and on the plane of a theatre; in the limited child only."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import ArrayLike, NDArray

from layers.catchment import Catchment
from layers.errors import UnusableFile
from layers.geodesy import TheatreCrs

Floats = NDArray[np.float64]
Plane = tuple[Floats, Floats]

LATTICE = 33
"""Places along each side by which an outline is found."""
PADDING, PADDING_PIXELS = 0.05, 3
PIECES_PER_CELL, PIECE_M, MOST_PIECES = 4, 250, 64
"""A piece of a pixel is at most such a part of a cell's side, and so long, or there would be more along a pixel."""
EARTH_M, SLACK = 6.4e6, 0.05
LONGEST_STEP = 32
FAR_SIDE = -0.9
"""Cosine beyond which a place is opposite the theatre, where its plane ends."""
POLE, HALF_TURN = 90.0, 180.0


class RasterPlace:
    """Positions of pixels, counted from 0 at the corner of the first.

    Parameters
    ----------
    raster : rasterio dataset
    file : str
        Its name, for errors.

    Raises
    ------
    UnusableFile
        `no_crs`, `unknown_crs` or `raster_unplaced`.
    """

    def __init__(self, raster: Any, file: str) -> None:  # noqa: ANN401  the library has no types
        if raster.crs is None:
            raise UnusableFile("raster_no_crs", file=file)
        try:
            own = pyproj.CRS.from_wkt(raster.crs.to_wkt())
            self._turn = pyproj.Transformer.from_crs(own, pyproj.CRS.from_epsg(4326), always_xy=True)
        except (pyproj.exceptions.CRSError, pyproj.exceptions.ProjError):
            raise UnusableFile("unknown_crs", file=file, crs=str(raster.crs)[:200]) from None
        self.crs_name = own.name
        self._width, self._height = raster.width, raster.height
        self._affine = raster.transform
        if self._affine.is_identity or not all(map(math.isfinite, self._affine)) or self._affine.is_degenerate:
            raise UnusableFile("raster_unplaced", file=file)

    def outline(self) -> bytes:
        """The box in degrees that holds every pixel, as WKB."""
        row, column = np.meshgrid(
            np.linspace(0, self._height, LATTICE), np.linspace(0, self._width, LATTICE), indexing="ij"
        )
        lon, lat = self._lonlat(row.ravel(), column.ravel())
        known = np.isfinite(lon) & np.isfinite(lat)
        if not known.any():
            return b""
        west, east = np.clip([lon[known].min(), lon[known].max()], -HALF_TURN, HALF_TURN)
        south, north = np.clip([lat[known].min(), lat[known].max()], -POLE, POLE)
        return bytes(shapely.to_wkb(shapely.box(west, south, east, north)))

    def window_of(self, catchment: Catchment) -> tuple[range, range]:
        """Rows and columns of pixels beyond which none lies in the mission area."""
        min_x, min_y, max_x, max_y = catchment.area_xy.bounds
        x, y = np.meshgrid(np.linspace(min_x, max_x, LATTICE), np.linspace(min_y, max_y, LATTICE))
        row, column = self._pixels(*catchment.crs.to_lonlat(x.ravel(), y.ravel()))
        return _range(row, self._height), _range(column, self._width)

    def pieces(self, catchment: Catchment) -> int:
        """Into how many pieces a pixel is cut along its side."""
        least = min(catchment.grid.cell_m / PIECES_PER_CELL, PIECE_M)
        return max(1, min(MOST_PIECES, math.ceil(self._pixel_m(catchment) / least - 1e-9)))

    def share_beyond(self, catchment: Catchment) -> float:
        """Which part of the cells has its centre in no pixel."""
        if not catchment.grid.cells:
            return 0.0
        row, column = self._pixels(*catchment.crs.to_lonlat(*catchment.grid.centres_xy().T))
        with np.errstate(invalid="ignore"):
            held = (row >= 0) & (row < self._height) & (column >= 0) & (column < self._width)
        return float(1 - held.mean())

    def spread(self, rows: range, columns: range, cut: int, catchment: Catchment) -> Plane:
        """Centres of the pieces of pixels on the plane; shape (rows * cut, columns * cut).

        Exact at knots, straight between them: they stand so close that this is off by a twentieth of a pixel at most.
        """
        step = int(math.sqrt(8 * SLACK * EARTH_M / self._pixel_m(catchment)))
        step = max(1, min(LONGEST_STEP, step))
        row_knots, row_at, row_share = _knots(rows, cut, step)
        column_knots, column_at, column_share = _knots(columns, cut, step)
        knots = self._plane(*np.meshgrid(row_knots, column_knots, indexing="ij"), catchment.crs)
        found = []
        for values in knots:
            down = values[row_at] * (1 - row_share)[:, None] + values[row_at + 1] * row_share[:, None]
            found.append(down[:, column_at] * (1 - column_share) + down[:, column_at + 1] * column_share)
        return found[0], found[1]

    def _pixel_m(self, catchment: Catchment) -> float:
        """The longer side of a pixel in the middle of the mission area."""
        min_x, min_y, max_x, max_y = catchment.area_xy.bounds
        row, column = self._pixels(*catchment.crs.to_lonlat([(min_x + max_x) / 2], [(min_y + max_y) / 2]))
        row, column = np.clip(row, 0, self._height - 1), np.clip(column, 0, self._width - 1)
        x, y = self._plane(np.add(row, (0, 0, 1)), np.add(column, (0, 1, 0)), catchment.crs)
        sides = np.hypot(x[1:] - x[0], y[1:] - y[0])
        return float(np.nanmax(sides)) if np.isfinite(sides).any() else 1.0

    def _plane(self, row: ArrayLike, column: ArrayLike, crs: TheatreCrs) -> Plane:
        """Positions on the plane; NaN where there are none."""
        lon, lat = self._lonlat(row, column)
        with np.errstate(invalid="ignore"):
            here, there = np.radians(crs.lat0), np.radians(lat)
            turn = np.radians(lon - crs.lon0)
            near = np.sin(here) * np.sin(there) + np.cos(here) * np.cos(there) * np.cos(turn) > FAR_SIDE
        x, y = np.full(lon.shape, np.nan), np.full(lon.shape, np.nan)
        x[near], y[near] = crs.to_xy(lon[near], lat[near])
        return x, y

    def _lonlat(self, row: ArrayLike, column: ArrayLike) -> Plane:
        lon, lat = map(np.asarray, self._turn.transform(*_linear(self._affine, column, row)))
        lost = ~(np.isfinite(lon) & np.isfinite(lat) & (np.abs(lat) <= POLE + 1e-6))
        return np.where(lost, np.nan, lon), np.clip(np.where(lost, np.nan, lat), -POLE, POLE)

    def _pixels(self, lon: ArrayLike, lat: ArrayLike) -> Plane:
        """Rows and columns of positions in degrees."""
        column, row = _linear(~self._affine, *self._turn.transform(lon, lat, direction="INVERSE"))
        return row, column


def _linear(affine: Any, one: ArrayLike, other: ArrayLike) -> Plane:  # noqa: ANN401  the library has no types
    a, b, c, d, e, f = affine[:6]
    one, other = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    return a * one + b * other + c, d * one + e * other + f


def _range(found: Floats, size: int) -> range:
    """Whole pixels from the least to the most found, with some to spare; all where that is not known."""
    if not np.isfinite(found).all():
        return range(size)
    spare = PADDING * (found.max() - found.min()) + PADDING_PIXELS
    low, high = np.clip([found.min() - spare, found.max() + spare], 0, size)
    return range(int(low), math.ceil(high))


def _knots(pixels: range, cut: int, step: int) -> tuple[Floats, NDArray[np.int64], Floats]:
    """Knots along a row of pixels; for the centre of every piece the knot before it, and how far it is to the next."""
    count = max(1, math.ceil(len(pixels) / step))
    knots = np.linspace(pixels.start, pixels.stop, count + 1)
    centres = pixels.start + (np.arange(len(pixels) * cut) + 0.5) / cut
    along = (centres - pixels.start) / (len(pixels) / count)
    before = np.minimum(along.astype(np.int64), count - 1)
    return knots, before, along - before
