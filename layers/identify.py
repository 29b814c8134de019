# SPDX-License-Identifier: GPL-3.0-or-later
"""Ids: those a file gives, those made where it gives none, and rows that claim the same one."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.geodesy import geodesic_m, line_length_m
from layers.kinds import Kind
from layers.layer import Columns, contents_of
from layers.positions import parts_of

DECIMALS = 5
SAME_PLACE_M = 1000.0


@dataclass(frozen=True, slots=True)
class Settled:
    """Rows whose ids hold, all by index.

    Attributes
    ----------
    kept : list of int
        Their ids differ, except where the kind lets rows repeat.
    refused : list of (row, code, row of the file that it meets)
        `duplicate_row`, `duplicate_id`, or `duplicate_place` where the id was made.
    numbered : list of int
        Those of the kept whose id in the file others have too.
    """

    kept: list[int]
    refused: list[tuple[int, str, int]]
    numbered: list[int]


def identified(kind: Kind, columns: Columns) -> Settled:
    """Give every row its id; the same whatever the order of the rows.

    A row without an id gets one from kind, name and rounded position; where rows may repeat, from those of the first
    row of its name near by. Of rows of one id the first in order of content
    keeps it. The others are refused, except rows without an id of their own and pieces of one thing, which get
    numbers, and bases listed twice at one place.

    Parameters
    ----------
    kind : Kind
    columns : Columns
        ``id`` is set where it was None.
    """
    ids = columns["id"]
    made = [at for at, own in enumerate(ids) if own is None]
    if kind.repeats:
        _share_ids(kind, columns, made)
    _make_ids(kind, columns, [at for at in made if ids[at] is None])
    often = {own for own, count in Counter(ids).items() if count > 1}
    groups: defaultdict[str, list[int]] = defaultdict(list)
    settled = Settled([], [], [])
    for at, own in enumerate(ids):
        (groups[own] if own in often else settled.kept).append(at)
    taken = set(ids)
    for _, group in sorted(groups.items()):
        _settle(kind, columns, group, frozenset(made), taken, settled)
    return settled


def _make_ids(kind: Kind, columns: Columns, rows: Sequence[int]) -> None:
    """Call rows by kind, name and rounded position."""
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [columns["geometry"][at] for at in rows]
    places = shapely.to_wkt(shapely.normalize(shapes), rounding_precision=DECIMALS)
    names = columns.get("name")
    for at, place in zip(rows, places, strict=True):
        text = json.dumps([kind.name, None if names is None else names[at], place or ""])
        columns["id"][at] = f"{kind.letter}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _share_ids(kind: Kind, columns: Columns, rows: Sequence[int]) -> None:
    """Give rows of one name that lie near each other the id of the first of them, in order of content."""
    first: defaultdict[str, list[int]] = defaultdict(list)
    ids, names, shapes = columns["id"], columns["name"], columns["geometry"]
    for at in _by_content(columns, rows):
        if names[at] is None:
            continue
        same = first[names[at].casefold()]
        near = next((other for other in same if _is_near(shapes[other], shapes[at])), None)
        if near is None:
            _make_ids(kind, columns, [at])
            same.append(at)
        else:
            ids[at] = ids[near]


def _by_content(columns: Columns, rows: Sequence[int]) -> list[int]:
    said = contents_of(columns, rows)
    return [rows[n] for n in sorted(range(len(rows)), key=lambda n: (said[n], columns["row"][rows[n]]))]


def _settle(
    kind: Kind, columns: Columns, group: Sequence[int], made: frozenset[int], taken: set[str], settled: Settled
) -> None:
    """Choose among rows of one id."""
    ids, numbers, shapes = columns["id"], columns["row"], columns["geometry"]
    order = _by_content(columns, group)
    said = contents_of(columns, order)
    first, wanted = order[0], ids[order[0]]
    settled.kept.append(first)
    number = 2
    for (before, earlier), (content, at) in pairwise(zip(said, order, strict=True)):
        is_copy, is_made = content == before, at in made
        if kind.repeats and _is_near(shapes[first], shapes[at]):
            settled.kept.append(at)
        elif (kind.numbered and is_made) or (kind.pieces and not is_copy):
            ids[at], number = _free(wanted, "-", number, taken), number + 1
            settled.kept.append(at)
            settled.numbered.extend([] if is_made else [at])
        else:
            differs = "duplicate_place" if is_made else "duplicate_id"
            code, other = ("duplicate_row", earlier) if is_copy else (differs, first)
            settled.refused.append((at, code, numbers[other]))


def exploded(columns: Columns) -> Columns:
    """Roads of several parts as one row each; a length of their own is shared by length."""
    ids, shapes = columns["id"], columns["geometry"]
    taken = set(ids)
    many = sorted((at for at, shape in enumerate(shapes) if shape.geom_type != "LineString"), key=ids.__getitem__)
    left = set(many)
    whole = [at for at in range(len(ids)) if at not in left]
    found = {name: [cells[at] for at in whole] for name, cells in columns.items()}
    for at in many:
        parts = parts_of(shapes[at])
        lengths = np.array([line_length_m(shapely.get_coordinates(part)) for part in parts])
        shares = lengths / (lengths.sum() or 1.0)
        own = columns["length_m"][at]
        for number, (part, share) in enumerate(zip(parts, shares.tolist(), strict=True), start=1):
            piece = {"geometry": part, "id": _free(ids[at], "#", number, taken)}
            piece["length_m"] = own * share or None if own else None
            for name, cells in found.items():
                cells.append(piece[name] if name in piece else columns[name][at])
    return found


def _free(wanted: str, mark: str, number: int, taken: set[str]) -> str:
    """The id with a number behind it, the first from this one on that nobody has; now taken."""
    while f"{wanted}{mark}{number}" in taken:
        number += 1
    taken.add(f"{wanted}{mark}{number}")
    return f"{wanted}{mark}{number}"


def _is_near(one: BaseGeometry, other: BaseGeometry) -> bool:
    here, there = (np.asarray(shapely.get_coordinates(shape)[0]) for shape in (one, other))
    return float(geodesic_m(here[0], here[1], there[0], there[1])) < SAME_PLACE_M
