# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of the README, taken of the real program in a real window: `python -m tests.screenshots FOLDER`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PyQt5.QtCore import QSettings
from PyQt5.QtWidgets import QWidget

from gisplanner.mobility import Season
from tests.ui.window import SIZES, is_answered, opened, pause, wait_for
from ui import style
from ui.app import make_application
from ui.desk import Desk
from ui.dialogs.assumptions import AssumptionsDialog
from ui.dialogs.palette import Palette
from ui.operations import forces
from ui.workspace import Kind

COMPANY, AWAY, LOST_SITE = "U15", "B04", "Dovregga Quarry"
DRAWN_MS = 900


def main(folder: Path) -> None:
    """Take all pictures."""
    with tempfile.TemporaryDirectory() as settings:
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, settings)
        application = make_application()
        style.apply(style.Theme.LIGHT)
        with opened(SIZES["1366x768"]) as desk:
            take(desk.window, folder / "desktop-start.png")
            for name in ("layers", "coverage"):
                desk.show_dock(name)
            select_site(desk, LOST_SITE)
            take(desk.window, folder / "desktop-coverage.png")
            dialogs(desk, folder)
        with opened(SIZES["1920x1080"]) as desk:
            style.stored().setValue("hint_dismissed", True)
            redeployed(desk)
            take(desk.window, folder / "desktop.png")
            desk.show_dock("risk")
            desk.show_dock("layers")
            style.apply(style.Theme.DARK)
            desk.workspace.set_conditions(season=Season.WET)
            wait_for(lambda: is_answered(desk.workspace))
            take(desk.window, folder / "desktop-dark.png")
            style.apply(style.Theme.LIGHT)
            desk.show_dock("courses")
            desk.courses.tabs.setCurrentIndex(1)
            take(desk.window, folder / "desktop-courses.png")
        application.quit()


def redeployed(desk: Desk) -> None:
    """A company is drawn away, and the route to a place that loses is shown."""
    forces.move_unit(desk.workspace, COMPANY, AWAY)
    wait_for(lambda: is_answered(desk.workspace))
    desk.show_dock("changes")
    select_site(desk, LOST_SITE)


def select_site(desk: Desk, name: str) -> None:
    """Select a site by its name."""
    sites = desk.workspace.session.theatre.sites
    desk.workspace.select(Kind.SITE, sites.id[sites.name.index(name)])


def dialogs(desk: Desk, folder: Path) -> None:
    """Windows that stand beside the main one."""
    desk.show_findings()
    take(desk.findings, folder / "findings.png")
    desk.findings.hide()
    assumptions = AssumptionsDialog(desk.workspace, desk.window)
    assumptions.show()
    take(assumptions, folder / "assumptions.png")
    assumptions.close()
    palette = Palette(desk.actions.all, desk.window)
    palette.popup()
    take(palette, folder / "palette.png")
    palette.close()


def take(widget: QWidget, path: Path) -> None:
    """Save what a window shows, once it has been drawn."""
    pause(DRAWN_MS)
    widget.grab().save(str(path), "PNG", 0)
    print(path.name)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
