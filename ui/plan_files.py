# SPDX-License-Identifier: GPL-3.0-or-later
"""Opening, saving and exporting as the user sees it: which file, and what becomes of unsaved changes."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QFileDialog, QMainWindow, QMessageBox

from gisplanner.session import Session
from ui.dialogs.new_plan import NewPlanDialog
from ui.dialogs.rounds import RoundsDialog
from ui.operations import files
from ui.workspace import Workspace

SUFFIX = ".gpkg"


class PlanFiles(QObject):
    """Plan files of a window.

    Parameters
    ----------
    window : QMainWindow
    workspace : Workspace
    """

    def __init__(self, window: QMainWindow, workspace: Workspace) -> None:
        super().__init__(window)
        self._window, self._work = window, workspace

    def new(self) -> None:
        """Make a plan of files."""
        dialog = NewPlanDialog(self._work, self._window)
        dialog.may_take = self.may_leave
        dialog.accepted_session.connect(self._take)
        dialog.exec()

    def update_list(self) -> None:
        """Put a newer list of sites into the plan."""
        RoundsDialog(self._work, self._window).exec()

    def open(self) -> None:
        """Ask for a plan file and open it."""
        name, _ = QFileDialog.getOpenFileName(self._window, self.tr("Open a plan"), self._folder(), self._kinds())
        if name:
            self.open_path(Path(name))

    def open_path(self, path: Path) -> None:
        """Open a plan file."""
        if self.may_leave():
            files.open_plan(self._work, path, may_leave=self.may_leave)

    def sample(self) -> None:
        """Open the sample."""
        if self.may_leave():
            files.open_sample(self._work, may_leave=self.may_leave)

    def save(self) -> None:
        """Save where the plan was opened, or ask where."""
        path = self._work.session.path
        if path is None:
            self.save_as()
        else:
            files.save_plan(self._work, path)

    def save_as(self) -> None:
        """Ask where to save, and save there."""
        path = self._ask_target(self.tr("Save the plan as"), SUFFIX, self._kinds())
        if path is not None:
            files.save_plan(self._work, path)

    def export_html(self) -> None:
        """Ask where, and write the map as a page."""
        path = self._ask_target(self.tr("Export the map page"), ".html", self.tr("Map pages (*.html)"))
        if path is not None:
            files.export_html(self._work, path)

    def export_csv(self) -> None:
        """Ask where, and write the table of sites."""
        path = self._ask_target(self.tr("Export the table"), ".csv", self.tr("Tables (*.csv)"))
        if path is not None:
            files.export_csv(self._work, path)

    def may_leave(self) -> bool:
        """Whether the plan may go: nothing is unsaved, or the user has saved it or given it up."""
        if not self._work.session.unsaved:
            return True
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText(self.tr("The plan {name} has unsaved changes.").format(name=self._work.session.plan.name))
        box.setInformativeText(self.tr("Save them first?"))
        kinds = QMessageBox.StandardButton
        box.setStandardButtons(kinds.Save | kinds.Discard | kinds.Cancel)  # type: ignore[arg-type]
        box.setDefaultButton(kinds.Save)
        answer = box.exec()
        if answer == kinds.Save:
            return self._saved_now()
        return answer == kinds.Discard

    def _take(self, session: Session) -> None:
        files.turn_to(self._work, session)

    def _saved_now(self) -> bool:
        session = self._work.session
        path = session.path or self._ask_target(self.tr("Save the plan as"), SUFFIX, self._kinds())
        return path is not None and self._work.attempt(lambda: session.save(path))

    def _ask_target(self, title: str, suffix: str, kinds: str) -> Path | None:
        start = str(Path(self._folder()) / f"{_file_name(self._work.session.plan.name)}{suffix}")
        name, _ = QFileDialog.getSaveFileName(self._window, title, start, kinds)
        if not name:
            return None
        path = Path(name)
        return path if path.suffix.casefold() == suffix else path.with_name(path.name + suffix)

    def _folder(self) -> str:
        path = self._work.session.path
        return str(path.parent if path is not None else Path.home())

    def _kinds(self) -> str:
        return self.tr("Plans (*.gpkg)")


def _file_name(name: str) -> str:
    """A plan's name without what some file system cannot have in a name."""
    return "".join(char if char.isalnum() or char in " -_." else "_" for char in name).strip() or "plan"
