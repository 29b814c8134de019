# SPDX-License-Identifier: GPL-3.0-or-later
"""The answer in a sentence or two: what a commander hears first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gisplanner.analysis import Analysis, Flip
from gisplanner.change import GAINED, LOST, Change
from gisplanner.coverage import WITHIN
from gisplanner.plan import CloseBase, Move, MoveUnit, OpenBase, PlaceBase, Plan, ReopenBase
from gisplanner.wording import counted, minute_text, minutes, number

LISTED = 3


def coverage_verdict(analysis: Analysis, flips: Sequence[Flip]) -> str:
    """How many of the people listed are within standard, one call at a time and all at once."""
    sites, coverage = analysis.theatre.sites, analysis.coverage
    within = coverage.status == WITHIN
    listed, people = int(sites.people.sum()), int(sites.people[within].sum())
    share = f" ({100 * people / listed:.0f} %)" if listed else ""
    at_once = number(int(sites.people[coverage.simultaneous].sum()))
    alone = f"{number(people)} of {number(listed)} people listed{share} are within standard when each site calls alone"
    parts = [
        f"{alone}, {at_once} when all call at once",
        f"{number(int(sites.people[coverage.sole].sum()))} hang on one base",
    ]
    unknown = int((~sites.people_known).sum())
    if unknown:
        parts.append(f"{counted(unknown, 'site')} of unknown headcount {_is(unknown)} not in these figures")
    return _sentence(parts, flips, analysis.plan)


def redeploy_verdict(
    before: Analysis, after: Analysis, change: Change, moves: Sequence[Move], flips: Sequence[Flip]
) -> str:
    """Who falls out of standard by the redeployment, and who comes in."""
    texts = [move_text(move, before.plan, after.plan) for move in moves]
    shown = "; ".join(texts[:LISTED]) + (
        f" and {counted(len(texts) - LISTED, 'more edit')}" if len(texts) > LISTED else ""
    )
    lost, gained = change.sites_of(LOST), change.sites_of(GAINED)
    start = f"{shown}: " if shown else ""
    if not lost and not gained:
        parts = [f"{start}no site falls out of standard or comes within it"]
    else:
        parts = [
            f"{start}{_people_and_places(after, change, LOST)} fall out of standard"
            if lost
            else f"{start}no site falls out of standard"
        ]
        if lost:
            parts.append(_worst(before, after, change))
        if gained:
            parts.append(f"{_people_and_places(after, change, GAINED)} come within it")
    return _sentence(parts, flips, after.plan)


def move_text(move: Move, before: Plan, after: Plan) -> str:
    """An edit in words."""
    names = {base.id: base.name for base in (*before.bases, *after.bases)}
    match move:
        case MoveUnit(unit=unit_id, base=target):
            unit = before.unit(unit_id)
            start = names.get(unit.base or "", "no base")
            return f"{unit.name} moves from {start} to {names.get(target or '', 'no base')}"
        case CloseBase(base=base):
            return f"{names[base]} closes"
        case ReopenBase(base=base):
            return f"{names[base]} reopens"
        case OpenBase(base=opened):
            return f"{opened.name} opens at {opened.lon:.4f}, {opened.lat:.4f}"
        case PlaceBase(base=base, lon=lon, lat=lat):
            return f"{names[base]} moves to {lon:.4f}, {lat:.4f}"


def _people_and_places(after: Analysis, change: Change, kind: int) -> str:
    """People and places of a change; places whose headcount nobody knows are named apart."""
    rows = change.kind == kind
    unknown = int((rows & ~after.theatre.sites.people_known).sum())
    text = f"{number(change.people_of(kind))} people in {counted(int(rows.sum()), 'place')}"
    return f"{text} ({unknown} of unknown headcount)" if unknown else text


def _worst(before: Analysis, after: Analysis, change: Change) -> str:
    """The lost place with most people and its minutes; unknown headcounts stand first."""
    sites = after.theatre.sites
    rows = np.flatnonzero(change.kind == LOST).tolist()
    row = min(rows, key=lambda n: (bool(sites.people_known[n]), -int(sites.people[n]), sites.id[n]))
    was, now = (minutes(one.coverage.response_ms[row]) for one in (before, after))
    people = f"{number(int(sites.people[row]))} people" if sites.people_known[row] else "headcount unknown"
    step = (
        f"{minute_text(was)} -> {minute_text(now)} min" if now is not None else f"{minute_text(was)} min -> unreachable"
    )
    return f"first among them {sites.name[row]} ({people}), {step}"


def _sentence(parts: list[str], flips: Sequence[Flip], plan: Plan) -> str:
    parts.append(f"{counted(len(flips), 'site')} {'hangs' if len(flips) == 1 else 'hang'} on the assumptions")
    unassigned = plan.unassigned()
    if unassigned:
        strengths = [unit.strength for unit in unassigned]
        known = sum(strength for strength in strengths if strength is not None)
        more = " or more" if None in strengths else ""
        noun = counted(len(unassigned), "unit")
        parts.append(
            f"{noun} ({number(known)} people{more}) {_is(len(unassigned))} unassigned and answer nothing"
            if len(unassigned) > 1
            else f"{noun} ({number(known)} people{more}) is unassigned and answers nothing"
        )
    return "; ".join(parts) + "."


def _is(count: int) -> str:
    return "is" if count == 1 else "are"
