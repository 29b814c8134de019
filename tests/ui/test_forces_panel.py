# SPDX-License-Identifier: GPL-3.0-or-later
"""A planner reads the forces by sector and base, and moves units from base to base."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PyQt5.QtCore import QMimeData, QPoint, QPointF, Qt
from PyQt5.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from pytestqt.qtbot import QtBot

from tests.ui.hands import click_on, press_key
from ui.models.forces_model import DEPLOYABLE, GUARD, NAME, STRENGTH, TEAMS
from ui.models.forces_tree import NodeKind
from ui.models.unit_mime import UNIT_MIME, unit_mime, units_of
from ui.operations.forces import close_base, move_unit
from ui.panels.forces import ForcesPanel
from ui.workspace import Kind, Selected, Workspace

Answered = Callable[[Workspace], None]


@pytest.fixture
def panel(qtbot: QtBot, workspace: Workspace) -> Iterator[ForcesPanel]:
    made = ForcesPanel(workspace)
    qtbot.addWidget(made)
    made.resize(330, 640)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.move_menu.close()


def names(panel: ForcesPanel, kind: NodeKind) -> list[str]:
    model = panel.tree.model()
    assert model is not None
    return [name for own, name in panel._model.keys() if own is kind]  # noqa: SIM118, SLF001


def cell(panel: ForcesPanel, kind: NodeKind, name: str, column: int) -> str:
    return str(panel._model.find(kind, name).siblingAtColumn(column).data())  # noqa: SLF001


def click(panel: ForcesPanel, qtbot: QtBot, kind: NodeKind, name: str, held: Qt.KeyboardModifier | None = None) -> None:
    index = panel._model.find(kind, name)  # noqa: SLF001
    panel.tree.scrollTo(index)
    at = panel.tree.visualRect(index).center()
    click_on(qtbot, panel.tree.viewport(), Qt.MouseButton.LeftButton, held or Qt.KeyboardModifier.NoModifier, at)


def above(panel: ForcesPanel, unit: str) -> str:
    model = panel._model  # noqa: SLF001
    node = model.node(model.parent(model.find(NodeKind.UNIT, unit)))
    assert node is not None
    return node.id


def place(panel: ForcesPanel, kind: NodeKind, name: str) -> QPoint:
    index = panel._model.find(kind, name)  # noqa: SLF001
    panel.tree.scrollTo(index)
    return panel.tree.visualRect(index).center()


def drag_over(panel: ForcesPanel, data: QMimeData, at: QPoint, *, drop: bool) -> None:
    """Hand the tree what a drag would: sent through the application, Qt keeps the target beyond the test."""
    rest = (Qt.DropActions(Qt.DropAction.MoveAction), data, Qt.MouseButtons(Qt.MouseButton.LeftButton))
    held = Qt.KeyboardModifiers(Qt.KeyboardModifier.NoModifier)
    panel.tree.dragEnterEvent(QDragEnterEvent(at, *rest, held))
    panel.tree.dragMoveEvent(QDragMoveEvent(at, *rest, held))
    if drop:
        panel.tree.dropEvent(QDropEvent(QPointF(at), *rest, held))


def test_bases_stand_under_their_sector_and_units_under_their_base(panel: ForcesPanel) -> None:
    model = panel._model  # noqa: SLF001
    sectors = [model.index(row, NAME).data() for row in range(model.rowCount())]
    assert sectors[:4] == ["Sector East", "Sector North", "Sector South", "Sector West"]
    assert sectors[-1] == "No base"
    assert above(panel, "U07") == "B02"
    assert len(names(panel, NodeKind.BASE)) == 14
    assert len(names(panel, NodeKind.UNIT)) == 24


def test_a_base_shows_what_the_answer_says_it_can_send(panel: ForcesPanel, workspace: Workspace) -> None:
    assert workspace.shown is not None
    output = next(one for one in workspace.shown.after.outputs if one.base == "B02")
    assert [cell(panel, NodeKind.BASE, "B02", column) for column in (STRENGTH, GUARD, DEPLOYABLE, TEAMS)] == [
        f"{output.strength}",
        f"{output.guard}",
        f"{output.deployable}",
        f"{len(output.teams)}",
    ]
    assert panel._model.readiness("B02").text == "forms teams"  # noqa: SLF001


def test_an_unknown_strength_is_a_word_and_makes_its_base_unknown(panel: ForcesPanel) -> None:
    assert cell(panel, NodeKind.UNIT, "U23", STRENGTH) == "unknown"
    assert cell(panel, NodeKind.BASE, "B13", STRENGTH) == "unknown"
    assert cell(panel, NodeKind.BASE, "B13", TEAMS) == "?"
    ready = panel._model.readiness("B13")  # noqa: SLF001
    assert (ready.sign, ready.text) == ("?", "unknown strength")


def test_a_unit_dropped_on_a_base_moves_there_in_one_edit(panel: ForcesPanel, workspace: Workspace) -> None:
    drag_over(panel, unit_mime(["U15"]), place(panel, NodeKind.BASE, "B02"), drop=True)
    assert workspace.session.disposition.unit("U15").base == "B02"
    assert workspace.session.undo_name == "Move B Coy VELBATT to COB Kelvaro"
    assert above(panel, "U15") == "B02"


def test_several_units_are_moved_and_taken_back_together(panel: ForcesPanel, workspace: Workspace) -> None:
    drag_over(panel, unit_mime(["U16", "U17"]), place(panel, NodeKind.BASE, "B02"), drop=True)
    assert workspace.session.undo_name == "Move 2 units to COB Kelvaro"
    workspace.undo()
    assert workspace.session.disposition.unit("U16").base == "B07"
    assert workspace.session.disposition.unit("U17").base == "B08"


def test_while_a_unit_hangs_over_a_base_its_effect_is_shown(
    panel: ForcesPanel, workspace: Workspace, qtbot: QtBot
) -> None:
    before = cell(panel, NodeKind.BASE, "B02", STRENGTH)
    drag_over(panel, unit_mime(["U15"]), place(panel, NodeKind.BASE, "B02"), drop=False)
    qtbot.waitUntil(lambda: workspace.is_preview, timeout=20_000)
    assert cell(panel, NodeKind.BASE, "B02", STRENGTH) == f"{int(before) + 120}"
    assert above(panel, "U15") == "B06"
    panel.tree.dragLeaveEvent(None)
    assert not workspace.is_preview
    assert cell(panel, NodeKind.BASE, "B02", STRENGTH) == before


def test_nothing_can_be_dropped_on_a_sector_or_a_closed_base(panel: ForcesPanel, workspace: Workspace) -> None:
    close_base(workspace, "B02")
    sector = next(name for name in names(panel, NodeKind.SECTOR) if name)
    for kind, name in ((NodeKind.BASE, "B02"), (NodeKind.SECTOR, sector)):
        drag_over(panel, unit_mime(["U15"]), place(panel, kind, name), drop=True)
    assert workspace.session.disposition.unit("U15").base == "B06"


def test_a_dragged_row_carries_the_units_it_stands_for(panel: ForcesPanel) -> None:
    model = panel._model  # noqa: SLF001
    data = model.mimeData([model.find(NodeKind.UNIT, "U15"), model.find(NodeKind.BASE, "B02")])
    assert data.hasFormat(UNIT_MIME)
    assert units_of(data) == ["U15"]
    assert units_of(QMimeData()) == []


def test_a_unit_is_cut_and_pasted_with_the_keys(panel: ForcesPanel, workspace: Workspace, qtbot: QtBot) -> None:
    click(panel, qtbot, NodeKind.UNIT, "U15")
    press_key(qtbot, panel.tree, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    click(panel, qtbot, NodeKind.BASE, "B02")
    press_key(qtbot, panel.tree, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert workspace.session.disposition.unit("U15").base == "B02"
    assert not panel.paste_action.isEnabled()


def test_delete_closes_a_base_and_reopen_opens_it(
    panel: ForcesPanel, workspace: Workspace, qtbot: QtBot, answered: Answered
) -> None:
    click(panel, qtbot, NodeKind.BASE, "B06")
    press_key(qtbot, panel.tree, Qt.Key.Key_Delete)
    assert not workspace.session.disposition.base("B06").open
    answered(workspace)
    assert panel._model.readiness("B06").text == "closed"  # noqa: SLF001
    assert panel.close_action.text() == "Re&open"
    panel.close_action.trigger()
    assert workspace.session.disposition.base("B06").open


def test_return_on_a_base_asks_to_edit_it(panel: ForcesPanel, qtbot: QtBot) -> None:
    click(panel, qtbot, NodeKind.BASE, "B06")
    with qtbot.waitSignal(panel.edit_base_asked) as asked:
        press_key(qtbot, panel.tree, Qt.Key.Key_Return)
    assert asked.args == ["B06"]


def test_the_menu_offers_open_bases_the_nearest_first(panel: ForcesPanel, workspace: Workspace, qtbot: QtBot) -> None:
    close_base(workspace, "B02")
    click(panel, qtbot, NodeKind.UNIT, "U15")
    panel.move_menu.aboutToShow.emit()
    entries = [action for action in panel.move_menu.actions() if not action.isSeparator()]
    km = [int(action.text().rsplit("(", 1)[1].split(" ")[0].replace(",", "")) for action in entries[:-1]]
    assert km == sorted(km)
    assert entries[-1].text() == "No base"
    assert not any("COB Kelvaro" in action.text() for action in entries)
    next(action for action in entries if "COB Tessarun" in action.text()).trigger()
    assert workspace.session.disposition.unit("U15").base == "B03"


def test_open_base_asks_the_window(panel: ForcesPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.open_base_asked):
        panel.open_action.trigger()


def test_a_row_selects_on_the_map_and_the_map_selects_the_row(
    panel: ForcesPanel, workspace: Workspace, qtbot: QtBot
) -> None:
    click(panel, qtbot, NodeKind.BASE, "B06")
    assert workspace.selected == Selected(Kind.BASE, "B06")
    workspace.select(Kind.UNIT, "U16")
    assert panel.tree.currentIndex().data() == "1 Platoon SANBATT"
    workspace.select(Kind.SITE, workspace.session.theatre.sites.id[0])
    assert panel._selected() == []  # noqa: SLF001
    assert workspace.selected is not None
    assert workspace.selected.kind is Kind.SITE


def test_the_facts_tell_guard_with_its_source_and_who_hangs_on_the_base(
    panel: ForcesPanel, workspace: Workspace
) -> None:
    workspace.select(Kind.BASE, "B06")
    facts = panel.facts.facts()
    assert panel.facts.title.text() == "TOB Dovregga"
    assert "needs 12: [A]" in facts["Guard"]
    assert "people in" in facts["Answers first"]
    workspace.select(Kind.UNIT, "U23")
    assert panel.facts.facts()["Strength"] == "unknown"
    assert panel.facts.facts()["Teams"] == "unknown"


def test_an_edit_keeps_what_was_folded_and_selected(panel: ForcesPanel, workspace: Workspace, qtbot: QtBot) -> None:
    model = panel._model  # noqa: SLF001
    panel.tree.collapse(model.find(NodeKind.BASE, "B01"))
    click(panel, qtbot, NodeKind.UNIT, "U16")
    click(panel, qtbot, NodeKind.UNIT, "U17", Qt.KeyboardModifier.ControlModifier)
    move_unit(workspace, "U15", "B02")
    assert not panel.tree.isExpanded(model.find(NodeKind.BASE, "B01"))
    assert panel.tree.isExpanded(model.find(NodeKind.BASE, "B02"))
    assert sorted(panel._units()) == ["U16", "U17"]  # noqa: SLF001


def test_the_filter_leaves_what_matches_with_where_it_belongs(panel: ForcesPanel) -> None:
    panel.filter.setText("b coy")
    assert names(panel, NodeKind.UNIT) == ["U15"]
    assert names(panel, NodeKind.BASE) == ["B06"]
    panel.filter.setText("")
    assert len(names(panel, NodeKind.UNIT)) == 24


def test_a_unit_without_a_base_stands_apart(panel: ForcesPanel, workspace: Workspace) -> None:
    move_unit(workspace, "U15", None)
    model = panel._model  # noqa: SLF001
    assert model.parent(model.find(NodeKind.UNIT, "U15")).data() == "No base"


def test_a_hidden_panel_waits_until_it_is_seen(panel: ForcesPanel, workspace: Workspace) -> None:
    panel.hide()
    move_unit(workspace, "U15", "B02")
    assert above(panel, "U15") == "B06"
    panel.show()
    assert above(panel, "U15") == "B02"


def test_names_are_shown_as_they_are_even_in_tooltips(panel: ForcesPanel) -> None:
    index = panel._model.find(NodeKind.UNIT, "U15")  # noqa: SLF001
    node = panel._model.node(index)  # noqa: SLF001
    assert node is not None
    node.name = "<img src=x>"
    assert index.data(Qt.ItemDataRole.ToolTipRole).startswith("<qt>&lt;img")
