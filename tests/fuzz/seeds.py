# SPDX-License-Identifier: GPL-3.0-or-later
"""Small valid files from which mutants are made: a few per format, each with what its format can hold."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import geopandas as gpd
import openpyxl
import osmium
import shapely

from tests.fuzz.mutations import Files
from tests.hostile.plain import TOWNS, collection, database, feature, shapefile

TRIANGLE = [[29, 1], [30, 1], [30, 2], [29, 1]]
HXL = ("Nom;X;Y;Population", "#loc+name;#geo+lon;#geo+lat;#population", "Béni;29,4;0,5;1 200", '"A ""b""";29;1;-')
SQUARE = {1: (29, 1), 2: (29.001, 1), 3: (29.001, 1.001), 4: (29, 1.001)}
BOLLARD = '<node id="5" lon="29.002" lat="1"><tag k="barrier" v="bollard"/></node>'
HAMLET = '<node id="6" lon="29.1" lat="1.1"><tag k="place" v="hamlet"/><tag k="name" v="Béni"/><tag k="population" v="1 200"/></node>'
CAMP = '<node id="7" lon="29.2" lat="1.2"><tag k="amenity" v="refugee_site"/><tag k="name" v="مخيم"/></node>'
WAYS = (
    ("1 2 5", {"highway": "primary", "maxspeed": "30 mph", "surface": "asphalt", "oneway": "yes"}),
    ("3 4 9", {"highway": "track", "tracktype": "grade3", "ford": "yes", "seasonal": "wet_season"}),
    ("2 3", {"route": "ferry", "duration": "00:20"}),
    ("1 2 3 4 1", {"place": "village", "name": "Beni"}),
)
CAMP_AREA = (
    '<relation id="31"><member type="way" ref="24" role="outer"/><tag k="type" v="multipolygon"/>'
    '<tag k="place" v="town"/><tag k="name" v="Ama"/></relation>'
)


def csv(folder: Path) -> Sequence[Files]:  # noqa: ARG001  every maker is called alike
    """Tables of text: plain, with tags, with well-known text, and in other encodings."""
    tables = ("\n".join(TOWNS), "\r\n".join(HXL), 'id,name,wkt,people\n1,a,"POINT (29 1)",5\n2,b,"POINT (29 2)",\n')
    return [
        *({".csv": table.encode()} for table in tables),
        {".csv": HXL[0].encode("cp1252") + b"\n" + HXL[2].encode("cp1252")},
        {".csv": "\n".join(TOWNS).encode("utf-16")},
    ]


def geojson(folder: Path) -> Sequence[Files]:
    """Features of all shapes, one of another coordinate system, and one alone."""
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


def gpkg(folder: Path) -> Sequence[Files]:
    """Points with a spatial index and without, areas in metres."""
    indexed, bare = database(folder / "a.gpkg"), database(folder / "b.gpkg", indexed=False)
    areas = gpd.GeoDataFrame({"name": ["a"], "r": [1.5], "b": [True]}, geometry=[shapely.Polygon(TRIANGLE)], crs=4326)
    areas.to_crs(32735).to_file(folder / "c.gpkg", SPATIAL_INDEX="NO")
    return [{".gpkg": path.read_bytes()} for path in (indexed, bare, folder / "c.gpkg")]


def shp(folder: Path) -> Sequence[Files]:
    """Points, and areas in metres."""
    points = shapefile(folder / "a.shp")
    areas = gpd.GeoDataFrame({"name": ["a"], "r": [1.5]}, geometry=[shapely.Polygon(TRIANGLE)], crs=4326)
    areas.to_crs(32735).to_file(folder / "b.shp")
    return [
        {suffix: path.with_suffix(suffix).read_bytes() for suffix in (".shp", ".shx", ".dbf", ".prj", ".cpg")}
        for path in (points, folder / "b.shp")
    ]


def xlsx(folder: Path) -> Sequence[Files]:
    """A plain sheet, and two with titles, tags, merged cells, dates and a formula."""
    plain, full = openpyxl.Workbook(), openpyxl.Workbook()
    for town in TOWNS:
        plain.active.append([float(cell) if cell[-1].isdigit() else cell for cell in town.split(",")])
    sheet = full.active
    for line in (("Camps",), (), ("Nom", "Longitude", "Latitude", "Population", "Date", "wkt"), HXL[1].split(";")):
        sheet.append(line)
    sheet.append(("Béni", "29,4", 0.5, "=600*2", date(2024, 6, 30), "POINT (29 1)"))
    sheet.append(("Ama", 29.1, -1.5, True, None, "POLYGON ((29 1, 30 1, 30 2, 29 1))"))
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("A5:A6")
    full.create_sheet("Read me").append(("lon", "longitude of the site"))
    books = {"a.xlsx": plain, "b.xlsx": full}
    for name, book in books.items():
        book.save(folder / name)
    return [{".xlsx": (folder / name).read_bytes()} for name in books]


def osm(folder: Path) -> Sequence[Files]:
    """Roads, a ferry, a barrier, places and a camp as OpenStreetMap's XML; one in the form of changes and versions."""
    del folder
    nodes = "".join(f'<node id="{own}" lon="{lon}" lat="{lat}"/>' for own, (lon, lat) in SQUARE.items())
    ways = "".join(
        f'<way id="{own}">{"".join(f"<nd ref={ref!r}/>" for ref in refs.split())}'
        f"{''.join(f'<tag k={key!r} v={value!r}/>' for key, value in tags.items())}</way>"
        for own, (refs, tags) in enumerate(WAYS, start=21)
    )
    bounds = '<bounds minlon="29" minlat="1" maxlon="30" maxlat="2"/>'
    stamp = 'version="2" timestamp="2024-06-30T00:00:00Z" uid="1" user="a" changeset="1" visible="true"'
    texts = (
        f'<osm version="0.6">{nodes}{BOLLARD}{ways}</osm>',
        f'<osm version="0.6">{nodes}{HAMLET}{CAMP}{ways}{CAMP_AREA}</osm>',
        f'<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="x">{bounds}{ways}{nodes}</osm>',
        f'<osm version="0.6">{HAMLET.replace("<node", "<node " + stamp)}{CAMP_AREA}</osm>',
    )
    return [{".osm": text.encode()} for text in texts]


def pbf(folder: Path) -> Sequence[Files]:
    """Make PBF of the same: packed and not, with nodes end to end and one by one."""
    found = []
    for number, (files, options) in enumerate(
        (files, options)
        for files in osm(folder)
        for options in ("", ",pbf_dense_nodes=false", ",pbf_compression=none,add_metadata=all")
    ):
        source, target = folder / f"{number}.osm", folder / f"{number}.osm.pbf"
        source.write_bytes(files[".osm"])
        with osmium.SimpleWriter(osmium.io.File(str(target), "pbf" + options)) as writer:
            for one in osmium.FileProcessor(source):
                writer.add(one)
        found.append({".osm.pbf": target.read_bytes()})
    return found
