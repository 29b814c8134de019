# SPDX-License-Identifier: GPL-3.0-or-later
"""One validated layer: rows of one kind in a fixed order, with where they came from."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd


@dataclass(frozen=True, eq=False)
class Layer:
    """A validated table of one kind.

    Attributes
    ----------
    kind : str
        Key of `layers.kinds.KINDS`.
    table : GeoDataFrame
        EPSG:4326, the columns of the kind (missing values None or NaN), ``id``, ``row`` (1-based row of the file),
        ``attributes`` (JSON text of the columns the kind does not know) and ``geometry``; in order of id.
    source : str
        Name of the file.
    date : str or None
        ISO date of its content, where known.
    rows_in, rejected : int
        Rows read, and those of them not in the table.
    digest : str
        Hash of the content; the same rows in another order give the same.
    """

    kind: str
    table: gpd.GeoDataFrame
    source: str
    date: str | None
    rows_in: int
    rejected: int
    digest: str
