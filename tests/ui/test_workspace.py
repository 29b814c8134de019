# SPDX-License-Identifier: GPL-3.0-or-later
"""The answer follows the plan, a drag shows what would be, and nothing older lands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gisplanner.forces import BaseKind
from gisplanner.mobility import Season
from gisplanner.plan import PlaceBase
from tests.ui.conftest import shown
from ui import workspace as workspace_module
from ui.operations import forces
from ui.tasks import Line
from ui.workspace import Kind, Selected, Workspace

Answered = Callable[[Workspace], None]


def test_an_edit_is_answered_and_undone_by_name(workspace: Workspace, answered: Answered) -> None:
    base = workspace.session.plan.bases[0]
    assert forces.close_base(workspace, base.id)
    assert workspace.is_stale
    answered(workspace)
    assert workspace.shown is not None
    assert workspace.shown.verdict.startswith(f"{base.name} closes: ")
    assert workspace.session.undo_name == f"Close {base.name}"
    workspace.undo()
    answered(workspace)
    assert not workspace.shown.differs
    workspace.redo()
    answered(workspace)
    assert workspace.shown.differs


def test_a_drag_shows_what_would_be_and_leaves_nothing_when_it_is_given_up(workspace: Workspace, qtbot: QtBot) -> None:
    base = workspace.session.plan.bases[0]
    before = workspace.shown
    for step in range(5):
        workspace.preview([PlaceBase(base.id, base.lon + 0.01 * step, base.lat)])
    wanted = base.lon + 0.04
    qtbot.waitUntil(
        lambda: workspace.is_preview and shown(workspace).after.plan.base(base.id).lon == wanted, timeout=10_000
    )
    assert shown(workspace).differs
    assert not workspace.session.unsaved
    workspace.end_preview()
    assert workspace.shown is before
    assert not workspace.is_preview


def test_an_answer_that_lands_amid_a_drag_leaves_what_the_hand_sees(workspace: Workspace, qtbot: QtBot) -> None:
    first, other = workspace.session.plan.bases[:2]
    assert forces.close_base(workspace, first.id)
    workspace.preview([PlaceBase(other.id, other.lon + 0.01, other.lat)])
    qtbot.waitUntil(lambda: workspace.is_preview, timeout=10_000)
    seen = shown(workspace)
    assert seen.after.plan.base(other.id).lon == other.lon + 0.01
    workspace.ask()  # whichever came first: the answer lands once more, and its sensitivity after it
    qtbot.waitUntil(lambda: workspace.session.answer is not None and workspace.session.answer.flips is not None)
    qtbot.wait(50)
    assert workspace.is_preview
    assert workspace.shown is seen
    workspace.end_preview()
    assert workspace.shown is workspace.session.answer


def test_figures_of_where_it_was_dragged_are_no_answer_to_where_it_was_let_go(
    workspace: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = workspace.session.plan.bases[0]
    workspace.preview([PlaceBase(base.id, base.lon + 0.05, base.lat)])
    qtbot.waitUntil(lambda: workspace.is_preview, timeout=10_000)

    def fail(*_arguments: object, **_more: object) -> None:
        message = "no answer"
        raise ArithmeticError(message)

    with monkeypatch.context() as broken, qtbot.waitSignal(workspace.failed):
        broken.setattr(workspace_module, "compare_plans", fail)
        assert forces.place_base(workspace, base.id, base.lon + 0.02, base.lat)
        assert not workspace.is_preview
        assert workspace.is_stale
    assert workspace.is_unanswered
    assert shown(workspace).after.plan.base(base.id).lon == base.lon


def test_an_impossible_edit_is_told_and_changes_nothing(workspace: Workspace, qtbot: QtBot) -> None:
    plan = workspace.session.plan
    unit, base = plan.units[0], next(base for base in plan.bases if base.id != plan.units[0].base)
    forces.close_base(workspace, base.id)
    with qtbot.waitSignal(workspace.failed) as told:
        assert not forces.move_unit(workspace, unit.id, base.id)
    assert base.name in str(told.args[0])
    assert workspace.session.disposition.unit(unit.id).base == unit.base


def test_a_unit_gets_a_temporary_base_of_its_own_more_than_once(workspace: Workspace, answered: Answered) -> None:
    unit = workspace.session.plan.units[0]
    assert forces.move_unit_to_new_base(workspace, unit.id, -11.9, -11.9)
    assert forces.move_unit_to_new_base(workspace, unit.id, -12.0, -11.9)
    answered(workspace)
    own = workspace.session.disposition
    assert own.unit(unit.id).base == f"tob-{unit.id}-2"


def test_while_two_courses_are_compared_a_drag_is_not_blamed_for_all_that_differs(
    workspace: Workspace, qtbot: QtBot
) -> None:
    session = workspace.session
    unit, other = session.plan.units[0], session.plan.units[1]
    assert forces.move_unit_to_new_base(workspace, unit.id, -11.9, -11.9)
    own = session.disposition.unit(unit.id).base
    assert own is not None
    session.new_course()
    session.work_on("COA 1", "COA 2")
    workspace.preview([PlaceBase(own, -11.95, -11.9)])  # a base that the reference has not
    qtbot.waitUntil(lambda: workspace.is_preview, timeout=10_000)
    assert "moves" not in shown(workspace).verdict.split(":")[0]
    assert other.name not in shown(workspace).verdict


def test_what_was_selected_is_not_selected_any_more_once_it_is_gone(workspace: Workspace) -> None:
    assert forces.open_base(workspace, "Hill", BaseKind.TOB, -11.9, -11.9)
    workspace.undo()
    assert workspace.selected is None


def test_a_base_cannot_be_put_outside_the_mission_area(workspace: Workspace, qtbot: QtBot) -> None:
    base = workspace.session.plan.bases[0]
    with qtbot.waitSignal(workspace.failed) as told:
        assert not forces.place_base(workspace, base.id, base.lon + 20.0, base.lat)
    assert "outside the mission area" in str(told.args[0])
    assert not workspace.session.unsaved


def test_saving_does_not_end_the_look_at_other_assumptions(
    workspace: Workspace, answered: Answered, tmp_path: Path
) -> None:
    forces.close_base(workspace, workspace.session.plan.bases[0].id)
    saved: list[str] = []

    def save_once(line: str) -> None:
        if line == Line.SENSITIVITY and not saved:
            saved.append(line)
            workspace.session.save(tmp_path / "plan.gpkg")

    workspace.tasks.busy_changed.connect(save_once)
    answered(workspace)
    assert saved


def test_a_question_that_cannot_be_answered_is_told_and_what_is_shown_is_marked_as_older(
    workspace: Workspace, qtbot: QtBot, answered: Answered, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = shown(workspace)

    def fail(*_arguments: object, **_more: object) -> None:
        message = "no answer"
        raise ArithmeticError(message)

    with monkeypatch.context() as broken, qtbot.waitSignal(workspace.failed):
        broken.setattr(workspace_module, "compare_plans", fail)
        forces.close_base(workspace, workspace.session.plan.bases[0].id)
        qtbot.waitUntil(lambda: workspace.is_unanswered)
    assert shown(workspace) is before
    workspace.undo()
    answered(workspace)
    assert not workspace.is_unanswered


def test_a_new_base_is_selected(workspace: Workspace) -> None:
    assert forces.open_base(workspace, "Hill", BaseKind.TOB, -11.9, -11.9)
    assert workspace.selected == Selected(Kind.BASE, "Hill")


def test_other_conditions_are_another_question(workspace: Workspace, answered: Answered) -> None:
    dry = shown(workspace)
    workspace.set_conditions(season=Season.WET)
    assert workspace.is_stale
    answered(workspace)
    assert shown(workspace).after.conditions.season is Season.WET
    workspace.set_conditions(season=Season.DRY)
    answered(workspace)
    assert shown(workspace).digest == dry.digest
