# SPDX-License-Identifier: GPL-3.0-or-later
"""Geometry made ready where it cannot harm, in the child: text to WKB, polygons that cross themselves repaired.

What could not be judged in time is not passed on, so that the parent does not take that time either.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely

from layers.raw import Cell, RawTable
from layers.readers.soundness import judged

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


def mended(raw: RawTable) -> RawTable:
    """The table with sound polygons where they crossed themselves, the numbers of those rows, and of the tangled."""
    geometry = list(raw.geometry or ())
    shapes = shapely.from_wkb(np.array(geometry, dtype=object), on_invalid="ignore")
    areas = np.flatnonzero(np.isin(shapely.get_type_id(shapes), AREAS)).tolist()
    if not areas:
        return raw
    found = judged(shapes[areas])
    repaired: list[int] = []
    tangled = list(raw.tangled)
    for n, at in enumerate(areas):
        if n not in found:
            geometry[at] = b""
            tangled.append(raw.numbers[at])
        elif (sound := found[n]) is not None:
            geometry[at] = sound
            repaired.append(raw.numbers[at])
    return replace(raw, geometry=geometry, repaired=repaired, tangled=tangled)
