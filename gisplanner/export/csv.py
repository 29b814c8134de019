# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers as tables that spreadsheets open: cells of text are never formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gisplanner.export.files import write_text
from layers.findings import Finding

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
FINDING_COLUMNS = ("severity", "file", "layer", "row", "column", "value", "reason", "remedy", "subject", "code")
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


def write_findings(findings: Iterable[Finding], path: Path) -> None:
    """Write what was noticed, one row each; `subject` is the id of the site, base, unit or closure it is about.

    Raises
    ------
    UnusableFile
        `cannot_write`.
    """
    rows = [{**one.as_dict(), "subject": None if one.subject is None else one.subject[1]} for one in findings]
    _write(FINDING_COLUMNS, rows, path)


def guarded(value: object) -> object:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers, nothing stays blank."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return "" if value is None else value


def _write(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], path: Path) -> None:
    text = io.StringIO(newline="")
    out = csv.writer(text)
    out.writerow(columns)
    out.writerows([guarded(row[name]) for name in columns] for row in rows)
    write_text(path, text.getvalue(), encoding="utf-8-sig")
