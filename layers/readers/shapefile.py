# SPDX-License-Identifier: GPL-3.0-or-later
"""A look at a Shapefile before GDAL reads it: whether every shape has its row, and how the text is written.

GDAL leaves out, without a word, shapes without a row, and takes text for Latin-1 where nothing tells its encoding.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path

from layers.errors import UnusableFile
from layers.raw import Note
from layers.readers.encoding import decoded, guessed
from layers.values import text_of

SHX_HEADER, SHX_RECORD = 100, 8
SHX_LENGTH = struct.Struct(">24xi")
"""Length of the file in words of two bytes."""
DBF_HEADER = struct.Struct("<4xIHH")
"""Number of rows, bytes of the header, bytes of a row."""
ENOUGH_BYTES = 64 * 1024**2
LONGEST_NAME = 40
"""Characters of the name of an encoding."""
CODE_PAGE = re.compile(r"(?:ansi|windows|oem|cp)?[ _-]*(\d{3,5})", re.IGNORECASE)
DBF_LEAST = 33
"""Bytes of a header without columns."""


def encoding_of(path: Path, said: str) -> tuple[str, list[Note]]:
    """The encoding of the table: the one that is said, that a .cpg file names, else that its bytes tell.

    Returns
    -------
    encoding : str
        "" for text without a letter beyond ASCII.
    notes : list of Note

    Raises
    ------
    UnusableFile
        `not_in_encoding`.
    """
    beside = _beside(path)
    text = _beyond_ascii(beside[".dbf"])
    if said:
        decoded(text, path.name, said)
        return said, []
    if not text:
        return "", []
    named = _named_in(beside[".cpg"]) if ".cpg" in beside else ""
    try:
        text.decode(named or "ascii")
    except (LookupError, ValueError):
        encoding, (code, params) = guessed(text)
        is_wrong = bool(named) and code == "encoding_guessed"
        return encoding, [("cpg_wrong", {**params, "said": named}) if is_wrong else (code, params)]
    return named, []


def _beyond_ascii(table: Path) -> bytes:
    """The rows of a table that have a letter beyond ASCII, end to end, as many as are enough to judge them by."""
    found: list[bytes] = []
    size = 0
    with table.open("rb") as file:
        _, header_bytes, row_bytes = DBF_HEADER.unpack(file.read(DBF_HEADER.size))
        file.seek(header_bytes)
        while size < ENOUGH_BYTES and (row := file.read(row_bytes)):
            if not row.isascii():
                found.append(row)
                size += len(row)
    return b"".join(found)


def _named_in(cpg: Path) -> str:
    """The encoding that a .cpg file names, as Python knows it."""
    with cpg.open("rb") as file:
        name = text_of(file.read(LONGEST_NAME).decode("ascii", errors="replace"))
    number = CODE_PAGE.fullmatch(name)
    return f"cp{number[1]}" if number else name


def check(path: Path) -> None:
    """Refuse a Shapefile whose shapes and rows do not match.

    Raises
    ------
    UnusableFile
        `shapefile_uneven` or `unreadable`.
    """
    beside = _beside(path)
    with beside[".shx"].open("rb") as index, beside[".dbf"].open("rb") as table:
        length, start = index.read(SHX_LENGTH.size), table.read(DBF_HEADER.size)
    if len(length) < SHX_LENGTH.size or len(start) < DBF_HEADER.size:
        raise UnusableFile("unreadable", file=path.name, detail="the .shx or .dbf file is cut short")
    shapes = (2 * SHX_LENGTH.unpack(length)[0] - SHX_HEADER) // SHX_RECORD
    rows, header_bytes, row_bytes = DBF_HEADER.unpack(start)
    if shapes < 0 or header_bytes < DBF_LEAST or row_bytes < 1:
        raise UnusableFile("unreadable", file=path.name, detail="the header of the .shx or .dbf file is damaged")
    if rows != shapes:
        raise UnusableFile("shapefile_uneven", file=path.name, shapes=shapes, rows=rows)


def _beside(path: Path) -> dict[str, Path]:
    """The files of a Shapefile by suffix."""
    return {other.suffix.casefold(): other for other in path.parent.iterdir() if other.stem == path.stem}
