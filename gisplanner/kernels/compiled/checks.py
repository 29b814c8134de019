# SPDX-License-Identifier: GPL-3.0-or-later
"""Native code follows the numbers it is given without looking; here they are looked at, once for each question."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gisplanner.kernels.arrays import Ints, Links, Seeds

MOST_WEIGHT = 2**31
MOST_MS = 2**31


def expect_graph(nodes: int, tail: Ints, head: Ints, x: NDArray[np.float64], y: NDArray[np.float64]) -> None:
    """Look at roads that are to be prepared.

    Raises
    ------
    ValueError
        With what is wrong.
    """
    _expect_alike("arcs", tail, head)
    _expect_within("tails of arcs", tail, 0, nodes)
    _expect_within("heads of arcs", head, 0, nodes)
    for axis in (x, y):
        if axis.shape != (nodes,) or not np.isfinite(axis).all():
            _refuse("every node must have a place")


def expect_nodes(nodes: int, prepared: int) -> None:
    """Look at how many nodes there are.

    Raises
    ------
    ValueError
        Where they are not those of the preparation.
    """
    if nodes != prepared:
        _refuse(f"there are {nodes} nodes, and {prepared} were prepared")


def expect_seeds(seeds: Seeds, nodes: int) -> None:
    """Look at where travel starts.

    Raises
    ------
    ValueError
        With what is wrong.
    """
    _expect_alike("seeds", seeds.group, seeds.node, seeds.offset_ms)
    _expect_within("groups of seeds", seeds.group, 0, seeds.groups)
    _expect_within("nodes of seeds", seeds.node, 0, nodes)
    _expect_within("offsets of seeds", seeds.offset_ms, 0, MOST_MS)


def expect_links(links: Links, nodes: int) -> None:
    """Look at points beside the network.

    Raises
    ------
    ValueError
        With what is wrong.
    """
    _expect_alike("links", links.point, links.node, links.time_ms)
    _expect_within("points of links", links.point, 0, links.points)
    _expect_within("nodes of links", links.node, 0, nodes)
    _expect_within("times of links", links.time_ms, 0, MOST_MS)
    if (np.diff(links.point) < 0).any():
        _refuse("points of links must be ascending")


def expect_dispositions(dispositions: Ints, groups: int) -> None:
    """Look at choices of groups, -1 for none.

    Raises
    ------
    ValueError
        With what is wrong.
    """
    if dispositions.ndim != 2 or dispositions.dtype != np.int32:  # noqa: PLR2004
        _refuse("dispositions must be int32 of shape (dispositions, bases)")
    _expect_within("dispositions", dispositions, -1, groups)


def expect_weights(weight: Ints, nodes: int) -> None:
    """Look at what nodes count.

    Raises
    ------
    ValueError
        With what is wrong.
    OverflowError
        Where they add up to more than an int32 holds.
    """
    if weight.shape != (nodes,) or not np.issubdtype(weight.dtype, np.integer):
        _refuse("weights must be integers, one for every node")
    _expect_within("weights", weight, 0, MOST_WEIGHT)
    if weight.sum(dtype=np.int64) >= MOST_WEIGHT:
        message = "weights must add up to less than 2**31"
        raise OverflowError(message)


def expect_changes(arcs: Ints, time_ms: Ints, count: int) -> None:
    """Look at other times for some arcs.

    Raises
    ------
    ValueError
        With what is wrong.
    """
    _expect_alike("changes", arcs, time_ms)
    _expect_within("changed arcs", arcs, 0, count)
    _expect_within("times", time_ms, 0, MOST_MS)


def expect_times(time_ms: Ints, arcs: int) -> None:
    """Look at times of all arcs.

    Raises
    ------
    ValueError
        With what is wrong.
    """
    _expect_alike("times", time_ms)
    if len(time_ms) != arcs:
        _refuse(f"there are {arcs} arcs and {len(time_ms)} times")
    _expect_within("times", time_ms, 0, MOST_MS)


def expect_room(out: Ints, nodes: int, groups: int) -> None:
    """Look at an array to be written to.

    Raises
    ------
    ValueError
        With what is wrong.
    """
    if out.shape != (nodes, groups) or out.dtype != np.int32 or not out.flags.writeable:
        _refuse(f"out must be writeable int32 of shape ({nodes}, {groups})")


def _expect_alike(what: str, *arrays: Ints) -> None:
    if any(array.ndim != 1 or array.dtype != np.int32 or len(array) != len(arrays[0]) for array in arrays):
        _refuse(f"{what} must be int32 arrays of one length")


def _expect_within(what: str, array: Ints, low: int, end: int) -> None:
    if array.size and (array.min() < low or array.max() >= end):
        _refuse(f"{what} must be from {low} to {end - 1}")


def _refuse(message: str) -> None:
    raise ValueError(message)
