# SPDX-License-Identifier: GPL-3.0-or-later
"""The map under a planner's hand: look about, select, drag bases and units, measure, close roads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import shapely
from PyQt5.QtCore import QPoint, QPointF, Qt
from PyQt5.QtGui import QContextMenuEvent, QWheelEvent
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gisplanner.forces import BaseKind
from gisplanner.plan import MoveUnit
from gisplanner.planfile import PlanFile
from gisplanner.session import Session
from tests.ui.conftest import Drag, shown
from tests.ui.hands import press_key
from ui.map.history import View
from ui.map.tips import tip_of
from ui.map.view import MapView
from ui.operations import closures, forces
from ui.workspace import Kind, Selected, Workspace

Answered = Callable[[Workspace], None]
HAND: Any = QTest
"""Its stub takes its functions for methods."""


@pytest.fixture
def view(qtbot: QtBot, workspace: Workspace) -> MapView:
    made = MapView(workspace)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    qtbot.waitUntil(lambda: made.pictures.ground is not None and not made.pictures.waits, timeout=20_000)
    return made


def port(view: MapView) -> QWidget:
    found = view.viewport()
    assert found is not None
    return found


def click(view: MapView, at: QPoint) -> None:
    HAND.mouseClick(port(view), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def pixel(view: MapView, lon: float, lat: float) -> QPoint:
    return view.pixel_of(view.plane.point_of(lon, lat)).toPoint()


def flag(view: MapView, base: str) -> QPoint:
    item = view.scenery.bases[base]
    return (view.pixel_of(item.pos()) + item.look.cloth.center()).toPoint()


def counter(view: MapView, unit: str) -> QPoint:
    item = view.scenery.units[unit]
    return (view.pixel_of(item.pos()) + item.offset).toPoint()


def lone_unit(workspace: Workspace) -> str:
    """A unit that is alone at its base, and forms teams."""
    plan = workspace.session.plan
    senders = {team.unit for output in shown(workspace).after.outputs for team in output.teams}
    return next(u.id for u in plan.units if u.id in senders and sum(o.base == u.base for o in plan.units) == 1)


def test_the_map_shows_the_whole_theatre_with_its_bases_named(view: MapView, workspace: Workspace) -> None:
    frame = view.frame.rect
    for base in workspace.session.plan.bases:
        assert frame.contains(view.plane.point_of(base.lon, base.lat))
    names = view.scenery.labels.names
    assert sum(base.name in names for base in workspace.session.plan.bases) > len(workspace.session.plan.bases) / 2
    image = view.grab().toImage()
    assert len({image.pixel(x, y) for x in range(0, 1000, 9) for y in range(0, 700, 9)}) > 50


def test_the_wheel_zooms_at_the_pointer(view: MapView) -> None:
    at = QPointF(300, 200)
    before, metres = view.scene_at(at), view.metres_per_pixel
    up = QWheelEvent(
        at, QPointF(port(view).mapToGlobal(at.toPoint())), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(port(view), up)
    after = view.scene_at(at)
    assert view.metres_per_pixel < metres
    assert abs(after.x() - before.x()) < 2 * metres
    assert abs(after.y() - before.y()) < 2 * metres


def test_dragging_the_ground_pans_and_the_view_before_comes_back(view: MapView, drag: Drag) -> None:
    before = view.frame
    drag(port(view), QPoint(30, 400), QPoint(130, 360))
    after = view.frame
    assert (after.left - before.left) / before.metres == pytest.approx(-100, abs=1)
    assert (after.top - before.top) / before.metres == pytest.approx(40, abs=1)
    assert view.history.can_go_back
    view.go_back()
    assert view.frame.left == pytest.approx(before.left, abs=before.metres)
    view.go_forward()
    assert view.frame.left == pytest.approx(after.left, abs=before.metres)


def test_keys_move_the_view(view: MapView) -> None:
    whole = view.metres_per_pixel
    HAND.keyClick(view, Qt.Key.Key_Plus)
    assert view.metres_per_pixel == pytest.approx(whole / 1.25)
    left = view.frame.left
    HAND.keyClick(view, Qt.Key.Key_Right)
    assert view.frame.left > left
    HAND.keyClick(view, Qt.Key.Key_Home)
    assert view.metres_per_pixel == pytest.approx(whole)


def test_zooming_has_limits(view: MapView) -> None:
    for _ in range(80):
        view.zoom_by(2.0)
    assert view.metres_per_pixel == 0.5
    for _ in range(80):
        view.zoom_by(0.5)
    assert view.metres_per_pixel < 5_000
    view.grab()


def test_a_click_selects_a_site_and_shows_its_way(view: MapView, workspace: Workspace, qtbot: QtBot) -> None:
    sites, coverage = workspace.session.theatre.sites, shown(workspace).after.coverage
    bases = workspace.session.plan.bases
    row = next(
        n for n in range(len(sites)) if coverage.base[n] >= 0 and sites.people[n] > 3000 and coverage.travel_ms[n] > 5e6
    )
    view.zoom_to_lonlat(float(sites.lon[row]), float(sites.lat[row]))
    click(view, pixel(view, float(sites.lon[row]), float(sites.lat[row])))
    assert workspace.selected == Selected(Kind.SITE, sites.id[row])
    qtbot.waitUntil(lambda: not view.scenery.route.empty, timeout=10_000)
    words = tip_of(workspace, Selected(Kind.SITE, sites.id[row]))
    assert sites.name[row] in words
    assert bases[int(coverage.base[row])].name in words
    click(view, QPoint(3, 350))
    qtbot.waitUntil(lambda: view.scenery.route.empty or workspace.selected is not None)


def test_a_base_that_is_dragged_shows_what_would_be_and_stays_where_it_is_let_go(
    view: MapView, workspace: Workspace, drag: Drag, qtbot: QtBot, answered: Answered
) -> None:
    base = workspace.session.plan.bases[4]
    start = flag(view, base.id)
    drag(port(view), start, start + QPoint(60, 30), release=False)
    qtbot.waitUntil(lambda: workspace.is_preview, timeout=10_000)
    drag(port(view), start, start + QPoint(60, 30))
    assert workspace.session.undo_name == f"Move {base.name}"
    moved = workspace.session.disposition.base(base.id)
    away = pixel(view, moved.lon, moved.lat) - pixel(view, base.lon, base.lat)
    assert (away.x(), away.y()) == (pytest.approx(60, abs=2), pytest.approx(30, abs=2))
    answered(workspace)
    workspace.undo()
    assert view.scenery.bases[base.id].pos() == view.plane.point_of(base.lon, base.lat)


def test_a_small_movement_is_a_click(view: MapView, workspace: Workspace, drag: Drag) -> None:
    base = workspace.session.plan.bases[4]
    start = flag(view, base.id)
    drag(port(view), start, start + QPoint(2, 1), steps=2)
    assert workspace.session.undo_name is None
    assert workspace.selected == Selected(Kind.BASE, base.id)


def test_a_unit_dragged_onto_a_base_moves_there(view: MapView, workspace: Workspace, drag: Drag) -> None:
    unit = lone_unit(workspace)
    own = workspace.session.plan.unit(unit)
    target = next(base for base in workspace.session.plan.bases if base.id != own.base and base.open)
    drag(port(view), counter(view, unit), flag(view, target.id))
    assert workspace.session.moves == (MoveUnit(unit, target.id),)
    assert workspace.session.undo_name == f"Move {own.name} to {target.name}"


def test_a_unit_dragged_onto_open_ground_gets_a_temporary_base(
    view: MapView, workspace: Workspace, drag: Drag, qtbot: QtBot
) -> None:
    unit = lone_unit(workspace)
    start = counter(view, unit)
    end = QPoint(500, 250)
    assert view.base_near(end) is None
    drag(port(view), start, end, release=False)
    qtbot.waitUntil(lambda: workspace.is_preview, timeout=10_000)
    drag(port(view), start, end)
    base = workspace.session.disposition.unit(unit).base
    assert base == f"tob-{unit}"
    assert base in view.scenery.bases


def test_everything_in_sight_is_turned_to_by_keys_and_named(view: MapView, workspace: Workspace, qtbot: QtBot) -> None:
    said: list[str] = []
    workspace.said.connect(said.append)
    plan, sites = workspace.session.disposition, workspace.session.theatre.sites
    for key, kind, names in (
        (Qt.Key.Key_S, Kind.SITE, dict(zip(sites.id, sites.name, strict=True))),
        (Qt.Key.Key_B, Kind.BASE, {base.id: base.name for base in plan.bases}),
        (Qt.Key.Key_U, Kind.UNIT, {unit.id: unit.name for unit in plan.units}),
        (Qt.Key.Key_C, Kind.CLOSURE, {one.id: one.id for one in plan.closures}),
    ):
        reached = set()
        for _ in names:
            press_key(qtbot, view, key)
            assert workspace.selected is not None
            assert workspace.selected.kind == kind
            assert said[-1]
            assert view.accessibleDescription() == said[-1]
            reached.add(workspace.selected.id)
        assert reached == set(names)
        last = workspace.selected
        press_key(qtbot, view, key)
        press_key(qtbot, view, key, Qt.KeyboardModifier.ShiftModifier)
        assert workspace.selected == last
    view.set_layer_visible("sites", visible=False)
    press_key(qtbot, view, Qt.Key.Key_S)
    assert said[-1].startswith("Nothing")


def test_a_base_is_moved_by_keys_and_undone(view: MapView, workspace: Workspace, qtbot: QtBot) -> None:
    press_key(qtbot, view, Qt.Key.Key_B)
    assert workspace.selected is not None
    base = workspace.session.disposition.base(workspace.selected.id)
    press_key(qtbot, view, Qt.Key.Key_M)
    for _ in range(3):
        press_key(qtbot, view, Qt.Key.Key_Right)
    press_key(qtbot, view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: workspace.is_preview, timeout=10_000)
    press_key(qtbot, view, Qt.Key.Key_Escape)
    assert not workspace.is_preview
    assert workspace.session.disposition.base(base.id) == base
    start = view.scenery.bases[base.id].pos()
    for key in (Qt.Key.Key_M, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        press_key(qtbot, view, key)
    moved = workspace.session.disposition.base(base.id)
    end = view.plane.point_of(moved.lon, moved.lat)
    assert (end.x() - start.x()) / view.metres_per_pixel == pytest.approx(24, abs=1)
    assert end.y() == pytest.approx(start.y(), abs=view.metres_per_pixel)
    workspace.undo()
    assert workspace.session.disposition.base(base.id) == base


def test_a_unit_is_moved_onto_another_base_by_keys_even_from_out_of_sight(
    view: MapView, workspace: Workspace, qtbot: QtBot
) -> None:
    unit = lone_unit(workspace)
    workspace.select(Kind.UNIT, unit)
    target = next(base for base in workspace.session.plan.bases if base.id != workspace.session.plan.unit(unit).base)
    view.pan_by(3000, 0)
    press_key(qtbot, view, Qt.Key.Key_M)
    assert port(view).rect().contains(counter(view, unit))
    for _ in range(400):
        at = view.pixel_of(view.scenery.units[unit].pos())
        away = view.pixel_of(view.plane.point_of(target.lon, target.lat)) - at
        if away.manhattanLength() < 15:
            break
        across = abs(away.x()) > abs(away.y())
        key = (
            (Qt.Key.Key_Right if away.x() > 0 else Qt.Key.Key_Left)
            if across
            else (Qt.Key.Key_Down if away.y() > 0 else Qt.Key.Key_Up)
        )
        press_key(qtbot, view, key)
    press_key(qtbot, view, Qt.Key.Key_Return)
    assert workspace.session.disposition.unit(unit).base == target.id


def test_what_is_carried_by_keys_stays_where_it_is_while_the_view_changes(
    view: MapView, workspace: Workspace, qtbot: QtBot
) -> None:
    press_key(qtbot, view, Qt.Key.Key_B)
    assert workspace.selected is not None
    base = workspace.session.disposition.base(workspace.selected.id)
    for key in (Qt.Key.Key_M, Qt.Key.Key_Plus, Qt.Key.Key_Plus, Qt.Key.Key_Return):
        press_key(qtbot, view, key)  # put back where it was: no edit
    assert not workspace.session.unsaved
    press_key(qtbot, view, Qt.Key.Key_M)
    press_key(qtbot, view, Qt.Key.Key_Right)
    click(view, QPoint(40, 40))
    assert view.scenery.dragged == base.id
    step_m = 12 * view.metres_per_pixel
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Plus, Qt.Key.Key_Return):
        press_key(qtbot, view, key)
    moved = workspace.session.disposition.base(base.id)
    there, here = view.plane.point_of(moved.lon, moved.lat), view.plane.point_of(base.lon, base.lat)
    assert there.x() - here.x() == pytest.approx(step_m, abs=step_m / 6)
    assert there.y() == pytest.approx(here.y(), abs=step_m / 6)


def test_a_unit_in_a_stack_is_taken_by_keys(view: MapView, workspace: Workspace, qtbot: QtBot) -> None:
    plan = workspace.session.plan
    stacked = next(u for u in plan.units if not view.scenery.units[u.id].isVisible())
    workspace.select(Kind.UNIT, stacked.id)
    for key in (Qt.Key.Key_M, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right):
        press_key(qtbot, view, key)
    assert view.scenery.dragged == stacked.id
    assert view.scenery.units[stacked.id].isVisible()
    press_key(qtbot, view, Qt.Key.Key_Escape)
    assert not workspace.session.unsaved


def test_a_road_is_selected_and_closed_and_a_base_opened_by_keys(
    view: MapView, workspace: Workspace, qtbot: QtBot
) -> None:
    middle = QPointF(port(view).width() / 2, port(view).height() / 2)
    roads = view.roads
    assert roads is not None
    at = view.scene_at(middle)
    road = roads.nearest(at.x(), at.y(), 1e9)
    assert road is not None
    shape = roads.shape(road)
    assert shape is not None
    ends = shapely.get_coordinates(shape)
    longest = int(np.argmax(np.hypot(*np.diff(ends, axis=0).T)))
    x, y = ends[longest : longest + 2].mean(axis=0).tolist()
    view.look_at(View(x, y, view.metres_per_pixel / 8))
    press_key(qtbot, view, Qt.Key.Key_X)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Return):
        press_key(qtbot, view, key)
    assert view.tool == "select"
    assert workspace.selected is not None
    assert workspace.selected.kind == Kind.ROAD
    closed = len(workspace.session.plan.closures)
    view.use_tool("closure")
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Return):
        press_key(qtbot, view, key)
    assert len(workspace.session.plan.closures) == closed + 1
    asked: list[tuple[float, float]] = []
    view.base_place_asked.connect(lambda lon, lat: asked.append((lon, lat)))
    view.use_tool("base")
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Return):
        press_key(qtbot, view, key)
    expected = view.plane.lonlat_of(view.scene_at(view.pixel_of(QPointF(x, y)) + QPointF(12, 0)))
    assert asked == [pytest.approx(expected, abs=1e-3)]


def test_a_distance_is_measured_by_keys(view: MapView, qtbot: QtBot) -> None:
    told: list[str] = []
    view.measured.connect(told.append)
    view.use_tool("measure")
    keys = [Qt.Key.Key_Right, Qt.Key.Key_Return, *[Qt.Key.Key_Right] * 10, Qt.Key.Key_Return, Qt.Key.Key_Return]
    for key in keys:
        press_key(qtbot, view, key)
    km = 120 * view.metres_per_pixel / 1000
    assert float(told[-1].split(" km")[0].replace(",", "")) == pytest.approx(km, rel=0.03)
    assert "bearing 09" in told[-1] or "bearing 08" in told[-1]
    press_key(qtbot, view, Qt.Key.Key_Escape)
    assert told[-1] == ""


def test_the_menu_key_opens_the_menu_of_what_is_selected(view: MapView, workspace: Workspace) -> None:
    asked: list[Any] = []
    view.context_asked.connect(lambda _at, lon, lat, what: asked.append((lon, lat, what)))
    base = workspace.session.plan.bases[0]
    workspace.select(Kind.BASE, base.id)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(3, 3), port(view).mapToGlobal(QPoint(3, 3)))
    QApplication.sendEvent(port(view), event)
    lon, lat, what = asked[0]
    assert what == Selected(Kind.BASE, base.id)
    assert (lon, lat) == pytest.approx((base.lon, base.lat), abs=0.01)


def test_who_comes_to_the_map_by_tab_sees_where_the_keys_go(view: MapView, qtbot: QtBot) -> None:
    view.setFocus(Qt.FocusReason.MouseFocusReason)
    qtbot.waitUntil(view.hasFocus)
    plain = view.grab().toImage().pixel(0, 300)
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(view.hasFocus)
    assert view.grab().toImage().pixel(0, 300) != plain


def test_escape_gives_a_drag_up(view: MapView, workspace: Workspace, drag: Drag, qtbot: QtBot) -> None:
    unit, before = lone_unit(workspace), workspace.shown
    start = counter(view, unit)
    drag(port(view), start, QPoint(500, 250), release=False)
    qtbot.waitUntil(lambda: workspace.is_preview, timeout=10_000)
    HAND.keyClick(view, Qt.Key.Key_Escape)
    assert workspace.shown is before
    assert workspace.session.undo_name is None
    assert counter(view, unit) == start


def test_units_without_a_base_stand_ready_to_be_dragged_out(view: MapView, workspace: Workspace, drag: Drag) -> None:
    unit = lone_unit(workspace)
    own = workspace.session.plan.unit(unit)
    assert forces.move_unit(workspace, unit, None)
    at = counter(view, unit)
    assert view.in_tray(at)
    drag(port(view), at, flag(view, str(own.base)))
    assert workspace.session.disposition.unit(unit).base == own.base
    drag(port(view), counter(view, unit), view.tray().center().toPoint())
    assert workspace.session.disposition.unit(unit).base is None


def test_a_road_is_closed_where_it_is_clicked_and_opened_again(
    view: MapView, workspace: Workspace, answered: Answered
) -> None:
    assert view.roads is not None
    road = next(name for name in view.roads.id if name.startswith("R0"))
    shape = view.roads.shape(road)
    assert shape is not None
    middle = shapely.line_interpolate_point(shape, 0.5, normalized=True)  # type: ignore[call-overload]
    lon, lat = view.plane.lonlat_of(QPointF(middle.x, middle.y)) or (0.0, 0.0)
    view.zoom_to_lonlat(lon, lat)
    at = pixel(view, lon, lat)
    before = len(workspace.session.plan.closures)
    view.use_tool("closure")
    click(view, at)
    assert view.tool == "select"
    made = workspace.session.plan.closures[-1]
    assert (len(workspace.session.plan.closures), made.name) == (before + 1, closures.road_name(workspace, road))
    assert workspace.selected == Selected(Kind.CLOSURE, made.id)
    answered(workspace)
    assert not any(one.code == "closure_nowhere" for one in shown(workspace).after.findings)
    assert closures.toggle_closure(workspace, made.id)
    assert not workspace.session.plan.closures[-1].active
    assert closures.remove_closure(workspace, made.id)
    assert workspace.selected is None
    assert workspace.session.undo_name == f"Remove closure {made.name}"
    workspace.undo()
    workspace.undo()
    workspace.undo()
    assert len(workspace.session.plan.closures) == before


def test_distance_and_bearing_are_measured(view: MapView) -> None:
    view.use_tool("measure")
    view.zoom_to_lonlat(view.plane.crs.lon0, view.plane.crs.lat0)
    said: list[str] = []
    view.measured.connect(said.append)
    for at in (QPoint(300, 500), QPoint(300, 300)):
        click(view, at)
    length = 200 * view.metres_per_pixel
    assert said[-1].startswith(f"{length / 1000:,.1f} km, bearing")
    assert "bearing 360°" in said[-1] or "bearing 000°" in said[-1]
    view.grab()
    HAND.keyClick(view, Qt.Key.Key_Escape)
    assert (view.tool, said[-1]) == ("select", "")


def test_a_base_is_asked_for_where_the_planner_clicks(view: MapView, workspace: Workspace, qtbot: QtBot) -> None:
    view.use_tool("base")
    with qtbot.waitSignal(view.base_place_asked) as asked:
        click(view, QPoint(500, 300))
    lon, lat = asked.args
    assert pixel(view, lon, lat) == QPoint(500, 300)
    view.ask_base(lon, lat)
    assert workspace.session.disposition.bases[-1].kind is BaseKind.TOB or workspace.session.moves


def test_the_menu_of_a_place_copies_its_grid_reference_and_closes_bases(view: MapView, workspace: Workspace) -> None:
    base = workspace.session.plan.bases[4]
    menu = view.context_menu(view.plane.point_of(base.lon, base.lat), Selected(Kind.BASE, base.id))
    actions = {action.objectName(): action for action in menu.actions()}
    assert {"copyMgrs", "copyLatLon", "openBaseHere", "closeBase", "zoomTo"} <= set(actions)
    actions["copyLatLon"].trigger()
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text() == f"{base.lat:.5f}, {base.lon:.5f}"
    actions["closeBase"].trigger()
    assert not workspace.session.disposition.base(base.id).open
    again = view.context_menu(view.plane.point_of(base.lon, base.lat), Selected(Kind.BASE, base.id))
    assert "reopenBase" in {action.objectName() for action in again.actions()}


def test_what_is_said_of_a_thing_is_no_markup(view: MapView, workspace: Workspace) -> None:  # noqa: ARG001
    assert forces.open_base(workspace, "<img src=x>", BaseKind.TOB, -11.9, -11.9)
    words = tip_of(workspace, Selected(Kind.BASE, "<img src=x>"))
    assert "<img" not in words
    assert "&lt;img" in words


def test_layers_are_hidden_and_reordered(view: MapView, qtbot: QtBot) -> None:
    view.set_layer_visible("sites", False)
    assert not view.scenery.sites.isVisible()
    view.set_layer_visible("sites", True)
    view.set_layer_opacity("bands", 0.2)
    view.set_layer_order(["roads", *[name for name in view.layer_names() if name != "roads"]])
    assert view.layer_names()[0] == "roads"
    view.set_layer_visible("incidents", True)
    view.set_grid("mgrs")
    qtbot.waitUntil(lambda: not view.pictures.waits, timeout=10_000)
    view.grab()


@pytest.mark.parametrize("kind", ["roads", "settlements", "idp_sites", "areas", "bases", "closures", "incidents"])
def test_a_layer_is_zoomed_to(view: MapView, kind: str) -> None:
    view.zoom_by(8.0)
    near = view.metres_per_pixel
    view.zoom_to_layer(kind)
    assert view.metres_per_pixel > near


def test_another_plan_is_another_map(view: MapView, workspace: Workspace, sample: PlanFile, qtbot: QtBot) -> None:
    forces.close_base(workspace, workspace.session.plan.bases[0].id)
    workspace.open(Session(sample, workspace.session.engine))
    workspace.ask()
    qtbot.waitUntil(
        lambda: workspace.shown is not None and view.pictures.ground is not None and not view.pictures.waits,
        timeout=20_000,
    )
    assert set(view.scenery.bases) == {base.id for base in sample.plan.bases}
    assert not view.history.can_go_back
