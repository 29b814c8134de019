# SPDX-License-Identifier: GPL-3.0-or-later
"""Analyses -> the answers of the command line: plain dictionaries, keys as docs/answers.schema.json says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from gisplanner.analysis import WHAT_IF, Analysis, Flip, change_between
from gisplanner.change import CHANGES, AreaChange
from gisplanner.conditions import Conditions
from gisplanner.coverage import STATUSES
from gisplanner.plan import CloseBase, Move, MoveUnit, OpenBase, PlaceBase, Plan, ReopenBase
from gisplanner.populace import of_cells, of_change
from gisplanner.reach import PatrolReach
from gisplanner.report_head import Answer, ground, head
from gisplanner.report_rows import base_rows, changed_rows, cluster_rows, people_at, people_listed_at, site_rows
from gisplanner.theatre import Theatre
from gisplanner.verdict import coverage_verdict, move_texts, redeploy_verdict
from gisplanner.wording import minutes
from layers.findings import Finding

__all__ = ["Answer", "coverage_answer", "ground", "head", "reach_answer", "redeploy_answer", "totals"]


def coverage_answer(
    analysis: Analysis, flips: Sequence[Flip], findings: Sequence[Finding], *, course: str | None = None
) -> Answer:
    """Status of every site and what each base is critical for.

    Parameters
    ----------
    analysis : Analysis
    flips : sequence of Flip
        What hangs on the assumptions.
    findings : sequence of Finding
        Of the plan's files; those of the analysis are added.
    course : str, optional
        The course of action analysed; None = the baseline.
    """
    return {
        **head(analysis.theatre, analysis.plan, analysis.conditions, [*findings, *analysis.findings], course),
        "verdict": coverage_verdict(analysis, flips),
        "totals": totals(analysis),
        "raster": of_cells(analysis.theatre.population, analysis.cells),
        "sites": site_rows(analysis),
        "bases": base_rows(analysis),
        "clusters": cluster_rows(analysis),
        "unassigned": [unit.id for unit in analysis.plan.unassigned()],
        "sensitivity": _sensitivity(analysis.theatre, flips),
    }


def redeploy_answer(
    before: Analysis,
    after: Analysis,
    moves: Sequence[Move],
    flips: Sequence[Flip],
    findings: Sequence[Finding],
    *,
    course: str | None = None,
    saved_as: str | None = None,
) -> Answer:
    """What a redeployment changes.

    Parameters
    ----------
    before, after : Analysis
    moves : sequence of Move
        Those between the two.
    flips, findings
        As in `coverage_answer`.
    course : str, optional
        The course of action that the moves start from; None = the baseline.
    saved_as : str, optional
        The course of action that holds the moves.
    """
    change = change_between(before, after)
    noticed = [*findings, *after.findings]
    return {
        **head(after.theatre, after.plan, after.conditions, noticed, course),
        "verdict": redeploy_verdict(before, after, change, moves, flips),
        "edits": _edits(moves, before.plan),
        "saved_as": saved_as,
        "before": totals(before),
        "after": totals(after),
        "change": {
            name: {"sites": change.sites_of(kind), "people": change.people_of(kind)}
            for kind, name in enumerate(CHANGES)
        },
        "raster": of_change(after.theatre.population, before.cells, after.cells, change),
        "sites": changed_rows(before, after, change),
        "areas": _areas(change.areas),
        "sectors": _areas(change.sectors),
        "unassigned": [unit.id for unit in after.plan.unassigned()],
        "sensitivity": _sensitivity(after.theatre, flips),
    }


def reach_answer(
    theatre: Theatre,
    plan: Plan,
    conditions: Conditions,
    found: PatrolReach,
    findings: Sequence[Finding],
    *,
    course: str | None = None,
) -> Answer:
    """Where a unit's patrol can go and return from."""
    sites = theatre.sites
    return {
        **head(theatre, plan, conditions, findings, course),
        "unit": found.unit,
        "unit_name": plan.unit(found.unit).name,
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
                "people": people_at(theatre, row),
                "people_listed": people_listed_at(theatre, row),
                "included_in": None if sites.counts[row] else sites.included_in[row],
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


def _areas(areas: Sequence[AreaChange]) -> list[Answer]:
    return [
        {
            "id": area.id or None,
            "name": area.name or None,
            "people_lost": area.people_lost,
            "people_gained": area.people_gained,
            "people_cut_off": area.people_cut_off,
            "people_reconnected": area.people_reconnected,
            "people_slower": area.people_slower,
            "people_faster": area.people_faster,
            "km2_lost": area.km2_lost,
            "km2_gained": area.km2_gained,
        }
        for area in areas
    ]


def _edits(moves: Sequence[Move], plan: Plan) -> list[Answer]:
    """Every edit in words, and by what it touches."""
    return [
        {"words": words, "unit": None, "base": None, "lon": None, "lat": None, **_touched(move)}
        for move, words in zip(moves, move_texts(moves, plan), strict=True)
    ]


def _touched(move: Move) -> Answer:
    match move:
        case MoveUnit(unit=unit, base=base):
            return {"edit": "move_unit", "unit": unit, "base": base}
        case CloseBase(base=base):
            return {"edit": "close_base", "base": base}
        case ReopenBase(base=base):
            return {"edit": "reopen_base", "base": base}
        case OpenBase(base=new):
            return {"edit": "open_base", "base": new.id, "lon": new.lon, "lat": new.lat}
        case PlaceBase(base=base, lon=lon, lat=lat):
            return {"edit": "place_base", "base": base, "lon": lon, "lat": lat}


def _sensitivity(theatre: Theatre, flips: Iterable[Flip]) -> Answer:
    flips = list(flips)
    rows = [
        {
            "id": theatre.sites.id[flip.site],
            "name": theatre.sites.name[flip.site],
            "people": people_at(theatre, flip.site),
            "when": list(flip.when),
        }
        for flip in flips
    ]
    return {
        "tried": list(WHAT_IF),
        "flips": rows,
        "people": int(theatre.sites.people[[flip.site for flip in flips]].sum()),
    }
