# SPDX-License-Identifier: GPL-3.0-or-later
"""GeoJSON, GeoPackage and Shapefile, as the child reads them: CRS, layers, odd values, broken files."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from layers.errors import PlannerError, UnusableFile
from layers.raw import RawTable
from layers.readers import geojson, soundness
from layers.readers.shapes import from_text, mended
from layers.readers.vector import read
from tests.layers.files import raw, vector_file

HERE = shapely.Point(29.1, -1.5)
BOWTIE = "POLYGON ((29 1, 30 2, 30 1, 29 2, 29 1))"


def geojson_file(path: Path, *features: Mapping[str, object], **members: object) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", **members, "features": features}), encoding="utf-8")
    return path


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def point(lon: float, lat: float) -> dict[str, object]:
    return {"type": "Point", "coordinates": [lon, lat]}


def named(crs: str) -> dict[str, object]:
    return {"type": "name", "properties": {"name": crs}}


def at(table: RawTable) -> list[list[float]]:
    shapes: list[list[float]] = shapely.get_coordinates(shapely.from_wkb(table.geometry)).tolist()
    return shapes


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".shp"])
def test_rows_are_the_same_from_every_format(tmp_path: Path, suffix: str) -> None:
    names, people = ["Ama", "Béni", None], [1200, 0, 7]
    path = vector_file(tmp_path / f"t{suffix}", [HERE, HERE, HERE], Name=names, people=people)
    table = read(path, "settlements")
    assert table.columns == ("Name", "people")
    assert table.rows == [["Ama", 1200], ["Béni", 0], [None, 7]]
    assert table.numbers == [1, 2, 3]
    assert at(table) == [[29.1, -1.5]] * 3
    assert table.notes == []


@pytest.mark.parametrize("suffix", [".gpkg", ".shp"])
def test_projected_coordinates_are_brought_to_degrees(tmp_path: Path, suffix: str) -> None:
    # Zone 35 south: 500 km is its central meridian, 27 degrees east.
    path = vector_file(tmp_path / f"t{suffix}", [shapely.Point(500_000, 10_000_000)], crs=32735, name=["a"])
    table = read(path, "settlements")
    assert at(table)[0] == pytest.approx([27.0, 0.0], abs=1e-9)
    assert table.notes == [("reprojected", {"crs": "WGS 84 / UTM zone 35S"})]


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"crs": None},
        {"crs": named("EPSG:4326")},
        {"crs": named("urn:ogc:def:crs:OGC:1.3:CRS84")},
        {"crs": named("urn:ogc:def:crs:EPSG::4326")},
        {"crs": named("http://www.opengis.net/def/crs/OGC/1.3/CRS84")},
    ],
    ids=str,
)
def test_geojson_is_in_degrees_and_may_say_so(tmp_path: Path, members: Mapping[str, object]) -> None:
    path = geojson_file(tmp_path / "t.geojson", feature(point(29.1, -1.5)), **members)
    assert at(read(path, "settlements")) == [[29.1, -1.5]]


def test_geojson_may_name_another_crs(tmp_path: Path) -> None:
    path = geojson_file(tmp_path / "t.geojson", feature(point(500_000, 0)), crs=named("urn:ogc:def:crs:EPSG::32636"))
    assert at(read(path, "settlements"))[0] == pytest.approx([33.0, 0.0], abs=1e-9)


@pytest.mark.parametrize(
    "crs",
    [
        {"type": "link", "properties": {"href": "http://127.0.0.1/crs", "type": "proj4"}},
        {"type": "LINK", "properties": {"href": "a.prj"}},
        named("http://127.0.0.1/crs"),
        named("/vsicurl/http://127.0.0.1/crs"),
        named("a.wkt"),
        {"type": "EPSG", "properties": {"code": 4326}},
        {"type": "name"},
    ],
    ids=str,
)
def test_geojson_that_points_out_of_itself_is_refused_wherever_it_does(tmp_path: Path, crs: object) -> None:
    inner = feature(point(1, 1)) | {"crs": crs}
    for path in (
        geojson_file(tmp_path / "outer.geojson", crs=crs),
        geojson_file(tmp_path / "inner.geojson", inner),
        geojson_file(tmp_path / "deep.geojson", feature(point(1, 1) | {"crs": crs})),
    ):
        with pytest.raises(PlannerError) as fault:
            geojson.check(path)
        assert fault.value.code == "crs_link"


@pytest.mark.parametrize("name", ["EPSG:999999", "Lo29 local grid", "urn:ogc:def:crs:EPSG::999999"])
def test_geojson_whose_crs_nobody_knows_is_not_taken_for_degrees(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnusableFile) as fault:
        geojson.check(geojson_file(tmp_path / "t.geojson", crs=named(name)))
    assert (fault.value.code, fault.value.params["crs"]) == ("unknown_crs", name)


@pytest.mark.parametrize("name", ["CRS84", "urn:ogc:def:crs:OGC:1.3:CRS84", "epsg:4326"])
def test_geojson_may_name_degrees(tmp_path: Path, name: str) -> None:
    geojson.check(geojson_file(tmp_path / "t.geojson", crs=named(name)))


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ('{"type": "FeatureColl', "Unterminated"),
        ('{"type": "Topology", "objects": {}}', "its type is 'Topology'"),
        ('{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline"}', "its type is 'gdal_streamed_alg'"),
        ('{"features": []}', "it has no type"),
        ('{"type": ["FeatureCollection"]}', "its type is"),
        ('{"type": "Feature", "type": "Topology"}', "a member is named twice"),
        ('{"a": ' + "[" * 100_000, "recursion"),
        ('{"type": "Feature"}\n{"type": "Feature"}', "Extra data"),
    ],
    ids=["cut", "topology", "program", "typeless", "odd type", "twice", "deep", "lines"],
)
def test_what_is_no_geojson_is_said(tmp_path: Path, text: str, detail: str) -> None:
    (tmp_path / "t.geojson").write_text(text)
    with pytest.raises(UnusableFile, match=f"The file is not GeoJSON .*{detail}"):
        geojson.check(tmp_path / "t.geojson")


def test_odd_values_are_made_plain(tmp_path: Path) -> None:
    odd = {"list": [1, 2], "object": {"a": "é"}, "flag": True, "share": 0.5, "day": "2022-12-15T00:00:00.000Z"}
    table = read(geojson_file(tmp_path / "t.geojson", feature(point(1, 1), **odd), feature(None)), "settlements")
    first, second = (dict(zip(table.columns, row, strict=True)) for row in table.rows)
    assert json.loads(str(first["list"])) == [1, 2]
    assert json.loads(str(first["object"])) == {"a": "é"}
    assert (first["flag"], first["share"]) == (True, 0.5)
    assert str(first["day"]).startswith("2022-12-15")
    assert set(second.values()) == {None}
    assert table.geometry is not None
    assert table.geometry[1] is None


def test_geojson_of_one_feature_or_of_none(tmp_path: Path) -> None:
    (tmp_path / "one.geojson").write_text(json.dumps(feature(point(1, 1), name="a")))
    assert read(tmp_path / "one.geojson", "settlements").rows == [["a"]]
    assert read(geojson_file(tmp_path / "none.geojson"), "settlements").rows == []
    (tmp_path / "bare.json").write_text(json.dumps(point(1, 1)))
    assert at(read(tmp_path / "bare.json", "settlements")) == [[1, 1]]


def test_of_several_layers_that_of_the_kinds_name_is_read_or_none(tmp_path: Path) -> None:
    path = vector_file(tmp_path / "t.gpkg", [HERE], name=["t"])
    gpd.GeoDataFrame({"name": ["r"]}, geometry=[HERE], crs=4326).to_file(path, layer="roads")
    with pytest.raises(UnusableFile, match=r"several layers: t, roads\. .*or name it settlements\."):
        read(path, "settlements")
    assert read(path, "roads").rows == [["r"]]


def test_a_layer_without_a_coordinate_system_is_not_guessed(tmp_path: Path) -> None:
    for suffix in (".gpkg", ".shp"):
        with pytest.warns(UserWarning, match="'crs' was not provided"):
            path = vector_file(tmp_path / f"t{suffix}", [HERE], crs=None, name=["a"])
        with pytest.raises(UnusableFile) as fault:
            read(path, "settlements")
        assert fault.value.code == "no_crs"


def test_a_coordinate_system_of_no_place_on_earth_is_said(tmp_path: Path) -> None:
    path = vector_file(tmp_path / "t.shp", [HERE], name=["a"])
    path.with_suffix(".prj").write_text('LOCAL_CS["site grid",UNIT["metre",1]]')
    with pytest.raises(UnusableFile) as fault:
        read(path, "settlements")
    assert fault.value.code == "unknown_crs"
    assert "site grid" in str(fault.value)


def test_a_file_cut_short_is_said_without_the_folder_it_lies_in(tmp_path: Path) -> None:
    path = vector_file(tmp_path / "t.shp", [HERE] * 50, name=["a"] * 50)
    path.with_suffix(".shx").write_bytes(b"")
    with pytest.raises(UnusableFile) as fault:
        read(path, "settlements")
    assert fault.value.code == "unreadable"
    assert str(tmp_path) not in str(fault.value)


# --- geometry made ready ----------------------------------------------------------------------------------------------


def test_well_known_text_becomes_geometry_and_what_is_none_is_told_from_what_is_empty() -> None:
    texts = ["POINT Z (29 1 800)", "", None, "POINT (29", "LINESTRING (29 1, 29 1.00000001)  "]
    table = from_text(raw("id wkt", *([str(n), text] for n, text in enumerate(texts))), 1)
    assert table.geometry is not None
    assert [None if cell is None else len(cell) for cell in table.geometry] == [21, None, None, 0, 41]
    assert [row[1] for row in table.rows] == [
        "POINT Z (29 1 800)",
        "",
        "",
        "POINT (29",
        "LINESTRING (29 1, 29 1.00000001)",
    ]


def test_polygons_that_cross_themselves_are_repaired_and_nothing_else_is_touched() -> None:
    texts = [
        BOWTIE,
        "POLYGON ((29 1, 30 1, 30 2, 29 1))",
        "POLYGON ((29 1, 30 1, 29 1, 29 1))",
        "LINESTRING (1 1, 1 1)",
    ]
    given = [*(shapely.from_wkt(text).wkb for text in texts), None, b"", b"nonsense"]
    table = mended(RawTable((), [[] for _ in given], list(range(11, 18)), given))
    assert table.repaired == [11, 13]
    assert table.geometry is not None
    assert table.geometry[1:2] + table.geometry[3:] == given[1:2] + given[3:]
    sound = shapely.from_wkb(table.geometry[:3])
    assert shapely.is_valid(sound).all()
    assert shapely.area(sound).tolist() == pytest.approx([0.5, 0.5, 0.0])


def test_holes_that_overlap_take_out_what_either_covers() -> None:
    square, holes = (
        [(29, 1), (31, 1), (31, 3), (29, 3)],
        [shapely.box(29.5, 1.5, 30, 2), shapely.box(29.7, 1.7, 30.5, 2)],
    )
    given = shapely.Polygon(square, [hole.exterior.coords for hole in holes])
    table = mended(RawTable((), [[]], [1], [given.wkb]))
    assert table.repaired == [1]
    assert shapely.equals(shapely.from_wkb(table.geometry), shapely.Polygon(square) - shapely.union_all(holes))


def test_a_polygon_without_end_is_given_up_and_the_smaller_ones_are_judged() -> None:
    dice = random.Random(1)
    tangle = shapely.Polygon([(29 + dice.random(), 1 + dice.random()) for _ in range(20_000)])  # 100 million crossings
    corners = [(30 + n * 1e-6, 1.1 + n * 1e-6, 0.4 - n * 3e-6) for n in range(50_000)]
    nest = shapely.MultiPolygon([shapely.Polygon([(x, y), (x + s, y), (x, y + s)]) for x, y, s in corners])
    given: list[bytes | None] = [tangle.wkb, shapely.from_wkt(BOWTIE).wkb, shapely.box(29, 1, 30, 2).wkb, nest.wkb]
    table = mended(RawTable((), [[] for _ in given], [1, 2, 3, 4], given))
    assert table.tangled == [1, 4]
    assert table.repaired == [2]
    assert table.geometry is not None
    assert (table.geometry[0], table.geometry[2:]) == (b"", [given[2], b""])


def test_a_new_process_judges_as_a_fork_does_and_is_given_up_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = shapely.from_wkt([BOWTIE, "POLYGON ((29 1, 30 1, 30 2, 29 1))"] * 300)
    found = soundness.judged(shapes, start="spawn")
    assert found == soundness.judged(shapes)
    assert (found[0] is None, found[1]) == (False, None)
    monkeypatch.setattr(soundness, "STARTING_S", -1000)
    assert soundness.judged(shapes, start="spawn") == {}
