# SPDX-License-Identifier: GPL-3.0-or-later
"""The coverage panel: key figures, every site, and how the response to the selected one comes about."""

from __future__ import annotations

from dataclasses import replace

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QScrollArea, QSizePolicy, QSplitter, QVBoxLayout, QWidget

from gisplanner.analysis import Analysis
from gisplanner.comparison import Comparison
from gisplanner.coverage import STATUSES
from gisplanner.report import Answer, totals
from ui.messages import kind_text, status_text
from ui.models.sites_model import Filter, SitesModel, Which
from ui.panels.answer_panel import MARGIN, SPACING, AnswerPanel, PlainLabel
from ui.panels.answer_view import AnswerView
from ui.panels.cards import Cards, Said
from ui.panels.chain import SiteChain
from ui.style import STATUS_SIGNS
from ui.workspace import Kind, Workspace

FIGURES = {
    "within": "within",
    "at_once": "simultaneous_people",
    "under_strength": "under_strength",
    "late": "late",
    "unreachable": "unreachable",
    "sole": "sole",
    "unknown": "unknown",
}
"""Cards, and the totals they show."""


SHARES = (300, 170)
"""Of the height: the table, the chain of a site."""


class CoveragePanel(AnswerPanel):
    """Who is within standard, and who is not."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, "coverage_panel", "", parent)
        self.setAccessibleName(self.tr("Coverage"))
        self._figures: tuple[Analysis | None, Answer] = (None, {})
        self.cards = Cards(self)
        self.cards.chosen.connect(self._show_status)
        self.model = SitesModel(self)
        self.table = AnswerView(self.model, "sites_table", self.tr("Sites"), self)
        self.table.sortable()
        self.table.picked.connect(lambda site: self.workspace.select(Kind.SITE, site))
        self.table.entered.connect(lambda site: self.workspace.select(Kind.SITE, site, zoom=True))
        self.count = PlainLabel("sites_count", self, muted=True)
        self.chain = SiteChain(self)
        self._make_filters()
        self._lay_out()

    def read(self) -> None:
        """Show the workspace's answer."""
        shown = self.workspace.shown
        self.cards.say({} if shown is None else self._said(shown))
        if self.model.show(None if shown is None else shown.after, None if shown is None else shown.flips):
            self._fill_areas()
        self._tell_count()
        self.read_selection()

    def read_selection(self) -> None:
        """Turn to the selected site."""
        site, shown = self.selected(Kind.SITE), self.workspace.shown
        if site != self.table.current_name():
            self.table.pick(site)
        ids = () if shown is None else shown.after.theatre.sites.id
        self.chain.show_site(shown, ids.index(site) if site in ids else None)

    def _said(self, shown: Comparison) -> dict[str, Said]:
        now = totals(shown.after)
        before = self._totals_before(shown)
        said = {card: Said(now[key], before[key]) for card, key in FIGURES.items()}
        if now["people"]:
            share = f"{100 * now['within'] / now['people']:.0f} %"
            words = self.tr("within standard of {people} listed").format(people=f"{now['people']:,}")
            said["within"] = replace(said["within"], more=share, words=words)
        unknown = int((~shown.after.theatre.sites.people_known).sum())
        return {**said, "headcount_unknown": Said(unknown, unknown, self.tr("sites"))}

    def _totals_before(self, shown: Comparison) -> Answer:
        """Figures of what it is compared with: the same for every frame of a drag."""
        if self._figures[0] is not shown.before:
            self._figures = (shown.before, totals(shown.before))
        return self._figures[1]

    def _make_filters(self) -> None:
        self.search = QLineEdit(self)
        self.search.setObjectName("sites_search")
        self.search.setAccessibleName(self.tr("Search sites"))
        self.search.setPlaceholderText(self.tr("Search by name or id"))
        self.search.setClearButtonEnabled(True)
        self.status = self._combo("sites_status", self.tr("Status"))
        self.status.addItem(self.tr("Any status"), None)
        self.status.addItem(self.tr("Not within standard"), str(Which.NOT_WITHIN))
        for status in STATUSES:
            self.status.addItem(f"{STATUS_SIGNS[status]} {status_text(status)}", status)
        self.status.addItem(self.tr("Hang on one base"), str(Which.SOLE))
        self.status.addItem(self.tr("Served when all call at once"), str(Which.AT_ONCE))
        self.status.addItem(self.tr("Headcount unknown"), str(Which.HEADCOUNT_UNKNOWN))
        self.status.addItem(self.tr("Hang on the assumptions"), str(Which.FLIPS))
        self.kind = self._combo("sites_kind", self.tr("Kind of site"))
        self.kind.addItem(self.tr("Any kind"), None)
        for kind in ("settlement", "idp_site"):
            self.kind.addItem(kind_text(kind), kind)
        self.area = self._combo("sites_area", self.tr("Area"))
        self.area.addItem(self.tr("Any area"), None)
        self.search.textChanged.connect(self._filter)
        for combo in (self.status, self.kind, self.area):
            combo.currentIndexChanged.connect(self._filter)

    def _combo(self, name: str, title: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName(name)
        combo.setAccessibleName(title)
        combo.setToolTip(title)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(6)
        combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        return combo

    def _lay_out(self) -> None:
        filters = QHBoxLayout()
        filters.setSpacing(SPACING)
        for combo in (self.status, self.kind, self.area):
            filters.addWidget(combo, 1)
        upper = QWidget(self)
        rows = QVBoxLayout(upper)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACING)
        rows.addWidget(self.search)
        rows.addLayout(filters)
        rows.addWidget(self.table, 1)
        rows.addWidget(self.count)
        splitter = QSplitter(Qt.Orientation.Vertical, self)
        splitter.setObjectName("coverage_splitter")
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(upper)
        splitter.addWidget(self._scrolled(self.chain))
        splitter.setSizes([SHARES[0], SHARES[1]])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(SPACING)
        layout.addWidget(self.cards)
        layout.addWidget(splitter, 1)

    def _scrolled(self, chain: SiteChain) -> QScrollArea:
        area = QScrollArea(self)
        area.setObjectName("chain_area")
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setWidget(chain)
        return area

    def _fill_areas(self) -> None:
        """Offer the areas of another theatre."""
        self.area.blockSignals(True)  # noqa: FBT003  Qt's
        self.area.clear()
        self.area.addItem(self.tr("Any area"), None)
        for row, name in self.model.areas:
            self.area.addItem(name, row)
        self.area.blockSignals(False)  # noqa: FBT003  Qt's
        self._filter()

    def _filter(self) -> None:
        self.model.set_filter(
            Filter(self.search.text(), self.status.currentData(), self.kind.currentData(), self.area.currentData())
        )
        self._tell_count()

    def _show_status(self, card: str) -> None:
        """Show the sites behind a card; a second click shows all again."""
        row = max(self.status.findData(card), 0)
        self.status.setCurrentIndex(0 if row == self.status.currentIndex() else row)

    def _tell_count(self) -> None:
        sites, of, people = self.model.counted()
        if self.workspace.shown is None:
            self.count.say(self.tr("Being computed..."))
            return
        text = self.tr("{sites} of {of} sites, {people} people").format(
            sites=f"{sites:,}", of=f"{of:,}", people=f"{people:,}"
        )
        if self.workspace.is_unanswered:
            text = f"{text}; {self.tr('of before the last edit, which has no answer')}"
        elif self.workspace.is_stale:
            text = f"{text}; {self.tr('being computed anew')}"
        self.count.say(text)
