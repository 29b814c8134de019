# SPDX-License-Identifier: GPL-3.0-or-later
"""Theatre, plan and findings <-> the tables of a plan file (version 1)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from typing import cast

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gisplanner.assumptions import Assumptions, defaults
from gisplanner.errors import PlanFileError
from gisplanner.plan import Plan, Source
from gisplanner.planfile.force_tables import (
    bases_table,
    closures_table,
    courses_table,
    read_bases,
    read_closures,
    read_courses,
    read_units,
    units_table,
)
from gisplanner.planfile.layer_tables import layer_of_table, layer_table
from gisplanner.planfile.population_table import population_tables, read_population
from gisplanner.planfile.rows import HALF_TURN, POLE, Columns, Row, rows_of_table, table_of
from gisplanner.theatre import LAYER_KINDS, Theatre, lakes, projected
from layers.findings import Finding, Severity
from layers.geodesy import TheatreCrs
from layers.geopackage import Table
from layers.geopackage.binary import bounds_of
from layers.grid import Grid, Polygonal, make_grid
from layers.layer import Layer
from layers.population import KIND

Tables = Mapping[str, Table]

MOST_CELLS = 4_000_000
"""More would fill the memory: a cell size that nobody chose."""

SETTINGS: Columns = {"key": "TEXT", "value": "TEXT"}
LAYERS: Columns = {"kind": "TEXT", "source": "TEXT", "date": "TEXT", "rows_in": "INTEGER", "rejected": "INTEGER"}
FINDINGS: Columns = {"finding": "TEXT"}


def plan_tables(theatre: Theatre, plan: Plan, findings: Sequence[Finding]) -> list[Table]:
    """Everything of a plan file, in a fixed order."""
    layers = [theatre.layers[kind] for kind in LAYER_KINDS]
    sources = [*(Source(one.kind, one.source, one.date, one.rows_in, one.rejected) for one in layers), *plan.sources]
    if theatre.population is not None:
        sources.append(Source(KIND, theatre.population.source, theatre.population.date, 1, 0))
    return [
        *(layer_table(layer) for layer in layers),
        bases_table(plan.bases),
        units_table(plan.units),
        closures_table(plan.closures),
        table_of("plan", SETTINGS, _settings(theatre, plan)),
        courses_table(plan.courses),
        table_of("layers", LAYERS, [asdict(source) | {"source": source.file} for source in sources]),
        *population_tables(theatre),
        table_of("findings", FINDINGS, [{"finding": _finding_text(finding)} for finding in findings]),
    ]


def read_theatre(tables: Tables, *, file: str, altered: frozenset[str]) -> tuple[Theatre, tuple[Finding, ...]]:
    """The theatre of a plan file, with what is to be said of rows that had to be judged.

    Parameters
    ----------
    tables : mapping of str to Table
    file : str
        Name of the plan file.
    altered : frozenset of str
        Tables that another program changed.
    """
    sources = {source.kind: source for source in _sources(tables)}
    layers: dict[str, Layer] = {}
    findings: list[Finding] = []
    for kind in LAYER_KINDS:
        if kind not in tables or kind not in sources:
            raise PlanFileError("plan_table_missing", layer=kind)
        layers[kind], noticed = layer_of_table(tables[kind], sources[kind], file=file, altered=kind in altered)
        findings += noticed
    said = _said(tables)
    crs = TheatreCrs(said.number("lon0", -HALF_TURN, HALF_TURN), said.number("lat0", -POLE, POLE))
    extent = _extent(said)
    theatre = Theatre(
        name=said.text("theatre"),
        layers=layers,
        crs=crs,
        extent=extent,
        bounded=said.yes_no("bounded", otherwise=False),
        grid=_grid(said, crs.project(extent), lakes(projected(layers["water"].table, crs))),
        margin_m=said.number("margin_m"),
        double_m=said.number("double_m"),
    )
    if KIND in sources:
        theatre = replace(theatre, population=read_population(tables, theatre, sources[KIND]))
    return theatre, tuple(findings)


def read_plan(tables: Tables) -> Plan:
    """The plan of a plan file."""
    said = _said(tables)
    return Plan(
        name=said.text("name"),
        bases=read_bases(tables),
        units=read_units(tables),
        closures=read_closures(tables),
        assumptions=Assumptions(tuple(_assumption(said, pair) for pair in said.listed("assumptions"))),
        roads_outside=said.yes_no("roads_outside", otherwise=False),
        courses=read_courses(tables),
        marking=said.text("marking"),
        sources=tuple(source for source in _sources(tables) if source.kind not in {*LAYER_KINDS, KIND}),
    )


def read_findings(tables: Tables) -> tuple[Finding, ...]:
    """What was noticed when the files of the plan were read."""
    return tuple(_finding(row) for row in rows_of_table(tables, "findings"))


def _settings(theatre: Theatre, plan: Plan) -> list[dict[str, str]]:
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
    return [{"key": key, "value": json.dumps(value, ensure_ascii=False)} for key, value in values.items()]


def _said(tables: Tables) -> Row:
    """The settings as one row."""
    return Row("plan", None, {row.text("key"): row.json("value") for row in rows_of_table(tables, "plan")})


def _extent(said: Row) -> BaseGeometry:
    try:
        wkb = bytes.fromhex(said.text("extent"))
        bounds_of(wkb)
    except ValueError:
        raise said.fault("extent", "an area") from None
    extent = shapely.from_wkb(wkb)
    if extent.geom_type not in {"Polygon", "MultiPolygon"}:
        raise said.fault("extent", "an area")
    return extent


def _grid(said: Row, extent_xy: BaseGeometry, lakes_xy: Sequence[BaseGeometry]) -> Grid:
    """The grid as it was, but for lakes that were drawn since."""
    cell_m = said.whole("cell_m", least=1)
    west, south, east, north = extent_xy.bounds
    if (east - west) * (north - south) > MOST_CELLS * cell_m**2:
        raise said.fault("cell_m", "a cell size that leaves the theatre fewer than millions of cells")
    return make_grid(cast("Polygonal", extent_xy), lakes_xy, cell_m)


def _assumption(said: Row, found: object) -> tuple[str, float]:
    pair = said.pair("assumptions", found)
    if pair.text("key") not in defaults():
        raise said.fault("assumptions", "a list of numbers that answers print")
    return pair.text("key"), pair.number("value")


def _sources(tables: Tables) -> list[Source]:
    return [
        Source(
            kind=row.text("kind"),
            file=row.text("source"),
            date=row.text_or_none("date"),
            rows_in=row.whole("rows_in"),
            rejected=row.whole("rejected"),
        )
        for row in rows_of_table(tables, "layers")
    ]


def _finding_text(finding: Finding) -> str:
    said = {field.name: getattr(finding, field.name) for field in fields(Finding) if field.name != "rows"}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, default=_plain)


def _plain(value: object) -> object:
    """What JSON has no word for, said plainly."""
    if isinstance(value, Mapping):
        return dict(value)
    return value.item() if isinstance(value, np.generic) else str(value)


def _finding(row: Row) -> Finding:
    """A finding; where another version wrote it in words that are gone, only its code."""
    said = row.inside("finding", row.json("finding"))
    subject = said.cells.get("subject")
    about = None if subject is None else said.pair("subject", subject)
    place = said.cells.get("place")
    at = None if place is None else said.pair("place", place)
    finding = Finding(
        code=said.text("code"),
        severity=said.word("severity", Severity),
        params=said.inside("params", said.cells.get("params")).cells,
        file=said.text_or_none("file"),
        layer=said.text_or_none("layer"),
        row=said.whole_or_none("row"),
        column=said.text_or_none("column"),
        value=said.text_or_none("value"),
        subject=None if about is None else (about.text("key"), about.text("value")),
        place=None if at is None else (at.number("key", -HALF_TURN, HALF_TURN), at.number("value", -POLE, POLE)),
    )
    try:
        finding.as_dict()
    except (KeyError, TypeError, ValueError):
        return replace(finding, code="finding_of_other_version", params={"code": finding.code})
    return finding
