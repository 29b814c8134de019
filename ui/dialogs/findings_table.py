# SPDX-License-Identifier: GPL-3.0-or-later
"""A table of findings that is searched and filtered, with the sentences of the one selected below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from PyQt5.QtCore import QItemSelection, QModelIndex, Qt, pyqtSignal
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from gisplanner.file_report import reasons_of
from layers.findings import Finding, Severity
from ui.dialogs.pieces import plain_label
from ui.messages import kind_text, remedy_of
from ui.models import findings_model as model
from ui.models.findings_model import FindingRole, FindingsModel, counts_text, reason_text
from ui.sure import sure
from ui.workspace import Workspace

LEFT = cast("Qt.Alignment", Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
WIDTHS = {model.SEVERITY: 13, model.LAYER: 14, model.ROW: 6, model.COLUMN: 13, model.VALUE: 13}
WIDTHS |= {model.WHAT: 46, model.REMEDY: 46, model.SUBJECT: 18}
"""In characters."""


class FindingsTable(QWidget):
    """Findings, filters and details.

    Parameters
    ----------
    workspace : Workspace or None
        Tells the names of what findings are about.

    Attributes
    ----------
    chosen : signal (Finding)
        A finding was double-clicked, or Return pressed on it.
    """

    chosen = pyqtSignal(object)

    def __init__(self, workspace: Workspace | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = FindingsModel(workspace, self)
        self.view = self._view()
        self.layers = self._combo("findings_layer", self.tr("Layer"))
        self.severities = self._combo("findings_severity", self.tr("Severity"))
        self.reasons = self._combo("findings_reason", self.tr("Reason"))
        self.search = QLineEdit()
        self.search.setObjectName("findings_search")
        self.search.setAccessibleName(self.tr("Search findings"))
        self.search.setPlaceholderText(self.tr("Search findings"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.counts = QLabel()
        self.counts.setObjectName("findings_counts")
        self.details = plain_label("findings_details", selectable=True)
        self._fill_severities()
        self._lay_out()
        self.set_findings(())

    def set_findings(self, findings: Sequence[Finding]) -> None:
        """Show these; filters stay where they still fit."""
        if findings and tuple(findings) == self.model.findings:
            return
        self.model.set_findings(findings)
        kinds = sorted({one.layer for one in findings if one.layer is not None}, key=kind_text)
        _refill(self.layers, self.tr("All layers"), {kind: kind_text(kind) for kind in kinds})
        codes = {one.code: reason_text(one) for one in reversed(reasons_of(findings))}
        _refill(self.reasons, self.tr("All reasons"), dict(reversed(codes.items())))
        self._filter()

    def show_layer(self, kind: str | None) -> None:
        """Keep only the findings of a layer; None, or one without findings, keeps all."""
        self.search.clear()
        self.severities.setCurrentIndex(0)
        self.reasons.setCurrentIndex(0)
        self.layers.setCurrentIndex(max(0, self.layers.findData(kind)))

    def hide_layers(self) -> None:
        """Do without the choice of layers: all findings are of one."""
        self.layers.hide()
        self.view.setColumnHidden(model.LAYER, True)  # noqa: FBT003  Qt's

    def current(self) -> int | None:
        """Which of all findings is selected."""
        rows = sure(self.view.selectionModel()).selectedRows()
        return self.model.number_at(rows[0].row()) if rows else None

    def select(self, number: int) -> None:
        """Select one of all findings; where it is filtered out the filters go."""
        if self.model.row_of(number) is None:
            self.show_layer(None)
        row = self.model.row_of(number)
        if row is not None:
            self.view.selectRow(row)
            self.view.scrollTo(self.model.index(row, 0))

    def _view(self) -> QTableView:
        view = QTableView()
        view.setObjectName("findings_table")
        view.setAccessibleName(self.tr("Findings"))
        view.setModel(self.model)
        view.setSortingEnabled(True)
        view.sortByColumn(model.SEVERITY, Qt.SortOrder.AscendingOrder)
        view.setSelectionBehavior(QAbstractItemView.SelectRows)
        view.setSelectionMode(QAbstractItemView.SingleSelection)
        view.setEditTriggers(QAbstractItemView.NoEditTriggers)
        view.setAlternatingRowColors(True)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        side, head = sure(view.verticalHeader()), sure(view.horizontalHeader())
        side.hide()
        side.setDefaultSectionSize(view.fontMetrics().height() + 8)
        side.setSectionResizeMode(QHeaderView.Fixed)
        head.setHighlightSections(False)
        head.setDefaultAlignment(LEFT)
        for column, width in WIDTHS.items():
            view.setColumnWidth(column, width * view.fontMetrics().averageCharWidth())
        view.activated.connect(self._choose)
        sure(view.selectionModel()).selectionChanged.connect(self._tell)
        return view

    def _combo(self, name: str, label: str) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName(name)
        combo.setAccessibleName(label)
        combo.setSizeAdjustPolicy(QComboBox.AdjustToMinimumContentsLengthWithIcon)
        combo.currentIndexChanged.connect(self._filter)
        return combo

    def _fill_severities(self) -> None:
        self.severities.addItem(self.tr("All severities"), None)
        words = {
            Severity.ERROR: self.tr("Errors"),
            Severity.WARNING: self.tr("Warnings"),
            Severity.INFO: self.tr("Notes"),
        }
        for severity, word in words.items():
            self.severities.addItem(f"{model.SIGNS[severity]} {word}", severity)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.layers, 1)
        row.addWidget(self.severities, 1)
        row.addWidget(self.reasons, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.search)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.details)
        layout.addWidget(self.counts)

    def _filter(self) -> None:
        if not hasattr(self, "counts"):  # while it is made
            return
        self.model.show(
            self.layers.currentData(), self.severities.currentData(), self.reasons.currentData(), self.search.text()
        )
        everything, shown = self.model.findings, self.model.rowCount()
        text = counts_text(everything) if everything else self.tr("Nothing was noticed")
        if shown != len(everything):
            text = self.tr("{shown} shown of {counts}").format(shown=f"{shown:,}", counts=text)
        self.counts.setText(text)
        self._tell()

    def _tell(self, _selected: QItemSelection | None = None, _before: QItemSelection | None = None) -> None:
        rows = sure(self.view.selectionModel()).selectedRows()
        finding: Finding | None = rows[0].data(FindingRole) if rows else None
        self.details.setText("" if finding is None else f"{finding.reason} {remedy_of(finding)}".strip())
        self.details.setVisible(finding is not None)

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(index.data(FindingRole))


def _refill(combo: QComboBox, everything: str, texts: Mapping[str, str]) -> None:
    """Offer other choices; the one chosen stays where it is still offered."""
    kept = combo.currentData()
    combo.blockSignals(True)  # noqa: FBT003  Qt's
    combo.clear()
    combo.addItem(everything, None)
    for value, text in texts.items():
        combo.addItem(text, value)
    combo.setCurrentIndex(0 if kept is None else max(0, combo.findData(kept)))
    combo.blockSignals(False)  # noqa: FBT003  Qt's
