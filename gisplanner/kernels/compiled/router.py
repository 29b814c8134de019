# SPDX-License-Identifier: GPL-3.0-or-later
"""The fast router: a hierarchy customised to the times in force, swept for whatever is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from weakref import WeakKeyDictionary

import numpy as np

from gisplanner.kernels.arrays import Counts, Graph, Ints, Links, Route, Seeds, TwoBest
from gisplanner.kernels.compiled import counting, sweeps
from gisplanner.kernels.compiled.around import Nearby, search_nearby
from gisplanner.kernels.compiled.checks import (
    expect_changes,
    expect_dispositions,
    expect_links,
    expect_nodes,
    expect_room,
    expect_seeds,
    expect_times,
    expect_weights,
)
from gisplanner.kernels.compiled.customised import Customised
from gisplanner.kernels.compiled.lanes import ALIGNED, LANES, rows_of_lanes
from gisplanner.kernels.compiled.points import Entries, add_nearby, columns_of, enter_lanes, enter_one, entries_of
from gisplanner.kernels.compiled.preparation import Preparation
from gisplanner.kernels.compiled.routes import find_route
from gisplanner.kernels.compiled.scratch import Scratch
from gisplanner.mobility import UNREACHABLE
from layers.jobs import Progress


class CompiledRouter:
    """A `Router` over a contraction hierarchy.

    May be asked from several threads at once, but not while `update` runs.

    Parameters
    ----------
    preparation : Preparation
        Of a graph with these nodes and arcs.
    graph : Graph
    """

    def __init__(self, preparation: Preparation, graph: Graph) -> None:
        expect_times(graph.time_ms, len(preparation.slot))
        expect_nodes(graph.nodes, len(preparation.position))
        self.preparation = preparation
        self._times = Customised(preparation, graph.time_ms)
        self.graph = replace(graph, time_ms=self._times.time_ms)
        self.row = preparation.row
        self._idle: list[Scratch] = []
        self._entries: tuple[WeakKeyDictionary[Links, Entries], ...] = (WeakKeyDictionary(), WeakKeyDictionary())

    @property
    def junctions(self) -> Ints:
        """Nodes where roads meet, in the order of the sweep."""
        position = self.preparation.position
        found = np.empty(self.preparation.hierarchy.junctions, dtype=np.int32)
        at = np.flatnonzero(position >= 0)
        found[position[at]] = at
        return found

    def field(self, seeds: Seeds, *, reverse: bool = False) -> Ints:
        """Time from the nearest seed of any group to every node; shape (nodes,), by row."""
        found = np.empty(self.graph.nodes, dtype=np.int32)
        with self._scratch() as scratch:
            nearby = self._nearby(replace(seeds, group=np.zeros_like(seeds.group), groups=1), scratch, reverse=reverse)
            sweeps.sweep_nearest(self._times.ways(reverse=reverse), nearby.starts, scratch.room, scratch.keys)
            counting.expand_one(scratch.keys, self._times.ends(reverse=reverse), found)
        row = self.row[nearby.node]
        found[row] = np.minimum(found[row], nearby.time_ms)
        return found

    def fields(self, seeds: Seeds, *, reverse: bool = False, out: Ints | None = None) -> Ints:
        """Time from the nearest seed of each group to every node; shape (nodes, groups), by row.

        Quickest where `out` comes from `rows_of_lanes` and there are 64 groups.
        """
        found = np.empty((self.graph.nodes, seeds.groups), dtype=np.int32) if out is None else out
        expect_room(found, self.graph.nodes, seeds.groups)
        straight = found.shape[1] == LANES and found.flags.c_contiguous and found.ctypes.data % ALIGNED == 0
        ends = self._times.ends(reverse=reverse)
        with self._scratch() as scratch:
            nearby = self._nearby(seeds, scratch, reverse=reverse)
            rows = found if straight else rows_of_lanes(self.graph.nodes)
            for begin in range(0, seeds.groups, LANES):
                self._sweep_lanes(nearby, begin, scratch, reverse=reverse)
                counting.expand_lanes(scratch.rows, ends, rows)
                if not straight:
                    found[:, begin : begin + LANES] = rows[:, : seeds.groups - begin]
        at = self.row[nearby.node], nearby.group
        found[at] = np.minimum(found[at], nearby.time_ms)
        return found

    def nearest(self, seeds: Seeds, *, reverse: bool = False) -> tuple[Ints, Ints]:
        """Time from the nearest group to every node, and which it is (-1 for none, ties to the smaller); by row."""
        time_ms, group = np.empty((2, self.graph.nodes), dtype=np.int32)
        with self._scratch() as scratch:
            nearby = self._nearby(seeds, scratch, reverse=reverse)
            sweeps.sweep_nearest(self._times.ways(reverse=reverse), nearby.starts, scratch.room, scratch.keys)
            counting.expand_nearest(scratch.keys, self._times.ends(reverse=reverse), time_ms, group)
        counting.add_nearest(self._rows(nearby), time_ms, group)
        return time_ms, group

    def two_best(self, seeds: Seeds, *, reverse: bool = False) -> TwoBest:
        """The two nearest groups of every node, by row."""
        time_ms, group = np.empty((2, 2, self.graph.nodes), dtype=np.int32)
        with self._scratch() as scratch:
            nearby = self._nearby(seeds, scratch, reverse=reverse)
            sweeps.sweep_two(self._times.ways(reverse=reverse), nearby.starts, scratch.room, scratch.two_keys)
            counting.expand_two(scratch.two_keys, self._times.ends(reverse=reverse), time_ms, group)
        counting.add_two(self._rows(nearby), time_ms, group)
        return TwoBest(time_ms[0], group[0], time_ms[1], group[1])

    def junction_two_best(self, seeds: Seeds) -> TwoBest:
        """The two nearest groups of the nodes `junctions`, in their order: enough to draw while a base is dragged."""
        time_ms, group = np.empty((2, 2, self.preparation.hierarchy.junctions), dtype=np.int32)
        with self._scratch() as scratch:
            nearby = self._nearby(seeds, scratch, reverse=False)
            sweeps.sweep_two(self._times.ways(reverse=False), nearby.starts, scratch.room, scratch.two_keys)
            counting.part_two(scratch.two_keys, time_ms, group)
        return TwoBest(time_ms[0], group[0], time_ms[1], group[1])

    def matrix(self, seeds: Seeds, links: Links, *, reverse: bool = False) -> Ints:
        """Time from each group to each point by the best of its links; shape (groups, points)."""
        found = np.empty((seeds.groups, links.points), dtype=np.int32)
        entries = self._entries_of(links, reverse=reverse)
        with self._scratch() as scratch:
            nearby = self._nearby(seeds, scratch, reverse=reverse)
            if seeds.groups == 1:
                sweeps.sweep_nearest(self._times.ways(reverse=reverse), nearby.starts, scratch.room, scratch.keys)
                enter_one(scratch.keys, entries, found[0])
            else:
                rows = rows_of_lanes(links.points)
                for begin in range(0, seeds.groups, LANES):
                    self._sweep_lanes(nearby, begin, scratch, reverse=reverse)
                    enter_lanes(scratch.rows, entries, rows)
                    columns_of(rows, found, begin)
        add_nearby(nearby, entries, links, found)
        return found

    def reached(self, seeds: Seeds, limit_ms: int, *, reverse: bool = False) -> Counts:
        """How many nodes each group reaches within the limit; shape (groups,)."""
        each = np.arange(seeds.groups, dtype=np.int32)[:, None]
        return self._count(
            seeds, each, limit_ms, np.ones(self.graph.nodes, dtype=np.int32), Progress(), reverse=reverse
        )

    def alone(self, seeds: Seeds, limit_ms: int, *, reverse: bool = False) -> Counts:
        """How many nodes only this group reaches within the limit; shape (groups,)."""
        ends = self._times.ends(reverse=reverse)
        counts = np.zeros(seeds.groups, dtype=np.int64)
        most_ms = min(limit_ms, UNREACHABLE - 1)
        with self._scratch() as scratch:
            nearby = self._nearby(seeds, scratch, reverse=reverse)
            row, time_ms, group = self._rows(nearby)
            order = np.argsort(row, kind="stable")
            sweeps.sweep_two(self._times.ways(reverse=reverse), nearby.starts, scratch.room, scratch.two_keys)
            counting.alone_within(scratch.two_keys, ends, most_ms, counts)
            near = (row[order], time_ms[order], group[order])
            counting.alone_nearby(scratch.two_keys, ends, most_ms, near, counts)
        return counts

    def evaluate(
        self,
        seeds: Seeds,
        dispositions: Ints,
        limit_ms: int,
        *,
        weight: Ints | None = None,
        progress: Progress | None = None,
    ) -> Counts:
        """What each of many dispositions reaches within the limit, 64 of them at once; int64, shape (dispositions,)."""
        expect_dispositions(dispositions, seeds.groups)
        worth = np.ones(self.graph.nodes, dtype=np.int32)
        if weight is not None:
            expect_weights(weight, self.graph.nodes)
            worth[self.row] = weight
        return self._count(seeds, dispositions, limit_ms, worth, progress or Progress(), reverse=False)

    def route(self, seeds: Seeds, links: Links) -> Route | None:
        """A quickest way from any seed to any link, None where there is none."""
        each = replace(links, point=np.arange(len(links.node), dtype=np.int32), points=len(links.node))
        reached_ms = self.matrix(replace(seeds, group=np.zeros_like(seeds.group), groups=1), each)[0]
        if len(reached_ms) == 0 or reached_ms.min() >= UNREACHABLE:
            return None
        link = int(np.argmin(reached_ms))
        node, time_ms = int(links.node[link]), int(reached_ms[link])
        count = len(seeds.node)
        starts = Links(np.arange(count, dtype=np.int32), seeds.node, seeds.offset_ms, count)
        at, spent = np.array([node], dtype=np.int32), links.time_ms[link : link + 1]
        goal = Seeds(np.zeros(1, dtype=np.int32), at, spent, 1)
        seed = int(np.flatnonzero(self.matrix(goal, starts, reverse=True)[0] == time_ms)[0])
        arcs = find_route(self.preparation, self._times, int(seeds.node[seed]), node)
        return Route(time_ms, seed, link, arcs)

    def update(self, arcs: Ints, time_ms: Ints) -> None:
        """Give some arcs other times: a road is closed, or open again."""
        expect_changes(arcs, time_ms, len(self.graph.time_ms))
        self._times.update(arcs, time_ms)
        for entries in self._entries:
            entries.clear()

    def _count(
        self, seeds: Seeds, dispositions: Ints, limit_ms: int, worth: Ints, progress: Progress, *, reverse: bool
    ) -> Counts:
        ways, ends = self._times.ways(reverse=reverse), self._times.ends(reverse=reverse)
        totals = np.zeros(len(dispositions), dtype=np.int64)
        dispositions = np.array(dispositions, order="C")  # compiled for arrays that are writeable and in order
        if limit_ms < 0:  # lanes are compared unsigned
            return totals
        most_ms = min(limit_ms, UNREACHABLE - 1)
        counted = rows_of_lanes(1)
        with self._scratch() as scratch:
            spread = counting.Spread(self._nearby(seeds, scratch, reverse=reverse), self.row, seeds.groups)
            for begin in range(0, len(dispositions), LANES):
                progress.update("Comparing dispositions", begin / len(dispositions))
                chosen = dispositions[begin : begin + LANES]
                sweeps.sweep_lanes(ways, spread.starts(chosen), scratch.room, scratch.rows)
                counting.within(scratch.rows, ends, worth, most_ms, counted)
                own = totals[begin : begin + LANES]
                own += counted[0, : len(own)]
                counting.within_nearby(scratch.rows, ends, worth, most_ms, spread.nearby(chosen), scratch.seen, own)
        return totals

    def _nearby(self, seeds: Seeds, scratch: Scratch, *, reverse: bool) -> Nearby:
        """Search from the seeds to the junctions around them."""
        expect_seeds(seeds, self.graph.nodes)
        order = np.argsort(seeds.group, kind="stable")
        slot_ms = self._times.behind_ms if reverse else self._times.ahead_ms
        group, node, offset_ms = seeds.group[order], seeds.node[order], seeds.offset_ms[order]
        made = self.preparation
        return search_nearby(made.neighbours, made.position, slot_ms, group, node, offset_ms, scratch.near_ms)

    def _rows(self, nearby: Nearby) -> counting.Near:
        """Rows, times and groups of what searches near the seeds found."""
        return self.row[nearby.node], nearby.time_ms, nearby.group

    def _entries_of(self, links: Links, *, reverse: bool) -> Entries:
        known = self._entries[reverse].get(links)
        if known is None:
            expect_links(links, self.graph.nodes)
            known = entries_of(links, self.row, self._times.ends(reverse=reverse))
            self._entries[reverse][links] = known
        return known

    def _sweep_lanes(self, nearby: Nearby, begin: int, scratch: Scratch, *, reverse: bool) -> None:
        """Sweep for the 64 groups from `begin` on."""
        junction, time_ms, group = nearby.starts
        own = slice(*np.searchsorted(group, [begin, begin + LANES]))
        starts = sweeps.Starts(junction[own], time_ms[own], group[own] - np.int32(begin))
        sweeps.sweep_lanes(self._times.ways(reverse=reverse), starts, scratch.room, scratch.rows)

    @contextmanager
    def _scratch(self) -> Iterator[Scratch]:
        """Lend room to work in; each thread gets its own."""
        try:
            scratch = self._idle.pop()
        except IndexError:
            scratch = Scratch(self.preparation.hierarchy.junctions, self.graph.nodes)
        yield scratch
        self._idle.append(scratch)
