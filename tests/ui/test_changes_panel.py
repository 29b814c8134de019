# SPDX-License-Identifier: GPL-3.0-or-later
"""The changes panel: verdict, changed sites, changes by area."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PyQt5.QtCore import Qt
from pytestqt.qtbot import QtBot

from gisplanner.change import CHANGES, LOST
from gisplanner.plan import CloseBase
from gisplanner.report_rows import changed_rows
from tests.ui.conftest import shown
from ui.messages import minutes_text
from ui.operations import forces
from ui.panels.changes import ChangesPanel
from ui.workspace import Kind, Selected, Workspace

Answered = Callable[[Workspace], None]


@pytest.fixture
def panel(workspace: Workspace, qtbot: QtBot) -> ChangesPanel:
    made = ChangesPanel(workspace)
    qtbot.addWidget(made)
    made.resize(330, 640)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def closed(panel: ChangesPanel, workspace: Workspace, answered: Answered) -> Workspace:
    """The first base closed."""
    forces.close_base(workspace, workspace.session.plan.bases[0].id)
    answered(workspace)
    assert panel.model.rowCount()
    return workspace


def column(panel: ChangesPanel, key: str) -> list[str]:
    return [panel.model.text(panel.model.record(row), key) for row in range(panel.model.rowCount())]


def test_before_anything_moves_the_panel_says_what_to_do(panel: ChangesPanel, workspace: Workspace) -> None:
    assert panel.hint.isVisible()
    assert "Drag a unit or base on the map" in panel.hint.text()
    assert panel.verdict.text() == shown(workspace).verdict
    assert panel.state.text() == "Baseline"
    assert panel.model.rowCount() == 0


def test_closing_a_base_names_who_is_lost_in_the_order_of_the_answer(panel: ChangesPanel, closed: Workspace) -> None:
    found = shown(closed)
    rows = changed_rows(found.before, found.after, found.change)
    assert panel.table.isVisible()
    assert panel.verdict.text() == found.verdict
    assert panel.state.text() == "COA 1, compared with Baseline"
    assert column(panel, "name") == [row["name"] for row in rows]
    first = rows[0]
    assert column(panel, "change")[0] == "\u25bc lost"
    assert (
        column(panel, "minutes")[0] == f"{minutes_text(first['before_min'])} \u2192 {minutes_text(first['after_min'])}"
    )
    assert first["before_base_name"] in column(panel, "base")[0]
    assert column(panel, "people").count("unknown") == sum(row["people"] is None for row in rows)


def test_the_buttons_count_sites_and_people_and_filter_them(
    panel: ChangesPanel, closed: Workspace, qtbot: QtBot
) -> None:
    change = shown(closed).change
    lost = panel.buttons[LOST]
    assert lost.figure == f"{change.people_of(LOST):,}"
    assert f"lost ({change.sites_of(LOST)})" in lost.accessibleName()
    qtbot.mouseClick(lost, Qt.MouseButton.LeftButton)
    assert set(column(panel, "change")) == {"\u25bc lost"}
    assert panel.model.rowCount() == change.sites_of(LOST)
    qtbot.mouseClick(panel.buttons[CHANGES.index("slower")], Qt.MouseButton.LeftButton)
    assert panel.model.rowCount() == change.sites_of(LOST) + change.sites_of(CHANGES.index("slower"))
    qtbot.mouseClick(lost, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(panel.buttons[CHANGES.index("slower")], Qt.MouseButton.LeftButton)
    assert panel.model.rowCount() == (change.kind != CHANGES.index("same")).sum()


def test_a_row_selects_the_site_and_the_map_selects_the_row(panel: ChangesPanel, closed: Workspace) -> None:
    panel.table.selectRow(1)
    first = panel.model.name_at(1)
    assert closed.selected == Selected(Kind.SITE, first)
    other = panel.model.name_at(3)
    closed.select(Kind.SITE, other)
    assert panel.table.current_name() == other


@pytest.mark.parametrize("key", ["change", "name", "people", "minutes", "base", "why"])
def test_every_column_sorts(panel: ChangesPanel, closed: Workspace, key: str) -> None:
    assert closed.shown is not None
    keys = [one.key for one in panel.model.columns]
    panel.table.sortByColumn(keys.index(key), Qt.SortOrder.DescendingOrder)
    falling = column(panel, "name")
    panel.table.sortByColumn(keys.index(key), Qt.SortOrder.AscendingOrder)
    assert column(panel, "name") != falling
    assert sorted(column(panel, "name")) == sorted(falling)


def test_why_names_the_status_and_its_reason(panel: ChangesPanel, closed: Workspace) -> None:
    found = shown(closed)
    for row, text in enumerate(column(panel, "why")):
        reason = found.after.coverage.reason[panel.model.record(row)]
        assert (": " in text) == (reason is not None or text.startswith(("late", "under strength")))


def test_areas_add_up_to_the_people_lost(panel: ChangesPanel, closed: Workspace) -> None:
    panel.tabs.setCurrentIndex(1)
    assert panel.area_table.isVisible()
    change = shown(closed).change
    lost = [panel.areas.text(panel.areas.record(row), "lost") for row in range(panel.areas.rowCount())]
    assert sum(int(text.replace(",", "")) for text in lost) == change.people_of(LOST)
    for n in range(len(panel.areas.columns)):
        panel.area_table.sortByColumn(n, Qt.SortOrder.DescendingOrder)
    assert (
        panel.areas.text(panel.areas.record(0), "km2_gained") == f"{max(one.km2_gained for one in change.areas):,.0f}"
    )


def test_sectors_stand_beside_districts_and_add_up_to_the_same(panel: ChangesPanel, closed: Workspace) -> None:
    change = shown(closed).change
    assert panel.tabs.isTabVisible(2)
    panel.tabs.setCurrentWidget(panel.sector_table)
    assert panel.sector_table.isVisible()
    lost = [panel.sectors.text(panel.sectors.record(row), "lost") for row in range(panel.sectors.rowCount())]
    assert sum(int(text.replace(",", "")) for text in lost) == change.people_of(LOST)
    assert 0 < len(lost) < len(change.areas)


def test_a_drag_is_called_a_preview_until_it_ends(panel: ChangesPanel, workspace: Workspace, qtbot: QtBot) -> None:
    workspace.preview([CloseBase(workspace.session.plan.bases[0].id)])
    qtbot.waitUntil(lambda: workspace.is_preview, timeout=10_000)
    assert panel.state.text().startswith("Preview")
    assert panel.model.rowCount() == np.count_nonzero(shown(workspace).change.kind != CHANGES.index("same"))
    workspace.end_preview()
    assert panel.state.text() == "Baseline"
    assert panel.hint.isVisible()


def test_an_old_answer_is_called_old(panel: ChangesPanel, closed: Workspace, answered: Answered) -> None:
    forces.close_base(closed, closed.session.plan.bases[1].id)
    assert panel.state.text().startswith("Being computed anew")
    answered(closed)
    assert panel.state.text() == "COA 1, compared with Baseline"


def test_a_course_compared_with_itself_says_so(panel: ChangesPanel, closed: Workspace, answered: Answered) -> None:
    closed.session.work_on("COA 1", "COA 1")
    answered(closed)
    assert "Both dispositions are the same" in panel.hint.text()
    assert panel.minimumSizeHint().width() <= 330
