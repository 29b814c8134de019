# SPDX-License-Identifier: GPL-3.0-or-later
"""The numbers an answer rests on, as a tree by subject: value, default, unit, source."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

from PyQt5.QtCore import QAbstractItemModel, QModelIndex, QObject, QSortFilterProxyModel, Qt
from PyQt5.QtGui import QFont

from gisplanner.assumptions import UNKNOWN_SOURCE, Assumptions, Default, defaults
from ui.messages import tr
from ui.models.assumption_names import GROUPS, entry_text, group_text

WHAT, VALUE, DEFAULT, UNIT, SOURCE = range(5)
KeyRole = Qt.ItemDataRole.UserRole
ROOT = QModelIndex()


class AssumptionsModel(QAbstractItemModel):
    """Numbers by subject; a value that is typed goes to `setter`.

    Parameters
    ----------
    setter : callable
        Gets key and value, and returns whether it was taken.
    """

    def __init__(self, setter: Callable[[str, float], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._setter = setter
        self._groups: dict[str, list[str]] = {group: [] for group in GROUPS}
        for key in defaults():
            self._groups.setdefault(key.partition(".")[0], []).append(key)
        self._names = list(self._groups)
        self._rows: dict[str, Default] = dict(defaults())

    def set_assumptions(self, assumptions: Assumptions) -> None:
        """Show these numbers."""
        self._rows = {row.key: row for row in assumptions.rows()}
        for at, name in enumerate(self._names):
            parent = self.index(at, 0)
            last = len(self._groups[name]) - 1
            self.dataChanged.emit(self.index(0, VALUE, parent), self.index(last, SOURCE, parent))

    def index(self, row: int, column: int, parent: QModelIndex = ROOT) -> QModelIndex:
        """Place of a group, or of a number in its group."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: QModelIndex = ROOT) -> QModelIndex:
        """The group of a number."""
        group = index.internalId() if index.isValid() else 0
        return self.createIndex(group - 1, 0, 0) if group else QModelIndex()

    def rowCount(self, parent: QModelIndex = ROOT) -> int:  # noqa: N802  Qt's name
        """Groups, or the numbers of one."""
        if not parent.isValid():
            return len(self._names)
        return 0 if parent.internalId() or parent.column() else len(self._groups[self._names[parent.row()]])

    def columnCount(self, parent: QModelIndex = ROOT) -> int:  # noqa: ARG002, N802  Qt's name
        """Columns."""
        return SOURCE + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:  # noqa: ANN401, N802  Qt's
        """Names of the columns."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("What"), self.tr("Value"), self.tr("Default"), self.tr("Unit"), self.tr("Source"))[section]

    def flags(self, index: QModelIndex) -> Qt.ItemFlags:
        """Values can be edited."""
        flags = super().flags(index)
        own = index.internalId() and index.column() == VALUE
        return flags | Qt.ItemFlag.ItemIsEditable if own else flags

    def key(self, index: QModelIndex) -> str | None:
        """Key of the number in a row; None of a group."""
        if not index.isValid() or not index.internalId():
            return None
        return self._groups[self._names[index.internalId() - 1]][index.row()]

    def data(self, index: QModelIndex, role: int = 0) -> Any:  # noqa: ANN401  Qt's
        """What a cell shows."""
        key = self.key(index)
        if role == KeyRole:
            return key
        if key is None:
            return self._of_group(index, role)
        row = self._rows[key]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, defaults()[key], index.column())
        if role == Qt.ItemDataRole.EditRole:
            return row.value
        return self._look(row, index.column(), role)

    def _look(self, row: Default, column: int, role: int) -> object:
        default = defaults()[row.key]
        if role == Qt.ItemDataRole.ToolTipRole:
            said = self.tr("{what}\nDefault: {value} {unit}, source: {source}")
            text = said.format(
                what=full_text(row.key), value=f"{default.value:g}", unit=row.unit, source=default.source
            )
            return html.escape(text).replace("\n", "<br>")
        if role == Qt.ItemDataRole.FontRole and row.source == UNKNOWN_SOURCE and column in {VALUE, SOURCE}:
            return _bold()
        if role == Qt.ItemDataRole.TextAlignmentRole and column in {VALUE, DEFAULT}:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def setData(self, index: QModelIndex, value: Any, role: int = 0) -> bool:  # noqa: ANN401, N802  Qt's
        """Take a number that was typed, where it can be one."""
        key = self.key(index)
        return role == Qt.ItemDataRole.EditRole and key is not None and self._setter(key, float(value))

    def _of_group(self, index: QModelIndex, role: int) -> object:
        if index.column() != WHAT:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return group_text(self._names[index.row()])
        return _bold() if role == Qt.ItemDataRole.FontRole else None

    def _text(self, row: Default, default: Default, column: int) -> str:
        changed = row.source == UNKNOWN_SOURCE
        source = self.tr("set in the plan") if changed else source_text(row.source)
        return (entry_text(row.key), f"{row.value:g}", f"{default.value:g}", row.unit, source)[column]


class AssumptionsFilter(QSortFilterProxyModel):
    """The numbers that some words fit, and with them their groups."""

    def __init__(self, model: AssumptionsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._words: tuple[str, ...] = ()
        self.setSourceModel(model)

    def show(self, text: str) -> None:
        """Keep only what fits; "" keeps all."""
        self._words = tuple(text.casefold().split())
        self.invalidateFilter()

    def filterAcceptsRow(self, row: int, parent: QModelIndex) -> bool:  # noqa: N802  Qt's name
        """Whether a number fits, or any of a group."""
        model = self._model
        if not parent.isValid():
            group = model.index(row, 0)
            return any(self.filterAcceptsRow(own, group) for own in range(model.rowCount(group)))
        cells = [parent.data(), *(model.index(row, column, parent).data() for column in range(SOURCE + 1))]
        text = " ".join([*map(str, cells), model.index(row, 0, parent).data(KeyRole)]).casefold()
        return all(word in text for word in self._words)


def source_text(source: str) -> str:
    """Who says so; the mark of what nobody but this project says becomes a word."""
    return source.replace("[A] ", tr("assumed: ")).replace("[A]", tr("assumed"))


def full_text(key: str) -> str:
    """What a number is, its group in front."""
    return f"{group_text(key.partition('.')[0])}: {entry_text(key)}"


def _bold() -> QFont:
    font = QFont()
    font.setBold(True)
    return font
