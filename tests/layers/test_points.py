# SPDX-License-Identifier: GPL-3.0-or-later
"""Positions in tables: degrees however written, grid references, UTM."""

from __future__ import annotations

import math

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.coordinates import parse_angle
from layers.points import plain_degrees, spot_of, zone_of_text
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
        ("easting northing zone", ("747.045", "9816546", "35S"), "utm_out_of_range"),
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
