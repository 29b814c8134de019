# SPDX-License-Identifier: GPL-3.0-or-later
"""GeoJSON, GeoPackage and Shapefile -> raw table, by GDAL; called in the limited child only."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyogrio.raw
import pyproj
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FieldError

from layers.errors import RefusedFile, UnusableFile
from layers.raw import Cell, RawTable

WGS84 = pyproj.CRS.from_epsg(4326)


def read(path: Path, kind: str) -> RawTable:
    """Read a vector file whose suffix and first bytes were found to agree.

    Parameters
    ----------
    path : Path
    kind : str
        Chooses among the layers of a GeoPackage that has several.

    Raises
    ------
    RefusedFile
        `crs_link`.
    UnusableFile
        `not_geojson`, `no_crs`, `several_layers`, `no_layer` or `unreadable`.
    """
    if path.suffix.casefold() in {".geojson", ".json"}:
        _check_geojson(path)
    try:
        layer = _layer_of(path, kind)
        meta, _, geometry, columns = pyogrio.raw.read(path, layer=layer, datetime_as_string=True, force_2d=True)
    except (DataSourceError, DataLayerError, FieldError) as error:
        raise UnusableFile("unreadable", file=path.name, detail=str(error).splitlines()[0][:200]) from None
    names = tuple(str(name) for name in meta["fields"])
    rows = [[_plain(cell) for cell in row] for row in zip(*columns, strict=True)] if names else [[] for _ in geometry]
    shapes, notes = _in_degrees(geometry, meta["crs"], path)
    return RawTable(names, rows, list(range(1, len(rows) + 1)), shapes, {}, notes)


def _check_geojson(path: Path) -> None:
    """Refuse what GDAL would follow out of the file, before it looks."""
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UnusableFile("not_geojson", file=path.name, detail=str(error)[:200]) from None
    if not isinstance(document, dict) or not isinstance(document.get("type"), str):
        raise UnusableFile("not_geojson", file=path.name, detail="no GeoJSON object")
    crs = document.get("crs")
    if isinstance(crs, dict) and str(crs.get("type", "")).casefold() != "name":
        raise RefusedFile("crs_link", file=path.name)


def _layer_of(path: Path, kind: str) -> str:
    layers = pyogrio.list_layers(path)
    spatial = [str(name) for name, shape in layers if shape is not None]
    if kind in spatial:
        return kind
    if len(spatial) == 1:
        return spatial[0]
    if not spatial:
        raise UnusableFile("no_layer", file=path.name)
    raise UnusableFile("several_layers", file=path.name, names=", ".join(spatial), kind=kind)


def _in_degrees(
    geometry: NDArray[np.object_], crs: str | None, path: Path
) -> tuple[list[bytes | None], list[tuple[str, dict[str, Cell]]]]:
    """Geometries in longitude and latitude, WGS84."""
    if not crs:
        raise UnusableFile("no_crs", file=path.name)
    try:
        own = pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError:
        raise UnusableFile("unknown_crs", file=path.name, crs=str(crs)[:100]) from None
    wkb = [None if cell is None else bytes(cell) for cell in geometry]
    if (own.is_geographic and own.equals(WGS84, ignore_axis_order=True)) or own.to_authority() == ("OGC", "CRS84"):
        return wkb, []
    turn = pyproj.Transformer.from_crs(own, WGS84, always_xy=True)
    shapes = shapely.from_wkb(np.array(wkb, dtype=object), on_invalid="ignore")
    moved = shapely.transform(shapes, lambda at: np.column_stack(turn.transform(at[:, 0], at[:, 1])))
    out = [None if shape is None else shapely.to_wkb(shape) for shape in moved]
    return out, [("reprojected", {"crs": own.name[:100]})]


def _plain(cell: Any) -> Cell:  # noqa: ANN401  whatever GDAL gives
    if isinstance(cell, np.generic):
        cell = cell.item()
    if cell is None or isinstance(cell, (str, bool, int)):
        return cell
    if isinstance(cell, float):
        return None if np.isnan(cell) else cell
    return str(cell)
