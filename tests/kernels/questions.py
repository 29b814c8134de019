# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked of a router, and its answers in an order that routers share: by node, never by row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import strategies as st
from numpy.typing import NDArray

from gisplanner.kernels.arrays import Graph, Ints, Links, Route, Router, Seeds, TwoBest
from gisplanner.mobility import UNREACHABLE
from tests.kernels.graphs import FAR, SMALL, Roads, chosen, networks

Answer = tuple[NDArray[np.int32] | NDArray[np.int64], ...]

Row = tuple[int, int, int]

OFFSETS = [*SMALL, *SMALL, *SMALL, *range(1000, 60_000, 2350), *FAR]
LIMITS = [-5, -1, *SMALL, *range(1000, 3_000_000, 30_011), UNREACHABLE - 1, UNREACHABLE, UNREACHABLE + 5]
COUNTS = [3, 2, 1, 4, 6, 3, 2, 1, 4, 6, 0]
MANY = [63, 64, 65, 127, 128, 130, 200]
"""Around multiples of 64, which fast routers like."""


@dataclass(frozen=True, eq=False)
class Problem:
    """All that a router is asked with."""

    seeds: Seeds
    links: Links
    limit_ms: int
    dispositions: Ints
    weight: Ints | None


Case = tuple[Roads, Problem]


def how_many(few: int, many: int) -> pytest.MarkDecorator:
    """A run with a few examples for every day, and a slow one with many."""
    slow = pytest.param(many, id=f"{many} examples", marks=pytest.mark.slow)
    return pytest.mark.parametrize("examples", [pytest.param(few, id="a few examples"), slow])


def ints(values: object) -> Ints:
    """Values as the kernels take them."""
    return np.array(values, dtype=np.int32)


@st.composite
def problems(draw: st.DrawFn, nodes: int) -> Problem:
    """A few seeds and links anywhere, some of them at the same node, some groups and points without any."""
    spots = chosen(draw, range(nodes), 6) if nodes else []
    groups, points, bases = (draw(st.sampled_from(COUNTS)) for _ in range(3))
    seeds, links = draw(_ways(groups, spots)), draw(_ways(points, spots))
    links.sort(key=lambda row: row[0])
    dispositions = draw(st.sampled_from(COUNTS))
    stand = chosen(draw, range(-1, groups), dispositions * bases)
    weigh = draw(st.booleans())
    return Problem(
        Seeds(*_columns(seeds), groups),
        Links(*_columns(links), points),
        draw(st.sampled_from(LIMITS)),
        ints(stand).reshape(dispositions, bases),
        ints(chosen(draw, range(0, 1000, 7), nodes)) if weigh else None,
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A graph and what is asked on it."""
    made = draw(networks())
    return made, draw(problems(made.graph.nodes))


@st.composite
def _ways(draw: st.DrawFn, owners: int, spots: list[int]) -> list[Row]:
    """Seeds of groups or links of points: whose, at which node, and how long to or from there."""
    count = draw(st.sampled_from([6, 12, 3, 8, 6, 12, 3, 8, 1, 0])) if owners and spots else 0
    tables: list[Sequence[int]] = [range(owners), spots, OFFSETS]
    own, node, time_ms = (chosen(draw, table, count) for table in tables)
    return list(zip(own, node, time_ms, strict=True))


def _columns(rows: list[Row]) -> tuple[Ints, Ints, Ints]:
    columns = ints(rows).reshape(-1, 3).T
    return columns[0].copy(), columns[1].copy(), columns[2].copy()


def many_problem(nodes: int, groups: int, seed: int, *, dispositions: int = 0, longest_ms: int = 50) -> Problem:
    """More groups than a vector has lanes, with seeds and links anywhere; a few groups and points have none."""
    rng = np.random.default_rng(seed)
    count = 2 * groups if nodes else 0
    seeds = Seeds(
        ints(rng.integers(0, max(groups, 1), count)),
        ints(rng.integers(0, max(nodes, 1), count)),
        ints(rng.integers(0, longest_ms, count)),
        groups,
    )
    points = groups + 7
    links = Links(
        ints(np.sort(rng.integers(0, points, count))),
        ints(rng.integers(0, max(nodes, 1), count)),
        ints(rng.integers(0, longest_ms, count)),
        points,
    )
    chosen = ints(rng.integers(-1, groups, (dispositions, 5)))
    return Problem(seeds, links, int(rng.integers(0, 2 * longest_ms)), chosen, ints(rng.integers(0, 1000, nodes)))


def mid_road_seeds(graph: Graph, groups: int, seed: int) -> Seeds:
    """Every group in the middle of some road that can be travelled: a seed at either end."""
    open_arcs = np.flatnonzero(graph.time_ms < UNREACHABLE)
    arc = np.random.default_rng(seed).choice(open_arcs, groups)
    ends = np.stack([graph.tail[arc], graph.head[arc]], axis=1).ravel()
    half_ms = graph.time_ms[arc] // 2
    offset_ms = np.stack([half_ms, graph.time_ms[arc] - half_ms], axis=1).ravel()
    return Seeds(ints(np.repeat(np.arange(groups), 2)), ends, offset_ms, groups)


def renamed_problem(problem: Problem, name: Ints) -> Problem:
    """The same problem where node n is called ``name[n]``."""
    weight = None if problem.weight is None else problem.weight[np.argsort(name)]
    seeds, links = problem.seeds, problem.links
    return replace(
        problem,
        seeds=replace(seeds, node=name[seeds.node]),
        links=replace(links, node=name[links.node]),
        weight=weight,
    )


def columns_of(best: TwoBest) -> tuple[Ints, Ints, Ints, Ints]:
    """What is known of the two nearest groups, as it stands."""
    return best.first_ms, best.first, best.second_ms, best.second


def _by_node(router: Router, *answers: Ints) -> Answer:
    return tuple(answer[router.row] for answer in answers)


def _of_route(route: Route | None) -> Answer:
    """What is the same for every router: of equally quick ways each may go another."""
    return (ints([] if route is None else [route.time_ms, route.seed, route.link]),)


def _evaluated(router: Router, problem: Problem) -> Ints | NDArray[np.int64]:
    return router.evaluate(problem.seeds, problem.dispositions, problem.limit_ms, weight=problem.weight)


OF_NODES: dict[str, Callable[[Router, Problem], Answer]] = {
    "time to every node": lambda r, p: _by_node(r, r.field(p.seeds)),
    "time from every node": lambda r, p: _by_node(r, r.field(p.seeds, reverse=True)),
    "time from each group to every node": lambda r, p: _by_node(r, r.fields(p.seeds)),
    "time from every node to each group": lambda r, p: _by_node(r, r.fields(p.seeds, reverse=True)),
    "nearest group of every node": lambda r, p: _by_node(r, *r.nearest(p.seeds)),
    "nearest group of every node, on the way there": lambda r, p: _by_node(r, *r.nearest(p.seeds, reverse=True)),
    "two nearest groups": lambda r, p: _by_node(r, *columns_of(r.two_best(p.seeds))),
    "two nearest groups, on the way there": lambda r, p: _by_node(r, *columns_of(r.two_best(p.seeds, reverse=True))),
}
"""Answers with one row for every node."""

OF_GROUPS: dict[str, Callable[[Router, Problem], Answer]] = {
    "time from each group to each point": lambda r, p: (r.matrix(p.seeds, p.links),),
    "time from each point to each group": lambda r, p: (r.matrix(p.seeds, p.links, reverse=True),),
    "nodes that each group reaches": lambda r, p: (r.reached(p.seeds, p.limit_ms),),
    "nodes that reach each group": lambda r, p: (r.reached(p.seeds, p.limit_ms, reverse=True),),
    "nodes that each group alone reaches": lambda r, p: (r.alone(p.seeds, p.limit_ms),),
    "nodes that reach one group alone": lambda r, p: (r.alone(p.seeds, p.limit_ms, reverse=True),),
    "what dispositions reach": lambda r, p: (_evaluated(r, p),),
    "quickest way": lambda r, p: _of_route(r.route(p.seeds, p.links)),
}
"""Answers that know no nodes."""

QUESTIONS = OF_NODES | OF_GROUPS


def answers(router: Router, problem: Problem) -> dict[str, Answer]:
    """Every answer, by question."""
    return {question: ask(router, problem) for question, ask in QUESTIONS.items()}
