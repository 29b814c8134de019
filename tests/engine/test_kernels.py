# SPDX-License-Identifier: GPL-3.0-or-later
"""Kernels against a label-correcting search written out by hand, on small graphs of every ugly shape."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gisplanner.kernels.arrays import Graph, Ints
from gisplanner.kernels.reference import fields, forward_field, matrix, reverse_field, two_best
from gisplanner.mobility import UNREACHABLE

Arc = tuple[int, int, int]
Seed = tuple[int, int, int]

TIMES = st.one_of(st.integers(0, 20), st.integers(0, UNREACHABLE + 5))


@st.composite
def problems(draw: st.DrawFn) -> tuple[int, list[Arc], list[Seed]]:
    """Nodes, arcs (tail, head, time) and seeds (node, offset, label): loops, parallel arcs, islands, no arc at all."""
    nodes = draw(st.integers(1, 8))
    node = st.integers(0, nodes - 1)
    arcs = draw(st.lists(st.tuples(node, node, TIMES), max_size=24))
    return nodes, arcs, draw(st.lists(st.tuples(node, TIMES, st.integers(0, 3)), max_size=6))


def graph_of(nodes: int, arcs: list[Arc]) -> Graph:
    columns = np.array(arcs, dtype=np.int32).reshape(-1, 3)
    return Graph(nodes, columns[:, 0].copy(), columns[:, 1].copy(), columns[:, 2].copy())


def columns_of(seeds: list[Seed]) -> tuple[Ints, Ints, Ints]:
    node, offset, label = np.array(seeds, dtype=np.int32).reshape(-1, 3).T
    return node.copy(), offset.copy(), label.copy()


def by_hand(nodes: int, arcs: list[Arc], seeds: list[Seed]) -> list[int]:
    best = [UNREACHABLE] * nodes
    for node, offset, _ in seeds:
        best[node] = min(best[node], offset)
    for _ in range(nodes):
        for tail, head, time_ms in arcs:
            if time_ms < UNREACHABLE:
                best[head] = min(best[head], best[tail] + time_ms)
    return [min(value, UNREACHABLE) for value in best]


@given(problems())
def test_forward_and_reverse_fields(problem: tuple[int, list[Arc], list[Seed]]) -> None:
    nodes, arcs, seeds = problem
    node, offset, _ = columns_of(seeds)
    graph = graph_of(nodes, arcs)
    assert forward_field(graph, node, offset).tolist() == by_hand(nodes, arcs, seeds)
    assert reverse_field(graph, node, offset).tolist() == by_hand(nodes, [(h, t, w) for t, h, w in arcs], seeds)


@given(problems())
def test_two_best_are_of_different_labels_and_ties_go_to_the_smaller(
    problem: tuple[int, list[Arc], list[Seed]],
) -> None:
    nodes, arcs, seeds = problem
    found = two_best(graph_of(nodes, arcs), *columns_of(seeds))
    each = {
        label: by_hand(nodes, arcs, [seed for seed in seeds if seed[2] == label])
        for label in {seed[2] for seed in seeds}
    }
    for n in range(nodes):
        ranked = sorted((times[n], label) for label, times in each.items() if times[n] < UNREACHABLE)
        ranked += [(UNREACHABLE, -1)] * 2
        assert (found.first_ms[n], found.first_label[n]) == ranked[0]
        assert (found.second_ms[n], found.second_label[n]) == ranked[1]


@given(problems(), st.lists(st.tuples(st.integers(0, 4), st.integers(0, 7), TIMES), max_size=10))
def test_matrix_of_groups_and_points(
    problem: tuple[int, list[Arc], list[Seed]], links: list[tuple[int, int, int]]
) -> None:
    nodes, arcs, seeds = problem
    links = [(point, node % nodes, min(time_ms, UNREACHABLE)) for point, node, time_ms in links]
    node, offset, label = columns_of(seeds)
    rows = fields(graph_of(nodes, arcs), label, node, offset, 4)
    point, at, link_ms = (column.astype(np.int32) for column in np.array(links, dtype=np.int64).reshape(-1, 3).T)
    found = matrix(rows, point, at, link_ms, 5)
    for group in range(4):
        times = by_hand(nodes, arcs, [seed for seed in seeds if seed[2] == group])
        assert rows[group].tolist() == times
        for which in range(5):
            ways = [times[n] + time_ms for p, n, time_ms in links if p == which]
            assert found[group, which] == min([UNREACHABLE, *ways])
