# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows that may be about one place, and what is lost with those that were rejected for others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from layers.geodesy import geodesic_m
from layers.layer import Columns
from layers.mapping import plain_name
from layers.raw import RawTable
from layers.tally import first_of

SAME_PLACE_M = 100.0
"""[A] One name within this under two ids is one camp listed twice, rather than two."""
ALL_PAIRS = 30
"""[A] A name that more share is no name of one place, such as "school": those next to each other are compared."""

Floats = NDArray[np.float64]


def listed_twice(names: Sequence[str], at: Floats) -> list[tuple[int, int, float]]:
    """Pairs of one name at one place, by number, and how many metres lie between them.

    Parameters
    ----------
    names : sequence of str
    at : float64, shape (names, 2)
        Longitude and latitude.
    """
    alike: defaultdict[str, list[int]] = defaultdict(list)
    for n, name in enumerate(names):
        alike[plain_name(name)].append(n)
    pairs = [pair for name, group in alike.items() if name and len(group) > 1 for pair in _compared(group, at)]
    if not pairs:
        return []
    one, other = np.array(pairs, dtype=np.int64).T
    away_m = np.asarray(geodesic_m(*at[one].T, *at[other].T), dtype=np.float64)
    near = np.flatnonzero(away_m <= SAME_PLACE_M)
    return list(zip(one[near].tolist(), other[near].tolist(), away_m[near].tolist(), strict=True))


def _compared(group: Sequence[int], at: Floats) -> Iterator[tuple[int, int]]:
    """Pairs of rows of one name: all of them, and of a name that many share those next to each other."""
    if len(group) <= ALL_PAIRS:
        return combinations(group, 2)
    return pairwise(sorted(group, key=lambda n: tuple(at[n])))


def left_out(raw: RawTable, table: Columns, refused: Sequence[tuple[int, int]]) -> Mapping[str, object] | None:
    """Tell how many people are in rows that were rejected for others, and what tells them apart; None without any.

    Parameters
    ----------
    raw : RawTable
    table : Columns
        Its rows before any was rejected for another.
    refused : sequence of (index in the table, row of the file that it meets)
    """
    heads = table.get("people", table.get("strength"))
    if not refused or heads is None:
        return None
    told = [heads[at] for at, _ in refused]
    unknown = f", {told.count(None)} of them without a number" if None in told else ""
    index = {number: n for n, number in enumerate(raw.numbers)}
    pairs = [(raw.rows[index[table["row"][at]]], raw.rows[index[other]]) for at, other in refused]
    differ = [name for n, name in enumerate(raw.columns) if any(one[n] != two[n] for one, two in pairs)]
    people = f"{sum(count or 0 for count in told):,} people{unknown}"
    return {"count": len(refused), "people": people, "differ": first_of(differ)}
