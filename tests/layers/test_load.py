# SPDX-License-Identifier: GPL-3.0-or-later
"""The one door for files: every format, every row accounted for, and the mistakes users make most."""

from __future__ import annotations

import csv
import os
import random
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import PlannerError, RefusedFile, UnusableFile, UsageError
from layers.findings import Finding, Severity
from layers.jobs import Cancelled, Progress
from layers.kinds import KINDS
from layers.load import Loaded, guess_kind, load
from layers.messages import catalogue
from layers.raw import RawTable
from layers.validate import validate
from layers.worker import read_in_child
from tests.conftest import ROOT

TOWNS = [("Ama", 29.1, -1.5, 1200), ("Béni", 29.4, 0.5, None), ('Çelo "x"', 28.8, -2.5, 0)]


def write_csv(path: Path, header: str, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_text("\n".join([header, *lines]) + "\n", encoding=encoding)
    return path


def codes(loaded: Loaded) -> set[str]:
    return {finding.code for finding in loaded.findings}


def rejected(loaded: Loaded) -> list[Finding]:
    return [finding for finding in loaded.findings if finding.severity is Severity.ERROR and finding.row is not None]


def towns() -> gpd.GeoDataFrame:
    names, lon, lat, people = zip(*TOWNS, strict=True)
    shapes = [shapely.Point(x, y) for x, y in zip(lon, lat, strict=True)]
    return gpd.GeoDataFrame({"Name": names, "Population": people}, geometry=shapes, crs="EPSG:4326")


@pytest.mark.parametrize("suffix", [".csv", ".geojson", ".gpkg", ".shp"])
def test_the_same_towns_in_every_format(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"towns{suffix}"
    if suffix == ".csv":
        _towns_csv(path)
    else:
        towns().to_file(path)
    loaded = load(path, "settlements")
    table = loaded.layer.table.set_index("name")
    assert sorted(table.index) == sorted(name for name, *_ in TOWNS)
    assert table.loc["Ama", "people"] == 1200
    assert table["people"].isna().sum() == 2  # missing, and 0 for a settlement
    assert shapely.get_coordinates(table.loc["Béni", "geometry"])[0] == pytest.approx([29.4, 0.5])
    assert {"people_zero", "people_missing"} <= codes(loaded)
    assert (loaded.layer.rows_in, loaded.layer.rejected) == (3, 0)


def _towns_csv(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [["Name", "X", "Y", "Population"], *(["" if cell is None else cell for cell in row] for row in TOWNS)]
        )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    comma = "29,5" if delimiter == ";" else "29.5"
    lines = [
        delimiter.join(row) for row in (("id", "name", "lon", "lat", "people"), ("1", "Béni", comma, "1.5", "1200"))
    ]
    path = write_csv(tmp_path / "t.csv", *lines, encoding=encoding)
    table = load(path, "settlements").layer.table
    assert table["name"].tolist() == ["Béni"]
    assert shapely.get_coordinates(table.geometry.to_numpy())[0].tolist() == [29.5, 1.5]
    assert table["people"].tolist() == [1200]


def test_projected_coordinates_are_brought_to_degrees(tmp_path: Path) -> None:
    towns().to_crs(32735).to_file(tmp_path / "utm.gpkg")
    loaded = load(tmp_path / "utm.gpkg", "settlements")
    at = {
        row.name: shapely.get_coordinates(row.geometry)[0]
        for row in loaded.layer.table[["name", "geometry"]].itertuples(index=False)
    }
    assert at["Ama"] == pytest.approx([29.1, -1.5], abs=1e-6)
    assert "reprojected" in codes(loaded)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("x,,1,5", "coordinate_missing"),
        ("x,east,1,5", "coordinate_unreadable"),
        ("x,200,1,5", "coordinate_out_of_range"),
        ("x,0,0,5", "coordinate_zero"),
        ("x,-1.5,129.4,5", "coordinate_swapped"),
        ("x,29.1,-1.5,-5", "negative"),
        ("x,29.1", "ragged_row"),
        ("a,29.1,-1.5,7", "duplicate_id"),
        ("a,29,-1,5", "duplicate_row"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_with_reason_and_remedy(tmp_path: Path, line: str, code: str) -> None:
    path = write_csv(tmp_path / "sites.csv", "id,lon,lat,individuals", "a,29,-1,5", line)
    loaded = load(path, "idp_sites")
    found = rejected(loaded)
    assert [finding.code for finding in found] == [code]
    assert found[0].file == "sites.csv"
    assert found[0].layer == "idp_sites"
    assert found[0].row in {1, 2}
    assert found[0].reason
    assert found[0].remedy
    assert (loaded.layer.rows_in, loaded.layer.rejected, len(loaded.layer.table)) == (2, 1, 1)


def test_swapped_coordinates_among_right_ones_are_found_and_said(tmp_path: Path) -> None:
    lines = [f"t{n},{29 + n / 10},{-1 - n / 10},5" for n in range(10)]
    path = write_csv(tmp_path / "t.csv", "name,longitude,latitude,people", *lines, "wrong,-1.5,29.4,7")
    found = rejected(load(path, "settlements"))
    assert [(finding.row, finding.code) for finding in found] == [(11, "coordinate_swapped")]
    assert str(found[0].remedy) == "Exchange the two numbers."
    assert found[0].value == "-1.5, 29.4"


def test_a_shapefile_without_its_coordinate_system_is_refused(tmp_path: Path) -> None:
    towns().to_file(tmp_path / "towns.shp")
    (tmp_path / "towns.prj").unlink()
    with pytest.raises(
        UnusableFile, match=r"towns\.shp: The file does not say which coordinate system.*Add the \.prj file"
    ):
        load(tmp_path / "towns.shp", "settlements")


def test_roads_with_neither_speed_nor_class_nor_surface_are_taken_as_dirt_and_it_is_said(tmp_path: Path) -> None:
    roads = gpd.GeoDataFrame(
        {"ref": ["A", "B"]},
        geometry=[shapely.LineString([(1, 1), (2, 2)]), shapely.LineString([(2, 2), (3, 2)])],
        crs=4326,
    )
    roads.to_file(tmp_path / "roads.geojson")
    loaded = load(tmp_path / "roads.geojson", "roads")
    finding = next(one for one in loaded.findings if one.code == "roads_assumed_dirt")
    assert finding.severity is Severity.WARNING
    assert "25 km/h" in finding.reason
    assert "--map roads.surface=COLUMN" in finding.remedy
    assert loaded.layer.table["surface"].tolist() == ["unknown", "unknown"]


def test_bases_without_strength_are_said_to_be_unknown(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "bases.csv", "name,lon,lat,headcount", "COB,29,1,150")
    finding = next(one for one in load(path, "bases").findings if one.code == "bases_without_strength")
    assert finding.severity is Severity.ERROR
    assert "name, lon, lat, headcount" in finding.reason
    assert "--map bases.strength=COLUMN" in finding.remedy
    assert load(path, "bases", mapping={"strength": "headcount"}).layer.table["strength"].tolist() == [150]


def test_a_mapping_to_a_column_that_is_not_there_lists_those_there_are(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", "name,lon,lat", "a,1,1")
    with pytest.raises(UsageError, match=r"no column POP.*name, lon, lat"):
        load(path, "settlements", mapping={"people": "POP"})
    with pytest.raises(UsageError, match="no field colour"):
        load(path, "settlements", mapping={"colour": "name"})


def test_rows_are_filtered_by_value_and_counted(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "b.csv", "name,lon,lat,year,strength", "a,1,1,2023,5", "b,2,2,2024,5", "c,3,3,2024.0,5")
    loaded = load(path, "bases", where=[("Year", "2024")])
    assert sorted(loaded.layer.table["name"]) == ["b", "c"]
    assert next(one for one in loaded.findings if one.code == "rows_filtered").params["count"] == 1
    with pytest.raises(UsageError, match="No row fits"):
        load(path, "bases", where=[("year", "1999")])


def test_headers_of_camp_lists_in_other_words_and_by_hxl(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "dtm.csv", "SSID,Site Name,GPS_lon,GPS_lat,Ménages,Individus", "CD1,Camp A,29.1,-1.5,40,200"
    )
    table = load(path, "idp_sites").layer.table
    assert (table["id"][0], table["name"][0], table["people"][0]) == ("CD1", "Camp A", 200)
    path = write_csv(
        tmp_path / "hxl.csv", "A,B,C,D", "#site+name,#geo+lon,#geo+lat,#affected+idps+ind", "Camp B,29.2,-1.6,300"
    )
    loaded = load(path, "idp_sites")
    assert (loaded.layer.table["name"][0], loaded.layer.table["people"][0]) == ("Camp B", 300)
    assert loaded.layer.rows_in == 1


def test_roads_of_several_parts_share_their_length(tmp_path: Path) -> None:
    lines = shapely.MultiLineString([[(1, 1), (1, 1.1)], [(1, 1.2), (1, 1.5)]])
    gpd.GeoDataFrame({"id": ["r"], "length_m": [80_000.0], "surface": ["asphalt"]}, geometry=[lines], crs=4326).to_file(
        tmp_path / "r.gpkg"
    )
    loaded = load(tmp_path / "r.gpkg", "roads")
    assert loaded.layer.table["id"].tolist() == ["r#1", "r#2"]
    assert loaded.layer.table["length_m"].tolist() == pytest.approx([20_000, 60_000], rel=1e-3)
    assert loaded.layer.table["surface"].tolist() == ["paved", "paved"]
    assert (loaded.layer.rows_in, loaded.layer.rejected) == (1, 0)


def test_camps_drawn_as_polygons_become_points_inside(tmp_path: Path) -> None:
    ring = [(29, 1), (29.2, 1), (29.2, 1.1), (29.1, 1.02), (29, 1.1), (29, 1)]
    gpd.GeoDataFrame({"name": ["camp"]}, geometry=[shapely.Polygon(ring)], crs=4326).to_file(tmp_path / "c.geojson")
    loaded = load(tmp_path / "c.geojson", "idp_sites")
    assert shapely.Polygon(ring).contains(loaded.layer.table.geometry[0])
    assert "polygon_to_point" in codes(loaded)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        (
            "a.geojson",
            b'{"type":"FeatureCollection","crs":{"type":"link","properties":{"href":"http://127.0.0.1/x"}},"features":[]}',
            "crs_link",
        ),
        ("a.geojson", b'<OGRVRTDataSource><OGRVRTLayer name="x"/></OGRVRTDataSource>', "content_differs"),
        ("a.csv", b"PK\x03\x04", "content_differs"),
        ("a.gpkg", b"name,lon,lat\n", "content_differs"),
        ("a.geojson", b'{"type":"Feature', "not_geojson"),
        ("a.csv", b"", "empty_file"),
        ("a.csv", b"name,lon\x00,lat\n1,2,3", "not_text"),
        ("a.docx", b"x", "unknown_format"),
        ("a.vrt", b"<OGRVRTDataSource/>", "unknown_format"),
    ],
)
def test_files_that_are_not_what_they_say_are_refused(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(PlannerError) as fault:
        load(tmp_path / name, "settlements")
    assert fault.value.code == code
    assert fault.value.remedy
    assert name in str(fault.value)


@pytest.mark.parametrize(
    "path", ["/vsicurl/http://127.0.0.1/x.csv", "http://127.0.0.1/x.geojson", "/vsizip/a.zip/x.csv"]
)
def test_addresses_are_never_read(path: str) -> None:
    with pytest.raises(RefusedFile, match="never addresses"):
        load(Path(path), "settlements")


def test_a_geopackage_with_a_view_is_refused(tmp_path: Path) -> None:
    towns().to_file(tmp_path / "t.gpkg")
    with sqlite3.connect(tmp_path / "t.gpkg") as connection:
        connection.execute("CREATE VIEW v AS SELECT * FROM t")
    connection.close()
    with pytest.raises(RefusedFile):
        load(tmp_path / "t.gpkg", "settlements")


def test_the_child_knows_only_the_drivers_it_needs_and_no_network() -> None:
    probe = "import layers.worker as w; w._leave_network(); w._limit(60); w._close_drivers(); import os; os.environ.update(w.CLOSED_DOORS)\n"
    probe += "import pyogrio, socket, sys\nassert set(pyogrio.list_drivers()) == set(w.USED_DRIVERS), pyogrio.list_drivers()\n"
    probe += "import resource; assert resource.getrlimit(resource.RLIMIT_AS)[0] == w.MEMORY_BYTES\n"
    probe += "print(sorted(name for _, name in socket.if_nameindex()))"
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_child_that_takes_too_long_or_is_cancelled_is_ended(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", "name,lon,lat", *(f"a{n},1,1" for n in range(1000)))
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        load(path, "settlements", progress=progress)
    path.unlink()
    os.mkfifo(path)  # a file that never ends: nobody writes to it
    with pytest.raises(UnusableFile, match="stopped after 1 seconds"):
        read_in_child(path, "csv", "settlements", Progress(), deadline_s=1.0)


def test_a_child_that_needs_too_much_memory_is_ended(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"name,lon,lat\n" + b"a,1,1\n" * 20_000_000)
    with pytest.raises(UnusableFile, match="more than 2048 MB"):
        read_in_child(path, "csv", "settlements", Progress())


def test_the_kind_of_a_file_is_told_by_its_columns(tmp_path: Path) -> None:
    assert (
        guess_kind(write_csv(tmp_path / "x.csv", "name,lon,lat,strength,contingent", "a,1,1,5,b"), Progress())
        == "bases"
    )
    assert (
        guess_kind(write_csv(tmp_path / "idp_sites.csv", "name,lon,lat,people", "a,1,1,5"), Progress()) == "idp_sites"
    )
    with pytest.raises(UsageError, match="--kind"):
        guess_kind(write_csv(tmp_path / "y.csv", "a,b", "1,2"), Progress())


CELL = st.one_of(
    st.none(),
    st.sampled_from(["", "0", "-1", "5", "29.5", "-1.5", "200", "x", "1,200", "yes", "must", "nan", "a", "b"]),
)


@given(
    kind=st.sampled_from(sorted(KINDS)),
    rows=st.lists(st.lists(CELL, min_size=7, max_size=7), max_size=12),
    seed=st.integers(0, 9),
)
def test_rows_in_are_accepted_or_rejected_whatever_they_hold_and_in_whatever_order(
    kind: str, rows: list[list[Any]], seed: int
) -> None:
    columns = ("id", "name", "lon", "lat", "people", "strength", "role")

    def judged(of: list[list[Any]]) -> tuple[Any, tuple[Finding, ...]]:
        return validate(kind, RawTable(columns, of, list(range(1, len(of) + 1))), file="f.csv")

    layer, findings = judged(rows)
    assert layer.rows_in == len(rows)
    assert layer.rows_in - layer.rejected == len(set(layer.table["row"]))
    said = {finding.row for finding in findings if finding.severity is Severity.ERROR and finding.row is not None}
    assert len(said) == layer.rejected
    assert said.isdisjoint(set(layer.table["row"]))
    shuffled = list(rows)
    random.Random(seed).shuffle(shuffled)
    assert judged(shuffled)[0].digest == layer.digest
    assert all(finding.reason and finding.remedy for finding in findings)


def test_real_files_of_east_drc_and_south_sudan(real_data: Path) -> None:
    east, south = real_data / "east_drc", real_data / "south_sudan"
    for path, kind, rows in (
        (east / "roads.geojson", "roads", 128),
        (east / "settlements_geonames.csv", "settlements", 199),
        (east / "incidents_ucdp.csv", "incidents", 892),
        (east / "bases_geopko_monusco.csv", "bases", 475),
        (south / "refugee_site.geojson", "idp_sites", 44),
        (south / "road_closed.geojson", "closures", 45),
    ):
        loaded = load(path, kind)
        assert loaded.layer.rows_in == rows
        assert loaded.layer.rejected == len(rejected(loaded)) == 0


def test_every_code_has_its_sentences_and_every_sentence_its_use() -> None:
    sources = [path for folder in ("gisplanner", "layers", "ui") for path in (ROOT / folder).rglob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    raised = set(
        re.findall(r"(?:Error|File|Finding|BadValue|_say|_reject|_count|_warn|_said|_finding)\(\s*\"([a-z_]+)\"", text)
    )
    assert raised - set(catalogue()) <= {"ambiguous_", "unknown_"}
    quoted = set(re.findall(r"\"([a-z_0-9]+)\"", text))
    families = {f"{word}_{kind}" for word in ("ambiguous", "unknown") for kind in ("base", "unit")}
    assert set(catalogue()) - quoted - families == set()
