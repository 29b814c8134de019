# SPDX-License-Identifier: GPL-3.0-or-later
"""Outlines that fit: the sample's mission area, sectors and districts, and any other labelled cells.

A border between two labels is drawn once and used by both, so neighbours share it to the last decimal.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.polygon import orient

from sample_data.build_atlas import SECTORS
from sample_data.build_ground import CELL_KM, SIDE, Lonlat, Warp, curve, to_lonlat
from sample_data.build_terrain import Landscape

Vertex: TypeAlias = tuple[int, int]  # (row, column) of a corner of the cell grid
RIVER_COST, SLOPE_COST = 30.0, 120.0
ON_THE_WAY = 2  # border steps at a vertex where no borders meet


class Border(NamedTuple):
    """A stretch of border and the two labels it parts."""

    line: Lonlat
    sides: tuple[int, int]


class Area(NamedTuple):
    """A row of the areas file."""

    name: str
    role: str
    polygon: shapely.Polygon


def make_areas(land: Landscape, warp: Warp, towns: Mapping[str, int], rng: np.random.Generator) -> list[Area]:
    """Return the mission area, the sectors and the districts, in that order."""
    districts = [name for names in SECTORS.values() for name in names]
    label = _spread(land, [towns[name] for name in districts], rng)
    sector_of = [0] + [number for number, names in enumerate(SECTORS.values(), start=1) for _ in names]
    borders = trace(label, warp)
    everything = [int(number > 0) for number in range(len(sector_of))]
    each = list(range(len(sector_of)))
    areas = [Area("Mission area", "mission_area", outline(borders, everything, 1))]
    for number, name in enumerate(SECTORS, start=1):
        areas.append(Area(f"Sector {name}", "sector", outline(borders, sector_of, number)))
    for number, name in enumerate(districts, start=1):
        areas.append(Area(name, "district", outline(borders, each, number)))
    return areas


def _spread(land: Landscape, seeds: list[int], rng: np.random.Generator) -> NDArray[np.int64]:
    """Give each cell of the mission area the number (from 1) of the seed it is easiest reached from."""
    label = np.zeros(SIDE * SIDE, dtype=np.int64)
    river = {cell for stream in land.streams() for cell in stream}
    rough = (1.0 + 2.0 * rng.random(SIDE * SIDE)).tolist()
    queue = [(0.0, seed, number) for number, seed in enumerate(seeds, start=1)]
    while queue:
        cost, cell, number = heapq.heappop(queue)
        if label[cell]:
            continue
        label[cell] = number
        for other in (cell - SIDE, cell - 1, cell + 1, cell + SIDE):
            if land.inside[other] and not label[other]:
                slope = abs(float(land.height[other] - land.height[cell]))
                step = rough[other] + SLOPE_COST * slope + RIVER_COST * (other in river)
                heapq.heappush(queue, (cost + step, other, number))
    return label


def trace(label: NDArray[np.int64], warp: Warp) -> list[Border]:
    """Draw the borders between cells of different label, from meeting to meeting or all the way round."""
    grid = label.reshape(SIDE, SIDE)
    sides: dict[tuple[Vertex, Vertex], tuple[int, int]] = {}
    for row, column in np.argwhere(grid[:, 1:] != grid[:, :-1]).tolist():
        sides[(row, column + 1), (row + 1, column + 1)] = _pair(grid[row, column], grid[row, column + 1])
    for row, column in np.argwhere(grid[1:, :] != grid[:-1, :]).tolist():
        sides[(row + 1, column), (row + 1, column + 1)] = _pair(grid[row, column], grid[row + 1, column])
    links: dict[Vertex, list[Vertex]] = {}
    for a, b in sorted(sides):
        links.setdefault(a, []).append(b)
        links.setdefault(b, []).append(a)
    meetings = [vertex for vertex in sorted(links) if len(links[vertex]) != ON_THE_WAY]
    borders = []
    for start in [*meetings, *sorted(links)]:
        while links[start]:
            chain = _walk(links, start, set(meetings))
            first = (chain[0], chain[1]) if chain[0] < chain[1] else (chain[1], chain[0])
            borders.append(Border(_draw(chain, warp), sides[first]))
    return borders


def outline(borders: list[Border], group_of: list[int], group: int) -> shapely.Polygon:
    """Return the polygon of all labels that belong to `group`, with its holes.

    Parameters
    ----------
    borders : list of Border
    group_of : list of int
        Group of each label.
    group : int
    """
    lines = [
        shapely.LineString(border.line)
        for border in borders
        if (group_of[border.sides[0]] == group) != (group_of[border.sides[1]] == group)
    ]
    polygons = shapely.get_parts(shapely.polygonize(lines))
    largest = max(polygons, key=lambda polygon: float(polygon.area))
    return orient(largest.normalize())


def _pair(a: np.int64, b: np.int64) -> tuple[int, int]:
    return int(a), int(b)


def _walk(links: dict[Vertex, list[Vertex]], start: Vertex, meetings: set[Vertex]) -> list[Vertex]:
    """Follow the border from `start` to the next meeting or back to `start`; links walked are taken up."""
    chain = [start]
    while True:
        onward = links[chain[-1]].pop(0)
        links[onward].remove(chain[-1])
        chain.append(onward)
        if onward == start or onward in meetings:
            return chain


def _draw(chain: list[Vertex], warp: Warp) -> Lonlat:
    """Turn the steps of a border into a curve through their middles, its ends held."""
    corners = np.array([(column * CELL_KM, row * CELL_KM) for row, column in chain])
    middles = 0.5 * (corners[:-1] + corners[1:])
    return to_lonlat(warp(curve(np.concatenate([corners[:1], middles, corners[-1:]]), 1)))
