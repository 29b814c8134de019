# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the rows of a file lie: those accepted, and marks for those rejected or suspicious; no rendering."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.findings import Finding, Severity
from layers.layer import Layer

Place = tuple[float, float]
Frame = tuple[float, float, float, float]

COLUMNS, ROWS = 240, 160
"""Cells of the frame; of what was accepted in one of them one is drawn, and of marks in four of them."""
MARGIN, LEAST_DEGREES = 0.06, 0.02
NARROWEST, WIDEST = 0.8, 2.4
"""Width of the frame by its height."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A row that was rejected or is suspicious.

    Attributes
    ----------
    row : int
        1-based data row of the file.
    at : (x, y)
        From the upper left corner of the frame, in shares of its width and height.
    rejected : bool
    finding : int
        The first finding about it, among those of the report.
    beyond : bool
        True where it lies outside the frame and is drawn at its edge.
    """

    row: int
    at: Place
    rejected: bool
    finding: int
    beyond: bool


@dataclass(frozen=True, eq=False)
class RowMap:
    """A map of a file's rows.

    Attributes
    ----------
    frame : (west, south, east, north)
        In degrees.
    aspect : float
        Width of the frame on the ground by its height.
    accepted : array (n, 2)
        Places of what was accepted, as `Mark.at`; of those that would cover each other one.
    marks : tuple of Mark
        Suspicious ones first, so that rejected ones are drawn over them; of those that would cover each other one.
    by_finding : mapping of finding to (x, y)
        Where the first row lies that a finding is about, whether its mark is drawn or another's in its place.
    rejected, suspicious : int
        Rows.
    rejected_without_place, suspicious_without_place : int
        Those of them of which nobody can tell where they lie.
    """

    frame: Frame
    aspect: float
    accepted: NDArray[np.float64]
    marks: tuple[Mark, ...]
    by_finding: Mapping[int, Place]
    rejected: int
    suspicious: int
    rejected_without_place: int
    suspicious_without_place: int


def row_map(layer: Layer, findings: Sequence[Finding]) -> RowMap | None:
    """A map of a layer's rows; None where no row is rejected or suspicious, or none of them all has a place."""
    rejected, suspicious = _first_findings(findings)
    noticed = {**suspicious, **rejected}
    if not noticed:
        return None
    places = _places(layer, noticed)
    places.update((row, at) for row, one in rejected.items() if (at := findings[one].place) is not None)
    placed = [row for row in (*suspicious, *rejected) if row in places]
    coordinates = shapely.get_coordinates(layer.table.geometry.to_numpy())
    if not (len(coordinates) or placed):
        return None
    frame = _frame(coordinates, np.array([places[row] for row in placed], dtype=np.float64).reshape(-1, 2))
    marks, seen = [], set()
    for row in placed:
        at, beyond = _within(frame, places[row])
        cell = (round(at[0] * COLUMNS / 2), round(at[1] * ROWS / 2), row in rejected)
        if cell not in seen:
            seen.add(cell)
            marks.append(Mark(row, at, row in rejected, noticed[row], beyond))
    by_finding = {}
    for number, finding in enumerate(findings):
        first = next((one for one in finding.rows if one in places), None)
        if first is not None:
            by_finding[number] = _within(frame, places[first])[0]
    return RowMap(
        frame,
        _aspect(frame),
        _thinned(_shares(frame, coordinates)),
        tuple(marks),
        by_finding,
        len(rejected),
        len(suspicious),
        sum(row not in places for row in rejected),
        sum(row not in places for row in suspicious),
    )


def _first_findings(findings: Sequence[Finding]) -> tuple[dict[int, int], dict[int, int]]:
    """Rows that are rejected, and those that are suspicious and not rejected; with the first finding about each."""
    rejected: dict[int, int] = {}
    suspicious: dict[int, int] = {}
    for number, finding in enumerate(findings):
        into = rejected if finding.severity is Severity.ERROR else suspicious
        for row in finding.rows:
            into.setdefault(row, number)
    return rejected, {row: one for row, one in suspicious.items() if row not in rejected}


def _places(layer: Layer, wanted: Collection[int]) -> dict[int, Place]:
    """The middle of every accepted row of those wanted that has a geometry."""
    rows = layer.table["row"].to_numpy()
    these = np.isin(rows, list(wanted))
    bounds = shapely.bounds(layer.table.geometry.to_numpy()[these])
    middles, rows = (bounds[:, :2] + bounds[:, 2:]) / 2, rows[these]
    return {int(row): (float(x), float(y)) for row, (x, y) in zip(rows, middles, strict=True) if math.isfinite(x)}


def _frame(accepted: NDArray[np.float64], marked: NDArray[np.float64]) -> Frame:
    """What the map shows: the rows accepted, and of the others those that lie no further away than these spread."""
    known = accepted if len(accepted) else marked
    low, high = known.min(axis=0), known.max(axis=0)
    reach = np.maximum(high - low, LEAST_DEGREES)
    near = marked[((marked >= low - reach) & (marked <= high + reach)).all(axis=1)]
    both = np.vstack([known, near])
    low, high = both.min(axis=0), both.max(axis=0)
    pad = MARGIN * np.maximum(high - low, LEAST_DEGREES)
    return _shaped((*(low - pad).tolist(), *(high + pad).tolist()))


def _shaped(frame: Frame) -> Frame:
    """The frame made wide or high enough to be looked at."""
    west, south, east, north = frame
    aspect = _aspect(frame)
    if aspect < NARROWEST:
        more = (east - west) * (NARROWEST / aspect - 1) / 2
        return west - more, south, east + more, north
    if aspect > WIDEST:
        more = (north - south) * (aspect / WIDEST - 1) / 2
        return west, south - more, east, north + more
    return frame


def _aspect(frame: Frame) -> float:
    west, south, east, north = frame
    return (east - west) * math.cos(math.radians(min(85.0, abs(south + north) / 2))) / (north - south)


def _shares(frame: Frame, at: NDArray[np.float64]) -> NDArray[np.float64]:
    west, south, east, north = frame
    return np.column_stack([(at[:, 0] - west) / (east - west), (north - at[:, 1]) / (north - south)])


def _thinned(at: NDArray[np.float64]) -> NDArray[np.float64]:
    """One of the points of every cell, in the middle of it."""
    cells = np.unique(np.round(at * (COLUMNS, ROWS)), axis=0)
    return np.asarray(cells / (COLUMNS, ROWS), dtype=np.float64)


def _within(frame: Frame, place: Place) -> tuple[Place, bool]:
    """A place in shares of the frame; at its edge, and said so, where it lies beyond."""
    x, y = _shares(frame, np.array([place], dtype=np.float64))[0].tolist()
    at = min(1.0, max(0.0, x)), min(1.0, max(0.0, y))
    return at, at != (x, y)
