# SPDX-License-Identifier: GPL-3.0-or-later
"""Shortest times by networkx: plain and right, the oracle of every faster kernel."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from threading import Lock

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from gisplanner.kernels.arrays import Counts, Graph, Ints, Links, Route, Seeds, TwoBest
from gisplanner.mobility import UNREACHABLE
from layers.jobs import Progress

SOURCE = -1
"""A node of no network, from which every seed is its offset away."""


class PlainRouter:
    """A `Router` that asks networkx everything anew.

    Parameters
    ----------
    graph : Graph
    """

    def __init__(self, graph: Graph) -> None:
        self._use(graph)

    def _use(self, graph: Graph) -> None:
        self.graph = graph
        self.row: Ints = np.arange(graph.nodes, dtype=np.int32)
        self.junctions = self.row
        self._forward = _directed(graph)
        self._asked = Lock()  # a search adds its source to the graph
        self._backward: nx.DiGraph[int] | None = None

    def field(self, seeds: Seeds, *, reverse: bool = False) -> Ints:
        """Time from the nearest seed of any group to every node; shape (nodes,)."""
        return self._times(seeds.node, seeds.offset_ms, reverse=reverse)

    def fields(self, seeds: Seeds, *, reverse: bool = False, out: Ints | None = None) -> Ints:
        """Time from the nearest seed of each group to every node; shape (nodes, groups)."""
        found = np.empty((self.graph.nodes, seeds.groups), dtype=np.int32) if out is None else out
        for group in range(seeds.groups):
            own = seeds.group == group
            found[:, group] = self._times(seeds.node[own], seeds.offset_ms[own], reverse=reverse)
        return found

    def nearest(self, seeds: Seeds, *, reverse: bool = False) -> tuple[Ints, Ints]:
        """Time from the nearest group to every node, and which it is (-1 for none, ties to the smaller)."""
        found = self.two_best(seeds, reverse=reverse)
        return found.first_ms, found.first

    def junction_two_best(self, seeds: Seeds) -> TwoBest:
        """The two nearest groups of every junction; here every node is one."""
        return self.two_best(seeds)

    def two_best(self, seeds: Seeds, *, reverse: bool = False) -> TwoBest:
        """The two nearest groups of every node."""
        none = np.full((self.graph.nodes, 2), UNREACHABLE, dtype=np.int32)
        times = np.concatenate([self.fields(seeds, reverse=reverse), none], axis=1)
        # a stable sort gives equal times to the smaller group
        order = np.argsort(times, axis=1, kind="stable")[:, :2]
        best = np.take_along_axis(times, order, axis=1)
        group = np.where(best < UNREACHABLE, order, -1).astype(np.int32)
        return TwoBest(best[:, 0], group[:, 0], best[:, 1], group[:, 1])

    def matrix(self, seeds: Seeds, links: Links, *, reverse: bool = False) -> Ints:
        """Time from each group to each point by the best of its links; shape (groups, points)."""
        found = np.full((links.points, seeds.groups), UNREACHABLE, dtype=np.int32)
        times = self.fields(seeds, reverse=reverse)[links.node].astype(np.int64) + links.time_ms[:, None]
        np.minimum.at(found, links.point, np.minimum(times, UNREACHABLE).astype(np.int32))
        return np.ascontiguousarray(found.T)

    def reached(self, seeds: Seeds, limit_ms: int, *, reverse: bool = False) -> Counts:
        """How many nodes each group reaches within the limit; shape (groups,)."""
        times = self.fields(seeds, reverse=reverse)
        return np.asarray(((times <= limit_ms) & (times < UNREACHABLE)).sum(axis=0), dtype=np.int64)

    def alone(self, seeds: Seeds, limit_ms: int, *, reverse: bool = False) -> Counts:
        """How many nodes only this group reaches within the limit; shape (groups,)."""
        times = self.fields(seeds, reverse=reverse)
        within = (times <= limit_ms) & (times < UNREACHABLE)
        return np.asarray((within & (within.sum(axis=1) == 1)[:, None]).sum(axis=0), dtype=np.int64)

    def evaluate(
        self,
        seeds: Seeds,
        dispositions: Ints,
        limit_ms: int,
        *,
        weight: Ints | None = None,
        progress: Progress | None = None,
    ) -> Counts:
        """What each of many dispositions reaches within the limit; int64, shape (dispositions,)."""
        worth = np.ones(self.graph.nodes, dtype=np.int64) if weight is None else weight.astype(np.int64)
        totals = np.zeros(len(dispositions), dtype=np.int64)
        for n, bases in enumerate(dispositions):
            if progress is not None:
                progress.update("Comparing dispositions", n / len(dispositions))
            times = self.field(seeds.only(bases[bases >= 0]))
            totals[n] = worth[(times <= limit_ms) & (times < UNREACHABLE)].sum()
        return totals

    def route(self, seeds: Seeds, links: Links) -> Route | None:
        """A quickest way from any seed to any link, None where there is none."""
        reached_ms = self.field(seeds)[links.node].astype(np.int64) + links.time_ms
        if len(reached_ms) == 0 or reached_ms.min() >= UNREACHABLE:
            return None
        link = int(np.argmin(reached_ms))
        way_ms = int(reached_ms[link] - links.time_ms[link])
        node = int(links.node[link])
        back_ms = self._times(np.array([node]), np.array([0]), reverse=True)[seeds.node].astype(np.int64)
        seed = int(np.flatnonzero(back_ms + seeds.offset_ms == way_ms)[0])
        nodes = nx.dijkstra_path(self._forward, int(seeds.node[seed]), node)
        arcs = [self._forward.edges[step]["arc"] for step in pairwise(nodes)]
        return Route(int(reached_ms[link]), seed, link, np.array(arcs, dtype=np.int32))

    def update(self, arcs: Ints, time_ms: Ints) -> None:
        """Give some arcs other times: a road is closed, or open again."""
        times = self.graph.time_ms.copy()
        times[arcs] = time_ms
        self._use(replace(self.graph, time_ms=times))

    def _times(self, nodes: Ints, offset_ms: Ints, *, reverse: bool) -> Ints:
        found = np.full(self.graph.nodes, UNREACHABLE, dtype=np.int32)
        starts: dict[int, int] = {}
        for node, offset in zip(nodes.tolist(), offset_ms.tolist(), strict=True):
            starts[node] = min(offset, starts.get(node, UNREACHABLE))
        if starts:
            times = self._searched(starts, reverse=reverse)
            found[list(times)] = list(times.values())
        return found

    def _searched(self, starts: dict[int, int], *, reverse: bool) -> dict[int, float]:
        with self._asked:
            directed = self._forward
            if reverse:
                self._backward = directed = self._backward or self._forward.reverse()
            directed.add_weighted_edges_from((SOURCE, node, offset) for node, offset in starts.items())
            times: dict[int, float] = nx.single_source_dijkstra_path_length(directed, SOURCE, cutoff=UNREACHABLE - 1)
            directed.remove_node(SOURCE)
        del times[SOURCE]
        return times


def _directed(graph: Graph) -> nx.DiGraph[int]:
    directed: nx.DiGraph[int] = nx.DiGraph()
    directed.add_nodes_from(range(graph.nodes))
    usable = graph.time_ms < UNREACHABLE
    # of parallel arcs only the quickest counts, of equal ones the first: written last, it stays
    order = np.flatnonzero(usable)[::-1]
    order = order[np.argsort(-graph.time_ms[order], kind="stable")]
    for arc, tail, head, time_ms in zip(
        order.tolist(),
        graph.tail[order].tolist(),
        graph.head[order].tolist(),
        graph.time_ms[order].tolist(),
        strict=True,
    ):
        directed.add_edge(tail, head, weight=time_ms, arc=arc)
    return directed


def by_base(response_ms: Ints, base: Ints, teams: Ints, standard_ms: Ints, bases: int) -> tuple[Ints, Ints]:
    """Earliest response and teams in time of every base at every site.

    Parameters
    ----------
    response_ms : int32 array, shape (crews, sites)
    base, teams : int32 array, shape (crews,)
        Base of every crew, and how many teams it has.
    standard_ms : int32 array, shape (sites,)
    bases : int

    Returns
    -------
    int32 arrays, shape (bases, sites)
    """
    earliest = np.full((bases, len(standard_ms)), UNREACHABLE, dtype=np.int32)
    np.minimum.at(earliest, base, response_ms)
    in_time = np.zeros((bases, len(standard_ms)), dtype=np.int32)
    np.add.at(in_time, base, np.where(response_ms <= standard_ms, teams[:, None], 0))
    return earliest, in_time


def served_together(response_ms: Ints, teams: Ints, standard_ms: Ints, needed: Ints, order: Ints) -> NDArray[np.bool_]:
    """Which sites are served within standard when all call at once and a team serves one.

    Sites take their teams in turn, the earliest free ones in time, all or nothing.

    Parameters
    ----------
    response_ms : int32 array, shape (crews, sites)
    teams : int32 array, shape (crews,)
    standard_ms, needed : int32 array, shape (sites,)
    order : int32 array, shape (sites,)
        In which sites take their turn.

    Returns
    -------
    bool array, shape (sites,)
    """
    free = teams.copy()
    served = np.zeros(len(order), dtype=bool)
    for site in order.tolist():
        soon = np.flatnonzero((response_ms[:, site] <= standard_ms[site]) & (free > 0))
        soon = soon[np.argsort(response_ms[soon, site], kind="stable")]
        before = np.cumsum(free[soon]) - free[soon]
        take = np.clip(needed[site] - before, 0, free[soon])
        if take.sum() == needed[site]:
            free[soon] -= take
            served[site] = True
    return served
