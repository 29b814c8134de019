# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes into a kernel and what comes out: arrays only.

Times are int32 milliseconds, `UNREACHABLE` where there is no way, sums clamped there. Every kernel is a `Router`, asked
in the same words and answering with the same numbers: `gisplanner.kernels.reference` is plain and right,
`gisplanner.kernels.compiled` is fast.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from layers.jobs import Progress

Ints = NDArray[np.int32]
Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Graph:
    """A weighted directed graph.

    Attributes
    ----------
    nodes : int
        How many; they are 0 to nodes - 1.
    tail, head : int32 array, shape (arcs,)
        Arcs may be parallel, and may be loops.
    time_ms : int32 array, shape (arcs,)
        Not negative; `UNREACHABLE` and more cannot be travelled.
    """

    nodes: int
    tail: Ints
    head: Ints
    time_ms: Ints


@dataclass(frozen=True, eq=False)
class Seeds:
    """Where travel starts; arrays of shape (seeds,).

    Attributes
    ----------
    group : int32
        Whose seed it is: 0 to groups - 1. A group may have several seeds, or none.
    node : int32
    offset_ms : int32
        Time already spent there, not negative.
    groups : int
    """

    group: Ints
    node: Ints
    offset_ms: Ints
    groups: int

    def only(self, groups: Ints) -> Seeds:
        """The seeds of some groups, in their order; group `groups[i]` becomes group i."""
        order = np.argsort(self.group, kind="stable")
        first = np.searchsorted(self.group, groups, sorter=order, side="left")
        count = np.searchsorted(self.group, groups, sorter=order, side="right") - first
        own = np.repeat(np.arange(len(groups)), count)
        at = order[np.arange(len(own)) - np.repeat(np.cumsum(count) - count, count) + first[own]]
        return Seeds(own.astype(np.int32), self.node[at], self.offset_ms[at], len(groups))


@dataclass(frozen=True, eq=False)
class Links:
    """Ways between points beside the network and its nodes; arrays of shape (links,).

    Attributes
    ----------
    point : int32
        0 to points - 1; ascending. A point may have several links, or none.
    node : int32
    time_ms : int32
        Between the node and the point, not negative.
    points : int
    """

    point: Ints
    node: Ints
    time_ms: Ints
    points: int

    def seeds(self) -> Seeds:
        """The points as where travel starts: each one a group."""
        return Seeds(self.point, self.node, self.time_ms, self.points)


@dataclass(frozen=True, eq=False)
class TwoBest:
    """The nearest group of every node and the second nearest; arrays of shape (nodes,).

    Attributes
    ----------
    first_ms, second_ms : int32
        `UNREACHABLE` where there is none.
    first, second : int32
        Groups, -1 where there is none; of equal times the smaller.
    """

    first_ms: Ints
    first: Ints
    second_ms: Ints
    second: Ints


@dataclass(frozen=True, eq=False)
class Route:
    """One quickest way.

    Attributes
    ----------
    time_ms : int
        Offset of the seed, arcs, and time of the link.
    seed, link : int
        Where it starts and ends: indices into the `Seeds` and `Links` asked with.
    arcs : int32 array
        Indices into the arcs of the `Graph`, in order of travel; none where seed and link share a node.
    """

    time_ms: int
    seed: int
    link: int
    arcs: Ints


class Router(Protocol):
    """Answers questions about one weighted graph.

    What is known of nodes comes in the router's own order: node n stands in row ``row[n]``. `reverse` asks for the
    times from the nodes to the seeds.

    Attributes
    ----------
    graph : Graph
    row : int32 array, shape (nodes,)
    junctions : int32 array
        Nodes where roads meet; which ones is the router's own choice.
    """

    @property
    def graph(self) -> Graph:
        """What is travelled on, with the times in force."""

    @property
    def row(self) -> Ints:
        """Row of every node."""

    @property
    def junctions(self) -> Ints:
        """Nodes where roads meet."""

    def field(self, seeds: Seeds, *, reverse: bool = False) -> Ints:
        """Time from the nearest seed of any group to every node; shape (nodes,)."""

    def fields(self, seeds: Seeds, *, reverse: bool = False, out: Ints | None = None) -> Ints:
        """Time from the nearest seed of each group to every node; shape (nodes, groups), written to `out` if given."""

    def nearest(self, seeds: Seeds, *, reverse: bool = False) -> tuple[Ints, Ints]:
        """Time from the nearest group to every node, and which it is (-1 for none, ties to the smaller)."""

    def two_best(self, seeds: Seeds, *, reverse: bool = False) -> TwoBest:
        """The two nearest groups of every node."""

    def junction_two_best(self, seeds: Seeds) -> TwoBest:
        """The two nearest groups of the nodes `junctions`, in their order: enough to draw while a base is dragged."""

    def matrix(self, seeds: Seeds, links: Links, *, reverse: bool = False) -> Ints:
        """Time from each group to each point by the best of its links; shape (groups, points)."""

    def reached(self, seeds: Seeds, limit_ms: int, *, reverse: bool = False) -> Counts:
        """How many nodes each group reaches within the limit; shape (groups,)."""

    def alone(self, seeds: Seeds, limit_ms: int, *, reverse: bool = False) -> Counts:
        """How many nodes only this group reaches within the limit; shape (groups,)."""

    def evaluate(
        self,
        seeds: Seeds,
        dispositions: Ints,
        limit_ms: int,
        *,
        weight: Ints | None = None,
        progress: Progress | None = None,
    ) -> Counts:
        """What each of many dispositions reaches within the limit.

        Parameters
        ----------
        seeds : Seeds
            Every group is a position where a base may stand.
        dispositions : int32 array, shape (dispositions, bases)
            Groups; -1 for none.
        limit_ms : int
        weight : int32 array, shape (nodes,), optional
            What a node counts, by node and not by row; 1 each where not given. The sum must fit int32.
        progress : Progress, optional
            Told, and asked whether to go on, between batches.

        Returns
        -------
        int64 array, shape (dispositions,)

        Raises
        ------
        Cancelled
            After `progress` was cancelled.
        """

    def route(self, seeds: Seeds, links: Links) -> Route | None:
        """A quickest way from any seed to any link, None where there is none; ties to the first link, then seed."""

    def update(self, arcs: Ints, time_ms: Ints) -> None:
        """Give some arcs other times: a road is closed, or open again."""
