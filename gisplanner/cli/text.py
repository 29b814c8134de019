# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers as they are read in a terminal: the verdict, then the losses, then tables; within 100 columns."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gisplanner.planfile import PlanFile
from gisplanner.report import VERSION, Answer, ground
from gisplanner.wording import REASONS, STATUS_WORDS, counted, minute_text, number
from layers.findings import Finding, Severity

WIDTH = 100
MOST_ROWS = 25
WIDEST_CELL = 48
MOST_FINDINGS = 12
CHANGE_WORDS = {
    "lost": "out of standard",
    "gained": "into standard",
    "cut_off": "cut off",
    "reconnected": "reconnected",
    "slower": "slower",
    "faster": "faster",
    "same": "same",
}

Row = Sequence[str]


def coverage_lines(answer: Answer, *, quiet: bool) -> str:
    """Coverage: verdict, people by status, bases, sites that are not within standard."""
    if quiet:
        return _wrapped(answer["verdict"])
    totals = answer["totals"]
    people = [(word, number(totals[status]), number(totals["sites"][status])) for status, word in STATUS_WORDS.items()]
    people.append(("all listed", number(totals["people"]), number(sum(totals["sites"].values()))))
    outside = sorted(
        (row for row in answer["sites"] if row["status"] != "within"),
        key=lambda row: (row["people"] is not None, -(row["people"] or 0), row["id"]),
    )
    parts = [
        _wrapped(answer["verdict"]),
        _table(("status", "people", "sites"), people, "<>>"),
        f"Hanging on one base: {number(totals['sole'])} people.",
        f"Served when all call at once: {number(totals['simultaneous_people'])} people.",
        "Sites out of standard, most people first",
        _site_table(outside, answer),
        "Bases (several may be critical for one site)",
        _base_table(answer),
    ]
    if answer["clusters"]:
        parts += ["Bases within 10 km of each other, taken as one", _cluster_table(answer)]
    return _joined([*parts, *_foot(answer)])


def redeploy_lines(answer: Answer, *, quiet: bool) -> str:
    """Redeployment: verdict, what changes, before and after, who loses."""
    if quiet:
        return _wrapped(answer["verdict"])
    before, after = answer["before"], answer["after"]
    rows = [
        (word, number(before[status]), number(after[status]), f"{after[status] - before[status]:+,}")
        for status, word in STATUS_WORDS.items()
    ]
    rows += [
        (word, number(before[key]), number(after[key]), f"{after[key] - before[key]:+,}")
        for key, word in (("sole", "on one base"), ("simultaneous_people", "served at once"))
    ]
    changes = [
        (CHANGE_WORDS[kind], number(of["people"]), number(of["sites"]))
        for kind, of in answer["change"].items()
        if of["sites"] and kind != "same"
    ]
    areas = [
        (
            area["name"] or "in no area",
            number(area["people_lost"]),
            number(area["people_gained"]),
            f"{area['km2_lost']:,.0f}",
            f"{area['km2_gained']:,.0f}",
        )
        for area in answer["areas"]
        if area["people_lost"] or area["people_gained"] or area["km2_lost"] or area["km2_gained"]
    ]
    parts = [_wrapped(answer["verdict"]), "\n".join(f"  - {edit}" for edit in answer["edits"])]
    parts += [
        _table(("change", "people", "sites"), changes, "<>>") if changes else "No site changes.",
        _changed_table(answer),
    ]
    parts.append(_table(("people", "before", "after", "difference"), rows, "<>>>"))
    if areas:
        parts.append(_table(("area", "people lost", "gained", "km2 lost", "gained"), areas, "<>>>>"))
    return _joined([*parts, *_foot(answer)])


def reach_lines(answer: Answer, *, quiet: bool) -> str:
    """Patrol reach: how far, over which roads, to whom."""
    kind = answer["patrol"].upper()
    if answer["reason"]:
        return _wrapped(f"{answer['unit']} cannot go on a {kind}: {REASONS[answer['reason']]}.")
    people = sum(row["people"] or 0 for row in answer["sites"])
    times = f"{minute_text(answer['duration_min'])} min, {minute_text(answer['on_task_min'])} of them on task"
    sites = f"{counted(len(answer['sites']), 'site')} with {number(people)} people listed"
    ground_km2 = f"{answer['km2']:,.0f} km2"
    head = _wrapped(f"A {kind} of {answer['unit']} ({times}) reaches and returns from {sites}, and {ground_km2}.")
    if quiet:
        return head
    roads = [(name, f"{km:,.1f}") for name, km in answer["road_km"].items()]
    nearest = sorted(answer["sites"], key=lambda row: (row["out_min"], row["id"]))
    rows = [
        (row["name"], _people(row["people"]), minute_text(row["out_min"]), minute_text(row["back_min"]))
        for row in nearest[:MOST_ROWS]
    ]
    parts = [
        head,
        _table(("road class", "km"), roads, "<>"),
        _table(("site", "people", "out min", "back min"), rows, "<>>>"),
    ]
    return _joined([*parts, *_more(len(nearest)), *_foot(answer)])


def check_lines(answer: Answer) -> str:
    """Findings about a file."""
    rows = answer["rows"]
    taken = f"{number(rows['accepted'])} accepted, {number(rows['rejected'])} rejected"
    head = f"{answer['file']} as {answer['kind']}: {counted(rows['in'], 'row')}, {taken}."
    return _joined([head, findings_lines(answer["findings"], most=None)])


def new_answer(file: PlanFile) -> Answer:
    """What `new` says as JSON."""
    return {
        "version": VERSION,
        "plan": {"name": file.plan.name, "digest": file.plan.digest, "theatre_digest": file.theatre.digest},
        "ground": ground(file.theatre, file.plan),
        "findings": [finding.as_dict() for finding in (*file.findings, *file.theatre.gathered.findings)],
    }


def new_lines(path: Path, file: PlanFile, *, quiet: bool) -> str:
    """What `new` says in words."""
    answer = new_answer(file)
    head = f"Written: {path}: {counted(len(file.plan.bases), 'base')}, {counted(len(file.plan.units), 'unit')}."
    if quiet:
        return head
    return _joined([head, _ground_line(answer), findings_lines(answer["findings"], most=None)])


def demo_lines(files: Mapping[str, Path]) -> str:
    """Where the demo's files lie."""
    return "\n".join(["The files lie here:", *(f"  {path.resolve()}" for path in files.values())])


def errors_in(findings: Iterable[Finding]) -> int:
    """How many findings are errors."""
    return sum(finding.severity is Severity.ERROR for finding in findings)


def findings_lines(findings: Sequence[Mapping[str, Any]], *, most: int | None = MOST_FINDINGS) -> str:
    """Findings, errors first; `most` of them, the rest counted."""
    if not findings:
        return "No findings."
    order = [str(severity) for severity in Severity]
    ranked = sorted(findings, key=lambda row: order.index(row["severity"]))
    counts = Counter(row["severity"] for row in findings)
    head = "Findings: " + ", ".join(counted(counts[name], name) for name in order if counts[name])
    shown = [(row, 0) for row in ranked] if most is None else _one_each(ranked)
    lines = [head, *(_finding_line(row, alike) for row, alike in shown[:most])]
    if len(shown) > len(lines) - 1 or len(shown) < len(ranked):
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
    return textwrap.fill(text, WIDTH, initial_indent="  ", subsequent_indent="      ")


def _foot(answer: Answer) -> list[str]:
    """What stands below every answer: ground, assumptions, what hangs on them, findings."""
    parts = [_ground_line(answer), _assumption_line(answer)]
    if "sensitivity" in answer:
        parts.append(_flip_line(answer["sensitivity"]))
    return [*parts, findings_lines(answer["findings"])]


def _ground_line(answer: Answer) -> str:
    of = answer["ground"]
    dates = ", ".join(f"{layer['kind']} {layer['date'] or 'undated'}" for layer in of["layers"])
    excluded = f"{counted(of['excluded_sites'], 'site')} with {number(of['excluded_people'])} people"
    parts = [
        f"{number(of['people'])} people listed at {counted(of['sites'], 'site')}",
        f"{counted(of['sites_people_unknown'], 'site')} of unknown headcount",
        f"{excluded} outside the mission area excluded",
        f"{counted(of['rejected_rows'], 'row')} rejected",
        f"{counted(of['possible_double'], 'site')} possibly counted twice",
    ]
    return _wrapped(f"Ground: {'; '.join(parts)}. Layers: {dates}.")


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
        f"teams of {asked['team_size']}, ready share {asked['ready_share']:g}",
    ]
    return _wrapped(f"Assumed: {'; '.join([*parts, f'changed: {changed}'] if changed else parts)}.")


def _flip_line(sensitivity: Mapping[str, Any]) -> str:
    flips = sensitivity["flips"]
    names = ", ".join(row["name"] for row in sorted(flips, key=lambda row: -(row["people"] or 0))[:5])
    verb = "hangs" if len(flips) == 1 else "hang"
    text = f"{counted(len(flips), 'site')} {verb} on the assumptions ({number(sensitivity['people'])} people)"
    tried = "their status differs at speeds x 0.75 or x 1.25, or with an alert 30 min later"
    return _wrapped(f"{text}: {tried}; first {names}." if flips else f"{text}.")


def _site_table(rows: Sequence[Mapping[str, Any]], answer: Answer) -> str:
    names = {base["id"]: base["name"] for base in answer["bases"]}
    cells = [
        (
            row["name"],
            _people(row["people"]),
            STATUS_WORDS[row["status"]],
            minute_text(row["response_min"]),
            minute_text(row["standard_min"]),
            names.get(row["base"] or "", "-") if row["reason"] is None else REASONS[row["reason"]],
        )
        for row in rows[:MOST_ROWS]
    ]
    table = _table(("site", "people", "status", "min", "of", "answered by, or why not"), cells, "<><>><")
    return "\n".join([table, *_more(len(rows))])


def _changed_table(answer: Answer) -> str:
    cells = [
        (
            row["name"],
            _people(row["people"]),
            CHANGE_WORDS[row["change"]],
            f"{minute_text(row['before_min'])} -> {minute_text(row['after_min'])}",
            f"{row['before_base_name'] or '-'} -> {row['after_base_name'] or '-'}"
            if row["reason"] is None
            else REASONS[row["reason"]],
        )
        for row in answer["sites"][:MOST_ROWS]
    ]
    if not cells:
        return ""
    table = _table(("site", "people", "change", "minutes", "answered by, or why not"), cells, "<><><")
    return "\n".join([table, *_more(len(answer["sites"]))])


def _base_table(answer: Answer) -> str:
    cells = [
        (
            base["name"] if base["open"] else f"{base['name']} (closed)",
            base["kind"],
            *("unknown" if base[key] is None else number(base[key]) for key in ("strength", "guard", "teams")),
            number(base["answers_first"]["people"]),
            number(base["critical"]["people"]),
        )
        for base in answer["bases"]
    ]
    return _table(("base", "kind", "strength", "guard", "teams", "answers first", "critical for"), cells, "<<>>>>>")


def _cluster_table(answer: Answer) -> str:
    names = {base["id"]: base["name"] for base in answer["bases"]}
    cells = [
        (" + ".join(names[base] for base in one["bases"]), number(one["critical"]["people"]))
        for one in answer["clusters"]
    ]
    return _table(("bases", "critical for"), cells, "<>")


def _people(people: int | None) -> str:
    return "unknown" if people is None else number(people)


def _more(rows: int) -> list[str]:
    return [f"... and {number(rows - MOST_ROWS)} more; --json lists them all"] if rows > MOST_ROWS else []


def _table(heads: Row, rows: Sequence[Row], sides: str) -> str:
    """Columns as wide as their cells; `sides` says < or > for each."""
    cut = [
        [cell if len(cell) <= WIDEST_CELL else f"{cell[: WIDEST_CELL - 1]}…" for cell in row] for row in (heads, *rows)
    ]
    widths = [max(len(row[at]) for row in cut) for at in range(len(heads))]
    lines = [
        "  ".join(f"{cell:{side}{width}}" for cell, side, width in zip(row, sides, widths, strict=True)).rstrip()
        for row in cut
    ]
    return "\n".join([lines[0], "-" * min(WIDTH, sum(widths) + 2 * len(widths) - 2), *lines[1:]])


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH)


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part)
