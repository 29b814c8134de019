# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a table begins: the lines of its column names below titles, and the row of HXL tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from layers.kinds import KINDS, way_of
from layers.mapping import PLACE, plain
from layers.raw import MOST_COLUMNS, Cell
from layers.readers.two_lines import names_at
from layers.readers.vocabulary import LONGEST_NAME, is_number, vocabularies

SEARCHED_LINES = 40
"""So many lines from the top the column names are looked for."""
ENOUGH_NAMES = 2
"""One known word may stand in a title too."""
TAG = re.compile(r"#[a-z][a-z0-9_]*(\s*\+\s*[a-z][a-z0-9_]*)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a table.

    Attributes
    ----------
    line : int
        Index of the line of column names; the last of several.
    above : int
        How many lines right above it hold names too.
    names : tuple of str
        The names of the columns; empty where one has none.
    tags : int or None
        Index of the line of HXL tags.
    fields : int
        How many fields are known by their names or tags.
    placed : bool
        Whether these fields tell where rows are.
    width : int
        Columns that have a name.
    """

    line: int
    above: int
    names: tuple[str, ...]
    tags: int | None
    fields: int
    placed: bool
    width: int

    @property
    def first(self) -> int:
        """Index of the first line of data."""
        return max(self.line, -1 if self.tags is None else self.tags) + 1


def find_head(lines: Sequence[Sequence[Cell]], kind: str) -> Head | None:
    """Find where a table begins.

    Parameters
    ----------
    lines : sequence of lines of cells
        The first `SEARCHED_LINES` are looked at, and of each no more cells than a table may have columns.
    kind : str
        Kind of layer whose columns are looked for; "" for any.

    Returns
    -------
    Head or None
        The first line that is not blank, unless one below it knows more names, stands above tags, or follows a title
        in one cell; None where all lines are blank.
    """
    top = [line[: MOST_COLUMNS + 1] for line in lines[:SEARCHED_LINES]]
    filled = [at for at, line in enumerate(top) if _filled(line)]
    if not filled:
        return None
    tags = next((at for at in filled if is_tags(top[at])), None)
    if tags is not None:
        line = _names_above(top, filled, tags, kind)
    else:
        best = _best(top, filled, kind)
        line = _below_title(top, filled) if best is None else best
    names = names_at(top, line, kind, len(top) if tags is None else tags)
    known = _known(names.cells, kind) | (set() if tags is None else _tagged(top[tags], kind))
    placed = "wkt" in known or way_of(known) is not None
    above = names.last - names.first
    return Head(names.last, above, names.cells, tags, len(known), placed, len(_filled(names.cells)))


def is_tags(line: Sequence[Cell]) -> bool:
    """Whether most of a line's filled cells, and at least two, are HXL tags."""
    filled = _filled(line)
    tags = sum(TAG.fullmatch(cell) is not None for cell in filled)
    return tags >= ENOUGH_NAMES and tags * 2 > len(filled)


def _names_above(top: Sequence[Sequence[Cell]], filled: Sequence[int], tags: int, kind: str) -> int:
    """The line of names above the tags; the tags themselves where they have nothing above."""
    above = [at for at in filled if at < tags]
    if not above:
        return tags
    best = _best(top, above, kind)
    widest = max(above, key=lambda at: (len(set(_filled(top[at]))), at))
    return widest if best is None else best


def _best(top: Sequence[Sequence[Cell]], filled: Sequence[int], kind: str) -> int | None:
    """The first of the lines with the most known names; None where none has enough.

    A line with a number in it is data, unless it is the first.
    """
    scores = {at: len(_known(top[at], kind)) for at in filled if at == filled[0] or not any(map(is_number, top[at]))}
    best = max(scores, key=lambda at: (scores[at], -at))
    return best if scores[best] >= ENOUGH_NAMES else None


def _below_title(top: Sequence[Sequence[Cell]], filled: Sequence[int]) -> int:
    """The first line of more than one text, where any has; else the first."""
    return next((at for at in filled if len(set(_filled(top[at]))) > 1), filled[0])


def _filled(line: Sequence[Cell]) -> list[str]:
    return [text for cell in line if cell is not None and (text := str(cell).strip())]


def _known(line: Iterable[Cell], kind: str) -> set[str]:
    """Fields that the names of a line can be; of the kind that knows most of them."""
    names = {plain(cell) for cell in line if isinstance(cell, str) and len(cell) <= LONGEST_NAME}
    return max(({field for name in names for field in one.get(name, ())} for one in vocabularies(kind)), key=len)


def _tagged(line: Iterable[Cell], kind: str) -> set[str]:
    own = [cell.replace(" ", "").casefold() for cell in line if isinstance(cell, str)]
    kinds = [KINDS[kind]] if kind else KINDS.values()
    tagged = {column.name: column.tags for one in kinds for column in one.columns}
    tagged |= {field: tags for field, (_, tags) in PLACE.items()}
    return {field for field, tags in tagged.items() if any(cell.startswith(tag) for tag in tags for cell in own)}
