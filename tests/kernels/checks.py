# SPDX-License-Identifier: GPL-3.0-or-later
"""When two answers are the same, and when a way is a way."""

from __future__ import annotations

import numpy as np

from gisplanner.kernels.arrays import Route, Router
from gisplanner.mobility import UNREACHABLE
from tests.kernels.questions import Answer, Problem, answers, columns_of


def same(found: Answer, wanted: Answer, question: str) -> None:
    """Check that two answers are equal to the millisecond, in type and shape too."""
    for one, other in zip(found, wanted, strict=True):
        assert one.dtype == other.dtype, question
        np.testing.assert_array_equal(one, other, err_msg=question, strict=True)


def all_same(found: dict[str, Answer], wanted: dict[str, Answer]) -> None:
    """Check that all answers are equal to the millisecond."""
    assert found.keys() == wanted.keys()
    for question, answer in wanted.items():
        same(found[question], answer, question)


def stops_of(router: Router, problem: Problem, route: Route) -> list[int]:
    """Nodes along a way."""
    return [int(problem.seeds.node[route.seed]), *router.graph.head[route.arcs].tolist()]


def check_way(router: Router, problem: Problem, route: Route | None) -> None:
    """A way goes from its seed to its link, on arcs that can be used, in the time that it says."""
    if route is None:
        return
    graph, seeds, links = router.graph, problem.seeds, problem.links
    assert route.arcs.dtype == np.int32
    stops = stops_of(router, problem, route)
    assert graph.tail[route.arcs].tolist() == stops[:-1]
    assert stops[-1] == links.node[route.link]
    times_ms = graph.time_ms[route.arcs].astype(np.int64)
    assert (times_ms < UNREACHABLE).all()
    assert seeds.offset_ms[route.seed] + times_ms.sum() + links.time_ms[route.link] == route.time_ms < UNREACHABLE


def check_junctions(router: Router, oracle: Router, problem: Problem) -> None:
    """What is known of junctions is what is known of them among all nodes."""
    junctions = router.junctions
    assert junctions.dtype == np.int32
    assert len(np.unique(junctions)) == len(junctions)
    wanted = tuple(column[junctions] for column in columns_of(oracle.two_best(problem.seeds)))
    same(columns_of(router.junction_two_best(problem.seeds)), wanted, "two nearest groups of junctions")


def check_all(router: Router, oracle: Router, problem: Problem) -> None:
    """Every answer is that of the oracle."""
    all_same(answers(router, problem), answers(oracle, problem))
    check_junctions(router, oracle, problem)
    check_way(router, problem, router.route(problem.seeds, problem.links))
