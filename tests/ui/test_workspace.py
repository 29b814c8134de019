# SPDX-License-Identifier: GPL-3.0-or-later
"""The answer follows the plan, a drag shows what would be, and nothing older lands."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from gisplanner.forces import BaseKind
from gisplanner.mobility import Season
from gisplanner.plan import PlaceBase
from tests.ui.conftest import shown
from ui.operations import forces
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
    assert forces.move_unit_to_new_base(workspace, unit.id, 25.5, 5.5)
    assert forces.move_unit_to_new_base(workspace, unit.id, 25.6, 5.5)
    answered(workspace)
    own = workspace.session.disposition
    assert own.unit(unit.id).base == f"tob-{unit.id}-2"


def test_a_new_base_is_selected(workspace: Workspace) -> None:
    assert forces.open_base(workspace, "Hill", BaseKind.TOB, 25.5, 5.5)
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
