# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile by name or place: addresses, drivers, links, devices, pipes, and one format under another's name."""

from __future__ import annotations

import io
import os
import sqlite3
import zipfile
from pathlib import Path

from tests.hostile.cases import refused, taken
from tests.hostile.plain import TOWNS, collection, csv_at, database, feature, shapefile

VRT = """<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource>
<SrcLayer>passwd</SrcLayer></OGRVRTLayer></OGRVRTDataSource>"""

for _name, _text in (
    ("an address", "http://127.0.0.1:9/towns.geojson"),
    ("a file address", "file:///etc/towns.csv"),
    ("GDAL's folder of the web", "/vsicurl/http://127.0.0.1:9/towns.geojson"),
    ("GDAL's folder of archives", "/vsizip/towns.zip/towns.csv"),
    ("GDAL's folder of standard input", "/vsistdin/towns.csv"),
    ("GDAL's folder in capitals", "/VSITAR//tmp/x.tar/towns.csv"),
    ("GDAL's folder of pieces of files", "/vsisubfile/0_100,/etc/passwd.csv"),
    ("a driver chosen by name", "GPKG:/tmp/towns.gpkg:towns"),
    ("a driver with a space chosen by name", "ESRI Shapefile:/tmp/towns.shp"),
    ("a database chosen by name", "PG:dbname=towns.csv"),
    ("a join of files chosen by name", "CSV:/etc/passwd.csv"),
):
    refused(_name, "not_a_path")(lambda folder, text=_text: Path(text))  # type: ignore[misc]  # noqa: ARG005  one each


@refused("a name with a NUL byte", "no_such_file")
def _(folder: Path) -> Path:
    csv_at(folder / "t.csv", *TOWNS)
    return folder / "t.csv\0.geojson"


@refused("a virtual file under its own name", "unknown_format")
def _(folder: Path) -> Path:
    return _text_at(folder / "t.vrt", VRT)


@refused("a virtual file under a GeoJSON's name", "content_differs")
def _(folder: Path) -> Path:
    return _text_at(folder / "t.geojson", VRT)


@refused("a virtual file under a CSV file's name, behind blank lines", "content_differs")
def _(folder: Path) -> Path:
    return _text_at(folder / "t.csv", "\n \n\t" + VRT)


@refused("a virtual file in front of which a GeoPackage's name stands", "content_differs")
def _(folder: Path) -> Path:
    return _text_at(folder / "t.gpkg", VRT)


@refused("an archive's way in inside the name", "name_with_mark")
def _(folder: Path) -> Path:
    return collection(folder / "a.zip!t.geojson", feature())


@refused("an archive under a CSV file's name", "content_differs")
def _(folder: Path) -> Path:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("t.csv", "0" * 10_000_000)
    (folder / "t.csv").write_bytes(packed.getvalue())
    return folder / "t.csv"


@refused("a document under a CSV file's name", "content_differs")
def _(folder: Path) -> Path:
    return _text_at(folder / "t.csv", "%PDF-1.7\n1 0 obj << /OpenAction << /S /Launch >> >> endobj\n")


@refused("a database under a CSV file's name", "content_differs")
def _(folder: Path) -> Path:
    return database(folder / "t.gpkg").rename(folder / "t.csv")


@refused("a database under a GeoJSON's name", "content_differs")
def _(folder: Path) -> Path:
    return database(folder / "t.gpkg").rename(folder / "t.geojson")


@refused("a spreadsheet of old under a CSV file's name", "content_differs")
def _(folder: Path) -> Path:
    (folder / "t.csv").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000)
    return folder / "t.csv"


@refused("a GeoJSON under a GeoPackage's name", "content_differs")
def _(folder: Path) -> Path:
    return collection(folder / "t.gpkg", feature())


@refused("other people's JSON that GDAL reads with another driver", "not_geojson")
def _(folder: Path) -> Path:
    return _text_at(folder / "t.json", '{"type": "Topology", "objects": {}, "arcs": []}')


@refused("a service's JSON", "not_geojson")
def _(folder: Path) -> Path:
    return _text_at(folder / "t.json", '{"geometryType": "esriGeometryPoint", "features": []}')


@refused("a link to the list of users", "link_elsewhere")
def _(folder: Path) -> Path:
    return _link(folder / "t.csv", "/etc/passwd")


@refused("a link to a device without end", "not_a_file")
def _(folder: Path) -> Path:
    return _link(folder / "t.csv", "/dev/zero")


@refused("a link to the reader's own memory", "link_elsewhere")
def _(folder: Path) -> Path:
    return _link(folder / "t.geojson", "/proc/self/environ")


@refused("a link to itself", "no_such_file")
def _(folder: Path) -> Path:
    return _link(folder / "t.csv", str(folder / "t.csv"))


@taken("a link to a file of the same kind, as data stores have them", 3)
def _(folder: Path) -> Path:
    (folder / "store").mkdir()
    return _link(folder / "t.csv", str(csv_at(folder / "store" / "0a1b.csv", *TOWNS)))


@refused("a pipe that nobody writes to", "not_a_file")
def _(folder: Path) -> Path:
    os.mkfifo(folder / "t.csv")
    return folder / "t.csv"


@refused("a folder with a file's name", "not_a_file")
def _(folder: Path) -> Path:
    (folder / "t.gpkg").mkdir()
    return folder / "t.gpkg"


@refused("a file of nothing", "empty_file")
def _(folder: Path) -> Path:
    (folder / "t.geojson").touch()
    return folder / "t.geojson"


@refused("a file of holes beyond the cap", "file_too_large")
def _(folder: Path) -> Path:
    path = csv_at(folder / "t.csv", *TOWNS)
    os.truncate(path, 40 * 1024**3)
    return path


@taken("an entity that grows, in a file beside", 2)
def _(folder: Path) -> Path:
    path = database(folder / "t.gpkg")
    bomb = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    text = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{bomb}]><PAMDataset>&m;</PAMDataset>'
    for side in ("t.gpkg.aux.xml", "t.aux.xml", "t.qgs", "t.qml"):
        (folder / side).write_text(text, encoding="utf-8")
    return path


@refused("a pipe in the place of a journal", "geopackage_in_use")
def _(folder: Path) -> Path:
    path = database(folder / "t.gpkg")
    os.mkfifo(folder / "t.gpkg-journal")
    return path


@refused("a journal that is a link to a device", "geopackage_in_use")
def _(folder: Path) -> Path:
    path = database(folder / "t.gpkg")
    _link(folder / "t.gpkg-wal", "/dev/urandom")
    return path


@refused("another program's unfinished work", "geopackage_in_use")
def _(folder: Path) -> Path:
    path = database(folder / "t.gpkg")
    with sqlite3.connect(folder / "other") as other:
        other.execute("CREATE TABLE a (x)")
    other.close()
    (folder / "t.gpkg-journal").write_bytes((folder / "other").read_bytes())
    return path


@refused("a table of a Shapefile that is a link out of its folder", "link_elsewhere")
def _(folder: Path) -> Path:
    path = shapefile(folder / "t.shp")
    (folder / "far").mkdir()
    path.with_suffix(".dbf").rename(folder / "far" / "secret.dbf")
    _link(path.with_suffix(".dbf"), str(folder / "far" / "secret.dbf"))
    return path


def _beside(side: str) -> None:
    @refused(f"a pipe as the {side} of a Shapefile", "not_a_file")
    def _(folder: Path) -> Path:
        path = shapefile(folder / "t.shp")
        path.with_suffix(side).unlink(missing_ok=True)
        os.mkfifo(path.with_suffix(side))
        return path


for _side in (".cpg", ".shx", ".prj", ".qix"):
    _beside(_side)


def _link(path: Path, target: str) -> Path:
    path.symlink_to(target)
    return path


def _text_at(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path
