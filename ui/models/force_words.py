# SPDX-License-Identifier: GPL-3.0-or-later
"""Forces in words: kinds of base and unit, means, and whether a base can send anybody."""

from __future__ import annotations

from dataclasses import dataclass

from gisplanner.forces import Base, BaseKind, BaseOutput, Unit, UnitKind
from gisplanner.mobility import Means
from ui.messages import tr
from ui.style import Tone

PENDING = "…"
UNKNOWN_SIGN = "?"


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a base sends teams, as it is shown.

    Attributes
    ----------
    code : str
        ``forms``, ``none``, ``closed``, ``unknown`` or ``pending``.
    sign, text : str
    """

    code: str
    sign: str
    text: str

    def colour(self, tone: Tone) -> str:
        """Its colour in the window, CSS."""
        return {"forms": tone.good, "none": tone.bad, "unknown": tone.warning}.get(self.code, tone.muted)


def readiness(base: Base, output: BaseOutput | None) -> Readiness:
    """Whether a base sends teams; None for an output that is still computed."""
    if not base.open:
        return Readiness("closed", "■", tr("closed"))
    if output is None:
        return Readiness("pending", PENDING, tr("being computed"))
    if output.unknown:
        return Readiness("unknown", UNKNOWN_SIGN, tr("unknown strength"))
    if output.teams:
        return Readiness("forms", "●", tr("forms teams"))
    return Readiness("none", "✕", tr("forms no team"))


def base_kind_long_text(kind: BaseKind) -> str:
    """Kind of a base in full."""
    return {
        BaseKind.HQ: tr("HQ, headquarters"),
        BaseKind.COB: tr("COB, company operating base"),
        BaseKind.TOB: tr("TOB, temporary operating base"),
        BaseKind.MOB: tr("MOB, mobile operating base"),
        BaseKind.SCD: tr("SCD, standing combat deployment"),
        BaseKind.TEAM_SITE: tr("team site"),
    }[kind]


def unit_kind_text(kind: UnitKind) -> str:
    """Kind of a unit."""
    return {
        UnitKind.COMPANY: tr("company"),
        UnitKind.PLATOON: tr("platoon"),
        UnitKind.BATTALION: tr("battalion"),
        UnitKind.FPU: tr("FPU, formed police unit"),
        UnitKind.QRF: tr("QRF, quick reaction force"),
        UnitKind.RESERVE: tr("reserve"),
        UnitKind.AVIATION: tr("aviation"),
        UnitKind.UNMO: tr("UNMO, military observers"),
        UnitKind.UNPOL: tr("UNPOL, police advisers"),
        UnitKind.ENGINEERS: tr("engineers"),
        UnitKind.HQ_STAFF: tr("HQ staff"),
    }[kind]


def means_text(means: Means) -> str:
    """Means of movement."""
    return {Means.LIGHT: tr("light vehicles"), Means.HEAVY: tr("heavy vehicles"), Means.FOOT: tr("on foot")}[means]


def strength_text(unit: Unit) -> str:
    """Strength of a unit, a word where nobody knows it."""
    return tr("unknown") if unit.strength is None else f"{unit.strength:,}"
