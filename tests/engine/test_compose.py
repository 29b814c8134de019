# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers -> plan: bases listed twice, units without a base, what is assumed and said."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gisplanner.compose import Composed, compose
from gisplanner.errors import PlanError
from gisplanner.forces import BaseKind, UnitKind
from layers.layer import Layer
from layers.raw import RawTable
from layers.validate import validate

Rows = Sequence[dict[str, Any]]


def table(kind: str, rows: Rows, *texts: str) -> Layer:
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    cells = [[row.get(name) for name in columns] for row in rows]
    geometry: list[bytes | None] = [shapely.from_wkt(text).wkb for text in texts]
    return validate(kind, RawTable(columns, cells, list(range(1, len(rows) + 1)), geometry or None), file=kind)[0]


def made(bases: Rows, units: Rows = (), **layers: Layer) -> Composed:
    own = {"bases": table("bases", bases)} | ({"units": table("units", units)} if units else {})
    return compose("test", {**own, **layers})


def codes(composed: Composed) -> list[str]:
    return [finding.code for finding in composed.findings]


def test_of_several_rows_of_one_base_the_lowest_strength_counts() -> None:
    rows = [{"name": "Beni", "lon": 29.47, "lat": 0.5, "strength": people} for people in (300, 150, None)]
    composed = made(rows)
    assert [(unit.id, unit.strength, unit.kind) for unit in composed.plan.units] == [
        (f"{composed.plan.bases[0].id}/own", 150, UnitKind.COMPANY)
    ]
    merged = next(finding for finding in composed.findings if finding.code == "base_rows_merged")
    assert (merged.params["lowest"], merged.params["highest"], merged.params["count"]) == (150, 300, 3)


def test_units_find_their_base_by_id_name_or_place_and_say_when_they_do_not() -> None:
    bases = [
        {"id": "b1", "name": "North", "lon": 10, "lat": 1, "kind": "TOB", "strength": 100},
        {"id": "b2", "name": "South", "lon": 10, "lat": 0.5, "kind": "COB"},
    ]
    units: list[dict[str, Any]] = [
        {"id": "u1", "name": "one", "kind": "platoon", "strength": 35, "base": "b1", "lon": None, "lat": None},
        {"id": "u2", "name": "two", "kind": "platoon", "strength": 35, "base": "SOUTH", "lon": None, "lat": None},
        {"id": "u3", "name": "three", "kind": "platoon", "strength": 35, "base": None, "lon": 10.001, "lat": 1},
        {"id": "u4", "name": "four", "kind": None, "strength": None, "base": "nowhere", "lon": None, "lat": None},
        {"id": "u5", "name": "five", "kind": "QRF", "strength": 10, "base": None, "lon": None, "lat": None},
    ]
    composed = made(bases, units)
    assert [unit.base for unit in composed.plan.units] == ["b1", "b2", "b1", None, None]
    assert {
        "unit_base_unknown",
        "unit_kind_assumed",
        "unit_strength_unknown",
        "unit_without_base",
        "base_strength_differs",
    } <= set(codes(composed))
    assert [unit.id for unit in composed.plan.unassigned()] == ["u4", "u5"]


def test_a_base_of_unstated_kind_is_what_its_strength_says() -> None:
    rows = [
        {"name": name, "lon": 10, "lat": lat, "strength": people}
        for name, lat, people in (("a", 1, 100), ("b", 2, 99), ("c", 3, None))
    ]
    composed = made(rows)
    assert {base.name: base.kind for base in composed.plan.bases} == {
        "a": BaseKind.COB,
        "b": BaseKind.TOB,
        "c": BaseKind.TOB,
    }
    assert codes(composed).count("base_kind_assumed") == 3


def test_bases_beyond_the_mission_area_are_left_out_and_said() -> None:
    area = table("areas", [{"id": "m", "name": "m", "role": "mission area"}], "POLYGON((9 0,11 0,11 2,9 2,9 0))")
    rows = [
        {"name": name, "lon": lon, "lat": 1, "strength": 100}
        for name, lon in (("in", 10), ("edge", 11.01), ("out", 12))
    ]
    composed = made(rows, areas=area)
    assert sorted(base.name for base in composed.plan.bases) == ["edge", "in"]
    assert {"base_excluded", "base_in_margin"} <= set(codes(composed))


def test_nothing_at_all_is_no_theatre() -> None:
    with pytest.raises(PlanError, match="no place at all"):
        compose("empty", {})


@given(st.permutations(range(6)))
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    rows = [{"name": f"n{n // 2}", "lon": 10 + n // 2, "lat": 1, "strength": 50 + n} for n in range(6)]
    one, other = made(rows), made([rows[n] for n in order])
    assert one.plan.digest == other.plan.digest
    assert one.theatre.digest == other.theatre.digest


def test_the_bases_of_2024_are_32_places_in_37_rows(real_data: Path) -> None:
    from layers.load import load

    loaded = load(real_data / "east_drc" / "bases_geopko_monusco.csv", "bases", where=[("year", "2024")])
    assert (loaded.layer.rows_in, loaded.layer.rejected) == (37, 0)
    assert len(compose("kivu", {"bases": loaded.layer}).plan.bases) == 32
