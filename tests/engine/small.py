# SPDX-License-Identifier: GPL-3.0-or-later
"""Small theatres made in a few lines, for cases that can be worked out on paper."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from gisplanner.analysis import Analysis, Engine
from gisplanner.assumptions import Assumptions
from gisplanner.conditions import Conditions
from gisplanner.coverage import STATUSES
from gisplanner.forces import Base, BaseKind, Unit, UnitKind
from gisplanner.mobility import UNREACHABLE
from gisplanner.plan import Closure, Plan
from gisplanner.theatre import Theatre, make_theatre
from layers.findings import Finding
from layers.kinds import KINDS
from layers.layer import Layer

Position = tuple[float, float]
MINUTE_MS = 60_000
NUMBERS = {
    "speed_kmh",
    "length_m",
    "people",
    "teams_needed",
    "standard_min",
    "practicability_dry",
    "practicability_wet",
    "practicability_now",
    "total_load_t",
    "axle_load_t",
    "width_m",
}


def layer(kind: str, rows: Sequence[dict[str, Any]]) -> Layer:
    """A layer of rows that are right already: ``geometry`` and the columns that are not empty."""
    columns = {
        column.name: [row.get(column.name, np.nan if column.name in NUMBERS else None) for row in rows]
        for column in KINDS[kind].columns
        if column.name != "id"
    }
    ids = [str(row.get("id", row.get("name", f"{kind}-{n:03}"))) for n, row in enumerate(rows)]
    table = gpd.GeoDataFrame(
        {"id": ids, "row": range(1, len(ids) + 1), **columns},
        geometry=[row["geometry"] for row in rows],
        crs="EPSG:4326",
    )
    table = table.sort_values("id", kind="stable").reset_index(drop=True)
    digest = hashlib.sha256(f"{kind} {table.drop(columns='row').to_csv()}".encode()).hexdigest()
    return Layer(kind, table, f"{kind}.csv", None, len(rows), 0, digest)


def road(*vertices: Position, **columns: object) -> dict[str, Any]:
    return {"geometry": shapely.LineString(vertices), "surface": "gravel", **columns}


def site(name: str, position: Position, people: int | None = 100, **columns: object) -> dict[str, Any]:
    return {"name": name, "geometry": shapely.Point(position), "people": people, **columns}


def base(name: str, position: Position, kind: BaseKind = BaseKind.TOB) -> Base:
    return Base(name, name, kind, *position)


def unit(base_name: str, strength: int | None = 35, kind: UnitKind = UnitKind.PLATOON, **more: Any) -> Unit:
    return Unit(more.pop("id", f"{base_name} unit"), f"{base_name} unit", kind, strength, base_name, **more)


@dataclass
class Small:
    """A theatre and plan by their rows; `ask` gives the answer."""

    roads: list[dict[str, Any]] = field(default_factory=list)
    settlements: list[dict[str, Any]] = field(default_factory=list)
    idp_sites: list[dict[str, Any]] = field(default_factory=list)
    bases: list[Base] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    water: list[dict[str, Any]] = field(default_factory=list)
    areas: list[dict[str, Any]] = field(default_factory=list)
    closures: list[Closure] = field(default_factory=list)
    assumptions: Assumptions = field(default_factory=Assumptions)

    def theatre(self) -> Theatre:
        rows = {name: getattr(self, name) for name in ("roads", "settlements", "idp_sites", "water", "areas")}
        where = np.array([(one.lon, one.lat) for one in self.bases], dtype=np.float64).reshape(-1, 2)
        return make_theatre(
            "small", {kind: layer(kind, of) for kind, of in rows.items()}, self.assumptions, base_lonlat=where
        )

    def plan(self) -> Plan:
        return Plan(
            "small",
            tuple(sorted(self.bases, key=lambda one: one.id)),
            tuple(sorted(self.units, key=lambda one: one.id)),
            tuple(self.closures),
            self.assumptions,
        )

    def ask(self, **conditions: Any) -> Answer:
        return Answer(Engine().analyse(self.theatre(), self.plan(), Conditions(**conditions)))


@dataclass
class Answer:
    """An analysis, asked by the names of sites; times in milliseconds, None where nobody can come."""

    analysis: Analysis

    def _row(self, name: str) -> int:
        return self.analysis.theatre.sites.name.index(name)

    def travel(self, name: str) -> int | None:
        return _time(self.analysis.coverage.travel_ms[self._row(name)])

    def response(self, name: str) -> int | None:
        return _time(self.analysis.coverage.response_ms[self._row(name)])

    def status(self, name: str) -> str:
        return STATUSES[self.analysis.coverage.status[self._row(name)]]

    def reason(self, name: str) -> str | None:
        return self.analysis.coverage.reason[self._row(name)]

    def base(self, name: str) -> str | None:
        number = int(self.analysis.coverage.base[self._row(name)])
        return None if number < 0 else self.analysis.plan.bases[number].id

    def snap(self, name: str) -> float:
        return float(self.analysis.coverage.snap_m[self._row(name)])

    def said(self, code: str) -> list[Finding]:
        return [finding for finding in self.analysis.findings if finding.code == code]

    def codes(self) -> set[str]:
        return {finding.code for finding in self.analysis.findings}


def _time(value: np.int32) -> int | None:
    return None if value >= UNREACHABLE else int(value)
