# SPDX-License-Identifier: GPL-3.0-or-later
"""What a planner should know about an answer: far from roads, off the main network, bases that answer nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gisplanner.assumptions import Assumptions
from gisplanner.attachment import Places
from gisplanner.forces import BaseOutput, UnitKind
from gisplanner.mobility import Means
from gisplanner.network import RoadNetwork
from gisplanner.plan import Closure, Plan
from gisplanner.sites import Sites
from layers.findings import Finding, Severity

SHOWN_PARTS = 5
LAYER = {"settlement": "settlements", "idp_site": "idp_sites"}


def place_notices(network: RoadNetwork, sites: Sites, places: Places, assumptions: Assumptions) -> Iterator[Finding]:
    """Sites far from any road, across water from all, and people away from the main network."""
    doubtful = np.isnan(places.nearest_m) | (places.shortest_m > assumptions["network.far"])
    for n in np.flatnonzero(doubtful).tolist():
        far = _far_from_road(sites.name[n], n, network, places, assumptions)
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
        yield from _on_other_parts(network, sites, places, main)


def _on_other_parts(network: RoadNetwork, sites: Sites, places: Places, main: NDArray[np.bool_]) -> Iterator[Finding]:
    """Sites that meet roads, but none of the main part: how many, and on which parts."""
    meeting = np.flatnonzero(~main[places.place])
    if len(meeting) == 0:
        return
    meeting = meeting[np.lexsort((places.leg_m[meeting], places.place[meeting]))]
    _, first = np.unique(places.place[meeting], return_index=True)  # the nearest of each
    site, part = places.place[meeting[first]], network.component[network.start[places.edge[meeting[first]]]]
    edge_part = network.component[network.start]
    found = []
    for own in np.unique(part).tolist():
        people = int(sites.people[site[part == own]].sum())
        km = float(network.length_m[edge_part == own].sum()) / 1000
        told = f"people {people:,}{_unknown_text(sites, site[part == own])}"
        found.append((-people, own, f"{km:,.1f} km of road: sites {(part == own).sum()}, {told}"))
    shown = [text for *_, text in sorted(found)[:SHOWN_PARTS]]
    more = [f"{len(found) - SHOWN_PARTS} more parts"] if len(found) > SHOWN_PARTS else []
    people = int(sites.people[site].sum())
    params = {
        "sites": len(site),
        "people": people,
        "percent": round(100 * people / int(sites.people.sum()), 1),
        "unknown": _unknown_text(sites, site),
        "parts": "; ".join([*shown, *more]),
    }
    yield Finding("people_on_other_parts", Severity.WARNING, params, layer="roads")


def _unknown_text(sites: Sites, which: NDArray[Any]) -> str:
    """How many of some sites nobody knows the headcount of."""
    unknown = int((~sites.people_known[which]).sum())
    return f" and {unknown} of unknown headcount" if unknown else ""


def load_notices(network: RoadNetwork, plan: Plan, means: Means | None) -> Iterator[Finding]:
    """Roads that do not say what they bear, where anybody moves with heavy vehicles."""
    moving = {unit.means for unit in plan.units} if means is None else {means}
    limits = network.roads.limits
    untold = (np.isnan(limits["total_load"]) | np.isnan(limits["axle_load"]))[network.road]
    if Means.HEAVY in moving and untold.any():
        own_m = float(network.length_m[untold].sum())
        params = {
            "km": round(own_m / 1000),
            "percent": round(100 * own_m / float(network.length_m.sum()), 1),
            "total_t": f"{plan.assumptions['heavy.minimum_total_load']:g}",
            "axle_t": f"{plan.assumptions['heavy.minimum_axle_load']:g}",
        }
        yield Finding("loads_unknown", Severity.INFO, params, layer="roads")


def base_notices(network: RoadNetwork, plan: Plan, outputs: Sequence[BaseOutput], places: Places) -> Iterator[Finding]:
    """Bases far from roads, bases that form no team, bases and units of unknown strength, units without a base."""
    for n, (base, output) in enumerate(zip(plan.bases, outputs, strict=True)):
        subject = ("base", base.id)
        if not base.open:
            continue
        far = _far_from_road(base.name, n, network, places, plan.assumptions)
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
    """Closures in force that are dated, for no answer looks at dates; a warning where one is over."""
    for closure in closures:
        params = {"name": closure.name, "until": closure.date_to, "since": closure.date_from, "newest": newest}
        if closure.date_to is not None and newest is not None and closure.date_to < newest:
            code, severity = "closure_over", Severity.WARNING
        elif closure.date_from is not None and newest is not None and closure.date_from > newest:
            code, severity = "closure_begins", Severity.INFO
        elif closure.date_to is not None:
            code, severity = "closure_ends", Severity.INFO
        else:
            continue
        yield Finding(code, severity, params, layer="closures", subject=("closure", closure.id))


def _far_from_road(name: str, n: int, network: RoadNetwork, places: Places, assumptions: Assumptions) -> Finding | None:
    """Say that a place has no road, or a long leg to any that can be reached; None where neither."""
    leg_m = float(places.shortest_m[n])
    if np.isnan(places.nearest_m[n]):
        params = {"name": name, "km": assumptions["network.attach"] / 1000, "nearest": "none at all"}
        if network.edges:
            there = shapely.Point(places.x[n], places.y[n])
            away_m = float(shapely.distance(there, network.shapes[network.tree.nearest(there)]))
            params["nearest"] = f"{away_m / 1000:.0f} km away"
        return Finding("no_road_near", Severity.WARNING, params)
    if leg_m > assumptions["network.far"]:
        return Finding("far_from_road", Severity.WARNING, {"name": name, "km": round(leg_m / 1000, 1)})
    return None
