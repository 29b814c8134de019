# SPDX-License-Identifier: GPL-3.0-or-later
"""The drawing board of the sample: a grid of cells, noise, and how lines through cells become natural curves.

Everything is laid out on a square of `SIDE` x `SIDE` cells in kilometres; longitude and latitude come last.
Coordinates see only additions, multiplications and square roots, so that every platform draws the same.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Lonlat: TypeAlias = list[tuple[float, float]]

CELL_KM = 1.5
SIDE = 200
SIZE_KM = SIDE * CELL_KM

# The middle of the board: open ocean, so that nobody takes the sample for a country.
CENTRE_LON, CENTRE_LAT = -12.0, -12.0
# Length of one degree at that latitude on WGS84. On this board it is out by less than 1 %.
KM_PER_DEGREE_LON, KM_PER_DEGREE_LAT = 108.90, 110.62
DECIMALS = 5

# How the board is bent: wavelength and strength in kilometres.
BENDS_KM = ((24.0, 2.6), (8.0, 0.9), (3.5, 0.3))

# The eight directions of noise gradients, all of length 1.
_D = 0.5**0.5
_GRADIENTS = np.array([(1, 0), (_D, _D), (0, 1), (-_D, _D), (-1, 0), (-_D, -_D), (0, -1), (_D, -_D)])


def cell_xy(cells: Sequence[int] | NDArray[np.int64]) -> Floats:
    """Return the centres of `cells` in kilometres, shape (n, 2)."""
    rows, columns = np.divmod(np.asarray(cells, dtype=np.int64), SIDE)
    return np.column_stack([(columns + 0.5) * CELL_KM, (rows + 0.5) * CELL_KM])


def cell_at(x_km: float, y_km: float) -> int:
    """Return the cell that holds a point of the board."""
    return int(y_km // CELL_KM) * SIDE + int(x_km // CELL_KM)


def neighbours(cell: int) -> list[int]:
    """Return the up to eight cells around `cell`, in a fixed order."""
    row, column = divmod(cell, SIDE)
    return [
        r * SIDE + c
        for r in range(max(row - 1, 0), min(row + 2, SIDE))
        for c in range(max(column - 1, 0), min(column + 2, SIDE))
        if (r, c) != (row, column)
    ]


class Noise:
    """Gradient noise: smooth random hills of about `wavelength_km`, with octaves of half the size and height.

    Calling it with points of shape (n, 2) in kilometres returns n values, mostly between -1 and 1.
    """

    def __init__(self, rng: np.random.Generator, wavelength_km: float, octaves: int = 1) -> None:
        self._layers = []
        for octave in range(octaves):
            wave = wavelength_km / 2**octave
            lattice = int(SIZE_KM / wave) + 4
            self._layers.append((wave, rng.integers(0, 8, size=(lattice, lattice))))

    def __call__(self, xy: Floats) -> Floats:
        """Return the noise at `xy`, shape (n,)."""
        total = np.zeros(len(xy))
        for octave, (wave, lattice) in enumerate(self._layers):
            total += _gradient_noise(xy / wave + 1.0, lattice) / 2**octave
        return total


def _gradient_noise(at: Floats, lattice: NDArray[np.int64]) -> Floats:
    corner = np.floor(at).astype(np.int64)
    inside = at - corner
    blend = inside * inside * inside * (inside * (inside * 6.0 - 15.0) + 10.0)
    total = np.zeros(len(at))
    for dx in (0, 1):
        for dy in (0, 1):
            index = (corner + np.array([dx, dy])) % len(lattice)
            gradient = _GRADIENTS[lattice[index[:, 0], index[:, 1]]]
            offset = inside - (dx, dy)
            height = gradient[:, 0] * offset[:, 0] + gradient[:, 1] * offset[:, 1]
            weight_x = blend[:, 0] if dx else 1.0 - blend[:, 0]
            weight_y = blend[:, 1] if dy else 1.0 - blend[:, 1]
            total += 1.4 * height * weight_x * weight_y
    return total


class Warp:
    """A gentle bending of the whole board, which takes the grid's straight runs and angles out of every line.

    Roads, rivers, borders and places bend together: what met still meets, what did not cross still does not.
    """

    def __init__(self, rng: np.random.Generator) -> None:
        self._bends = [(strength_km, Noise(rng, wave_km), Noise(rng, wave_km)) for wave_km, strength_km in BENDS_KM]

    def __call__(self, xy: Floats) -> Floats:
        """Return the bent points, shape (n, 2), kilometres."""
        bent = xy.copy()
        for strength_km, noise_x, noise_y in self._bends:
            bent[:, 0] += strength_km * noise_x(xy)
            bent[:, 1] += strength_km * noise_y(xy)
        return bent


def smooth(cells: Sequence[int], fixed: Collection[int], rounds: int = 1) -> Floats:
    """Draw a curve through a chain of neighbouring cells.

    Parameters
    ----------
    cells : sequence of int
        The chain.
    fixed : collection of int
        Cells whose centre the curve must pass: junctions, confluences. The ends always are.
    rounds : int
        How often corners are cut; each round doubles the vertices.

    Returns
    -------
    array of shape (n, 2), kilometres
    """
    breaks = [0, *(i for i in range(1, len(cells) - 1) if cells[i] in fixed), len(cells) - 1]
    pieces = [curve(cell_xy(cells[a : b + 1]), rounds) for a, b in pairwise(breaks)]
    return np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])


def curve(points: Floats, rounds: int) -> Floats:
    """Average each inner point with its neighbours, then cut corners `rounds` times (Chaikin); ends hold."""
    inner = 0.25 * points[:-2] + 0.5 * points[1:-1] + 0.25 * points[2:]
    points = np.concatenate([points[:1], inner, points[-1:]])
    for _ in range(rounds):
        cut = np.empty((2 * len(points) - 2, 2))
        cut[0::2] = 0.75 * points[:-1] + 0.25 * points[1:]
        cut[1::2] = 0.25 * points[:-1] + 0.75 * points[1:]
        points = np.concatenate([points[:1], cut[1:-1], points[-1:]])
    return points


def to_lonlat(xy: Floats) -> Lonlat:
    """Turn kilometres on the board into (longitude, latitude), rounded to `DECIMALS`."""
    lon = CENTRE_LON + (xy[:, 0] - SIZE_KM / 2) / KM_PER_DEGREE_LON
    lat = CENTRE_LAT + (xy[:, 1] - SIZE_KM / 2) / KM_PER_DEGREE_LAT
    return [(round(x, DECIMALS), round(y, DECIMALS)) for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]
