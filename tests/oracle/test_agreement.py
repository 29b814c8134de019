# SPDX-License-Identifier: GPL-3.0-or-later
"""Program and oracle agree to the millisecond, on two hundred random theatres and on the sample."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import sample_data
from gisplanner.analysis import Analysis, Engine, change_between
from gisplanner.assumptions import Assumptions
from gisplanner.change import CHANGES
from gisplanner.conditions import Conditions
from gisplanner.coverage import STATUSES
from gisplanner.forces import Base, BaseKind, Unit, UnitKind
from gisplanner.mobility import Means, Season
from gisplanner.plan import CloseBase, Closure, Move, MoveUnit, PlaceBase, Plan, ReopenBase
from gisplanner.planfile import PlanFile
from gisplanner.theatre import Theatre
from tests.engine.small import Small
from tests.oracle.answer import Question, Site, changes
from tests.oracle.roads import FAR, Roads, Row
from tests.oracle.theatres import Rows, draw
from tests.oracle.travel import Country

TRIED = 0.3
"""Share of the theatres in which the sensitivity is compared too: it takes three more answers."""


def small_of(rows: Rows) -> Small:
    """The same rows as the program takes them."""

    def site(row: Row) -> Row:
        return {**row, "name": row["id"], "geometry": shapely.Point(row["lon"], row["lat"])}

    return Small(
        roads=rows.roads,
        settlements=[site(row) for row in rows.sites if row["kind"] == "settlement"],
        idp_sites=[site(row) for row in rows.sites if row["kind"] == "idp_site"],
        bases=[
            Base(b["id"], b["id"], BaseKind(b["kind"]), b["lon"], b["lat"], open=not b["closed"], guard=b["guard"])
            for b in rows.bases
        ],
        units=[
            Unit(**{**u, "name": u["id"], "kind": UnitKind(u["kind"]), "means": Means(u["means"])}) for u in rows.units
        ],
        water=[{"name": f"w{n}", "geometry": shape} for n, shape in enumerate(rows.water)],
        areas=[] if rows.area is None else [{"id": "m", "name": "m", "role": "mission_area", "geometry": rows.area}],
        closures=[
            Closure(c["id"], c["id"], c["geometry"], None if c["season"] is None else Season(c["season"]))
            for c in rows.closures
        ],
        assumptions=Assumptions().setting("team.ready_share", rows.ready_share),
    )


def conditions_of(rows: Rows) -> Conditions:
    means = None if rows.means is None else Means(rows.means)
    standards = tuple(sorted(rows.standards.items()))
    return Conditions(Season(rows.season), rows.night, means, standards, rows.factor, rows.late_min)


def question_of(rows: Rows, theatre: Theatre) -> Question:
    centre = (theatre.crs.lon0, theatre.crs.lat0)
    roads = Roads(rows.roads, centre, rows.area)
    country = Country(roads, rows.water, rows.closures, rows.season)

    def inside(row: Row) -> bool:
        return (
            rows.area is None
            or roads.flat(rows.area).distance(shapely.Point(roads.xy((row["lon"], row["lat"])))) <= 2000.0
        )

    sites = sorted((row for row in rows.sites if inside(row)), key=lambda row: row["id"])
    return Question(
        country,
        sites,
        rows.bases,
        rows.units,
        rows.night,
        rows.means,
        rows.standards,
        rows.factor,
        rows.late_min,
        rows.ready_share,
    )


def assert_same(analysis: Analysis, found: list[Site]) -> None:
    coverage, bases = analysis.coverage, [base.id for base in analysis.plan.bases]

    def named(numbers: Any) -> list[str | None]:
        return [bases[n] if n >= 0 else None for n in numbers.tolist()]

    assert coverage.travel_ms.tolist() == [site.travel for site in found]
    assert coverage.response_ms.tolist() == [site.response for site in found]
    assert [STATUSES[code] for code in coverage.status] == [site.status for site in found]
    assert named(coverage.base) == [site.base for site in found]
    assert list(coverage.unit) == [site.unit for site in found]
    assert coverage.teams_in_time.tolist() == [site.in_time for site in found]
    assert coverage.backup_ms.tolist() == [site.backup for site in found]
    assert named(coverage.backup_base) == [site.backup_base for site in found]
    critical = (
        [{bases[n] for n in np.flatnonzero(column)} for column in coverage.critical.T]
        if bases
        else [set() for _ in found]
    )
    assert critical == [site.critical for site in found]
    assert coverage.sole.tolist() == [bool(site.critical) for site in found]
    assert named(coverage.next_base) == [site.next_base for site in found]
    assert list(coverage.backup_status) == [site.backup_status for site in found]
    parts = (coverage.alert_ms, coverage.decision_ms, coverage.notice_ms)
    assert list(zip(*(part.tolist() for part in parts), strict=True)) == [site.parts for site in found]
    assert coverage.air_ms.tolist() == [site.air for site in found]
    assert np.nan_to_num(coverage.snap_m, nan=np.inf).tolist() == pytest.approx([site.snap for site in found], abs=1e-3)
    assert coverage.simultaneous.tolist() == [site.served for site in found]


def assert_same_flips(engine: Engine, analysis: Analysis, question: Question, found: list[Site]) -> None:
    sites = analysis.theatre.sites.id
    assert {sites[flip.site]: set(flip.when) for flip in engine.sensitivity((analysis,))} == question.flips(found)


@settings(max_examples=200)
@given(st.integers(0, 2**32))
def test_random_theatres(seed: int) -> None:
    rnd = random.Random(seed)
    rows = draw(rnd)
    small = small_of(rows)
    theatre, plan, engine = small.theatre(), small.plan(), Engine()
    assume(len(theatre.sites) > 0)
    question = question_of(rows, theatre)
    assert list(theatre.sites.id) == [row["id"] for row in question.sites]
    assert theatre.sites.people.tolist() == [question.counted(n) for n in range(len(question.sites))]
    before, expected = engine.analyse(theatre, plan, conditions_of(rows)), question.answer()
    assert_same(before, expected)
    if rnd.random() < TRIED:
        assert_same_flips(engine, before, question, expected)
    edited, question.bases, question.units = _edited(rnd, plan, rows, {site.base for site in expected if site.base})
    after, then = engine.analyse(theatre, edited, conditions_of(rows)), question.answer()
    assert_same(after, then)
    assert [CHANGES[kind] for kind in change_between(before, after).kind] == changes(expected, then)


@settings(max_examples=40)
@given(st.integers(0, 2**32))
def test_cells_are_answered_like_settlements_at_their_centres(seed: int) -> None:
    rnd = random.Random(seed)
    rows = draw(rnd)
    small = small_of(rows)
    theatre = small.theatre()
    analysis = Engine().analyse(theatre, small.plan(), conditions_of(rows))
    centres = theatre.grid.centres_xy()
    chosen = rnd.sample(range(len(centres)), min(30, len(centres)))
    question = question_of(rows, theatre)
    question.sites = [
        {"id": str(n), "kind": "settlement", "lon": lon, "lat": lat}
        for n in chosen
        for lon, lat in [question.country.roads.lonlat(tuple(centres[n]))]
    ]
    assert analysis.cells.response_ms[chosen].tolist() == [cell.response for cell in question.answer()]


def _edited(rnd: random.Random, plan: Plan, rows: Rows, answering: set[str]) -> tuple[Plan, list[Row], list[Row]]:
    """The plan and the rows after the same edit: a base closes, opens again or is placed elsewhere, or a unit moves.

    Where a base answers, one that does is touched, so that something changes.
    """
    touched = [base for base in rows.bases if base["id"] in answering] or rows.bases
    base, site = rnd.choice(touched), rnd.choice(rows.sites)
    unit = rnd.choice([unit for unit in rows.units if unit["base"] == base["id"]] or rows.units)
    target = rnd.choice([None, *(other["id"] for other in rows.bases if other is not base and not other["closed"])])
    new_base, new_unit = base, unit
    move: Move = MoveUnit(unit["id"], target)
    match rnd.randrange(4):
        case 0 | 1:
            new_base = {**base, "closed": not base["closed"]}
            move = CloseBase(base["id"]) if new_base["closed"] else ReopenBase(base["id"])
        case 2:
            new_base = {**base, "lon": site["lon"], "lat": site["lat"]}
            move = PlaceBase(base["id"], site["lon"], site["lat"])
        case _:
            new_unit = {**unit, "base": target}
    return (
        plan.apply([move])[0],
        [new_base if row is base else row for row in rows.bases],
        [new_unit if row is unit else row for row in rows.units],
    )


def _value(text: Any) -> Any:
    if text in {"", None}:
        return None
    if text in {"yes", "no"}:
        return text == "yes"
    try:
        return float(text) if "." in str(text) else int(text)
    except ValueError:
        return text


def _table(name: str) -> list[Row]:
    with (Path(sample_data.FOLDER) / name).open(encoding="utf-8", newline="") as file:
        return [{key: _value(text) for key, text in row.items()} for row in csv.DictReader(file)]


def _features(name: str) -> list[Row]:
    document = json.loads((Path(sample_data.FOLDER) / name).read_text(encoding="utf-8"))
    return [
        {
            **{key: _value(value) for key, value in one["properties"].items()},
            "geometry": shapely.geometry.shape(one["geometry"]),
        }
        for one in document["features"]
    ]


def sample_rows() -> Rows:
    """The sample as its files say it."""
    sites = [
        {**row, "kind": kind}
        for kind, name in (("settlement", "settlements.csv"), ("idp_site", "idp_sites.csv"))
        for row in _table(name)
    ]
    for row in sites:
        row["people"] = None if row["kind"] == "settlement" and row["people"] == 0 else row["people"]
    units = [{**row, "notice_min": row["ntm_min"], "means": row["means"] or "light"} for row in _table("units.csv")]
    for row in units:
        row["night_moves"] = row["night_moves"] is not False
    area = shapely.union_all([row["geometry"] for row in _features("areas.geojson") if row["role"] == "mission_area"])
    closures = [
        {**row, "season": None if row["season"] == "all" else row["season"]} for row in _features("closures.geojson")
    ]
    bases = [{**row, "closed": False} for row in _table("bases.csv")]
    return Rows(
        _features("roads.geojson"),
        sites,
        bases,
        units,
        [row["geometry"] for row in _features("water.geojson")],
        closures,
        area,
    )


@pytest.mark.slow
@pytest.mark.parametrize(("season", "means"), [("dry", None), ("wet", None), ("dry", "heavy"), ("wet", "foot")])
def test_the_sample(sample: PlanFile, season: str, means: str | None) -> None:
    rows = sample_rows()
    rows.season, rows.means = season, means
    question = question_of(rows, sample.theatre)
    engine, conditions = Engine(), conditions_of(rows)
    before, expected = engine.analyse(sample.theatre, sample.plan, conditions), question.answer()
    assert_same(before, expected)
    assert_same_flips(engine, before, question, expected)
    moved = sample.plan.apply([MoveUnit("U15", "B04")])[0]
    question.units = [{**row, "base": "B04"} if row["id"] == "U15" else row for row in rows.units]
    then = question.answer()
    after = engine.analyse(sample.theatre, moved, conditions)
    assert_same(after, then)
    assert [CHANGES[kind] for kind in change_between(before, after).kind] == changes(expected, then)
    assert any(site.response < FAR for site in expected)
