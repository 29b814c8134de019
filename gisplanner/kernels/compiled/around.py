# SPDX-License-Identifier: GPL-3.0-or-later
"""Nodes between junctions: their times from the junctions around them, and searches from seeds among them.

A node of a chain is reached from one end of the chain or from the other; a node of a dead end by way of the node it
hangs on. So two junctions and two times say everything of a node, in each direction of travel, unless the way starts
nearby. Then it may run along the chain or in the dead end without meeting a junction: a small search from every seed,
which stops at junctions, finds these ways and the times at which the junctions around are reached.
"""

from __future__ import annotations

import heapq
from typing import NamedTuple

import numpy as np

from gisplanner.kernels.arrays import Ints
from gisplanner.kernels.compiled.contraction import Contraction
from gisplanner.kernels.compiled.jit import compiled
from gisplanner.kernels.compiled.neighbours import Neighbours, by_key
from gisplanner.kernels.compiled.sweeps import Starts
from gisplanner.mobility import UNREACHABLE


class Nearby(NamedTuple):
    """What searches from seeds found before meeting junctions.

    Attributes
    ----------
    starts : Starts
        Junctions reached, for whom and when: where a sweep starts.
    group, node, time_ms : int32 arrays
        Other nodes reached; a pair of group and node stands once.
    """

    starts: Starts
    group: Ints
    node: Ints
    time_ms: Ints


@compiled
def search_nearby(  # noqa: C901, PLR0912
    neighbours: Neighbours, position: Ints, slot_ms: Ints, group: Ints, node: Ints, offset_ms: Ints, best: Ints
) -> Nearby:
    """Search from seeds, which must be ascending by group, until junctions are met.

    `best` has room for every node, and is `UNREACHABLE` throughout between searches.
    """
    first, neighbour = neighbours.first, neighbours.node
    seeds = [(np.int32(0), np.int32(0), np.int32(0)) for _ in range(0)]
    found = [(np.int32(0), np.int32(0), np.int32(0)) for _ in range(0)]
    queue = [(np.int32(0), np.int32(0)) for _ in range(0)]
    k = 0
    while k < len(group):
        own = group[k]
        begin = len(found)
        while k < len(group) and group[k] == own:
            at, reached = node[k], offset_ms[k]
            k += 1
            if reached >= UNREACHABLE:
                continue
            if position[at] >= 0:
                seeds.append((position[at], reached, own))
            elif reached < best[at]:
                best[at] = reached
                heapq.heappush(queue, (reached, at))
        while len(queue) > 0:
            reached, at = heapq.heappop(queue)
            if reached > best[at]:
                continue
            found.append((own, at, reached))
            for slot in range(first[at], first[at + 1]):
                then = np.int32(min(reached + slot_ms[slot], UNREACHABLE))
                other = neighbour[slot]
                if then >= UNREACHABLE:
                    continue
                if position[other] >= 0:
                    seeds.append((position[other], then, own))
                elif then < best[other]:
                    best[other] = then
                    heapq.heappush(queue, (then, other))
        for at in range(begin, len(found)):
            best[found[at][1]] = UNREACHABLE
    start = np.empty((3, len(seeds)), dtype=np.int32)
    for k in range(len(seeds)):
        start[0, k], start[1, k], start[2, k] = seeds[k]
    near = np.empty((3, len(found)), dtype=np.int32)
    for k in range(len(found)):
        near[0, k], near[1, k], near[2, k] = found[k]
    return Nearby(Starts(start[0], start[1], start[2]), near[0], near[1], near[2])


class Pieces(NamedTuple):
    """What lies between junctions, piece by piece: first every chain with its dead ends, then those at junctions.

    Attributes
    ----------
    of : int32 array, shape (nodes,)
        Piece of every node: its chain, or the number of chains + the position of the junction it hangs on or is.
    hung_first : int32 array, shape (pieces + 1,)
    hung : int32 array
        Nodes of dead ends by piece, every one after the node it hangs on.
    """

    of: Ints
    hung_first: Ints
    hung: Ints


def pieces_of(contraction: Contraction, neighbours: Neighbours, position: Ints) -> Pieces:
    """Group the nodes between junctions."""
    hung = contraction.hung[::-1]
    base = _bases(hung, contraction.hook, neighbours.node, len(position))
    chains = len(contraction.start)
    chain = contraction.chain[base]
    piece = np.where(chain >= 0, chain, chains + position[base]).astype(np.int32)
    pieces = chains + int(position.max(initial=-1)) + 1
    first, order = by_key(piece[hung], pieces)
    return Pieces(piece, first, hung[order])


class Chains(NamedTuple):
    """All that says how nodes lie between junctions; see `Contraction`, `Pieces` and `Neighbours`.

    `start` and `end` are the positions of the junctions at the ends of chains.
    """

    chain_first: Ints
    chain_slot: Ints
    start: Ints
    end: Ints
    hung_first: Ints
    hung: Ints
    hook: Ints
    node: Ints
    back: Ints
    row: Ints


@compiled
def write_ends(chains: Chains, pieces: Ints, slot_ms: Ints, outward: bool, ends: Ints) -> None:  # noqa: FBT001
    """The junctions around the nodes of some pieces and the times between, into `ends`, shape (nodes, 4), by row.

    Parameters
    ----------
    chains : Chains
    pieces : int32 array
        Which to write.
    slot_ms : int32 array, shape (slots,)
    outward : bool
        Whether the times are those from the junctions to the node; else from the node to the junctions.
    """
    chain_first, chain_slot, start, end = chains.chain_first, chains.chain_slot, chains.start, chains.end
    hung_first, hung, hook = chains.hung_first, chains.hung, chains.hook
    node, back, row = chains.node, chains.back, chains.row
    for piece in pieces:
        if piece < len(start):
            low, high = chain_first[piece], chain_first[piece + 1]
            spent = np.int32(0)
            for k in range(low, high - 1):
                slot = chain_slot[k] if outward else back[chain_slot[k]]
                spent = np.int32(min(spent + slot_ms[slot], UNREACHABLE))
                at = row[node[chain_slot[k]]]
                ends[at, 0], ends[at, 1], ends[at, 2] = start[piece], end[piece], spent
            spent = np.int32(0)
            for k in range(high - 1, low, -1):
                slot = back[chain_slot[k]] if outward else chain_slot[k]
                spent = np.int32(min(spent + slot_ms[slot], UNREACHABLE))
                ends[row[node[back[chain_slot[k]]]], 3] = spent
        for k in range(hung_first[piece], hung_first[piece + 1]):
            n = hung[k]
            slot = back[hook[n]] if outward else hook[n]
            base = row[node[hook[n]]]
            at = row[n]
            ends[at, 0], ends[at, 1] = ends[base, 0], ends[base, 1]
            ends[at, 2] = np.int32(min(ends[base, 2] + slot_ms[slot], UNREACHABLE))
            ends[at, 3] = np.int32(min(ends[base, 3] + slot_ms[slot], UNREACHABLE))


def ends_of_junctions(position: Ints, row: Ints) -> Ints:
    """Room for the ends of all nodes, in which junctions lie at themselves; shape (nodes, 4)."""
    ends = np.empty((len(position), 4), dtype=np.int32)
    at = np.flatnonzero(position >= 0)
    ends[row[at], :2] = position[at, None]
    ends[row[at], 2:] = 0
    return ends


def row_order(contraction: Contraction, neighbours: Neighbours, position: Ints) -> Ints:
    """Row of every node: nodes stand near the junctions they are reached from, in the order of the sweep."""
    base = _bases(contraction.hung[::-1], contraction.hook, neighbours.node, len(position))
    own, chain = position[base], contraction.chain[base]
    start, end = position_at(contraction, position)
    nearest = np.where(chain >= 0, np.maximum(start, end)[chain] if len(start) else own, own)
    order = np.lexsort((contraction.place[base], chain, nearest))
    row = np.empty(len(position), dtype=np.int32)
    row[order] = np.arange(len(position), dtype=np.int32)
    return row


def position_at(contraction: Contraction, position: Ints) -> tuple[Ints, Ints]:
    """Positions of the junctions at the start and the end of every chain."""
    by_number = np.empty(int(contraction.junction.max(initial=-1)) + 1, dtype=np.int32)
    is_junction = contraction.junction >= 0
    by_number[contraction.junction[is_junction]] = position[is_junction]
    return by_number[contraction.start], by_number[contraction.end]


@compiled
def _bases(hung: Ints, hook: Ints, node: Ints, nodes: int) -> Ints:
    """The node on a chain or the junction that every node of a dead end goes back to; other nodes themselves."""
    base = np.arange(nodes).astype(np.int32)
    for n in hung:
        base[n] = base[node[hook[n]]]
    return base
