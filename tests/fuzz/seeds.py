# SPDX-License-Identifier: GPL-3.0-or-later
"""Small valid files from which mutants are made: a few per format, each with what its format can hold."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import shapely

from tests.hostile.plain import TOWNS, collection, database, feature, shapefile

Files = Mapping[str, bytes]
"""Suffix -> content of the files that make up one; the first is the one that is loaded."""

FORMATS = ("csv", "geojson", "gpkg", "shp")
TRIANGLE = [[29, 1], [30, 1], [30, 2], [29, 1]]
HXL = ("Nom;X;Y;Population", "#loc+name;#geo+lon;#geo+lat;#population", "Béni;29,4;0,5;1 200", '"A ""b""";29;1;-')


def seeds_of(form: str) -> Sequence[Files]:
    """The valid files of a format."""
    with tempfile.TemporaryDirectory() as folder:
        return {"csv": _csv, "geojson": _geojson, "gpkg": _gpkg, "shp": _shp}[form](Path(folder))


def _csv(folder: Path) -> Sequence[Files]:  # noqa: ARG001  every maker is called alike
    tables = ("\n".join(TOWNS), "\r\n".join(HXL), 'id,name,wkt,people\n1,a,"POINT (29 1)",5\n2,b,"POINT (29 2)",\n')
    return [
        *({".csv": table.encode()} for table in tables),
        {".csv": HXL[0].encode("cp1252") + b"\n" + HXL[2].encode("cp1252")},
        {".csv": "\n".join(TOWNS).encode("utf-16")},
    ]


def _geojson(folder: Path) -> Sequence[Files]:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32735"}}
    shapes = (
        {"type": "Polygon", "coordinates": [TRIANGLE]},
        {"type": "MultiPoint", "coordinates": [[29, 1]]},
        {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [29, 1]}]},
    )
    at = {"type": "Point", "coordinates": [500000.5, 9_900_000, 7]}
    paths = (
        collection(
            folder / "a.geojson", feature(), feature(n=1.5, yes=True, none=None, list=[1, {"a": "é"}]), name="x"
        ),
        collection(folder / "b.geojson", *(feature(shape) for shape in shapes)),
        collection(folder / "c.geojson", feature(at), crs=crs),
    )
    return [*({".geojson": path.read_bytes()} for path in paths), {".geojson": json.dumps(feature()).encode()}]


def _gpkg(folder: Path) -> Sequence[Files]:
    indexed, bare = database(folder / "a.gpkg"), database(folder / "b.gpkg", indexed=False)
    areas = gpd.GeoDataFrame({"name": ["a"], "r": [1.5], "b": [True]}, geometry=[shapely.Polygon(TRIANGLE)], crs=4326)
    areas.to_crs(32735).to_file(folder / "c.gpkg", SPATIAL_INDEX="NO")
    return [{".gpkg": path.read_bytes()} for path in (indexed, bare, folder / "c.gpkg")]


def _shp(folder: Path) -> Sequence[Files]:
    points = shapefile(folder / "a.shp")
    areas = gpd.GeoDataFrame({"name": ["a"], "r": [1.5]}, geometry=[shapely.Polygon(TRIANGLE)], crs=4326)
    areas.to_crs(32735).to_file(folder / "b.shp")
    return [
        {suffix: path.with_suffix(suffix).read_bytes() for suffix in (".shp", ".shx", ".dbf", ".prj", ".cpg")}
        for path in (points, folder / "b.shp")
    ]
