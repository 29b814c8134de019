# SPDX-License-Identifier: GPL-3.0-or-later
"""XLSX -> raw table: the sheet that has the columns, its merged cells filled, dates and numbers as typed."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml import DefusedXmlException

from layers.errors import PlannerError, RefusedFile, UnusableFile
from layers.kinds import KINDS
from layers.raw import Cell, Note, RawTable
from layers.readers.header import ENOUGH_NAMES, SEARCHED_LINES, Head, find_head
from layers.readers.merged import fill, merged_ranges
from layers.readers.sheets import Listing, choose, rows_with_place, shown
from layers.readers.table import sheet_of, table_of

MOST_ROWS = 1_048_576
"""As many as a sheet can have."""
MOST_CELLS = 20_000_000
MOST_SHEETS = 200
LARGEST_WHOLE = 10**15
PIECE_BYTES, LONGEST_TAG = 1024**2, 10_000
ROW = re.compile(rb"<(?:\w+:)?row(?=[\s/>])([^<>]*)>")
NUMBER = re.compile(rb"\sr\s*=\s*[\"'](-?\d{1,9})[\"']")
LONGEST_DETAIL = 200

Line = list[Cell]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet of cells, and where its table begins."""

    own: Any
    head: Head
    kind: str

    @property
    def rank(self) -> tuple[bool, bool, bool]:
        """Whether it has the columns that are needed, whether it is shown, whether any column is known."""
        known = self.head.fields >= ENOUGH_NAMES
        without_place = bool(self.kind) and KINDS[self.kind].without_place
        return self.head.placed or (without_place and known), self.own.sheet_state == "visible", known


def read(path: Path, kind: str, *, sheet: str = "") -> RawTable:
    """Read a sheet of a workbook.

    Parameters
    ----------
    path : Path
    kind : str
        Kind of layer whose columns are looked for; "" for any.
    sheet : str
        The one that is wanted; "" for the one that has the columns.

    Raises
    ------
    UsageError
        `no_such_sheet`.
    UnusableFile
        `bad_workbook`, `empty_file`, `no_header`, `too_many_columns`, `too_many_rows` or `too_many_cells`.
    RefusedFile
        `entity_expansion`.
    """
    try:
        with warnings.catch_warnings(action="ignore"):  # it speaks of charts and styles, which nobody asks for
            return _read(path, kind, sheet)
    except PlannerError:
        raise
    except (zipfile.BadZipFile, zlib.error, ParseError, OSError, EOFError, ArithmeticError) as error:
        raise _bad(path, error) from None
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, NotImplementedError) as error:
        # What a workbook that breaks its standard makes of the library that reads it.
        raise _bad(path, error) from None


def _read(path: Path, kind: str, wanted: str) -> RawTable:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        sheets = _sheets_of(book, kind)
        if not sheets:
            raise UnusableFile("empty_file", file=path.name)
        chosen, note = _chosen(sheets, wanted, path)
        lines = _squared(list(_lines(chosen.own, path)), path)
        notes = [note]
        with chosen.own._get_source() as source:  # noqa: SLF001  there is no other way to the part of a sheet
            _check_rows(source, path)
        with chosen.own._get_source() as source:  # noqa: SLF001  the same
            ranges = merged_ranges(source)
    finally:
        book.close()
    filled, left = fill(lines, ranges, kind)
    if filled or left:
        notes.append(("merged_filled", {"filled": filled, "left": left}))
    titles = [str(sheet.own.title) for sheet in sheets]
    return replace(table_of(lines, kind, notes, path.name, all_named=True), sheets=titles)


def _sheets_of(book: Any, kind: str) -> list[_Sheet]:  # noqa: ANN401  the library has no types
    """The sheets with anything in them."""
    sheets: list[_Sheet] = []
    for own in book.worksheets[:MOST_SHEETS]:
        if not hasattr(own, "reset_dimensions"):
            continue
        own.reset_dimensions()  # what the file says of its size is not believed
        top = [list(map(_cell, row)) for row in islice(own.iter_rows(values_only=True), SEARCHED_LINES)]
        head = find_head(top, kind)
        if head is not None:
            sheets.append(_Sheet(own, head, kind))
    return sheets


def _chosen(sheets: Sequence[_Sheet], wanted: str, path: Path) -> tuple[_Sheet, Note]:
    """The sheet that is wanted, else that of those that fit best which is meant; with what to say of it."""
    if wanted:
        title = sheet_of([str(sheet.own.title) for sheet in sheets], wanted, path.name)
        return next(sheet for sheet in sheets if sheet.own.title == title), ("sheet_named", {"sheet": title})
    chosen = max(sheets, key=lambda sheet: sheet.rank)
    alike = [sheet for sheet in sheets if sheet.rank == chosen.rank] if all(chosen.rank) else []
    counted = [(sheet, _count(sheet, path)) for sheet in alike] if len(alike) > 1 else []
    lists = [(sheet, Listing(str(sheet.own.title), rows)) for sheet, rows in counted if rows]
    if not lists:
        return chosen, _which(chosen, sheets)
    if len(lists) == 1:
        return lists[0][0], _which(lists[0][0], sheets)
    at, note = choose([listing for _, listing in lists])
    return lists[at][0], note


def _count(sheet: _Sheet, path: Path) -> int:
    return rows_with_place(list(_lines(sheet.own, path)), sheet.head, sheet.kind)


def _which(chosen: _Sheet, sheets: Sequence[_Sheet]) -> Note:
    """Say which sheet was read, and which others hold something."""
    others = [str(sheet.own.title) for sheet in sheets if sheet is not chosen]
    if not others:
        return "sheet_read", {"sheet": chosen.own.title}
    return "sheet_chosen", {"sheet": chosen.own.title, "others": shown(others)}


def _lines(sheet: Any, path: Path) -> Iterator[Line]:  # noqa: ANN401  the library has no types
    """The rows of a sheet without empty cells at their ends."""
    cells = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        line = [_cell(cell) for cell in row]
        while line and line[-1] in {None, ""}:
            line.pop()
        cells += len(line)
        if number > MOST_ROWS:
            raise UnusableFile("too_many_rows", file=path.name, most=MOST_ROWS)
        if cells > MOST_CELLS:
            raise UnusableFile("too_many_cells", file=path.name, most=MOST_CELLS)
        yield line


def _check_rows(source: IO[bytes], path: Path) -> None:
    """Refuse a sheet with a row that is numbered like one before it, or lower: the library leaves it out unsaid."""
    last, rest = 0, b""
    while piece := source.read(PIECE_BYTES):
        text = rest + piece
        end = max(text.rfind(b"<"), 0)  # what may go on in the next piece
        for row in ROW.finditer(text, 0, end):
            told = NUMBER.search(row[1])
            number = int(told[1]) if told else last + 1
            if number <= last:
                detail = f"row {number} stands behind row {last}"
                raise UnusableFile("bad_workbook", file=path.name, detail=detail)
            last = number
        rest = text[end:][-LONGEST_TAG:]


def _squared(lines: list[Line], path: Path) -> list[Line]:
    """The lines up to the last that is not empty, all of one length."""
    while lines and not lines[-1]:
        lines.pop()
    width = max((len(line) for line in lines), default=0)
    if width * len(lines) > MOST_CELLS:
        raise UnusableFile("too_many_cells", file=path.name, most=MOST_CELLS)
    for line in lines:
        line.extend([None] * (width - len(line)))
    return lines


def _cell(value: object) -> Cell:
    """A cell as it was typed; dates as ISO text."""
    match value:
        case None | bool() | float():
            return value
        case int():
            return value if abs(value) < LARGEST_WHOLE else str(value)
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case _:
            return str(value).strip()


def _bad(path: Path, error: BaseException) -> PlannerError:
    """What went wrong, by its first cause: the library wraps errors in sentences of its own."""
    first = error
    while (cause := first.__cause__ or first.__context__) is not None:
        first = cause
    if isinstance(first, DefusedXmlException):
        return RefusedFile("entity_expansion", file=path.name)
    detail = " ".join(str(first).split())[:LONGEST_DETAIL] or type(first).__name__
    return UnusableFile("bad_workbook", file=path.name, detail=detail)
