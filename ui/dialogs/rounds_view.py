# SPDX-License-Identifier: GPL-3.0-or-later
"""A list and the newer one in its place: the sentence, every site, what was noticed, and the choice to take it."""

from __future__ import annotations

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gisplanner.renewal import Restatement
from gisplanner.renewal_answer import renewal_verdict
from ui.dialogs.findings_table import FindingsTable
from ui.dialogs.pieces import answer_row, button, plain_label
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
        self.figures = plain_label("rounds_figures", selectable=True)
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
        self.take_button = button(self.tr("&Use this list"), "take_list", self.taken)
        self.back_button = button(self.tr("&Back to the file"), "back_to_list", self.back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.figures)
        layout.addWidget(self.tabs, 1)
        layout.addLayout(answer_row(self.back_button, self.take_button))

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
        self.figures.setText("\n".join([head, renewal_verdict(found), *self._not_shown()]))
        self.model.show(found)
        left_out = (finding for finding in found.after.theatre.gathered.findings if finding.layer == one.kind)
        findings = without_repeats((*found.renewal.findings, *left_out))
        self.findings.set_findings(findings)
        self.tabs.setTabText(FINDINGS, self.tr("F&indings ({count})").format(count=len(findings)))
        self.tabs.setCurrentIndex(SITES)
        # a list whose rejected rows would be gone is not taken by a press of Enter
        doubtful = any(entry.refused_row is not None for entry in one.entries)
        first = self.back_button if doubtful else self.take_button
        first.setDefault(True)
        first.setFocus()

    def _not_shown(self) -> list[str]:
        """That other courses of action get the list too, though nothing is said of them."""
        session = self._workspace.session
        others = sum(course.name != session.course for course in session.plan.courses)
        said = self.tr("The list holds for {count} other courses of action too, of which nothing is said here.")
        return [said.format(count=others)] if others else []

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
