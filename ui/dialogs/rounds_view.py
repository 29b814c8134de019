# SPDX-License-Identifier: GPL-3.0-or-later
"""A list and the newer one in its place: the sentence, every site, what was noticed, and the choice to take it."""

from __future__ import annotations

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gisplanner.renewal import Restatement
from gisplanner.renewal_answer import renewal_verdict
from ui.dialogs.findings_table import FindingsTable
from ui.messages import course_text
from ui.models.findings_model import without_repeats
from ui.models.rounds_model import RoundsModel
from ui.sure import sure
from ui.workspace import Workspace

SITES, FINDINGS = range(2)


class RoundsView(QWidget):
    """What a newer list changes.

    Attributes
    ----------
    taken, back : signal ()
    """

    taken = pyqtSignal()
    back = pyqtSignal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.figures = QLabel()
        self.figures.setObjectName("rounds_figures")
        self.figures.setTextFormat(Qt.TextFormat.PlainText)
        self.figures.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.figures.setWordWrap(True)
        self.model = RoundsModel(self)
        self.table = self._table()
        self.all = QCheckBox(self.tr("Show sites that are &as before, too"))
        self.all.setObjectName("rounds_all")
        self.all.toggled.connect(self.model.show_all)
        self.findings = FindingsTable()
        self.findings.hide_layers()
        self.tabs = QTabWidget()
        self.tabs.setObjectName("rounds_tabs")
        self.tabs.setAccessibleName(self.tr("What changes"))
        self.tabs.addTab(self._sites_page(), self.tr("&Sites"))
        self.tabs.addTab(self.findings, "")
        self.take_button = QPushButton(self.tr("&Use this list"))
        self.take_button.setObjectName("take_list")
        self.take_button.clicked.connect(self.taken)
        self.back_button = QPushButton(self.tr("&Back to the file"))
        self.back_button.setObjectName("back_to_list")
        self.back_button.clicked.connect(self.back)
        buttons = QHBoxLayout()
        buttons.addWidget(self.back_button)
        buttons.addStretch(1)
        buttons.addWidget(self.take_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.figures)
        layout.addWidget(self.tabs, 1)
        layout.addLayout(buttons)

    def show_lists(self, found: Restatement) -> None:
        """Show what becomes of every site."""
        (one,) = found.renewal.rounds
        undated = self.tr("undated")
        head = self.tr("{newer} ({date}) in place of {older} ({older_date}); statuses of: {course}").format(
            newer=one.after.source,
            date=one.after.date or undated,
            older=one.before.source or self.tr("nothing"),
            older_date=one.before.date or undated,
            course=course_text(self._workspace.session.course),
        )
        self.figures.setText(f"{head}\n{renewal_verdict(found)}")
        self.model.show(found)
        left_out = (finding for finding in found.after.theatre.gathered.findings if finding.layer == one.kind)
        findings = without_repeats((*found.renewal.findings, *left_out))
        self.findings.set_findings(findings)
        self.tabs.setTabText(FINDINGS, self.tr("F&indings ({count})").format(count=len(findings)))
        self.tabs.setCurrentIndex(SITES)
        self.take_button.setDefault(True)
        self.take_button.setFocus()

    def _sites_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        column.addWidget(self.all)
        return page

    def _table(self) -> QTableView:
        view = QTableView()
        view.setObjectName("rounds_table")
        view.setAccessibleName(self.tr("Sites"))
        view.setModel(self.model)
        view.setSelectionBehavior(QAbstractItemView.SelectRows)
        view.setAlternatingRowColors(True)
        view.setTabKeyNavigation(False)
        view.setWordWrap(False)
        view.setSortingEnabled(True)
        sure(view.verticalHeader()).hide()
        sure(view.verticalHeader()).setDefaultSectionSize(view.fontMetrics().height() + 8)
        head = sure(view.horizontalHeader())
        head.setHighlightSections(False)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        head.setStretchLastSection(True)
        for at, column in enumerate(self.model.columns):
            view.setColumnWidth(at, column.width)
        return view
