# SPDX-License-Identifier: GPL-3.0-or-later
"""A box of plain facts: labels and what is known, line by line, without a widget made anew for other figures."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt5.QtCore import QEvent, Qt
from PyQt5.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.style import tone


class FactsBox(QScrollArea):
    """Title and facts of the selected thing; scrolls downwards only."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(self.tr("Facts"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(6, 4, 6, 4)
        self.title = plain_label(inside)
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        column.addWidget(self.title)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        column.addStretch(1)
        self.setWidget(inside)
        self._rows: list[tuple[QLabel, QLabel]] = []

    def show_facts(self, title: str, facts: Sequence[tuple[str, str]]) -> None:
        """Show a title, and label and text of every line."""
        _set(self.title, title)
        while len(self._rows) < len(facts):
            self._add_row()
        for number, (label, text) in enumerate(self._rows):
            there = number < len(facts)
            if there:
                _set(label, facts[number][0])
                _set(text, facts[number][1])
            label.setVisible(there)
            text.setVisible(there)

    def facts(self) -> dict[str, str]:
        """What is shown, text by label."""
        return {label.text(): text.text() for label, text in self._rows if not label.isHidden()}

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802  Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            for label, _ in getattr(self, "_rows", []):
                label.setStyleSheet(_muted())

    def _add_row(self) -> None:
        label, text = plain_label(self.widget()), plain_label(self.widget())
        label.setWordWrap(False)
        label.setStyleSheet(_muted())
        for one in (label, text):
            one.setAlignment(Qt.AlignmentFlag.AlignTop)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = len(self._rows)
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(text, row, 1)
        self._rows.append((label, text))


def plain_label(parent: QWidget | None = None, text: str = "") -> QLabel:
    """A label that shows text as it is, in as many lines as it takes."""
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setMinimumWidth(1)  # a long name without a blank must not widen the window
    return label


def _muted() -> str:
    return f"color: {tone().muted}"


def _set(label: QLabel, text: str) -> None:
    if label.text() != text:
        label.setText(text)
