# SPDX-License-Identifier: GPL-3.0-or-later
"""A planner reads the legend, shows and orders layers, and sees what the answer stands on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from layers.findings import Finding, Severity
from tests.ui.hands import press_key
from ui.models.layers_model import GROUND, LAYERS, Badge, badges_of
from ui.panels.layers import LayersPanel
from ui.workspace import Workspace

Drag = Callable[..., None]


@pytest.fixture
def panel(qtbot: QtBot, workspace: Workspace) -> LayersPanel:
    return shown(qtbot, workspace)


def shown(qtbot: QtBot, workspace: Workspace) -> LayersPanel:
    made = LayersPanel(workspace)
    qtbot.addWidget(made)
    made.resize(330, 1500)
    made.show()
    qtbot.waitExposed(made)
    return made


def words(panel: LayersPanel, layer: str) -> list[str]:
    return [text.text() for _, text in panel.rows[layer]._swatches]  # noqa: SLF001


def button(panel: LayersPanel, name: str) -> QToolButton:
    found = panel.findChild(QToolButton, name)
    assert found is not None
    return found


def test_hiding_a_layer_is_told_and_remembered(panel: LayersPanel, workspace: Workspace, qtbot: QtBot) -> None:
    assert not panel.model.visible("incidents")
    with qtbot.waitSignal(panel.visibility_changed) as told:
        panel.rows["roads"].check.click()
    assert told.args == ["roads", False]
    assert not shown(qtbot, workspace).rows["roads"].check.isChecked()


def test_opacity_is_told_and_remembered(panel: LayersPanel, workspace: Workspace, qtbot: QtBot) -> None:
    panel.rows["bands"].more.click()
    assert panel.rows["bands"].slider.isVisible()
    with qtbot.waitSignal(panel.opacity_changed) as told:
        panel.rows["bands"].slider.setValue(80)
    assert told.args == ["bands", 0.8]
    assert shown(qtbot, workspace).model.opacity("bands") == pytest.approx(0.8)


def test_a_layer_goes_up_with_the_keys_and_things_stay_above_the_ground(
    panel: LayersPanel, workspace: Workspace, qtbot: QtBot
) -> None:
    panel.rows["water"].check.setFocus()
    with qtbot.waitSignal(panel.order_changed) as told:
        press_key(qtbot, panel.rows["water"].check, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    order = told.args[0]
    assert order.index("water") == LAYERS.index("water") + 1
    for _ in LAYERS:
        press_key(qtbot, panel.rows["water"].check, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert panel.model.order[len(GROUND) - 1] == "water"
    assert shown(qtbot, workspace).model.order == panel.model.order


def test_a_layer_is_dragged_by_its_grip(panel: LayersPanel, drag: Drag) -> None:
    grip = panel.rows["bands"].findChild(QLabel, "grip")
    assert grip is not None
    target = panel.rows["roads"]
    end = grip.mapFromGlobal(target.mapToGlobal(QPoint(5, target.height() // 2)))
    drag(grip, QPoint(3, 5), end, steps=40)
    assert panel.model.order.index("bands") > LAYERS.index("bands")
    assert panel._list.indexOf(panel.rows["bands"]) == len(LAYERS) - 1 - panel.model.order.index("bands")  # noqa: SLF001


def test_the_legend_shows_band_limits_of_the_standard_asked_for(
    panel: LayersPanel, workspace: Workspace, qtbot: QtBot
) -> None:
    assert words(panel, "bands")[:2] == ["0 to 90 min", "90 to 135 min"]
    assert words(panel, "bands")[-2:] == ["over 360 min", "nobody can come"]
    workspace.set_conditions(standards_min=(("settlement", 100.0),))
    qtbot.waitUntil(lambda: words(panel, "bands")[0] == "0 to 50 min", timeout=20_000)


def test_the_legend_names_every_status_and_surface(panel: LayersPanel) -> None:
    assert {"within standard", "under strength", "late", "unreachable", "unknown"} <= set(words(panel, "sites"))
    assert {"paved", "gravel", "dirt", "track"} <= set(words(panel, "roads"))


def test_a_data_layer_tells_file_date_and_rows(panel: LayersPanel) -> None:
    def text(kind: str) -> str:
        found = panel.findChild(QLabel, f"file_{kind}")
        assert found is not None
        return found.text().replace("\u200b", "")

    assert text("roads") == "roads.geojson, undated, 437 rows"
    assert text("idp_sites") == "IDP sites: idp_sites.csv, 2025-03-15, 25 rows"


def test_the_badge_counts_the_worst_and_opens_the_findings(panel: LayersPanel, qtbot: QtBot) -> None:
    badge = button(panel, "findings_units")
    assert badge.text() == "▲ 1"
    with qtbot.waitSignal(panel.findings_asked) as asked:
        badge.click()
    assert asked.args == ["units"]
    assert not button(panel, "findings_water").isVisible()


def test_errors_hide_lesser_findings_in_a_badge() -> None:
    found = [
        Finding("people_missing", Severity.INFO, layer="settlements"),
        Finding("id_missing", Severity.ERROR, layer="settlements"),
        Finding("id_missing", Severity.WARNING, layer="settlements"),
        Finding("no_ground", Severity.ERROR),
    ]
    assert badges_of(found) == {"settlements": Badge(Severity.ERROR, 1)}


def test_the_ground_is_always_in_sight_and_opens_the_findings(panel: LayersPanel, qtbot: QtBot) -> None:
    assert button(panel, "ground_people").text() == "3,425,840 people listed in 425 sites"
    assert button(panel, "ground_unknown").text() == "17 sites of unknown headcount"
    assert button(panel, "ground_double").text() == "6 sites possibly counted twice"
    with qtbot.waitSignal(panel.findings_asked) as asked:
        button(panel, "ground_double").click()
    assert asked.args == ["double"]


def test_zoom_asks_for_the_layer(panel: LayersPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.zoom_asked) as asked:
        button(panel, "zoom_roads").click()
    assert asked.args == ["roads"]
