# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel of courses of action: made, renamed, compared, carried out, and all of them in one table."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PyQt5.QtCore import QAbstractItemModel, Qt
from PyQt5.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from gisplanner.comparison import course_figures
from gisplanner.plan import CloseBase
from ui.operations import forces
from ui.panels.courses import CoursesPanel
from ui.tasks import Line
from ui.workspace import Workspace

Answered = Callable[[Workspace], None]
FIRST, COPY = "COA 1", "COA 1 copy"


@pytest.fixture
def panel(workspace: Workspace, qtbot: QtBot) -> CoursesPanel:
    made = CoursesPanel(workspace)
    qtbot.addWidget(made)
    made.resize(330, 640)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def moved(panel: CoursesPanel, workspace: Workspace) -> Workspace:
    """Two moves in one course of action."""
    assert panel.isVisible()
    bases = workspace.session.plan.bases
    forces.close_base(workspace, bases[0].id)
    forces.close_base(workspace, bases[1].id)
    return workspace


def rows(panel: CoursesPanel) -> list[tuple[str, ...]]:
    model = panel.model
    return [tuple(model.text(n, key) for key in ("name", "moves", "role")) for n in range(model.rowCount())]


def listed(panel: CoursesPanel) -> QAbstractItemModel:
    model = panel.moves.model()
    assert model is not None
    return model


def moves(panel: CoursesPanel) -> list[str]:
    return [listed(panel).index(n, 0).data() for n in range(listed(panel).rowCount())]


def click(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_first_edit_makes_a_course_of_action_that_is_worked_on(panel: CoursesPanel, moved: Workspace) -> None:
    bases = moved.session.plan.bases
    assert rows(panel) == [
        ("Baseline", "none", "\u25cb compared with"),
        (FIRST, "2", "\u25cf working on"),
    ]
    assert panel.chosen() == FIRST
    assert moves(panel) == [f"{bases[0].name} closes", f"{bases[1].name} closes"]


def test_before_anything_moves_only_the_baseline_stands_there(panel: CoursesPanel) -> None:
    assert rows(panel) == [("Baseline", "none", "\u25cf working on")]
    assert "no moves" in panel.moves_head.text()
    assert not panel.delete.isEnabled()
    assert not panel.adopt.isEnabled()


def test_courses_are_made_and_duplicated_and_both_are_undone(
    panel: CoursesPanel, moved: Workspace, qtbot: QtBot
) -> None:
    click(qtbot, panel.copy)
    assert (panel.chosen(), len(moves(panel))) == (COPY, 2)
    click(qtbot, panel.new)
    assert (panel.chosen(), moves(panel)) == ("COA 2", [])
    assert "no moves yet" in panel.moves_head.text()
    assert moved.session.undo_name == "New course of action COA 2"
    moved.undo()
    moved.undo()
    assert [row[0] for row in rows(panel)] == ["Baseline", FIRST]
    assert panel.chosen() == FIRST


def test_a_course_is_renamed_in_its_place(panel: CoursesPanel, moved: Workspace, qtbot: QtBot) -> None:
    click(qtbot, panel.rename)
    editor = panel.list.findChild(QLineEdit)
    assert editor is not None
    assert editor.text() == FIRST
    editor.setText("North first")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.chosen() == "North first")
    assert rows(panel)[1] == ("North first", "2", "\u25cf working on")
    assert moved.session.undo_name == f"Rename course of action {FIRST}"


def test_a_name_that_is_being_typed_outlives_an_answer(panel: CoursesPanel, moved: Workspace, qtbot: QtBot) -> None:
    click(qtbot, panel.rename)
    editor = panel.list.findChild(QLineEdit)
    assert editor is not None
    editor.setText("Half typ")
    moved.set_conditions(night=True)
    qtbot.waitUntil(lambda: moved.session.answer is not None, timeout=10_000)
    panel.model.show(moved.session)
    assert editor.text() == "Half typ"


def test_a_name_that_is_taken_is_refused_in_words(panel: CoursesPanel, moved: Workspace, qtbot: QtBot) -> None:
    click(qtbot, panel.copy)
    with qtbot.waitSignal(moved.failed) as told:
        panel.model.setData(panel.model.index(2, 0), FIRST)
    assert "already" in str(told.args[0])
    assert [row[0] for row in rows(panel)] == ["Baseline", FIRST, COPY]
    assert not panel.model.flags(panel.model.index(0, 0)) & Qt.ItemFlag.ItemIsEditable


def test_a_deleted_course_comes_back_by_undo(panel: CoursesPanel, moved: Workspace, qtbot: QtBot) -> None:
    click(qtbot, panel.delete)
    assert rows(panel) == [("Baseline", "none", "\u25cf working on")]
    moved.undo()
    assert rows(panel)[1][0] == FIRST
    panel.list.setFocus()
    qtbot.waitUntil(panel.list.hasFocus)
    qtbot.keyClick(panel.list, Qt.Key.Key_Delete)
    assert len(rows(panel)) == 1


def test_a_course_that_was_carried_out_becomes_the_baseline(
    panel: CoursesPanel, moved: Workspace, qtbot: QtBot
) -> None:
    click(qtbot, panel.adopt)
    assert len(rows(panel)) == 1
    assert not moved.session.plan.bases[0].open


def test_any_two_can_be_compared(panel: CoursesPanel, moved: Workspace, qtbot: QtBot) -> None:
    click(qtbot, panel.copy)
    at = panel.list.visualRect(panel.model.index(1, 0)).center()
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseDClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert (moved.session.course, moved.session.reference) == (COPY, FIRST)
    assert [row[2] for row in rows(panel)] == ["-", "\u25cb compared with", "\u25cf working on"]
    click(qtbot, panel.work_on)
    assert (moved.session.course, moved.session.reference) == (FIRST, None)
    panel.list.selectRow(2)
    click(qtbot, panel.compare)
    assert moved.session.reference == COPY


def test_moves_are_put_in_another_order_and_taken_out(panel: CoursesPanel, moved: Workspace, qtbot: QtBot) -> None:
    first, second = moves(panel)
    panel.moves.setCurrentIndex(listed(panel).index(0, 0))
    click(qtbot, panel.down)
    assert moves(panel) == [second, first]
    assert panel.moves.currentIndex().row() == 1
    click(qtbot, panel.up)
    assert moves(panel) == [first, second]
    click(qtbot, panel.remove)
    assert moves(panel) == [second]
    assert moved.session.undo_name == f"Change the moves of {FIRST}"
    moved.undo()
    assert moves(panel) == [first, second]


def test_a_move_that_others_need_is_not_taken_out(panel: CoursesPanel, workspace: Workspace, qtbot: QtBot) -> None:
    unit = workspace.session.plan.units[0]
    forces.move_unit_to_new_base(workspace, unit.id, -11.9, -11.9)
    panel.moves.setCurrentIndex(listed(panel).index(0, 0))
    with qtbot.waitSignal(workspace.failed):
        click(qtbot, panel.remove)
    assert len(moves(panel)) == 2


def test_all_courses_stand_in_one_table_once_somebody_looks(
    panel: CoursesPanel, moved: Workspace, qtbot: QtBot, answered: Answered
) -> None:
    answered(moved)
    assert not moved.tasks.busy(Line.COURSES)
    assert not panel.figures.complete
    panel.tabs.setCurrentIndex(1)
    assert panel.state.text() == "Being computed..."
    assert panel.figures.text(1, "within") == "being computed"
    qtbot.waitUntil(lambda: panel.figures.complete, timeout=20_000)
    session = moved.session
    base, course = course_figures(session.engine, session.theatre, session.plan, session.conditions)
    assert panel.figures.headerData(1, Qt.Orientation.Vertical) == FIRST
    panel.table.selectRow(1)
    assert panel.table.selected_text().startswith(f"{FIRST}\t{course.totals['within']:,}\t")
    assert panel.figures.text(0, "within") == f"\u2605 {base.totals['within']:,}"
    assert panel.figures.text(1, "within") == f"{course.totals['within']:,}"
    assert panel.figures.text(1, "lost") == f"{course.lost:,}"
    assert panel.figures.text(0, "lost") == "\u2605 0"
    assert "the best of all" in panel.figures.tip(0, "lost")


def test_figures_follow_the_plan_and_are_kept_where_nothing_changes(
    panel: CoursesPanel, moved: Workspace, qtbot: QtBot
) -> None:
    panel.tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: panel.figures.complete, timeout=20_000)
    moved.session.work_on(FIRST, FIRST)
    assert panel.figures.complete
    moved.edit("Close another", [CloseBase(moved.session.plan.bases[2].id)])
    assert not panel.figures.complete
    assert panel.figures.text(0, "late") != "being computed"
    qtbot.waitUntil(lambda: panel.figures.complete, timeout=20_000)
    moved.set_conditions(night=True)
    assert not panel.figures.complete
    qtbot.waitUntil(lambda: panel.figures.complete, timeout=20_000)
    assert "against the baseline" in panel.state.text()


def test_the_table_sorts_by_any_figure(panel: CoursesPanel, moved: Workspace, qtbot: QtBot) -> None:
    moved.session.new_course()
    panel.tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: panel.figures.complete, timeout=20_000)
    for n, one in enumerate(panel.figures.columns):
        panel.table.sortByColumn(n, Qt.SortOrder.DescendingOrder)
        values = panel.figures.values(one.key)
        order = [panel.figures.record(row) for row in range(panel.figures.rowCount())]
        assert values[order].tolist() == sorted(values.tolist(), reverse=True)
    assert panel.minimumSizeHint().width() <= 330


def test_what_goes_wrong_with_the_figures_is_said_in_its_place(
    panel: CoursesPanel, moved: Workspace, qtbot: QtBot, answered: Answered, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(moved)

    def fail(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("ui.panels.courses.course_figures", fail)
    panel.tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: "went wrong" in panel.state.text(), timeout=10_000)


def test_another_plan_brings_its_own_courses(panel: CoursesPanel, moved: Workspace) -> None:
    session = moved.session
    moved.open(type(session)(session.file, session.engine))
    assert rows(panel)[0][2] == "\u25cf working on"
    assert panel.chosen() is None
