# SPDX-License-Identifier: GPL-3.0-or-later
"""An error as a user hears of it: what is wrong, what to do, and the details for whoever mends it."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QFontDatabase
from PyQt5.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QStyle,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.messages import Told
from ui.sure import sure

WIDTH, DETAILS_HEIGHT = 520, 220


class ProblemDialog(QDialog):
    """Sentence, remedy, and details that are folded at first."""

    def __init__(self, told: Told, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problem")
        self.setWindowTitle(self.tr("This did not work"))
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)  # noqa: FBT003  Qt's
        self._told = told
        self.what = _sentence(told.what, "problem_what", bold=True)
        self.remedy = _sentence(told.remedy, "problem_remedy")
        self.details = QPlainTextEdit(told.details)
        self.details.setObjectName("problem_details")
        self.details.setAccessibleName(self.tr("Details"))
        self.details.setReadOnly(True)
        self.details.setFont(QFontDatabase.systemFont(QFontDatabase.FixedFont))
        self.details.setLineWrapMode(QPlainTextEdit.NoWrap)
        self.details.setMinimumHeight(DETAILS_HEIGHT)
        self.details.hide()
        self.fold = QToolButton()
        self.fold.setObjectName("problem_fold")
        self.fold.setText(self.tr("&Details"))
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.setArrowType(Qt.ArrowType.RightArrow)
        self.fold.setCheckable(True)
        self.fold.setAutoRaise(True)
        self.fold.toggled.connect(self._unfold)
        self._lay_out()
        self.setMinimumWidth(WIDTH)

    def copy_details(self) -> None:
        """Put all of it on the clipboard."""
        sure(QApplication.clipboard()).setText(f"{self._told.what}\n{self._told.remedy}\n\n{self._told.details}")

    def _lay_out(self) -> None:
        icon = QLabel()
        style = sure(self.style())
        size = style.pixelMetric(QStyle.PixelMetric.PM_MessageBoxIconSize)
        icon.setPixmap(style.standardIcon(QStyle.StandardPixmap.SP_MessageBoxWarning).pixmap(size, size))
        icon.setAccessibleName(self.tr("Warning"))
        words = QVBoxLayout()
        words.addWidget(self.what)
        words.addWidget(self.remedy)
        words.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(14)
        top.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.Close)
        copy = sure(buttons.addButton(self.tr("&Copy details"), QDialogButtonBox.ActionRole))
        copy.setObjectName("problem_copy")
        copy.clicked.connect(self.copy_details)
        buttons.rejected.connect(self.reject)
        sure(buttons.button(QDialogButtonBox.Close)).setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.addLayout(top)
        layout.addWidget(self.fold)
        layout.addWidget(self.details, 1)
        layout.addWidget(buttons)

    def _unfold(self, on: bool) -> None:  # noqa: FBT001  Qt's
        self.details.setVisible(on)
        self.fold.setArrowType(Qt.ArrowType.DownArrow if on else Qt.ArrowType.RightArrow)
        height = sure(self.layout()).totalHeightForWidth(self.width())
        self.resize(self.width(), height if on else self.minimumHeight())


def _sentence(text: str, name: str, *, bold: bool = False) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setWordWrap(True)
    font = label.font()
    font.setBold(bold)
    label.setFont(font)
    return label
