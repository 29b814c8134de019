# SPDX-License-Identifier: GPL-3.0-or-later
"""People of a population raster beside the people listed: counted by cell, kept in the plan, never added."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from gisplanner.cli import main
from gisplanner.planfile import load
from tests.cli.test_new import answer, files, new
from tests.layers.rasters import raster_file

__all__ = ["files"]


@pytest.fixture
def raster(tmp_path: Path) -> Path:
    people = np.full((30, 60), 10.0)
    return raster_file(tmp_path / "xyz_ppp_2020.tif", people, (19.8, 5.15), 0.01)


@pytest.fixture
def plan(files: dict[str, Path], raster: Path, tmp_path: Path) -> Path:
    new({**files, "population": raster}, tmp_path / "p.gpkg")
    return tmp_path / "p.gpkg"


def test_everybody_of_the_raster_is_within_late_unreachable_or_outside(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["coverage", str(plan), "--json"]) == 0
    found = answer(capsys, "coverage")
    raster = found["raster"]
    assert raster["people"] == raster["within"] + raster["late"] + raster["unreachable"]
    assert raster["people"] + raster["outside"] == pytest.approx(18_000, abs=1)
    assert raster["within"] > 0
    assert (raster["source"], raster["date"]) == ("xyz_ppp_2020.tif", "2020-01-01")
    assert found["totals"]["people"] == found["ground"]["people"] == 1200
    layer = {"kind": "population", "source": "xyz_ppp_2020.tif", "date": "2020-01-01", "rows": 1}
    assert layer in found["ground"]["layers"]


def test_by_hand_the_people_of_the_hull_are_its_area_times_the_density(files: dict[str, Path], tmp_path: Path) -> None:
    # a hundredth of a person on 0.0005 x 0.0005 degrees: at 5 degrees north 55.47 m by 55.29 m
    raster = raster_file(tmp_path / "fine.tif", np.full((600, 1200), 0.01), (19.8, 5.15), 0.0005)
    new({**files, "population": raster}, tmp_path / "q.gpkg")
    theatre = load(tmp_path / "q.gpkg").theatre
    expected = theatre.extent_xy.area / (55.47 * 55.29) * 0.01
    assert theatre.population is not None
    assert theatre.population.people.sum() == pytest.approx(expected, rel=0.02)


def test_a_closed_base_loses_the_people_of_its_cells(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["redeploy", str(plan), "--close", "Post", "--json"]) == 0
    raster = answer(capsys, "redeploy")["raster"]
    assert raster["lost"] == raster["before"]["within"] > 0
    assert (raster["gained"], raster["after"]["within"]) == (0, 0)
    assert raster["after"]["unreachable"] == raster["people"] == sum(raster["before"].values())


def test_the_text_names_the_raster_and_that_it_is_a_figure_of_its_own(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["coverage", str(plan)]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "people of the raster xyz_ppp_2020.tif (2020-01-01)" in text
    assert "not to be added to the people listed" in text
    assert main(["redeploy", str(plan), "--close", "Post"]) == 0
    assert "in cells lost, 0 gained" in " ".join(capsys.readouterr().out.split())


def test_without_a_raster_its_place_is_null_and_nothing_is_said(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new(files, tmp_path / "p.gpkg")
    capsys.readouterr()
    assert main(["coverage", str(tmp_path / "p.gpkg"), "--json"]) == 0
    assert answer(capsys, "coverage")["raster"] is None
    assert main(["redeploy", str(tmp_path / "p.gpkg"), "--close", "Post", "--json"]) == 0
    assert answer(capsys, "redeploy")["raster"] is None
    assert main(["coverage", str(tmp_path / "p.gpkg")]) == 0
    assert "raster" not in capsys.readouterr().out


def test_a_plan_keeps_every_cell_and_its_digest(plan: Path, tmp_path: Path) -> None:
    first = load(plan)
    assert main(["export", str(plan), "-o", str(tmp_path / "q.gpkg")]) == 0
    again = load(tmp_path / "q.gpkg")
    assert first.theatre.population is not None
    assert again.theatre.population is not None
    assert np.array_equal(first.theatre.population.people, again.theatre.population.people)
    assert first.theatre.population.outside == again.theatre.population.outside
    assert first.theatre.digest == again.theatre.digest
    assert not {source.kind for source in again.plan.sources} & {"population"}


@pytest.mark.parametrize(
    "edit", ["SET people = -5", "SET people = 'many'", "SET cell_column = 100000", "SET cell_row = NULL WHERE fid = 5"]
)
def test_a_cell_that_cannot_be_is_named(plan: Path, capsys: pytest.CaptureFixture[str], edit: str) -> None:
    with sqlite3.connect(plan) as connection:
        connection.execute(f"UPDATE population {edit}")
    connection.close()
    capsys.readouterr()
    assert main(["coverage", str(plan)]) == 2
    assert "population" in capsys.readouterr().err


def test_a_raster_of_elsewhere_leaves_a_plan_without_it_and_status_1(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    far = raster_file(tmp_path / "far.tif", np.ones((5, 5)), (100, 50), 0.01)
    new({**files, "population": far}, tmp_path / "p.gpkg", "--json", status=1)
    assert "raster_elsewhere" in [one["code"] for one in answer(capsys, "new")["findings"]]
    assert load(tmp_path / "p.gpkg").theatre.population is None


def test_a_raster_alone_is_checked(raster: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(raster), "--json"]) == 0
    found = answer(capsys, "check")
    rows = {"in": 1, "accepted": 1, "rejected": 0, "left_out": 0, "of_file": 1}
    assert (found["kind"], found["rows"]) == ("population", rows)
