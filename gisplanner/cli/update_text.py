# SPDX-License-Identifier: GPL-3.0-or-later
"""What newer lists change, as it is read in a terminal: the verdict, lists, sites that are not as they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gisplanner.cli.foot import foot
from gisplanner.cli.tables import joined, table, wrapped
from gisplanner.cli.text import totals_table
from gisplanner.renewal_answer import LIST_NAMES
from gisplanner.report import Answer
from gisplanner.wording import STATUS_WORDS, number

MOST_SITES = 50
CHANGE_WORDS = {
    "gone": "gone",
    "new": "new",
    "unknown": "headcount unknown",
    "shrunk": "shrunk",
    "grown": "grown",
    "kept": "as before",
}


def update_lines(answer: Answer, *, quiet: bool) -> str:
    """What newer lists change."""
    if quiet:
        return wrapped(answer["verdict"])
    told = [row for row in answer["sites"] if is_told(row)]
    more = len(told) - MOST_SITES
    parts = [
        wrapped(answer["verdict"]),
        *(_list_table(one) for one in answer["lists"]),
        _site_table(told[:MOST_SITES]) if told else "",
        f"... and {number(more)} more; --json lists them all" if more > 0 else "",
        totals_table(answer["before"], answer["after"], everybody=True),
        f"Written: {answer['file']}" if answer["file"] else "Nothing was written.",
    ]
    return joined([*parts, *foot(answer)])


def is_told(row: Mapping[str, Any]) -> bool:
    """Whether a site is not as it was."""
    return row["change"] != "kept" or row["before_status"] != row["after_status"] or row["moved_km"] is not None


def _list_table(one: Mapping[str, Any]) -> str:
    rows = [
        (CHANGE_WORDS[change], of["sites"], of["people_before"], of["people_after"])
        for change, of in one["change"].items()
        if of["sites"]
    ]
    rows.append(("all", sum(row[1] for row in rows), one["people_before"], one["people_after"]))
    cells = [(word, number(sites), number(was), number(now), f"{now - was:+,}") for word, sites, was, now in rows]
    source = f"{LIST_NAMES[one['kind']]}: {one['source']} in place of {one['before_source'] or 'none'}"
    dates = f"{one['date'] or 'undated'}, before {one['before_date'] or 'undated'}"
    heads = ("people listed", "sites", "before", "now", "difference")
    return f"{wrapped(f'{source} ({dates})')}\n{table(heads, cells, '<>>>>')}"


def _site_table(rows: Sequence[Mapping[str, Any]]) -> str:
    cells = [
        (
            row["name"],
            _change(row),
            _people(row, "before"),
            _people(row, "after"),
            _status(row["before_status"]),
            _status(row["after_status"]),
        )
        for row in rows
    ]
    return table(("site", "change", "people before", "now", "status before", "now"), cells, "<<>><<")


def _change(row: Mapping[str, Any]) -> str:
    """What becomes of a site; of one that has moved, how far."""
    word, km = CHANGE_WORDS[row["change"]], row["moved_km"]
    if km is None:
        return word
    return f"moved {km:g} km" if row["change"] == "kept" else f"{word}, moved {km:g} km"


def _people(row: Mapping[str, Any], when: str) -> str:
    absent = {"before": "new", "after": "gone"}[when]
    people = row[f"listed_{when}"]
    return "-" if row["change"] == absent else "unknown" if people is None else number(people)


def _status(status: str | None) -> str:
    return "-" if status is None else STATUS_WORDS[status]
