# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows that are no place but the total of the rows above them, by what they are called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from layers.mapping import plain_name, words_of
from layers.raw import Cell
from layers.values import text_of

HINT = re.compile(r"tot|مجموع|جمال", re.IGNORECASE)
"""In every name of `TOTALS`; most rows have none of it, and need no closer look."""
LONGEST = 60
_OF = "province provincial state county district region regional national country locality area page cumulative overall"
_DE = "provincia estado departamento municipio nacional regional"
TOTALS = frozenset(
    map(
        plain_name,
        (
            *("total", "totals", "subtotal", "sub-totals", "grand total", "sum total", "general total", "in total"),
            *("totaux", "sous total", "sous-totaux", "total partiel", "total général", "total global", "total cumulé"),
            *("totales", "gran total", "total parcial", "total geral", "total acumulado", "soma total", "suma total"),
            *(name for word in _OF.split() for name in (f"{word} total", f"total {word}", f"{word} subtotal")),
            *(f"total {word}" for word in _DE.split()),
            *("مجموع", "المجموع", "المجموع الكلي", "المجموع العام", "المجموع الفرعي", "مجموع فرعي", "مجموع كلي"),
            *("إجمالي", "الإجمالي", "الإجمالي العام", "الإجمالي الكلي", "الإجمالي الفرعي", "إجمالي عام"),
        ),
    )
)
"""What such rows are called, in English, French, Spanish, Portuguese and Arabic."""
PARTIAL = ("subtotal", "soustotal", "grandtotal", "grantotal", "totalgeneral", "totalgeral")
"""How names begin, or end, that no place has, whatever stands beside: such as that of a province."""
FEWEST = 2
"""So many rows that add up are no accident."""


def total_rows(
    rows: Sequence[Sequence[Cell]], name: int | None, people: Sequence[object]
) -> dict[int, tuple[str, int | None]]:
    """Find the rows that are totals.

    Parameters
    ----------
    rows : sequence of rows of cells
    name : int or None
        Index of the column of names; the first cell counts where a row has no name.
    people : sequence of int or None
        What each row counts.

    Returns
    -------
    dict of index to (what the row is called, how many rows above add up to it)
        None instead where they do not.
    """
    found: dict[int, tuple[str, int | None]] = {}
    part, whole = _Sum(), _Sum()  # since the last total, and in all
    done = 0
    for at, called in _candidates(rows, name):
        for one in (part, whole):
            one.add(people[done:at])
        done = at
        adds_up = next((one.rows for one in (part, whole) if one.rows and people[at] == one.people), None)
        if _is_total(called) or ((adds_up or 0) >= FEWEST and "total" in words_of(called)):
            found[at] = called, adds_up
            part, done = _Sum(), at + 1
    return found


class _Sum:
    """Rows that count people, and how many."""

    def __init__(self) -> None:
        self.rows = self.people = 0

    def add(self, counts: Sequence[object]) -> None:
        known = [count for count in counts if isinstance(count, int)]
        self.rows += len(known)
        self.people += sum(known)


def _candidates(rows: Sequence[Sequence[Cell]], name: int | None) -> Iterator[tuple[int, str]]:
    """Rows that might be totals, and what they are called."""
    for at, row in enumerate(rows):
        cell = None if name is None else row[name]
        if isinstance(cell, str) and cell and not HINT.search(cell):
            continue  # nearly all of them
        called = text_of(cell) or (text_of(row[0]) if row else "")
        if len(called) <= LONGEST and HINT.search(called):
            yield at, called


def _is_total(called: str) -> bool:
    bare = plain_name(called)
    return bare in TOTALS or bare.startswith(PARTIAL) or bare.endswith(PARTIAL)
