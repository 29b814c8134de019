# SPDX-License-Identifier: GPL-3.0-or-later
"""What is refused before anything reads it: addresses, disguises, and what is not there."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
import shapely

from layers import look
from layers.errors import PlannerError, RefusedFile, UnusableFile
from layers.load import load
from layers.look import look_at
from layers.worker import READERS
from tests.layers.files import csv_file, vector_file


@pytest.mark.parametrize(
    "path",
    [
        "http://127.0.0.1/x.geojson",
        "https://127.0.0.1/x.csv",
        "/vsicurl/http://127.0.0.1/x.csv",
        "/vsizip/a.zip/x.csv",
        "GPKG:a.gpkg:layer",
        "WFS:http://127.0.0.1/x.geojson",
        "ESRI Shapefile:x.shp",
    ],
)
def test_addresses_are_never_read(path: str) -> None:
    with pytest.raises(RefusedFile, match="Only files on this machine are read, never addresses"):
        look_at(Path(path))


def test_a_folder_or_file_may_be_called_nearly_like_an_address(tmp_path: Path) -> None:
    (tmp_path / "vsi:round 2").mkdir()
    look_at(csv_file(tmp_path / "vsi:round 2" / "t.csv", "name,lon,lat"))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.docx", b"x", "unknown_format"),
        ("a.vrt", b"<OGRVRTDataSource/>", "unknown_format"),
        ("a.zip", b"PK\x03\x04", "packed_file"),
        ("a.7Z", b"7z", "packed_file"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "other_workbook"),
        ("a.ods", b"PK\x03\x04", "other_workbook"),
        ("a.dbf", b"\x03", "part_of_shapefile"),
        ("a.tab", b"!table", "other_map"),
        ("a.mdb", b"\x00\x01", "other_map"),
        ("a.txt", b"name,lon,lat\n", "plain_text"),
        ("a", b"name,lon,lat\n", "unknown_format"),
        ("a.csv", b"", "empty_file"),
        ("a.csv", b"PK\x03\x04", "content_differs"),
        ("a.csv", b'{"type": "FeatureCollection"}', "content_differs"),
        ("a.csv", b"<OGRVRTDataSource/>", "content_differs"),
        ("a.csv", b"SQLite format 3\x00", "content_differs"),
        ("a.geojson", b'<OGRVRTDataSource><OGRVRTLayer name="x"/></OGRVRTDataSource>', "content_differs"),
        ("a.json", b"[1, 2]", "content_differs"),
        ("a.gpkg", b"name,lon,lat\n", "content_differs"),
        ("a.gpkg", b' {"type": "FeatureCollection"}', "content_differs"),
        ("a!b.geojson", b"{}", "name_with_mark"),
        ("a.shp", b"\x00\x00\x27\x0a", "shapefile_incomplete"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_not_read(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(PlannerError) as fault:
        look_at(tmp_path / name)
    assert fault.value.code == code
    assert name in str(fault.value)


def test_what_is_not_there_or_no_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="There is no such file"):
        look_at(tmp_path / "none.csv")
    with pytest.raises(UnusableFile, match="There is no such file"):
        look_at(Path("nul\x00.csv"))
    with pytest.raises(UnusableFile, match="This is a folder"):
        look_at(tmp_path)


def test_a_folder_that_is_a_geodatabase_is_told_as_one(tmp_path: Path) -> None:
    (tmp_path / "camps.gdb").mkdir()
    with pytest.raises(UnusableFile, match="export the layer as GeoPackage"):
        look_at(tmp_path / "camps.gdb")


@pytest.mark.parametrize("suffix", READERS)
def test_a_file_too_large_is_refused_unread(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("layers.load.read_in_child", lambda *_, **__: pytest.fail("it was read"))
    for side in (".shx", ".dbf", ".prj") if suffix == ".shp" else ():
        (tmp_path / f"t{side}").write_bytes(b"x")
    path = tmp_path / f"t{suffix}"
    with path.open("wb") as file:
        file.truncate(look.LARGEST_BYTES + 1)
    with pytest.raises(RefusedFile, match="The file has 512 MB; at most 512 MB are read"):
        load(path, "settlements")


def test_a_shapefile_needs_its_other_files(tmp_path: Path) -> None:
    path = vector_file(tmp_path / "my roads.v2.shp", [shapely.Point(1, 1)], name=["a"])
    look_at(path)
    path.with_suffix(".prj").unlink()
    with pytest.raises(UnusableFile, match=r"does not say which coordinate system.*put the \.prj file beside"):
        look_at(path)
    path.with_suffix(".dbf").unlink()
    with pytest.raises(UnusableFile, match=r"these are not beside this one: my roads\.v2\.dbf\."):
        look_at(path)


def test_a_geopackage_with_a_view_is_refused(tmp_path: Path) -> None:
    path = vector_file(tmp_path / "t.gpkg", [shapely.Point(1, 1)], name=["a"])
    look_at(path)
    connection = sqlite3.connect(path)
    connection.execute("CREATE VIEW v AS SELECT * FROM t")
    connection.commit()
    connection.close()
    with pytest.raises(RefusedFile, match="holds a view"):
        look_at(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="this user may read everything")
def test_a_file_that_may_not_be_read_is_said(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "name,lon,lat")
    path.chmod(0)
    with pytest.raises(UnusableFile, match="cannot be opened"):
        look_at(path)
