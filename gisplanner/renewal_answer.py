# SPDX-License-Identifier: GPL-3.0-or-later
"""What newer lists change, in a sentence and as an answer; keys as docs/answers.schema.json says."""

from __future__ import annotations

from gisplanner.analysis import Analysis
from gisplanner.coverage import STATUSES
from gisplanner.renewal import STEPS, Restatement, SiteStep
from gisplanner.report import Answer, head, totals
from gisplanner.report_rows import people_at
from gisplanner.rounds import Entry, Round
from gisplanner.sites import SITE_KIND
from gisplanner.wording import counted, minutes, number

LIST_NAMES = {"settlements": "Settlements", "idp_sites": "IDP sites"}
STEP_TEXTS = {
    "lost": "fall out of standard",
    "gone_within": "that were within it are gone from the list",
    "gained": "come within it",
    "new_within": "within it are new",
}
WORDS = {"new": "new", "gone": "gone", "grown": "grown", "shrunk": "shrunk", "unknown": "of unknown headcount"}
"""In the order they are read out."""


def renewal_answer(found: Restatement, course: str | None = None) -> Answer:
    """What newer lists change.

    Parameters
    ----------
    found : Restatement
    course : str, optional
        The course of action answered for; None = the baseline.
    """
    after = found.after
    noticed = [*found.renewal.after.findings, *after.findings]
    return {
        **head(after.theatre, after.plan, after.conditions, noticed, course),
        "verdict": renewal_verdict(found),
        "lists": [_list(one) for one in found.renewal.rounds],
        "before": totals(found.before),
        "after": totals(after),
        "change": {step: dict(zip(("sites", "people"), found.steps[step], strict=True)) for step in STEPS},
        "sites": [_site(found, one, entry) for one in found.renewal.rounds for entry in one.entries],
    }


def renewal_verdict(found: Restatement) -> str:
    """What is new, gone, grown and shrunk, and who falls out of standard or comes within it."""
    within = [totals(one)["within"] for one in (found.before, found.after)]
    parts = [*(_list_text(one) for one in found.renewal.rounds), _step_text(found)]
    parts.append(f"{number(within[0])} -> {number(within[1])} people are within standard when each site calls alone")
    return "; ".join(parts) + "."


def statuses_of(found: Restatement, one: Round, entry: Entry) -> tuple[str | None, str | None]:
    """Status of a site before and after; None where it is not listed, or lies outside the mission area."""
    step = found.sites.get((one.kind, entry.id), SiteStep(None, None))
    return _status(found.before, step.before), _status(found.after, step.after)


def _list_text(one: Round) -> str:
    counts = [
        f"{number(one.tallies[change].sites)} {word}" for change, word in WORDS.items() if one.tallies[change].sites
    ]
    sites = f"{number(len(one.before.table))} -> {counted(len(one.after.table), 'site')}"
    people = f"{number(one.total.before)} -> {number(one.total.after)} people listed"
    refused = [entry for entry in one.entries if entry.change == "gone" and entry.refused_row is not None]
    if refused:
        people_refused = number(sum(entry.before or 0 for entry in refused))
        counts.append(
            f"{number(len(refused))} of the gone, {people_refused} people, seem to be rows that were rejected"
        )
    lapsed = one.tallies["unknown"].before
    if lapsed:
        counts.append(f"{number(lapsed)} people of the older list are at sites of which the newer has no headcount")
    return f"{LIST_NAMES[one.kind]}: {sites}, {people} ({', '.join(counts) or 'nothing changes'})"


def _step_text(found: Restatement) -> str:
    texts = []
    for step, text in STEP_TEXTS.items():
        sites, people = found.steps[step]
        if sites:
            texts.append(f"{number(people)} people in {counted(sites, 'place')} {text}")
    return ", ".join(texts) or "no site that stays falls out of standard or comes within it"


def _list(one: Round) -> Answer:
    layer = one.after
    return {
        "kind": one.kind,
        "source": layer.source,
        "date": layer.date,
        "rows": {"in": layer.rows_in, "accepted": layer.rows_in - layer.rejected, "rejected": layer.rejected},
        "before_source": one.before.source,
        "before_date": one.before.date,
        "sites_before": len(one.before.table),
        "sites_after": len(layer.table),
        "people_before": one.total.before,
        "people_after": one.total.after,
        "change": {
            change: {"sites": tally.sites, "people_before": tally.before, "people_after": tally.after}
            for change, tally in one.tallies.items()
        },
    }


def _site(found: Restatement, one: Round, entry: Entry) -> Answer:
    step = found.sites.get((one.kind, entry.id), SiteStep(None, None))
    before, after = statuses_of(found, one, entry)
    return {
        "id": entry.id,
        "name": entry.name,
        "kind": SITE_KIND[one.kind],
        "change": entry.change,
        "matched": entry.matched,
        "before_name": entry.old_name,
        "moved_km": round(entry.moved_m / 1000, 1) or None,
        "carried": list(entry.carried),
        "rejected_row": entry.refused_row,
        "listed_before": entry.before,
        "listed_after": entry.after,
        "before_people": None if step.before is None else people_at(found.before.theatre, step.before),
        "after_people": None if step.after is None else people_at(found.after.theatre, step.after),
        "before_status": before,
        "after_status": after,
        "before_min": _minutes(found.before, step.before),
        "after_min": _minutes(found.after, step.after),
    }


def _status(analysis: Analysis, site: int | None) -> str | None:
    return None if site is None else STATUSES[analysis.coverage.status[site]]


def _minutes(analysis: Analysis, site: int | None) -> float | None:
    return None if site is None else minutes(analysis.coverage.response_ms[site])
