# SPDX-License-Identifier: GPL-3.0-or-later
"""Points beside the network, looked up in a sweep: each by the junctions around the nodes it is linked to."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gisplanner.kernels.arrays import Ints, Links
from gisplanner.kernels.compiled.around import Nearby
from gisplanner.kernels.compiled.jit import compiled
from gisplanner.kernels.compiled.lanes import LANES, gather_row
from gisplanner.kernels.compiled.neighbours import by_key
from gisplanner.kernels.compiled.sweeps import SHIFT, Keys
from gisplanner.mobility import UNREACHABLE


class Entries(NamedTuple):
    """Where points are entered from; made once for links and times, used by every sweep.

    Attributes
    ----------
    first : int32 array, shape (points + 1,)
    end, end_ms : int32 array
        Junctions by position, and the time between junction and point.
    link_first, link : int32 arrays, shapes (nodes + 1,) and (links,)
        The links at every node.
    """

    first: Ints
    end: Ints
    end_ms: Ints
    link_first: Ints
    link: Ints


def entries_of(links: Links, row: Ints, ends: Ints) -> Entries:
    """Enter points by the ends of their nodes."""
    return Entries(
        *_entries(links.point, row[links.node], links.time_ms, links.points, ends), *by_key(links.node, len(row))
    )


@compiled
def _entries(point: Ints, row: Ints, time_ms: Ints, points: int, ends: Ints) -> tuple[Ints, Ints, Ints]:
    first = np.zeros(points + 1, dtype=np.int32)
    end = np.empty(2 * len(point), dtype=np.int32)
    end_ms = np.empty(2 * len(point), dtype=np.int32)
    used = 0
    for k in range(len(point)):
        for side in range(2):
            whole = np.int64(ends[row[k], 2 + side]) + time_ms[k]
            twice = side == 1 and ends[row[k], 0] == ends[row[k], 1] and ends[row[k], 2] == ends[row[k], 3]
            if whole < UNREACHABLE and not twice:
                end[used], end_ms[used] = ends[row[k], side], whole
                used += 1
        first[point[k] + 1] = used
    for p in range(points):
        first[p + 1] = max(first[p + 1], first[p])
    return first, end[:used].copy(), end_ms[:used].copy()


def add_nearby(nearby: Nearby, entries: Entries, links: Links, found: Ints) -> None:
    """Lower ``found[group, point]`` by what searches near the seeds found."""
    _add(nearby, entries, links.point, links.time_ms, found)


@compiled
def _add(nearby: Nearby, entries: Entries, point: Ints, time_ms: Ints, found: Ints) -> None:
    group, node, near_ms = nearby.group, nearby.node, nearby.time_ms
    first, link = entries.link_first, entries.link
    for k in range(len(group)):
        for at in range(first[node[k]], first[node[k] + 1]):
            way = np.int32(min(np.int64(near_ms[k]) + time_ms[link[at]], UNREACHABLE))
            found[group[k], point[link[at]]] = min(found[group[k], point[link[at]]], way)


@compiled
def enter_one(keys: Keys, entries: Entries, found: Ints) -> None:
    """Times of all points from the keys of the junctions."""
    first, end, end_ms = entries.first, entries.end, entries.end_ms
    for point in range(len(first) - 1):
        best = np.int32(UNREACHABLE)
        for k in range(first[point], first[point + 1]):
            best = min(best, np.int32((keys[end[k]] >> SHIFT) + end_ms[k]))
        found[point] = best


@compiled
def enter_lanes(rows: Ints, entries: Entries, out: Ints) -> None:
    """64 times of all points from those of the junctions; `out` has shape (points, 64)."""
    first = entries.first
    base, target = rows.ctypes.data, out.ctypes.data
    heads, times = entries.end.ctypes.data, entries.end_ms.ctypes.data
    for point in range(len(first) - 1):
        gather_row(base, heads, times, first[point], first[point + 1], np.int32(0), target, point)


@compiled
def columns_of(rows: Ints, found: Ints, begin: int) -> None:
    """Turn rows of lanes into columns: ``found[begin + lane, point]``."""
    for lane in range(min(LANES, len(found) - begin)):
        for point in range(len(rows)):
            found[begin + lane, point] = rows[point, lane]
