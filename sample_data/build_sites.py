# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample's IDP sites, chosen by hand so that each status occurs among them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely

from sample_data.build_ground import Floats
from sample_data.build_roadwork import Road

ROADSIDE_KM = 0.15


class Camp(NamedTuple):
    """An IDP site, by its distance east and north of a town, the lake island or a lost piece of road."""

    name: str
    near: str
    east_km: float
    north_km: float
    people: int | None
    liaison: str
    priority: str | None = None
    teams_needed: int | None = None
    inside: str | None = None


CAMPS = (
    Camp("Ombrava Fairground", "Ombrava", 0.4, 0.3, 18_200, "yes", "should", None, "Ombrava"),
    Camp("Ombrava North", "Ombrava", 4.0, 4.5, 68_400, "yes", "must", 2),
    Camp("Kelvaro East", "Kelvaro", 7.0, 3.5, 41_300, "yes", "must", 2),
    Camp("Kelvaro Mill", "Kelvaro", -9.0, 5.0, 13_900, "no", "should"),
    Camp("Tessarun South", "Tessarun", 2.5, -8.0, 36_700, "yes", "should"),
    Camp("Petharo Airfield", "Petharo", 5.0, 0.5, 29_400, "no", "should"),
    Camp("Marunth Stadium", "Marunth", 0.3, -0.4, 12_600, "no", "could"),
    Camp("Dovregga Quarry", "Dovregga", -12.0, -4.0, 43_800, "no", "should"),
    Camp("Dovregga East", "Dovregga", 11.0, 2.5, 8_900, "no", "should"),
    Camp("Irrakesh Ridge", "Irrakesh", -7.0, -6.0, 15_300, "yes", "should"),
    Camp("Belowen Mission", "Belowen", 8.0, -1.0, 27_100, "no", "should", 2),
    Camp("Ilmoru Bridge", "Ilmoru", 2.0, -9.0, 33_600, "yes", "should", 2),
    Camp("Lukorith West", "Lukorith", -9.0, 6.0, 22_400, "no", "should"),
    Camp("Osmeric Cotton Works", "Osmeric", 1.5, -1.5, 16_500, "no", "could"),
    Camp("Vendaru Crossroads", "Vendaru", 1.5, 9.0, 19_700, "no", "should"),
    Camp("Yantivar Lakeside", "Yantivar", -8.0, -6.0, 26_800, "yes", "should"),
    Camp("Sevrin Island", "island", 0.0, 0.0, 6_200, "no", "could"),
    Camp("Lost Wells", "lost", 0.0, 0.0, 9_400, "no", "could"),
    Camp("Hespiro East", "Hespiro", 9.0, 2.0, 14_100, "no", "could"),
    Camp("Jorranti Fields", "Jorranti", 3.0, -2.0, None, "no", "could"),
    Camp("Ambrosk Sawmill", "Ambrosk", -4.0, 0.0, 11_200, "no", "could"),
    Camp("Sarrovan South", "Sarrovan", -3.0, -5.0, 48_900, "yes", "must"),
    Camp("Culmorra Ferry", "Culmorra", 11.0, -1.0, 21_500, "yes", "could"),
    Camp("Thalomby Transit", "Thalomby", -1.0, -6.0, None, "yes", "should"),
    Camp("Wintaru Border", "Wintaru", -2.0, 9.0, None, "no", None),
)


def place_camps(anchors: dict[str, Floats], roads: list[Road]) -> list[tuple[Camp, Floats]]:
    """Return each camp with its place in bent kilometres, beside the nearest road.

    Parameters
    ----------
    anchors : dict of name to array (2,)
        Places of the towns, of the lake island ("island") and of a lost piece of road ("lost").
    roads : list of Road
    """
    lines = [shapely.LineString(road.xy) for road in roads]
    return [(camp, beside_road(anchors[camp.near] + (camp.east_km, camp.north_km), lines)) for camp in CAMPS]


def beside_road(xy: Floats, lines: list[shapely.LineString]) -> Floats:
    """Move a point to `ROADSIDE_KM` from the nearest road, on its own side of it."""
    point = shapely.Point(xy)
    road = min(lines, key=point.distance)
    on_road = shapely.get_coordinates(road.interpolate(road.project(point)))[0]
    away_km = float(road.distance(point))
    if away_km <= ROADSIDE_KM:
        return xy
    return np.asarray(on_road + (xy - on_road) * (ROADSIDE_KM / away_km))
