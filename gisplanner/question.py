# SPDX-License-Identifier: GPL-3.0-or-later
"""One question put to the ground: teams, their travel, and what follows for every site and cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gisplanner.cells import Cells, cells_of
from gisplanner.conditions import Conditions
from gisplanner.coverage import (
    UNKNOWN,
    UNREACHED,
    Asked,
    Bools,
    Coverage,
    cover,
    critical,
    status_of,
    with_unknown,
)
from gisplanner.forces import BaseOutput, OutputRules, outputs
from gisplanner.ground import Ground
from gisplanner.kernels.dispatch import by_base
from gisplanner.metric import Times
from gisplanner.mobility import UNREACHABLE, Means, Movement
from gisplanner.plan import Closure, Plan
from gisplanner.reach import Patrol, PatrolReach, budget_of, roads_in_reach, there_and_back
from gisplanner.reasons import reasons
from gisplanner.response import Crews, Demand, air_ms, cell_demand, crews_of, demand_of, earliest_ms, response_ms
from gisplanner.way import Route
from layers.geodesy import geodesic_m
from layers.jobs import Progress


class Question:
    """A plan under conditions, asked of one ground.

    Parameters
    ----------
    ground : Ground
    plan : Plan
        The disposition, moves applied.
    conditions : Conditions
    progress : Progress
    """

    def __init__(self, ground: Ground, plan: Plan, conditions: Conditions, progress: Progress) -> None:
        self.ground, self.plan, self.conditions, self.progress = ground, plan, conditions, progress
        self.sites = ground.theatre.sites

    @cached_property
    def demand(self) -> Demand:
        """What the sites ask for."""
        return demand_of(self.sites, self.plan.assumptions, self.conditions)

    @cached_property
    def closures(self) -> tuple[Closure, ...]:
        """Closures in force."""
        return self.plan.in_force(self.conditions.season)

    @cached_property
    def outputs(self) -> tuple[BaseOutput, ...]:
        """What the bases can send, units of unknown strength counted as nobody."""
        return self._outputs(0)

    @cached_property
    def crews(self) -> Crews:
        """The teams of `outputs`."""
        return crews_of(self.outputs)

    @cached_property
    def responses(self) -> Times:
        """Response of every crew to every site; shape (crews, sites)."""
        return self._responses(self.crews)

    @cached_property
    def apart(self) -> Bools:
        """Which bases are far enough from each other to back each other up; shape (bases, bases)."""
        lon, lat = (
            np.array([getattr(base, axis) for base in self.plan.bases], dtype=np.float64) for axis in ("lon", "lat")
        )
        count = len(lon)
        across = [np.repeat(lon, count), np.repeat(lat, count), np.tile(lon, count), np.tile(lat, count)]
        return np.asarray(geodesic_m(*across).reshape(count, count) > self.plan.assumptions["base.apart"], dtype=bool)

    def coverage(self) -> Coverage:
        """Everything about the sites."""
        assumed = self.plan.assumptions
        asked = Asked(
            sites=self.sites,
            demand=self.demand,
            crews=self.crews,
            response_ms=self.responses,
            apart=self.apart,
            air_ms=air_ms(
                self.plan.bases,
                self.plan.units,
                self.sites,
                self.demand,
                assumed,
                night=self.conditions.night,
            ),
            snap_m=self.ground.sites.shortest_m,
            backup_factor=assumed["standard.backup_factor"],
        )
        return with_unknown(self._with_reasons(cover(asked)), self._generous())

    def status(self) -> NDArray[np.int8]:
        """Only the status of every site; shape (sites,)."""
        cautious = status_of(self.crews, self.responses, self.demand)
        return np.where(cautious != self._generous(), UNKNOWN, cautious).astype(np.int8)

    def cells(self) -> Cells:
        """Response on open ground."""
        before_ms, standard_ms = cell_demand(self.plan.assumptions, self.conditions)
        travel = self._travel(self.crews, self.ground.to_cells)
        best_ms = earliest_ms(self.crews, travel, before_ms, len(self.ground.cells))
        return cells_of(best_ms, standard_ms)

    def clusters(self) -> list[tuple[tuple[int, ...], Bools]]:
        """Open bases near each other, and the sites that are within standard only by them."""
        near = ~self.apart
        left = [n for n, base in enumerate(self.plan.bases) if base.open]
        groups: list[list[int]] = []
        while left:
            group = [left.pop(0)]
            for member in group:
                joined = [other for other in left if near[member, other]]
                group += joined
                left = [other for other in left if other not in joined]
            if len(group) > 1:
                groups.append(sorted(group))
        crews, demand = self.crews, self.demand
        _, in_time = by_base(self.responses, crews.base, crews.count, demand.standard_ms, len(self.plan.bases))
        rows = critical(in_time, groups, demand.teams)
        return [(tuple(group), row) for group, row in zip(groups, rows, strict=True)]

    def patrol(self, wanted: str, patrol: Patrol) -> PatrolReach:
        """Where a unit's patrol can go and return from."""
        unit = self.plan.unit(wanted)
        reason = self._no_patrol(unit.id)
        budget = budget_of(patrol, self.plan.assumptions, night_moves=unit.night_moves)
        sites, cells = len(self.ground.sites), len(self.ground.cells)
        if reason is not None or unit.base is None:
            away = np.full(sites, UNREACHABLE, dtype=np.int32)
            no_site, no_cell = np.zeros(sites, dtype=bool), np.zeros(cells, dtype=bool)
            return PatrolReach(unit.id, patrol, budget, away, away, no_site, no_cell, (), 0.0, reason)
        metric = self.ground.metric(self._movement(self.conditions.means or unit.means), self.closures)
        origin = self.ground.attach_bases([self.plan.base(unit.base)])
        out_ms, back_ms = there_and_back(metric, origin, self.ground.sites, self.ground.straight)
        cell_out_ms, cell_back_ms = there_and_back(metric, origin, self.ground.cells, self.ground.straight)
        in_cells = cell_out_ms.astype(np.int64) + cell_back_ms <= budget.moving_ms
        return PatrolReach(
            unit=unit.id,
            patrol=patrol,
            budget=budget,
            out_ms=out_ms,
            back_ms=back_ms,
            within=out_ms.astype(np.int64) + back_ms <= budget.moving_ms,
            cells=in_cells,
            road_m=roads_in_reach(metric, origin, budget.moving_ms),
            km2=float(in_cells.sum() * self.ground.theatre.grid.cell_km2),
            reason=None,
        )

    def route(self, site: int, base: int, unit: str) -> Route | None:
        """The way of a unit's team from a base to a site, both by index; None where there is none."""
        movement = self._movement(self.conditions.means or self.plan.unit(unit).means)
        return self.ground.route(self.plan.bases[base], site, movement, self.closures)

    def _no_patrol(self, unit_id: str) -> str | None:
        """Why a unit cannot patrol at all."""
        unit = self.plan.unit(unit_id)
        if unit in self.plan.unassigned():
            return "unassigned"
        if self.conditions.night and not unit.night_moves:
            return "night_caveat"
        if unit.strength is None and unit.forms_teams(night=self.conditions.night):
            return "strength_unknown"
        sent = {team.unit for output in self.outputs for team in output.teams}
        return None if unit_id in sent else "no_team"

    def _outputs(self, unknown_teams: int) -> tuple[BaseOutput, ...]:
        rules = OutputRules(self.plan.assumptions, self.conditions.night, self.conditions.means, unknown_teams)
        return outputs(self.plan.bases, self.plan.units, rules)

    def _responses(self, crews: Crews) -> Times:
        before_ms = (self.demand.alert_ms + self.demand.decision_ms).astype(np.int32)
        return response_ms(crews, self._travel(crews, self.ground.to_sites), before_ms)

    def _travel(self, crews: Crews, ways: Callable[..., Times]) -> dict[Means, Times]:
        """Travel of each means from every base that sends teams by it; shape (bases, targets), others unreachable."""
        found: dict[Means, Times] = {}
        for means in dict.fromkeys(crews.means):
            self.progress.update(f"Computing travel times: {means}")
            used = sorted({int(base) for base, by in zip(crews.base, crews.means, strict=True) if by is means})
            times = ways([self.plan.bases[n] for n in used], self._movement(means), self.closures)
            found[means] = np.full((len(self.plan.bases), times.shape[1]), UNREACHABLE, dtype=np.int32)
            found[means][used] = times
        return found

    def _generous(self) -> NDArray[np.int8]:
        """Status if units of unknown strength had all they need."""
        if not any(output.unknown for output in self.outputs):
            return status_of(self.crews, self.responses, self.demand)
        crews = crews_of(self._outputs(int(self.demand.teams.max(initial=1))))
        return status_of(crews, self._responses(crews), self.demand)

    def _with_reasons(self, coverage: Coverage) -> Coverage:
        """Say of every unreachable site why."""
        cut_off = np.flatnonzero(coverage.status == UNREACHED)
        if len(cut_off) == 0:
            return coverage
        notice_ms: dict[tuple[int, Means], int] = {}
        for *sender, notice in zip(
            self.crews.base.tolist(), self.crews.means, self.crews.notice_ms.tolist(), strict=True
        ):
            notice_ms[sender[0], sender[1]] = min(notice, notice_ms.get((sender[0], sender[1]), UNREACHABLE))
        senders = sorted(notice_ms)
        bases = self.ground.attach_bases([self.plan.bases[n] for n, _ in senders])
        sites = self.ground.sites.chosen(cut_off)
        opened, relaxed = (np.full((len(senders), len(cut_off)), UNREACHABLE, dtype=np.int32) for _ in range(2))
        for means in dict.fromkeys(means for _, means in senders):
            self.progress.update("Asking why places cannot be reached")
            rows = [row for row, (_, by) in enumerate(senders) if by is means]
            own, movement = [self.plan.bases[senders[row][0]] for row in rows], self._movement(means)
            opened[rows] = self.ground.to_sites(own, movement, ())[:, cut_off]
            relaxed[rows] = self.ground.to_sites(own, movement, (), relaxed=True)[:, cut_off]
        before_ms = (self.demand.alert_ms + self.demand.decision_ms)[cut_off]
        spent_ms = np.array([notice_ms[sender] for sender in senders], dtype=np.int32).reshape(-1, 1) + before_ms
        said = iter(reasons(self.ground.network, bases, sites, spent_ms, opened, relaxed))
        why = tuple(next(said) if status == UNREACHED else None for status in coverage.status)
        return replace(coverage, reason=why)

    def _movement(self, means: Means) -> Movement:
        return Movement(means, self.conditions.season, self.conditions.speed_factor, self.plan.assumptions)
