# SPDX-License-Identifier: GPL-3.0-or-later
"""A prepared road network with times on it; a few roads can get other times without starting anew."""

from __future__ import annotations

import numpy as np

from gisplanner.kernels.arrays import Ints
from gisplanner.kernels.compiled.around import Chains, ends_of_junctions, write_ends
from gisplanner.kernels.compiled.contraction import chain_times
from gisplanner.kernels.compiled.customisation import SearchGraph, Times, basic, partial, search_graphs
from gisplanner.kernels.compiled.jit import compiled
from gisplanner.kernels.compiled.neighbours import slot_times
from gisplanner.kernels.compiled.preparation import Preparation
from gisplanner.kernels.compiled.sweeps import Ways
from gisplanner.mobility import UNREACHABLE


class Customised:
    """Times on everything a preparation holds.

    Parameters
    ----------
    preparation : Preparation
    time_ms : int32 array, shape (arcs,)
        Of the arcs of the graph.

    Attributes
    ----------
    time_ms : int32 array, shape (arcs,)
        In force.
    ahead_ms, behind_ms : int32 array, shape (slots,)
        Time of every slot, and of its way back.
    times : Times
        Basic ones of the arcs of the hierarchy.
    """

    def __init__(self, preparation: Preparation, time_ms: Ints) -> None:
        self._made = preparation
        shape, contraction, hierarchy = preparation.neighbours, preparation.contraction, preparation.hierarchy
        self.time_ms = time_ms.astype(np.int32, copy=True)
        self.ahead_ms = slot_times(preparation.slot, self.time_ms, len(shape.node))
        self.behind_ms = self.ahead_ms[shape.back]
        self.chain_ms = chain_times(contraction, shape.back, self.ahead_ms)
        arcs = len(hierarchy.head)
        self._roads = Times(np.empty(arcs, dtype=np.int32), np.empty(arcs, dtype=np.int32))
        self._set_roads(np.arange(arcs, dtype=np.int32))
        self.times = Times(self._roads.up.copy(), self._roads.down.copy())
        basic(hierarchy, self.times)
        self._graphs = search_graphs(hierarchy, self.times)
        self._ends = [ends_of_junctions(preparation.position, preparation.row) for _ in range(2)]
        self._write_ends(np.arange(len(preparation.pieces.hung_first) - 1, dtype=np.int32))
        self._waits = np.zeros(0, dtype=bool)
        self._heap = np.zeros(0, dtype=np.int32)

    def ways(self, *, reverse: bool) -> Ways:
        """What a sweep follows; reversed, up and down change places."""
        up, down = self._graphs[::-1] if reverse else self._graphs
        return Ways(up, down, self._made.hierarchy.parent)

    def ends(self, *, reverse: bool) -> Ints:
        """The junctions around every node with the times from (reversed: to) them; shape (nodes, 4), by row."""
        return self._ends[reverse]

    def update(self, arcs: Ints, time_ms: Ints) -> None:
        """Give some arcs of the graph other times.

        Until the whole is customised anew the search graphs keep arcs that no quickest way uses: answers are the same,
        sweeps are slower.
        """
        made, hierarchy = self._made, self._made.hierarchy
        self.time_ms[arcs] = time_ms
        slots = np.unique(made.slot[arcs])
        slots = slots[slots >= 0]
        for slot in slots.tolist():
            own = made.slot_arc[made.slot_first[slot] : made.slot_first[slot + 1]]
            self.ahead_ms[slot] = min(UNREACHABLE, int(self.time_ms[own].min()))
            self.behind_ms[made.neighbours.back[slot]] = self.ahead_ms[slot]
        pieces = np.unique(made.slot_piece[slots])
        self._write_ends(pieces)
        chains = pieces[pieces < len(made.start)]
        self._set_chains(chains)
        roads = np.unique(made.chain_arc[chains])
        roads = roads[roads >= 0]
        if len(roads):
            self._set_roads(roads)
            self._follow(roads)
            self._graphs = (
                SearchGraph(hierarchy.first, hierarchy.head, self.times.up),
                SearchGraph(hierarchy.first, hierarchy.head, self.times.down),
            )

    def _follow(self, roads: Ints) -> None:
        arcs = len(self.times.up)
        if len(self._waits) < arcs:
            self._waits, self._heap = np.zeros(arcs, dtype=bool), np.empty(arcs, dtype=np.int32)
        partial(self._made.hierarchy, self._roads, roads, self.times, self._waits, self._heap)

    def _set_chains(self, chains: Ints) -> None:
        contraction, back = self._made.contraction, self._made.neighbours.back
        for chain in chains.tolist():
            slots = contraction.chain_slot[contraction.chain_first[chain] : contraction.chain_first[chain + 1]]
            for times, way in zip(self.chain_ms, (slots, back[slots]), strict=True):
                times[chain] = min(UNREACHABLE, int(self.ahead_ms[way].sum(dtype=np.int64)))

    def _set_roads(self, arcs: Ints) -> None:
        made = self._made
        _road_times(arcs, made.arc_first, made.arc_chain, made.chains, self.chain_ms, self._roads)

    def _write_ends(self, pieces: Ints) -> None:
        for outward, ends in zip((True, False), self._ends, strict=True):
            write_ends(self._made.chains, pieces, self.ahead_ms, outward, ends)


@compiled
def _road_times(
    arcs: Ints, arc_first: Ints, arc_chain: Ints, chains: Chains, chain_ms: tuple[Ints, Ints], roads: Times
) -> None:
    """Times of arcs of the hierarchy by their own roads: the quickest chain under each, up and down."""
    ahead_ms, behind_ms = chain_ms
    for arc in arcs:
        best_up, best_down = np.int32(UNREACHABLE), np.int32(UNREACHABLE)
        for k in range(arc_first[arc], arc_first[arc + 1]):
            chain = arc_chain[k]
            # up is towards the smaller position
            if chains.start[chain] > chains.end[chain]:
                best_up, best_down = min(best_up, ahead_ms[chain]), min(best_down, behind_ms[chain])
            else:
                best_up, best_down = min(best_up, behind_ms[chain]), min(best_down, ahead_ms[chain])
        roads.up[arc], roads.down[arc] = best_up, best_down
