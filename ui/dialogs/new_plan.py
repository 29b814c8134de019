# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a new plan of files: what each holds is shown before anything is accepted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtGui import QDropEvent
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QProgressBar,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from gisplanner.gathering import plan_of_parts
from gisplanner.parts import remember_part, report_of
from gisplanner.planfile import PlanFile
from gisplanner.session import Session
from layers.findings import Finding
from layers.jobs import Progress
from layers.read_as import ReadAs
from layers.worker import READERS
from ui.dialogs.files_dialog import FilesDialog
from ui.dialogs.made_plan import MadePlan
from ui.dialogs.pieces import Message, button, dropped_files
from ui.dialogs.reading import Reader
from ui.dialogs.report_file import ask_report
from ui.messages import told
from ui.models.gathering_model import FILE, NAME, STATE, PartsModel, Slot, part_text
from ui.operations.files import save_findings
from ui.sure import sure
from ui.tasks import Line
from ui.workspace import Workspace

LEFT, RIGHT = 470, 750


class NewPlanDialog(FilesDialog):
    """Files by layer on the left, the one selected on the right; then the plan, and what was noticed.

    Attributes
    ----------
    accepted_session : signal (Session)
        The user takes the plan: a session on it, unsaved, that shares the workspace's engine.
    """

    accepted_session = pyqtSignal(object)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("new_plan", parent, lines=7)
        self.setWindowTitle(self.tr("New plan"))
        self._workspace = workspace
        self.may_take: Callable[[], bool] = lambda: True
        """Asked before the plan is taken: another may be unsaved."""
        self._file: PlanFile | None = None
        self._composing = False
        self.parts = PartsModel(self)
        self.reader = Reader(workspace.tasks, self.parts, self)
        self.reader.changed.connect(self._slot_changed)
        self.reader.placed.connect(self._placed)
        self.reader.put_aside.connect(self._put_aside)
        self.reader.busy_changed.connect(self._update)
        self.reader.unclear.connect(self.untaken.add_unclear)
        workspace.tasks.progressed.connect(self._progressed)
        self.name = QLineEdit(self.tr("New plan"))
        self.name.setObjectName("plan_name")
        self.roads_outside = QCheckBox(self.tr("Units may use &roads outside the mission area"))
        self.roads_outside.setObjectName("roads_outside")
        self.table = self._table()
        self.view.mapped.connect(self._map)
        self.view.forgotten.connect(self._forget)
        self.view.read_as.said.connect(self._read_as)
        self.view.filter.chosen.connect(self._filter)
        self.view.save_asked.connect(self._ask_report)
        self.message = Message("new_plan_message")
        self.made = MadePlan()
        self.made.taken.connect(self._take)
        self.made.back.connect(self._back)
        self.pages = QStackedWidget()
        self._make_buttons()
        self._lay_out()
        self.resize(1250, 660)
        self.table.selectRow(0)
        self.table.setFocus()
        self._update()

    @property
    def has_files(self) -> bool:
        """Whether a file was read, is read, or waits for a word of the user."""
        held = any(slot.path is not None for slot in self.parts.slots)
        return held or self.reader.busy or bool(self.untaken.texts())

    def add_files(self, paths: Sequence[Path]) -> None:
        """Read files; what each is of is told by its name and columns."""
        self.message.say("")
        for path in paths:
            self.reader.drop(path)

    def set_file(self, part: str, path: Path) -> None:
        """Read a file as one part of the plan."""
        self.message.say("")
        self.reader.put(part, path)

    def create_plan(self) -> None:
        """Make the plan of the files that can be used, and show what was noticed."""
        parts = {name: part.loaded for name, part in self.parts.parts().items() if part.loaded and part.rows}
        name = self.name.text().strip() or self.tr("New plan")
        outside, raster = self.roads_outside.isChecked(), self.parts.slot("population").path
        chosen = self.parts.chosen()

        engine = self._workspace.session.engine

        def work(progress: Progress) -> tuple[PlanFile, Sequence[Finding]]:
            progress.update(self.tr("Making the plan"))
            file = plan_of_parts(name, parts, roads_outside=outside, raster=raster, progress=progress)
            progress.update(self.tr("Looking at its sites and roads"))
            survey = engine.survey(file.theatre, file.plan, progress)
            told = tuple(noticed for part in chosen for noticed in remember_part(part))
            return replace(file, findings=(*told, *file.findings)), survey

        self.message.say("")
        self._composing = True
        self._workspace.tasks.run(Line.FILE, work, self._composed, self._not_composed)
        self._update()

    def save_findings(self, path: Path) -> None:
        """Write what was noticed about the file selected, for its owner."""
        part = self._slot().shown
        if part is not None and part.loaded is not None:
            done = self.tr("Saved findings to {file}").format(file=path.name)
            save_findings(self._workspace, path, report_of(part), part.path, lambda: self.message.say(done))

    def dropEvent(self, event: QDropEvent | None) -> None:  # noqa: N802  Qt's name
        """Read the files dropped."""
        self.add_files(dropped_files(event))

    def done(self, result: int) -> None:
        """Read nothing for a dialog that is gone."""
        self._cancel()
        super().done(result)

    def _table(self) -> QTableView:
        view = QTableView()
        view.setObjectName("parts_table")
        view.setAccessibleName(self.tr("Files by layer"))
        view.setModel(self.parts)
        view.setSelectionBehavior(QAbstractItemView.SelectRows)
        view.setSelectionMode(QAbstractItemView.SingleSelection)
        view.setTabKeyNavigation(False)
        view.setWordWrap(False)
        sure(view.verticalHeader()).hide()
        head = sure(view.horizontalHeader())
        head.setHighlightSections(False)
        head.setSectionResizeMode(NAME, QHeaderView.ResizeToContents)
        head.setSectionResizeMode(FILE, QHeaderView.Stretch)
        head.setSectionResizeMode(STATE, QHeaderView.ResizeToContents)
        view.activated.connect(self._ask_file)
        sure(view.selectionModel()).selectionChanged.connect(self._selected)
        return view

    def _make_buttons(self) -> None:
        self.add_button = button(self.tr("&Add files…"), "add_files", self._ask_files)
        self.file_button = button("", "set_file", self._ask_file)
        self.remove_button = button(self.tr("Re&move"), "remove_file", self._remove)
        self.cancel_button = button(self.tr("Canc&el"), "cancel_reading", self._cancel)
        self.create_button = button(self.tr("&Create plan"), "create_plan", self.create_plan)
        self.close_button = button(self.tr("Close"), "close_new_plan", self.reject)
        self.progress = QProgressBar()
        self.progress.setObjectName("new_plan_progress")
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(120)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow(self.tr("&Name"), self.name)
        files = QHBoxLayout()
        for one in (self.add_button, self.file_button, self.remove_button):
            files.addWidget(one)
        files.addStretch(1)
        hint = QLabel(self.tr("Drop files anywhere in this window; their layer is told by name and columns."))
        hint.setWordWrap(True)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(form)
        column.addWidget(self.table, 1)
        column.addLayout(files)
        column.addWidget(self.untaken)
        column.addWidget(hint)
        column.addWidget(self.roads_outside)
        splitter = QSplitter()
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(self.view)
        splitter.setSizes([LEFT, RIGHT])
        self.pages.addWidget(self._first_page(splitter))
        self.pages.addWidget(self.made)
        QVBoxLayout(self).addWidget(self.pages)

    def _first_page(self, content: QWidget) -> QWidget:
        buttons = QHBoxLayout()
        buttons.addWidget(self.progress)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.message, 1)
        buttons.addWidget(self.create_button)
        buttons.addWidget(self.close_button)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(content, 1)
        layout.addLayout(buttons)
        return page

    def _slot(self) -> Slot:
        rows = sure(self.table.selectionModel()).selectedRows()
        return self.parts.slots[rows[0].row() if rows else 0]

    def _selected(self) -> None:
        slot = self._slot()
        self.view.show_slot(slot)
        self.file_button.setText(self.tr("{layer} &file…").format(layer=part_text(slot.name)))
        self.remove_button.setEnabled(slot.path is not None)

    def _slot_changed(self, slot: Slot) -> None:
        if not slot.is_read:
            self.untaken.discard(slot.path)
        if slot is self._slot():
            self._selected()
        self._update()

    def _placed(self, slot: Slot) -> None:
        """Turn to a file that was dropped, unless somebody is typing about another."""
        if not self.view.is_typed_in:
            self.table.selectRow(self.parts.slots.index(slot))

    def _put_aside(self, path: Path, other: Path, slot: Slot) -> None:
        why = self.tr("one file a layer ({layer}). Join them in one file, or select the layer and choose the other.")
        self.untaken.add_put_aside(path, other, why.format(layer=part_text(slot.name)))

    def _update(self) -> None:
        busy = self.reader.busy or self._composing
        missing = self.parts.missing()
        self.progress.setVisible(busy)
        self.cancel_button.setVisible(busy)
        self.create_button.setEnabled(not busy and not missing)
        if missing:
            text = self.tr("Still needed: {layers}").format(layers=", ".join(missing))
        elif left_out := self.parts.left_out():
            text = self.tr("▲ Left out, for want of a row that can be used: {layers}").format(
                layers=", ".join(left_out)
            )
        else:
            text = ""
        self.create_button.setToolTip(text)
        if not busy and not self.message.is_fault:
            self.message.setText(text)

    def _progressed(self, line: str, text: str, share: float) -> None:
        if line == Line.FILE and self.isVisible():
            self.message.say(text)
            self.progress.setRange(0, 0 if share < 0 else 100)
            self.progress.setValue(round(100 * share))

    def _map(self, field: str, column: str | None) -> None:
        slot = self._slot()
        if slot.path is not None:
            slot.choose(field, column)
            self.set_file(slot.name, slot.path)

    def _read_as(self, slot: Slot, said: ReadAs) -> None:
        if slot.path is not None:
            slot.read_as = said
            self.set_file(slot.name, slot.path)

    def _filter(self, slot: Slot, where: tuple[tuple[str, str], ...]) -> None:
        if slot.path is not None:
            slot.where = where
            self.set_file(slot.name, slot.path)

    def _forget(self) -> None:
        slot = self._slot()
        if slot.path is not None:
            self.message.say("")
            self.reader.put(slot.name, slot.path, forgetting=True)

    def _ask_report(self) -> None:
        path = ask_report(self)
        if path is not None:
            self.save_findings(path)

    def _remove(self) -> None:
        self.reader.remove(self._slot())

    def _cancel(self) -> None:
        if self._composing:
            self._composing = False
            self._workspace.tasks.cancel(Line.FILE)
        self.message.say("")
        self.reader.cancel()

    def _composed(self, made: tuple[PlanFile, Sequence[Finding]]) -> None:
        file, survey = made
        self._composing, self._file = False, file
        self.message.say("")
        self.made.show_plan(file, survey)
        self.pages.setCurrentWidget(self.made)
        self._update()

    def _not_composed(self, error: Exception) -> None:
        self._composing = False
        fault = told(error)
        self._update()
        self.message.say(f"✕ {fault.what} {fault.remedy}", fault=True)

    def _take(self) -> None:
        if self._file is not None and self.may_take():
            self.accepted_session.emit(Session(self._file, self._workspace.session.engine, new=True))
            self.accept()

    def _back(self) -> None:
        self._file = None
        self.pages.setCurrentIndex(0)

    def _ask_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, self.tr("Add files"), "", _kinds_text(self))
        self.add_files([Path(name) for name in names])

    def _ask_file(self) -> None:
        slot = self._slot()
        name, _ = QFileDialog.getOpenFileName(self, part_text(slot.name), "", _kinds_text(self))
        if name:
            self.set_file(slot.name, Path(name))


def _kinds_text(dialog: QDialog) -> str:
    own = dialog.tr("Layers ({patterns})").format(patterns=" ".join(f"*{suffix}" for suffix in READERS))
    return f"{own};;{dialog.tr('All files (*)')}"
