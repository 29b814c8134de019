# SPDX-License-Identifier: GPL-3.0-or-later
"""A dialog that takes files, dropped anywhere in it, and gives up what was read only when that is meant."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QDragEnterEvent, QKeyEvent
from PyQt5.QtWidgets import QDialog, QMessageBox, QWidget

from ui.dialogs.part_view import PartView, is_field
from ui.dialogs.pieces import dropped_files
from ui.dialogs.untaken import Untaken


class FilesDialog(QDialog):
    """What dialogs have in common in which files are looked at before they are used.

    Parameters
    ----------
    name : str
    parent : QWidget or None
    lines : int
        Of `Untaken`.

    Attributes
    ----------
    view : PartView
        The file that is looked at.
    untaken : Untaken
        Files that were dropped and are used nowhere.
    """

    def __init__(self, name: str, parent: QWidget | None, *, lines: int) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)  # noqa: FBT003  Qt's
        self.setAcceptDrops(True)
        self.view = PartView()
        self.untaken = Untaken(lines)

    @property
    def has_files(self) -> bool:
        """Whether closing would give up work."""
        raise NotImplementedError

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:  # noqa: N802  Qt's name
        """Let files in."""
        dropped_files(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802  Qt's name
        """Let Escape leave a field, and put back what stood there; elsewhere it closes the dialog."""
        if event is not None and event.key() == Qt.Key.Key_Escape and is_field(self.focusWidget()):
            self.view.put_back()
            self.setFocus()
            event.accept()
            return
        super().keyPressEvent(event)

    def reject(self) -> None:
        """Close, once the user has said that the files may go."""
        if not self.has_files or self._may_give_up():
            super().reject()

    def _may_give_up(self) -> bool:
        box = QMessageBox(self)
        box.setObjectName("give_up_files")
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText(self.tr("What was read here is in no plan yet."))
        box.setInformativeText(self.tr("Close, and give up the files and what was chosen for them?"))
        kinds = QMessageBox.StandardButton
        box.setStandardButtons(kinds.Discard | kinds.Cancel)  # type: ignore[arg-type]
        box.setDefaultButton(kinds.Cancel)
        return bool(box.exec() == kinds.Discard)
