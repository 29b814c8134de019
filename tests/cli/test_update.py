# SPDX-License-Identifier: GPL-3.0-or-later
"""`gisplanner update`: a newer list of camps in place of an older one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gisplanner.planfile import load, save
from tests.cli.test_commands import answer, run
from tests.layers.files import csv_file
from tests.two_rounds import newer_list, rounds_plan


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    save(tmp_path / "plan.gpkg", rounds_plan(tmp_path))
    return tmp_path / "plan.gpkg"


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    return newer_list(tmp_path)


def row_of(found: dict[str, Any], own: str) -> dict[str, Any]:
    return next(row for row in found["sites"] if row["id"] == own)


def test_the_answer_tells_every_camp_and_adds_up(plan: Path, newer: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "update", "update", plan, "--idp-sites", newer, status=1)
    (of,) = found["lists"]
    assert of["rows"] == {"in": 10, "accepted": 9, "rejected": 1}
    assert sum(one["people_before"] for one in of["change"].values()) == of["people_before"] == 9150
    assert sum(one["people_after"] for one in of["change"].values()) == of["people_after"] == 9600
    assert (of["before_date"], of["date"]) == ("2025-03-01", "2025-06-01")
    people = {step: one["people"] for step, one in found["change"].items()}
    assert found["after"]["within"] - found["before"]["within"] == (
        people["gained"] + people["new_within"] + people["recounted"] - people["lost"] - people["gone_within"]
    )
    moved = row_of(found, "C4")
    assert (moved["change"], moved["before_status"], moved["after_status"]) == ("kept", "within", "late")
    assert (moved["moved_km"], moved["carried"]) == (133.1, ["priority"])
    assert row_of(found, "C8")["rejected_row"] == 9
    assert row_of(found, "C2")["matched"] == "name_and_place"
    counted = row_of(found, "C1")
    assert (counted["listed_after"], counted["after_people"]) == (900, 0)
    assert "2,500 people in 1 place fall out of standard" in found["verdict"]


def test_the_plan_is_written_and_the_former_one_kept(plan: Path, newer: Path) -> None:
    before = plan.read_bytes()
    run("update", plan, "--idp-sites", newer, status=1)
    assert plan.with_name("plan.gpkg.bak").read_bytes() == before
    assert load(plan).theatre.layers["idp_sites"].source == "round 2.csv"


def test_coverage_afterwards_is_what_the_update_said(
    plan: Path, newer: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer(capsys, "update", "update", plan, "--idp-sites", newer, "--season", "wet", status=1)
    after = answer(capsys, "coverage", "coverage", plan, "--season", "wet", status=1)
    assert after["totals"] == found["after"]


def test_another_plan_is_written_beside_it_and_never_over_something_else(
    plan: Path, newer: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, other = plan.read_bytes(), tmp_path / "other.gpkg"
    found = answer(capsys, "update", "update", plan, "--idp-sites", newer, "-o", other, status=1)
    assert found["file"] == str(other)
    assert plan.read_bytes() == before
    run("update", plan, "--idp-sites", newer, "-o", other, status=2)
    assert "add --force" in capsys.readouterr().err
    run("update", plan, "--idp-sites", newer, "-o", other, "--force", status=1)
    run("update", plan, "--idp-sites", newer, "-o", tmp_path / "x.csv", status=2)


@pytest.mark.parametrize(("option", "status"), [("--dry-run", 1), ("--strict", 2)])
def test_nothing_is_written_where_that_is_asked_for(
    option: str, status: int, plan: Path, newer: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = plan.read_bytes()
    assert answer(capsys, "update", "update", plan, "--idp-sites", newer, option, status=status)["file"] is None
    assert plan.read_bytes() == before
    assert not plan.with_name("plan.gpkg.bak").exists()


def test_the_text_names_who_is_gone_and_whose_status_changes(
    plan: Path, newer: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("update", plan, "--idp-sites", newer, "--dry-run", status=1)
    said = capsys.readouterr().out
    assert "IDP sites: round 2.csv in place of idp_sites.csv (2025-06-01, before 2025-03-01)" in said
    lines = {line.split("  ")[0].strip(): line for line in said.splitlines()}
    assert lines["Hanu"].split() == ["Hanu", "gone", "100", "-", "within", "standard", "-"]
    assert lines["Deru"].split()[1:] == ["moved", "133.1", "km", "2,500", "2,500", "within", "standard", "late"]
    assert "row 9 of the newer list" in " ".join(said.split())
    assert "Nothing was written." in said


def test_columns_and_rows_are_chosen_as_in_new(plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = csv_file(
        tmp_path / "r.csv", "id,name,lon,lat,tot,state", "C2,Bélo Nord,20.2,5,1,N", "C3,Cori,20.3,5,2,N", "X,X,9,9,9,S"
    )
    chosen = ("--map", "idp_sites.people=tot", "--where", "idp_sites:state=N")
    found = answer(capsys, "update", "update", plan, "--idp-sites", path, *chosen)
    assert found["lists"][0]["people_after"] == 3
    assert "round_few_found" in [finding["code"] for finding in found["findings"]]


def test_a_list_that_would_leave_nobody_is_refused(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = csv_file(tmp_path / "r.csv", "id,name,lon,lat,people", "C2,Belo,200,95,1")
    before = plan.read_bytes()
    run("update", plan, "--idp-sites", empty, status=2)
    assert "No row of the file can be used" in capsys.readouterr().err
    run("update", plan, status=2)
    assert "--idp-sites" in capsys.readouterr().err
    assert plan.read_bytes() == before


def test_a_list_that_is_swapped_throughout_is_an_error(plan: Path, tmp_path: Path) -> None:
    path = csv_file(tmp_path / "r.csv", "id,name,lon,lat,people", "C2,Bélo Nord,5,20.2,1", "C3,Cori,5,20.3,2")
    run("update", plan, "--idp-sites", path, "--dry-run", status=1)
