# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables over an answer's arrays: sorted and filtered as arrays, words made only for the cells that are looked at."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PyQt5.QtGui import QColor

Rows = NDArray[np.int64]
UNKNOWN_FIRST = 2**62
"""Sorts a headcount that nobody knows before the largest that is known."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    key : str
        What a model knows it by.
    title : str
        In the user's language.
    width : int
        Pixels at first.
    number : bool
        Stands at the right, and sorts the greatest first.
    tip : str
        What it means.
    """

    key: str
    title: str
    width: int
    number: bool = False
    tip: str = ""


class AnswerTable(QAbstractTableModel):
    """A table whose records are numbered; subclasses say what they are.

    Parameters
    ----------
    columns : sequence of Column
    """

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._rows: Rows = np.zeros(0, dtype=np.int64)
        self._names: Sequence[str] = ()
        self._token: Hashable = None
        self._sorted: tuple[int, bool] | None = None

    def names(self) -> Sequence[str]:
        """Id of every record, in order of their numbers."""
        raise NotImplementedError

    def token(self) -> Hashable:
        """What is the same as long as the numbers mean the same records."""
        return tuple(self.names())

    def natural(self) -> Rows:
        """Records to be shown, in the order they have by themselves."""
        raise NotImplementedError

    def text(self, record: int, key: str) -> str:
        """A cell in words."""
        raise NotImplementedError

    def values(self, key: str) -> NDArray[Any]:
        """What sorts a column; shape (records,)."""
        raise NotImplementedError

    def colour(self, record: int, key: str) -> str | None:  # noqa: ARG002  for subclasses
        """Colour of a cell's text; None for that of the window."""
        return None

    def tip(self, record: int, key: str) -> str:
        """What hovering tells: plain text."""
        return self.text(record, key)

    def refresh(self) -> None:
        """Read everything anew; rows that stay keep their selection."""
        rows, token = self._arranged(), self.token()
        if token != self._token:
            self.beginResetModel()
            self._rows, self._names, self._token = rows, self.names(), token
            self.endResetModel()
        elif np.array_equal(rows, self._rows):
            if len(rows):
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(self.columns) - 1))
        else:
            self._reorder(rows)

    def record(self, row: int) -> int:
        """Number of the record in a row."""
        return int(self._rows[row])

    def name_at(self, row: int) -> str:
        """Id of the record in a row."""
        return self._names[self.record(row)]

    def row_of(self, name: str) -> int:
        """Row of the record with this id, -1 where it is not shown."""
        try:
            record = self._names.index(name)
        except ValueError:
            return -1
        found = np.flatnonzero(self._rows == record)
        return int(found[0]) if len(found) else -1

    def rowCount(self, parent: QModelIndex | None = None) -> int:  # noqa: N802  Qt's name
        """Rows shown."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | None = None) -> int:  # noqa: N802  Qt's name
        """Columns, hidden ones too."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # noqa: PLR0911  one a role
        """What Qt asks of a cell."""
        if not index.isValid():
            return None
        record, column = int(self._rows[index.row()]), self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(record, column.key)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ForegroundRole:
            colour = self.colour(record, column.key)
            return None if colour is None else QColor(colour)
        if role == Qt.ItemDataRole.ToolTipRole:
            return html.escape(self.tip(record, column.key)) or None
        if role == Qt.ItemDataRole.UserRole:
            return self._names[record]
        return None

    def headerData(  # noqa: N802  Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """What Qt asks of a header; a row's is its first column."""
        if orientation == Qt.Orientation.Vertical and 0 <= section < len(self._rows):
            return self.data(self.index(section, 0), role)
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return html.escape(column.tip or column.title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column, by -1 as the records stand by themselves."""
        self._sorted = None if column < 0 else (column, order == Qt.SortOrder.DescendingOrder)
        if self._token is not None:
            self._reorder(self._arranged())

    def _arranged(self) -> Rows:
        rows = self.natural()
        if self._sorted is None or len(rows) == 0:
            return rows
        column, falling = self._sorted
        values = self.values(self.columns[column].key)[rows]
        # equal ones stay in their own order, whichever way it goes
        if falling:
            order = len(rows) - 1 - np.argsort(values[::-1], kind="stable")[::-1]
        else:
            order = np.argsort(values, kind="stable")
        return np.asarray(rows[order], dtype=np.int64)

    def _reorder(self, rows: Rows) -> None:
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        if old:
            place = np.full(len(self._names), -1, dtype=np.int64)
            place[rows] = np.arange(len(rows))
            places = place[self._rows[[index.row() for index in old]]].tolist()
            gone = QModelIndex()
            self.changePersistentIndexList(
                old,
                [self.createIndex(to, one.column()) if to >= 0 else gone for to, one in zip(places, old, strict=True)],
            )
        self._rows = rows
        self.layoutChanged.emit()


def folded(text: str) -> str:
    """Text as a search compares it: without case and accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def ranks(texts: Sequence[str]) -> Rows:
    """Place of every text among all in the order of the alphabet; equal texts share it."""
    keys = [folded(text) for text in texts]
    place = {key: n for n, key in enumerate(sorted(set(keys)))}
    return np.array([place[key] for key in keys], dtype=np.int64)
