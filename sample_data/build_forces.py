# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample's force: 14 bases, and 24 units of five contingents from countries that do not exist."""

from __future__ import annotations

from typing import NamedTuple

import shapely

from sample_data.build_ground import Floats
from sample_data.build_roadwork import Road
from sample_data.build_sites import beside_road


class Base(NamedTuple):
    """A base, by its distance east and north of a town."""

    id: str
    name: str
    kind: str
    near: str
    east_km: float
    north_km: float
    contingent: str
    opened: str


class Unit(NamedTuple):
    """A unit; what is None is left to the planner's defaults, a strength of None is not known."""

    id: str
    name: str
    kind: str
    strength: int | None
    base: str
    contingent: str
    component: str = "military"
    means: str | None = "light"
    ntm_min: int | None = None
    support_share: float | None = None
    night_moves: bool = True


BASES = (
    Base("B01", "Mission HQ Ombrava", "HQ", "Ombrava", 2.5, 0.5, "Tarevia", "2021-03-01"),
    Base("B02", "COB Kelvaro", "COB", "Kelvaro", -3.0, 2.5, "Velmark", "2021-05-12"),
    Base("B03", "COB Tessarun", "COB", "Tessarun", 2.0, -2.0, "Sandoria", "2021-06-20"),
    Base("B04", "COB Petharo", "COB", "Petharo", -3.0, -1.0, "Palindra", "2021-07-04"),
    Base("B05", "COB Marunth", "COB", "Marunth", 0.5, 3.0, "Ostmere", "2022-01-15"),
    Base("B06", "TOB Dovregga", "TOB", "Dovregga", -3.0, -1.5, "Velmark", "2024-08-09"),
    Base("B07", "TOB Belowen", "TOB", "Belowen", 1.5, -1.0, "Sandoria", "2023-11-02"),
    Base("B08", "TOB Ilmoru", "TOB", "Ilmoru", 1.0, 1.5, "Sandoria", "2022-09-27"),
    Base("B09", "TOB Irrakesh", "TOB", "Irrakesh", -1.0, -1.5, "Palindra", "2024-12-18"),
    Base("B10", "TOB Yantivar", "TOB", "Yantivar", 1.0, -1.5, "Ostmere", "2023-04-30"),
    Base("B11", "TOB Lukorith", "TOB", "Lukorith", 1.5, 1.0, "Tarevia", "2024-05-21"),
    Base("B12", "MOB Quessimar", "MOB", "Quessimar", 0.5, -1.5, "Ostmere", "2025-02-11"),
    Base("B13", "SCD Vendaru", "SCD", "Vendaru", 1.0, 1.0, "Velmark", "2025-03-03"),
    Base("B14", "Team site Nuvarra", "team_site", "Nuvarra", -1.0, 1.0, "Palindra", "2022-02-08"),
)

UNITS = (
    Unit("U01", "Mission HQ staff", "HQ_staff", 95, "B01", "Tarevia"),
    Unit("U02", "Quick Reaction Force", "QRF", 120, "B01", "Palindra", ntm_min=15),
    Unit("U03", "FPU 1", "FPU", 140, "B01", "Tarevia", "police"),
    Unit("U04", "Aviation Unit", "aviation", 60, "B01", "Ostmere", means=None),
    Unit("U05", "Engineer Company", "engineers", 130, "B01", "Sandoria", means="heavy"),
    Unit("U06", "Reserve Company", "reserve", 150, "B01", "Velmark"),
    Unit("U07", "A Coy VELBATT", "company", 150, "B02", "Velmark"),
    Unit("U08", "FPU 2", "FPU", 140, "B02", "Tarevia", "police", night_moves=False),
    Unit("U09", "C Coy SANBATT", "company", 155, "B03", "Sandoria", means="heavy"),
    Unit("U10", "FPU 3", "FPU", 140, "B03", "Tarevia", "police", support_share=0.28),
    Unit("U11", "D Coy PALBATT", "company", 148, "B04", "Palindra"),
    Unit("U12", "Aviation Detachment", "aviation", 40, "B04", "Ostmere", means=None),
    Unit("U13", "E Coy OSTBATT", "company", 152, "B05", "Ostmere"),
    Unit("U14", "UNPOL Team Marunth", "UNPOL", 12, "B05", "Tarevia", "police", night_moves=False),
    Unit("U15", "B Coy VELBATT", "company", 120, "B06", "Velmark"),
    Unit("U16", "1 Platoon SANBATT", "platoon", 35, "B07", "Sandoria"),
    Unit("U17", "2 Platoon SANBATT", "platoon", 35, "B08", "Sandoria"),
    Unit("U18", "3 Platoon SANBATT", "platoon", 35, "B08", "Sandoria", night_moves=False),
    Unit("U19", "1 Platoon PALBATT", "platoon", 35, "B09", "Palindra"),
    Unit("U20", "F Coy OSTBATT", "company", 110, "B10", "Ostmere", means="heavy"),
    Unit("U21", "1 Platoon TARBATT", "platoon", 33, "B11", "Tarevia", means="foot", night_moves=False),
    Unit("U22", "1 Platoon OSTBATT", "platoon", 20, "B12", "Ostmere"),
    Unit("U23", "2 Platoon VELBATT", "platoon", None, "B13", "Velmark"),
    Unit("U24", "UNMO Team Nuvarra", "UNMO", 8, "B14", "Palindra"),
)


def place_bases(anchors: dict[str, Floats], roads: list[Road]) -> list[tuple[Base, Floats]]:
    """Return each base with its place in bent kilometres, beside the nearest road."""
    lines = [shapely.LineString(road.xy) for road in roads]
    return [(base, beside_road(anchors[base.near] + (base.east_km, base.north_km), lines)) for base in BASES]


def strength_of(base: Base) -> int | None:
    """Return the strength of all units of a base, None when one of them is not known."""
    known = [unit.strength for unit in UNITS if unit.base == base.id]
    return None if None in known else sum(count for count in known if count is not None)
