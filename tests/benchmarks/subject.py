# SPDX-License-Identifier: GPL-3.0-or-later
"""What every task asks about: a network with the router and scipy ready on it, and how their answers are compared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gisplanner.kernels.arrays import Graph, Ints, Router, Seeds
from gisplanner.kernels.compiled import CompiledRouter, Preparation, prepare
from gisplanner.mobility import UNREACHABLE
from tests.benchmarks.floors import floor_of
from tests.benchmarks.networks import Network, mid_edge_seeds, synthetic
from tests.benchmarks.peers import Scipy, with_bases
from tests.benchmarks.rows import Row, judged, measured, median_ms

POSITIONS = 500
"""Where bases may stand; tasks with fewer bases take the first."""
LARGE = 400_000
"""Nodes from which on slow things are done once, and the slowest not at all."""
LIMIT_MS = 600_000
LARGE_LIMIT_MS = 3_600_000


class Differs(AssertionError):
    """Two answers to one question are not the same."""


@dataclass(frozen=True, eq=False)
class Subject:
    """A network made ready.

    Attributes
    ----------
    network : Network
    preparation : Preparation
    router : Router
    seeds : Seeds
        500 positions of bases in the middle of roads.
    limit_ms : int
        For all that counts nodes within reach.
    scipy, fair : Scipy
        On the nodes as they are numbered, and in the order of the router's rows.
    prepare_ms, customise_ms : float
    """

    network: Network
    preparation: Preparation
    router: Router
    seeds: Seeds
    limit_ms: int
    scipy: Scipy
    fair: Scipy
    prepare_ms: float
    customise_ms: float

    @property
    def graph(self) -> Graph:
        """Of the network, all roads open."""
        return self.network.graph

    @property
    def repeats(self) -> int:
        """Of what takes a peer less than some seconds."""
        return 1 if self.large else 3

    @property
    def large(self) -> bool:
        """Whether slow things are to be avoided."""
        return self.graph.nodes >= LARGE

    def by_node(self, rows: Ints) -> Ints:
        """What the router says of its rows, by node."""
        return rows[self.router.row]

    def row(self, task: str, ours_ms: float | None, peer: str | None = None, peer_ms: float | None = None) -> Row:
        """A row of the table with its floor."""
        network, nodes = self.network.name, self.graph.nodes
        return judged(Row(task, network, nodes, ours_ms, peer, peer_ms), floor_of(network, nodes, task, peer))


def ready(network: Network) -> Subject:
    """Prepare the router and scipy; what is compiled on first use is compiled before any time is taken."""
    graph, small = network.graph, synthetic(2000)
    _prepared(small)
    preparing = measured(_prepared, [network] * (1 if graph.nodes >= LARGE else 3))
    preparation = preparing.answers[-1]
    router = CompiledRouter(preparation, graph)
    seeds = mid_edge_seeds(network, POSITIONS, seed=7)
    return Subject(
        network=network,
        preparation=preparation,
        router=router,
        seeds=seeds,
        limit_ms=LARGE_LIMIT_MS if graph.nodes >= LARGE else LIMIT_MS,
        scipy=Scipy(with_bases(graph, seeds)),
        fair=Scipy(with_bases(graph, seeds, router.row)),
        prepare_ms=preparing.median_ms,
        customise_ms=median_ms(lambda: CompiledRouter(preparation, graph), 5),
    )


def expect_same(what: str, ours: Ints, times: NDArray[np.float64]) -> None:
    """Compare times in the same order, millisecond for millisecond.

    Raises
    ------
    Differs
        With how many do not agree.
    """
    theirs = np.where(times < UNREACHABLE, np.rint(times), UNREACHABLE).astype(np.int32)
    expect_equal(what, ours, theirs)


def expect_equal(what: str, ours: NDArray[np.integer], theirs: NDArray[np.integer]) -> None:
    """Compare whole numbers.

    Raises
    ------
    Differs
        With how many do not agree.
    """
    wrong = np.count_nonzero(ours != theirs) if ours.shape == theirs.shape else max(ours.size, theirs.size)
    if wrong:
        message = f"{what}: {wrong} of {theirs.size} differ"
        raise Differs(message)


def _prepared(network: Network) -> Preparation:
    graph = network.graph
    return prepare(graph.nodes, graph.tail, graph.head, network.x, network.y)
