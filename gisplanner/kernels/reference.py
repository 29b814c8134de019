# SPDX-License-Identifier: GPL-3.0-or-later
"""Shortest times by networkx: plain and right, the oracle of every faster kernel.

Arrays in, arrays out, as `gisplanner.kernels.arrays` describes them.
"""

from __future__ import annotations

import networkx as nx
import numpy as np

from gisplanner.kernels.arrays import Graph, Ints, TwoBest
from gisplanner.mobility import UNREACHABLE

SOURCE = -1
"""A node of no network, from which every seed is its offset away."""


def forward_field(graph: Graph, seeds: Ints, offset_ms: Ints) -> Ints:
    """Times from the nearest of many seeds to every node.

    Parameters
    ----------
    graph : Graph
    seeds : int32 array, shape (seeds,)
        Nodes to start from; may repeat.
    offset_ms : int32 array, shape (seeds,)
        Time already spent at each seed, not negative.

    Returns
    -------
    int32 array, shape (nodes,)
    """
    return _field(_directed(graph), graph.nodes, seeds, offset_ms)


def reverse_field(graph: Graph, seeds: Ints, offset_ms: Ints) -> Ints:
    """Times from every node to the nearest of many seeds; parameters as in `forward_field`."""
    turned = Graph(graph.nodes, graph.head, graph.tail, graph.time_ms)
    return forward_field(turned, seeds, offset_ms)


def two_best(graph: Graph, seeds: Ints, offset_ms: Ints, labels: Ints) -> TwoBest:
    """For every node the nearest seed, and the nearest seed of any other label.

    Parameters
    ----------
    graph : Graph
    seeds, offset_ms : int32 array, shape (seeds,)
        As in `forward_field`.
    labels : int32 array, shape (seeds,)
        Whose seed it is, not negative; several seeds may share one.
    """
    names = np.unique(labels)
    fields = np.full((len(names) + 2, graph.nodes), UNREACHABLE, dtype=np.int32)
    directed = _directed(graph)
    for row, name in enumerate(names):
        own = labels == name
        fields[row] = _field(directed, graph.nodes, seeds[own], offset_ms[own])
    # a stable sort gives equal times to the smaller label
    order = np.argsort(fields, axis=0, kind="stable")[:2]
    times = np.take_along_axis(fields, order, axis=0)
    padded = np.concatenate([names, [-1, -1]]).astype(np.int32)
    label = np.where(times < UNREACHABLE, padded[order], -1).astype(np.int32)
    return TwoBest(times[0], label[0], times[1], label[1])


def fields(graph: Graph, groups: Ints, seeds: Ints, offset_ms: Ints, count: int) -> Ints:
    """Times from each of many groups of seeds to every node.

    Parameters
    ----------
    graph : Graph
    groups : int32 array, shape (seeds,)
        Which group each seed belongs to.
    seeds, offset_ms : int32 array, shape (seeds,)
        As in `forward_field`.
    count : int
        How many groups; they are 0 to count - 1, and may be empty.

    Returns
    -------
    int32 array, shape (count, nodes)
    """
    directed = _directed(graph)
    found = np.full((count, graph.nodes), UNREACHABLE, dtype=np.int32)
    for group in range(count):
        own = groups == group
        found[group] = _field(directed, graph.nodes, seeds[own], offset_ms[own])
    return found


def matrix(from_groups: Ints, points: Ints, nodes: Ints, link_ms: Ints, count: int) -> Ints:
    """Times from every group to every point, by the best of the point's links.

    Parameters
    ----------
    from_groups : int32 array, shape (groups, nodes)
        What `fields` returned.
    points, nodes, link_ms : int32 array, shape (links,)
        Point, node, and the time from the node to the point.
    count : int
        How many points; they are 0 to count - 1, and may have no link.

    Returns
    -------
    int32 array, shape (groups, count)
    """
    found = np.full((count, len(from_groups)), UNREACHABLE, dtype=np.int32)
    np.minimum.at(found, points, (from_groups[:, nodes] + link_ms).T)
    return np.ascontiguousarray(found.T)


def _directed(graph: Graph) -> nx.DiGraph[int]:
    directed: nx.DiGraph[int] = nx.DiGraph()
    directed.add_nodes_from(range(graph.nodes))
    open_arcs = graph.time_ms < UNREACHABLE
    # of parallel arcs only the quickest counts: written last, it stays
    order = np.flatnonzero(open_arcs)[np.argsort(-graph.time_ms[open_arcs], kind="stable")]
    rows = zip(graph.tail[order].tolist(), graph.head[order].tolist(), graph.time_ms[order].tolist(), strict=True)
    directed.add_weighted_edges_from(rows)
    return directed


def _field(directed: nx.DiGraph[int], nodes: int, seeds: Ints, offset_ms: Ints) -> Ints:
    found = np.full(nodes, UNREACHABLE, dtype=np.int32)
    starts: dict[int, int] = {}
    for seed, offset in zip(seeds.tolist(), offset_ms.tolist(), strict=True):
        starts[seed] = min(offset, starts.get(seed, UNREACHABLE))
    directed.add_weighted_edges_from((SOURCE, seed, offset) for seed, offset in starts.items())
    if starts:
        times = nx.single_source_dijkstra_path_length(directed, SOURCE, cutoff=UNREACHABLE - 1)
        directed.remove_node(SOURCE)
        del times[SOURCE]
        found[list(times)] = list(times.values())
    return found
