# SPDX-License-Identifier: GPL-3.0-or-later
"""The window: there at once, filled as soon as the engine is imported and a plan is loaded."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PyQt5.QtCore import QByteArray, Qt, QTimer
from PyQt5.QtGui import QCloseEvent
from PyQt5.QtWidgets import QLabel, QMainWindow, QMessageBox, QWidget

from layers.jobs import Progress
from ui import style
from ui.tasks import Line, Tasks

if TYPE_CHECKING:
    from gisplanner.session import Session
    from ui.desk import Desk

log = logging.getLogger("gisplanner")

SIZE = (1366, 768)
STATE_VERSION = 1


class MainWindow(QMainWindow):
    """The frame of everything; `desk` holds what stands in it once the engine is there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("main_window")
        self.setWindowTitle("gisplanner")
        self.tasks = Tasks(self)
        self.desk: Desk | None = None
        waiting = QLabel(self.tr("Loading the sample mission..."))
        waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setCentralWidget(waiting)
        self.resize(*SIZE)
        geometry = style.stored().value("geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)

    def begin(self) -> None:
        """Import the engine and load the first plan, once the window has been painted."""
        QTimer.singleShot(0, self._load)

    def tell(self, error: object) -> None:
        """Show an error; the program goes on."""
        if self.desk is not None and isinstance(error, Exception):
            self.desk.tell(error)
        else:
            log.error("%s", error)
            QMessageBox.critical(self, "gisplanner", str(error))

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802  Qt's name
        """Ask about unsaved changes; end all work before the window goes."""
        if event is None:
            return
        if self.desk is not None and not self.desk.may_leave():
            event.ignore()
            return
        kept = style.stored()
        kept.setValue("geometry", self.saveGeometry())
        if self.desk is not None:
            kept.setValue("state", self.saveState(STATE_VERSION))
            self.desk.close()
        self.tasks.close()
        event.accept()

    def _load(self) -> None:
        self.tasks.run(Line.ENGINE, _first_session, self.open_with, self.tell)

    def open_with(self, session: Session) -> None:
        """Fill the window, a session being there."""
        from ui.desk import Desk  # noqa: PLC0415  imported by now, in the background

        self.desk = Desk(self, session, self.tasks)
        state = style.stored().value("state")
        if isinstance(state, QByteArray):
            self.restoreState(state, STATE_VERSION)
        QTimer.singleShot(0, self.desk.lay_out)
        self.desk.begin()


def _first_session(progress: Progress) -> Session:
    """Import everything that takes time, and load the sample."""
    from gisplanner.sample import kept_sample  # noqa: PLC0415
    from gisplanner.session import Session  # noqa: PLC0415
    from ui import desk  # noqa: F401, PLC0415

    progress.update("Loading the sample mission")
    return Session(kept_sample(progress))
