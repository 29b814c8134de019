# SPDX-License-Identifier: GPL-3.0-or-later
"""The way itself: up and down the hierarchy, its shortcuts unpacked to the roads they stand for."""

from __future__ import annotations

import heapq

import numpy as np

from gisplanner.kernels.arrays import Ints
from gisplanner.kernels.compiled.customisation import find_arc
from gisplanner.kernels.compiled.customised import Customised
from gisplanner.kernels.compiled.preparation import Preparation
from gisplanner.mobility import UNREACHABLE

Step = tuple[int, bool]
"""An arc of the hierarchy and whether it is travelled up."""


def find_route(preparation: Preparation, times: Customised, start: int, goal: int) -> Ints:
    """The arcs of a quickest way between two nodes; there must be one.

    Returns
    -------
    int32 array
        Indices into the arcs of the graph, in order of travel.
    """
    return _Finder(preparation, times).route(start, goal)


class _Finder:
    """One way on one set of times."""

    def __init__(self, preparation: Preparation, times: Customised) -> None:
        self._made, self._times = preparation, times

    def route(self, start: int, goal: int) -> Ints:
        """Arcs from `start` to `goal`."""
        out, out_from = self._local(start, self._times.ahead_ms)
        back, back_from = self._local(goal, self._times.behind_ms)
        position = self._made.position
        ahead = {int(position[n]): ms for n, ms in out.items() if position[n] >= 0}
        behind = {int(position[n]): ms for n, ms in back.items() if position[n] >= 0}
        best, top = min(self._meetings(ahead, behind), default=(UNREACHABLE, -1))
        if out.get(goal, UNREACHABLE) <= best:
            return self._arcs(start, self._slots_back(goal, out_from))
        first, steps_up = self._climb(top, ahead, up=True)
        last, steps_down = self._climb(top, behind, up=False)
        nodes = {int(position[n]): n for n in (*out, *back) if position[n] >= 0}
        slots = self._slots_back(nodes[first], out_from)
        for step in (*reversed(steps_up), *steps_down):
            slots += self._unpacked(step)
        # the search from the goal ran against the way of travel
        slots += [int(self._made.neighbours.back[slot]) for slot in reversed(self._slots_back(nodes[last], back_from))]
        return self._arcs(start, slots)

    def _local(self, node: int, slot_ms: Ints) -> tuple[dict[int, int], dict[int, int]]:
        """Times of nodes around one, junctions ending the search, and the slot by which each was come to."""
        shape, position = self._made.neighbours, self._made.position
        best, came = {node: 0}, {}
        queue = [(0, node)]
        while queue:
            reached, at = heapq.heappop(queue)
            if reached > best[at] or (position[at] >= 0 and at != node):
                continue
            if position[at] >= 0:
                break
            for slot in range(shape.first[at], shape.first[at + 1]):
                then, other = reached + int(slot_ms[slot]), int(shape.node[slot])
                if then < best.get(other, UNREACHABLE):
                    best[other], came[other] = then, slot
                    heapq.heappush(queue, (then, other))
        return best, came

    def _slots_back(self, node: int, came: dict[int, int]) -> list[int]:
        """Slots from where a local search started to a node it reached."""
        slots: list[int] = []
        while node in came:
            slots.append(came[node])
            node = int(self._made.neighbours.node[self._made.neighbours.back[came[node]]])
        return slots[::-1]

    def _meetings(self, ahead: dict[int, int], behind: dict[int, int]) -> list[tuple[int, int]]:
        """Times over every junction that lies above both ends, and the junction."""
        up, down = self._upward(ahead, up=True), self._upward(behind, up=False)
        return [(up[n] + down[n], n) for n in up.keys() & down.keys()]

    def _upward(self, seeds: dict[int, int], *, up: bool) -> dict[int, int]:
        """Times of all junctions above some, by arcs up (travelled up, or down towards the seeds)."""
        hierarchy = self._made.hierarchy
        arc_ms = self._times.times.up if up else self._times.times.down
        best = dict(seeds)
        queue = [-n for n in seeds]
        heapq.heapify(queue)
        done = set()
        while queue:
            n = -heapq.heappop(queue)
            if n in done:
                continue
            done.add(n)
            for arc in range(hierarchy.first[n], hierarchy.first[n + 1]):
                then, above = best[n] + int(arc_ms[arc]), int(hierarchy.head[arc])
                if then < best.get(above, UNREACHABLE):
                    best[above] = then
                    heapq.heappush(queue, -above)
        return best

    def _climb(self, top: int, seeds: dict[int, int], *, up: bool) -> tuple[int, list[Step]]:
        """The seed from which `top` is reached by arcs up, and the arcs from `top` down to it."""
        hierarchy = self._made.hierarchy
        arc_ms = self._times.times.up if up else self._times.times.down
        best = self._upward(seeds, up=up)
        steps: list[Step] = []
        n = top
        while best[n] != seeds.get(n):
            for k in range(hierarchy.below_first[n], hierarchy.below_first[n + 1]):
                arc, low = int(hierarchy.below_arc[k]), int(hierarchy.below_tail[k])
                if low in best and best[low] + int(arc_ms[arc]) == best[n]:
                    steps.append((arc, up))
                    n = low
                    break
        return n, steps

    def _unpacked(self, step: Step) -> list[int]:
        """Slots of an arc of the hierarchy, in order of travel."""
        hierarchy = self._made.hierarchy
        slots: list[int] = []
        waiting = [step]
        while waiting:
            arc, up = waiting.pop()
            own = self._chain_under(arc, up=up)
            if own is not None:
                slots += own
                continue
            low_end, above = int(hierarchy.tail[arc]), hierarchy.head[arc]
            whole = int((self._times.times.up if up else self._times.times.down)[arc])
            for k in range(hierarchy.below_first[low_end], hierarchy.below_first[low_end + 1]):
                near = int(hierarchy.below_arc[k])
                far = find_arc(hierarchy.first, hierarchy.head, hierarchy.below_tail[k], above)
                down_first, up_then = (near, far) if up else (far, near)
                if far >= 0 and int(self._times.times.down[down_first]) + int(self._times.times.up[up_then]) == whole:
                    waiting += [(up_then, True), (down_first, False)]
                    break
        return slots

    def _chain_under(self, arc: int, *, up: bool) -> list[int] | None:
        """Slots of the first chain that is as quick as the arc above it, None where only lower junctions are."""
        made = self._made
        whole = (self._times.times.up if up else self._times.times.down)[arc]
        for chain in made.arc_chain[made.arc_first[arc] : made.arc_first[arc + 1]].tolist():
            onward = (made.start[chain] > made.end[chain]) == up
            if self._times.chain_ms[0 if onward else 1][chain] == whole:
                slots = made.contraction.chain_slot[
                    made.contraction.chain_first[chain] : made.contraction.chain_first[chain + 1]
                ]
                return [int(slot) for slot in (slots if onward else made.neighbours.back[slots[::-1]])]
        return None

    def _arcs(self, start: int, slots: list[int]) -> Ints:
        """The quickest arc of the graph in each slot, of equal ones the first."""
        made, chosen = self._made, []
        for slot in _without_rounds(start, slots, made.neighbours.node):
            own = made.slot_arc[made.slot_first[slot] : made.slot_first[slot + 1]]
            chosen.append(int(own[np.argmin(self._times.time_ms[own])]))
        return np.array(chosen, dtype=np.int32)


def _without_rounds(start: int, slots: list[int], node: Ints) -> list[int]:
    """Slots of a way that comes by no place twice: where roads take no time, quickest ways may go round."""
    way: list[int] = []
    at = {start: -1}
    for slot in slots:
        before = at.get(int(node[slot]))
        if before is None:
            at[int(node[slot])] = len(way)
            way.append(slot)
        else:
            for left in way[before + 1 :]:
                del at[int(node[left])]
            del way[before + 1 :]
    return way
