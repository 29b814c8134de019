# SPDX-License-Identifier: GPL-3.0-or-later
"""The oracle itself, against a label-correcting search written out by hand, on small graphs of every ugly shape."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gisplanner.kernels.arrays import Graph, Ints, Links, Seeds
from gisplanner.kernels.reference import PlainRouter
from gisplanner.mobility import UNREACHABLE

Arc = tuple[int, int, int]
Seed = tuple[int, int, int]
Link = tuple[int, int, int]

GROUPS, POINTS = 4, 5
TIMES = st.one_of(st.integers(0, 20), st.integers(0, UNREACHABLE + 5))


@st.composite
def problems(draw: st.DrawFn) -> tuple[int, list[Arc], list[Seed]]:
    """Nodes, arcs (tail, head, time) and seeds (group, node, offset): loops, parallel arcs, islands, no arc at all."""
    nodes = draw(st.integers(1, 8))
    node = st.integers(0, nodes - 1)
    arcs = draw(st.lists(st.tuples(node, node, TIMES), max_size=24))
    return nodes, arcs, draw(st.lists(st.tuples(st.integers(0, GROUPS - 1), node, TIMES), max_size=6))


LINKS = st.lists(st.tuples(st.integers(0, POINTS - 1), st.integers(0, 7), TIMES), max_size=10)


def router_of(nodes: int, arcs: list[Arc]) -> PlainRouter:
    return PlainRouter(Graph(nodes, *columns_of(arcs)))


def columns_of(rows: list[tuple[int, int, int]]) -> tuple[Ints, Ints, Ints]:
    columns = np.array(rows, dtype=np.int32).reshape(-1, 3)
    return columns[:, 0].copy(), columns[:, 1].copy(), columns[:, 2].copy()


def seeds_of(seeds: list[Seed]) -> Seeds:
    return Seeds(*columns_of(seeds), GROUPS)


def links_of(links: list[Link], nodes: int) -> Links:
    return Links(*columns_of([(point, node % nodes, time_ms) for point, node, time_ms in sorted(links)]), POINTS)


def turned(arcs: list[Arc]) -> list[Arc]:
    return [(head, tail, time_ms) for tail, head, time_ms in arcs]


def by_hand(nodes: int, arcs: list[Arc], seeds: list[Seed]) -> list[int]:
    best = [UNREACHABLE] * nodes
    for _, node, offset in seeds:
        best[node] = min(best[node], offset)
    for _ in range(nodes):
        for tail, head, time_ms in arcs:
            if time_ms < UNREACHABLE:
                best[head] = min(best[head], best[tail] + time_ms)
    return [min(value, UNREACHABLE) for value in best]


def each_by_hand(nodes: int, arcs: list[Arc], seeds: list[Seed]) -> list[list[int]]:
    """Times of every node, by group."""
    return [by_hand(nodes, arcs, [seed for seed in seeds if seed[0] == group]) for group in range(GROUPS)]


@given(problems())
def test_times_to_and_from_every_node(problem: tuple[int, list[Arc], list[Seed]]) -> None:
    nodes, arcs, seeds = problem
    router = router_of(nodes, arcs)
    assert router.field(seeds_of(seeds)).tolist() == by_hand(nodes, arcs, seeds)
    assert router.field(seeds_of(seeds), reverse=True).tolist() == by_hand(nodes, turned(arcs), seeds)
    assert router.fields(seeds_of(seeds)).T.tolist() == each_by_hand(nodes, arcs, seeds)
    assert router.fields(seeds_of(seeds), reverse=True).T.tolist() == each_by_hand(nodes, turned(arcs), seeds)


@given(problems())
def test_two_nearest_are_of_different_groups_and_ties_go_to_the_smaller(
    problem: tuple[int, list[Arc], list[Seed]],
) -> None:
    nodes, arcs, seeds = problem
    router = router_of(nodes, arcs)
    found = router.two_best(seeds_of(seeds))
    time_ms, group = router.nearest(seeds_of(seeds))
    each = each_by_hand(nodes, arcs, seeds)
    for n in range(nodes):
        ranked = sorted((times[n], own) for own, times in enumerate(each) if times[n] < UNREACHABLE)
        ranked += [(UNREACHABLE, -1)] * 2
        assert (found.first_ms[n], found.first[n]) == ranked[0]
        assert (found.second_ms[n], found.second[n]) == ranked[1]
        assert (time_ms[n], group[n]) == ranked[0]


@given(problems(), LINKS)
def test_times_of_groups_and_points(problem: tuple[int, list[Arc], list[Seed]], links: list[Link]) -> None:
    nodes, arcs, seeds = problem
    router, ways = router_of(nodes, arcs), links_of(links, nodes)
    for reverse in (False, True):
        found = router.matrix(seeds_of(seeds), ways, reverse=reverse)
        each = each_by_hand(nodes, turned(arcs) if reverse else arcs, seeds)
        for group, times in enumerate(each):
            for which in range(POINTS):
                own = [times[node % nodes] + time_ms for point, node, time_ms in links if point == which]
                assert found[group, which] == min([UNREACHABLE, *own])


@given(problems(), st.integers(0, UNREACHABLE + 5))
def test_who_reaches_how_much_and_what_alone(problem: tuple[int, list[Arc], list[Seed]], limit_ms: int) -> None:
    nodes, arcs, seeds = problem
    router = router_of(nodes, arcs)
    limits = [limit_ms, limit_ms % 20]
    for reverse in (False, True):
        each = each_by_hand(nodes, turned(arcs) if reverse else arcs, seeds)
        for limit in limits:
            within = [
                {n for n, time_ms in enumerate(times) if time_ms <= min(limit, UNREACHABLE - 1)} for times in each
            ]
            others = [set().union(*within[:group], *within[group + 1 :]) for group in range(GROUPS)]
            assert router.reached(seeds_of(seeds), limit, reverse=reverse).tolist() == [len(own) for own in within]
            found = router.alone(seeds_of(seeds), limit, reverse=reverse)
            assert found.tolist() == [len(own - other) for own, other in zip(within, others, strict=True)]


@given(
    problems(),
    st.lists(st.lists(st.integers(-1, GROUPS - 1), min_size=3, max_size=3), max_size=5),
    st.lists(st.integers(0, 100), min_size=8, max_size=8),
    st.integers(0, 30),
)
def test_what_dispositions_reach(
    problem: tuple[int, list[Arc], list[Seed]], dispositions: list[list[int]], weights: list[int], limit_ms: int
) -> None:
    nodes, arcs, seeds = problem
    router, chosen = router_of(nodes, arcs), np.array(dispositions, dtype=np.int32).reshape(-1, 3)
    weight = np.array(weights[:nodes], dtype=np.int32)
    wanted = []
    for bases in dispositions:
        times = by_hand(nodes, arcs, [seed for seed in seeds if seed[0] in bases])
        wanted.append([n for n in range(nodes) if times[n] <= limit_ms])
    plain = router.evaluate(seeds_of(seeds), chosen, limit_ms)
    weighed = router.evaluate(seeds_of(seeds), chosen, limit_ms, weight=weight)
    assert plain.tolist() == [len(own) for own in wanted]
    assert weighed.tolist() == [sum(weights[n] for n in own) for own in wanted]


@given(problems(), LINKS)
def test_the_quickest_way(problem: tuple[int, list[Arc], list[Seed]], links: list[Link]) -> None:
    nodes, arcs, seeds = problem
    ways = links_of(links, nodes)
    times = by_hand(nodes, arcs, seeds)
    each_ms = [times[node] + link_ms for node, link_ms in zip(ways.node.tolist(), ways.time_ms.tolist(), strict=True)]
    route = router_of(nodes, arcs).route(seeds_of(seeds), ways)
    if min(each_ms, default=UNREACHABLE) >= UNREACHABLE:
        assert route is None
        return
    assert route is not None
    assert route.link == each_ms.index(min(each_ms)), "of equal links the first"
    goal = int(ways.node[route.link])
    back = by_hand(nodes, turned(arcs), [(0, goal, 0)])
    equal = [n for n, (_, node, offset) in enumerate(seeds) if offset + back[node] == times[goal]]
    assert route.seed == equal[0], "of equal seeds the first"
    at, spent = seeds[route.seed][1:]
    for arc in route.arcs.tolist():
        assert arcs[arc][0] == at
        assert arcs[arc][2] < UNREACHABLE
        at, spent = arcs[arc][1], spent + arcs[arc][2]
    assert at == goal
    assert spent + ways.time_ms[route.link] == route.time_ms == min(each_ms)


@given(problems(), st.lists(st.tuples(st.integers(0, 23), TIMES), max_size=5, unique_by=lambda change: change[0]))
def test_other_times_of_some_arcs(problem: tuple[int, list[Arc], list[Seed]], changes: list[tuple[int, int]]) -> None:
    nodes, arcs, seeds = problem
    router = router_of(nodes, arcs)
    known = [(arc, time_ms) for arc, time_ms in changes if arc < len(arcs)]
    now = list(arcs)
    for arc, time_ms in known:
        now[arc] = (*now[arc][:2], time_ms)
    router.update(np.array([arc for arc, _ in known], np.int32), np.array([time_ms for _, time_ms in known], np.int32))
    assert router.field(seeds_of(seeds)).tolist() == by_hand(nodes, now, seeds)
    assert router.field(seeds_of(seeds), reverse=True).tolist() == by_hand(nodes, turned(now), seeds)
