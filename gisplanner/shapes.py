# SPDX-License-Identifier: GPL-3.0-or-later
"""Arrays of shapely geometries, made so that their types are known: shapely's own functions also return scalars."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Shapes = NDArray[np.object_]
Floats = NDArray[np.float64]


def points(x: Floats, y: Floats) -> Shapes:
    """Points of the plane; `x` and `y` of shape (points,)."""
    return np.asarray(shapely.points(x, y), dtype=np.object_)


def lines_of(xy: Floats, count: NDArray[np.int64]) -> Shapes:
    """Lines through positions of shape (vertices, 2), `count` of them for each line, one after the other."""
    if len(count) == 0:
        return array_of([])
    index = np.repeat(np.arange(len(count)), count)
    return np.asarray(shapely.linestrings(xy, indices=index), dtype=np.object_)


def legs(start: Floats, end: Floats) -> Shapes:
    """Straight lines between positions; both of shape (legs, 2)."""
    return np.asarray(shapely.linestrings(np.stack([start, end], axis=1)), dtype=np.object_)


def array_of(shapes: Iterable[BaseGeometry]) -> Shapes:
    """Geometries as an array, one element each whatever they are."""
    several = list(shapes)
    found = np.empty(len(several), dtype=np.object_)
    found[:] = several
    return found
