# SPDX-License-Identifier: GPL-3.0-or-later
"""Two rounds of an invented camp list: one in a plan, and a newer one as messy as they come."""

from __future__ import annotations

from pathlib import Path

from gisplanner.gathering import plan_of_parts
from gisplanner.parts import load_part
from gisplanner.planfile import PlanFile
from tests.layers.files import csv_file

ROADS = ("id,surface,wkt", 'r1,gravel,"LINESTRING(20 5,20.5 5,21 5,21.5 5)"')
TOWNS = ("id,name,lon,lat,people", "S1,Ama,20.1,5,1200")
BASES = ("id,name,lon,lat,strength", "b1,Post,20,5,150")
OLDER = (
    "id,name,lon,lat,people,liaison,priority,teams_needed,standard_min,included_in,date",
    "C1,Ama Camp,20.102,5,900,yes,must,,,S1,2025-03-01",
    "C2,Bélo Nord,20.2,5.001,4000,yes,,2,,,2025-03-01",
    "C3,Cori,20.3,5.001,700,,,,90,,2025-03-01",
    "C4,Deru,20.25,5.002,2500,,should,,,,2025-03-01",
    "C5,Esha,20.15,5.001,,,,,,,2025-03-01",
    "C6,Fula,20.35,5.001,300,,,,,,2025-03-01",
    "C7,Goro,20.28,5.001,650,,,,,,2025-03-01",
    "C8,Hanu,20.12,5.003,100,,,,,,2025-03-01",
)
NEWER = (
    "Liste des sites - round 2;;;;;;",
    "Code du site;Date d'évaluation;Nom du site;Latitude;Longitude;Ménages;Individus",
    "C6;01/06/2025;Fula Transit;5,001;20,35;80;450",  # renamed, grown
    "C4;01/06/2025;Deru;5,002;21,45;500;2500",  # moved far to the east
    "N-22;01/06/2025;BELO NORD;5,0012;20,2003;;3000",  # another id, shrunk
    "C1;01/06/2025;Ama Camp;5;20,102;180;900",
    "C5;01/06/2025;Esha;5,001;20,15;;1 100",  # headcount known now
    "C3;01/06/2025;Cori;5,001;20,3;;",  # and here no longer
    "C9;01/06/2025;Goro;5,001;20,285;;400",  # two of one name
    "C10;01/06/2025;Goro;5,001;20,275;;250",
    "C8;01/06/2025;Hanu;95;20,12;;100",  # its latitude is none
    "C7;01/06/2025;Ilo;5,001;21,2;;1000",  # the id of another camp
)


def rounds_plan(folder: Path) -> PlanFile:
    """The plan with the older list."""
    texts = {"roads": ROADS, "settlements": TOWNS, "idp_sites": OLDER, "bases": BASES}
    parts = {part: load_part(part, csv_file(folder / f"{part}.csv", *lines)).usable() for part, lines in texts.items()}
    return plan_of_parts("Two rounds", parts)


def newer_list(folder: Path) -> Path:
    """The newer list, as its owner sent it."""
    return csv_file(folder / "round 2.csv", *NEWER, encoding="cp1252")
