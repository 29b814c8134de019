# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies under everything: land, water, area lines, incidents, roads; prepared once, drawn anywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from PyQt5.QtCore import QPointF, Qt
from PyQt5.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPolygonF, QTransform
from shapely.geometry.base import BaseGeometry

from gisplanner.theatre import Theatre
from ui import style
from ui.map.plane import Floats, Frame, Plane, downwards, in_scene
from ui.map.roads import Roads, level_for, roads_of, width_factor
from ui.map.strokes import Strokes, dashed, draw_lines, joined_once, strokes_of, without

SHORE, SHORE_WIDTH, RIVER_WIDTH = "#5b8fb5", 1.0, 1.5
BORDER, SECTOR, DISTRICT = "#6b7580", "#3d3049", "#8b7f95"
SECTOR_DASHES, DISTRICT_DASHES = (10.0, 4.0, 2.0, 4.0), (4.0, 4.0)
INCIDENT = "#7a2048"
INCIDENT_PX = 5.0
DETAIL_M = (0.0, 30.0, 120.0, 480.0)


@dataclass(frozen=True, eq=False)
class AreaName:
    """Where an area's name stands.

    Attributes
    ----------
    name, role : str
    x, y : float
        In the scene.
    width_m : float
        How much room there is.
    """

    name: str
    role: str
    x: float
    y: float
    width_m: float


@dataclass(frozen=True, eq=False)
class Ground:
    """The ground of one theatre in the scene.

    Attributes
    ----------
    land : QPainterPath
        The mission area, or the hull that stands for it.
    lakes : tuple of QPainterPath
        One for each level of detail.
    border, shores, rivers, sectors, districts : Strokes
    incidents : float64 array, shape (incidents, 2)
    roads : Roads
    names : tuple of AreaName
    """

    land: QPainterPath
    lakes: tuple[QPainterPath, ...]
    border: Strokes
    shores: Strokes
    rivers: Strokes
    sectors: Strokes
    districts: Strokes
    incidents: Floats
    roads: Roads
    names: tuple[AreaName, ...]

    def draw(self, layer: str, painter: QPainter, frame: Frame, check: Callable[[], None]) -> None:
        """Draw one of `land`, `water`, `areas`, `roads`, `incidents` in a frame."""
        {
            "land": self._draw_land,
            "water": self._draw_water,
            "areas": self._draw_areas,
            "roads": self.roads.draw,
            "incidents": self._draw_incidents,
        }[layer](painter, frame, check)

    def _draw_land(self, painter: QPainter, frame: Frame, check: Callable[[], None]) -> None:
        _fill(painter, self.land, frame, style.LAND)
        draw_lines(painter, _pixels(self.border, frame), BORDER, 1.2, check)

    def _draw_water(self, painter: QPainter, frame: Frame, check: Callable[[], None]) -> None:
        _fill(painter, self.lakes[level_for(frame.metres)], frame, style.WATER)
        draw_lines(painter, _pixels(self.shores, frame), SHORE, SHORE_WIDTH, check)
        draw_lines(painter, _pixels(self.rivers, frame), SHORE, RIVER_WIDTH * width_factor(frame.metres), check)

    def _draw_areas(self, painter: QPainter, frame: Frame, check: Callable[[], None]) -> None:
        for strokes, dashes, colour, width in (
            (self.districts, DISTRICT_DASHES, DISTRICT, 1.1),
            (self.sectors, SECTOR_DASHES, SECTOR, 2.2),
        ):
            seen = strokes.chosen(strokes.seen_in(frame))
            draw_lines(painter, dashed(seen, frame, dashes), colour, width, check)

    def _draw_incidents(self, painter: QPainter, frame: Frame, check: Callable[[], None]) -> None:
        check()
        painter.setPen(QPen(QColor("#ffffff"), 0.6))
        painter.setBrush(QBrush(QColor(INCIDENT)))
        for x, y in frame.pixels(self.incidents).tolist():
            painter.drawPolygon(_STAR.translated(x, y))


def ground_of(theatre: Theatre, check: Callable[[], None]) -> Ground:
    """Prepare the ground of a theatre; not for the window's thread."""
    plane = Plane(theatre.crs)
    extent = shapely.transform(theatre.extent_xy, downwards)
    water = _flipped(theatre.water_xy)
    solid = shapely.get_dimensions(water) > 1 if len(water) else np.zeros(0, dtype=bool)
    areas = _flipped(theatre.areas_xy)
    border, outlines = strokes_of(np.array([extent], dtype=object)), {}
    for role in ("sector", "district"):
        outlines[role] = joined_once([strokes_of(areas[(theatre.areas["role"] == role).to_numpy()])])
    districts = without(outlines["district"], outlines["sector"])
    check()
    incidents = shapely.get_coordinates(theatre.layers["incidents"].table.geometry.to_numpy())
    return Ground(
        land=path_of([extent]),
        lakes=tuple(path_of(_coarser(water[solid], detail_m)) for detail_m in DETAIL_M),
        border=border,
        shores=strokes_of(water[solid]),
        rivers=strokes_of(water[~solid]),
        sectors=outlines["sector"],
        districts=districts,
        incidents=plane.scene_of(*incidents.T) if len(incidents) else np.zeros((0, 2)),
        roads=roads_of(theatre.layers["roads"].table, plane, check),
        names=tuple(_names(theatre, areas)),
    )


def path_of(shapes: NDArray[np.object_] | list[BaseGeometry]) -> QPainterPath:
    """Polygons, holes and all, or lines, as a path."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for part in shapely.get_parts(np.array(shapes, dtype=object)) if len(shapes) else ():
        closed = shapely.get_dimensions(part) > 1
        for line in shapely.get_rings(part) if closed else [part]:
            path.addPolygon(QPolygonF([QPointF(*at) for at in shapely.get_coordinates(line).tolist()]))
    return path


def closure_path(shape: BaseGeometry, plane: Plane) -> QPainterPath:
    """What a closure closes, in the scene; empty for a point."""
    flat = in_scene(shape, plane.crs)
    return path_of([flat]) if shapely.get_dimensions(flat) > 0 else QPainterPath()


def _flipped(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    return np.asarray(shapely.transform(shapes, downwards), dtype=object) if len(shapes) else shapes


def _coarser(shapes: NDArray[np.object_], detail_m: float) -> NDArray[np.object_]:
    if detail_m == 0.0 or len(shapes) == 0:
        return shapes
    coarse = shapely.simplify(shapes, detail_m)
    return np.asarray(coarse[~shapely.is_empty(coarse)], dtype=object)


def _names(theatre: Theatre, areas: NDArray[np.object_]) -> list[AreaName]:
    found = []
    for shape, name, role in zip(areas, theatre.areas["name"], theatre.areas["role"], strict=True):
        if not isinstance(name, str) or not name:
            continue
        at = shapely.point_on_surface(shape) if not shape.contains(shape.centroid) else shape.centroid
        left, _, right, _ = shape.bounds
        found.append(AreaName(name, str(role), float(at.x), float(at.y), right - left))
    return found


def _pixels(strokes: Strokes, frame: Frame) -> Floats:
    return frame.pixels(strokes.xy[strokes.seen_in(frame)])


def _fill(painter: QPainter, path: QPainterPath, frame: Frame, colour: str) -> None:
    painter.save()
    scale = 1.0 / frame.metres
    painter.setWorldTransform(
        QTransform(scale, 0, 0, scale, -frame.left * scale, -frame.top * scale) * painter.worldTransform()
    )
    painter.fillPath(path, QBrush(QColor(colour)))
    painter.restore()


def _star() -> QPolygonF:
    turns = np.arange(10) * np.pi / 5 - np.pi / 2
    radius = np.where(np.arange(10) % 2 == 0, INCIDENT_PX, 0.42 * INCIDENT_PX)
    return QPolygonF([QPointF(*at) for at in (radius * np.array([np.cos(turns), np.sin(turns)])).T.tolist()])


_STAR = _star()
