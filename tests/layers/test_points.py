# SPDX-License-Identifier: GPL-3.0-or-later
"""Positions in tables: degrees however written, grid references, UTM."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.coordinates import parse_angle
from layers.metres import zone_of_text
from layers.points import Spot, manner_of, plain_degrees, spot_of
from tests.layers.files import codes, errors, finding, judge

GOMA = (29.2205, -1.6585)


def at(header: str, *row: object) -> tuple[float, float]:
    table = judge("settlements", f"name {header}", ("Goma", *row))[0].table
    lon, lat = shapely.get_coordinates(table.geometry.to_numpy())[0]
    return float(lon), float(lat)


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        ("29.2205", "-1.6585"),
        ("29,2205", "-1,6585"),
        ("29°13'13.8\"E", "1°39'30.6\"S"),
        ("29° 13' 13,8\" E", "1° 39' 30,6\" S"),
        ("E 29 13 13.8", "S 1 39 30.6"),
        ("29 13.23", "-1 39.51"),
        ("29:13:13.8", "-1:39:30.6"),
        ("29.2205 E", "1.6585 S"),
        ("29°13\u203213.8\u2033", "-1°39\u203230.6\u2033"),
        (29.2205, -1.6585),
    ],
)
def test_degrees_in_two_columns(lon: object, lat: object) -> None:
    assert at("lon lat", lon, lat) == pytest.approx(GOMA, abs=1e-6)


@pytest.mark.parametrize("text", ["35MQU4704516546", "35M QU 47045 16546", "1°39'30.6\"S 29°13'13.8\"E"])
@pytest.mark.parametrize("header", ["MGRS", "Grid_Reference", "Coordenadas", "GPS"])
def test_a_position_in_one_column(header: str, text: str) -> None:
    assert at(header, text) == pytest.approx(GOMA, abs=1e-5)


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("easting northing zone", (747045, 9816546, "35S")),
        ("UTM_E UTM_N UTM_Zone", ("747 045", "9'816'546", "35 S")),
        ("Este Norte Huso", ("747.045,0", "9.816.546,0", "35M")),
        ("X Y UTM_Zone", ("747045", "9816546", "UTM zone 35 South")),
        ("X Y Fuseau", ("747045", "9816546", "EPSG:32735")),
    ],
)
def test_utm_in_three_columns(header: str, row: tuple[object, ...]) -> None:
    assert at(header, *row) == pytest.approx(GOMA, abs=2e-5)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("36N", (36, False, False)),
        ("36P", (36, False, False)),
        ("36 north", (36, False, False)),
        ("35L", (35, True, False)),
        ("35S", (35, True, True)),
        ("WGS84 / UTM zone 35S", (35, True, True)),
        ("32636", (36, False, False)),
        ("35", None),
        ("61N", None),
        ("0S", None),
        ("35I", None),
        ("35X2", None),
        ("Goma", None),
        ("", None),
    ],
)
def test_zones(text: str, zone: tuple[int, bool, bool] | None) -> None:
    assert zone_of_text(text) == zone


def test_a_zone_of_health_is_no_utm_zone() -> None:
    layer, _ = judge("settlements", "name x y zone", ("a", 29.2, -1.6, "Karisimbi"))
    assert layer.table["attributes"].tolist() == ['{"zone": "Karisimbi"}']
    assert (layer.rows_in, layer.rejected) == (1, 0)


@pytest.mark.parametrize(
    ("header", "row", "code"),
    [
        ("lon lat", ("29°73'E", "1"), "coordinate_unreadable"),
        ("lon lat", ("29.133.456", "1.5"), "coordinate_unreadable"),
        ("lon lat", ("29 133", "1.5"), "coordinate_unreadable"),
        ("lon lat", ("1°S", "29°E"), "coordinate_swapped"),
        ("lon lat", ("", "1"), "coordinate_missing"),
        ("lon lat", ("inf", "1"), "coordinate_unreadable"),
        ("mgrs", ("35MQU470451654",), "position_unreadable"),
        ("mgrs", ("35MQU",), "position_coarse"),
        ("mgrs", ("35MQU41",), "position_coarse"),
        ("mgrs", ("n/a",), "coordinate_missing"),
        ("easting northing zone", (747045, 9816546, "35"), "utm_zone_unclear"),
        ("easting northing zone", (9816546, 747045, "35S"), "utm_out_of_range"),
        ("easting northing zone", ("74.7045", "9816546", "35S"), "utm_out_of_range"),
        ("easting northing zone", ("x", "9816546", "35S"), "coordinate_unreadable"),
        ("easting northing zone", ("", "9816546", "35S"), "coordinate_missing"),
    ],
)
def test_what_is_no_position_is_rejected_with_its_cells(header: str, row: tuple[object, ...], code: str) -> None:
    good = {"lon lat": (29, -1), "mgrs": ("35MQU4704516546",)}.get(header, (747045, 9816546, "35N"))
    found = judge("settlements", f"name {header}", ("bad", *row), ("good", *good))
    assert errors(found) == [(1, code)]
    assert finding(found, code).value == ", ".join(map(str, row))
    assert finding(found, code).column == ", ".join(header.split())
    assert found[0].rows_in == len(found[0].table) + found[0].rejected


def test_what_was_assumed_of_a_position_is_said() -> None:
    rows = (("a", "35MQU4704516546"), ("b", "35MQU4716"), ("c", "-1.66, 29.22"), ("d", "1.66S 29.3E"))
    found = judge("settlements", "name mgrs", *rows)
    assert (finding(found, "position_within_km").row, finding(found, "latitude_first").row) == (2, 3)
    assert "utm_s_is_south" in codes(judge("settlements", "name easting northing zone", ("a", 747045, 9816546, "35S")))


def test_a_row_without_degrees_is_where_its_grid_reference_says() -> None:
    layer, _ = judge("settlements", "name lon lat mgrs", ("a", "", "", "35MQU4704516546"), ("b", 29.5, -1.5, "none"))
    assert (layer.rows_in, layer.rejected) == (2, 0)
    by_name = dict(zip(layer.table["name"], shapely.get_coordinates(layer.table.geometry.to_numpy()), strict=True))
    assert by_name["a"] == pytest.approx(GOMA, abs=1e-5)
    assert by_name["b"] == pytest.approx((29.5, -1.5))


@given(st.integers(0, 179), st.integers(0, 59), st.integers(0, 599), st.sampled_from("NSEW"))
def test_an_angle_comes_back_from_its_minutes_and_seconds(degrees: int, minutes: int, tenths: int, letter: str) -> None:
    found = parse_angle(f"{degrees}°{minutes}'{tenths / 10}\"{letter}")
    assert found is not None
    size = degrees + minutes / 60 + tenths / 36000
    assert found[0] == pytest.approx(-size if letter in "SW" else size)
    assert found[1] == ("lat" if letter in "NS" else "lon")


DEGREES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.floats(-180, 180).map(str),
    st.text(alphabet="0123456789.,-+eE_ \t\x1c°'NSinfa\u0661\u202e", max_size=8),
    st.sampled_from(["", "nan", "inf", "1_0", "29,5", " 29.5 ", "0" * 600 + "1"]),
)


@given(DEGREES)
def test_a_column_of_degrees_says_what_each_of_its_cells_says(cell: str | float | None) -> None:
    spot = spot_of([cell, "1"], {"lon": 0, "lat": 1})
    (plain,) = plain_degrees([cell]).tolist()
    assert math.isnan(plain) or spot.at == (plain, 1.0)


def metres(*rows: tuple[str, str], zone: str = "35S") -> tuple[dict[str, tuple[float, ...]], list[str]]:
    """Where rows of easting and northing lie, by their number, and codes of the findings."""
    found = judge(
        "settlements", "name easting northing utm_zone", *((str(n), *row, zone) for n, row in enumerate(rows))
    )
    at = shapely.get_coordinates(found[0].table.geometry.to_numpy()).tolist()
    return dict(zip(found[0].table["name"], map(tuple, at), strict=True)), codes(found)


def test_metres_are_read_by_all_rows_and_never_some_so_and_some_so() -> None:
    at, said = metres(("807,791", "1007,098"), ("807,791", "207,098"))  # read as they can be: some metres from 0
    assert at == {}
    assert {"utm_out_of_range"} <= set(said)
    at, said = metres(("747,045", "9,816,546"), ("747,145", "816,546"))
    assert at["0"] == pytest.approx(GOMA, abs=2e-5)
    assert len(at) == 2
    assert "comma_is_thousands" in said
    at, _ = metres(("747.045", "9.816.546"), ("747.045,5", "9.816.546,25"), zone="EPSG:32735")
    assert at["0"] == pytest.approx(GOMA, abs=2e-5)


@pytest.mark.parametrize("mark", [",", "."])
def test_metres_that_may_mean_two_things_are_read_as_they_lie_in_their_system(mark: str) -> None:
    at, said = metres((f"747{mark}045", f"816{mark}546"), zone="35N")
    assert at["0"] == pytest.approx((29.238, 7.3815), abs=1e-3)
    assert {"comma_is_thousands" if mark == "," else "dot_is_thousands"} <= set(said)


@pytest.mark.parametrize(
    ("rows", "zone"),
    [
        ([("747045", "816,546"), ("747145", "816,646")], "35N"),  # 816 m or 816 km from the equator
        ([("747,045", "816,546"), ("747.145", "816.646")], "35N"),  # two writers
        ([("1,045", "2,546")], "EPSG:3857"),  # both are places
        ([("7,045", "8,546")], "EPSG:2154"),  # neither is one
    ],
)
def test_metres_that_nothing_tells_are_asked_for(rows: list[tuple[str, str]], zone: str) -> None:
    at, said = metres(*rows, zone=zone)
    assert at == {}
    assert said.count("metres_unclear") == len(rows)


CELLS_OF_METRES = st.sampled_from(
    ["747,045", "747.045", "747045", "816,546", "816.546", "9,816,546", "9.816.546", "816546,5", "816546.5", "x", ""]
)


@given(
    st.lists(st.tuples(CELLS_OF_METRES, CELLS_OF_METRES), max_size=6),
    st.randoms(),
    st.sampled_from(["35N", "EPSG:3857"]),
)
def test_places_of_metres_are_the_same_whatever_the_order_of_rows(
    rows: list[tuple[str, str]], dice: random.Random, zone: str
) -> None:
    cells = [(*row, zone) for row in rows]
    columns = {"easting": 0, "northing": 1, "utm_zone": 2}
    found = dict(zip(cells, spots(cells, columns), strict=True))
    dice.shuffle(cells)
    assert [found[row] for row in cells] == spots(cells, columns)
    notes = {note for spot in found.values() for note in spot.notes}
    assert len(notes & {"comma_is_thousands", "comma_is_decimal"}) <= 1
    assert not notes >= {"comma_is_thousands", "dot_is_thousands"}


def spots(rows: Sequence[Sequence[str]], columns: Mapping[str, int]) -> list[Spot]:
    manner = manner_of(rows, columns)
    return [spot_of(row, columns, manner) for row in rows]


@pytest.mark.parametrize(
    ("texts", "places", "code"),
    [
        (["89.5, 24.1", "90.5, 24.2"], [(89.5, 24.1), (90.5, 24.2)], "longitude_first"),
        (["24.1, 89.5", "24.2, 90.5"], [(89.5, 24.1), (90.5, 24.2)], "latitude_first"),
        (["24.1, 89.5", "24.2, 88.5"], [(89.5, 24.1), (88.5, 24.2)], "latitude_first"),
        (["24.2, 90.5", "90.6, 24.3", "24.1, 89.5"], [(90.5, 24.2), (90.6, 24.3)], "order_unclear"),
        (["24.1 N, 89.5 E", "90.6, 24.3"], [(89.5, 24.1), (90.6, 24.3)], "longitude_first"),
    ],
)
def test_which_degree_stands_first_is_told_by_the_whole_column(
    texts: list[str], places: list[tuple[float, float]], code: str
) -> None:
    found = judge("settlements", "name position", *((str(n), text) for n, text in enumerate(texts)))
    table = found[0].table.sort_values("row")
    assert [tuple(at) for at in shapely.get_coordinates(table.geometry.to_numpy()).tolist()] == places
    assert code in codes(found)
