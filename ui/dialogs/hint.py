# SPDX-License-Identifier: GPL-3.0-or-later
"""Three steps for whoever sees the window for the first time, put away for good by a click."""

from __future__ import annotations

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from ui.style import stored

DISMISSED = "hint_dismissed"


class HintBar(QFrame):
    """A bar for the top of the window; show it where `is_wanted`.

    Attributes
    ----------
    dismissed : signal ()
        It was put away, and will not come back.
    """

    dismissed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hint")
        self.setAccessibleName(self.tr("First steps"))
        self.setFrameShape(QFrame.StyledPanel)
        self.setAutoFillBackground(True)
        self.setSizePolicy(QSizePolicy.Preferred, QSizePolicy.Maximum)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.setSpacing(8)
        steps = (
            self.tr("Drag a unit or base"),
            self.tr("Read Changes"),
            self.tr("Undo with Ctrl+Z"),
        )
        for number, text in enumerate(steps, start=1):
            layout.addWidget(_badge(str(number)), 0)
            label = QLabel(text)
            label.setTextFormat(Qt.TextFormat.PlainText)
            layout.addWidget(label, len(text))
        self.button = QPushButton(self.tr("Hi&de for good"))
        self.button.setObjectName("hint_dismiss")
        self.button.clicked.connect(self.dismiss)
        layout.addWidget(self.button, 0)

    @staticmethod
    def is_wanted() -> bool:
        """Whether nobody has put the hint away on this machine."""
        return not stored().value(DISMISSED, False, type=bool)  # noqa: FBT003  Qt's

    def dismiss(self) -> None:
        """Put it away for good."""
        stored().setValue(DISMISSED, True)  # noqa: FBT003  Qt's
        self.hide()
        self.dismissed.emit()


def _badge(text: str) -> QLabel:
    """A number in a circle, in the colours of what is selected."""
    badge = QLabel(text)
    badge.setTextFormat(Qt.TextFormat.PlainText)
    badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
    side = badge.fontMetrics().height() + 6
    badge.setFixedSize(side, side)
    badge.setStyleSheet(
        f"background: palette(highlight); color: palette(highlighted-text); border-radius: {side // 2}px;"
        " font-weight: bold"
    )
    return badge
