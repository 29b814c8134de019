# SPDX-License-Identifier: GPL-3.0-or-later
"""All actions of the window in one place: menus, toolbar, shortcuts and the command palette are made of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import QAction, QMainWindow, QMenu

Slot = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Item:
    """An action.

    Attributes
    ----------
    name : str
        For programs: how the rest of the window asks for it.
    text : str
        As in the menu, translated, with a mnemonic.
    slot : callable
    keys : str
        Shortcut.
    tip : str
        Shown in the status bar.
    checkable : bool
    """

    name: str
    text: str
    slot: Slot
    keys: str = ""
    tip: str = ""
    checkable: bool = False


class Actions:
    """Actions by name, and the menus they stand in.

    Parameters
    ----------
    window : QMainWindow
        Gets the menus; its shortcuts hold everywhere in it.
    """

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._made: dict[str, QAction] = {}

    def __getitem__(self, name: str) -> QAction:
        """Return the action of this name."""
        return self._made[name]

    @property
    def all(self) -> list[QAction]:
        """Every action, in the order of the menus."""
        return list(self._made.values())

    def menu(self, title: str, items: list[Item | None]) -> QMenu:
        """Add a menu; None is a line between."""
        menu = QMenu(title, self._window)
        bar = self._window.menuBar()
        if bar is not None:
            bar.addMenu(menu)
        for item in items:
            if item is None:
                menu.addSeparator()
            else:
                self.add(menu, item)
        return menu

    def add(self, menu: QMenu, item: Item) -> None:
        """Add an action to a menu."""
        menu.addAction(self._action(item))

    def adopt(self, name: str, action: QAction) -> None:
        """Know an action that somebody else has made, such as the one that shows a dock."""
        self._made[name] = action

    def _action(self, item: Item) -> QAction:
        action = QAction(item.text, self._window)
        action.setObjectName(f"action_{item.name}")
        action.setCheckable(item.checkable)
        if item.keys:
            action.setShortcut(QKeySequence(item.keys))
        action.setStatusTip(item.tip)
        action.setToolTip(item.tip or item.text.replace("&", ""))

        def triggered(_checked: bool) -> None:  # noqa: FBT001  Qt's signature
            item.slot()

        action.triggered.connect(triggered)
        self._made[item.name] = action
        return action
