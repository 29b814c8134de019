# SPDX-License-Identifier: GPL-3.0-or-later
"""What others need for the same question on the same roads: scipy, networkx, igraph, rustworkx, networkit and pandana.

Every base is a node of its own after the network's, with an arc to each of its seeds that takes the seed's offset, so
that a peer is asked exactly what the router is. A peer that is not installed is skipped with a line.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gisplanner.kernels.arrays import Graph, Ints, Seeds
from gisplanner.mobility import UNREACHABLE

Floats = NDArray[np.float64]
FAR_S = 500_000.0
"""As far as pandana is asked to look: whole seconds, for it ends the process where a limit is rounded up."""


@dataclass(frozen=True, eq=False)
class Arcs:
    """What can be travelled, as every peer takes it: sorted, without loops, of parallel arcs the quickest.

    Attributes
    ----------
    nodes : int
        Of the network.
    bases : int
        Base b is node ``nodes + b``.
    tail, head, time_ms : int32 array, shape (arcs,)
    """

    nodes: int
    bases: int
    tail: Ints
    head: Ints
    time_ms: Ints


@dataclass(frozen=True, eq=False)
class Peer:
    """Somebody else's way from one base to every node.

    Attributes
    ----------
    name : str
    one : callable
        Asked with a base; this is what takes the time.
    times : callable
        Times to every node of the network from such an answer, infinite where there is no way.
    """

    name: str
    one: Callable[[int], Any]
    times: Callable[[Any], Floats]


class Scipy:
    """Dijkstra in compiled code, asked in every way it can be.

    Parameters
    ----------
    arcs : Arcs
    """

    def __init__(self, arcs: Arcs) -> None:
        self.nodes = arcs.nodes
        every = arcs.nodes + arcs.bases
        starts = np.searchsorted(arcs.tail, np.arange(every + 1)).astype(np.int32)
        weighted = (arcs.time_ms.astype(np.float64), arcs.head, starts)
        self._matrix = import_module("scipy.sparse").csr_matrix(weighted, shape=(every, every))
        self._dijkstra: Callable[..., Any] = import_module("scipy.sparse.csgraph").dijkstra

    def one(self, base: int) -> Floats:
        """From one base to every node."""
        found: Floats = self._dijkstra(self._matrix, indices=self.nodes + base)
        return found[: self.nodes]

    def nearest(self, bases: Ints) -> Floats:
        """From the nearest of some bases to every node."""
        found: Floats = self._dijkstra(self._matrix, indices=self.nodes + bases, min_only=True)
        return found[: self.nodes]

    def nearest_with_sources(self, bases: Ints) -> tuple[Floats, Ints]:
        """From the nearest of some bases to every node, and which it is."""
        found, _, sources = self._dijkstra(
            self._matrix, indices=self.nodes + bases, min_only=True, return_predecessors=True
        )
        return found[: self.nodes], sources[: self.nodes] - self.nodes

    def many(self, bases: Ints) -> Floats:
        """From each of some bases to every node; shape (bases, nodes)."""
        found: Floats = self._dijkstra(self._matrix, indices=self.nodes + bases)
        return found[:, : self.nodes]


def with_bases(graph: Graph, seeds: Seeds, row: Ints | None = None) -> Arcs:
    """Roads and bases as peers take them; node n becomes ``row[n]``, if that is given."""
    place = np.arange(graph.nodes, dtype=np.int32) if row is None else row
    usable = (graph.time_ms < UNREACHABLE) & (graph.tail != graph.head)
    tail = np.concatenate([place[graph.tail[usable]], graph.nodes + seeds.group])
    head = np.concatenate([place[graph.head[usable]], place[seeds.node]])
    time_ms = np.concatenate([graph.time_ms[usable], seeds.offset_ms])
    order = np.lexsort((time_ms, head, tail))
    tail, head, time_ms = tail[order], head[order], time_ms[order]
    quickest = np.append(True, (tail[1:] != tail[:-1]) | (head[1:] != head[:-1]))
    return Arcs(graph.nodes, seeds.groups, tail[quickest], head[quickest], time_ms[quickest])


def present(name: str, make: Callable[[Arcs], Peer], arcs: Arcs) -> Peer | None:
    """The peer, made ready; None, and a line that says so, where it is not installed."""
    try:
        return make(arcs)
    except ImportError:
        print(f"{name}: skipped, not installed")  # noqa: T201
        return None


def networkx(arcs: Arcs) -> Peer:
    """Dijkstra in Python."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(arcs.nodes + arcs.bases))
    graph.add_weighted_edges_from(zip(arcs.tail.tolist(), arcs.head.tolist(), arcs.time_ms.tolist(), strict=True))
    return Peer(
        "networkx", lambda base: nx.single_source_dijkstra_path_length(graph, arcs.nodes + base), _by_node(arcs)
    )


def igraph(arcs: Arcs) -> Peer:
    """Dijkstra in C."""
    edges = np.stack([arcs.tail, arcs.head], axis=1)
    graph = import_module("igraph").Graph(n=arcs.nodes + arcs.bases, edges=edges, directed=True)
    weights = arcs.time_ms.astype(float).tolist()
    graph.es["time_ms"] = weights
    return Peer(
        "igraph",
        lambda base: graph.distances(source=[arcs.nodes + base], weights="time_ms"),
        lambda answer: np.array(answer[0][: arcs.nodes]),
    )


def rustworkx(arcs: Arcs) -> Peer:
    """Dijkstra in Rust."""
    library = import_module("rustworkx")
    graph = library.PyDiGraph()
    graph.add_nodes_from(range(arcs.nodes + arcs.bases))
    times = arcs.time_ms.astype(float).tolist()
    graph.add_edges_from(list(zip(arcs.tail.tolist(), arcs.head.tolist(), times, strict=True)))
    return Peer(
        "rustworkx",
        lambda base: library.dijkstra_shortest_path_lengths(graph, arcs.nodes + base, float),
        _by_node(arcs),
    )


def networkit(arcs: Arcs) -> Peer:
    """Dijkstra in C++."""
    library = import_module("networkit")
    library.setNumberOfThreads(1)
    weighted = (arcs.time_ms.astype(float), (arcs.tail.astype(np.uint64), arcs.head.astype(np.uint64)))
    graph = library.GraphFromCoo(weighted, n=arcs.nodes + arcs.bases, weighted=True, directed=True)

    def one(base: int) -> Any:
        run = library.distance.Dijkstra(graph, arcs.nodes + base, storePaths=False)
        run.run()
        return run.getDistances(asarray=True)

    def times(answer: Any) -> Floats:
        found = np.array(answer[: arcs.nodes])
        return np.where(found < UNREACHABLE, found, np.inf)

    return Peer("networkit", one, times)


def pandana(arcs: Arcs) -> Peer:
    """A contraction hierarchy in C++, made for the nearest places of every node: the roads are given backwards.

    It finds its places by coordinates, wants pandas and counts in thousandths, rounding down.
    """
    every = arcs.nodes + arcs.bases
    place = pd.Series(np.arange(every, dtype=float))
    seconds = pd.DataFrame({"s": (arcs.time_ms + 0.25) / 1000})
    library = import_module("pandana")
    with _silence():
        roads = library.Network(place, place, pd.Series(arcs.head), pd.Series(arcs.tail), seconds, twoway=False)
    for base in range(arcs.bases):
        at = pd.Series([float(arcs.nodes + base)])
        roads.set_pois(str(base), FAR_S, 1, at, at)

    def times(answer: Any) -> Floats:
        found = np.rint(answer[1].to_numpy()[: arcs.nodes] * 1000)
        return np.where(found < FAR_S * 1000, found, np.inf)

    return Peer("pandana", lambda base: roads.nearest_pois(FAR_S, str(base), 1), times)


OTHERS: dict[str, Callable[[Arcs], Peer]] = {
    "igraph": igraph,
    "rustworkx": rustworkx,
    "networkit": networkit,
    "pandana": pandana,
}
"""Peers that may be absent."""

SLOW = {"pandana"}
"""Those that a network of a million nodes keeps busy for longer than anybody waits."""


@contextmanager
def _silence() -> Iterator[None]:
    """Nothing reaches the terminal, be it from compiled code."""
    sys.stdout.flush()
    shown = os.dup(1)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    try:
        yield
    finally:
        os.dup2(shown, 1)
        os.close(shown)


def _by_node(arcs: Arcs) -> Callable[[Any], Floats]:
    """From a mapping of nodes to times."""

    def times(answer: Any) -> Floats:
        found = np.full(arcs.nodes + arcs.bases, np.inf)
        found[list(answer.keys())] = list(answer.values())
        return found[: arcs.nodes]

    return times
