# SPDX-License-Identifier: GPL-3.0-or-later
"""The window as it is seen: nothing cut off, nothing over something else, every text translatable, everything named."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QFont
from PyQt5.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDockWidget,
    QLabel,
    QLineEdit,
    QSpinBox,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.conftest import ROOT
from tests.ui.conftest import remember_in
from tests.ui.window import SIZES, is_cut, opened, pause, rect_in, visible
from ui import style
from ui.desk import Desk

POINTS = 9
"""Of the font of a desktop; offscreen Qt takes a larger one."""
DOCKS = ("forces", "layers", "changes", "coverage", "risk", "courses")
TEXT_TAKERS = {
    "setText",
    "setToolTip",
    "setStatusTip",
    "setWindowTitle",
    "setPlaceholderText",
    "setAccessibleName",
    "setInformativeText",
    "addAction",
    "addTab",
    "addRow",
    "setTitle",
    "QLabel",
    "QPushButton",
    "QCheckBox",
    "QGroupBox",
    "QAction",
    "QMenu",
    "showMessage",
}
NO_WORDS = {"gisplanner", "Fusion"}


@pytest.fixture(scope="module", params=SIZES)
def desk(
    request: pytest.FixtureRequest, qapp: QApplication, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    remember_in(tmp_path_factory.mktemp("first start"))
    font = qapp.font()
    qapp.setFont(QFont(font.family(), POINTS))
    with opened(SIZES[request.param]) as made:
        yield made
    qapp.setFont(font)


@pytest.mark.parametrize("dock", DOCKS)
def test_no_text_is_cut_off(desk: Desk, dock: str) -> None:
    desk.show_dock(dock)
    pause(50)
    cut = [
        (label.objectName(), label.text())
        for label in visible(desk.window)
        if isinstance(label, QLabel) and is_cut(label)
    ]
    assert cut == []
    narrow = [
        (button.objectName(), button.text())
        for button in visible(desk.window)
        if isinstance(button, QAbstractButton) and button.text() and button.width() < _least_width(button)
    ]
    assert narrow == []


@pytest.mark.parametrize("dock", DOCKS)
def test_nothing_stands_over_something_else(desk: Desk, dock: str) -> None:
    desk.show_dock(dock)
    pause(50)
    kinds = (QLabel, QAbstractButton, QLineEdit, QComboBox, QSpinBox, QAbstractItemView)
    for parent in {widget.parentWidget() for widget in visible(desk.window) if isinstance(widget, kinds)}:
        assert parent is not None
        own = [one for one in visible(parent) if one.parentWidget() is parent and isinstance(one, kinds)]
        over = [
            (one.objectName(), other.objectName())
            for one, other in combinations(own, 2)
            if rect_in(one, parent).intersects(rect_in(other, parent))
        ]
        if isinstance(parent, (QAbstractItemView, QComboBox, QSpinBox, QLineEdit, QTabBar, QDockWidget)):
            continue
        assert over == [], parent.objectName()


@pytest.mark.parametrize("dock", DOCKS)
def test_tabs_show_their_whole_names(desk: Desk, dock: str) -> None:
    desk.show_dock(dock)
    pause(50)
    for bar in visible(desk.window):
        if isinstance(bar, QTabBar):
            needed = [bar.tabText(n) for n in range(bar.count()) if bar.tabRect(n).right() > bar.width()]
            assert needed == []


@pytest.mark.parametrize("dock", DOCKS)
def test_everything_that_can_be_used_has_a_name_and_can_be_reached_by_key(desk: Desk, dock: str) -> None:
    desk.show_dock(dock)
    pause(50)
    content = desk.docks[dock].widget()
    assert content is not None
    for widget in visible(content):
        if isinstance(widget, (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView)) and widget.isEnabled():
            if widget.objectName().startswith("qt_") or isinstance(widget.parentWidget(), (QComboBox, QSpinBox)):
                continue
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            assert text or widget.accessibleName() or widget.toolTip(), widget.objectName()
            assert widget.focusPolicy() != Qt.FocusPolicy.NoFocus or isinstance(widget, QAbstractButton)


def test_the_answer_stands_in_the_site_table_without_scrolling(desk: Desk) -> None:
    desk.show_dock("coverage")
    pause(50)
    table = desk.coverage.table
    keys = [column.key for column in desk.coverage.model.columns]
    for key in ("status", "name", "people", "response"):
        column = keys.index(key)
        viewport = table.viewport()
        assert viewport is not None
        assert table.columnViewportPosition(column) + table.columnWidth(column) <= viewport.width(), key


def test_courses_can_be_told_apart_in_the_toolbar(desk: Desk) -> None:
    (combo,) = [one for one in visible(desk.window) if one.objectName() == "working_on"]
    assert isinstance(combo, QComboBox)
    assert combo.width() > combo.fontMetrics().horizontalAdvance("COA 12 copy") + 24


@pytest.mark.parametrize("dock", DOCKS)
def test_labels_never_take_data_for_markup(desk: Desk, dock: str) -> None:
    desk.show_dock(dock)
    pause(50)
    guessing = [
        (label.objectName(), label.text())
        for label in visible(desk.window)
        if isinstance(label, QLabel) and label.text() and label.textFormat() != Qt.TextFormat.PlainText
    ]
    assert guessing == []


def test_the_window_can_be_dark(desk: Desk) -> None:
    light = desk.window.grab().toImage()
    style.apply(style.Theme.DARK)
    try:
        pause(50)
        dark = desk.window.grab().toImage()
    finally:
        style.apply(style.Theme.LIGHT)
        pause(50)
    at = (desk.window.width() // 2, desk.window.height() - 8)
    assert light.pixelColor(*at).lightnessF() > 0.8
    assert dark.pixelColor(*at).lightnessF() < 0.4


def test_every_text_of_the_window_can_be_translated() -> None:
    bare = [
        f"{path.relative_to(ROOT)}:{node.lineno} {value!r}"
        for path in sorted((ROOT / "ui").rglob("*.py"))
        for node, value in _bare_texts(path)
    ]
    assert bare == []


def _least_width(button: QAbstractButton) -> int:
    return button.fontMetrics().horizontalAdvance(button.text().replace("&", ""))


def _bare_texts(path: Path) -> Iterator[tuple[ast.Call, str]]:
    """Words given to Qt without a translator asked."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in TEXT_TAKERS:
            continue
        for argument in node.args:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                text = argument.value
                if sum(char.isalpha() for char in text) > 2 and text not in NO_WORDS:
                    yield node, text


def test_the_walk_finds_what_is_cut_off(qtbot: QtBot) -> None:
    label = QLabel("A text that needs more room than it has")
    box = QWidget()
    qtbot.addWidget(box)
    label.setParent(box)
    label.setFixedWidth(40)
    box.show()
    assert is_cut(label)
