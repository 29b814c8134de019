# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is next to whom, whichever way the road runs: the shape of a graph without its times.

Every pair of neighbouring nodes has two slots, one at each. Parallel roads share them, loops have none. One shape
serves every means, season and closure: these only say how long a slot takes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gisplanner.kernels.arrays import Ints
from gisplanner.kernels.compiled.jit import compiled
from gisplanner.mobility import UNREACHABLE


class Neighbours(NamedTuple):
    """Neighbours of every node, ascending.

    Attributes
    ----------
    first : int32 array, shape (nodes + 1,)
        Slots ``first[n]`` to ``first[n + 1]`` belong to node n.
    node : int32 array, shape (slots,)
        The neighbour.
    back : int32 array, shape (slots,)
        The slot of the same pair at the neighbour.
    """

    first: Ints
    node: Ints
    back: Ints


def neighbours_of(nodes: int, tail: Ints, head: Ints) -> tuple[Neighbours, Ints]:
    """The neighbours in a graph, and the slot of every arc (-1 for a loop)."""
    first, node = _lists(nodes, tail, head)
    return Neighbours(first, node, _backs(first, node)), _slots(first, node, tail, head)


@compiled
def slot_times(slot: Ints, time_ms: Ints, slots: int) -> Ints:
    """Time of every slot: the least of its arcs', `UNREACHABLE` without one."""
    found = np.full(slots, UNREACHABLE, dtype=np.int32)
    for arc in range(len(slot)):
        at = slot[arc]
        if at >= 0:
            found[at] = min(found[at], time_ms[arc])
    return found


@compiled
def find_slot(first: Ints, node: Ints, at: int, wanted: int) -> int:
    """The slot of a neighbour that is there; also finds where in the list one that is not would stand."""
    low, high = np.int64(first[at]), np.int64(first[at + 1])
    while low < high:
        middle = (low + high) >> 1
        if node[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return int(low)


@compiled
def _lists(nodes: int, tail: Ints, head: Ints) -> tuple[Ints, Ints]:
    start = np.zeros(nodes + 1, dtype=np.int64)
    for arc in range(len(tail)):
        if tail[arc] != head[arc]:
            start[tail[arc] + 1] += 1
            start[head[arc] + 1] += 1
    for n in range(nodes):
        start[n + 1] += start[n]
    listed = np.empty(start[nodes], dtype=np.int32)
    at = start[:-1].copy()
    for arc in range(len(tail)):
        one, other = tail[arc], head[arc]
        if one != other:
            listed[at[one]] = other
            listed[at[other]] = one
            at[one] += 1
            at[other] += 1
    first = np.zeros(nodes + 1, dtype=np.int32)
    kept = 0
    for n in range(nodes):
        own = listed[start[n] : start[n + 1]]
        own.sort()
        for k in range(len(own)):
            if k == 0 or own[k] != own[k - 1]:
                listed[kept] = own[k]
                kept += 1
        first[n + 1] = kept
    return first, listed[:kept].copy()


@compiled
def _backs(first: Ints, node: Ints) -> Ints:
    back = np.empty(len(node), dtype=np.int32)
    for n in range(len(first) - 1):
        for slot in range(first[n], first[n + 1]):
            back[slot] = find_slot(first, node, node[slot], n)
    return back


@compiled
def _slots(first: Ints, node: Ints, tail: Ints, head: Ints) -> Ints:
    slot = np.empty(len(tail), dtype=np.int32)
    for arc in range(len(tail)):
        slot[arc] = find_slot(first, node, tail[arc], head[arc]) if tail[arc] != head[arc] else -1
    return slot


@compiled
def by_key(key: Ints, count: int) -> tuple[Ints, Ints]:
    """Rows in order of a key, -1 left out: where each key's rows begin, shape (count + 1,), and the rows."""
    first = np.zeros(count + 1, dtype=np.int32)
    for k in key:
        if k >= 0:
            first[k + 1] += 1
    for k in range(count):
        first[k + 1] += first[k]
    rows = np.empty(first[count], dtype=np.int32)
    at = first[:-1].copy()
    for row in range(len(key)):
        if key[row] >= 0:
            rows[at[key[row]]] = row
            at[key[row]] += 1
    return first, rows
