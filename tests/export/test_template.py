# SPDX-License-Identifier: GPL-3.0-or-later
"""A template that somebody fills in comes back whole, and the row that explains it is no row of it."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from gisplanner.export.template import SUFFIXES, meanings, write_template
from layers.errors import UsageError
from layers.findings import Severity
from layers.jobs import Progress
from layers.kinds import KINDS, Column, Shape, Type
from layers.load import guess_kind, load
from tests.layers.files import codes

FILLED = {"lon": "29.2205", "lat": "-1.6585", "base": "B1", "included_in": "S9"}


def value_for(name: str, column: Column | None) -> str:
    """What somebody could write into a column."""
    if name in FILLED or column is None:
        return FILLED[name]
    if column.type is Type.WORD:
        return next(iter(column.words.values()))
    if column.type is Type.WHOLE:
        return f"{min(40, column.most or 40):g}"
    return {Type.DATE: "2026-01-31", Type.YES_NO: "yes", Type.NUMBER: "0.5"}.get(column.type, "Béni")


def fill_in(path: Path, cells: list[str]) -> None:
    """Write a row below the others, as somebody with a spreadsheet program would."""
    if path.suffix == ".csv":
        with path.open("a", newline="", encoding="utf-8") as file:
            csv.writer(file).writerow(cells)
    else:
        book = openpyxl.load_workbook(path)
        book.active.append(cells)
        book.save(path)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("kind", meanings())
def test_a_template_that_is_filled_in_comes_back_whole(tmp_path: Path, kind: str, suffix: str) -> None:
    path = tmp_path / f"filled{suffix}"
    write_template(kind, path)
    columns = {column.name: column for column in KINDS[kind].columns}
    cells = {name: value_for(name, columns.get(name)) for name in meanings()[kind]}
    fill_in(path, list(cells.values()))
    loaded = load(path, kind)
    assert (loaded.layer.rows_in, loaded.layer.rejected, loaded.layer.table["row"].tolist()) == (1, 0, [2])
    assert [one.code for one in loaded.findings if one.severity is not Severity.INFO] == []
    assert "rows_explain" in codes(loaded)
    row = loaded.layer.table.iloc[0]
    assert row.geometry.wkt == "POINT (29.2205 -1.6585)"
    assert row["attributes"] == "{}"
    assert [name for name in columns if row[name] is None or row[name] != row[name]] == []
    words = {name: cells[name] for name, column in columns.items() if column.type is Type.WORD}
    assert {name: row[name] for name in words} == words


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_empty_template_holds_no_rows(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"idp_sites{suffix}"
    write_template("idp_sites", path)
    loaded = load(path, "idp_sites")
    assert loaded.layer.rows_in == 0
    assert "no_rows_at_all" in codes(loaded)
    assert guess_kind(path, Progress()) == "idp_sites"


def test_the_row_that_explains_may_be_anywhere_after_the_table_was_sorted(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    write_template("bases", path)
    heads, explains, *_ = path.read_text(encoding="utf-8-sig").splitlines()
    rows = ["B1,Beni,29.4,0.5,COB,150,,,", explains, "B2,Goma,29.2,-1.6,TOB,60,,,"]
    path.write_text("\n".join([heads, *rows]), encoding="utf-8")
    loaded = load(path, "bases")
    assert (loaded.layer.rows_in, loaded.layer.rejected) == (2, 0)
    assert loaded.layer.table["row"].tolist() == [1, 3]


def test_every_kind_that_is_points_in_a_table_has_its_template_and_every_column_its_meaning() -> None:
    assert set(meanings()) == {kind.name for kind in KINDS.values() if Shape.POINT in kind.shapes}
    for kind, meaning in meanings().items():
        assert set(meaning) == {*(column.name for column in KINDS[kind].columns), "lon", "lat"}, kind


def test_a_second_sheet_tells_the_words_and_units(tmp_path: Path) -> None:
    path = tmp_path / "u.xlsx"
    write_template("units", path)
    sheet = openpyxl.load_workbook(path)["About the columns"]
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    assert list(rows)[1:] == list(meanings()["units"])
    assert rows["strength"][2:6] == ("whole number", "people", 0, 100_000)
    assert rows["means"][6] == "light, heavy, foot"


def test_a_template_of_another_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"ends in '\.docx'.*\.csv, \.xlsx"):
        write_template("bases", tmp_path / "b.docx")
