# SPDX-License-Identifier: GPL-3.0-or-later
"""Travel times between places: the least of the road way with its legs and the direct leg."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gisplanner.attachment import Obstacles, Places, direct_pairs
from gisplanner.metric import Metric, Times
from gisplanner.mobility import UNREACHABLE


@dataclass(frozen=True)
class Straight:
    """How far a direct leg may go, and what it may not cross."""

    furthest_m: float
    water: Obstacles


def travel_ms(metric: Metric, origins: Places, targets: Places, straight: Straight, *, back: bool = False) -> Times:
    """Travel time from every origin to every target, or with `back` from every target to every origin.

    Returns
    -------
    int32 array, shape (origins, targets)
        `UNREACHABLE` where there is no way.
    """
    seeds = metric.links(origins, outward=not back).seeds()
    times = metric.router.matrix(seeds, metric.links(targets, outward=back), reverse=back)
    one, other, along_ms = along_one_edge(metric, origins, targets, back=back)
    np.minimum.at(times, (origins.place[one], targets.place[other]), along_ms)
    origin, target, length_m, leg = direct_pairs(origins, targets, straight.furthest_m, straight.water)
    np.minimum.at(times, (origin, target), metric.direct_ms(length_m, leg))
    return np.minimum(times, UNREACHABLE)


def along_one_edge(
    metric: Metric, origins: Places, targets: Places, *, back: bool = False
) -> tuple[NDArray[np.int64], NDArray[np.int64], Times]:
    """Ways along an edge that an origin and a target both meet between its ends.

    Returns
    -------
    origin, target : int64 arrays, shape (ways,)
        Attachments of the origins and of the targets.
    time_ms : int32 array, shape (ways,)
        Both legs included.
    """
    one, other = _pairs(_between(origins), origins, _between(targets), targets)
    shares = (origins.share[one], targets.share[other])
    part_ms = metric.along_edge_ms(origins.edge[one], *(shares[::-1] if back else shares))
    whole_ms = metric.leg_ms(origins)[one].astype(np.int64) + part_ms + metric.leg_ms(targets)[other]
    return one, other, np.minimum(whole_ms, UNREACHABLE).astype(np.int32)


def _between(places: Places) -> NDArray[np.int64]:
    """Attachments that are not at a node."""
    return np.flatnonzero((places.share > 0.0) & (places.share < 1.0))


def _pairs(
    one: NDArray[np.int64], origins: Places, other: NDArray[np.int64], targets: Places
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of attachments on the same edge."""
    other = other[np.argsort(targets.edge[other], kind="stable")]
    edges = targets.edge[other]
    first = np.searchsorted(edges, origins.edge[one], side="left")
    count = np.searchsorted(edges, origins.edge[one], side="right") - first
    row = np.repeat(np.arange(len(one)), count)
    step = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    return one[row], other[first[row] + step]
