# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers depend on the roads alone: not on the order of files, names, what was asked before, or threads."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gisplanner.kernels.arrays import Router
from layers.jobs import Cancelled, Progress
from tests.kernels.checks import all_same
from tests.kernels.graphs import Roads, networks, new_order, places_of, renamed, shuffled
from tests.kernels.questions import (
    OF_GROUPS,
    OF_NODES,
    Answer,
    Case,
    Problem,
    answers,
    cases,
    how_many,
    many_problem,
    problems,
    renamed_problem,
)
from tests.kernels.towns import town

T = TypeVar("T")

ROUNDS = 5
DISPOSITIONS = 300


def together(*jobs: Callable[[], T]) -> list[T]:
    """Do all at once, each in a thread of its own."""
    gate = Barrier(len(jobs))

    def begin(job: Callable[[], T]) -> T:
        gate.wait()
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [done.result() for done in [pool.submit(begin, job) for job in jobs]]


def again(router: Router, problem: Problem) -> Callable[[], list[dict[str, Answer]]]:
    """Ask everything several times."""
    return lambda: [answers(router, problem) for _ in range(ROUNDS)]


@how_many(25, 400)
def test_the_order_of_roads_in_a_file_does_not_matter(examples: int) -> None:
    @settings(max_examples=examples)
    @given(cases(), st.integers(1, 99))
    def check(case: Case, seed: int) -> None:
        made, problem = case
        all_same(answers(shuffled(made, seed).router(), problem), answers(made.router(), problem))

    check()


@how_many(25, 400)
def test_what_nodes_are_called_does_not_matter(examples: int) -> None:
    @settings(max_examples=examples)
    @given(cases(), st.integers(1, 99))
    def check(case: Case, seed: int) -> None:
        made, problem = case
        name = new_order(made.graph.nodes, seed)
        found = answers(renamed(made, seed).router(), renamed_problem(problem, name))
        wanted = answers(made.router(), problem)
        by_old_name = {question: tuple(column[name] for column in found[question]) for question in OF_NODES}
        all_same(by_old_name | {question: found[question] for question in OF_GROUPS}, wanted)

    check()


@settings(max_examples=25)
@given(cases(), st.sampled_from(["one place", "a line", "anywhere"]), st.integers(0, 99))
def test_where_nodes_are_drawn_does_not_matter(case: Case, habit: str, seed: int) -> None:
    made, problem = case
    moved = Roads(made.graph, *places_of(made.graph.nodes, habit, seed))
    all_same(answers(moved.router(), problem), answers(made.router(), problem))


@settings(max_examples=25)
@given(networks(), st.data())
def test_what_was_asked_before_does_not_matter(made: Roads, data: st.DataObject) -> None:
    one, other = (data.draw(problems(made.graph.nodes)) for _ in range(2))
    router = made.router()
    first = answers(router, one)
    all_same(answers(router, other), answers(made.router(), other))
    all_same(answers(router, one), first)


@settings(max_examples=25)
@given(cases())
def test_asking_leaves_the_question_alone(case: Case) -> None:
    made, problem = case
    arrays = [*vars(problem.seeds).values(), *vars(problem.links).values(), problem.dispositions, problem.weight]
    before = [np.copy(array) for array in arrays]
    answers(made.router(), problem)
    for array, copy in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, copy)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_way_every_time(seed: int) -> None:
    made = town(seed, 10)
    problem = many_problem(made.graph.nodes, 3, seed)
    router = made.router()
    ways = [asked.route(problem.seeds, problem.links) for asked in (router, router, made.router())]
    arcs = [way.arcs.tolist() for way in ways if way is not None]
    assert len(arcs) == 3
    assert arcs[0] == arcs[1] == arcs[2]


def test_two_routers_can_be_asked_at_once() -> None:
    towns = [town(seed, 7) for seed in (1, 2)]
    asked = [many_problem(made.graph.nodes, 70, seed, dispositions=70) for seed, made in enumerate(towns)]
    alone = [answers(made.router(), problem) for made, problem in zip(towns, asked, strict=True)]
    jobs = [again(made.router(), problem) for made, problem in zip(towns, asked, strict=True)]
    for found, wanted in zip(together(*jobs), alone, strict=True):
        for answer in found:
            all_same(answer, wanted)


def test_one_router_can_be_asked_by_two_at_once() -> None:
    router = (made := town(3, 7)).router()
    asked = [many_problem(made.graph.nodes, 70, seed, dispositions=70) for seed in (1, 2)]
    alone = [answers(router, problem) for problem in asked]
    for found, wanted in zip(together(*(again(router, problem) for problem in asked)), alone, strict=True):
        for answer in found:
            all_same(answer, wanted)


def test_two_routers_of_one_preparation_can_be_asked_at_once() -> None:
    make = (made := town(4, 7)).preparing()
    slow = replace(made.graph, time_ms=made.graph.time_ms * 2)
    problem = many_problem(made.graph.nodes, 70, 4, dispositions=70)
    alone = [answers(make(graph), problem) for graph in (made.graph, slow)]
    found = together(*(again(make(graph), problem) for graph in (made.graph, slow)))
    for some, wanted in zip(found, alone, strict=True):
        for answer in some:
            all_same(answer, wanted)


def test_comparing_dispositions_tells_how_far_it_is() -> None:
    made = town(1, 4)
    problem = many_problem(made.graph.nodes, 20, 1, dispositions=DISPOSITIONS)
    shares: list[float | None] = []

    class Telling(Progress):
        def update(self, text: str, share: float | None = None) -> None:
            assert text
            shares.append(share)

    told = made.router().evaluate(problem.seeds, problem.dispositions, problem.limit_ms, progress=Telling())
    np.testing.assert_array_equal(told, made.router().evaluate(problem.seeds, problem.dispositions, problem.limit_ms))
    known = [share for share in shares if share is not None]
    assert len(known) >= 3
    assert known == sorted(known)
    assert 0.0 <= known[0] <= known[-1] <= 1.0


def test_comparing_dispositions_stops_when_the_planner_says_so() -> None:
    made = town(1, 4)
    problem = many_problem(made.graph.nodes, 20, 1, dispositions=DISPOSITIONS)
    router = made.router()
    first = answers(router, problem)
    told: list[str] = []

    def stop(text: str, share: float | None) -> None:
        del share
        told.append(text)
        progress.cancel()

    progress = Progress(stop)
    with pytest.raises(Cancelled):
        router.evaluate(problem.seeds, problem.dispositions, problem.limit_ms, progress=progress)
    assert len(told) == 1
    all_same(answers(router, problem), first)
