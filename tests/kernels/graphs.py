# SPDX-License-Identifier: GPL-3.0-or-later
"""Road graphs of every ugly shape, and the routers that answer on them.

A graph starts as places where roads meet. Every road between two of them is drawn out to a chain, open as its way says;
dead ends are hung on junctions, chains and each other; parallel roads and loops come on top. Then several such pieces
are put side by side, arcs get their times, and nodes and arcs lose the order they were made in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from gisplanner.kernels.arrays import Graph, Router
from gisplanner.kernels.compiled import CompiledRouter, prepare
from gisplanner.kernels.reference import PlainRouter
from gisplanner.mobility import UNREACHABLE

Floats = NDArray[np.float64]
Road = tuple[int, int]
Maker = Callable[[Graph], Router]
T = TypeVar("T")

MOST_NODES = 60
INT_MAX = 2**31 - 1

SMALL = list(range(21))
FAR = [UNREACHABLE // 3, UNREACHABLE // 2, UNREACHABLE - 2, UNREACHABLE - 1, UNREACHABLE, UNREACHABLE + 5, INT_MAX]
TIMES = {
    "a few milliseconds": SMALL,
    "ties everywhere": [0, 1, 2],
    "minutes": list(range(0, 600_000, 2351)),
    "some without end": [*SMALL, *SMALL, *FAR],
    "mostly no time": [0, 0, 0, 1, 7],
    "no time at all": [0],
    "all without end": FAR,
}
"""How long arcs of one graph take."""

BOTH, AHEAD, BACK, MIXED, CUT, CUT_AHEAD = range(6)
"""Ways along a road: the last two are closed at one place, to all and to those who go ahead."""
WAYS = [[BOTH], [BOTH, BOTH, BOTH, BOTH, BOTH, AHEAD, BACK, MIXED, CUT, CUT_AHEAD], [CUT, BOTH], [AHEAD], [BOTH, AHEAD]]
LENGTHS = [[1], [1, 1, 2, 5], [1, 2, 3, 8, 20], [6, 12]]
"""How many pieces the chains of one graph have."""


def preparing(graph: Graph, x: Floats, y: Floats) -> Maker:
    """Prepare roads once; gives the router under test for these roads with any times."""
    made = prepare(graph.nodes, graph.tail, graph.head, x, y)
    return lambda timed: CompiledRouter(made, timed)


def routers(graph: Graph, x: Floats, y: Floats) -> tuple[Router, Router]:
    """The router under test and its oracle."""
    return preparing(graph, x, y)(graph), PlainRouter(graph)


@dataclass(frozen=True, eq=False)
class Roads:
    """A graph and where its nodes lie."""

    graph: Graph
    x: Floats
    y: Floats

    def routers(self) -> tuple[Router, Router]:
        """The router under test and its oracle."""
        return routers(self.graph, self.x, self.y)

    def preparing(self) -> Maker:
        """Prepare once; gives the router under test for any times."""
        return preparing(self.graph, self.x, self.y)

    def router(self) -> Router:
        """The router under test."""
        return self.preparing()(self.graph)


@dataclass
class Arcs:
    """Arcs while they are laid; a closed one has a place in `closed`."""

    nodes: int = 0
    ends: list[Road] = field(default_factory=list)
    closed: set[int] = field(default_factory=set)

    def lay(self, one: int, other: int, way: int) -> None:
        """Lay a road of one piece."""
        if way != BACK:
            self.closed |= {len(self.ends)} if way in {CUT, CUT_AHEAD} else set()
            self.ends.append((one, other))
        if way != AHEAD:
            self.closed |= {len(self.ends)} if way == CUT else set()
            self.ends.append((other, one))

    def add(self, piece: Arcs) -> None:
        """Put a piece beside what is there, unless that would be too much."""
        if self.nodes == 0 or self.nodes + piece.nodes <= MOST_NODES:
            self.closed |= {len(self.ends) + arc for arc in piece.closed}
            self.ends += [(self.nodes + one, self.nodes + other) for one, other in piece.ends]
            self.nodes += piece.nodes

    def lay_chain(self, one: int, other: int, pieces: int, way: int) -> None:
        """Lay a road as a chain of so many pieces."""
        between = range(self.nodes, self.nodes + pieces - 1)
        self.nodes += pieces - 1
        stops = [one, *between, other]
        for n in range(pieces):
            own = (BOTH, AHEAD, BACK)[n % 3] if way == MIXED else way
            if way in {CUT, CUT_AHEAD} and n != pieces // 2:
                own = BOTH
            self.lay(stops[n], stops[n + 1], own)


def chosen(draw: st.DrawFn, table: Sequence[T], count: int) -> list[T]:
    """So many choices from a table of at most 256, drawn as bytes: thousands of examples cost a minute, not ten."""
    return [table[byte % len(table)] for byte in draw(st.binary(min_size=count, max_size=count))]


@st.composite
def crossings(draw: st.DrawFn) -> tuple[int, list[Road]]:
    """Where roads meet: how many places, and the roads between them."""
    shape = draw(st.sampled_from(["tangle", "grid", "ring", "rings", "bundle", "tree", "tangle", "place"]))
    if shape in {"place", "ring", "rings"}:
        rings = draw(st.integers(2, 3)) if shape == "rings" else int(shape == "ring")
        return 1, [(0, 0)] * rings
    if shape == "bundle":
        return 2, [(0, 1)] * draw(st.integers(2, 4))
    if shape == "tree":
        parents = chosen(draw, range(240), draw(st.sampled_from([5, 0, 11])))
        return len(parents) + 1, [(parent % (n + 1), n + 1) for n, parent in enumerate(parents)]
    if shape == "grid":
        return _grid(draw(st.integers(2, 6)), draw(st.integers(2, 6)))
    places = draw(st.integers(2, 24))
    count = draw(st.sampled_from([places, places * 3 // 2, places // 2, 0]))
    return places, list(
        zip(chosen(draw, range(places), count), chosen(draw, range(places), count), strict=True),
    )


def _grid(wide: int, high: int) -> tuple[int, list[Road]]:
    across = [(n, n + 1) for n in range(wide * high) if (n + 1) % wide]
    return wide * high, across + [(n, n + wide) for n in range(wide * (high - 1))]


@st.composite
def pieces(draw: st.DrawFn) -> Arcs:
    """One piece of a graph, mostly connected: arcs without times."""
    places, between = draw(crossings())
    ways = draw(st.sampled_from(WAYS))
    made = Arcs(places)
    lengths = chosen(draw, draw(st.sampled_from(LENGTHS)), len(between))
    for (one, other), length, way in zip(between, lengths, chosen(draw, ways, len(between)), strict=True):
        made.lay_chain(one, other, length if made.nodes + length < MOST_NODES else 1, way)
    dead_ends = min(draw(st.sampled_from([0, 2, 0, 8])), MOST_NODES - made.nodes)
    for hook, way in zip(chosen(draw, range(256), dead_ends), chosen(draw, ways, dead_ends), strict=True):
        made.nodes += 1
        made.lay(hook % (made.nodes - 1), made.nodes - 1, way)
    loops = chosen(draw, range(made.nodes), draw(st.sampled_from([0, 1, 0, 2])))
    made.ends += [(at, at) for at in loops]
    if made.ends:
        made.ends += chosen(draw, made.ends[:256], draw(st.sampled_from([0, 1, 0, 3])))
    return made


@st.composite
def networks(draw: st.DrawFn) -> Roads:
    """A graph of up to 60 nodes, or of one, or of none."""
    arcs = Arcs()
    for _ in range(draw(st.sampled_from([1, 1, 1, 2, 1, 1, 1, 3, 2, 4, 1, 1, 1, 2, 0]))):
        arcs.add(draw(pieces()))
    arcs.nodes += draw(st.sampled_from([0, 0, 2, 0, 0]))  # that nothing leads to
    times = chosen(draw, TIMES[draw(st.sampled_from(list(TIMES)))], len(arcs.ends))
    time_ms = np.array([UNREACHABLE if arc in arcs.closed else time for arc, time in enumerate(times)], dtype=np.int32)
    ends = np.array(arcs.ends, dtype=np.int32).reshape(-1, 2)
    seed = draw(st.integers(0, 2**16))
    x, y = places_of(arcs.nodes, draw(st.sampled_from(["anywhere", "one place", "a line"])), seed)
    made = Roads(Graph(arcs.nodes, ends[:, 0].copy(), ends[:, 1].copy(), time_ms), x, y)
    # zero, which examples shrink to, leaves nodes and arcs in the order they were made
    return made if seed == 0 else renamed(shuffled(made, seed), seed)


def places_of(nodes: int, habit: str, seed: int) -> tuple[Floats, Floats]:
    """Where nodes lie: all at one place, on a line in no order, or anywhere."""
    rng = np.random.default_rng(seed)
    if habit == "one place":
        return np.full(nodes, 3.0), np.full(nodes, 4.0)
    x = rng.permutation(nodes).astype(np.float64)
    return x, 2.0 * x if habit == "a line" else rng.uniform(0.0, nodes, nodes)


def shuffled(made: Roads, seed: int) -> Roads:
    """The same roads with arcs in another order."""
    graph = made.graph
    order = new_order(len(graph.tail), seed)
    return Roads(Graph(graph.nodes, graph.tail[order], graph.head[order], graph.time_ms[order]), made.x, made.y)


def renamed(made: Roads, seed: int) -> Roads:
    """The same roads with other names of nodes: node n becomes ``new_order(nodes, seed)[n]``."""
    graph = made.graph
    name = new_order(graph.nodes, seed)
    x, y = np.empty(graph.nodes), np.empty(graph.nodes)
    x[name], y[name] = made.x, made.y
    return Roads(Graph(graph.nodes, name[graph.tail], name[graph.head], graph.time_ms), x, y)


def new_order(count: int, seed: int) -> NDArray[np.int32]:
    """Another order of so many things."""
    return np.random.default_rng(seed).permutation(count).astype(np.int32)
