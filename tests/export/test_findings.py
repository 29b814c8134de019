# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings go back to the owner of a file: as tables that hold no formula, and as a page that asks for nothing."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from gisplanner.errors import ExportError
from gisplanner.export import findings_page, xlsx
from gisplanner.file_report import FINDING_COLUMNS, FileReport, reasons_of
from gisplanner.parts import Said, look_at_part, report_of
from gisplanner.products import write_report
from layers.errors import UnusableFile, UsageError
from layers.findings import Finding, Severity
from layers.jobs import Progress
from tests.export.test_map import HOSTILE, complaints, entries
from tests.layers.files import csv_file

HEADER = "Site Name,lon,lat,people,=note"
ROWS = (
    "Alpha,20.1,5.0,1200,",
    'Beta,20.2,5.1,-5,"=HYPERLINK(""x"")"',
    f'Gamma,20.3,95,300,"{HOSTILE.replace(chr(34), chr(34) * 2)}"',
    ",20.4,5.2,many,@cmd",
    ",20.45,5.05,x,",
    "Eta,20.5,5.3,250,",
    "Eta,20.5,5.3,250,",
)


@pytest.fixture
def report(tmp_path: Path) -> FileReport:
    return report_of(look_at_part("idp_sites", csv_file(tmp_path / "camps.csv", HEADER, *ROWS), Said(), Progress()))


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_rows_in_are_those_accepted_and_those_named_with_their_reason(report: FileReport) -> None:
    (source,) = report.sources
    assert (source.rows_in, source.rejected) == (7, 3)
    rejected = {row for one in report.findings if one.severity is Severity.ERROR for row in one.rows}
    assert rejected == {2, 3, 7}
    assert report.layer is not None
    assert set(report.layer.table["row"]) | rejected == set(range(1, 8))


def test_reasons_are_counted_by_rows_errors_first(report: FileReport) -> None:
    reasons = reasons_of(report.findings)
    assert [one.severity for one in reasons] == sorted((one.severity for one in reasons), key=list(Severity).index)
    counted = {one.code: (one.rows, one.findings) for one in reasons}
    assert counted["not_a_number"] == (2, 2)  # two values
    assert counted["name_missing"] == (2, 1)
    assert counted["negative"] == (1, 1)
    assert next(one.words for one in reasons if one.code == "name_missing") == "Name missing"
    assert sum(one.findings for one in reasons) == len(report.findings)


def test_what_is_about_no_row_counts_none() -> None:
    (reason,) = reasons_of([Finding("no_rows_at_all", Severity.ERROR, {"rows": 0})])
    assert (reason.rows, reason.findings) == (0, 1)


def test_each_row_at_fault_stands_beside_its_finding(report: FileReport, tmp_path: Path) -> None:
    write_report(tmp_path / "f.csv", report)
    lines = read_csv(tmp_path / "f.csv")
    assert tuple(lines[0])[: len(FINDING_COLUMNS)] == FINDING_COLUMNS
    (negative,) = (line for line in lines if line["code"] == "negative")
    assert (negative["row"], negative["file: Site Name"], negative["file: people"]) == ("2", "Beta", "'-5")
    assert negative["file: =note"] == '\'=HYPERLINK("x")'
    assert (negative["lon"], negative["lat"]) == ("20.2", "5.1")
    unnamed = [(line["row"], line["file: people"]) for line in lines if line["code"] == "name_missing"]
    assert unnamed == [("4", "many"), ("5", "x")]


def test_a_workbook_holds_text_as_text_and_the_counts(report: FileReport, tmp_path: Path) -> None:
    write_report(tmp_path / "f.xlsx", report)
    write_report(tmp_path / "f.csv", report)
    book = openpyxl.load_workbook(tmp_path / "f.xlsx")
    assert book.sheetnames == ["Findings", "Counts"]
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert any(cell.value == '=HYPERLINK("x")' and cell.quotePrefix for cell in cells)
    head, *lines = book["Findings"].iter_rows(values_only=True)
    tables = [["" if cell is None else str(cell).removeprefix("'") for cell in line] for line in lines]
    expected = [[cell.removeprefix("'") for cell in line.values()] for line in read_csv(tmp_path / "f.csv")]
    assert tables == expected
    assert head[: len(FINDING_COLUMNS)] == FINDING_COLUMNS
    counts = {line[4]: line[2] for line in book["Counts"].iter_rows(min_row=2, values_only=True)}
    assert counts == {one.code: one.rows for one in reasons_of(report.findings)}
    book.close()


def test_what_a_sheet_cannot_hold_is_marked_or_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = Finding("no_rows_at_all", Severity.ERROR, {"rows": 0}, value="a\x00b\ud800" + "x" * 40_000)
    write_report(tmp_path / "f.xlsx", FileReport("f", (), (odd,)))
    book = openpyxl.load_workbook(tmp_path / "f.xlsx")
    (value,) = (line[5] for line in book["Findings"].iter_rows(min_row=2, values_only=True))
    assert value.startswith("a?b?xxx")
    assert len(value) == 32_767
    book.close()
    monkeypatch.setattr(xlsx, "MOST_LINES", 1)
    with pytest.raises(ExportError, match=r"Write it as \.csv"):
        write_report(tmp_path / "g.xlsx", FileReport("f", (), (odd, odd)))
    assert not (tmp_path / "g.xlsx").exists()


def test_a_report_is_written_whole_under_a_name_that_says_what_it_is_and_never_over_its_file(
    report: FileReport, tmp_path: Path
) -> None:
    before = (tmp_path / "camps.csv").read_bytes()
    for name, error in (("f.pdf", UsageError), ("camps.csv", UsageError), ("none/f.xlsx", UnusableFile)):
        with pytest.raises(error):
            write_report(tmp_path / name, report, tmp_path / "camps.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["camps.csv"]
    assert (tmp_path / "camps.csv").read_bytes() == before


def test_equal_reports_give_equal_pages_and_long_ones_are_cut_with_a_word(
    report: FileReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert findings_page.page_of(report) == findings_page.page_of(report)
    monkeypatch.setattr(findings_page, "MOST_FINDINGS", 2)
    page = findings_page.page_of(report)
    assert f"and {len(report.findings) - 2} more" in page
    assert page.count('<tr id="f') == 2


@pytest.mark.browser
def test_the_page_asks_for_nothing_runs_nothing_and_says_everything(
    browser: webdriver.Chrome, report: FileReport, tmp_path: Path
) -> None:
    path = tmp_path / "report.html"
    write_report(path, report)
    entries(browser, "performance")
    browser.get(path.as_uri())
    events = [json.loads(entry["message"])["message"] for entry in entries(browser, "performance")]
    asked = {event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"}
    assert {address for address in asked if not address.startswith(("chrome:", "data:"))} == {path.as_uri()}
    assert complaints(browser) == []
    assert browser.execute_script("return [window.hacked, document.scripts.length]") == [None, 0]
    text = browser.find_element(By.TAG_NAME, "body").text
    assert HOSTILE in text
    for one in report.findings:
        assert one.reason in text
        assert one.remedy in text
    assert "3 rows rejected, 1 without a place" in text
    assert "2 rows suspicious, 0 without a place" in text
    rows = [cell.text for cell in browser.find_elements(By.CSS_SELECTOR, ".rows td")]
    assert rows == ["idp_sites", "camps.csv", "7", "4", "3"]
    marks = Counter(mark.get_attribute("class") for mark in browser.find_elements(By.CSS_SELECTOR, "#map a path"))
    assert marks == {"rejected": 2, "suspicious": 2}


@pytest.mark.browser
def test_a_mark_on_the_page_leads_to_its_finding(browser: webdriver.Chrome, report: FileReport, tmp_path: Path) -> None:
    write_report(tmp_path / "report.html", report)
    browser.get((tmp_path / "report.html").as_uri())
    mark = browser.find_elements(By.CSS_SELECTOR, "#map a")[-1]
    mark.find_element(By.CSS_SELECTOR, "path").click()
    target = browser.find_element(By.CSS_SELECTOR, "tr:target")
    assert "The row repeats row 6." in target.text
    assert target.value_of_css_property("display") == "table-row"
