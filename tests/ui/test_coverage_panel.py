# SPDX-License-Identifier: GPL-3.0-or-later
"""The coverage panel: key figures, the table of sites, the chain of the selected one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gisplanner.coverage import STATUSES
from gisplanner.mobility import UNREACHABLE
from gisplanner.plan import CloseBase
from gisplanner.report import totals
from tests.ui.conftest import shown
from ui.models.answer_table import folded
from ui.operations import forces
from ui.panels.chain import chain_of
from ui.panels.coverage import FIGURES, CoveragePanel
from ui.style import Theme, apply
from ui.workspace import Kind, Selected, Workspace

Answered = Callable[[Workspace], None]


@pytest.fixture
def panel(workspace: Workspace, qtbot: QtBot) -> CoveragePanel:
    made = CoveragePanel(workspace)
    qtbot.addWidget(made)
    made.resize(330, 640)
    made.show()
    qtbot.waitExposed(made)
    return made


def column(panel: CoveragePanel, key: str) -> list[str]:
    return [panel.model.text(panel.model.record(row), key) for row in range(panel.model.rowCount())]


def first_of(workspace: Workspace, status: str) -> int:
    return int(np.flatnonzero(shown(workspace).after.coverage.status == STATUSES.index(status))[0])


def words_of(panel: CoveragePanel, workspace: Workspace, site: int) -> str:
    workspace.select(Kind.SITE, shown(workspace).after.theatre.sites.id[site])
    return panel.chain.words


def choose(panel: CoveragePanel, status: str | None) -> None:
    panel.status.setCurrentIndex(max(panel.status.findData(status), 0))


def test_the_cards_say_what_the_answer_says(panel: CoveragePanel, workspace: Workspace) -> None:
    figures = totals(shown(workspace).after)
    for card, key in FIGURES.items():
        assert panel.cards.card(card).figure == f"{figures[key]:,}"
        assert panel.cards.card(card).step == ""
    unknown = int((~workspace.session.theatre.sites.people_known).sum())
    assert panel.cards.card("headcount_unknown").figure == str(unknown)
    assert f"{100 * figures['within'] / figures['people']:.0f} %" in panel.cards.card("within").accessibleName()


def test_after_an_edit_the_cards_say_what_it_was_before(
    panel: CoveragePanel, workspace: Workspace, answered: Answered
) -> None:
    was = panel.cards.card("within").figure
    forces.close_base(workspace, workspace.session.plan.bases[0].id)
    answered(workspace)
    assert panel.cards.card("within").step == f"\u25bc was {was}"
    assert panel.cards.card("late").step.startswith("\u25b2 was ")
    assert panel.cards.card("headcount_unknown").step == ""


def test_while_a_base_is_dragged_the_cards_follow_and_go_back(
    panel: CoveragePanel, workspace: Workspace, qtbot: QtBot
) -> None:
    was = panel.cards.card("within").figure
    workspace.preview([CloseBase(workspace.session.plan.bases[0].id)])
    qtbot.waitUntil(lambda: workspace.is_preview, timeout=10_000)
    assert panel.cards.card("within").figure != was
    workspace.end_preview()
    assert panel.cards.card("within").figure == was


def test_a_panel_that_nobody_sees_reads_the_answer_when_it_is_shown(
    panel: CoveragePanel, workspace: Workspace, answered: Answered
) -> None:
    was = panel.cards.card("within").figure
    panel.hide()
    forces.close_base(workspace, workspace.session.plan.bases[0].id)
    answered(workspace)
    assert panel.cards.card("within").figure == was
    panel.show()
    assert panel.cards.card("within").figure != was


def test_a_click_on_a_card_shows_its_sites_and_a_second_one_all(panel: CoveragePanel, qtbot: QtBot) -> None:
    everything = panel.model.rowCount()
    qtbot.mouseClick(panel.cards.card("late"), Qt.MouseButton.LeftButton)
    assert 0 < panel.model.rowCount() < everything
    assert all("late" in text for text in column(panel, "status"))
    qtbot.mouseClick(panel.cards.card("late"), Qt.MouseButton.LeftButton)
    assert panel.model.rowCount() == everything


def test_search_finds_names_and_ids_whatever_their_case_and_accents(panel: CoveragePanel, workspace: Workspace) -> None:
    sites = workspace.session.theatre.sites
    panel.search.setText(sites.id[7].lower())
    assert sites.name[7] in column(panel, "name")
    panel.search.setText("  " + sites.name[3].upper() + " ")
    assert sites.name[3] in column(panel, "name")
    panel.search.setText("no such place")
    assert panel.model.rowCount() == 0
    assert folded("Éldanthe") == "eldanthe"


def test_filters_add_up_and_the_line_counts_what_is_left(panel: CoveragePanel, workspace: Workspace) -> None:
    after = shown(workspace).after
    sites = after.theatre.sites
    choose(panel, "not_within")
    panel.kind.setCurrentIndex(panel.kind.findData("idp_site"))
    mask = (after.coverage.status != 0) & (np.array(sites.kind) == "idp_site")
    assert panel.model.rowCount() == mask.sum()
    line = panel.count.text()
    assert line == f"{mask.sum():,} of {len(sites):,} sites, {sites.people[mask].sum():,} people"
    panel.area.setCurrentIndex(2)
    assert set(column(panel, "area")) <= {panel.area.currentText()}


@pytest.mark.parametrize("status", ["sole", "at_once", "headcount_unknown", "flips", *STATUSES])
def test_every_filter_shows_what_it_names(panel: CoveragePanel, workspace: Workspace, status: str) -> None:
    found = shown(workspace)
    coverage, sites = found.after.coverage, found.after.theatre.sites
    wanted = {
        "sole": coverage.sole.sum(),
        "at_once": coverage.simultaneous.sum(),
        "headcount_unknown": (~sites.people_known).sum(),
        "flips": len(found.flips or ()),
    }
    choose(panel, status)
    count = wanted[status] if status in wanted else (coverage.status == STATUSES.index(status)).sum()
    assert panel.model.rowCount() == count


@pytest.mark.parametrize("falling", [False, True])
def test_headers_sort_numbers_as_numbers_and_unknown_headcounts_before_the_greatest(
    panel: CoveragePanel, falling: bool
) -> None:
    order = Qt.SortOrder.DescendingOrder if falling else Qt.SortOrder.AscendingOrder
    keys = [one.key for one in panel.model.columns]
    panel.table.sortByColumn(keys.index("people"), order)
    people = column(panel, "people") if falling else column(panel, "people")[::-1]
    unknown = people.count("unknown")
    assert unknown
    assert people[:unknown] == ["unknown"] * unknown
    counted = [int(text.replace(",", "")) for text in people[unknown:] if not text.startswith("(")]
    assert counted == sorted(counted, reverse=True)
    panel.table.sortByColumn(keys.index("response"), order)
    times = column(panel, "response") if falling else column(panel, "response")[::-1]
    assert times[0] in {"unreachable", "unknown"}


@pytest.mark.parametrize("key", ["status", "name", "standard", "base", "teams", "backup", "kind", "area"])
def test_every_column_sorts_and_keeps_every_site(panel: CoveragePanel, key: str) -> None:
    keys = [one.key for one in panel.model.columns]
    before = sorted(column(panel, "name"))
    panel.table.sortByColumn(keys.index(key), Qt.SortOrder.AscendingOrder)
    rising = column(panel, key)
    assert sorted(column(panel, "name")) == before
    panel.table.sortByColumn(keys.index(key), Qt.SortOrder.DescendingOrder)
    assert column(panel, key) != rising
    panel.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    assert sorted(column(panel, "name")) == before


def test_a_row_selects_the_site_and_a_double_click_goes_there(
    panel: CoveragePanel, workspace: Workspace, qtbot: QtBot
) -> None:
    sites = workspace.session.theatre.sites
    at = panel.table.visualRect(panel.model.index(2, 1)).center()
    qtbot.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert workspace.selected == Selected(Kind.SITE, sites.id[2])
    with qtbot.waitSignal(workspace.zoom_asked) as asked:
        qtbot.mouseDClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert asked.args == [Selected(Kind.SITE, sites.id[2])]
    qtbot.keyClick(panel.table, Qt.Key.Key_Down)
    assert workspace.selected == Selected(Kind.SITE, sites.id[3])


def test_what_is_selected_on_the_map_is_selected_and_seen_in_the_table(
    panel: CoveragePanel, workspace: Workspace
) -> None:
    site = workspace.session.theatre.sites.id[300]
    workspace.select(Kind.SITE, site)
    assert panel.table.current_name() == site
    seen = panel.table.viewport()
    assert seen is not None
    assert seen.rect().contains(panel.table.visualRect(panel.model.index(panel.model.row_of(site), 0)).center())
    workspace.select(Kind.BASE, workspace.session.plan.bases[0].id)
    assert panel.table.current_name() is None
    assert "No site selected" in panel.chain.words


def test_a_selection_stays_with_its_site_through_sorting_filtering_and_answers(
    panel: CoveragePanel, workspace: Workspace, answered: Answered
) -> None:
    site = first_of(workspace, "late")
    name = workspace.session.theatre.sites.id[site]
    workspace.select(Kind.SITE, name)
    panel.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert panel.table.current_name() == name
    choose(panel, "within")
    assert panel.table.current_name() is None
    assert workspace.selected == Selected(Kind.SITE, name)
    choose(panel, None)
    assert panel.table.current_name() == name
    forces.close_base(workspace, workspace.session.plan.bases[0].id)
    answered(workspace)
    assert panel.table.current_name() == name


def test_the_chain_adds_up_to_the_response(panel: CoveragePanel, workspace: Workspace) -> None:
    after = shown(workspace).after
    for site in np.flatnonzero(after.coverage.response_ms < UNREACHABLE)[:50].tolist():
        assert chain_of(after, site).total == pytest.approx(after.coverage.response_ms[site] / 60_000, abs=0.01)
    site = first_of(workspace, "within")
    words = words_of(panel, workspace, site)
    base = after.plan.bases[int(after.coverage.base[site])]
    assert base.name in words
    assert "within standard" in words
    assert "Backup: " in words
    assert "alert" in panel.chain.bar.accessibleDescription()


def test_an_unreachable_site_says_why(panel: CoveragePanel, workspace: Workspace) -> None:
    site = first_of(workspace, "unreachable")
    words = words_of(panel, workspace, site)
    assert "Nobody comes: " in words
    assert chain_of(shown(workspace).after, site).total is None
    assert "unreachable" in panel.chain.bar.accessibleDescription()


def test_an_unknown_site_says_what_is_not_known(panel: CoveragePanel, workspace: Workspace) -> None:
    assert "depends on a base of unknown strength" in words_of(panel, workspace, first_of(workspace, "unknown"))


def test_the_chain_says_on_which_base_and_assumptions_a_site_hangs(panel: CoveragePanel, workspace: Workspace) -> None:
    found = shown(workspace)
    assert found.flips
    assert "Hangs on the assumptions: the status differs with " in words_of(panel, workspace, found.flips[0].site)
    sole = int(np.flatnonzero(found.after.coverage.critical.sum(axis=0) == 1)[0])
    base = found.after.plan.bases[int(np.flatnonzero(found.after.coverage.critical[:, sole])[0])]
    assert f"Hangs on {base.name} alone." in words_of(panel, workspace, sole)
    flipped = {flip.site for flip in found.flips}
    steady = next(n for n in range(len(found.after.theatre.sites)) if n not in flipped)
    assert "Holds at the other speeds" in words_of(panel, workspace, steady)


def test_the_chain_says_how_it_was_before(panel: CoveragePanel, workspace: Workspace, answered: Answered) -> None:
    forces.close_base(workspace, workspace.session.plan.bases[0].id)
    answered(workspace)
    site = int(np.flatnonzero(shown(workspace).change.kind == 0)[0])
    assert f"Before: {shown(workspace).before.coverage.response_ms[site] / 60_000:.0f} min" in words_of(
        panel, workspace, site
    )


def test_selected_rows_are_copied_as_text_and_no_cell_is_a_formula(panel: CoveragePanel, qtbot: QtBot) -> None:
    panel.table.selectRow(0)
    qtbot.keyClick(panel.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    lines = clipboard.text().split("\n")
    assert len(lines) == panel.model.rowCount()
    assert all(len(line.split("\t")) == len(panel.model.columns) for line in lines)


def test_columns_can_be_hidden_and_hidden_ones_are_not_copied(panel: CoveragePanel) -> None:
    menu = panel.table.columns_menu()
    kinds = [action for action in menu.actions() if action.text() == "Kind"]
    kinds[0].trigger()
    panel.table.selectRow(0)
    assert panel.table.isColumnHidden([one.key for one in panel.model.columns].index("kind"))
    assert len(panel.table.selected_text().split("\t")) == len(panel.model.columns) - 1


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
def test_nothing_needs_more_than_the_dock_and_every_part_is_drawn(
    panel: CoveragePanel, workspace: Workspace, theme: Theme
) -> None:
    apply(theme)
    try:
        words_of(panel, workspace, first_of(workspace, "unreachable"))
        assert panel.minimumSizeHint().width() <= 330
        assert not panel.grab().toImage().isNull()
        for card in ("within", "sole"):
            assert panel.rect().contains(panel.cards.card(card).mapTo(panel, QPoint(0, 0)))
    finally:
        apply(Theme.LIGHT)
