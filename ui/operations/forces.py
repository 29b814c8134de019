# SPDX-License-Identifier: GPL-3.0-or-later
"""Moving forces: each function makes one edit that is undone by its name; `..._moves` are for previews."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

import numpy as np
from PyQt5.QtCore import QCoreApplication

from gisplanner.errors import PlanError
from gisplanner.forces import Base, BaseKind
from gisplanner.plan import CloseBase, Move, MoveUnit, OpenBase, PlaceBase, Plan, ReopenBase
from ui.workspace import Kind, Workspace


def _tr(text: str) -> str:
    return QCoreApplication.translate("operations", text)


def move_unit(workspace: Workspace, unit: str, base: str | None) -> bool:
    """Move a unit to another base, with None to none."""
    return move_units(workspace, [unit], base)


def move_units(workspace: Workspace, units: Sequence[str], base: str | None) -> bool:
    """Move several units to another base, with None to none; those that are there stay out of it."""
    plan = workspace.session.disposition
    moved = [own for own in map(plan.unit, units) if own.base != base]
    if not moved:
        workspace.end_preview()
        return False
    where = _tr("no base") if base is None else plan.base(base).name
    what = moved[0].name if len(moved) == 1 else _tr("{count} units").format(count=len(moved))
    name = _tr("Move {unit} to {base}").format(unit=what, base=where)
    return workspace.edit(name, [MoveUnit(own.id, base) for own in moved])


def temporary_base_moves(plan: Plan, unit: str, lon: float, lat: float) -> tuple[Move, ...]:
    """Moves that open a temporary base for a unit and bring it there."""
    own = plan.unit(unit)
    base = Base(_free_id(plan, f"tob-{own.id}"), f"TOB {own.name}", BaseKind.TOB, lon, lat, contingent=own.contingent)
    return OpenBase(base), MoveUnit(own.id, base.id)


def move_unit_to_new_base(workspace: Workspace, unit: str, lon: float, lat: float) -> bool:
    """Move a unit to a temporary base of its own, opened there."""
    plan = workspace.session.disposition
    own = plan.unit(unit)
    if _refused_outside(workspace, f"TOB {own.name}", lon, lat):
        return False
    name = _tr("Move {unit} to a new temporary base").format(unit=own.name)
    return workspace.edit(name, temporary_base_moves(plan, unit, lon, lat))


def place_base(workspace: Workspace, base: str, lon: float, lat: float) -> bool:
    """Move a base with its units to another position."""
    own = workspace.session.disposition.base(base)
    if _refused_outside(workspace, own.name, lon, lat):
        return False
    return workspace.edit(_tr("Move {base}").format(base=own.name), [PlaceBase(own.id, lon, lat)])


def close_base(workspace: Workspace, base: str) -> bool:
    """Close a base; its units are unassigned until they move."""
    own = workspace.session.disposition.base(base)
    return workspace.edit(_tr("Close {base}").format(base=own.name), [CloseBase(own.id)])


def reopen_base(workspace: Workspace, base: str) -> bool:
    """Open a closed base again."""
    own = workspace.session.disposition.base(base)
    return workspace.edit(_tr("Reopen {base}").format(base=own.name), [ReopenBase(own.id)])


def open_base(workspace: Workspace, name: str, kind: BaseKind, lon: float, lat: float) -> bool:
    """Open a new base and select it."""
    plan = workspace.session.disposition
    if _refused_outside(workspace, name, lon, lat):
        return False
    base = Base(_free_id(plan, name), name, kind, lon, lat)
    done = workspace.edit(_tr("Open {base}").format(base=name), [OpenBase(base)])
    if done:
        workspace.select(Kind.BASE, base.id)
    return done


def _refused_outside(workspace: Workspace, base: str, lon: float, lat: float) -> bool:
    """Tell the user that a base cannot stand outside the mission area, where it would; returns whether it would."""
    theatre = workspace.session.theatre
    away_m = float(theatre.outside_m(np.array([lon]), np.array([lat]))[0])
    if away_m <= theatre.margin_m:
        return False
    workspace.end_preview()
    km, margin_km = round(away_m / 1000, 1), theatre.margin_m / 1000
    workspace.failed.emit(PlanError("base_outside", base=base, km=km, margin_km=margin_km))
    return True


def _free_id(plan: Plan, wanted: str) -> str:
    taken = {base.id for base in plan.bases}
    return next(name for n in count(1) if (name := wanted if n == 1 else f"{wanted}-{n}") not in taken)
