# SPDX-License-Identifier: GPL-3.0-or-later
"""Places -> up to three points on roads each, given as (edge, share): docs/method.md, *Attachment*.

One rule for sites, bases and cell centres. The network gains no node by it, so a new camp or a moved base rebuilds
nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from gisplanner.lines import END_M
from gisplanner.network import RoadNetwork
from gisplanner.noding import TIE_M
from gisplanner.shapes import legs
from gisplanner.shapes import points as points_of
from gisplanner.theatre import Theatre
from layers.geodesy import geodesic_m

BATCH = 4096


@dataclass(frozen=True, eq=False)
class Places:
    """Positions, and where each meets the roads.

    Attributes
    ----------
    lon, lat, x, y : float64 array, shape (places,)
    place : int32 array, shape (attachments,)
        Whose attachment it is; ascending.
    edge : int32 array, shape (attachments,)
    share : float64 array, shape (attachments,)
        Where on the edge, 0 at its start.
    leg_m : float64 array, shape (attachments,)
        Geodesic length of the straight leg.
    leg : object array, shape (attachments,)
        The leg as a line of the plane.
    nearest_m : float64 array, shape (places,)
        To the nearest road, across water or not; NaN where there is none within reach.
    behind_water : bool array, shape (places,)
        There are roads within reach, all of them across water.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    place: NDArray[np.int32]
    edge: NDArray[np.int32]
    share: NDArray[np.float64]
    leg_m: NDArray[np.float64]
    leg: NDArray[np.object_]
    nearest_m: NDArray[np.float64]
    behind_water: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.lon)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Spatial index of the places on the plane."""
        return shapely.STRtree(points_of(self.x, self.y))

    @property
    def shortest_m(self) -> NDArray[np.float64]:
        """The shortest leg of each place, NaN without one; shape (places,)."""
        shortest_m = np.full(len(self), np.nan)
        np.fmin.at(shortest_m, self.place, self.leg_m)
        return shortest_m

    def chosen(self, which: NDArray[np.int64]) -> Places:
        """Some of these places, by index, ascending."""
        number = np.full(len(self), -1, dtype=np.int32)
        number[which] = np.arange(len(which), dtype=np.int32)
        keep = number[self.place] >= 0
        return Places(
            lon=self.lon[which],
            lat=self.lat[which],
            x=self.x[which],
            y=self.y[which],
            place=number[self.place[keep]],
            edge=self.edge[keep],
            share=self.share[keep],
            leg_m=self.leg_m[keep],
            leg=self.leg[keep],
            nearest_m=self.nearest_m[which],
            behind_water=self.behind_water[which],
        )


def joined_places(parts: Sequence[Places]) -> Places:
    """Places of several lots as one, in their order; there must be one lot at least."""
    begin = np.cumsum([0, *(len(part) for part in parts)])
    place = [part.place + np.int32(first) for part, first in zip(parts, begin[:-1].tolist(), strict=True)]
    names = [field.name for field in fields(Places)]
    arrays = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    return Places(**(arrays | {"place": np.concatenate(place)}))


class Obstacles:
    """What a straight line off the road may not cross.

    Parameters
    ----------
    shapes : object array
        Lines and polygons of the plane. A line must not be met, a polygon's inside not be entered.
    """

    def __init__(self, shapes: NDArray[np.object_]) -> None:
        self._shapes = shapes
        self._solid = np.isin(shapely.get_dimensions(shapes), [2]) if len(shapes) else np.zeros(0, dtype=bool)
        self._tree = shapely.STRtree(shapes)

    def crossed(self, lines: NDArray[np.object_]) -> NDArray[np.bool_]:
        """Which of these lines cross one; lines of at most a centimetre cross nothing. Shape (lines,)."""
        found = np.zeros(len(lines), dtype=bool)
        if len(self._shapes) == 0 or len(lines) == 0:
            return found
        line, other = self._tree.query(lines, predicate="intersects")
        touching = self._solid[other]
        touching[touching] = shapely.touches(lines[line[touching]], self._shapes[other[touching]])
        found[line[~touching]] = True
        return found & (shapely.length(lines) > END_M)


@dataclass(frozen=True)
class _Found:
    """Nearest usable edge of each place in one class of roads, -1 without one."""

    edge: NDArray[np.int64]
    share: NDArray[np.float64]
    foot: NDArray[np.float64]


class Attacher:
    """Attaches places to one network.

    Parameters
    ----------
    theatre : Theatre
        Gives plane and water.
    network : RoadNetwork
    reach_m : float
        Furthest road a place attaches to.
    """

    def __init__(self, theatre: Theatre, network: RoadNetwork, reach_m: float) -> None:
        self._theatre, self._network, self._reach_m = theatre, network, reach_m
        self._water = Obstacles(theatre.water_xy)
        main = network.component[network.start] == 0
        self._classes = [np.arange(network.edges), np.flatnonzero(network.trucks), np.flatnonzero(main)]
        self._trees = [shapely.STRtree(network.shapes[edges]) for edges in self._classes]

    def attach(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Places:
        """Attach places given in degrees; arrays of shape (places,)."""
        lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
        x, y = self._theatre.crs.to_xy(lon, lat)
        points = points_of(x, y)
        found = [self._nearest(which, points) for which in range(len(self._classes))]
        edge, place, share, foot = _joined(found)
        foot_lon, foot_lat = self._theatre.crs.to_lonlat(foot[:, 0], foot[:, 1])
        nearest_m = self._nearest_m(points)
        attached = np.zeros(len(lon), dtype=bool)
        attached[place] = True
        return Places(
            lon=lon,
            lat=lat,
            x=x,
            y=y,
            place=place,
            edge=edge,
            share=share,
            leg_m=geodesic_m(lon[place], lat[place], foot_lon, foot_lat),
            leg=legs(np.column_stack([x, y])[place], foot),
            nearest_m=nearest_m,
            behind_water=~attached & ~np.isnan(nearest_m),
        )

    def _nearest_m(self, points: NDArray[np.object_]) -> NDArray[np.float64]:
        nearest_m = np.full(len(points), np.nan)
        if self._network.edges and len(points):
            (place, _), away_m = self._trees[0].query_nearest(
                points, max_distance=self._reach_m, return_distance=True, all_matches=False
            )
            nearest_m[place] = away_m
        return nearest_m

    def _nearest(self, which: int, points: NDArray[np.object_]) -> _Found:
        """The nearest edge of a class that no water hides, for every place."""
        found = _Found(np.full(len(points), -1), np.zeros(len(points)), np.zeros((len(points), 2)))
        edges, tree = self._classes[which], self._trees[which]
        if len(edges) == 0 or len(points) == 0:
            return found
        (place, _), away_m = tree.query_nearest(
            points, max_distance=self._reach_m, return_distance=True, all_matches=False
        )
        todo = np.zeros(len(points), dtype=bool)
        todo[place] = True
        todo[place[self._settle(found, which, points, place, away_m + TIE_M)]] = False
        for start in range(0, int(todo.sum()), BATCH):
            hidden = np.flatnonzero(todo)[start : start + BATCH]
            self._settle(found, which, points, hidden, np.full(len(hidden), self._reach_m), around_water=True)
        return found

    def _settle(
        self,
        found: _Found,
        which: int,
        points: NDArray[np.object_],
        place: NDArray[np.int64],
        within_m: NDArray[np.float64],
        *,
        around_water: bool = False,
    ) -> NDArray[np.bool_]:
        """Choose for each of these places among the edges within a distance; return which were settled.

        Without `around_water` a place is settled only when no nearer edge lies behind water, so that the choice among
        the nearest few is the choice among all.
        """
        row, local = self._trees[which].query(points[place], predicate="dwithin", distance=within_m)
        edge = self._classes[which][local]
        shapes, own = self._network.shapes[edge], points[place[row]]
        away_m = np.asarray(shapely.distance(shapes, own), dtype=np.float64)
        share, foot = self._foot(edge, own)
        hidden = self._water.crossed(legs(shapely.get_coordinates(own), foot))
        settled = np.ones(len(place), dtype=bool)
        if not around_water:
            settled[row[hidden]] = False
        dry = ~hidden
        row, edge, away_m, share, foot = row[dry], edge[dry], away_m[dry], share[dry], foot[dry]
        least_m = np.full(len(place), np.inf)
        np.minimum.at(least_m, row, away_m)
        near = np.flatnonzero(away_m <= least_m[row] + TIE_M)
        order = near[np.lexsort((edge[near], row[near]))]
        first = order[np.unique(row[order], return_index=True)[1]]
        first = first[settled[row[first]]]
        at = place[row[first]]
        found.edge[at], found.share[at], found.foot[at] = edge[first], share[first], foot[first]
        return settled

    def _foot(
        self, edge: NDArray[np.int64], points: NDArray[np.object_]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Share and position of the foot of the perpendicular; within a centimetre of an end, the end."""
        shapes, whole_m = self._network.shapes[edge], self._network.plane_m[edge]
        along_m = shapely.line_locate_point(shapes, points)
        with np.errstate(invalid="ignore", divide="ignore"):
            share = np.where(along_m <= END_M, 0.0, np.where(whole_m - along_m <= END_M, 1.0, along_m / whole_m))
        foot = shapely.get_coordinates(shapely.line_interpolate_point(shapes, share, normalized=True))
        return share, foot


def _joined(
    found: list[_Found],
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]]:
    """Attachments of all classes by place, each edge once: edge, place, share, foot."""
    edge = np.concatenate([part.edge for part in found])
    place = np.concatenate([np.arange(len(part.edge)) for part in found])
    share = np.concatenate([part.share for part in found])
    foot = np.concatenate([part.foot for part in found])
    there = np.flatnonzero(edge >= 0)
    _, first = np.unique(np.column_stack([place[there], edge[there]]), axis=0, return_index=True)
    keep = there[first]
    return edge[keep].astype(np.int32), place[keep].astype(np.int32), share[keep], foot[keep]


def direct_pairs(
    origins: Places, targets: Places, furthest_m: float, water: Obstacles
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.object_]]:
    """Pairs near enough to go straight, with no water between.

    Returns
    -------
    origin, target : int64 arrays, shape (pairs,)
    length_m : float64 array, shape (pairs,)
        Geodesic.
    leg : object array, shape (pairs,)
        Lines of the plane.
    """
    if len(origins) == 0 or len(targets) == 0:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), np.zeros(0, object)
    # the plane is off by less than one per cent: look a little further there, then measure on the ellipsoid
    starts = points_of(origins.x, origins.y)
    origin, target = targets.tree.query(starts, predicate="dwithin", distance=furthest_m * 1.01)
    length_m = geodesic_m(origins.lon[origin], origins.lat[origin], targets.lon[target], targets.lat[target])
    near = length_m <= furthest_m
    origin, target, length_m = origin[near], target[near], length_m[near]
    leg = legs(np.column_stack([origins.x, origins.y])[origin], np.column_stack([targets.x, targets.y])[target])
    dry = ~water.crossed(leg)
    return origin[dry], target[dry], length_m[dry], leg[dry]
