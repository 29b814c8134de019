# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes into a kernel and what comes out: arrays only.

Times are int32 milliseconds, `UNREACHABLE` where there is no way, sums clamped there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Graph:
    """A weighted directed graph.

    Attributes
    ----------
    nodes : int
        How many; they are 0 to nodes - 1.
    tail, head : int32 array, shape (arcs,)
    time_ms : int32 array, shape (arcs,)
        Not negative; `UNREACHABLE` and more cannot be travelled.
    """

    nodes: int
    tail: Ints
    head: Ints
    time_ms: Ints


@dataclass(frozen=True, eq=False)
class TwoBest:
    """The nearest seed of every node and the nearest of another label; arrays of shape (nodes,).

    Attributes
    ----------
    first_ms, second_ms : int32
        `UNREACHABLE` where there is none.
    first_label, second_label : int32
        -1 where there is none; of equal times the smaller label.
    """

    first_ms: Ints
    first_label: Ints
    second_ms: Ints
    second_label: Ints
