# SPDX-License-Identifier: GPL-3.0-or-later
"""Positions as people type them are found, and what names none is not taken for one."""

from __future__ import annotations

import pytest

from gisplanner.wording import position_text
from layers.coordinates import parse_position


@pytest.mark.parametrize(
    ("text", "lon", "lat"),
    [
        # as GEOTRANS has them, through the PyPI package mgrs
        ("15TWG0000049776", -92.99999396, 42.00000248),
        ("15SWC8081751205", -92.07438948, 38.40543061),
        ("4QFJ 12345 67890", -157.91607632, 21.40980116),
        ("31NAA6602100000", 0.00000452, 0.00000051),
        ("35NLF 24913 87154", 25.42, 5.31),
        ("35MQU4704516546", 29.2205, -1.6585),
        ("56HLH3490052288", 151.2153, -33.8568),
        ("32VKN9133013123", 5.2, 60.5),
        ("33XWG1369680760", 15.6, 78.2),
        ("16SGC654744", -84.12339003, 34.07718748),
        ("34VDJ55", 20.25248134, 57.33567652),
        ("46LFR", 94.36308631, -8.59189213),
    ],
)
def test_a_grid_reference_is_its_place(text: str, lon: float, lat: float) -> None:
    assert parse_position(text) == pytest.approx((lon, lat), abs=2.5e-5)  # half a metre in longitude far north
    assert parse_position(text.lower().replace(" ", "")) == parse_position(text)


@pytest.mark.parametrize(("lon", "lat"), [(-11.2, -11.6), (25.42, 5.31), (179.9999, -0.0001), (-0.5, 0.0)])
def test_what_the_verdict_prints_is_read_as_the_same_place(lon: float, lat: float) -> None:
    assert parse_position(position_text(lon, lat)) == pytest.approx((lon, lat), abs=1e-4)


@pytest.mark.parametrize(
    "text",
    [
        "5.31 25.42",
        "5.31, 25.42",
        "5.31N, 25.42E",
        "25.42E 5.31N",
        "N5.31 E25.42",
        "N 5.31, E 25.42",
        "5°18'36\"N 25°25'12\"E",
        "5° 18' 36\" N, 25° 25' 12\" E",
        "5°18.6'N 25°25.2'E",
        "5°18\u203236\u2033N25°25\u203212\u2033E",
        "5,31 25,42",
        "5,31; 25,42",
    ],
)
def test_degrees_are_read_however_they_are_written(text: str) -> None:
    assert parse_position(text) == pytest.approx((25.42, 5.31))


def test_west_and_south_are_negative_and_a_longitude_is_told_by_its_size() -> None:
    assert parse_position("5.31S 25.42W") == pytest.approx((-25.42, -5.31))
    assert parse_position("-5.31 -25.42") == pytest.approx((-25.42, -5.31))
    assert parse_position("125.42 -5.31") == pytest.approx((125.42, -5.31))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Petharo",
        "5.31",
        "531",
        "B 12",
        "95 200",
        "5.31N 25.42N",
        "-5.31N 25.42E",
        "5°70'N 25°E",
        "35NPF 2345 678901",
        "35NPF 234 56",
        "61NPF2345678901",
        "35NAF2345678901",
        "35IPF2345678901",
        "U15",
        "TOB 5.31 25.42",
    ],
)
def test_what_names_no_place_is_none(text: str) -> None:
    assert parse_position(text) is None
