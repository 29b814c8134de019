# SPDX-License-Identifier: GPL-3.0-or-later
"""The program: Qt's application, and what becomes of an exception that nobody caught."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

import platformdirs
from PyQt5.QtCore import QObject, Qt, pyqtSignal
from PyQt5.QtWidgets import QApplication

from ui import style
from ui.main_window import MainWindow

log = logging.getLogger("gisplanner")

LOG_BYTES, LOG_FILES = 500_000, 2
NO_DISPLAY = (
    "There is no display to open a window on. `gisplanner demo` writes maps without one, and `gisplanner --help` tells "
    "what else there is."
)


class Unexpected(QObject):
    """Brings exceptions that nobody caught to the window, whatever thread they come from; the program goes on."""

    raised = pyqtSignal(object)

    def install(self) -> Callable[[], None]:
        """Take over Python's hooks; returns what gives them back."""
        hooks = sys.excepthook, threading.excepthook

        def caught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            if issubclass(kind, KeyboardInterrupt):
                QApplication.quit()
                return
            log.error("unexpected", exc_info=(kind, error, trace))
            self.raised.emit(error)

        def caught_in_thread(found: threading.ExceptHookArgs) -> None:
            if found.exc_value is not None:
                caught(found.exc_type, found.exc_value, found.exc_traceback)

        def give_back() -> None:
            sys.excepthook, threading.excepthook = hooks

        sys.excepthook, threading.excepthook = caught, caught_in_thread
        return give_back


def log_to_file() -> Path | None:
    """Keep a log on this machine and nowhere else; returns its path, None where it cannot be written."""
    folder = Path(os.environ.get("GISPLANNER_SETTINGS") or platformdirs.user_log_path("gisplanner", appauthor=False))
    path = folder / "gisplanner.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8", delay=True)
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    log.addHandler(handler)
    return path


def make_application() -> QApplication:
    """Qt's application with our name, theme and sharp pictures on dense screens."""
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_EnableHighDpiScaling)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_UseHighDpiPixmaps)
    made = QApplication(["gisplanner"])
    made.setApplicationName("gisplanner")
    made.setStyle("Fusion")
    style.apply(style.Theme(str(style.stored().value("theme", style.Theme.LIGHT))))
    return made


def run() -> int:
    """Open the desktop and return the exit status."""
    on_linux = sys.platform.startswith("linux")
    if on_linux and not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        print(NO_DISPLAY, file=sys.stderr)  # noqa: T201  there is no window to say it in
        return 2
    log_to_file()
    application = make_application()
    unexpected = Unexpected()
    give_back = unexpected.install()
    window = MainWindow()
    unexpected.raised.connect(window.tell)
    window.show()
    window.begin()
    try:
        return application.exec()
    finally:
        give_back()
