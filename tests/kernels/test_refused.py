# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions that point beyond the network are refused with a sentence before native code follows them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from gisplanner.kernels.arrays import Graph, Ints, Links, Seeds
from gisplanner.kernels.compiled import CompiledRouter, prepare

NODES = 3
Question = Callable[[CompiledRouter], object]


def ints(*values: int) -> Ints:
    return np.array(values, dtype=np.int32)


def path_graph() -> Graph:
    tail, head = ints(0, 1, 1, 2), ints(1, 0, 2, 1)
    return Graph(NODES, tail, head, np.full(4, 10, dtype=np.int32))


def router(graph: Graph | None = None) -> CompiledRouter:
    graph = graph or path_graph()
    place = np.arange(NODES, dtype=np.float64)
    return CompiledRouter(prepare(graph.nodes, graph.tail, graph.head, place, place), graph)


def seeds(group: int = 0, node: int = 0, offset_ms: int = 0, groups: int = 1) -> Seeds:
    return Seeds(ints(group), ints(node), ints(offset_ms), groups)


def links(point: int = 0, node: int = 0, time_ms: int = 0, points: int = 1) -> Links:
    return Links(ints(point), ints(node), ints(time_ms), points)


def chosen(*groups: int) -> Ints:
    return ints(*groups).reshape(1, -1)


REFUSED: dict[str, tuple[str, Question]] = {
    "node beyond the last": ("nodes of seeds", lambda asked: asked.field(seeds(node=NODES))),
    "node before the first": ("nodes of seeds", lambda asked: asked.nearest(seeds(node=-1))),
    "group beyond the last": ("groups of seeds", lambda asked: asked.two_best(seeds(group=1))),
    "offset below zero": ("offsets of seeds", lambda asked: asked.alone(seeds(offset_ms=-1), 10)),
    "seeds of unequal length": ("seeds", lambda asked: asked.fields(Seeds(ints(0, 0), ints(0), ints(0), 1))),
    "seeds of another type": (
        "seeds",
        lambda asked: asked.field(Seeds(ints(0), np.array([0.0]), ints(0), 1)),
    ),
    "link beyond the last node": ("nodes of links", lambda asked: asked.matrix(seeds(), links(node=NODES))),
    "link of a point that is not there": ("points of links", lambda asked: asked.matrix(seeds(), links(point=1))),
    "links out of order": (
        "ascending",
        lambda asked: asked.matrix(seeds(), Links(ints(1, 0), ints(0, 0), ints(0, 0), 2)),
    ),
    "route to a node that is not there": ("nodes of links", lambda asked: asked.route(seeds(), links(node=7))),
    "disposition of a group that is not there": (
        "dispositions",
        lambda asked: asked.evaluate(seeds(), chosen(0, 1), 10),
    ),
    "disposition below none": ("dispositions", lambda asked: asked.evaluate(seeds(), chosen(-2), 10)),
    "one weight too few": ("weights", lambda asked: asked.evaluate(seeds(), chosen(0), 10, weight=ints(1, 1))),
    "weight below zero": ("weights", lambda asked: asked.evaluate(seeds(), chosen(0), 10, weight=ints(1, -1, 1))),
    "room of another shape": ("out", lambda asked: asked.fields(seeds(), out=np.empty((NODES, 2), dtype=np.int32))),
    "room of another type": (
        "out",
        lambda asked: asked.fields(seeds(), out=np.empty((NODES, 1))),  # type: ignore[arg-type]
    ),
    "change of an arc that is not there": ("changed arcs", lambda asked: asked.update(ints(4), ints(10))),
    "change to less than no time": ("times", lambda asked: asked.update(ints(0), ints(-1))),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_question_that_points_beyond_the_network_is_refused(case: str) -> None:
    words, ask = REFUSED[case]
    asked = router()
    with pytest.raises(ValueError, match=words):
        ask(asked)
    assert asked.field(seeds())[asked.row].tolist() == [0, 10, 20]


def test_weights_that_add_up_to_too_much_are_refused() -> None:
    with pytest.raises(OverflowError, match="weights"):
        router().evaluate(seeds(), chosen(0), 10, weight=ints(2**31 - 1, 1, 0))


def test_times_of_another_network_are_refused() -> None:
    graph = path_graph()
    with pytest.raises(ValueError, match="4 arcs and 3 times"):
        router(Graph(graph.nodes, graph.tail, graph.head, graph.time_ms[:3]))


def test_a_graph_of_other_nodes_than_were_prepared_is_refused() -> None:
    graph, place = path_graph(), np.arange(NODES, dtype=np.float64)
    made = prepare(graph.nodes, graph.tail, graph.head, place, place)
    with pytest.raises(ValueError, match="2 nodes, and 3 were prepared"):
        CompiledRouter(made, Graph(NODES - 1, graph.tail, graph.head, graph.time_ms))


@pytest.mark.parametrize(
    ("head", "x", "words"),
    [
        ((1, 0, 2, NODES), (0.0, 1.0, 2.0), "heads of arcs"),
        ((1, 0, 2, -1), (0.0, 1.0, 2.0), "heads of arcs"),
        ((1, 0, 2), (0.0, 1.0, 2.0), "one length"),
        ((1, 0, 2, 1), (0.0, 1.0), "place"),
        ((1, 0, 2, 1), (0.0, np.nan, 2.0), "place"),
    ],
)
def test_roads_that_lead_nowhere_are_not_prepared(head: tuple[int, ...], x: tuple[float, ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        prepare(NODES, ints(0, 1, 1, 2), ints(*head), np.array(x), np.zeros(NODES))
