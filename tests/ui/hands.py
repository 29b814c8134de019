# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and mouse of a planner, with types that `QtBot` does not give them."""

from __future__ import annotations

from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

NONE = Qt.KeyboardModifier.NoModifier


def press_key(qtbot: QtBot, widget: QWidget | None, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    qtbot.keyClick(widget, key, held)


def type_text(qtbot: QtBot, widget: QWidget | None, text: str) -> None:
    qtbot.keyClicks(widget, text)


def click_on(
    qtbot: QtBot,
    widget: QWidget | None,
    button: Qt.MouseButton = Qt.MouseButton.LeftButton,
    held: Qt.KeyboardModifier = NONE,
    at: QPoint | None = None,
) -> None:
    qtbot.mouseClick(widget, button, held, at or QPoint())
