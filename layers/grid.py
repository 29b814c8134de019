# SPDX-License-Identifier: GPL-3.0-or-later
"""The equal-area cell grid of a theatre: which cells there are, and where a place falls."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

DEFAULT_CELLS_M = (1_000, 2_000, 5_000, 10_000, 20_000)
"""Cell sizes to choose from, metres."""

MOST_CELLS = 25_000
"""Cells of the bounding box up to which a cell size is fine by default."""

_OF_POLYGONS = 2

Polygonal = shapely.Polygon | shapely.MultiPolygon


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Square cells over a mission area, in the theatre's plane.

    A cell counts if its centre lies inside the area and not in water. Cells are numbered from 0 row by
    row, from the south-west corner eastwards, those that do not count left out.

    Attributes
    ----------
    x0, y0 : float
        South-west corner, metres; multiples of `cell_m`.
    cell_m : int
        Side of a cell, metres.
    columns, rows : int
        Cells of the bounding box eastwards and northwards.
    inside : ndarray of bool, shape (rows, columns)
        Which cells count; row 0 is the southernmost. Not writable.
    """

    x0: float
    y0: float
    cell_m: int
    columns: int
    rows: int
    inside: NDArray[np.bool_]

    def __post_init__(self) -> None:
        if self.inside.shape != (self.rows, self.columns) or self.cell_m <= 0:
            message = f"grid of {self.rows} x {self.columns} cells of {self.cell_m} m, inside {self.inside.shape}"
            raise ValueError(message)
        self.inside.setflags(write=False)

    @property
    def cells(self) -> int:
        """Number of cells that count."""
        return int(np.count_nonzero(self.inside))

    @property
    def cell_km2(self) -> float:
        """Area of one cell, km2."""
        return self.cell_m**2 / 1e6

    def centres_xy(self) -> NDArray[np.float64]:
        """Centres of the cells, in the order of their numbers.

        Returns
        -------
        ndarray of float64, shape (cells, 2)
            Metres.
        """
        row, column = np.nonzero(self.inside)
        return np.column_stack(centres_of(self, column, row))

    def index_of(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.int64]:
        """Numbers of the cells that places fall in.

        Parameters
        ----------
        x, y : array_like
            Metres, of one shape. A place on an edge belongs to the cell east or north of it.

        Returns
        -------
        ndarray of int64
            In the shape given; -1 for a place in no cell that counts.
        """
        box = self.box_of(x, y)
        numbers = self.to_matrix(np.arange(self.cells, dtype=np.int64), fill=-1).astype(np.int64).ravel()
        return np.where(box >= 0, numbers[box], -1)

    def box_of(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.int64]:
        """Numbers of the squares of the bounding box that places fall in, row by row; -1 beyond it, and for NaN."""
        with np.errstate(invalid="ignore"):
            column = np.floor((np.asarray(x, dtype=np.float64) - self.x0) / self.cell_m)
            row = np.floor((np.asarray(y, dtype=np.float64) - self.y0) / self.cell_m)
            within = (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)
            box = np.where(within, row * self.columns + column, -1)
        return np.asarray(box, dtype=np.int64)

    def to_matrix(self, values: ArrayLike, fill: float) -> NDArray[np.generic]:
        """Spread one value per cell over the bounding box.

        Parameters
        ----------
        values : array_like, shape (cells,)
            In the order of the cells' numbers.
        fill : float
            Value of the cells that do not count.

        Returns
        -------
        ndarray, shape (rows, columns)
            Of the values' kind, or of the kind that holds the fill too; row 0 is the southernmost.

        Raises
        ------
        ValueError
            There is not one value per cell.
        """
        given = np.asarray(values)
        if given.shape != (self.cells,):
            message = f"values of shape {given.shape} for {self.cells} cells"
            raise ValueError(message)
        matrix = np.full((self.rows, self.columns), fill, dtype=np.result_type(given.dtype, fill))
        matrix[self.inside] = given
        return matrix


def make_grid(area_xy: Polygonal, water_xy: Sequence[BaseGeometry] = (), cell_m: int | None = None) -> Grid:
    """Lay a grid over a mission area.

    Parameters
    ----------
    area_xy : shapely polygon or multipolygon
        The mission area, or the hull that stands for it, in the theatre's plane, metres.
    water_xy : sequence of shapely geometry
        Lakes and wide rivers, metres. Lines among them have no inside and take no cell away.
    cell_m : int, optional
        Side of a cell, metres; by default the smallest of `DEFAULT_CELLS_M` with at most `MOST_CELLS`
        cells in the bounding box, else the largest.

    Returns
    -------
    Grid
        Possibly without any cell, for an area smaller than one.

    Raises
    ------
    ValueError
        The area is empty, or the cell size is not positive.
    """
    if area_xy.is_empty:
        message = "no grid over an empty area"
        raise ValueError(message)
    if cell_m is not None and cell_m <= 0:
        message = f"cell size {cell_m} m"
        raise ValueError(message)
    sizes = DEFAULT_CELLS_M if cell_m is None else (cell_m,)
    size = next((m for m in sizes if math.prod(_box(area_xy, m)[2:]) <= MOST_CELLS), sizes[-1])
    x0, y0, columns, rows = _box(area_xy, size)
    x, y = _centres(x0, y0, size, *np.meshgrid(np.arange(columns), np.arange(rows)))
    shapely.prepare(area_xy)
    inside = shapely.contains_xy(area_xy, x, y)
    lakes = [water for water in water_xy if shapely.get_dimensions(water) == _OF_POLYGONS]
    wet, _ = shapely.STRtree(lakes).query(shapely.points(x[inside], y[inside]), predicate="within")
    dry = np.ones(np.count_nonzero(inside), dtype=bool)
    dry[wet] = False
    inside[inside] = dry
    return Grid(x0, y0, size, columns, rows, inside)


def centres_of(
    grid: Grid, column: NDArray[np.int64], row: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Centres of cells of the bounding box, metres, whether they count or not."""
    return _centres(grid.x0, grid.y0, grid.cell_m, column, row)


def _box(area_xy: Polygonal, cell_m: int) -> tuple[float, float, int, int]:
    """Corner and numbers of columns and rows of the box of whole cells around an area."""
    min_x, min_y, max_x, max_y = area_xy.bounds
    west, south = math.floor(min_x / cell_m), math.floor(min_y / cell_m)
    columns = max(math.ceil(max_x / cell_m) - west, 1)
    rows = max(math.ceil(max_y / cell_m) - south, 1)
    return float(west * cell_m), float(south * cell_m), columns, rows


def _centres(
    x0: float, y0: float, cell_m: int, column: NDArray[np.int64], row: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    x: NDArray[np.float64] = x0 + (column.astype(np.float64) + 0.5) * cell_m
    y: NDArray[np.float64] = y0 + (row.astype(np.float64) + 0.5) * cell_m
    return x, y
