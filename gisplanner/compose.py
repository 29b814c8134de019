# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers -> theatre and plan: what making a new plan does (docs/method.md, *Forces*)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
import shapely
from numpy.typing import NDArray

from gisplanner.assumptions import Assumptions
from gisplanner.forces import Base, BaseKind, Unit, UnitKind
from gisplanner.mobility import Means, Season
from gisplanner.plan import Closure, Plan, Source
from gisplanner.sites import SITE_KIND
from gisplanner.theatre import LAYER_KINDS, Theatre, lakes, make_theatre, misplaced
from layers.findings import Finding, Severity
from layers.geodesy import geodesic_m
from layers.kinds import UNREAD
from layers.layer import Layer, Row, empty_layer, rows_of

FORCE_KINDS = ("bases", "units", "closures")
AT_BASE_M = 1000.0
"""A unit without a named base that stands this near one belongs to it."""
SHOWN_NAMES = 5


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
    """Make a theatre and a plan of layers; the same whatever the order of their rows.

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
    listed = _merged(_records(layers, "bases"), findings)
    where = np.array([(row["lon"], row["lat"]) for row in listed], dtype=np.float64).reshape(-1, 2)
    ground = {kind: layers[kind] for kind in LAYER_KINDS if kind in layers}
    theatre = make_theatre(name, ground, assumed, base_lonlat=where, cell_m=cell_m)
    findings += misplaced(theatre, layers)
    inside, left_out = _inside(theatre, listed, where, findings)
    bases = _bases(inside, assumed, findings)
    units = _records(layers, "units")
    if units:
        homes = _Homes(bases, left_out)
        forces = tuple(_unit(row, homes, assumed, findings) for row in units)
        findings += _differing_strengths(inside, forces)
    else:
        forces = tuple(_own_unit(row) for row in inside)
        if forces and all(unit.strength is None for unit in forces):
            findings.append(Finding("no_strength_at_all", Severity.ERROR, layer="bases"))
    findings += unknown_wholes(theatre)
    findings += _in_water(theatre, bases)
    plan = Plan(
        name=name,
        bases=bases,
        units=tuple(sorted(forces, key=lambda unit: unit.id)),
        closures=tuple(_closure(row) for row in _records(layers, "closures")),
        assumptions=assumed,
        roads_outside=roads_outside,
        sources=tuple(_source(layers[kind]) for kind in FORCE_KINDS if kind in layers),
    )
    return Composed(theatre, plan, tuple(findings))


def _source(layer: Layer) -> Source:
    return Source(layer.kind, layer.source, layer.date, layer.rows_in, layer.rejected)


def _records(layers: Mapping[str, Layer], kind: str) -> list[Row]:
    """Rows of a layer in order of id, then of content; points with `lon` and `lat`."""
    layer = layers.get(kind) or empty_layer(kind)
    rows = rows_of(layer)
    for row in rows:
        row["file"] = layer.source
        if row["geometry"] is not None and row["geometry"].geom_type == "Point":
            row["lon"], row["lat"] = shapely.get_coordinates(row["geometry"])[0].tolist()
    return rows


def _said(code: str, severity: Severity, row: Row, kind: str, **params: object) -> Finding:
    """Say something of one row, by its name, and by where it stands while its file is at hand."""
    about, named = (kind, row["id"]), {"name": row["name"], **params}
    return Finding(code, severity, named, row.get("file"), f"{kind}s", row.get("row"), subject=about)


def _merged(rows: Sequence[Row], findings: list[Finding]) -> list[Row]:
    """One row for every base; of several strengths the lowest, and an unknown one before all."""
    merged: list[Row] = []
    for _, group in groupby(rows, key=lambda row: str(row["id"])):
        listed = list(group)
        merged.append(min(listed, key=lambda row: -1 if row["strength"] is None else int(row["strength"])))
        if len(listed) > 1:
            strengths = sorted({row["strength"] for row in listed}, key=lambda people: -1 if people is None else people)
            severity = Severity.WARNING if len(strengths) > 1 else Severity.INFO
            params = {"count": len(listed), "strengths": _range_text(strengths)}
            said = _said("base_rows_merged", severity, merged[-1], "base", **params)
            findings.append(replace(said, row=None, rows=tuple(sorted(int(row["row"]) for row in listed))))
    return merged


def _range_text(strengths: Sequence[int | None]) -> str:
    """The range of different strengths in ascending order, unknown first."""
    lowest, highest = ("unknown" if strength is None else str(strength) for strength in (strengths[0], strengths[-1]))
    if highest == "unknown":
        return "no strength given"
    return f"{lowest} people" if lowest == highest else f"{lowest} to {highest} people"


def _inside(
    theatre: Theatre, rows: Sequence[Row], where: NDArray[np.float64], findings: list[Finding]
) -> tuple[list[Row], list[Row]]:
    """The bases inside the mission area or its margin, and those outside both."""
    kept: list[Row] = []
    left_out: list[Row] = []
    for row, away_m in zip(rows, theatre.outside_m(where[:, 0], where[:, 1]).tolist(), strict=True):
        params = {"km": round(away_m / 1000, 1), "margin_km": theatre.margin_m / 1000}
        if away_m > theatre.margin_m:
            left_out.append(row)
            findings.append(_said("base_excluded", Severity.WARNING, row, "base", **params))
            continue
        kept.append(row)
        if away_m > 0:
            findings.append(_said("base_in_margin", Severity.INFO, row, "base", **params))
    return kept, left_out


def _bases(rows: Sequence[Row], assumptions: Assumptions, findings: list[Finding]) -> tuple[Base, ...]:
    """The bases; those that do not say their kind are told apart by strength."""
    company_from = assumptions["base.company_from"]
    assumed: dict[BaseKind, list[str]] = {BaseKind.COB: [], BaseKind.TOB: []}
    bases: list[Base] = []
    for row in rows:
        kind = row["kind"]
        if kind is None:
            kind = BaseKind.COB if (row["strength"] or 0) >= company_from else BaseKind.TOB
            assumed[kind].append(row["name"])
        bases.append(_base(row, BaseKind(kind)))
    if any(assumed.values()):
        params: dict[str, object] = {"least": f"{company_from:g}"}
        for kind, names in assumed.items():
            more = f" and {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else ""
            params[kind] = f"{', '.join(names[:SHOWN_NAMES])}{more}" or "none"
        findings.append(Finding("base_kinds_assumed", Severity.INFO, params, layer="bases"))
    return tuple(bases)


def _base(row: Row, kind: BaseKind) -> Base:
    said = {**json.loads(row["attributes"]), "strength": row["strength"]}
    return Base(
        id=row["id"],
        name=row["name"],
        kind=kind,
        lon=row["lon"],
        lat=row["lat"],
        guard=row["guard"],
        contingent=row["contingent"],
        opened=row["opened"],
        attributes=tuple(sorted((column, str(value)) for column, value in said.items() if value is not None)),
    )


@dataclass(frozen=True, slots=True)
class _Homes:
    """Where units can be: the bases of the plan, and those left out of it."""

    bases: Sequence[Base]
    left_out: Sequence[Row]

    def named(self, wanted: str) -> list[str]:
        """Ids of the bases with this id, else of this name."""
        by_id = [base.id for base in self.bases if base.id == wanted]
        return by_id or [base.id for base in self.bases if base.name.casefold() == wanted.casefold()]

    def is_left_out(self, wanted: str) -> bool:
        """Whether it is a base outside the mission area."""
        return any(wanted == row["id"] or wanted.casefold() == row["name"].casefold() for row in self.left_out)

    def at(self, lon: float, lat: float) -> str | None:
        """Id of the nearest base that is near enough to be where a unit stands."""
        if not self.bases:
            return None
        there = np.array([(base.lon, base.lat) for base in self.bases], dtype=np.float64)
        away_m = geodesic_m(there[:, 0], there[:, 1], lon, lat)
        return self.bases[int(np.argmin(away_m))].id if away_m.min() <= AT_BASE_M else None


def _own_unit(base: Row) -> Unit:
    """The one unit of a base for which no unit is given."""
    return Unit(f"{base['id']}/own", base["name"], UnitKind.COMPANY, base["strength"], base["id"])


def _unit(row: Row, homes: _Homes, assumptions: Assumptions, findings: list[Finding]) -> Unit:
    base, doubt = _base_of(row, homes)
    if doubt is not None:
        findings.append(doubt)
    kind, strength = row["kind"], row["strength"]
    if kind is None:
        findings.append(_said("unit_kind_assumed", Severity.WARNING, row, "unit"))
    if kind == UNREAD:  # nobody knows what it can do
        kind, strength = None, None
        findings.append(_said("unit_kind_unread", Severity.WARNING, row, "unit"))
    elif strength is None:
        usual = {kind: f"{assumptions[f'strength.{kind}']:g}" for kind in ("platoon", "company", "FPU")}
        findings.append(_said("unit_strength_unknown", Severity.WARNING, row, "unit", **usual))
    return Unit(
        id=row["id"],
        name=row["name"],
        kind=UnitKind(kind or UnitKind.COMPANY),
        strength=strength,
        base=base,
        means=Means(row["means"] or Means.LIGHT),
        notice_min=row["ntm_min"],
        support_share=row["support_share"],
        night_moves=row["night_moves"] is not False,
        contingent=row["contingent"],
        component=row["component"],
    )


def _base_of(row: Row, homes: _Homes) -> tuple[str | None, Finding | None]:
    """Id of the base a unit names, else of the one it stands at; None, and why, where there is none."""
    wanted = row["base"]
    if wanted is None:
        base = homes.at(row["lon"], row["lat"]) if "lon" in row else None
        return base, None if base else _said("unit_without_base", Severity.WARNING, row, "unit")
    named = homes.named(wanted)
    if len(named) == 1:
        return named[0], None
    if not named and homes.is_left_out(wanted):
        return None, _said("unit_base_excluded", Severity.WARNING, row, "unit", base=wanted)
    code = "unit_base_ambiguous" if named else "unit_base_unknown"
    return None, _said(code, Severity.ERROR, row, "unit", base=wanted)


def _differing_strengths(rows: Sequence[Row], units: Sequence[Unit]) -> Iterator[Finding]:
    """Say where a base's own strength is not that of its units."""
    for row in rows:
        strengths = [unit.strength for unit in units if unit.base == row["id"]]
        known = [strength for strength in strengths if strength is not None]
        if row["strength"] is not None and len(known) == len(strengths) and sum(known) != row["strength"]:
            params = {"strength": row["strength"], "units": sum(known)}
            yield _said("base_strength_differs", Severity.INFO, row, "base", **params)


def _closure(row: Row) -> Closure:
    return Closure(
        id=row["id"],
        name=row["name"],
        geometry=row["geometry"],
        season=None if row["season"] in {None, "all"} else Season(row["season"]),
        reason=row["reason"],
        date_from=row["date_from"],
        date_to=row["date_to"],
    )


def unknown_wholes(theatre: Theatre) -> Iterator[Finding]:
    """Say which `included_in` names no other site, so that nobody is taken out by mistake."""
    known = set(theatre.sites.id)
    for layer, kind in SITE_KIND.items():
        for row in rows_of(theatre.layers[layer]):
            whole = row["included_in"]
            if whole is not None and (whole not in known or whole == row["id"]):
                yield _said("included_in_unknown", Severity.WARNING, row, kind, other=whole)


def _in_water(theatre: Theatre, bases: Sequence[Base]) -> Iterator[Finding]:
    """Say which sites and bases stand in a lake: nearly always their position is wrong, else the shore."""
    sites = theatre.sites
    told = [*zip(sites.kind, sites.id, sites.name, strict=True), *(("base", base.id, base.name) for base in bases)]
    x, y = theatre.crs.to_xy([base.lon for base in bases], [base.lat for base in bases])
    places = shapely.points(np.concatenate([sites.x, x]), np.concatenate([sites.y, y]))
    wet, _ = shapely.STRtree(lakes(theatre.water_xy)).query(places, predicate="within")
    for number in np.unique(wet).tolist():
        kind, own, name = told[number]
        layer = next((layer for layer, site in SITE_KIND.items() if site == kind), "bases")
        yield Finding("place_in_water", Severity.WARNING, {"name": name}, layer=layer, subject=(kind, own))
