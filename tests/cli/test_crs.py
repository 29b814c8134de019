# SPDX-License-Identifier: GPL-3.0-or-later
"""Eastings and northings of a system that the user names."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from gisplanner.cli import main
from gisplanner.planfile import load
from layers.projected import projected
from tests.layers.files import csv_file

ORIGIN = "700000,6600000"
"""Where Lambert-93 (EPSG:2154) has its false origin: 3 degrees east, 46.5 north."""


@pytest.fixture
def options(tmp_path: Path) -> list[str]:
    roads = csv_file(tmp_path / "roads.csv", "id,surface,wkt", 'r1,gravel,"LINESTRING(3 46.5,3.1 46.5)"')
    bases = csv_file(tmp_path / "bases.csv", "id,name,lon,lat,strength", "b1,Poste,3.1,46.5,150")
    towns = csv_file(
        tmp_path / "towns.csv",
        "id,name,x,y,people",
        f"s1,Origin,{ORIGIN},1200",
        "s2,Turned,6600000,700000,7",
        "s3,Bare,,,8",
    )
    files = {"roads": roads, "bases": bases, "settlements": towns}
    return [str(tmp_path / "p.gpkg"), *(part for kind, path in files.items() for part in (f"--{kind}", str(path)))]


def test_metres_of_a_named_system_become_degrees_and_what_lies_beyond_it_is_rejected(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", *options, "--crs", "settlements=EPSG:2154", "--json"]) == 1
    rejected = [row for row in json.loads(capsys.readouterr().out)["findings"] if row["severity"] == "error"]
    assert [(row["code"], row["row"]) for row in rejected] == [("beyond_crs", 2), ("coordinate_missing", 3)]
    sites = load(Path(options[0])).theatre.sites
    assert list(sites.name) == ["Origin"]
    assert (sites.lon[0], sites.lat[0]) == pytest.approx((3.0, 46.5), abs=1e-9)


def test_without_the_system_the_rows_are_rejected_and_never_guessed(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", *options, "--json"]) in {1, 2}
    assert "EPSG" not in capsys.readouterr().out


def test_a_zone_column_may_name_the_system_too(options: list[str], tmp_path: Path) -> None:
    csv_file(tmp_path / "towns.csv", "id,name,easting,northing,utm_zone,people", f"s1,Origin,{ORIGIN},epsg:2154,5")
    assert main(["new", *options, "--quiet"]) == 0
    assert load(Path(options[0])).theatre.sites.lat[0] == pytest.approx(46.5, abs=1e-9)


@pytest.mark.parametrize(
    "said", ["settlements=EPSG:4326", "settlements=2154", "towns=EPSG:2154", "settlements=EPSG:99"]
)
def test_what_names_no_system_or_none_in_metres_is_refused_at_once(
    options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", *options, "--crs", said]) == 2
    assert said.removeprefix("settlements=") in capsys.readouterr().err
    assert not Path(options[0]).exists()


def test_a_system_of_degrees_or_of_a_file_that_is_not_given_is_refused(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    said = ["--crs", "settlements=EPSG:2154", "--crs", "bases=EPSG:2154"]
    assert main(["new", *options, *said]) == 2
    assert "no eastings and northings" in " ".join(capsys.readouterr().err.split())
    assert main(["new", *options, "--crs", "units=EPSG:2154"]) == 2
    assert "of which no file is given" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    ("crs", "east", "north", "lonlat"),
    [
        # the sphere of web maps: 20 degrees east, and the mean radius times ln tan(45 + 5/2 degrees)
        ("EPSG:3857", math.radians(20) * 6378137, 6378137 * math.log(math.tan(math.radians(47.5))), (20.0, 5.0)),
        ("EPSG:3857", -math.radians(70) * 6378137, 0.0, (-70.0, 0.0)),
        ("EPSG:3832", 0.0, 0.0, (150.0, 0.0)),  # across the antimeridian
        ("EPSG:3832", math.radians(40) * 6378137, 0.0, (-170.0, 0.0)),
    ],
)
def test_systems_of_the_whole_earth_and_across_the_antimeridian_hold(
    crs: str, east: float, north: float, lonlat: tuple[float, float]
) -> None:
    system = projected(crs)
    assert system is not None
    assert system.lonlat(east, north) == pytest.approx(lonlat, abs=1e-6)
