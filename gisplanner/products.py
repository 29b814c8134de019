# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers -> files for others: what the command line and the desktop share when they export."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from gisplanner.analysis import Analysis
from gisplanner.comparison import Comparison
from gisplanner.export.csv import write_change, write_coverage
from gisplanner.report import coverage_answer, redeploy_answer
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
