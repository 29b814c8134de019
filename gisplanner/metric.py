# SPDX-License-Identifier: GPL-3.0-or-later
"""One way of moving on one network: times of whole edges and of parts of them, closures included.

The topology never changes; a metric only says how long each edge takes in each direction and where it is cut.
"""

from __future__ import annotations

from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from gisplanner.attachment import Obstacles, Places
from gisplanner.closing import Cuts
from gisplanner.kernels.arrays import Links, Router
from gisplanner.mobility import UNREACHABLE, Means, Movement, to_ms
from gisplanner.routers import Routers

Times = NDArray[np.int32]
Linked = tuple[Links, NDArray[np.int64]]
"""Links, and for each the attachment it stands for: to the start of its edge, or, that many on, to the end."""


class Metric:
    """Times of movement on the edges of a network.

    Parameters
    ----------
    routers : Routers
        Over the network.
    movement : Movement
    cuts : Cuts
        What is closed.
    relaxed : bool
        True lets the means use every edge both ways: asked only to tell why a place cannot be reached.
    """

    def __init__(self, routers: Routers, movement: Movement, cuts: Cuts, *, relaxed: bool = False) -> None:
        network = routers.network
        self.network, self.movement, self.cuts = network, movement, cuts
        # what is asked with nothing closed is asked again and again: it has a router of its own
        self._routers, self._way = routers, (movement, relaxed, len(cuts.edge) > 0)
        self._known: tuple[WeakKeyDictionary[Places, Linked], ...] = (WeakKeyDictionary(), WeakKeyDictionary())
        self._closed_ground = Obstacles(cuts.areas)
        roads, road = network.roads, network.road
        whole_ms = movement.road_time_ms(roads, road, network.length_m)
        fit = np.ones(network.edges, dtype=bool) if relaxed else movement.passable(roads)[road]
        walks = relaxed or movement.means == Means.FOOT
        self.forward_ms = np.where(fit & (walks | ~roads.one_way_backward[road]), whole_ms, UNREACHABLE).astype(
            np.int32
        )
        self.backward_ms = np.where(fit & (walks | ~roads.one_way_forward[road]), whole_ms, UNREACHABLE).astype(
            np.int32
        )

    @cached_property
    def arc_ms(self) -> Times:
        """Times of travelling whole edges forward, then backward; a cut edge cannot be. Shape (2 x edges,)."""
        times = np.concatenate([self.forward_ms, self.backward_ms])
        cut = self.cuts.edge
        times[cut] = UNREACHABLE
        times[cut + self.network.edges] = UNREACHABLE
        return times

    @property
    def router(self) -> Router:
        """The router with these times in force; it holds until another metric of this movement asks for its own."""
        return self._routers.router(self._way, self.arc_ms)

    def blocked(
        self, edge: NDArray[np.int32], low: NDArray[np.float64], high: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        """Whether something is closed between two shares of an edge, both ends left out; arrays of one shape."""
        found = np.zeros(len(edge), dtype=bool)
        row, cut = self._cuts_on(edge)
        hit = (self.cuts.low[cut] < high[row]) & (self.cuts.high[cut] > low[row])
        found[row[hit]] = True
        return found

    def inside_closed(self, edge: NDArray[np.int32], share: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Whether points lie strictly inside a closed stretch."""
        found = np.zeros(len(edge), dtype=bool)
        row, cut = self._cuts_on(edge)
        hit = (self.cuts.low[cut] < share[row]) & (share[row] < self.cuts.high[cut])
        found[row[hit]] = True
        return found

    def leg_ms(self, places: Places) -> Times:
        """Times of the legs between places and roads, through closed ground unreachable; shape (attachments,)."""
        legs_ms = self.movement.off_road_ms(places.leg_m)
        return np.where(self._closed_ground.crossed(places.leg), UNREACHABLE, legs_ms).astype(np.int32)

    def direct_ms(self, length_m: NDArray[np.float64], leg: NDArray[np.object_]) -> Times:
        """Times of direct legs, through closed ground unreachable; shape (legs,)."""
        return np.where(self._closed_ground.crossed(leg), UNREACHABLE, self.movement.off_road_ms(length_m)).astype(
            np.int32
        )

    def links(self, places: Places, *, outward: bool) -> Links:
        """Ways from places to the nodes next to them, or with ``outward=False`` from those nodes to the places.

        Leg and part of the edge together; only usable ways. The places are the points of the links.
        """
        return self._linked(places, outward=outward)[0]

    def linked_part(self, places: Places, link: int, *, outward: bool) -> tuple[int, float, float]:
        """The part of an edge a link runs along: the edge, the share of the place, and that of the node (0 or 1)."""
        row = int(self._linked(places, outward=outward)[1][link])
        attachment, at_end = row % len(places.edge), row >= len(places.edge)
        return int(places.edge[attachment]), float(places.share[attachment]), float(at_end)

    def _linked(self, places: Places, *, outward: bool) -> Linked:
        known = self._known[outward].get(places)
        if known is None:
            known = self._links(places, outward=outward)
            self._known[outward][places] = known
        return known

    def _links(self, places: Places, *, outward: bool) -> Linked:
        edge, share = places.edge, places.share
        leg_ms = self.leg_ms(places)
        at_start, at_end = share == 0.0, share == 1.0
        usable = (leg_ms < UNREACHABLE) & (at_start | at_end | ~self.inside_closed(edge, share))
        start_part, end_part = self.parts_ms(edge, share, outward=outward)
        start_part = np.where(at_start, 0, np.where(at_end, UNREACHABLE, start_part))
        end_part = np.where(at_end, 0, np.where(at_start, UNREACHABLE, end_part))
        place = np.concatenate([places.place, places.place])
        node = np.concatenate([self.network.start[edge], self.network.end[edge]])
        time_ms = np.concatenate([start_part, end_part]) + np.concatenate([leg_ms, leg_ms])
        keep = np.concatenate([usable, usable]) & (time_ms < UNREACHABLE)
        order = np.flatnonzero(keep)[np.lexsort((node[keep], place[keep]))]
        return Links(place[order], node[order], time_ms[order].astype(np.int32), len(places)), order

    def along_edge_ms(self, edge: NDArray[np.int32], origin: NDArray[np.float64], target: NDArray[np.float64]) -> Times:
        """Times between two points of one edge without leaving it; arrays of one shape."""
        forward_ms, backward_ms = self.forward_ms[edge], self.backward_ms[edge]
        one_way_ms = np.where(target > origin, forward_ms, backward_ms)
        # at one point nobody travels, but the road must be of use there
        whole_ms = np.where(target == origin, np.minimum(forward_ms, backward_ms), one_way_ms)
        part_ms = np.abs(_position(whole_ms, target) - _position(whole_ms, origin))
        shut = self.blocked(edge, np.minimum(origin, target), np.maximum(origin, target))
        shut |= self.inside_closed(edge, origin) | self.inside_closed(edge, target)
        return np.where(shut | (whole_ms >= UNREACHABLE), UNREACHABLE, part_ms).astype(np.int32)

    def parts_ms(self, edge: NDArray[np.int32], share: NDArray[np.float64], *, outward: bool) -> tuple[Times, Times]:
        """Times between points of edges and the start and end nodes of these.

        Parameters
        ----------
        edge : int32 array, shape (points,)
        share : float64 array, shape (points,)
        outward : bool
            True from the points to the nodes, False from the nodes to the points.

        Returns
        -------
        int32 arrays, shape (points,)
            By the start node, by the end node.
        """
        to_start_ms = self.backward_ms[edge] if outward else self.forward_ms[edge]
        to_end_ms = self.forward_ms[edge] if outward else self.backward_ms[edge]
        none, whole = np.zeros(len(edge)), np.ones(len(edge))
        # a cut at an end of the edge lies on the way to that node
        start_shut = self.blocked(edge, none - 1.0, share) | (to_start_ms >= UNREACHABLE)
        end_shut = self.blocked(edge, share, whole + 1.0) | (to_end_ms >= UNREACHABLE)
        start_part = np.where(start_shut, UNREACHABLE, _position(to_start_ms, share))
        end_part = np.where(end_shut, UNREACHABLE, to_end_ms - _position(to_end_ms, share))
        return start_part.astype(np.int32), end_part.astype(np.int32)

    def _cuts_on(self, edge: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Pairs (row of `edge`, cut on that edge)."""
        first = np.searchsorted(self.cuts.edge, edge, side="left")
        count = np.searchsorted(self.cuts.edge, edge, side="right") - first
        row = np.repeat(np.arange(len(edge)), count)
        step = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
        return row, first[row] + step


def _position(whole_ms: Times, share: NDArray[np.float64]) -> Times:
    """Where a share of an edge stands in its time."""
    return to_ms(whole_ms * share)
