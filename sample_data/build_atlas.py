# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of the sample that was drawn by hand: its towns and the roads planned between them."""

from __future__ import annotations

from typing import NamedTuple


class Town(NamedTuple):
    """A town: kilometres from the south-west corner of the board, and people."""

    name: str
    x_km: float
    y_km: float
    people: int


class Link(NamedTuple):
    """A planned road from stop to stop; a stop is a town or a border post of `BORDER_POSTS_KM`."""

    name: str
    road_class: str
    surfaces: tuple[str, ...]
    stops: tuple[str, ...]


TOWNS = (
    Town("Ombrava", 158, 122, 282_000),
    Town("Kelvaro", 60, 148, 141_000),
    Town("Tessarun", 143, 231, 118_000),
    Town("Petharo", 226, 139, 97_000),
    Town("Marunth", 152, 48, 86_000),
    Town("Dovregga", 222, 212, 61_000),
    Town("Ilmoru", 32, 226, 54_000),
    Town("Yantivar", 262, 62, 48_000),
    Town("Lukorith", 44, 52, 43_000),
    Town("Sarrovan", 100, 158, 39_000),
    Town("Quessimar", 194, 84, 34_500),
    Town("Belowen", 96, 212, 31_000),
    Town("Nuvarra", 277, 150, 28_500),
    Town("Osmeric", 116, 66, 26_000),
    Town("Thalomby", 180, 178, 24_000),
    Town("Vendaru", 31, 104, 22_500),
    Town("Irrakesh", 262, 236, 19_500),
    Town("Culmorra", 100, 108, 18_200),
    Town("Hespiro", 203, 34, 17_400),
    Town("Jorranti", 78, 262, 16_600),
    Town("Ambrosk", 182, 262, 15_900),
    Town("Ruvenda", 24, 166, 14_700),
    Town("Escalro", 268, 104, 13_800),
    Town("Wintaru", 270, 22, 12_900),
)

BORDER_POSTS_KM = {
    "north post": (150, 296),
    "east post": (296, 146),
    "south post": (160, 4),
    "west post": (4, 150),
    "south-west post": (4, 44),
    "north-east post": (296, 262),
}

LINKS = (
    Link("N1", "trunk", ("paved", "paved", "gravel"), ("Marunth", "Ombrava", "Thalomby", "Tessarun")),
    Link("N1", "trunk", ("paved",), ("Marunth", "south post")),
    Link("N2", "trunk", ("paved", "paved", "gravel"), ("Ombrava", "Petharo", "Nuvarra", "east post")),
    Link("N3", "trunk", ("gravel", "paved", "paved"), ("Ombrava", "Culmorra", "Sarrovan", "Kelvaro")),
    Link("N3", "trunk", ("gravel",), ("Kelvaro", "west post")),
    Link("N1", "trunk", ("gravel",), ("Tessarun", "north post")),
    Link("R11", "secondary", ("gravel", "gravel"), ("Sarrovan", "Belowen", "Tessarun")),
    Link("R12", "secondary", ("gravel", "dirt"), ("Kelvaro", "Ilmoru", "Jorranti")),
    Link("R13", "secondary", ("gravel", "gravel"), ("Kelvaro", "Vendaru", "Lukorith")),
    Link("R14", "secondary", ("gravel", "gravel"), ("Marunth", "Osmeric", "Culmorra")),
    Link("R15", "secondary", ("gravel", "dirt"), ("Thalomby", "Dovregga", "Irrakesh")),
    Link("R16", "secondary", ("gravel", "gravel"), ("Marunth", "Hespiro", "Quessimar")),
    Link("R16", "secondary", ("gravel",), ("Quessimar", "Ombrava")),
    Link("R17", "secondary", ("gravel", "dirt"), ("Petharo", "Escalro", "Yantivar")),
    Link("R18", "secondary", ("dirt", "dirt"), ("Osmeric", "Lukorith", "south-west post")),
    Link("R19", "secondary", ("dirt",), ("Tessarun", "Ambrosk")),
    Link("R20", "secondary", ("gravel",), ("Kelvaro", "Ruvenda")),
    Link("R21", "secondary", ("dirt",), ("Yantivar", "Wintaru")),
    Link("R22", "secondary", ("dirt",), ("Irrakesh", "north-east post")),
)

# Empty country, where no village road is built: centre km, radius km.
WILDS_KM = (
    (244, 188, 20),
    (214, 104, 13),
    (62, 92, 15),
    (238, 272, 18),
    (58, 24, 14),
    (22, 264, 12),
    (118, 188, 10),
)

# Districts by sector. A district is named after its chief town and spreads from there until a river or a hill
# stops it.
SECTORS = {
    "North": ("Ilmoru", "Belowen", "Tessarun"),
    "East": ("Dovregga", "Irrakesh", "Petharo"),
    "South": ("Ombrava", "Marunth", "Yantivar"),
    "West": ("Kelvaro", "Culmorra", "Lukorith"),
}
