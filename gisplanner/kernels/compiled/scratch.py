# SPDX-License-Identifier: GPL-3.0-or-later
"""Room that sweeps work in, kept from one to the next: asking the system for it anew would cost more than the sweep."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gisplanner.kernels.arrays import Ints
from gisplanner.kernels.compiled.lanes import rows_of_lanes
from gisplanner.kernels.compiled.sweeps import Room
from gisplanner.mobility import UNREACHABLE


class Scratch:
    """Arrays of one sweep at a time; the larger ones are made when first asked for.

    Parameters
    ----------
    junctions, nodes : int
    """

    def __init__(self, junctions: int, nodes: int) -> None:
        self._junctions, self._nodes = junctions, nodes
        self.room = Room(np.zeros(junctions, dtype=bool), np.empty(junctions, dtype=np.int32))

    @cached_property
    def keys(self) -> NDArray[np.int64]:
        """A time and group of every junction."""
        return np.empty(self._junctions, dtype=np.int64)

    @cached_property
    def two_keys(self) -> NDArray[np.int64]:
        """Two times and groups of every junction."""
        return np.empty((self._junctions, 2), dtype=np.int64)

    @cached_property
    def rows(self) -> Ints:
        """64 times of every junction."""
        return rows_of_lanes(self._junctions)

    @cached_property
    def near_ms(self) -> Ints:
        """A time of every node, `UNREACHABLE` between uses."""
        return np.full(self._nodes, UNREACHABLE, dtype=np.int32)

    @cached_property
    def seen(self) -> Ints:
        """A mark of every node, -1 between uses."""
        return np.full(self._nodes, -1, dtype=np.int32)
