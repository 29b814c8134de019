# SPDX-License-Identifier: GPL-3.0-or-later
"""Where things and layers lie in the scene, to turn the view to them."""

from __future__ import annotations

import numpy as np
import shapely
from PyQt5.QtCore import QPointF, QRectF

from gisplanner.session import Session
from ui.map.plane import Floats, Plane, in_scene
from ui.map.roads import Roads
from ui.workspace import Kind, Selected


def selected_rect(session: Session, plane: Plane, roads: Roads | None, what: Selected) -> QRectF | None:
    """Box of a thing in the scene; None where it is no more."""
    if what.kind == Kind.LAYER:
        return layer_rect(session, plane, what.id)
    if what.kind == Kind.ROAD:
        shape = None if roads is None else roads.shape(what.id)
        return None if shape is None else _rect(shapely.get_coordinates(shape))
    at = place_of(session, what)
    if at is None:
        return None
    point = plane.point_of(*at)
    return QRectF(point, point)


def place_of(session: Session, what: Selected) -> tuple[float, float] | None:
    """Longitude and latitude of a site, base, unit or closure; None where it has no place."""
    plan, sites = session.disposition, session.theatre.sites
    if what.kind == Kind.SITE and what.id in sites.id:
        row = sites.id.index(what.id)
        return float(sites.lon[row]), float(sites.lat[row])
    name: str | None = what.id
    if what.kind == Kind.UNIT:
        name = next((unit.base for unit in plan.units if unit.id == what.id), None)
    if what.kind in {Kind.BASE, Kind.UNIT}:
        return next(((base.lon, base.lat) for base in plan.bases if base.id == name), None)
    closure = next((one for one in plan.closures if one.id == what.id), None)
    if what.kind != Kind.CLOSURE or closure is None:
        return None
    at = shapely.point_on_surface(closure.geometry)
    return float(at.x), float(at.y)


def layer_rect(session: Session, plane: Plane, kind: str) -> QRectF | None:
    """Box of a layer in the scene; None where it is empty."""
    if kind in {"bases", "units"}:
        places = np.array([(base.lon, base.lat) for base in session.disposition.bases])
        return _rect(plane.scene_of(*places.T)) if len(places) else None
    if kind == "closures":
        shapes = [in_scene(closure.geometry, plane.crs) for closure in session.plan.closures]
        return _rect(np.concatenate([shapely.get_coordinates(shape) for shape in shapes])) if shapes else None
    layer = session.theatre.layers.get(kind)
    if layer is None or len(layer.table) == 0:
        return None
    return _rect(plane.scene_of(*shapely.get_coordinates(layer.table.geometry.to_numpy()).T))


def _rect(scene: Floats) -> QRectF:
    return QRectF(QPointF(*scene.min(axis=0).tolist()), QPointF(*scene.max(axis=0).tolist()))
