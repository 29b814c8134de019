# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines -> nodes and edges: shared vertices, and loose ends that touch a line.

Everything here follows docs/method.md, *The road network*. Lines come in a fixed order and leave numbered in it, so the
same roads give the same nodes and edges whatever the order of the file. Vertices are looked at all at once: every
position has a *name*, a number; places that were joined share a *root*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from gisplanner.lines import Line, shapes_of
from gisplanner.shapes import lines_of, points

TOUCH_M = 1.0
TIE_M = 1e-3

Names = NDArray[np.int64]
Floats = NDArray[np.float64]


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


@dataclass(frozen=True, eq=False)
class _Vertices:
    """All vertices of all lines, one after the other; arrays of shape (vertices,) unless said.

    Attributes
    ----------
    xy : float64 array, shape (vertices, 2)
    name, line : int64
        What makes it the same as another, and the line it is of.
    first : int64 array, shape (lines + 1,)
        Where lines begin.
    road_m : float64
        Length of the line up to there.
    """

    xy: Floats
    name: Names
    line: Names
    first: Names
    road_m: Floats

    @property
    def ends(self) -> Names:
        """First and last vertex of every line, in the order of the lines."""
        return np.column_stack([self.first[:-1], self.first[1:] - 1]).ravel()


@dataclass(frozen=True, slots=True)
class _Joins:
    """Where loose ends join other lines, found on the lines as they came.

    Attributes
    ----------
    inserted : dict of line to dict of metres along to name
        New vertices on lines that are joined between theirs.
    same : list of (name, name)
        Names of one node.
    gaps : list of (x, y, metres)
    """

    inserted: dict[int, dict[float, int]] = field(default_factory=dict)
    same: list[tuple[int, int]] = field(default_factory=list)
    gaps: list[tuple[float, float, float]] = field(default_factory=list)


def node(lines: Sequence[Line], snap_m: float) -> Noded:
    """Find the nodes of a set of lines and the edges between them.

    Parameters
    ----------
    lines : sequence of Line
    snap_m : float
        How far a loose end may lie from the line it joins.
    """
    if not lines:
        none = np.zeros(0, dtype=np.int32)
        empty = np.zeros((0, 3))
        return Noded(empty[:, :2], none, none, none, empty[:, 0], shapes_of([]), empty, none.reshape(0, 2))
    vertices = _vertices_of(lines)
    joins, missed = _join_ends(lines, vertices, snap_m)
    return _edges(lines, vertices, joins, missed)


def _vertices_of(lines: Sequence[Line]) -> _Vertices:
    count = np.array([len(line.keys) for line in lines], dtype=np.int64)
    _, name = np.unique(np.concatenate([line.keys for line in lines]), return_inverse=True)
    return _Vertices(
        xy=np.concatenate([line.xy for line in lines]),
        name=name.astype(np.int64),
        line=np.repeat(np.arange(len(lines)), count),
        first=np.concatenate([[0], np.cumsum(count)]),
        road_m=np.concatenate([_reach(line.length_m) for line in lines]),
    )


def _reach(step: Floats) -> Floats:
    """How far every vertex lies along, from the steps between them."""
    return np.concatenate([[0.0], np.cumsum(step)])


def _join_ends(lines: Sequence[Line], vertices: _Vertices, snap_m: float) -> tuple[_Joins, Names]:
    """Join loose ends to other lines, and find where lines that meet miss another by little.

    The second are names: of an end that several lines have, and of an end of the line within the tolerance.
    """
    shapes = shapes_of(lines)
    tree = shapely.STRtree(shapes)
    names = int(vertices.name.max()) + 1
    own = np.unique(vertices.name * len(lines) + vertices.line)
    users = np.bincount(own // len(lines), minlength=names)
    _, at = np.unique(vertices.name[vertices.ends], return_index=True)
    ends = vertices.ends[np.sort(at)]
    name, place = vertices.name[ends], points(*vertices.xy[ends].T)
    tolerance_m = np.where(users[name] == 1, snap_m, min(TOUCH_M, snap_m))

    def near(chosen: Names, distance_m: Floats) -> tuple[Names, Names]:
        """Ends and other lines within reach, ascending."""
        end, line = tree.query(place[chosen], predicate="dwithin", distance=distance_m)
        order = np.lexsort((line, end))
        end, line = chosen[end[order]], line[order]
        others = ~np.isin(name[end] * len(lines) + line, own)
        return end[others], line[others]

    joins = _Joins()
    end, line = near(np.arange(len(ends)), tolerance_m)
    for one, target, gap_m in _nearest(end, line, np.asarray(shapely.distance(place[end], shapes[line]))):
        _join(lines[target], shapes[target], target, (int(name[one]), place[one], gap_m), vertices, joins)
    several = np.flatnonzero(users[name] > 1)
    end, line = near(several, np.full(len(several), snap_m))
    return joins, np.column_stack([name[end], vertices.name[vertices.first[line]]])


def _nearest(end: Names, line: Names, gap_m: Floats) -> list[tuple[int, int, float]]:
    """For every end the nearest line; of lines that lie on each other, which differ by rounding only, the first."""
    if len(end) == 0:
        return []
    first = np.flatnonzero(np.diff(end, prepend=-1))
    least_m = np.repeat(np.minimum.reduceat(gap_m, first), np.diff([*first, len(end)]))
    close = np.flatnonzero(gap_m <= least_m + TIE_M)
    _, at = np.unique(end[close], return_index=True)
    chosen = close[at]
    return list(zip(end[chosen].tolist(), line[chosen].tolist(), gap_m[chosen].tolist(), strict=True))


def _join(
    line: Line,
    shape: shapely.LineString,
    target: int,
    loose: tuple[int, shapely.Point, float],
    vertices: _Vertices,
    joins: _Joins,
) -> None:
    """Join an end (name, place, gap) to the vertex of the target line at the foot, a new one where none is near."""
    name, place, gap_m = loose
    along_m = float(shapely.line_locate_point(shape, place))
    foot = shapely.get_coordinates(shapely.line_interpolate_point(shape, along_m))[0]
    away_m = np.hypot(*(line.xy - foot).T)
    nearest = int(np.argmin(away_m))
    joins.gaps.append((place.x, place.y, gap_m))
    if away_m[nearest] <= TOUCH_M:
        joins.same.append((name, int(vertices.name[vertices.first[target] + nearest])))
        return
    # names of new vertices are below zero until it is known how many there are
    new = -1 - sum(len(own) for own in joins.inserted.values())
    joins.same.append((name, joins.inserted.setdefault(target, {}).setdefault(along_m, new)))


def _edges(lines: Sequence[Line], vertices: _Vertices, joins: _Joins, missed: Names) -> Noded:
    names = int(vertices.name.max()) + 1
    is_node = np.zeros(names + sum(len(own) for own in joins.inserted.values()), dtype=bool)
    is_node[:names] = np.bincount(vertices.name, minlength=names) > 1
    is_node[vertices.name[vertices.ends]] = True
    is_node[[name for pair in joins.same for name in pair]] = True  # below zero counts from the end
    root = _roots(joins.same, len(is_node))
    every = _with_inserted(lines, vertices, joins.inserted, len(is_node))
    stops = np.flatnonzero(is_node[every.name])
    _, first, number = np.unique(root[every.name[stops]], return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int32)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first), dtype=np.int32)
    number_of = np.full(len(root), -1, dtype=np.int32)
    number_of[root[every.name[stops]]] = rank[number]
    edge = np.flatnonzero(every.line[stops[:-1]] == every.line[stops[1:]])
    low, high = stops[edge], stops[edge + 1]
    count = high - low + 1
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return Noded(
        node_xy=every.xy[stops[np.sort(first)]],
        start=rank[number[edge]],
        end=rank[number[edge + 1]],
        road=np.array([line.road for line in lines], dtype=np.int32)[every.line[low]],
        length_m=every.road_m[high] - every.road_m[low],
        shapes=lines_of(every.xy[np.repeat(low, count) + within], count),
        joined=np.array(joins.gaps, dtype=np.float64).reshape(-1, 3),
        missed=number_of[root[missed]].astype(np.int32).reshape(-1, 2),
    )


def _roots(same: Sequence[tuple[int, int]], names: int) -> Names:
    """For every name the one that stands for all it was joined with."""
    root = np.arange(names)

    def top(name: int) -> int:
        while root[name] != name:
            root[name] = root[root[name]]
            name = int(root[name])
        return name

    for one, other in same:
        root[top(one % names)] = top(other % names)
    for one, other in same:
        for name in (one % names, other % names):
            root[name] = top(name)
    return root


def _with_inserted(
    lines: Sequence[Line], vertices: _Vertices, inserted: dict[int, dict[float, int]], names: int
) -> _Vertices:
    """The vertices with new ones in their places."""
    if not inserted:
        return vertices
    parts: list[tuple[Floats, Names, Floats]] = []
    done = 0
    for number in sorted(inserted):
        begin, end = vertices.first[number], vertices.first[number + 1]
        parts.append((vertices.xy[done:begin], vertices.name[done:begin], vertices.road_m[done:begin]))
        parts.append(_longer(lines[number], vertices.name[begin:end], inserted[number], names))
        done = end
    parts.append((vertices.xy[done:], vertices.name[done:], vertices.road_m[done:]))
    xy, name, road_m = (np.concatenate(column) for column in zip(*parts, strict=True))
    count = np.diff(vertices.first)
    count[list(inserted)] += [len(own) for own in inserted.values()]
    first = np.concatenate([[0], np.cumsum(count)])
    return _Vertices(xy, name, np.repeat(np.arange(len(lines)), count), first, road_m)


def _longer(line: Line, name: Names, inserted: dict[float, int], names: int) -> tuple[Floats, Names, Floats]:
    """Positions, names and metres of road of one line's vertices and the new ones among them."""
    plane_m = _reach(np.hypot(*np.diff(line.xy, axis=0).T))
    road_m = _reach(line.length_m)
    new_m = np.array(sorted(inserted), dtype=np.float64)
    all_m = np.concatenate([plane_m, new_m])
    order = np.argsort(all_m, kind="stable")
    both = np.concatenate([name, [inserted[float(value)] % names for value in new_m]]).astype(np.int64)
    xy = np.column_stack([np.interp(all_m[order], plane_m, line.xy[:, axis]) for axis in (0, 1)])
    return xy, both[order], np.interp(all_m[order], plane_m, road_m)
