# SPDX-License-Identifier: GPL-3.0-or-later
"""Small valid KML, KMZ, GPX and population rasters from which mutants are made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import shapely

from layers.catchment import Catchment
from layers.geodesy import TheatreCrs
from layers.grid import make_grid
from tests.fuzz.containers import packed
from tests.fuzz.mutations import Files
from tests.layers.rasters import raster_file

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
DATA = (
    '<ExtendedData><Data name="people"><value>1200</value></Data><SchemaData schemaUrl="#s">'
    '<SimpleData name="role">sector</SimpleData></SchemaData></ExtendedData>'
)
RING = "<LinearRing><coordinates>29,1,0 30,1,0 30,2,0 29,1,0</coordinates></LinearRing>"
SHAPES = (
    "<Point><coordinates>29.1,-1.5,1450</coordinates></Point>",
    f"<Polygon><outerBoundaryIs>{RING}</outerBoundaryIs></Polygon>",
    "<LineString><coordinates>29,1 29.5 , 1.5\n30,2</coordinates></LineString>",
    "<MultiGeometry><Point><coordinates>29,1</coordinates></Point><Point><coordinates>29,2</coordinates></Point></MultiGeometry>",
)
LINK = "<NetworkLink><Link><href>http://127.0.0.1:9/</href></Link></NetworkLink>"
WAYPOINT = '<wpt lat="-1.5" lon="29.1"><ele>7</ele><time>2026-03-01T10:00:00Z</time><name>Béni</name></wpt>'
ROUTE = '<rte><name>Plan</name><type>primary</type><rtept lat="-1" lon="29"/><rtept lat="-2" lon="29"/></rte>'
TRACK = '<trk><trkseg><trkpt lat="-1" lon="29"/><trkpt lat="-1" lon="29.5"/></trkseg><trkseg/></trk>'
AREA = shapely.box(-30_000, -30_000, 30_000, 30_000)
CELLS = Catchment(make_grid(AREA, (), 1000), AREA, TheatreCrs(29.1, 0.9)).as_request()
"""Cells over the rasters, whose people are counted."""


def _documents() -> list[bytes]:
    marks = [f"<Placemark><name>Béni {n}</name>{DATA}{shape}</Placemark>" for n, shape in enumerate(SHAPES)]
    page = "<description><![CDATA[<b>5 &amp; 6</b>]]></description><TimeStamp><when>2024-06</when></TimeStamp>"
    texts = (
        f"{HEAD}<Folder><name>Camps</name>{''.join(marks)}</Folder>{LINK}</Document></kml>",
        f"{HEAD}{marks[0].replace(DATA, page)}</Document></kml>",
    )
    return [text.encode() for text in texts]


def kml(folder: Path) -> Sequence[Files]:
    """Placemarks of every shape in a folder, with a link beside; one with a page and a time."""
    del folder
    return [{".kml": text} for text in _documents()]


def kmz(folder: Path) -> Sequence[Files]:
    """Make KMZ of the same."""
    del folder
    return [{".kmz": packed({"doc.kml": text})} for text in _documents()]


def gpx(folder: Path) -> Sequence[Files]:
    """Waypoints, a route and a track of two segments."""
    del folder
    head = '<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">'
    return [{".gpx": f"{head}{WAYPOINT * 2}{ROUTE}{TRACK}</gpx>".encode()}]


def tif(folder: Path) -> Sequence[Files]:
    """People as plain numbers, packed in tiles, and as whole numbers in metres."""
    people = np.arange(400.0).reshape(20, 20)
    corner, pixel = (29.0, 1.0), 0.01
    paths = (
        raster_file(folder / "a.tif", people, corner, pixel, nodata=-99999.0),
        raster_file(folder / "b.tif", people, corner, pixel, compress="lzw", tiled=True, blockxsize=16, blockysize=16),
        raster_file(
            folder / "c.tif", people.astype(np.uint16), (2.9e6, 1.2e5), 1000.0, "ESRI:54009", compress="deflate"
        ),
    )
    return [{".tif": path.read_bytes()} for path in paths]
