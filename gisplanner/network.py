# SPDX-License-Identifier: GPL-3.0-or-later
"""Roads -> `RoadNetwork`: one topology for every means, season and closure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gisplanner.assumptions import Assumptions
from gisplanner.kept_noding import kept_noding
from gisplanner.mobility import DIRT, SOFT, SURFACES, TRACK, RoadTable, Season, trucks_all_year
from gisplanner.noding import Noded
from gisplanner.road_findings import road_findings
from gisplanner.theatre import Theatre
from layers.findings import Finding

if TYPE_CHECKING:
    import networkx as nx

TRACK_CLASSES = frozenset({"track", "path"})
UNUSABLE_STATUS = frozenset({"closed", "abandoned"})
LIMITED = {"total_load": "total_load_t", "axle_load": "axle_load_t", "width": "width_m"}
"""What roads may have less of than vehicles need, and the columns that tell it."""

Codes = NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """Nodes and edges of the roads inside the bounds.

    Attributes
    ----------
    node_xy : float64 array, shape (nodes, 2)
        Plane, metres.
    start, end, road : int32 array, shape (edges,)
        End nodes, and row in `roads`.
    length_m : float64 array, shape (edges,)
    shapes : object array, shape (edges,)
        Lines of the plane, from start to end.
    roads : RoadTable
    road_class : tuple of str
        Class of every road.
    trucks : bool array, shape (edges,)
        Practicable to heavy vehicles in both seasons.
    component : int32 array, shape (nodes,)
        0 is the main one, the longest.
    findings : tuple of Finding
    """

    node_xy: NDArray[np.float64]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    road: NDArray[np.int32]
    length_m: NDArray[np.float64]
    shapes: NDArray[np.object_]
    roads: RoadTable
    road_class: tuple[str, ...]
    trucks: NDArray[np.bool_]
    component: NDArray[np.int32]
    findings: tuple[Finding, ...]

    @property
    def nodes(self) -> int:
        """How many nodes."""
        return len(self.node_xy)

    @property
    def edges(self) -> int:
        """How many edges."""
        return len(self.length_m)

    @cached_property
    def plane_m(self) -> NDArray[np.float64]:
        """Length of every edge on the plane; shape (edges,)."""
        return np.asarray(shapely.length(self.shapes), dtype=np.float64)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Spatial index of `shapes`."""
        return shapely.STRtree(self.shapes)

    def to_networkx(self) -> nx.MultiDiGraph[int]:
        """The network as networkx knows it: an arc each way of every edge, with ``edge`` and ``length_m``."""
        import networkx as nx  # noqa: PLC0415  only for who asks

        graph: nx.MultiDiGraph[int] = nx.MultiDiGraph()
        graph.add_nodes_from((n, {"x": float(x), "y": float(y)}) for n, (x, y) in enumerate(self.node_xy))
        for edge, (start, end, length_m) in enumerate(
            zip(self.start.tolist(), self.end.tolist(), self.length_m.tolist(), strict=True)
        ):
            graph.add_edge(start, end, edge=edge, length_m=length_m)
            graph.add_edge(end, start, edge=edge, length_m=length_m)
        return graph


def build_network(
    theatre: Theatre, assumptions: Assumptions, *, roads_outside: bool = False, folder: Path | None = None
) -> RoadNetwork:
    """Build the network of a theatre's roads.

    Parameters
    ----------
    theatre : Theatre
    assumptions : Assumptions
        Gives the snap tolerance and what heavy vehicles can pass.
    roads_outside : bool
        True keeps roads beyond the mission area.
    folder : Path, optional
        Where the nodes and edges of many roads are kept, to be found once on a machine; None keeps nothing.
    """
    table = theatre.layers["roads"].table
    noded = kept_noding(theatre, None if roads_outside else theatre.bounds_xy, assumptions["network.snap"], folder)
    roads = road_table(table)
    component = _components(noded)
    return RoadNetwork(
        node_xy=noded.node_xy,
        start=noded.start,
        end=noded.end,
        road=noded.road,
        length_m=noded.length_m,
        shapes=noded.shapes,
        roads=roads,
        road_class=tuple(_or(value, "unknown") for value in table["class"].tolist()),
        trucks=trucks_all_year(roads, assumptions)[noded.road],
        component=component,
        findings=tuple(road_findings(noded, component, table, roads)),
    )


def road_table(table: pd.DataFrame) -> RoadTable:
    """What times depend on, from the rows of the road layer."""
    told = zip(table["surface"].tolist(), table["class"].tolist(), strict=True)
    surface = [_surface(surface, kind) for surface, kind in told]
    oneway = np.array([_or(value, "both") for value in table["oneway"].tolist()], dtype=object)
    condition = np.array([_or(value, "unknown") for value in table["condition"].tolist()], dtype=object)
    code, at_most = _practicability(table)
    return RoadTable(
        surface=np.array(surface, dtype=np.int8),
        speed_kmh=table["speed_kmh"].to_numpy(dtype=np.float64, na_value=np.nan),
        practicability=code,
        at_most=at_most,
        limits={limit: table[column].to_numpy(dtype=np.float64, na_value=np.nan) for limit, column in LIMITED.items()},
        rough=condition == "rough",
        smooth=condition == "smooth",
        soft=np.isin(condition, list(SOFT)),
        seasonal=np.array([_true(value) for value in table["seasonal"].tolist()], dtype=bool),
        closed=np.array([_or(value, "open") in UNUSABLE_STATUS for value in table["status"].tolist()], dtype=bool),
        one_way_forward=oneway == "forward",
        one_way_backward=oneway == "backward",
    )


def _or(value: object, otherwise: str) -> str:
    return value if isinstance(value, str) and value else otherwise


def _true(value: Any) -> bool:  # noqa: ANN401  a cell of a table
    return not pd.isna(value) and bool(value)


def _surface(surface: object, road_class: object) -> int:
    name = _or(surface, "unknown")
    if name in SURFACES:
        return SURFACES.index(name)
    return TRACK if road_class in TRACK_CLASSES else DIRT


def _practicability(table: pd.DataFrame) -> tuple[dict[Season, Codes], dict[Season, Codes]]:
    """Codes by season, and what they are at most.

    What is practicable *now* is so on a day whose weather nobody knows: good weather is no worse, bad weather no
    better. What is now worse than in bad weather is so for another cause, which no season mends.
    """
    dry, wet, now = (_codes(table[f"practicability_{when}"]) for when in ("dry", "wet", "now"))
    code = {Season.DRY: np.where(dry > 0, dry, now), Season.WET: wet}
    return code, {Season.DRY: np.where(now < wet, now, 0).astype(np.int8), Season.WET: now}


def _codes(column: pd.Series[Any]) -> NDArray[np.int8]:
    return np.array([0 if pd.isna(value) else int(value) for value in column.tolist()], dtype=np.int8)


def _components(noded: Noded) -> NDArray[np.int32]:
    """Component of every node, the longest first, ties by smallest node; one-way and closures aside."""
    parent = np.arange(len(noded.node_xy))
    for one, other in zip(noded.start.tolist(), noded.end.tolist(), strict=True):
        a, b = _root(parent, one), _root(parent, other)
        parent[max(a, b)] = min(a, b)
    roots = np.array([_root(parent, n) for n in range(len(parent))], dtype=np.int64)
    length_m = (
        np.bincount(roots[noded.start], weights=noded.length_m, minlength=len(parent)) if len(roots) else np.zeros(0)
    )
    own = np.unique(roots)
    ranked = own[np.argsort(-np.round(length_m[own], 3), kind="stable")]
    rank = np.zeros(len(parent), dtype=np.int32)
    rank[ranked] = np.arange(len(ranked), dtype=np.int32)
    return rank[roots] if len(roots) else rank


def _root(parent: NDArray[np.int64], n: int) -> int:
    while parent[n] != n:
        parent[n] = parent[parent[n]]
        n = int(parent[n])
    return n
