# SPDX-License-Identifier: GPL-3.0-or-later
"""The router under test on real road networks: the sample in all means and seasons, Porto, and Cox's Bazar."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from gisplanner.ground import Ground
from gisplanner.kernels.arrays import Graph, Links, Seeds
from gisplanner.kernels.reference import PlainRouter
from gisplanner.metric import Metric
from gisplanner.mobility import UNREACHABLE, Means, Movement, Season
from gisplanner.planfile import PlanFile
from layers.jobs import Progress
from tests.kernels.checks import all_same, check_all, check_junctions, check_way, same
from tests.kernels.graphs import Roads, preparing
from tests.kernels.questions import QUESTIONS, Problem, answers, ints, mid_road_seeds
from tests.kernels.scipy_router import ScipyRouter

pytestmark = pytest.mark.slow

BASES, SITES, DISPOSITIONS, CLOSINGS = 70, 200, 130, 15
LIMIT_MS = 30 * 60_000


@pytest.fixture(scope="module")
def ground(sample: PlanFile) -> Ground:
    return Ground(sample.theatre, sample.plan.assumptions, roads_outside=False, progress=Progress())


def graph_of(metric: Metric) -> Graph:
    """The network with the times of one metric, an arc each way of every edge."""
    start, end = metric.network.start, metric.network.end
    return Graph(metric.network.nodes, np.concatenate([start, end]), np.concatenate([end, start]), metric.arc_ms)


def problem_on(graph: Graph, seed: int, limit_ms: int) -> Problem:
    """Bases and sites in the middle of roads, and dispositions of the bases; what nodes count differs."""
    rng = np.random.default_rng(seed)
    sites: Seeds = mid_road_seeds(graph, SITES, seed + 1)
    return Problem(
        mid_road_seeds(graph, BASES, seed),
        Links(sites.group, sites.node, sites.offset_ms, SITES),
        limit_ms,
        ints(rng.integers(-1, BASES, (DISPOSITIONS, 10))),
        ints(rng.integers(0, 100, graph.nodes)),
    )


@pytest.mark.parametrize("closed", [False, True], ids=["open", "with the plan's closures"])
def test_the_sample_in_all_means_and_seasons(sample: PlanFile, ground: Ground, closed: bool) -> None:
    x, y = ground.network.node_xy.T
    make = None
    for means, season, factor in product(Means, Season, (1.0, 0.75)):
        movement = Movement(means, season, factor, sample.plan.assumptions)
        metric = ground.metric(movement, sample.plan.closures if closed else ())
        graph = graph_of(metric)
        make = make or preparing(graph, x, y)
        router, oracle, problem = make(graph), PlainRouter(graph), problem_on(graph, 1, LIMIT_MS)
        check_all(router, oracle, problem)
        bases = metric.links(ground.attach_bases(sample.plan.bases), outward=True).seeds()
        sites = metric.links(ground.sites, outward=False)
        few = ints([[0, 1, 2], [5, -1, 13]])
        check_all(router, oracle, replace(problem, seeds=bases, links=sites, dispositions=few))


def test_the_sample_while_the_planner_closes_and_opens_every_road(sample: PlanFile, ground: Ground) -> None:
    graph = graph_of(ground.metric(Movement(Means.HEAVY, Season.DRY, 1.0, sample.plan.assumptions), ()))
    make = preparing(graph, *ground.network.node_xy.T)
    problem = problem_on(graph, 2, LIMIT_MS)
    few = replace(problem, seeds=problem.seeds.only(np.arange(5, dtype=np.int32)), dispositions=ints([[0, 1], [4, 2]]))
    router = make(graph)
    first = answers(router, few)
    edges = len(graph.tail) // 2
    for edge in range(0, edges, 3):
        arcs = ints([edge, edge + edges])
        router.update(arcs, ints([UNREACHABLE, UNREACHABLE]))
        closed_ms = graph.time_ms.copy()
        closed_ms[arcs] = UNREACHABLE
        all_same(answers(router, few), answers(make(replace(graph, time_ms=closed_ms)), few))
        router.update(arcs, graph.time_ms[arcs])
    all_same(answers(router, few), first)
    check_all(router, PlainRouter(graph), few)


@pytest.mark.parametrize("name", ["porto", "coxs_bazar"])
def test_a_city_and_a_district(name: str) -> None:
    """Against scipy, which the oracle's networkx would take an hour to stand in for."""
    pytest.importorskip("osmium")
    pytest.importorskip("scipy.sparse.csgraph")
    networks: Any = pytest.importorskip("tests.benchmarks.networks")
    found = getattr(networks, name)()
    if found is None:
        pytest.skip(f"the extract of {name} is not here; set GISPLANNER_DATA to the folder of real data")
    made = Roads(found.graph, found.x, found.y)
    problem = problem_on(made.graph, 3, LIMIT_MS)
    router, oracle = made.router(), ScipyRouter(made.graph)
    for question, ask in QUESTIONS.items():
        same(ask(router, problem), ask(oracle, problem), question)
    check_junctions(router, oracle, problem)
    rng = np.random.default_rng(4)
    now_ms = made.graph.time_ms.copy()
    for _ in range(CLOSINGS):
        arcs = ints(rng.choice(len(now_ms), 20, replace=False))
        now_ms[arcs] = rng.choice([UNREACHABLE, 1, 60_000], len(arcs))
        router.update(arcs, now_ms[arcs])
        check_way(router, problem, router.route(problem.seeds, problem.links))
    oracle = ScipyRouter(replace(made.graph, time_ms=now_ms))
    for question in ("time to every node", "time from every node", "two nearest groups", "quickest way"):
        same(QUESTIONS[question](router, problem), QUESTIONS[question](oracle, problem), question)
