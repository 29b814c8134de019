# SPDX-License-Identifier: GPL-3.0-or-later
"""The roads of a theatre ready to be drawn at any scale and found under the pointer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from PyQt5.QtGui import QPainter

from ui import style
from ui.map.plane import Frame, Plane, downwards
from ui.map.strokes import Strokes, dashed, draw_lines, strokes_of

CLASSES = ("trunk", "primary", "secondary", "tertiary", "local", "unknown", "track", "path")
"""From the one that is drawn at every scale to the first that gives way."""
ALWAYS = 3
SURFACES = ("unknown", "track", "dirt", "gravel", "paved")
"""In order of drawing."""
DETAIL_M = (0.0, 30.0, 120.0, 480.0)
"""How far drawn lines may lie from the true ones, level by level."""
DETAIL_PX = 0.8
MOST_SEGMENTS = 60_000
"""So many are drawn in a tenth of a second."""
DASHES = {"track": (5.0, 3.0), "unknown": (2.0, 2.5)}
DASH_MOST = 25_000
SHUT = frozenset({"closed", "abandoned"})
NEAR_M, FAR_M = 40.0, 700.0
"""Metres a pixel below which roads are drawn wider, and above which thinner."""
CASING = "#ffffff"
CASED_UP_TO_M = 120.0


@dataclass(frozen=True, eq=False)
class Roads:
    """Roads in the scene.

    Attributes
    ----------
    id : tuple of str
        Of every road.
    name : tuple of str
        Its name, else its id.
    surface, rank : int8 array, shape (roads,)
        Index into `SURFACES` and `CLASSES`.
    shut : bool array, shape (roads,)
        Closed or abandoned by their own status.
    levels : tuple of Strokes
        One for each of `DETAIL_M`.
    tree : STRtree
        Of the lines in the scene.
    """

    id: tuple[str, ...]
    name: tuple[str, ...]
    surface: NDArray[np.int8]
    rank: NDArray[np.int8]
    shut: NDArray[np.bool_]
    levels: tuple[Strokes, ...]
    tree: shapely.STRtree

    def nearest(self, x: float, y: float, within_m: float) -> str | None:
        """Id of the nearest road to a place of the scene."""
        found = self.tree.query_nearest(shapely.Point(x, y), max_distance=within_m, all_matches=False)
        return self.id[int(found[0])] if len(found) else None

    def shape(self, road: str) -> shapely.Geometry | None:
        """The line of a road in the scene."""
        return self.tree.geometries[self.id.index(road)] if road in self.id else None

    def draw(self, painter: QPainter, frame: Frame, check: Callable[[], None]) -> None:
        """Draw what a frame shows, as much of it as its scale asks for."""
        strokes = self.levels[level_for(frame.metres)]
        strokes = strokes.chosen(strokes.seen_in(frame))
        check()
        strokes = strokes.chosen(self._shown(strokes, frame.metres))
        wider = width_factor(frame.metres)
        surface, shut = self.surface[strokes.line], self.shut[strokes.line]
        if frame.metres < CASED_UP_TO_M:
            paved = strokes.chosen((surface >= SURFACES.index("gravel")) & ~shut)
            draw_lines(painter, frame.pixels(paved.xy), CASING, style.ROADS["paved"][1] * wider + 1.6, check)
        for at, name in enumerate(SURFACES):
            check()
            colour, width = style.ROADS[name]
            own = strokes.chosen((surface == at) & ~shut)
            broken = name in DASHES and len(own) <= DASH_MOST
            draw_lines(
                painter,
                dashed(own, frame, DASHES[name]) if broken else frame.pixels(own.xy),
                colour,
                width * wider,
                check,
            )
        out_of_use = strokes.chosen(shut)
        draw_lines(painter, dashed(out_of_use, frame, (1.5, 4.0)), style.CLOSURE, 1.6, check)

    def _shown(self, strokes: Strokes, metres: float) -> NDArray[np.bool_]:
        """Which segments there is room for: whole classes give way, the least important first."""
        rank = self.rank[strokes.line]
        counts = np.cumsum(np.bincount(rank, minlength=len(CLASSES)))
        room = MOST_SEGMENTS if metres > NEAR_M else 2 * MOST_SEGMENTS
        last = max(int((counts <= room).sum()), ALWAYS)
        return np.asarray(rank < last, dtype=bool)


def roads_of(table: gpd.GeoDataFrame, plane: Plane, check: Callable[[], None]) -> Roads:
    """Prepare a road layer; takes a while for many."""
    shapes = shapely.transform(
        table.geometry.to_numpy(), lambda lonlat: downwards(np.column_stack(plane.crs.to_xy(*lonlat.T)))
    )
    levels = [strokes_of(shapes)]
    for detail_m in DETAIL_M[1:]:
        check()
        shapes_then = shapely.simplify(shapes, detail_m, preserve_topology=False)
        levels.append(strokes_of(shapes_then))
    check()
    ids = [str(value) for value in table["id"]]
    named = [name if isinstance(name, str) and name else own for name, own in zip(table["name"], ids, strict=True)]
    surface = [
        value if value in SURFACES else ("track" if kind in {"track", "path"} else "unknown")
        for value, kind in zip(table["surface"], table["class"], strict=True)
    ]
    return Roads(
        id=tuple(ids),
        name=tuple(named),
        surface=np.array([SURFACES.index(value) for value in surface], dtype=np.int8),
        rank=np.array(
            [CLASSES.index(value if value in CLASSES else "unknown") for value in table["class"]], dtype=np.int8
        ),
        shut=np.array([value in SHUT for value in table["status"]], dtype=bool),
        levels=tuple(levels),
        tree=shapely.STRtree(shapes),
    )


def level_for(metres: float) -> int:
    """The coarsest level that nobody can tell from the true lines at this scale."""
    return max(n for n, detail_m in enumerate(DETAIL_M) if detail_m <= DETAIL_PX * metres)


def width_factor(metres: float) -> float:
    """How much wider lines are drawn when near."""
    return float(np.interp(np.log(metres), np.log([5.0, NEAR_M, FAR_M, 4 * FAR_M]), [1.9, 1.35, 0.95, 0.7]))
