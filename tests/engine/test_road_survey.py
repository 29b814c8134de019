# SPDX-License-Identifier: GPL-3.0-or-later
"""A road file says by itself how its roads hang together; what a new plan says, its check says again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely

from gisplanner.cli import main
from gisplanner.parts import Said, look_at_part, report_of
from layers.findings import Finding, Severity
from layers.jobs import Progress
from tests.layers.files import csv_file, vector_file

MAIN, APART = shapely.LineString([(20, 5), (20.3, 5)]), shapely.LineString([(20, 5.5), (20.1, 5.5)])
"""Along two parallels so near the equator that a degree of one is as long as of the other within a thousandth."""


def said(path: Path) -> dict[str, Finding]:
    part = look_at_part("roads", path, Said(), Progress())
    return {finding.code: finding for finding in report_of(part).findings}


def test_parts_of_a_road_file_are_told_with_their_share_of_the_length(tmp_path: Path) -> None:
    found = said(vector_file(tmp_path / "r.geojson", [MAIN, APART], surface=["gravel", "gravel"]))
    params = found["road_components"].params
    assert params["parts"] == 2
    assert params["percent"] == pytest.approx(100 * 0.1 / 0.4, abs=0.1)  # of four tenths of a degree one lies apart
    assert (found["road_components"].file, found["dead_ends"].params["ends"]) == ("r.geojson", 4)


def test_roads_at_two_ends_of_the_earth_are_said_to_be_so(tmp_path: Path) -> None:
    ends = [[(0, 0), (0.1, 0)], [(180, 0), (179.9, 0)], [(-180, 0), (-179.9, 0)]]
    found = said(vector_file(tmp_path / "w.geojson", map(shapely.LineString, ends), surface=["paved"] * 3))
    assert (found["position_off_plane"].severity, found["position_off_plane"].file) == (Severity.WARNING, "w.geojson")


def test_a_speed_without_a_surface_is_said_to_slow_down_like_dirt(tmp_path: Path) -> None:
    path = vector_file(tmp_path / "r.geojson", [MAIN, APART], surface=["paved", None], speed_kmh=[60, 60])
    doubt = said(path)["wet_as_dirt"]
    assert (doubt.params["count"], doubt.params["percent"]) == (1, 25)


def test_the_check_of_a_plan_says_what_was_said_when_it_was_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vector_file(tmp_path / "roads.geojson", [MAIN, APART], surface=["gravel", "gravel"])
    csv_file(
        tmp_path / "towns.csv", "id,name,lon,lat,people", "a,Ama,20.2,5,300", "b,Bru,20.05,5.5,100", "c,Cor,20.08,5.5,"
    )
    csv_file(tmp_path / "bases.csv", "id,name,kind,lon,lat,strength", "x,Post,COB,20,5,150")
    files = {"roads": "roads.geojson", "settlements": "towns.csv", "bases": "bases.csv"}
    options = [part for kind, name in files.items() for part in (f"--{kind}", str(tmp_path / name))]
    plan = str(tmp_path / "p.gpkg")
    for command in (["new", plan, *options, "--json"], ["check", plan, "--json"]):
        assert main(command) == 0
        found = {one["code"]: one["reason"] for one in json.loads(capsys.readouterr().out)["findings"]}
        assert "2 parts" in found["road_components"]
        apart = found["people_on_other_parts"]
        assert "with 100 people (25.0 % of those listed) and 1 of unknown headcount" in apart
