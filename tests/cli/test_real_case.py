# SPDX-License-Identifier: GPL-3.0-or-later
"""Eastern DRC, 2024: the withdrawal from South Kivu, on real files with their traps."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gisplanner.cli import main

FILES = {
    "roads": "roads.geojson",
    "settlements": "settlements_geonames.csv",
    "bases": "bases_geopko_monusco.csv",
    "mission-area": "mission_area.geojson",
}


@pytest.fixture(scope="module")
def answers(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder, plan = real_data / "east_drc", tmp_path_factory.mktemp("kivu") / "kivu.gpkg"
    options = [part for kind, name in FILES.items() for part in (f"--{kind}", str(folder / name))]
    assert main(["new", str(plan), *options, "--where", "bases:year=2024", "--quiet"]) == 0
    return {"plan": str(plan)}


def ask(answers: dict[str, Any], capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert (
        main(
            [
                arguments[0],
                answers["plan"],
                *arguments[1:],
                "--standard",
                "settlement=240",
                "--means",
                "light",
                "--json",
            ]
        )
        == 0
    )
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def site(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(row for row in found["sites"] if row["name"] == name)


def test_who_is_reached_before(answers: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    found = ask(answers, capsys, "coverage")
    bases = {base["name"]: base for base in found["bases"]}
    assert len(bases) == 31  # 32 places less Kinshasa, which lies outside
    assert bases["Beni"]["strength"] == 150  # listed with 150 and 300
    assert site(found, "Goma")["status"] == "within"  # 250 m outside the border line of the file
    assert site(found, "Goma")["people"] > 0
    uvira = site(found, "Uvira")
    assert uvira["base"] == bases["Uvira"]["id"]
    assert uvira["parts"]["travel"] == pytest.approx(15.6, abs=0.5)  # 2.6 km across country at 10 km/h
    assert found["ground"]["excluded_sites"] == 199 - found["ground"]["sites"]
    merged = [row for row in found["findings"] if row["code"] == "base_rows_merged"]
    assert len(merged) == 5
    assert any("Beni" in row["reason"] and "150 to 300" in row["reason"] for row in merged)


def test_who_falls_out_of_standard_by_the_withdrawal_from_south_kivu(
    answers: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    found = ask(answers, capsys, "redeploy", "--close-where", "latitude<-1.95")
    assert len(found["edits"]) == 10
    changed = {row["name"]: row["change"] for row in found["sites"]}
    assert {name for name, change in changed.items() if change == "lost"} == {"Bukavu", "Uvira", "Kabare"}
    bukavu = site(found, "Bukavu")
    # 350 km of road on the Congolese side of Lake Kivu take a day's work; through Rwanda it would be four hours
    assert bukavu["after_min"] > 400
    assert bukavu["after_base_name"] == "Sake"
    assert found["before"]["within"] - found["after"]["within"] == found["change"]["lost"]["people"]
    assert found["after"]["simultaneous_people"] < found["before"]["simultaneous_people"]
    assert len(found["unassigned"]) == 10
    assert "unassigned" in found["verdict"]


@pytest.mark.parametrize("kind", ["settlements", "bases"])
def test_a_file_with_its_columns_exchanged_is_an_error(
    kind: str, real_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = real_data / "east_drc"
    options = ["--where", "bases:year=2024", f"--map={kind}.lon=latitude", f"--map={kind}.lat=longitude"]
    files = [part for name, file in FILES.items() for part in (f"--{name}", str(folder / file))]
    assert main(["new", str(tmp_path / "p.gpkg"), *files, *options, "--json"]) == 1
    errors = [row for row in json.loads(capsys.readouterr().out)["findings"] if row["severity"] == "error"]
    assert [(row["code"], row["file"]) for row in errors] == [("columns_swapped", FILES[kind])]
