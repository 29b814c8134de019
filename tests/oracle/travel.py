# SPDX-License-Identifier: GPL-3.0-or-later
"""The oracle's travel times: places and closures become nodes of a graph that Dijkstra walks."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
import shapely

from tests.oracle.roads import FAR, OFF_ROAD, WET, Edge, Roads, Row, metres, ms

Position = tuple[float, float]


class Country:
    """Roads, water and closures of one season."""

    def __init__(self, roads: Roads, water: list[Any], closures: list[Row], season: str) -> None:
        self.roads, self.season = roads, season
        self.water = [roads.flat(shape) for shape in water]
        self.shapes = np.array([edge.shape for edge in roads.edges], dtype=object)
        self.closed_areas: list[Any] = []
        self.cuts: defaultdict[int, list[Position]] = defaultdict(list)
        for closure in closures:
            if closure.get("season") in {None, "all", season}:
                self._shut(roads.flat(closure["geometry"]))

    def _shut(self, shape: Any) -> None:
        for part in shapely.get_parts(shape):
            if part.geom_type == "Point":
                away = shapely.distance(self.shapes, part) if len(self.shapes) else np.zeros(0)
                for n in np.flatnonzero(away <= min(100.0, away.min(initial=np.inf) + 1.0)).tolist():
                    if away.min() <= 100.0:
                        share = self.share(n, self.shapes[n].project(part))
                        self.cuts[n].append((share, share))
            elif part.geom_type == "LineString":
                self._close_beside(part)
            else:
                self.closed_areas.append(part)
                self._close(self._within(part, 0.01))

    def _close_beside(self, line: Any) -> None:
        ribbon = line.buffer(15.0, quad_segs=16)
        found = self._within(ribbon, 60.0)
        if not found:
            near = [
                (n, low, high)
                for n, low, high in self._within(ribbon, 0.01)
                if line.intersection(self.shapes[n].buffer(15.0, quad_segs=16)).length > line.length / 2
            ]
            total: defaultdict[str, float] = defaultdict(float)
            for n, low, high in near:
                total[self.roads.edges[n].row["id"]] += self.shapes[n].length * (high - low)
            own = [one for one in near if total[self.roads.edges[one[0]].row["id"]] >= max(total.values()) - 1.0]
            lengths = [self.shapes[n].length * (high - low) for n, low, high in own]
            found = [one for one, length in zip(own, lengths, strict=True) if length >= max(lengths) - 1.0]
        self._close(found)

    def _close(self, found: list[tuple[int, float, float]]) -> None:
        for n, low, high in found:
            self.cuts[n].append((low, high))

    def _within(self, area: Any, least: float) -> list[tuple[int, float, float]]:
        """Parts of edges in an area that are long enough, or whole: edge and shares."""
        found = []
        for n in np.flatnonzero(shapely.intersects(self.shapes, area)).tolist():
            reach = 0.0
            spans: list[list[float]] = []
            at = shapely.get_coordinates(self.shapes[n])
            for a, b in pairwise(at):
                for part in shapely.get_parts(shapely.intersection(shapely.LineString([a, b]), area)):
                    if part.geom_type == "LineString" and not part.is_empty:
                        ends = sorted(
                            reach + float(np.hypot(*(end - a))) for end in shapely.get_coordinates(part)[[0, -1]]
                        )
                        if spans and ends[0] - spans[-1][1] < 1e-6:
                            spans[-1][1] = ends[1]
                        else:
                            spans.append(ends)
                reach += float(np.hypot(*(b - a)))
            for low, high in spans:
                shares = (self.share(n, low), self.share(n, high))
                if high - low > least or shares == (0.0, 1.0):
                    found.append((n, *shares))
        return found

    def share(self, edge: int, along: float) -> float:
        whole = self.shapes[edge].length
        return 0.0 if along <= 0.01 else 1.0 if whole - along <= 0.01 else along / whole

    def crosses(self, leg: Any, obstacles: list[Any]) -> bool:
        if leg.length <= 0.01:
            return False
        return any(leg.intersects(one) and not (one.area > 0 and leg.touches(one)) for one in obstacles)

    def attachments(self, at: Position) -> list[tuple[int, float, float, Any]]:
        """(edge, share, leg in metres, leg) of a place."""
        point = shapely.Point(self.roads.xy(at))
        away = shapely.distance(self.shapes, point) if len(self.shapes) else np.zeros(0)
        near = np.flatnonzero(away <= 10_000.0).tolist()
        edges = self.roads.edges
        legs = {n: shapely.LineString([point, self._foot(n, point)]) for n in near}
        dry = [n for n in near if not self.crosses(legs[n], self.water)]
        classes = [dry, [n for n in dry if self._trucks(edges[n])], [n for n in dry if edges[n].main]]
        chosen = {min(n for n in some if away[n] <= min(away[m] for m in some) + 1e-3) for some in classes if some}
        found = []
        for n in sorted(chosen):
            foot = self._foot(n, point)
            leg_m = metres(at, self.roads.lonlat((foot.x, foot.y)))
            found.append((n, self.share(n, self.shapes[n].project(point)), leg_m, legs[n]))
        return found

    def _foot(self, edge: int, point: Any) -> Any:
        return self.shapes[edge].interpolate(self.share(edge, self.shapes[edge].project(point)), normalized=True)

    def _trucks(self, edge: Edge) -> bool:
        return edge.passable("heavy", "dry") and edge.passable("heavy", "wet")

    def off_road(self, length_m: float, means: str, factor: float) -> int:
        return ms(
            length_m * 3.6 / (OFF_ROAD[means] * factor) * 1000.0 * (WET["off_road"] if self.season == "wet" else 1.0)
        )


def travel(
    country: Country, origins: list[Position], targets: list[Position], means: str, factor: float = 1.0
) -> list[list[int]]:
    """Milliseconds from every origin to every target; `FAR` where there is no way."""
    starts = [country.attachments(at) for at in origins]
    ends = [country.attachments(at) for at in targets]
    marks: defaultdict[int, set[float]] = defaultdict(set)
    for edge, share, *_ in (one for some in (*starts, *ends) for one in some):
        marks[edge].add(share)
    graph = _split(country, marks, means, factor)
    for n, some in enumerate(ends):
        for edge, share, leg_m, leg in some:
            for name in _names(country, edge, share, means):
                _arc(graph, name, ("to", n), _leg_ms(country, leg_m, leg, means, factor))
    found: list[list[int]] = []
    for n, (at, some) in enumerate(zip(origins, starts, strict=True)):
        for edge, share, leg_m, leg in some:
            for name in _names(country, edge, share, means):
                _arc(graph, ("from", n), name, _leg_ms(country, leg_m, leg, means, factor))
        for m, target in enumerate(targets):
            length_m = metres(at, target)
            leg = shapely.LineString([country.roads.xy(at), country.roads.xy(target)])
            if length_m <= 5000.0 and not country.crosses(leg, country.water):
                _arc(graph, ("from", n), ("to", m), _leg_ms(country, length_m, leg, means, factor))
        graph.add_node(("from", n))
        times = nx.single_source_dijkstra_path_length(graph, ("from", n), weight="ms")
        found.append([min(FAR, int(times.get(("to", m), FAR))) for m in range(len(targets))])
    return found


def _leg_ms(country: Country, length_m: float, leg: Any, means: str, factor: float) -> int:
    return FAR if country.crosses(leg, country.closed_areas) else country.off_road(length_m, means, factor)


def _names(country: Country, edge: int, share: float, means: str) -> list[Any]:
    """The nodes a place at this share of an edge is at: the road's own at an end, both sides of a cut, none if closed."""
    own = country.roads.edges[edge]
    if share in {0.0, 1.0}:
        return [own.start if share == 0.0 else own.end]
    if not own.passable(means, country.season) or any(low < share < high for low, high in country.cuts.get(edge, ())):
        return []
    return [(edge, share, "low"), (edge, share, "high")]


def _split(country: Country, marks: dict[int, set[float]], means: str, factor: float) -> Any:
    """Every edge as a chain of pieces between its marks, open or closed, each way for itself."""
    graph: Any = nx.DiGraph()
    for n, edge in enumerate(country.roads.edges):
        cuts = country.cuts.get(n, [])
        points = {low for low, high in cuts if low == high}
        stops = sorted({0.0, 1.0, *marks.get(n, ()), *(share for cut in cuts for share in cut)})
        times = [ms(edge.time(means, country.season, factor) * share) for share in stops]
        whole = edge.time(means, country.season, factor)
        usable = edge.passable(means, country.season) and whole < FAR
        for stop in stops:  # a place where nothing is cut is one place
            if stop not in points:
                _both(graph, (n, stop, "low"), (n, stop, "high"))
        for (low, at_low), (high, at_high) in zip(
            zip(stops[:-1], times[:-1], strict=True), zip(stops[1:], times[1:], strict=True), strict=True
        ):
            closed = any(a < b and a <= low and high <= b for a, b in cuts)
            if usable and not closed:
                if edge.allows(means, forward=True):
                    _arc(graph, (n, low, "high"), (n, high, "low"), at_high - at_low)
                if edge.allows(means, forward=False):
                    _arc(graph, (n, high, "low"), (n, low, "high"), at_high - at_low)
        _both(graph, edge.start, (n, 0.0, "low"))
        _both(graph, edge.end, (n, 1.0, "high"))
    return graph


def _both(graph: Any, one: Any, other: Any) -> None:
    _arc(graph, one, other, 0)
    _arc(graph, other, one, 0)


def _arc(graph: Any, one: Any, other: Any, time: int) -> None:
    if time < FAR and not (graph.has_edge(one, other) and graph[one][other]["ms"] <= time):
        graph.add_edge(one, other, ms=time)
