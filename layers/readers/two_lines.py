# SPDX-License-Identifier: GPL-3.0-or-later
"""Column names that stand in two lines or more: a heading over several columns, and each one's own below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from layers.kinds import PLACE_WAYS, way_of
from layers.mapping import PLACE
from layers.raw import EXPLAINS, Cell
from layers.readers.vocabulary import fields_of, is_headcount, is_number, is_part, needs_heading, speaks_of_people

MOST_LINES = 3
"""Such as people, their sex, their age."""
SEEN_ROWS = 5
"""So many lines below are asked whether they hold numbers where the names stand."""
_PLACES = {field for way in PLACE_WAYS for field in way} | set(PLACE)

Line = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Names:
    """The names of the columns.

    Attributes
    ----------
    first, last : int
        Index of the first and of the last line that they stand in.
    cells : tuple of str
        The name of each column; empty where it has none.
    """

    first: int
    last: int
    cells: tuple[str, ...]


def names_at(top: Sequence[Line], line: int, kind: str, end: int) -> Names:
    """The names of columns of which most stand in a line, joined with those above or below.

    Parameters
    ----------
    top : sequence of lines of cells
        The first of a table.
    line : int
        Index of the line.
    kind : str
        Kind of layer whose columns are looked for; "" for any.
    end : int
        Index of the first line that holds no names for sure.
    """
    own = tuple(map(_text, top[line]))
    names = Names(line, line, own)
    if line and _is_above(top[line - 1], own, kind):
        joined = _join(tuple(map(_text, top[line - 1])), own, kind)
        if joined != own:
            names = Names(line - 1, line, joined)
    heading = own
    while names.last + 1 < min(end, names.first + MOST_LINES) and _is_below(top, names.last + 1, heading, kind):
        heading = tuple(map(_text, top[names.last + 1]))
        names = Names(names.first, names.last + 1, _join(names.cells, heading, kind))
    return names


def without_doubtful(
    cells: Sequence[str], rows: Sequence[Line], kind: str, tagged: Collection[int]
) -> tuple[list[str], list[str]]:
    """The names with those numbered that stand for several columns of numbers of people, and which these are.

    Which of the columns is the headcount cannot be told, unless by tags; one taken at will could be that of the men.
    """
    names, doubtful = list(cells), []
    for name in dict.fromkeys(filter(None, cells)):
        columns = _under(cells, name, rows) if is_headcount(name, kind) else []
        if len(columns) > 1 and not set(columns) <= set(tagged):
            doubtful.append(name)
            for number, at in enumerate(columns, start=1):
                names[at] = f"{name} ({number} of {len(columns)})"
    return names, doubtful


def _under(cells: Sequence[str], name: str, rows: Sequence[Line]) -> list[int]:
    """Columns of this name, and the nameless ones beside them that hold numbers."""
    found: list[int] = []
    for at, cell in enumerate(cells):
        goes_on = not cell and at - 1 in found and _has_number(rows, [at])
        if cell == name or goes_on:
            found.append(at)
    return found


def _is_below(top: Sequence[Line], at: int, upper: Sequence[str], kind: str) -> bool:
    """Whether a line tells the names under headings: no data, nothing where a column has its name already.

    What speaks for it is that lines below hold numbers where it has names.
    """
    own = tuple(map(_text, top[at]))
    if own[:1] and own[0].startswith(EXPLAINS):
        return False
    new = [n for n, text in enumerate(own) if text and not _same(text, _at(upper, n))]
    if not new or any(map(is_number, top[at])):
        return False
    wide, placed = _spans(upper, own), {n for n, name in enumerate(upper) if fields_of(name, kind) & _PLACES}
    names_a_place = way_of({field for n in new for field in fields_of(own[n], kind)}) is not None
    if not names_a_place and not all(wide.get(n, 0) > 1 or (is_part(own[n]) and n not in placed) for n in new):
        return False
    return _has_number([line for line in top[at + 1 :] if any(map(_text, line))][:SEEN_ROWS], new)


def _is_above(line: Line, own: Sequence[str], kind: str) -> bool:
    """Whether a line holds headings over the names: two at least, one of which is over several that need it."""
    upper = tuple(map(_text, line))
    texts = [text for text in upper if text]
    if len({*texts}) < 2 or any(text.endswith(":") for text in texts):  # noqa: PLR2004
        return False
    wide, over = _spans(upper, own), _over(upper, own)
    if any(one and _same(one, other) for one, other in pairwise(upper)):
        return True  # a merged cell, or one typed again and again
    often = Counter(text.casefold() for text in own if text)
    return any(
        wide.get(n, 0) > 1
        and (often[name.casefold()] > 1 or needs_heading(name, kind) or speaks_of_people(over[n], kind))
        for n, name in enumerate(own)
        if name
    )


def _join(upper: Sequence[str], lower: Sequence[str], kind: str) -> tuple[str, ...]:
    """One name a column of two lines: the lower alone where that tells a field that no other column does."""
    over, often = _over(upper, lower), Counter(text.casefold() for text in lower if text)
    alone = {_at(upper, n) for n in range(len(over)) if not _at(lower, n) or _same(over[n], _at(lower, n))}
    told = {field for name in alone for field in fields_of(name, kind)}

    def joined(heading: str, own: str) -> str:
        both = f"{heading} {own}"
        clear = bool(fields_of(own, kind) - told) and not is_headcount(own, kind) and often[own.casefold()] == 1
        if not heading or _same(heading, own) or (clear and not fields_of(both, kind)):
            return own
        return both

    return tuple(joined(over[n], _at(lower, n)) if _at(lower, n) else _at(upper, n) for n in range(len(over)))


def _over(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """The heading over each column: its own, else the one that goes on from the left."""
    over: list[str] = []
    for n in range(max(map(_width, (upper, lower)))):
        over.append(_at(upper, n) or (over[-1] if over else ""))
    return over


def _spans(upper: Sequence[str], lower: Sequence[str]) -> dict[int, int]:
    """How many columns the heading over each column is over."""
    over = _over(upper, lower)
    wide: dict[int, int] = {}
    start = 0
    for n in range(1, len(over) + 1):
        if n == len(over) or not _same(over[n], over[start]):
            wide.update(dict.fromkeys(range(start, n), n - start if over[start] else 0))
            start = n
    return wide


def _width(line: Sequence[str]) -> int:
    """How many columns a line has without the blank ones at its end."""
    return max((n for n, text in enumerate(line, start=1) if text), default=0)


def _has_number(rows: Sequence[Line], columns: Sequence[int]) -> bool:
    return any(n < len(row) and is_number(row[n]) for row in rows for n in columns)


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _at(line: Sequence[str], n: int) -> str:
    return line[n] if n < len(line) else ""


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell).strip()
