# SPDX-License-Identifier: GPL-3.0-or-later
"""A session: edits are undone by name, listeners hear what changed, stale answers do not land."""

from __future__ import annotations

import pytest

from gisplanner.conditions import Conditions
from gisplanner.errors import PlanError
from gisplanner.mobility import Season
from gisplanner.plan import CloseBase, CourseOfAction, MoveUnit
from gisplanner.planfile import PlanFile
from gisplanner.session import Session, Topic
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


def test_edits_are_undone_and_redone_by_name(session: Session) -> None:
    start = session.plan
    session.apply("Close west", [CloseBase("west")])
    session.apply("Move east unit", [MoveUnit("east unit", None)])
    end = session.plan
    assert (session.undo(), session.undo(), session.undo()) == ("Move east unit", "Close west", None)
    assert session.plan == start
    assert (session.redo(), session.redo(), session.redo()) == ("Close west", "Move east unit", None)
    assert session.plan == end
    session.undo()
    session.apply("Close east", [CloseBase("east")])
    assert session.redo() is None


def test_an_impossible_edit_changes_nothing(session: Session) -> None:
    start = session.plan
    with pytest.raises(PlanError, match="no base north"):
        session.apply("Close north", [CloseBase("west"), CloseBase("north")])
    with pytest.raises(PlanError, match="no unit x"):
        session.save_course(CourseOfAction("bad", (MoveUnit("x", None),)))
    assert session.plan == start
    assert session.undo() is None


def test_listeners_hear_of_their_topic_until_they_stop(session: Session) -> None:
    heard: list[str] = []
    stop = session.listen(Topic.PLAN, lambda: heard.append("plan"))
    session.listen(Topic.CONDITIONS, lambda: heard.append("conditions"))
    session.listen(Topic.ANALYSIS, lambda: heard.append("analysis"))
    session.apply("Close west", [CloseBase("west")])
    session.conditions = Conditions(season=Season.WET)
    session.analyse()
    assert heard == ["plan", "conditions", "analysis"]
    stop()
    session.undo()
    assert heard == ["plan", "conditions", "analysis"]


def test_an_answer_to_an_older_question_does_not_land(session: Session) -> None:
    stale = session.engine.analyse(session.theatre, session.plan, session.conditions)
    session.apply("Close west", [CloseBase("west")])
    assert not session.accept(stale)
    assert session.analysis is None
    fresh = session.analyse()
    assert session.analysis is fresh
    session.conditions = Conditions(night=True)
    assert session.analysis is None
    session.conditions = Conditions()
    assert session.analysis is fresh


def test_a_course_of_action_is_kept_and_replaced_by_its_name(session: Session) -> None:
    session.save_course(CourseOfAction("a", (CloseBase("west"),)))
    session.save_course(CourseOfAction("b", (CloseBase("east"),)))
    session.save_course(CourseOfAction("a", ()))
    assert {course.name: len(course.moves) for course in session.plan.courses} == {"a": 0, "b": 1}
    assert session.undo() == "Save course of action a"
    assert len(session.plan.course("a").moves) == 1
