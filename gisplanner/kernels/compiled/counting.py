# SPDX-License-Identifier: GPL-3.0-or-later
"""How many nodes are within a limit, counted while they are passed: nothing of the size bases x nodes is written."""

from __future__ import annotations

import numpy as np

from gisplanner.kernels.arrays import Counts, Ints
from gisplanner.kernels.compiled.around import Nearby
from gisplanner.kernels.compiled.jit import AT, compiled, inlined
from gisplanner.kernels.compiled.lanes import count_rows, expand_row
from gisplanner.kernels.compiled.neighbours import by_key
from gisplanner.kernels.compiled.sweeps import FAR, GROUP, SHIFT, Keys, Starts, joined, merged, parted
from gisplanner.mobility import UNREACHABLE

Near = tuple[Ints, Ints, Ints]
"""What searches near the seeds found: rows, times and groups (or lanes)."""


@inlined
def reached(keys: Keys, ends: Ints, row: int) -> np.int64:
    """Time and group of the nearest of a node, by the two junctions around it."""
    one = keys[AT(ends[row, 0])] + (np.int64(ends[row, 2]) << SHIFT)
    other = keys[AT(ends[row, 1])] + (np.int64(ends[row, 3]) << SHIFT)
    return min(one, other)


@inlined
def reached_by_two(keys: Keys, ends: Ints, row: int) -> tuple[np.int64, np.int64]:
    """Times and groups of the two nearest of a node."""
    best, second = FAR, FAR
    for side in range(2):
        at, step = AT(ends[row, side]), np.int64(ends[row, 2 + side]) << SHIFT
        best, second = merged(best, second, keys[at, 0] + step)
        best, second = merged(best, second, keys[at, 1] + step)
    return best, second


@compiled
def expand_one(keys: Keys, ends: Ints, time_ms: Ints) -> None:
    """Time of the nearest for all nodes, by row, from the keys of the junctions."""
    for row in range(AT(len(ends))):
        time_ms[row] = min(np.int32(reached(keys, ends, row) >> SHIFT), np.int32(UNREACHABLE))


@compiled
def expand_nearest(keys: Keys, ends: Ints, time_ms: Ints, group: Ints) -> None:
    """Time and group of the nearest for all nodes; group -1 for what nobody reaches."""
    for row in range(AT(len(ends))):
        time_ms[row], group[row] = parted(reached(keys, ends, row))


@compiled
def expand_two(keys: Keys, ends: Ints, time_ms: Ints, group: Ints) -> None:
    """Times and groups of the two nearest for all nodes; `time_ms` and `group` have shape (2, nodes)."""
    for row in range(AT(len(ends))):
        best, second = reached_by_two(keys, ends, row)
        time_ms[0, row], group[0, row] = parted(best)
        time_ms[1, row], group[1, row] = parted(second)


@compiled
def part_two(keys: Keys, time_ms: Ints, group: Ints) -> None:
    """Times and groups of the two nearest for all junctions."""
    for n in range(len(keys)):
        for which in range(2):
            time_ms[which, n], group[which, n] = parted(keys[n, which])


@compiled
def add_nearest(near: Near, time_ms: Ints, group: Ints) -> None:
    """Lower times by what searches near the seeds found; of equal times the smaller group counts."""
    row, near_ms, near_group = near
    for k in range(len(row)):
        at = row[k]
        if near_ms[k] < time_ms[at] or (near_ms[k] == time_ms[at] and near_group[k] < group[at]):
            time_ms[at], group[at] = near_ms[k], near_group[k]


@compiled
def add_two(near: Near, time_ms: Ints, group: Ints) -> None:
    """Lower the times of the two nearest by what searches near the seeds found."""
    row, near_ms, near_group = near
    for k in range(len(row)):
        at = row[k]
        best, second = joined(time_ms[0, at], group[0, at]), joined(time_ms[1, at], group[1, at])
        best, second = merged(best, second, joined(near_ms[k], near_group[k]))
        time_ms[0, at], group[0, at] = parted(best)
        time_ms[1, at], group[1, at] = parted(second)


@compiled
def expand_lanes(rows: Ints, ends: Ints, out: Ints) -> None:
    """64 times of all nodes; `out` has shape (nodes, 64)."""
    base, pairs, target = rows.ctypes.data, ends.ctypes.data, out.ctypes.data
    for row in range(len(out)):
        expand_row(base, pairs, target, row)


@compiled
def alone_within(keys: Keys, ends: Ints, limit_ms: int, counts: Counts) -> None:
    """Add to every group's count the nodes that it reaches within the limit and no other does."""
    limit = (np.int64(limit_ms) << SHIFT) | GROUP
    for row in range(AT(len(ends))):
        at, step = AT(ends[row, 0]), np.int64(ends[row, 2]) << SHIFT
        best, second = keys[at, 0] + step, keys[at, 1] + step
        at, step = AT(ends[row, 1]), np.int64(ends[row, 3]) << SHIFT
        third, fourth = keys[at, 0] + step, keys[at, 1] + step
        if third < best:
            best, second, third, fourth = third, fourth, best, second
        other = third <= limit and (third & GROUP) != (best & GROUP)
        if best <= limit and second > limit and fourth > limit and not other:
            counts[best & GROUP] += 1


@compiled
def alone_nearby(keys: Keys, ends: Ints, limit_ms: int, near: Near, counts: Counts) -> None:
    """Mend the counts of `alone_within` where searches near the seeds found nodes.

    `near` is rows, times and groups, ascending by row.
    """
    row, time_ms, group = near
    k = 0
    while k < len(row):
        at = row[k]
        best, second = reached_by_two(keys, ends, at)
        _count_alone(best, second, limit_ms, -1, counts)
        while k < len(row) and row[k] == at:
            best, second = merged(best, second, (np.int64(time_ms[k]) << SHIFT) | group[k])
            k += 1
        _count_alone(best, second, limit_ms, 1, counts)


@inlined
def _count_alone(best: np.int64, second: np.int64, limit_ms: int, by: int, counts: Counts) -> None:
    if (best >> SHIFT) <= limit_ms < (second >> SHIFT):
        counts[best & GROUP] += by


@compiled
def within(rows: Ints, ends: Ints, weight: Ints, limit_ms: int, out: Ints) -> None:
    """Weight of the nodes within the limit for each of 64 lanes, into row 0 of `out`."""
    count_rows(rows.ctypes.data, ends.ctypes.data, weight.ctypes.data, len(ends), np.int32(limit_ms), out.ctypes.data)


@compiled
def within_nearby(rows: Ints, ends: Ints, weight: Ints, limit_ms: int, near: Near, seen: Ints, counts: Counts) -> None:
    """Add the nodes that only a search near the seeds finds within the limit; `seen` is all -1 and stays so.

    `near` is rows, times and lanes, ascending by lane.
    """
    row, time_ms, lane = near
    for k in range(len(lane)):
        at = row[k]
        if time_ms[k] <= limit_ms and seen[at] != lane[k]:
            one = rows[ends[at, 0], lane[k]] + ends[at, 2]
            other = rows[ends[at, 1], lane[k]] + ends[at, 3]
            if min(one, other) > limit_ms:
                counts[lane[k]] += weight[at]
                seen[at] = lane[k]
    for k in range(len(lane)):
        seen[row[k]] = -1


class Spread:
    """What searches near the seeds found, told out to the lanes of whatever disposition has these groups.

    Parameters
    ----------
    nearby : Nearby
    row : int32 array, shape (nodes,)
        Row of every node.
    groups : int
    """

    def __init__(self, nearby: Nearby, row: Ints, groups: int) -> None:
        self._start_first, order = by_key(nearby.starts.group, groups)
        self._junction, self._start_ms = nearby.starts.junction[order], nearby.starts.time_ms[order]
        self._near_first, order = by_key(nearby.group, groups)
        self._row, self._time_ms = row[nearby.node[order]], nearby.time_ms[order]

    def starts(self, dispositions: Ints) -> Starts:
        """Where the sweep of some dispositions starts, which are the lanes in their order."""
        return Starts(*_told_out(dispositions, self._start_first, self._junction, self._start_ms))

    def nearby(self, dispositions: Ints) -> tuple[Ints, Ints, Ints]:
        """Row, time and lane of all other nodes found, ascending by lane."""
        return _told_out(dispositions, self._near_first, self._row, self._time_ms)


@compiled
def _told_out(dispositions: Ints, first: Ints, what: Ints, time_ms: Ints) -> tuple[Ints, Ints, Ints]:
    count = 0
    for lane in range(len(dispositions)):
        for group in dispositions[lane]:
            if group >= 0:
                count += first[group + 1] - first[group]
    found = np.empty((3, count), dtype=np.int32)
    at = 0
    for lane in range(len(dispositions)):
        for group in dispositions[lane]:
            if group >= 0:
                for k in range(first[group], first[group + 1]):
                    found[0, at], found[1, at], found[2, at] = what[k], time_ms[k], lane
                    at += 1
    return found[0], found[1], found[2]
