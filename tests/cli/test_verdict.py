# SPDX-License-Identifier: GPL-3.0-or-later
"""The sentence a commander hears first: who falls out, and nothing left unsaid."""

from __future__ import annotations

import pytest

from gisplanner.analysis import Engine
from gisplanner.cli.text import coverage_lines
from gisplanner.conditions import Conditions
from gisplanner.forces import Unit, UnitKind
from gisplanner.plan import CloseBase, Move, MoveUnit, OpenBase
from gisplanner.report import coverage_answer, redeploy_answer
from tests.engine.small import Small, base, road, site, unit

WEST, MIDDLE, EAST = (20.0, 5.0), (20.5, 5.0), (21.0, 5.0)
ISLAND = (22.0, 5.0)


def land(**more: object) -> Small:
    """A gravel road from a western base to an eastern one, towns beside both, and an island with one of its own."""
    rows = {
        "roads": [road(WEST, MIDDLE, EAST, surface="gravel"), road(ISLAND, (22.1, 5.0), surface="gravel")],
        "settlements": [
            site("Ama", WEST, 1200),
            site("Bru", EAST, None),
            site("Cor", (20.98, 5.0), 800),
            site("Isle", ISLAND, 300),
        ],
        "bases": [base("west", WEST), base("east", EAST), base("isle", ISLAND)],
        "units": [unit("west"), unit("east"), unit("isle")],
    }
    return Small(**{**rows, **more})  # type: ignore[arg-type]


def verdict(small: Small, *moves: Move) -> str:
    engine, theatre, plan = Engine(), small.theatre(), small.plan()
    before = engine.analyse(theatre, plan, Conditions())
    after = engine.analyse(theatre, plan.apply(moves)[0], Conditions())
    return str(redeploy_answer(before, after, moves, engine.sensitivity([before, after]), ())["verdict"])


def test_losses_are_counted_by_people_and_places_and_unknown_headcounts_stand_first() -> None:
    said = verdict(land(), CloseBase("east"))
    assert said.startswith("east closes: 800 people in 2 places (1 of unknown headcount) fall out of standard; ")
    assert "first among them Bru (headcount unknown), 75 -> " in said
    assert said.endswith("1 unit (35 people) is unassigned and answers nothing.")
    assert "when all call at once 2,300 -> 1,500 people are within it" in said


def test_places_that_nobody_can_reach_any_longer_are_said_to_be() -> None:
    said = verdict(land(), CloseBase("isle"), CloseBase("west"), CloseBase("east"))
    assert said.startswith("3 bases close: 2,300 people in 4 places")
    assert "min -> unreachable" in said
    assert "3 units (105 people) are unassigned and answer nothing" in said


def test_a_late_place_that_is_cut_off_is_no_loss_and_is_still_named() -> None:
    small = land(bases=[base("west", WEST), base("isle", ISLAND)], units=[unit("west"), unit("isle")])
    small.settlements.append(site("Far", (20.99, 5.0), 70))
    said = verdict(small, MoveUnit("west unit", "isle"))
    assert "1,200 people in 1 place fall out of standard" in said
    assert "870 people in 3 places (1 of unknown headcount) outside it can no longer be reached at all" in said
    back = verdict(land(units=[unit("isle")]), MoveUnit("isle unit", "west"))
    assert "800 people in 2 places (1 of unknown headcount) outside it can be reached again" in back
    assert "1,200 people in 1 place come within it" in back


def test_nobody_is_said_to_be_cut_off_who_may_never_have_been_reached() -> None:
    small = land(units=[unit("west", strength=None)], settlements=[site("Ama", WEST, 1000)])
    unclear = "whether anything changes for 1,000 people in 1 place is not known, for want of a unit's strength"
    gone, back = verdict(small, CloseBase("west")), verdict(small, MoveUnit("west unit", None))
    assert unclear in gone
    assert unclear in back
    small.units = [Unit("u", "u", UnitKind.COMPANY, None, None)]
    arrives = verdict(small, MoveUnit("u", "west"))
    assert unclear in arrives
    for said in (gone, back, arrives):
        assert "reached" not in said
    lost = verdict(land(units=[unit("west"), Unit("u", "u", UnitKind.COMPANY, None, "west")]), CloseBase("east"))
    assert unclear not in lost


def test_a_place_whose_only_unit_of_known_strength_leaves_is_lost_to_the_unknown() -> None:
    small = land(
        units=[unit("west"), Unit("u", "u", UnitKind.COMPANY, None, "west")], settlements=[site("Ama", WEST, 1000)]
    )
    assert "first among them Ama (1,000 people), 75 min -> unknown; " in verdict(small, MoveUnit("west unit", None))


def test_a_move_that_changes_nothing_says_so() -> None:
    staff = unit("east", id="staff", kind=UnitKind.HQ_STAFF)
    said = verdict(land(units=[unit("west"), unit("east"), unit("isle"), staff]), MoveUnit("staff", "west"))
    assert said == (
        "east unit moves from east to west: no site falls out of standard or comes within it; "
        "when all call at once 2,300 people are within it, as before; 0 sites hang on the assumptions."
    )


def test_a_place_in_time_but_under_strength_is_not_told_as_slower() -> None:
    small = land(
        settlements=[site("Ama", WEST, 1200, teams_needed=2)],
        units=[unit("west"), unit("west", id="second", strength=80), unit("isle")],
    )
    said = verdict(small, MoveUnit("second", "isle"))
    assert "first among them Ama (1,200 people), 75 -> 75 min, under strength" in said


def test_several_edits_of_a_kind_are_counted_and_the_loss_comes_soon() -> None:
    moves: list[Move] = [MoveUnit("west unit", "east"), OpenBase(base("new", MIDDLE)), MoveUnit("west unit", "new")]
    said = verdict(land(), *moves)
    assert said.startswith("2 unit moves; new opens at 5.0000 N, 20.5000 E: ")
    one_each = verdict(land(), *moves[1:])
    assert one_each.startswith("new opens at 5.0000 N, 20.5000 E; west unit moves from west to new: ")


def test_what_hangs_on_the_assumptions_before_or_after_is_told_as_that() -> None:
    small = land(settlements=[site("Ama", WEST, 1200, standard_min=80.0)])
    assert (
        verdict(small, CloseBase("east"), CloseBase("west")).count("1 site hangs on the assumptions before or after;")
        == 1
    )


def test_people_of_whom_nothing_is_known_are_in_the_verdict() -> None:
    small = land(units=[unit("west", strength=None), unit("east"), unit("isle")])
    engine = Engine()
    analysis = engine.analyse(small.theatre(), small.plan(), Conditions())
    words = "1,200 people in 1 place unknown (base strength not given)"
    assert f"; {words}; " in coverage_answer(analysis, (), ())["verdict"]
    assert f"; {words}; " in verdict(small, CloseBase("isle"))


def test_coverage_says_at_once_beside_alone_and_counts_who_is_unknown() -> None:
    engine, small = Engine(), land()
    analysis = engine.analyse(small.theatre(), small.plan(), Conditions())
    said = coverage_answer(analysis, (), ())["verdict"]
    assert said.startswith(
        "2,300 of 2,300 people listed (100 %) are within standard when each site calls alone, 2,300 when"
    )
    assert "1 site of unknown headcount is not in these figures" in said


def test_a_base_that_all_have_left_is_said_to_be_empty() -> None:
    small = land(units=[unit("west"), unit("isle")])
    analysis = Engine().analyse(small.theatre(), small.plan(), Conditions())
    said = {finding.subject: finding.reason for finding in analysis.findings if finding.layer == "bases"}
    assert said["base", "east"] == "Nobody is at east, so it answers nothing."


@pytest.mark.parametrize(("standard", "shown"), [(74.6, ">75"), (60.0, "75")])
def test_a_late_response_never_looks_equal_to_its_standard(standard: float, shown: str) -> None:
    small = land(settlements=[site("Ama", WEST, 10, standard_min=standard)])
    analysis = Engine().analyse(small.theatre(), small.plan(), Conditions())
    row = next(
        line for line in coverage_lines(coverage_answer(analysis, (), ()), quiet=False).splitlines() if "Ama" in line
    )
    assert row.split()[3] == shown
