# SPDX-License-Identifier: GPL-3.0-or-later
"""GeoJSON, GeoPackage and Shapefile -> raw table, by GDAL; called in the limited child only."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyogrio.raw
import pyproj
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from layers.errors import RefusedFile, UnusableFile
from layers.raw import MOST_COLUMNS, Cell, Note, RawTable
from layers.readers import geojson, shapefile
from layers.values import text_of

DRIVERS = {".geojson": "GeoJSON", ".json": "GeoJSON", ".gpkg": "GPKG", ".shp": "ESRI Shapefile"}
DEGREES = frozenset({"EPSG:4326", "OGC:CRS84"})
UNREADABLE = (
    *(DataSourceError, DataLayerError, FieldError, FeatureError, GeometryError, UnicodeDecodeError),
    UnboundLocalError,  # what pyogrio stumbles over after a coordinate system that is no UTF-8
)
LONGEST_DETAIL = 200


def read(path: Path, kind: str) -> RawTable:
    """Read a vector file whose suffix and first bytes were found to agree.

    Parameters
    ----------
    path : Path
    kind : str
        Chooses among the layers of a file that has several.

    Raises
    ------
    RefusedFile
        `crs_link` or `content_differs`.
    UnusableFile
        `not_geojson`, `shapefile_uneven`, `too_many_columns`, `no_crs`, `unknown_crs`, `several_layers`, `no_layer`
        or `unreadable`.
    """
    driver = DRIVERS[path.suffix.casefold()]
    if driver == "GeoJSON":
        geojson.check(path)
    elif driver == "ESRI Shapefile":
        shapefile.check(path)
    try:
        layer = _layer_of(path, kind)
        _check_info(pyogrio.read_info(path, layer=layer), driver, path)
        meta, _, geometry, columns = pyogrio.raw.read(path, layer=layer, datetime_as_string=True, force_2d=True)
    except UNREADABLE as error:
        detail = " ".join(str(error).replace(str(path), path.name).split())[:LONGEST_DETAIL]
        raise UnusableFile("unreadable", file=path.name, detail=detail) from None
    names = tuple(text_of(str(name)) for name in meta["fields"])
    rows = [[_plain(cell) for cell in row] for row in zip(*columns, strict=True)] if names else [[] for _ in geometry]
    wkb = [None if cell is None else bytes(cell) for cell in geometry]
    shapes, notes = _in_degrees(wkb, meta["crs"], path.name)
    return RawTable(names, rows, list(range(1, len(rows) + 1)), shapes, notes=notes)


def _check_info(info: Mapping[str, Any], driver: str, path: Path) -> None:
    """Refuse what another driver took for its own, and tables too wide."""
    if info["driver"] != driver:
        raise RefusedFile("content_differs", file=path.name, suffix=path.suffix)
    if len(info["fields"]) > MOST_COLUMNS:
        raise UnusableFile("too_many_columns", file=path.name, columns=len(info["fields"]), limit=MOST_COLUMNS)


def _layer_of(path: Path, kind: str) -> str:
    spatial = [str(name) for name, shape in pyogrio.list_layers(path) if shape is not None]
    if kind in spatial:
        return kind
    if len(spatial) == 1:
        return spatial[0]
    if not spatial:
        raise UnusableFile("no_layer", file=path.name)
    raise UnusableFile("several_layers", file=path.name, names=", ".join(spatial), kind=kind)


def _in_degrees(wkb: list[bytes | None], crs: str | None, file: str) -> tuple[list[bytes | None], Sequence[Note]]:
    """Geometries in longitude and latitude, WGS84."""
    if crs in DEGREES:
        return wkb, ()
    own = _crs_of(crs, file)
    try:
        turn = pyproj.Transformer.from_crs(own, pyproj.CRS.from_epsg(4326), always_xy=True)
    except pyproj.exceptions.ProjError:
        raise UnusableFile("unknown_crs", file=file, crs=own.name[:LONGEST_DETAIL]) from None
    shapes = shapely.from_wkb(np.array(wkb, dtype=object), on_invalid="ignore")

    def turned(at: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(turn.transform(at[:, 0], at[:, 1]))

    moved = shapely.to_wkb(shapely.transform(shapes, turned))
    out = [now if now is not None or before is None else b"" for before, now in zip(wkb, moved, strict=True)]
    return out, (("reprojected", {"crs": own.name[:LONGEST_DETAIL]}),)


def _crs_of(crs: str | None, file: str) -> pyproj.CRS:
    """The coordinate system a file names; a system named *Undefined* is GDAL's word for none."""
    if not crs:
        raise UnusableFile("no_crs", file=file)
    try:
        own = pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError:
        raise UnusableFile("unknown_crs", file=file, crs=crs[:LONGEST_DETAIL]) from None
    if own.name.casefold().startswith("undefined"):
        raise UnusableFile("no_crs", file=file)
    return own


def _plain(cell: Any) -> Cell:  # noqa: ANN401  whatever GDAL gives
    if isinstance(cell, (np.generic, np.ndarray)):
        cell = cell.tolist()
    if isinstance(cell, float):
        return None if math.isnan(cell) else cell
    if cell is None or isinstance(cell, (str, bool, int)):
        return cell
    return None if isinstance(cell, bytes) else json.dumps(cell, default=str, ensure_ascii=False)
