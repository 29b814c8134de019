# SPDX-License-Identifier: GPL-3.0-or-later
"""Theatre and plan as plain tables, and back: what a plan file holds (version 1)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any, cast

import numpy as np
import shapely

from gisplanner.assumptions import Assumptions
from gisplanner.errors import PlanFileError
from gisplanner.forces import Base, BaseKind, Unit, UnitKind
from gisplanner.mobility import Means, Season
from gisplanner.plan import (
    CloseBase,
    Closure,
    CourseOfAction,
    Move,
    MoveUnit,
    OpenBase,
    PlaceBase,
    Plan,
    ReopenBase,
    Source,
)
from gisplanner.theatre import LAYER_KINDS, Theatre, lakes, projected
from layers.findings import Finding, Severity
from layers.geodesy import TheatreCrs
from layers.geopackage import Table
from layers.geopackage.tables import Value
from layers.grid import Polygonal, make_grid
from layers.kinds import KINDS, Shape, Type
from layers.layer import Layer
from layers.raw import Cell, RawTable
from layers.validate import layer_of, validate

SQL_TYPES = {Type.WHOLE: "INTEGER", Type.NUMBER: "REAL", Type.YES_NO: "BOOLEAN"}
SHAPES = {frozenset({Shape.POINT}): "POINT", frozenset({Shape.LINE}): "LINESTRING"}
MOVES: Mapping[str, type] = {kind.__name__: kind for kind in (MoveUnit, CloseBase, ReopenBase, OpenBase, PlaceBase)}
FROM_CELL: Mapping[Type, Callable[[Any], Any]] = {Type.WHOLE: int, Type.NUMBER: float, Type.YES_NO: bool}

Cells = Sequence[Any]


def layer_table(layer: Layer) -> Table:
    """A layer as a table that other programs show on their maps."""
    kind = KINDS[layer.kind]
    columns = [(column.name, SQL_TYPES.get(column.type, "TEXT")) for column in kind.columns]
    columns += [("row", "INTEGER"), ("attributes", "TEXT")]
    types = {column.name: column.type for column in kind.columns} | {"row": Type.WHOLE}
    cells = [[_cell(value, types.get(name)) for value in layer.table[name]] for name, _ in columns]
    shapes = tuple(None if shape is None else shapely.to_wkb(shape, byte_order=1) for shape in layer.table.geometry)
    return Table(
        layer.kind,
        tuple(columns),
        tuple(zip(*cells, strict=True)),
        shapes,
        SHAPES.get(kind.shapes, "GEOMETRY"),
    )


def table_layer(table: Table, about: Mapping[str, Any], *, altered: bool) -> tuple[Layer, tuple[Finding, ...]]:
    """The layer that a table holds.

    Parameters
    ----------
    table : Table
    about : mapping
        Its row of the table of layers.
    altered : bool
        True where another program changed it: its rows are then judged as those of any file.
    """
    kind = KINDS[table.name]
    names = [name for name, _ in table.columns]
    if altered:
        keep = [at for at, name in enumerate(names) if name not in {"row", "attributes"}]
        rows = [[cast("Cell", row[at]) for at in keep] for row in table.rows]
        raw = RawTable(tuple(names[at] for at in keep), rows, list(range(1, len(rows) + 1)), list(table.geometry or ()))
        return validate(table.name, raw, file=str(about["source"]), date=about["date"])
    types = {column.name: FROM_CELL.get(column.type, str) for column in kind.columns} | {
        "row": int,
        "attributes": str,
    }
    shapes = [None if wkb is None else shapely.from_wkb(wkb) for wkb in table.geometry or ()]
    records = [
        {name: None if cell is None else types[name](cell) for name, cell in zip(names, row, strict=True)}
        | {"geometry": shape}
        for row, shape in zip(table.rows, shapes, strict=True)
    ]
    return layer_of(kind, records, about["source"], about["date"], about["rows_in"], about["rejected"]), ()


def plan_tables(theatre: Theatre, plan: Plan, findings: Sequence[Finding]) -> list[Table]:
    """Everything of a plan file, in a fixed order."""
    layers = [theatre.layers[kind] for kind in LAYER_KINDS]
    about = [(layer.kind, layer.source, layer.date, layer.rows_in, layer.rejected) for layer in layers]
    about += [(one.kind, one.file, one.date, one.rows_in, one.rejected) for one in plan.sources]
    heads = (
        ("kind", "TEXT"),
        ("source", "TEXT"),
        ("date", "TEXT"),
        ("rows_in", "INTEGER"),
        ("rejected", "INTEGER"),
    )
    return [
        *(layer_table(layer) for layer in layers),
        _bases_table(plan.bases),
        _units_table(plan.units),
        _closures_table(plan.closures),
        Table("plan", (("key", "TEXT"), ("value", "TEXT")), tuple(_settings(theatre, plan).items())),
        Table(
            "courses",
            (("name", "TEXT"), ("moves", "TEXT")),
            tuple((one.name, _moves_text(one.moves)) for one in plan.courses),
        ),
        Table("layers", heads, tuple(about)),
        Table("findings", (("finding", "TEXT"),), tuple((_finding_text(finding),) for finding in findings)),
    ]


def read_theatre(tables: Mapping[str, Table], altered: frozenset[str]) -> tuple[Theatre, tuple[Finding, ...]]:
    """The theatre of a plan file, with what is to be said of tables changed elsewhere."""
    said = _said(tables)
    about = {row["kind"]: row for row in _records(tables["layers"])}
    layers: dict[str, Layer] = {}
    findings: list[Finding] = []
    for kind in LAYER_KINDS:
        layers[kind], noticed = table_layer(tables[kind], about[kind], altered=kind in altered)
        findings += noticed
    crs = TheatreCrs(said["lon0"], said["lat0"])
    extent = shapely.from_wkb(bytes.fromhex(said["extent"]))
    water = lakes(projected(layers["water"].table, crs))
    grid = make_grid(cast("Polygonal", crs.project(extent)), water, said["cell_m"])
    theatre = Theatre(said["theatre"], layers, crs, extent, said["bounded"], grid, said["margin_m"], said["double_m"])
    return theatre, tuple(findings)


def read_plan(tables: Mapping[str, Table]) -> Plan:
    """The plan of a plan file."""
    said = _said(tables)
    return Plan(
        name=said["name"],
        bases=tuple(sorted((_base(row) for row in _records(tables["bases"])), key=lambda base: base.id)),
        units=tuple(sorted((_unit(row) for row in _records(tables["units"])), key=lambda unit: unit.id)),
        closures=tuple(sorted((_closure(row) for row in _records(tables["closures"])), key=lambda one: one.id)),
        assumptions=Assumptions(tuple((str(key), float(value)) for key, value in said["assumptions"])),
        roads_outside=said["roads_outside"],
        courses=tuple(
            CourseOfAction(row["name"], tuple(_move(move) for move in json.loads(row["moves"])))
            for row in _records(tables["courses"])
        ),
        marking=said["marking"],
        sources=tuple(
            Source(row["kind"], row["source"], row["date"], row["rows_in"], row["rejected"])
            for row in _records(tables["layers"])
            if row["kind"] not in LAYER_KINDS
        ),
    )


def read_findings(tables: Mapping[str, Table]) -> tuple[Finding, ...]:
    """What was noticed when the files of the plan were read."""
    rows = [json.loads(row["finding"]) for row in _records(tables["findings"])]
    return tuple(
        Finding(
            **{
                **row,
                "severity": Severity(row["severity"]),
                "subject": tuple(row["subject"]) if row["subject"] else None,
            }
        )
        for row in rows
    )


def _settings(theatre: Theatre, plan: Plan) -> dict[str, str]:
    values = {
        "name": plan.name,
        "marking": plan.marking,
        "roads_outside": plan.roads_outside,
        "assumptions": plan.assumptions.changed,
        "theatre": theatre.name,
        "lon0": theatre.crs.lon0,
        "lat0": theatre.crs.lat0,
        "cell_m": theatre.grid.cell_m,
        "extent": shapely.to_wkb(theatre.extent, hex=True, byte_order=1),
        "bounded": theatre.bounded,
        "margin_m": theatre.margin_m,
        "double_m": theatre.double_m,
    }
    return {key: json.dumps(value, ensure_ascii=False) for key, value in values.items()}


def _said(tables: Mapping[str, Table]) -> dict[str, Any]:
    return {row["key"]: json.loads(row["value"]) for row in _records(tables["plan"])}


def _bases_table(bases: Sequence[Base]) -> Table:
    names = [field.name for field in fields(Base) if field.name not in {"lon", "lat"}]
    types = {"open": "BOOLEAN", "guard": "INTEGER"}
    rows = [
        tuple(_text(base.attributes) if name == "attributes" else _value(getattr(base, name)) for name in names)
        for base in bases
    ]
    shapes = tuple(shapely.to_wkb(shapely.Point(base.lon, base.lat), byte_order=1) for base in bases)
    return Table("bases", tuple((name, types.get(name, "TEXT")) for name in names), tuple(rows), shapes, "POINT")


def _base(row: Mapping[str, Any]) -> Base:
    lon, lat = (float(value) for value in shapely.get_coordinates(row["geometry"])[0])
    own = {name: value for name, value in row.items() if name != "geometry"}
    attributes = tuple((str(key), str(value)) for key, value in json.loads(row["attributes"]))
    return Base(
        **{
            **own,
            "kind": BaseKind(row["kind"]),
            "open": bool(row["open"]),
            "attributes": attributes,
            "lon": lon,
            "lat": lat,
        }
    )


def _units_table(units: Sequence[Unit]) -> Table:
    names = [field.name for field in fields(Unit)]
    types = {"strength": "INTEGER", "notice_min": "REAL", "support_share": "REAL", "night_moves": "BOOLEAN"}
    rows = [tuple(_value(getattr(unit, name)) for name in names) for unit in units]
    return Table("units", tuple((name, types.get(name, "TEXT")) for name in names), tuple(rows))


def _unit(row: Mapping[str, Any]) -> Unit:
    return Unit(
        **{
            **row,
            "kind": UnitKind(row["kind"]),
            "means": Means(row["means"]),
            "night_moves": bool(row["night_moves"]),
        }
    )


def _closures_table(closures: Sequence[Closure]) -> Table:
    names = [field.name for field in fields(Closure) if field.name != "geometry"]
    rows = [tuple(_value(getattr(closure, name)) for name in names) for closure in closures]
    shapes = tuple(shapely.to_wkb(closure.geometry, byte_order=1) for closure in closures)
    return Table(
        "closures",
        tuple((name, "BOOLEAN" if name == "active" else "TEXT") for name in names),
        tuple(rows),
        shapes,
    )


def _closure(row: Mapping[str, Any]) -> Closure:
    season = None if row["season"] is None else Season(row["season"])
    return Closure(**{**row, "season": season, "active": bool(row["active"])})


def _moves_text(moves: Sequence[Move]) -> str:
    return _text([{"move": type(move).__name__, **asdict(move)} for move in moves])


def _move(said: dict[str, Any]) -> Move:
    kind = MOVES[said.pop("move")]
    if kind is OpenBase:
        base = said["base"]
        attributes = tuple((str(key), str(value)) for key, value in base["attributes"])
        said["base"] = Base(**{**base, "kind": BaseKind(base["kind"]), "attributes": attributes})
    move: Move = kind(**said)
    return move


def _finding_text(finding: Finding) -> str:
    return _text({field.name: getattr(finding, field.name) for field in fields(Finding)})


def _records(table: Table) -> list[dict[str, Any]]:
    names = [name for name, _ in table.columns]
    rows: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in table.rows]
    for row, wkb in zip(rows, table.geometry or (), strict=table.geometry is not None):
        if wkb is None:
            raise PlanFileError("plan_row_without_place", layer=table.name)
        row["geometry"] = shapely.from_wkb(wkb)
    return rows


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=_plain)


def _plain(value: object) -> object:
    """What JSON has no word for, said plainly."""
    if isinstance(value, Mapping):
        return dict(value)
    return value.item() if isinstance(value, np.generic) else str(value)


def _value(value: Any) -> Value:  # noqa: ANN401  a field of a dataclass
    return str(value) if isinstance(value, str) else value


def _cell(value: Any, kind: Type | None) -> Value:  # noqa: ANN401  a cell of a table
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    return FROM_CELL.get(kind, str)(value) if kind is not None else str(value)
