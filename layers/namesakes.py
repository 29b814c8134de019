# SPDX-License-Identifier: GPL-3.0-or-later
"""Which places of one name in two lists are the same, by where they lie: one rule for rounds and for newer lists."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.geodesy import geodesic_m

NEAR_M = 5000.0
"""Within this the next list may put what has the same id or name, unless it is told otherwise."""
SPOT_M = 250.0
"""What lies no further apart is at one spot."""
SAME_SPOT_M = 2.0
"""What lies no further apart is at one position, but for its rounding."""
DEGREE_M = 111_000.0
LEAST_COSINE = 0.01
WIDER = 1.05

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Which = NDArray[np.bool_]


def sole_pairs(one: Ints, other: Ints, away_m: Floats, *, spot_m: float = SPOT_M, near_m: float = NEAR_M) -> Which:
    """Tell which pairs of one name are the same: at one position first, then at one spot, then near.

    Of those that are left over at each step a pair counts where neither side has another partner in question.

    Parameters
    ----------
    one, other : int64, shape (pairs,)
        Both sides of every pair, by number in their list.
    away_m : float64, shape (pairs,)
    spot_m, near_m : float
    """
    found = np.zeros(len(one), dtype=bool)
    if len(one) == 0:
        return found
    taken, others_taken = (np.zeros(int(side.max()) + 1, dtype=bool) for side in (one, other))
    for within_m in (SAME_SPOT_M, spot_m, near_m):
        close = np.flatnonzero((away_m <= within_m) & ~taken[one] & ~others_taken[other])
        alone = (np.bincount(one[close])[one[close]] == 1) & (np.bincount(other[close])[other[close]] == 1)
        found[close[alone]] = True
        taken[one[close[alone]]] = others_taken[other[close[alone]]] = True
    return found


def neighbours(here: Floats, there: Floats, within_m: float) -> tuple[Ints, Ints, Floats]:
    """Pairs of places that lie near each other.

    Parameters
    ----------
    here, there : float64, shape (places, 2)
        Longitude and latitude.
    within_m : float

    Returns
    -------
    at, near : int64
        Numbers of either.
    away_m : float64
    """
    tree = shapely.STRtree(np.asarray(shapely.points(there), dtype=object))
    lon, lat = here.T
    high = WIDER * within_m / DEGREE_M
    wide = high / np.maximum(np.cos(np.radians(lat)), LEAST_COSINE)
    boxes = np.asarray(shapely.box(lon - wide, lat - high, lon + wide, lat + high), dtype=object)
    at, near = tree.query(boxes, predicate="intersects")
    away_m = np.asarray(geodesic_m(*here[at].T, *there[near].T), dtype=np.float64)
    close = away_m <= within_m
    return at[close], near[close], away_m[close]
