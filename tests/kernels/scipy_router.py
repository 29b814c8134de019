# SPDX-License-Identifier: GPL-3.0-or-later
"""The oracle with scipy's Dijkstra in the place of networkx: for networks of hundreds of thousands of nodes."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pytest

from gisplanner.kernels.arrays import Graph, Ints, Links, Route, Seeds
from gisplanner.kernels.reference import PlainRouter
from gisplanner.mobility import UNREACHABLE


class ScipyRouter(PlainRouter):
    """Asks scipy anew for every time; of a route it knows no arcs.

    Parameters
    ----------
    graph : Graph
    """

    def __init__(self, graph: Graph) -> None:
        super().__init__(Graph(graph.nodes, *(np.zeros(0, dtype=np.int32) for _ in range(3))))
        self.graph = graph
        self._sparse: Any = pytest.importorskip("scipy.sparse")
        self._csgraph: Any = pytest.importorskip("scipy.sparse.csgraph")
        usable = np.flatnonzero(graph.time_ms < UNREACHABLE)
        # of parallel arcs the quickest comes first and is the one that is kept
        order = usable[np.lexsort((graph.time_ms[usable], graph.head[usable], graph.tail[usable]))]
        pair = np.stack([graph.tail[order], graph.head[order]])
        order = order[np.r_[True, (np.diff(pair) != 0).any(axis=0)][: len(order)]]
        self._arcs = graph.tail[order], graph.head[order], graph.time_ms[order].astype(np.float64)

        self._known: tuple[WeakKeyDictionary[Seeds, Ints], ...] = (WeakKeyDictionary(), WeakKeyDictionary())

    def fields(self, seeds: Seeds, *, reverse: bool = False, out: Ints | None = None) -> Ints:
        """Time from the nearest seed of each group to every node, found once: most answers follow from it."""
        known = self._known[reverse]
        if seeds not in known:
            known[seeds] = super().fields(seeds, reverse=reverse, out=out)
        return known[seeds]

    def route(self, seeds: Seeds, links: Links) -> Route | None:
        """Time, seed and link of a quickest way, without its arcs."""
        reached_ms = self.field(seeds)[links.node].astype(np.int64) + links.time_ms
        if len(reached_ms) == 0 or reached_ms.min() >= UNREACHABLE:
            return None
        link = int(np.argmin(reached_ms))
        goal = np.array([links.node[link]], dtype=np.int32)
        back_ms = self._times(goal, np.zeros(1, dtype=np.int32), reverse=True)[seeds.node].astype(np.int64)
        seed = int(np.flatnonzero(back_ms + seeds.offset_ms == reached_ms[link] - links.time_ms[link])[0])
        return Route(int(reached_ms[link]), seed, link, np.zeros(0, dtype=np.int32))

    def _times(self, nodes: Ints, offset_ms: Ints, *, reverse: bool) -> Ints:
        """From a node of no network, which has an arc to every seed."""
        tail, head, time_ms = self._arcs
        source = self.graph.nodes
        order = np.lexsort((offset_ms, nodes))
        first = order[np.unique(nodes[order], return_index=True)[1]]
        first = first[offset_ms[first] < UNREACHABLE]
        one, other = (head, tail) if reverse else (tail, head)
        ends = np.r_[one, np.full(len(first), source)], np.r_[other, nodes[first]]
        weights = self._sparse.coo_matrix((np.r_[time_ms, offset_ms[first]], ends), shape=(source + 1, source + 1))
        found = self._csgraph.dijkstra(weights.tocsr(), indices=source, limit=UNREACHABLE - 1)[:source]
        return np.where(np.isfinite(found), found, UNREACHABLE).astype(np.int32)
