# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that were dropped and are used nowhere: why, and what to do, until each is placed or dismissed."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from layers.errors import PlannerError
from ui.dialogs.pieces import button
from ui.messages import told

TO_BE_SAID = {"kind_unclear", "no_crs", "unknown_crs", "several_layers"}
"""Why a file could not be told apart where its layer can be selected, and the rest be said there."""


class Untaken(QWidget):
    """A sentence for every such file; hidden while there is none.

    Parameters
    ----------
    lines : int
        How many lines of text it shows; more are scrolled.
    """

    def __init__(self, lines: int) -> None:
        super().__init__()
        self._label = QLabel()
        self.list = QListWidget()
        self.list.setObjectName("files_not_taken")
        self.list.setAccessibleName(self.tr("Files not taken"))
        self.list.setWordWrap(True)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollPerPixel)
        self.list.setSpacing(1)
        self.list.setFixedHeight(lines * self.list.fontMetrics().lineSpacing() + 8)
        self._label.setBuddy(self.list)
        self.dismiss_button = button(self.tr("&Dismiss"), "dismiss_file", self._dismiss)
        head = QHBoxLayout()
        head.addWidget(self._label, 1)
        head.addWidget(self.dismiss_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self.list)
        self.hide()

    def add(self, path: Path, text: str) -> None:
        """List a file, once, and what there is to say of it."""
        self.discard(path)
        item = QListWidgetItem(text)
        item.setData(Qt.ItemDataRole.UserRole, str(path))
        self.list.addItem(item)
        self._tell()

    def add_unclear(self, path: Path, error: Exception) -> None:
        """List a file of which nobody knows what it is, or that cannot be read."""
        fault = told(error)
        what, more = fault.what, fault.remedy
        if isinstance(error, PlannerError):
            what = error.reason  # the file is named in front of it
            more = self.tr("Select its layer and choose the file there.") if error.code in TO_BE_SAID else more
        self.add(path, f"✕ {path.name}: {what} {more}")

    def add_put_aside(self, path: Path, other: Path, why: str) -> None:
        """List a file in the place of which another is taken."""
        same = path.name == other.name
        names = [f"{one.parent.name}/{one.name}" if same else one.name for one in (path, other)]
        text = self.tr("▲ {file} was put aside for {taken}: {why}").format(file=names[0], taken=names[1], why=why)
        self.add(path, text)

    def discard(self, path: Path | None) -> None:
        """List a file no longer."""
        for at in reversed(range(self.list.count())):
            item = self.list.item(at)
            if item is not None and item.data(Qt.ItemDataRole.UserRole) == str(path):
                self.list.takeItem(at)
        self._tell()

    def texts(self) -> list[str]:
        """What is said, of one file after the other."""
        items = (self.list.item(at) for at in range(self.list.count()))
        return [item.text() for item in items if item is not None]

    def _dismiss(self) -> None:
        self.list.takeItem(self.list.currentRow())
        self._tell()

    def _tell(self) -> None:
        count = self.list.count()
        if count and self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self._label.setText(self.tr("Files not ta&ken ({count})").format(count=count))
        self.setVisible(count > 0)
