# SPDX-License-Identifier: GPL-3.0-or-later
"""The ground of the sample: hills, the rivers that drain them, lakes, and the cells of the mission area."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sample_data.build_ground import SIDE, SIZE_KM, Noise, cell_at, cell_xy, neighbours

# Where the water leaves the board, and the valleys that lead it there (km from the south-west corner).
OUTLETS_KM = ((96.0, 0.7), (238.0, 0.7), (0.7, 196.0))
VALLEYS_KM = (
    ((96.0, 0.0), (110.0, 60.0), (128.0, 118.0), (160.0, 170.0), (196.0, 236.0), (214.0, 280.0)),
    ((238.0, 0.0), (232.0, 60.0), (252.0, 118.0), (262.0, 170.0)),
    ((0.0, 196.0), (46.0, 204.0), (84.0, 238.0), (108.0, 276.0)),
    ((110.0, 60.0), (60.0, 92.0), (30.0, 120.0)),
)
RIVER_CELLS = 420  # cells (2.25 km2 each) that must drain through a cell before it is drawn as a river
RIVER_MIN_CELLS, STREAM_MIN_CELLS = 26, 4  # shorter rivers, and parts of rivers, are left out
# (centre km, radius km, radius km of the island in it or 0)
LAKES_KM = (((146.0, 138.0), 13.0, 4.2), ((240.0, 50.0), 6.5, 0.0))

# A river's parts from source to mouth: chains of neighbouring cells. A lake on the way parts it in two.
River: TypeAlias = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Landscape:
    """What roads, borders and places are laid over.

    Attributes
    ----------
    height : float array (cells,)
        Height above the lowest ground, about 0 to 3, no unit.
    inside : bool array (cells,)
        The mission area.
    lake : int array (cells,)
        Number of the lake a cell lies in, from 1; 0 on land.
    rivers : tuple of River
        The longest first; a tributary ends on a cell of its parent.
    """

    height: NDArray[np.float64]
    inside: NDArray[np.bool_]
    lake: NDArray[np.int64]
    rivers: tuple[River, ...]

    def streams(self) -> list[tuple[int, ...]]:
        """Return the parts of all rivers, each a chain of neighbouring cells."""
        return [stream for river in self.rivers for stream in river]


def make_landscape(rng: np.random.Generator) -> Landscape:
    """Raise the hills, let the rain run off, and cut out the mission area."""
    xy = cell_xy(np.arange(SIDE * SIDE))
    inside = _mission_area(rng, xy)
    height = _heights(rng, xy)
    lake = _lakes(rng, xy)
    return Landscape(height, inside, lake, _rivers(rng, height, inside, lake))


def _mission_area(rng: np.random.Generator, xy: NDArray[np.float64]) -> NDArray[np.bool_]:
    """All cells but an uneven margin along the board's edge."""
    to_edge_km = np.minimum(xy, SIZE_KM - xy).min(axis=1)
    return np.asarray(to_edge_km > 12.0 + 14.0 * Noise(rng, 70.0, 4)(xy))


def _heights(rng: np.random.Generator, xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Hills that fall towards the valleys, higher in the north-east and along the edge."""
    valley_km = np.full(len(xy), SIZE_KM)
    for valley in VALLEYS_KM:
        for (ax, ay), (bx, by) in pairwise(valley):
            valley_km = np.minimum(valley_km, _distance(xy, np.array([ax, ay]), np.array([bx, by])))
    to_edge_km = np.minimum(xy, SIZE_KM - xy).min(axis=1)
    rim = np.maximum(0.0, 1.0 - to_edge_km / 40.0)
    tilt = (xy[:, 0] + 2.0 * xy[:, 1]) / (3.0 * SIZE_KM)
    height = 1.0 * tilt + valley_km / 75.0 + 0.6 * rim * rim + 0.62 * Noise(rng, 60.0, 6)(xy)
    return np.asarray(height - height.min())


def _distance(xy: NDArray[np.float64], a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distance of points to the segment from `a` to `b`."""
    along = b - a
    share = np.clip(((xy - a) * along).sum(axis=1) / (along * along).sum(), 0.0, 1.0)
    off = xy - (a + share[:, None] * along)
    return np.asarray(np.sqrt((off * off).sum(axis=1)))


def _lakes(rng: np.random.Generator, xy: NDArray[np.float64]) -> NDArray[np.int64]:
    shore = Noise(rng, 14.0, 2)(xy)
    lake = np.zeros(len(xy), dtype=np.int64)
    for number, (centre, radius_km, island_km) in enumerate(LAKES_KM, start=1):
        off = xy - np.array(centre)
        # A lake lies along its valley: longer from south-west to north-east than across.
        away_km = np.sqrt((off * off).sum(axis=1) - 0.9 * off[:, 0] * off[:, 1])
        wet = (away_km < radius_km * (1.0 + 0.45 * shore)) & (away_km >= island_km)
        lake[wet] = number
    return lake


def _downstream(rng: np.random.Generator, height: NDArray[np.float64]) -> tuple[list[int], list[int]]:
    """Let water find its way to the outlets (priority flood).

    Return each cell's next cell, and the cells in order from the mouths up. On flat ground the water wanders.
    """
    rough = rng.random(len(height)).tolist()
    towards = [-1] * len(height)
    order: list[int] = []
    queue = []
    for x_km, y_km in OUTLETS_KM:
        outlet = cell_at(x_km, y_km)
        towards[outlet] = outlet
        queue.append((float(height[outlet]), outlet))
    heapq.heapify(queue)
    while queue:
        level, cell = heapq.heappop(queue)
        order.append(cell)
        for other in neighbours(cell):
            if towards[other] < 0:
                towards[other] = cell
                drop = float(height[other]) - level
                heapq.heappush(queue, (level + (drop if drop > 0.0 else 0.012 * rough[other]), other))
    return towards, order


def _rivers(
    rng: np.random.Generator, height: NDArray[np.float64], inside: NDArray[np.bool_], lake: NDArray[np.int64]
) -> tuple[River, ...]:
    """Follow the water from the greatest drainage upwards, each river to its furthest source."""
    towards, order = _downstream(rng, height)
    drained = np.ones(len(height), dtype=np.int64)
    for cell in reversed(order):
        if towards[cell] != cell:
            drained[towards[cell]] += drained[cell]
    upstream: dict[int, list[int]] = {}
    for cell in order:
        if drained[cell] >= RIVER_CELLS and towards[cell] != cell:
            upstream.setdefault(towards[cell], []).append(cell)
    rivers = []
    starts = [cell for cell in order if towards[cell] == cell]
    while starts:
        chain = [starts.pop(0)]
        while chain[-1] in upstream:
            feeders = sorted(upstream.pop(chain[-1]), key=lambda cell: (-int(drained[cell]), cell))
            starts += feeders[1:]
            chain.append(feeders[0])
        mouth = towards[chain[0]]
        full = [*reversed(chain)] + ([mouth] if mouth != chain[0] else [])
        rivers.append(_in_the_open(full, inside, lake))
    long_ones = [river for river in rivers if sum(map(len, river)) >= RIVER_MIN_CELLS]
    return tuple(sorted(long_ones, key=lambda river: (-sum(map(len, river)), river[0])))


def _in_the_open(chain: list[int], inside: NDArray[np.bool_], lake: NDArray[np.int64]) -> River:
    """Cut a river into its parts inside the mission area and outside lakes, each one cell longer."""
    shown = [bool(inside[cell]) and lake[cell] == 0 for cell in chain]
    parts: list[list[int]] = []
    for i, cell in enumerate(chain):
        if shown[i] and (i == 0 or not shown[i - 1]):
            parts.append(chain[max(i - 1, 0) : i])
        if shown[i] or (i > 0 and shown[i - 1]):
            parts[-1].append(cell)
    return tuple(tuple(part) for part in parts if len(part) >= STREAM_MIN_CELLS)


def dry_cells(land: Landscape) -> list[int]:
    """Return the cells inside the mission area with no border, lake or river in them or beside them."""
    wet = {cell for stream in land.streams() for cell in stream}
    good = land.inside & (land.lake == 0)
    return [
        cell
        for cell in np.flatnonzero(good).tolist()
        if cell not in wet and all(good[other] and other not in wet for other in neighbours(cell))
    ]
