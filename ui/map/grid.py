# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines of longitude and latitude, or of the military grid, across a frame, with what is written beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.mgrs import SQUARE_M, lonlat_of_utm, mgrs_of, utm_of, zone_of
from ui.map.plane import Floats, Frame, Plane

LONLAT, MGRS = "lonlat", "mgrs"
STEPS_DEGREES = (10.0, 5.0, 2.0, 1.0, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01, 0.005)
STEPS_M = (SQUARE_M, 10_000, 1_000, 100)
LINES = 4
"""At least so many of each kind cross a frame."""
SAMPLES, FINE_SAMPLES = 24, 120
TURN, HALF_TURN, QUARTER_TURN = 360.0, 180.0, 90.0


@dataclass(frozen=True, eq=False)
class GridLine:
    """One line in pixels of a frame, shape (vertices, 2), its words, and at which edge they stand."""

    pixels: Floats
    words: str
    edge: str


def grid_lines(kind: str, frame: Frame, plane: Plane) -> list[GridLine]:
    """The lines of a grid that cross a frame."""
    degrees = _sampled(frame, plane)
    if len(degrees) == 0:
        return []
    made = _lonlat_lines(frame, plane, degrees) if kind == LONLAT else _mgrs_lines(frame, plane, degrees)
    return list(made)


def degrees_text(value: float, places: int, letters: str) -> str:
    """A longitude (letters EW) or latitude (letters NS)."""
    return f"{abs(value):.{places}f}° {letters[value < 0]}".strip()


def _sampled(frame: Frame, plane: Plane) -> Floats:
    """Degrees of places all over a frame; shape (places, 2)."""
    left, top, right, bottom = frame.corners
    x, y = np.meshgrid(np.linspace(left, right, 9), np.linspace(top, bottom, 9))
    found = plane.lonlats_of(np.column_stack([x.ravel(), y.ravel()]))
    return found[np.isfinite(found).all(axis=1)]


def _lonlat_lines(frame: Frame, plane: Plane, degrees: Floats) -> Iterator[GridLine]:
    # longitudes are counted from the middle of the theatre, which may lie across the antimeridian
    lon0 = plane.crs.lon0
    lon = (degrees[:, 0] - lon0 + HALF_TURN) % TURN - HALF_TURN + lon0
    lat = degrees[:, 1]
    span = max(float(np.ptp(lon)), 1e-6)
    step = next((step for step in STEPS_DEGREES if span / step >= LINES), STEPS_DEGREES[-1])
    places = next(n for n in range(4) if round(step, n) == step)
    lats, lons = np.linspace(lat.min(), lat.max(), SAMPLES), np.linspace(lon.min(), lon.max(), SAMPLES)
    for value in _multiples(lon, step):
        shown = (value + HALF_TURN) % TURN - HALF_TURN
        yield _line(frame, plane, np.full(SAMPLES, value), lats, degrees_text(shown, places, "EW"), "top")
    for value in _multiples(lat, step):
        if abs(value) < QUARTER_TURN:
            yield _line(frame, plane, lons, np.full(SAMPLES, value), degrees_text(value, places, "NS"), "left")


def _mgrs_lines(frame: Frame, plane: Plane, degrees: Floats) -> Iterator[GridLine]:
    span_m = frame.width * frame.metres
    step = next((step for step in STEPS_M if span_m / step >= LINES), STEPS_M[-1])
    zones = sorted({(zone_of(lon, lat), lat < 0) for lon, lat in degrees.tolist()})
    for zone, south in zones:
        own = np.array([(zone_of(lon, lat), lat < 0) == (zone, south) for lon, lat in degrees.tolist()], dtype=bool)
        east, north = utm_of(degrees[own, 0], degrees[own, 1], zone, south=south)
        # places looked at are an eighth apart; what lies beyond the zone is cut off below
        spread = 1.5 * span_m / 8
        along_e = np.linspace(east.min() - spread, east.max() + spread, FINE_SAMPLES)
        along_n = np.linspace(north.min() - spread, north.max() + spread, FINE_SAMPLES)
        for value in _multiples(along_e, step):
            at = lonlat_of_utm(np.full(FINE_SAMPLES, value), along_n, zone, south=south)
            yield from _in_zone(frame, plane, at, zone, _principal(value, step), "top")
        for value in _multiples(along_n, step):
            at = lonlat_of_utm(along_e, np.full(FINE_SAMPLES, value), zone, south=south)
            yield from _in_zone(frame, plane, at, zone, _principal(value, step), "left")


def square_names(frame: Frame, plane: Plane) -> list[tuple[str, float, float]]:
    """Names of the military grid's squares of 100 km whose middles a frame shows, and the pixels of those."""
    found: dict[str, tuple[float, float]] = {}
    for lon, lat in _sampled(frame, plane).tolist():
        name = mgrs_of(lon, lat, 0)
        if name is not None and name not in found:
            zone = zone_of(lon, lat)
            east, north = (float(axis) for axis in utm_of(lon, lat, zone, south=lat < 0))
            middle = [(axis // SQUARE_M + 0.5) * SQUARE_M for axis in (east, north)]
            at = lonlat_of_utm(middle[0], middle[1], zone, south=lat < 0)
            x, y = frame.pixels(plane.scene_of(*at))[0]
            found[name] = (float(x), float(y))
    return [(name, *at) for name, at in found.items()]


def _in_zone(
    frame: Frame, plane: Plane, at: tuple[Floats, Floats], zone: int, words: str, edge: str
) -> Iterator[GridLine]:
    inside = np.array(
        [zone_of(lon, lat) == zone for lon, lat in zip(*(a.tolist() for a in at), strict=True)], dtype=bool
    )
    if inside.sum() > 1:
        yield _line(frame, plane, at[0][inside], at[1][inside], words, edge)


def _principal(value: float, step: int) -> str:
    """The figures of a grid line that stand in a reference: kilometres of the square, and what is finer."""
    within = round(value) % SQUARE_M
    return "" if step == SQUARE_M else f"{within // 1000:02d}" if step >= 1000 else f"{within // 100:03d}"  # noqa: PLR2004


def _multiples(values: NDArray[np.float64], step: float) -> list[float]:
    low, high = int(np.ceil(values.min() / step)), int(np.floor(values.max() / step))
    return [n * step for n in range(low, high + 1)]


def _line(frame: Frame, plane: Plane, lon: Floats, lat: Floats, words: str, edge: str) -> GridLine:
    return GridLine(frame.pixels(plane.scene_of(lon, lat)), words, edge)
