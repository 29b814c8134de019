# SPDX-License-Identifier: GPL-3.0-or-later
"""Roads noded once on a machine: what is found on disk is what was found anew, for the same roads only."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely

from gisplanner.assumptions import Assumptions
from gisplanner.kept_noding import FEW_ROADS
from gisplanner.network import RoadNetwork, build_network
from gisplanner.theatre import Theatre
from tests.engine.small import Small, base, road

SIDE = 24


def blocks(side: int = SIDE) -> Small:
    """A town of square blocks, and a lane that ends a little short of it."""
    at = np.round(np.linspace(20.0, 20.2, side), 6)
    across = [road((x, y), (x2, y)) for y in at for x, x2 in pairwise(at)]
    along = [road((x, y), (x, y2)) for x in at for y, y2 in pairwise(at)]
    lane = road((20.05, 20.25), (20.05, 20.20008))
    return Small(roads=[*across, *along, lane], bases=[base("b", (20.1, 20.1))])


@pytest.fixture(scope="module")
def theatre() -> Theatre:
    made = blocks().theatre()
    assert len(made.layers["roads"].table) > FEW_ROADS
    return made


def same(one: RoadNetwork, other: RoadNetwork) -> bool:
    shapes = shapely.equals_exact(one.shapes, other.shapes, 0.0).all()
    names = {field.name for field in fields(RoadNetwork)} - {"shapes", "roads", "findings", "road_class"}
    return bool(
        shapes
        and one.findings == other.findings
        and all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)
    )


def test_a_network_from_disk_is_the_network_that_was_found(theatre: Theatre, tmp_path: Path) -> None:
    fresh = build_network(theatre, Assumptions())
    made = build_network(theatre, Assumptions(), folder=tmp_path / "roads")
    (path,) = (tmp_path / "roads").glob("*.npz")
    written = path.read_bytes()
    found = build_network(theatre, Assumptions(), folder=tmp_path / "roads")
    assert path.read_bytes() == written
    assert same(fresh, made)
    assert same(fresh, found)
    assert any(one.code == "ends_joined" for one in found.findings)


def test_another_tolerance_or_another_extent_is_another_network(theatre: Theatre, tmp_path: Path) -> None:
    build_network(theatre, Assumptions(), folder=tmp_path)
    tight = build_network(theatre, Assumptions().setting("network.snap", 1.0), folder=tmp_path)
    assert not any(one.code == "ends_joined" for one in tight.findings)
    bounded = replace(theatre, bounded=True, extent=shapely.box(20.0, 20.0, 20.1, 20.1))
    assert build_network(bounded, Assumptions(), folder=tmp_path).edges < tight.edges
    assert build_network(bounded, Assumptions(), folder=tmp_path, roads_outside=True).edges >= tight.edges
    assert len(list(tmp_path.glob("*.npz"))) == 3


def test_a_damaged_file_is_made_anew_and_few_roads_are_not_kept(theatre: Theatre, tmp_path: Path) -> None:
    fresh = build_network(theatre, Assumptions(), folder=tmp_path)
    (path,) = tmp_path.glob("*.npz")
    path.write_bytes(path.read_bytes()[:-300])
    assert same(fresh, build_network(theatre, Assumptions(), folder=tmp_path))
    build_network(blocks(5).theatre(), Assumptions(), folder=tmp_path / "few")
    assert not (tmp_path / "few").exists()
