# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines of cells -> raw table: column names, tags, rows, and rows of another width."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from layers.errors import UnusableFile, UsageError
from layers.raw import EXPLAINS, MOST_COLUMNS, Cell, Note, RawTable
from layers.readers.header import Head, find_head
from layers.readers.two_lines import SEEN_ROWS, without_doubtful
from layers.readers.vocabulary import is_number

SHOWN_NAMES = 8


def table_of(
    lines: Sequence[Sequence[Cell]],
    kind: str,
    notes: Sequence[Note],
    file: str,
    *,
    decimal_comma: bool = False,
    all_named: bool = False,
) -> RawTable:
    """Make a table of the lines of a file or sheet.

    Parameters
    ----------
    lines : sequence of lines of cells
        Texts without space at their ends.
    kind : str
        Kind of layer wanted; "" where that is still to be told.
    notes : sequence of Note
        What was noticed already.
    file : str
        Its name, for errors.
    decimal_comma : bool
    all_named : bool
        True where columns beyond the last name that hold cells get one too; False where such rows are of another width.

    Raises
    ------
    UnusableFile
        `no_header` or `too_many_columns`.
    """
    head = find_head(lines, kind)
    if head is None or all(map(is_number, filter(None, head.names))):
        raise UnusableFile("no_header", file=file)
    names = [*head.names, *map(_text, lines[head.line][len(head.names) :])]
    used = max((len(row) - _blanks_at_end(row) for row in lines[head.first :]), default=0) if all_named else 0
    names += [""] * (used - len(names))
    tags = {} if head.tags is None else tags_of(lines[head.tags][: len(names)])
    names, doubtful = without_doubtful(names, lines[head.first : head.first + SEEN_ROWS], kind, tags)
    columns = column_names(names, used)
    tags = {at: tag for at, tag in tags.items() if at < len(columns)}  # one above a column without a name tells nothing
    if len(columns) > MOST_COLUMNS:
        raise UnusableFile("too_many_columns", file=file, columns=len(columns), limit=MOST_COLUMNS)
    rows: list[list[Cell]] = []
    numbers: list[int] = []
    ragged: list[tuple[int, int]] = []
    explaining = 0
    for number, cells in enumerate(lines[head.first :], start=head.first - head.line):
        if not (any(cells) or any(_text(cell) for cell in cells)):
            continue
        if isinstance(cells[0], str) and cells[0].startswith(EXPLAINS):
            explaining += 1
            continue
        if len(cells) < len(columns) or any(_text(cell) for cell in cells[len(columns) :]):
            ragged.append((number, len(cells)))
        else:
            rows.append([*cells[: len(columns)]])
            numbers.append(number)
    notes = [*notes, *_of_head(lines, head), *(("heading_over_several", {"heading": name}) for name in doubtful)]
    if explaining:
        notes.append(("rows_explain", {"count": explaining, "mark": EXPLAINS}))
    return RawTable(columns, rows, numbers, tags=tags, notes=notes, ragged=ragged, decimal_comma=decimal_comma)


def sheet_of(sheets: Sequence[str], wanted: str, file: str) -> str:
    """The sheet of this name, else the one that differs only in case and space around it.

    Raises
    ------
    UsageError
        `no_such_sheet`.
    """
    bare = [name.strip().casefold() for name in sheets]
    if wanted in sheets:
        return wanted
    if wanted.strip().casefold() not in bare:
        raise UsageError("no_such_sheet", file=file, wanted=wanted, known=", ".join(sheets) or "none")
    return sheets[bare.index(wanted.strip().casefold())]


def _of_head(lines: Sequence[Sequence[Cell]], head: Head) -> list[Note]:
    """Say which lines were taken for no data."""
    first = head.line - head.above
    above = sum(any(_text(cell) for cell in line) for line in lines[:first])
    between = lines[head.line + 1 : head.tags] if head.tags is not None else ()
    skipped = above + sum(any(_text(cell) for cell in line) for line in between)
    notes: list[Note] = [("header_found", {"line": head.line + 1, "skipped": skipped})] if skipped else []
    if head.above:
        own = {_text(cell) for line in lines[first : head.line + 1] for cell in line}
        joined = [name for name in head.names if name and name not in own]
        shown = ", ".join(joined[:SHOWN_NAMES]) + (" ..." if len(joined) > SHOWN_NAMES else "")
        notes.append(("header_joined", {"first": first + 1, "last": head.line + 1, "names": shown}))
    return notes


def column_names(header: Sequence[str], least: int = 0) -> tuple[str, ...]:
    """Names of the columns, of so many at least; nameless ones get their number, repeated ones a count."""
    names = list(header)
    while len(names) > least and not names[-1]:
        names.pop()
    seen: Counter[str] = Counter()
    columns: list[str] = []
    for at, name in enumerate(names, start=1):
        seen[name] += 1
        columns.append(f"column {at}" if not name else name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(columns)


def tags_of(line: Sequence[Cell]) -> dict[int, str]:
    """The HXL tags in a line of them, by column."""
    texts = enumerate(map(_text, line))
    return {at: text.casefold() for at, text in texts if text.startswith("#")}


def _blanks_at_end(line: Sequence[Cell]) -> int:
    return next((n for n, cell in enumerate(reversed(line)) if cell not in {None, ""}), len(line))


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell).strip()
