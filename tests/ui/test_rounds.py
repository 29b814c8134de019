# SPDX-License-Identifier: GPL-3.0-or-later
"""A newer list of camps in the window: seen before it is taken, and undone by name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt5.QtCore import QMimeData, Qt, QUrl
from pytestqt.qtbot import QtBot

from gisplanner.analysis import Engine
from gisplanner.session import Session
from tests.layers.files import csv_file
from tests.two_rounds import newer_list, rounds_plan
from tests.ui.hands import press_key, type_text
from tests.ui.test_new_plan import drop_on
from tests.ui.window import SIZES, is_answered, opened, wait_for
from ui.dialogs.rounds import RoundsDialog
from ui.models.rounds_model import RoundsModel
from ui.tasks import Tasks
from ui.workspace import Kind, Workspace

WAIT_MS = 30_000


@pytest.fixture
def plan(tasks: Tasks, tmp_path: Path, qtbot: QtBot) -> Workspace:
    """The older list, answered."""
    made = Workspace(Session(rounds_plan(tmp_path), Engine()), tasks)
    made.ask()
    qtbot.waitUntil(lambda: is_answered(made), timeout=WAIT_MS)
    return made


@pytest.fixture
def dialog(plan: Workspace, qtbot: QtBot) -> Iterator[RoundsDialog]:
    made = RoundsDialog(plan)
    qtbot.addWidget(made, before_close_func=lambda closed: closed.done(0))  # asks nothing
    made.show()
    yield made
    made.done(0)


def compared(qtbot: QtBot, dialog: RoundsDialog, path: Path) -> None:
    """Read a file and compare it with the plan."""
    read(qtbot, dialog, path)
    dialog.compare_button.click()
    qtbot.waitUntil(lambda: dialog.pages.currentWidget() is dialog.rounds, timeout=WAIT_MS)


def read(qtbot: QtBot, dialog: RoundsDialog, path: Path) -> None:
    dialog.set_file(path)
    qtbot.waitUntil(lambda: not dialog.cancel_button.isVisible(), timeout=WAIT_MS)


def rows(model: RoundsModel) -> dict[str, list[str]]:
    cells = [[str(model.index(row, column).data()) for column in range(7)] for row in range(model.rowCount())]
    return {f"{row[0]} {row[1].split(' ', 1)[0]}": row for row in cells}


def test_every_camp_is_shown_before_the_list_is_taken(dialog: RoundsDialog, tmp_path: Path, qtbot: QtBot) -> None:
    compared(qtbot, dialog, newer_list(tmp_path))
    shown = rows(dialog.rounds.model)
    assert shown["Hanu ✕"][2:] == ["100", "-", "within standard", "-", "▲ row 9 seems to be it and was rejected"]
    assert shown["Deru as"][2:6] == ["2,500", "2,500", "within standard", "late"]
    assert shown["Deru as"][6] == "▲ moved 133.1 km; keeps priority"
    assert shown["Ilo ✚"][6] == "▲ has the id of another site"
    assert shown["Fula Transit ▲"][6] == "was Fula"
    assert shown["BELO NORD ▼"][6] == "found by name and place; keeps liaison, teams needed"
    assert "Ama Camp as" not in shown
    dialog.rounds.all.click()
    assert "Ama Camp as" in rows(dialog.rounds.model)
    assert "2,500 people in 1 place fall out of standard" in dialog.rounds.figures.text()
    assert "1 error" in dialog.rounds.findings.counts.text()
    assert "1 of the gone, 100 people, seem to be rows that were rejected" in dialog.rounds.figures.text()
    assert dialog.rounds.back_button.isDefault()
    assert "other courses" not in dialog.rounds.figures.text()


def test_other_courses_of_action_that_get_the_list_are_counted(
    dialog: RoundsDialog, plan: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    plan.session.new_course()
    plan.session.new_course()
    compared(qtbot, dialog, newer_list(tmp_path))
    assert "holds for 1 other courses of action too" in dialog.rounds.figures.text()


def test_the_list_is_taken_and_undone_by_name(
    dialog: RoundsDialog, plan: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    session, before = plan.session, plan.session.theatre
    compared(qtbot, dialog, newer_list(tmp_path))
    with qtbot.waitSignal(plan.opened):
        dialog.rounds.take_button.click()
    assert not dialog.isVisible()
    assert session.undo_name == "Round of 2025-06-01"
    assert session.unsaved
    assert session.theatre.layers["idp_sites"].source == "round 2.csv"
    assert "round_moved" in [finding.code for finding in session.findings]
    qtbot.waitUntil(lambda: is_answered(plan), timeout=WAIT_MS)
    assert plan.shown is not None
    assert plan.shown.after.theatre is session.theatre
    plan.undo()
    assert session.theatre is before
    assert not session.unsaved
    assert "round_moved" not in [finding.code for finding in session.findings]
    plan.redo()
    qtbot.waitUntil(lambda: is_answered(plan), timeout=WAIT_MS)
    assert session.theatre.layers["idp_sites"].source == "round 2.csv"


def test_the_table_sorts_by_people_and_by_what_becomes_of_camps(
    dialog: RoundsDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    compared(qtbot, dialog, newer_list(tmp_path))
    from PyQt5.QtCore import Qt

    dialog.rounds.table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    model = dialog.rounds.model
    assert [model.index(row, 2).data() for row in range(3)] == ["unknown", "4,000", "2,500"]
    dialog.rounds.table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert model.index(0, 1).data() == "✕ gone"


def test_columns_are_chosen_and_the_kind_of_list_too(dialog: RoundsDialog, tmp_path: Path, qtbot: QtBot) -> None:
    read(qtbot, dialog, csv_file(tmp_path / "x.csv", "Lugar,Este,Norte,Total", "Ama,20.1,5,1300"))
    assert not dialog.compare_button.isEnabled()
    for field, column in {"lon": "Este", "lat": "Norte", "people": "Total"}.items():
        combo = dialog.view.columns.combo(field)
        combo.setCurrentIndex(combo.findData(column))
        combo.activated.emit(combo.currentIndex())
        qtbot.waitUntil(lambda: not dialog.cancel_button.isVisible(), timeout=WAIT_MS)
    assert dialog.compare_button.isEnabled()
    dialog.kind.setCurrentIndex(1)
    dialog.kind.activated.emit(1)
    qtbot.waitUntil(lambda: not dialog.cancel_button.isVisible(), timeout=WAIT_MS)
    assert "Settlements: x.csv" in dialog.view.title.text()


def test_a_list_without_a_row_to_go_by_cannot_be_taken(dialog: RoundsDialog, tmp_path: Path, qtbot: QtBot) -> None:
    read(qtbot, dialog, csv_file(tmp_path / "x.csv", "name,lon,lat", "Ama,200,95"))
    assert "everybody would be gone" in dialog.message.text()
    assert not dialog.compare_button.isEnabled()


def test_of_several_files_the_first_is_read_and_the_others_are_named(
    dialog: RoundsDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    paths = [csv_file(tmp_path / f"{name}.csv", "name,lon,lat,people", "Ama,20.1,5,13") for name in ("a", "b", "c")]
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    drop_on(dialog, mime)
    qtbot.waitUntil(lambda: not dialog.cancel_button.isVisible(), timeout=WAIT_MS)
    assert dialog.view.title.text().startswith("IDP sites: a.csv; rows: 1 in")
    assert [text.split(".")[0] for text in dialog.untaken.texts()] == ["▲ b", "▲ c"]
    assert "b.csv was put aside for a.csv: one file makes the newer list" in dialog.untaken.texts()[0]
    read(qtbot, dialog, paths[1])
    assert [text.split(".")[0] for text in dialog.untaken.texts()] == ["▲ c"]


def test_cancelling_goes_back_to_the_list_that_was_read(dialog: RoundsDialog, tmp_path: Path, qtbot: QtBot) -> None:
    path = csv_file(tmp_path / "a.csv", "name,lon,lat,people,state", "Ama,20.1,5,13,Kano", "Bru,20.2,5,1,Lagos")
    read(qtbot, dialog, path)
    before, bar = dialog.view.title.text(), dialog.view.filter
    dialog.set_file(newer_list(tmp_path))
    assert dialog.view.title.text().endswith("; reading…")
    assert dialog.view.rows.rowCount() == 0
    dialog.cancel_button.click()
    assert dialog.view.title.text() == before
    assert dialog.compare_button.isEnabled()
    at = bar.column.findData("state")
    bar.column.setCurrentIndex(at)
    bar.column.activated.emit(at)
    type_text(qtbot, bar.value, "Kano")
    press_key(qtbot, bar.value, Qt.Key.Key_Return)
    assert dialog.cancel_button.isVisible()
    dialog.cancel_button.click()
    assert (bar.column.currentIndex(), dialog.view.title.text()) == (0, before)
    dialog.kind.setCurrentIndex(1)
    dialog.kind.activated.emit(1)
    assert dialog.view.title.text() == "Settlements: a.csv; reading…"
    dialog.cancel_button.click()
    assert (dialog.kind.currentIndex(), dialog.view.title.text()) == (0, before)


def test_escape_in_a_field_keeps_the_list(dialog: RoundsDialog, tmp_path: Path, qtbot: QtBot) -> None:
    read(qtbot, dialog, newer_list(tmp_path))
    dialog.view.read_as.crs.setFocus()
    type_text(qtbot, dialog.view.read_as.crs, "abc")
    press_key(qtbot, dialog.view.read_as.crs, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.view.read_as.crs.text() == ""
    assert dialog.compare_button.isEnabled()


def test_without_a_file_escape_closes_at_once(dialog: RoundsDialog, qtbot: QtBot) -> None:
    press_key(qtbot, dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_reading_is_cancelled(dialog: RoundsDialog, tmp_path: Path) -> None:
    dialog.set_file(newer_list(tmp_path))
    assert dialog.cancel_button.isVisible()
    dialog.cancel_button.click()
    assert not dialog.cancel_button.isVisible()
    assert not dialog.compare_button.isEnabled()


@pytest.mark.slow
@pytest.mark.usefixtures("qapp")
def test_the_whole_window_follows_a_round_and_its_undoing(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path / "r.csv",
        "SSID,Site Name,Longitude,Latitude,Individuals",
        "D02,Ombrava North,-11.86291,-12.21208,70000",
    )
    with opened(SIZES["1366x768"]) as desk:
        work = desk.workspace
        work.select(Kind.SITE, "D03")
        for name in ("changes", "risk", "courses", "coverage", "layers"):
            desk.show_dock(name)
        dialog = RoundsDialog(work, desk.window)
        dialog.set_file(path)
        wait_for(dialog.compare_button.isEnabled)
        dialog.compare()
        wait_for(lambda: dialog.pages.currentWidget() is dialog.rounds)
        dialog.rounds.take_button.click()
        wait_for(lambda: is_answered(work))
        assert len(work.session.theatre.sites) == 401
        assert work.selected is None
        assert desk.window.isWindowModified()
        assert desk.actions["undo"].text() == "Undo: Round of r.csv"
        work.undo()
        wait_for(lambda: is_answered(work))
        assert len(work.session.theatre.sites) == 425
        assert not desk.window.isWindowModified()
