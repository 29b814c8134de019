# SPDX-License-Identifier: GPL-3.0-or-later
"""Small parts that dialogs share: buttons, labels of data, files that are dropped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt5.QtCore import Qt, pyqtBoundSignal
from PyQt5.QtGui import QDropEvent
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QPushButton

from ui.style import tone


def button(text: str, name: str, action: Callable[..., None] | pyqtBoundSignal) -> QPushButton:
    """A button that Enter presses only where it has the focus."""
    made = QPushButton(text)
    made.setObjectName(name)
    made.setAutoDefault(False)
    made.clicked.connect(action)
    return made


def plain_label(name: str, *, selectable: bool = False) -> QLabel:
    """A label that shows data as they are, in as many lines as it takes."""
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if selectable:
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


class Message(QLabel):
    """What a dialog has to say of what it does, or of what went wrong.

    Attributes
    ----------
    is_fault : bool
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.is_fault = False

    def say(self, text: str, *, fault: bool = False) -> None:
        """Say something else."""
        self.is_fault = fault
        self.setStyleSheet(f"color: {tone().bad}" if fault else "")
        self.setText(text)


def dropped_files(event: QDropEvent | None) -> list[Path]:
    """The files of this machine that are dragged in, or dropped; such an event is taken."""
    mime = None if event is None else event.mimeData()
    paths = [] if mime is None else [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if event is not None and paths:
        event.acceptProposedAction()
    return paths


def answer_row(back: QPushButton, take: QPushButton) -> QHBoxLayout:
    """Go back at the left, take it at the right."""
    row = QHBoxLayout()
    row.addWidget(back)
    row.addStretch(1)
    row.addWidget(take)
    return row
