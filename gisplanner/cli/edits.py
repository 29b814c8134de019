# SPDX-License-Identifier: GPL-3.0-or-later
"""Edits as they are typed -> moves."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from gisplanner.errors import PlanError
from gisplanner.forces import Base, BaseKind, Unit
from gisplanner.plan import CloseBase, Move, MoveUnit, OpenBase, Plan
from gisplanner.theatre import Theatre
from layers.errors import UsageError
from layers.kinds import LATITUDE, LONGITUDE

NUMBER = r"[+-]?\d+(?:\.\d+)?"
POSITION = re.compile(rf"^\s*({NUMBER})\s*,\s*({NUMBER})\s*$")
CONDITION = re.compile(r"^\s*(?P<column>.+?)\s*(?P<sign><=|>=|!=|<|>|=)\s*(?P<value>.+?)\s*$")
SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}


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
        return [MoveUnit(unit.id, plan.base(target).id)]
    lon, lat = _inside(float(place[1]), float(place[2]), theatre, text)
    taken = {base.id for base in plan.bases}
    new = next(
        name for n in range(1, len(taken) + 2) if (name := f"tob-{unit.id}" + (f"-{n}" if n > 1 else "")) not in taken
    )
    base = Base(new, f"TOB {unit.name}", BaseKind.TOB, lon, lat, contingent=unit.contingent)
    return [OpenBase(base), MoveUnit(unit.id, new)]


def _unit_and_rest(text: str, plan: Plan) -> tuple[Unit, str]:
    """Cut ``UNIT:REST`` where a unit is named; names may hold colons themselves."""
    cuts = [at for at, char in enumerate(text) if char == ":"]
    if not cuts:
        raise UsageError("bad_move", wanted=text)
    for at in cuts:
        with suppress(PlanError):
            return plan.unit(text[:at].strip()), text[at + 1 :].strip()
    return plan.unit(text[: cuts[0]].strip()), ""


def _close(text: str, plan: Plan, theatre: Theatre) -> list[Move]:  # noqa: ARG001
    return [CloseBase(plan.base(text).id)]


def _close_where(text: str, plan: Plan, theatre: Theatre) -> list[Move]:  # noqa: ARG001
    found = CONDITION.match(text)
    if found is None:
        raise UsageError("bad_condition", wanted=text)
    column, sign, value = found["column"], found["sign"], found["value"]
    known = {name.casefold() for base in plan.bases for name in _values(base)}
    if column.casefold() not in known:
        raise UsageError("unknown_base_column", wanted=column, known=", ".join(sorted(known)))
    closed = [base for base in plan.bases if base.open and _fits(_values(base).get(column.casefold()), sign, value)]
    if not closed:
        raise UsageError("no_base_fits", wanted=text)
    return [CloseBase(base.id) for base in closed]


def _values(base: Base) -> dict[str, str]:
    """What can be asked of a base, by lower-case name."""
    own = {name.casefold(): value for name, value in base.attributes}
    own |= {"id": base.id, "name": base.name, "kind": str(base.kind)}
    own |= {"contingent": base.contingent or "", "opened": base.opened or ""}
    return own | dict.fromkeys(LONGITUDE, repr(base.lon)) | dict.fromkeys(LATITUDE, repr(base.lat))


def _fits(own: str | None, sign: str, value: str) -> bool:
    """Compare as numbers where both are, else as text; a missing value fits nothing."""
    if not own:
        return False
    try:
        return SIGNS[sign](float(own), float(value))
    except ValueError:
        return SIGNS[sign](own.casefold(), value.casefold())


def _open(text: str, plan: Plan, theatre: Theatre) -> list[Move]:
    parts = text.rsplit(":", 2)
    place = POSITION.match(parts[-1])
    kinds = {kind.casefold(): kind for kind in BaseKind}
    if len(parts) != 3 or place is None or parts[1].strip().casefold() not in kinds:  # noqa: PLR2004  name, kind, place
        raise UsageError("bad_open", wanted=text, known=", ".join(BaseKind))
    name = parts[0].strip()
    if any(name in {base.id, base.name} for base in plan.bases):
        raise PlanError("base_exists", base=name)
    lon, lat = _inside(float(place[1]), float(place[2]), theatre, text)
    return [OpenBase(Base(name, name, kinds[parts[1].strip().casefold()], lon, lat))]


def _inside(lon: float, lat: float, theatre: Theatre, text: str) -> tuple[float, float]:
    """A position within the mission area or its margin."""
    if not (abs(lon) <= 180 and abs(lat) <= 90):  # noqa: PLR2004  degrees
        raise UsageError("bad_position", wanted=text)
    away_m = float(theatre.outside_m(np.array([lon]), np.array([lat]))[0])
    if away_m > theatre.margin_m:
        raise UsageError("position_outside", wanted=text, km=round(away_m / 1000, 1))
    return lon, lat
