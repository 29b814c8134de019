# SPDX-License-Identifier: GPL-3.0-or-later
"""A look at a Shapefile before GDAL reads it: whether every shape has its row, and how the text is written.

GDAL leaves out, without a word, shapes without a row, and takes text for Latin-1 where nothing tells its encoding.
"""

from __future__ import annotations

import struct
from pathlib import Path

from layers.errors import UnusableFile
from layers.raw import Note
from layers.readers.encoding import decoded, guessed

SHX_HEADER, SHX_RECORD = 100, 8
SHX_LENGTH = struct.Struct(">24xi")
"""Length of the file in words of two bytes."""
DBF_HEADER = struct.Struct("<4xIHH")
"""Number of rows, bytes of the header, bytes of a row."""
DBF_LEAST = 33
"""Bytes of a header without columns."""


def encoding_of(path: Path, said: str) -> tuple[str, list[Note]]:
    """The encoding of the table: the one that is said, that a .cpg file names, else that its bytes tell.

    Returns
    -------
    encoding : str
        "" leaves it to GDAL, which reads the .cpg file.
    notes : list of Note

    Raises
    ------
    UnusableFile
        `not_in_encoding`.
    """
    beside = _beside(path)
    if ".cpg" in beside and not said:
        return "", []
    data = beside[".dbf"].read_bytes()
    rows = data[DBF_HEADER.unpack_from(data)[1] :]
    if said:
        decoded(rows, path.name, said)
        return said, []
    if rows.isascii():
        return "", []
    encoding, note = guessed(rows)
    return encoding, [note]


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
