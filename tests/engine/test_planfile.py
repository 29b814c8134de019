# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan files: nothing is lost, other programs open them, their edits are seen, and nonsense is named by its place."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplanner import planfile
from gisplanner.analysis import Engine
from gisplanner.assumptions import Assumptions, defaults
from gisplanner.conditions import Conditions
from gisplanner.errors import PlanFileError
from gisplanner.forces import Base, BaseKind, Unit, UnitKind
from gisplanner.mobility import Means, Season
from gisplanner.plan import CloseBase, Closure, CourseOfAction, MoveUnit, OpenBase, PlaceBase, Plan, ReopenBase, Source
from gisplanner.planfile import PlanFile
from layers import geopackage
from layers.errors import PlannerError, RefusedFile
from layers.findings import Finding, Severity
from layers.geodesy import geodesic_m
from layers.layer import rows_of
from tests.conftest import ROOT
from tests.engine.made import plan_file, small_plan

PLACES = ("roads", "settlements", "idp_sites", "areas", "water", "incidents", "bases", "closures")


@pytest.fixture(scope="module")
def small() -> PlanFile:
    return small_plan()


@pytest.fixture
def small_path(small: PlanFile, tmp_path: Path) -> Path:
    path = tmp_path / "small.gpkg"
    planfile.save(path, small)
    return path


def edit(path: Path, *statements: str, cell: object = None) -> None:
    """Change a plan as another program would; a statement with ``?`` gets the cell."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement, (cell,) * statement.count("?"))


def forge(path: Path) -> None:
    """Make the checksums of a plan right again, as somebody who means harm would."""
    found = geopackage.read(path)
    geopackage.write(path, list(found.tables.values()), schema_version=found.schema_version)


def assert_same(one: PlanFile, other: PlanFile) -> None:
    """Everything that matters is the same: the plan, the ground, where it came from, what was noticed."""
    assert one.plan == other.plan
    assert one.plan.digest == other.plan.digest
    assert one.theatre.digest == other.theatre.digest
    assert one.theatre.name == other.theatre.name
    assert (one.theatre.grid.inside == other.theatre.grid.inside).all()
    for kind, layer in one.theatre.layers.items():
        found = other.theatre.layers[kind]
        assert rows_of(found) == rows_of(layer)
        facts = [(of.source, of.date, of.rows_in, of.rejected, of.digest) for of in (layer, found)]
        assert facts[0] == facts[1]
    assert [finding.as_dict() for finding in one.findings] == [finding.as_dict() for finding in other.findings]
    assert [finding.subject for finding in one.findings] == [finding.subject for finding in other.findings]


# --- nothing is lost


def test_the_sample_comes_back_as_it_was_to_the_byte(sample: PlanFile, sample_path: Path, tmp_path: Path) -> None:
    again = planfile.load(sample_path)
    assert_same(again, sample)
    one, other = (Engine().analyse(each.theatre, each.plan, Conditions()) for each in (sample, again))
    assert (one.coverage.response_ms == other.coverage.response_ms).all()
    planfile.save(tmp_path / "again.gpkg", again)
    assert (tmp_path / "again.gpkg").read_bytes() == sample_path.read_bytes()


def test_everything_a_plan_can_hold_comes_back(small: PlanFile, small_path: Path) -> None:
    assert small.plan.courses
    assert small.findings
    assert_same(planfile.load(small_path), small)


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


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
maybe = st.none() | texts
degrees = {"lon": st.floats(-180, 180), "lat": st.floats(-90, 90)}
bases = st.builds(
    Base,
    id=texts,
    name=texts,
    kind=st.sampled_from(BaseKind),
    **degrees,
    guard=st.none() | st.integers(0, 1000),
    contingent=maybe,
    opened=maybe,
    attributes=st.dictionaries(texts, texts, max_size=3).map(lambda said: tuple(sorted(said.items()))),
)
units = st.builds(
    Unit,
    id=texts,
    name=texts,
    kind=st.sampled_from(UnitKind),
    strength=st.none() | st.integers(0, 10_000),
    base=maybe,
    means=st.sampled_from(Means),
    notice_min=st.none() | st.floats(0, 1e6),
    support_share=st.none() | st.floats(0, 1),
    contingent=maybe,
    component=maybe,
)
closures = st.builds(
    Closure,
    id=texts,
    name=texts,
    geometry=st.builds(shapely.Point, st.floats(-180, 180), st.floats(-90, 90)),
    season=st.none() | st.sampled_from(Season),
    reason=maybe,
    date_from=maybe,
    date_to=maybe,
    spares=st.lists(st.sampled_from(Means), unique=True).map(tuple),
)
moves = st.one_of(
    st.builds(MoveUnit, unit=texts, base=maybe, start=maybe),
    st.builds(CloseBase, base=texts, start=maybe),
    st.builds(ReopenBase, base=texts, start=maybe),
    st.builds(OpenBase, base=bases, start=maybe),
    st.builds(PlaceBase, base=texts, **degrees, start=maybe),
)
numbers = st.dictionaries(st.sampled_from(sorted(defaults())), st.floats(0, 1e9), max_size=3)


def by_id(things: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(things, max_size=3, unique_by=lambda thing: thing.id).map(
        lambda listed: tuple(sorted(listed, key=lambda thing: thing.id))
    )


plans = st.builds(
    Plan,
    name=texts,
    bases=by_id(bases),
    units=by_id(units),
    closures=by_id(closures),
    assumptions=numbers.map(lambda changed: Assumptions(tuple(sorted(changed.items())))),
    courses=st.lists(
        st.builds(CourseOfAction, name=texts, moves=st.lists(moves, max_size=3).map(tuple)), max_size=2
    ).map(tuple),
    marking=texts,
    sources=st.lists(
        st.builds(Source, st.just("bases"), texts, maybe, st.integers(0, 10**9), st.integers(0, 10**9)), max_size=1
    ).map(tuple),
)


@settings(max_examples=60)
@given(plan=plans)
def test_any_plan_comes_back(plan: Plan, small: PlanFile, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = replace(small, plan=plan)
    path = tmp_path_factory.getbasetemp() / "any_plan.gpkg"
    planfile.save(path, file)
    assert_same(planfile.load(path), file)


rows = st.fixed_dictionaries(
    {"lon": st.floats(9, 11), "lat": st.floats(0, 2)},
    optional={
        "id": st.sampled_from("abc"),
        "name": texts,
        "people": st.integers(-5, 10_000) | st.sampled_from(["", "12 500", "unknown"]),
        "standard_min": st.floats(0, 500),
        "priority": st.sampled_from(["must", "M", "?", ""]),
        "liaison": st.booleans() | st.none(),
        "date": st.dates().map(str),
        "what else": texts,
    },
)


@settings(max_examples=40)
@given(sites=st.lists(rows, min_size=1, max_size=5))
def test_any_ground_comes_back(sites: list[dict[str, object]], tmp_path_factory: pytest.TempPathFactory) -> None:
    file = plan_file({"settlements": sites, "bases": [{"name": "b", "lon": 10, "lat": 1, "strength": 100}]})
    path = tmp_path_factory.getbasetemp() / "any_ground.gpkg"
    planfile.save(path, file)
    assert_same(planfile.load(path), file)


def test_the_previous_plan_stays_beside_the_new_one(small: PlanFile, small_path: Path) -> None:
    before = small_path.read_bytes()
    closure = Closure("x", "x", shapely.Point(10, 1))
    planfile.save(small_path, replace(small, plan=replace(small.plan, closures=(closure,))))
    assert small_path.with_name("small.gpkg.bak").read_bytes() == before
    assert planfile.load(small_path).plan.closures == (closure,)


# --- other programs


def test_other_programs_open_every_table_of_it(sample_path: Path, sample: PlanFile) -> None:
    listed = dict(pyogrio.list_layers(sample_path))
    assert {name for name, form in listed.items() if form} == set(PLACES)
    assert {"units", "plan", "courses", "layers", "findings"} <= set(listed)
    for name in listed:
        pyogrio.read_dataframe(sample_path, layer=name)
    for kind, layer in sample.theatre.layers.items():
        shown = pyogrio.read_dataframe(sample_path, layer=kind)
        assert shown.crs == "EPSG:4326"
        assert shown["id"].tolist() == layer.table["id"].tolist()
        assert shown.geometry.geom_equals(layer.table.geometry, align=False).all()
    assert pyogrio.read_dataframe(sample_path, layer="bases")["kind"].tolist() == [
        base.kind for base in sample.plan.bases
    ]


def test_it_is_opened_without_gdal(sample_path: Path) -> None:
    code = "import sys; sys.modules['pyogrio'] = None; from gisplanner import planfile; from pathlib import Path\n"
    code += "print(len(planfile.load(Path(sys.argv[1])).theatre.sites))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(sample_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.returncode) == ("425", 0), done.stderr


def test_a_change_made_elsewhere_is_taken_and_said(small_path: Path) -> None:
    edit(
        small_path,
        "UPDATE settlements SET people = 5 WHERE id = 's1'",
        "UPDATE bases SET name = 'Elsewhere', guard = NULL, open = 0 WHERE id = 'b2'",
    )
    file = planfile.load(small_path)
    said = file.findings[0]
    assert (said.code, said.params["tables"]) == ("plan_edited_elsewhere", "bases, settlements")
    assert file.theatre.sites.people[file.theatre.sites.id.index("s1")] == 5
    assert (file.plan.base("b2").name, file.plan.base("b2").open) == ("Elsewhere", False)
    planfile.save(small_path, file)
    assert "plan_edited_elsewhere" not in {finding.code for finding in planfile.load(small_path).findings}


def test_rows_drawn_elsewhere_are_judged_as_those_of_a_file(small: PlanFile, small_path: Path) -> None:
    drawn = gpd.GeoDataFrame(
        {"name": ["New", "Bad"], "people": [70, -1], "priority": ["should", "urgent"]},
        geometry=[shapely.Point(10.2, 1.3), shapely.Point(10.2, 1.4)],
        crs="EPSG:4326",
    )
    pyogrio.write_dataframe(drawn, small_path, layer="settlements", driver="GPKG", append=True)
    file = planfile.load(small_path)
    before, after = small.theatre.layers["settlements"], file.theatre.layers["settlements"]
    assert (after.rows_in, after.rejected) == (before.rows_in + 2, 1)
    assert sorted(file.theatre.sites.name) == sorted([*small.theatre.sites.name, "New"])
    (fault,) = [finding for finding in file.findings if finding.code == "negative"]
    assert (fault.file, fault.layer, fault.row) == ("small.gpkg", "settlements", 4)
    kept = {row["id"]: row["attributes"] for row in rows_of(after)}
    assert json.loads(kept["s1"]) == {"adm": "Nord"}
    assert after.source == "settlements.csv"


def test_a_base_drawn_elsewhere_needs_no_more_than_id_name_and_kind(small_path: Path) -> None:
    drawn = {"id": ["b9"], "name": ["Drawn"], "kind": ["TOB"]}
    table = gpd.GeoDataFrame(drawn, geometry=[shapely.Point(10.2, 1.3)], crs="EPSG:4326")
    pyogrio.write_dataframe(table, small_path, layer="bases", driver="GPKG", append=True)
    assert planfile.load(small_path).plan.base("b9") == Base("b9", "Drawn", BaseKind.TOB, 10.2, 1.3)


def test_units_of_a_base_deleted_elsewhere_are_unassigned(small_path: Path) -> None:
    edit(small_path, "DELETE FROM bases WHERE id = 'b1'")
    file = planfile.load(small_path)
    assert [unit.id for unit in file.plan.unassigned()] == ["u1", "u2", "u3"]
    Engine().analyse(file.theatre, file.plan, Conditions())


def test_a_layer_emptied_elsewhere_is_empty(small_path: Path) -> None:
    edit(small_path, "DELETE FROM incidents")
    file = planfile.load(small_path)
    assert len(file.theatre.layers["incidents"].table) == 0
    assert not [finding for finding in file.findings if finding.file == "small.gpkg" and finding.severity == "error"]


# --- what is no plan, or not any more


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        (
            "UPDATE bases SET kind = 'CASTLE' WHERE id = 'b2'",
            r"bases, row 2, kind: Here belongs one of HQ, COB, .*'CASTLE'",
        ),
        ("UPDATE units SET strength = -5 WHERE id = 'u1'", r"units, row 1, strength: Here belongs a whole number .*-5"),
        (
            "UPDATE units SET notice_min = 'soon' WHERE id = 'u2'",
            r"units, row 2, notice_min: .*a number from 0 on.*'soon'",
        ),
        ("UPDATE units SET id = NULL WHERE id = 'u2'", r"units, row 2, id: Here belongs a text, not nothing"),
        ("UPDATE units SET id = 'u1'", r"units, row 2, id: The id u1 is used twice"),
        ("UPDATE closures SET geom = NULL", r"closures, row 1, geom: Here belongs a place, not nothing"),
        ("UPDATE courses SET moves = '[5]'", r"courses, row 1, moves: Here belongs a text as gisplanner writes it"),
        ('UPDATE courses SET moves = \'[{"move": "Fly"}]\'', r"courses, row 1, move: Here belongs MoveUnit, .*'Fly'"),
        ("UPDATE plan SET value = '1' WHERE key = 'cell_m'", r"plan, cell_m: Here belongs a cell size"),
        (
            "UPDATE plan SET value = '[[\"team.size\", 3]]' WHERE key = 'assumptions'",
            r"plan, assumptions: Here belongs a list",
        ),
        ("UPDATE plan SET value = '\"0101\"' WHERE key = 'extent'", r"plan, extent: Here belongs an area, not '0101'"),
        ("DELETE FROM plan WHERE key = 'lon0'", r"plan, lon0: Here belongs a number from -180 to 180, not nothing"),
        ("DROP TABLE courses", r"courses: The plan has lost this table"),
        ("DROP TABLE roads", r"roads: The plan has lost this table"),
    ],
)
def test_nonsense_from_elsewhere_is_named_by_its_place(statement: str, wanted: str, small_path: Path) -> None:
    edit(small_path, statement)
    with pytest.raises(PlanFileError, match=rf"^small\.gpkg, {wanted}") as refused:
        planfile.load(small_path)
    assert ".bak" in refused.value.remedy


CELLS = (None, "nonsense", "", -5, 7, 1e300, float("inf"), b"\x00\x01", "[]", "{}", "[5]")


TABLES = (*PLACES, "units", "plan", "courses", "layers", "findings")


@pytest.mark.slow
@pytest.mark.parametrize("is_forged", [False, True], ids=["seen", "forged"])
@pytest.mark.parametrize("table", TABLES)
def test_no_cell_is_believed(table: str, is_forged: bool, small_path: Path) -> None:
    whole = small_path.read_bytes()
    found = geopackage.read(small_path).tables[table]
    rows = range(1, len(found.rows) + 1) if table == "plan" else [1]
    refused = 0
    for row, (column, _), cell in product(rows, found.columns, CELLS):
        small_path.write_bytes(whole)
        edit(small_path, f'UPDATE "{table}" SET "{column}" = ? WHERE fid = {row}', cell=cell)
        try:
            if is_forged:
                forge(small_path)
            file = planfile.load(small_path)
        except PlannerError as error:
            refused += bool(error.remedy)
            continue
        analysis = Engine().analyse(file.theatre, file.plan, Conditions())
        assert all(finding.reason for finding in (*file.findings, *analysis.findings))
    assert refused or table in PLACES


def test_a_forged_table_is_judged_like_one_that_was_seen_to_change(small_path: Path) -> None:
    edit(
        small_path,
        "UPDATE roads SET speed_kmh = -5 WHERE id = 'r1'",
        "UPDATE settlements SET people = -1 WHERE id = 's1'",
    )
    forge(small_path)
    file = planfile.load(small_path)
    assert file.theatre.sites.id == ("i1", "s2")
    assert rows_of(file.theatre.layers["roads"])[0]["speed_kmh"] is None
    assert {"too_small", "negative"} <= {finding.code for finding in file.findings}


def test_a_finding_in_words_that_are_gone_keeps_its_place(small: PlanFile, small_path: Path) -> None:
    edit(
        small_path, 'UPDATE findings SET finding = replace(finding, \'"code": "\', \'"code": "not_yet_\') WHERE fid = 1'
    )
    found = planfile.load(small_path).findings[1]
    assert f"(not_yet_{small.findings[0].code})" in found.reason
    assert (found.layer, found.severity) == (small.findings[0].layer, small.findings[0].severity)


def test_figures_of_numpy_in_a_finding_are_kept_as_figures(small: PlanFile, small_path: Path) -> None:
    params = {"name": "x", "km": np.float64(1.5), "margin_km": np.int64(2)}
    noticed = Finding("base_in_margin", Severity.INFO, params, place=(20.5, -5.25))
    planfile.save(small_path, replace(small, findings=(noticed,)))
    assert planfile.load(small_path).findings == (replace(noticed, params={"name": "x", "km": 1.5, "margin_km": 2}),)


def test_a_plan_of_a_newer_version_says_so(small_path: Path) -> None:
    edit(small_path, "UPDATE gisplanner_meta SET value = '7' WHERE key = 'schema_version'")
    with pytest.raises(
        PlanFileError, match=r"plan version 7; this one knows 1\). Open it with the version that wrote it"
    ):
        planfile.load(small_path)


def test_a_geopackage_that_is_no_plan_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "towns.gpkg"
    pyogrio.write_dataframe(gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(1, 1)], crs="EPSG:4326"), path)
    with pytest.raises(RefusedFile, match="not a plan of this tool"):
        planfile.load(path)


def test_a_file_cut_short_is_refused(small_path: Path) -> None:
    small_path.write_bytes(small_path.read_bytes()[:50_000])
    with pytest.raises(PlannerError):
        planfile.load(small_path)
