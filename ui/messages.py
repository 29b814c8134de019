# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes as words in the user's language, and errors as sentences with a remedy."""

from __future__ import annotations

import traceback
from dataclasses import dataclass

from PyQt5.QtCore import QCoreApplication

from layers.errors import PlannerError
from layers.findings import Finding

CONTEXT = "messages"


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
        return Told(what, error.remedy, details)
    return Told(
        tr("Something went wrong that should not have: {kind}.").format(kind=type(error).__name__),
        tr("Your plan is kept. Save it under another name; the details are in the log."),
        details,
    )


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
