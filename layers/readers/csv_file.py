# SPDX-License-Identifier: GPL-3.0-or-later
"""CSV -> raw table: text, delimiter, lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from layers.errors import UnusableFile
from layers.raw import Cell, RawTable
from layers.readers.encoding import decoded
from layers.readers.header import SEARCHED_LINES, find_head
from layers.readers.table import table_of

DELIMITERS = ",;\t|"
LONGEST_CELL = 16_000_000
"""Characters; the well-known text of a large polygon is long."""


def read(path: Path, kind: str, *, encoding: str = "") -> RawTable:
    """Read a CSV file.

    Parameters
    ----------
    path : Path
    kind : str
        Kind of layer whose columns tell the header from titles above it; "" for any.
    encoding : str
        "" for the one that the bytes tell.

    Raises
    ------
    UnusableFile
        `empty_file`, `no_header`, `too_many_columns`, `not_text`, `not_in_encoding` or `bad_csv`.
    """
    text, notes = decoded(path.read_bytes(), path.name, encoding)
    if not text.strip():
        raise UnusableFile("empty_file", file=path.name)
    csv.field_size_limit(LONGEST_CELL)
    try:
        delimiter = _delimiter(text, kind)
        lines: list[list[Cell]] = [[*map(str.strip, line)] for line in _lines(text, delimiter)]
    except csv.Error as error:
        raise UnusableFile("bad_csv", file=path.name, detail=str(error)) from None
    return table_of(lines, kind, notes, path.name, decimal_comma=delimiter == ";")


def _lines(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _delimiter(text: str, kind: str) -> str:
    """The mark that makes the header with most known names; else with most names; the commoner one of two."""

    def worth(mark: str) -> tuple[int, int, int]:
        head = find_head(list(islice(_lines(text, mark), SEARCHED_LINES)), kind)
        return (0, 0, 0) if head is None else (head.fields, head.width, -DELIMITERS.index(mark))

    return max(DELIMITERS, key=worth)
