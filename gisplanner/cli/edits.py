# SPDX-License-Identifier: GPL-3.0-or-later
"""Edits as they are typed -> moves."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
import shapely

from gisplanner.errors import PlanError
from gisplanner.forces import Base, BaseKind, Unit
from gisplanner.plan import CloseBase, Move, MoveUnit, OpenBase, Plan
from gisplanner.theatre import Theatre
from layers.errors import UsageError
from layers.kinds import LATITUDE, LONGITUDE

FAR_M = 250_000.0
"""Further from the hull of a plan without mission area, not even a helicopter finds anything of it."""
ORDERS = {"<", "<=", ">", ">="}
NUMBER = r"[+-]?\d+(?:\.\d+)?"
POSITION = re.compile(rf"^\s*({NUMBER})\s*,\s*({NUMBER})\s*$")
DATE = re.compile(r"^\d{4}-\d{2}")
CONDITION = re.compile(r"^\s*(?P<column>.+?)\s*(?P<sign><=|>=|!=|<|>|=)\s*(?P<value>.+?)\s*$")
SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
PLACE = dict.fromkeys(LONGITUDE, "lon") | dict.fromkeys(LATITUDE, "lat")
"""What longitude and latitude are also called."""


def moves_of(edits: Sequence[tuple[str, str]], plan: Plan, theatre: Theatre) -> tuple[Move, ...]:
    """Turn typed edits into moves, in their order.

    Parameters
    ----------
    edits : sequence of (str, str)
        ``move``, ``close``, ``close-where`` or ``open``, and what was typed behind it.
    plan : Plan
        The disposition they start from.
    theatre : Theatre

    Raises
    ------
    UsageError, PlanError
        With what cannot be understood, and what to type instead.
    """
    readers = {"move": _move, "close": _close, "close-where": _close_where, "open": _open}
    moves: list[Move] = []
    for what, text in edits:
        now = plan.apply(moves)[0]
        moves += readers[what](text, now, theatre)
    plan.apply(moves)
    return tuple(moves)


def _move(text: str, plan: Plan, theatre: Theatre) -> list[Move]:
    unit, target = _unit_and_rest(text, plan)
    place = POSITION.match(target)
    if place is None:
        there = plan.base(target)
        if unit.base == there.id and there.open:
            raise UsageError("already_there", unit=unit.name, base=there.name)
        return [MoveUnit(unit.id, there.id)]
    lon, lat = _inside(float(place[1]), float(place[2]), theatre, text)
    taken = {base.id for base in plan.bases}
    new = next(
        name for n in range(1, len(taken) + 2) if (name := f"tob-{unit.id}" + (f"-{n}" if n > 1 else "")) not in taken
    )
    base = Base(new, f"TOB {unit.name}", BaseKind.TOB, lon, lat, contingent=unit.contingent)
    return [OpenBase(base), MoveUnit(unit.id, new)]


def _unit_and_rest(text: str, plan: Plan) -> tuple[Unit, str]:
    """Cut ``UNIT:REST`` where a unit is named before and a place behind; names may hold colons themselves."""
    pairs = [(text[:at].strip(), text[at + 1 :].strip()) for at, char in enumerate(text) if char == ":"]
    if not pairs:
        raise UsageError("bad_move", wanted=text)
    named = [pair for pair in pairs if _finds(plan.unit, pair[0])]
    whole = (pair for pair in named if POSITION.match(pair[1]) or _finds(plan.base, pair[1]))
    unit, rest = next(whole, (named or pairs)[0])
    return plan.unit(unit), rest


def _finds(search: Callable[[str], object], wanted: str) -> bool:
    with suppress(PlanError):
        search(wanted)
        return True
    return False


def _close(text: str, plan: Plan, theatre: Theatre) -> list[Move]:  # noqa: ARG001
    base = plan.base(text)
    if not base.open:
        raise UsageError("already_closed", base=base.name)
    return [CloseBase(base.id)]


def _close_where(text: str, plan: Plan, theatre: Theatre) -> list[Move]:  # noqa: ARG001
    found = CONDITION.match(text)
    if found is None:
        raise UsageError("bad_condition", wanted=text)
    column, sign, value = found["column"].casefold(), found["sign"], found["value"]
    column = PLACE.get(column, column)
    rows = {base.id: _values(base, plan) for base in plan.bases}
    known = {name for row in rows.values() for name in row}
    if column not in known:
        raise UsageError("unknown_base_column", wanted=column, known=", ".join(sorted(known)))
    there = [row[column] for row in rows.values() if row.get(column)]
    if sign in ORDERS and _number(value) is None and there and all(_number(own) is not None for own in there):
        raise UsageError("bad_condition_value", wanted=value, base_column=column)
    closed = [base.id for base in plan.bases if base.open and _fits(rows[base.id].get(column), sign, value)]
    if not closed:
        raise UsageError("no_base_fits", wanted=text)
    return [CloseBase(base) for base in closed]


def _values(base: Base, plan: Plan) -> dict[str, str]:
    """What can be asked of a base, by lower-case name; blank where it is unknown."""
    strengths = [unit.strength for unit in plan.units if unit.base == base.id]
    known = [strength for strength in strengths if strength is not None]
    own = {name.casefold(): value for name, value in base.attributes}
    own |= {"id": base.id, "name": base.name, "kind": str(base.kind)}
    own |= {"contingent": base.contingent or "", "opened": base.opened or ""}
    own |= {"strength": str(sum(known)) if len(known) == len(strengths) else ""}
    return own | {"lon": repr(base.lon), "lat": repr(base.lat)}


def _fits(own: str | None, sign: str, value: str) -> bool:
    """Compare numbers as numbers and dates as text; a blank fits nothing, nor has a word an order among numbers."""
    if not own:
        return False
    numbers = _number(own), _number(value)
    if numbers[0] is not None and numbers[1] is not None:
        return SIGNS[sign](*numbers)
    if sign in ORDERS and numbers != (None, None) and not DATE.match(own):
        return False
    return SIGNS[sign](own.casefold(), value.casefold())


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _open(text: str, plan: Plan, theatre: Theatre) -> list[Move]:
    name, _, rest = text.strip().rpartition(":")
    name, _, kind = name.rpartition(":")
    name, place = name.strip(), POSITION.match(rest)
    kinds = {known.casefold(): known for known in BaseKind}
    if not name or place is None or kind.strip().casefold() not in kinds:
        raise UsageError("bad_open", wanted=text, known=", ".join(BaseKind))
    if any(name in {base.id, base.name} for base in plan.bases):
        raise PlanError("base_exists", base=name)
    lon, lat = _inside(float(place[1]), float(place[2]), theatre, text)
    return [OpenBase(Base(name, name, kinds[kind.strip().casefold()], lon, lat))]


def _inside(lon: float, lat: float, theatre: Theatre, text: str) -> tuple[float, float]:
    """A position within the mission area or its margin; without one, not out of all proportion."""
    if not (abs(lon) <= 180 and abs(lat) <= 90):  # noqa: PLR2004  degrees
        raise UsageError("bad_position", wanted=text)
    if not theatre.bounded:
        return _near(lon, lat, theatre, text)
    away_m = float(theatre.outside_m(np.array([lon]), np.array([lat]))[0])
    if away_m > theatre.margin_m:
        raise UsageError("position_outside", wanted=text, km=round(away_m / 1000, 1))
    return lon, lat


def _near(lon: float, lat: float, theatre: Theatre, text: str) -> tuple[float, float]:
    """A position at most `FAR_M` outside the hull of roads, sites and bases."""
    x, y = theatre.crs.to_xy(np.array([lon]), np.array([lat]))
    away_m = float(shapely.distance(theatre.extent_xy, shapely.Point(x[0], y[0])))
    if away_m > FAR_M:
        raise UsageError("position_far", wanted=text, km=round(away_m / 1000))
    return lon, lat
