# SPDX-License-Identifier: GPL-3.0-or-later
"""The answer in a sentence or two: what a commander hears first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from gisplanner.analysis import Analysis, Flip
from gisplanner.change import CUT_OFF, FASTER, GAINED, LOST, RECONNECTED, SLOWER, Change
from gisplanner.coverage import STATUSES, UNKNOWN, WITHIN, Bools
from gisplanner.plan import CloseBase, Move, MoveUnit, OpenBase, PlaceBase, Plan, ReopenBase
from gisplanner.wording import STATUS_WORDS, counted, minute_text, minutes, number, position_text

SEVERAL = {
    MoveUnit: "unit moves",
    CloseBase: "bases close",
    ReopenBase: "bases reopen",
    OpenBase: "bases open",
    PlaceBase: "bases move",
}
"""Edits of one kind where there are several; each of them by name would keep the reader from who is lost."""
OTHERWISE = {
    GAINED: "come within it",
    CUT_OFF: "outside it can no longer be reached at all",
    RECONNECTED: "outside it can be reached again",
}


def coverage_verdict(analysis: Analysis, flips: Sequence[Flip] | None) -> str:
    """How many of the people listed are within standard, one call at a time and all at once."""
    sites, coverage = analysis.theatre.sites, analysis.coverage
    within = coverage.status == WITHIN
    listed, people = int(sites.people.sum()), int(sites.people[within].sum())
    share = f" ({100 * people / listed:.0f} %)" if listed else ""
    at_once = number(int(sites.people[coverage.simultaneous].sum()))
    alone = f"{number(people)} of {number(listed)} people listed{share} are within standard when each site calls alone"
    parts = [
        f"{alone}, {at_once} when all call at once",
        *_unknown(analysis),
        f"{number(int(sites.people[coverage.sole].sum()))} hang on one base",
    ]
    unknown = int((~sites.people_known).sum())
    if unknown:
        parts.append(f"{counted(unknown, 'site')} of unknown headcount {_is(unknown)} not in these figures")
    return _sentence(parts, flips, analysis.plan)


def redeploy_verdict(
    before: Analysis, after: Analysis, change: Change, moves: Sequence[Move], flips: Sequence[Flip] | None
) -> str:
    """Who falls out of standard by the redeployment, who comes in, who can no longer be reached at all."""
    parts = [_lost(after, change)]
    if change.sites_of(LOST):
        parts.append(_worst(before, after, change))
    parts += [
        f"{_people_and_places(after, change, change.kind == kind)} {text}"
        for kind, text in OTHERWISE.items()
        if change.sites_of(kind)
    ]
    if change.unclear.any():
        places = _people_and_places(after, change, change.unclear)
        parts.append(f"whether anything changes for {places} is not known, for want of a unit's strength")
    parts += [_at_once(before, after), *_unknown(after)]
    start = f"{_moves_text(moves, before.plan)}: " if moves else ""
    return start + _sentence(parts, flips, after.plan, " before or after")


def move_texts(moves: Sequence[Move], plan: Plan) -> list[str]:
    """Edits in words, each as it finds the plan that those before it have left."""
    texts = []
    for move in moves:
        texts.append(_move_text(move, plan))
        plan, _ = plan.apply([move])
    return texts


def _moves_text(moves: Sequence[Move], plan: Plan) -> str:
    """Edits in few words: the only one of its kind by name, several by their number."""
    texts = move_texts(moves, plan)
    kinds = Counter(type(move) for move in moves)
    shown = {
        kind: next(text for move, text in zip(moves, texts, strict=True) if type(move) is kind)
        if count == 1
        else f"{number(count)} {SEVERAL[kind]}"
        for kind, count in kinds.items()
    }
    return "; ".join(shown.values())


def _move_text(move: Move, plan: Plan) -> str:
    names = {base.id: base.name for base in plan.bases}
    match move:
        case MoveUnit(unit=unit_id, base=target):
            unit = plan.unit(unit_id)
            start = names.get(unit.base or "", "no base")
            return f"{unit.name} moves from {start} to {names.get(target or '', 'no base')}"
        case CloseBase(base=base):
            return f"{names[base]} closes"
        case ReopenBase(base=base):
            return f"{names[base]} reopens"
        case OpenBase(base=opened):
            return f"{opened.name} opens at {position_text(opened.lon, opened.lat)}"
        case PlaceBase(base=base, lon=lon, lat=lat):
            return f"{names[base]} moves to {position_text(lon, lat)}"


def _lost(after: Analysis, change: Change) -> str:
    """Who falls out of standard; where nobody does and nobody comes in, who waits longer all the same."""
    if change.sites_of(LOST):
        return f"{_people_and_places(after, change, change.kind == LOST)} fall out of standard"
    if change.sites_of(GAINED):
        return "no site falls out of standard"
    slower, faster = (change.sites_of(kind) for kind in (SLOWER, FASTER))
    others = f", {number(slower)} are reached later and {number(faster)} sooner" if slower or faster else ""
    return f"no site falls out of standard or comes within it{others}"


def _people_and_places(after: Analysis, change: Change, rows: Bools) -> str:
    """People and places that these are; places whose headcount nobody knows are named apart."""
    unknown = int((rows & ~after.theatre.sites.people_known).sum())
    text = f"{number(int(change.people[rows].sum()))} people in {counted(int(rows.sum()), 'place')}"
    return f"{text} ({unknown} of unknown headcount)" if unknown else text


def _worst(before: Analysis, after: Analysis, change: Change) -> str:
    """The lost place with most people and its minutes; unknown headcounts stand first."""
    sites = after.theatre.sites
    rows = np.flatnonzero(change.kind == LOST).tolist()
    row = min(rows, key=lambda n: (bool(sites.people_known[n]), -int(sites.people[n]), sites.id[n]))
    was, now = (minutes(one.coverage.response_ms[row]) for one in (before, after))
    people = f"{number(int(sites.people[row]))} people" if sites.people_known[row] else "headcount unknown"
    status = STATUSES[after.coverage.status[row]]
    step = f"{minute_text(was)} -> {minute_text(now)} min"
    if now is None:
        step = f"{minute_text(was)} min -> {STATUS_WORDS[status]}"
    in_time_but = f", {STATUS_WORDS[status]}" if now is not None and status in {"under_strength", "unknown"} else ""
    return f"first among them {sites.name[row]} ({people}), {step}{in_time_but}"


def _at_once(before: Analysis, after: Analysis) -> str:
    """What remains when no team can be in two places."""
    was, now = (int(one.theatre.sites.people[one.coverage.simultaneous].sum()) for one in (before, after))
    if was == now:
        return f"when all call at once {number(now)} people are within it, as before"
    return f"when all call at once {number(was)} -> {number(now)} people are within it"


def _unknown(analysis: Analysis) -> list[str]:
    """Who may be within standard or not, because a base's strength is not known."""
    rows = analysis.coverage.status == UNKNOWN
    if not rows.any():
        return []
    people = number(int(analysis.theatre.sites.people[rows].sum()))
    places = counted(int(rows.sum()), "place")
    return [f"{people} people in {places} unknown (base strength not given)"]


def _sentence(parts: list[str], flips: Sequence[Flip] | None, plan: Plan, when: str = "") -> str:
    if flips is None:
        parts.append("not yet tried on other assumptions")
    else:
        hang = "hangs" if len(flips) == 1 else "hang"
        parts.append(f"{counted(len(flips), 'site')} {hang} on the assumptions{when if flips else ''}")
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
