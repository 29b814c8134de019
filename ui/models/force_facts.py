# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of one base or unit, line by line; figures are those of the answer shown."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from gisplanner.assumptions import defaults
from gisplanner.forces import Base, BaseOutput, Unit
from gisplanner.mobility import MS_PER_MIN
from gisplanner.plan import Plan
from ui.messages import minutes_text, tr
from ui.models.force_words import base_kind_long_text, means_text, readiness, strength_text, unit_kind_text
from ui.workspace import Workspace

Facts = list[tuple[str, str]]
"""Label and text of every line."""


def base_facts(workspace: Workspace, base: Base) -> Facts:
    """Facts of a base of the disposition."""
    shown = workspace.shown
    outputs = {} if shown is None else {output.base: output for output in shown.after.outputs}
    output = outputs.get(base.id)
    ready = readiness(base, output)
    facts = [
        (tr("Status"), f"{ready.sign} {ready.text}"),
        (tr("Kind"), base_kind_long_text(base.kind)),
        (tr("Contingent"), base.contingent or tr("not stated")),
        (tr("Opened"), base.opened or tr("not stated")),
    ]
    if output is not None and base.open:
        facts += _output_facts(workspace.session.disposition, base, output)
        facts += _coverage_facts(workspace, base)
    return facts


def unit_facts(workspace: Workspace, unit: Unit) -> Facts:
    """Facts of a unit of the disposition."""
    plan = workspace.session.disposition
    base = next((base for base in plan.bases if base.id == unit.base), None)
    where = tr("no base") if base is None else base.name
    facts = [
        (tr("Kind"), unit_kind_text(unit.kind)),
        (tr("Contingent"), unit.contingent or tr("not stated")),
        (tr("Base"), where if base is None or base.open else tr("{base} (closed)").format(base=where)),
        (tr("Strength"), strength_text(unit)),
        (tr("Support"), _support(unit, plan)),
        (tr("Means"), means_text(unit.means)),
        (tr("Notice to move"), _notice(unit, plan)),
        (tr("Night moves"), tr("yes") if unit.night_moves else tr("no (caveat)")),
    ]
    shown = workspace.shown
    if shown is not None:
        teams = sum(team.unit == unit.id for output in shown.after.outputs for team in output.teams)
        facts.append((tr("Teams"), f"{teams:,}" if unit.strength is not None or teams else tr("unknown")))
    return facts


def _output_facts(plan: Plan, base: Base, output: BaseOutput) -> Facts:
    def count(value: int) -> str:
        return tr("unknown") if output.unknown else f"{value:,}"

    return [
        (tr("Strength"), count(output.strength)),
        (tr("Guard"), f"{count(output.guard)} {_guard_source(plan, base)}"),
        (tr("Support"), count(output.support)),
        (tr("Deployable"), count(output.deployable)),
        (tr("Teams"), count(len(output.teams))),
        (tr("Notice to move"), _notices(output)),
    ]


def _guard_source(plan: Plan, base: Base) -> str:
    if base.guard is not None:
        return tr("(needs {count}, set for this base)").format(count=base.guard)
    key = f"guard.{base.kind}"
    changed = key in dict(plan.assumptions.changed)
    source = tr("set in the plan") if changed else defaults()[key].source
    return tr("(needs {count}: {source})").format(count=f"{plan.assumptions[key]:g}", source=source)


def _notices(output: BaseOutput) -> str:
    """How soon its teams roll, the earliest first: ``1 team 15 min, 7 teams 60 min``."""
    if not output.teams:
        return tr("unknown") if output.unknown else tr("no team")
    counted = Counter(team.notice_ms for team in output.teams)
    return ", ".join(
        tr("{count} x {minutes} min").format(count=counted[notice], minutes=minutes_text(notice / MS_PER_MIN))
        for notice in sorted(counted)
    )


def _coverage_facts(workspace: Workspace, base: Base) -> Facts:
    shown = workspace.shown
    number = None
    if shown is not None:
        number = next((n for n, one in enumerate(shown.after.plan.bases) if one.id == base.id), None)
    if shown is None or number is None:
        return []
    coverage = shown.after.coverage
    return [
        (tr("Answers first"), _reached(workspace, coverage.base == number)),
        (tr("Critical for"), _reached(workspace, coverage.critical[number])),
    ]


def _reached(workspace: Workspace, mask: NDArray[np.bool_]) -> str:
    sites = workspace.session.theatre.sites
    count = int(mask.sum())
    if count == 0:
        return tr("no site")
    people = tr("{people} people in {sites} sites").format(
        people=f"{int(sites.people[mask].sum()):,}", sites=f"{count:,}"
    )
    unknown = int((mask & ~sites.people_known).sum())
    return (
        people
        if unknown == 0
        else tr("{people}, {unknown} of unknown headcount").format(people=people, unknown=unknown)
    )


def _support(unit: Unit, plan: Plan) -> str:
    if unit.strength is None:
        return tr("unknown")
    count = f"{unit.support(unit.strength, plan.assumptions):,}"
    return count if unit.support_share is None else tr("{count} (share set for this unit)").format(count=count)


def _notice(unit: Unit, plan: Plan) -> str:
    minutes = minutes_text(unit.notice_ms(plan.assumptions) / MS_PER_MIN)
    if unit.notice_min is not None:
        return tr("{minutes} min (set for this unit)").format(minutes=minutes)
    return tr("{minutes} min; a base's first team {first} min").format(
        minutes=minutes, first=minutes_text(plan.assumptions["notice.standing"])
    )
