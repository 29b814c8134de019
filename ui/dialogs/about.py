# SPDX-License-Identifier: GPL-3.0-or-later
"""What the program is, its version, its licence."""

from __future__ import annotations

import platform

from PyQt5.QtCore import PYQT_VERSION_STR, QT_VERSION_STR, Qt
from PyQt5.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from gisplanner import __version__


class AboutDialog(QDialog):
    """A few sentences about the program."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("about")
        self.setWindowTitle(self.tr("About gisplanner"))
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)  # noqa: FBT003  Qt's
        title = QLabel(f"gisplanner {__version__}")
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        font.setBold(True)
        title.setFont(font)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 14)
        layout.setSpacing(10)
        layout.addWidget(title)
        for name, text in self._paragraphs().items():
            label = QLabel(text)
            label.setObjectName(f"about_{name}")
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setWordWrap(True)
            layout.addWidget(label)
        buttons = QDialogButtonBox(QDialogButtonBox.Close)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self.setFixedWidth(480)

    def _paragraphs(self) -> dict[str, str]:
        versions = self.tr("Python {python}, Qt {qt}, PyQt {pyqt}, {system}")
        return {
            "job": self.tr("Shows who is reached, how fast and by whom, and who is left behind when units move."),
            "limit": self.tr(
                "Reach is not protection: a place within standard can be reached in time, no more is said of it."
            ),
            "data": self.tr("Everything stays on this machine: the program asks no other for anything."),
            "licence": self.tr("Free software under the GNU General Public License, version 3 or later."),
            "versions": versions.format(
                python=platform.python_version(), qt=QT_VERSION_STR, pyqt=PYQT_VERSION_STR, system=platform.system()
            ),
        }
