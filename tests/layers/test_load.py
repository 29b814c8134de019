# SPDX-License-Identifier: GPL-3.0-or-later
"""The one door for files, from the file on disk to the layer: every format, and the mistakes users make most."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from layers.errors import RefusedFile, UnusableFile, UsageError
from layers.findings import Severity
from layers.jobs import Cancelled, Progress
from layers.load import guess_kind, load
from tests.layers.files import codes, csv_file, errors, finding, vector_file

NAMES, LON, LAT, PEOPLE = ("Ama", "Béni", 'Çelo "x"'), (29.1, 29.4, 28.8), (-1.5, 0.5, -2.5), (1200, None, 0)
BOWTIE = "POLYGON ((29 1, 30 2, 30 1, 29 2, 29 1))"


def towns(path: Path) -> Path:
    """Write three towns in the format of the suffix."""
    if path.suffix == ".csv":
        cells = zip(('"Ama"', '"Béni"', '"Çelo ""x"""'), LON, LAT, (1200, "", 0), strict=True)
        return csv_file(path, "Name,X,Y,Population", *(",".join(map(str, row)) for row in cells))
    shapes = [shapely.Point(at) for at in zip(LON, LAT, strict=True)]
    return vector_file(path, shapes, Name=NAMES, Population=PEOPLE)


# --- formats ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".csv", ".geojson", ".gpkg", ".shp"])
def test_the_same_towns_in_every_format(tmp_path: Path, suffix: str) -> None:
    loaded = load(towns(tmp_path / f"towns{suffix}"), "settlements")
    table = loaded.layer.table.set_index("name")
    assert sorted(table.index) == sorted(NAMES)
    assert table.loc["Ama", "people"] == 1200
    assert table["people"].isna().sum() == 2  # missing, and 0 for a settlement
    assert table.geometry["Béni"].coords[0] == (29.4, 0.5)
    assert {"people_zero", "people_missing"} == set(codes(loaded))
    assert (loaded.layer.rows_in, loaded.layer.rejected) == (3, 0)
    assert loaded.layer.source == f"towns{suffix}"
    assert str(loaded.layer.table.crs) == "EPSG:4326"


def test_the_format_makes_no_difference(tmp_path: Path) -> None:
    digests = {load(towns(tmp_path / f"t{suffix}"), "settlements").layer.digest for suffix in (".csv", ".gpkg", ".shp")}
    assert len(digests) == 1


def test_roads_as_well_known_text(tmp_path: Path) -> None:
    lines = ("a;LINESTRING (29 1, 30 1);45,5", "b;LINESTRING (29 1;45", "c;;45")
    loaded = load(csv_file(tmp_path / "r.csv", "id;WKT;speed_kmh", *lines), "roads")
    assert loaded.layer.table["speed_kmh"].tolist() == [45.5]
    assert errors(loaded) == [(2, "bad_geometry"), (3, "empty_geometry")]
    assert finding(loaded, "bad_geometry").value == "LINESTRING (29 1"
    assert loaded.layer.table["attributes"].tolist() == ["{}"]


def test_well_known_text_under_another_name_and_beside_coordinates(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "r.csv", "id,shape,lon,lat,surface", 'a,"LINESTRING (29 1, 30 1)",29,1,paved')
    assert errors(load(path, "roads", mapping={"wkt": "Shape"})) == []
    assert [code for _, code in errors(load(path, "roads"))] == ["wrong_geometry", "no_rows"]
    both = csv_file(tmp_path / "s.csv", "id,geom,lon,lat,people", "a,0101000000,29,1,5")
    assert load(both, "settlements").layer.table.geometry[0].wkt == "POINT (29 1)"


def test_polygons_that_cross_themselves_are_repaired_and_it_is_said(tmp_path: Path) -> None:
    path = vector_file(tmp_path / "a.gpkg", [shapely.from_wkt(BOWTIE)], id=["a"], role=["sector"])
    loaded = load(path, "areas")
    assert loaded.layer.table.geometry[0].area == pytest.approx(0.5)
    assert finding(loaded, "geometry_repaired").severity is Severity.WARNING


def test_projected_coordinates_are_brought_to_degrees(tmp_path: Path) -> None:
    shapes = gpd.GeoSeries([shapely.Point(29.1, -1.5)], crs=4326).to_crs(32735)
    loaded = load(vector_file(tmp_path / "utm.gpkg", shapes, crs=32735, name=["a"]), "settlements")
    assert shapely.get_coordinates(loaded.layer.table.geometry[0])[0] == pytest.approx([29.1, -1.5], abs=1e-9)
    assert "UTM zone 35S" in finding(loaded, "reprojected").reason


def test_camp_lists_in_other_words_and_by_tag(tmp_path: Path) -> None:
    header = "SSID,Site Name,GPS_lon,GPS_lat,Ménages,Individus"
    table = load(csv_file(tmp_path / "dtm.csv", header, "CD1,Camp A,29.1,-1.5,40,200"), "idp_sites").layer.table
    assert table[["id", "name", "people"]].to_numpy().tolist() == [["CD1", "Camp A", 200]]
    tags = "#site+name,#geo+lon,#geo+lat,#affected+idps+ind"
    loaded = load(csv_file(tmp_path / "hxl.csv", "A,B,C,D", tags, "Camp B,29.2,-1.6,300"), "idp_sites")
    assert loaded.layer.table[["name", "people", "row"]].to_numpy().tolist() == [["Camp B", 300, 2]]
    assert loaded.layer.rows_in == 1


# --- the mistakes users make most -------------------------------------------------------------------------------------


def test_swapped_coordinates(tmp_path: Path) -> None:
    lines = [f"t{n},{29 + n / 10},{-1 - n / 10},5" for n in range(10)]
    loaded = load(
        csv_file(tmp_path / "t.csv", "name,longitude,latitude,people", *lines, "wrong,-1.5,29.4,7"), "settlements"
    )
    assert errors(loaded) == [(11, "coordinate_swapped")]
    assert finding(loaded, "coordinate_swapped").as_dict() == {
        "severity": "error",
        "code": "coordinate_swapped",
        "file": "t.csv",
        "layer": "settlements",
        "row": 11,
        "column": "longitude, latitude",
        "value": "-1.5, 29.4",
        "reason": "Longitude and latitude seem to be swapped (-1.5, 29.4).",
        "remedy": "Exchange the two numbers: longitude (east) is x, latitude (north) is y.",
    }


def test_a_file_without_its_coordinate_system(tmp_path: Path) -> None:
    towns(tmp_path / "towns.shp").with_suffix(".prj").unlink()
    with pytest.raises(
        UnusableFile, match=r"^towns\.shp: The file does not say which coordinate system.*put the \.prj file beside"
    ):
        load(tmp_path / "towns.shp", "settlements")


def test_roads_with_neither_speed_nor_class_nor_surface(tmp_path: Path) -> None:
    loaded = load(vector_file(tmp_path / "r.geojson", [shapely.LineString([(1, 1), (2, 2)])], ref=["A"]), "roads")
    said = finding(loaded, "roads_assumed_dirt")
    assert (said.severity, said.file) == (Severity.WARNING, "r.geojson")
    assert loaded.layer.table["surface"].tolist() == ["unknown"]


def test_bases_without_strength_until_the_column_is_named(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "bases.csv", "name,lon,lat,headcount", "COB,29,1,150")
    assert finding(load(path, "bases"), "bases_without_strength").severity is Severity.WARNING
    loaded = load(path, "bases", mapping={"strength": "headcount"})
    assert "bases_without_strength" not in {one.code for one in loaded.findings}
    assert loaded.layer.table["strength"].tolist() == [150]


def test_a_geojson_that_would_be_fetched_from_elsewhere(tmp_path: Path) -> None:
    link = {"type": "link", "properties": {"href": "http://127.0.0.1:9/crs", "type": "proj4"}}
    path = tmp_path / "t.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": link, "features": []}))
    with pytest.raises(RefusedFile, match=r"^t\.geojson, settlements: |^t\.geojson: The file names its coordinate"):
        load(path, "settlements")


def test_a_column_that_is_not_there(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "name,lon,lat", "a,1,1")
    with pytest.raises(UsageError, match=r"no column 'POP'\. It has: name, lon, lat\."):
        load(path, "settlements", mapping={"people": "POP"})
    with pytest.raises(UsageError, match=r"no column 'yr'\. It has: name, lon, lat\."):
        load(path, "settlements", where=[("yr", "2024")])


# --- filters, given values, kinds -------------------------------------------------------------------------------------


def test_rows_are_filtered_by_value_and_counted(tmp_path: Path) -> None:
    rows = ("a,1,1,2023,5", "b,2,2,2024,5", "c,3,3,2024.0,-5", "d,4,4,2024,7")
    path = csv_file(tmp_path / "b.csv", "location,lon,lat,year,NoTroops", *rows)
    loaded = load(path, "bases", where=[("Year", "2024")])
    assert sorted(loaded.layer.table["name"]) == ["b", "d"]
    assert (loaded.layer.rows_in, loaded.layer.rejected) == (3, 1)
    assert errors(loaded) == [(3, "negative")]
    assert finding(loaded, "rows_filtered").reason == "Rows left out, as asked by Year=2024: 1."
    both = load(path, "bases", where=[("year", "2024"), ("strength", "7")])
    assert both.layer.table["name"].tolist() == ["d"]
    with pytest.raises(UsageError, match="No row fits year=1999"):
        load(path, "bases", where=[("year", "1999")])


def test_of_bases_listed_year_after_year_the_newest_counts_and_it_is_said(tmp_path: Path) -> None:
    rows = ("Beni,29.4,0.5,2023,300", "Beni,29.4,0.5,2024,150", "Ango,25.8,4.0,2022,35", "Goma,29.2,-1.6,,60")
    path = csv_file(tmp_path / "b.csv", "location,lon,lat,year,NoTroops", *rows)
    loaded = load(path, "bases")
    assert sorted(loaded.layer.table["name"]) == ["Beni", "Goma"]
    assert (loaded.layer.rows_in, loaded.layer.rejected) == (2, 0)
    said = finding(loaded, "years_left_out")
    assert (said.severity, said.column) == (Severity.WARNING, "year")
    assert "3 years (2022 to 2024)" in said.reason
    assert "2 rows of other years were left out, 1 without a year kept" in said.reason
    assert said.remedy.endswith('choose a year: --where "bases:year=2022".')
    older = load(path, "bases", where=[("year", "2023")])
    assert older.layer.table["strength"].tolist() == [300]
    assert "years_left_out" not in codes(older)


def test_a_year_beside_bases_that_stand_there_once_chooses_nothing(tmp_path: Path) -> None:
    rows = ("Beni,29.4,0.5,2023,300", "Ango,25.8,4.0,2015,35")
    loaded = load(csv_file(tmp_path / "b.csv", "location,lon,lat,year,NoTroops", *rows), "bases")
    assert (loaded.layer.rows_in, "years_left_out" in codes(loaded)) == (2, False)


def test_rows_with_geometry_are_filtered_with_it(tmp_path: Path) -> None:
    shapes = [shapely.Point(1, 1), shapely.Point(2, 2)]
    path = vector_file(tmp_path / "t.gpkg", shapes, name=["a", "b"], people=[1, 2])
    loaded = load(path, "settlements", where=[("name", "B")])
    assert loaded.layer.table.geometry[0].wkt == "POINT (2 2)"
    assert loaded.layer.table["row"].tolist() == [2]


def test_what_every_row_is_can_be_given(tmp_path: Path) -> None:
    path = vector_file(tmp_path / "m.geojson", [shapely.box(29, 1, 30, 2)], name=["East"], Role=["sector"])
    assert load(path, "areas", given={"role": "mission_area"}).layer.table["role"].tolist() == ["mission_area"]


def test_the_kind_of_a_file_is_told_by_its_columns_and_name(tmp_path: Path) -> None:
    forces = csv_file(tmp_path / "x.csv", "name,lon,lat,strength,contingent", "a,1,1,5,b")
    assert guess_kind(forces, Progress()) == "bases"
    camps = csv_file(tmp_path / "idp_sites.csv", "name,lon,lat,people", "a,1,1,5")
    assert guess_kind(camps, Progress()) == "idp_sites"
    with pytest.raises(UsageError, match="Say it with --kind"):
        guess_kind(csv_file(tmp_path / "y.csv", "a,b", "1,2"), Progress())


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        (
            "bases",
            (
                "mission,year,month,location,latitude,longitude,battalion,company,platoon,no.troops",
                "MONUSCO,2024,6,Amber,-1.2,29.1,0,1,0,150",
            ),
        ),
        ("idp_sites", ("Nom,Lon,Lat,Personnes", "#loc+name,#geo+lon,#geo+lat,#affected+idps", "Amber,29.1,-1.2,700")),
        ("idp_sites", ("SSID,Site,Lon,Lat,Individuals", "A1,Amber,29.1,-1.2,700")),
        ("settlements", ("Village,Lon,Lat,Population", "Amber,29.1,-1.2,700")),
        ("units", ("Unit,Battalion,Strength,Base", "A Coy,1 Bn,150,Amber")),
        ("units", ("Unit,Kind,Strength,Base,Lon,Lat", "A Coy,company,150,Amber,29.1,-1.2")),
    ],
)
def test_signs_of_a_kind_tell_it(tmp_path: Path, kind: str, lines: tuple[str, ...]) -> None:
    assert guess_kind(csv_file(tmp_path / "t.csv", *lines), Progress()) == kind


def test_progress_is_told_and_a_cancel_ends_the_reading(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "name,lon,lat,people", "a,1,1,5")
    told: list[str] = []
    load(path, "settlements", progress=Progress(lambda text, _: told.append(text)))
    assert told[0] == "Reading t.csv"
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        load(path, "settlements", progress=progress)


# --- real files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "kind", "rows", "said"),
    [
        ("east_drc/roads.geojson", "roads", 128, {"wet_as_dirt"}),
        ("east_drc/mission_area.geojson", "areas", 1, set()),
        ("east_drc/settlements_geonames.csv", "settlements", 199, {"people_zero", "name_at_two_places"}),
        ("east_drc/incidents_ucdp.csv", "incidents", 892, {"date_is_year"}),
        ("east_drc/bases_geopko_monusco.csv", "bases", 37, {"years_left_out", "far_from_others"}),
        (
            "south_sudan/refugee_site.geojson",
            "idp_sites",
            44,
            {"sites_without_people", "polygon_to_point", "name_missing"},
        ),
        ("south_sudan/road_closed.geojson", "closures", 45, {"column_chosen", "name_missing"}),
    ],
)
def test_real_files_are_read_whole(real_data: Path, file: str, kind: str, rows: int, said: set[str]) -> None:
    loaded = load(real_data / file, kind)
    assert (loaded.layer.rows_in, loaded.layer.rejected, errors(loaded)) == (rows, 0, [])
    assert set(codes(loaded)) == said


def test_a_real_list_of_ten_years_is_the_disposition_of_its_newest(real_data: Path) -> None:
    path = real_data / "east_drc" / "bases_geopko_monusco.csv"
    chosen, newest = load(path, "bases", where=[("year", "2024")]), load(path, "bases")
    assert newest.layer.digest == chosen.layer.digest
    assert "438 rows of other years were left out" in finding(newest, "years_left_out").reason


def test_a_real_list_of_bases_is_known_whatever_it_is_called(real_data: Path, tmp_path: Path) -> None:
    path = tmp_path / "download.csv"
    path.write_bytes((real_data / "east_drc" / "bases_geopko_monusco.csv").read_bytes())
    assert guess_kind(path, Progress()) == "bases"


def test_real_values_arrive(real_data: Path) -> None:
    towns = load(real_data / "east_drc" / "settlements_geonames.csv", "settlements").layer.table
    assert towns["people"].isna().sum() == 12
    closures = load(real_data / "south_sudan" / "road_closed.geojson", "closures").layer.table
    assert "Road is NOT Passable" in set(closures["reason"])
    assert set(closures["date_from"].dropna()) >= {"2022-12-15"}
    bases = load(real_data / "east_drc" / "bases_geopko_monusco.csv", "bases", where=[("year", "2024")]).layer
    assert (bases.rows_in, bases.table["id"].nunique()) == (37, 32)
    assert bases.table.loc[bases.table["name"] == "Beni", "strength"].tolist() == [150, 300]
