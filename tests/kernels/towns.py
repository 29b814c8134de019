# SPDX-License-Identifier: GPL-3.0-or-later
"""Road graphs of hundreds to thousands of nodes, as large as the oracle can bear: towns, and shapes that never end."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gisplanner.kernels.arrays import Graph
from gisplanner.mobility import UNREACHABLE
from tests.kernels.graphs import AHEAD, BACK, BOTH, CUT, MIXED, Arcs, Roads, places_of, renamed


def town(seed: int, wide: int, *, shortest_ms: int = 1, longest_ms: int = 100) -> Roads:
    """A crooked grid of streets, some missing, some one-way, drawn out to chains, with dead ends; and a village apart.

    Parameters
    ----------
    seed : int
    wide : int
        Crossings along a side; about 4 x wide x wide nodes.
    shortest_ms, longest_ms : int
        Of an arc.
    """
    rng = np.random.default_rng(seed)
    arcs = Arcs(wide * wide)
    across = [(n, n + 1) for n in range(wide * wide) if (n + 1) % wide]
    along = [(n, n + wide) for n in range(wide * (wide - 1))]
    for one, other in across + along:
        if rng.random() < 0.85:
            way = rng.choice([BOTH, BOTH, BOTH, BOTH, BOTH, BOTH, AHEAD, BACK, MIXED, CUT])
            arcs.lay_chain(one, other, int(rng.choice([1, 1, 2, 3, 5])), int(way))
    for _ in range(wide * wide // 2):
        hook = int(rng.integers(arcs.nodes))
        arcs.nodes += 1
        arcs.lay(hook, arcs.nodes - 1, BOTH)
    village = arcs.nodes
    arcs.nodes += 1
    for pieces in (3, 1, 7):
        arcs.lay_chain(village, village, pieces, BOTH)
    return _roads(arcs, rng, shortest_ms, longest_ms, seed)


def _roads(arcs: Arcs, rng: np.random.Generator, shortest_ms: int, longest_ms: int, seed: int) -> Roads:
    ends = np.array(arcs.ends, dtype=np.int32)
    time_ms = rng.integers(shortest_ms, longest_ms + 1, len(ends)).astype(np.int32)
    time_ms[sorted(arcs.closed)] = UNREACHABLE
    graph = Graph(arcs.nodes, ends[:, 0].copy(), ends[:, 1].copy(), time_ms)
    return renamed(Roads(graph, *places_of(arcs.nodes, "anywhere", seed)), seed)


def _shape(arcs: Arcs, shortest_ms: int = 1, longest_ms: int = 100) -> Roads:
    return _roads(arcs, np.random.default_rng(1), shortest_ms, longest_ms, 1)


def _chain(way: int, shortest_ms: int = 1, longest_ms: int = 100) -> Roads:
    arcs = Arcs(2)
    arcs.lay_chain(0, 1, 1500, way)
    return _shape(arcs, shortest_ms, longest_ms)


def _ring(way: int) -> Roads:
    arcs = Arcs(1)
    arcs.lay_chain(0, 0, 1200, way)
    return _shape(arcs)


def _ring_with_dead_ends() -> Roads:
    arcs = Arcs(1)
    arcs.lay_chain(0, 0, 300, BOTH)
    for at in range(0, 300, 7):
        arcs.nodes += 1
        arcs.lay_chain(at, arcs.nodes - 1, 9, MIXED)
    return _shape(arcs)


def _star() -> Roads:
    arcs = Arcs(1001)
    for end in range(1, 1001):
        arcs.lay(0, end, (BOTH, AHEAD, BACK)[end % 3])
    return _shape(arcs)


def _bundle() -> Roads:
    arcs = Arcs(2)
    for pieces in range(1, 40):
        arcs.lay_chain(0, 1, pieces, (BOTH, AHEAD, BACK, MIXED, CUT)[pieces % 5])
    return _shape(arcs)


def _all_with_all() -> Roads:
    arcs = Arcs(45)
    for one in range(45):
        for other in range(one):
            arcs.lay(one, other, (BOTH, AHEAD, BACK)[(one * other) % 3])
    return _shape(arcs)


def _islands() -> Roads:
    arcs = Arcs(300)
    for n in range(0, 300, 3):
        arcs.lay_chain(n, n + 1, 1 + n % 4, BOTH)
    return _shape(arcs)


SHAPES: dict[str, Callable[[], Roads]] = {
    "a chain": lambda: _chain(BOTH),
    "a one-way chain": lambda: _chain(AHEAD),
    "a chain closed in the middle": lambda: _chain(CUT),
    "a chain that takes no time": lambda: _chain(BOTH, 0, 0),
    "a chain longer than any time": lambda: _chain(BOTH, UNREACHABLE // 7, UNREACHABLE - 1),
    "a ring": lambda: _ring(BOTH),
    "a one-way ring": lambda: _ring(AHEAD),
    "a ring with dead ends": _ring_with_dead_ends,
    "a star": _star,
    "many chains between two junctions": _bundle,
    "everything joined to everything": _all_with_all,
    "islands": _islands,
    "a town": lambda: town(1, 12),
    "a town where much takes no time": lambda: town(2, 12, shortest_ms=0, longest_ms=1),
    "a town where nothing is near": lambda: town(3, 10, shortest_ms=UNREACHABLE // 30, longest_ms=UNREACHABLE // 3),
}
