# SPDX-License-Identifier: GPL-3.0-or-later
"""Places and lines from KML, KMZ and GPX: every placemark, waypoint, route and track is a row."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from layers.errors import UnusableFile
from layers.findings import Severity
from layers.jobs import Progress
from layers.load import Loaded, guess_kind, load
from layers.raw import RawTable
from layers.readers import gpx, kml
from tests.layers.files import codes, errors, finding

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
AMA = "<Point><coordinates>29.1,-1.5,1450</coordinates></Point>"
GPX = '<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">'
TRACK = '<trk><name>Patrol</name><trkseg><trkpt lat="-1" lon="29"/><trkpt lat="-1" lon="29.5"/></trkseg></trk>'
ROUTE = '<rte><name>Plan</name><rtept lat="-1" lon="29"/><rtept lat="-2" lon="29"/></rte>'
WAYPOINT = '<wpt lat="-1.5" lon="29.1"><ele>1450</ele><time>2026-03-01T10:00:00Z</time><name>Ama</name></wpt>'


def kml_file(path: Path, *placemarks: str, encoding: str = "utf-8") -> Path:
    text = HEAD.replace("UTF-8", encoding.upper()) + "".join(placemarks) + "</Document></kml>"
    path.write_bytes(text.encode(encoding))
    return path


def gpx_file(path: Path, *objects: str) -> Path:
    path.write_text(GPX + "".join(objects) + "</gpx>", encoding="utf-8")
    return path


def mark(name: str, shape: str = AMA, more: str = "") -> str:
    return f"<Placemark><name>{name}</name>{more}{shape}</Placemark>"


def names(loaded: Loaded) -> list[str]:
    return list(loaded.layer.table.sort_values("row")["name"])


def shapes(loaded: Loaded) -> Sequence[str]:
    return [shape.wkt for shape in loaded.layer.table.sort_values("row").geometry]


def drawn(raw: RawTable) -> BaseGeometry:
    """Return the geometry of the first row."""
    assert raw.geometry is not None
    shape = shapely.from_wkb(raw.geometry[0])
    assert shape is not None
    return shape


def test_placemarks_in_folders_are_rows_with_the_folder_and_their_own_data(tmp_path: Path) -> None:
    data = (
        '<ExtendedData><Data name="people"><value>1200</value></Data>'
        '<SchemaData schemaUrl="#s"><SimpleData name="liaison">yes</SimpleData>'
        '<SimpleData name="name">AMA 1</SimpleData></SchemaData></ExtendedData>'
    )
    inner = f"<Folder><name>East</name>{mark('Ama', more=data)}</Folder>"
    path = kml_file(tmp_path / "t.kml", f"<Folder><name>Camps</name>{inner}{mark('Bru')}</Folder>", mark("Cor"))
    loaded = load(path, "settlements")
    rows = loaded.layer.table.sort_values("row")
    assert list(rows["name"]) == ["Ama", "Bru", "Cor"]
    assert [json.loads(said).get("folder") for said in rows["attributes"]] == ["Camps / East", "Camps", None]
    first = rows.iloc[0]
    assert (first["people"], first["liaison"]) == (1200, True)
    assert json.loads(first["attributes"])["name (2)"] == "AMA 1"
    assert first.geometry.wkt == "POINT (29.1 -1.5)"


def test_a_description_is_text_without_markup_and_a_time_is_a_date(tmp_path: Path) -> None:
    page = "<description><![CDATA[<table><tr><td>Bridge</td><td>gone &amp; washed</td></tr></table>]]></description>"
    when = "<TimeSpan><begin>2026-01-02</begin><end>2026-03-04</end></TimeSpan>"
    line = "<LineString><coordinates>29,-1 29.5,-1</coordinates></LineString>"
    row = load(kml_file(tmp_path / "t.kml", mark("Ford", line, page + when)), "closures").layer.table.iloc[0]
    assert row["reason"] == "Bridge gone & washed"
    assert (row["date_from"], row["date_to"]) == ("2026-01-02", "2026-03-04")


@pytest.mark.parametrize(
    ("shape", "wkt"),
    [
        ("<LineString><coordinates> 1,2,3\n4 , 5 , 6 </coordinates></LineString>", "LINESTRING (1 2, 4 5)"),
        (
            (
                '<gx:Track xmlns:gx="http://www.google.com/kml/ext/2.2"><when>2026</when><gx:coord>1 2 3</gx:coord>'
                "<gx:coord>4 5 6</gx:coord></gx:Track>"
            ),
            "LINESTRING (1 2, 4 5)",
        ),
        (
            (
                "<Polygon><outerBoundaryIs><LinearRing><coordinates>0,1 8,1 8,9 0,9 0,1</coordinates></LinearRing>"
                "</outerBoundaryIs><innerBoundaryIs><LinearRing><coordinates>2,2 3,2 3,3 2,2</coordinates></LinearRing>"
                "</innerBoundaryIs></Polygon>"
            ),
            "POLYGON ((0 1, 8 1, 8 9, 0 9, 0 1), (2 2, 3 2, 3 3, 2 2))",
        ),
        (
            (
                "<MultiGeometry><LineString><coordinates>1,2 4,5</coordinates></LineString>"
                "<LineString><coordinates>1,3 4,6</coordinates></LineString></MultiGeometry>"
            ),
            "MULTILINESTRING ((1 2, 4 5), (1 3, 4 6))",
        ),
        (
            f"<MultiGeometry>{AMA}<LineString><coordinates>1,2 4,5</coordinates></LineString></MultiGeometry>",
            "GEOMETRYCOLLECTION (POINT (29.1 -1.5), LINESTRING (1 2, 4 5))",
        ),
    ],
)
def test_every_form_of_geometry_is_read(tmp_path: Path, shape: str, wkt: str) -> None:
    raw = kml.read(kml_file(tmp_path / "t.kml", mark("a", shape)), "")
    assert drawn(raw).wkt == wkt


def test_a_placemark_without_a_readable_place_is_a_row_that_is_rejected_never_one_at_0_0(tmp_path: Path) -> None:
    odd = (
        "",
        "<Point/>",
        "<Model><Link><href>house.dae</href></Link></Model>",
        *tuple(
            f"<Point><coordinates>{text}</coordinates></Point>" for text in ("a,b", "1", "nan,1", "1_0,2", "1,2 3,4")
        ),
    )
    loaded = load(kml_file(tmp_path / "t.kml", *(mark("x", shape) for shape in odd), mark("Ama")), "settlements")
    assert (loaded.layer.rows_in, loaded.layer.rejected) == (len(odd) + 1, len(odd))
    assert names(loaded) == ["Ama"]
    assert {code for _, code in errors(loaded)} == {"empty_geometry", "bad_geometry"}


def test_links_and_pictures_are_counted_and_not_followed(tmp_path: Path) -> None:
    link = "<NetworkLink><Link><href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink>"
    picture = "<GroundOverlay><Icon><href>/etc/hostname</href></Icon></GroundOverlay>"
    loaded = load(kml_file(tmp_path / "t.kml", link, picture, mark("Ama")), "settlements")
    assert names(loaded) == ["Ama"]
    assert finding(loaded, "kml_left_out").params["values"] == "GroundOverlay (1), NetworkLink (1)"


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252"])
def test_names_with_accents_are_read_in_the_encoding_the_file_declares(tmp_path: Path, encoding: str) -> None:
    path = kml_file(tmp_path / "t.kml", mark("Bétou"), encoding=encoding)
    assert names(load(path, "settlements")) == ["Bétou"]


def test_a_prefix_before_every_name_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "t.kml"
    text = f'<kml:kml xmlns:kml="http://www.opengis.net/kml/2.2">{mark("Ama")}</kml:kml>'
    for name in ("Placemark", "name", "Point", "coordinates"):
        text = text.replace(f"<{name}>", f"<kml:{name}>").replace(f"</{name}>", f"</kml:{name}>")
    path.write_text(text, encoding="utf-8")
    assert names(load(path, "settlements")) == ["Ama"]


def test_the_one_document_of_a_kmz_is_read_and_pictures_stay_where_they_are(tmp_path: Path) -> None:
    inner = kml_file(tmp_path / "doc.kml", mark("Ama"))
    with zipfile.ZipFile(tmp_path / "t.kmz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("images/icon.png", b"\x89PNG")
        archive.write(inner, "doc.kml")
    assert names(load(tmp_path / "t.kmz", "settlements")) == ["Ama"]


@pytest.mark.parametrize("count", [0, 2])
def test_a_kmz_of_several_documents_or_none_says_so(tmp_path: Path, count: int) -> None:
    with zipfile.ZipFile(tmp_path / "t.kmz", "w") as archive:
        archive.writestr("readme.txt", "nothing")
        for number in range(count):
            archive.writestr(f"{number}.kml", HEAD + "</Document></kml>")
    with pytest.raises(UnusableFile, match=f"holds {count} KML") as error:
        load(tmp_path / "t.kmz", "settlements")
    assert error.value.code == "kmz_not_one"


def test_waypoints_are_places_and_say_when(tmp_path: Path) -> None:
    loaded = load(gpx_file(tmp_path / "t.gpx", WAYPOINT, ROUTE, TRACK), "settlements")
    assert names(loaded) == ["Ama"]
    assert shapes(loaded) == ["POINT (29.1 -1.5)"]
    assert loaded.layer.date == "2026-03-01"
    assert finding(loaded, "gpx_left_out").params["values"] == "routes (1), tracks (1)"


def test_routes_and_tracks_are_roads(tmp_path: Path) -> None:
    loaded = load(gpx_file(tmp_path / "t.gpx", WAYPOINT, ROUTE, TRACK), "roads")
    assert shapes(loaded) == ["LINESTRING (29 -1, 29 -2)", "LINESTRING (29 -1, 29.5 -1)"]
    assert finding(loaded, "gpx_left_out").params["values"] == "waypoints (1)"


def test_closures_are_waypoints_routes_and_tracks(tmp_path: Path) -> None:
    loaded = load(gpx_file(tmp_path / "t.gpx", WAYPOINT, ROUTE, TRACK), "closures")
    assert [shape.partition(" ")[0] for shape in shapes(loaded)] == ["POINT", "LINESTRING", "LINESTRING"]
    assert "gpx_left_out" not in codes(loaded)


def test_points_that_are_none_reject_their_waypoint_or_the_whole_line(tmp_path: Path) -> None:
    odd = ('<wpt lat="-1.5"><name>x</name></wpt>', ROUTE.replace('"-2"', '"south"'), "<trk><trkseg/></trk>", TRACK)
    loaded = load(gpx_file(tmp_path / "t.gpx", *odd), "closures")
    assert (loaded.layer.rows_in, loaded.layer.rejected) == (4, 3)
    assert errors(loaded) == [(1, "bad_geometry"), (2, "bad_geometry"), (3, "bad_geometry")]


def test_a_gap_in_a_track_stays_a_gap_and_a_lone_point_makes_no_line(tmp_path: Path) -> None:
    more = '<trkseg><trkpt lat="1" lon="1"/></trkseg><trkseg><trkpt lat="2" lon="1"/><trkpt lat="2" lon="2"/></trkseg>'
    raw = gpx.read(gpx_file(tmp_path / "t.gpx", TRACK.replace("</trk>", f"{more}</trk>")), "roads")
    assert drawn(raw).wkt == "MULTILINESTRING ((29 -1, 29.5 -1), (1 2, 2 2))"


def test_the_kind_is_told_by_what_the_file_holds(tmp_path: Path) -> None:
    assert guess_kind(gpx_file(tmp_path / "closures.gpx", WAYPOINT, ROUTE), Progress()) == "closures"
    people = '<ExtendedData><Data name="population"><value>1</value></Data></ExtendedData>'
    assert guess_kind(kml_file(tmp_path / "settlements.kml", mark("Ama", more=people)), Progress()) == "settlements"


@pytest.mark.parametrize("cut", [60, 120, 200])
def test_a_file_cut_short_says_so(tmp_path: Path, cut: int) -> None:
    path = kml_file(tmp_path / "t.kml", mark("Ama"), mark("Bru"))
    path.write_bytes(path.read_bytes()[: cut + 40])
    with pytest.raises(UnusableFile) as error:
        load(path, "settlements")
    assert error.value.code == "bad_xml"


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=2, max_size=8))
def test_coordinates_come_out_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, places: list[tuple[float, float]]
) -> None:
    folder = tmp_path_factory.mktemp("round")
    text = " ".join(f"{lon!r},{lat!r},0" for lon, lat in places)
    track = "".join(f'<trkpt lon="{lon!r}" lat="{lat!r}"/>' for lon, lat in places)
    line = f"<LineString><coordinates>{text}</coordinates></LineString>"
    raws = (
        kml.read(kml_file(folder / "t.kml", mark("a", line)), "roads"),
        gpx.read(gpx_file(folder / "t.gpx", f"<trk><trkseg>{track}</trkseg></trk>"), "roads"),
    )
    for raw in raws:
        assert shapely.get_coordinates(drawn(raw)).tolist() == [list(place) for place in places]


LINE = "<LineString><coordinates>29,-1 29.5,-1</coordinates></LineString>"
RING = "<LinearRing><coordinates>29,-1 29.2,-1 29.2,-0.8 29,-1</coordinates></LinearRing>"
AREA = f"<Polygon><outerBoundaryIs>{RING}</outerBoundaryIs></Polygon>"
BARE = "<Placemark><name>Nowhere</name></Placemark>"


def folder(name: str, *placemarks: str) -> str:
    return f"<Folder><name>{name}</name>{''.join(placemarks)}</Folder>"


def map_of_everything(path: Path) -> Path:
    """Draw camps (one as a polygon, one without a place), roads and sectors, each in a folder of its own."""
    camps = (mark("Ama"), mark("Bru", AREA), BARE)
    roads = (mark("RN1", LINE), mark("RN2", LINE.replace("29,-1", "29,-2")), mark("RN3", "<LineString/>"))
    return kml_file(path, folder("Camps", *camps), folder("Roads", *roads), folder("Sectors", mark("East", AREA)))


@pytest.mark.parametrize(
    ("kind", "accepted", "rejected", "left_out", "said"),
    [
        ("idp_sites", ["Ama", "Bru", "East"], [3], 3, "Roads: lines (3)"),
        ("roads", ["RN1", "RN2"], [3, 6], 3, "Camps: points (1), Camps: polygons (1), Sectors: polygons (1)"),
        ("water", ["Bru", "RN1", "RN2", "East"], [3, 6], 1, "Camps: points (1)"),
        ("closures", ["Ama", "Bru", "RN1", "RN2", "East"], [3, 6], 0, ""),
    ],
)
def test_placemarks_that_a_kind_cannot_be_are_left_out_and_counted_by_folder_and_form(
    tmp_path: Path, kind: str, accepted: list[str], rejected: list[int], left_out: int, said: str
) -> None:
    loaded = load(map_of_everything(tmp_path / "t.kml"), kind)
    assert names(loaded) == accepted
    assert [row for row, _ in errors(loaded)] == rejected
    assert loaded.layer.rows_in == len(accepted) + len(rejected) == 7 - left_out
    if left_out:
        params = finding(loaded, "kml_other_forms").params
        assert (params["count"], params["values"]) == (str(left_out), said)
    else:
        assert "kml_other_forms" not in codes(loaded)


@pytest.mark.parametrize("more", ["", BARE])
def test_a_map_on_which_nothing_is_of_the_kind_is_an_error_that_says_what_is_there(tmp_path: Path, more: str) -> None:
    path = kml_file(tmp_path / "t.kml", folder("Camps", mark("Ama")), mark("Bru"), more)
    with pytest.raises(UnusableFile) as error:
        load(path, "roads")
    assert error.value.code == "kml_nothing_fits"
    assert "Camps: points (1), points (1)" in error.value.reason
    assert f"without a geometry: {len(more and [more])}" in error.value.reason


def test_a_placemark_that_fits_in_part_is_a_row_with_its_fault(tmp_path: Path) -> None:
    mixed = mark("Ama", f"<MultiGeometry>{AMA}{LINE}</MultiGeometry>")
    loaded = load(kml_file(tmp_path / "t.kml", mixed, mark("Bru")), "settlements")
    assert errors(loaded) == [(1, "wrong_geometry")]


def test_places_of_several_folders_are_doubted_until_one_is_chosen(tmp_path: Path) -> None:
    camps = folder("Camps", folder("East", mark("Ama"), mark("Bru", AREA)), mark("Cor", AMA.replace("29.1", "29.4")))
    bases = folder("Bases", mark("HQ", AMA.replace("29.1", "29.3")), mark("Road", LINE))
    path = kml_file(tmp_path / "t.kml", camps, bases, mark("Loose", AMA.replace("29.1", "29.2")))
    said = finding(load(path, "idp_sites"), "kml_several_folders")
    assert said.severity is Severity.WARNING
    assert said.params["folders"] == "Camps / East (2), Bases (1), Camps (1), no folder (1)"
    assert '--where "idp_sites:folder=FOLDER"' in said.remedy
    chosen = load(path, "idp_sites", where=[("folder", "Camps / East")])
    assert names(chosen) == ["Ama", "Bru"]
    assert "kml_several_folders" not in codes(chosen)
    assert finding(chosen, "rows_filtered").params["count"] == 3


@given(st.lists(st.sampled_from([AMA, LINE, AREA, "", "<Point/>", f"<MultiGeometry>{LINE}{AREA}</MultiGeometry>"])))
def test_every_placemark_is_a_row_or_counted_whatever_the_kind(
    tmp_path_factory: pytest.TempPathFactory, shapes: list[str]
) -> None:
    path = kml_file(tmp_path_factory.mktemp("any") / "t.kml", *(mark("a", shape) for shape in shapes))
    for kind in ("", "roads", "bases", "areas", "closures", "units"):
        try:
            raw = kml.read(path, kind)
        except UnusableFile:  # nothing fits, which is told
            continue
        others = [params["count"] for code, params in raw.notes if code == "kml_other_forms"]
        assert len(raw.rows) + sum(int(count or 0) for count in others) == len(shapes)
        assert set(raw.numbers) <= set(range(1, len(shapes) + 1))
