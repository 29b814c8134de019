# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers -> theatre and plan: what making a new plan does (docs/method.md, *Forces*)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from gisplanner.assumptions import Assumptions
from gisplanner.forces import Base, BaseKind, Unit, UnitKind
from gisplanner.mobility import Means, Season
from gisplanner.plan import Closure, Plan, Source
from gisplanner.theatre import LAYER_KINDS, Theatre, make_theatre
from layers.findings import Finding, Severity
from layers.geodesy import geodesic_m
from layers.layer import Layer
from layers.load import empty_layer

FORCE_KINDS = ("bases", "units", "closures")
AT_BASE_M = 1000.0
"""A unit without a named base that stands this near one belongs to it."""

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Composed:
    """A new theatre and plan, and what was noticed while they were made."""

    theatre: Theatre
    plan: Plan
    findings: tuple[Finding, ...]


def compose(
    name: str,
    layers: Mapping[str, Layer],
    *,
    assumptions: Assumptions | None = None,
    roads_outside: bool = False,
    cell_m: int | None = None,
) -> Composed:
    """Make a theatre and a plan of layers.

    Parameters
    ----------
    name : str
    layers : mapping of kind to Layer
        ``bases``, ``units`` and ``closures`` become the plan, the others the theatre.
    assumptions : Assumptions, optional
        The defaults otherwise.
    roads_outside : bool
        True lets units use roads beyond the mission area.
    cell_m : int, optional
        Cell size.

    Raises
    ------
    PlanError
        `no_ground` when there is no place at all.
    """
    assumed = assumptions or Assumptions()
    findings: list[Finding] = []
    rows = _merged(_records(layers.get("bases") or empty_layer("bases")), findings)
    where = np.array([(row["lon"], row["lat"]) for row in rows], dtype=np.float64).reshape(-1, 2)
    ground = {kind: layer for kind, layer in layers.items() if kind in LAYER_KINDS}
    theatre = make_theatre(name, ground, assumed, base_lonlat=where, cell_m=cell_m)
    rows = _inside(theatre, rows, where, findings)
    units = layers.get("units")
    strengths = _own_strengths(rows) if units is None or len(units.table) == 0 else {}
    bases = tuple(_base(row, assumed, findings) for row in rows)
    if units is not None and len(units.table):
        forces = tuple(_unit(row, bases, findings) for row in _records(units))
        _compare_strengths(rows, forces, findings)
    else:
        forces = tuple(
            Unit(f"{base.id}/own", base.name, UnitKind.COMPANY, strengths[base.id], base.id) for base in bases
        )
    closures = tuple(_closure(row) for row in _records(layers.get("closures") or empty_layer("closures")))
    _check_included(theatre, findings)
    plan = Plan(
        name=name,
        bases=bases,
        units=tuple(sorted(forces, key=lambda unit: unit.id)),
        closures=closures,
        assumptions=assumed,
        roads_outside=roads_outside,
        sources=tuple(_source(layers[kind]) for kind in FORCE_KINDS if kind in layers),
    )
    return Composed(theatre, plan, tuple(findings))


def _source(layer: Layer) -> Source:
    return Source(layer.kind, layer.source, layer.date, layer.rows_in, layer.rejected)


def _records(layer: Layer) -> list[Record]:
    """Rows of a layer in order of id, missing cells as None, with `lon` and `lat` of points."""
    rows: list[Record] = []
    for record, shape in zip(layer.table.to_dict("records"), layer.table.geometry, strict=True):
        row: Record = {str(key): None if key != "geometry" and _missing(cell) else cell for key, cell in record.items()}
        row["geometry"] = None if shape is None or shape.is_empty else shape
        if row["geometry"] is not None and shape.geom_type == "Point":
            row["lon"], row["lat"] = (float(value) for value in shapely.get_coordinates(shape)[0])
        rows.append(row)
    return sorted(rows, key=lambda row: str(row["id"]))


def _missing(cell: object) -> bool:
    return cell is None or (isinstance(cell, float) and np.isnan(cell)) or cell is pd.NA


def _whole(cell: object) -> int | None:
    return None if cell is None else int(cell)  # type: ignore[call-overload]


def _merged(rows: Sequence[Record], findings: list[Finding]) -> list[Record]:
    """One row for every base; of several strengths the lowest."""
    groups: defaultdict[str, list[Record]] = defaultdict(list)
    for row in rows:
        groups[str(row["id"])].append(row)
    merged: list[Record] = []
    for base, group in sorted(groups.items()):
        strengths = sorted(int(row["strength"]) for row in group if row["strength"] is not None)
        chosen = min(group, key=lambda row: (row["strength"] is None, row["strength"], str(row["attributes"])))
        merged.append(chosen)
        if len(group) > 1:
            params: dict[str, object] = {
                "name": chosen["name"],
                "count": len(group),
                "lowest": "unknown",
                "highest": "unknown",
            }
            if strengths:
                params |= {"lowest": strengths[0], "highest": strengths[-1]}
            findings.append(_said("base_rows_merged", Severity.WARNING, "bases", params, ("base", base)))
    return merged


def _inside(theatre: Theatre, rows: list[Record], where: np.ndarray[Any, Any], findings: list[Finding]) -> list[Record]:
    """The bases inside the mission area or its margin."""
    outside_m = theatre.outside_m(where[:, 0], where[:, 1]) if len(rows) else np.zeros(0)
    kept: list[Record] = []
    for row, away_m in zip(rows, outside_m.tolist(), strict=True):
        params = {"name": row["name"], "km": round(away_m / 1000, 1), "margin_km": theatre.margin_m / 1000}
        if away_m > theatre.margin_m:
            findings.append(_said("base_excluded", Severity.WARNING, "bases", params, ("base", row["id"])))
            continue
        if away_m > 0:
            findings.append(_said("base_in_margin", Severity.INFO, "bases", params, ("base", row["id"])))
        kept.append(row)
    return kept


def _own_strengths(rows: Sequence[Record]) -> dict[str, int | None]:
    return {str(row["id"]): _whole(row["strength"]) for row in rows}


def _base(row: Record, assumptions: Assumptions, findings: list[Finding]) -> Base:
    kind = row["kind"]
    if kind is None:
        strength = _whole(row["strength"])
        kind = BaseKind.COB if strength is not None and strength >= assumptions["base.company_from"] else BaseKind.TOB
        params = {"name": row["name"], "kind": str(kind)}
        findings.append(_said("base_kind_assumed", Severity.INFO, "bases", params, ("base", row["id"])))
    said = {**json.loads(row["attributes"] or "{}"), "strength": _whole(row["strength"])}
    return Base(
        id=str(row["id"]),
        name=str(row["name"]),
        kind=BaseKind(kind),
        lon=row["lon"],
        lat=row["lat"],
        guard=_whole(row["guard"]),
        contingent=row["contingent"],
        opened=row["opened"],
        attributes=tuple(sorted((key, str(value)) for key, value in said.items() if value is not None)),
    )


def _unit(row: Record, bases: Sequence[Base], findings: list[Finding]) -> Unit:
    subject = ("unit", str(row["id"]))
    kind = row["kind"]
    if kind is None:
        kind = UnitKind.COMPANY
        findings.append(_said("unit_kind_assumed", Severity.WARNING, "units", {"name": row["name"]}, subject))
    if row["strength"] is None:
        findings.append(_said("unit_strength_unknown", Severity.WARNING, "units", {"name": row["name"]}, subject))
    night = row["night_moves"]
    return Unit(
        id=str(row["id"]),
        name=str(row["name"]),
        kind=UnitKind(kind),
        strength=_whole(row["strength"]),
        base=_base_of(row, bases, findings, subject),
        means=Means(row["means"] or Means.LIGHT),
        notice_min=row["ntm_min"],
        support_share=row["support_share"],
        night_moves=True if night is None else bool(night),
        contingent=row["contingent"],
        component=row["component"],
    )


def _base_of(row: Record, bases: Sequence[Base], findings: list[Finding], subject: tuple[str, str]) -> str | None:
    """Id of the base a unit names, by id, else by name, else by where it stands; None without one."""
    wanted = row["base"]
    if wanted is not None:
        named = [base.id for base in bases if base.id == wanted]
        named = named or [base.id for base in bases if base.name.casefold() == wanted.casefold()]
        if len(named) == 1:
            return named[0]
        code = "unit_base_ambiguous" if named else "unit_base_unknown"
        params = {"name": row["name"], "base": wanted}
        findings.append(_said(code, Severity.ERROR, "units", params, subject))
        return None
    if "lon" in row and bases:
        lon, lat = (np.array([getattr(base, axis) for base in bases]) for axis in ("lon", "lat"))
        away_m = geodesic_m(lon, lat, np.full(len(bases), row["lon"]), np.full(len(bases), row["lat"]))
        if away_m.min() <= AT_BASE_M:
            return bases[int(np.argmin(away_m))].id
    findings.append(_said("unit_without_base", Severity.WARNING, "units", {"name": row["name"]}, subject))
    return None


def _compare_strengths(rows: Sequence[Record], units: Sequence[Unit], findings: list[Finding]) -> None:
    """Say where a base's own strength is not that of its units."""
    for row in rows:
        own = [unit.strength for unit in units if unit.base == str(row["id"])]
        if row["strength"] is None or None in own:
            continue
        whole = sum(strength for strength in own if strength is not None)
        if whole != int(row["strength"]):
            params = {"name": row["name"], "strength": int(row["strength"]), "units": whole}
            findings.append(_said("base_strength_differs", Severity.INFO, "bases", params, ("base", str(row["id"]))))


def _closure(row: Record) -> Closure:
    season = row["season"]
    return Closure(
        id=str(row["id"]),
        name=str(row["name"]),
        geometry=row["geometry"],
        season=None if season in {None, "all"} else Season(season),
        reason=row["reason"],
        date_from=row["date_from"],
        date_to=row["date_to"],
    )


def _check_included(theatre: Theatre, findings: list[Finding]) -> None:
    """Say which `included_in` names no site, so that nobody is taken out by mistake."""
    known = set(theatre.sites.id)
    for kind in ("settlements", "idp_sites"):
        table = theatre.layers[kind].table
        for site, name, other in zip(table["id"], table["name"], table["included_in"], strict=True):
            if isinstance(other, str) and other not in known:
                params = {"name": name, "other": other}
                findings.append(_said("included_in_unknown", Severity.WARNING, kind, params, (kind[:-1], str(site))))


def _said(code: str, severity: Severity, layer: str, params: Mapping[str, object], subject: tuple[str, str]) -> Finding:
    return Finding(code, severity, params, layer=layer, subject=subject)
