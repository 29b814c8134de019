# SPDX-License-Identifier: GPL-3.0-or-later
"""The frozen plan: forces, closures, assumptions, courses of action, and the pure edits that make a new one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, replace
from functools import cached_property, reduce
from typing import TypeVar

import shapely
from shapely.geometry.base import BaseGeometry

from gisplanner.assumptions import Assumptions
from gisplanner.errors import PlanError
from gisplanner.forces import Base, Unit
from gisplanner.mobility import Means, Season

Named = TypeVar("Named", Base, Unit)


@dataclass(frozen=True, slots=True)
class Closure:
    """A place or stretch that nobody can pass, or nobody but by some means.

    Attributes
    ----------
    id, name : str
    geometry : shapely point, line or polygon, lon/lat
    season : Season or None
        None = all year.
    reason, date_from, date_to : str or None
    active : bool
        False keeps it in the plan without effect.
    spares : tuple of Means
        Those that may pass all the same: a bridge that bears no trucks spares the light ones and people on foot.
    """

    id: str
    name: str
    geometry: BaseGeometry
    season: Season | None = None
    reason: str | None = None
    date_from: str | None = None
    date_to: str | None = None
    active: bool = True
    spares: tuple[Means, ...] = ()

    def holds(self, season: Season) -> bool:
        """Whether it closes anything in this season."""
        return self.active and self.season in {None, season}

    def stops(self, means: Means) -> bool:
        """Whether it closes anything to these means."""
        return means not in self.spares


@dataclass(frozen=True, slots=True)
class Source:
    """The file that part of a plan came from.

    Attributes
    ----------
    kind, file : str
    date : str or None
        ISO date of its content.
    rows_in, rejected : int
    """

    kind: str
    file: str
    date: str | None
    rows_in: int
    rejected: int


@dataclass(frozen=True, slots=True)
class MoveUnit:
    """A unit goes to another base, or with None to none."""

    unit: str
    base: str | None
    start: str | None = None


@dataclass(frozen=True, slots=True)
class CloseBase:
    """A base closes; its units are unassigned until they move or it reopens."""

    base: str
    start: str | None = None


@dataclass(frozen=True, slots=True)
class ReopenBase:
    """A closed base opens again, with the units that never left it."""

    base: str
    start: str | None = None


@dataclass(frozen=True, slots=True)
class OpenBase:
    """A new base."""

    base: Base
    start: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceBase:
    """A base moves to another position, its units with it."""

    base: str
    lon: float
    lat: float
    start: str | None = None


Move = MoveUnit | CloseBase | ReopenBase | OpenBase | PlaceBase


@dataclass(frozen=True, slots=True)
class CourseOfAction:
    """A named alternative: moves over the baseline, in order."""

    name: str
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """What an edit touched: ids of bases and of units."""

    bases: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()

    def __or__(self, other: Changed) -> Changed:
        """Both together."""
        return Changed(self.bases | other.bases, self.units | other.units)


@dataclass(frozen=True)
class Plan:
    """A disposition and everything that goes with it but the ground.

    Attributes
    ----------
    name : str
    bases, units : tuple
        In order of id.
    closures : tuple of Closure
        In order of id.
    assumptions : Assumptions
    roads_outside : bool
        True lets units use roads beyond the mission area.
    courses : tuple of CourseOfAction
    marking : str
        Classification printed on products.
    sources : tuple of Source
        Where bases, units and closures came from.
    """

    name: str
    bases: tuple[Base, ...] = ()
    units: tuple[Unit, ...] = ()
    closures: tuple[Closure, ...] = ()
    assumptions: Assumptions = field(default_factory=Assumptions)
    roads_outside: bool = False
    courses: tuple[CourseOfAction, ...] = ()
    marking: str = "UNCLASSIFIED"
    sources: tuple[Source, ...] = ()

    @cached_property
    def digest(self) -> str:
        """Hash of all that an answer can depend on."""
        closures = [[*asdict_closure(closure).values()] for closure in self.closures]
        forces = [[_flat(base) for base in self.bases], [_flat(unit) for unit in self.units]]
        text = json.dumps([forces, closures, self.assumptions.changed, self.roads_outside], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def base(self, wanted: str) -> Base:
        """Return the base with this id, else with this name.

        Raises
        ------
        PlanError
            `unknown_base` or `ambiguous_base`.
        """
        return _find(self.bases, wanted, "base")

    def unit(self, wanted: str) -> Unit:
        """Return the unit with this id, else with this name.

        Raises
        ------
        PlanError
            `unknown_unit` or `ambiguous_unit`.
        """
        return _find(self.units, wanted, "unit")

    def course(self, name: str) -> CourseOfAction:
        """Return the course of action of this name.

        Raises
        ------
        PlanError
            `unknown_course`.
        """
        for course in self.courses:
            if course.name == name:
                return course
        raise PlanError("unknown_course", name=name, known=", ".join(course.name for course in self.courses) or "none")

    def in_force(self, season: Season) -> tuple[Closure, ...]:
        """Closures that count in a season, whatever their dates."""
        return tuple(closure for closure in self.closures if closure.holds(season))

    def unassigned(self) -> tuple[Unit, ...]:
        """Units without a base, or whose base is closed."""
        at_open = {base.id for base in self.bases if base.open}
        return tuple(unit for unit in self.units if unit.base not in at_open)

    def apply(self, moves: Iterable[Move]) -> tuple[Plan, Changed]:
        """Return the plan after `moves`, in order, and what they touched.

        Raises
        ------
        PlanError
            For a base or unit that does not exist, an id that is taken, a move to a closed base.
        """
        return reduce(_step, moves, (self, Changed()))

    def at(self, course: str | None) -> Plan:
        """Return the disposition of a course of action; of the baseline for None."""
        return self if course is None else self.apply(self.course(course).moves)[0]

    def with_course(self, course: CourseOfAction) -> Plan:
        """Return the plan with this course of action added, or in place of the one of its name."""
        if all(other.name != course.name for other in self.courses):
            return replace(self, courses=(*self.courses, course))
        return replace(self, courses=tuple(course if other.name == course.name else other for other in self.courses))

    def with_assumption(self, key: str, value: float) -> Plan:
        """Return the plan with one number set otherwise."""
        return replace(self, assumptions=self.assumptions.setting(key, value))


def _flat(thing: Base | Unit) -> dict[str, object]:
    """Attributes of a base or unit, none of which has attributes of its own."""
    return {one.name: getattr(thing, one.name) for one in fields(thing)}


def asdict_closure(closure: Closure) -> dict[str, str | bool | None]:
    """Plain values of a closure, its geometry as hexadecimal WKB."""
    return {
        "id": closure.id,
        "name": closure.name,
        "geometry": shapely.to_wkb(closure.geometry, hex=True),
        "season": closure.season,
        "reason": closure.reason,
        "date_from": closure.date_from,
        "date_to": closure.date_to,
        "active": closure.active,
        "spares": ",".join(closure.spares),
    }


def _find(things: tuple[Named, ...], wanted: str, kind: str) -> Named:
    for thing in things:
        if thing.id == wanted:
            return thing
    folded = wanted.casefold()
    named = [thing for thing in things if thing.id.casefold() == folded]
    named = named or [thing for thing in things if thing.name.casefold() == folded]
    if len(named) == 1:
        return named[0]
    if named:
        raise PlanError(f"ambiguous_{kind}", wanted=wanted, ids=", ".join(thing.id for thing in named))
    close = [f"{thing.id} ({thing.name})" for thing in things if folded and folded in thing.name.casefold()]
    raise PlanError(f"unknown_{kind}", wanted=wanted, near=f"; near it are: {', '.join(close[:5])}" if close else "")


def _step(done: tuple[Plan, Changed], move: Move) -> tuple[Plan, Changed]:
    plan, before = done
    after, changed = _apply(plan, move)
    return after, before | changed


def _apply(plan: Plan, move: Move) -> tuple[Plan, Changed]:
    match move:
        case MoveUnit(unit=unit_id, base=base_id):
            unit = plan.unit(unit_id)
            target = None if base_id is None else plan.base(base_id)
            if target is not None and not target.open:
                raise PlanError("base_closed", base=target.name)
            moved = replace(unit, base=None if target is None else target.id)
            touched = Changed(frozenset({unit.base, moved.base} - {None}), frozenset({unit.id}))  # type: ignore[arg-type]
            return replace(plan, units=_swap(plan.units, moved)), touched
        case CloseBase(base=base_id):
            return _edit_base(plan, base_id, lambda base: replace(base, open=False))
        case ReopenBase(base=base_id):
            return _edit_base(plan, base_id, lambda base: replace(base, open=True))
        case PlaceBase(base=base_id, lon=lon, lat=lat):
            return _edit_base(plan, base_id, lambda base: replace(base, lon=lon, lat=lat))
        case OpenBase(base=base):
            if any(other.id == base.id for other in plan.bases):
                raise PlanError("base_exists", base=base.id)
            bases = tuple(sorted((*plan.bases, base), key=lambda other: other.id))
            return replace(plan, bases=bases), Changed(bases=frozenset({base.id}))


def _edit_base(plan: Plan, wanted: str, edit: Callable[[Base], Base]) -> tuple[Plan, Changed]:
    base = plan.base(wanted)
    units = frozenset(unit.id for unit in plan.units if unit.base == base.id)
    return replace(plan, bases=_swap(plan.bases, edit(base))), Changed(frozenset({base.id}), units)


def _swap(things: tuple[Named, ...], new: Named) -> tuple[Named, ...]:
    return tuple(new if thing.id == new.id else thing for thing in things)
