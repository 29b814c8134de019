# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks where findings are to be written, and as what."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtWidgets import QFileDialog, QWidget

from gisplanner.products import REPORTS
from ui.messages import tr


def ask_report(parent: QWidget) -> Path | None:
    """The file that the user names, with the suffix of the kind chosen; None where none is."""
    kinds = {tr("Workbook (*.xlsx)"): ".xlsx", tr("Table (*.csv)"): ".csv", tr("Page with a map (*.html)"): ".html"}
    name, kind = QFileDialog.getSaveFileName(parent, tr("Save findings"), "findings.xlsx", ";;".join(kinds))
    return with_suffix(name, kinds.get(kind, ".xlsx")) if name else None


def with_suffix(name: str, suffix: str) -> Path:
    """A path that can be written to; one without a suffix that is known gets this one."""
    path = Path(name)
    return path if path.suffix.casefold() in REPORTS else Path(f"{name}{suffix}")
