# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of the answers: sites, bases, sites that change; keys as docs/answers.schema.json says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gisplanner.analysis import Analysis
from gisplanner.change import CHANGES, SAME, Change
from gisplanner.coverage import STATUSES
from gisplanner.plan import Plan
from gisplanner.report_head import Answer
from gisplanner.theatre import Theatre
from gisplanner.wording import minutes


def people_at(theatre: Theatre, row: int) -> int | None:
    """People counted at a site; None where nobody knows."""
    return int(theatre.sites.people[row]) if theatre.sites.people_known[row] else None


def people_listed_at(theatre: Theatre, row: int) -> int | None:
    """People listed in a site's own row, wherever they are counted; None where nobody knows."""
    return int(theatre.sites.people_listed[row]) if theatre.sites.people_known[row] else None


def _base_id(plan: Plan, number: int) -> str | None:
    return None if number < 0 else plan.bases[number].id


def _base_name(plan: Plan, number: int) -> str | None:
    return None if number < 0 else plan.bases[number].name


def site_rows(analysis: Analysis) -> list[Answer]:
    """Every site: its status and why, its response part by part, its backup."""
    return [_site(analysis, row, area) for row, area in enumerate(_area(analysis.theatre))]


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
        "people": people_at(analysis.theatre, row),
        "people_listed": people_listed_at(analysis.theatre, row),
        "included_in": None if sites.counts[row] else sites.included_in[row],
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
    return [ids[row] if row >= 0 else None for row in theatre.site_area.tolist()]


Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Tallies:
    """Sites, and people in them, by base; each array has a first axis of 2, ``[sites, people]``.

    Attributes
    ----------
    first : int64 array, shape (2, bases)
        Where it answers first.
    critical : int64 array, shape (2, bases)
        Within standard, and not without it; figures of several bases may overlap.
    next : int64 array, shape (2, bases, bases + 1)
        Where it answers first, by who would without it: nobody in column 0, base n in column n + 1.
    clusters : int64 array, shape (2, clusters)
        `critical` of clusters.
    """

    first: Counts
    critical: Counts
    next: Counts
    clusters: Counts


def tallies(analysis: Analysis) -> Tallies:
    """What every base answers first and is critical for, and who would be next."""
    coverage, bases = analysis.coverage, len(analysis.plan.bases)
    # people are integers far below 2**53: products of floats are exact, and faster than those of integers
    each = np.stack([np.ones(len(analysis.theatre.sites)), analysis.theatre.sites.people])
    answered = np.flatnonzero(coverage.base >= 0)
    pair = coverage.base[answered] * (bases + 1) + coverage.next_base[answered] + 1
    after = np.stack([np.bincount(pair, one[answered], bases * (bases + 1)) for one in each])
    after = after.reshape(2, bases, bases + 1).astype(np.int64)
    clusters = np.array([cluster.critical for cluster in analysis.clusters], dtype=np.float64)
    return Tallies(
        first=after.sum(axis=2),
        critical=(each @ coverage.critical.T.astype(np.float64)).astype(np.int64),
        next=after,
        clusters=(each @ clusters.reshape(-1, each.shape[1]).T).astype(np.int64),
    )


def _counted(counts: Counts) -> Answer:
    return {"sites": int(counts[0]), "people": int(counts[1])}


def base_rows(analysis: Analysis) -> list[Answer]:
    """What each base sends, answers first, and is critical for; critical figures of several bases may overlap."""
    counted = tallies(analysis)
    rows = []
    for number, (base, output) in enumerate(zip(analysis.plan.bases, analysis.outputs, strict=True)):
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
                "answers_first": _counted(counted.first[:, number]),
                "critical": _counted(counted.critical[:, number]),
                "next": _next(analysis.plan, counted.next[:, number]),
            }
        )
    return rows


def _next(plan: Plan, after: Counts) -> list[Answer]:
    """Who would answer first at these sites without the base that does; most people first, nobody as null."""
    rows: list[Answer] = [
        {"base": _base_id(plan, number - 1), **_counted(after[:, number])}
        for number in np.flatnonzero(after[0]).tolist()
    ]
    return sorted(rows, key=lambda row: (-row["people"], row["base"] or ""))


def cluster_rows(analysis: Analysis) -> list[Answer]:
    """Bases near each other taken as one."""
    bases, critical = analysis.plan.bases, tallies(analysis).clusters
    return [
        {"bases": [bases[number].id for number in cluster.bases], "critical": _counted(critical[:, row])}
        for row, cluster in enumerate(analysis.clusters)
    ]


def changed_order(theatre: Theatre, change: Change) -> NDArray[np.int64]:
    """Sites whose answer changes, in the order of `changed_rows`."""
    sites = theatre.sites
    # sites stand by id, and the sort is stable
    order = np.lexsort((-sites.people, sites.people_known, change.kind))
    return np.asarray(order[change.kind[order] != SAME], dtype=np.int64)


def changed_rows(before: Analysis, after: Analysis, change: Change) -> list[Answer]:
    """Every site whose answer changes, losses first, unknown headcounts before all, then by people."""
    sites = after.theatre.sites
    return [
        {
            "id": sites.id[row],
            "name": sites.name[row],
            "kind": sites.kind[row],
            "people": people_at(after.theatre, row),
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
        for row in changed_order(after.theatre, change).tolist()
    ]
