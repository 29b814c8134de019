# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers and plans made of rows as files give them: judged first, then composed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import shapely

from gisplanner.compose import Composed, compose
from gisplanner.forces import Base, BaseKind
from gisplanner.plan import CloseBase, CourseOfAction, MoveUnit, OpenBase, PlaceBase, ReopenBase
from gisplanner.planfile import PlanFile
from layers.findings import Finding
from layers.layer import Layer
from layers.raw import RawTable
from layers.validate import validate

Rows = Sequence[Mapping[str, Any]]


def judged(kind: str, rows: Rows) -> tuple[Layer, tuple[Finding, ...]]:
    """A layer of a file with these rows: cells by column, places as ``geometry`` or in columns."""
    columns = tuple(dict.fromkeys(name for row in rows for name in row if name != "geometry"))
    shapes = [row.get("geometry") for row in rows]
    raw = RawTable(
        columns,
        [[row.get(name) for name in columns] for row in rows],
        list(range(1, len(rows) + 1)),
        None if "lon" in columns else [None if shape is None else shapely.to_wkb(shape) for shape in shapes],
    )
    return validate(kind, raw, file=f"{kind}.csv")


def composed(files: Mapping[str, Rows], **options: Any) -> Composed:
    """Theatre and plan of these files; everything noticed can be said."""
    made = compose("test", {kind: judged(kind, rows)[0] for kind, rows in files.items()}, **options)
    assert all(finding.reason and finding.remedy for finding in made.findings)
    return made


def plan_file(files: Mapping[str, Rows]) -> PlanFile:
    """What `new` would save of these files."""
    noticed = [finding for kind, rows in files.items() for finding in judged(kind, rows)[1]]
    made = composed(files)
    return PlanFile(made.theatre, made.plan, (*noticed, *made.findings))


def small_plan() -> PlanFile:
    """A plan that uses everything a plan file can hold, some of it odd."""
    files: dict[str, Rows] = {
        "roads": [
            {"id": "r1", "class": "primary", "surface": "gravel", "geometry": shapely.LineString([(10, 1), (10.3, 1)])},
            {"id": "r2", "class": "track", "geometry": shapely.LineString([(10.3, 1), (10.3, 1.2)]), "seasonal": "yes"},
        ],
        "settlements": [
            {"id": "s1", "name": "Éldanthe", "people": 1200, "liaison": "yes", "lon": 10.1, "lat": 1.0, "adm": "Nord"},
            {"id": "s2", "name": "Ol' \"Mill\"", "people": 0, "lon": 10.3, "lat": 1.2},
        ],
        "idp_sites": [{"id": "i1", "name": "Camp", "people": 300, "included_in": "s1", "lon": 10.101, "lat": 1.001}],
        "areas": [
            {"id": "m", "name": "Mission", "role": "mission_area", "geometry": shapely.box(9.9, 0.9, 10.5, 1.5)},
            {"id": "d", "name": "District", "role": "district", "geometry": shapely.box(9.9, 0.9, 10.2, 1.5)},
        ],
        "water": [{"id": "w", "kind": "lake", "geometry": shapely.box(10.1, 1.1, 10.2, 1.2)}],
        "incidents": [{"id": "e1", "date": "2024-03-01", "type": "raid", "fatalities": 2, "lon": 10.2, "lat": 1.0}],
        "bases": [
            {"id": "b1", "name": "North", "kind": "COB", "strength": 150, "guard": 20, "opened": "2021-01-31", "lon": 10, "lat": 1},
            {"id": "b2", "name": "South", "kind": None, "strength": 40, "contingent": "Ostmere", "lon": 10.3, "lat": 1},
        ],
        "units": [
            {"id": "u1", "name": "1 Coy", "kind": "company", "strength": 110, "base": "b1", "support_share": 0.2},
            {"id": "u2", "name": "QRF", "kind": "QRF", "base": "North", "ntm": 10, "means": "heavy", "night": "no"},
            {"id": "u3", "name": "2 Plt", "kind": "platoon", "strength": 35, "base": "gone", "component": "military"},
        ],
        "closures": [{"id": "c", "name": "Ford", "season": "wet", "date_from": "2024-04-01", "geometry": shapely.Point(10.2, 1)}],
    }  # fmt: skip
    file = plan_file(files)
    post = Base("new", "Poste n\u00b0 1", BaseKind.TOB, 10.25, 1.05, guard=0, attributes=(("sum", "=1+1"),))
    moves = (
        OpenBase(post, "2024-05-01"),
        MoveUnit("u1", "new"),
        MoveUnit("u2", None),
        CloseBase("b1", "2024-05-02"),
        ReopenBase("b1"),
        PlaceBase("b2", 10.31, 1.0),
    )
    plan = file.plan.with_course(CourseOfAction("retrait", moves)).with_assumption("team.day", 10)
    ford = replace(plan.closures[0], active=False)
    return replace(file, plan=replace(plan, marking="CONFIDENTIAL", roads_outside=True, closures=(ford,)))
