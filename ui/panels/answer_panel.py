# SPDX-License-Identifier: GPL-3.0-or-later
"""What panels that show the answer share: they read it when it changes, and not while nobody sees them."""

from __future__ import annotations

from PyQt5.QtCore import QEvent, Qt
from PyQt5.QtGui import QColor, QPalette, QShowEvent
from PyQt5.QtWidgets import QLabel, QWidget

from ui.style import tone
from ui.workspace import Kind, Workspace

MARGIN, SPACING = 6, 6


class AnswerPanel(QWidget):
    """A panel that follows the answer and the selection.

    Parameters
    ----------
    workspace : Workspace
    name : str
        Object name.
    title : str
        Accessible name.
    """

    def __init__(self, workspace: Workspace, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._due = True
        for signal in (workspace.opened, workspace.answered, workspace.stale, workspace.plan_changed):
            signal.connect(self._changed)
        workspace.selection_changed.connect(self._selection_changed)

    def read(self) -> None:
        """Show what the workspace holds; subclasses say how."""
        raise NotImplementedError

    def read_selection(self) -> None:
        """Show what is selected; `read` calls it where it has to."""
        raise NotImplementedError

    def selected(self, kind: Kind) -> str | None:
        """Id of what is selected, if it is of this kind."""
        chosen = self.workspace.selected
        return chosen.id if chosen is not None and chosen.kind == kind else None

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802  Qt's name
        """Read what was missed."""
        super().showEvent(event)
        if self._due:
            self._due = False
            self.read()

    def _changed(self) -> None:
        if self.isVisible():
            self.read()
        else:
            self._due = True

    def _selection_changed(self) -> None:
        if self.isVisible():
            self.read_selection()
        else:
            self._due = True


class PlainLabel(QLabel):
    """A label for data: plain text that wraps, and can be selected to be copied; muted it stands back."""

    def __init__(self, name: str, parent: QWidget, *, muted: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setMinimumWidth(1)  # a long name without a blank must not widen the window
        self.setTextInteractionFlags(Qt.TextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse))
        self._muted = muted
        self._mute()

    def say(self, text: str) -> None:
        """Say something else; with the same text nothing is laid out anew."""
        if self.text() != text:
            self.setText(text)

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802  Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self._mute()

    def _mute(self) -> None:
        muted = QColor(tone().muted)
        # a palette of its own is a change of palette too
        if self._muted and self.palette().color(QPalette.ColorRole.WindowText) != muted:
            palette = QPalette()
            palette.setColor(QPalette.ColorRole.WindowText, muted)
            self.setPalette(palette)
