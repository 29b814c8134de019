# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers as they are read in a terminal: the verdict, then the losses, then tables; as wide as `tables` allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gisplanner.cli.foot import findings_lines, foot, ground_line
from gisplanner.cli.tables import joined, table, wrapped
from gisplanner.report import Answer
from gisplanner.wording import REASONS, STATUS_WORDS, counted, minute_text, number

OWN_FIGURE = " A figure of its own, not to be added to the people listed."
MOST_SITES = 25
MOST_CHANGES = 50
MOST_FINDINGS = 50
TAKEN = ("accepted", "rejected")
FOUND_WORDS = {
    "said": "chosen by you",
    "remembered": "remembered",
    "tag": "by HXL tag",
    "name": "by its name",
    "synonym": "by a synonym",
    "several": "one of several",
}
CHANGE_WORDS = {
    "lost": "out of standard",
    "gained": "into standard",
    "cut_off": "cut off",
    "reconnected": "reconnected",
    "slower": "slower",
    "faster": "faster",
    "same": "same",
}


def coverage_lines(answer: Answer, *, quiet: bool) -> str:
    """Coverage: verdict, people by status, bases, sites that are not within standard."""
    if quiet:
        return wrapped(answer["verdict"])
    totals = answer["totals"]
    people = [(word, number(totals[status]), number(totals["sites"][status])) for status, word in STATUS_WORDS.items()]
    people.append(("all listed", number(totals["people"]), number(sum(totals["sites"].values()))))
    outside = sorted(
        (row for row in answer["sites"] if row["status"] != "within"),
        key=lambda row: (row["people"] is not None, -(row["people"] or 0), row["id"]),
    )
    parts = [
        wrapped(answer["verdict"]),
        f"Disposition: {_disposition(answer)}.",
        table(("status", "people", "sites"), people, "<>>"),
        *_raster_line(answer["raster"]),
        f"Hanging on one base: {number(totals['sole'])} people.",
        f"Within standard when all call at once: {number(totals['simultaneous_people'])} people.",
        *(["Sites out of standard, unknown headcounts first", _site_table(outside, answer)] if outside else []),
        "Bases (several may be critical for one site)",
        _base_table(answer),
    ]
    if answer["clusters"]:
        parts += ["Bases within 10 km of each other, taken as one", _cluster_table(answer)]
    return joined([*parts, *foot(answer)])


def redeploy_lines(answer: Answer, *, quiet: bool) -> str:
    """Redeployment: verdict, edits, who changes and how, totals before and after, areas."""
    if quiet:
        return wrapped(answer["verdict"])
    edits = [f"Edits of {_disposition(answer)}", *(f"  - {edit['words']}" for edit in answer["edits"])]
    if answer["saved_as"]:
        edits.append(f"They are the course of action {answer['saved_as']}.")
    parts = [
        wrapped(answer["verdict"]),
        "\n".join(edits),
        _change_table(answer),
        _changed_table(answer),
        totals_table(answer["before"], answer["after"]),
        *_raster_change(answer["raster"]),
        _area_table(answer["areas"], "area"),
        _area_table(answer["sectors"], "sector") if answer["sectors"] != answer["areas"] else "",
    ]
    return joined([*parts, *foot(answer)])


def reach_lines(answer: Answer, *, quiet: bool) -> str:
    """Patrol reach: how far, over which roads, to whom."""
    kind, unit = answer["patrol"].upper(), answer["unit_name"]
    if answer["reason"]:
        return wrapped(f"{unit} cannot go on an {kind}: {REASONS[answer['reason']]}.")
    people = sum(row["people"] or 0 for row in answer["sites"])
    times = f"{minute_text(answer['duration_min'])} min, {minute_text(answer['on_task_min'])} of them on task"
    sites = f"{counted(len(answer['sites']), 'site')} with {number(people)} people listed"
    ground_km2 = f"{answer['km2']:,.0f} km2"
    verdict = wrapped(f"An {kind} of {unit} ({times}) reaches and returns from {sites}, and {ground_km2}.")
    if quiet:
        return verdict
    roads = [(name, f"{km:,.1f}") for name, km in answer["road_km"].items()]
    nearest = sorted(answer["sites"], key=lambda row: (row["out_min"], row["id"]))
    rows = [
        (row["name"], _people_counted(row), minute_text(row["out_min"]), minute_text(row["back_min"]))
        for row in nearest[:MOST_SITES]
    ]
    parts = [
        verdict,
        f"Disposition: {_disposition(answer)}.",
        table(("road class", "km"), roads, "<>") if roads else "",
        table(("site", "people", "out min", "back min"), rows, "<>>>") if rows else "",
        *_more(len(nearest), MOST_SITES),
    ]
    return joined([*parts, *foot(answer)])


def check_lines(answer: Answer, *, quiet: bool) -> str:
    """Findings about a file."""
    rows = answer["rows"]
    taken = f"{number(rows['accepted'])} accepted, {number(rows['rejected'])} rejected"
    more = (
        f"; {number(rows['left_out'])} more left out, {number(rows['of_file'])} in the file" if rows["left_out"] else ""
    )
    head = f"{answer['file']} as {answer['kind']}: {counted(rows['in'], 'row')}, {taken}{more}."
    if quiet:
        return head
    written = f"Written: {answer['report']}" if answer["report"] else ""
    parts = [head, _layer_rows(answer["layers"]), _column_rows(answer["columns"]), _reason_rows(answer["reasons"])]
    return joined([*parts, _rows(answer["findings"]), written])


def _layer_rows(layers: Sequence[Mapping[str, Any]]) -> str:
    """Rows by layer, where there are several."""
    if len(layers) < 2:  # noqa: PLR2004  the first line says it of one
        return ""
    rows = [(one["kind"], one["source"], *(number(one[name]) for name in ("in", *TAKEN))) for one in layers]
    return table(("layer", "file", "rows in", *TAKEN), rows, "<<>>>")


def _column_rows(columns: Sequence[Mapping[str, Any]]) -> str:
    """Which column was read as which field, and why."""
    rows = [(one["field"], one["column"], FOUND_WORDS[one["found"]]) for one in columns]
    return table(("field", "column", "found"), rows, "<<<") if rows else ""


def _reason_rows(reasons: Sequence[Mapping[str, Any]]) -> str:
    """How often each reason was met."""
    rows = [
        (one["severity"], one["code"].replace("_", " "), number(one["rows"]), number(one["findings"]))
        for one in reasons
    ]
    return table(("severity", "reason", "rows", "findings"), rows, "<<>>") if rows else ""


def new_lines(answer: Answer, *, quiet: bool) -> str:
    """What `new` says in words."""
    written = product_lines(answer, quiet=quiet)
    return written if quiet else joined([written, ground_line(answer), _rows(answer["findings"])])


def product_lines(answer: Answer, *, quiet: bool) -> str:
    """The file that was written, named unless nothing is to be said."""
    replaced = ", in place of an earlier one" if answer.get("replaced") else ""
    return f"Written: {answer['file']}{replaced}" if answer["file"] and not quiet else ""


def demo_lines(paths: Iterable[Path]) -> str:
    """Where the demo's files lie."""
    return "\n".join(["", "The files lie here:", *(f"  {path.resolve()}" for path in paths)])


def _rows(findings: Sequence[Mapping[str, Any]]) -> str:
    """Findings row by row, for whoever mends a file."""
    return findings_lines(findings, most=MOST_FINDINGS, apart=True)


def _site_table(rows: Sequence[Mapping[str, Any]], answer: Answer) -> str:
    names = {base["id"]: base["name"] for base in answer["bases"]}
    cells = [
        (
            row["name"],
            _people(row["people"]),
            STATUS_WORDS[row["status"]],
            _minutes_of(row),
            minute_text(row["standard_min"]),
            names.get(row["base"] or "", "-") if row["reason"] is None else REASONS[row["reason"]],
        )
        for row in rows[:MOST_SITES]
    ]
    lines = table(("site", "people", "status", "min", "of", "answered by, or why not"), cells, "<><>><")
    return "\n".join([lines, *_more(len(rows), MOST_SITES)])


def _minutes_of(row: Mapping[str, Any]) -> str:
    """Response as it is read beside its standard: what is late must not look equal to it."""
    response, standard = minute_text(row["response_min"]), minute_text(row["standard_min"])
    return f">{standard}" if row["status"] == "late" and response == standard else response


def _change_table(answer: Answer) -> str:
    rows = [
        (CHANGE_WORDS[kind], number(of["people"]), number(of["sites"]))
        for kind, of in answer["change"].items()
        if of["sites"] and kind != "same"
    ]
    return table(("change", "people", "sites"), rows, "<>>") if rows else "No site changes."


def totals_table(before: Mapping[str, Any], after: Mapping[str, Any], *, everybody: bool = False) -> str:
    """People by status before and after; all of them too where their number may change."""
    words = {
        **({"people": "all counted"} if everybody else {}),
        **STATUS_WORDS,
        "sole": "on one base",
        "simultaneous_people": "all calling at once",
    }
    rows = [
        (word, number(before[key]), number(after[key]), f"{after[key] - before[key]:+,}") for key, word in words.items()
    ]
    return table(("people", "before", "after", "difference"), rows, "<>>>")


def _area_table(areas: Sequence[Answer], called: str) -> str:
    rows = [
        (
            area["name"] or f"in no {called}",
            number(area["people_lost"]),
            number(area["people_gained"]),
            number(area["people_cut_off"]),
            number(area["people_slower"]),
            f"{area['km2_lost']:,.0f}",
            f"{area['km2_gained']:,.0f}",
        )
        for area in areas
        if any(area[key] for key in area if key not in {"id", "name"})
    ]
    return (
        table((called, "people lost", "gained", "cut off", "slower", "km2 lost", "gained"), rows, "<>>>>>>")
        if rows
        else ""
    )


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
        for row in answer["sites"][:MOST_CHANGES]
    ]
    if not cells:
        return ""
    lines = table(("site", "people", "change", "minutes", "answered by, or why not"), cells, "<><><")
    return "\n".join([lines, *_more(len(answer["sites"]), MOST_CHANGES)])


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
    return table(("base", "kind", "strength", "guard", "teams", "answers first", "critical for"), cells, "<<>>>>>")


def _cluster_table(answer: Answer) -> str:
    names = {base["id"]: base["name"] for base in answer["bases"]}
    cells = [
        (" + ".join(names[base] for base in one["bases"]), number(one["critical"]["people"]))
        for one in answer["clusters"]
    ]
    return table(("bases", "critical for"), cells, "<>")


def _raster_line(raster: Mapping[str, Any] | None) -> list[str]:
    """People of the raster by the response of their cells; nothing without one."""
    if raster is None:
        return []
    shares = f"{number(raster['within'])} live in cells within the settlement standard, {number(raster['late'])} late"
    return [wrapped(f"{_raster_head(raster)}, {shares}, {number(raster['unreachable'])} unreachable.{OWN_FIGURE}")]


def _raster_change(raster: Mapping[str, Any] | None) -> list[str]:
    """People of the raster in cells that change; nothing without one."""
    if raster is None:
        return []
    step = f"{number(raster['before']['within'])} -> {number(raster['after']['within'])} live in cells within"
    changed = f"{number(raster['lost'])} in cells lost, {number(raster['gained'])} gained"
    return [wrapped(f"{_raster_head(raster)}, {step} the settlement standard: {changed}.{OWN_FIGURE}")]


def _raster_head(raster: Mapping[str, Any]) -> str:
    return f"Of {number(raster['people'])} people of the raster {raster['source']} ({raster['date'] or 'undated'})"


def _people(people: int | None) -> str:
    return "unknown" if people is None else number(people)


def _people_counted(row: Mapping[str, Any]) -> str:
    """People of a site; of one that another counts those listed, and where they are counted."""
    whole = row["included_in"]
    return _people(row["people"]) if whole is None else f"{_people(row['people_listed'])} (in {whole})"


def _disposition(answer: Answer) -> str:
    course = answer["plan"]["course"]
    return f"the course of action {course}" if course else "the baseline"


def _more(rows: int, most: int) -> list[str]:
    return [f"... and {number(rows - most)} more; --json lists them all"] if rows > most else []
