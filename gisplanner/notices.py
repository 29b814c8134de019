# SPDX-License-Identifier: GPL-3.0-or-later
"""What a planner should know about an answer: far from roads, off the main network, bases that answer nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from gisplanner.assumptions import Assumptions
from gisplanner.attachment import Places
from gisplanner.forces import BaseOutput, UnitKind
from gisplanner.network import RoadNetwork
from gisplanner.plan import Closure, Plan
from gisplanner.sites import Sites
from layers.findings import Finding, Severity

LAYER = {"settlement": "settlements", "idp_site": "idp_sites"}


def place_notices(network: RoadNetwork, sites: Sites, places: Places, assumptions: Assumptions) -> Iterator[Finding]:
    """Sites far from any road, across water from all, and people away from the main network."""
    doubtful = np.isnan(places.nearest_m) | (places.shortest_m > assumptions["network.far"])
    for n in np.flatnonzero(doubtful).tolist():
        far = _far_from_road(sites.name[n], places.nearest_m[n], places.shortest_m[n], assumptions)
        if far is not None:
            yield replace(far, layer=LAYER[sites.kind[n]], subject=(sites.kind[n], sites.id[n]))
    for n in np.flatnonzero(places.behind_water).tolist():
        yield Finding(
            "behind_water",
            Severity.WARNING,
            {"name": sites.name[n]},
            layer=LAYER[sites.kind[n]],
            subject=(sites.kind[n], sites.id[n]),
        )
    people = int(sites.people.sum())
    if network.edges and people:
        main = np.zeros(len(sites), dtype=bool)
        main[places.place[network.component[network.start[places.edge]] == 0]] = True
        share = 100 * float(sites.people[main].sum() / people)
        yield Finding(
            "people_on_main_network",
            Severity.INFO,
            {"percent": round(share, 1), "people": int(sites.people[main].sum())},
            layer="roads",
        )


def base_notices(
    plan: Plan, outputs: Sequence[BaseOutput], places: Places, assumptions: Assumptions
) -> Iterator[Finding]:
    """Bases far from roads, bases that form no team, bases and units of unknown strength, units without a base."""
    for base, output, nearest_m, leg_m in zip(plan.bases, outputs, places.nearest_m, places.shortest_m, strict=True):
        subject = ("base", base.id)
        if not base.open:
            continue
        far = _far_from_road(base.name, nearest_m, leg_m, assumptions)
        if far is not None:
            yield replace(far, layer="bases", subject=subject)
        if output.unknown:
            yield Finding(
                "base_strength_unknown", Severity.WARNING, {"name": base.name}, layer="bases", subject=subject
            )
        elif not output.strength:
            yield Finding("base_without_people", Severity.WARNING, {"name": base.name}, layer="bases", subject=subject)
        elif not output.teams:
            params = {
                "name": base.name,
                "strength": output.strength,
                "support": output.support,
                "guard": output.guard,
            }
            yield Finding("base_without_team", Severity.WARNING, params, layer="bases", subject=subject)
    for unit in plan.unassigned():
        if unit.kind is not UnitKind.AVIATION:
            yield Finding(
                "unit_unassigned",
                Severity.WARNING,
                {"name": unit.name},
                layer="units",
                subject=("unit", unit.id),
            )


def closure_notices(closures: Sequence[Closure], newest: str | None) -> Iterator[Finding]:
    """Closures in force that have an end, which is not looked at; a warning where it lies before the newest layer."""
    for closure in closures:
        if closure.date_to is not None:
            over = newest is not None and closure.date_to < newest
            yield Finding(
                "closure_over" if over else "closure_ends",
                Severity.WARNING if over else Severity.INFO,
                {"name": closure.name, "until": closure.date_to, "newest": newest},
                layer="closures",
                subject=("closure", closure.id),
            )


def _far_from_road(name: str, nearest_m: float, leg_m: float, assumptions: Assumptions) -> Finding | None:
    """Say that a place has no road, or a long leg to any that can be reached; None where neither."""
    if np.isnan(nearest_m):
        return Finding("no_road_near", Severity.WARNING, {"name": name, "km": assumptions["network.attach"] / 1000})
    if leg_m > assumptions["network.far"]:
        return Finding("far_from_road", Severity.WARNING, {"name": name, "km": round(float(leg_m) / 1000, 1)})
    return None
