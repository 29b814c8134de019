# SPDX-License-Identifier: GPL-3.0-or-later
"""What was noticed about one file: the table, where the rows lie, and a copy for the file's owner."""

from __future__ import annotations

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from gisplanner.parts import Part
from ui.dialogs.findings_table import FindingsTable
from ui.dialogs.row_map_view import RowMapView, legend_of
from ui.sure import sure

TABLE, MAP = 330, 200


class PartFindings(QWidget):
    """Findings and map, each leading to the other.

    Attributes
    ----------
    save_asked : signal ()
    """

    save_asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = FindingsTable()
        self.table.hide_layers()
        self.map = RowMapView()
        self.legend = QLabel()
        self.legend.setObjectName("row_map_legend")
        self.legend.setTextFormat(Qt.TextFormat.PlainText)
        self.legend.setWordWrap(True)
        self.save_button = QPushButton(self.tr("&Save findings…"))
        self.save_button.setObjectName("save_part_findings")
        self.save_button.setAutoDefault(False)
        self.save_button.setToolTip(self.tr("For the owner of the file: each finding beside what stands in its row"))
        self.save_button.clicked.connect(self.save_asked)
        self._mapped = QWidget()
        below = QVBoxLayout(self._mapped)
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(self.map, 1)
        below.addWidget(self.legend)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.table)
        splitter.addWidget(self._mapped)
        splitter.setSizes([TABLE, MAP])
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.addWidget(splitter, 1)
        layout.addLayout(buttons)
        self.map.picked.connect(self.table.select)
        sure(self.table.view.selectionModel()).selectionChanged.connect(self._selected)
        self.table.model.modelReset.connect(self._selected)
        self.show_part(None)

    def show_part(self, part: Part | None) -> None:
        """Show what was noticed about a file."""
        loaded = None if part is None else part.loaded
        found = None if part is None else part.map
        self.map.show_map(found)
        self.legend.setText("" if found is None else legend_of(found))
        self._mapped.setVisible(found is not None)
        self.table.set_findings(() if part is None else part.findings)
        self.save_button.setEnabled(loaded is not None)

    def _selected(self) -> None:
        self.map.choose(self.table.current())
