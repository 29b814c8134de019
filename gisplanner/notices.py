# SPDX-License-Identifier: GPL-3.0-or-later
"""What a planner should know about an answer: far from roads, off the main network, bases that answer nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from gisplanner.assumptions import Assumptions
from gisplanner.attachment import Places
from gisplanner.forces import BaseOutput, UnitKind
from gisplanner.network import RoadNetwork
from gisplanner.plan import Plan
from gisplanner.sites import Sites
from layers.findings import Finding, Severity

LAYER = {"settlement": "settlements", "idp_site": "idp_sites"}


def place_notices(network: RoadNetwork, sites: Sites, places: Places, assumptions: Assumptions) -> Iterator[Finding]:
    """Sites far from any road, across water from all, and people away from the main network."""
    far_m = assumptions["network.far"]
    for n in np.flatnonzero(~(places.nearest_m <= far_m)):
        params: dict[str, object] = {"name": sites.name[n], "far_km": far_m / 1000}
        code = "no_road_near" if np.isnan(places.nearest_m[n]) else "far_from_road"
        params["km"] = (
            assumptions["network.attach"] / 1000
            if code == "no_road_near"
            else round(float(places.nearest_m[n]) / 1000, 1)
        )
        yield Finding(code, Severity.WARNING, params, layer=LAYER[sites.kind[n]], subject=(sites.kind[n], sites.id[n]))
    for n in np.flatnonzero(places.behind_water):
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
    far_m = assumptions["network.far"]
    for base, output, nearest_m in zip(plan.bases, outputs, places.nearest_m, strict=True):
        subject = ("base", base.id)
        if not base.open:
            continue
        if np.isnan(nearest_m):
            yield Finding(
                "no_road_near",
                Severity.WARNING,
                {"name": base.name, "km": assumptions["network.attach"] / 1000},
                layer="bases",
                subject=subject,
            )
        elif nearest_m > far_m:
            params = {"name": base.name, "km": round(float(nearest_m) / 1000, 1), "far_km": far_m / 1000}
            yield Finding("far_from_road", Severity.WARNING, params, layer="bases", subject=subject)
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
