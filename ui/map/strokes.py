# SPDX-License-Identifier: GPL-3.0-or-later
"""Many line segments drawn fast: arrays in, `QPainter.drawLines` out, dashes included.

One call for hundreds of thousands of lines holds the interpreter's lock for a third of a second, so it is made in
batches: between two of them the window gets its turn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from PyQt5 import sip
from PyQt5.QtCore import QLineF, Qt
from PyQt5.QtGui import QColor, QPainter, QPen

from ui.map.plane import Floats, Frame

BATCH = 4_000
ROUND_UP_TO = 4_000
"""Round caps join wide lines well, and take five times as long: only so many lines get them."""
WIDE = 1.6
BYTES = 32


@dataclass(frozen=True, eq=False)
class Strokes:
    """Segments of lines in the scene, those of one line in a row.

    Attributes
    ----------
    xy : float64 array, shape (segments, 4)
        Both ends.
    along_m : float64 array, shape (segments,)
        How far along its line each segment starts.
    line : int32 array, shape (segments,)
        Which line it is of.
    """

    xy: Floats
    along_m: Floats
    line: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.xy)

    def chosen(self, mask: NDArray[np.bool_]) -> Strokes:
        """Some of the segments."""
        return Strokes(self.xy[mask], self.along_m[mask], self.line[mask])

    def seen_in(self, frame: Frame, margin_px: float = 8.0) -> NDArray[np.bool_]:
        """Which segments may show in a frame."""
        left, top, right, bottom = frame.corners
        more = margin_px * frame.metres
        x1, y1, x2, y2 = self.xy.T
        across = (np.maximum(x1, x2) >= left - more) & (np.minimum(x1, x2) <= right + more)
        return np.asarray(
            across & (np.maximum(y1, y2) >= top - more) & (np.minimum(y1, y2) <= bottom + more), dtype=bool
        )


def strokes_of(shapes: NDArray[np.object_]) -> Strokes:
    """Segments of lines, or of the rings of polygons; `line` is the index into `shapes`."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    solid = shapely.get_dimensions(parts) > 1
    if solid.any():
        rings, of = shapely.get_rings(parts[solid], return_index=True)
        parts = np.concatenate(
            [parts[~solid], shapely.linestrings(shapely.get_coordinates(rings), indices=_rows(rings))]
        )
        owner = np.concatenate([owner[~solid], owner[solid][of]])
    at, part = shapely.get_coordinates(parts, return_index=True)
    joined = part[1:] == part[:-1]
    xy = np.concatenate([at[:-1][joined], at[1:][joined]], axis=1) if len(at) else np.zeros((0, 4))
    length = np.hypot(xy[:, 2] - xy[:, 0], xy[:, 3] - xy[:, 1])
    before = np.cumsum(length) - length
    own = part[:-1][joined] if len(at) else np.zeros(0, dtype=np.int64)
    first = np.searchsorted(own, own)
    along_m = before - before[first] if len(own) else before
    return Strokes(xy, along_m, owner[own].astype(np.int32))


def joined_once(strokes: Sequence[Strokes]) -> Strokes:
    """Segments of several outlines, each drawn once however many share it, put together to long lines."""
    xy = np.concatenate([one.xy for one in strokes]) if strokes else np.zeros((0, 4))
    if len(xy) == 0:
        return strokes_of(np.zeros(0, dtype=object))
    merged = shapely.line_merge(shapely.MultiLineString([*xy[unique_rows(xy)].reshape(-1, 2, 2)]))
    return strokes_of(np.array(list(shapely.get_parts(merged)), dtype=object))


def unique_rows(xy: Floats) -> NDArray[np.int64]:
    """First of each set of segments that are the same, whichever way they run."""
    return np.sort(np.unique(_numbers(xy), return_index=True)[1])


def without(strokes: Strokes, others: Strokes) -> Strokes:
    """Segments that are none of the others'."""
    numbers = _numbers(np.concatenate([strokes.xy, others.xy]))
    return strokes.chosen(~np.isin(numbers[: len(strokes)], numbers[len(strokes) :]))


def dashed(strokes: Strokes, frame: Frame, pattern: Sequence[float]) -> Floats:
    """Pixels of the dashes of lines: the pattern (dash, gap, dash, gap...) runs on along every line.

    Qt would begin it anew with every segment. Shape (dashes, 4).
    """
    period = float(sum(pattern))
    pixels = frame.pixels(strokes.xy)
    start = strokes.along_m / frame.metres
    length = np.hypot(pixels[:, 2] - pixels[:, 0], pixels[:, 3] - pixels[:, 1])
    first = np.floor(start / period).astype(np.int64)
    count = np.floor((start + length) / period).astype(np.int64) - first + 1
    row = np.repeat(np.arange(len(pixels)), count)
    turn = first[row] + np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    found, offset = [], 0.0
    for dash, gap in zip(pattern[::2], pattern[1::2], strict=True):
        low = np.maximum(turn * period + offset, start[row])
        high = np.minimum(turn * period + offset + dash, start[row] + length[row])
        keep = high > low
        own, whole = row[keep], np.maximum(length[row[keep]], 1e-9)
        shares = ((low[keep] - start[own]) / whole, (high[keep] - start[own]) / whole)
        ends = [pixels[own, :2] + (pixels[own, 2:] - pixels[own, :2]) * share[:, None] for share in shares]
        found.append(np.concatenate(ends, axis=1))
        offset += dash + gap
    return np.concatenate(found)


def draw_lines(
    painter: QPainter, pixels: Floats, colour: str, width: float, check: Callable[[], None] | None = None
) -> None:
    """Draw segments, in batches.

    Parameters
    ----------
    painter : QPainter
    pixels : float64 array, shape (segments, 4)
    colour : str
    width : float
    check : callable, optional
        Called between batches; may raise to end it.
    """
    round_caps = width > WIDE and len(pixels) <= ROUND_UP_TO
    cap = Qt.PenCapStyle.RoundCap if round_caps else Qt.PenCapStyle.FlatCap
    painter.setPen(QPen(QColor(colour), width, Qt.PenStyle.SolidLine, cap))
    for begin in range(0, len(pixels), BATCH):
        if check is not None:
            check()
        painter.drawLines(lines_of(pixels[begin : begin + BATCH]))


def lines_of(pixels: Floats) -> sip.array[QLineF]:
    """Segments as Qt takes them without looking at each."""
    # the stub knows no arguments
    made: sip.array[QLineF] = sip.array(QLineF, len(pixels))  # type: ignore[call-arg]
    if len(pixels):
        memory: Any = sip.voidptr(made, len(pixels) * BYTES)
        np.frombuffer(memory, dtype=np.float64).reshape(-1, 4)[:] = pixels
    return made


def _rows(rings: NDArray[np.object_]) -> NDArray[np.int64]:
    return np.repeat(np.arange(len(rings)), shapely.get_num_coordinates(rings))


def _numbers(xy: Floats) -> NDArray[np.int64]:
    """A number for every segment, the same for those with the same ends to the decimetre, whichever way they run."""
    ends = np.round(xy * 10).astype(np.int64)
    turned = (ends[:, 0] > ends[:, 2]) | ((ends[:, 0] == ends[:, 2]) & (ends[:, 1] > ends[:, 3]))
    ends[turned] = ends[turned][:, [2, 3, 0, 1]]
    return np.asarray(np.unique(ends, axis=0, return_inverse=True)[1], dtype=np.int64).ravel()
