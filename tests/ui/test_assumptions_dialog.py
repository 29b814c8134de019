# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers are changed where their source stands beside them, are answered at once, and undone by name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PyQt5.QtCore import QModelIndex
from PyQt5.QtWidgets import QDoubleSpinBox, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from gisplanner.assumptions import defaults
from tests.ui.conftest import shown
from ui.dialogs.assumptions import AssumptionsDialog, ValueDelegate
from ui.models.assumption_names import GROUPS
from ui.models.assumptions_model import DEFAULT, SOURCE, UNIT, VALUE, WHAT, KeyRole
from ui.workspace import Workspace

Answered = Callable[[Workspace], None]


@pytest.fixture
def dialog(workspace: Workspace, qtbot: QtBot) -> AssumptionsDialog:
    made = AssumptionsDialog(workspace)
    qtbot.addWidget(made)
    made.show()
    return made


def rows(dialog: AssumptionsDialog) -> dict[str, QModelIndex]:
    """The values that are listed, by key."""
    model = dialog.filter
    groups = (model.index(row, 0) for row in range(model.rowCount()))
    values = (model.index(row, VALUE, group) for group in groups for row in range(model.rowCount(group)))
    return {index.data(KeyRole): index for index in values}


def cells(dialog: AssumptionsDialog, key: str) -> list[str]:
    at = rows(dialog)[key]
    return [at.siblingAtColumn(column).data() for column in (WHAT, VALUE, DEFAULT, UNIT, SOURCE)]


def type_in(dialog: AssumptionsDialog, key: str, value: float) -> None:
    """Edit a value as a planner does."""
    index = rows(dialog)[key]
    delegate = dialog.view.itemDelegateForColumn(VALUE)
    assert isinstance(delegate, ValueDelegate)
    editor = delegate.createEditor(dialog.view.viewport(), QStyleOptionViewItem(), index)
    delegate.setEditorData(editor, index)
    assert isinstance(editor, QDoubleSpinBox)
    editor.setValue(value)
    delegate.setModelData(editor, dialog.filter, index)
    editor.deleteLater()


def test_every_number_is_listed_with_unit_and_source(dialog: AssumptionsDialog) -> None:
    assert set(rows(dialog)) == set(defaults())
    assert set(GROUPS) == {key.partition(".")[0] for key in defaults()}
    assert cells(dialog, "light.paved") == ["Paved", "60", "60", "km/h", "assumed: dry, light vehicle"]
    assert all(cells(dialog, key)[4] for key in defaults())


def test_a_changed_number_is_answered_at_once_and_undone_by_name(
    dialog: AssumptionsDialog, workspace: Workspace, answered: Answered
) -> None:
    before = shown(workspace)
    type_in(dialog, "standard.settlement", 60)
    assert cells(dialog, "standard.settlement")[1:] == ["60", "180", "min", "set in the plan"]
    answered(workspace)
    within = [int((one.after.coverage.status == 0).sum()) for one in (before, shown(workspace))]
    assert within[1] < within[0]
    assert workspace.session.undo_name == "Set Standards: Settlement to 60 min"
    workspace.undo()
    assert cells(dialog, "standard.settlement")[1:4] == ["180", "180", "min"]
    answered(workspace)
    assert shown(workspace).digest == before.digest


def test_a_number_that_makes_no_sense_is_refused_with_the_reason(
    dialog: AssumptionsDialog, workspace: Workspace
) -> None:
    type_in(dialog, "team.day", 0)
    assert dialog.refused.isVisible()
    assert "Teams: Size by day: 0 was not taken. Give a number from 1 to 100,000 (people)." in dialog.refused.text()
    assert not workspace.session.unsaved
    type_in(dialog, "team.day", 10)
    assert not dialog.refused.isVisible()
    assert workspace.session.plan.assumptions["team.day"] == 10


def test_the_same_number_again_is_no_edit(dialog: AssumptionsDialog, workspace: Workspace) -> None:
    type_in(dialog, "team.day", 12)
    assert workspace.session.undo_name is None


def test_one_number_or_all_go_back_to_their_defaults(dialog: AssumptionsDialog, workspace: Workspace) -> None:
    assert not dialog.reset_all_button.isEnabled()
    type_in(dialog, "team.day", 10)
    type_in(dialog, "wet.dirt", 4)
    type_in(dialog, "guard.HQ", 40)
    dialog.view.setCurrentIndex(rows(dialog)["wet.dirt"])
    assert dialog.reset_button.isEnabled()
    dialog.reset_button.click()
    assert dict(workspace.session.plan.assumptions.changed) == {"team.day": 10, "guard.HQ": 40}
    assert not dialog.reset_button.isEnabled()
    dialog.reset_all_button.click()
    assert workspace.session.plan.assumptions.changed == ()
    workspace.undo()
    assert dict(workspace.session.plan.assumptions.changed) == {"team.day": 10, "guard.HQ": 40}


def test_words_find_numbers_by_what_they_are_and_by_their_source(dialog: AssumptionsDialog) -> None:
    dialog.search.setText("light paved")
    assert list(rows(dialog)) == ["light.paved"]
    dialog.search.setText("rumbek")
    assert set(rows(dialog)) == {"wet.dirt", "wet.track"}
    dialog.search.setText("no such number")
    assert rows(dialog) == {}
    dialog.show_group("guard")
    assert dialog.current_key() == "guard.TOB"


def test_a_standard_asked_for_beside_the_plan_is_told(dialog: AssumptionsDialog, workspace: Workspace) -> None:
    workspace.set_conditions(standards_min=(("idp_site", 90.0),))
    assert "Asked now with other standards: IDP site 90 min." in dialog.note.text()
