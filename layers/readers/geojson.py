# SPDX-License-Identifier: GPL-3.0-or-later
"""A look at GeoJSON before GDAL reads it: whether it is that, and points nowhere out of the file."""

from __future__ import annotations

import json
import re
from pathlib import Path

from layers.errors import RefusedFile, UnusableFile

SHAPES = {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"}
TYPES = SHAPES | {"Feature", "FeatureCollection"}
NAMED_CRS = re.compile(
    r"(urn:(x-)?ogc:def:crs:|epsg:|ogc:|crs84|https?://www\.opengis\.net/def/crs/)[\w.:/-]*", re.IGNORECASE
)
KEPT = frozenset({"type", "crs", "properties", "name"})
LONGEST_DETAIL = 200


def check(path: Path) -> None:
    """Refuse what GDAL would follow out of the file, and what is not GeoJSON.

    Raises
    ------
    RefusedFile
        `crs_link`.
    UnusableFile
        `not_geojson`.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_slim)
    except _CrsLink:
        raise RefusedFile("crs_link", file=path.name) from None
    except _NamedTwice:
        raise UnusableFile("not_geojson", file=path.name, detail="a member is named twice") from None
    except (ValueError, RecursionError) as error:
        raise UnusableFile("not_geojson", file=path.name, detail=str(error)[:LONGEST_DETAIL]) from None
    found = document.get("type") if isinstance(document, dict) else None
    if not isinstance(found, str) or found not in TYPES:
        detail = "it has no type" if found is None else f"its type is {str(found)[:40]!r}"
        raise UnusableFile("not_geojson", file=path.name, detail=detail)


class _CrsLink(Exception):
    """A coordinate system that is to be fetched from elsewhere."""


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
    if isinstance(crs, dict) and not _is_named(crs):
        raise _CrsLink
    return slim


def _is_named(crs: dict[str, object]) -> bool:
    properties = crs.get("properties")
    name = properties.get("name") if isinstance(properties, dict) else None
    return crs.get("type") == "name" and isinstance(name, str) and NAMED_CRS.fullmatch(name) is not None
