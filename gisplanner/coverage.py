# SPDX-License-Identifier: GPL-3.0-or-later
"""Status of every site, answer and backup, what each base is critical for (docs/method.md, *Response and status*)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gisplanner.kernels.dispatch import by_base, served_together
from gisplanner.metric import Times
from gisplanner.mobility import UNREACHABLE
from gisplanner.response import Crews, Demand
from gisplanner.sites import Sites

STATUSES = ("within", "under_strength", "late", "unreachable", "unknown")
WITHIN, UNDER_STRENGTH, LATE, UNREACHED, UNKNOWN = range(5)
UNKNOWN_REASON = "base_strength_unknown"

Bools = NDArray[np.bool_]
Ints = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Coverage:
    """What is known of every site; arrays of shape (sites,) unless said.

    Attributes
    ----------
    status : int8
        Index into `STATUSES`.
    reason : tuple of str or None
        Why a site is unreachable or unknown.
    standard_ms, response_ms, alert_ms, decision_ms, notice_ms, travel_ms : int32
        The parts add up to the response; response and travel are `UNREACHABLE`, and notice 0, where nobody can come.
    base : int32
        Index of the answering base, -1 without one.
    unit : tuple of str or None
        Id of the answering unit.
    teams_needed, teams_in_time : int32
    backup_base : int32
        Index, -1 without one.
    backup_ms : int32
    backup_status : tuple of str or None
        Against the backup standard; None where nobody answers in the first place.
    air_ms : int32
        Helicopter response, a figure of its own.
    snap_m : float64
        The shortest leg to a road, NaN without one.
    critical : bool array, shape (bases, sites)
    next_base : int32
        Who answers first if the answering base is gone, -1 for nobody.
    simultaneous : bool
        Served when every site calls at once.
    """

    status: NDArray[np.int8]
    reason: tuple[str | None, ...]
    standard_ms: Times
    response_ms: Times
    alert_ms: Times
    decision_ms: Times
    notice_ms: Times
    travel_ms: Times
    base: Ints
    unit: tuple[str | None, ...]
    teams_needed: Ints
    teams_in_time: Ints
    backup_base: Ints
    backup_ms: Times
    backup_status: tuple[str | None, ...]
    air_ms: Times
    snap_m: NDArray[np.float64]
    critical: Bools
    next_base: Ints
    simultaneous: Bools

    @property
    def sole(self) -> Bools:
        """Sites within standard that some one base alone keeps there."""
        return np.asarray(self.critical.any(axis=0), dtype=bool)


@dataclass(frozen=True, eq=False)
class Asked:
    """Everything a coverage is made from.

    Attributes
    ----------
    sites : Sites
    demand : Demand
    crews : Crews
    response_ms : int32 array, shape (crews, sites)
    apart : bool array, shape (bases, bases)
        Far enough from each other to back each other up.
    air_ms : int32 array, shape (sites,)
    snap_m : float64 array, shape (sites,)
    backup_factor : float
    """

    sites: Sites
    demand: Demand
    crews: Crews
    response_ms: Times
    apart: Bools
    air_ms: Times
    snap_m: NDArray[np.float64]
    backup_factor: float


def status_of(crews: Crews, response_ms: Times, demand: Demand) -> NDArray[np.int8]:
    """Status of every site by these teams; shape (sites,)."""
    in_time = in_time_of(crews, response_ms, demand).sum(axis=0)
    comes = (response_ms < UNREACHABLE).any(axis=0) if len(response_ms) else np.zeros(len(demand.teams), dtype=bool)
    late = np.where(comes, LATE, UNREACHED)
    return np.where(in_time >= demand.teams, WITHIN, np.where(in_time > 0, UNDER_STRENGTH, late)).astype(np.int8)


def cover(asked: Asked) -> Coverage:
    """Coverage by teams of known strength; reasons and unknowns are added by `with_unknown` and `with_reasons`."""
    crews, demand, response_ms = asked.crews, asked.demand, asked.response_ms
    status = status_of(crews, response_ms, demand)
    first = _first(response_ms)
    answers = first >= 0
    chosen = np.where(answers, first, 0)
    sites = np.arange(len(demand.teams))
    if len(crews.base) == 0:
        answer_ms, base, notice_ms = (
            np.full(len(sites), UNREACHABLE),
            np.full(len(sites), -1),
            np.zeros(len(sites)),
        )
    else:
        answer_ms = np.where(answers, response_ms[chosen, sites], UNREACHABLE)
        base = np.where(answers, crews.base[chosen], -1)
        notice_ms = np.where(answers, crews.notice_ms[chosen], 0)
    spent_ms = demand.alert_ms + demand.decision_ms + notice_ms
    bases = len(asked.apart)
    by_base_ms, in_time = by_base(response_ms, crews.base, crews.count, demand.standard_ms, bases)
    backup_base, backup_ms = _backup(by_base_ms, base.astype(np.int32), asked.apart)
    return Coverage(
        status=status,
        reason=(None,) * len(sites),
        standard_ms=demand.standard_ms,
        response_ms=answer_ms.astype(np.int32),
        alert_ms=demand.alert_ms,
        decision_ms=demand.decision_ms,
        notice_ms=notice_ms.astype(np.int32),
        travel_ms=np.where(answers, answer_ms - spent_ms, UNREACHABLE).astype(np.int32),
        base=base.astype(np.int32),
        unit=tuple(crews.unit[crew] if crew >= 0 else None for crew in first),
        teams_needed=demand.teams,
        teams_in_time=in_time.sum(axis=0).astype(np.int32),
        backup_base=backup_base,
        backup_ms=backup_ms,
        backup_status=_backup_status(answers, backup_ms, demand.standard_ms, asked.backup_factor),
        air_ms=asked.air_ms,
        snap_m=asked.snap_m,
        critical=critical(in_time, [[n] for n in range(bases)], demand.teams),
        next_base=_next(by_base_ms, base.astype(np.int32)),
        simultaneous=simultaneous(asked.sites, demand, crews, response_ms),
    )


def with_unknown(coverage: Coverage, generous: NDArray[np.int8]) -> Coverage:
    """Mark the sites whose status would differ if units of unknown strength had all they need.

    Parameters
    ----------
    coverage : Coverage
        By known strength only.
    generous : int8 array, shape (sites,)
        Status by the generous reading.
    """
    differs = coverage.status != generous
    reason = tuple(UNKNOWN_REASON if unknown else why for unknown, why in zip(differs, coverage.reason, strict=True))
    return replace(coverage, status=np.where(differs, UNKNOWN, coverage.status).astype(np.int8), reason=reason)


def critical(in_time: Ints, groups: Sequence[Sequence[int]], needed: Ints) -> Bools:
    """Which groups of bases some site within standard cannot do without.

    Parameters
    ----------
    in_time : int32 array, shape (bases, sites)
        Teams in time.
    groups : sequence of sequences of base indices
    needed : int32 array, shape (sites,)

    Returns
    -------
    bool array, shape (groups, sites)
    """
    whole = in_time.sum(axis=0)
    theirs = np.array([in_time[list(group)].sum(axis=0) for group in groups]).reshape(len(groups), len(needed))
    return np.asarray((whole >= needed) & (whole - theirs < needed), dtype=bool)


def simultaneous(sites: Sites, demand: Demand, crews: Crews, response_ms: Times) -> Bools:
    """Sites served within standard when all call at once and a team serves one; shape (sites,)."""
    # sites stand by id: a stable sort leaves equal ones in that order
    order = np.lexsort((-sites.people, ~sites.people_known)).astype(np.int32)
    return served_together(response_ms, crews.count, demand.standard_ms, demand.teams, order)


def in_time_of(crews: Crews, response_ms: Times, demand: Demand) -> Ints:
    """Teams in time of every crew at every site; shape (crews, sites)."""
    return np.where(response_ms <= demand.standard_ms, crews.count[:, None], 0).astype(np.int32)


def _first(response_ms: Times) -> NDArray[np.int64]:
    """Row of the earliest crew of every site, -1 where none can come; ties to the first row."""
    if len(response_ms) == 0:
        return np.full(response_ms.shape[1], -1, dtype=np.int64)
    first = np.argmin(response_ms, axis=0)
    return np.where(response_ms[first, np.arange(response_ms.shape[1])] < UNREACHABLE, first, -1)


def _backup(by_base_ms: Times, answering: Ints, apart: Bools) -> tuple[Ints, Times]:
    """The earliest base far from the answering one: index and response of every site."""
    others = np.where(apart[answering].T & (answering >= 0), by_base_ms, UNREACHABLE) if len(by_base_ms) else by_base_ms
    first = _first(others)
    best = (
        np.where(first >= 0, others[first, np.arange(len(answering))], UNREACHABLE)
        if len(others)
        else np.full(len(answering), UNREACHABLE)
    )
    return first.astype(np.int32), best.astype(np.int32)


def _backup_status(answers: Bools, backup_ms: Times, standard_ms: Times, factor: float) -> tuple[str | None, ...]:
    soon = (backup_ms <= standard_ms * factor) & (backup_ms < UNREACHABLE)
    words = np.where(backup_ms >= UNREACHABLE, "unreachable", np.where(soon, "within", "late"))
    said = words.astype(object)
    said[~answers] = None
    return tuple(said.tolist())


def _next(by_base_ms: Times, answering: Ints) -> Ints:
    """Who answers first without the answering base; -1 for nobody."""
    others = by_base_ms.copy()
    sites = np.flatnonzero(answering >= 0)
    others[answering[sites], sites] = UNREACHABLE
    return _first(others).astype(np.int32)
