# SPDX-License-Identifier: GPL-3.0-or-later
"""A line to type in and a list of what fits, above everything else: what palette and search are made of."""

from __future__ import annotations

from typing import cast

from PyQt5.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPoint, Qt
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from ui.sure import sure

WIDTH, HEIGHT, BELOW_TOP = 600, 380, 64
MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
TAKES = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class Finder(QFrame):
    """A popup; whoever derives from it fills the list and does what is chosen.

    Parameters
    ----------
    name : str
        In front of the object names.
    model : QAbstractItemModel
        Of the list; the first column takes the room that is left.
    """

    def __init__(self, name: str, model: QAbstractItemModel, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowFlags(cast("Qt.WindowFlags", Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint))
        self.setObjectName(name)
        self.setFrameShape(QFrame.StyledPanel)
        self.edit = QLineEdit()
        self.edit.setObjectName(f"{name}_text")
        self.edit.setClearButtonEnabled(True)
        self.edit.textChanged.connect(self._changed)
        self.edit.installEventFilter(self)
        self.view = self._view(name, model)
        self.nothing = QLabel()
        self.nothing.setObjectName(f"{name}_nothing")
        self.nothing.setTextFormat(Qt.TextFormat.PlainText)
        self.nothing.setWordWrap(True)
        self.nothing.setMargin(6)
        self.nothing.setAlignment(cast("Qt.Alignment", Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.edit)
        layout.addWidget(self.nothing, 1)
        layout.addWidget(self.view, 1)
        self.resize(WIDTH, HEIGHT)

    def entitle(self, title: str, hint: str) -> None:
        """Say what it is called, and what stands in the empty line."""
        for part in (self, self.edit, self.view):
            part.setAccessibleName(title)
        self.edit.setPlaceholderText(hint)

    def popup(self) -> None:
        """Open at the top of the window, empty, ready to be typed in."""
        self.edit.clear()
        self._changed("")
        above = self.parentWidget()
        window = None if above is None else above.window()
        if window is not None:
            self.setFixedWidth(min(WIDTH, max(280, window.width() - 40)))
            self.move(window.mapToGlobal(QPoint((window.width() - self.width()) // 2, BELOW_TOP)))
        self.show()
        self.edit.setFocus()

    def fill(self, text: str) -> str:
        """Fill the list with what fits; returns what to say where it stays empty."""
        raise NotImplementedError

    def take(self, index: QModelIndex) -> None:
        """Do what was chosen."""
        raise NotImplementedError

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802  Qt's name
        """Let the line's keys move about in the list and choose from it."""
        if watched is self.edit and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in MOVES:
                QApplication.sendEvent(self.view, event)
                return True
            if event.key() in TAKES:
                self._choose(self.view.currentIndex())
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.hide()
                return True
        return super().eventFilter(watched, event)

    def _changed(self, text: str) -> None:
        empty = self.fill(text)
        first = sure(self.view.model()).index(0, 0)
        self.nothing.setText(empty)
        self.nothing.setVisible(not first.isValid())
        self.view.setVisible(first.isValid())
        if first.isValid():
            self.view.setCurrentIndex(first)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEnabled:
            self.hide()
            self.take(index)

    def _view(self, name: str, model: QAbstractItemModel) -> QTreeView:
        view = QTreeView()
        view.setObjectName(f"{name}_list")
        view.setModel(model)
        view.setHeaderHidden(True)
        view.setRootIsDecorated(False)
        view.setUniformRowHeights(True)
        view.setAllColumnsShowFocus(True)
        view.setFrameShape(QFrame.NoFrame)
        view.setSelectionBehavior(QAbstractItemView.SelectRows)
        view.setEditTriggers(QAbstractItemView.NoEditTriggers)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        header = sure(view.header())
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.Stretch)
        view.clicked.connect(self._choose)
        return view
