# SPDX-License-Identifier: GPL-3.0-or-later
"""The oracle's roads: from raw rows to a graph that is cut, physically, wherever a place or a closure touches it.

Written from docs/method.md alone and importing nothing of the program: where the program keeps one topology and gives
places as (edge, share), this one adds nodes. So a fault in either shows.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
import pyproj
import shapely

Row = dict[str, Any]
FAR = 2**29
SAME_M = 1e-3
GEOD = pyproj.Geod(ellps="WGS84")
SPEEDS = {"paved": 60.0, "gravel": 45.0, "dirt": 25.0, "track": 15.0}
OFF_ROAD = {"light": 10.0, "heavy": 6.0, "foot": 4.0}
WET = {"paved": 1.1, "gravel": 1.5, "dirt": 3.0, "track": 3.0, "off_road": 3.0}
NEEDS = {"foot": 1, "light": 3, "heavy": 4}
LEAST = {"light": (3.5, 2.0, 2.0), "heavy": (10.0, 7.0, 2.5)}


def ms(value: float) -> int:
    return FAR if value >= FAR else math.floor(value + 0.5 + 1e-6)


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float(GEOD.inv(one[0], one[1], other[0], other[1])[2])


@dataclass
class Edge:
    row: Row
    start: int
    end: int
    length_m: float
    shape: Any
    main: bool = False

    @property
    def surface(self) -> str:
        own = self.row.get("surface")
        if own in SPEEDS:
            return str(own)
        return "track" if self.row.get("class") in {"track", "path"} else "dirt"

    def passable(self, means: str, season: str) -> bool:
        wet, now = (self.row.get(f"practicability_{when}") or 0 for when in ("wet", "now"))
        code = wet if season == "wet" else self.row.get("practicability_dry") or now
        if means != "foot":
            limits = [self.row.get(name) for name in ("total_load_t", "axle_load_t", "width_m")]
            weak = any(own and own < least for own, least in zip(limits, LEAST[means], strict=True))
            if weak or self.row.get("status") in {"closed", "abandoned"}:
                return False
        if now and now < NEEDS[means] and (season == "wet" or now < wet):
            return False
        if code:
            return bool(code >= NEEDS[means])
        if means == "foot":
            return True
        if season == "wet" and self.row.get("seasonal"):
            return False
        return not (means == "heavy" and self.surface == "track")

    def time(self, means: str, season: str, factor: float) -> int:
        speed = 4.0
        if means != "foot":
            usual = SPEEDS[self.surface]
            usual = {"rough": min(usual, 40.0), "smooth": max(usual, 40.0)}.get(self.row.get("condition") or "", usual)
            speed = self.row.get("speed_kmh") or usual
            speed = speed * 0.75 if means == "heavy" else speed
        slow = WET[self.surface] if season == "wet" or self.row.get("condition") in {"mud", "snow"} else 1.0
        return ms(self.length_m * 3.6 / (speed * factor) * 1000.0 * slow)

    def allows(self, means: str, *, forward: bool) -> bool:
        wrong = "backward" if forward else "forward"
        return means == "foot" or (self.row.get("oneway") or "both") != wrong


@dataclass
class Line:
    row: Row
    keys: list[Any]
    xy: list[tuple[float, float]]
    length_m: list[float]
    extra: dict[float, Any] = field(default_factory=dict)


class Roads:
    """Nodes and edges of a theatre's roads.

    Parameters: raw rows with ``geometry``; the centre of the plane; the mission area in lon/lat or None.
    """

    def __init__(self, rows: list[Row], centre: tuple[float, float], area: Any) -> None:
        self.lon0 = centre[0]
        plane = f"+proj=laea +lon_0={centre[0]!r} +lat_0={centre[1]!r} +ellps=WGS84 +units=m"
        self.project = pyproj.Transformer.from_crs("EPSG:4326", plane, always_xy=True)
        bounds = None if area is None else self.flat(area).buffer(2000.0, quad_segs=16)
        lines = [line for row in sorted(rows, key=lambda row: row["id"]) for line in self._lines(row, bounds)]
        self.edges = self._edges(lines)
        self._mark_main()

    def xy(self, at: tuple[float, float]) -> tuple[float, float]:
        x, y = self.project.transform((at[0] - self.lon0 + 180) % 360 - 180 + self.lon0, at[1])
        return float(x), float(y)

    def lonlat(self, at: tuple[float, float]) -> tuple[float, float]:
        lon, lat = self.project.transform(*at, direction="INVERSE")
        back = self.xy((lon, lat))
        lon, lat = self.project.transform(2 * at[0] - back[0], 2 * at[1] - back[1], direction="INVERSE")
        return float(lon), float(lat)

    def flat(self, shape: Any) -> Any:
        return shapely.transform(shape, lambda at: np.array([self.xy((a, b)) for a, b in at]))

    def _key(self, at: tuple[float, float]) -> tuple[int, int]:
        return round(((at[0] - self.lon0 + 180) % 360 - 180) * 1e7), round(at[1] * 1e7)

    def _lines(self, row: Row, bounds: Any) -> list[Line]:
        places = [(float(a), float(b)) for a, b in shapely.get_coordinates(row["geometry"])]
        places = [at for n, at in enumerate(places) if n == 0 or self._key(at) != self._key(places[n - 1])]
        if len(places) < 2:
            return []
        lengths = [metres(a, b) for a, b in pairwise(places)]
        own = row.get("length_m")
        if own:
            lengths = [length * (own / math.fsum(lengths)) for length in lengths]
        whole = Line(row, [self._key(at) for at in places], [self.xy(at) for at in places], lengths)
        shape = shapely.LineString(whole.xy)
        if bounds is None or bounds.contains_properly(shape):
            return [whole]
        return self._cut(whole, bounds)

    def _cut(self, line: Line, bounds: Any) -> list[Line]:
        """Pieces within the bounds, segment by segment."""
        pieces: list[Line] = []
        open_piece: Line | None = None
        for n in range(len(line.xy) - 1):
            a, b = np.array(line.xy[n]), np.array(line.xy[n + 1])
            size = float(np.hypot(*(b - a)))
            inside = shapely.intersection(shapely.LineString([a, b]), bounds)
            spans = []
            for part in shapely.get_parts(inside):
                if part.geom_type == "LineString" and not part.is_empty:
                    ends = sorted(float(np.hypot(*(at - a))) for at in shapely.get_coordinates(part)[[0, -1]])
                    spans.append([0.0 if ends[0] < 1e-6 else ends[0], size if size - ends[1] < 1e-6 else ends[1]])
            for low, high in sorted(spans):
                if low > 0.0 or open_piece is None:
                    at = tuple(a + (b - a) * (low / size))
                    key = line.keys[n] if low == 0.0 else self._key(self.lonlat(at))
                    open_piece = Line(line.row, [key], [at], [])
                    pieces.append(open_piece)
                at = tuple(a + (b - a) * (high / size))
                key = line.keys[n + 1] if high == size else self._key(self.lonlat(at))
                open_piece.keys.append(key)
                open_piece.xy.append(at)
                open_piece.length_m.append(line.length_m[n] * ((high - low) / size))
                if high < size:
                    open_piece = None
            if not spans:
                open_piece = None
        return [piece for piece in pieces if shapely.LineString(piece.xy).length > 0.01]

    def _edges(self, lines: list[Line]) -> list[Edge]:
        shapes = np.array([shapely.LineString(line.xy) for line in lines], dtype=object)
        having: defaultdict[Any, set[int]] = defaultdict(set)
        for n, line in enumerate(lines):
            for key in line.keys:
                having[key].add(n)
        same: Any = nx.Graph()
        nodes = {key for key, own in having.items() if len(own) > 1}
        for line in lines:
            nodes |= {line.keys[0], line.keys[-1]}
            nodes |= {key for key in line.keys if line.keys.count(key) > 1}
        ends = {line.keys[at]: line.xy[at] for line in reversed(lines) for at in (-1, 0)}
        for key, at in ends.items():
            reach = 15.0 if len(having[key]) == 1 else 1.0
            away = shapely.distance(shapes, shapely.Point(at))
            near = [n for n in range(len(lines)) if n not in having[key] and away[n] <= reach]
            if near:
                # equally near is a matter of metres, not of the last bit
                n = min(n for n in near if away[n] <= min(away[near]) + SAME_M)
                name = self._joint(lines[n], n, shapes[n], at)
                same.add_edge(key, name)
                nodes |= {name}
        merged = {name: min(map(str, group)) for group in nx.connected_components(same) for name in group}
        numbers: dict[str, int] = {}
        found: list[Edge] = []
        for line in lines:
            stops = self._with_extra(line)
            here = [n for n, stop in enumerate(stops) if stop[0] in nodes]
            for low, high in pairwise(here):
                names = [merged.get(stops[n][0], str(stops[n][0])) for n in (low, high)]
                start, end = (numbers.setdefault(name, len(numbers)) for name in names)
                length = math.fsum(stops[n][2] for n in range(low, high))
                found.append(
                    Edge(line.row, start, end, length, shapely.LineString([stop[1] for stop in stops[low : high + 1]]))
                )
        return found

    def _joint(self, line: Line, number: int, shape: Any, at: tuple[float, float]) -> Any:
        along = shape.project(shapely.Point(at))
        foot = shape.interpolate(along)
        away = [math.hypot(x - foot.x, y - foot.y) for x, y in line.xy]
        if min(away) <= 1.0:
            return line.keys[away.index(min(away))]
        return line.extra.setdefault(along, ("new", number, along))

    def _with_extra(self, line: Line) -> list[Any]:
        """(name, position, length to the next) of vertices and joints along a line."""
        stops: list[Any] = []
        reach = 0.0
        for n, (key, at) in enumerate(zip(line.keys, line.xy, strict=True)):
            if n == len(line.keys) - 1:
                return [*stops, (key, at, 0.0)]
            a, b = np.array(at), np.array(line.xy[n + 1])
            size = float(np.hypot(*(b - a)))
            inner = sorted(along for along in line.extra if reach < along < reach + size)
            marks = [0.0, *((along - reach) / size for along in inner), 1.0]
            names = [key, *(line.extra[along] for along in inner)]
            for name, low, high in zip(names, marks[:-1], marks[1:], strict=True):
                stops.append((name, tuple(a + (b - a) * low), line.length_m[n] * (high - low)))
            reach += size
        return stops

    def _mark_main(self) -> None:
        graph = nx.Graph((edge.start, edge.end) for edge in self.edges)
        best, chosen = -1.0, set()
        for part in sorted(nx.connected_components(graph), key=min):
            length = round(math.fsum(edge.length_m for edge in self.edges if edge.start in part), 3)
            if length > best:
                best, chosen = length, part
        for edge in self.edges:
            edge.main = edge.start in chosen
