# SPDX-License-Identifier: GPL-3.0-or-later
"""Putting a newer list of sites into the plan, as one edit that can be undone."""

from __future__ import annotations

from PyQt5.QtCore import QCoreApplication

from gisplanner.renewal import Renewal
from ui.workspace import Workspace


def take_lists(workspace: Workspace, renewal: Renewal) -> bool:
    """Work with the newer lists; returns whether it was possible."""
    latest = [one.after.date or one.after.source for one in renewal.rounds]
    name = QCoreApplication.translate("operations", "Round of {date}").format(date=", ".join(latest))
    after = renewal.after
    return workspace.attempt(lambda: workspace.session.change_theatre(name, after.theatre, after.findings))
