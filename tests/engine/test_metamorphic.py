# SPDX-License-Identifier: GPL-3.0-or-later
"""What must hold between two answers, whatever the theatre."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplanner.analysis import Analysis, Engine
from gisplanner.coverage import WITHIN
from gisplanner.forces import Base, BaseKind, Unit, UnitKind
from gisplanner.ground import Ground
from gisplanner.mobility import UNREACHABLE, Means, Movement, Season
from gisplanner.plan import CloseBase, MoveUnit, OpenBase, Plan, ReopenBase
from layers.jobs import Progress
from tests.engine.small import Small
from tests.oracle.test_agreement import conditions_of, small_of
from tests.oracle.theatres import Rows, draw

SEEDS = st.integers(0, 2**32)
SOME = settings(max_examples=40)


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
    rnd, rows, small = drawn(seed)
    before = ask(small, rows)
    for name in ("roads", "settlements", "idp_sites", "bases", "units", "water", "areas"):
        rnd.shuffle(getattr(small, name))
    assert_identical(before, ask(small, rows))


@SOME
@given(SEEDS)
def test_doubling_every_speed_halves_travel_within_rounding(seed: int) -> None:
    _, _, small = drawn(seed)
    theatre = small.theatre()
    ground = Ground(theatre, small.assumptions, roads_outside=False, progress=Progress())
    plan = small.plan()
    for means in Means:
        slow, fast = (
            ground.to_sites(plan.bases, Movement(means, Season.WET, factor, small.assumptions), plan.closures)
            for factor in (1.0, 2.0)
        )
        # every piece of the way is rounded for itself: at most every edge once, its two ends, and two legs
        pieces = ground.network.edges + 6
        known = slow < UNREACHABLE
        assert (np.abs(slow[known].astype(np.int64) - 2 * fast[known].astype(np.int64)) <= 2 * pieces).all()
        assert (fast[known] < UNREACHABLE).all()


@SOME
@given(SEEDS)
def test_closing_and_reopening_a_base_is_as_if_nothing_had_been(seed: int) -> None:
    rnd, rows, small = drawn(seed)
    plan = small.plan()
    base = rnd.choice([base for base in plan.bases if base.open] or [plan.bases[0]])
    closed, _ = plan.apply([CloseBase(base.id)])
    again, _ = closed.apply([ReopenBase(base.id)])
    assert again == (plan if base.open else replace(plan, bases=again.bases))
    engine, theatre = Engine(), small.theatre()
    before = engine.analyse(theatre, again, conditions_of(rows))
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
