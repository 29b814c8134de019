# SPDX-License-Identifier: GPL-3.0-or-later
"""Ids: those a file gives, those made where it gives none, and rows that claim the same one."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from layers.geodesy import geodesic_m, line_length_m
from layers.kinds import Kind
from layers.layer import Row, content_of
from layers.positions import parts_of

DECIMALS = 5
SAME_PLACE_M = 1000.0


@dataclass(frozen=True, slots=True)
class Settled:
    """Rows whose ids hold.

    Attributes
    ----------
    kept : list of Row
        Their ids differ, except where the kind lets rows repeat.
    refused : list of (Row, code, int)
        `duplicate_row`, `duplicate_id`, or `duplicate_place` where the id was made; and the row of the file it meets.
    numbered : list of Row
        Those of the kept whose id in the file others have too.
    """

    kept: list[Row]
    refused: list[tuple[Row, str, int]]
    numbered: list[Row]


def identified(kind: Kind, rows: Sequence[Row]) -> Settled:
    """Give every row its id; the same whatever the order of the rows.

    A row without an id gets one from kind, name and rounded position; where rows may repeat, from those of the first
    row of its name near by. Of rows of one id the first in order of content
    keeps it. The others are refused, except rows without an id of their own and pieces of one thing, which get
    numbers, and bases listed twice at one place.

    Parameters
    ----------
    kind : Kind
    rows : sequence of Row
        ``id`` is set where it was None.
    """
    made = {id(row) for row in rows if row["id"] is None}
    if kind.repeats:
        _share_ids(kind, [row for row in rows if row["id"] is None])
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["id"] is None:
            row["id"] = _made_id(kind, row)
        groups[row["id"]].append(row)
    taken = set(groups)
    settled = Settled([], [], [])
    for wanted, group in sorted(groups.items()):
        if len(group) == 1:
            settled.kept.extend(group)
        else:
            _settle(kind, wanted, group, made, taken, settled)
    return settled


def _share_ids(kind: Kind, rows: Sequence[Row]) -> None:
    """Give rows of one name that lie near each other the id of the first of them, in order of content."""
    first: defaultdict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=content_of):
        if row.get("name") is None:
            continue
        same = first[row["name"].casefold()]
        near = next((other for other in same if _is_near(other, row)), None)
        row["id"] = _made_id(kind, row) if near is None else near["id"]
        if near is None:
            same.append(row)


def _settle(kind: Kind, wanted: str, group: list[Row], made: set[int], taken: set[str], settled: Settled) -> None:
    """Choose among rows of one id."""
    said = sorted(((content_of(row), row["row"], row) for row in group), key=lambda one: one[:2])
    first = said[0][2]
    settled.kept.append(first)
    number = 2
    for (before, earlier, _), (content, _, row) in pairwise(said):
        is_copy, is_made = content == before, id(row) in made
        if kind.repeats and _is_near(first, row):
            settled.kept.append(row)
        elif (kind.numbered and is_made) or (kind.pieces and not is_copy):
            row["id"], number = _free(wanted, "-", number, taken), number + 1
            settled.kept.append(row)
            settled.numbered.extend([] if is_made else [row])
        else:
            differs = "duplicate_place" if is_made else "duplicate_id"
            settled.refused.append((row, "duplicate_row", earlier) if is_copy else (row, differs, first["row"]))


def exploded(rows: Sequence[Row]) -> Iterator[Row]:
    """Roads of several parts as one row each; a length of their own is shared by length."""
    taken = {row["id"] for row in rows}
    for row in sorted(rows, key=lambda row: str(row["id"])):
        parts = parts_of(row["geometry"])
        if len(parts) == 1:
            yield {**row, "geometry": parts[0]}
            continue
        lengths = np.array([line_length_m(shapely.get_coordinates(part)) for part in parts])
        shares = lengths / (lengths.sum() or 1.0)
        for number, (part, share) in enumerate(zip(parts, shares.tolist(), strict=True), start=1):
            own = row["length_m"] * share or None if row["length_m"] else None
            yield {**row, "geometry": part, "id": _free(row["id"], "#", number, taken), "length_m": own}


def _made_id(kind: Kind, row: Row) -> str:
    shape = row["geometry"]
    place = "" if shape is None else shapely.to_wkt(shapely.normalize(shape), rounding_precision=DECIMALS)
    text = json.dumps([kind.name, row.get("name"), place])
    return f"{kind.letter}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _free(wanted: str, mark: str, number: int, taken: set[str]) -> str:
    """The id with a number behind it, the first from this one on that nobody has; now taken."""
    while f"{wanted}{mark}{number}" in taken:
        number += 1
    taken.add(f"{wanted}{mark}{number}")
    return f"{wanted}{mark}{number}"


def _is_near(one: Row, other: Row) -> bool:
    here, there = (np.asarray(shapely.get_coordinates(row["geometry"])[0]) for row in (one, other))
    return float(geodesic_m(here[0], here[1], there[0], there[1])) < SAME_PLACE_M
