# SPDX-License-Identifier: GPL-3.0-or-later
"""Dead ends and chains taken out of a graph, so that only junctions are left.

Most nodes of a road map are no junctions: they bend a road, or end it. A dead end is left as it was entered, so it
hangs on the node before it; a node with two neighbours lies on a chain between two junctions. Times at such nodes
follow from those of the junctions around them by two additions, so the hierarchy needs to be built of junctions only.

A component that is one ring has no junction: the first of its nodes serves as one. A component that is a tree keeps
one node, the last left over.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gisplanner.kernels.arrays import Ints
from gisplanner.kernels.compiled.jit import compiled
from gisplanner.kernels.compiled.neighbours import Neighbours
from gisplanner.mobility import UNREACHABLE

Flags = NDArray[np.bool_]

THROUGH = 2
"""How many neighbours a node has that is on the way from one to the other."""


class Contraction(NamedTuple):
    """Which nodes are junctions, and how the others lie between them.

    Attributes
    ----------
    junction : int32 array, shape (nodes,)
        Number of the junction, -1 for other nodes.
    hung : int32 array
        Nodes of dead ends, every one before the node it hangs on.
    hook : int32 array, shape (nodes,)
        Slot from a node of a dead end to the one it hangs on, -1 for other nodes.
    chain_first : int32 array, shape (chains + 1,)
    chain_slot : int32 array
        Slots along every chain from its start to its end, both junctions; a road straight from junction to junction
        is a chain of one slot.
    start, end : int32 array, shape (chains,)
        Junction numbers.
    chain, place : int32 array, shape (nodes,)
        Chain of a node that lies on one, and its place on it from 0; -1 for other nodes.
    """

    junction: Ints
    hung: Ints
    hook: Ints
    chain_first: Ints
    chain_slot: Ints
    start: Ints
    end: Ints
    chain: Ints
    place: Ints


def contract(neighbours: Neighbours) -> Contraction:
    """Take dead ends and chains out."""
    node, back = neighbours.node, neighbours.back
    degree, hung, hook = _dead_ends(neighbours)
    is_junction, chain_first, chain_slot, chain, place = _chains(neighbours, degree, hook)
    junction = np.where(is_junction, np.cumsum(is_junction) - 1, -1).astype(np.int32)
    starts, ends = chain_slot[chain_first[:-1]], chain_slot[chain_first[1:] - 1]
    return Contraction(
        junction=junction,
        hung=hung,
        hook=hook,
        chain_first=chain_first,
        chain_slot=chain_slot,
        start=junction[node[back[starts]]],
        end=junction[node[ends]],
        chain=chain,
        place=place,
    )


@compiled
def _dead_ends(neighbours: Neighbours) -> tuple[Ints, Ints, Ints]:
    """Peel nodes with one neighbour until none is left: degrees of what stays, nodes in peeling order, hooks."""
    first, node = neighbours.first, neighbours.node
    nodes = len(first) - 1
    degree = np.empty(nodes, dtype=np.int32)
    hook = np.full(nodes, -1, dtype=np.int32)
    hung = np.empty(nodes, dtype=np.int32)
    count = 0
    for start in range(nodes):
        degree[start] = first[start + 1] - first[start]
    for start in range(nodes):
        n = start
        while degree[n] == 1 and hook[n] < 0:
            hung[count] = n
            count += 1
            degree[n] = 0
            for slot in range(first[n], first[n + 1]):
                if hook[node[slot]] < 0:
                    hook[n] = slot
                    break
            n = node[hook[n]]
            degree[n] -= 1
    return degree, hung[:count].copy(), hook


@compiled
def _chains(neighbours: Neighbours, degree: Ints, hook: Ints) -> tuple[Flags, Ints, Ints, Ints, Ints]:  # noqa: C901
    """Walk from every junction along every road not walked yet."""
    first, node, back = neighbours.first, neighbours.node, neighbours.back
    nodes = len(first) - 1
    is_junction = (hook < 0) & (degree != THROUGH)
    chain = np.full(nodes, -1, dtype=np.int32)
    place = np.full(nodes, -1, dtype=np.int32)
    chain_first = np.zeros(len(node) // 2 + 1, dtype=np.int32)
    chain_slot = np.empty(len(node) // 2, dtype=np.int32)
    chains, used = 0, 0
    for rings in range(2):
        for start in range(nodes):
            if rings == 1 and hook[start] < 0 and not is_junction[start] and chain[start] < 0:
                is_junction[start] = True
            elif rings == 1 or not is_junction[start]:
                continue
            for begin in range(first[start], first[start + 1]):
                n = node[begin]
                if hook[n] >= 0 or chain[n] >= 0 or (is_junction[n] and n < start):
                    continue
                slot = begin
                length = 0
                while True:
                    chain_slot[used] = slot
                    used += 1
                    n = node[slot]
                    if is_junction[n]:
                        break
                    chain[n] = chains
                    place[n] = length
                    length += 1
                    came = back[slot]
                    for onward in range(first[n], first[n + 1]):
                        if onward != came and hook[node[onward]] < 0:
                            slot = onward
                chains += 1
                chain_first[chains] = used
    return is_junction, chain_first[: chains + 1].copy(), chain_slot[:used].copy(), chain, place


@compiled
def chain_times(contraction: Contraction, back: Ints, slot_ms: Ints) -> tuple[Ints, Ints]:
    """Time of every chain from start to end, and from end to start."""
    chain_first, chain_slot = contraction.chain_first, contraction.chain_slot
    chains = len(chain_first) - 1
    ahead = np.empty(chains, dtype=np.int32)
    behind = np.empty(chains, dtype=np.int32)
    for c in range(chains):
        there, again = np.int32(0), np.int32(0)
        for k in range(chain_first[c], chain_first[c + 1]):
            there = np.int32(min(there + slot_ms[chain_slot[k]], UNREACHABLE))
            again = np.int32(min(again + slot_ms[back[chain_slot[k]]], UNREACHABLE))
        ahead[c], behind[c] = there, again
    return ahead, behind
