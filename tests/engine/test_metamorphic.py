# SPDX-License-Identifier: GPL-3.0-or-later
"""What must hold between two answers, whatever the theatre."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gisplanner.analysis import Analysis, Engine
from gisplanner.compose import Composed, compose
from gisplanner.coverage import WITHIN
from gisplanner.forces import Base, BaseKind, Unit, UnitKind
from gisplanner.ground import Ground
from gisplanner.mobility import UNREACHABLE, Means, Season
from gisplanner.plan import CloseBase, MoveUnit, OpenBase, Plan, ReopenBase
from layers.jobs import Progress
from layers.layer import Layer
from layers.raw import RawTable
from layers.validate import validate
from tests.engine.small import Small
from tests.oracle.roads import Row
from tests.oracle.test_agreement import conditions_of, small_of
from tests.oracle.theatres import Rows, draw

SEEDS = st.integers(0, 2**32)
SOME = settings(max_examples=40)
SPEEDS = [f"light.{ground}" for ground in ("paved", "gravel", "dirt", "track", "off_road", "rough", "smooth")]
SPEEDS += ["heavy.off_road", "foot.any", "foot.off_road"]


def drawn(seed: int) -> tuple[random.Random, Rows, Small]:
    rnd = random.Random(seed)
    rows = draw(rnd)
    # these laws speak of certain answers
    rows.units = [{**unit, "strength": unit["strength"] or 0} for unit in rows.units]
    return rnd, rows, small_of(rows)


def ask(small: Small, rows: Rows, plan: Plan | None = None) -> Analysis:
    return Engine().analyse(small.theatre(), plan or small.plan(), conditions_of(rows))


def arrays(analysis: Analysis) -> dict[str, Any]:
    coverage = analysis.coverage
    names = (
        "status",
        "response_ms",
        "travel_ms",
        "notice_ms",
        "base",
        "teams_in_time",
        "backup_ms",
        "air_ms",
        "critical",
        "simultaneous",
    )
    return {name: getattr(coverage, name) for name in names} | {"cells": analysis.cells.response_ms}


def assert_identical(one: Analysis, other: Analysis) -> None:
    for name, values in arrays(one).items():
        assert np.array_equal(values, arrays(other)[name]), name
    assert one.coverage.unit == other.coverage.unit
    assert one.coverage.reason == other.coverage.reason


@SOME
@given(SEEDS)
def test_a_further_base_never_worsens_a_response(seed: int) -> None:
    rnd, rows, small = drawn(seed)
    site = rnd.choice(rows.sites)
    new = Base("zz", "new", BaseKind.COB, site["lon"], site["lat"])
    unit = Unit("zz", "new company", UnitKind.COMPANY, 150, None)
    small.units.append(unit)
    theatre, plan = small.theatre(), small.plan()
    engine = Engine()
    before = engine.analyse(theatre, plan, conditions_of(rows))
    after = engine.analyse(theatre, plan.apply([OpenBase(new), MoveUnit("zz", "zz")])[0], conditions_of(rows))
    assert (after.coverage.response_ms <= before.coverage.response_ms).all()
    assert (after.cells.response_ms <= before.cells.response_ms).all()
    assert (after.coverage.teams_in_time >= before.coverage.teams_in_time).all()
    assert set(np.flatnonzero(before.coverage.status == WITHIN)) <= set(np.flatnonzero(after.coverage.status == WITHIN))


@SOME
@given(SEEDS)
def test_a_slower_road_never_improves_a_response(seed: int) -> None:
    rnd, rows, small = drawn(seed)
    number = rnd.randrange(len(rows.roads))
    small.roads = [{**row, "speed_kmh": row["speed_kmh"] or 40.0} for row in rows.roads]
    before = ask(small, rows)
    small.roads = [
        {**row, "speed_kmh": row["speed_kmh"] / 3} if n == number else row for n, row in enumerate(small.roads)
    ]
    after = ask(small, rows)
    assert (after.coverage.response_ms >= before.coverage.response_ms).all()
    assert (after.cells.response_ms >= before.cells.response_ms).all()


@SOME
@given(SEEDS)
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    rnd, rows, _ = drawn(seed)
    before = composed(rows)
    for name in ("roads", "sites", "bases", "units", "water", "closures"):
        rnd.shuffle(getattr(rows, name))
    after = composed(rows)
    assert after.theatre.digest == before.theatre.digest
    assert after.plan.digest == before.plan.digest
    conditions = conditions_of(rows)
    assert_identical(*(Engine().analyse(one.theatre, one.plan, conditions) for one in (before, after)))


def composed(rows: Rows) -> Composed:
    """Theatre and plan of rows in the order given, by the way that files take."""
    sites = [{**row, "name": row["id"]} for row in rows.sites]
    tables: dict[str, list[Row]] = {
        "roads": rows.roads,
        "settlements": [row for row in sites if row["kind"] == "settlement"],
        "idp_sites": [row for row in sites if row["kind"] == "idp_site"],
        "bases": [{**row, "name": row["id"]} for row in rows.bases],
        "units": [{**row, "name": row["id"], "lon": None, "lat": None} for row in rows.units],
        "water": [{"name": shape.wkt, "geometry": shape} for shape in rows.water],
        "closures": [{**row, "name": row["id"]} for row in rows.closures],
        "areas": [] if rows.area is None else [{"id": "m", "role": "mission_area", "geometry": rows.area}],
    }
    return compose("shuffled", {kind: as_layer(kind, table) for kind, table in tables.items() if table})


def as_layer(kind: str, rows: list[Row]) -> Layer:
    columns = tuple(name for name in rows[0] if name != "geometry")
    shapes: list[bytes | None] | None = None
    if "geometry" in rows[0]:
        shapes = [shapely.to_wkb(row["geometry"]) for row in rows]
    cells = [[row[name] for name in columns] for row in rows]
    return validate(kind, RawTable(columns, cells, list(range(1, len(rows) + 1)), shapes), file=f"{kind}.csv")[0]


@SOME
@given(SEEDS)
def test_doubling_every_speed_halves_travel_within_rounding(seed: int) -> None:
    _, rows, small = drawn(seed)
    home = next(base for base in small.bases)
    small.bases = [replace(home, open=True)]
    small.units = [Unit("u", "the only unit", UnitKind.COMPANY, 150, home.id)]
    slow = ask(small, rows)
    for key in SPEEDS:
        small.assumptions = small.assumptions.setting(key, 2 * small.assumptions[key])
    small.roads = [{**row, "speed_kmh": row["speed_kmh"] and 2 * row["speed_kmh"]} for row in rows.roads]
    fast = ask(small, rows)
    # Every piece of a way is rounded for itself: half a millisecond of the slow one and twice that of the fast one for
    # a whole edge or a leg, twice as much for each of the two parts of edges. A way passes an edge at most once.
    edges = Ground(slow.theatre, small.assumptions, roads_outside=False, progress=Progress()).network.edges
    known = slow.coverage.travel_ms < UNREACHABLE
    difference = slow.coverage.travel_ms[known].astype(np.int64) - 2 * fast.coverage.travel_ms[known].astype(np.int64)
    assert (2 * np.abs(difference) <= 3 * (edges + 6)).all()


@SOME
@given(SEEDS)
def test_closing_and_reopening_a_base_is_as_if_nothing_had_been(seed: int) -> None:
    rnd, rows, small = drawn(seed)
    plan = small.plan()
    open_bases = [base for base in plan.bases if base.open]
    assume(open_bases)
    base = rnd.choice(open_bases)
    closed, _ = plan.apply([CloseBase(base.id)])
    again, _ = closed.apply([ReopenBase(base.id)])
    engine, theatre = Engine(), small.theatre()
    before = engine.analyse(theatre, plan, conditions_of(rows))
    engine.analyse(theatre, closed, conditions_of(rows))
    assert_identical(before, engine.analyse(theatre, again, conditions_of(rows)))


@SOME
@given(SEEDS)
def test_more_teams_needed_never_raises_what_is_within(seed: int) -> None:
    _, rows, small = drawn(seed)
    before = ask(small, rows)
    for row in (*small.settlements, *small.idp_sites):
        row["teams_needed"] = (row["teams_needed"] or 1) + 1
    after = ask(small, rows)
    assert set(np.flatnonzero(after.coverage.status == WITHIN)) <= set(np.flatnonzero(before.coverage.status == WITHIN))
    assert np.array_equal(after.coverage.response_ms, before.coverage.response_ms)


@SOME
@given(SEEDS)
def test_what_was_asked_before_changes_no_answer(seed: int) -> None:
    _, rows, small = drawn(seed)
    theatre, plan, engine = small.theatre(), small.plan(), Engine()
    fresh = ask(small, rows)
    other = replace(conditions_of(rows), season=Season.WET if rows.season == "dry" else Season.DRY, means=Means.HEAVY)
    engine.analyse(theatre, plan, other)
    assert_identical(fresh, engine.analyse(theatre, plan, conditions_of(rows)))
