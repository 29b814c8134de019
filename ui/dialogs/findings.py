# SPDX-License-Identifier: GPL-3.0-or-later
"""All findings about the plan shown: a window of its own, or a dock; one leads to its place on the map."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QKeyEvent, QShowEvent
from PyQt5.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gisplanner.file_report import FileReport
from layers.findings import Finding
from ui.dialogs.findings_table import FindingsTable
from ui.dialogs.report_file import ask_report
from ui.models.findings_model import WHAT, FindingRole, all_findings, selected_of
from ui.operations.files import save_findings
from ui.sure import sure
from ui.workspace import Workspace


class FindingsDialog(QWidget):
    """Every finding of the plan's files, of its sites and of the answer shown.

    Attributes
    ----------
    place_asked : signal (float, float)
        The map is to go to this longitude and latitude, where a row lies that the plan does not have.
    """

    place_asked = pyqtSignal(float, float)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("findings")
        self.setWindowTitle(self.tr("Findings"))
        self._workspace = workspace
        self._behind = True
        self.table = FindingsTable(workspace)
        self.table.chosen.connect(self._zoom)
        head = sure(self.table.view.horizontalHeader())
        head.moveSection(WHAT, 1)  # in sight in a narrow dock too
        self.zoom_button = QPushButton(self.tr("&Zoom to its place"))
        self.zoom_button.setObjectName("findings_zoom")
        self.zoom_button.clicked.connect(self._zoom_to_selected)
        self.export_button = QPushButton(self.tr("&Save findings…"))
        self.export_button.setObjectName("findings_export")
        self.export_button.clicked.connect(self._ask_file)
        buttons = QHBoxLayout()
        buttons.addWidget(self.zoom_button)
        buttons.addStretch(1)
        buttons.addWidget(self.export_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        self.resize(1100, 560)
        sure(self.table.view.selectionModel()).selectionChanged.connect(self._selected)
        self.table.model.modelReset.connect(self._selected)
        for signal in (workspace.opened, workspace.plan_changed, workspace.answered):
            signal.connect(self.refresh)
        self._selected()

    def refresh(self) -> None:
        """Show the findings of now; a drag is waited for, and a window that is hidden does nothing."""
        if not self.isVisible() or self._workspace.is_preview:
            self._behind = True
            return
        self._behind = False
        self.table.set_findings(all_findings(self._workspace))

    def show_layer(self, kind: str | None) -> None:
        """Open with the findings of one layer; None for all."""
        self.show()
        self.raise_()
        self.activateWindow()
        self.table.show_layer(kind)

    def export(self, path: Path) -> None:
        """Write the findings that are shown as what the suffix names."""
        report = FileReport(self._workspace.session.plan.name, (), self.table.model.shown())
        save_findings(self._workspace, path, report)

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802  Qt's name
        """Catch up with what happened while nobody looked."""
        super().showEvent(event)
        if self._behind:
            self.refresh()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802  Qt's name
        """Close with Esc, where this is a window."""
        if event is not None and event.key() == Qt.Key.Key_Escape and self.isWindow():
            self.close()
        else:
            super().keyPressEvent(event)

    def _current(self) -> Finding | None:
        rows = sure(self.table.view.selectionModel()).selectedRows()
        return rows[0].data(FindingRole) if rows else None

    def _selected(self) -> None:
        finding = self._current()
        has_place = finding is not None and (selected_of(finding) or finding.place) is not None
        self.zoom_button.setEnabled(has_place)

    def _zoom_to_selected(self) -> None:
        finding = self._current()
        if finding is not None:
            self._zoom(finding)

    def _zoom(self, finding: Finding) -> None:
        about = selected_of(finding)
        if about is not None:
            self._workspace.select(about.kind, about.id, zoom=True)
        elif finding.place is not None:
            self.place_asked.emit(*finding.place)
        else:
            self._workspace.said.emit(self.tr("This finding is about no single place"))

    def _ask_file(self) -> None:
        path = ask_report(self)
        if path is not None:
            self.export(path)
