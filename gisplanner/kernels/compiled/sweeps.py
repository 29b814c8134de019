# SPDX-License-Identifier: GPL-3.0-or-later
"""From a few junctions to all: up the elimination tree from the seeds, then down over every junction in order.

Of a quickest way in the hierarchy first every arc leads up, then every arc leads down. So it is enough to follow the
arcs up from all ancestors of the seeds, lowest first, and then to take the junctions from the top down, each by the
best of its arcs from above (PHAST: Delling, Goldberg, Nowatzyk, Werneck 2011). The second part reads memory in order
and never branches on a queue, which is why it is fast.

The same sweep is written for the nearest group, for the two nearest, and for 64 times at once. A time and its group are
one int64, the time above: the least is the quickest, of equal ones that of the smaller group.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gisplanner.kernels.arrays import Ints
from gisplanner.kernels.compiled.customisation import SearchGraph
from gisplanner.kernels.compiled.jit import AT, compiled, inlined
from gisplanner.kernels.compiled.lanes import fill_row, gather_row, relax_row
from gisplanner.mobility import UNREACHABLE

Keys = NDArray[np.int64]
Flags = NDArray[np.bool_]

SHIFT = 32
FAR = np.int64(UNREACHABLE << SHIFT)
"""Time and group of what nobody reaches: not less than any that is reached."""
GROUP = (1 << SHIFT) - 1


class Ways(NamedTuple):
    """What a sweep follows.

    Attributes
    ----------
    up, down : SearchGraph
        Up from the seeds, down to all.
    parent : int32 array, shape (junctions,)
        The elimination tree.
    """

    up: SearchGraph
    down: SearchGraph
    parent: Ints


class Starts(NamedTuple):
    """Where a sweep starts; int32 arrays, shape (seeds,).

    Attributes
    ----------
    junction : int32
        By position.
    time_ms : int32
        Already spent there.
    group : int32
        Whose seed it is, or in which lane.
    """

    junction: Ints
    time_ms: Ints
    group: Ints


class Room(NamedTuple):
    """Room to remember the ancestors of the seeds in; `on_way` is all False between sweeps.

    Attributes
    ----------
    on_way : bool array, shape (junctions,)
    way : int32 array, shape (junctions,)
    """

    on_way: Flags
    way: Ints


@compiled
def ancestors(parent: Ints, seeds: Ints, room: Room) -> int:
    """Put the seeds and all above them into `way`, lowest first, and flag them; returns how many."""
    on_way, way = room.on_way, room.way
    count = 0
    for seed in seeds:
        n = seed
        while n >= 0 and not on_way[n]:
            on_way[n] = True
            way[count] = n
            count += 1
            n = parent[n]
    way[:count].sort()
    for k in range(count // 2):
        way[k], way[count - 1 - k] = way[count - 1 - k], way[k]
    return count


@inlined
def over(keys: Keys, graph: SearchGraph, arc: np.uint32) -> np.int64:
    """The key of a junction by way of one above it."""
    above: np.int64 = keys[AT(graph.head[arc])]
    return above + (np.int64(graph.time_ms[arc]) << SHIFT)


@compiled
def sweep_nearest(ways: Ways, starts: Starts, room: Room, keys: Keys) -> None:
    """Time and group of the nearest seed of every junction, into `keys`."""
    up_first, up_head, up_ms = ways.up.first, ways.up.head, ways.up.time_ms
    down, down_first = ways.down, ways.down.first
    on_way, way = room.on_way, room.way
    seeds, seed_ms, group = starts.junction, starts.time_ms, starts.group
    count = ancestors(ways.parent, seeds, room)
    keys[:] = FAR
    for k in range(len(seeds)):
        keys[seeds[k]] = min(keys[seeds[k]], (np.int64(seed_ms[k]) << SHIFT) | group[k])
    for k in range(count):
        n = way[k]
        on_way[n] = False
        reached = keys[n]
        for arc in range(up_first[n], up_first[n + 1]):
            keys[up_head[arc]] = min(keys[up_head[arc]], reached + (np.int64(up_ms[arc]) << SHIFT))
    for n in range(AT(len(keys))):
        first, end = AT(down_first[n]), AT(down_first[n + AT(1)])
        if first < end:
            # most junctions have at most three arcs from above: taken without asking, the last one again
            second, third = min(first + AT(1), end - AT(1)), min(first + AT(2), end - AT(1))
            best = min(keys[n], over(keys, down, first), over(keys, down, second), over(keys, down, third))
            for at in range(first + AT(3), end):
                best = min(best, over(keys, down, AT(at)))
            keys[n] = best


@inlined
def merged(best: np.int64, second: np.int64, key: np.int64) -> tuple[np.int64, np.int64]:
    """The two best keys of different groups, after one more."""
    if key < second:
        same = (key & GROUP) == (best & GROUP)
        if key < best:
            if not same:
                second = best
            best = key
        elif not same:
            second = key
    return best, second


@compiled
def sweep_two(ways: Ways, starts: Starts, room: Room, keys: Keys) -> None:
    """Time and group of the two nearest groups of every junction, into `keys`, shape (junctions, 2)."""
    up_first, up_head, up_ms = ways.up.first, ways.up.head, ways.up.time_ms
    down_first, down_head, down_ms = ways.down.first, ways.down.head, ways.down.time_ms
    on_way, way, junctions = room.on_way, room.way, len(ways.parent)
    seeds, seed_ms, group = starts.junction, starts.time_ms, starts.group
    count = ancestors(ways.parent, seeds, room)
    for k in range(count):
        keys[way[k], 0] = FAR
        keys[way[k], 1] = FAR
    for k in range(len(seeds)):
        n = seeds[k]
        best, second = merged(keys[n, 0], keys[n, 1], (np.int64(seed_ms[k]) << SHIFT) | group[k])
        keys[n, 0], keys[n, 1] = best, second
    for k in range(count):
        n = way[k]
        for arc in range(up_first[n], up_first[n + 1]):
            above, step = up_head[arc], np.int64(up_ms[arc]) << SHIFT
            best, second = merged(keys[above, 0], keys[above, 1], keys[n, 0] + step)
            best, second = merged(best, second, keys[n, 1] + step)
            keys[above, 0], keys[above, 1] = best, second
    at = AT(0)
    for n in range(AT(junctions)):
        best, second = FAR, FAR
        if on_way[n]:
            best, second = keys[n, 0], keys[n, 1]
        last = AT(down_first[n + AT(1)])
        while at < last:
            above, step = AT(down_head[at]), np.int64(down_ms[at]) << SHIFT
            at += AT(1)
            key = keys[above, 0] + step
            if key < second:
                best, second = merged(best, second, key)
                best, second = merged(best, second, keys[above, 1] + step)
        keys[n, 0], keys[n, 1] = best, second
    for k in range(count):
        on_way[way[k]] = False


@compiled
def sweep_lanes(ways: Ways, starts: Starts, room: Room, rows: Ints) -> None:
    """Times of all junctions from each of 64 lanes of seeds, into `rows`, shape (junctions, 64)."""
    up_first, up_head, up_ms = ways.up.first, ways.up.head, ways.up.time_ms
    down_first, down_head, down_ms = ways.down.first, ways.down.head, ways.down.time_ms
    on_way, way, junctions = room.on_way, room.way, len(ways.parent)
    seeds, seed_ms, lane = starts.junction, starts.time_ms, starts.group
    count = ancestors(ways.parent, seeds, room)
    base = rows.ctypes.data
    heads, times = down_head.ctypes.data, down_ms.ctypes.data
    for k in range(count):
        fill_row(base, way[k])
    for k in range(len(seeds)):
        rows[seeds[k], lane[k]] = min(rows[seeds[k], lane[k]], seed_ms[k])
    for k in range(count):
        n = way[k]
        for arc in range(up_first[n], up_first[n + 1]):
            relax_row(base, up_head[arc], n, up_ms[arc])
    for n in range(junctions):
        gather_row(base, heads, times, down_first[n], down_first[n + 1], np.int32(on_way[n]), base, n)
    for k in range(count):
        on_way[way[k]] = False


@inlined
def parted(key: np.int64) -> tuple[np.int32, np.int32]:
    """A key as time and group, the group -1 where nobody comes."""
    far = key >= FAR
    return np.int32(UNREACHABLE) if far else np.int32(key >> SHIFT), np.int32(-1) if far else np.int32(key)


@inlined
def joined(time_ms: np.int32, group: np.int32) -> np.int64:
    """Time and group as a key."""
    return FAR if time_ms >= UNREACHABLE else (np.int64(time_ms) << SHIFT) | np.int64(group)
