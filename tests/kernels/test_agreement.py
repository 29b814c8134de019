# SPDX-License-Identifier: GPL-3.0-or-later
"""The router under test gives the oracle's answers, to the millisecond, on road graphs of every ugly shape."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplanner.kernels.arrays import Graph, Ints
from gisplanner.kernels.reference import PlainRouter
from gisplanner.mobility import UNREACHABLE
from tests.kernels.checks import all_same, check_all, check_way, same, stops_of
from tests.kernels.graphs import FAR, SMALL, Roads, chosen, networks
from tests.kernels.questions import MANY, QUESTIONS, Case, answers, cases, how_many, many_problem

Change = tuple[Ints, Ints]

NEW_TIMES = [UNREACHABLE, UNREACHABLE, *SMALL, *FAR]


@st.composite
def large_cases(draw: st.DrawFn) -> Case:
    """A graph, and more bases and dispositions on it than a vector has lanes."""
    made = draw(networks())
    groups, dispositions = draw(st.sampled_from(MANY)), draw(st.sampled_from(MANY))
    return made, many_problem(made.graph.nodes, groups, draw(st.integers(0, 99)), dispositions=dispositions)


@st.composite
def changing_cases(draw: st.DrawFn) -> tuple[Case, list[Change]]:
    """A graph, what is asked on it, and other times of some of its arcs, again and again."""
    made, problem = draw(cases())
    changes = []
    for _ in range(draw(st.integers(1, 4))):
        arcs = np.unique(_some_arcs(draw, made.graph))
        changes.append((arcs, np.array(chosen(draw, NEW_TIMES, len(arcs)), dtype=np.int32)))
    return (made, problem), changes


@st.composite
def closing_cases(draw: st.DrawFn) -> tuple[Case, Ints]:
    """A graph, what is asked on it, and some of its arcs in any order."""
    made, problem = draw(cases())
    return (made, problem), np.array(list(dict.fromkeys(_some_arcs(draw, made.graph).tolist())), dtype=np.int32)


def _some_arcs(draw: st.DrawFn, graph: Graph) -> Ints:
    arcs = range(min(len(graph.tail), 256))
    return np.array(chosen(draw, arcs, draw(st.integers(0, 6))) if arcs else [], dtype=np.int32)


@pytest.mark.parametrize("question", QUESTIONS)
@settings(max_examples=25)
@given(cases())
def test_one_answer_is_the_oracles(question: str, case: Case) -> None:
    made, problem = case
    router, oracle = made.routers()
    same(QUESTIONS[question](router, problem), QUESTIONS[question](oracle, problem), question)


@how_many(25, 2500)
def test_every_answer_is_the_oracles(examples: int) -> None:
    @settings(max_examples=examples)
    @given(cases())
    def check(case: Case) -> None:
        made, problem = case
        check_all(*made.routers(), problem)

    check()


@how_many(8, 150)
def test_every_answer_for_more_bases_than_fit_a_vector(examples: int) -> None:
    @settings(max_examples=examples)
    @given(large_cases())
    def check(case: Case) -> None:
        made, problem = case
        check_all(*made.routers(), problem)

    check()


@settings(max_examples=50)
@given(networks())
def test_every_node_has_a_row_of_its_own(made: Roads) -> None:
    router = made.router()
    assert router.row.dtype == np.int32
    assert sorted(router.row.tolist()) == list(range(made.graph.nodes))
    assert router.graph.nodes == made.graph.nodes


@how_many(25, 1000)
def test_no_way_comes_by_a_place_twice(examples: int) -> None:
    """Not even where it takes no time: the map would draw a road that nobody takes."""

    @settings(max_examples=examples)
    @given(cases())
    def check(case: Case) -> None:
        made, problem = case
        router = made.router()
        route = router.route(problem.seeds, problem.links)
        stops = [] if route is None else stops_of(router, problem, route)
        assert len(set(stops)) == len(stops)

    check()


@settings(max_examples=50)
@given(cases())
def test_the_oracles_ways_are_ways(case: Case) -> None:
    made, problem = case
    oracle = PlainRouter(made.graph)
    check_way(oracle, problem, oracle.route(problem.seeds, problem.links))


@settings(max_examples=25)
@given(networks(), st.sampled_from([0, 1, 3, *MANY]), st.integers(0, 1), st.booleans())
def test_times_are_written_to_where_the_planner_wants_them(made: Roads, groups: int, shift: int, reverse: bool) -> None:
    router, oracle = made.routers()
    seeds = many_problem(made.graph.nodes, groups, seed=1).seeds
    # at any address, not only where vectors like to lie; what lies around is not touched
    room = np.full(made.graph.nodes * groups + 2 + shift, -7, dtype=np.int32)
    out = room[1 + shift : -1].reshape(made.graph.nodes, groups)
    assert router.fields(seeds, reverse=reverse, out=out) is out
    np.testing.assert_array_equal(out[router.row], oracle.fields(seeds, reverse=reverse))
    assert (np.delete(room, np.s_[1 + shift : -1]) == -7).all()


@how_many(20, 300)
def test_roads_closed_opened_and_changed_in_any_order_answer_as_roads_made_so(examples: int) -> None:
    @settings(max_examples=examples)
    @given(changing_cases())
    def check(changing: tuple[Case, list[Change]]) -> None:
        (made, problem), changes = changing
        router, now_ms = made.router(), made.graph.time_ms.copy()
        for arcs, time_ms in changes:
            router.update(arcs, time_ms)
            now_ms[arcs] = time_ms
            np.testing.assert_array_equal(router.graph.time_ms, now_ms)
            check_all(router, PlainRouter(replace(made.graph, time_ms=now_ms.copy())), problem)

    check()


@how_many(20, 300)
def test_a_road_closed_and_opened_again_gives_back_the_first_answers(examples: int) -> None:
    @settings(max_examples=examples)
    @given(closing_cases())
    def check(closing: tuple[Case, Ints]) -> None:
        (made, problem), arcs = closing
        router, open_ms = made.router(), made.graph.time_ms.copy()
        first = answers(router, problem)
        for arc in arcs:
            router.update(np.array([arc], dtype=np.int32), np.array([UNREACHABLE], dtype=np.int32))
        closed_ms = open_ms.copy()
        closed_ms[arcs] = UNREACHABLE
        check_all(router, PlainRouter(replace(made.graph, time_ms=closed_ms)), problem)
        router.update(arcs[::-1].copy(), open_ms[arcs[::-1]])
        all_same(answers(router, problem), first)
        np.testing.assert_array_equal(made.graph.time_ms, open_ms, err_msg="the graph given is left alone")

    check()


@settings(max_examples=25)
@given(cases(), st.integers(0, 99))
def test_one_preparation_serves_all_seasons_and_means(case: Case, seed: int) -> None:
    made, problem = case
    make = made.preparing()
    arcs = len(made.graph.tail)
    other = replace(made.graph, time_ms=np.random.default_rng(seed).choice(NEW_TIMES, arcs).astype(np.int32))
    one, two = make(made.graph), make(other)
    check_all(one, PlainRouter(made.graph), problem)
    check_all(two, PlainRouter(other), problem)
    two.update(np.arange(arcs, dtype=np.int32), np.full(arcs, UNREACHABLE, dtype=np.int32))
    check_all(one, PlainRouter(made.graph), problem)
