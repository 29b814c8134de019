# SPDX-License-Identifier: GPL-3.0-or-later
"""One validated layer: rows of one kind in a fixed order, with where they came from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from json.encoder import encode_basestring_ascii
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from layers.errors import UsageError
from layers.kinds import KINDS, Kind, Type

Row = dict[str, Any]
"""A row that is right: every column of its kind, ``row``, ``attributes`` and ``geometry``; missing values None."""
Columns = dict[str, list[Any]]
"""Such rows by column, for the many of a large file: lists of one length."""

NUMBERS = frozenset({Type.NUMBER, Type.WHOLE})
SHOWN_IDS = 5
PIECE_ROWS = 50_000
_JSON = json.JSONEncoder()


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
    columns = {name: [row[name] for row in rows] for name in (*_names_of(kind), "geometry")}
    return layer_of_columns(kind, columns, file, date, rows_in, rejected)


def layer_of_columns(kind: Kind, columns: Columns, file: str, date: str | None, rows_in: int, rejected: int) -> Layer:
    """Put rows that are right into a layer; they come column by column, the rest is as with `layer_of`."""
    names = _names_of(kind)
    order = _order(columns)
    numbers = {column.name for column in kind.columns if column.type in NUMBERS}
    data = {
        name: np.array([np.nan if cell is None else cell for cell in cells], dtype=np.float64)
        if name in numbers
        else np.array(cells, dtype=np.int64 if name == "row" else object)
        for name in names
        for cells in [[columns[name][at] for at in order]]
    }
    shapes = np.empty(len(order), dtype=object)
    shapes[:] = [columns["geometry"][at] for at in order]
    table = gpd.GeoDataFrame(data, geometry=gpd.GeoSeries(shapes, crs="EPSG:4326"), crs="EPSG:4326")
    if date is None and "date" in names:
        date = max((own for own in columns["date"] if own), default=None)
    return Layer(kind.name, table, file, date, rows_in, rejected, _digest(kind, columns, order))


def _names_of(kind: Kind) -> list[str]:
    return [*(column.name for column in kind.columns), "row", "attributes"]


def _order(columns: Columns) -> list[int]:
    """Rows in order of id, those of one id in order of content."""
    ids = columns["id"]
    order = sorted(range(len(ids)), key=ids.__getitem__)
    if len(set(ids)) == len(ids):
        return order
    ordered: list[int] = []
    for _, group in groupby(order, key=ids.__getitem__):
        alike = list(group)
        said = dict(zip(alike, contents_of(columns, alike), strict=True)) if len(alike) > 1 else {}
        ordered += sorted(alike, key=said.__getitem__) if said else alike
    return ordered


def _digest(kind: Kind, columns: Columns, order: Sequence[int]) -> str:
    """Hash of what all rows say, a piece of them at a time: together they would be larger than the layer."""
    told = hashlib.sha256(kind.name.encode())
    for first in range(0, len(order), PIECE_ROWS):
        said = contents_of(columns, order[first : first + PIECE_ROWS])
        told.update("".join(f"\n{one}" for one in said).encode())
    return told.hexdigest()


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


def contents_of(columns: Columns, rows: Sequence[int]) -> list[str]:
    """Everything that rows say, each as JSON in one order; what tells them apart whatever their place in the file."""
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [columns["geometry"][at] for at in rows]
    drawn = ["null" if text is None else f'"{text}"' for text in shapely.to_wkb(shapes, hex=True, byte_order=1)]
    said = {name: [columns[name][at] for at in rows] for name in sorted(set(columns) - {"geometry", "row"})}
    told = {name: cells for name, cells in said.items() if cells.count(None) < len(cells)}
    form = ", ".join(f'"{name}": {"{}" if name in told else "null"}' for name in said)
    return list(map(f"[{{{{{form}}}}}, {{}}]".format, *(map(_as_json, cells) for cells in told.values()), drawn))


def _as_json(cell: object) -> str:
    if type(cell) is str:
        return encode_basestring_ascii(cell)
    if type(cell) is int:
        return str(cell)
    return "null" if cell is None else _JSON.encode(cell)
