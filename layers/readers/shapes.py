# SPDX-License-Identifier: GPL-3.0-or-later
"""Geometry made ready where it cannot harm, in the child: text to WKB, polygons that cross themselves repaired.

A tangle of a few thousand vertices can keep a repair busy for hours, so the parent never does one.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.raw import Cell, RawTable

AREAS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
SHOWN_TEXT = 60
DEEPEST = 50
"""Collections in one geometry; GEOS reads each inside the last and ends the child some ten thousand deep."""


def from_text(raw: RawTable, column: int) -> RawTable:
    """The table with the well-known text of a column as its geometry; of the text its start remains."""
    texts = ["" if row[column] is None else str(row[column]).strip() for row in raw.rows]
    sane = [text if text.upper().count("COLLECTION") <= DEEPEST else "" for text in texts]
    shapes = shapely.from_wkt(np.array(sane, dtype=object), on_invalid="ignore")
    wkb = shapely.to_wkb(shapely.force_2d(shapes))
    geometry = [None if not text else b"" if cell is None else cell for text, cell in zip(texts, wkb, strict=True)]
    rows: list[list[Cell]] = [
        [*row[:column], text[:SHOWN_TEXT], *row[column + 1 :]] for row, text in zip(raw.rows, texts, strict=True)
    ]
    return replace(raw, rows=rows, geometry=geometry)


def repaired(raw: RawTable) -> RawTable:
    """The table with sound polygons where they crossed themselves, and the numbers of those rows."""
    geometry = list(raw.geometry or ())
    shapes = shapely.from_wkb(np.array(geometry, dtype=object), on_invalid="ignore")
    numbers: list[int] = []
    for at in np.flatnonzero(np.isin(shapely.get_type_id(shapes), AREAS) & ~shapely.is_valid(shapes)):
        if np.isfinite(shapely.get_coordinates(shapes[at])).all():
            geometry[at] = shapely.to_wkb(_sound(shapes[at]))
            numbers.append(raw.numbers[at])
    return replace(raw, geometry=geometry, repaired=numbers)


def _sound(shape: BaseGeometry) -> BaseGeometry:
    """The polygons of a repaired geometry, without the stray lines and points that repair leaves."""
    parts: NDArray[np.object_] = shapely.get_parts(shapely.get_parts(shapely.make_valid(shape)))
    areas = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return shapely.union_all(areas) if len(areas) else shapely.Polygon()
