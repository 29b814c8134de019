# SPDX-License-Identifier: GPL-3.0-or-later
"""The command palette: every action of the window, found by a few of its letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PyQt5.QtCore import QModelIndex, Qt
from PyQt5.QtGui import QKeySequence, QStandardItem, QStandardItemModel
from PyQt5.QtWidgets import QAction, QWidget

from ui.dialogs.finder import Finder
from ui.models.search_model import folded

NEXT_TO, AT_START, GAP = 8, 12, 1
"""What speaks for a match: a letter behind the one before, or at the start of a word; against it, a letter passed."""
ActionRole = Qt.ItemDataRole.UserRole


class Palette(Finder):
    """A popup of actions.

    Parameters
    ----------
    actions : sequence of QAction
        Looked at whenever it opens: those that are hidden then are left out, those that are disabled shown so.
    """

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        self._actions = actions
        self._model = QStandardItemModel(0, 2)
        super().__init__("palette", self._model, parent)
        self.entitle(self.tr("Commands"), self.tr("What do you want to do?"))
        self._model.setParent(self)

    def fill(self, text: str) -> str:
        """List the actions that fit, the best first."""
        self._model.removeRows(0, self._model.rowCount())
        for action in _fitting(self._actions, text):
            name, keys = QStandardItem(name_of(action)), QStandardItem(_shortcut(action))
            name.setData(action, ActionRole)
            for item in (name, keys):
                item.setEnabled(action.isEnabled())
            self._model.appendRow([name, keys])
        return self.tr("No command fits")

    def take(self, index: QModelIndex) -> None:
        """Do the action."""
        action: QAction = index.siblingAtColumn(0).data(ActionRole)
        action.trigger()


def name_of(action: QAction) -> str:
    """What an action is called, without its mnemonic; ticked where it is on."""
    name = action.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
    return f"✓ {name}" if action.isCheckable() and action.isChecked() else name


def score(wanted: str, text: str) -> int | None:
    """How well letters fit a text that has them in this order; None where it has not."""
    total, at, last = 0, 0, -1
    for char in wanted:
        if char == " ":
            continue
        at = text.find(char, last + 1)
        if at < 0:
            return None
        if at == 0 or text[at - 1] == " ":
            total += AT_START
        elif at == last + 1:
            total += NEXT_TO
        total -= GAP * (at - last - 1)
        last = at
    return total


def _fitting(actions: Sequence[QAction], text: str) -> Iterator[QAction]:
    wanted = folded(text)
    listed = [action for action in actions if action.isVisible() and not action.isSeparator() and action.text()]
    if not wanted:
        yield from listed
        return
    ranked = []
    for at, action in enumerate(listed):
        name = folded(name_of(action))
        own = len(name) * NEXT_TO * NEXT_TO if wanted in name else score(wanted, name)
        if own is not None:
            ranked.append((not action.isEnabled(), -own, at))
    for *_, at in sorted(ranked):
        yield listed[at]


def _shortcut(action: QAction) -> str:
    return action.shortcut().toString(QKeySequence.NativeText)
