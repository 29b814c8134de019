# SPDX-License-Identifier: GPL-3.0-or-later
"""The way itself between two places: which parts of which edges, in order of travel, and the lines they make."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.ops import substring

from gisplanner.attachment import Places, direct_pairs
from gisplanner.metric import Metric
from gisplanner.mobility import UNREACHABLE
from gisplanner.network import RoadNetwork
from gisplanner.shapes import Floats
from gisplanner.travel import Straight, along_one_edge, travel_ms


@dataclass(frozen=True, eq=False)
class Way:
    """A quickest way; arrays of shape (parts,), in order of travel.

    Between the parts and the places at both ends lie the legs. A way without parts is a direct leg, or has both legs
    at one node.

    Attributes
    ----------
    time_ms : int
        All of it, legs included.
    direct : bool
        Whether it goes straight across country.
    edge : int32
    enter, leave : float64
        Shares of the edge at which the part starts and ends.
    """

    time_ms: int
    direct: bool
    edge: NDArray[np.int32]
    enter: NDArray[np.float64]
    leave: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Route:
    """A way as it is drawn; lines on the theatre's plane, each of shape (vertices, 2).

    Attributes
    ----------
    time_ms : int
        All of it.
    road : tuple of float64 arrays
        Along roads, in order of travel; ends that the network joined may lie a snap tolerance apart.
    legs : tuple of float64 arrays
        Across country: at the start, at the end, or all the way.
    """

    time_ms: int
    road: tuple[Floats, ...]
    legs: tuple[Floats, ...]


def route_along(way: Way, network: RoadNetwork, origin: Places, target: Places) -> Route:
    """The lines of a way from one place to another.

    Parameters
    ----------
    way : Way
        Found between these places.
    network : RoadNetwork
    origin, target : Places
        One place each.
    """
    start, end = (np.array([[places.x[0], places.y[0]]]) for places in (origin, target))
    if way.direct:
        return Route(way.time_ms, (), (np.concatenate([start, end]),))
    road = tuple(
        shapely.get_coordinates(substring(network.shapes[edge], enter, leave, normalized=True))
        for edge, enter, leave in zip(way.edge.tolist(), way.enter.tolist(), way.leave.tolist(), strict=True)
    )
    meets = (road[0][:1], road[-1][-1:]) if road else (_common_foot(origin, target),) * 2
    legs = (np.concatenate([start, meets[0]]), np.concatenate([meets[1], end]))
    return Route(way.time_ms, road, tuple(leg for leg in legs if (leg[0] != leg[1]).any()))


def way_between(metric: Metric, origin: Places, target: Places, straight: Straight) -> Way | None:
    """A quickest way from one place to another, None where there is none.

    Of equally quick ones the direct leg, then the way along a single edge.
    """
    time_ms = int(travel_ms(metric, origin, target, straight)[0, 0])
    if time_ms >= UNREACHABLE:
        return None
    _, _, length_m, leg = direct_pairs(origin, target, straight.furthest_m, straight.water)
    if (metric.direct_ms(length_m, leg) == time_ms).any():
        return _way(time_ms, [], direct=True)
    one, other, whole_ms = along_one_edge(metric, origin, target)
    for pair in np.flatnonzero(whole_ms == time_ms)[:1]:
        at = int(one[pair])
        return _way(time_ms, [(int(origin.edge[at]), float(origin.share[at]), float(target.share[other[pair]]))])
    return _way(time_ms, _road_parts(metric, origin, target))


Part = tuple[int, float, float]


def _road_parts(metric: Metric, origin: Places, target: Places) -> list[Part]:
    """Parts of the way by road, from the attachment of one place to that of the other."""
    out, back = metric.links(origin, outward=True), metric.links(target, outward=False)
    route = metric.router.route(out.seeds(), back)
    if route is None:
        message = "a way that was timed is not there"
        raise RuntimeError(message)
    edges = metric.network.edges
    whole = [(arc % edges, float(arc >= edges), float(arc < edges)) for arc in route.arcs.tolist()]
    first_edge, place, node = metric.linked_part(origin, route.seed, outward=True)
    last_edge, goal, last_node = metric.linked_part(target, route.link, outward=False)
    parts = [(first_edge, place, node), *whole, (last_edge, last_node, goal)]
    return [part for part in parts if part[1] != part[2]]


def _way(time_ms: int, parts: list[Part], *, direct: bool = False) -> Way:
    edge, enter, leave = (np.array([part[n] for part in parts]) for n in range(3))
    return Way(time_ms, direct, edge.astype(np.int32), enter.astype(np.float64), leave.astype(np.float64))


def _common_foot(origin: Places, target: Places) -> Floats:
    """Where the legs of both places meet a road nearest to each other; shape (1, 2)."""
    feet = [np.array([shapely.get_coordinates(leg)[-1] for leg in places.leg]) for places in (origin, target)]
    apart = np.hypot(*(feet[0][:, None, :] - feet[1][None, :, :]).transpose(2, 0, 1))
    legs_m = origin.leg_m[:, None] + target.leg_m[None, :]
    best = np.lexsort((legs_m.ravel(), apart.round(2).ravel()))[0]
    return np.asarray(feet[0][best // len(feet[1])][None, :], dtype=np.float64)
