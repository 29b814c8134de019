# SPDX-License-Identifier: GPL-3.0-or-later
"""Bases, units, closures and moves <-> rows of a plan file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

import shapely

from gisplanner.errors import PlanFileError
from gisplanner.forces import Base, BaseKind, Unit, UnitKind
from gisplanner.mobility import Means, Season
from gisplanner.plan import CloseBase, Closure, CourseOfAction, Move, MoveUnit, OpenBase, PlaceBase, ReopenBase
from gisplanner.planfile.rows import HALF_TURN, POLE, Columns, Row, rows_of_table, table_of
from layers.geopackage import Table

MOST_PEOPLE = 1_000_000
"""More is no unit, and no guard."""

BASES: Columns = {
    "id": "TEXT",
    "name": "TEXT",
    "kind": "TEXT",
    "open": "BOOLEAN",
    "guard": "INTEGER",
    "contingent": "TEXT",
    "opened": "TEXT",
    "attributes": "TEXT",
}
UNITS: Columns = {
    "id": "TEXT",
    "name": "TEXT",
    "kind": "TEXT",
    "strength": "INTEGER",
    "base": "TEXT",
    "means": "TEXT",
    "notice_min": "REAL",
    "support_share": "REAL",
    "night_moves": "BOOLEAN",
    "contingent": "TEXT",
    "component": "TEXT",
}
CLOSURES: Columns = {
    "id": "TEXT",
    "name": "TEXT",
    "season": "TEXT",
    "reason": "TEXT",
    "date_from": "TEXT",
    "date_to": "TEXT",
    "active": "BOOLEAN",
    "spares": "TEXT",
}
COURSES: Columns = {"name": "TEXT", "moves": "TEXT"}

Thing = TypeVar("Thing", Base, Unit, Closure)


def bases_table(bases: Sequence[Base]) -> Table:
    """Bases as points."""
    places = [shapely.Point(base.lon, base.lat) for base in bases]
    rows = [{name: getattr(base, name) for name in BASES} | {"attributes": _text(base.attributes)} for base in bases]
    return table_of("bases", BASES, rows, places, "POINT")


def units_table(units: Sequence[Unit]) -> Table:
    """Units; their places are those of their bases."""
    return table_of("units", UNITS, [{name: getattr(unit, name) for name in UNITS} for unit in units])


def closures_table(closures: Sequence[Closure]) -> Table:
    """Closures as what they are drawn as."""
    rows = [
        {name: getattr(closure, name) for name in CLOSURES} | {"spares": ",".join(closure.spares) or None}
        for closure in closures
    ]
    return table_of("closures", CLOSURES, rows, [closure.geometry for closure in closures])


def courses_table(courses: Sequence[CourseOfAction]) -> Table:
    """Courses of action, the moves of each as one text."""
    rows = [{"name": one.name, "moves": _text([_move_cells(move) for move in one.moves])} for one in courses]
    return table_of("courses", COURSES, rows)


def read_bases(tables: Mapping[str, Table]) -> tuple[Base, ...]:
    """Bases in order of id."""
    return _by_id([(row, _base(row, *row.lonlat())) for row in rows_of_table(tables, "bases")])


def read_units(tables: Mapping[str, Table]) -> tuple[Unit, ...]:
    """Units in order of id."""
    return _by_id([(row, _unit(row)) for row in rows_of_table(tables, "units")])


def read_closures(tables: Mapping[str, Table]) -> tuple[Closure, ...]:
    """Closures in order of id."""
    return _by_id([(row, _closure(row)) for row in rows_of_table(tables, "closures")])


def read_courses(tables: Mapping[str, Table]) -> tuple[CourseOfAction, ...]:
    """Courses of action in their own order."""
    courses: list[CourseOfAction] = []
    for row in rows_of_table(tables, "courses"):
        moves = (_move(row.inside("moves", said)) for said in row.listed("moves"))
        courses.append(CourseOfAction(row.text("name"), tuple(moves)))
    return tuple(courses)


def _by_id(read: Sequence[tuple[Row, Thing]]) -> tuple[Thing, ...]:
    known: set[str] = set()
    for row, thing in read:
        if thing.id in known:
            raise PlanFileError("plan_id_twice", layer=row.table, row=row.at, column="id", id=thing.id)
        known.add(thing.id)
    return tuple(sorted((thing for _, thing in read), key=lambda thing: thing.id))


def _base(row: Row, lon: float, lat: float) -> Base:
    said = (row.pair("attributes", pair) for pair in row.listed("attributes"))
    return Base(
        id=row.text("id"),
        name=row.text("name"),
        kind=row.word("kind", BaseKind),
        lon=lon,
        lat=lat,
        open=row.yes_no("open", otherwise=True),
        guard=row.whole_or_none("guard", most=MOST_PEOPLE),
        contingent=row.text_or_none("contingent"),
        opened=row.text_or_none("opened"),
        attributes=tuple((pair.text("key"), pair.text("value")) for pair in said),
    )


def _unit(row: Row) -> Unit:
    return Unit(
        id=row.text("id"),
        name=row.text("name"),
        kind=row.word("kind", UnitKind),
        strength=row.whole_or_none("strength", most=MOST_PEOPLE),
        base=row.text_or_none("base"),
        means=row.word("means", Means),
        notice_min=row.number_or_none("notice_min"),
        support_share=row.number_or_none("support_share"),
        night_moves=row.yes_no("night_moves", otherwise=True),
        contingent=row.text_or_none("contingent"),
        component=row.text_or_none("component"),
    )


def _closure(row: Row) -> Closure:
    return Closure(
        id=row.text("id"),
        name=row.text("name"),
        geometry=row.valid_shape(),
        season=row.word("season", Season) if row.text_or_none("season") else None,
        reason=row.text_or_none("reason"),
        date_from=row.text_or_none("date_from"),
        date_to=row.text_or_none("date_to"),
        active=row.yes_no("active", otherwise=True),
        spares=tuple(Row(row.table, row.at, {"spares": name}).word("spares", Means) for name in _spared(row)),
    )


def _spared(row: Row) -> list[str]:
    """Names of the means that a closure spares; none in files from before there were any."""
    said = row.text_or_none("spares")
    return [name.strip() for name in said.split(",")] if said else []


def _move_cells(move: Move) -> dict[str, Any]:
    return {"move": type(move).__name__, **asdict(move)}


def _move(row: Row) -> Move:
    start = row.text_or_none("start")
    match row.text("move"):
        case "MoveUnit":
            return MoveUnit(row.text("unit"), row.text_or_none("base"), start)
        case "CloseBase":
            return CloseBase(row.text("base"), start)
        case "ReopenBase":
            return ReopenBase(row.text("base"), start)
        case "OpenBase":
            base = row.inside("base", row.cells.get("base"))
            return OpenBase(_base(base, *_degrees(base)), start)
        case "PlaceBase":
            return PlaceBase(row.text("base"), *_degrees(row), start)
        case _:
            raise row.fault("move", "MoveUnit, CloseBase, ReopenBase, OpenBase or PlaceBase")


def _degrees(row: Row) -> tuple[float, float]:
    return row.number("lon", -HALF_TURN, HALF_TURN), row.number("lat", -POLE, POLE)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
