# SPDX-License-Identifier: GPL-3.0-or-later
"""A believable road network of any size, grown from a seed: towns, countryside, and fast roads where traffic flows.

Four junctions in ten stand in the countryside, the others crowd into towns whose sizes have a long tail. Roads are the
shortest tree over the junctions' Delaunay triangulation and, of its other edges, the ones that save most. Traffic from
the largest towns to all junctions then decides which roads are fast, so that shortest paths run together as they do on
real networks. Nodes along the roads make up the size; in the end all nodes change places, as good numbering is not
what files bring.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gisplanner.kernels.arrays import Graph

JUNCTIONS = 0.4
"""Share of the nodes; the others stand along the roads."""
IN_TOWN = 0.6
"""Share of the junctions."""
ROADS_PER_JUNCTION = 1.45
DEAD_ENDS = 0.6
"""Share of the shortest tree's leaves that stay leaves."""
ONE_WAY = 0.05
"""Share of the roads."""
SPACING_M = 800
"""Between junctions, were they evenly spread."""
JUNCTIONS_PER_TOWN = 4000
WINDING = 1.15
"""Length along a road by length of its chord."""
SPEED_KMH = np.array([25, 40, 60, 90])
"""Of the classes, slowest first."""
BUSIER_THAN = np.array([0.75, 0.92, 0.98])
"""Share of roads that have less traffic than those of the second class, the third, the fourth."""
ORIGINS = 24
"""Places the traffic comes from."""

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Roads:
    """Junctions, and the roads between them before nodes along them are made.

    Attributes
    ----------
    place : float64 array, shape (junctions, 2)
        Metres.
    ends : int64 array, shape (roads, 2)
    length_m : float64 array, shape (roads,)
    """

    place: Floats
    ends: Ids
    length_m: Floats


def grow(nodes: int, seed: int) -> tuple[Graph, Floats, Floats]:
    """Graph of exactly so many nodes, with x and y of its nodes in metres; needs scipy."""
    rng = np.random.default_rng(seed)
    place, origins = _junctions(max(4, round(nodes * JUNCTIONS)), rng)
    roads = _roads(place, rng)
    traffic = _traffic(roads, origins)
    speed_kmh = SPEED_KMH[np.searchsorted(np.quantile(traffic, BUSIER_THAN), traffic)]
    return _subdivided(roads, roads.length_m / speed_kmh * 3600, nodes, rng)


def _junctions(count: int, rng: np.random.Generator) -> tuple[Floats, Ids]:
    """Where they stand, neighbours near each other in number, and which are in the middle of the largest towns."""
    side_m = SPACING_M * np.sqrt(count)
    towns = max(8, count // JUNCTIONS_PER_TOWN)
    size = rng.pareto(1.1, towns) + 0.3
    town = rng.choice(towns, round(count * IN_TOWN), p=size / size.sum())
    centre = rng.random((towns, 2)) * side_m
    # a town of twice the people has twice the area
    radius_m = 0.12 * side_m / np.sqrt(towns) * np.sqrt(size / size.mean())
    crowded = centre[town] + rng.normal(size=(len(town), 2)) * radius_m[town, None]
    place = np.concatenate([crowded, rng.random((count - len(town), 2)) * side_m])
    strip = np.floor(place[:, 0] / (SPACING_M * 8)).astype(np.int64)
    place = place[np.lexsort((np.where(strip % 2, -place[:, 1], place[:, 1]), strip))]
    largest = centre[np.argsort(-size)[:ORIGINS]]
    elsewhere = rng.random((ORIGINS - len(largest), 2)) * side_m
    near = import_module("scipy.spatial").cKDTree(place).query(np.concatenate([largest, elsewhere]))[1]
    return place, np.unique(near)


def _roads(place: Floats, rng: np.random.Generator) -> Roads:
    """The shortest tree that joins all junctions, and shortcuts beside it."""
    csgraph = import_module("scipy.sparse.csgraph")
    corners = import_module("scipy.spatial").Delaunay(place).simplices.astype(np.int64)
    pairs = np.sort(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1)
    ends = np.unique(pairs[:, 0] * len(place) + pairs[:, 1])
    ends = np.stack(np.divmod(ends, len(place)), axis=1)
    length_m = np.maximum(1.0, np.hypot(*(place[ends[:, 0]] - place[ends[:, 1]]).T) * WINDING)
    tree = csgraph.minimum_spanning_tree(_matrix(ends, length_m, len(place))).tocoo()
    in_tree = np.isin(
        ends[:, 0] * len(place) + ends[:, 1],
        np.minimum(tree.row, tree.col).astype(np.int64) * len(place) + np.maximum(tree.row, tree.col),
    )
    around_m = np.bincount(ends.ravel(), np.repeat(length_m, 2)) / np.bincount(ends.ravel())
    # roads long for their neighbourhood are seldom built
    unlikely = length_m / np.minimum(around_m[ends[:, 0]], around_m[ends[:, 1]]) * rng.exponential(size=len(ends))
    leaves = np.bincount(ends[in_tree].ravel(), minlength=len(place)) == 1
    dead_end = leaves & (rng.random(len(place)) < DEAD_ENDS)
    unlikely[dead_end[ends].any(axis=1)] = np.inf
    unlikely[in_tree] = -1
    built = np.sort(np.argsort(unlikely, kind="stable")[: round(len(place) * ROADS_PER_JUNCTION)])
    return Roads(place, ends[built], length_m[built])


def _traffic(roads: Roads, origins: Ids) -> Floats:
    """How many of the shortest ways from the origins to all junctions use each road."""
    count = len(roads.place)
    matrix = _matrix(roads.ends, roads.length_m, count)
    both = (matrix + matrix.T).tocsr()
    key = np.sort(roads.ends[:, 0] * count + roads.ends[:, 1])
    order = np.argsort(roads.ends[:, 0] * count + roads.ends[:, 1])
    traffic = np.zeros(len(roads.ends))
    for origin in origins:
        _, before = import_module("scipy.sparse.csgraph").dijkstra(both, indices=origin, return_predecessors=True)
        flow = _flow(before)
        used = np.flatnonzero(before >= 0)
        low, high = np.minimum(used, before[used]), np.maximum(used, before[used])
        traffic[order[np.searchsorted(key, low.astype(np.int64) * count + high)]] += flow[used]
    return traffic


def _flow(before: Ids) -> Floats:
    """How many nodes of a tree hang on each, itself included; -1 comes before a root.

    Each round doubles how far down the tree has been counted.
    """
    nowhere = len(before)
    up = np.append(np.where(before < 0, nowhere, before), nowhere)
    flow = np.ones(nowhere + 1)
    while True:
        flow[nowhere] = 0
        if (up == nowhere).all():
            return flow[:nowhere]
        flow += np.bincount(up, flow, nowhere + 1)
        up = up[up]


def _subdivided(roads: Roads, road_ms: Floats, nodes: int, rng: np.random.Generator) -> tuple[Graph, Floats, Floats]:
    """Nodes along the roads, one-way roads, and numbers in no order."""
    junctions, count = len(roads.place), len(roads.ends)
    inner = rng.multinomial(nodes - junctions, np.sqrt(roads.length_m) / np.sqrt(roads.length_m).sum())
    road = np.repeat(np.arange(count), inner + 1)
    piece = np.arange(len(road)) - np.repeat(np.cumsum(inner + 1) - inner - 1, inner + 1)
    first = (junctions + np.cumsum(inner) - inner)[road]
    tail = np.where(piece == 0, roads.ends[road, 0], first + piece - 1)
    head = np.where(piece == inner[road], roads.ends[road, 1], first + piece)
    piece_ms = road_ms[road] / (inner[road] + 1) * rng.uniform(0.6, 1.4, len(road))
    time_ms = np.maximum(2, np.rint(piece_ms)).astype(np.int32)
    along = ((piece + 1) / (inner[road] + 1))[piece < inner[road], None]
    ends = roads.ends[road[piece < inner[road]]]
    place = np.concatenate([roads.place, roads.place[ends[:, 0]] * (1 - along) + roads.place[ends[:, 1]] * along])
    number = rng.permutation(nodes)
    back = ~(rng.random(count) < ONE_WAY)[road]
    graph = Graph(
        nodes=nodes,
        tail=number[np.concatenate([tail, head[back]])].astype(np.int32),
        head=number[np.concatenate([head, tail[back]])].astype(np.int32),
        time_ms=np.concatenate([time_ms, time_ms[back]]),
    )
    numbered = np.empty_like(place)
    numbered[number] = place
    return graph, numbered[:, 0].copy(), numbered[:, 1].copy()


def _matrix(ends: Ids, length_m: Floats, count: int) -> Any:
    return import_module("scipy.sparse").csr_matrix((length_m, (ends[:, 0], ends[:, 1])), shape=(count, count))
