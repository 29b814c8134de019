# SPDX-License-Identifier: GPL-3.0-or-later
"""The router under test against the oracle where examples are too large to be drawn: towns, and endless shapes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gisplanner.kernels.arrays import Links
from gisplanner.kernels.reference import PlainRouter
from gisplanner.mobility import UNREACHABLE
from tests.kernels.checks import all_same, check_all, check_way, stops_of
from tests.kernels.questions import answers, many_problem, mid_road_seeds
from tests.kernels.towns import SHAPES, town

CLOSINGS = 40


@pytest.mark.parametrize("shape", SHAPES)
def test_every_answer_on_a_large_shape(shape: str) -> None:
    made = SHAPES[shape]()
    check_all(*made.routers(), many_problem(made.graph.nodes, 3, 1, dispositions=5, longest_ms=1000))


@pytest.mark.parametrize("shape", SHAPES)
def test_no_way_on_a_large_shape_comes_by_a_place_twice(shape: str) -> None:
    made = SHAPES[shape]()
    router = made.router()
    for seed in range(5):
        problem = many_problem(made.graph.nodes, 3, seed)
        route = router.route(problem.seeds, problem.links)
        check_way(router, problem, route)
        stops = [] if route is None else stops_of(router, problem, route)
        assert len(set(stops)) == len(stops)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5, 9))
def test_every_answer_for_many_bases_in_the_middle_of_roads(seed: int) -> None:
    made = town(seed, 14, longest_ms=10**seed)
    problem = many_problem(made.graph.nodes, 67, seed, dispositions=70, longest_ms=10**seed)
    check_all(*made.routers(), replace(problem, seeds=mid_road_seeds(made.graph, 67, seed)))


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 5))])
def test_a_town_stays_right_while_roads_are_closed_and_opened(seed: int) -> None:
    made = town(seed, 14)
    make, rng = made.preparing(), np.random.default_rng(seed)
    nodes = np.arange(made.graph.nodes, dtype=np.int32)
    problem = many_problem(made.graph.nodes, 5, seed, dispositions=3, longest_ms=1000)
    problem = replace(problem, links=Links(nodes, nodes, nodes % 7, len(nodes)))
    router, now_ms = make(made.graph), made.graph.time_ms.copy()
    first = answers(router, problem)
    for turn in range(CLOSINGS):
        arcs = rng.choice(len(now_ms), rng.integers(1, 6), replace=False).astype(np.int32)
        time_ms = rng.choice([UNREACHABLE, 1, 50, 10_000], len(arcs)).astype(np.int32)
        router.update(arcs, time_ms)
        now_ms[arcs] = time_ms
        anew = replace(made.graph, time_ms=now_ms.copy())
        all_same(answers(router, problem), answers(make(anew), problem))
        if turn % 10 == 9:
            check_all(router, PlainRouter(anew), problem)
    changed = np.flatnonzero(now_ms != made.graph.time_ms).astype(np.int32)
    router.update(changed, made.graph.time_ms[changed])
    all_same(answers(router, problem), first)


@pytest.mark.parametrize("shape", SHAPES)
def test_within_less_than_no_time_nobody_is_reached(shape: str) -> None:
    made = SHAPES[shape]()
    problem = many_problem(made.graph.nodes, 3, 1)
    for router in (made.router(), PlainRouter(made.graph)):
        assert router.reached(problem.seeds, -1).sum() == 0
        assert router.alone(problem.seeds, -1).sum() == 0
