# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings as a workbook for the owner of a file: every cell of text is text, never a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from gisplanner.errors import ExportError
from gisplanner.export.csv import FORMULA_STARTS
from gisplanner.export.files import write_bytes
from gisplanner.file_report import FileReport, heads_of, lines_of, reasons_of

MOST_LINES = 1_048_575
"""Below the head of a sheet."""
LONGEST_CELL = 32_767
WIDTHS = {"reason": 60, "remedy": 60, "value": 20, "column": 20}
USUAL_WIDTH = 14
COUNTS = ("severity", "reason", "rows", "findings", "code")


def write_findings(report: FileReport, path: Path) -> None:
    """Write the findings and, on a second sheet, the counts by reason.

    Raises
    ------
    ExportError
        `too_many_lines` for a sheet.
    UnusableFile
        `cannot_write`.
    """
    if sum(len(one.rows) or 1 for one in report.findings) > MOST_LINES:
        raise ExportError("too_many_lines", most=MOST_LINES)
    book = Workbook(write_only=True)
    _fill(book, "Findings", heads_of(report), lines_of(report))
    counts = ((one.severity, one.words, one.rows, one.findings, one.code) for one in reasons_of(report.findings))
    _fill(book, "Counts", COUNTS, counts)
    written = io.BytesIO()
    book.save(written)
    write_bytes(path, written.getvalue())


def _fill(book: Any, title: str, heads: Sequence[str], lines: Iterable[Sequence[object]]) -> None:  # noqa: ANN401  no types
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, head in enumerate(heads, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(head, USUAL_WIDTH)
    sheet.append([_cell(sheet, head, bold=True) for head in heads])
    for line in lines:
        sheet.append([_cell(sheet, value) for value in line])


def _cell(sheet: Any, value: object, *, bold: bool = False) -> Any:  # noqa: ANN401  no types
    """A cell that holds a number as a number and a text as nothing but text, now and when somebody edits it."""
    if value is None or isinstance(value, int | float):
        return WriteOnlyCell(sheet, value=value)
    text = ILLEGAL_CHARACTERS_RE.sub("?", str(value).encode("utf-8", "replace").decode("utf-8"))[:LONGEST_CELL]
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    if text.startswith(FORMULA_STARTS):
        cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    return cell
