# SPDX-License-Identifier: GPL-3.0-or-later
"""Means of movement x surface x season -> speed, and what each means can pass (docs/method.md, *Speed*)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from gisplanner.assumptions import Assumptions

UNREACHABLE = 2**29
"""Milliseconds that mean "cannot be reached"; two of them still add in int32."""

TIE_MS = 1e-6
"""Halves are rounded up even where sums of lengths leave them a hair below."""

MS_PER_MIN = 60_000
MS_PER_H = 3_600_000

PAVED, GRAVEL, DIRT, TRACK = range(4)
SURFACES = ("paved", "gravel", "dirt", "track")
SOFT = frozenset({"mud", "snow"})
"""Conditions of a surface that slow it in any season as the wet season does."""


class Means(StrEnum):
    """A means of movement on the ground."""

    LIGHT = "light"
    HEAVY = "heavy"
    FOOT = "foot"


class Season(StrEnum):
    """A season of the year, as roads know it."""

    DRY = "dry"
    WET = "wet"


def to_ms(time_ms: NDArray[np.float64] | float) -> NDArray[np.int32]:
    """Round a time half up to whole milliseconds, clamped at `UNREACHABLE`.

    Parameters
    ----------
    time_ms : float array or float
        Milliseconds, not negative; infinite counts as unreachable.

    Returns
    -------
    int32 array of the same shape
    """
    clamped = np.minimum(np.asarray(time_ms, dtype=np.float64), float(UNREACHABLE))
    return np.floor(clamped + 0.5 + TIE_MS).astype(np.int32)


def minutes_ms(minutes: float) -> int:
    """Minutes as whole milliseconds."""
    return int(to_ms(minutes * MS_PER_MIN))


@dataclass(frozen=True)
class RoadTable:
    """What the speed of every road depends on; all arrays of shape (roads,).

    Attributes
    ----------
    surface : int8
        Index into `SURFACES`; unknown ones are resolved already.
    speed_kmh : float64
        Dry light-vehicle speed from the file, NaN where it gives none.
    practicability : mapping of Season to int8
        UNSDI-T code 1 to 6, 0 = unspecified.
    at_most : mapping of Season to int8
        Code that a season's practicability does not exceed where it is unspecified, or whatever it says; 0 = none.
    limits : mapping of str to float64
        What a road bears and how wide it is, ``total_load`` and ``axle_load`` in tonnes, ``width`` in metres; NaN where
        it does not say.
    rough, smooth, soft : bool
        Condition of the surface; `soft` as in `SOFT`.
    seasonal, closed, one_way_forward, one_way_backward : bool
        As in the file; `closed` is the road's own status (closed or abandoned), not a closure of the plan.
    """

    surface: NDArray[np.int8]
    speed_kmh: NDArray[np.float64]
    practicability: dict[Season, NDArray[np.int8]]
    at_most: dict[Season, NDArray[np.int8]]
    limits: dict[str, NDArray[np.float64]]
    rough: NDArray[np.bool_]
    smooth: NDArray[np.bool_]
    soft: NDArray[np.bool_]
    seasonal: NDArray[np.bool_]
    closed: NDArray[np.bool_]
    one_way_forward: NDArray[np.bool_]
    one_way_backward: NDArray[np.bool_]


@dataclass(frozen=True)
class Movement:
    """One way of moving under one set of conditions: what turns lengths into times.

    Attributes
    ----------
    means : Means
    season : Season
    speed_factor : float
        Multiplies every speed, off-road too; 1 but for what-if runs.
    assumptions : Assumptions
    """

    means: Means
    season: Season
    speed_factor: float
    assumptions: Assumptions

    def road_time_ms(
        self, roads: RoadTable, road: NDArray[np.int32], length_m: NDArray[np.float64]
    ) -> NDArray[np.int32]:
        """Times along pieces of road, passable or not.

        Parameters
        ----------
        roads : RoadTable
        road : int32 array, shape (pieces,)
            Row of each piece in `roads`.
        length_m : float64 array, shape (pieces,)

        Returns
        -------
        int32 array, shape (pieces,)
            Milliseconds.
        """
        seconds = length_m * 3.6 / (self._dry_kmh(roads)[road] * self.speed_factor)
        return to_ms(seconds * 1000.0 * self._season_factor(roads)[road])

    def off_road_ms(self, length_m: NDArray[np.float64]) -> NDArray[np.int32]:
        """Times of straight legs off the road, in milliseconds; int32, the shape of `length_m`."""
        seconds = length_m * 3.6 / (self.assumptions[f"{self.means}.off_road"] * self.speed_factor)
        wet = self.season is Season.WET
        return to_ms(seconds * 1000.0 * (self.assumptions["wet.off_road"] if wet else 1.0))

    def speed_kmh(self, roads: RoadTable) -> NDArray[np.float64]:
        """Speed on every road in this season, passable or not; shape (roads,)."""
        return self._dry_kmh(roads) * self.speed_factor / self._season_factor(roads)

    def passable(self, roads: RoadTable) -> NDArray[np.bool_]:
        """Which roads this means can use in this season, closures of the plan aside; shape (roads,)."""
        return passable(roads, self.means, self.season, self.assumptions)

    def _dry_kmh(self, roads: RoadTable) -> NDArray[np.float64]:
        if self.means == Means.FOOT:
            return np.full(roads.surface.shape, self.assumptions["foot.any"])
        by_surface = np.array([self.assumptions[f"light.{name}"] for name in SURFACES])[roads.surface]
        by_surface = np.where(roads.rough, np.minimum(by_surface, self.assumptions["light.rough"]), by_surface)
        by_surface = np.where(roads.smooth, np.maximum(by_surface, self.assumptions["light.smooth"]), by_surface)
        light = np.where(np.isnan(roads.speed_kmh), by_surface, roads.speed_kmh)
        return light * self.assumptions["heavy.factor"] if self.means == Means.HEAVY else light

    def _season_factor(self, roads: RoadTable) -> NDArray[np.float64]:
        wet = np.array([self.assumptions[f"wet.{name}"] for name in SURFACES])[roads.surface]
        return np.where((self.season is Season.WET) | roads.soft, wet, 1.0)


def passable(roads: RoadTable, means: Means, season: Season, assumptions: Assumptions) -> NDArray[np.bool_]:
    """Which roads a means can use in a season; shape (roads,).

    A practicability code decides where there is one. Elsewhere heavy vehicles keep off tracks, and vehicles off
    seasonal roads in the wet season. Vehicles keep off what bears too little or is too narrow, where the road says so.
    Closed and abandoned roads are walked, never driven.
    """
    code, at_most = roads.practicability[season], roads.at_most[season]
    least = assumptions[f"{means}.minimum_practicability"]
    uncoded = np.ones(code.shape, dtype=bool)
    if means != Means.FOOT and season is Season.WET:
        uncoded &= ~roads.seasonal
    if means == Means.HEAVY:
        uncoded &= roads.surface != TRACK
    fit: NDArray[np.bool_] = np.where(code > 0, code >= least, uncoded) & ((at_most == 0) | (at_most >= least))
    if means == Means.FOOT:
        return fit
    for limit, value in roads.limits.items():
        fit &= ~(value < assumptions[f"{means}.minimum_{limit}"])  # what is not known stops nobody
    return fit & ~roads.closed


def trucks_all_year(roads: RoadTable, assumptions: Assumptions) -> NDArray[np.bool_]:
    """Which roads heavy vehicles can use in both seasons; shape (roads,)."""
    dry = passable(roads, Means.HEAVY, Season.DRY, assumptions)
    return dry & passable(roads, Means.HEAVY, Season.WET, assumptions)
