# SPDX-License-Identifier: GPL-3.0-or-later
"""The changes panel: before against after, by verdict, by site and by area."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QGridLayout, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from gisplanner.change import CHANGES, SAME
from ui.messages import change_text, course_text
from ui.models.changes_model import AreasModel, ChangesModel
from ui.panels.answer_panel import MARGIN, SPACING, AnswerPanel, PlainLabel
from ui.panels.answer_view import AnswerView
from ui.panels.cards import Card, Said
from ui.style import CHANGE_COLOURS, CHANGE_SIGNS, ink
from ui.workspace import Kind, Workspace

COLUMNS = 3


class ChangesPanel(AnswerPanel):
    """Who is left behind, who comes in, who waits longer."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, "changes_panel", "", parent)
        self.setAccessibleName(self.tr("Changes"))
        self.state = PlainLabel("changes_state", self, muted=True)
        self.verdict = PlainLabel("verdict", self)
        self.verdict.setAccessibleName(self.tr("Verdict"))
        self.model, self.areas, self.sectors = ChangesModel(self), AreasModel(self), AreasModel(self, sectors=True)
        self.table = AnswerView(self.model, "changes_table", self.tr("Changed sites"), self)
        self.table.sortable()
        self.table.picked.connect(lambda site: self.workspace.select(Kind.SITE, site))
        self.table.entered.connect(lambda site: self.workspace.select(Kind.SITE, site, zoom=True))
        self.area_table = AnswerView(self.areas, "changed_areas_table", self.tr("Changes by area"), self)
        self.area_table.sortable()
        self.sector_table = AnswerView(self.sectors, "changed_sectors_table", self.tr("Changes by sector"), self)
        self.sector_table.sortable()
        self.hint = PlainLabel("changes_hint", self)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.buttons: dict[int, Card] = {}
        self._lay_out()

    def read(self) -> None:
        """Show the workspace's comparison."""
        shown = self.workspace.shown
        differs = shown is not None and shown.differs
        self.verdict.say("" if shown is None else shown.verdict)
        self.state.say(self._state())
        self.hint.say(self._hint())
        self.model.show(shown if differs else None)
        self.areas.show(shown if differs else None)
        self.sectors.show(shown if differs else None)
        is_apart = shown is not None and shown.change.sectors not in ((), shown.change.areas)
        self.tabs.setTabVisible(self.tabs.indexOf(self.sector_table), is_apart)
        self._count()
        self._pages.setCurrentIndex(1 if differs else 0)
        self.read_selection()

    def read_selection(self) -> None:
        """Turn to the selected site."""
        site = self.selected(Kind.SITE)
        if site != self.table.current_name():
            self.table.pick(site)

    def _lay_out(self) -> None:
        sites = QWidget(self)
        rows = QVBoxLayout(sites)
        rows.setContentsMargins(0, SPACING, 0, 0)
        rows.setSpacing(SPACING)
        rows.addLayout(self._filters(sites))
        rows.addWidget(self.table, 1)
        self.tabs = QTabWidget(self)
        self.tabs.setObjectName("changes_tabs")
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(sites, self.tr("By &site"))
        self.tabs.addTab(self.area_table, self.tr("By &area"))
        self.tabs.addTab(self.sector_table, self.tr("By s&ector"))
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.hint)
        self._pages.addWidget(self.tabs)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(SPACING)
        layout.addWidget(self.state)
        layout.addWidget(self.verdict)
        layout.addWidget(self._pages, 1)

    def _filters(self, parent: QWidget) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(SPACING // 2)
        for kind in range(SAME):
            tip = self.tr("Show only these; press several for more, none for all")
            button = Card(f"changes_{CHANGES[kind]}", change_text(CHANGES[kind]), tip, steps=False, parent=parent)
            button.setCheckable(True)
            button.toggled.connect(self._filter)
            grid.addWidget(button, kind // COLUMNS, kind % COLUMNS)
            self.buttons[kind] = button
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)
        self._count()
        return grid

    def _filter(self) -> None:
        self.model.set_kinds([kind for kind, button in self.buttons.items() if button.isChecked()])
        self.read_selection()

    def _count(self) -> None:
        """Sites and people of every change, on its button."""
        counted = self.model.counted()
        for kind, button in self.buttons.items():
            sites, people, unknown = counted.get(kind, (0, 0, 0))
            name = CHANGES[kind]
            words = self.tr("{sign} {change} ({sites})").format(
                sign=CHANGE_SIGNS[name], change=change_text(name), sites=f"{sites:,}"
            )
            more = self.tr("+ {unknown} unknown").format(unknown=unknown) if unknown else ""
            button.say(Said(people, words=words, more=more))
            button.colour(ink(CHANGE_COLOURS[name]) if sites else None)

    def _state(self) -> str:
        workspace = self.workspace
        if workspace.is_preview:
            return self.tr("Preview of what is being moved; release to keep it.")
        if workspace.shown is None:
            return self.tr("Being computed...")
        session = workspace.session
        if workspace.is_unanswered:
            return self.tr("No answer: this is the one before the last edit.")
        if workspace.is_stale:
            return self.tr("Being computed anew; this is the answer before the last edit.")
        if session.course == session.reference:
            return course_text(session.course)
        return self.tr("{course}, compared with {reference}").format(
            course=course_text(session.course), reference=course_text(session.reference)
        )

    def _hint(self) -> str:
        session = self.workspace.session
        if session.course is None and session.reference is None:
            return self.tr(
                "Nothing is moved yet.\n\nDrag a unit or base on the map, or a unit onto another base in Forces: the "
                "sites that lose or gain coverage stand here at once, and on release it becomes a course of action."
            )
        return self.tr(
            "Both dispositions are the same.\n\nDrag a unit or base on the map, or choose other courses to compare "
            "in Courses of action."
        )
