# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are right in themselves and lie elsewhere than the others: where layers meet, that shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import shapely

from layers.findings import Finding, Severity
from tests.engine.made import Rows, composed

SWAPPED = {"coordinate_swapped", "columns_swapped", "shapes_swapped", "layer_outside"}
AREA = {"id": "m", "name": "m", "role": "mission area", "geometry": shapely.box(28, -4, 30, 2)}


def dots(*at: tuple[float, float], **cells: object) -> list[dict[str, Any]]:
    """Rows at these places."""
    return [{"id": f"p{n}", "name": f"P {n}", "lon": x, "lat": y, **cells} for n, (x, y) in enumerate(at)]


def road(*at: tuple[float, float]) -> dict[str, Any]:
    return {"id": "r", "surface": "gravel", "geometry": shapely.LineString(at)}


def files(*, area: bool, **other: Rows) -> dict[str, Rows]:
    rows: dict[str, Rows] = {
        "roads": [road((28.2, -3), (29.5, 1))],
        "settlements": dots((28.5, -3), (29, 0), (29.5, 1), people=100),
        "bases": dots((28.4, -2.9), (29.4, 0.9), strength=150),
    }
    return {**rows, **({"areas": [AREA]} if area else {}), **other}


def swapped(rows: Sequence[dict[str, Any]]) -> Rows:
    """The same rows with longitude and latitude in each other's place."""
    return [
        {**row, "lon": row["lat"], "lat": row["lon"]}
        if "lon" in row
        else {**row, "geometry": shapely.transform(row["geometry"], lambda at: at[:, ::-1])}
        for row in rows
    ]


def misplaced(given: dict[str, Rows]) -> list[Finding]:
    return [one for one in composed(given).findings if one.code in SWAPPED]


@pytest.mark.parametrize("area", [True, False])
def test_files_that_fit_are_not_doubted(area: bool) -> None:
    assert misplaced(files(area=area)) == []


@pytest.mark.parametrize("area", [True, False])
@pytest.mark.parametrize("kind", ["settlements", "bases", "idp_sites"])
def test_a_file_swapped_throughout_is_an_error_that_names_it_and_its_columns(area: bool, kind: str) -> None:
    rows = dots((28.5, -3), (29, 0), (29.5, 1), people=100, strength=150)
    (one,) = misplaced(files(area=area, **{kind: swapped(rows)}))
    assert (one.code, one.severity, one.file, one.layer) == ("columns_swapped", Severity.ERROR, f"{kind}.csv", kind)
    assert one.remedy == f"Exchange the columns: --map {kind}.lon=lat --map {kind}.lat=lon."


@pytest.mark.parametrize("area", [True, False])
def test_lines_swapped_throughout_are_to_be_turned_elsewhere(area: bool) -> None:
    (one,) = misplaced(files(area=area, roads=swapped([road((28.2, -3), (29.5, 1))])))
    assert (one.code, one.layer) == ("shapes_swapped", "roads")


def test_a_swapped_file_that_holds_more_than_the_mission_area_is_seen() -> None:
    beyond = [(28.5, -10.0 - n) for n in range(9)]
    (one,) = misplaced(files(area=True, settlements=swapped(dots((29, 0), *beyond, people=5))))
    assert one.reason.endswith("throughout the file (1 of 10 rows).")


def test_single_swapped_rows_are_errors_each_with_its_row() -> None:
    rows = [*dots((28.5, -3), (29, 0)), *swapped([{**dots((29.5, 1))[0], "id": "odd"}])]
    (one,) = misplaced(files(area=True, idp_sites=rows[1:]))
    assert (one.code, one.severity, one.layer, one.row) == ("coordinate_swapped", Severity.ERROR, "idp_sites", 2)
    assert one.value == "1, 29.5"


def test_a_mission_area_that_all_others_contradict_is_itself_the_swapped_one() -> None:
    (one,) = misplaced(files(area=True, areas=swapped([AREA])))
    assert (one.code, one.layer) == ("shapes_swapped", "areas")


@pytest.mark.parametrize("kind", ["roads", "settlements", "bases"])
def test_a_required_file_wholly_outside_is_an_error(kind: str) -> None:
    rows: Rows = [road((40, 40), (41, 41))] if kind == "roads" else dots((40, 40), (41, 40))
    (one,) = misplaced(files(area=True, **{kind: rows}))
    assert (one.code, one.severity, one.layer) == ("layer_outside", Severity.ERROR, kind)


def test_places_beyond_the_mission_area_as_such_are_no_error() -> None:
    assert misplaced(files(area=True, settlements=dots((28.5, -3), (40, 40), (41, 40), people=5))) == []
