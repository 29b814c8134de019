# SPDX-License-Identifier: GPL-3.0-or-later
"""Which cell of a grid takes in the people of a place, so that nobody inside the mission area is lost at its edges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from layers.geodesy import TheatreCrs
from layers.grid import Grid, Polygonal, centres_of

NOBODY = -1


class Catchment:
    """A mission area and its cells.

    People in the area belong to the cell they are in; where that does not count (its centre is outside, or in a
    lake), to the nearest that does.

    Parameters
    ----------
    grid : Grid
    area_xy : shapely polygon or multipolygon
        The mission area, or the hull that stands for it, metres.
    crs : TheatreCrs
    """

    def __init__(self, grid: Grid, area_xy: Polygonal, crs: TheatreCrs) -> None:
        self.grid, self.area_xy, self.crs = grid, area_xy, crs
        shapely.prepare(area_xy)
        row, column = np.divmod(np.arange(grid.rows * grid.columns), grid.columns)
        x, y = centres_of(grid, column, row)
        half = grid.cell_m / 2
        boxes = shapely.box(x - half, y - half, x + half, y + half)
        self._whole = shapely.contains_properly(area_xy, boxes)
        self._partly = ~self._whole & shapely.intersects(area_xy, boxes)
        own = grid.to_matrix(np.arange(grid.cells, dtype=np.int64), fill=NOBODY).astype(np.int64).ravel()
        stray = np.flatnonzero((own == NOBODY) & (self._whole | self._partly))
        if grid.cells and len(stray):
            tree = shapely.STRtree(np.asarray(shapely.points(grid.centres_xy()), dtype=object))
            asked, near = tree.query_nearest(shapely.points(x[stray], y[stray]))
            # the last one written stays: of several at one distance the one with the smallest number
            order = np.argsort(-near, kind="stable")
            own[stray[asked[order]]] = near[order]
        self._cell = own

    def cells_at(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.int64]:
        """Numbers of the cells that take in places of the plane; `NOBODY` outside the area, and for no place at all."""
        x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        boxes = self.grid.box_of(x, y)
        within = boxes >= 0
        found: NDArray[np.int64] = np.full(x.shape, NOBODY, dtype=np.int64)
        box = boxes[within]
        inside = self._whole[box]
        edge = np.flatnonzero(self._partly[box])
        inside[edge] = shapely.intersects_xy(self.area_xy, x[within][edge], y[within][edge])
        found[within] = np.where(inside, self._cell[box], NOBODY)
        return found

    def as_request(self) -> dict[str, object]:
        """Everything as JSON can say it."""
        grid = self.grid
        return {
            "place": [grid.x0, grid.y0, grid.cell_m, grid.columns, grid.rows],
            "inside": np.packbits(grid.inside).tobytes().hex(),
            "area": shapely.to_wkb(self.area_xy, hex=True),
            "centre": [self.crs.lon0, self.crs.lat0],
        }


def of_request(said: Mapping[str, Any]) -> Catchment:
    """What `Catchment.as_request` said."""
    x0, y0, cell_m, columns, rows = said["place"]
    bits = np.unpackbits(np.frombuffer(bytes.fromhex(said["inside"]), dtype=np.uint8), count=columns * rows)
    grid = Grid(x0, y0, cell_m, columns, rows, bits.reshape(rows, columns).astype(bool))
    return Catchment(grid, cast("Polygonal", shapely.from_wkb(said["area"])), TheatreCrs(*said["centre"]))
