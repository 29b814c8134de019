# SPDX-License-Identifier: GPL-3.0-or-later
"""Analyses -> the answers of the command line: plain dictionaries, keys as docs/answers.schema.json says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gisplanner.analysis import WHAT_IF, Analysis, Flip, change_between
from gisplanner.change import CHANGES, Change
from gisplanner.conditions import STANDARD_KINDS, Conditions
from gisplanner.coverage import STATUSES
from gisplanner.plan import Move, Plan
from gisplanner.reach import PatrolReach
from gisplanner.theatre import Theatre
from gisplanner.verdict import coverage_verdict, move_text, redeploy_verdict
from gisplanner.wording import minutes
from layers.findings import Finding

VERSION = 1
Answer = dict[str, Any]


def coverage_answer(analysis: Analysis, flips: Sequence[Flip], findings: Sequence[Finding]) -> Answer:
    """Status of every site and what each base is critical for.

    Parameters
    ----------
    analysis : Analysis
    flips : sequence of Flip
        What hangs on the assumptions.
    findings : sequence of Finding
        Of the plan's files; those of the analysis are added.
    """
    return {
        **_head(analysis.theatre, analysis.plan, analysis.conditions, [*findings, *analysis.findings]),
        "verdict": coverage_verdict(analysis, flips),
        "totals": totals(analysis),
        "sites": [_site(analysis, row, area) for row, area in enumerate(_area(analysis.theatre))],
        "bases": _bases(analysis),
        "clusters": _clusters(analysis),
        "unassigned": [unit.id for unit in analysis.plan.unassigned()],
        "sensitivity": _sensitivity(analysis.theatre, flips),
    }


def redeploy_answer(
    before: Analysis,
    after: Analysis,
    moves: Sequence[Move],
    flips: Sequence[Flip],
    findings: Sequence[Finding],
) -> Answer:
    """What a redeployment changes; parameters as in `coverage_answer`, `moves` those between the two."""
    change = change_between(before, after)
    noticed = [*findings, *after.findings]
    return {
        **_head(after.theatre, after.plan, after.conditions, noticed),
        "verdict": redeploy_verdict(before, after, change, moves, flips),
        "edits": [move_text(move, before.plan, after.plan) for move in moves],
        "before": totals(before),
        "after": totals(after),
        "change": {
            name: {"sites": change.sites_of(kind), "people": change.people_of(kind)}
            for kind, name in enumerate(CHANGES)
        },
        "sites": _changed_sites(before, after, change),
        "areas": [
            {
                "id": area.id or None,
                "name": area.name or None,
                "people_lost": area.people_lost,
                "people_gained": area.people_gained,
                "km2_lost": area.km2_lost,
                "km2_gained": area.km2_gained,
            }
            for area in change.areas
        ],
        "unassigned": [unit.id for unit in after.plan.unassigned()],
        "sensitivity": _sensitivity(after.theatre, flips),
    }


def reach_answer(
    theatre: Theatre, plan: Plan, conditions: Conditions, found: PatrolReach, findings: Sequence[Finding]
) -> Answer:
    """Where a unit's patrol can go and return from."""
    sites = theatre.sites
    return {
        **_head(theatre, plan, conditions, findings),
        "unit": found.unit,
        "patrol": str(found.patrol),
        "status": "unreachable" if found.reason else "within",
        "reason": found.reason,
        "duration_min": minutes(found.budget.duration_ms),
        "on_task_min": minutes(found.budget.on_task_ms),
        "moving_min": minutes(found.budget.moving_ms),
        "road_km": {name: round(metres / 1000, 3) for name, metres in found.road_m},
        "km2": found.km2,
        "sites": [
            {
                "id": sites.id[row],
                "name": sites.name[row],
                "people": _people(theatre, row),
                "out_min": minutes(found.out_ms[row]),
                "back_min": minutes(found.back_ms[row]),
            }
            for row in np.flatnonzero(found.within).tolist()
        ],
    }


def totals(analysis: Analysis) -> Answer:
    """Headline figures; people by status add up to people, sites to sites."""
    sites, coverage = analysis.theatre.sites, analysis.coverage
    people = {name: int(sites.people[coverage.status == code].sum()) for code, name in enumerate(STATUSES)}
    count = {name: int((coverage.status == code).sum()) for code, name in enumerate(STATUSES)}
    return {
        "people": int(sites.people.sum()),
        **people,
        "sole": int(sites.people[coverage.sole].sum()),
        "simultaneous_people": int(sites.people[coverage.simultaneous].sum()),
        "sites": count,
    }


def _head(theatre: Theatre, plan: Plan, conditions: Conditions, findings: Sequence[Finding]) -> Answer:
    assumed = plan.assumptions
    own = dict(conditions.standards_min)
    return {
        "version": VERSION,
        "plan": {"name": plan.name, "digest": plan.digest, "theatre_digest": theatre.digest},
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
            "changed": [{"key": key, "value": value} for key, value in assumed.changed],
        },
        "ground": ground(theatre, plan),
        "findings": [finding.as_dict() for finding in findings],
    }


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
        "sites_people_unknown": int((~sites.people_known).sum()),
        "rejected_rows": rejected,
        "possible_double": len(gathered.possible_double),
        "layers": layers,
    }


def _people(theatre: Theatre, row: int) -> int | None:
    """People counted at a site; None where nobody knows."""
    return int(theatre.sites.people[row]) if theatre.sites.people_known[row] else None


def _base_id(plan: Plan, number: int) -> str | None:
    return None if number < 0 else plan.bases[number].id


def _base_name(plan: Plan, number: int) -> str | None:
    return None if number < 0 else plan.bases[number].name


def _site(analysis: Analysis, row: int, area: str | None) -> Answer:
    sites, coverage, plan = analysis.theatre.sites, analysis.coverage, analysis.plan
    answered = coverage.base[row] >= 0
    return {
        "id": sites.id[row],
        "name": sites.name[row],
        "kind": sites.kind[row],
        "lon": float(sites.lon[row]),
        "lat": float(sites.lat[row]),
        "area": area,
        "people": _people(analysis.theatre, row),
        "people_listed": int(sites.people_listed[row]) if sites.people_known[row] else None,
        "included_in": sites.included_in[row],
        "status": STATUSES[coverage.status[row]],
        "reason": coverage.reason[row],
        "standard_min": minutes(coverage.standard_ms[row]),
        "response_min": minutes(coverage.response_ms[row]),
        "parts": {
            "alert": minutes(coverage.alert_ms[row]),
            "decision": minutes(coverage.decision_ms[row]),
            "ntm": minutes(coverage.notice_ms[row]) if answered else None,
            "travel": minutes(coverage.travel_ms[row]),
        },
        "base": _base_id(plan, int(coverage.base[row])),
        "unit": coverage.unit[row],
        "teams_needed": int(coverage.teams_needed[row]),
        "teams_in_time": int(coverage.teams_in_time[row]),
        "backup_base": _base_id(plan, int(coverage.backup_base[row])),
        "backup_min": minutes(coverage.backup_ms[row]),
        "backup_status": coverage.backup_status[row],
        "air_min": minutes(coverage.air_ms[row]),
        "snap_m": None if np.isnan(coverage.snap_m[row]) else round(float(coverage.snap_m[row]), 1),
    }


def _area(theatre: Theatre) -> list[str | None]:
    """District (else sector) of every site, by id."""
    ids = [str(area) for area in theatre.areas["id"]]
    return [ids[row] if row >= 0 else None for row in theatre.area_of(theatre.sites.x, theatre.sites.y).tolist()]


def _tally(people: NDArray[np.int64], mask: NDArray[np.bool_]) -> Answer:
    return {"sites": int(mask.sum()), "people": int(people[mask].sum())}


def _bases(analysis: Analysis) -> list[Answer]:
    """What each base sends, answers first, and is critical for; critical figures of several bases may overlap."""
    people, coverage = analysis.theatre.sites.people, analysis.coverage
    rows = []
    for number, (base, output) in enumerate(zip(analysis.plan.bases, analysis.outputs, strict=True)):
        first = coverage.base == number
        rows.append(
            {
                "id": base.id,
                "name": base.name,
                "kind": str(base.kind),
                "open": base.open,
                "lon": base.lon,
                "lat": base.lat,
                "strength": None if output.unknown else output.strength,
                "support": None if output.unknown else output.support,
                "guard": None if output.unknown else output.guard,
                "deployable": None if output.unknown else output.deployable,
                "teams": None if output.unknown else len(output.teams),
                "answers_first": _tally(people, first),
                "critical": _tally(people, coverage.critical[number]),
                "next": _next(analysis, first),
            }
        )
    return rows


def _next(analysis: Analysis, first: NDArray[np.bool_]) -> list[Answer]:
    """Who would answer first at these sites without the base that does; most people first, nobody as null."""
    people, after = analysis.theatre.sites.people, analysis.coverage.next_base
    rows: list[Answer] = []
    for number in np.unique(after[first]).tolist():
        mask = first & (after == number)
        rows.append({"base": _base_id(analysis.plan, number), **_tally(people, mask)})
    return sorted(rows, key=lambda row: (-row["people"], row["base"] or ""))


def _clusters(analysis: Analysis) -> list[Answer]:
    """Bases near each other taken as one."""
    people, bases = analysis.theatre.sites.people, analysis.plan.bases
    return [
        {
            "bases": [bases[number].id for number in cluster.bases],
            "critical": _tally(people, cluster.critical),
        }
        for cluster in analysis.clusters
    ]


def _changed_sites(before: Analysis, after: Analysis, change: Change) -> list[Answer]:
    """Every site whose answer changes, losses first, unknown headcounts before all, then by people."""
    sites = after.theatre.sites
    rows = np.flatnonzero(change.kind != CHANGES.index("same")).tolist()
    rows.sort(
        key=lambda row: (
            change.kind[row],
            bool(sites.people_known[row]),
            -int(sites.people[row]),
            sites.id[row],
        )
    )
    return [
        {
            "id": sites.id[row],
            "name": sites.name[row],
            "kind": sites.kind[row],
            "people": _people(after.theatre, row),
            "change": CHANGES[change.kind[row]],
            "before_min": minutes(before.coverage.response_ms[row]),
            "after_min": minutes(after.coverage.response_ms[row]),
            "before_travel_min": minutes(before.coverage.travel_ms[row]),
            "after_travel_min": minutes(after.coverage.travel_ms[row]),
            "before_base": _base_id(before.plan, int(before.coverage.base[row])),
            "after_base": _base_id(after.plan, int(after.coverage.base[row])),
            "before_base_name": _base_name(before.plan, int(before.coverage.base[row])),
            "after_base_name": _base_name(after.plan, int(after.coverage.base[row])),
            "before_status": STATUSES[before.coverage.status[row]],
            "after_status": STATUSES[after.coverage.status[row]],
            "reason": after.coverage.reason[row],
        }
        for row in rows
    ]


def _sensitivity(theatre: Theatre, flips: Iterable[Flip]) -> Answer:
    flips = list(flips)
    rows = [
        {
            "id": theatre.sites.id[flip.site],
            "name": theatre.sites.name[flip.site],
            "people": _people(theatre, flip.site),
            "when": list(flip.when),
        }
        for flip in flips
    ]
    return {
        "tried": list(WHAT_IF),
        "flips": rows,
        "people": int(theatre.sites.people[[flip.site for flip in flips]].sum()),
    }
