# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the sample: `python -m sample_data.build [FOLDER]` writes its files, the same to the last byte."""

from __future__ import annotations

import sys
from enum import IntEnum
from pathlib import Path

import numpy as np

from sample_data import build_files as files
from sample_data.build_areas import make_areas
from sample_data.build_atlas import TOWNS
from sample_data.build_events import make_closures, make_incidents
from sample_data.build_forces import place_bases
from sample_data.build_ground import Warp, cell_xy
from sample_data.build_places import make_settlements
from sample_data.build_roads import plan_roads
from sample_data.build_roadwork import make_roads
from sample_data.build_sites import place_camps
from sample_data.build_terrain import dry_cells, make_landscape
from sample_data.build_water import make_lakes, make_rivers

SEED = 2


class Stage(IntEnum):
    """Each stage rolls its own dice, so that a change in one leaves the others as they were."""

    TERRAIN = 0
    WARP = 1
    RIVERS = 2
    ROADS = 3
    AREAS = 4
    ROADWORK = 5
    SETTLEMENTS = 6
    INCIDENTS = 7
    CLOSURES = 8

    def dice(self) -> np.random.Generator:
        """Return the stage's random numbers, from their start."""
        return np.random.Generator(np.random.PCG64([SEED, self]))


def build(folder: Path) -> None:
    """Make the sample and write its nine files into `folder`, over those of the same name."""
    land = make_landscape(Stage.TERRAIN.dice())
    warp = Warp(Stage.WARP.dice())
    rivers = make_rivers(land, warp, Stage.RIVERS.dice())
    plan = plan_roads(land, Stage.ROADS.dice())
    roads = make_roads(plan, land, warp, rivers, Stage.ROADWORK.dice())
    settlements = make_settlements(plan, roads, dry_cells(land), warp, Stage.SETTLEMENTS.dice())
    cells = [*(plan.towns[town.name] for town in TOWNS), plan.lost[0], plan.lost[2]]
    names = [*(town.name for town in TOWNS), "island", "lost"]
    anchors = dict(zip(names, warp(cell_xy(cells)), strict=True))
    camps = place_camps(anchors, roads)
    incidents = make_incidents(np.array([place.xy for place in settlements]), Stage.INCIDENTS.dice())

    files.write_areas(folder / "areas.geojson", make_areas(land, warp, plan.towns, Stage.AREAS.dice()))
    files.write_water(folder / "water.geojson", rivers, make_lakes(land, warp))
    files.write_roads(folder / "roads.geojson", roads)
    files.write_settlements(folder / "settlements.csv", settlements)
    files.write_idp_sites(folder / "idp_sites.csv", camps, settlements)
    files.write_bases(folder / "bases.csv", place_bases(anchors, roads))
    files.write_units(folder / "units.csv")
    files.write_incidents(folder / "incidents.csv", incidents)
    files.write_closures(folder / "closures.geojson", make_closures(roads, warp, Stage.CLOSURES.dice()))


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
