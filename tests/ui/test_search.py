# SPDX-License-Identifier: GPL-3.0-or-later
"""Places, forces and positions are found as they are typed; every command by a few of its letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QAction, QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from tests.ui.conftest import shown
from ui.dialogs.about import AboutDialog
from ui.dialogs.finder import Finder
from ui.dialogs.hint import HintBar
from ui.dialogs.palette import Palette, score
from ui.dialogs.problem import ProblemDialog
from ui.dialogs.search import SearchBox
from ui.messages import Told
from ui.models.search_model import folded
from ui.operations import forces
from ui.workspace import Kind, Selected, Workspace

Answered = Callable[[Workspace], None]


@pytest.fixture
def search(workspace: Workspace, qtbot: QtBot) -> Iterator[SearchBox]:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    made = SearchBox(workspace, window)
    made.popup()
    yield made
    window.close()  # kept until here: its children go with it


def found(finder: Finder) -> list[str]:
    model = finder.view.model()
    assert model is not None
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def press(qtbot: QtBot, finder: Finder, key: Qt.Key) -> None:
    qtbot.keyClick(finder.edit, key)


def test_a_site_is_found_by_part_of_its_name_and_return_goes_there(
    search: SearchBox, workspace: Workspace, qtbot: QtBot
) -> None:
    sites = workspace.session.theatre.sites
    row = sites.name.index("Petharo")
    search.edit.setText("peTHáro")
    assert found(search)[0] == "Petharo"
    model = search.view.model()
    assert model is not None
    assert [model.index(0, column).data() for column in (1, 2)] == ["settlement", "97,000 people"]
    with qtbot.waitSignal(workspace.zoom_asked) as asked:
        press(qtbot, search, Qt.Key.Key_Return)
    assert asked.args[0] == Selected(Kind.SITE, sites.id[row])
    assert not search.isVisible()


def test_bases_and_units_are_found_by_name_and_id_with_what_they_are(
    search: SearchBox, workspace: Workspace, qtbot: QtBot
) -> None:
    base, unit = workspace.session.plan.bases[3], workspace.session.plan.units[0]
    search.edit.setText(base.id.lower())
    assert found(search)[0] == base.name
    press(qtbot, search, Qt.Key.Key_Return)
    assert workspace.selected == Selected(Kind.BASE, base.id)
    search.popup()
    search.edit.setText(unit.name)
    press(qtbot, search, Qt.Key.Key_Return)
    assert workspace.selected == Selected(Kind.UNIT, unit.id)


def test_the_arrow_keys_move_in_the_list_and_esc_leaves(search: SearchBox, workspace: Workspace, qtbot: QtBot) -> None:
    search.edit.setText("pe")
    second = found(search)[1]
    press(qtbot, search, Qt.Key.Key_Down)
    assert search.view.currentIndex().data() == second
    press(qtbot, search, Qt.Key.Key_Escape)
    assert not search.isVisible()
    assert workspace.selected is None


@pytest.mark.parametrize("text", ["35NLF 24913 87154", "35nlf2491387154", "5.31 25.42", "5°18'36\"N 25°25'12\"E"])
def test_positions_are_found_however_they_are_written(search: SearchBox, qtbot: QtBot, text: str) -> None:
    search.edit.setText(text)
    assert found(search)[0] == "5.31000° N, 25.42000° E"
    with qtbot.waitSignal(search.place_asked) as asked:
        press(qtbot, search, Qt.Key.Key_Return)
    assert asked.args == pytest.approx([25.42, 5.31], abs=1e-5)


def test_what_is_not_there_is_said(search: SearchBox) -> None:
    search.edit.setText("no such place")
    assert found(search) == []
    assert search.nothing.isVisible()
    assert search.nothing.text() == "No site, base, unit or position fits"


def test_a_base_opened_meanwhile_is_found_and_an_unknown_headcount_is_no_nought(
    search: SearchBox, workspace: Workspace, answered: Answered
) -> None:
    base = workspace.session.plan.bases[0]
    forces.open_base(workspace, "Zzyzx Hill", base.kind, base.lon, base.lat)
    answered(workspace)
    assert shown(workspace).differs
    search.edit.setText("zzyzx")
    assert found(search) == ["Zzyzx Hill"]
    sites = workspace.session.theatre.sites
    unknown = next(name for name, known in zip(sites.name, sites.people_known, strict=True) if not known)
    search.edit.setText(unknown)
    model = search.view.model()
    assert model is not None
    assert model.index(0, 2).data() == "headcount unknown"


def test_accents_and_capitals_do_not_matter() -> None:
    assert folded(" N'Djaména É ") == "n'djamena e"


def actions(window: QMainWindow) -> list[QAction]:
    texts = ("&Open…", "&Save", "Save &as…", "Wet season", "Zoom to &selection")
    made = [QAction(text, window) for text in texts]
    made[0].setShortcut("Ctrl+O")
    made[3].setCheckable(True)
    return made


def test_a_command_is_found_by_a_few_letters_and_done(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.show()
    known = actions(window)
    palette = Palette(known, window)
    palette.popup()
    assert found(palette) == ["Open…", "Save", "Save as…", "Wet season", "Zoom to selection"]
    model = palette.view.model()
    assert model is not None
    assert model.index(0, 1).data() == "Ctrl+O"
    palette.edit.setText("zs")
    assert found(palette) == ["Zoom to selection"]
    palette.edit.setText("wets")
    press(qtbot, palette, Qt.Key.Key_Return)
    assert known[3].isChecked()
    assert not palette.isVisible()
    palette.popup()
    palette.edit.setText("wet")
    assert found(palette) == ["✓ Wet season"]


def test_a_command_that_cannot_be_done_now_is_listed_and_does_nothing(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.show()
    known = actions(window)
    known[1].setEnabled(False)
    known[4].setVisible(False)
    palette = Palette(known, window)
    palette.popup()
    palette.edit.setText("save")
    assert found(palette) == ["Save as…", "Save"]
    press(qtbot, palette, Qt.Key.Key_Down)
    with qtbot.assertNotEmitted(known[1].triggered):
        press(qtbot, palette, Qt.Key.Key_Return)
    palette.edit.setText("zoom")
    assert found(palette) == []


def test_letters_fit_in_their_order_and_best_at_the_start_of_words() -> None:
    assert score("zx", "zoom to selection") is None
    starts, inside = score("zs", "zoom to selection"), score("os", "zoom to selection")
    assert starts is not None
    assert inside is not None
    assert starts > inside


def test_the_first_steps_are_put_away_for_good(qtbot: QtBot) -> None:
    assert HintBar.is_wanted()
    hint = HintBar()
    qtbot.addWidget(hint)
    hint.show()
    with qtbot.waitSignal(hint.dismissed):
        hint.button.click()
    assert not hint.isVisible()
    assert not HintBar.is_wanted()


def test_a_problem_tells_what_to_do_and_keeps_its_details_folded(qtbot: QtBot) -> None:
    told = Told("<b>The file</b> is gone.", "Look for it.", "Traceback …")
    dialog = ProblemDialog(told)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.what.text() == told.what
    assert dialog.what.textFormat() == Qt.TextFormat.PlainText
    assert not dialog.details.isVisible()
    dialog.fold.click()
    assert dialog.details.isVisible()
    dialog.copy_details()
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text() == "<b>The file</b> is gone.\nLook for it.\n\nTraceback …"
    assert replace(told).details in clipboard.text()


def test_about_names_version_and_licence(qtbot: QtBot) -> None:
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    texts = " ".join(label.text() for label in dialog.findChildren(type(ProblemDialog(Told("", "", "")).what)))
    assert "GNU General Public License" in texts
