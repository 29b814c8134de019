# SPDX-License-Identifier: GPL-3.0-or-later
"""A planner asks under other conditions, compares courses, reads a road and closes it, and opens a base."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QDialog, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gisplanner.forces import BaseKind
from gisplanner.mobility import Means, Season
from tests.ui.hands import click_on, type_text
from ui.dialogs.base import BaseDialog, BaseValues
from ui.operations.forces import move_unit
from ui.panels.conditions import ConditionsBar
from ui.panels.road import RoadPanel
from ui.workspace import Kind, Workspace

Answered = Callable[[Workspace], None]


@pytest.fixture
def bar(qtbot: QtBot, workspace: Workspace) -> ConditionsBar:
    made = ConditionsBar(workspace)
    qtbot.addWidget(made)
    made.show()
    return made


def press(qtbot: QtBot, inside: QWidget, name: str) -> None:
    button = inside.findChild(QToolButton, name)
    click_on(qtbot, button, Qt.MouseButton.LeftButton)


def test_season_night_and_means_are_asked_at_once(bar: ConditionsBar, workspace: Workspace, qtbot: QtBot) -> None:
    press(qtbot, bar, "season_wet")
    press(qtbot, bar, "night")
    bar.means.setCurrentIndex(2)
    bar.means.activated.emit(2)
    conditions = workspace.session.conditions
    assert (conditions.season, conditions.night, conditions.means) == (Season.WET, True, Means.HEAVY)


def test_the_bar_follows_conditions_set_elsewhere(bar: ConditionsBar, workspace: Workspace) -> None:
    workspace.set_conditions(season=Season.WET, means=Means.FOOT, standards_min=(("idp_site", 90.0),))
    assert bar.findChild(QToolButton, "season_wet").isChecked()
    assert bar.means.currentData() is Means.FOOT
    assert [standard.spin.value() for standard in bar._standards] == [90, 180]  # noqa: SLF001


def test_a_standard_is_asked_once_the_hand_rests_and_reset_to_the_plans(
    bar: ConditionsBar, workspace: Workspace, qtbot: QtBot
) -> None:
    idp = bar._standards[0].spin  # noqa: SLF001
    with qtbot.waitSignal(workspace.conditions_changed, timeout=5_000):
        idp.stepUp()
        idp.stepUp()
        assert workspace.session.conditions.standards_min == ()
    assert workspace.session.conditions.standards_min == (("idp_site", 130.0),)
    assert bar.reset.isEnabled()
    bar.reset.click()
    assert workspace.session.conditions.standards_min == ()
    assert idp.value() == 120
    assert not bar.reset.isEnabled()


def test_a_standard_of_another_kind_is_left_alone(bar: ConditionsBar, workspace: Workspace, qtbot: QtBot) -> None:
    workspace.set_conditions(standards_min=(("must", 45.0),))
    with qtbot.waitSignal(workspace.conditions_changed, timeout=5_000):
        bar._standards[1].spin.stepUp()  # noqa: SLF001
    assert workspace.session.conditions.standards_min == (("must", 45.0), ("settlement", 185.0))


def test_courses_are_turned_to_and_compared(bar: ConditionsBar, workspace: Workspace) -> None:
    assert [bar.working.itemText(row) for row in range(bar.working.count())] == ["Baseline"]
    move_unit(workspace, "U15", "B02")
    name = workspace.session.course
    assert name is not None
    assert bar.working.currentText() == name
    bar.working.setCurrentIndex(0)
    bar.working.activated.emit(0)
    assert workspace.session.course is None
    bar.compared.setCurrentIndex(1)
    bar.compared.activated.emit(1)
    assert workspace.session.reference == name


@pytest.fixture
def road(qtbot: QtBot, workspace: Workspace) -> RoadPanel:
    made = RoadPanel(workspace)
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_selected_road_tells_what_it_is_and_who_can_use_it(
    road: RoadPanel, workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.select(Kind.ROAD, "R0003")
    qtbot.waitUntil(lambda: road.facts.title.text() == "Kessen bridge", timeout=20_000)
    facts = road.facts.facts()
    assert facts["Surface"] == "paved"
    assert facts["Light vehicles"] == "✓ all year, 60 km/h in the dry season"
    workspace.set_conditions(season=Season.WET)
    qtbot.waitUntil(lambda: "55 km/h in the wet" in road.facts.facts().get("Light vehicles", ""), timeout=20_000)


def test_a_road_is_closed_and_reopened(road: RoadPanel, workspace: Workspace, qtbot: QtBot) -> None:
    known = workspace.session.plan.closures
    workspace.select(Kind.ROAD, "R0003")
    qtbot.waitUntil(road.close_button.isEnabled, timeout=20_000)
    assert not road.reopen_button.isEnabled()
    road.wet_button.click()
    qtbot.waitUntil(road.reopen_button.isEnabled, timeout=20_000)
    assert "wet season" in road.facts.facts()["Closures"]
    road.reopen_button.click()
    qtbot.waitUntil(lambda: road.facts.facts().get("Closures") == "none", timeout=20_000)
    assert workspace.session.plan.closures == known


def test_a_road_is_restricted_to_what_its_bridge_bears(road: RoadPanel, workspace: Workspace, qtbot: QtBot) -> None:
    workspace.select(Kind.ROAD, "R0003")
    qtbot.waitUntil(road.restrict_button.isEnabled, timeout=20_000)
    road.restrict_button.click()
    (made,) = [one for one in workspace.session.plan.closures if one.spares]
    assert (made.name, made.spares) == ("Kessen bridge, restricted", (Means.LIGHT, Means.FOOT))
    qtbot.waitUntil(lambda: "open to" in road.facts.facts().get("Closures", ""), timeout=20_000)
    assert workspace.session.undo_name == "Restrict road Kessen bridge"


def test_without_a_road_there_is_nothing_to_close(road: RoadPanel, workspace: Workspace) -> None:
    workspace.select(Kind.BASE, "B01")
    assert not road.close_button.isEnabled()
    assert road.facts.facts() == {}


def read(text: str) -> tuple[float, float] | None:
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return lon, lat


def test_a_base_is_opened_with_what_was_typed(qtbot: QtBot) -> None:
    dialog = BaseDialog(read, taken=("COB Kelvaro",), position=(30.25, -11.5))
    qtbot.addWidget(dialog)
    dialog.show()
    type_text(qtbot, dialog.name, "Ford post")
    dialog.accept()
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert dialog.values == BaseValues("Ford post", BaseKind.TOB, 30.25, -11.5)


def test_what_is_wrong_stands_beside_its_field(qtbot: QtBot) -> None:
    dialog = BaseDialog(read, taken=("COB Kelvaro",))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.accept()
    assert dialog.isVisible()
    assert "needs a name" in dialog._faults["name"].text()  # noqa: SLF001
    assert "no position" in dialog._faults["position"].text()  # noqa: SLF001
    type_text(qtbot, dialog.name, "cob kelvaro")
    assert "Another base" in dialog._faults["name"].text()  # noqa: SLF001
    type_text(qtbot, dialog.name, " 2")
    type_text(qtbot, dialog.position, "-11.5, 30.25")
    assert dialog._faults["name"].isHidden()  # noqa: SLF001
    assert dialog._faults["position"].isHidden()  # noqa: SLF001
    dialog.accept()
    assert not dialog.isVisible()


def test_a_base_that_is_there_keeps_name_and_kind(qtbot: QtBot, workspace: Workspace) -> None:
    base = workspace.session.disposition.base("B02")
    dialog = BaseDialog(read, base=base, taken=tuple(one.name for one in workspace.session.disposition.bases))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.accept()
    assert dialog.values.name == base.name
    assert (dialog.values.lon, dialog.values.lat) == pytest.approx((base.lon, base.lat), abs=1e-4)
