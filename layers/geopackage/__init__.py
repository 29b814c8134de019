# SPDX-License-Identifier: GPL-3.0-or-later
"""GeoPackages in our own process: look at a foreign one, write and read a plan's; by sqlite3 alone."""

from layers.geopackage.inspection import inspect
from layers.geopackage.reading import read
from layers.geopackage.tables import PlanTables, Table
from layers.geopackage.writing import write

__all__ = ["PlanTables", "Table", "inspect", "read", "write"]
