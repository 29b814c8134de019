# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers as tables that spreadsheets open: cells of text are never formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gisplanner.export.files import write_text
from gisplanner.file_report import FileReport, heads_of, lines_of

COVERAGE_COLUMNS = (
    *("id", "name", "kind", "lon", "lat", "area", "people", "people_listed", "included_in", "status", "reason"),
    *("standard_min", "response_min", "base", "unit", "teams_needed", "teams_in_time"),
    *("backup_base", "backup_min", "backup_status", "air_min", "snap_m"),
    *("alert_min", "decision_min", "ntm_min", "travel_min"),
)
CHANGE_COLUMNS = (
    *("id", "name", "kind", "people", "change", "before_min", "after_min", "before_travel_min", "after_travel_min"),
    *("before_base", "after_base", "before_base_name", "after_base_name", "before_status", "after_status", "reason"),
)
"""The heads of the tables, written even where no row follows."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_coverage(answer: Mapping[str, Any], path: Path) -> None:
    """Write the sites of a coverage answer, one row each; units stand in the column names.

    Raises
    ------
    UnusableFile
        `cannot_write`.
    """
    rows = [{**row, **{f"{part}_min": value for part, value in row["parts"].items()}} for row in answer["sites"]]
    _write(COVERAGE_COLUMNS, rows, path)


def write_change(answer: Mapping[str, Any], path: Path) -> None:
    """Write the sites that a redeployment changes, one row each.

    Raises
    ------
    UnusableFile
        `cannot_write`.
    """
    _write(CHANGE_COLUMNS, answer["sites"], path)


def write_findings(report: FileReport, path: Path) -> None:
    """Write what was noticed, one line for each row that it is about, with what stands in the row.

    `subject` is the id of the site, base, unit or closure that a finding is about.

    Raises
    ------
    UnusableFile
        `cannot_write`.
    """
    _write_lines([map(guarded, heads_of(report)), *(map(guarded, line) for line in lines_of(report))], path)


def guarded(value: object) -> object:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers, nothing stays blank."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return "" if value is None else value


def _write(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], path: Path) -> None:
    _write_lines([columns, *([guarded(row[name]) for name in columns] for row in rows)], path)


def _write_lines(lines: Iterable[Iterable[object]], path: Path) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(lines)
    write_text(path, text.getvalue(), encoding="utf-8-sig")
