# SPDX-License-Identifier: GPL-3.0-or-later
"""Response on open ground as a translucent image, and lost and gained ground hatched over it.

Made anew many times a second while something is dragged: a look-up table turns cells into colours at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import contourpy
import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen, QPixmap, QPolygonF, QTransform

from gisplanner.cells import Cells
from gisplanner.map_model import BAND_SHARES
from gisplanner.mobility import MS_PER_MIN, UNREACHABLE
from layers.grid import Grid
from ui import style
from ui.map.plane import Frame

UNREACHED = "#5a5468"
"""Of ground that nobody can come to; hatched besides."""
TILE_PX = 8
FINE = 4
"""Image pixels of a cell's side, between whose centres times are interpolated: bands are then as round as contours."""
MOST_EDGES = 2_000
"""Squares of cells are followed one by one up to so many changes; beyond that corners are cut."""
BEYOND = 2.0
"""Ground that nobody can reach is taken to need so many times the last limit, as on the exported map."""


@dataclass(frozen=True, slots=True)
class BandKey:
    """One line of the legend; `to_min` is None for the last band."""

    colour: str
    from_min: float
    to_min: float | None


def band_keys(cells: Cells) -> list[BandKey]:
    """The bands and their limits in minutes, from the quickest."""
    limits = [share * cells.standard_ms / MS_PER_MIN for share in BAND_SHARES]
    return [
        BandKey(colour, low, high)
        for colour, low, high in zip(style.BANDS, [0.0, *limits], [*limits, None], strict=True)
    ]


class CellImage:
    """What the cells of one grid say, as images in the scene."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self.rect = QRectF(
            grid.x0, -(grid.y0 + grid.rows * grid.cell_m), grid.columns * grid.cell_m, grid.rows * grid.cell_m
        )
        number = np.full((grid.rows, grid.columns), -1, dtype=np.int64)
        number[grid.inside] = np.arange(grid.cells)
        # images run from north to south
        self._number = np.ascontiguousarray(number[::-1])
        self._nearest = spread(self._number)
        self._bands: QImage | None = None
        self._memory: Any = None
        self._unreached = QPainterPath()
        self._beyond = np.zeros(0, dtype=bool)
        self._lost, self._gained = QPainterPath(), QPainterPath()

    def show(
        self, cells: Cells, lost: NDArray[np.bool_] | None = None, gained: NDArray[np.bool_] | None = None
    ) -> None:
        """Take another answer."""
        if self._grid.cells == 0:
            return
        limits_ms = np.array([share * cells.standard_ms for share in BAND_SHARES], dtype=np.float32)
        capped = np.minimum(cells.response_ms, BEYOND * limits_ms[-1]).astype(np.float32)
        fine = between(between(capped[self._nearest]).T).T
        at = np.zeros(fine.shape, dtype=np.uint8)
        for limit_ms in limits_ms:
            at += fine > limit_ms
        colours = np.array([QColor(colour).rgba() for colour in style.BANDS], dtype=np.uint32)
        self._bands = self._image(colours[at])
        unreached = cells.response_ms >= UNREACHABLE
        if not np.array_equal(unreached, self._beyond):  # while a base is dragged it is seldom another
            self._beyond, self._unreached = unreached, self._round_path(unreached)
        self._lost, self._gained = self._path(lost), self._path(gained)

    def paint_bands(self, painter: QPainter, view: Frame, strength: float, land: QPainterPath | None) -> None:
        """Draw the bands into the window, on land only once it is known where that is."""
        if self._bands is None:
            return
        painter.save()
        if land is not None:
            painter.setClipPath(_placed(land, view))
        painter.setOpacity(strength)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=True)
        painter.drawImage(_target(self.rect, view), self._bands)
        _hatch(painter, self._unreached, view, hatch_tile(UNREACHED, "cross"), None)
        painter.restore()

    def paint_changes(self, painter: QPainter, view: Frame, strength: float) -> None:
        """Draw lost and gained ground into the window, each with a hatch of its own."""
        painter.save()
        painter.setOpacity(strength)
        for path, name, way in ((self._lost, "lost", "up"), (self._gained, "gained", "down")):
            _hatch(painter, path, view, hatch_tile(style.CHANGE_COLOURS[name], way), style.CHANGE_COLOURS[name])
        painter.restore()

    @property
    def has_unreached(self) -> bool:
        """Whether there is ground nobody can come to."""
        return not self._unreached.isEmpty()

    @property
    def has_lost(self) -> bool:
        """Whether ground is lost."""
        return not self._lost.isEmpty()

    @property
    def has_gained(self) -> bool:
        """Whether ground is gained."""
        return not self._gained.isEmpty()

    def colour_at(self, x: float, y: float) -> QColor:
        """Colour of the ground at a place of the scene."""
        pixel = self._grid.cell_m / FINE
        if self._bands is None or not self.rect.contains(QPointF(x, y)):
            return QColor(0, 0, 0, 0)
        return self._bands.pixelColor(int((x - self.rect.left()) // pixel), int((y - self.rect.top()) // pixel))

    def _image(self, colours: NDArray[np.uint32]) -> QImage:
        self._memory = np.ascontiguousarray(colours)  # the image uses it
        rows, columns = colours.shape
        return QImage(self._memory.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)

    def _round_path(self, cells: NDArray[np.bool_]) -> QPainterPath:
        """Ground of the chosen cells in the scene, corners cut."""
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.OddEvenFill)
        if not cells.any():
            return path
        matrix = np.pad(cells[self._nearest].astype(np.float32), 1, mode="edge")
        half = self._grid.cell_m / 2
        x = self.rect.left() - half + self._grid.cell_m * np.arange(matrix.shape[1])
        y = self.rect.top() - half + self._grid.cell_m * np.arange(matrix.shape[0])
        drawn = contourpy.contour_generator(x, y, matrix, fill_type=contourpy.FillType.OuterOffset)
        for points, starts in zip(*drawn.filled(0.5, 2.0), strict=True):
            at = [QPointF(*one) for one in points.tolist()]
            for low, high in pairwise(starts.tolist()):
                path.addPolygon(QPolygonF(at[low:high]))
        return path

    def _path(self, cells: NDArray[np.bool_] | None) -> QPainterPath:
        """Outline of the chosen cells in the scene: where a chosen cell meets another, nothing is drawn."""
        path = QPainterPath()
        if cells is None or not cells.any():
            return path
        chosen = np.append(cells, [False])[self._number]
        if np.count_nonzero(chosen[1:] != chosen[:-1]) > MOST_EDGES:
            return self._round_path(cells)
        for ring in outlines(chosen):
            at = ring * self._grid.cell_m + np.array([self.rect.left(), self.rect.top()])
            path.addPolygon(QPolygonF([QPointF(*one) for one in at.tolist()]))
        path.setFillRule(Qt.FillRule.OddEvenFill)
        return path


def spread(number: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give places without a cell (-1) the number of a cell near them, outwards, until all have one."""
    found = number.copy()
    while (found < 0).any() and (found >= 0).any():
        around = np.pad(found, 1, constant_values=-1)
        several = np.stack([around[1:-1, :-2], around[1:-1, 2:], around[:-2, 1:-1], around[2:, 1:-1]])
        found = np.where(found < 0, several.max(axis=0), found)
    return found


def between(matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give each row of cells `FINE` rows, interpolated between their middles; the border keeps its value."""
    padded = np.pad(matrix, ((1, 1), (0, 0)), mode="edge")
    fine = np.empty((FINE * matrix.shape[0], matrix.shape[1]), dtype=np.float32)
    for step in range(FINE):
        share = np.float32((step + 0.5) / FINE - 0.5)
        low, high = (padded[:-2], padded[1:-1]) if share < 0 else (padded[1:-1], padded[2:])
        fine[step::FINE] = low + (high - low) * (share % 1)
    return fine


def outlines(chosen: NDArray[np.bool_]) -> list[NDArray[np.float64]]:
    """Closed rings around chosen cells, as column and row of corners.

    Parameters
    ----------
    chosen : bool array, shape (rows, columns)

    Returns
    -------
    list of float64 arrays, shape (corners, 2)
        By odd-even filling they cover the chosen cells.
    """
    padded = np.pad(chosen, 1).astype(np.int8)
    steps: dict[tuple[int, int], list[tuple[int, int]]] = {}
    # with the chosen cell on the right hand: eastwards along its top, and so round it
    down, across = np.diff(padded, axis=0)[:, 1:-1], np.diff(padded, axis=1)[1:-1, :]
    for found, start, end in (
        (down == 1, (0, 0), (1, 0)),
        (down == -1, (1, 0), (0, 0)),
        (across == -1, (0, 0), (0, 1)),
        (across == 1, (0, 1), (0, 0)),
    ):
        for row, column in np.argwhere(found).tolist():
            steps.setdefault((column + start[0], row + start[1]), []).append((column + end[0], row + end[1]))
    rings = []
    while steps:
        first = next(iter(steps))
        at, heading, ring = first, (0, 0), []
        while True:
            several = steps[at]
            goal = several.pop()
            if not several:
                del steps[at]
            if (step := (goal[0] - at[0], goal[1] - at[1])) != heading:
                ring.append(at)
            at, heading = goal, step
            if at == first or at not in steps:
                break
        rings.append(np.array([*ring, first], dtype=np.float64))
    return rings


def _target(rect: QRectF, view: Frame) -> QRectF:
    return QRectF(
        (rect.left() - view.left) / view.metres,
        (rect.top() - view.top) / view.metres,
        rect.width() / view.metres,
        rect.height() / view.metres,
    )


def _placed(path: QPainterPath, view: Frame) -> QPainterPath:
    """A path of the scene in pixels of the window."""
    scale = 1.0 / view.metres
    return QTransform(scale, 0, 0, scale, -view.left * scale, -view.top * scale).map(path)


def _hatch(painter: QPainter, path: QPainterPath, view: Frame, tile: QPixmap, outline: str | None) -> None:
    """Fill with a hatch that keeps its size on the screen."""
    if path.isEmpty():
        return
    moved, scale = _placed(path, view), 1.0 / view.metres
    brush = QBrush(tile)
    # the hatch moves with the ground
    brush.setTransform(QTransform.fromTranslate(-view.left * scale % TILE_PX, -view.top * scale % TILE_PX))
    painter.fillPath(moved, brush)
    if outline is not None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.strokePath(moved, QPen(QColor(outline), 1.2))


_tiles: dict[tuple[str, str], QPixmap] = {}


def hatch_tile(colour: str, way: str) -> QPixmap:
    """A square of a hatch that joins on every side: lines `up` to the right, `down`, or a fine `cross`."""
    known = _tiles.get((colour, way))
    if known is not None:
        return known
    made = QPixmap(TILE_PX, TILE_PX)
    made.fill(QColor(0, 0, 0, 0))
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colour), 0.9 if way == "cross" else 1.7))
    for shift in (-TILE_PX, 0, TILE_PX):
        if way in {"up", "cross"}:
            painter.drawLine(QPointF(shift, TILE_PX), QPointF(shift + TILE_PX, 0))
        if way in {"down", "cross"}:
            painter.drawLine(QPointF(shift, 0), QPointF(shift + TILE_PX, TILE_PX))
    painter.end()
    _tiles[colour, way] = made
    return made
