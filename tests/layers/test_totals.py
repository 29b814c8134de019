# SPDX-License-Identifier: GPL-3.0-or-later
"""Totals among the rows of a list are no places, and none of their people counts twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.load import load
from tests.layers.files import csv_file, errors, finding

HEADER = "Province,Site,Lon,Lat,Individuals"
SITES = ("North,Amber,29.11,-1.21,300", "North,Birch,29.22,-1.32,400")


@pytest.mark.parametrize(
    "name",
    [
        *("Total", "TOTAL", "Sub-total", "Subtotal", "Sous total", "Sous-total:", "Grand Total", "Total général"),
        *("Gran total", "Total geral", "Totaux", "المجموع", "الإجمالي", "Sub-total North", "Province total"),
    ],
)
@pytest.mark.parametrize("count", [700, 12_345, ""])
def test_a_row_called_total_is_no_place(tmp_path: Path, name: str, count: object) -> None:
    path = csv_file(tmp_path / "t.csv", HEADER, *SITES, f"North,{name},29.15,-1.25,{count}")
    loaded = load(path, "idp_sites")
    assert loaded.layer.table["people"].sum() == 700
    code = "total_row_adds_up" if count == 700 else "total_row"
    assert errors(loaded) == [(3, code)]
    assert name in finding(loaded, code).reason


def test_totals_of_parts_and_of_all_say_what_they_add_up(tmp_path: Path) -> None:
    rows = (*SITES, "North,Sub-total,29,-1,700", "South,Cedar,29.4,-1.5,50", "South,Sub-total,,,50", "Total,,,,750")
    loaded = load(csv_file(tmp_path / "t.csv", HEADER, *rows), "idp_sites")
    assert sorted(loaded.layer.table["people"]) == [50, 300, 400]
    told = [(found.row, found.params["rows"]) for found in loaded.findings if found.code == "total_row_adds_up"]
    assert told == [(3, 2), (5, 1), (6, 3)]
    assert loaded.layer.rows_in == len(loaded.layer.table) + loaded.layer.rejected == 6


@pytest.mark.parametrize("name", ["Totalo", "Total Energies camp", "Kitotolo", "Totota", "Grand Popo"])
def test_places_whose_names_are_like_a_total_stay(tmp_path: Path, name: str) -> None:
    loaded = load(csv_file(tmp_path / "t.csv", HEADER, *SITES, f"North,{name},29.15,-1.25,55"), "idp_sites")
    assert loaded.layer.table["people"].sum() == 755


def test_the_total_of_a_province_is_known_by_what_it_adds_up_to(tmp_path: Path) -> None:
    loaded = load(csv_file(tmp_path / "t.csv", HEADER, *SITES, ",Total North,29.15,-1.25,700"), "idp_sites")
    assert errors(loaded) == [(3, "total_row_adds_up")]


def test_the_strength_of_all_bases_is_no_base(tmp_path: Path) -> None:
    rows = ("Amber,29.11,-1.21,300", "Birch,29.22,-1.32,400", "Total,29.15,-1.25,700")
    loaded = load(csv_file(tmp_path / "t.csv", "Base,Lon,Lat,Troops", *rows), "bases")
    assert sorted(loaded.layer.table["strength"]) == [300, 400]
