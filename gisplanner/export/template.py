# SPDX-License-Identifier: GPL-3.0-or-later
"""Empty tables for others to fill in: heads, and a row below that explains each column and is never read as data."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

from gisplanner.export.files import write_bytes, write_text
from layers.errors import UsageError
from layers.kinds import KINDS, Column, Type
from layers.raw import EXPLAINS

SHEET_HEADS = ("column", "meaning", "holds", "unit", "least", "most", "words")
"""Of the sheet that explains words and units."""
WIDTH, WORDS_WIDTH = 22, 60
SUFFIXES = (".csv", ".xlsx")


@cache
def meanings() -> Mapping[str, Mapping[str, str]]:
    """For every kind that is a table, what each of its columns means, in the order of a template."""
    text = resources.files("gisplanner").joinpath("templates.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def write_template(kind: str, path: Path) -> None:
    """Write a template in the format that the file's suffix names.

    Parameters
    ----------
    kind : str
        Key of `meanings`.
    path : Path

    Raises
    ------
    UsageError
        `template_format`.
    UnusableFile
        `cannot_write`.
    """
    lines = [tuple(meanings()[kind]), _explanations(kind)]
    match path.suffix.casefold():
        case ".csv":
            text = io.StringIO(newline="")
            csv.writer(text).writerows(lines)
            write_text(path, text.getvalue(), encoding="utf-8-sig")
        case ".xlsx":
            write_bytes(path, _workbook(kind, lines))
        case _:
            raise UsageError("template_format", suffix=path.suffix, known=", ".join(SUFFIXES))


def _explanations(kind: str) -> tuple[str, ...]:
    """The row that explains, marked in its first cell."""
    columns = {column.name: column for column in KINDS[kind].columns}
    said = [f"{meaning}{_facts(columns.get(name))}" for name, meaning in meanings()[kind].items()]
    return (f"{EXPLAINS} {said[0]}", *said[1:])


def _facts(column: Column | None) -> str:
    """What may stand in a column."""
    match column:
        case None | Column(type=Type.TEXT):
            return ""
        case Column(type=Type.WORD):
            return f" ({', '.join(_words(column))})"
        case Column(type=Type.YES_NO):
            return " (yes, no)"
        case Column(type=Type.DATE):
            return " (such as 2024-06-30)"
        case _:
            return f" ({column.unit})"


def _words(column: Column) -> list[str]:
    return list(dict.fromkeys(column.words.values()))


def _workbook(kind: str, lines: Sequence[Sequence[str]]) -> bytes:
    """A workbook of the table and a sheet about its columns."""
    # imported here: no other command should wait for it
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook()
    table = book.active
    table.title = kind
    about = book.create_sheet("About the columns")
    for line in lines:
        table.append(line)
    columns = {column.name: column for column in KINDS[kind].columns}
    about.append(SHEET_HEADS)
    for name, meaning in meanings()[kind].items():
        about.append(_about(name, meaning, columns.get(name)))
    for sheet, wide in ((table, 0), (about, 1)):
        sheet.freeze_panes = "A2"
        for number, cell in enumerate(sheet[1]):
            cell.font = Font(bold=True)
            sheet.column_dimensions[get_column_letter(number + 1)].width = (
                WORDS_WIDTH if wide and number == 1 else WIDTH
            )
    for cell in table[2]:
        cell.font, cell.alignment = Font(italic=True, color="666666"), Alignment(wrap_text=True, vertical="top")
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _about(name: str, meaning: str, column: Column | None) -> tuple[object, ...]:
    if column is None:
        return name, meaning, str(Type.NUMBER), "degrees", None, None, None
    limits = (column.unit or None, column.least, column.most)
    return name, meaning, str(column.type), *limits, ", ".join(_words(column)) or None
