# SPDX-License-Identifier: GPL-3.0-or-later
"""Small files in which nothing is wrong, from which hostile ones are made."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import openpyxl
import osmium
import shapely

from tests.layers.files import csv_file, vector_file

TOWNS = ("name,lon,lat,people", "Ama,29.1,-1.5,1200", "Beni,29.4,0.5,800", "Celo,28.8,-2.5,30")
POINTS = (shapely.Point(29.1, -1.5), shapely.Point(29.4, 0.5))
COLUMNS: Mapping[str, list[object]] = {"name": ["Ama", "Beni"], "people": [1200, 800]}


def csv_at(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    """Write lines of a table."""
    return csv_file(path, *lines, encoding=encoding)


def feature(geometry: object = None, **properties: object) -> dict[str, object]:
    """Make a town; at a place of its own unless told."""
    geometry = {"type": "Point", "coordinates": [29.1, -1.5]} if geometry is None else geometry
    return {"type": "Feature", "properties": {"name": "Ama", "people": 1200} | properties, "geometry": geometry}


def collection(path: Path, *features: object, **members: object) -> Path:
    """Write features as GeoJSON."""
    path.write_text(json.dumps({"type": "FeatureCollection", **members, "features": features}), encoding="utf-8")
    return path


def database(path: Path, *statements: str, indexed: bool = True) -> Path:
    """Write two towns as a GeoPackage, with a spatial index or without, and run some SQL on it, schema included."""
    towns = gpd.GeoDataFrame(COLUMNS, geometry=list(POINTS), crs=4326)
    towns.to_file(path, SPATIAL_INDEX="YES" if indexed else "NO")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            connection.execute(statement)
    connection.close()
    return path


def shapefile(path: Path) -> Path:
    """Write two towns as a Shapefile."""
    return vector_file(path, POINTS, name=COLUMNS["name"], people=COLUMNS["people"])


def workbook(path: Path) -> Path:
    """Write the towns as a workbook."""
    book = openpyxl.Workbook()
    for line in TOWNS:
        book.active.append([float(cell) if cell[-1].isdigit() else cell for cell in line.split(",")])
    book.save(path)
    return path


ROADS = """<osm version="0.6"><node id="1" lon="29.1" lat="-1.5"/><node id="2" lon="29.4" lat="0.5"/>
<node id="3" lon="28.8" lat="-2.5"><tag k="place" v="town"/><tag k="name" v="Celo"/></node>
<way id="11"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/><tag k="name" v="Route"/></way></osm>"""


def extract(path: Path) -> Path:
    """Write a road and a town as OpenStreetMap has them, in the format of the suffix."""
    source = path.with_suffix(".osm")
    source.write_text(ROADS, encoding="utf-8")
    if path != source:
        with osmium.SimpleWriter(osmium.io.File(str(path), "pbf")) as writer:
            for one in osmium.FileProcessor(source):
                writer.add(one)
        source.unlink()
    return path
