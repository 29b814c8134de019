# SPDX-License-Identifier: GPL-3.0-or-later
"""Between degrees, the scene and pixels. The scene is the theatre's plane in metres, y growing downwards (south)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from PyQt5.QtCore import QPointF, QRectF
from shapely.geometry.base import BaseGeometry

from layers.errors import PlannerError
from layers.geodesy import TheatreCrs

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Plane:
    """The scene of one theatre."""

    crs: TheatreCrs

    def scene_of(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Positions in the scene; shape (places, 2)."""
        x, y = self.crs.to_xy(np.atleast_1d(lon), np.atleast_1d(lat))
        return np.column_stack([x, -y])

    def point_of(self, lon: float, lat: float) -> QPointF:
        """One position in the scene."""
        x, y = self.scene_of(lon, lat)[0]
        return QPointF(x, y)

    def lonlat_of(self, at: QPointF) -> tuple[float, float] | None:
        """Degrees of a point of the scene; None for one that is on no earth."""
        try:
            lon, lat = self.crs.to_lonlat(at.x(), -at.y())
        except PlannerError:
            return None
        return float(lon), float(lat)

    def lonlats_of(self, scene: Floats) -> Floats:
        """Degrees of points of the scene, NaN where there is no earth; both of shape (places, 2)."""
        try:
            return np.column_stack(self.crs.to_lonlat(scene[:, 0], -scene[:, 1]))
        except PlannerError:
            found = [self.lonlat_of(QPointF(*at)) or (math.nan, math.nan) for at in scene.tolist()]
            return np.array(found, dtype=np.float64).reshape(-1, 2)


@dataclass(frozen=True, slots=True)
class Frame:
    """A piece of the scene as a picture.

    Attributes
    ----------
    left, top : float
        Corner in the scene, metres.
    metres : float
        Of one pixel.
    width, height : int
        Pixels, as the window counts them.
    ratio : float
        Device pixels of one of those.
    """

    left: float
    top: float
    metres: float
    width: int
    height: int
    ratio: float = 1.0

    @property
    def rect(self) -> QRectF:
        """What it shows of the scene."""
        return QRectF(self.left, self.top, self.width * self.metres, self.height * self.metres)

    @property
    def corners(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom in the scene."""
        return (
            self.left,
            self.top,
            self.left + self.width * self.metres,
            self.top + self.height * self.metres,
        )

    def pixels(self, scene: Floats) -> Floats:
        """Scene positions as pixels of the picture; last axis x, y or x, y, x, y."""
        corner = np.array([self.left, self.top] * (scene.shape[-1] // 2))
        return np.asarray((scene - corner) / self.metres, dtype=np.float64)

    def grown(self, margin: int) -> Frame:
        """With so many pixels more all round."""
        return Frame(
            self.left - margin * self.metres,
            self.top - margin * self.metres,
            self.metres,
            self.width + 2 * margin,
            self.height + 2 * margin,
            self.ratio,
        )

    def holds(self, other: Frame) -> bool:
        """Whether it shows all that another shows, at the same scale."""
        same = math.isclose(self.metres, other.metres, rel_tol=1e-6) and self.ratio == other.ratio
        slack = self.metres
        left, top, right, bottom = self.corners
        others = other.corners
        return (
            same
            and left <= others[0] + slack
            and top <= others[1] + slack
            and right >= others[2] - slack
            and bottom >= others[3] - slack
        )


def downwards(xy: Floats) -> Floats:
    """Positions of the plane as those of the scene; shape (places, 2)."""
    return np.asarray(xy * np.array([1.0, -1.0]), dtype=np.float64)


def in_scene(shape: BaseGeometry, crs: TheatreCrs) -> BaseGeometry:
    """A geometry in degrees as one of the scene."""
    return shapely.transform(crs.project(shape), downwards)
