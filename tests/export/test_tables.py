# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables: every row, no formula, written whole or not at all."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from gisplanner.analysis import Engine
from gisplanner.conditions import Conditions
from gisplanner.export.csv import guarded, write_coverage
from gisplanner.planfile import PlanFile
from gisplanner.report import coverage_answer
from layers.errors import UnusableFile


def test_every_site_is_a_row_and_blank_stands_beside_a_status(sample: PlanFile, tmp_path: Path) -> None:
    answer = coverage_answer(Engine().analyse(sample.theatre, sample.plan, Conditions()), (), ())
    answer["sites"][0]["name"] = "=cmd|' /C calc'!A0"
    write_coverage(answer, tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == [site["id"] for site in answer["sites"]]
    assert rows[0]["name"] == "'=cmd|' /C calc'!A0"
    assert {"alert_min", "decision_min", "ntm_min", "travel_min", "response_min", "people", "snap_m"} <= set(rows[0])
    assert float(rows[0]["lon"]) == pytest.approx(answer["sites"][0]["lon"])
    blank = [row for row in rows if row["response_min"] == ""]
    assert blank
    assert all(row["status"] in {"unreachable", "unknown"} and row["reason"] for row in blank)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_text_is_never_a_formula(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize(("value", "cell"), [(-1.5, -1.5), (None, ""), (0, 0), ("plain", "plain")])
def test_numbers_stay_numbers_and_nothing_stays_blank(value: object, cell: object) -> None:
    assert guarded(value) == cell


def test_a_folder_that_is_not_there_is_said_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="cannot be written"):
        write_coverage({"sites": []}, tmp_path / "none" / "t.csv")
    assert list(tmp_path.iterdir()) == []
