# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan that was just made: what is in it, and what was noticed, before it is taken."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QVBoxLayout, QWidget

from gisplanner.planfile import PlanFile
from layers.findings import Finding
from ui.dialogs.findings_table import FindingsTable
from ui.dialogs.pieces import answer_row, button, plain_label
from ui.messages import people_text
from ui.models.findings_model import without_repeats


class MadePlan(QWidget):
    """Figures, findings, and the choice to take the plan or to go back to its files.

    Attributes
    ----------
    taken, back : signal ()
    """

    taken = pyqtSignal()
    back = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures = plain_label("made_figures")
        self.findings = FindingsTable()
        self.take_button = button(self.tr("&Use this plan"), "take_plan", self.taken)
        self.back_button = button(self.tr("&Back to the files"), "back_to_files", self.back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.figures)
        layout.addWidget(self.findings, 1)
        layout.addLayout(answer_row(self.back_button, self.take_button))

    def show_plan(self, file: PlanFile, survey: Sequence[Finding]) -> None:
        """Show what is in a plan, what was noticed while it was made, and what there is to say of it now."""
        gathered, plan = file.theatre.gathered, file.plan
        sites = gathered.sites
        unknown = int((~sites.people_known).sum())
        lines = [
            plan.name,
            self.tr("{sites} sites with {people} people listed; headcount unknown at {unknown}").format(
                sites=f"{len(sites):,}", people=people_text(int(sites.people.sum())), unknown=f"{unknown:,}"
            ),
            self.tr("{bases} bases, {units} units, {unassigned} of them at no base; {closures} closures").format(
                bases=len(plan.bases),
                units=len(plan.units),
                unassigned=len(plan.unassigned()),
                closures=len(plan.closures),
            ),
        ]
        if gathered.excluded_sites:
            excluded = self.tr("{sites} sites with {people} people lie outside the mission area and are left out")
            lines.append(
                excluded.format(sites=f"{gathered.excluded_sites:,}", people=people_text(gathered.excluded_people))
            )
        self.figures.setText("\n".join(lines))
        self.findings.set_findings(without_repeats((*file.findings, *survey)))
        self.take_button.setDefault(True)
        self.take_button.setFocus()
