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
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from layers.errors import RefusedFile, UnusableFile, UsageError
from layers.raw import MOST_COLUMNS, Cell, Note, RawTable
from layers.readers import geojson, shapefile
from layers.readers.reproject import turned
from layers.readers.table import sheet_of
from layers.values import text_of

DRIVERS = {".geojson": "GeoJSON", ".json": "GeoJSON", ".gpkg": "GPKG", ".shp": "ESRI Shapefile"}
DEGREES = frozenset({"EPSG:4326", "OGC:CRS84"})
UNREADABLE = (
    *(DataSourceError, DataLayerError, FieldError, FeatureError, GeometryError, UnicodeDecodeError),
    UnboundLocalError,  # what pyogrio stumbles over after a coordinate system that is no UTF-8
)
LONGEST_DETAIL = 200
AS_BYTES = "ISO-8859-1"
"""A letter for every byte: GDAL knows fewer encodings than Python, and gives up at the first wrong byte."""
UNDEFINED = "undefined"
"""How GDAL's word for no system begins."""


def read(path: Path, kind: str, *, crs: str = "", encoding: str = "", sheet: str = "") -> RawTable:
    """Read a vector file whose suffix and first bytes were found to agree.

    Parameters
    ----------
    path : Path
    kind : str
        Chooses among the layers of a file that has several.
    crs : str
        System of its shapes, which stay as they are; only for a file that names none that is known.
    encoding : str
        Of the table of a Shapefile.
    sheet : str
        The layer wanted, before all others.

    Raises
    ------
    RefusedFile
        `crs_link` or `content_differs`.
    UnusableFile
        `not_geojson`, `shapefile_uneven`, `not_in_encoding`, `too_many_columns`, `no_crs`, `unknown_crs`,
        `several_layers`, `no_layer` or `unreadable`.
    UsageError
        `crs_of_its_own` or `no_such_sheet`.
    """
    driver = DRIVERS[path.suffix.casefold()]
    names_crs, notes = True, list[Note]()
    if driver == "GeoJSON":
        names_crs = geojson.check(path)
    elif driver == "ESRI Shapefile":
        shapefile.check(path)
        encoding, notes = shapefile.encoding_of(path, encoding)
    try:
        sheets = [str(name) for name, shape in pyogrio.list_layers(path) if shape is not None]
        layer = _layer_of(sheets, kind, sheet, path)
        _check_info(pyogrio.read_info(path, layer=layer), driver, path)
        meta, _, geometry, columns = pyogrio.raw.read(
            path, layer=layer, datetime_as_string=True, force_2d=True, encoding=AS_BYTES if encoding else None
        )
    except UNREADABLE as error:
        detail = " ".join(str(error).replace(str(path), path.name).split())[:LONGEST_DETAIL]
        raise UnusableFile("unreadable", file=path.name, detail=detail) from None
    names = tuple(text_of(str(_written(str(name), encoding))) for name in meta["fields"])
    cells = zip(*columns, strict=True)
    rows = [[_written(_plain(cell), encoding) for cell in row] for row in cells] if names else [[] for _ in geometry]
    shapes = [None if cell is None else bytes(cell) for cell in geometry]
    if not crs:
        shapes, brought = _in_degrees(shapes, meta["crs"], path.name)
        notes += brought
    elif names_crs and _names_one(meta["crs"]):
        own = _crs_of(meta["crs"], path.name).name[:LONGEST_DETAIL]
        raise UsageError("crs_of_its_own", file=path.name, crs=own, said=crs)
    return RawTable(names, rows, list(range(1, len(rows) + 1)), shapes, notes=notes, sheets=sheets)


def _check_info(info: Mapping[str, Any], driver: str, path: Path) -> None:
    """Refuse what another driver took for its own, and tables too wide."""
    if info["driver"] != driver:
        raise RefusedFile("content_differs", file=path.name, suffix=path.suffix)
    if len(info["fields"]) > MOST_COLUMNS:
        raise UnusableFile("too_many_columns", file=path.name, columns=len(info["fields"]), limit=MOST_COLUMNS)


def _layer_of(spatial: Sequence[str], kind: str, wanted: str, path: Path) -> str:
    if wanted:
        return sheet_of(spatial, wanted, path.name)
    if kind in spatial:
        return kind
    if len(spatial) == 1:
        return spatial[0]
    if not spatial:
        raise UnusableFile("no_layer", file=path.name)
    raise UnusableFile("several_layers", file=path.name, names=", ".join(spatial), kind=kind)


def _in_degrees(wkb: list[bytes | None], crs: str | None, file: str) -> tuple[list[bytes | None], list[Note]]:
    """Geometries in longitude and latitude, WGS84."""
    if crs in DEGREES:
        return wkb, []
    own = _crs_of(crs, file)
    try:
        turn = pyproj.Transformer.from_crs(own, pyproj.CRS.from_epsg(4326), always_xy=True)
    except pyproj.exceptions.ProjError:
        raise UnusableFile("unknown_crs", file=file, crs=own.name[:LONGEST_DETAIL]) from None
    return turned(wkb, turn), [("reprojected", {"crs": own.name[:LONGEST_DETAIL]})]


def _crs_of(crs: str | None, file: str) -> pyproj.CRS:
    """The coordinate system a file names."""
    if not crs:
        raise UnusableFile("no_crs", file=file)
    try:
        own = pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError:
        raise UnusableFile("unknown_crs", file=file, crs=crs[:LONGEST_DETAIL]) from None
    if own.name.casefold().startswith(UNDEFINED):
        raise UnusableFile("no_crs", file=file)
    return own


def _names_one(crs: str | None) -> bool:
    """Whether a file names a system that is known."""
    try:
        return bool(crs) and not pyproj.CRS.from_user_input(crs).name.casefold().startswith(UNDEFINED)
    except pyproj.exceptions.CRSError:
        return False


def _plain(cell: Any) -> Cell:  # noqa: ANN401  whatever GDAL gives
    if isinstance(cell, (np.generic, np.ndarray)):
        cell = cell.tolist()
    if isinstance(cell, float):
        return None if math.isnan(cell) else cell
    if cell is None or isinstance(cell, (str, bool, int)):
        return cell
    return None if isinstance(cell, bytes) else json.dumps(cell, default=str, ensure_ascii=False)


def _written(cell: Cell, encoding: str) -> Cell:
    """Text in its own encoding that was read byte by byte."""
    return cell.encode(AS_BYTES).decode(encoding, errors="replace") if encoding and isinstance(cell, str) else cell
