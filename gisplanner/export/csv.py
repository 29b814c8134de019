# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers as tables that spreadsheets open: cells of text are never formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gisplanner.export.files import write_text

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_coverage(answer: Mapping[str, Any], path: Path) -> None:
    """Write the sites of a coverage answer, one row each; units stand in the column names.

    Raises
    ------
    UnusableFile
        `cannot_write`.
    """
    rows = [{**row, **{f"{part}_min": value for part, value in row["parts"].items()}} for row in answer["sites"]]
    _write([{key: value for key, value in row.items() if key != "parts"} for row in rows], path)


def write_change(answer: Mapping[str, Any], path: Path) -> None:
    """Write the sites that a redeployment changes, one row each.

    Raises
    ------
    UnusableFile
        `cannot_write`.
    """
    _write(answer["sites"], path)


def guarded(value: object) -> object:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers, nothing stays blank."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return "" if value is None else value


def _write(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    text = io.StringIO(newline="")
    out = csv.writer(text)
    if rows:
        out.writerow(rows[0])
    out.writerows(_cells(row.values()) for row in rows)
    write_text(path, text.getvalue(), encoding="utf-8-sig")


def _cells(values: Iterable[object]) -> list[object]:
    return [guarded(value) for value in values]
