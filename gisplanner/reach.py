# SPDX-License-Identifier: GPL-3.0-or-later
"""Patrol reach: ground a patrol can go to and return from within its duration (docs/method.md, *Patrol reach*)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gisplanner.assumptions import Assumptions
from gisplanner.attachment import Places
from gisplanner.metric import Metric, Times
from gisplanner.mobility import MS_PER_H, UNREACHABLE, to_ms
from gisplanner.travel import Straight, travel_ms


class Patrol(StrEnum):
    """Kinds of patrol."""

    SDP = "sdp"
    LDP = "ldp"


@dataclass(frozen=True, slots=True)
class Budget:
    """The time a patrol has, in milliseconds.

    Attributes
    ----------
    duration_ms, on_task_ms : int
        From leaving base to being back, and at the place.
    moving_ms : int
        Left for the way out and back.
    """

    duration_ms: int
    on_task_ms: int
    moving_ms: int


@dataclass(frozen=True, eq=False)
class PatrolReach:
    """Where a patrol can go and return from.

    Attributes
    ----------
    unit : str
        Id.
    patrol : Patrol
    budget : Budget
    out_ms, back_ms : int32 array, shape (sites,)
    within : bool array, shape (sites,)
    cells : bool array, shape (cells,)
    road_m : tuple of (str, float)
        Metres of road within reach by class, longest first.
    km2 : float
        Ground within reach, by cells.
    reason : str or None
        Why the unit cannot patrol at all: `unassigned`, `no_team`, `night_caveat`.
    """

    unit: str
    patrol: Patrol
    budget: Budget
    out_ms: Times
    back_ms: Times
    within: NDArray[np.bool_]
    cells: NDArray[np.bool_]
    road_m: tuple[tuple[str, float], ...]
    km2: float
    reason: str | None


def budget_of(patrol: Patrol, assumptions: Assumptions, *, night_moves: bool) -> Budget:
    """The time of a patrol: an SDP within daylight unless it may move by night, an LDP with nights halted."""

    def hours(key: str) -> int:
        return int(to_ms(assumptions[f"patrol.{key}"] * MS_PER_H))

    if patrol is Patrol.SDP:
        duration_ms = hours("sdp_duration") if night_moves else min(hours("sdp_duration"), hours("daylight"))
        return Budget(duration_ms, hours("sdp_on_task"), max(0, duration_ms - hours("sdp_on_task")))
    days = assumptions["patrol.ldp_days"]
    moving_ms = int(to_ms(days * assumptions["patrol.ldp_moving"] * MS_PER_H))
    return Budget(int(to_ms(days * 24 * MS_PER_H)), hours("ldp_on_task"), max(0, moving_ms - hours("ldp_on_task")))


def there_and_back(metric: Metric, origin: Places, targets: Places, straight: Straight) -> tuple[Times, Times]:
    """Times out to every target and back; each of shape (targets,). `origin` is one place."""
    return travel_ms(metric, origin, targets, straight)[0], travel_ms(metric, origin, targets, straight, back=True)[0]


def roads_in_reach(metric: Metric, origin: Places, moving_ms: int) -> tuple[tuple[str, float], ...]:
    """Metres of road a patrol can go to and return from, by class of road, longest first.

    Every edge is taken in pieces between which nothing is closed and no leg of the base meets it. On a piece the way
    out and the way back each come over one of its ends, so what is within reach starts at the ends, or is all of it.
    """
    pieces = _pieces(metric, origin)
    out_a, out_b = _end_times(metric, origin, pieces, outward=True)
    back_a, back_b = _end_times(metric, origin, pieces, outward=False)
    ahead, behind = pieces.ahead_ms.astype(np.float64), pieces.behind_ms.astype(np.float64)
    whole = (out_a + ahead + back_b <= moving_ms) | (out_b + behind + back_a <= moving_ms)
    around = ahead + behind
    share = np.clip(_share(moving_ms - out_a - back_a, around) + _share(moving_ms - out_b - back_b, around), 0.0, 1.0)
    reached_m = np.where(whole, 1.0, share) * pieces.length_m
    by_class: dict[str, float] = {}
    for road, length_m in zip(metric.network.road[pieces.edge].tolist(), reached_m.tolist(), strict=True):
        name = metric.network.road_class[road]
        by_class[name] = by_class.get(name, 0.0) + length_m
    return tuple(sorted(((name, m) for name, m in by_class.items() if m > 0), key=lambda row: (-row[1], row[0])))


def _share(spare_ms: NDArray[np.float64], around_ms: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far into a piece the spare time reaches when one goes in and out by the same end."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(around_ms > 0, spare_ms / around_ms, 1.0)
    return np.where((spare_ms >= 0) & (around_ms < UNREACHABLE), np.minimum(share, 1.0), 0.0)


@dataclass(frozen=True, eq=False)
class _Pieces:
    """Open pieces of edges, from share `low` to `high`; arrays of shape (pieces,)."""

    edge: NDArray[np.int32]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    length_m: NDArray[np.float64]
    ahead_ms: Times
    behind_ms: Times


def _pieces(metric: Metric, origin: Places) -> _Pieces:
    network = metric.network
    stops: dict[int, set[float]] = {}
    for edge, share in (*metric.cuts.ends(), *zip(origin.edge.tolist(), origin.share.tolist(), strict=True)):
        stops.setdefault(int(edge), {0.0, 1.0}).add(float(share))
    rows: list[tuple[int, float, float]] = []
    for edge, shares in sorted(stops.items()):
        marks = sorted(shares)
        rows += [(edge, low, high) for low, high in pairwise(marks)]
    plain = np.setdiff1d(np.arange(network.edges), np.array(sorted(stops), dtype=np.int64))
    edge = np.concatenate([plain, np.array([row[0] for row in rows], dtype=np.int64)]).astype(np.int32)
    low = np.concatenate([np.zeros(len(plain)), np.array([row[1] for row in rows])])
    high = np.concatenate([np.ones(len(plain)), np.array([row[2] for row in rows])])
    open_piece = ~metric.inside_closed(edge, (low + high) / 2)
    edge, low, high = edge[open_piece], low[open_piece], high[open_piece]
    return _Pieces(
        edge=edge,
        low=low,
        high=high,
        length_m=network.length_m[edge] * (high - low),
        ahead_ms=metric.along_edge_ms(edge, low, high),
        behind_ms=metric.along_edge_ms(edge, high, low),
    )


def _end_times(
    metric: Metric, origin: Places, pieces: _Pieces, *, outward: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Times between the base and both ends of every piece, infinite where there is no way; float for the sums above."""
    network = metric.network
    router, seeds = metric.router, metric.links(origin, outward=outward).seeds()
    nodes_ms = router.field(seeds, reverse=not outward)[router.row].astype(np.int64)
    start_ms, end_ms = nodes_ms[network.start[pieces.edge]], nodes_ms[network.end[pieces.edge]]
    # a cut at the end of a piece lies between it and what is beyond: ways are judged from the middle of the piece
    middle = (pieces.low + pieces.high) / 2
    start_shut = metric.blocked(pieces.edge, middle * 0 - 1, middle)
    end_shut = metric.blocked(pieces.edge, middle, middle * 0 + 2)
    ends: list[NDArray[np.float64]] = []
    for share in (pieces.low, pieces.high):
        # on the way out the edge is entered from its nodes, on the way back it is left for them
        from_start_ms, from_end_ms = metric.parts_ms(pieces.edge, share, outward=not outward)
        by_start_ms = np.where(start_shut, UNREACHABLE, start_ms + from_start_ms)
        best = np.minimum(by_start_ms, np.where(end_shut, UNREACHABLE, end_ms + from_end_ms))
        for edge, own, leg_ms in zip(origin.edge, origin.share, metric.leg_ms(origin), strict=True):
            here = np.flatnonzero(pieces.edge == edge)
            base = np.full(len(here), own)
            shut = metric.blocked(pieces.edge[here], np.minimum(base, middle[here]), np.maximum(base, middle[here]))
            way = (base, share[here]) if outward else (share[here], base)
            along_ms = metric.along_edge_ms(pieces.edge[here], *way).astype(np.int64)
            best[here] = np.minimum(best[here], np.where(shut, UNREACHABLE, int(leg_ms) + along_ms))
        ends.append(np.where(best < UNREACHABLE, best, np.inf).astype(np.float64))
    return ends[0], ends[1]
