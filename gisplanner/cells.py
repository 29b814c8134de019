# SPDX-License-Identifier: GPL-3.0-or-later
"""Response on open ground, cell by cell, and the areas drawn from it (docs/method.md, *Cells*)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import contourpy
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gisplanner.coverage import LATE, UNREACHED, WITHIN
from gisplanner.metric import Times
from gisplanner.mobility import MS_PER_MIN, UNREACHABLE
from gisplanner.theatre import Theatre, lakes

BEYOND = 2.0
"""Cells nobody can reach are drawn as if they took this many times the last limit."""


@dataclass(frozen=True, eq=False)
class Cells:
    """Response of the cells of a theatre's grid; arrays of shape (cells,).

    Attributes
    ----------
    response_ms : int32
        `UNREACHABLE` where nobody can come.
    status : int8
        `WITHIN`, `LATE` or `UNREACHED`.
    standard_ms : int
        The settlement standard.
    """

    response_ms: Times
    status: NDArray[np.int8]
    standard_ms: int


@dataclass(frozen=True)
class Band:
    """Ground with a response between two limits.

    Attributes
    ----------
    from_min, to_min : float
        `to_min` is infinite for the last.
    geometry : shapely geometry, lon/lat
    """

    from_min: float
    to_min: float
    geometry: BaseGeometry


def cells_of(response_ms: Times, standard_ms: int) -> Cells:
    """Judge cell responses by the standard."""
    late = np.where(response_ms < UNREACHABLE, LATE, UNREACHED)
    return Cells(response_ms, np.where(response_ms <= standard_ms, WITHIN, late).astype(np.int8), standard_ms)


def bands(theatre: Theatre, cells: Cells, limits_min: Sequence[float]) -> list[Band]:
    """Filled contours of the cell responses.

    Parameters
    ----------
    theatre : Theatre
    cells : Cells
    limits_min : sequence of float
        Ascending; one band up to each, and one beyond the last.

    Returns
    -------
    list of Band
        Only those with any ground; lakes are left out.
    """
    capped = np.minimum(cells.response_ms / MS_PER_MIN, BEYOND * limits_min[-1])
    matrix = _spread(theatre.grid.to_matrix(capped, np.nan).astype(np.float64))
    if matrix is None:
        return []
    x, y = _axes(theatre)
    lines = contourpy.contour_generator(x, y, matrix, fill_type=contourpy.FillType.OuterOffset)
    ground = _ground(theatre)
    found: list[Band] = []
    for low, high in zip([0.0, *limits_min], [*limits_min, np.inf], strict=True):
        shape = shapely.intersection(_polygons(*lines.filled(low, min(high, 2 * BEYOND * limits_min[-1]))), ground)
        if not shape.is_empty:
            found.append(Band(low, high, theatre.crs.unproject(shape)))
    return found


def cell_area(theatre: Theatre, mask: NDArray[np.bool_]) -> BaseGeometry | None:
    """The ground of the chosen cells, lon/lat, lakes left out; None for no cell."""
    if not mask.any():
        return None
    x, y = theatre.grid.centres_xy()[mask].T
    half = theatre.grid.cell_m / 2
    squares = shapely.box(x - half, y - half, x + half, y + half)
    shape = shapely.intersection(shapely.coverage_union_all(squares), _ground(theatre))
    return None if shape.is_empty else theatre.crs.unproject(shape)


def _ground(theatre: Theatre) -> BaseGeometry:
    """The land of the theatre, on the plane."""
    wet = lakes(theatre.water_xy)
    land = shapely.difference(theatre.extent_xy, shapely.union_all(wet)) if wet else theatre.extent_xy
    shapely.prepare(land)
    return land


def _axes(theatre: Theatre) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Centres of columns and rows with one more all round, so that contours reach the border."""
    grid = theatre.grid
    columns = np.arange(-1, grid.columns + 1, dtype=np.float64) + 0.5
    rows = np.arange(-1, grid.rows + 1, dtype=np.float64) + 0.5
    return grid.x0 + columns * grid.cell_m, grid.y0 + rows * grid.cell_m


def _spread(matrix: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Give cells without a value the mean of their neighbours', outwards, until all have one; None without any."""
    values = np.pad(matrix, 1, constant_values=np.nan)
    if np.isnan(values).all():
        return None
    while np.isnan(values).any():
        around = np.pad(values, 1, constant_values=np.nan)
        shifted = np.stack([around[1:-1, :-2], around[1:-1, 2:], around[:-2, 1:-1], around[2:, 1:-1]])
        known = ~np.isnan(shifted)
        count = known.sum(axis=0)
        total = np.where(known, shifted, 0.0).sum(axis=0)
        fill = np.isnan(values) & (count > 0)
        values[fill] = total[fill] / count[fill]
    return values


def _polygons(points: Sequence[NDArray[np.float64]], offsets: Sequence[NDArray[np.unsignedinteger]]) -> BaseGeometry:
    """Contour polygons as one geometry; rings come as outer and holes."""
    shapes = []
    for xy, starts in zip(points, offsets, strict=True):
        rings = [xy[low:high] for low, high in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)]
        shapes.append(shapely.Polygon(rings[0], rings[1:]))
    return shapely.union_all(shapely.make_valid(np.array(shapes, dtype=object))) if shapes else shapely.MultiPolygon()
