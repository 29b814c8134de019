# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line as a planner uses it; every JSON answer against its schema."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from gisplanner.cli import main
from gisplanner.planfile import load
from tests.conftest import ROOT

SCHEMA = json.loads((ROOT / "docs" / "answers.schema.json").read_text(encoding="utf-8"))
MOVE = "U15:B04"


def run(*arguments: object, status: int = 0) -> None:
    assert main([str(argument) for argument in arguments]) == status


def answer(capsys: pytest.CaptureFixture[str], kind: str, *arguments: object, status: int = 0) -> dict[str, Any]:
    """Run with --json and return the answer, valid by the schema of its kind."""
    run(*arguments, "--json", status=status)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    jsonschema.validate(found, {**SCHEMA, "$ref": f"#/$defs/{kind}"})
    return found


def test_demo_writes_its_files_and_names_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("demo", "-o", tmp_path / "out")
    said = capsys.readouterr().out
    for name in ("map.html", "coverage.csv", "change.csv", "summary.json", "plan.gpkg"):
        assert (tmp_path / "out" / name).stat().st_size > 0
        assert str(tmp_path / "out" / name) in said
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    jsonschema.validate(summary, {**SCHEMA, "$ref": "#/$defs/redeploy"})
    assert (tmp_path / "out" / "map.html").stat().st_size < 5_000_000


def test_coverage_adds_up(sample_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "coverage", "coverage", sample_path)
    totals, statuses = found["totals"], ("within", "under_strength", "late", "unreachable", "unknown")
    assert (
        totals["people"] == sum(totals[status] for status in statuses) == sum(s["people"] or 0 for s in found["sites"])
    )
    assert sum(totals["sites"].values()) == len(found["sites"]) == found["ground"]["sites"] == 425
    assert found["ground"]["people"] == totals["people"]
    for site in found["sites"]:
        parts = site["parts"].values()
        if site["response_min"] is None:
            assert site["status"] in {"unreachable", "unknown"}
            assert site["reason"]
        else:
            assert sum(parts) == pytest.approx(site["response_min"], abs=0.002)
            assert (site["response_min"] <= site["standard_min"]) or site["status"] in {"late", "unknown"}
    assert 0 < totals["simultaneous_people"] <= totals["within"]
    flips, people = found["sensitivity"]["flips"], {site["id"]: site["people"] or 0 for site in found["sites"]}
    assert found["sensitivity"]["people"] == sum(people[flip["id"]] for flip in flips) > 0
    assert {name for flip in flips for name in flip["when"]} == {"slow", "fast", "late_alert"}
    assert sum(base["answers_first"]["sites"] for base in found["bases"]) == sum(
        site["base"] is not None for site in found["sites"]
    )
    assert sum(row["people"] for base in found["bases"] for row in base["next"]) == sum(
        base["answers_first"]["people"] for base in found["bases"]
    )


def test_the_demo_redeployment_names_who_falls_out_of_standard(
    sample_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer(capsys, "redeploy", "redeploy", sample_path, "--move", MOVE)
    assert found["change"]["lost"] == {"sites": 13, "people": 107_750}
    before, after, change = found["before"], found["after"], found["change"]
    assert before["within"] - after["within"] == change["lost"]["people"] - change["gained"]["people"]
    for areas in (found["areas"], found["sectors"]):
        assert sum(area["people_lost"] for area in areas) == change["lost"]["people"]
        for kind in ("gained", "cut_off", "reconnected", "slower", "faster"):
            assert sum(area[f"people_{kind}"] for area in areas) == change[kind]["people"]
    assert len(found["sectors"]) < len(found["areas"])
    assert found["sites"][0]["name"] == "Dovregga Quarry"
    assert "107,750 people in 13 places" in found["verdict"]
    assert sum(row["change"] == "lost" for row in found["sites"]) == 13


def test_a_redeployment_saved_as_a_course_of_action_is_the_same_redeployment(
    sample_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edited = answer(capsys, "redeploy", "redeploy", sample_path, "--move", MOVE, "--save-as", "east")
    after = answer(capsys, "coverage", "coverage", sample_path, "--coa", "east")
    assert after["totals"] == edited["after"]
    run("export", sample_path, "-o", tmp_path / "change.csv", "--coa", "east", "--quiet")
    with (tmp_path / "change.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == [site["id"] for site in edited["sites"]]
    more = answer(capsys, "redeploy", "redeploy", sample_path, "--coa", "east", "--close", "B02", "--save-as", "both")
    assert more["before"] == edited["after"]
    assert len(load(sample_path).plan.course("both").moves) == 2
    back = answer(capsys, "redeploy", "redeploy", sample_path, "--coa", "both", "--move", "U15:B06")
    assert back["change"]["gained"]["people"] > 0


def test_a_course_of_action_without_edits_is_compared_with_the_baseline(
    sample_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edited = answer(capsys, "redeploy", "redeploy", sample_path, "--move", MOVE, "--save-as", "east")
    found = answer(capsys, "redeploy", "redeploy", sample_path, "--coa", "east")
    assert {**found, "findings": 0} == {**edited, "findings": 0}
    assert (found["plan"]["course"], found["saved_as"]) == (None, "east")
    run("redeploy", sample_path, "--coa", "east")
    said = capsys.readouterr().out
    assert "Edits of the baseline" in said
    assert "They are the course of action east." in said
    run("coverage", sample_path, "--coa", "east")
    assert "Disposition: the course of action east." in capsys.readouterr().out


def test_closures_in_force_are_named_and_an_end_that_has_passed_is_said(
    sample_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wet = answer(capsys, "coverage", "coverage", sample_path, "--season", "wet")
    dry = answer(capsys, "reach", "reach", sample_path, "--unit", "U15")
    closures = {closure.id: closure for closure in load(sample_path).plan.closures}
    for found in (wet, dry):
        season = found["conditions"]["season"]
        assert [one["id"] for one in found["conditions"]["closures"]] == [
            name for name, closure in closures.items() if closure.season in {None, season}
        ]
    newest = max(layer["date"] for layer in wet["ground"]["layers"] if layer["date"])
    dated = [one for one in wet["conditions"]["closures"] if one["until"]]
    said = [row for row in wet["findings"] if row["code"] in {"closure_ends", "closure_over"}]
    assert [row["severity"] for row in said] == ["warning" if one["until"] < newest else "info" for one in dated]
    assert all(
        one["name"] in row["reason"] and one["until"] in row["reason"] for one, row in zip(dated, said, strict=True)
    )
    assert dated
    run("redeploy", sample_path, "--move", MOVE)
    said_all = " ".join(capsys.readouterr().out.split())
    assert (
        f"in force: {len(dry['conditions']['closures'])} closures ({dry['conditions']['closures'][0]['name']}, "
        in said_all
    )


def test_edits_in_their_order(sample_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edits = [
        "--open",
        "TOB Nambe:TOB:-12.1,-12.4",
        "--move",
        "U15:TOB Nambe",
        "--close-where",
        "kind=MOB",
        "--move",
        "U04:-11.9,-12.2",
    ]
    found = answer(capsys, "redeploy", "redeploy", sample_path, *edits)
    assert [edit["edit"] for edit in found["edits"]] == [
        "open_base",
        "move_unit",
        "close_base",
        "open_base",
        "move_unit",
    ]
    assert found["edits"][0]["words"].startswith("TOB Nambe opens")
    assert (found["edits"][1]["unit"], found["edits"][1]["base"]) == ("U15", "TOB Nambe")
    assert found["edits"][3]["base"] == found["edits"][4]["base"] == "tob-U04"
    assert "Aviation Unit moves" in found["edits"][4]["words"]
    mobile = [base.id for base in load(sample_path).plan.bases if base.kind == "MOB"]
    assert set(found["unassigned"]) == {unit.id for unit in load(sample_path).plan.units if unit.base in mobile}


def test_reach_of_a_unit(sample_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    short = answer(capsys, "reach", "reach", sample_path, "--unit", "U15")
    longer = answer(capsys, "reach", "reach", sample_path, "--unit", "B Coy VELBATT", "--patrol", "ldp")
    assert {site["id"] for site in short["sites"]} <= {site["id"] for site in longer["sites"]}
    assert all(site["out_min"] + site["back_min"] <= short["moving_min"] + 0.01 for site in short["sites"])
    assert 0 < short["km2"] < longer["km2"]
    flying = answer(capsys, "reach", "reach", sample_path, "--unit", "U04")
    assert (flying["reason"], flying["sites"]) == ("no_team", [])


def test_conditions_change_the_answer(sample_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dry = answer(capsys, "coverage", "coverage", sample_path)["totals"]
    wet = answer(capsys, "coverage", "coverage", sample_path, "--season", "wet")["totals"]
    night = answer(capsys, "coverage", "coverage", sample_path, "--night")["totals"]
    foot = answer(capsys, "coverage", "coverage", sample_path, "--means", "foot")["totals"]
    long = answer(
        capsys, "coverage", "coverage", sample_path, "--standard", "settlement=600", "--standard", "idp_site=600"
    )["totals"]
    assert foot["within"] < wet["within"] < dry["within"] < long["within"]
    assert night["within"] < dry["within"]


@pytest.mark.parametrize("command", [["coverage"], ["redeploy", "--move", MOVE], ["reach", "--unit", "U15"]])
def test_text_fits_a_terminal_and_carries_its_ground(
    sample_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    run(command[0], sample_path, *command[1:])
    said = capsys.readouterr().out
    assert max(map(len, said.splitlines())) <= 100
    for words in (
        "people listed",
        "unknown headcount",
        "excluded",
        "rejected",
        "possibly counted twice",
        "ready share",
    ):
        assert words in " ".join(said.split())
    run(command[0], sample_path, *command[1:], "--quiet")
    assert len(capsys.readouterr().out) < len(said) / 4


def test_an_empty_table_is_written_for_others_to_fill_in(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "camps.csv"
    found = answer(capsys, "template", "template", "idp_sites", "-o", file)
    assert file.read_text(encoding="utf-8-sig").splitlines()[0].split(",") == found["columns"]
    run("template", "idp_sites", "-o", file, status=2)
    assert answer(capsys, "template", "template", "idp_sites", "-o", file, "--force")["replaced"] is True
    run("template", "roads", "-o", tmp_path / "r.csv", status=2)


def test_the_schema_is_valid_closed_and_describes_every_key() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for name, definition in SCHEMA["$defs"].items():
        for path, part in parts(definition, name):
            assert "description" in part or "$ref" in part, path
            if "properties" in part:
                assert part["additionalProperties"] is False, path
                assert set(part["required"]) == set(part["properties"]), path


def parts(schema: dict[str, Any], path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """A schema and all the schemas in it, by their paths."""
    yield path, schema
    for key, part in schema.get("properties", {}).items():
        yield from parts(part, f"{path}.{key}")
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from parts(schema[key], f"{path}.{key}")


def test_what_stands_there_is_replaced_only_when_that_is_said(
    sample_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy, table = tmp_path / "copy.gpkg", tmp_path / "table.csv"
    copy.write_bytes(b"somebody's own")
    run("export", sample_path, "-o", copy, status=2)
    assert "add --force" in capsys.readouterr().err
    assert copy.read_bytes() == b"somebody's own"
    assert answer(capsys, "export", "export", sample_path, "-o", copy, "--force")["replaced"] is True
    assert load(copy).plan == load(sample_path).plan
    assert answer(capsys, "export", "export", sample_path, "-o", table)["replaced"] is False
    run("export", sample_path, "-o", table)
    assert "in place of an earlier one" in capsys.readouterr().out


def test_a_course_of_action_is_replaced_only_when_that_is_said(
    sample_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("redeploy", sample_path, "--move", MOVE, "--save-as", "east", "--quiet")
    run("redeploy", sample_path, "--close", "B02", "--save-as", "east", status=2)
    assert "add --force" in capsys.readouterr().err
    assert len(load(sample_path).plan.course("east").moves) == 1
    edits = ["--close", "B02", "--close", "B03"]
    run("redeploy", sample_path, *edits, "--save-as", "east", "--force", "--quiet")
    assert len(load(sample_path).plan.course("east").moves) == 2


def test_findings_say_how_rows_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    camps = tmp_path / "camps.csv"
    camps.write_text("name,lon,lat,individuals\na,29,1,5\n\nb,29,1,-1\n", encoding="utf-8")
    run("check", camps, "--kind", "idp_sites", status=1)
    said = capsys.readouterr().out
    assert "Rows are counted after the header: row 1 is the line below it." in " ".join(said.split())
    assert "camps.csv, row 3, individuals" in said


def test_a_fault_of_usage_names_the_program_once(capsys: pytest.CaptureFixture[str]) -> None:
    run("coverage", status=2)
    assert capsys.readouterr().err.startswith("gisplanner: the following arguments are required: PLAN.")


def test_people_counted_with_another_site_are_named_where_a_patrol_goes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = {
        "roads": 'id,surface,wkt\nr1,gravel,"LINESTRING(20 5,20.1 5,20.2 5)"\n',
        "settlements": "id,name,lon,lat,people\ns1,Ama,20.1,5,90000\n",
        "idp-sites": "id,name,lon,lat,people,included_in\ni1,Camp,20.1,5,18200,s1\n",
        "bases": "id,name,lon,lat,strength\nb1,Post,20,5,150\n",
    }
    files = [part for kind in texts for part in (f"--{kind}", tmp_path / f"{kind}.csv")]
    for kind, text in texts.items():
        (tmp_path / f"{kind}.csv").write_text(text, encoding="utf-8")
    run("new", tmp_path / "p.gpkg", *files, "--quiet")
    found = answer(capsys, "reach", "reach", tmp_path / "p.gpkg", "--unit", "Post")
    camp = next(site for site in found["sites"] if site["id"] == "i1")
    assert (camp["people"], camp["people_listed"], camp["included_in"]) == (0, 18_200, "s1")
    run("reach", tmp_path / "p.gpkg", "--unit", "Post")
    assert "18,200 (in s1)" in capsys.readouterr().out


def test_export_of_every_product(sample_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("map.html", "table.csv", "answer.json", "copy.gpkg"):
        run("export", sample_path, "-o", tmp_path / name, "--quiet")
    assert load(tmp_path / "copy.gpkg").plan == load(sample_path).plan
    jsonschema.validate(
        json.loads((tmp_path / "answer.json").read_text("utf-8")), {**SCHEMA, "$ref": "#/$defs/coverage"}
    )
    found = answer(capsys, "export", "export", sample_path, "-o", tmp_path / "again.csv")
    assert found["file"] == str(tmp_path / "again.csv")
    run("export", sample_path, "-o", tmp_path / "map.docx", status=2)
    assert ".html for a map" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "usage"),
        (["redeploy", "{plan}", "--move", MOVE, "--save-as", " "], "needs a name"),
        (["fly"], "invalid choice"),
        (["coverage"], "PLAN"),
        (["coverage", "nowhere.gpkg"], "no such file"),
        (["coverage", "{plan}", "--standard", "town=5"], "KIND=MINUTES"),
        (["coverage", "{plan}", "--coa", "x"], "no course of action x"),
        (["redeploy", "{plan}"], "--move"),
        (["redeploy", "{plan}", "--move", "U15"], "UNIT:BASE"),
        (["redeploy", "{plan}", "--move", "U99:B04"], "no unit U99"),
        (["redeploy", "{plan}", "--move", "U15:B99"], "no base B99"),
        (["redeploy", "{plan}", "--move", "U15:28.8,-2.5"], "outside the mission area"),
        (["redeploy", "{plan}", "--move", "U15:-2.5,-228.8"], "degrees"),
        (["redeploy", "{plan}", "--close-where", "colour<3"], "They have"),
        (["redeploy", "{plan}", "--close-where", "latitude>80"], "No open base"),
        (["redeploy", "{plan}", "--close", "B06", "--move", "U01:B06"], "is closed"),
        (["redeploy", "{plan}", "--open", "New:FORT:1,2"], "KIND one of HQ"),
        (["reach", "{plan}", "--unit", "nobody"], "no unit nobody"),
        (["check", "{plan}.txt"], "no such file"),
        (["demo", "-o", "{plan}"], "cannot be written"),
        (["export", "{plan}", "-o", "{plan}/map.html"], "cannot be written"),
    ],
)
def test_wrong_usage_is_one_line_that_says_what_to_do(
    sample_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    run(*(argument.format(plan=sample_path) for argument in arguments), status=2)
    said = capsys.readouterr()
    assert said.out == ""
    assert words.casefold() in said.err.casefold()
    if arguments:
        assert len(said.err.strip().splitlines()) == 1
    assert "Traceback" not in said.err
