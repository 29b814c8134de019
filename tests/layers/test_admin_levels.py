# SPDX-License-Identifier: GPL-3.0-or-later
"""Administrative areas come without a word of what they are; their columns tell."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely

from layers.admin_levels import level_column
from layers.jobs import Progress
from layers.load import guess_kind, load
from tests.layers.files import errors, finding, vector_file

SQUARES = [shapely.box(29, 1, 30, 2), shapely.box(30, 1, 31, 2)]


def test_areas_of_a_common_operational_dataset_are_districts(tmp_path: Path) -> None:
    path, north = tmp_path / "adm2.shp", ["North"] * 2
    vector_file(path, SQUARES, ADM1_EN=north, ADM1_PCODE=north, ADM2_EN=["Masisi", "Goma"], ADM2_PCODE=["C11", "C12"])
    loaded = load(path, "areas")
    table = loaded.layer.table
    assert (list(table["id"]), list(table["name"])) == (["C11", "C12"], ["Masisi", "Goma"])
    assert list(table["role"]) == ["district", "district"]
    assert "each was taken as a district" in finding(loaded, "areas_are_districts").reason


def test_districts_are_told_from_places_that_say_in_which_they_lie(tmp_path: Path) -> None:
    areas = vector_file(tmp_path / "t.geojson", SQUARES, ADM2_EN=["A", "B"], ADM2_PCODE=["1", "2"])
    assert guess_kind(areas, Progress()) == "areas"
    points = [shapely.Point(29, 1), shapely.Point(30, 1)]
    towns = vector_file(tmp_path / "towns.geojson", points, name=["A", "B"], ADM2_EN=["X", "Y"], population=[5, 6])
    assert guess_kind(towns, Progress()) == "settlements"


def test_a_column_that_says_what_areas_are_goes_before(tmp_path: Path) -> None:
    loaded = load(vector_file(tmp_path / "a.geojson", SQUARES, ADM2_EN=["A", "B"], role=["sector", ""]), "areas")
    assert list(loaded.layer.table["role"]) == ["sector"]
    assert errors(loaded) == [(2, "area_without_role")]


def test_a_country_and_areas_of_no_level_say_nothing(tmp_path: Path) -> None:
    loaded = load(vector_file(tmp_path / "a.geojson", SQUARES, ADM0_EN=["C", "C"], name=["A", "B"]), "areas")
    assert {code for _, code in errors(loaded)} >= {"area_without_role"}


@pytest.mark.parametrize(
    ("columns", "tags", "expected"),
    [
        (("ADM1_FR", "ADM3_FR", "ADM2_FR"), {}, "ADM3_FR"),
        (("adm2_name1", "admin1Pcode"), {}, "adm2_name1"),
        (("NAME_1", "GID_2", "TYPE_2"), {}, "GID_2"),
        (("a", "b"), {1: "#adm2+code", 0: "#adm1+name"}, "b"),
        (("ADM0_EN", "admin", "name", "administration_2_name"), {}, None),
        ((), {}, None),
    ],
)
def test_the_lowest_level_counts(columns: tuple[str, ...], tags: dict[int, str], expected: str | None) -> None:
    assert level_column(columns, tags) == expected
