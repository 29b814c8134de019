# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user says of a file that it does not say itself: its reference system, its encoding, its sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from layers.read_as import CRS, ENCODING, SHEET, TAKEN, ReadAs
from ui.models.gathering_model import Slot
from ui.sure import sure

ENCODINGS = ("utf-8", "cp1252", "cp1250", "cp1251", "cp1256", "koi8-r", "iso8859-15", "mac-roman", "utf-16")
"""Those that are met; another can be typed."""
SYSTEM_WIDTH, CHOICE_WIDTH = 14, 16
"""Characters."""


class ReadAsBar(QWidget):
    """A field for everything that can be said of such a file.

    Attributes
    ----------
    said : signal (ReadAs)
        The file is to be read so.
    """

    said = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ReadAs()
        self.crs = QLineEdit()
        self.crs.setObjectName("read_as_crs")
        self.crs.setPlaceholderText(self.tr("as in the file"))
        self.crs.setToolTip(self.tr("Of eastings and northings, or of shapes whose file names none: EPSG:32736"))
        self.crs.setFixedWidth(SYSTEM_WIDTH * self.fontMetrics().averageCharWidth() + 16)
        self.crs.editingFinished.connect(self._tell)
        self.encoding = self._choice("read_as_encoding")
        self.sheet = self._choice("read_as_sheet")
        self._labels = {
            CRS: self._label(self.tr("Coordinate &system"), self.crs),
            ENCODING: self._label(self.tr("&Text encoding"), self.encoding),
            SHEET: self._label(self.tr("S&heet"), self.sheet),
        }
        self._fields = {CRS: self.crs, ENCODING: self.encoding, SHEET: self.sheet}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for name, label in self._labels.items():
            row.addWidget(label)
            row.addWidget(self._fields[name])
        row.addStretch(1)

    def show_slot(self, slot: Slot | None) -> None:
        """Show what is said of a part's file, and what can be."""
        suffix = "" if slot is None or slot.path is None else slot.path.suffix.casefold()
        taken = TAKEN.get(suffix, frozenset())
        for name, field in self._fields.items():
            field.setVisible(name in taken)
            self._labels[name].setVisible(name in taken)
        self.setVisible(bool(taken))
        if slot is None:
            return
        self._shown = slot.read_as
        preview = None if slot.part is None else slot.part.preview
        self.crs.setText(slot.read_as.crs)
        self._fill(self.encoding, ENCODINGS, slot.read_as.encoding)
        self._fill(self.sheet, () if preview is None else preview.sheets, slot.read_as.sheet)

    def _choice(self, name: str) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName(name)
        combo.setEditable(True)
        combo.setInsertPolicy(QComboBox.NoInsert)
        combo.setMinimumContentsLength(CHOICE_WIDTH)
        combo.setSizeAdjustPolicy(QComboBox.AdjustToMinimumContentsLengthWithIcon)
        line = sure(combo.lineEdit())
        line.setPlaceholderText(self.tr("as it is found"))
        line.editingFinished.connect(self._tell)
        combo.activated.connect(self._tell)
        return combo

    def _label(self, text: str, field: QWidget) -> QLabel:
        label = QLabel(text)
        label.setBuddy(field)
        field.setAccessibleName(text.replace("&", ""))
        return label

    @staticmethod
    def _fill(combo: QComboBox, choices: Sequence[str], chosen: str) -> None:
        combo.clear()
        combo.addItem("")  # as it is found
        combo.addItems(choices)
        combo.setEditText(chosen)

    def _tell(self) -> None:
        """Say it where it is another than before."""
        said = replace(
            self._shown,
            crs=self.crs.text().strip(),
            encoding=self.encoding.currentText().strip(),
            sheet=self.sheet.currentText().strip(),
        )
        if said != self._shown:
            self._shown = said
            self.said.emit(said)
