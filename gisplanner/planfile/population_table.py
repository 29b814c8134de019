# SPDX-License-Identifier: GPL-3.0-or-later
"""People of a raster by cell <-> a table of a plan file."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gisplanner.plan import Source
from gisplanner.planfile.rows import Columns, Row, rows_of_table, table_of
from gisplanner.theatre import Theatre
from layers.catchment import NOBODY
from layers.geopackage import Table
from layers.grid import centres_of
from layers.population import KIND, Population

COLUMNS: Columns = {"cell_column": "INTEGER", "cell_row": "INTEGER", "people": "REAL"}
"""Cells by their place in the box around the grid, from its south-western corner: their numbers change with a lake.

Rows without a place hold the people outside the mission area.
"""


def population_tables(theatre: Theatre) -> list[Table]:
    """The cells with anybody in them; no table for no raster."""
    if theatre.population is None:
        return []
    people = theatre.population.people
    row, column = np.nonzero(theatre.grid.inside)
    rows: list[dict[str, object]] = [{**dict.fromkeys(COLUMNS), "people": theatre.population.outside}]
    rows += [
        {"cell_column": int(column[cell]), "cell_row": int(row[cell]), "people": float(people[cell])}
        for cell in np.flatnonzero(people).tolist()
    ]
    return [table_of(KIND, COLUMNS, rows)]


def read_population(tables: Mapping[str, Table], theatre: Theatre, source: Source) -> Population:
    """The people of the cells; those of a cell that no longer counts in the one nearest to it.

    Raises
    ------
    PlanFileError
        `plan_table_missing` or `plan_cell`.
    """
    grid = theatre.grid
    rows = rows_of_table(tables, KIND)
    placed = [row for row in rows if row.cells.get("cell_column") is not None]
    outside = sum(row.number("people") for row in rows if row.cells.get("cell_column") is None)
    column = np.array([row.whole("cell_column", most=grid.columns - 1) for row in placed], dtype=np.int64)
    at_row = np.array([row.whole("cell_row", most=grid.rows - 1) for row in placed], dtype=np.int64)
    held = np.array([row.number("people") for row in placed], dtype=np.float64)
    cells = theatre.catchment.cells_at(*centres_of(grid, column, at_row))
    _check_inside([row for row, cell in zip(placed, cells.tolist(), strict=True) if cell == NOBODY])
    people = np.bincount(cells, held, grid.cells).astype(np.float64)
    return Population(people, float(outside), source.file, source.date)


def _check_inside(astray: list[Row]) -> None:
    if astray:
        raise astray[0].fault("cell_column", "a cell of the mission area")
