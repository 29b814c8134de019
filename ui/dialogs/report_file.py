# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks where findings are to be written, and as what; writes those about a part's file."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtWidgets import QFileDialog, QWidget

from gisplanner.gathering import Part, report_of
from gisplanner.products import REPORTS, write_report
from layers.errors import PlannerError
from ui.messages import told, tr


def ask_report(parent: QWidget) -> Path | None:
    """The file that the user names, with the suffix of the kind chosen; None where none is."""
    kinds = {tr("Workbook (*.xlsx)"): ".xlsx", tr("Table (*.csv)"): ".csv", tr("Page with a map (*.html)"): ".html"}
    name, kind = QFileDialog.getSaveFileName(parent, tr("Save findings"), "findings.xlsx", ";;".join(kinds))
    return with_suffix(name, kinds.get(kind, ".xlsx")) if name else None


def with_suffix(name: str, suffix: str) -> Path:
    """A path that can be written to; one without a suffix that is known gets this one."""
    path = Path(name)
    return path if path.suffix.casefold() in REPORTS else Path(f"{name}{suffix}")


def save_findings(path: Path, part: Part) -> tuple[str, bool]:
    """Write what was noticed about a part's file, for its owner.

    Returns
    -------
    text : str
        What to tell the user.
    fault : bool
        True where nothing was written.
    """
    try:
        write_report(path, report_of(part), part.path)
    except PlannerError as error:
        fault = told(error)
        return f"✕ {fault.what} {fault.remedy}", True
    return tr("Saved findings to {file}").format(file=path.name), False
