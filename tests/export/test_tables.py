# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables: every row, no formula, written whole or not at all."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from gisplanner.analysis import Engine
from gisplanner.conditions import Conditions
from gisplanner.export.csv import CHANGE_COLUMNS, COVERAGE_COLUMNS, guarded, write_change, write_coverage
from gisplanner.export.files import write_text
from gisplanner.plan import MoveUnit
from gisplanner.planfile import PlanFile
from gisplanner.report import coverage_answer, redeploy_answer
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


def test_tables_hold_every_figure_of_an_answer_and_keep_their_heads_without_rows(
    sample: PlanFile, tmp_path: Path
) -> None:
    engine = Engine()
    before = engine.analyse(sample.theatre, sample.plan, Conditions())
    moves = [MoveUnit("U15", "B04")]
    after = engine.analyse(sample.theatre, sample.plan.apply(moves)[0], Conditions())
    changed = redeploy_answer(before, after, moves, (), ())["sites"]
    answered = coverage_answer(before, (), ())["sites"]
    parts = {f"{name}_min" for name in answered[0]["parts"]}
    assert set(COVERAGE_COLUMNS) == (set(answered[0]) - {"parts"}) | parts
    assert set(CHANGE_COLUMNS) == set(changed[0])
    write_change({"sites": changed}, tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["change"] for row in csv.DictReader(file)] == [site["change"] for site in changed]
    write_change({"sites": []}, tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes().decode("utf-8-sig") == ",".join(CHANGE_COLUMNS) + "\r\n"


def test_text_that_no_encoding_holds_is_spelled_out(tmp_path: Path) -> None:
    write_text(tmp_path / "t.txt", "half a pair: \ud800")
    assert (tmp_path / "t.txt").read_text(encoding="utf-8") == "half a pair: \\ud800"


def test_a_folder_that_is_not_there_is_said_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="cannot be written"):
        write_coverage({"sites": []}, tmp_path / "none" / "t.csv")
    assert list(tmp_path.iterdir()) == []
