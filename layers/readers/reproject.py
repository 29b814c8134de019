# SPDX-License-Identifier: GPL-3.0-or-later
"""Shapes in another reference system -> longitude and latitude; called in the limited child only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from layers.errors import UsageError
from layers.projected import named
from layers.raw import RawTable

BROKEN = b""
"""A geometry that cannot be read."""


def turned(wkb: Sequence[bytes | None], turn: pyproj.Transformer) -> list[bytes | None]:
    """Geometries as they are elsewhere; what cannot be read stays broken."""
    shapes = shapely.from_wkb(np.array(wkb, dtype=object), on_invalid="ignore")

    def to_degrees(at: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(turn.transform(at[:, 0], at[:, 1]))

    moved = shapely.to_wkb(shapely.transform(shapes, to_degrees))
    return [now if now is not None or before is None else BROKEN for before, now in zip(wkb, moved, strict=True)]


def as_named(raw: RawTable, crs: str, file: str) -> RawTable:
    """The table with its shapes brought from the system that the user names, and the rows far outside its area.

    Raises
    ------
    UsageError
        `bad_crs`.
    """
    system = named(crs)
    if system is None:
        raise UsageError("bad_crs", file=file, wanted=crs)
    geometry = turned(raw.geometry or (), system.to_degrees)
    shapes = shapely.from_wkb(np.array(geometry, dtype=object), on_invalid="ignore")
    at, owner = shapely.get_coordinates(shapes, return_index=True)
    outside = np.unique(owner[~system.holds(at[:, 0], at[:, 1])]).tolist()
    note = ("crs_given", {"crs": system.name})
    return replace(raw, geometry=geometry, beyond=[raw.numbers[row] for row in outside], notes=[*raw.notes, note])
