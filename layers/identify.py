# SPDX-License-Identifier: GPL-3.0-or-later
"""Ids: those a file gives, those made where it gives none, and rows that claim the same one."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from layers.geodesy import geodesic_m
from layers.kinds import Kind

DECIMALS = 5
SAME_PLACE_M = 1000.0

Row = dict[str, Any]


def content_of(row: Row) -> str:
    """Everything a row says, in one order; what tells rows apart whatever their place in the file."""
    shape = row["geometry"]
    said = {key: value for key, value in row.items() if key not in {"geometry", "row"}}
    return json.dumps([said, None if shape is None else shapely.to_wkb(shape, hex=True)], sort_keys=True, default=str)


def give_ids(kind: Kind, rows: Sequence[Row]) -> None:
    """Give rows without an id one made from kind, name and rounded position."""
    for row in rows:
        if row["id"] is None:
            shape = row["geometry"]
            place = "" if shape is None else shapely.to_wkt(shapely.normalize(shape), rounding_precision=DECIMALS)
            text = json.dumps([kind.name, row.get("name"), place])
            row["id"] = f"{kind.letter}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
            row["made"] = True


def settle(kind: Kind, rows: Sequence[Row]) -> tuple[list[Row], list[tuple[Row, str]]]:
    """Choose among rows of one id; the same choice in whatever order they come.

    Made ids are told apart by a number where the kind allows it. Bases may repeat at one place. Of all others the
    first in order of content stays.

    Returns
    -------
    kept : list of rows
    refused : list of (row, code)
    """
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["id"]].append(row)
    kept: list[Row] = []
    refused: list[tuple[Row, str]] = []
    for group in groups.values():
        group.sort(key=lambda row: (content_of(row), row["row"]))
        first, *others = group
        kept.append(first)
        for number, row in enumerate(others, start=2):
            if kind.numbered and row.get("made"):
                row["id"] = f"{row['id']}-{number}"
                kept.append(row)
            elif kind.repeats and _near(first, row):
                kept.append(row)
            else:
                same = content_of(row) == content_of(first)
                refused.append((row, "duplicate_row" if same else "duplicate_id"))
    return kept, refused


def _near(one: Row, other: Row) -> bool:
    a, b = (np.asarray(shapely.get_coordinates(row["geometry"])[0]) for row in (one, other))
    return float(geodesic_m(a[0], a[1], b[0], b[1])) < SAME_PLACE_M
