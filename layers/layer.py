# SPDX-License-Identifier: GPL-3.0-or-later
"""One validated layer: rows of one kind in a fixed order, with where they came from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from layers.errors import UsageError
from layers.kinds import KINDS, Kind, Type

Row = dict[str, Any]
"""A row that is right: every column of its kind, ``row``, ``attributes`` and ``geometry``; missing values None."""

NUMBERS = frozenset({Type.NUMBER, Type.WHOLE})
SHOWN_IDS = 5


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
    place_columns : (str, str) or None
        What the file calls longitude and latitude, where it has columns for them.
    """

    kind: str
    table: gpd.GeoDataFrame
    source: str
    date: str | None
    rows_in: int
    rejected: int
    digest: str
    place_columns: tuple[str, str] | None = None


def layer_of(kind: Kind, rows: Sequence[Row], file: str, date: str | None, rows_in: int, rejected: int) -> Layer:
    """Put rows that are right into a layer.

    Parameters
    ----------
    kind : Kind
    rows : sequence of Row
        In any order.
    file : str
        Its name.
    date : str or None
        ISO date of the content; the latest of the rows' own dates for None.
    rows_in, rejected : int
    """
    names = [*(column.name for column in kind.columns), "row", "attributes"]
    said = [content_of({name: row[name] for name in (*names, "geometry")}) for row in rows]
    order = sorted(range(len(rows)), key=lambda at: (rows[at]["id"], said[at]))
    ordered = [rows[at] for at in order]
    numbers = {column.name for column in kind.columns if column.type in NUMBERS}
    data = {
        name: np.array([np.nan if row[name] is None else row[name] for row in ordered], dtype=np.float64)
        if name in numbers
        else np.array([row[name] for row in ordered], dtype=np.int64 if name == "row" else object)
        for name in names
    }
    shapes = np.empty(len(ordered), dtype=object)
    shapes[:] = [row["geometry"] for row in ordered]
    table = gpd.GeoDataFrame(data, geometry=gpd.GeoSeries(shapes, crs="EPSG:4326"), crs="EPSG:4326")
    digest = hashlib.sha256("\n".join([kind.name, *(said[at] for at in order)]).encode()).hexdigest()
    if date is None and "date" in names:
        date = max((row["date"] for row in ordered if row["date"]), default=None)
    return Layer(kind.name, table, file, date, rows_in, rejected, digest)


def empty_layer(kind_name: str) -> Layer:
    """A layer of this kind without a row."""
    return layer_of(KINDS[kind_name], [], "", None, 0, 0)


def joined(one: Layer, other: Layer) -> Layer:
    """Two layers of a kind as one.

    Raises
    ------
    UsageError
        `ids_in_both`.
    """
    both = sorted(set(one.table["id"]) & set(other.table["id"]))
    if both:
        ids = ", ".join(both[:SHOWN_IDS])
        raise UsageError("ids_in_both", file=other.source, layer=one.kind, other=one.source, ids=ids)
    rows = [row for layer in (one, other) for row in rows_of(layer)]
    dates = [layer.date for layer in (one, other) if layer.date]
    sums = one.rows_in + other.rows_in, one.rejected + other.rejected
    return layer_of(KINDS[one.kind], rows, f"{one.source} + {other.source}", max(dates, default=None), *sums)


def rows_of(layer: Layer) -> list[Row]:
    """The rows of a layer as `layer_of` takes them."""
    whole = {column.name for column in KINDS[layer.kind].columns if column.type is Type.WHOLE}
    rows: list[Row] = []
    for record in layer.table.to_dict("records"):
        row = {str(name): None if isinstance(cell, float) and np.isnan(cell) else cell for name, cell in record.items()}
        rows.append({name: int(cell) if name in whole and cell is not None else cell for name, cell in row.items()})
    return rows


def content_of(row: Mapping[str, Any]) -> str:
    """Everything a row says, in one order; what tells rows apart whatever their place in the file."""
    shape = row["geometry"]
    said = {name: cell for name, cell in row.items() if name not in {"geometry", "row"}}
    return json.dumps([said, None if shape is None else shapely.to_wkb(shape, hex=True, byte_order=1)], sort_keys=True)
