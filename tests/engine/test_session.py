# SPDX-License-Identifier: GPL-3.0-or-later
"""A session: moves become a course of action, edits are undone by name, stale answers do not land."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gisplanner.comparison import Comparison, compare_plans, course_figures
from gisplanner.conditions import Conditions
from gisplanner.errors import PlanError
from gisplanner.mobility import Season
from gisplanner.plan import CloseBase, CourseOfAction, MoveUnit, PlaceBase
from gisplanner.planfile import PlanFile, load
from gisplanner.session import Session, Topic
from layers.load import empty_layer
from tests.engine.small import Small, base, road, site, unit


@pytest.fixture
def session() -> Session:
    small = Small(
        roads=[road((20.0, 5.0), (20.1, 5.0), (20.3, 5.0))],
        settlements=[site("town", (20.1, 5.0))],
        bases=[base("west", (20.0, 5.0)), base("east", (20.3, 5.0))],
        units=[unit("west"), unit("east")],
    )
    return Session(PlanFile(small.theatre(), small.plan()))


def compared(session: Session) -> Comparison:
    return compare_plans(
        session.engine,
        session.theatre,
        session.compared_with,
        session.disposition,
        session.conditions,
        session.moves,
    )


def test_moves_become_a_course_of_action_and_leave_the_baseline_as_it_is(session: Session) -> None:
    session.edit("Close west", [CloseBase("west")])
    session.edit("Move east unit", [MoveUnit("east unit", None)])
    assert session.course == "COA 1"
    assert session.plan.base("west").open
    assert not session.disposition.base("west").open
    assert session.disposition.unit("east unit").base is None
    assert session.moves == (CloseBase("west"), MoveUnit("east unit", None))


def test_edits_are_undone_and_redone_by_name(session: Session) -> None:
    session.edit("Close west", [CloseBase("west")])
    session.edit("Move east unit", [MoveUnit("east unit", None)])
    end = session.disposition
    assert (session.undo_name, session.redo_name) == ("Move east unit", None)
    assert (session.undo(), session.undo(), session.undo()) == ("Move east unit", "Close west", None)
    assert (session.course, session.plan.courses) == (None, ())
    assert (session.redo(), session.redo(), session.redo()) == ("Close west", "Move east unit", None)
    assert session.disposition == end
    session.undo()
    session.edit("Close east", [CloseBase("east")])
    assert session.redo() is None


def test_a_base_that_is_dragged_twice_is_placed_once(session: Session) -> None:
    session.edit("Move west", [PlaceBase("west", 20.05, 5.0)])
    session.edit("Move west", [PlaceBase("west", 20.06, 5.0)])
    session.edit("Move east", [PlaceBase("east", 20.2, 5.0)])
    assert session.moves == (PlaceBase("west", 20.06, 5.0), PlaceBase("east", 20.2, 5.0))
    session.undo()
    session.undo()
    assert session.moves == (PlaceBase("west", 20.05, 5.0),)


def test_an_impossible_edit_changes_nothing(session: Session) -> None:
    start = session.plan
    with pytest.raises(PlanError, match="no base north"):
        session.edit("Close north", [CloseBase("west"), CloseBase("north")])
    with pytest.raises(PlanError, match="no unit x"):
        session.save_course(CourseOfAction("bad", (MoveUnit("x", None),)))
    assert session.plan == start
    assert session.undo() is None


def test_courses_are_copied_renamed_deleted_and_compared(session: Session) -> None:
    session.edit("Close west", [CloseBase("west")])
    assert session.copy_course() == "COA 1 copy"
    session.edit("Close east", [CloseBase("east")])
    session.rename_course("COA 1", "West only")
    with pytest.raises(PlanError, match="already"):
        session.rename_course("COA 1 copy", "West only")
    with pytest.raises(PlanError, match="name"):
        session.rename_course("West only", "  ")
    with pytest.raises(PlanError, match="already"):
        session.rename_course("West only", "Baseline")
    session.work_on("COA 1 copy", "West only")
    assert session.compared_with.base("east").open
    assert not session.disposition.base("east").open
    assert session.moves == ()
    session.delete_course("West only")
    assert (session.course, session.reference) == ("COA 1 copy", None)
    assert session.undo() == "Delete course of action West only"
    assert session.reference == "West only"
    with pytest.raises(PlanError, match="no course of action East only"):
        session.work_on("East only")


def test_the_moves_of_a_course_are_taken_out_and_put_in_another_order(session: Session) -> None:
    session.edit("Close west", [CloseBase("west")])
    session.edit("Move east unit", [MoveUnit("east unit", None)])
    session.copy_course()
    first, second = session.plan.course("COA 1").moves
    session.set_moves("COA 1", [second, first])
    session.set_moves("COA 1", [second])
    assert [course.name for course in session.plan.courses] == ["COA 1", "COA 1 copy"]
    assert session.plan.course("COA 1").moves == (second,)
    with pytest.raises(PlanError, match="no base north"):
        session.set_moves("COA 1", [CloseBase("north")])
    assert session.undo() == "Change the moves of COA 1"
    assert session.plan.course("COA 1").moves == (second, first)


def test_a_new_course_starts_without_moves_or_with_those_of_another(session: Session) -> None:
    session.edit("Close west", [CloseBase("west")])
    assert session.new_course() == session.course == "COA 2"
    assert session.plan.course("COA 2").moves == ()
    assert session.new_course("COA 1") == "COA 1 copy"
    assert session.plan.course("COA 1 copy").moves == (CloseBase("west"),)
    assert session.undo() == "New course of action COA 1 copy"


def test_all_courses_stand_against_the_baseline(session: Session) -> None:
    session.edit("Close west", [CloseBase("west")])
    session.edit("Move east unit", [MoveUnit("east unit", None)])
    session.new_course()
    base, closed, same = course_figures(session.engine, session.theatre, session.plan, session.conditions)
    assert (base.course, base.totals["within"], base.lost) == (None, 100, 0)
    assert closed.course == session.plan.courses[0]
    assert (closed.totals["within"], closed.totals["unreachable"], closed.lost, closed.gained) == (0, 100, 100, 0)
    assert same.totals == base.totals


def test_a_course_that_was_carried_out_becomes_the_baseline(session: Session) -> None:
    session.edit("Close west", [CloseBase("west")])
    session.adopt_course("COA 1")
    assert (session.course, session.plan.courses) == (None, ())
    assert not session.plan.base("west").open
    session.undo()
    assert session.plan.base("west").open


def test_what_is_no_move_holds_for_every_course(session: Session) -> None:
    session.edit("Close west", [CloseBase("west")])
    session.change_plan("Teams of 20", session.plan.with_assumption("team.day", 20))
    assert session.compared_with.assumptions["team.day"] == session.disposition.assumptions["team.day"] == 20
    assert session.undo() == "Teams of 20"
    with pytest.raises(PlanError, match="no base west"):
        session.change_plan("No bases", replace(session.plan, bases=()))


def test_listeners_hear_of_their_topic_until_they_stop(session: Session) -> None:
    heard: list[str] = []
    stop = session.listen(Topic.PLAN, lambda: heard.append("plan"))
    session.listen(Topic.CONDITIONS, lambda: heard.append("conditions"))
    session.listen(Topic.ANSWER, lambda: heard.append("answer"))
    session.edit("Close west", [CloseBase("west")])
    session.conditions = Conditions(season=Season.WET)
    assert session.accept(compared(session))
    assert heard == ["plan", "conditions", "answer"]
    stop()
    session.undo()
    assert heard == ["plan", "conditions", "answer"]


def test_an_answer_to_an_older_question_does_not_land(session: Session) -> None:
    stale = compared(session)
    session.edit("Close west", [CloseBase("west")])
    assert not session.accept(stale)
    assert session.answer is None
    fresh = compared(session)
    assert session.accept(fresh)
    assert session.answer is fresh
    session.conditions = Conditions(night=True)
    assert session.answer is None
    session.conditions = Conditions()
    assert session.answer is fresh


def test_the_verdict_says_nothing_of_assumptions_until_somebody_has_looked(session: Session) -> None:
    found = compared(session)
    assert found.verdict.endswith("not yet tried on other assumptions.")
    assert "0 sites hang on the assumptions" in replace(found, flips=()).verdict
    session.edit("Close west", [CloseBase("west")])
    assert compared(session).verdict.startswith("west closes: ")


def test_a_session_knows_whether_its_plan_is_saved(sample: PlanFile, tmp_path: Path) -> None:
    session = Session(sample)
    assert not session.unsaved
    session.edit("Close a base", [CloseBase(session.plan.bases[0].id)])
    assert session.unsaved
    path = tmp_path / "plan.gpkg"
    session.save(path)
    assert (session.unsaved, session.path) == (False, path)
    assert load(path).plan.courses == session.plan.courses
    session.undo()
    assert session.unsaved


def test_a_course_of_action_is_kept_and_replaced_by_its_name(session: Session) -> None:
    session.save_course(CourseOfAction("a", (CloseBase("west"),)))
    session.save_course(CourseOfAction("b", (CloseBase("east"),)))
    session.save_course(CourseOfAction("a", ()))
    assert {course.name: len(course.moves) for course in session.plan.courses} == {"a": 0, "b": 1}
    assert session.undo() == "Save course of action a"
    assert len(session.plan.course("a").moves) == 1


def test_a_plan_just_made_is_unsaved_until_it_is_saved(sample: PlanFile, tmp_path: Path) -> None:
    made = Session(sample, new=True)
    assert made.unsaved
    made.save(tmp_path / "p.gpkg")
    assert not made.unsaved


def test_other_lists_of_sites_are_an_edit_that_is_undone_and_told(sample: PlanFile) -> None:
    session, heard = Session(sample), []
    session.listen(Topic.THEATRE, lambda: heard.append(Topic.THEATRE))
    session.listen(Topic.PLAN, lambda: heard.append(Topic.PLAN))
    other = sample.theatre.with_layers({"idp_sites": empty_layer("idp_sites")})
    session.change_theatre("Round of May", other, ())
    assert (session.theatre, session.findings, session.unsaved) == (other, (), True)
    session.new_course()
    session.undo()
    assert session.undo() == "Round of May"
    assert session.theatre is sample.theatre
    assert session.findings == sample.findings
    assert not session.unsaved
    assert session.redo() == "Round of May"
    assert session.plan is sample.plan
    assert heard == [Topic.THEATRE, *[Topic.PLAN] * 3, Topic.THEATRE, Topic.PLAN, Topic.THEATRE, Topic.PLAN]
