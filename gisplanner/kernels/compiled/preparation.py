# SPDX-License-Identifier: GPL-3.0-or-later
"""All that is made once per road network, whatever the times on it: shape, order and hierarchy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gisplanner.kernels.arrays import Ints
from gisplanner.kernels.compiled.around import Chains, Pieces, pieces_of, position_at, row_order
from gisplanner.kernels.compiled.checks import expect_graph
from gisplanner.kernels.compiled.contraction import Contraction, contract
from gisplanner.kernels.compiled.dissection import dissection_order
from gisplanner.kernels.compiled.hierarchy import Hierarchy, hierarchy_of
from gisplanner.kernels.compiled.neighbours import Neighbours, by_key, neighbours_of


@dataclass(frozen=True, eq=False)
class Preparation:
    """A road network, ready for times.

    Attributes
    ----------
    neighbours : Neighbours
    slot : int32 array, shape (arcs,)
        Slot of every arc of the graph, -1 for a loop.
    contraction : Contraction
    position : int32 array, shape (nodes,)
        Place in the order of the sweep, -1 for nodes that are no junctions.
    row : int32 array, shape (nodes,)
        Row of every node in what is returned.
    start, end : int32 array, shape (chains,)
        Positions of the junctions at the ends of chains.
    pieces : Pieces
    hierarchy : Hierarchy
    chain_arc : int32 array, shape (chains,)
        Arc of the hierarchy between the ends, -1 where they are one.
    arc_first, arc_chain : int32 arrays, shapes (hierarchy arcs + 1,) and (chains between two junctions,)
        The chains under every arc of the hierarchy.
    slot_first, slot_arc : int32 arrays, shapes (slots + 1,) and (arcs that are no loops,)
        The arcs of the graph in every slot.
    slot_piece : int32 array, shape (slots,)
        The piece a slot lies in.
    """

    neighbours: Neighbours
    slot: Ints
    contraction: Contraction
    position: Ints
    row: Ints
    start: Ints
    end: Ints
    pieces: Pieces
    hierarchy: Hierarchy
    chain_arc: Ints
    arc_first: Ints
    arc_chain: Ints
    slot_first: Ints
    slot_arc: Ints
    slot_piece: Ints

    @cached_property
    def chains(self) -> Chains:
        """How nodes lie between junctions."""
        contraction, pieces, shape = self.contraction, self.pieces, self.neighbours
        return Chains(
            contraction.chain_first,
            contraction.chain_slot,
            self.start,
            self.end,
            pieces.hung_first,
            pieces.hung,
            contraction.hook,
            shape.node,
            shape.back,
            self.row,
        )


def prepare(nodes: int, tail: Ints, head: Ints, x: NDArray[np.float64], y: NDArray[np.float64]) -> Preparation:
    """Prepare a road network.

    Parameters
    ----------
    nodes : int
    tail, head : int32 array, shape (arcs,)
        Arcs in both directions, or in one: times say which can be travelled.
    x, y : float array, shape (nodes,)
        Where nodes lie on a plane. Only speed depends on it.
    """
    expect_graph(nodes, tail, head, x, y)
    neighbours, slot = neighbours_of(nodes, tail, head)
    contraction = contract(neighbours)
    at = np.flatnonzero(contraction.junction >= 0)
    junctions = len(at)
    between, _ = neighbours_of(junctions, contraction.start, contraction.end)
    plane = np.column_stack([x, y])[at].astype(np.float32)
    order = dissection_order(between, *(np.ascontiguousarray(plane[:, axis]) for axis in range(2)))
    position = np.full(nodes, -1, dtype=np.int32)
    position[at[order]] = np.arange(junctions, dtype=np.int32)
    start, end = position_at(contraction, position)
    hierarchy = hierarchy_of(junctions, start, end)
    chain_arc = _arcs_of(hierarchy, start, end)
    arc_first, arc_chain = by_key(chain_arc, len(hierarchy.head))
    slot_first, slot_arc = by_key(slot, len(neighbours.node))
    pieces = pieces_of(contraction, neighbours, position)
    return Preparation(
        neighbours=neighbours,
        slot=slot,
        contraction=contraction,
        position=position,
        row=row_order(contraction, neighbours, position),
        start=start,
        end=end,
        pieces=pieces,
        hierarchy=hierarchy,
        chain_arc=chain_arc,
        arc_first=arc_first,
        arc_chain=arc_chain,
        slot_first=slot_first,
        slot_arc=slot_arc,
        slot_piece=_pieces_of_slots(contraction, neighbours, pieces),
    )


def _arcs_of(hierarchy: Hierarchy, start: Ints, end: Ints) -> Ints:
    """The arc between the ends of every chain."""
    # arcs stand by tail, then by falling head: this key rises with them
    key = hierarchy.tail.astype(np.int64) * (hierarchy.junctions + 1) - hierarchy.head
    low, high = np.minimum(start, end).astype(np.int64), np.maximum(start, end).astype(np.int64)
    arc = np.searchsorted(key, high * (hierarchy.junctions + 1) - low)
    return np.where(low < high, arc, -1).astype(np.int32)


def _pieces_of_slots(contraction: Contraction, neighbours: Neighbours, pieces: Pieces) -> Ints:
    piece = np.empty(len(neighbours.node), dtype=np.int32)
    length = np.diff(contraction.chain_first)
    piece[contraction.chain_slot] = np.repeat(np.arange(len(length), dtype=np.int32), length)
    piece[contraction.hook[contraction.hung]] = pieces.of[contraction.hung]
    one_way = np.concatenate([contraction.chain_slot, contraction.hook[contraction.hung]])
    piece[neighbours.back[one_way]] = piece[one_way]
    return piece
