# SPDX-License-Identifier: GPL-3.0-or-later
"""A look at GeoJSON before GDAL reads it: whether it is that, and points nowhere out of the file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyproj

from layers.errors import RefusedFile, UnusableFile

SHAPES = {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"}
TYPES = SHAPES | {"Feature", "FeatureCollection"}
NAMED_CRS = re.compile(
    r"(urn:(x-)?ogc:def:crs:|epsg:|ogc:|crs84|https?://www\.opengis\.net/def/crs/)[\w.:/-]*", re.IGNORECASE
)
FILE_LIKE = re.compile(r"[/\\]|\.\w+$")
DEGREES = "crs84"
"""Longitude and latitude, as GDAL knows them by a short name."""
KEPT = frozenset({"type", "crs", "properties", "name"})
LONGEST_DETAIL = 200


def check(path: Path) -> bool:
    """Refuse what GDAL would follow out of the file, and what is not GeoJSON.

    Returns
    -------
    bool
        Whether it names a coordinate system.

    Raises
    ------
    RefusedFile
        `crs_link`.
    UnusableFile
        `not_geojson` or `unknown_crs`.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_slim)
    except _CrsLink:
        raise RefusedFile("crs_link", file=path.name) from None
    except _CrsUnknown as unknown:
        raise UnusableFile("unknown_crs", file=path.name, crs=str(unknown)[:LONGEST_DETAIL]) from None
    except _NamedTwice:
        raise UnusableFile("not_geojson", file=path.name, detail="a member is named twice") from None
    except (ValueError, RecursionError) as error:
        raise UnusableFile("not_geojson", file=path.name, detail=str(error)[:LONGEST_DETAIL]) from None
    found = document.get("type") if isinstance(document, dict) else None
    if not isinstance(found, str) or found not in TYPES:
        detail = "it has no type" if found is None else f"its type is {str(found)[:40]!r}"
        raise UnusableFile("not_geojson", file=path.name, detail=detail)
    return isinstance(document, dict) and document.get("crs") is not None


class _CrsLink(Exception):
    """A coordinate system that is to be fetched from elsewhere."""


class _CrsUnknown(Exception):
    """A coordinate system whose name nobody knows; GDAL would take it for longitude and latitude."""


class _NamedTwice(Exception):
    """An object with two members of one name."""


def _slim(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """What of an object is to be looked at; the rest, coordinates above all, need not fit into memory.

    Every object is looked at, not the outermost alone, and no name may stand twice in one: readers differ in
    which of the two they believe.
    """
    slim = {name: value for name, value in pairs if name in KEPT}
    if sum(name in KEPT for name, _ in pairs) > len(slim):
        raise _NamedTwice
    crs = slim.get("crs")
    if isinstance(crs, dict):
        _check_name(crs)
    return slim


def _check_name(crs: dict[str, object]) -> None:
    """Let a coordinate system pass that is told by a name, and by one that is known."""
    properties = crs.get("properties")
    name = properties.get("name") if isinstance(properties, dict) else None
    if crs.get("type") != "name" or not isinstance(name, str):
        raise _CrsLink
    if NAMED_CRS.fullmatch(name) is None:
        raise _CrsLink if FILE_LIKE.search(name) else _CrsUnknown(name)
    if name.casefold() == DEGREES:
        return
    try:
        pyproj.CRS.from_user_input(name)
    except pyproj.exceptions.CRSError:
        raise _CrsUnknown(name) from None
