# SPDX-License-Identifier: GPL-3.0-or-later
"""Roads -> lines of the plane, cut where they leave the bounds (docs/method.md, *The road network*)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gisplanner.shapes import Shapes, array_of, legs, lines_of
from layers.geodesy import TheatreCrs, geodesic_m

KEY_SCALE = 1e7
KEY_SHIFT = 32
END_M = 0.01
ROUNDING_M = 1e-6

Keys = NDArray[np.int64]
"""What makes vertices the same: their positions rounded to 7 decimals, as one number each."""


@dataclass(frozen=True, eq=False)
class Line:
    """One unbroken stretch of a road.

    Attributes
    ----------
    road : int
        Row of the road it belongs to.
    xy : float64 array, shape (vertices, 2)
        Plane, metres.
    keys : Keys
        One per vertex; neighbours differ.
    length_m : float64 array, shape (vertices - 1,)
        Length of every segment.
    """

    road: int
    xy: NDArray[np.float64]
    keys: Keys
    length_m: NDArray[np.float64]


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
    lines = _whole_lines(array_of(roads_lonlat), crs, own_length_m)
    if bounds_xy is None:
        return lines
    shapely.prepare(bounds_xy)
    shapes = shapes_of(lines)
    inside = shapely.contains_properly(bounds_xy, shapes)
    meets = inside | shapely.intersects(bounds_xy, shapes)
    kept: list[Line] = []
    for line, whole, some in zip(lines, inside.tolist(), meets.tolist(), strict=True):
        if whole:
            kept.append(line)
        elif some:
            kept += _pieces(line, bounds_xy, crs)
    return kept


def shapes_of(lines: Sequence[Line]) -> Shapes:
    """Lines as shapely has them; shape (lines,)."""
    if not lines:
        return array_of([])
    return lines_of(np.concatenate([line.xy for line in lines]), np.array([len(line.xy) for line in lines]))


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


def _whole_lines(roads_lonlat: Shapes, crs: TheatreCrs, own_length_m: NDArray[np.float64]) -> list[Line]:
    """Roads on the plane; none where all vertices of one are the same."""
    lonlat, road = shapely.get_coordinates(roads_lonlat, return_index=True)
    keys = _keys(lonlat, crs)
    keep = np.ones(len(road), dtype=bool)
    keep[1:] = (road[1:] != road[:-1]) | (keys[1:] != keys[:-1])
    keep &= (np.bincount(road[keep], minlength=len(roads_lonlat)) > 1)[road]
    lonlat, road, keys = lonlat[keep], road[keep], keys[keep]
    xy = np.column_stack(crs.to_xy(lonlat[:, 0], lonlat[:, 1]))
    # one more than there are segments: that from the end of a road to the start of the next is no segment
    length_m = geodesic_m(lonlat[:-1, 0], lonlat[:-1, 1], lonlat[1:, 0], lonlat[1:, 1])
    bounds = [*np.flatnonzero(np.diff(road, prepend=-1)).tolist(), len(road)]
    lines = []
    for low, high in pairwise(bounds):
        own, along_m = int(road[low]), length_m[low : high - 1]
        if not np.isnan(own_length_m[own]):
            along_m = along_m * (own_length_m[own] / along_m.sum())
        lines.append(Line(own, xy[low:high], keys[low:high], along_m))
    return lines


def _keys(lonlat: NDArray[np.float64], crs: TheatreCrs) -> Keys:
    """Positions rounded to 7 decimals; longitudes counted from the centre, so that -180 is 180."""
    lon = (lonlat[:, 0] - crs.lon0 + 180.0) % 360.0 - 180.0
    rounded = np.rint(np.column_stack([lon, lonlat[:, 1]]) * KEY_SCALE).astype(np.int64)
    return np.asarray((rounded[:, 0] << KEY_SHIFT) + rounded[:, 1], dtype=np.int64)


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
    vertex = np.minimum(np.searchsorted(reach, at), len(reach) - 1)
    return Line(line.road, xy, np.where(reach[vertex] == at, line.keys[vertex], keys), length_m)
