# SPDX-License-Identifier: GPL-3.0-or-later
"""Cells, the bands drawn from them, and change by area."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gisplanner.analysis import Analysis, Engine, change_between
from gisplanner.cells import bands, cell_area
from gisplanner.change import CHANGES, CUT_OFF, FASTER, GAINED, LOST, RECONNECTED, SAME, SLOWER
from gisplanner.conditions import Conditions
from gisplanner.mobility import UNREACHABLE
from gisplanner.plan import CloseBase, MoveUnit, Plan, ReopenBase
from gisplanner.theatre import Theatre
from tests.engine.small import Small, base, road, site, unit

A, B, C = (20.0, 5.0), (20.4, 5.0), (20.8, 5.0)


def town_and_country() -> Small:
    """Two posts on one road through two districts, a lake between road and border."""
    west, east = shapely.box(19.8, 4.8, 20.4, 5.2), shapely.box(20.4, 4.8, 21.0, 5.2)
    return Small(
        roads=[road(A, B, C, surface="dirt")],
        settlements=[site("one", A, 100), site("two", B, 20), site("three", C, 3)],
        bases=[base("west", A), base("east", C)],
        units=[unit("west"), unit("east")],
        areas=[
            {"id": "m", "name": "mission", "role": "mission_area", "geometry": west.union(east)},
            {"id": "w", "name": "West", "role": "district", "geometry": west},
            {"id": "e", "name": "East", "role": "district", "geometry": east},
        ],
        water=[{"name": "lake", "kind": "lake", "geometry": shapely.box(20.1, 5.05, 20.3, 5.15)}],
    )


def answers(small: Small, *plans: Plan) -> tuple[Theatre, list[Analysis]]:
    engine, theatre = Engine(), small.theatre()
    return theatre, [engine.analyse(theatre, plan, Conditions()) for plan in plans]


def test_cells_are_answered_as_a_settlement_without_liaison_is() -> None:
    small = town_and_country()
    theatre, (analysis,) = answers(small, small.plan())
    cells = analysis.cells
    assert cells.standard_ms == 180 * 60_000
    assert cells.response_ms.min() >= 75 * 60_000
    nearest = int(theatre.grid.index_of(*theatre.crs.to_xy(*A)))
    x, y = theatre.grid.centres_xy()[nearest]
    lon, lat = theatre.crs.to_lonlat(x, y)
    small.settlements.append(site("cell", (float(lon), float(lat)), 0))
    assert small.ask().response("cell") == cells.response_ms[nearest]


def test_bands_fill_the_land_once_and_leave_the_lake_out() -> None:
    small = town_and_country()
    theatre, (analysis,) = answers(small, small.plan())
    found = bands(theatre, analysis.cells, [90.0, 120.0, 180.0])
    shapes = [theatre.crs.project(band.geometry) for band in found]
    land = theatre.extent_xy.difference(theatre.crs.project(small.water[0]["geometry"]))
    assert shapely.union_all(shapes).area == pytest.approx(land.area, rel=1e-3)
    assert sum(shape.area for shape in shapes) == pytest.approx(land.area, rel=1e-3)
    assert [(band.from_min, band.to_min) for band in found] == [
        (0.0, 90.0),
        (90.0, 120.0),
        (120.0, 180.0),
        (180.0, np.inf),
    ]


def test_bands_put_most_cells_where_their_time_is() -> None:
    small = town_and_country()
    theatre, (analysis,) = answers(small, small.plan())
    x, y = theatre.grid.centres_xy().T
    lon, lat = theatre.crs.to_lonlat(x, y)
    minutes = analysis.cells.response_ms / 60_000
    for band in bands(theatre, analysis.cells, [90.0, 120.0, 180.0]):
        drawn = shapely.contains_xy(band.geometry, lon, lat)
        meant = (minutes >= band.from_min) & (minutes <= band.to_min)
        assert (drawn == meant).mean() > 0.95


def test_nobody_anywhere_leaves_one_band_of_ground_beyond_the_last_limit() -> None:
    small = town_and_country()
    small.units = []
    theatre, (analysis,) = answers(small, small.plan())
    assert (analysis.cells.response_ms == UNREACHABLE).all()
    assert [band.from_min for band in bands(theatre, analysis.cells, [60.0, 180.0])] == [180.0]


def test_cell_area_is_the_cells_area() -> None:
    small = town_and_country()
    theatre, (analysis,) = answers(small, small.plan())
    mask = np.zeros(theatre.grid.cells, dtype=bool)
    assert cell_area(theatre, mask) is None
    mask[theatre.grid.index_of(*theatre.crs.to_xy(20.2, 4.95))] = True
    shape = cell_area(theatre, mask)
    assert shape is not None
    assert theatre.crs.project(shape).area == pytest.approx(theatre.grid.cell_m**2, rel=1e-6)
    assert analysis.cells.response_ms.shape == mask.shape


def test_closing_a_base_loses_people_by_site_and_area_and_reopening_brings_them_back() -> None:
    small = town_and_country()
    plan = small.plan()
    closed, changed = plan.apply([CloseBase("west")])
    assert changed.units == {"west unit"}
    reopened, _ = closed.apply([ReopenBase("west")])
    assert reopened == plan
    _, (before, after) = answers(small, plan, closed)
    change = change_between(before, after)
    assert [CHANGES[kind] for kind in change.kind] == ["lost", "same", "same"]  # one, three, two
    assert (change.people_of(LOST), change.people_of(GAINED)) == (100, 0)
    rows = {row.id: row for row in change.areas}
    assert (rows["w"].people_lost, rows["e"].people_lost) == (100, 0)
    lost_km2 = int(change.cells_lost.sum()) * before.theatre.grid.cell_km2
    assert sum(row.km2_lost for row in change.areas) == pytest.approx(lost_km2)
    back = change_between(after, before)
    assert (back.people_of(GAINED), back.people_of(LOST)) == (100, 0)
    assert np.array_equal(back.cells_gained, change.cells_lost)


def test_people_and_ground_lost_are_told_by_sector_beside_district() -> None:
    small = town_and_country()
    small.settlements.append(site("four", (20.5, 5.0), 7))
    whole = shapely.box(19.8, 4.8, 20.6, 5.2)  # one and a half districts; the rest lies in no sector
    small.areas.append({"id": "s", "name": "Sector", "role": "sector", "geometry": whole})
    plan = small.plan()
    _, (before, nobody) = answers(small, plan, plan.apply([CloseBase("west"), CloseBase("east")])[0])
    change = change_between(before, nobody)
    assert {row.id: row.people_lost for row in change.areas} == {"w": 100, "e": 10}  # two was late before
    assert {row.id: row.people_lost for row in change.sectors} == {"s": 107, "": 3}
    for which, name in enumerate(CHANGES[:SAME]):
        for rows in (change.areas, change.sectors):
            assert sum(getattr(row, f"people_{name}") for row in rows) == change.people_of(which)
    assert {row.id: row.people_cut_off for row in change.sectors} == {"s": 20, "": 0}
    assert sum(row.km2_lost for row in change.sectors) == pytest.approx(sum(row.km2_lost for row in change.areas))
    small.areas.pop()
    _, (before, nobody) = answers(small, plan, plan.apply([CloseBase("west")])[0])
    assert change_between(before, nobody).sectors == ()


def test_cut_off_and_slower_are_told_from_lost() -> None:
    small = town_and_country()
    small.settlements = [
        site("one", A, 1, standard_min=10.0),
        site("bush", (20.0, 4.82), 2, standard_min=10.0),
    ]
    small.bases.append(base("camp", (20.0, 4.83)))
    small.units.append(unit("camp"))
    plan = small.plan()
    _, (before, after) = answers(small, plan, plan.apply([CloseBase("west"), MoveUnit("camp unit", None)])[0])
    names = before.theatre.sites.name
    assert dict(zip(names, change_between(before, after).kind.tolist(), strict=True)) == {
        "bush": CUT_OFF,
        "one": SLOWER,
    }
    assert dict(zip(names, change_between(after, before).kind.tolist(), strict=True)) == {
        "bush": RECONNECTED,
        "one": FASTER,
    }
    assert change_between(before, before).kind.tolist() == [SAME, SAME]
