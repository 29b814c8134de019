# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user says of a file that does not say itself: reference system, encoding, sheet."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from layers.errors import PlannerError
from layers.load import Loaded, load, preview_of, read
from layers.read_as import ReadAs
from tests.layers.files import codes, csv_file, errors, finding, vector_file

ORIGIN = shapely.Point(500_000, 0)
"""Of UTM zone 36 north: on its central meridian, 33 degrees east, and on the equator."""
UTM = ReadAs(crs="EPSG:32636")
FAR = shapely.Point(500_000, -9_000_000)
"""Near the south pole, where the zone of the northern half ends at the equator."""


def without_system(folder: Path, *shapes: BaseGeometry, suffix: str = ".shp") -> Path:
    """A file of shapes in metres that does not say of which system."""
    path = folder / f"t{suffix}"
    names = [f"site {number}" for number in range(len(shapes))]
    vector_file(path, shapes, crs=32636, name=names, people=[100] * len(shapes))
    path.with_suffix(".prj").unlink(missing_ok=True)
    return path


def refused(path: Path, read_as: ReadAs, kind: str = "settlements") -> str:
    with pytest.raises(PlannerError) as error:
        load(path, kind, read_as=read_as)
    return error.value.code


def lonlat(loaded: Loaded) -> list[tuple[float, ...]]:
    return [point.coords[0] for point in loaded.layer.table.geometry]


def test_shapes_whose_file_names_no_system_are_read_in_the_one_that_is_named(tmp_path: Path) -> None:
    path = without_system(tmp_path, ORIGIN)
    assert refused(path, ReadAs()) == "no_crs"
    loaded = load(path, "settlements", read_as=UTM)
    assert lonlat(loaded) == [pytest.approx((33, 0), abs=1e-9)]
    assert "WGS 84 / UTM zone 36N (EPSG:32636)" in finding(loaded, "crs_given").reason


def test_a_shapefile_of_degrees_without_its_system_is_read_in_degrees(tmp_path: Path) -> None:
    path = vector_file(tmp_path / "t.shp", [shapely.Point(33, 1)], name=["Ama"])
    path.with_suffix(".prj").unlink()
    assert lonlat(load(path, "settlements", read_as=ReadAs(crs="EPSG:4326"))) == [(33, 1)]


def test_geojson_of_metres_is_read_in_the_system_that_is_named(tmp_path: Path) -> None:
    path = tmp_path / "t.geojson"
    feature = '{"type":"Feature","properties":{"name":"Ama"},"geometry":{"type":"Point","coordinates":[500000,0]}}'
    path.write_text(f'{{"type":"FeatureCollection","features":[{feature}]}}', encoding="utf-8")
    assert (1, "coordinate_out_of_range") in errors(load(path, "settlements"))
    assert lonlat(load(path, "settlements", read_as=UTM)) == [pytest.approx((33, 0), abs=1e-9)]


def test_text_of_metres_is_read_in_the_system_that_is_named(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "id,wkt", 'r1,"LINESTRING(500000 0,500000 1000)"')
    (line,) = load(path, "roads", read_as=UTM).layer.table.geometry
    # a kilometre north of the equator, at the scale of 0.9996 on the central meridian
    assert line.coords[1] == pytest.approx((33, 1000 / 0.9996 / 110_574), abs=1e-6)


@pytest.mark.parametrize("suffix", [".gpkg", ".shp", ".geojson"])
def test_what_the_file_says_itself_goes_before_and_is_no_guess(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"t{suffix}"
    gpd.GeoDataFrame({"name": ["Ama"]}, geometry=[ORIGIN], crs=32636).to_file(path)
    assert lonlat(load(path, "settlements")) == [pytest.approx((33, 0), abs=1e-6)]
    assert refused(path, ReadAs(crs="EPSG:32635")) == ("crs_of_its_own")


def test_what_lies_far_outside_the_named_system_is_rejected_with_its_row(tmp_path: Path) -> None:
    loaded = load(without_system(tmp_path, ORIGIN, FAR), "settlements", read_as=UTM)
    assert errors(loaded) == [(2, "beyond_crs")]
    assert loaded.layer.rows_in == len(loaded.layer.table) + loaded.layer.rejected == 2


@settings(max_examples=10)
@given(east=st.floats(200_000, 800_000, allow_nan=False), north=st.floats(1_000, 2_500_000, allow_nan=False))
def test_a_named_system_gives_the_places_that_its_own_prj_would(
    east: float, north: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("twins")
    own = vector_file(folder / "own.shp", [shapely.Point(east, north)], crs=32636, name=["Ama"])
    bare = without_system(folder, shapely.Point(east, north))
    assert lonlat(load(bare, "settlements", read_as=UTM)) == lonlat(load(own, "settlements"))


@pytest.mark.parametrize(
    ("name", "said"),
    [("t.csv", ReadAs(sheet="Camps")), ("t.xlsx", ReadAs(encoding="cp1250")), ("t.kml", UTM), ("t.gpx", UTM)],
)
def test_what_such_files_say_themselves_cannot_be_said_of_them(tmp_path: Path, name: str, said: ReadAs) -> None:
    (tmp_path / name).write_text("name,lon,lat\nAma,20,5\n", encoding="utf-8")
    assert refused(tmp_path / name, said) == "not_said_of"


@pytest.mark.parametrize("name", ["", "utf-9", "zlib", "a b", "hex\x00", "../utf_8"])
def test_names_of_no_encoding_and_no_system_are_refused(tmp_path: Path, name: str) -> None:
    path = csv_file(tmp_path / "t.csv", "name,lon,lat", "Ama,20,5")
    if name:
        assert refused(path, ReadAs(encoding=name)) == "bad_encoding"
        assert refused(path, ReadAs(crs=name)) == "bad_crs"
    assert codes(load(path, "settlements", read_as=ReadAs())) == codes(load(path, "settlements"))


def test_columns_of_metres_are_told_as_such_where_their_system_is_said(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "name,Easting,Northing", "Ama,500000,0")
    raw = read(path, "settlements", read_as=UTM)
    assert dict(preview_of(raw, "settlements", {}, "t.csv", UTM.crs).mapped) == {
        "name": "name",
        "easting": "Easting",
        "northing": "Northing",
    }


@pytest.mark.parametrize("header", ["name,lon,lat", "name,X,Y", "name,Longitude,Latitude"])
def test_columns_called_degrees_that_hold_metres_are_metres_of_the_named_system(tmp_path: Path, header: str) -> None:
    path = csv_file(tmp_path / "t.csv", header, "Ama,500000,0", 'Bru,"500,000",1000')
    assert lonlat(load(path, "settlements", read_as=UTM))[0] == pytest.approx((33, 0), abs=1e-9)
    degrees = csv_file(tmp_path / "d.csv", header, "Ama,33,0", "Bru,33.1,1")
    assert header == "name,X,Y" or refused(degrees, UTM) == "crs_unused"


# --- encodings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("encoding", "name"), [("cp1250", "Đakovica šuma"), ("koi8-r", "Лагерь"), ("utf-16", "Béni")])
def test_text_is_read_in_the_encoding_that_is_named(tmp_path: Path, encoding: str, name: str) -> None:
    path = csv_file(tmp_path / "t.csv", "name,lon,lat", f"{name},20,5", encoding=encoding)
    loaded = load(path, "settlements", read_as=ReadAs(encoding=encoding))
    assert loaded.layer.table["name"].tolist() == [name]
    assert "encoding_guessed" not in codes(loaded)


def test_text_that_is_not_in_the_named_encoding_is_refused_and_nothing_replaced(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "name,lon,lat", "Ama,20,5", "Béni,20,5", encoding="cp1252")
    with pytest.raises(PlannerError, match="not in the encoding utf-8 that was named \\(line 3, behind 'B'\\)"):
        load(path, "settlements", read_as=ReadAs(encoding="utf-8"))


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp1251", "Лагерь Север"),
        ("koi8-r", "Лагерь Север"),
        ("cp1256", "مخيم زمزم"),
        ("utf-8", "مخيم"),
        ("cp1252", "Béni"),
    ],
)
def test_the_table_of_a_shapefile_that_names_no_encoding_is_read_by_its_bytes(
    tmp_path: Path, encoding: str, name: str
) -> None:
    path = tmp_path / "t.shp"
    gpd.GeoDataFrame({"name": [name]}, geometry=[shapely.Point(20, 5)], crs=4326).to_file(path, encoding=encoding)
    assert load(path, "settlements").layer.table["name"].tolist() == [name]
    path.with_suffix(".cpg").unlink()
    loaded = load(path, "settlements")
    assert loaded.layer.table["name"].tolist() == [name]
    assert name.split(maxsplit=1)[0] in finding(loaded, "encoding_guessed").reason
    said = load(path, "settlements", read_as=ReadAs(encoding=encoding))
    assert said.layer.table["name"].tolist() == [name]
    assert "encoding_guessed" not in codes(said)


def test_a_cpg_that_lies_does_not_make_the_file_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "t.shp"
    gpd.GeoDataFrame({"name": ["Béni"]}, geometry=[shapely.Point(20, 5)], crs=4326).to_file(path, encoding="cp1252")
    for name in ("UTF-8", "../../etc/passwd", "65001x", "", "9" * 5000):
        path.with_suffix(".cpg").write_text(name, encoding="ascii")
        assert load(path, "settlements").layer.table["name"].tolist() == ["Béni"]
    path.with_suffix(".cpg").write_text("UTF-8", encoding="ascii")
    assert "says that the text is UTF-8, which it is not" in finding(load(path, "settlements"), "cpg_wrong").reason
    path.with_suffix(".cpg").write_text("1252\n", encoding="ascii")
    assert "cpg_wrong" not in codes(load(path, "settlements"))


# --- sheets and layers ------------------------------------------------------------------------------------------------


def test_the_sheet_that_is_named_is_read_and_another_is_not_guessed(tmp_path: Path) -> None:
    path, book = tmp_path / "t.xlsx", openpyxl.Workbook()
    for title, name in (("Round 11", "Ama"), ("Round 12", "Bru")):
        sheet = book.create_sheet(title)
        sheet.append(["Site Name", "Longitude", "Latitude"])
        sheet.append([name, 20, 5])
    book.save(path)
    assert load(path, "idp_sites").layer.table["name"].tolist() == ["Bru"]
    assert load(path, "idp_sites", read_as=ReadAs(sheet="round 11 ")).layer.table["name"].tolist() == ["Ama"]
    with pytest.raises(PlannerError, match="no sheet or layer Round 13; it has Round 11, Round 12"):
        load(path, "idp_sites", read_as=ReadAs(sheet="Round 13"))


def test_the_layer_that_is_named_is_read_of_a_geopackage(tmp_path: Path) -> None:
    path = tmp_path / "t.gpkg"
    for layer, name in (("camps", "Ama"), ("towns", "Bru")):
        table = gpd.GeoDataFrame({"name": [name]}, geometry=[shapely.Point(20, 5)], crs=4326)
        table.to_file(path, layer=layer)
    assert refused(path, ReadAs()) == "several_layers"
    assert load(path, "settlements", read_as=ReadAs(sheet="towns")).layer.table["name"].tolist() == ["Bru"]
    assert refused(path, ReadAs(sheet="roads")) == "no_such_sheet"
