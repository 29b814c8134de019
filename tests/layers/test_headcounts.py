# SPDX-License-Identifier: GPL-3.0-or-later
"""Which people a list counts: never a part of them, nor others; and which year its bases are of."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.findings import Severity
from layers.load import load
from tests.layers.files import codes, csv_file, finding


def people(tmp_path: Path, kind: str, header: str, cells: str, tags: str = "") -> float:
    lines = [f"name,lon,lat,{header}", *([f"#loc+name,#geo+lon,#geo+lat,{tags}"] if tags else []), f"A,29,1,{cells}"]
    return float(load(csv_file(tmp_path / "a.csv", *lines), kind).layer.table["people"].iloc[0])


@pytest.mark.parametrize(
    ("tags", "cells", "counted"),
    [
        ("#affected+ind+returnees,#affected+ind+idps", "9000,600", 600),
        ("#affected+idps+ind+f,#affected+idps+ind", "300,600", 600),
        ("#affected+idps+hh,#affected+ind", "120,600", 600),
        ("#affected+f+ind,#affected+i_c+ind", "300,600", 600),
        ("#population+host,#population", "5,600", 600),
    ],
)
def test_a_tag_is_a_set_of_attributes_and_parts_of_the_people_are_not_all_of_them(
    tmp_path: Path, tags: str, cells: str, counted: float
) -> None:
    assert people(tmp_path, "idp_sites", "c1,c2", cells, tags) == counted


def test_a_list_of_camps_counts_the_displaced_and_one_of_towns_everybody(tmp_path: Path) -> None:
    for header, cells in (("Population,IDP Individuals", "25000,600"), ("IDP Individuals,Population", "600,25000")):
        assert people(tmp_path, "idp_sites", header, cells) == 600
        assert people(tmp_path, "settlements", header, cells) == 25000
    loaded = load(tmp_path / "a.csv", "idp_sites")
    assert finding(loaded, "column_chosen").severity is Severity.WARNING


def test_bases_of_one_name_far_apart_are_no_years_of_one_base(tmp_path: Path) -> None:
    rows = ("HQ,9.0,29.7,100,2015", "HQ,9.4,29.95,50,2018", "Two,9.1,29.8,60,2016", "Three,9.2,29.9,70,2017")
    loaded = load(csv_file(tmp_path / "b.csv", "name,lat,lon,strength,year", *rows), "bases")
    assert len(loaded.layer.table) == 4
    assert "years_left_out" not in codes(loaded)


def test_bases_that_only_older_years_have_are_named(tmp_path: Path) -> None:
    rows = ("HQ,9.0,29.7,100,2015", "HQ,9.01,29.71,50,2018", "Two,9.1,29.8,60,2016")
    loaded = load(csv_file(tmp_path / "b.csv", "name,lat,lon,strength,year", *rows), "bases")
    assert list(loaded.layer.table["strength"]) == [50]
    assert "Only in older years: Two." in finding(loaded, "years_left_out").reason
