# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts a newer list of sites into the plan: what becomes of every site is shown before it is accepted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PyQt5.QtGui import QDropEvent
from PyQt5.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gisplanner.parts import Part, look_at_part, remember_part, report_of
from gisplanner.renewal import Restatement, renewed, restated
from layers.jobs import Progress
from layers.read_as import ReadAs
from layers.worker import READERS
from ui.dialogs.files_dialog import FilesDialog
from ui.dialogs.pieces import Message, button, dropped_files
from ui.dialogs.report_file import ask_report
from ui.dialogs.rounds_view import RoundsView
from ui.messages import kind_text, told
from ui.models.gathering_model import Slot, State
from ui.operations.files import save_findings
from ui.operations.rounds import take_lists
from ui.sure import sure
from ui.tasks import Line
from ui.workspace import Workspace

KINDS = ("idp_sites", "settlements")


class RoundsDialog(FilesDialog):
    """The newer file and how it is read; then every site of both lists."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("update_list", parent, lines=3)
        self.setWindowTitle(self.tr("Update a list of sites"))
        self._workspace = workspace
        self._slot = Slot(KINDS[0])
        self._wanted: tuple[Callable[[Progress], Any], Callable[[Any], None]] | None = None
        self._working = False
        self._found: Restatement | None = None
        self.kind = QComboBox()
        self.kind.setObjectName("update_kind")
        self.kind.setAccessibleName(self.tr("List"))
        for kind in KINDS:
            self.kind.addItem(kind_text(kind), kind)
        self.kind.activated.connect(self._other_kind)
        self.view.mapped.connect(self._map)
        self.view.forgotten.connect(self._forget)
        self.view.read_as.said.connect(self._read_as)
        self.view.filter.chosen.connect(self._filter)
        self.view.save_asked.connect(self._save_findings)
        self.message = Message("update_message")
        self.rounds = RoundsView(workspace)
        self.rounds.taken.connect(self._take)
        self.rounds.back.connect(self._back)
        self.pages = QStackedWidget()
        self._make_buttons()
        self._lay_out()
        workspace.tasks.progressed.connect(self._progressed)
        workspace.tasks.busy_changed.connect(self._next)
        self.resize(1250, 660)
        self.file_button.setFocus()
        self._show_slot()

    @property
    def has_files(self) -> bool:
        """Whether a file was read, is read, or was put aside."""
        return self._slot.path is not None or bool(self.untaken.texts())

    def set_file(self, path: Path, *, forgetting: bool = False) -> None:
        """Read the newer list; with `forgetting` what is remembered of its columns is forgotten."""
        self._slot.put(path)
        self._slot.state = State.READING
        if forgetting:
            self._slot.found_anew()
        kind, said = self._slot.name, self._slot.said(forgetting=forgetting)
        self._run(lambda progress: look_at_part(kind, path, said, progress), self._read)

    def compare(self) -> None:
        """Find every site again, and answer for both lists."""
        part = self._slot.part
        if part is None or part.loaded is None:
            return
        session, lists = self._workspace.session, {part.name: part.loaded}
        file, engine, conditions, course = session.file, session.engine, session.conditions, session.course

        def work(progress: Progress) -> Restatement:
            progress.update(self.tr("Finding the sites again"))
            found = restated(engine, renewed(file, lists), conditions, course, progress)
            sure(found.sites)  # found once, and not by the window's thread
            return found

        self._run(work, self._compared)

    def dropEvent(self, event: QDropEvent | None) -> None:  # noqa: N802  Qt's name
        """Read the file dropped; of several the first, and the others are named."""
        paths = dropped_files(event)
        if paths:
            self._back()
            self.set_file(paths[0])
        for path in paths[1:]:
            why = self.tr("one file makes the newer list. Join them in one file, or drop the one that counts alone.")
            self.untaken.add_put_aside(path, paths[0], why)

    def done(self, result: int) -> None:
        """Read nothing for a dialog that is gone."""
        self._cancel()
        super().done(result)

    def _make_buttons(self) -> None:
        self.file_button = button(self.tr("Newer &file…"), "update_file", self._ask_file)
        self.cancel_button = button(self.tr("Canc&el"), "cancel_update", self._cancel)
        self.compare_button = button(self.tr("Co&mpare with the plan"), "compare_lists", self.compare)
        self.close_button = button(self.tr("Close"), "close_update", self.reject)
        self.progress = QProgressBar()
        self.progress.setObjectName("update_progress")
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(120)

    def _lay_out(self) -> None:
        label = QLabel(self.tr("&List"))
        label.setBuddy(self.kind)
        top = QHBoxLayout()
        for widget in (label, self.kind, self.file_button):
            top.addWidget(widget)
        top.addWidget(QLabel(self.tr("or drop the file anywhere in this window")), 1)
        bottom = QHBoxLayout()
        for widget in (self.progress, self.cancel_button):
            bottom.addWidget(widget)
        bottom.addWidget(self.message, 1)
        for widget in (self.compare_button, self.close_button):
            bottom.addWidget(widget)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addWidget(self.view, 1)
        column.addWidget(self.untaken)
        column.addLayout(bottom)
        self.pages.addWidget(page)
        self.pages.addWidget(self.rounds)
        QVBoxLayout(self).addWidget(self.pages)

    def _run(self, work: Callable[[Progress], Any], done: Callable[[Any], None]) -> None:
        """Do it once nothing else is done with files; what was asked for before is dropped."""
        self._stop()
        self._wanted = work, done
        self._next()
        self._show_slot()

    def _next(self) -> None:
        tasks = self._workspace.tasks
        if self._wanted is None or self._working or tasks.busy(Line.FILE):
            return
        (work, done), self._wanted, self._working = self._wanted, None, True

        def landed(result: Any) -> None:  # noqa: ANN401  whatever the work gives
            self._working = False
            done(result)
            self._show_slot()

        def failed(error: Exception) -> None:
            self._working = False
            if self._slot.is_read:
                self._slot.part = None
                self._slot.settle(State.FAILED)
            self._show_slot()
            fault = told(error)
            self.message.say(f"✕ {fault.what} {fault.remedy}", fault=True)

        tasks.run(Line.FILE, work, landed, failed)

    def _cancel(self) -> None:
        """Do no more; the list is what it was before."""
        self._stop()
        if self._slot.is_read:
            self._slot.go_back()
            self.kind.setCurrentIndex(self.kind.findData(self._slot.name))
        self._show_slot()

    def _stop(self) -> None:
        self._wanted = None
        if self._working:
            self._working = False
            self._workspace.tasks.cancel(Line.FILE)
        self.message.say("")

    def _read(self, part: Part) -> None:
        self.untaken.discard(part.path)
        self._slot.take(part)

    def _compared(self, found: Restatement) -> None:
        self._found = found
        self.rounds.show_lists(found)
        self.pages.setCurrentWidget(self.rounds)

    def _take(self) -> None:
        if self._found is not None and take_lists(self._workspace, self._found.renewal):
            if self._slot.by_hand and self._slot.part is not None:
                for noticed in remember_part(self._slot.part):
                    self._workspace.said.emit(noticed.reason)
            self.accept()

    def _back(self) -> None:
        self._found = None
        self.pages.setCurrentIndex(0)

    def _other_kind(self) -> None:
        path, kind = self._slot.path, str(self.kind.currentData())
        if kind == self._slot.name:
            return
        self._stop()
        self._slot.turn_to(kind)
        self._show_slot()
        if path is not None:
            self.set_file(path)

    def _map(self, field: str, column: str | None) -> None:
        if self._slot.path is not None:
            self._slot.choose(field, column)
            self.set_file(self._slot.path)

    def _read_as(self, slot: Slot, said: ReadAs) -> None:
        if slot.path is not None:
            slot.read_as = said
            self.set_file(slot.path)

    def _filter(self, slot: Slot, where: tuple[tuple[str, str], ...]) -> None:
        if slot.path is not None:
            slot.where = where
            self.set_file(slot.path)

    def _forget(self) -> None:
        if self._slot.path is not None:
            self.set_file(self._slot.path, forgetting=True)

    def _save_findings(self) -> None:
        path, part = ask_report(self), self._slot.part
        if path is not None and part is not None and part.loaded is not None:
            save_findings(self._workspace, path, report_of(part), part.path)

    def _show_slot(self) -> None:
        """Show what is known of the file, and what can be done with it."""
        busy, part = self._working or self._wanted is not None, self._slot.part
        self.view.show_slot(self._slot)
        self.progress.setVisible(busy)
        self.cancel_button.setVisible(busy)
        self.compare_button.setEnabled(not busy and part is not None and part.rows > 0)
        if busy or self.message.is_fault:
            return
        nothing = part is not None and part.loaded is not None and not part.rows
        self.message.say(self.tr("✕ No row can be used: everybody would be gone.") if nothing else "")

    def _progressed(self, line: str, text: str, share: float) -> None:
        if line == Line.FILE and self._working:
            self.message.say(text)
            self.progress.setRange(0, 0 if share < 0 else 100)
            self.progress.setValue(round(100 * share))

    def _ask_file(self) -> None:
        kinds = self.tr("Lists ({patterns})").format(patterns=" ".join(f"*{suffix}" for suffix in READERS))
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Newer list"), "", f"{kinds};;{self.tr('All files (*)')}")
        if name:
            self.set_file(Path(name))
