# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel of bases at risk: who hangs on which base, and who would be next."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PyQt5.QtCore import Qt
from pytestqt.qtbot import QtBot

from gisplanner.plan import PlaceBase
from gisplanner.report_rows import base_rows, cluster_rows
from tests.ui.conftest import shown
from ui.operations import forces
from ui.panels.risk import RiskPanel
from ui.workspace import Kind, Selected, Workspace

Answered = Callable[[Workspace], None]


@pytest.fixture
def panel(workspace: Workspace, qtbot: QtBot) -> RiskPanel:
    made = RiskPanel(workspace)
    qtbot.addWidget(made)
    made.resize(330, 640)
    made.show()
    qtbot.waitExposed(made)
    return made


def cell(panel: RiskPanel, name: str, key: str) -> str:
    record = panel.model.record_named(name)
    assert record is not None
    return panel.model.text(record, key)


def test_every_base_says_who_hangs_on_it_and_who_would_be_next(panel: RiskPanel, workspace: Workspace) -> None:
    after = shown(workspace).after
    rows = base_rows(after)
    assert panel.model.rowCount() == len(rows) + len(after.clusters)
    names = {base.id: base.name for base in after.plan.bases}
    for row in rows:
        assert cell(panel, row["id"], "people") == f"{row['critical']['people']:,}"
        assert cell(panel, row["id"], "sites") == f"{row['critical']['sites']:,}"
        assert cell(panel, row["id"], "first") == f"{row['answers_first']['people']:,}"
        assert cell(panel, row["id"], "first_sites") == f"{row['answers_first']['sites']:,}"
        assert cell(panel, row["id"], "teams") == ("unknown" if row["teams"] is None else str(row["teams"]))
        if row["next"]:
            top = row["next"][0]
            who = "nobody" if top["base"] is None else names[top["base"]]
            assert cell(panel, row["id"], "next") == f"{who} ({top['people']:,})"
        else:
            assert cell(panel, row["id"], "next") == "answers no site first"
    assert "may overlap" in panel.note.text()
    assert "10 km" in panel.note.text()


def test_the_base_on_which_most_people_hang_stands_first(panel: RiskPanel, workspace: Workspace) -> None:
    people = [panel.model.text(panel.model.record(row), "people") for row in range(panel.model.rowCount())]
    counted = [int(text.replace(",", "")) for text in people]
    assert counted == sorted(counted, reverse=True)
    assert max(row["critical"]["people"] for row in base_rows(shown(workspace).after)) in counted


def test_a_base_shows_the_sites_that_hang_on_it_and_is_selected(panel: RiskPanel, workspace: Workspace) -> None:
    panel.table.selectRow(0)
    name = panel.model.name_at(0)
    assert workspace.selected == Selected(Kind.BASE, name)
    number = [base.id for base in shown(workspace).after.plan.bases].index(name)
    critical = shown(workspace).after.coverage.critical[number]
    assert panel.hanging.rowCount() == critical.sum()
    assert f"in {critical.sum()} sites hang on" in panel.head.text()
    panel.sites.selectRow(0)
    site = panel.hanging.name_at(0)
    assert workspace.selected == Selected(Kind.SITE, site)
    assert panel.table.current_name() == name
    assert panel.hanging.rowCount() == critical.sum()


def test_a_base_selected_on_the_map_is_turned_to(panel: RiskPanel, workspace: Workspace) -> None:
    base = workspace.session.plan.bases[3]
    workspace.select(Kind.BASE, base.id)
    assert panel.table.current_name() == base.id
    assert base.name in panel.head.text()


def test_who_is_next_at_a_site_is_named(panel: RiskPanel, workspace: Workspace) -> None:
    after = shown(workspace).after
    workspace.select(Kind.BASE, after.plan.bases[0].id)
    for row in range(panel.hanging.rowCount()):
        record = panel.hanging.record(row)
        base, following = int(after.coverage.base[record]), int(after.coverage.next_base[record])
        text = panel.hanging.text(record, "next")
        if base != 0:
            assert text.startswith(after.plan.bases[base].name)
        else:
            assert text == ("nobody" if following < 0 else after.plan.bases[following].name)


def test_bases_near_each_other_also_stand_as_one(panel: RiskPanel, workspace: Workspace, answered: Answered) -> None:
    first, second = workspace.session.plan.bases[:2]
    forces.place_base(workspace, second.id, first.lon + 0.02, first.lat)
    answered(workspace)
    after = shown(workspace).after
    cluster = cluster_rows(after)[0]
    name = " + ".join(cluster["bases"])
    assert cell(panel, name, "people") == f"{cluster['critical']['people']:,}"
    assert cell(panel, name, "next") == "see its bases"
    assert first.name in cell(panel, name, "name")
    workspace.select(Kind.SITE, after.theatre.sites.id[0])
    panel.table.selectRow(panel.model.row_of(name))
    assert panel.hanging.rowCount() == cluster["critical"]["sites"]
    assert workspace.selected == Selected(Kind.SITE, after.theatre.sites.id[0])
    texts = {panel.hanging.text(panel.hanging.record(row), "next") for row in range(panel.hanging.rowCount())}
    assert all(texts)


@pytest.mark.parametrize("key", ["name", "people", "sites", "next", "first", "first_sites", "teams", "strength"])
def test_every_column_sorts(panel: RiskPanel, key: str) -> None:
    keys = [one.key for one in panel.model.columns]
    panel.table.sortByColumn(keys.index(key), Qt.SortOrder.AscendingOrder)
    rising = [panel.model.name_at(row) for row in range(panel.model.rowCount())]
    panel.table.sortByColumn(keys.index(key), Qt.SortOrder.DescendingOrder)
    assert sorted(rising) == sorted(panel.model.name_at(row) for row in range(panel.model.rowCount()))
    values = panel.model.values(key)[[panel.model.record(row) for row in range(panel.model.rowCount())]]
    assert (np.diff(values) <= 0).all()


def test_the_sites_sort_too(panel: RiskPanel) -> None:
    panel.table.selectRow(0)
    count = panel.hanging.rowCount()
    for n in range(len(panel.hanging.columns)):
        panel.sites.sortByColumn(n, Qt.SortOrder.DescendingOrder)
        assert panel.hanging.rowCount() == count
    assert panel.minimumSizeHint().width() <= 330


def test_the_figures_follow_a_drag_and_a_closed_base_is_called_closed(
    panel: RiskPanel, workspace: Workspace, qtbot: QtBot, answered: Answered
) -> None:
    base = workspace.session.plan.bases[0]
    workspace.select(Kind.BASE, base.id)
    was = panel.head.text()
    workspace.preview([PlaceBase(base.id, base.lon + 1, base.lat)])
    qtbot.waitUntil(lambda: workspace.is_preview, timeout=10_000)
    assert panel.head.text() != was
    assert panel.table.current_name() == base.id
    workspace.end_preview()
    assert panel.head.text() == was
    forces.close_base(workspace, base.id)
    answered(workspace)
    assert cell(panel, base.id, "name") == f"{base.name} (closed)"
    assert panel.head.text() == f"No site hangs on {base.name} (closed)."
