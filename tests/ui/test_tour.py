# SPDX-License-Identifier: GPL-3.0-or-later
"""The tour of a planner through the whole window, in the planner's words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt5.QtCore import QPoint, QPointF, Qt
from PyQt5.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from pytestqt.qtbot import QtBot

from gisplanner.change import LOST
from gisplanner.mobility import Season
from gisplanner.planfile import PlanFile, load, save
from gisplanner.session import Session
from tests.engine.small import Small, base, road, site, unit
from tests.ui.conftest import Drag, shown
from tests.ui.hands import click_on, press_key
from tests.ui.window import SIZES, is_answered, opened, pixel_of, pixel_of_base, pixel_of_item, wait_for
from ui.desk import Desk
from ui.dialogs.problem import ProblemDialog
from ui.models.unit_mime import unit_mime
from ui.operations import closures, files, forces
from ui.workspace import Kind, Selected

COMPANY, AWAY = "U15", "B04"
Answered = Callable[[], None]


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:  # noqa: ARG001  its application
    with opened(SIZES["1366x768"]) as made:
        yield made


@pytest.fixture
def answered(desk: Desk) -> Answered:
    return lambda: wait_for(lambda: is_answered(desk.workspace))


def drag_company_away(desk: Desk, drag: Drag, *, release: bool = True) -> None:
    view = desk.map
    unit = view.scenery.units[COMPANY]
    drag(view.viewport(), pixel_of_item(view, unit), pixel_of_base(view, AWAY), steps=8, release=release)


def small_session() -> Session:
    """A road, a town and a base."""
    small = Small(
        roads=[road((20.0, 5.0), (20.1, 5.0), (20.3, 5.1))],
        settlements=[site("town", (20.1, 5.0))],
        bases=[base("west", (20.0, 5.0))],
        units=[unit("west")],
    )
    return Session(PlanFile(small.theatre(), small.plan()))


def opposite_corners(session: Session) -> tuple[tuple[float, float], tuple[float, float]]:
    west, south, east, north = session.theatre.extent.bounds
    return (west, south), (east, north)


def lost(desk: Desk) -> set[str]:
    found = shown(desk.workspace)
    names = found.after.theatre.sites.name
    return {name for name, kind in zip(names, found.change.kind, strict=True) if kind == LOST}


def test_drag_a_company_away_and_read_who_lost_coverage(desk: Desk, drag: Drag, answered: Answered) -> None:
    assert desk.workspace.session.plan.unit(COMPANY).base != AWAY
    drag_company_away(desk, drag)
    answered()
    assert desk.workspace.session.disposition.unit(COMPANY).base == AWAY
    assert desk.workspace.session.course == "COA 1"
    verdict = shown(desk.workspace).verdict
    assert "fall out of standard" in verdict
    assert "Dovregga Quarry" in lost(desk)
    desk.show_dock("changes")
    assert desk.changes.verdict.text() == verdict
    names = {desk.changes.model.index(row, 1).data() for row in range(desk.changes.model.rowCount())}
    assert lost(desk) <= names


def test_while_it_is_dragged_the_window_shows_what_would_be_and_escape_gives_it_up(
    desk: Desk, drag: Drag, answered: Answered, qtbot: QtBot
) -> None:
    before = shown(desk.workspace)
    drag_company_away(desk, drag, release=False)
    wait_for(lambda: desk.workspace.is_preview and shown(desk.workspace).after.plan.unit(COMPANY).base == AWAY)
    assert "Dovregga Quarry" in lost(desk)
    assert not desk.workspace.session.unsaved
    press_key(qtbot, desk.map, Qt.Key.Key_Escape)
    answered()
    assert shown(desk.workspace) is before
    assert desk.workspace.session.disposition.unit(COMPANY).base != AWAY


def test_a_base_dragged_over_the_map_is_one_edit(desk: Desk, drag: Drag, answered: Answered) -> None:
    view, base = desk.map, desk.workspace.session.plan.base(AWAY)
    start = pixel_of_item(view, view.scenery.bases[AWAY])
    drag(view.viewport(), start, start + QPoint(-40, 30), steps=12)
    answered()
    moved = desk.workspace.session.disposition.base(AWAY)
    assert (moved.lon, moved.lat) != (base.lon, base.lat)
    assert desk.workspace.session.undo_name == f"Move {base.name}"
    desk.actions["undo"].trigger()
    answered()
    assert not shown(desk.workspace).differs
    assert not desk.actions["undo"].isEnabled()


def test_a_unit_dragged_from_the_forces_panel_is_let_go_on_the_map(desk: Desk, answered: Answered) -> None:
    view, at = desk.map, pixel_of_item(desk.map, desk.map.scenery.bases[AWAY])
    data, button = unit_mime([COMPANY]), Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(at, Qt.DropAction.MoveAction, data, button, none)
    view.dragEnterEvent(entered)
    assert entered.isAccepted()
    wait_for(lambda: desk.workspace.is_preview and shown(desk.workspace).after.plan.unit(COMPANY).base == AWAY)
    view.dragLeaveEvent(QDragLeaveEvent())
    assert not desk.workspace.is_preview
    view.dropEvent(QDropEvent(QPointF(at), Qt.DropAction.MoveAction, data, button, none))
    answered()
    assert desk.workspace.session.disposition.unit(COMPANY).base == AWAY


def test_undo_and_redo_by_name(desk: Desk, drag: Drag, answered: Answered) -> None:
    drag_company_away(desk, drag)
    answered()
    assert "B Coy" in desk.actions["undo"].text()
    desk.actions["undo"].trigger()
    answered()
    assert not shown(desk.workspace).differs
    assert "B Coy" in desk.actions["redo"].text()
    desk.actions["redo"].trigger()
    answered()
    assert "Dovregga Quarry" in lost(desk)


def test_compare_two_courses_of_action(desk: Desk, drag: Drag, answered: Answered) -> None:
    drag_company_away(desk, drag)
    session = desk.workspace.session
    session.work_on(None)
    session.copy_course()
    first, second = (course.name for course in session.plan.courses)
    desk.workspace.select(Kind.BASE, AWAY)
    desk.actions["close_base"].trigger()
    session.work_on(second, first)
    answered()
    found = shown(desk.workspace)
    assert found.before.plan.unit(COMPANY).base == AWAY
    assert found.after.plan.unit(COMPANY).base != AWAY
    assert not found.after.plan.base(AWAY).open


def test_close_a_bridge_and_open_it_again(desk: Desk, answered: Answered, qtbot: QtBot) -> None:
    view, work = desk.map, desk.workspace
    roads = work.session.theatre.layers["roads"].table
    road, shape = max(zip(roads["id"], roads.geometry, strict=True), key=lambda one: float(one[1].length))
    middle = shape.interpolate(0.5, normalized=True)
    wait_for(lambda: view.roads is not None)
    view.zoom_to(Selected(Kind.ROAD, str(road)))
    click_on(qtbot, view.viewport(), at=pixel_of(view, middle.x, middle.y))
    assert work.selected == Selected(Kind.ROAD, str(road))
    assert desk.docks["road"].isVisible()
    before = {one.id for one in work.session.plan.closures}
    assert closures.close_road(work, str(road), middle.x, middle.y)
    answered()
    (made,) = {one.id for one in work.session.plan.closures} - before
    closures.remove_closure(work, made)
    answered()
    assert {one.id for one in work.session.plan.closures} == before


def test_switch_to_the_wet_season_and_to_night(desk: Desk, answered: Answered) -> None:
    dry = shown(desk.workspace).after.coverage.response_ms
    desk.workspace.set_conditions(season=Season.WET)
    answered()
    wet = shown(desk.workspace).after.coverage.response_ms
    assert (wet >= dry).all()
    assert (wet > dry).any()
    desk.workspace.set_conditions(night=True)
    answered()
    assert shown(desk.workspace).after.conditions.night


def test_save_reopen_and_export(desk: Desk, drag: Drag, answered: Answered, tmp_path: Path) -> None:
    drag_company_away(desk, drag)
    answered()
    work, path = desk.workspace, tmp_path / "plan.gpkg"
    files.save_plan(work, path)
    wait_for(lambda: not work.session.unsaved)
    assert not desk.window.isWindowModified()
    assert load(path).plan.course("COA 1").moves == work.session.moves
    verdict = shown(work).verdict
    page, table = tmp_path / "map.html", tmp_path / "table.csv"
    files.export_html(work, page)
    wait_for(page.exists)
    files.export_csv(work, table)
    wait_for(table.exists)
    assert verdict.split(";")[0] in page.read_text(encoding="utf-8")
    assert "Dovregga Quarry" in table.read_text(encoding="utf-8-sig")
    files.open_plan(work, path)
    wait_for(lambda: work.session.path == path and is_answered(work))
    work.session.work_on("COA 1")
    answered()
    assert shown(work).verdict == verdict


def test_from_a_large_plan_to_a_small_one_and_back(desk: Desk, answered: Answered) -> None:
    work, view = desk.workspace, desk.map
    sample, small = work.session, small_session()
    for session in (small, sample, small):
        files.turn_to(work, session)
        answered()
        wait_for(lambda: view.roads is not None)
        assert len(view.scenery.looks) == len(session.theatre.sites)
        left, right = (pixel_of(view, *at) for at in opposite_corners(session))
        assert 0 <= left.x() < right.x() <= view.width()
    files.turn_to(work, sample)
    answered()


def test_what_was_edited_while_another_plan_was_opened_is_not_thrown_away(
    desk: Desk, answered: Answered, tmp_path: Path
) -> None:
    work = desk.workspace
    path = tmp_path / "other.gpkg"
    save(path, work.session.file)
    asked: list[bool] = []

    def may_leave() -> bool:
        asked.append(True)
        return False

    files.open_plan(work, path, may_leave=may_leave)
    forces.move_unit(work, COMPANY, AWAY)
    wait_for(lambda: bool(asked))
    answered()
    assert work.session.disposition.unit(COMPANY).base == AWAY


def test_undo_in_the_middle_of_a_drag_ends_the_drag(desk: Desk, drag: Drag, answered: Answered) -> None:
    view = desk.map
    assert forces.move_unit_to_new_base(desk.workspace, COMPANY, -11.9, -11.9)
    answered()
    made = desk.workspace.session.disposition.unit(COMPANY).base
    assert made is not None
    start = pixel_of_item(view, view.scenery.bases[made])
    drag(view.viewport(), start, start + QPoint(30, 0), release=False)
    assert view.scenery.dragged == made
    desk.workspace.undo()
    assert view.scenery.dragged is None
    drag(view.viewport(), start, start + QPoint(30, 0))
    answered()
    assert made not in view.scenery.bases


def test_a_unit_let_go_on_a_closed_base_is_refused_in_words(desk: Desk, drag: Drag, answered: Answered) -> None:
    forces.close_base(desk.workspace, AWAY)
    answered()
    told: list[Exception] = []
    desk.workspace.failed.connect(told.append)
    drag_company_away(desk, drag)
    assert "closed" in str(told[0])
    assert desk.workspace.session.disposition.unit(COMPANY).base not in {AWAY, None}
    assert not any(base.id.startswith("tob-") for base in desk.workspace.session.disposition.bases)


def test_a_site_selected_on_the_map_is_the_row_in_the_table_and_its_route_is_drawn(desk: Desk) -> None:
    work, view = desk.workspace, desk.map
    site = shown(work).after.theatre.sites
    work.select(Kind.SITE, site.id[3])
    desk.show_dock("coverage")
    chosen = desk.coverage.table.selectionModel()
    assert chosen is not None
    (row,) = chosen.selectedRows()
    assert site.name[3] in {row.sibling(row.row(), column).data() for column in range(4)}
    view.zoom_to(Selected(Kind.SITE, site.id[3]))
    wait_for(view.scenery.route.isVisible)


def test_an_exception_is_told_and_the_plan_is_kept(desk: Desk, drag: Drag, answered: Answered) -> None:
    drag_company_away(desk, drag)
    answered()
    desk.tell(ZeroDivisionError("division by zero"))
    (dialog,) = desk.window.findChildren(ProblemDialog)
    assert "Your plan is kept" in dialog.remedy.text()
    assert "division by zero" in dialog.details.toPlainText()
    dialog.reject()
    assert desk.workspace.session.disposition.unit(COMPANY).base == AWAY
