# SPDX-License-Identifier: GPL-3.0-or-later
"""The places with civilians that count: settlements and IDP sites under one order (docs/method.md, *The ground*)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gisplanner.shapes import points
from layers.doubles import listed_twice
from layers.findings import Finding, Severity
from layers.geodesy import TheatreCrs, geodesic_m
from layers.layer import Layer

SITE_KIND = {"settlements": "settlement", "idp_sites": "idp_site"}


@dataclass(frozen=True, eq=False)
class Sites:
    """Sites in order of id; every array has shape (sites,).

    Attributes
    ----------
    id, name, kind : tuple of str
        `kind` is ``settlement`` or ``idp_site``.
    lon, lat, x, y : float64
        Degrees, and metres on the theatre's plane.
    people : int64
        People counted: 0 where unknown and where another site has them.
    people_listed : int64
        The headcount of its row, 0 where unknown.
    people_known, liaison, in_margin : bool
        `in_margin`: outside the mission area, within its margin.
    included_in, priority : tuple of str or None
        `included_in`: the site that its row names, None where there is none such.
    counts : bool
        False where the site's people are counted with another.
    teams_needed : int32
        0 = the plan's default.
    standard_min : float64
        The site's own standard, NaN without one.
    """

    id: tuple[str, ...]
    name: tuple[str, ...]
    kind: tuple[str, ...]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    people: NDArray[np.int64]
    people_listed: NDArray[np.int64]
    people_known: NDArray[np.bool_]
    liaison: NDArray[np.bool_]
    in_margin: NDArray[np.bool_]
    included_in: tuple[str | None, ...]
    counts: NDArray[np.bool_]
    priority: tuple[str | None, ...]
    teams_needed: NDArray[np.int32]
    standard_min: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True, eq=False)
class Gathered:
    """Sites, and what was said and left out while they were gathered.

    Attributes
    ----------
    sites : Sites
    findings : tuple of Finding
    excluded_sites, excluded_people, excluded_unknown : int
        Beyond the mission area and its margin; people as listed, and sites without a headcount.
    possible_double : tuple of str
        Ids of IDP sites that may be part of a settlement listed too, and of sites of one name at one place.
    """

    sites: Sites
    findings: tuple[Finding, ...]
    excluded_sites: int
    excluded_people: int
    excluded_unknown: int
    possible_double: tuple[str, ...]


def gather(
    layers: Mapping[str, Layer],
    crs: TheatreCrs,
    outside_m: Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]],
    *,
    margin_m: float,
    double_m: float,
) -> Gathered:
    """Put settlements and IDP sites under one order and say what is odd about them.

    Parameters
    ----------
    layers : mapping of kind to Layer
        With ``settlements`` and ``idp_sites``.
    crs : TheatreCrs
    outside_m : callable
        (lon, lat) -> metres outside the mission area, 0 inside.
    margin_m, double_m : float
        How far outside still counts; how near an IDP site and a settlement may be the same people.
    """
    rows = _rows(layers)
    lon, lat = (np.array([row[name] for row in rows], dtype=np.float64) for name in ("lon", "lat"))
    distance_m = outside_m(lon, lat)
    inside = distance_m <= margin_m
    kept = [row for row, keep in zip(rows, inside, strict=True) if keep]
    sites = _columns(kept, distance_m[inside] > 0, crs)
    left_out = [row for row, keep in zip(rows, inside, strict=True) if not keep]
    double = _possible_double(sites, double_m)
    findings = [
        *_outside_findings(sites, left_out, margin_m),
        *_double_findings(sites, double, double_m),
        *_included_findings(sites),
    ]
    heads = [_headcount(row) for row in left_out]
    return Gathered(
        sites,
        tuple(findings),
        excluded_sites=len(left_out),
        excluded_people=sum(head or 0 for head in heads),
        excluded_unknown=heads.count(None),
        possible_double=tuple(
            sites.id[site] for site in sorted({*_listed_twice(sites), *(site for site, _ in double)})
        ),
    )


def _rows(layers: Mapping[str, Layer]) -> list[dict[str, Any]]:
    """Rows of both kinds by id; an id used in both kinds gets its kind in front for the IDP site."""
    taken = Counter(str(site) for kind in SITE_KIND for site in layers[kind].table["id"])
    rows: list[dict[str, Any]] = []
    for layer_kind, kind in SITE_KIND.items():
        table = layers[layer_kind].table
        positions = shapely.get_coordinates(table.geometry.to_numpy())
        records: list[dict[str, Any]] = [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]
        for record, (lon, lat) in zip(records, positions.tolist(), strict=True):
            own = str(record["id"])
            shared = taken[own] > 1 and kind == "idp_site"
            rows.append(
                {
                    **record,
                    "id": f"{kind}:{own}" if shared else own,
                    "kind": kind,
                    "lon": lon,
                    "lat": lat,
                }
            )
    return sorted(rows, key=lambda row: row["id"])


def _headcount(row: Mapping[str, Any]) -> int | None:
    return None if pd.isna(row["people"]) else int(row["people"])


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _columns(rows: list[dict[str, Any]], in_margin: NDArray[np.bool_], crs: TheatreCrs) -> Sites:
    lon, lat = (np.array([row[name] for row in rows], dtype=np.float64) for name in ("lon", "lat"))
    x, y = crs.to_xy(lon, lat)
    heads = [_headcount(row) for row in rows]
    listed = np.array([head or 0 for head in heads], dtype=np.int64)
    ids = {row["id"] for row in rows}
    included = [_text(row["included_in"]) for row in rows]
    included = [
        other if other in ids and other != row["id"] else None for other, row in zip(included, rows, strict=True)
    ]
    known = np.array([head is not None for head in heads], dtype=bool)
    counts = _counts([row["id"] for row in rows], included, known)
    return Sites(
        id=tuple(row["id"] for row in rows),
        name=tuple(str(row["name"]) for row in rows),
        kind=tuple(row["kind"] for row in rows),
        lon=lon,
        lat=lat,
        x=x,
        y=y,
        people=np.where(counts, listed, 0).astype(np.int64),
        people_listed=listed,
        people_known=known,
        liaison=np.array([row["liaison"] is True or row["liaison"] == 1 for row in rows], dtype=bool),
        in_margin=np.asarray(in_margin, dtype=bool),
        included_in=tuple(included),
        counts=counts,
        priority=tuple(_text(row["priority"]) for row in rows),
        teams_needed=np.array(
            [0 if pd.isna(row["teams_needed"]) else int(row["teams_needed"]) for row in rows], dtype=np.int32
        ),
        standard_min=np.array(
            [np.nan if pd.isna(row["standard_min"]) else float(row["standard_min"]) for row in rows],
            dtype=np.float64,
        ),
    )


def _counts(ids: list[str], included: list[str | None], known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which sites count by themselves: those that no site of known headcount includes, and those in a circle."""
    number = {own: n for n, own in enumerate(ids)}
    whole = [None if other is None else number[other] for other in included]
    counts = np.ones(len(ids), dtype=bool)
    for n in range(len(ids)):
        above: set[int] = set()
        at = whole[n]
        while at is not None and at not in above:
            above.add(at)
            at = whole[at]
        counts[n] = n in above or not known[list(above)].any()
    return counts


def _possible_double(sites: Sites, double_m: float) -> list[tuple[int, int]]:
    """(IDP site, nearest settlement within `double_m`) for every IDP site that nothing takes out."""
    towns = np.array([n for n, kind in enumerate(sites.kind) if kind == "settlement"], dtype=np.int64)
    camps = np.array(
        [n for n, kind in enumerate(sites.kind) if kind == "idp_site" and sites.included_in[n] is None],
        dtype=np.int64,
    )
    if len(towns) == 0 or len(camps) == 0:
        return []
    tree = shapely.STRtree(points(sites.x[towns], sites.y[towns]))
    # the plane shrinks nothing by more than a few per mille: look a little further, then measure on the ellipsoid
    near = tree.query(shapely.points(sites.x[camps], sites.y[camps]), predicate="dwithin", distance=double_m * 1.01)
    best: dict[int, tuple[float, int]] = {}
    for camp, town in zip(camps[near[0]], towns[near[1]], strict=True):
        length_m = float(geodesic_m(sites.lon[camp], sites.lat[camp], sites.lon[town], sites.lat[town]))
        if length_m <= double_m:
            best[int(camp)] = min(best.get(int(camp), (np.inf, 0)), (length_m, int(town)))
    return [(camp, town) for camp, (_, town) in sorted(best.items())]


def _listed_twice(sites: Sites) -> list[int]:
    """Of sites of one kind and name at one place all but the first, where neither is included in the other."""
    found = []
    at = np.column_stack([sites.lon, sites.lat])
    for one, other, _ in listed_twice(sites.name, at):
        whole = {sites.included_in[one], sites.included_in[other]}
        if sites.kind[one] == sites.kind[other] and whole.isdisjoint({sites.id[one], sites.id[other]}):
            found.append(max(one, other))
    return found


def _outside_findings(sites: Sites, left_out: list[dict[str, Any]], margin_m: float) -> list[Finding]:
    margin_km = margin_m / 1000
    findings = [
        Finding(
            "site_in_margin",
            Severity.INFO,
            {"name": sites.name[n], "margin_km": margin_km},
            layer=_layer_of(sites.kind[n]),
            subject=(sites.kind[n], sites.id[n]),
        )
        for n in np.flatnonzero(sites.in_margin)
    ]
    for layer, kind in SITE_KIND.items():
        gone = [row for row in left_out if row["kind"] == kind]
        if gone:
            heads = [_headcount(row) for row in gone]
            params = {
                "count": len(gone),
                "people": sum(head or 0 for head in heads),
                "unknown": heads.count(None),
                "names": ", ".join(str(row["name"]) for row in gone[:5]),
                "margin_km": margin_km,
            }
            findings.append(Finding("sites_excluded", Severity.WARNING, params, layer=layer))
    return findings


def _double_findings(sites: Sites, double: list[tuple[int, int]], double_m: float) -> list[Finding]:
    return [
        Finding(
            "possible_double_count",
            Severity.WARNING,
            {
                "name": sites.name[camp],
                "town": sites.name[town],
                "town_id": sites.id[town],
                "distance_m": int(double_m),
            },
            layer="idp_sites",
            subject=("idp_site", sites.id[camp]),
        )
        for camp, town in double
    ]


def _included_findings(sites: Sites) -> list[Finding]:
    number = {own: n for n, own in enumerate(sites.id)}
    findings = []
    for n, other in enumerate(sites.included_in):
        if other is None:
            continue
        code, severity = "site_included", Severity.INFO
        if sites.counts[n]:
            code = "included_in_circle" if sites.people_known[number[other]] else "included_in_uncounted"
            severity = Severity.WARNING
        params = {"name": sites.name[n], "other": other, "people": int(sites.people_listed[n])}
        subject = (sites.kind[n], sites.id[n])
        findings.append(Finding(code, severity, params, layer=_layer_of(sites.kind[n]), subject=subject))
    return findings


def _layer_of(kind: str) -> str:
    return next(layer for layer, site in SITE_KIND.items() if site == kind)
