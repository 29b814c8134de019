# SPDX-License-Identifier: GPL-3.0-or-later
"""A nested-dissection order of the junctions: few roads cross from one half of a country into the other.

The junctions at which such roads end separate the halves. They come first in the order, then those that separate each
half, and so on: the times of a small separator then say everything about what lies beyond it. Separators are found by
inertial flow (Schild and Sommer 2015): along a direction the first and the last fifth of the junctions are source and
sink, and the least cut between them, by augmenting paths of unit capacity, is the separator; of four directions the
smallest cut counts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gisplanner.kernels.arrays import Ints
from gisplanner.kernels.compiled.jit import compiled
from gisplanner.kernels.compiled.neighbours import Neighbours

Keys = NDArray[np.float32]
Marks = NDArray[np.int8]

LEAF = 8
"""Parts this small are not cut further."""
SOURCE, SINK = 1, 2
NEW, SEEN, PASSED = 0, 1, 2
"""What a search has made of a node: not reached, reached, on a path that was looked at."""
SHARE = 5
"""One part in five is source, one is sink."""
DIRECTIONS = np.array([[1.0, 0.0], [0.0, 1.0], [0.7, 0.7], [0.7, -0.7]], dtype=np.float32)


@compiled
def dissection_order(neighbours: Neighbours, x: Keys, y: Keys) -> Ints:  # noqa: C901
    """Order of nodes, the first separator first.

    Parameters
    ----------
    neighbours : Neighbours
    x, y : float32 array, shape (nodes,)
        Where nodes lie; any plane will do, only the quality of the order depends on it.

    Returns
    -------
    int32 array, shape (nodes,)
    """
    first, node = neighbours.first, neighbours.node
    nodes = len(first) - 1
    order = np.empty(nodes, dtype=np.int32)
    part = np.arange(nodes).astype(np.int32)
    owner = np.zeros(nodes, dtype=np.int32)
    mark = np.zeros(nodes, dtype=np.int8)
    side = np.zeros(nodes, dtype=np.int8)
    flow = np.zeros(len(node), dtype=np.int8)
    state = np.zeros(nodes, dtype=np.int8)
    came = np.empty(nodes, dtype=np.int32)
    queue = np.empty(nodes, dtype=np.int32)
    key = np.empty(nodes, dtype=np.float32)
    chosen = np.empty(nodes, dtype=np.float32)
    name = 0
    # parts that wait: where in `part` they lie, and where in `order` they belong
    waiting = [(0, nodes, 0)]
    while len(waiting) > 0:
        low, high, at = waiting.pop()
        size = high - low
        if size <= LEAF:
            for k in range(size):
                order[at + k] = part[low + k]
            continue
        name += 1
        for k in range(low, high):
            owner[part[k]] = name
        pieces = _gather_components(neighbours, part[low:high], owner, name, queue, came)
        if pieces > 1:
            for k in range(pieces):
                waiting.append((low + came[k], low + (came[k + 1] if k + 1 < pieces else size), at + came[k]))  # noqa: PERF401
            continue
        own = part[low:high]
        least = 1 << 30
        for way in range(len(DIRECTIONS)):
            for k in range(size):
                key[k] = DIRECTIONS[way, 0] * x[own[k]] + DIRECTIONS[way, 1] * y[own[k]]
                chosen[k] = key[k]
            _mark_ends(own, key[:size], chosen[:size], mark)
            cut = _least_cut(neighbours, own, owner, mark, flow, state, came, queue, least)
            if cut < least:
                least = cut
                for k in range(size):
                    side[own[k]] = state[own[k]] != NEW
        apart, ahead = _split(neighbours, own, owner, side, queue)
        # the separator comes first, then each half
        for k in range(apart):
            order[at + k] = own[k]
        waiting.append((low + apart, low + apart + ahead, at + apart))
        waiting.append((low + apart + ahead, high, at + apart + ahead))
    return order


@compiled
def _gather_components(neighbours: Neighbours, own: Ints, owner: Ints, name: int, queue: Ints, starts: Ints) -> int:
    """Reorder `own` component by component, where it is not one; returns how many, and where each starts."""
    first, node = neighbours.first, neighbours.node
    reached, at, pieces = 0, 0, 0
    for begin in own:
        if owner[begin] != name:
            continue
        starts[pieces] = reached
        pieces += 1
        owner[begin] = -name
        queue[reached] = begin
        reached += 1
        while at < reached:
            n = queue[at]
            at += 1
            for slot in range(first[n], first[n + 1]):
                other = node[slot]
                if owner[other] == name:
                    owner[other] = -name
                    queue[reached] = other
                    reached += 1
    for k in range(len(own)):
        owner[own[k]] = name
    if pieces > 1:
        for k in range(len(own)):
            own[k] = queue[k]
    return pieces


@compiled
def _mark_ends(own: Ints, key: Keys, scratch: Keys, mark: Marks) -> None:
    """Mark the first and the last fifth by key as source and sink, equal keys in the order of `own`."""
    size = len(own)
    count = max(1, size // SHARE)
    low = _nth(scratch, count - 1)
    high = _nth(scratch, size - count)
    below, above = 0, 0
    for k in range(size):
        below += key[k] < low
        above += key[k] > high
    for k in range(size):
        mark[own[k]] = 0
        if key[k] < low or (key[k] == low and below < count):
            mark[own[k]] = SOURCE
            below += key[k] == low
    for k in range(size - 1, -1, -1):
        if mark[own[k]] == 0 and (key[k] > high or (key[k] == high and above < count)):
            mark[own[k]] = SINK
            above += key[k] == high


@compiled
def _nth(values: Keys, n: int) -> np.float32:
    """The nth smallest value, by Hoare's selection; reorders."""
    low, high = 0, len(values) - 1
    while low < high:
        pivot = values[(low + high) >> 1]
        i, j = low, high
        while i <= j:
            while values[i] < pivot:
                i += 1
            while pivot < values[j]:
                j -= 1
            if i <= j:
                values[i], values[j] = values[j], values[i]
                i += 1
                j -= 1
        if n <= j:
            high = j
        elif n >= i:
            low = i
        else:
            break
    return np.float32(values[n])


@compiled
def _least_cut(  # noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917  one algorithm on shared scratch arrays
    neighbours: Neighbours,
    own: Ints,
    owner: Ints,
    mark: Marks,
    flow: Marks,
    state: Marks,
    came: Ints,
    queue: Ints,
    limit: int,
) -> int:
    """Size of the least cut between sources and sinks, given up at `limit`; what the sources still reach is not `NEW`.

    Every round searches the residual graph once, then sends one unit along each path of the search tree that touches
    no path taken before in the round.
    """
    first, node, back = neighbours.first, neighbours.node, neighbours.back
    name = owner[own[0]]
    edge = 0
    for n in own:
        state[n] = NEW
        inner = mark[n] == SOURCE
        for slot in range(first[n], first[n + 1]):
            flow[slot] = 0
            if owner[node[slot]] == name and mark[node[slot]] != SOURCE:
                inner = False
        if mark[n] == SOURCE:
            state[n] = SEEN
            if not inner:
                came[edge] = n
                edge += 1
    border = came[:edge].copy()
    cut = 0
    while True:
        reached, at, sinks = 0, 0, len(queue)
        for n in border:
            queue[reached] = n
            reached += 1
            came[n] = -1
        while at < reached:
            n = queue[at]
            at += 1
            for slot in range(first[n], first[n + 1]):
                other = node[slot]
                if state[other] == NEW and owner[other] == name and flow[slot] < 1:
                    state[other] = SEEN
                    came[other] = slot
                    if mark[other] == SINK:
                        sinks -= 1
                        queue[sinks] = other
                    else:
                        queue[reached] = other
                        reached += 1
        if sinks == len(queue):
            return cut
        for k in range(len(queue) - 1, sinks - 1, -1):
            n = queue[k]
            while state[n] == SEEN and came[n] >= 0:
                state[n] = PASSED
                n = node[back[came[n]]]
            if came[n] < 0 and state[n] == SEEN:
                state[n] = PASSED
                n = queue[k]
                while came[n] >= 0:
                    flow[came[n]] += 1
                    flow[back[came[n]]] -= 1
                    n = node[back[came[n]]]
                cut += 1
                if cut >= limit:
                    return cut
        for k in range(reached):
            state[queue[k]] = NEW
        for k in range(sinks, len(queue)):
            state[queue[k]] = NEW
        for n in border:
            state[n] = SEEN


@compiled
def _split(  # noqa: C901, PLR0912
    neighbours: Neighbours, own: Ints, owner: Ints, side: Marks, queue: Ints
) -> tuple[int, int]:
    """Reorder `own`: separator, one half, other half; returns the sizes of the first two.

    The separator is the ends of cut roads on the side where they are fewer.
    """
    first, node = neighbours.first, neighbours.node
    name = owner[own[0]]
    ends = np.zeros(2, dtype=np.int64)
    for n in own:
        for slot in range(first[n], first[n + 1]):
            other = node[slot]
            if owner[other] == name and side[other] != side[n]:
                ends[side[n]] += 1
                break
    fewer = 1 if ends[1] <= ends[0] else 0
    apart, ahead, behind = 0, 0, 0
    counts = np.zeros(3, dtype=np.int64)
    for turn in range(2):
        if turn == 1:
            apart, ahead, behind = 0, counts[0], counts[0] + counts[1]
        for n in own:
            cut = False
            if side[n] == fewer:
                for slot in range(first[n], first[n + 1]):
                    other = node[slot]
                    if owner[other] == name and side[other] != fewer:
                        cut = True
                        break
            kind = 0 if cut else (1 if side[n] == 1 else 2)
            if turn == 0:
                counts[kind] += 1
            elif kind == 0:
                queue[apart] = n
                apart += 1
            elif kind == 1:
                queue[ahead] = n
                ahead += 1
            else:
                queue[behind] = n
                behind += 1
    for k in range(len(own)):
        own[k] = queue[k]
    return counts[0], counts[1]
