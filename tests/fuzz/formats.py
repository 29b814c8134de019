# SPDX-License-Identifier: GPL-3.0-or-later
"""The formats that are fuzzed; a new one is one entry more."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from layers.read_as import TAKEN, ReadAs
from tests.fuzz import outline_seeds, seeds
from tests.fuzz.containers import in_archive, in_blocks, proto_field
from tests.fuzz.databases import blob, page, sql
from tests.fuzz.mutations import ANY, Files, Format, cut, flip, header, noise, number, splice, token
from tests.fuzz.texts import cell, element, member, swap

TABLES = ("settlements", "areas", "roads", "units")
OUTLINES = ("settlements", "roads", "closures", "areas")
EXTRACTS = ("roads", "settlements", "idp_sites")

CSV_WORDS = (b'"', b'""', b",", b";", b"\t", b"\r", b"\n", b"\0", b"\xff", b"\xef\xbb\xbf", b"nan", b"1e999", b"-", b"1,5",
             b"#geo+lat", b"#", b"=1+1", b"POINT (", b"POLYGON ((29 1, 30 2, 30 1, 29 2, 29 1))", b"9" * 400, b"lon,", b"lat,",
             "٣".encode(), b"inf", b"1_000", b"2024-13-45", b"GEOMETRYCOLLECTION(")  # fmt: skip
JSON_WORDS = (b"[", b"]", b"{", b"}", b",", b":", b'"', b"null", b"true", b"1e999", b"-0", b"NaN", b"\\ud800", b"\\u0000",
              b'"crs":{"type":"link"},', b'"type":"Topology",', b"\0", b"\xff", b"9" * 400, b"[" * 600, b'"coordinates":[],',
              b'"geometry":null,', b'"properties":[],', b'"features":{},', b'"Polygon"', b'"LineString"')  # fmt: skip
SQL_WORDS = (b"CREATE ", b"TABLE ", b"VIEW ", b"GEOMETRY", b"NULL", b"gpkg_contents", b"features", b"attributes", b"4326",
             b"-1", b"'", b'"', b"(", b")", b"\0", b"\xff\xff\xff\xff", b"GP\0\x01", b"WITHOUT ROWID", b"rtree")  # fmt: skip
SHAPE_WORDS = (b"\0\0\0\0", b"\xff\xff\xff\x7f", b"\xff\xff\xff\xff", b"\0\0\xf8\x7f", b"GEOGCS[", b"UTF-8", b"PROJCS[", b"]",
               b"C", b"N", b"D", b"L", b"M", b"\x1a", b"*", b"\r")  # fmt: skip
XML_WORDS = (b"", b"<", b">", b"&", b"&#0;", b"&#xFFFE;", b"&#xD800;", b"&a;", b"]]>", b"<![CDATA[", b"<!--", b"\0", b"\xff",
             b"<!DOCTYPE a [<!ENTITY a 'b'>]>", b"<?xml version='1.1'?>", b"nan", b"inf", b"1e999", b"-0", b"9" * 400,
             b"true", b"\xed\xa0\x80", b"x" * 70_000)  # fmt: skip
SHEET_WORDS = (*XML_WORDS, b"s", b"inlineStr", b"str", b"e", b"b", b"n", b"d", b"A1", b"XFD1048576", b"A0", b"a1", b"ZZZZ1",
               b"$A$1", b"A1:XFD1048576", b"B2:A1", b"../../../etc/passwd", b"/xl/workbook.xml", b"http://127.0.0.1:9/",
               b"rId1", b"xl/worksheets/sheet1.xml", b"General", b"yyyy", b"[Red]", b"=1+1", b"External")  # fmt: skip
OSM_WORDS = (*XML_WORDS, b"91", b"181.5", b"90.00000001", b"node", b"way", b"relation", b"outer", b"inner", b"delete", b"0.7",
             b"multipolygon", b"yes", b"no", b"highway", b"place", b"barrier", b"route", b"ferry", b"maxspeed", b"false",
             b"30 mph", b"00:00", b"refugee_site", b"2024-13-45T00:00:00Z", b"21", b"1")  # fmt: skip
KML_WORDS = (*XML_WORDS, b"29,1,0", b"29 1", b",", b"1_0", b"Placemark", b"Folder", b"name", b"Point", b"MultiGeometry",
             b"coordinates", b"NetworkLink", b"wpt", b"trk", b"rte", b"trkseg", b"2024-13-45T00:00:00Z", b"lat")  # fmt: skip
TIFF_WORDS = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\0\0\xf8\x7f", b"\0\0\x80\x7f", b"nan", b"-99999", b"/vsimem/x",
              b"\x0e\x83", b"\x82\x84", b"\xaf\x87", b"\0\1\3\0", b"\x11\1\4\0", b"<GDALMetadata>")  # fmt: skip

FORMATS: Mapping[str, Format] = {
    "csv": Format(seeds.csv, TABLES, CSV_WORDS, (cell, swap), (*ANY, swap, cell, cell, cell)),
    "geojson": Format(seeds.geojson, TABLES, JSON_WORDS, (member,), (*ANY, swap, *[member] * 6), kept=1),
    "gpkg": Format(
        seeds.gpkg,
        TABLES,
        SQL_WORDS,
        (blob, blob, sql, page),
        (flip, flip, number, header, page, blob, blob, blob, sql, token, cut),
        kept=16,
    ),
    "shp": Format(
        seeds.shp,
        TABLES,
        SHAPE_WORDS,
        (header, number),
        (flip, number, number, header, header, header, token, cut, splice),
        kept=4,
    ),
    "xlsx": Format(
        seeds.xlsx,
        TABLES,
        SHEET_WORDS,
        (in_archive(element),),
        (*[in_archive(element, *ANY)] * 6, flip, number, cut, splice),
        kept=4,
    ),
    "kml": Format(outline_seeds.kml, OUTLINES, KML_WORDS, (element,), (*ANY, swap, *[element] * 6), kept=95),
    "kmz": Format(
        outline_seeds.kmz,
        OUTLINES,
        KML_WORDS,
        (in_archive(element),),
        (*[in_archive(element, *ANY)] * 6, flip, number, cut, splice),
        kept=4,
    ),
    "gpx": Format(outline_seeds.gpx, OUTLINES, KML_WORDS, (element,), (*ANY, swap, *[element] * 6), kept=40),
    "tif": Format(
        outline_seeds.tif,
        ("population",),
        TIFF_WORDS,
        (flip, number, header),
        (flip, number, number, header, header, token, noise, cut, splice),
        kept=4,
    ),
    "osm": Format(seeds.osm, EXTRACTS, OSM_WORDS, (element,), (*ANY, swap, *[element] * 6), kept=5),
    "osm.pbf": Format(
        seeds.pbf,
        EXTRACTS,
        OSM_WORDS,
        (in_blocks(proto_field),),
        (*[in_blocks(proto_field, flip, noise, number, cut)] * 6, flip, number, cut, splice, noise),
        kept=15,
    ),
}


SAID = (
    ReadAs(crs="EPSG:32636"),
    ReadAs(crs="EPSG:3857"),
    ReadAs(crs="EPSG:4326"),
    ReadAs(encoding="koi8-r"),
    ReadAs(encoding="utf-16"),
    ReadAs(encoding="utf-7"),
    ReadAs(crs="EPSG:32636", encoding="cp1252"),
    ReadAs(sheet="settlements"),
    ReadAs(sheet="Sheet"),
)
"""What is said of one mutant in four, where it can be said of such a file."""


def said_of(suffix: str) -> Sequence[ReadAs]:
    """What is said of mutants of a suffix, as often as it is to be said."""
    fits = [said for said in SAID if set(said.said()) <= TAKEN.get(suffix, frozenset())]
    return [*fits, *[ReadAs()] * max(3 * len(fits), 1)]


def seeds_of(form: Format) -> Sequence[Files]:
    """The valid files of a format."""
    with tempfile.TemporaryDirectory() as folder:
        return form.seeds(Path(folder))
