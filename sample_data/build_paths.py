# SPDX-License-Identifier: GPL-3.0-or-later
"""How a road finds its way: round hills, along what is built already, over water only by a bridge."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from itertools import pairwise

import numpy as np

from sample_data.build_ground import SIDE, neighbours
from sample_data.build_terrain import Landscape

STRAIGHT, DIAGONAL = 10, 14  # length of a step
# Cost of a step per length; open ground costs 10 to 14.
ON_A_ROAD = 7
SLOPE = 260  # for a height step of 1
RIVERSIDE, LAKESIDE, ROADSIDE = 8, 5, 7  # keep off: leave room between a road and a river or another road
FLAT = 10 * STRAIGHT  # a straight step over flat ground
NEVER = 1 << 40


class Pathfinder:
    """The road network while it grows, as edges between neighbouring cells.

    Two rules keep the map drawable: a road enters a river's cell only to cross it, and no lines cross on a
    diagonal.
    """

    def __init__(self, land: Landscape, rng: np.random.Generator) -> None:
        self._height: list[float] = land.height.tolist()
        self._open: list[bool] = (land.inside & (land.lake == 0)).tolist()
        self._river = {cell for stream in land.streams() for cell in stream}
        self._river_steps = {step for stream in land.streams() for step in _steps(stream)}
        rough: list[int] = rng.integers(10, 15, size=SIDE * SIDE).tolist()
        for cell in range(SIDE * SIDE):
            around = neighbours(cell)
            if any(other in self._river for other in around):
                rough[cell] += RIVERSIDE
            if any(land.lake[other] for other in around):
                rough[cell] += LAKESIDE
            if not all(land.inside[other] for other in around):
                self._open[cell] = False  # a margin of one cell inside the border
        self._rough = rough
        self.edges: set[tuple[int, int]] = set()
        self.cells: set[int] = set()
        self._roadside: set[int] = set()

    def is_open(self, cell: int) -> bool:
        """Whether a village may stand here: dry ground inside the mission area, no river."""
        return self._open[cell] and cell not in self._river

    def find(
        self,
        start: int,
        is_goal: Callable[[int], bool],
        *,
        bridge_steps: int,
        limit_steps: int = 400,
        fresh: bool = False,
    ) -> list[int]:
        """Return the cheapest chain from `start` to the first goal, or an empty list.

        Parameters
        ----------
        start : int
            Cell to start from.
        is_goal : callable
            Told a cell, says whether the way may end there.
        bridge_steps : int
            What a new bridge costs, in flat steps.
        limit_steps : int
            Give up beyond this cost.
        fresh : bool
            Use no road that is there already.
        """
        best = {start: 0}
        came = {start: start}
        queue = [(0, start)]
        while queue:
            cost, cell = heapq.heappop(queue)
            if cost > best[cell]:
                continue
            if is_goal(cell):
                return self._chain(came, cell)
            for other in neighbours(cell):
                total = cost + self._step(cell, other, bridge_steps, fresh=fresh)
                if total <= limit_steps * FLAT and total < best.get(other, NEVER):
                    best[other] = total
                    came[other] = cell
                    heapq.heappush(queue, (total, other))
        return []

    def build(self, chain: list[int]) -> list[list[int]]:
        """Add a chain to the network and return the parts of it that are new roads."""
        runs: list[list[int]] = []
        for a, b in pairwise(chain):
            if _edge(a, b) in self.edges:
                runs.append([])
                continue
            if not runs or not runs[-1]:
                runs.append([a])
            runs[-1].append(b)
        runs = [run for run in runs if run]
        for run in runs:
            self.edges |= {_edge(a, b) for a, b in pairwise(run)}
            self.cells |= set(run)
            self._roadside |= {other for cell in run for other in neighbours(cell)}
        return runs

    def may_join(self, cell: int) -> bool:
        """Whether a new road may meet the network in `cell`: on a road, not on a bridge."""
        return cell in self.cells and cell not in self._river

    @staticmethod
    def _chain(came: dict[int, int], cell: int) -> list[int]:
        chain = [cell]
        while came[cell] != cell:
            cell = came[cell]
            chain.append(cell)
        return chain[::-1]

    def _step(self, cell: int, other: int, bridge_steps: int, *, fresh: bool) -> int:
        """Cost of the step from `cell` to its neighbour."""
        gap = other - cell
        length = STRAIGHT if gap in (1, -1, SIDE, -SIDE) else DIAGONAL
        if _edge(cell, other) in self.edges:
            return NEVER if fresh else length * ON_A_ROAD
        if not self._open[other] or (length == DIAGONAL and self._is_crossed(cell, other)):
            return NEVER
        slope = abs(self._height[other] - self._height[cell])
        aside = ROADSIDE if other in self._roadside and other not in self.cells else 0
        cost = length * (self._rough[other] + int(SLOPE * slope) + aside)
        wet, bank = (cell, other) if cell in self._river else (other, cell)
        if wet not in self._river:
            return cost
        on_a_bridge = wet in self.cells
        return NEVER if bank in self._river or on_a_bridge else cost + bridge_steps * FLAT // 2

    def _is_crossed(self, cell: int, other: int) -> bool:
        """Whether a road or a river runs across the diagonal from `cell` to `other`."""
        row_gap = SIDE if other > cell else -SIDE
        across = _edge(cell + row_gap, other - row_gap)
        return across in self.edges or across in self._river_steps


def _edge(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


def _steps(chain: tuple[int, ...]) -> list[tuple[int, int]]:
    return [_edge(a, b) for a, b in pairwise(chain)]
