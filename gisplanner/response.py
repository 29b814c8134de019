# SPDX-License-Identifier: GPL-3.0-or-later
"""Every team to every place, with the whole chain of minutes: alert + decision + notice to move + travel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from gisplanner.assumptions import Assumptions
from gisplanner.conditions import Conditions
from gisplanner.forces import Base, BaseOutput, Team, Unit, UnitKind
from gisplanner.metric import Times
from gisplanner.mobility import MS_PER_MIN, UNREACHABLE, Means, minutes_ms, to_ms
from gisplanner.sites import Sites
from layers.geodesy import geodesic_m


@dataclass(frozen=True, eq=False)
class Crews:
    """Teams that are alike: same base, unit, means and notice; in order of base id, unit id, notice.

    Attributes
    ----------
    base : int32 array, shape (crews,)
        Index of the base.
    unit : tuple of str
    means : tuple of Means
    notice_ms, count : int32 array, shape (crews,)
        Notice to move, and how many teams.
    """

    base: NDArray[np.int32]
    unit: tuple[str, ...]
    means: tuple[Means, ...]
    notice_ms: Times
    count: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Demand:
    """What sites ask for; arrays of shape (sites,).

    Attributes
    ----------
    alert_ms, decision_ms, standard_ms, teams : int32
    """

    alert_ms: Times
    decision_ms: Times
    standard_ms: Times
    teams: NDArray[np.int32]


def crews_of(outputs: Sequence[BaseOutput]) -> Crews:
    """The teams of all bases, alike ones together; `outputs` in the order of the bases, by id."""
    number = {output.base: n for n, output in enumerate(outputs)}
    teams = [team for output in outputs for team in output.teams]

    def key(team: Team) -> tuple[int, str, int]:
        return number[team.base], team.unit, team.notice_ms

    groups = [list(group) for _, group in groupby(sorted(teams, key=key), key=key)]
    return Crews(
        base=np.array([number[group[0].base] for group in groups], dtype=np.int32),
        unit=tuple(group[0].unit for group in groups),
        means=tuple(group[0].means for group in groups),
        notice_ms=np.array([group[0].notice_ms for group in groups], dtype=np.int32),
        count=np.array([len(group) for group in groups], dtype=np.int32),
    )


def demand_of(sites: Sites, assumptions: Assumptions, conditions: Conditions) -> Demand:
    """Alert, decision, standard and teams of every site under these conditions."""
    own = dict(conditions.standards_min)

    def standard(key: str) -> float:
        return own.get(key, assumptions[f"standard.{key}"])

    names = ["must" if priority == "must" else kind for kind, priority in zip(sites.kind, sites.priority, strict=True)]
    standards = {name: standard(name) for name in dict.fromkeys(names)}
    by_kind = [standards[name] for name in names]
    standard_min = np.where(np.isnan(sites.standard_min), np.array(by_kind, dtype=np.float64), sites.standard_min)
    alert_min = _by_liaison(sites.liaison, "alert", assumptions) + conditions.alert_extra_min
    default_teams = int(assumptions["standard.teams_needed"])
    return Demand(
        alert_ms=to_ms(alert_min * MS_PER_MIN),
        decision_ms=to_ms(_by_liaison(sites.liaison, "decision", assumptions) * MS_PER_MIN),
        standard_ms=_standard_ms(standard_min),
        teams=np.where(sites.teams_needed > 0, sites.teams_needed, default_teams).astype(np.int32),
    )


def cell_demand(assumptions: Assumptions, conditions: Conditions) -> tuple[int, int]:
    """(alert and decision, standard) of open ground, in milliseconds: a settlement without liaison."""
    alert_min = assumptions["alert.without_liaison"] + conditions.alert_extra_min
    standard_min = dict(conditions.standards_min).get("settlement", assumptions["standard.settlement"])
    before_ms = minutes_ms(alert_min) + minutes_ms(assumptions["decision.without_liaison"])
    return before_ms, int(_standard_ms(np.array([standard_min]))[0])


def _standard_ms(standard_min: NDArray[np.float64]) -> Times:
    """Standards as times; whoever cannot be reached is within none of them, however long."""
    return np.minimum(to_ms(standard_min * MS_PER_MIN), UNREACHABLE - 1).astype(np.int32)


def earliest_ms(crews: Crews, travel: Mapping[Means, Times], before_ms: int, places: int) -> Times:
    """Response of the earliest crew to every place; int32, shape (places,).

    Parameters
    ----------
    crews : Crews
    travel : mapping of Means to int32 array, shape (bases, places)
    before_ms : int
        Alert and decision.
    places : int
    """
    best_ms = np.full(places, UNREACHABLE, dtype=np.int32)
    notice_ms: dict[tuple[Means, int], int] = {}
    for sender in zip(crews.means, crews.base.tolist(), crews.notice_ms.tolist(), strict=True):
        notice_ms[sender[:2]] = min(sender[2], notice_ms.get(sender[:2], UNREACHABLE))
    for (means, base), notice in notice_ms.items():
        # what is unreachable stays so: two of them still add in int32
        np.minimum(best_ms, travel[means][base] + np.int32(min(notice + before_ms, UNREACHABLE)), out=best_ms)
    return best_ms


def response_ms(crews: Crews, travel: Mapping[Means, Times], before_ms: Times | int) -> Times:
    """Response of every crew to every place.

    Parameters
    ----------
    crews : Crews
    travel : mapping of Means to int32 array, shape (bases, places)
    before_ms : int32 array, shape (places,), or int
        Alert and decision.

    Returns
    -------
    int32 array, shape (crews, places)
    """
    if len(crews.base) == 0:
        places = next(iter(travel.values())).shape[1] if travel else np.size(before_ms)
        return np.zeros((0, places), dtype=np.int32)
    way_ms = np.stack([travel[means][base] for means, base in zip(crews.means, crews.base, strict=True)])
    whole_ms = way_ms.astype(np.int64) + crews.notice_ms[:, None] + before_ms
    return np.where(way_ms >= UNREACHABLE, UNREACHABLE, np.minimum(whole_ms, UNREACHABLE)).astype(np.int32)


def air_ms(
    bases: Sequence[Base],
    units: Sequence[Unit],
    sites: Sites,
    demand: Demand,
    assumptions: Assumptions,
    *,
    night: bool,
) -> Times:
    """Helicopter response to every site, a figure of its own; shape (sites,)."""
    best = np.full(len(sites), UNREACHABLE, dtype=np.int64)
    at = {base.id: base for base in bases if base.open}
    end_ms = minutes_ms(assumptions["helicopter.end"])
    for unit in units:
        base = at.get(unit.base or "")
        if base is None or unit.kind is not UnitKind.AVIATION or unit.strength == 0 or (night and not unit.night_moves):
            continue
        length_m = geodesic_m(np.full(len(sites), base.lon), np.full(len(sites), base.lat), sites.lon, sites.lat)
        flight_ms = to_ms(length_m * 3.6 / assumptions["helicopter.speed"] * 1000.0).astype(np.int64)
        whole_ms = demand.alert_ms + demand.decision_ms + unit.notice_ms(assumptions) + end_ms + flight_ms + end_ms
        best = np.where(length_m <= assumptions["helicopter.radius"] * 1000.0, np.minimum(best, whole_ms), best)
    return np.minimum(best, UNREACHABLE).astype(np.int32)


def _by_liaison(liaison: NDArray[np.bool_], group: str, assumptions: Assumptions) -> NDArray[np.float64]:
    return np.where(liaison, assumptions[f"{group}.with_liaison"], assumptions[f"{group}.without_liaison"])
