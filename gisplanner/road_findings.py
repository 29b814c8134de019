# SPDX-License-Identifier: GPL-3.0-or-later
"""What a planner should know about the roads: how they hang together, and what the file leaves open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gisplanner.lines import END_M
from gisplanner.mobility import RoadTable, Season
from gisplanner.noding import Noded
from layers.findings import Finding, Severity

SHOWN_ROADS = 5


def road_findings(
    noded: Noded, component: NDArray[np.int32], table: pd.DataFrame, roads: RoadTable
) -> Iterator[Finding]:
    """Look at a network while it is made.

    Parameters
    ----------
    noded : Noded
    component : int32 array, shape (nodes,)
    table : DataFrame
        The road layer.
    roads : RoadTable
        Its rows as times depend on them.
    """
    yield from _links(noded, component, table)
    twins = _duplicates(noded)
    if len(twins):
        params = {"stretches": len(twins), "roads": _named(table, noded.road[twins])}
        yield Finding("duplicate_edges", Severity.INFO, params, layer="roads")
    if (noded.length_m < END_M).any():
        yield Finding(
            "zero_length_edges", Severity.INFO, {"stretches": int((noded.length_m < END_M).sum())}, layer="roads"
        )
    outside = table["row"].nunique() - _rows(table, noded.road)
    if outside:
        yield Finding("roads_outside", Severity.INFO, {"count": outside}, layer="roads")
    yield from _codes(noded, table, roads)


def _links(noded: Noded, component: NDArray[np.int32], table: pd.DataFrame) -> Iterator[Finding]:
    """Where roads meet, and where they do not."""
    if len(noded.joined):
        params: dict[str, object] = {"ends": len(noded.joined), "widest_m": round(float(noded.joined[:, 2].max()), 1)}
        yield Finding("ends_joined", Severity.INFO, params, layer="roads")
    parts = int(component.max()) + 1 if len(component) else 0
    if parts > 1:
        apart_m = np.bincount(component[noded.start], weights=noded.length_m)[1:]
        longest = np.flatnonzero(component[noded.start] == 1)
        params = {
            "parts": parts,
            **_share(noded, component[noded.start] > 0),
            "longest_km": round(float(apart_m[0]) / 1000, 1),
            "roads": _named(table, noded.road[longest]),
        }
        yield Finding("road_components", Severity.WARNING, params, layer="roads")
    degree = np.bincount(np.concatenate([noded.start, noded.end]), minlength=len(noded.node_xy))
    if (degree == 1).any():
        yield Finding("dead_ends", Severity.INFO, {"ends": int((degree == 1).sum())}, layer="roads")
    apart = component[noded.missed[:, 0]] != component[noded.missed[:, 1]]
    junctions = np.unique(noded.missed[apart, 0])
    if len(junctions):
        meeting = np.isin(noded.start, junctions) | np.isin(noded.end, junctions)
        params = {"places": len(junctions), "roads": _named(table, noded.road[meeting])}
        yield Finding("junctions_apart", Severity.WARNING, params, layer="roads")


def _codes(noded: Noded, table: pd.DataFrame, roads: RoadTable) -> Iterator[Finding]:
    """What the file says in a way that leaves something open."""
    now = roads.at_most[Season.WET] > 0
    worse = roads.at_most[Season.DRY] > 0
    said = {
        "practicable_now": (now & ~worse, Severity.INFO),
        "worse_than_bad_weather": (worse, Severity.WARNING),
        "better_in_bad_weather": (_better_in_bad_weather(roads), Severity.WARNING),
    }
    for code, (which, severity) in said.items():
        edges = which[noded.road]
        if edges.any():
            own = noded.road[edges]
            params = {"count": _rows(table, own), **_share(noded, edges), "roads": _named(table, own)}
            yield Finding(code, severity, params, layer="roads")


def _rows(table: pd.DataFrame, road: NDArray[np.int32]) -> int:
    """How many rows of the file some roads are of: one of several parts is several here."""
    return int(table["row"].iloc[road].nunique())


def _better_in_bad_weather(roads: RoadTable) -> NDArray[np.bool_]:
    """Roads that bad weather opens, which nobody can mean."""
    dry, wet = roads.practicability[Season.DRY], roads.practicability[Season.WET]
    return np.asarray((dry > 0) & (wet > dry), dtype=bool)


def _share(noded: Noded, edges: NDArray[np.bool_]) -> dict[str, object]:
    """Length of some edges, and their share of all."""
    own_m, whole_m = float(noded.length_m[edges].sum()), float(noded.length_m.sum()) or 1.0
    return {"percent": round(100 * own_m / whole_m, 1), "km": round(own_m / 1000)}


def _named(table: pd.DataFrame, road: Iterable[int]) -> str:
    """Roads by name and id, the first few of them."""
    own = [int(number) for number in dict.fromkeys(np.asarray(road).tolist())]
    shown = table.iloc[own[:SHOWN_ROADS]]
    texts = [
        f"{name} ({of})" if isinstance(name, str) and name not in {"", of} else str(of)
        for name, of in zip(shown["name"], shown["id"], strict=True)
    ]
    more = f" and {len(own) - SHOWN_ROADS} more" if len(own) > SHOWN_ROADS else ""
    return f"{', '.join(texts)}{more}"


def _duplicates(noded: Noded) -> NDArray[np.int64]:
    """Edges that run exactly as an earlier one does."""
    ends = np.sort(np.column_stack([noded.start, noded.end]).astype(np.int64), axis=1)
    _, pair, edges = np.unique(ends[:, 0] << 32 | ends[:, 1], return_inverse=True, return_counts=True)
    several = np.flatnonzero(edges[pair] > 1)  # only edges between the same nodes can run alike
    seen: set[bytes] = set()
    twins = []
    for edge, value in zip(several, shapely.to_wkb(shapely.normalize(noded.shapes[several])).tolist(), strict=True):
        if value in seen:
            twins.append(edge)
        seen.add(value)
    return np.array(twins, dtype=np.int64)
