# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan files: nothing is lost, edits from elsewhere are seen, other versions are told apart."""

from __future__ import annotations

import sqlite3
import subprocess
from dataclasses import replace
from pathlib import Path

import pyogrio
import pytest
import shapely

from gisplanner import planfile
from gisplanner.analysis import Engine
from gisplanner.conditions import Conditions
from gisplanner.errors import PlanFileError
from gisplanner.forces import Base, BaseKind
from gisplanner.mobility import Season
from gisplanner.plan import CloseBase, Closure, CourseOfAction, MoveUnit, OpenBase, PlaceBase, ReopenBase
from gisplanner.planfile import PlanFile
from layers.errors import PlannerError
from layers.geodesy import geodesic_m
from tests.conftest import ROOT


def test_a_plan_comes_back_as_it_was(sample: PlanFile, tmp_path: Path) -> None:
    new = Base("n", "Ünïted \"Post\" 'x'", BaseKind.TEAM_SITE, -12.0, -12.0, guard=0, attributes=(("a", "=1"),))
    moves = (
        MoveUnit("U15", None, "2025-01-01"),
        CloseBase("B02"),
        ReopenBase("B02"),
        PlaceBase("B03", -12.1, -12.1),
        OpenBase(new),
    )
    plan = sample.plan.with_course(CourseOfAction("déjà vu", moves)).with_assumption("team.day", 10)
    file = replace(sample, plan=replace(plan, marking="CONFIDENTIAL", roads_outside=True))
    path = tmp_path / "plan.gpkg"
    planfile.save(path, file)
    again = planfile.load(path)
    assert again.plan == file.plan
    assert again.theatre.digest == file.theatre.digest
    assert [finding.as_dict() for finding in again.findings] == [finding.as_dict() for finding in file.findings]
    for kind, layer in file.theatre.layers.items():
        found = again.theatre.layers[kind]
        assert (found.digest, found.source, found.date, found.rows_in) == (
            layer.digest,
            layer.source,
            layer.date,
            layer.rows_in,
        )
    one, other = (Engine().analyse(each.theatre, each.plan, Conditions()) for each in (file, again))
    assert (one.coverage.response_ms == other.coverage.response_ms).all()
    planfile.save(tmp_path / "again.gpkg", again)
    assert (tmp_path / "again.gpkg").read_bytes() == path.read_bytes()


def test_other_programs_open_every_layer_of_it(sample_path: Path, sample: PlanFile) -> None:
    layers = dict(pyogrio.list_layers(sample_path))
    assert layers["roads"] == "LineString"
    assert pyogrio.read_info(sample_path, layer="settlements")["features"] == 400
    assert {"bases", "closures", "areas", "water", "idp_sites", "incidents", "units", "plan"} <= set(layers)
    assert pyogrio.read_dataframe(sample_path, layer="bases")["name"].tolist() == [
        base.name for base in sample.plan.bases
    ]
    done = (
        subprocess.run(["ogrinfo", "-q", str(sample_path)], capture_output=True, check=False)
        if _has_ogrinfo()
        else None
    )
    assert done is None or done.returncode == 0


def _has_ogrinfo() -> bool:
    return any((Path(folder) / "ogrinfo").exists() for folder in ("/usr/bin", "/usr/local/bin"))


def test_a_change_made_elsewhere_is_taken_and_said(sample_path: Path) -> None:
    with sqlite3.connect(sample_path) as connection:
        connection.execute("UPDATE settlements SET people = 5 WHERE id = 'S002'")
        connection.execute("UPDATE bases SET name = 'Elsewhere' WHERE id = 'B02'")
    connection.close()
    file = planfile.load(sample_path)
    said = [finding for finding in file.findings if finding.code == "plan_edited_elsewhere"]
    assert said[0].params["tables"] == "bases, settlements"
    sites = file.theatre.sites
    assert sites.people[sites.id.index("S002")] == 5
    assert file.plan.base("B02").name == "Elsewhere"


def test_nonsense_from_elsewhere_is_refused_with_a_remedy(sample_path: Path) -> None:
    with sqlite3.connect(sample_path) as connection:
        connection.execute("UPDATE bases SET kind = 'CASTLE' WHERE id = 'B02'")
    connection.close()
    with pytest.raises(PlanFileError, match=r"bases.*\.bak"):
        planfile.load(sample_path)


def test_a_plan_of_a_newer_version_says_so(sample_path: Path) -> None:
    with sqlite3.connect(sample_path) as connection:
        connection.execute("UPDATE gisplanner_meta SET value = '7' WHERE key = 'schema_version'")
    connection.close()
    with pytest.raises(
        PlanFileError, match=r"plan version 7; this one knows 1\). Open it with the version that wrote it"
    ):
        planfile.load(sample_path)


def test_a_file_cut_short_is_refused(sample_path: Path) -> None:
    sample_path.write_bytes(sample_path.read_bytes()[:50_000])
    with pytest.raises(PlannerError):
        planfile.load(sample_path)


def test_the_previous_plan_stays_beside_the_new_one(sample: PlanFile, sample_path: Path) -> None:
    before = sample_path.read_bytes()
    closure = Closure("x", "x", shapely.Point(-12, -12))
    planfile.save(sample_path, replace(sample, plan=replace(sample.plan, closures=(closure,))))
    assert sample_path.with_name("sample.gpkg.bak").read_bytes() == before
    assert planfile.load(sample_path).plan.closures == (closure,)


def test_a_plan_written_by_version_1_opens_and_answers_as_it_did() -> None:
    file = planfile.load(ROOT / "tests" / "data" / "plan-version-1.gpkg")
    assert file.plan.name == "Version 1"
    assert file.plan.courses == (CourseOfAction("leave", (CloseBase("b1", "2025-06-30"),)),)
    assert file.plan.assumptions.changed == (("standard.settlement", 200.0),)
    coverage = Engine().analyse(file.theatre, file.plan, Conditions()).coverage
    # 45 + 15 + 15 minutes, and a tenth of a degree of gravel at 45 km/h, 80 ms a metre
    road_m = float(geodesic_m(20.0, 5.0, 20.1, 5.0))
    assert coverage.response_ms.tolist() == [75 * 60_000 + int(road_m * 80 + 0.5)]
    assert coverage.standard_ms.tolist() == [200 * 60_000]
    wet = Engine().analyse(file.theatre, file.plan, Conditions(season=Season.WET)).coverage
    assert wet.reason == ("closed",)
