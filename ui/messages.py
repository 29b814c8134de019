# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes as words in the user's language, and errors as sentences with a remedy."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from PyQt5.QtCore import QCoreApplication

from layers.errors import PlannerError
from layers.findings import Finding
from layers.messages import UNSHOWN, catalogue

CONTEXT = "messages"
MAPPINGS = re.compile(r"(with )?--map [\w{}]+\.[\w{}]+=[\w{}]+(?:,? --map [\w{}]+\.[\w{}]+=[\w{}]+)*")
MAPPING = re.compile(r"--map [\w{}]+\.([\w{}]+)=([\w{}]+)")
ROWS = re.compile(r'--where "?[\w{}]+:([\w{}]+)=([\w{}]+)"?')


def tr(text: str) -> str:
    """Translate a text that stands in no widget."""
    return QCoreApplication.translate(CONTEXT, text)


@dataclass(frozen=True, slots=True)
class Told:
    """An error as the user hears of it.

    Attributes
    ----------
    what, remedy : str
        Sentences.
    details : str
        For whoever mends it; shown folded.
    """

    what: str
    remedy: str
    details: str


def told(error: BaseException) -> Told:
    """An error in sentences."""
    details = "".join(traceback.format_exception(error))
    if isinstance(error, PlannerError):
        what = f"{error.file}: {error.reason}" if error.file else error.reason
        return Told(what, remedy_of(error), details)
    return Told(
        tr("Something went wrong that should not have: {kind}.").format(kind=type(error).__name__),
        tr("Your plan is kept. Save it under another name; the details are in the log."),
        details,
    )


def remedy_of(noticed: Finding | PlannerError) -> str:
    """What to do about it in a window, which has fields where the command line has options."""
    if not any("--" in text for text in (catalogue()[noticed.code]["remedy"], *map(str, noticed.params.values()))):
        return noticed.remedy
    shown = {name: _chosen_text(UNSHOWN.sub("?", str(value))) for name, value in noticed.params.items()}
    return _for_window(noticed.code).format_map(shown)


@cache
def _for_window(code: str) -> str:
    """The remedy of the catalogue with the names of fields in place of options; its particulars are filled in later."""
    rules: list[tuple[str | re.Pattern[str], str | Callable[[re.Match[str]], str]]] = [
        (MAPPINGS, _columns_text),
        (ROWS, _rows_text),
        ("--map", tr("under Columns")),
        ("--where", tr("Rows that count")),
        ("--crs", tr("under Coordinate system")),
        ("--encoding", tr("under Text encoding")),
        ("--sheet", tr("under Sheet")),
        ("with --kind", tr("by selecting its layer")),
        ("--forget-map; ", ""),
        ("--mission-area", tr("Mission area")),
        ("--population of 'gisplanner new'", tr("Population raster")),
    ]
    text = catalogue()[code]["remedy"]
    for option, words in rules:
        text = re.sub(option, words, text)
    return text


def _chosen_text(particular: str) -> str:
    """A particular in words; one that is made of options that choose rows, as what is chosen above the rows."""
    if not particular.startswith("--where "):
        return particular
    pairs = [one.strip('"').partition(":")[2] for one in particular.removeprefix("--where ").split(" --where ")]
    text = tr("{pair} under Rows that count").replace("{pair}", tr(" and ").join(pairs))
    return text if len(pairs) == 1 else tr("{rows}, which takes one of them").replace("{rows}", text)


def _columns_text(found: re.Match[str]) -> str:
    """Options that map columns, as what is chosen in the tab of columns."""
    pairs = MAPPING.findall(found[0])
    named = tr(" and ").join(field if column == "COLUMN" else f"{field} = {column}" for field, column in pairs)
    text = tr("{fields} under Columns").replace("{fields}", named)
    return tr("as {columns}").replace("{columns}", text) if found[1] else text


def _rows_text(found: re.Match[str]) -> str:
    """An option that chooses rows, as what is chosen above the rows."""
    column, value = found.groups()
    if column == "COLUMN":
        return tr("a column and its value under Rows that count")
    pair = column if value.isupper() else f"{column} = {value}"
    return tr("{pair} under Rows that count").replace("{pair}", pair)


def severity_text(finding: Finding) -> str:
    """How much a finding matters, in a word."""
    return {"error": tr("Error"), "warning": tr("Warning"), "info": tr("Note")}[finding.severity]


def status_text(status: str) -> str:
    """Status of a site."""
    return {
        "within": tr("within standard"),
        "under_strength": tr("under strength"),
        "late": tr("late"),
        "unreachable": tr("unreachable"),
        "unknown": tr("unknown"),
    }[status]


def change_text(change: str) -> str:
    """Change of a site."""
    return {
        "lost": tr("lost"),
        "gained": tr("gained"),
        "cut_off": tr("cut off"),
        "reconnected": tr("reconnected"),
        "slower": tr("slower"),
        "faster": tr("faster"),
        "same": tr("same"),
    }[change]


def kind_text(kind: str) -> str:
    """Kind of a site or a layer."""
    return {
        "idp_site": tr("IDP site"),
        "settlement": tr("settlement"),
        "idp_sites": tr("IDP sites"),
        "settlements": tr("Settlements"),
        "roads": tr("Roads"),
        "bases": tr("Bases"),
        "units": tr("Units"),
        "areas": tr("Areas"),
        "water": tr("Water"),
        "incidents": tr("Incidents"),
        "closures": tr("Closures"),
        "population": tr("Population raster"),
    }.get(kind, kind)


def course_text(name: str | None) -> str:
    """Name of a course of action, or of the baseline."""
    return tr("Baseline") if name is None else name


def people_text(people: int | None) -> str:
    """A headcount; a word where nobody knows it."""
    return tr("unknown") if people is None else f"{people:,}"


def minutes_text(minutes: float | None) -> str:
    """Minutes as they are read aloud; a dash for none."""
    return "-" if minutes is None else f"{minutes:,.0f}"
