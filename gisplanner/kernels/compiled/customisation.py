# SPDX-License-Identifier: GPL-3.0-or-later
"""Times put on the hierarchy: the quickest way over lower junctions for every arc, then the arcs that matter.

*Basic* customisation goes through the junctions from the lowest up and lowers each arc to the best way over a junction
below both its ends (a lower triangle). *Perfect* customisation goes from the top down and finds the true time between
the ends of every arc; an arc slower than that is on no quickest way and is left out of the search graphs. *Partial*
customisation follows the consequences of a few changed roads only.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gisplanner.kernels.arrays import Ints
from gisplanner.kernels.compiled.hierarchy import Hierarchy
from gisplanner.kernels.compiled.jit import AT, compiled
from gisplanner.mobility import UNREACHABLE


class SearchGraph(NamedTuple):
    """Arcs up from every junction, each with the time of travelling it in one direction.

    Attributes
    ----------
    first : int32 array, shape (junctions + 1,)
    head, time_ms : int32 arrays, shape (arcs,)
    """

    first: Ints
    head: Ints
    time_ms: Ints


class Times(NamedTuple):
    """Times of travelling the arcs of the hierarchy; int32 arrays, shape (arcs,)."""

    up: Ints
    down: Ints


def search_graphs(hierarchy: Hierarchy, times: Times) -> tuple[SearchGraph, SearchGraph]:
    """The upward and the downward graph with only the arcs that quickest ways use.

    Parameters
    ----------
    hierarchy : Hierarchy
    times : Times
        Basic ones.
    """
    first, head, up, down = hierarchy.first, hierarchy.head, times.up, times.down
    true_up, true_down = up.copy(), down.copy()
    _perfect(first, head, true_up, true_down)
    return SearchGraph(*_kept(first, head, up, true_up)), SearchGraph(*_kept(first, head, down, true_down))


@compiled
def basic(hierarchy: Hierarchy, times: Times) -> None:
    """Lower the times of roads to those of the quickest ways over lower junctions."""
    first, head, up, down = hierarchy.first, hierarchy.head, times.up, times.down
    below_first, below_arc, below_tail = hierarchy.below_first, hierarchy.below_arc, hierarchy.below_tail
    junctions = len(first) - 1
    arc_to = np.empty(junctions, dtype=np.int32)
    for n in range(junctions - 1, -1, -1):
        for arc in range(first[n], first[n + 1]):
            arc_to[head[arc]] = arc
        for k in range(below_first[n], below_first[n + 1]):
            low, lower = below_arc[k], below_tail[k]
            from_n, to_n = down[low], up[low]
            for other in range(low + 1, first[lower + 1]):
                arc = arc_to[head[other]]
                up[arc] = min(up[arc], np.int32(from_n + up[other]))
                down[arc] = min(down[arc], np.int32(down[other] + to_n))


@compiled
def _perfect(first: Ints, head: Ints, up: Ints, down: Ints) -> None:
    """Lower basic times to the true times between the ends of arcs."""
    for n in range(len(first) - 1):
        for low in range(first[n], first[n + 1]):
            at = first[head[low]]
            for high in range(low + 1, first[n + 1]):
                while head[at] != head[high]:
                    at += 1
                up[low] = min(up[low], np.int32(up[high] + down[at]))
                up[high] = min(up[high], np.int32(up[low] + up[at]))
                down[low] = min(down[low], np.int32(up[at] + down[high]))
                down[high] = min(down[high], np.int32(down[at] + down[low]))


@compiled
def _kept(first: Ints, head: Ints, time_ms: Ints, true_ms: Ints) -> tuple[Ints, Ints, Ints]:
    """The arcs that are as quick as any way and can be travelled."""
    count = 0
    for arc in range(len(head)):
        count += (time_ms[arc] == true_ms[arc]) & (time_ms[arc] < UNREACHABLE)
    kept_first = np.zeros(len(first), dtype=np.int32)
    kept_head, kept_ms = np.empty(count, dtype=np.int32), np.empty(count, dtype=np.int32)
    at = 0
    for n in range(len(first) - 1):
        for arc in range(first[n], first[n + 1]):
            if time_ms[arc] == true_ms[arc] and time_ms[arc] < UNREACHABLE:
                kept_head[at], kept_ms[at] = head[arc], time_ms[arc]
                at += 1
        kept_first[n + 1] = at
    return kept_first, kept_head, kept_ms


@compiled
def find_arc(first: Ints, head: Ints, n: int, above: int) -> int:
    """The arc from a junction up to another, -1 where there is none."""
    low, high = first[n], first[n + 1]
    while low < high:
        middle = (low + high) >> 1
        if head[AT(middle)] > above:
            low = middle + 1
        else:
            high = middle
    return low if low < first[n + 1] and head[low] == above else -1


@compiled
def partial(  # noqa: C901  one algorithm on shared scratch arrays
    hierarchy: Hierarchy, roads: Times, arcs: Ints, times: Times, waits: NDArray[np.bool_], heap: Ints
) -> int:
    """Bring basic times up to date after the roads under `arcs` have got the times `roads`.

    Arcs wait in a heap, those of the lowest junction first, so that all below an arc is settled when its turn comes.
    `waits` is all False and `heap` has room for every arc; returns how many arcs were looked at.
    """
    first, tail, head = hierarchy.first, hierarchy.tail, hierarchy.head
    below_first, below_arc, below_tail = hierarchy.below_first, hierarchy.below_arc, hierarchy.below_tail
    up, down = times.up, times.down
    size, looked = 0, 0
    for arc in arcs:
        if not waits[arc]:
            waits[arc] = True
            size = _push(heap, size, arc)
    while size > 0:
        arc = heap[0]
        size = _pop(heap, size)
        waits[arc] = False
        looked += 1
        n, above = tail[arc], head[arc]
        best_up, best_down = roads.up[arc], roads.down[arc]
        # over every junction below both ends; those below the upper end are looked for among those below the lower
        for k in range(below_first[n], below_first[n + 1]):
            low = below_arc[k]
            other = find_arc(first, head, below_tail[k], above)
            if other >= 0:
                best_up = min(best_up, np.int32(down[low] + up[other]))
                best_down = min(best_down, np.int32(down[other] + up[low]))
        was_up, was_down = up[arc], down[arc]
        if best_up == was_up and best_down == was_down:
            continue
        up[arc], down[arc] = best_up, best_down
        for other in range(first[n], first[n + 1]):
            if other == arc:
                continue
            low, high = (arc, other) if arc < other else (other, arc)
            over = find_arc(first, head, head[low], head[high])
            if waits[over]:
                continue
            # the arc above both is touched where this one made its time, or now makes a better one
            made_up, made_down = down[low] + up[high], down[high] + up[low]
            if arc < other:
                had_up, had_down = was_down + up[other], down[other] + was_up
            else:
                had_up, had_down = down[other] + was_up, was_down + up[other]
            better = made_up < up[over] or made_down < down[over]
            worse = (had_up == up[over] and made_up > had_up) or (had_down == down[over] and made_down > had_down)
            if better or worse:
                waits[over] = True
                size = _push(heap, size, over)
    return looked


@compiled
def _push(heap: Ints, size: int, arc: int) -> int:
    """Add an arc; the largest is on top. Returns the new size."""
    at = size
    while at > 0 and heap[(at - 1) >> 1] < arc:
        heap[at] = heap[(at - 1) >> 1]
        at = (at - 1) >> 1
    heap[at] = arc
    return size + 1


@compiled
def _pop(heap: Ints, size: int) -> int:
    """Take the top off; returns the new size."""
    size -= 1
    last = heap[size]
    at = 0
    while 2 * at + 1 < size:
        below = 2 * at + 1
        if below + 1 < size and heap[below + 1] > heap[below]:
            below += 1
        if heap[below] <= last:
            break
        heap[at] = heap[below]
        at = below
    heap[at] = last
    return size
