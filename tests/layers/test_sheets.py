# SPDX-License-Identifier: GPL-3.0-or-later
"""Workbooks with several lists: the newest by its title is read, else the longest, and the others are named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from layers.findings import Severity
from layers.load import load
from layers.read_as import ReadAs
from layers.readers.sheets import Listing, choose
from tests.layers.files import codes, finding

HEADER = ("Site", "Lon", "Lat", "Individuals")


def workbook(path: Path, **sheets: list[tuple[Any, ...]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        own = book.create_sheet(title.replace("_", " "))
        for row in (HEADER, *rows):
            own.append(row)
    book.save(path)
    return path


def rows(*counts: int) -> list[tuple[Any, ...]]:
    return [(f"Camp {at}", 29.13 + at / 17, -1.27 - at / 19, count) for at, count in enumerate(counts)]


@pytest.mark.parametrize(("older", "newer"), [("R8", "R9"), ("Round_9", "Round_10"), ("Mai_2024", "Février_2025")])
@pytest.mark.parametrize("turned", [False, True])
def test_the_newest_round_is_read_wherever_it_stands(tmp_path: Path, older: str, newer: str, turned: bool) -> None:
    sheets = {older: rows(100, 200, 300), newer: rows(1100, 1200)}
    order = [newer, older] if turned else [older, newer]
    path = workbook(tmp_path / "t.xlsx", **{title: sheets[title] for title in order})
    loaded = load(path, "idp_sites")
    assert loaded.layer.table["people"].sum() == 2300
    said = finding(loaded, "sheet_newest")
    assert (said.severity, said.params["others"]) == (Severity.WARNING, f"{older.replace('_', ' ')} (3)")
    assert (said.params["sheet"], said.params["rows"]) == (newer.replace("_", " "), "2")


def test_a_summary_is_not_read_for_the_list(tmp_path: Path) -> None:
    book = {"Summary": [("All of it", 29.5, -1.5, 99_999)], "Detail": [*rows(100, 200), ("No place", None, None, 5)]}
    loaded = load(workbook(tmp_path / "t.xlsx", **book), "idp_sites")
    assert loaded.layer.table["people"].sum() == 300
    said = finding(loaded, "sheet_largest")
    assert (said.severity, said.params["others"], said.params["rows"]) == (Severity.WARNING, "Summary (1)", "2")


def test_the_sheet_that_is_named_is_read_without_a_warning(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", R1=rows(100), R2=rows(200))
    loaded = load(path, "idp_sites", read_as=ReadAs(sheet="R1"))
    assert loaded.layer.table["people"].tolist() == [100]
    assert finding(loaded, "sheet_named").severity is Severity.INFO


def test_sheets_of_names_alone_are_no_lists(tmp_path: Path) -> None:
    loaded = load(workbook(tmp_path / "t.xlsx", Empty=[], Camps=rows(100)), "idp_sites")
    assert loaded.layer.table["people"].tolist() == [100]
    assert "sheet_largest" not in codes(loaded)


@pytest.mark.parametrize(
    ("titles", "newest"),
    [
        (["2023", "2025", "2024"], "2025"),
        (["IDPs 2024-12", "IDPs 2025-01"], "IDPs 2025-01"),
        (["IDPs 31.12.2024", "IDPs 01.01.2025"], "IDPs 01.01.2025"),
        (["R2 2024", "R1 2025"], "R1 2025"),
        (["DTM_R14", "DTM_R15"], "DTM_R15"),
        (["Ene 2025", "Dic 2024"], "Ene 2025"),
    ],
)
def test_titles_tell_the_newest(titles: list[str], newest: str) -> None:
    at, (code, _) = choose([Listing(title, 5 if title == newest else 9) for title in titles])
    assert (titles[at], code) == (newest, "sheet_newest")


@pytest.mark.parametrize(
    "titles",
    [
        ["Zone 1", "Zone 2"],
        ["Sheet1", "Sheet2"],
        ["North R1", "South R2"],
        ["Mar 24", "Apr 23"],
        ["R1", "R1 (2)"],
        ["IDPs 2024", "Returnees 2025"],
        ["R14", "2025"],
    ],
)
def test_other_titles_tell_nothing_and_the_longest_is_read(titles: list[str]) -> None:
    at, (code, _) = choose([Listing(titles[0], 9), Listing(titles[1], 5)])
    assert (at, code) == (0, "sheet_largest")
