# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines -> nodes and edges: shared vertices, loose ends that touch a line, the cut at the boundary.

Everything here follows docs/method.md, *The road network*. Lines come in a fixed order and leave numbered in it, so the
same roads give the same nodes and edges whatever the order of the file.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gisplanner.shapes import array_of, legs
from gisplanner.shapes import line as line_of
from layers.geodesy import TheatreCrs, geodesic_m

KEY_SCALE = 1e7
TOUCH_M = 1.0
END_M = 0.01
TIE_M = 1e-3
ROUNDING_M = 1e-6

Key = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Line:
    """One unbroken stretch of a road.

    Attributes
    ----------
    road : int
        Row of the road it belongs to.
    xy : float64 array, shape (vertices, 2)
        Plane, metres.
    keys : tuple of Key
        What makes vertices the same; one per vertex.
    length_m : float64 array, shape (vertices - 1,)
        Length of every segment.
    """

    road: int
    xy: NDArray[np.float64]
    keys: tuple[Key, ...]
    length_m: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Noded:
    """Nodes and edges, and what was noticed.

    Attributes
    ----------
    node_xy : float64 array, shape (nodes, 2)
    start, end : int32 array, shape (edges,)
        Nodes of every edge.
    road : int32 array, shape (edges,)
        Row of the road it is a piece of.
    length_m : float64 array, shape (edges,)
    shapes : object array, shape (edges,)
        Shapely lines of the plane, from start to end.
    joined : float64 array, shape (joins, 3)
        Plane x, y of every loose end that was joined, and the gap in metres.
    missed : int32 array, shape (misses, 2)
        Node of lines that meet short of another line without joining it, and a node of that line.
    """

    node_xy: NDArray[np.float64]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    road: NDArray[np.int32]
    length_m: NDArray[np.float64]
    shapes: NDArray[np.object_]
    joined: NDArray[np.float64]
    missed: NDArray[np.int32]


def cut_lines(
    roads_lonlat: Sequence[BaseGeometry],
    crs: TheatreCrs,
    own_length_m: NDArray[np.float64],
    bounds_xy: BaseGeometry | None,
) -> list[Line]:
    """Turn roads into lines of the plane, cut where they leave the bounds.

    Parameters
    ----------
    roads_lonlat : sequence of shapely lines
    crs : TheatreCrs
    own_length_m : float64 array, shape (roads,)
        True length of each road, NaN where only its geometry tells.
    bounds_xy : shapely polygon or None
        Where roads may run.

    Returns
    -------
    list of Line
        In the order of the roads, and along each.
    """
    whole = [_line(road, shape, crs, float(own_length_m[road])) for road, shape in enumerate(roads_lonlat)]
    lines = [line for line in whole if line is not None]
    if bounds_xy is None:
        return lines
    shapely.prepare(bounds_xy)
    kept: list[Line] = []
    for line in lines:
        shape = line_of(line.xy)
        if bounds_xy.contains_properly(shape):
            kept.append(line)
        elif bounds_xy.intersects(shape):
            kept += _pieces(line, bounds_xy, crs)
    return kept


def node(lines: Sequence[Line], snap_m: float) -> Noded:
    """Find the nodes of a set of lines and the edges between them.

    Parameters
    ----------
    lines : sequence of Line
    snap_m : float
        How far a loose end may lie from the line it joins.
    """
    users: defaultdict[Key, set[int]] = defaultdict(set)
    for number, line in enumerate(lines):
        for key in line.keys:
            users[key].add(number)
    joins = _Joins(lines, users, snap_m)
    return _edges(lines, users, joins)


def clip_along(xy: NDArray[np.float64], area: BaseGeometry) -> list[tuple[float, float]]:
    """Which stretches of a line lie in an area.

    Segments are clipped one by one, so a line that crosses itself stays whole.

    Parameters
    ----------
    xy : float64 array, shape (vertices, 2)
    area : shapely polygon
        Of the same plane.

    Returns
    -------
    list of (float, float)
        Metres along the line, from its first vertex; in order, stretches that meet are one.
    """
    reach = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    inside = np.asarray(shapely.intersection(legs(xy[:-1], xy[1:]), area), dtype=np.object_)
    found: list[tuple[float, float]] = []
    for segment, shape in enumerate(inside):
        for part in sorted(_spans(shape, xy[segment])):
            low, high = (_at_vertex(reach[segment] + value, reach[segment : segment + 2]) for value in part)
            if found and low == found[-1][1]:
                found[-1] = (found[-1][0], high)
            else:
                found.append((low, high))
    return found


def _at_vertex(along_m: float, vertices_m: NDArray[np.float64]) -> float:
    """The place itself, or the vertex it differs from by no more than rounding."""
    nearest = float(vertices_m[np.argmin(np.abs(vertices_m - along_m))])
    return nearest if abs(nearest - along_m) <= ROUNDING_M else along_m


def _spans(shape: BaseGeometry, origin: NDArray[np.float64]) -> Iterator[tuple[float, float]]:
    """Stretches of a clipped segment as distances from its first vertex; bare points are none."""
    for part in shapely.get_parts(shape):
        if part.geom_type == "LineString" and not part.is_empty:
            near, far = np.hypot(*(shapely.get_coordinates(part)[[0, -1]] - origin).T)
            yield (min(near, far), max(near, far))


def _line(road: int, shape: BaseGeometry, crs: TheatreCrs, own_length_m: float) -> Line | None:
    """A road on the plane; None where all its vertices are one."""
    lonlat = shapely.get_coordinates(shape)
    keys = _keys(lonlat, crs)
    keep = [0, *(n for n in range(1, len(keys)) if keys[n] != keys[n - 1])]
    if len(keep) == 1:
        return None
    lonlat = lonlat[keep]
    length_m = geodesic_m(lonlat[:-1, 0], lonlat[:-1, 1], lonlat[1:, 0], lonlat[1:, 1])
    if not np.isnan(own_length_m):
        length_m = length_m * (own_length_m / length_m.sum())
    xy = np.column_stack(crs.to_xy(lonlat[:, 0], lonlat[:, 1]))
    return Line(road, xy, tuple(keys[n] for n in keep), length_m)


def _keys(lonlat: NDArray[np.float64], crs: TheatreCrs) -> list[Key]:
    """Positions rounded to 7 decimals; longitudes counted from the centre, so that -180 is 180."""
    lon = (lonlat[:, 0] - crs.lon0 + 180.0) % 360.0 - 180.0
    rounded = np.rint(np.column_stack([lon, lonlat[:, 1]]) * KEY_SCALE).astype(np.int64)
    return [(int(a), int(b)) for a, b in rounded]


def _pieces(line: Line, bounds_xy: BaseGeometry, crs: TheatreCrs) -> list[Line]:
    """The stretches of a line within the bounds."""
    pieces = [_stretch(line, low, high, crs) for low, high in clip_along(line.xy, bounds_xy) if high - low > END_M]
    return [piece for piece in pieces if len(piece.keys) > 1]


def _stretch(line: Line, low: float, high: float, crs: TheatreCrs) -> Line:
    """A line from `low` to `high`, metres along it."""
    reach = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line.xy, axis=0).T))])
    at = np.concatenate([[low], reach[(reach > low) & (reach < high)], [high]])
    xy = np.column_stack([np.interp(at, reach, line.xy[:, axis]) for axis in (0, 1)])
    length_m = np.diff(np.interp(at, reach, np.concatenate([[0.0], np.cumsum(line.length_m)])))
    keys = _keys(np.column_stack(crs.to_lonlat(xy[:, 0], xy[:, 1])), crs)
    own = {float(value): key for value, key in zip(reach, line.keys, strict=True)}
    return Line(
        line.road,
        xy,
        tuple(own.get(float(value), key) for value, key in zip(at, keys, strict=True)),
        length_m,
    )


class _Joins:
    """Where loose ends join other lines, found on the lines as they came.

    Attributes
    ----------
    inserted : mapping of line number to mapping of metres along to name
        New vertices on lines that are joined between theirs.
    same : list of (name, name)
        Names (keys, or (line, metres along) of new vertices) that are one node.
    gaps : list of (x, y, metres)
    missed : list of (name, name)
        End that several lines have, and an end of another line within the tolerance of loose ends.
    """

    def __init__(self, lines: Sequence[Line], users: dict[Key, set[int]], snap_m: float) -> None:
        self.inserted: defaultdict[int, dict[float, tuple[int, float]]] = defaultdict(dict)
        self.same: list[tuple[object, object]] = []
        self.gaps: list[tuple[float, float, float]] = []
        self.missed: list[tuple[Key, Key]] = []
        self._lines = lines
        self._shapes = array_of(line_of(line.xy) for line in lines)
        self._tree = shapely.STRtree(self._shapes)
        for key, (x, y) in _ends(lines).items():
            tolerance_m = snap_m if len(users[key]) == 1 else min(TOUCH_M, snap_m)
            self._join(key, shapely.Point(x, y), users[key], tolerance_m)
            if len(users[key]) > 1:
                near = self._tree.query(shapely.Point(x, y), predicate="dwithin", distance=snap_m)
                self.missed += [(key, lines[n].keys[0]) for n in np.sort(near) if n not in users[key]]

    def _join(self, key: Key, point: shapely.Point, own: set[int], tolerance_m: float) -> None:
        near = [n for n in self._tree.query(point, predicate="dwithin", distance=tolerance_m) if n not in own]
        if not near:
            return
        gaps = {int(n): float(shapely.distance(self._shapes[n], point)) for n in near}
        # lines that lie on each other differ by rounding only: the first of them is taken
        target = min(n for n, gap_m in gaps.items() if gap_m <= min(gaps.values()) + TIE_M)
        gap_m = gaps[target]
        along_m = float(shapely.line_locate_point(self._shapes[target], point))
        self.same.append((key, self._place(target, along_m)))
        self.gaps.append((point.x, point.y, gap_m))

    def _place(self, target: int, along_m: float) -> object:
        """The vertex of the target line at the foot, new where none is near."""
        line = self._lines[target]
        foot = shapely.get_coordinates(shapely.line_interpolate_point(self._shapes[target], along_m))[0]
        away_m = np.hypot(*(line.xy - foot).T)
        nearest = int(np.argmin(away_m))
        if away_m[nearest] <= TOUCH_M:
            return line.keys[nearest]
        return self.inserted[target].setdefault(along_m, (target, along_m))


def _ends(lines: Sequence[Line]) -> dict[Key, tuple[float, float]]:
    """Positions of all line ends, each once, in the order of the lines."""
    ends: dict[Key, tuple[float, float]] = {}
    for line in lines:
        for at in (0, -1):
            ends.setdefault(line.keys[at], (float(line.xy[at, 0]), float(line.xy[at, 1])))
    return ends


class _Union:
    """Names that stand for one node."""

    def __init__(self) -> None:
        self._parent: dict[object, object] = {}

    def find(self, name: object) -> object:
        root = name
        while (above := self._parent.get(root, root)) != root:
            root = above
        while name != root:
            self._parent[name], name = root, self._parent.get(name, name)
        return root

    def join(self, one: object, other: object) -> None:
        self._parent[self.find(one)] = self.find(other)


def _edges(lines: Sequence[Line], users: dict[Key, set[int]], joins: _Joins) -> Noded:
    union = _Union()
    for one, other in joins.same:
        union.join(one, other)
    nodes = (
        {key for key, by in users.items() if len(by) > 1}
        | set(_ends(lines))
        | {name for pair in joins.same for name in pair}
    )
    for line in lines:
        nodes |= {key for key, times in Counter(line.keys).items() if times > 1}
    numbers: dict[object, int] = {}
    node_xy: list[NDArray[np.float64]] = []
    rows: list[tuple[int, int, int, float]] = []
    shapes: list[BaseGeometry] = []
    for number, line in enumerate(lines):
        names, xy, reach_m = _with_inserted(line, joins.inserted.get(number, {}))
        stops = [n for n, name in enumerate(names) if name in nodes]
        for stop in stops:
            root = union.find(names[stop])
            if root not in numbers:
                numbers[root] = len(numbers)
                node_xy.append(xy[stop])
        for low, high in pairwise(stops):
            ends = (numbers[union.find(names[low])], numbers[union.find(names[high])])
            rows.append((*ends, line.road, float(reach_m[high] - reach_m[low])))
            shapes.append(line_of(xy[low : high + 1]))
    return Noded(
        node_xy=np.array(node_xy, dtype=np.float64).reshape(-1, 2),
        start=np.array([row[0] for row in rows], dtype=np.int32),
        end=np.array([row[1] for row in rows], dtype=np.int32),
        road=np.array([row[2] for row in rows], dtype=np.int32),
        length_m=np.array([row[3] for row in rows], dtype=np.float64),
        shapes=array_of(shapes),
        joined=np.array(joins.gaps, dtype=np.float64).reshape(-1, 3),
        missed=np.array(
            [[numbers[union.find(name)] for name in pair] for pair in joins.missed], dtype=np.int32
        ).reshape(-1, 2),
    )


def _with_inserted(
    line: Line, inserted: dict[float, tuple[int, float]]
) -> tuple[list[object], NDArray[np.float64], NDArray[np.float64]]:
    """Names, positions and metres of road so far of a line's vertices, new ones in their places."""
    plane_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line.xy, axis=0).T))])
    road_m = np.concatenate([[0.0], np.cumsum(line.length_m)])
    if not inserted:
        return list(line.keys), line.xy, road_m
    new_m = np.array(sorted(inserted), dtype=np.float64)
    all_m = np.concatenate([plane_m, new_m])
    order = np.argsort(all_m, kind="stable")
    names: list[object] = [*line.keys, *(inserted[float(value)] for value in new_m)]
    xy = np.column_stack([np.interp(all_m[order], plane_m, line.xy[:, axis]) for axis in (0, 1)])
    return [names[n] for n in order], xy, np.interp(all_m[order], plane_m, road_m)
