# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample's water rows: rivers as meandering lines, lakes as outlines, each with a name."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely

from sample_data.build_areas import outline, trace
from sample_data.build_ground import Noise, Warp, smooth
from sample_data.build_terrain import Landscape

RIVERS = (
    "Nambre",
    "Tamuro",
    "Orrun",
    "Urasco",
    "Dellin",
    "Pembra",
    "Sulwen",
    "Lirrow",
    "Kessen",
    "Isgar",
    "Tovarn",
    "Vashen",
    "Mellora",
)
LAKES = ("Lake Sevrin", "Lake Halmyr")
MEANDER_KM, MEANDER_WAVE_KM = 0.55, 5.0


class River(NamedTuple):
    """A river or its part above or below a lake; its line in bent kilometres, from source to mouth."""

    name: str
    line: shapely.LineString


class Lake(NamedTuple):
    """A lake; its outline in longitude and latitude, an island as a hole."""

    name: str
    polygon: shapely.Polygon


def make_rivers(land: Landscape, warp: Warp, rng: np.random.Generator) -> list[River]:
    """Draw the rivers, the longest first; meanders stay clear of roads beside them."""
    mouths = {stream[-1] for stream in land.streams()}
    sway = Noise(rng, MEANDER_WAVE_KM), Noise(rng, MEANDER_WAVE_KM)
    rivers = []
    for name, streams in zip(RIVERS, land.rivers, strict=True):
        for cells in streams:
            xy = smooth(cells, mouths, rounds=2)
            xy = warp(xy + MEANDER_KM * np.column_stack([noise(xy) for noise in sway]))
            rivers.append(River(name, shapely.LineString(xy)))
    return rivers


def make_lakes(land: Landscape, warp: Warp) -> list[Lake]:
    """Draw the lakes, in the order of their numbers."""
    borders = trace(land.lake, warp)
    numbers = list(range(len(LAKES) + 1))
    return [Lake(name, outline(borders, numbers, number)) for number, name in enumerate(LAKES, start=1)]
