# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user says of a file that it does not say itself: its reference system, its encoding, its sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from layers.read_as import CRS, ENCODING, SHEET, TAKEN, ReadAs
from ui.models.gathering_model import Slot, sheets_of
from ui.sure import sure

ENCODINGS = ("utf-8", "cp1252", "cp1250", "cp1251", "cp1256", "koi8-r", "iso8859-15", "mac-roman", "utf-16")
"""Those that are met; another can be typed."""
SYSTEM_WIDTH, CHOICE_WIDTH = 14, 16
"""Characters."""


class ReadAsBar(QWidget):
    """A field for everything that can be said of such a file.

    Attributes
    ----------
    said : signal (Slot, ReadAs)
        The file of this part is to be read so.
    """

    said = pyqtSignal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slot: Slot | None = None
        self._path: Path | None = None
        self._shown = ReadAs()
        self.crs = QLineEdit()
        self.crs.setObjectName("read_as_crs")
        self.crs.setPlaceholderText(self.tr("as in the file"))
        self.crs.setToolTip(self.tr("Of eastings and northings, or of shapes whose file names none: EPSG:32736"))
        self.crs.setFixedWidth(SYSTEM_WIDTH * self.fontMetrics().averageCharWidth() + 16)
        self.crs.editingFinished.connect(self._tell)
        self.encoding = self._choice("read_as_encoding")
        self._offer(self.encoding, ENCODINGS)
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
        """Show what is said of a part's file, and what can be; what is being typed about the same file stays."""
        path, said = (None, ReadAs()) if slot is None else (slot.path, slot.read_as)
        same = slot is self._slot and path == self._path and said == self._shown
        self._slot, self._path, self._shown = slot, path, said
        part = None if slot is None else slot.shown
        self._offer(self.sheet, () if part is None else sheets_of(part))
        if not same:
            self.put_back()
        # hidden last: a field that goes with half a word in it says that word
        taken = TAKEN.get("" if path is None else path.suffix.casefold(), frozenset())
        for name, field in self._fields.items():
            field.setVisible(name in taken)
            self._labels[name].setVisible(name in taken)
        self.setVisible(bool(taken))

    def put_back(self) -> None:
        """Show what the file is read as in place of what was typed."""
        self.crs.setText(self._shown.crs)
        self.encoding.setEditText(self._shown.encoding)
        self.sheet.setEditText(self._shown.sheet)

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
    def _offer(combo: QComboBox, choices: Sequence[str]) -> None:
        """Offer other choices; what stands in the field stays."""
        offered = ["", *choices]  # the first: as it is found
        if offered == [combo.itemText(at) for at in range(combo.count())]:
            return
        typed = combo.currentText()
        combo.clear()
        combo.addItems(offered)
        combo.setEditText(typed)

    def _tell(self) -> None:
        """Say it where it is another than before."""
        said = replace(
            self._shown,
            crs=self.crs.text().strip(),
            encoding=self.encoding.currentText().strip(),
            sheet=self.sheet.currentText().strip(),
        )
        if said != self._shown and self._slot is not None:
            self._shown = said
            self.said.emit(self._slot, said)
