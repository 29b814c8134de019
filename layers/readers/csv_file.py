# SPDX-License-Identifier: GPL-3.0-or-later
"""CSV -> raw table: encoding, delimiter, header, HXL row."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from layers.errors import UnusableFile
from layers.raw import MOST_COLUMNS, Cell, Note, RawTable
from layers.values import text_of

DELIMITERS = ",;\t|"
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
LONGEST_CELL = 16_000_000
"""Characters; the well-known text of a large polygon is long."""
NUL_SHARE = 0.1
"""Text of two bytes a letter without a mark at its start has more NUL bytes than this."""


def read(path: Path, kind: str) -> RawTable:  # noqa: ARG001  every reader is called alike
    """Read a CSV file.

    Parameters
    ----------
    path : Path
    kind : str
        Not asked: a CSV file holds one table.

    Raises
    ------
    UnusableFile
        `empty_file`, `no_header`, `too_many_columns`, `not_text` or `bad_csv`.
    """
    text, notes = _decoded(path.read_bytes(), path.name)
    text = text.lstrip("\r\n")
    if not text.strip():
        raise UnusableFile("empty_file", file=path.name)
    delimiter = _delimiter(text.splitlines()[0])
    csv.field_size_limit(LONGEST_CELL)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UnusableFile("bad_csv", file=path.name, detail=str(error)) from None
    return _table(lines, notes, path.name, decimal_comma=delimiter == ";")


def _decoded(data: bytes, name: str) -> tuple[str, list[Note]]:
    for mark, encoding in BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), []
            except UnicodeDecodeError:
                raise UnusableFile("not_text", file=name) from None
    if data.count(b"\x00") > NUL_SHARE * len(data):
        raise UnusableFile("not_text", file=name)
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), [("encoding_guessed", {"encoding": "Windows-1252"})]


def _delimiter(header: str) -> str:
    """The mark that is most frequent in the header outside quotes; the commoner one of two."""
    bare = "".join(header.split('"')[::2])
    return max(DELIMITERS, key=lambda mark: (bare.count(mark), -DELIMITERS.index(mark)))


def _table(lines: list[list[str]], notes: Sequence[Note], name: str, *, decimal_comma: bool) -> RawTable:
    columns = _columns(lines[0], name)
    rows: list[list[Cell]] = []
    numbers: list[int] = []
    ragged: list[tuple[int, int]] = []
    tags: dict[int, str] = {}
    for number, line in enumerate(lines[1:], start=1):
        cells = [cell.strip() for cell in line]
        if not any(cells):
            continue
        if not (rows or ragged or tags) and _is_hxl(cells):
            tags = {at: cell.casefold() for at, cell in enumerate(cells[: len(columns)]) if cell.startswith("#")}
        elif len(cells) < len(columns) or any(cells[len(columns) :]):
            ragged.append((number, len(cells)))
        else:
            rows.append([*cells[: len(columns)]])
            numbers.append(number)
    return RawTable(columns, rows, numbers, tags=tags, notes=notes, ragged=ragged, decimal_comma=decimal_comma)


def _columns(header: list[str], file: str) -> tuple[str, ...]:
    """Names of the columns; nameless ones get their number, repeated ones a count."""
    names = [text_of(cell) for cell in header]
    while names and not names[-1]:
        names.pop()
    if not any(names):
        raise UnusableFile("no_header", file=file)
    if len(names) > MOST_COLUMNS:
        raise UnusableFile("too_many_columns", file=file, columns=len(names), limit=MOST_COLUMNS)
    seen: Counter[str] = Counter()
    columns: list[str] = []
    for at, name in enumerate(names, start=1):
        seen[name] += 1
        columns.append(f"column {at}" if not name else name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(columns)


def _is_hxl(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return sum(cell.startswith("#") for cell in filled) * 2 > len(filled)
