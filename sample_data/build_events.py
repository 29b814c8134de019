# SPDX-License-Identifier: GPL-3.0-or-later
"""What happened and what is shut: the sample's incidents and its closures of roads and ground."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import shapely

from sample_data.build_areas import outline, trace
from sample_data.build_ground import SIDE, Floats, Noise, Warp, cell_xy, to_lonlat
from sample_data.build_roadwork import Road

INCIDENTS = 300
FIRST_DAY, DAYS = date(2024, 4, 1), 365
# Type, share of all, and how likely each further death is.
INCIDENT_TYPES = (
    ("looting", 0.24, 0.10),
    ("attack on village", 0.20, 0.72),
    ("road ambush", 0.17, 0.50),
    ("abduction", 0.13, 0.12),
    ("clash between armed groups", 0.13, 0.78),
    ("attack on IDP site", 0.06, 0.66),
    ("protest", 0.07, 0.05),
)
QUIET_SHARE = 0.28
# Where the others cluster: kilometres east and north, how wide, and their share.
TROUBLE_KM = (
    (212, 208, 22, 0.24),
    (246, 236, 24, 0.14),
    (60, 82, 26, 0.16),
    (96, 196, 20, 0.10),
    (226, 56, 22, 0.08),
)
SCATTER_KM = 1.5
STRETCH = 6


class Incident(NamedTuple):
    """A row of the incidents file; `xy` in bent kilometres."""

    day: date
    kind: str
    fatalities: int
    xy: Floats


class Closure(NamedTuple):
    """A row of the closures file; its geometry in longitude and latitude."""

    id: str
    name: str
    reason: str
    season: str
    date_from: str
    date_to: str | None
    geometry: shapely.Geometry


def make_incidents(places_xy: Floats, rng: np.random.Generator) -> list[Incident]:
    """Scatter incidents about settlements, most of them where there is trouble, in order of time."""
    shares = np.cumsum([share for _name, share, _death in INCIDENT_TYPES])
    weight = np.full(len(places_xy), QUIET_SHARE / len(places_xy))
    for x_km, y_km, width_km, share in TROUBLE_KM:
        off = places_xy - (x_km, y_km)
        nearness = 1.0 / (1.0 + ((off * off).sum(axis=1) / width_km**2) ** 2)
        weight += share * nearness / nearness.sum()
    up_to = np.cumsum(weight / weight.sum())
    incidents = []
    for _ in range(INCIDENTS):
        place, kind, when = rng.random(3).tolist()
        xy = places_xy[min(int(np.searchsorted(up_to, place)), len(places_xy) - 1)]
        xy = xy + SCATTER_KM * (2.0 * rng.random(2) - 1.0)
        name, _share, deadly = INCIDENT_TYPES[min(int(np.searchsorted(shares, kind)), len(INCIDENT_TYPES) - 1)]
        fatalities = 0
        while rng.random() < deadly:
            fatalities += 1
        day = FIRST_DAY + timedelta(days=int(when * DAYS))
        incidents.append(Incident(day, name, fatalities, xy))
    return sorted(incidents, key=lambda incident: (incident.day, *incident.xy.tolist()))


def make_closures(roads: list[Road], warp: Warp, rng: np.random.Generator) -> list[Closure]:
    """Close two bridges, two stretches of road, and the ground that two floods cover in the wet season."""
    plain = Noise(rng, 16.0, 2)
    down, under_water = _bridge(roads, 76, 74), _bridge(roads, 222, 16)
    mined, washed_out = _stretch(roads, 277, 252), _stretch(roads, 168, 259)
    south, east = _flood(plain, warp, 97, 50, 13), _flood(plain, warp, 251, 122, 12)
    return [
        Closure("C1", "Nambre bridge", "bridge down", "all", "2025-01-19", None, down),
        Closure("C2", "Pembra bridge", "deck under water", "wet", "2024-10-01", None, under_water),
        Closure("C3", "Irrakesh road", "suspected mines", "all", "2025-02-26", "2025-05-31", mined),
        Closure("C4", "Ambrosk road", "embankment washed out", "wet", "2024-11-05", None, washed_out),
        Closure("C5", "Nambre floodplain", "flooded", "wet", "2024-10-15", None, south),
        Closure("C6", "Orrun floodplain", "flooded", "wet", "2024-10-15", None, east),
    ]


def _bridge(roads: list[Road], x_km: float, y_km: float) -> shapely.Point:
    """Return the middle of the bridge nearest to a place."""
    bridges = [shapely.LineString(road.xy) for road in roads if road.bridge]
    nearest = min(bridges, key=shapely.Point(x_km, y_km).distance)
    middle = nearest.interpolate(0.5, normalized=True)
    return shapely.Point(to_lonlat(shapely.get_coordinates(middle))[0])


def _stretch(roads: list[Road], x_km: float, y_km: float) -> shapely.LineString:
    """Return `STRETCH` vertices of the secondary road nearest to a place: some two kilometres."""
    long_ones = [road for road in roads if road.road_class == "secondary" and len(road.xy) > STRETCH]
    road = min(long_ones, key=lambda road: float(_away2(road.xy, x_km, y_km).min()))
    start = min(int(_away2(road.xy, x_km, y_km).argmin()), len(road.xy) - STRETCH)
    return shapely.LineString(to_lonlat(road.xy[start : start + STRETCH]))


def _away2(xy: Floats, x_km: float, y_km: float) -> Floats:
    """Return the squared distance of points from a place."""
    off = xy - (x_km, y_km)
    return np.asarray((off * off).sum(axis=1))


def _flood(plain: Noise, warp: Warp, x_km: float, y_km: float, radius_km: float) -> shapely.Polygon:
    xy = cell_xy(np.arange(SIDE * SIDE))
    wet = np.sqrt(_away2(xy, x_km, y_km)) < radius_km * (1.0 + 0.5 * plain(xy))
    return outline(trace(wet.astype(np.int64), warp), [0, 1], 1)
