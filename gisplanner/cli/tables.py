# SPDX-License-Identifier: GPL-3.0-or-later
"""Paragraphs and tables that fit a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

WIDTH = 100
GAP = "  "
NARROWEST = 12
CUT = "..."

Row = Sequence[str]


def table(heads: Row, rows: Sequence[Row], sides: str) -> str:
    """Columns as wide as their cells; where the whole is too wide, the widest columns of words are cut.

    Parameters
    ----------
    heads : sequence of str
    rows : sequence of sequence of str
    sides : str
        For each column ``<`` (words) or ``>`` (figures, never cut).
    """
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    words = [at for at, side in enumerate(sides) if side == "<"]
    while _whole(widths) > WIDTH:
        widest = max(words, key=lambda at: widths[at])
        if widths[widest] <= NARROWEST:
            break
        widths[widest] -= 1
    lines = [
        GAP.join(
            f"{shortened(cell, width):{side}{width}}" for cell, side, width in zip(row, sides, widths, strict=True)
        )
        for row in (heads, *rows)
    ]
    return "\n".join([lines[0].rstrip(), "-" * _whole(widths), *(line.rstrip() for line in lines[1:])])


def fits(columns: Sequence[Row]) -> bool:
    """Whether columns of cells can stand side by side."""
    return _whole([max(map(len, column)) for column in columns]) <= WIDTH


def shortened(cell: str, width: int) -> str:
    """A cell of at most so many characters."""
    return cell if len(cell) <= width else cell[: width - len(CUT)] + CUT


def wrapped(text: str, *, first: str = "", others: str = "") -> str:
    """A paragraph, its first line and the others indented."""
    return textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=others)


def joined(parts: Iterable[str]) -> str:
    """Parts of an answer with a blank line between; empty ones are left out."""
    return "\n\n".join(part for part in parts if part)


def _whole(widths: Sequence[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)
