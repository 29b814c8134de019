# SPDX-License-Identifier: GPL-3.0-or-later
"""Which column of a file is read as which field, and the choice of another."""

from __future__ import annotations

import html

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from gisplanner.parts import kind_of
from layers.kinds import KINDS, Column, Type
from layers.load import Preview
from layers.mapping import PLACE, How
from ui.messages import tr
from ui.models.gathering_model import Slot
from ui.sure import sure

FIELD, COLUMN, WHY, HOLDS = range(4)
WIDTH = 26
"""Characters of a choice."""


class ColumnsTable(QTableWidget):
    """A row for every field.

    Attributes
    ----------
    mapped : signal (str, str or None)
        A field is to be read from this column; "" for none, None for the one that is found.
    """

    mapped = pyqtSignal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, HOLDS + 1, parent)
        self._combos: dict[str, QComboBox] = {}
        self.setObjectName("columns_table")
        self.setAccessibleName(self.tr("Columns"))
        self.setHorizontalHeaderLabels(
            [self.tr("Field"), self.tr("Column of the file"), self.tr("Found"), self.tr("Holds")]
        )
        self.setEditTriggers(QAbstractItemView.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.NoSelection)
        self.setTabKeyNavigation(False)
        sure(self.verticalHeader()).hide()
        head = sure(self.horizontalHeader())
        head.setSectionResizeMode(FIELD, QHeaderView.ResizeToContents)
        head.resizeSection(COLUMN, WIDTH * self.fontMetrics().averageCharWidth())
        head.setSectionResizeMode(WHY, QHeaderView.ResizeToContents)
        head.setSectionResizeMode(HOLDS, QHeaderView.Stretch)

    def show_slot(self, slot: Slot | None) -> None:
        """Show the fields of a part and the columns of its file."""
        preview = None if slot is None or slot.shown is None else slot.shown.preview
        focused = next((field for field, combo in self._combos.items() if combo.hasFocus()), None)
        self._combos = {}
        self.setRowCount(0)
        if slot is None or preview is None:
            return
        fields = _fields(slot.name, preview)
        self.setRowCount(len(fields))
        for row, (name, holds) in enumerate(fields.items()):
            self.setItem(row, FIELD, _cell(name))
            self._combos[name] = self._combo(name, slot.mapping, preview)
            self.setCellWidget(row, COLUMN, self._combos[name])
            self.setItem(row, WHY, _cell(found_text(name, slot, preview)))
            item = _cell(holds)
            item.setToolTip(html.escape(holds))
            self.setItem(row, HOLDS, item)
        if focused in self._combos:
            self._combos[focused].setFocus()

    def combo(self, field: str) -> QComboBox:
        """The choice for a field.

        Raises
        ------
        KeyError
        """
        return self._combos[field]

    def _combo(self, field: str, mapping: dict[str, str], preview: Preview) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName(f"column_{field}")
        combo.setAccessibleName(self.tr("Column for {field}").format(field=field))
        combo.setSizeAdjustPolicy(QComboBox.AdjustToMinimumContentsLengthWithIcon)
        combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        found = None if field in mapping else preview.mapped.get(field)
        automatic = self.tr("as it is found") if field in mapping else self.tr("none found")
        combo.addItem(automatic if found is None else self.tr("{column} (found)").format(column=found), None)
        combo.addItem(self.tr("not read"), "")
        for column in preview.columns:
            combo.addItem(column, column)
        if field in mapping:
            chosen = preview.mapped.get(field)  # as the file writes it
            combo.setCurrentIndex(1 if chosen is None else 2 + preview.columns.index(chosen))
        combo.activated.connect(lambda at: self.mapped.emit(field, combo.itemData(at)))
        return combo


def found_text(field: str, slot: Slot, preview: Preview) -> str:
    """What speaks for the column of a field, in words."""
    if field in slot.mapping:
        return tr("remembered") if field in slot.remembered else tr("chosen by you")
    return {
        How.SAID: tr("chosen by you"),
        How.TAG: tr("by HXL tag"),
        How.NAME: tr("by its name"),
        How.SYNONYM: tr("by a synonym"),
        How.SEVERAL: tr("▲ one of several"),
        None: "",
    }[preview.how.get(field)]


def _fields(part: str, preview: Preview) -> dict[str, str]:
    """Fields of a part by name, with what they hold in words."""
    place = (
        {}
        if preview.drawn
        else {
            "lon": tr("degrees east"),
            "lat": tr("degrees north"),
            "position": tr("grid reference, or latitude and longitude"),
            "easting": tr("metres east in the UTM zone"),
            "northing": tr("metres north in the UTM zone"),
            "utm_zone": tr("UTM zone"),
            "wkt": tr("geometry as text"),
        }
    )
    own = {column.name: _holds(column) for column in KINDS[kind_of(part)].columns}
    if part == "mission_area":
        own.pop("role")  # every row of it is one
    return {field: place[field] for field in PLACE if field in place} | own


def _holds(column: Column) -> str:
    if column.type is Type.WORD:
        return tr("one of: {words}").format(words=", ".join(dict.fromkeys(column.words.values())))
    types = {
        Type.TEXT: tr("text"),
        Type.WHOLE: tr("whole number"),
        Type.NUMBER: tr("number"),
        Type.YES_NO: tr("yes or no"),
        Type.DATE: tr("date"),
    }
    unit = column.unit.strip("()")
    return f"{types[column.type]} ({unit})" if unit else types[column.type]


def _cell(text: str) -> QTableWidgetItem:
    return QTableWidgetItem(text)
