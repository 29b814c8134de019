# SPDX-License-Identifier: GPL-3.0-or-later
"""CSV -> raw table: encoding, delimiter, header, HXL row."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from layers.errors import UnusableFile
from layers.raw import Cell, RawTable

DELIMITERS = ",;\t|"
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
LONGEST_CELL = 1_000_000


def read(path: Path) -> RawTable:
    """Read a CSV file.

    Raises
    ------
    UnusableFile
        `empty_file`, `no_header`, `not_text` or `bad_csv`.
    """
    text, notes = _decoded(path.read_bytes(), path.name)
    csv.field_size_limit(LONGEST_CELL)
    head = text[: 64 * 1024]
    first = head.splitlines()[0] if head.strip() else ""
    if not first.strip():
        raise UnusableFile("empty_file", file=path.name)
    delimiter = max(DELIMITERS, key=lambda mark: (first.count(mark), -DELIMITERS.index(mark)))
    if delimiter == ";":
        notes.append(("decimal_comma", {}))
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False))
    except csv.Error as error:
        raise UnusableFile("bad_csv", file=path.name, detail=str(error)) from None
    return _table(lines, notes, path.name)


def _decoded(data: bytes, name: str) -> tuple[str, list[tuple[str, dict[str, Cell]]]]:
    for mark, encoding in BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), []
            except UnicodeDecodeError:
                raise UnusableFile("not_text", file=name) from None
    if b"\x00" in data:
        raise UnusableFile("not_text", file=name)
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), [("encoding_guessed", {"encoding": "cp1252"})]


def _table(lines: list[list[str]], notes: list[tuple[str, dict[str, Cell]]], name: str) -> RawTable:
    header = [cell.strip() for cell in lines[0]]
    while header and not header[-1]:
        header.pop()
    if not any(header):
        raise UnusableFile("no_header", file=name)
    rows: list[list[Cell]] = []
    numbers: list[int] = []
    ragged: list[tuple[int, int]] = []
    tags: dict[int, str] = {}
    for number, line in enumerate(lines[1:], start=1):
        cells = [cell.strip() for cell in line]
        if not any(cells):
            continue
        if not rows and not tags and _is_hxl(cells):
            tags = {at: cell.casefold() for at, cell in enumerate(cells) if cell.startswith("#") and at < len(header)}
        elif len(cells) < len(header) or any(cells[len(header) :]):
            ragged.append((number, len(cells)))
        else:
            rows.append(list(cells[: len(header)]))
            numbers.append(number)
    columns = tuple(cell or f"column {at}" for at, cell in enumerate(header, start=1))
    return RawTable(columns, rows, numbers, None, tags, notes, ragged)


def _is_hxl(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return len(filled) > 0 and sum(cell.startswith("#") for cell in filled) * 2 > len(filled)
