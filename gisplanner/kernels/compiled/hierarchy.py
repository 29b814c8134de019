# SPDX-License-Identifier: GPL-3.0-or-later
"""The topology of a customizable contraction hierarchy over the junctions (Dibbelt, Strasser, Wagner 2016).

Junctions are contracted from the last of the nested-dissection order to the first: one is taken out, and those of its
neighbours that are left are joined pairwise by shortcuts. What results depends on no times, so it is made once per road
network; times are put on it by customisation. A junction's place in the order is its *position*: 0 is contracted last
and swept first. Every arc leads from a junction to one of a smaller position: *up*. The nearest above is the parent in
the elimination tree; all that a junction has arcs to are among its ancestors there.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gisplanner.kernels.arrays import Ints
from gisplanner.kernels.compiled.jit import compiled
from gisplanner.kernels.compiled.neighbours import by_key


class Hierarchy(NamedTuple):
    """Arcs up from every junction; junctions are named by their positions.

    Attributes
    ----------
    first : int32 array, shape (junctions + 1,)
        Arcs ``first[n]`` to ``first[n + 1]`` lead up from n, to the parent first, then ever higher.
    tail, head : int32 array, shape (arcs,)
    parent : int32 array, shape (junctions,)
        -1 at a root.
    below_first, below_arc : int32 arrays, shapes (junctions + 1,) and (arcs,)
        The arcs that lead up to a junction, the lowest last.
    below_tail : int32 array, shape (arcs,)
        Where the arcs of `below_arc` start.
    """

    first: Ints
    tail: Ints
    head: Ints
    parent: Ints
    below_first: Ints
    below_arc: Ints
    below_tail: Ints

    @property
    def junctions(self) -> int:
        """How many."""
        return len(self.parent)


def hierarchy_of(junctions: int, one: Ints, other: Ints) -> Hierarchy:
    """Contract junctions by position.

    Parameters
    ----------
    junctions : int
    one, other : int32 arrays
        Pairs of neighbouring positions; may repeat, in either direction; equal ones are left out.
    """
    low, high = np.minimum(one, other), np.maximum(one, other)
    first_pair, pairs = by_key(np.where(low < high, high, -1).astype(np.int32), junctions)
    first, head, parent = _eliminate(first_pair, low[pairs])
    below_first, below_arc = by_key(head, junctions)
    tail = np.repeat(np.arange(junctions, dtype=np.int32), np.diff(first))
    return Hierarchy(first, tail, head, parent, below_first, below_arc, tail[below_arc])


@compiled
def _eliminate(first_pair: Ints, above: Ints) -> tuple[Ints, Ints, Ints]:  # noqa: C901
    """Arcs up of every junction: its own roads up, and what its children in the elimination tree can reach."""
    junctions = len(first_pair) - 1
    parent = np.full(junctions, -1, dtype=np.int32)
    child = np.full(junctions, -1, dtype=np.int32)  # of a junction, one
    sibling = np.full(junctions, -1, dtype=np.int32)  # of a child, the next
    seen = np.full(junctions, -1, dtype=np.int32)
    start = np.zeros(junctions + 1, dtype=np.int64)  # by order of contraction, from the last position
    listed = np.empty(2 * len(above) + 1024, dtype=np.int32)
    used = 0
    for turn in range(junctions):
        n = junctions - 1 - turn
        begin = used
        most = first_pair[n + 1] - first_pair[n]
        c = child[n]
        while c >= 0:
            most += start[junctions - c] - start[junctions - 1 - c]
            c = sibling[c]
        if used + most > len(listed):
            larger = np.empty(2 * (used + most), dtype=np.int32)
            larger[:used] = listed[:used]
            listed = larger
        for k in range(first_pair[n], first_pair[n + 1]):
            if seen[above[k]] != n:
                seen[above[k]] = n
                listed[used] = above[k]
                used += 1
        c = child[n]
        while c >= 0:
            for k in range(start[junctions - 1 - c], start[junctions - c]):
                up = listed[k]
                if up != n and seen[up] != n:
                    seen[up] = n
                    listed[used] = up
                    used += 1
            c = sibling[c]
        start[turn + 1] = used
        if used > begin:
            listed[begin:used].sort()
            parent[n] = listed[used - 1]
            sibling[n] = child[parent[n]]
            child[parent[n]] = n
    # written from the last position on, each ascending: read backwards it is by position, the parent first
    first = np.zeros(junctions + 1, dtype=np.int32)
    for n in range(junctions):
        first[n + 1] = first[n] + start[junctions - n] - start[junctions - 1 - n]
    return first, listed[:used][::-1].copy(), parent
