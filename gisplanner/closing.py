# SPDX-License-Identifier: GPL-3.0-or-later
"""Closures on a network: which stretches of which edges they close, and which ground (docs/method.md, *Closures*)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gisplanner.lines import END_M, clip_along
from gisplanner.network import RoadNetwork
from gisplanner.plan import Closure
from gisplanner.shapes import array_of
from gisplanner.theatre import BUFFER_SEGMENTS
from layers.findings import Finding, Severity
from layers.geodesy import TheatreCrs

POINT_REACH_M = 100.0
POINT_TIE_M = 1.0
LINE_BUFFER_M = 15.0
LINE_LEAST_M = 60.0
LINE_TIE_M = 1.0


@dataclass(frozen=True, eq=False)
class Cuts:
    """Closed stretches of edges; arrays of shape (cuts,), in order of edge.

    Attributes
    ----------
    edge : int32
    low, high : float64
        Shares of the edge; equal where a point is cut.
    areas : object array
        Closed polygons on the plane.
    findings : tuple of Finding
        Closures that close nothing.
    """

    edge: NDArray[np.int32]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    areas: NDArray[np.object_]
    findings: tuple[Finding, ...] = ()

    def ends(self) -> list[tuple[int, float]]:
        """Both ends of every closed stretch: edge and share."""
        edges = self.edge.tolist()
        return [*zip(edges, self.low.tolist(), strict=True), *zip(edges, self.high.tolist(), strict=True)]


def find_cuts(network: RoadNetwork, crs: TheatreCrs, closures: Sequence[Closure]) -> Cuts:
    """Find what a set of closures closes.

    Parameters
    ----------
    network : RoadNetwork
    crs : TheatreCrs
        The plane of the network.
    closures : sequence of Closure
        Those in force.
    """
    found: list[tuple[int, float, float]] = []
    areas: list[BaseGeometry] = []
    findings: list[Finding] = []
    for closure in closures:
        shape = crs.project(closure.geometry)
        area = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
        cuts = list(_cuts(network, shape))
        found += cuts
        areas += area
        if not cuts:
            severity = Severity.INFO if area else Severity.WARNING
            findings.append(
                Finding(
                    "closure_off_road",
                    severity,
                    {"name": closure.name},
                    layer="closures",
                    subject=("closure", closure.id),
                )
            )
    found = sorted(set(found))
    return Cuts(
        edge=np.array([cut[0] for cut in found], dtype=np.int32),
        low=np.array([cut[1] for cut in found], dtype=np.float64),
        high=np.array([cut[2] for cut in found], dtype=np.float64),
        areas=array_of(areas),
        findings=tuple(findings),
    )


def _cuts(network: RoadNetwork, shape: BaseGeometry) -> Iterator[tuple[int, float, float]]:
    for part in shapely.get_parts(shape):
        if part.geom_type == "Point":
            yield from _point(network, part)
        elif part.geom_type == "LineString":
            yield from _line(network, part)
        else:
            yield from _stretches(network, part, END_M)


def _point(network: RoadNetwork, point: BaseGeometry) -> Iterator[tuple[int, float, float]]:
    near = np.sort(network.tree.query(point, predicate="dwithin", distance=POINT_REACH_M))
    if len(near) == 0:
        return
    away_m = shapely.distance(network.shapes[near], point)
    for edge in near[away_m <= away_m.min() + POINT_TIE_M]:
        share = share_of(network, edge, float(shapely.line_locate_point(network.shapes[edge], point)))
        yield int(edge), share, share


def _line(network: RoadNetwork, line: BaseGeometry) -> Iterator[tuple[int, float, float]]:
    """Long stretches beside a line; where there is none, the longest of the road it lies on."""
    ribbon = line.buffer(LINE_BUFFER_M, quad_segs=BUFFER_SEGMENTS)
    found = list(_stretches(network, ribbon, LINE_LEAST_M))
    if found:
        yield from found
        return
    short = [cut for cut in _stretches(network, ribbon, END_M) if _lies_on(network.shapes[cut[0]], line)]
    length_m = [float((high - low) * network.plane_m[edge]) for edge, low, high in short]
    road_m: dict[int, float] = defaultdict(float)
    for (edge, *_), own_m in zip(short, length_m, strict=True):
        road_m[int(network.road[edge])] += own_m
    on_it = [road_m[int(network.road[edge])] >= max(road_m.values()) - LINE_TIE_M for edge, *_ in short]
    longest_m = max((own_m for own_m, on in zip(length_m, on_it, strict=True) if on), default=0.0)
    for cut, own_m, on in zip(short, length_m, on_it, strict=True):
        if on and own_m >= longest_m - LINE_TIE_M:
            yield cut


def _lies_on(road: BaseGeometry, line: BaseGeometry) -> bool:
    """Whether more than half of a line lies beside a road."""
    beside = line.intersection(road.buffer(LINE_BUFFER_M, quad_segs=BUFFER_SEGMENTS))
    return bool(2 * beside.length > line.length)


def _stretches(network: RoadNetwork, area: BaseGeometry, least_m: float) -> Iterator[tuple[int, float, float]]:
    shapely.prepare(area)
    for edge in np.sort(network.tree.query(area, predicate="intersects")):
        whole_m = network.plane_m[edge]
        for low_m, high_m in clip_along(shapely.get_coordinates(network.shapes[edge]), area):
            low, high = share_of(network, edge, low_m), share_of(network, edge, high_m)
            if high_m - low_m > least_m or (low == 0.0 and high == 1.0 and whole_m > 0):
                yield int(edge), low, high


def share_of(network: RoadNetwork, edge: int, along_m: float) -> float:
    """A place on an edge as its share; within a centimetre of an end it is the end.

    Parameters
    ----------
    network : RoadNetwork
    edge : int
    along_m : float
        Metres of the plane from the edge's start.
    """
    whole_m = float(network.plane_m[edge])
    if along_m <= END_M:
        return 0.0
    if whole_m - along_m <= END_M:
        return 1.0
    return float(along_m) / whole_m
