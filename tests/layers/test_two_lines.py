# SPDX-License-Identifier: GPL-3.0-or-later
"""Headers in two lines: a heading over several columns, and never the men, or the households, for the people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.findings import Severity
from layers.kinds import KINDS, PART_WORDS
from layers.load import load
from layers.mapping import map_columns, words_of
from layers.raw import RawTable
from layers.readers.table import table_of
from tests.layers.files import codes, csv_file, errors, finding

PLACE = ("Site", "Lon", "Lat")
ROWS = (("Amber", 29.11, -1.21), ("Birch", 29.22, -1.32))
BLANK = (None,) * len(PLACE)

HEADERS = {
    "the total behind its parts": (("Individuals", None, None), ("Male", "Female", "Total"), (300, 400, 700)),
    "the total before its parts": (("IDPs", None, None), ("Total", "M", "F"), (700, 300, 400)),
    "households first": (("IDPs", None, "Returnees", None), ("HH", "Ind", "HH", "Ind"), (90, 700, 20, 55)),
    "others first": (("Returnees", None, "IDPs", None), ("HH", "Ind", "HH", "Ind"), (20, 55, 90, 700)),
    "in French": (("PDI", None, "Retournés", None), ("Ménages", "Individus", "Ménages", "Individus"), (90, 700, 2, 5)),
    "in Spanish": (("Desplazados", None, None), ("Hombres", "Mujeres", "Total"), (300, 400, 700)),
    "the same heading again": (("IDPs", "IDPs", "Returnees"), ("HH", "Ind", "Ind"), (90, 700, 55)),
    "over one column each": (("IDPs", "Individuals"), ("HH", "Total"), (90, 700)),
    "a longer heading": (("Population déplacée", None, None), ("Hommes", "Femmes", "Total"), (300, 400, 700)),
    "how many": (("Number of IDPs", None), ("Households", "Individuals"), (90, 700)),
    "beside remarks": (("Individuals", None, None, "Remarks"), ("Male", "Female", "Total", None), (300, 400, 700, "x")),
}


def people(loaded: Any) -> dict[str, int]:
    table = loaded.layer.table
    return {name: int(count) for name, count in zip(table["name"], table["people"], strict=True) if count >= 0}


def sheet(path: Path, *rows: tuple[Any, ...], merged: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(path)
    return path


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("case", HEADERS)
def test_the_headcount_is_read_from_its_own_column(tmp_path: Path, case: str, form: str) -> None:
    upper, lower, counts = HEADERS[case]
    lines: list[tuple[Any, ...]] = [(*PLACE, *upper), (*BLANK, *lower), *((*place, *counts) for place in ROWS)]
    if form == "csv":
        texts = (",".join("" if cell is None else str(cell) for cell in line) for line in lines)
        loaded = load(csv_file(tmp_path / "t.csv", *texts), "idp_sites")
    else:
        loaded = load(sheet(tmp_path / "t.xlsx", *lines), "idp_sites")
    assert people(loaded) == {"Amber": 700, "Birch": 700}
    assert loaded.layer.table["row"].tolist() == [1, 2]
    assert (loaded.layer.rows_in, errors(loaded)) == (2, [])
    said = finding(loaded, "header_joined")
    assert (said.severity, said.params["first"], said.params["last"]) == (Severity.INFO, "1", "2")


def test_names_may_stand_in_three_lines(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path / "t.csv",
        "Site,Lon,Lat,IDPs,,,,",
        ",,,Male,,Female,,Total",
        ",,,0-17,18+,0-17,18+,",
        "Amber,29.1,-1.2,100,200,150,250,700",
    )
    loaded = load(path, "idp_sites")
    assert (people(loaded), loaded.layer.table["row"].tolist()) == ({"Amber": 700}, [1])
    assert finding(loaded, "header_joined").params["last"] == "3"


def test_a_line_of_headings_may_know_as_many_names_as_that_below(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path / "t.csv", "SITE,COORDINATES,,PEOPLE,,", "Name,X,Y,Men,Women,Total", "Amber,29.1,-1.2,300,400,700"
    )
    assert people(load(path, "idp_sites")) == {"Amber": 700}


def test_merged_headings_below_a_title(tmp_path: Path) -> None:
    top = [("Camps, round 9",), (*PLACE, "Individuals", None, None, "HH"), (*BLANK, "Male", "Female", "Total", None)]
    rows = [(*place, 300, 400, 700, 90) for place in ROWS]
    merged = ("A1:G1", "D2:F2", "A2:A3", "B2:B3", "C2:C3", "G2:G3")
    loaded = load(sheet(tmp_path / "t.xlsx", *top, *rows, merged=merged), "idp_sites")
    assert people(loaded) == {"Amber": 700, "Birch": 700}
    assert loaded.layer.table["row"].tolist() == [1, 2]


def test_headings_over_every_column_leave_the_names_that_are_known(tmp_path: Path) -> None:
    top = [("Location", None, "GPS", None, "Caseload", None), ("Province", "Site", "Lon", "Lat", "HH", "Ind")]
    rows = [("Kivu", *place, 90, 700) for place in ROWS]
    loaded = load(sheet(tmp_path / "t.xlsx", *top, *rows), "idp_sites")
    assert loaded.layer.table["name"].tolist() == ["Amber", "Birch"]


def test_the_name_of_a_contact_is_none_of_a_site(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path / "t.csv",
        "Site,Lon,Lat,Focal point,,Individuals,",
        ",,,Name,Phone,Male,Total",
        "Amber,29.1,-1.2,Ann,n/a,300,700",
    )
    assert people(load(path, "idp_sites")) == {"Amber": 700}


def test_parts_without_a_total_are_not_the_people(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "Site,Lon,Lat,Individuals,", ",,,Male,Female", "Amber,29.1,-1.2,300,400")
    loaded = load(path, "idp_sites")
    assert people(loaded) == {}
    assert "sites_without_people" in codes(loaded)


@pytest.mark.parametrize("header", ["Site,Lon,Lat,Individuals,,", "Site,Lon,Lat,Individuals,Individuals,Individuals"])
def test_a_heading_over_columns_without_names_is_no_headcount(tmp_path: Path, header: str) -> None:
    loaded = load(csv_file(tmp_path / "t.csv", header, "Amber,29.1,-1.2,300,400,700"), "idp_sites")
    assert people(loaded) == {}
    said = finding(loaded, "heading_over_several")
    assert (said.severity, said.params["heading"]) == (Severity.WARNING, "Individuals")
    mapped = {"people": "Individuals (3 of 3)"}
    assert people(load(tmp_path / "t.csv", "idp_sites", mapping=mapped)) == {"Amber": 700}


def test_columns_without_names_that_hold_remarks_are_beside_the_point(tmp_path: Path) -> None:
    loaded = load(
        csv_file(tmp_path / "t.csv", "Site,Lon,Lat,Individuals,,Date", "Amber,29.1,-1.2,700,muddy,"), "idp_sites"
    )
    assert people(loaded) == {"Amber": 700}


@pytest.mark.parametrize(
    "second",
    [
        "Amber,,,unknown,",  # a name of a site: a row without a place
        ",deg,deg,persons,",  # units
        ",,,12,",
        "#? the name,degrees,degrees,people,",
    ],
)
def test_a_line_that_is_no_header_is_left_among_the_rows(tmp_path: Path, second: str) -> None:
    path = csv_file(tmp_path / "t.csv", "Site,Lon,Lat,Individuals,Remarks", second, "Birch,29.1,-1.2,700,dry")
    loaded = load(path, "idp_sites")
    assert people(loaded) == {"Birch": 700}
    assert loaded.layer.table["row"].tolist() == [2]
    assert "header_joined" not in codes(loaded)


def test_titles_in_two_cells_are_no_headings(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "Office,,Kivu,", "Site,Lon,Lat,Individuals", "Amber,29.1,-1.2,700")
    loaded = load(path, "idp_sites")
    assert people(loaded) == {"Amber": 700}
    assert "header_joined" not in codes(loaded)


def test_tags_stand_below_two_lines(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path / "t.csv",
        "Site,Lon,Lat,IDPs,",
        ",,,HH,Ind",
        "#site+name,#geo+lon,#geo+lat,#affected+idps+hh,#affected+idps+ind",
        "Amber,29.1,-1.2,90,700",
    )
    loaded = load(path, "idp_sites")
    assert (people(loaded), loaded.layer.table["row"].tolist()) == ({"Amber": 700}, [2])


def test_no_name_of_the_people_is_one_of_a_part_of_them() -> None:
    for kind in ("settlements", "idp_sites"):
        column = next(column for column in KINDS[kind].columns if column.name == "people")
        assert not [name for name in column.names if PART_WORDS & set(words_of(name))]


@pytest.mark.parametrize("name", ["Nb Ménages", "Male", "Number of households", "Individuals (F)", "Niños"])
def test_a_tag_does_not_make_a_part_the_people(name: str) -> None:
    table = RawTable((name, "Individuals"), [], [], tags={0: "#affected+idps+ind"})
    assert map_columns(KINDS["idp_sites"], table, {}, "f.csv").columns["people"] == 1


CELLS = st.sampled_from(
    ["", "", "Site", "Lon", "Lat", "Individuals", "Male", "Total", "HH", "x", "29.1", "-1.2", "700"]
)


@given(st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=6))
def test_every_line_below_the_names_is_a_row(lines: list[list[str]]) -> None:
    header = ["Site", "Lon", "Lat", "Individuals", ""]
    table = table_of([header, *lines], "idp_sites", (), "f.csv")
    notes = dict(table.notes)
    above = int(notes["header_found"]["skipped"]) if "header_found" in notes else 0  # type: ignore[arg-type]
    joined = notes.get("header_joined")
    named = 1 if joined is None else int(joined["last"]) - int(joined["first"]) + 1  # type: ignore[arg-type]
    filled = sum(map(any, lines)) + 1
    assert len(table.rows) + len(table.ragged) + above + named == filled
    assert sorted(table.numbers) == table.numbers
