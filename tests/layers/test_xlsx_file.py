# SPDX-License-Identifier: GPL-3.0-or-later
"""Workbooks as organisations send them: sheets, titles, merged cells, dates; and those that are made to do harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from layers import archives
from layers.errors import PlannerError
from layers.load import load
from layers.readers.merged import fill
from layers.readers.xlsx_file import read
from tests.layers.files import codes, errors, finding

HEADER = ("Site ID", "Nombre del sitio", "Longitud", "Latitud", "Personas", "Fecha")
CAMP = ("C1", "Béni", 29.47, 0.49, 1200, date(2024, 6, 30))


def workbook(path: Path, **sheets: list[tuple[Any, ...]]) -> openpyxl.Workbook:
    """Write sheets of rows, and return them for what else is to be done to them."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return book


def test_titles_are_passed_over_and_cells_are_as_typed(tmp_path: Path) -> None:
    titles: list[tuple[Any, ...]] = [("DTM Round 7",), (), ("June 2024", None, "IOM")]
    tags = ("#loc+code", "#site+name", "#geo+lon", "#geo+lat", "#affected+idps+ind", "#date+reported")
    second = ("C2", "مخيم", "29,5", 0.5, "1 250", datetime(2024, 6, 1, 8, 30, tzinfo=UTC).replace(tzinfo=None))
    workbook(tmp_path / "t.xlsx", Sites=[*titles, HEADER, tags, CAMP, (), second, ("Total", None, None, None, 2450)])
    loaded = load(tmp_path / "t.xlsx", "idp_sites")
    table: Any = loaded.layer.table.set_index("id")
    assert table.loc["C1", ["name", "people", "date", "row"]].tolist() == ["Béni", 1200, "2024-06-30", 2]
    assert table.loc["C2", ["name", "people", "date", "row"]].tolist() == ["مخيم", 1250, "2024-06-01", 4]
    assert table.geometry.loc[["C2"]].to_wkt().tolist() == ["POINT (29.5 0.5)"]
    assert errors(loaded) == [(5, "total_row_adds_up")]
    assert (loaded.layer.rows_in, loaded.layer.rejected) == (3, 1)
    assert finding(loaded, "header_found").params["line"] == "4"
    assert finding(loaded, "sheet_read").params["sheet"] == "Sites"


def test_the_first_sheet_that_has_the_columns_is_read_and_named(tmp_path: Path) -> None:
    notes = [("Read me", "please"), ("lon", "longitude of the site")]
    book = workbook(tmp_path / "t.xlsx", Notes=notes, Old=[HEADER, CAMP], Camps=[HEADER, CAMP, ("C2", "b", 1, 1, 2)])
    book["Old"].sheet_state = "hidden"
    book.save(tmp_path / "t.xlsx")
    loaded = load(tmp_path / "t.xlsx", "idp_sites")
    assert len(loaded.layer.table) == 2
    assert finding(loaded, "sheet_chosen").params == {"sheet": "Camps", "others": "Notes, Old"}


def test_units_need_no_place_to_be_found(tmp_path: Path) -> None:
    units = [("Unit", "Kind", "Strength", "Base"), ("A Coy", "company", 150, "Goma")]
    workbook(tmp_path / "t.xlsx", Cover=[("Forces", "2024")], Units=units)
    assert load(tmp_path / "t.xlsx", "units").layer.table["name"].tolist() == ["A Coy"]


def test_merged_texts_are_meant_for_all_their_rows_and_numbers_for_one(tmp_path: Path) -> None:
    top = ("Province", "Site", "Position", None, "People")
    rows = [top, (None, None, "lon", "lat", None), ("Kivu", "a", 29.1, 1.1, 500), (None, "b"), ("Ituri", "c", 30, 2, 7)]
    book = workbook(tmp_path / "t.xlsx", Sites=rows)
    for area in ("C1:D1", "A1:A2", "B1:B2", "E1:E2", "A3:A4", "C3:C4", "D3:D4", "E3:E4"):
        book["Sites"].merge_cells(area)
    book.save(tmp_path / "t.xlsx")
    loaded = load(tmp_path / "t.xlsx", "idp_sites")
    table: Any = loaded.layer.table.set_index("name")
    assert table.loc["b", "attributes"] == '{"Province": "Kivu"}'
    assert table.geometry.loc[["b"]].to_wkt().tolist() == ["POINT (29.1 1.1)"]
    assert table["people"].fillna(-1).to_dict() == {"a": 500, "b": -1, "c": 7}
    assert finding(loaded, "merged_filled").params == {"filled": "7", "left": "1"}


def test_a_merge_over_everything_ends() -> None:
    lines: list[list[Any]] = [["a", *[None] * 99], *[[None] * 100 for _ in range(999)]]
    assert fill(lines, [(0, 0, 10**6, 10**5)] * 1000, "") == (99_999, 0)
    assert lines[-1][-1] == "a"


def test_columns_without_a_name_get_one(tmp_path: Path) -> None:
    workbook(tmp_path / "t.xlsx", S=[(*HEADER[:4],), (*CAMP[:4], None, "remark")])
    loaded = load(tmp_path / "t.xlsx", "idp_sites")
    assert loaded.layer.table["attributes"].tolist() == ['{"column 6": "remark"}']


def test_an_empty_workbook_is_said(tmp_path: Path) -> None:
    workbook(tmp_path / "t.xlsx", A=[], B=[])
    with pytest.raises(PlannerError) as fault:
        load(tmp_path / "t.xlsx", "idp_sites")
    assert fault.value.code == "empty_file"


# --- made to do harm --------------------------------------------------------------------------------------------------

Change = Callable[[str, bytes], bytes]


def changed(path: Path, change: Change, *more: tuple[str, bytes]) -> Path:
    """Write a workbook whose parts were changed."""
    good = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append(CAMP)
    book.save(good)
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, data in more:
            new.writestr(name, data)
    return path


def replaced(part: str, old: bytes, new: bytes) -> Change:
    return lambda name, data: data.replace(old, new, 1) if name == part else data


def same(_: str, data: bytes) -> bytes:
    return data


SHEET = "xl/worksheets/sheet1.xml"
ENTITY = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (replaced(SHEET, b"<worksheet", ENTITY + b"<worksheet"), "entity_expansion"),
        (replaced(SHEET, b"<worksheet", OUTSIDE + b"<worksheet"), "entity_expansion"),
        (replaced("xl/workbook.xml", b"<workbook", ENTITY + b"<workbook"), "entity_expansion"),
        (replaced(SHEET, b'<row r="2"', b'<row r="99999999999999"'), "too_many_rows"),
        (replaced(SHEET, b'r="C2"', b'r="ZZZZZ2"'), "bad_workbook"),
        (replaced(SHEET, b"<v>1200</v>", b"<v>x</v>"), "bad_workbook"),
        (replaced(SHEET, b"</sheetData>", b""), "bad_workbook"),
        (replaced("xl/_rels/workbook.xml.rels", b"worksheets/sheet1.xml", b"../../../etc/passwd"), "empty_file"),
        (replaced("xl/workbook.xml", b"<sheets>", b"<nothing>"), "bad_workbook"),
        (lambda name, data: b"" if name == SHEET else data, "bad_workbook"),
    ],
)
def test_a_workbook_that_does_not_hold_together_is_said(tmp_path: Path, change: Change, code: str) -> None:
    with pytest.raises(PlannerError) as fault:
        load(changed(tmp_path / "t.xlsx", change), "idp_sites")
    assert fault.value.code == code


def test_what_makes_a_cell_of_a_number_beyond_all_numbers_is_left_out(tmp_path: Path) -> None:
    loaded = load(
        changed(tmp_path / "t.xlsx", replaced(SHEET, b"<v>1200</v>", b"<v>" + b"9" * 4000 + b"</v>")), "idp_sites"
    )
    assert {"too_large", "not_a_number"} & set(codes(loaded))
    assert (loaded.layer.rows_in, loaded.layer.rejected) == (1, 0)


def test_what_the_file_says_of_its_size_is_not_believed(tmp_path: Path) -> None:
    path = changed(tmp_path / "t.xlsx", replaced(SHEET, b'ref="A1:F2"', b'ref="A1:B1"'))
    assert load(path, "idp_sites").layer.table["people"].tolist() == [1200]


def swelling(path: Path) -> Path:
    return changed(path, same, ("xl/media/x.bin", bytes(20 * 1024**2)))


def linked(path: Path) -> Path:
    changed(path, same)
    with zipfile.ZipFile(path, "a") as archive:
        part = zipfile.ZipInfo("xl/link")
        part.external_attr = 0o120777 << 16
        archive.writestr(part, "/etc/passwd")
    return path


def locked(path: Path) -> Path:
    data = bytearray(changed(path, same).read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    return path


def cut(path: Path) -> Path:
    path.write_bytes(changed(path, same).read_bytes()[:-300])
    return path


def long_list(path: Path) -> Path:
    data = bytearray(changed(path, same).read_bytes())
    at = data.rindex(b"PK\x05\x06")
    data[at + 12 : at + 16] = (2**31).to_bytes(4, "little")
    path.write_bytes(data)
    return path


def another(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return path


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (swelling, "archive_swells"),
        (long_list, "archive_swells"),
        (linked, "archive_link"),
        (locked, "archive_locked"),
        (cut, "bad_archive"),
        (another, "content_differs"),
    ],
)
def test_an_archive_is_looked_at_before_it_is_opened(
    tmp_path: Path, make: Callable[[Path], Path], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("layers.load.read_in_child", lambda *_, **__: pytest.fail("it was opened"))
    with pytest.raises(PlannerError) as fault:
        load(make(tmp_path / "t.xlsx"), "idp_sites")
    assert fault.value.code == code


def test_all_parts_together_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = changed(tmp_path / "t.xlsx", same)
    assert SHEET in archives.check_archive(path)
    monkeypatch.setattr(archives, "LARGEST_TOTAL_BYTES", 1000)
    with pytest.raises(PlannerError, match="would swell"):
        archives.check_archive(path)


def test_cells_far_to_the_right_are_refused_before_they_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("layers.readers.xlsx_file.MOST_CELLS", 10_000)
    path = changed(tmp_path / "t.xlsx", replaced(SHEET, b'r="F2"', b'r="XFD2"'))
    with pytest.raises(PlannerError, match="spans more than 10000 cells"):
        read(path, "idp_sites")
