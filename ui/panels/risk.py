# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel of bases at risk: what each base alone covers, and who would be next."""

from __future__ import annotations

import numpy as np
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QSplitter, QVBoxLayout, QWidget

from gisplanner.analysis import Analysis
from ui.models.risk_model import HangingModel, RiskModel
from ui.panels.answer_panel import MARGIN, SPACING, AnswerPanel, PlainLabel
from ui.panels.answer_view import AnswerView
from ui.workspace import Kind, Workspace


class RiskPanel(AnswerPanel):
    """Bases by the people who hang on them, and the sites of the one turned to."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, "risk_panel", "", parent)
        self.setAccessibleName(self.tr("Bases at risk"))
        self.model, self.hanging = RiskModel(self), HangingModel(self)
        self.note = PlainLabel("risk_note", self, muted=True)
        self.table = AnswerView(self.model, "risk_table", self.tr("Bases"), self)
        self.table.sortable()
        self.table.picked.connect(self._picked)
        self.table.entered.connect(self._entered)
        self.head = PlainLabel("hanging_head", self)
        self.sites = AnswerView(self.hanging, "hanging_table", self.tr("Sites that hang on the base"), self)
        self.sites.sortable()
        self.sites.picked.connect(lambda site: self.workspace.select(Kind.SITE, site))
        self.sites.entered.connect(lambda site: self.workspace.select(Kind.SITE, site, zoom=True))
        self._lay_out()

    def read(self) -> None:
        """Show the workspace's answer."""
        shown = self.workspace.shown
        analysis = None if shown is None else shown.after
        self.model.show(analysis)
        self.note.say(self.tr("Being computed...") if analysis is None else self._note(analysis))
        self.read_selection()

    def read_selection(self) -> None:
        """Turn to the selected base, or to the selected site among those that hang on one."""
        base = self.selected(Kind.BASE)
        if base is not None and base != self.table.current_name():
            self.table.pick(base)
        self._read_sites()
        site = self.selected(Kind.SITE)
        if site != self.sites.current_name():
            self.sites.pick(site)

    def _read_sites(self) -> None:
        """List what hangs on the base turned to."""
        analysis = None if self.workspace.shown is None else self.workspace.shown.after
        record = self.model.record_named(self.table.current_name())
        if analysis is None or record is None:
            self.hanging.show(None, np.zeros(0, dtype=bool), ())
            self.head.say(self.tr("Select a base to see the sites that hang on it."))
            return
        self.hanging.show(analysis, self.model.critical_of(record), self.model.bases_of(record))
        name, sites = self.model.text(record, "name"), self.model.text(record, "sites")
        if sites == "0":
            self.head.say(self.tr("No site hangs on {base}.").format(base=name))
        else:
            self.head.say(
                self.tr("{people} people in {sites} sites hang on {base}").format(
                    people=self.model.text(record, "people"), sites=sites, base=name
                )
            )

    def _picked(self, name: str) -> None:
        record = self.model.record_named(name)
        if record is not None and not self.model.is_cluster(record):
            self.workspace.select(Kind.BASE, name)
        self._read_sites()

    def _entered(self, name: str) -> None:
        record = self.model.record_named(name)
        if record is not None and not self.model.is_cluster(record):
            self.workspace.select(Kind.BASE, name, zoom=True)

    def _note(self, analysis: Analysis) -> str:
        text = self.tr(
            "People within standard who would not be without this base. Figures of several bases may overlap. Bases "
            "within {km:g} km of each other also stand as one."
        )
        return text.format(km=analysis.plan.assumptions["base.apart"] / 1000)

    def _lay_out(self) -> None:
        lower = QWidget(self)
        rows = QVBoxLayout(lower)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACING)
        rows.addWidget(self.head)
        rows.addWidget(self.sites, 1)
        splitter = QSplitter(Qt.Orientation.Vertical, self)
        splitter.setObjectName("risk_splitter")
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.table)
        splitter.addWidget(lower)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(SPACING)
        layout.addWidget(self.note)
        layout.addWidget(splitter, 1)
