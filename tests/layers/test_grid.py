# SPDX-License-Identifier: GPL-3.0-or-later
"""The cell grid: which cells count, how they are numbered, where a place falls."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.grid import Grid, make_grid

SQUARE = shapely.box(0, 0, 4_000, 3_000)


def test_a_whole_square_is_all_cells_from_the_south_west_eastwards() -> None:
    grid = make_grid(SQUARE, cell_m=1_000)
    assert (grid.x0, grid.y0, grid.columns, grid.rows, grid.cells) == (0, 0, 4, 3, 12)
    assert grid.cell_km2 == 1.0
    assert grid.centres_xy()[[0, 1, 4, 11]].tolist() == [[500, 500], [1500, 500], [500, 1500], [3500, 2500]]


def test_a_lake_takes_its_cells_away_and_a_river_line_takes_none() -> None:
    lake = shapely.box(900, 900, 2_100, 2_100)
    river = shapely.LineString([(500, 0), (500, 3_000)])
    grid = make_grid(SQUARE, [lake, river], cell_m=1_000)
    assert grid.inside.tolist() == [[True] * 4, [True, False, True, True], [True] * 4]
    assert grid.index_of([1_500, 2_500], [1_500, 1_500]).tolist() == [-1, 5]


def test_corners_lie_on_multiples_of_the_cell_size() -> None:
    grid = make_grid(shapely.box(-1_250, 130, 900, 3_999), cell_m=2_000)
    assert (grid.x0, grid.y0, grid.columns, grid.rows) == (-2_000, 0, 2, 2)


def test_a_place_on_an_edge_belongs_east_or_north_and_outside_is_none() -> None:
    grid = make_grid(SQUARE, cell_m=1_000)
    x, y = [[1_000.0, 999.9], [-0.1, 4_000.0]], [[0.0, 1_000.0], [500.0, 500.0]]
    assert grid.index_of(x, y).tolist() == [[1, 4], [-1, -1]]
    assert grid.index_of(math.nan, 0.0) == -1


@pytest.mark.parametrize(
    ("side_km", "cell_m"),
    [(10, 1_000), (158, 1_000), (159, 2_000), (300, 2_000), (700, 5_000), (1_500, 10_000), (9_000, 20_000)],
)
def test_the_default_cell_is_the_smallest_with_25000_cells_or_the_largest(side_km: int, cell_m: int) -> None:
    assert make_grid(shapely.box(0, 0, side_km * 1_000, side_km * 1_000)).cell_m == cell_m


def test_an_area_smaller_than_a_cell_may_have_none() -> None:
    grid = make_grid(shapely.box(10, 10, 20, 20), cell_m=1_000)
    assert grid.inside.shape == (1, 1)
    assert grid.centres_xy().shape == (0, 2)


corners = st.tuples(st.integers(-9_000, 9_000), st.integers(-9_000, 9_000))
hulls = st.lists(corners, min_size=3, max_size=8).map(lambda points: shapely.MultiPoint(points).convex_hull)
polygons = hulls.filter(lambda hull: hull.geom_type == "Polygon")


@settings(deadline=None)
@given(polygons, st.lists(polygons, max_size=3), st.sampled_from([500, 1_000, 3_000]))
def test_a_cell_counts_if_its_centre_is_on_land_inside(
    area: shapely.Polygon, water: list[shapely.Polygon], cell_m: int
) -> None:
    grid = make_grid(area, water, cell_m)
    for row in range(grid.rows):
        for column in range(grid.columns):
            centre = shapely.Point(grid.x0 + (column + 0.5) * cell_m, grid.y0 + (row + 0.5) * cell_m)
            expected = area.contains(centre) and not any(lake.contains(centre) for lake in water)
            assert grid.inside[row, column] == expected
    centres = grid.centres_xy()
    assert grid.index_of(centres[:, 0], centres[:, 1]).tolist() == list(range(grid.cells))
    assert make_grid(area, water[::-1], cell_m).inside.tobytes() == grid.inside.tobytes()


def test_values_are_spread_over_the_box_and_keep_their_kind() -> None:
    grid = make_grid(SQUARE, [shapely.box(0, 0, 1_000, 1_000)], cell_m=1_000)
    matrix = grid.to_matrix(np.arange(grid.cells, dtype=np.int32), fill=-1)
    assert matrix.dtype == np.int32
    assert matrix.tolist() == [[-1, 0, 1, 2], [3, 4, 5, 6], [7, 8, 9, 10]]
    assert np.isnan(grid.to_matrix(np.zeros(grid.cells, dtype=np.int32), fill=math.nan)[0, 0])
    with pytest.raises(ValueError, match="11 cells"):
        grid.to_matrix([1, 2], fill=0)


def test_a_grid_is_not_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        make_grid(SQUARE).inside[0, 0] = False


def test_wrong_grids_are_refused() -> None:
    with pytest.raises(ValueError, match="empty area"):
        make_grid(shapely.Polygon())
    with pytest.raises(ValueError, match="cell size"):
        make_grid(SQUARE, cell_m=0)
    with pytest.raises(ValueError, match="grid of"):
        Grid(0, 0, 1_000, 2, 2, np.ones((3, 2), dtype=bool))
