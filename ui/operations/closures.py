# SPDX-License-Identifier: GPL-3.0-or-later
"""Closing and reopening roads: each function makes one edit that is undone by its name."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import shapely
from PyQt5.QtCore import QCoreApplication

from gisplanner.mobility import Means, Season
from gisplanner.plan import Closure, Plan
from ui.workspace import Kind, Workspace


def _tr(text: str) -> str:
    return QCoreApplication.translate("operations", text)


def road_name(workspace: Workspace, road: str) -> str:
    """What a road is called: its name, else its id."""
    table = workspace.session.theatre.layers["roads"].table
    names = table["name"][table["id"] == road]
    name = names.iloc[0] if len(names) else None
    return name if isinstance(name, str) and name else road


def close_road(
    workspace: Workspace,
    road: str,
    lon: float,
    lat: float,
    season: Season | None = None,
    spares: tuple[Means, ...] = (),
) -> bool:
    """Close a road at a place, all year or in one season, to all or to all but some means; select the closure."""
    plan, name = workspace.session.plan, road_name(workspace, road)
    called = _tr("{road}, restricted").format(road=name) if spares else name
    made = Closure(_free_id(plan, f"closed-{road}"), called, shapely.Point(lon, lat), season, spares=spares)
    edit = _tr("Restrict road {road}") if spares else _tr("Close road {road}")
    done = workspace.change_plan(edit.format(road=name), lambda plan: replace(plan, closures=(*plan.closures, made)))
    if done:
        workspace.select(Kind.CLOSURE, made.id)
    return done


def toggle_closure(workspace: Workspace, closure: str) -> bool:
    """Let a closure take effect again, or none."""
    own = _closure(workspace.session.plan, closure)
    name = _tr("Suspend closure {name}") if own.active else _tr("Restore closure {name}")
    changed = replace(own, active=not own.active)

    def change(plan: Plan) -> Plan:
        return replace(plan, closures=tuple(changed if one.id == own.id else one for one in plan.closures))

    return workspace.change_plan(name.format(name=own.name), change)


def remove_closure(workspace: Workspace, closure: str) -> bool:
    """Take a closure out of the plan."""
    own = _closure(workspace.session.plan, closure)

    def change(plan: Plan) -> Plan:
        return replace(plan, closures=tuple(one for one in plan.closures if one.id != own.id))

    done = workspace.change_plan(_tr("Remove closure {name}").format(name=own.name), change)
    if done and workspace.selected is not None and workspace.selected.id == own.id:
        workspace.select(None)
    return done


def _closure(plan: Plan, wanted: str) -> Closure:
    return next(one for one in plan.closures if one.id == wanted)


def _free_id(plan: Plan, wanted: str) -> str:
    taken = {closure.id for closure in plan.closures}
    return next(name for n in count(1) if (name := wanted if n == 1 else f"{wanted}-{n}") not in taken)
