# SPDX-License-Identifier: GPL-3.0-or-later
"""What every answer carries: plan, conditions, ground, findings; keys as docs/answers.schema.json says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gisplanner.conditions import STANDARD_KINDS, Conditions
from gisplanner.notices import closure_notices
from gisplanner.plan import Plan
from gisplanner.theatre import Theatre
from layers.findings import Finding

VERSION = 1
Answer = dict[str, Any]


def head(
    theatre: Theatre,
    plan: Plan,
    conditions: Conditions,
    findings: Sequence[Finding],
    course: str | None = None,
) -> Answer:
    """What every answer says of itself.

    Parameters
    ----------
    theatre : Theatre
    plan : Plan
        The disposition asked about.
    conditions : Conditions
    findings : sequence of Finding
    course : str, optional
        The course of action that the disposition is of; None = the baseline.
    """
    assumed = plan.assumptions
    own = dict(conditions.standards_min)
    closures = plan.in_force(conditions.season)
    return {
        "version": VERSION,
        "plan": {
            "name": plan.name,
            "course": course,
            "digest": plan.digest,
            "theatre_digest": theatre.digest,
        },
        "conditions": {
            "season": str(conditions.season),
            "night": conditions.night,
            "means": None if conditions.means is None else str(conditions.means),
            "standards": {kind: own.get(kind, assumed[f"standard.{kind}"]) for kind in STANDARD_KINDS},
            "alert": {who: assumed[f"alert.{who}"] for who in ("with_liaison", "without_liaison")},
            "decision": {who: assumed[f"decision.{who}"] for who in ("with_liaison", "without_liaison")},
            "standing_notice_min": assumed["notice.standing"],
            "team_size": int(assumed["team.night" if conditions.night else "team.day"]),
            "ready_share": assumed["team.ready_share"],
            "closures": [{"id": one.id, "name": one.name, "until": one.date_to} for one in closures],
            "changed": [{"key": key, "value": value} for key, value in assumed.changed],
        },
        "ground": ground(theatre, plan),
        "findings": [finding.as_dict() for finding in (*findings, *closure_notices(closures, _newest(theatre)))],
    }


def _newest(theatre: Theatre) -> str | None:
    """Date of the newest layer that has one."""
    return max((layer.date for layer in theatre.layers.values() if layer.date), default=None)


def ground(theatre: Theatre, plan: Plan) -> Answer:
    """What an answer stands on: sites and people listed, and what is not in them."""
    gathered, sites = theatre.gathered, theatre.sites
    layers = [
        {
            "kind": layer.kind,
            "source": layer.source,
            "date": layer.date,
            "rows": layer.rows_in - layer.rejected,
        }
        for layer in theatre.layers.values()
        if layer.rows_in
    ]
    if theatre.population is not None:
        raster = theatre.population
        layers.append({"kind": "population", "source": raster.source, "date": raster.date, "rows": 1})
    layers += [
        {"kind": one.kind, "source": one.file, "date": one.date, "rows": one.rows_in - one.rejected}
        for one in plan.sources
    ]
    rejected = sum(layer.rejected for layer in theatre.layers.values()) + sum(one.rejected for one in plan.sources)
    return {
        "sites": len(sites),
        "people": int(sites.people.sum()),
        "excluded_sites": gathered.excluded_sites,
        "excluded_people": gathered.excluded_people,
        "excluded_people_unknown": gathered.excluded_unknown,
        "sites_people_unknown": int((~sites.people_known).sum()),
        "rejected_rows": rejected,
        "possible_double": len(gathered.possible_double),
        "layers": layers,
    }
