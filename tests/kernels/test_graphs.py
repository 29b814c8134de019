# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples hold what they promise: every ugly shape is among them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest
from hypothesis import Phase, given, settings

from gisplanner.kernels.arrays import Seeds
from gisplanner.mobility import UNREACHABLE
from tests.kernels.graphs import MOST_NODES, Roads
from tests.kernels.questions import Case, cases

LONG = 5
EXAMPLES, LEAST = 1000, 1


def shape(made: Roads) -> nx.Graph[int]:
    """Which nodes are neighbours, whatever can be travelled; without loops."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(made.graph.nodes))
    ends = zip(made.graph.tail.tolist(), made.graph.head.tolist(), strict=True)
    graph.add_edges_from((one, other) for one, other in ends if one != other)
    return graph


def travelled(made: Roads, longest_ms: int = UNREACHABLE - 1) -> nx.DiGraph[int]:
    """What can be travelled, in no more than some time for an arc."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(made.graph.nodes))
    use = made.graph.time_ms <= longest_ms
    graph.add_edges_from(zip(made.graph.tail[use].tolist(), made.graph.head[use].tolist(), strict=True))
    return graph


def parts(made: Roads) -> list[nx.Graph[int]]:
    """Components, each as a graph."""
    graph = shape(made)
    return [graph.subgraph(part) for part in nx.connected_components(graph)]


def is_ring(part: nx.Graph[int]) -> bool:
    return len(part) > 2 and all(degree == 2 for _, degree in part.degree())


def is_ring_with_trees(part: nx.Graph[int]) -> bool:
    return is_ring(nx.k_core(part, 2)) and len(part) > len(nx.k_core(part, 2))


def kept(made: Roads) -> nx.Graph[int]:
    """What is left without dead ends."""
    return nx.k_core(shape(made), 2)


def chains(made: Roads) -> list[set[int]]:
    """Inner nodes of the chains between junctions."""
    graph = kept(made)
    inner = graph.subgraph([n for n, degree in graph.degree() if degree == 2])
    return [part for part in nx.connected_components(inner) if any(graph.degree(m) > 2 for n in part for m in graph[n])]


def chain_back_to_its_junction(made: Roads) -> bool:
    graph = kept(made)
    around = ({m for n in part for m in graph[n]} - part for part in chains(made))
    return any(len(ends) == 1 for ends in around)


def one_way_chain(made: Roads) -> bool:
    graph = travelled(made)
    return any(
        len(part) >= LONG and all(graph.out_degree(n) == graph.in_degree(n) == 1 for n in part)
        for part in chains(made)
        if not any(set(graph.succ[n]) & set(graph.pred[n]) for n in part)
    )


def chain_closed_in_the_middle(made: Roads) -> bool:
    here, graph = travelled(made), shape(made)
    return any(
        len(part) >= LONG
        and sum(not here.has_edge(n, m) and not here.has_edge(m, n) for n, m in graph.subgraph(part).edges) == 1
        for part in chains(made)
    )


def dead_end_on_a_chain(made: Roads) -> bool:
    graph = shape(made)
    return any(graph.degree(n) > 2 for part in chains(made) for n in part)


def parallel_roads_of_different_times(made: Roads) -> bool:
    columns = made.graph.tail, made.graph.head, made.graph.time_ms
    arcs = set(zip(*(column.tolist() for column in columns), strict=True))
    return len({arc[:2] for arc in arcs if arc[0] != arc[1]}) < len({arc for arc in arcs if arc[0] != arc[1]})


SHAPES: dict[str, Callable[[Roads], bool]] = {
    "no node": lambda made: made.graph.nodes == 0,
    "one node": lambda made: made.graph.nodes == 1 and len(made.graph.tail) == 0,
    "no arc": lambda made: made.graph.nodes > 1 and len(made.graph.tail) == 0,
    "as many nodes as there may be": lambda made: made.graph.nodes == MOST_NODES,
    "a tree alone": lambda made: any(len(part) > LONG and nx.is_tree(part) for part in parts(made)),
    "a dead end on a chain": dead_end_on_a_chain,
    "a dead end of several pieces": lambda made: len(shape(made)) - len(kept(made)) > LONG,
    "a long chain": lambda made: any(len(part) > 2 * LONG for part in chains(made)),
    "a long one-way chain": one_way_chain,
    "a long chain closed in the middle": chain_closed_in_the_middle,
    "a chain back to its junction": chain_back_to_its_junction,
    "a ring without a junction": lambda made: any(map(is_ring, parts(made))),
    "a ring with dead ends": lambda made: any(map(is_ring_with_trees, parts(made))),
    "a one-way ring": lambda made: any(
        is_ring(part) and nx.is_strongly_connected(own := travelled(made).subgraph(part)) and own.size() == len(part)
        for part in parts(made)
    ),
    "parallel roads of different times": parallel_roads_of_different_times,
    "a loop": lambda made: bool((made.graph.tail == made.graph.head).any()),
    "a ring that takes no time": lambda made: any(
        len(part) > 2 for part in nx.strongly_connected_components(travelled(made, 0))
    ),
    "times that nobody lives to see": lambda made: bool((made.graph.time_ms > UNREACHABLE).any()),
    "times that can just be travelled": lambda made: bool((made.graph.time_ms == UNREACHABLE - 1).any()),
    "several components": lambda made: len([part for part in parts(made) if len(part) > 2]) > 2,
    "no way back": lambda made: any(
        len(part) > LONG and not nx.is_strongly_connected(travelled(made).subgraph(part)) for part in parts(made)
    ),
    "all at one place": lambda made: made.graph.nodes > LONG and len(np.unique(made.x)) == 1,
    "all on a line": lambda made: made.graph.nodes > LONG and bool((made.y == 2.0 * made.x).all()),
}


def twice(seeds: Seeds) -> bool:
    pairs = list(zip(seeds.group.tolist(), seeds.node.tolist(), strict=True))
    return len(set(pairs)) < len(pairs)


def on_a_chain(case: Case) -> bool:
    made, problem = case
    return any(set(problem.seeds.node.tolist()) & part for part in chains(made))


def in_a_dead_end(case: Case) -> bool:
    made, problem = case
    core = set(kept(made))
    return bool(core) and not set(problem.seeds.node.tolist()) <= core


def in_two_components(case: Case) -> bool:
    made, problem = case
    nodes = set(problem.seeds.node.tolist())
    return len([part for part in parts(made) if nodes & set(part)]) > 1


ASKED: dict[str, Callable[[Case], bool]] = {
    "no group": lambda case: case[1].seeds.groups == 0,
    "a group without a seed": lambda case: len(set(case[1].seeds.group.tolist())) < case[1].seeds.groups,
    "several seeds of one group": lambda case: len(case[1].seeds.group) > case[1].seeds.groups > 0,
    "a node twice in a group": lambda case: twice(case[1].seeds),
    "an offset longer than any time": lambda case: bool((case[1].seeds.offset_ms > UNREACHABLE).any()),
    "seeds on a chain": on_a_chain,
    "seeds in a dead end": in_a_dead_end,
    "seeds in two components": in_two_components,
    "a point without a link": lambda case: len(set(case[1].links.point.tolist())) < case[1].links.points,
    "an empty disposition": lambda case: bool((case[1].dispositions == -1).all(axis=1).any()),
}


@pytest.mark.slow
def test_every_ugly_shape_is_among_the_examples() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=EXAMPLES, phases=[Phase.generate])
    @given(cases())
    def look(case: Case) -> None:
        seen.update(name for name, is_so in SHAPES.items() if is_so(case[0]))
        seen.update(name for name, is_so in ASKED.items() if is_so(case))

    look()
    assert {name for name in SHAPES | ASKED if seen[name] < LEAST} == set()
