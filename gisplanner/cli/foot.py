# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands below every answer: its ground, its assumptions, what hangs on them, what was noticed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from gisplanner.cli.tables import wrapped
from gisplanner.report import Answer
from gisplanner.wording import counted, named, number
from layers.findings import Severity

MOST_FINDINGS = 12
ROWS = re.compile(r"\brows? \d")


def findings_lines(findings: Sequence[Mapping[str, Any]], *, most: int = MOST_FINDINGS, apart: bool = False) -> str:
    """Findings, errors first: how many, and the first `most`; those of one code are told once unless `apart`."""
    if not findings:
        return "No findings."
    order = [str(severity) for severity in Severity]
    ranked = sorted(findings, key=lambda row: order.index(row["severity"]))
    counts = Counter(row["severity"] for row in findings)
    head = "Findings: " + ", ".join(counted(counts[name], name) for name in order if counts[name])
    shown = [(row, 0) for row in ranked] if apart else _one_each(ranked)
    if any(row["file"] and ROWS.search(f"row {row['row']}" if row["row"] else row["reason"]) for row in findings):
        head = f"{head}. Rows are counted after the header: row 1 is the line below it."
    lines = [wrapped(head), *(_finding_line(row, alike) for row, alike in shown[:most])]
    if min(len(shown), most) < len(ranked):
        lines.append("  --json lists them all")
    return "\n".join(lines)


def _one_each(ranked: Sequence[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], int]]:
    """The first finding of every code, with how many more there are like it."""
    counts = Counter(row["code"] for row in ranked)
    first = {row["code"]: row for row in reversed(ranked)}
    return [(first[code], counts[code] - 1) for code in dict.fromkeys(row["code"] for row in ranked)]


def _finding_line(row: Mapping[str, Any], alike: int) -> str:
    where = [row["file"] or row["layer"], f"row {row['row']}" if row["row"] else None, row["column"]]
    place = ", ".join(part for part in where if part)
    value = f" [{row['value']}]" if row["value"] else ""
    more = f" (and {number(alike)} more like it)" if alike else ""
    start = f"{row['severity']}: {place}{value}: " if place else f"{row['severity']}: "
    text = f"{start}{row['reason']} {row['remedy']}{more}"
    return wrapped(text, first="  ", others="      ")


def foot(answer: Answer) -> list[str]:
    """What stands below every answer: ground, assumptions, what hangs on them, findings."""
    parts = [ground_line(answer), _assumption_line(answer)]
    if "sensitivity" in answer:
        parts.append(_flip_line(answer["sensitivity"], " before or after" if "before" in answer else ""))
    return [*parts, findings_lines(answer["findings"])]


def ground_line(answer: Answer) -> str:
    """Sites and people listed, what is not in them, and how old each layer is."""
    of = answer["ground"]
    dates = ", ".join(f"{layer['kind']} {layer['date'] or 'undated'}" for layer in of["layers"])
    unknown = f"{number(of['excluded_people_unknown'])} of unknown headcount"
    excluded = f"{counted(of['excluded_sites'], 'site')} with {number(of['excluded_people'])} people ({unknown})"
    parts = [
        f"{number(of['people'])} people listed at {counted(of['sites'], 'site')}",
        f"{counted(of['sites_people_unknown'], 'site')} of unknown headcount",
        f"{excluded} outside the mission area excluded",
        f"{counted(of['rejected_rows'], 'row')} rejected",
        f"{counted(of['possible_double'], 'site')} possibly counted twice",
    ]
    return wrapped(f"Ground: {'; '.join(parts)}. Layers: {dates}.")


def _assumption_line(answer: Answer) -> str:
    asked = answer["conditions"]
    alert, decision = asked["alert"], asked["decision"]
    standards = ", ".join(f"{kind} {value:g}" for kind, value in asked["standards"].items())
    changed = ", ".join(f"{row['key']}={row['value']:g}" for row in asked["changed"])
    parts = [
        f"{asked['season']} season, {'night' if asked['night'] else 'day'}, means {asked['means'] or 'of each unit'}",
        f"standards in min: {standards}",
        f"alert {alert['with_liaison']:g} min with liaison, {alert['without_liaison']:g} without",
        f"decision {decision['with_liaison']:g} and {decision['without_liaison']:g}",
        f"standing team {asked['standing_notice_min']:g} min",
        f"in force: {named([one['name'] for one in asked['closures']], 'closure')}",
        f"teams of {asked['team_size']}, ready share {asked['ready_share']:g}",
    ]
    return wrapped(f"Assumed: {'; '.join([*parts, f'changed: {changed}'] if changed else parts)}.")


def _flip_line(sensitivity: Mapping[str, Any], when: str) -> str:
    flips = sensitivity["flips"]
    names = ", ".join(row["name"] for row in sorted(flips, key=lambda row: -(row["people"] or 0))[:5])
    verb = "hangs" if len(flips) == 1 else "hang"
    text = f"{counted(len(flips), 'site')} {verb} on the assumptions{when} ({number(sensitivity['people'])} people)"
    tried = "their status differs at speeds x 0.75 or x 1.25, or with an alert 30 min later"
    return wrapped(f"{text}: {tried}; first {names}." if flips else f"{text}.")
