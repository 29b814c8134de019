# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers -> files for others: what the command line and the desktop share when they export."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from gisplanner.analysis import Analysis
from gisplanner.comparison import Comparison
from gisplanner.export.csv import write_change, write_coverage, write_findings
from gisplanner.file_report import FileReport
from gisplanner.report import coverage_answer, redeploy_answer
from layers.errors import UsageError
from layers.findings import Finding


def write_map(path: Path, after: Analysis, before: Analysis | None, verdict: str, course: str | None) -> None:
    """Write a map: of one disposition, or with `before` of what changes."""
    # folium takes longer to import than most commands to run
    from gisplanner.export import html  # noqa: PLC0415
    from gisplanner.map_model import map_model  # noqa: PLC0415

    made = datetime.now().astimezone().date().isoformat()
    html.write_map(map_model(after, before=before, verdict=verdict, course=course, made=made), path)


def write_comparison_map(path: Path, found: Comparison, title: str | None) -> None:
    """Write a map of what is compared, or of the one disposition there is.

    Parameters
    ----------
    path : Path
    found : Comparison
    title : str or None
        What is shown, behind the name of the plan.
    """
    write_map(path, found.after, found.before if found.differs else None, found.verdict, title)


def write_comparison_table(path: Path, found: Comparison, findings: Sequence[Finding]) -> None:
    """Write the sites that change, or every site of the one disposition there is; `findings` are the plan's."""
    flips = found.flips or ()
    if found.differs:
        write_change(redeploy_answer(found.before, found.after, found.moves, flips, findings), path)
    else:
        write_coverage(coverage_answer(found.after, flips, findings), path)


def write_report(path: Path, report: FileReport, source: Path | None = None) -> None:
    """Write what was noticed about a file as what the suffix names.

    Parameters
    ----------
    path : Path
    report : FileReport
    source : Path, optional
        The file itself, which is never written over.

    Raises
    ------
    UsageError
        `unknown_report` or `report_over_file`.
    ExportError
        `too_many_lines`.
    UnusableFile
        `cannot_write`.
    """
    write = REPORTS.get(path.suffix.casefold())
    if write is None:
        raise UsageError("unknown_report", file=str(path), suffix=path.suffix)
    if source is not None and path.exists() and path.samefile(source):
        raise UsageError("report_over_file", file=str(path))
    write(report, path)


def _workbook(report: FileReport, path: Path) -> None:
    from gisplanner.export import xlsx  # noqa: PLC0415  most commands need no workbook

    xlsx.write_findings(report, path)


def _page(report: FileReport, path: Path) -> None:
    from gisplanner.export import findings_page  # noqa: PLC0415  nor a page

    findings_page.write_page(report, path)


REPORTS: Mapping[str, Callable[[FileReport, Path], None]] = {".csv": write_findings, ".xlsx": _workbook, ".html": _page}
"""How a report is written, by suffix."""
