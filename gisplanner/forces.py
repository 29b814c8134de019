# SPDX-License-Identifier: GPL-3.0-or-later
"""Units and bases, and what a base can send: guard, support, teams (docs/method.md, *Forces*)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from gisplanner.assumptions import Assumptions
from gisplanner.mobility import Means, minutes_ms


class BaseKind(StrEnum):
    """Kinds of base."""

    HQ = "HQ"
    COB = "COB"
    TOB = "TOB"
    MOB = "MOB"
    SCD = "SCD"
    TEAM_SITE = "team_site"


class UnitKind(StrEnum):
    """Kinds of unit."""

    COMPANY = "company"
    PLATOON = "platoon"
    BATTALION = "battalion"
    FPU = "FPU"
    QRF = "QRF"
    RESERVE = "reserve"
    AVIATION = "aviation"
    UNMO = "UNMO"
    UNPOL = "UNPOL"
    ENGINEERS = "engineers"
    HQ_STAFF = "HQ_staff"


NO_TEAM = frozenset({UnitKind.AVIATION, UnitKind.UNMO, UnitKind.UNPOL, UnitKind.ENGINEERS, UnitKind.HQ_STAFF})
UNARMED = frozenset({UnitKind.UNMO, UnitKind.UNPOL})


@dataclass(frozen=True, slots=True)
class Base:
    """A place that units operate from.

    Attributes
    ----------
    id, name : str
    kind : BaseKind
    lon, lat : float
        Degrees, WGS84.
    open : bool
        A closed base keeps its place; its units count as unassigned.
    guard : int or None
        People it takes to guard it; None = the default of its kind.
    contingent, opened : str or None
        Country that provides it; ISO date.
    attributes : tuple of (str, str)
        What else its row said, column by column.
    """

    id: str
    name: str
    kind: BaseKind
    lon: float
    lat: float
    open: bool = True
    guard: int | None = None
    contingent: str | None = None
    opened: str | None = None
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """An element that deploys as one.

    Attributes
    ----------
    id, name : str
    kind : UnitKind
    strength : int or None
        People; None = unknown.
    base : str or None
        Id of its base; None = unassigned.
    means : Means
        How its teams move.
    notice_min, support_share : float or None
        Its own figures; None = the default of its kind.
    night_moves : bool
        False under a caveat that forbids moving by night.
    contingent, component : str or None
    """

    id: str
    name: str
    kind: UnitKind
    strength: int | None
    base: str | None
    means: Means = Means.LIGHT
    notice_min: float | None = None
    support_share: float | None = None
    night_moves: bool = True
    contingent: str | None = None
    component: str | None = None

    def notice_ms(self, assumptions: Assumptions) -> int:
        """Notice to move, in milliseconds."""
        own = self.notice_min
        return minutes_ms(assumptions.of_kind("notice", self.kind) if own is None else own)

    def forms_teams(self, *, night: bool) -> bool:
        """Whether its kind and caveats let it send a team at all."""
        return self.kind not in NO_TEAM and (self.night_moves or not night)

    def support(self, strength: int, assumptions: Assumptions) -> int:
        """People of `strength` who support and never leave base."""
        own = self.support_share
        share = assumptions.of_kind("support_share", self.kind) if own is None else own
        return min(strength, math.ceil(strength * Fraction(str(share))))


@dataclass(frozen=True, slots=True)
class Team:
    """The smallest element that may leave base.

    Attributes
    ----------
    base, unit : str
        Ids.
    means : Means
    notice_ms : int
        Notice to move.
    """

    base: str
    unit: str
    means: Means
    notice_ms: int


@dataclass(frozen=True, slots=True)
class BaseOutput:
    """What one base can send, and what it spends on itself; all people.

    Attributes
    ----------
    base : str
        Id.
    strength, support, guard, deployable : int
        Of its units of known strength: in all, in support, on guard, and left in units that form teams.
    teams : tuple of Team
        Standing team first.
    unknown : bool
        True where an armed unit of unknown strength stands here.
    """

    base: str
    strength: int
    support: int
    guard: int
    deployable: int
    teams: tuple[Team, ...]
    unknown: bool


@dataclass(frozen=True, slots=True)
class OutputRules:
    """The conditions under which teams are formed.

    Attributes
    ----------
    assumptions : Assumptions
    night : bool
    means : Means or None
        Overrides the units' own means.
    unknown_teams : int
        How many teams a unit of unknown strength is taken to form, guard apart: 0 for the cautious reading.
    """

    assumptions: Assumptions
    night: bool = False
    means: Means | None = None
    unknown_teams: int = 0


@dataclass(slots=True)
class _Account:
    """One unit's people while its base is counted."""

    unit: Unit
    notice_ms: int
    strength: int
    support: int
    left: int = field(init=False)
    on_guard: int = 0

    def __post_init__(self) -> None:
        self.left = self.strength - self.support


def base_output(base: Base, units: Iterable[Unit], rules: OutputRules) -> BaseOutput:
    """What `base` can send with these units, all of them its own.

    A closed base sends nothing; its units are counted as unassigned elsewhere.
    """
    accounts = [_account(unit, rules) for unit in sorted(units, key=lambda unit: unit.id)] if base.open else []
    guard = _charge_guard(base, accounts, rules)
    return BaseOutput(
        base=base.id,
        strength=sum(account.strength for account in accounts),
        support=sum(account.support for account in accounts),
        guard=guard,
        deployable=sum(account.left for account in accounts if account.unit.forms_teams(night=rules.night)),
        teams=_teams(base, accounts, rules),
        unknown=any(account.unit.strength is None and account.unit.kind not in UNARMED for account in accounts),
    )


def outputs(bases: Sequence[Base], units: Sequence[Unit], rules: OutputRules) -> tuple[BaseOutput, ...]:
    """What every base can send, in the order of `bases`."""
    at: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        if unit.base is not None:
            at[unit.base].append(unit)
    return tuple(base_output(base, at[base.id], rules) for base in bases)


def guard_of(base: Base, assumptions: Assumptions) -> int:
    """People it takes to guard `base`."""
    return int(assumptions[f"guard.{base.kind}"]) if base.guard is None else base.guard


def _account(unit: Unit, rules: OutputRules) -> _Account:
    strength = unit.strength or 0
    return _Account(unit, unit.notice_ms(rules.assumptions), strength, unit.support(strength, rules.assumptions))


def _charge_guard(base: Base, accounts: list[_Account], rules: OutputRules) -> int:
    """Take the guard from the units furthest from moving; return how many were found."""
    owed = guard_of(base, rules.assumptions)
    charged = 0
    for account in sorted(accounts, key=lambda account: (-account.notice_ms, account.unit.id)):
        if account.unit.kind in UNARMED:
            continue
        if account.unit.strength is None and rules.unknown_teams:
            break  # the generous reading: the unknown unit bears the rest of the guard
        account.on_guard = min(account.left, owed - charged)
        account.left -= account.on_guard
        charged += account.on_guard
    return charged


def _teams(base: Base, accounts: list[_Account], rules: OutputRules) -> tuple[Team, ...]:
    size = int(rules.assumptions["team.night" if rules.night else "team.day"])
    ready = Fraction(str(rules.assumptions["team.ready_share"]))
    teams: list[Team] = []
    for account in sorted(accounts, key=lambda account: (account.notice_ms, account.unit.id)):
        unit = account.unit
        if not unit.forms_teams(night=rules.night):
            continue
        formed = rules.unknown_teams if unit.strength is None else math.floor(account.left // size * ready)
        teams += [Team(base.id, unit.id, rules.means or unit.means, account.notice_ms)] * formed
    if teams:
        first = teams[0]
        standing_ms = min(minutes_ms(rules.assumptions["notice.standing"]), first.notice_ms)
        teams[0] = Team(first.base, first.unit, first.means, standing_ms)
    return tuple(teams)
