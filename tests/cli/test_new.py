# SPDX-License-Identifier: GPL-3.0-or-later
"""Making plans of files as they come, and checking files."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from gisplanner.cli import main
from gisplanner.planfile import load
from gisplanner.remembered import FILE
from gisplanner.settings import FOLDER_VARIABLE
from tests.cli.test_commands import SCHEMA
from tests.layers.files import csv_file


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    texts = {
        "roads": 'id,surface,wkt\nr1,gravel,"LINESTRING(20 5,20.1 5,20.2 5)"\n',
        "settlements": "id,name,lon,lat,people\ns1,Ama,20.1,5,1200\ns2,Bru,20.2,5.0,\n",
        "bases": "id,name,lon,lat,strength\nb1,Post,20,5,150\n",
    }
    for kind, text in texts.items():
        (tmp_path / f"{kind}.csv").write_text(text, encoding="utf-8")
    return {kind: tmp_path / f"{kind}.csv" for kind in texts}


def new(files: dict[str, Path], path: Path, *more: str, status: int = 0) -> None:
    options = [part for kind, name in files.items() for part in (f"--{kind.replace('_', '-')}", str(name))]
    assert main(["new", str(path), *options, *more]) == status


def answer(capsys: pytest.CaptureFixture[str], kind: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    jsonschema.validate(found, {**SCHEMA, "$ref": f"#/$defs/{kind}"})
    return found


def test_a_plan_of_three_files(files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new(files, tmp_path / "p.gpkg", "--json", "--name", "Test mission")
    found = answer(capsys, "new")
    assert found["plan"]["name"] == "Test mission"
    assert (found["ground"]["people"], found["ground"]["sites_people_unknown"]) == (1200, 1)
    assert main(["coverage", str(tmp_path / "p.gpkg"), "--json"]) == 0
    sites = answer(capsys, "coverage")["sites"]
    assert [(site["name"], site["people"], site["status"]) for site in sites] == [
        ("Ama", 1200, "within"),
        ("Bru", None, "within"),
    ]


def test_rejected_rows_leave_a_plan_and_status_1_unless_strict(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with files["settlements"].open("a", encoding="utf-8") as file:
        file.write("s3,Cor,5,200.5,9\n")
    new(files, tmp_path / "strict.gpkg", "--strict", status=2)
    assert not (tmp_path / "strict.gpkg").exists()
    assert "settlements.csv, row 3" in capsys.readouterr().out
    new(files, tmp_path / "strict.gpkg", "--strict", "--json", status=2)
    assert answer(capsys, "new")["file"] is None
    new(files, tmp_path / "p.gpkg", status=1)
    said = capsys.readouterr().out
    assert "1 row rejected" in said
    assert "settlements.csv, row 3" in said
    assert main(["coverage", str(tmp_path / "p.gpkg"), "--json"]) == 1
    assert answer(capsys, "coverage")["ground"]["rejected_rows"] == 1
    assert main(["check", str(tmp_path / "p.gpkg"), "--json"]) == 1
    assert answer(capsys, "check")["rows"] == {"in": 5, "accepted": 4, "rejected": 1, "left_out": None, "of_file": None}


def test_an_existing_plan_is_kept_unless_forced(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new(files, tmp_path / "p.gpkg")
    before = (tmp_path / "p.gpkg").read_bytes()
    new(files, tmp_path / "p.gpkg", "--name", "other", status=2)
    assert "add --force" in capsys.readouterr().err
    assert (tmp_path / "p.gpkg").read_bytes() == before
    new(files, tmp_path / "p.gpkg", "--name", "other", "--force")
    assert load(tmp_path / "p.gpkg").plan.name == "other"


def test_a_plan_has_the_name_of_a_geopackage(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new(files, tmp_path / "p.txt", status=2)
    assert "end in .gpkg" in capsys.readouterr().err
    assert not (tmp_path / "p.txt").exists()


def test_columns_by_hand_and_rows_by_value(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files["settlements"].write_text(
        "id,name,lon,lat,souls,year\ns1,Ama,20.1,5,70,2024\ns2,Ama,20.1,5,60,2023\n", encoding="utf-8"
    )
    new(files, tmp_path / "p.gpkg", "--map", "settlements.people=souls", "--where", "settlements:year=2024")
    assert load(tmp_path / "p.gpkg").theatre.sites.people.tolist() == [70]
    capsys.readouterr()
    for option, text in (("--map", "souls"), ("--where", "year=2024"), ("--map", "towns.people=souls")):
        new(files, tmp_path / "q.gpkg", option, text, status=2)
        assert "such as" in capsys.readouterr().err


def test_it_shows_how_every_file_was_read_and_its_first_rows(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [f"{n},Place {n},20.{n:02},5,{n}" for n in range(1, 31)]
    files["settlements"] = csv_file(tmp_path / "towns.csv", "Code,Site Name,X,Y,Todos", *lines)
    new(files, tmp_path / "p.gpkg", "--json", "--map", "settlements.people=Todos")
    part = next(one for one in answer(capsys, "new")["parts"] if one["part"] == "settlements")
    assert part["rows"] == {"in": 30, "accepted": 30, "rejected": 0, "left_out": 0, "of_file": 30}
    told = {one["field"]: (one["column"], one["found"]) for one in part["columns"]}
    assert (told["people"], told["name"], told["lon"]) == (
        ("Todos", "said"),
        ("Site Name", "synonym"),
        ("X", "synonym"),
    )
    assert part["preview"]["columns"] == ["Code", "Site Name", "X", "Y", "Todos"]
    assert part["preview"]["numbers"] == list(range(1, 21))
    assert part["preview"]["rows"][19] == ["20", "Place 20", "20.20", "5", "20"]
    new(files, tmp_path / "p.gpkg", "--force")
    text = capsys.readouterr().out
    assert "settlements from towns.csv: 30 rows, 30 accepted, 0 rejected." in text
    assert "remembered" in text
    assert " 20  20    Place 20   20.20  5  20" in text
    assert "Place 21" not in text


def test_a_dry_run_shows_it_and_writes_nothing(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "p.gpkg"
    new(files, plan, "--dry-run", "--json")
    found = answer(capsys, "new")
    assert (found["file"], len(found["parts"])) == (None, 3)
    new(files, plan, "--dry-run")
    assert "Nothing was written." in capsys.readouterr().out
    assert not plan.exists()
    new(files, plan)
    before = plan.read_bytes()
    new(files, plan, "--dry-run")
    assert plan.read_bytes() == before


def test_a_dry_run_remembers_and_forgets_nothing(files: dict[str, Path], tmp_path: Path) -> None:
    settings = Path(os.environ[FOLDER_VARIABLE]) / FILE
    new(files, tmp_path / "p.gpkg", "--dry-run", "--map", "settlements.people=")
    assert not settings.exists()
    new(files, tmp_path / "p.gpkg", "--map", "settlements.people=")
    before = settings.read_bytes()
    new(files, tmp_path / "p.gpkg", "--dry-run", "--forget-map")
    assert settings.read_bytes() == before


def test_what_is_said_of_a_file_that_is_not_given_is_no_silence(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for option in ("--map units.name=x", "--where units:name=x", "--sheet units=x", "--encoding idp-sites=cp1250"):
        new(files, tmp_path / "p.gpkg", *option.split(), status=2)
        assert f"{option} speaks of" in " ".join(capsys.readouterr().err.split())


def test_a_file_is_checked_with_what_is_said_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = csv_file(tmp_path / "c.csv", "nom,este,norte,ronda", "Đurđa,20,5,1", "Bru,20.1,5,2", encoding="cp1250")
    said = ("--map", "lon=este", "--map", "lat=norte", "--where", "ronda=1", "--encoding", "cp1250")
    assert main(["check", str(path), "--kind", "idp_sites", "--json", *said]) == 0
    found = answer(capsys, "check")
    assert found["preview"]["rows"][0][0] == "Đurđa"
    assert found["rows"]["accepted"] == 1
    assert found["preview"]["numbers"] == [1]  # those that count
    for said_of_plans in (("--map", "idp_sites.people="), ("--where", "idp-sites:ronda=1")):
        assert main(["check", str(path), "--kind", "idp_sites", *said, *said_of_plans]) == 0
    for wrong in (("--map", "este"), ("--where", "ronda"), ("--sheet", "x"), ("--crs", "EPSG:4326")):
        assert main(["check", str(path), "--kind", "idp_sites", *said, *wrong]) == 2


def test_columns_named_once_are_known_again_until_they_are_forgotten(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "settings"))
    files["settlements"].write_text("id,name,lon,lat,souls\ns1,Ama,20.1,5,70\n", encoding="utf-8")
    new(files, tmp_path / "p.gpkg", "--map", "settlements.people=souls")
    files["settlements"].write_text("id,name,lon,lat,souls\ns1,Ama,20.1,5,80\n", encoding="utf-8")
    capsys.readouterr()
    new(files, tmp_path / "q.gpkg")
    assert "chosen by hand for a file with the same header: people = souls" in " ".join(capsys.readouterr().out.split())
    assert load(tmp_path / "q.gpkg").theatre.sites.people.tolist() == [80]
    assert main(["check", str(files["settlements"]), "--kind", "settlements", "--json"]) == 0
    assert "mapping_remembered" in [one["code"] for one in answer(capsys, "check")["findings"]]
    new(files, tmp_path / "r.gpkg", "--forget-map")
    assert not load(tmp_path / "r.gpkg").theatre.sites.people_known.any()
    new(files, tmp_path / "s.gpkg")
    assert not load(tmp_path / "s.gpkg").theatre.sites.people_known.any()


def test_the_mission_area_of_a_file_of_its_own(files: dict[str, Path], tmp_path: Path) -> None:
    ring = [[[19.9, 4.9], [20.15, 4.9], [20.15, 5.1], [19.9, 5.1], [19.9, 4.9]]]
    feature = {"type": "Feature", "properties": {"name": "Box"}, "geometry": {"type": "Polygon", "coordinates": ring}}
    (tmp_path / "area.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8"
    )
    new({**files, "mission_area": tmp_path / "area.geojson"}, tmp_path / "p.gpkg")
    theatre = load(tmp_path / "p.gpkg").theatre
    assert theatre.bounded
    assert (theatre.sites.name, theatre.gathered.excluded_sites) == (("Ama",), 1)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("roads", "id,name,lon,lat\nr1,a,20,5\nr2,b,20.1,5\n"),
        ("settlements", "id,name,lon,lat,people\ns1,Ama,,5,9\ns2,Bru,x,5,9\n"),
        ("bases", "id,name,lon,lat,strength\n"),
        ("mission_area", 'id,name,wkt\nm,Box,"POINT(20 5)"\n'),
    ],
)
def test_no_plan_is_made_of_a_file_without_a_usable_row(
    kind: str, text: str, files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / f"bad_{kind}.csv"
    bad.write_text(text, encoding="utf-8")
    new({**files, kind: bad}, tmp_path / "p.gpkg", "--json", status=2)
    said = capsys.readouterr()
    found = json.loads(said.out)
    jsonschema.validate(found, {**SCHEMA, "$ref": "#/$defs/check"})
    assert (found["file"], found["rows"]["accepted"]) == (bad.name, 0)
    assert [row for row in found["findings"] if row["severity"] == "error"]
    assert len(said.err.strip().splitlines()) == 1
    assert f"{bad.name}, " in said.err
    assert "no plan is made" in said.err
    assert not (tmp_path / "p.gpkg").exists()
    new({**files, kind: bad}, tmp_path / "p.gpkg", status=2)
    assert "0 accepted" in capsys.readouterr().out


def test_check_names_rows_and_remedies(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(files["bases"]), "--kind", "bases"]) == 0
    assert "1 row, 1 accepted, 0 rejected" in capsys.readouterr().out
    bad = tmp_path / "camps.csv"
    bad.write_text("name,lon,lat,individuals\na,0,0,5\nb,20,5,-1\n", encoding="utf-8")
    assert main(["check", str(bad), "--kind", "idp_sites", "--json"]) == 1
    found = answer(capsys, "check")
    assert found["rows"] == {"in": 2, "accepted": 0, "rejected": 2, "left_out": 0, "of_file": 2}
    assert {row["row"] for row in found["findings"] if row["row"]} == {1, 2}
    assert all(row["reason"] and row["remedy"] for row in found["findings"])


def test_check_tells_columns_and_counts_and_writes_a_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "camps.csv"
    bad.write_text("name,lon,lat,individuals\na,0,0,5\nb,20,5,-1\nc,20,5,-2\nd,20,5,9\n", encoding="utf-8")
    said = ["check", str(bad), "--kind", "idp_sites"]
    assert main([*said, "--json", "-o", str(tmp_path / "r.xlsx")]) == 1
    found = answer(capsys, "check")
    assert found["layers"] == [{"kind": "idp_sites", "source": "camps.csv", "in": 4, "accepted": 1, "rejected": 3}]
    assert {one["field"]: (one["column"], one["found"]) for one in found["columns"]} == {
        "name": ("name", "name"),
        "lon": ("lon", "name"),
        "lat": ("lat", "name"),
        "people": ("individuals", "synonym"),
    }
    assert [(one["code"], one["rows"]) for one in found["reasons"]][:2] == [("negative", 2), ("coordinate_zero", 1)]
    assert found["report"] == str(tmp_path / "r.xlsx")
    assert (tmp_path / "r.xlsx").is_file()
    assert main([*said, "-o", str(tmp_path / "r.html")]) == 1
    out = capsys.readouterr().out
    assert "individuals  by a synonym" in out
    assert "error     negative" in out
    assert "Written: " in out
    assert main([*said, "-o", str(bad)]) == 2
    assert "in place of the file" in capsys.readouterr().err


def test_check_tells_how_many_rows_of_the_file_were_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = ("id,name,lon,lat,round,people", "C1,a,20,5,11,9", "C1,a,20,5,12,8", "C2,b,20.1,5,12,-1")
    path = csv_file(tmp_path / "camps.csv", *lines)
    said = ["check", str(path), "--kind", "idp_sites"]
    assert main([*said, "--json", "-o", str(tmp_path / "r.html")]) == 1
    assert answer(capsys, "check")["rows"] == {"in": 2, "accepted": 1, "rejected": 1, "left_out": 1, "of_file": 3}
    assert "1 more row of the file left out" in (tmp_path / "r.html").read_text(encoding="utf-8")
    assert main(said) == 1
    assert "2 rows, 1 accepted, 1 rejected; 1 more left out, 3 in the file." in capsys.readouterr().out


def test_check_of_a_plan_counts_rows_by_layer(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new(files, tmp_path / "p.gpkg")
    capsys.readouterr()
    assert main(["check", str(tmp_path / "p.gpkg"), "--json", "-o", str(tmp_path / "r.html")]) == 0
    found = answer(capsys, "check")
    assert {one["kind"]: one["in"] for one in found["layers"]} == {"roads": 1, "settlements": 2, "bases": 1}
    assert sum(one["in"] for one in found["layers"]) == found["rows"]["in"]
    assert "Rows in = accepted + rejected" in (tmp_path / "r.html").read_text(encoding="utf-8")
    assert main(["check", str(tmp_path / "p.gpkg")]) == 0
    assert "rows in  accepted  rejected" in capsys.readouterr().out


def test_a_file_that_cannot_be_read_is_one_line(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files["roads"].write_bytes(b"PK\x03\x04 not a table")
    new(files, tmp_path / "p.gpkg", status=2)
    said = capsys.readouterr().err
    assert len(said.strip().splitlines()) == 1
    assert "roads.csv" in said
    assert not (tmp_path / "p.gpkg").exists()
