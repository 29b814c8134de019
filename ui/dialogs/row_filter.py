# SPDX-License-Identifier: GPL-3.0-or-later
"""Which rows of a file count: all of them, or those with a value in a column."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from layers.load import Preview
from ui.models.gathering_model import Slot
from ui.sure import sure

COLUMN_WIDTH, VALUE_WIDTH = 18, 16
"""Characters."""


class RowFilter(QWidget):
    """A column and the value that rows must have in it.

    Attributes
    ----------
    chosen : signal (Slot, tuple of (column, value))
        Of the file of this part; empty for all rows.
    """

    chosen = pyqtSignal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slot: Slot | None = None
        self._path: Path | None = None
        self._shown: tuple[tuple[str, str], ...] = ()
        self._preview: Preview | None = None
        self.column = QComboBox()
        self.column.setObjectName("filter_column")
        self.column.setAccessibleName(self.tr("Column that rows are chosen by"))
        self.column.setMinimumContentsLength(COLUMN_WIDTH)
        self.column.setSizeAdjustPolicy(QComboBox.AdjustToMinimumContentsLengthWithIcon)
        self.column.activated.connect(self._other_column)
        self.value = QComboBox()
        self.value.setObjectName("filter_value")
        self.value.setAccessibleName(self.tr("Value of the rows that count"))
        self.value.setEditable(True)
        self.value.setInsertPolicy(QComboBox.NoInsert)
        self.value.setMinimumContentsLength(VALUE_WIDTH)
        self.value.setSizeAdjustPolicy(QComboBox.AdjustToMinimumContentsLengthWithIcon)
        line = sure(self.value.lineEdit())
        line.setPlaceholderText(self.tr("value"))
        line.editingFinished.connect(self._tell)
        self.value.activated.connect(self._tell)
        label = QLabel(self.tr("Rows that cou&nt"))
        label.setBuddy(self.column)
        self._equals = QLabel("=")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (label, self.column, self._equals, self.value):
            row.addWidget(widget)
        row.addStretch(1)

    def show_slot(self, slot: Slot | None) -> None:
        """Show by what the rows of a part's file are chosen; what is being chosen for the same file stays."""
        preview = None if slot is None or slot.shown is None else slot.shown.preview
        path, where = (None, ()) if slot is None else (slot.path, slot.where)
        before = None if self._preview is None else self._preview.columns
        now = None if preview is None else preview.columns
        same = slot is self._slot and path == self._path and where == self._shown and now == before
        self._slot, self._path, self._shown, self._preview = slot, path, where, preview
        if not same:
            self.put_back()
        self.setVisible(preview is not None)  # last: a field that goes with half a word in it says that word

    def put_back(self) -> None:
        """Show by what the rows are chosen in place of what was typed."""
        column, value = self._shown[0] if self._shown else ("", "")
        self.column.clear()
        self.column.addItem(self.tr("all rows"), "")
        for name in () if self._preview is None else self._preview.columns:
            self.column.addItem(name, name)
        self.column.setCurrentIndex(max(self.column.findData(column), 0))
        self._fill(value)

    def _fill(self, value: str) -> None:
        """Offer the values of the first rows."""
        column = str(self.column.currentData())
        self.value.clear()
        if self._preview is not None and column:
            at = self._preview.columns.index(column)
            self.value.addItems(list(dict.fromkeys(row[at] for row in self._preview.rows if row[at])))
        self.value.setEditText(value)
        for widget in (self._equals, self.value):
            widget.setVisible(bool(column))

    def _other_column(self) -> None:
        self._fill("")
        self.value.setFocus()
        if not self.column.currentData():
            self._tell()

    def _tell(self) -> None:
        """Say it where other rows are to count than before."""
        column, value = str(self.column.currentData()), self.value.currentText().strip()
        wanted = ((column, value),) if column else ()
        if self._slot is None or self._preview is None:
            return
        if wanted != self._shown and (value or not column):
            self._shown = wanted
            self.chosen.emit(self._slot, wanted)
