# SPDX-License-Identifier: GPL-3.0-or-later
"""Every finding is listed once, is found by layer, severity and words, and leads to its place."""

from __future__ import annotations

import csv
import re
import string
from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QDockWidget, QMainWindow
from pytestqt.qtbot import QtBot

from layers.findings import Finding, Severity
from layers.messages import catalogue
from tests.conftest import ROOT
from ui.dialogs.findings import FindingsDialog
from ui.dialogs.report_file import with_suffix
from ui.messages import remedy_of
from ui.models.findings_model import FindingRole, all_findings, without_repeats
from ui.operations import forces
from ui.workspace import Kind, Selected, Workspace

Answered = Callable[[Workspace], None]


@pytest.fixture
def dialog(workspace: Workspace, qtbot: QtBot) -> FindingsDialog:
    made = FindingsDialog(workspace)
    qtbot.addWidget(made)
    made.show()
    return made


def row_of(dialog: FindingsDialog, code: str) -> int:
    model = dialog.table.model
    return next(row for row in range(model.rowCount()) if model.index(row, 0).data(FindingRole).code == code)


def test_each_finding_stands_there_once_and_is_counted(dialog: FindingsDialog, workspace: Workspace) -> None:
    findings = all_findings(workspace)
    assert dialog.table.model.rowCount() == len(findings) == len(without_repeats((*findings, *findings)))
    warnings = sum(one.severity is Severity.WARNING for one in findings)
    assert f"0 errors, {warnings} warnings" in dialog.table.counts.text()


def test_layer_severity_and_words_narrow_the_list(dialog: FindingsDialog) -> None:
    dialog.show_layer("idp_sites")
    kept = dialog.table.model.shown()
    assert kept
    assert {one.layer for one in kept} == {"idp_sites"}
    assert " shown of " in dialog.table.counts.text()
    dialog.show_layer(None)
    dialog.table.severities.setCurrentIndex(dialog.table.severities.findData(Severity.INFO))
    assert {one.severity for one in dialog.table.model.shown()} == {Severity.INFO}
    dialog.table.severities.setCurrentIndex(0)
    dialog.table.search.setText("marunth STADIUM")
    assert len(dialog.table.model.shown()) == 1
    dialog.table.search.setText("no such words")
    assert dialog.table.model.rowCount() == 0


def test_a_double_click_leads_to_the_place_and_what_has_none_says_so(
    dialog: FindingsDialog, workspace: Workspace, qtbot: QtBot
) -> None:
    view = dialog.table.view
    row = row_of(dialog, "possible_double_count")
    finding: Finding = dialog.table.model.index(row, 0).data(FindingRole)
    assert finding.subject is not None
    with qtbot.waitSignal(workspace.zoom_asked) as asked:
        view.activated.emit(dialog.table.model.index(row, 2))
    assert asked.args[0] == Selected(Kind.SITE, finding.subject[1])
    assert workspace.selected == asked.args[0]
    view.selectRow(row_of(dialog, "road_components"))
    assert not dialog.zoom_button.isEnabled()
    with qtbot.waitSignal(workspace.said):
        view.activated.emit(dialog.table.model.index(row_of(dialog, "road_components"), 0))


def test_a_rejected_row_leads_to_where_it_lies(dialog: FindingsDialog, qtbot: QtBot) -> None:
    facts = {"column": "people", "value": "-5"}
    dialog.table.set_findings(
        [Finding("negative", Severity.ERROR, facts, "f.csv", "settlements", 3, place=(20.5, 5.25))]
    )
    dialog.table.view.selectRow(0)
    assert dialog.zoom_button.isEnabled()
    with qtbot.waitSignal(dialog.place_asked) as asked:
        dialog.zoom_button.click()
    assert asked.args == [20.5, 5.25]


def test_the_sentences_of_the_one_selected_stand_below(dialog: FindingsDialog) -> None:
    row = row_of(dialog, "possible_double_count")
    dialog.table.view.selectRow(row)
    finding = dialog.table.model.index(row, 0).data(FindingRole)
    assert dialog.table.details.text() == f"{finding.reason} {finding.remedy}"
    assert dialog.zoom_button.isEnabled()


def test_what_is_exported_is_what_is_shown_and_never_a_formula(
    dialog: FindingsDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    params = {"name": "=cmd|' /C calc'!A0", "km": 3}
    odd = Finding("far_from_road", Severity.WARNING, params, layer="bases", value="=1+1", subject=("base", "@b"))
    dialog.table.set_findings((odd, Finding("sites_without_people", Severity.INFO, {"kind": "x", "columns": ""})))
    dialog.table.severities.setCurrentIndex(dialog.table.severities.findData(Severity.WARNING))
    with qtbot.waitSignal(dialog._workspace.said):  # noqa: SLF001  the workspace it was made with
        dialog.export(tmp_path / "findings.csv")
    with (tmp_path / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["value"], row["subject"]) == ("'=1+1", "'@b")
    assert row["remedy"] == odd.remedy
    with qtbot.waitSignal(dialog._workspace.failed):  # noqa: SLF001  the workspace it was made with
        dialog.export(tmp_path / "none" / "findings.csv")


def test_the_list_follows_the_plan_and_does_nothing_while_it_is_hidden(
    dialog: FindingsDialog, workspace: Workspace, answered: Answered
) -> None:
    dialog.hide()
    before = dialog.table.model.findings
    for base in workspace.session.plan.bases[:2]:
        forces.close_base(workspace, base.id)
    answered(workspace)
    assert dialog.table.model.findings == before
    dialog.show()
    new = set(map(str, dialog.table.model.findings)) - set(map(str, before))
    assert any("unit_unassigned" in text for text in new)


def test_as_a_dock_it_stays_when_esc_is_pressed(workspace: Workspace, qtbot: QtBot) -> None:
    window, dock, content = QMainWindow(), QDockWidget(), FindingsDialog(workspace)
    qtbot.addWidget(window)
    dock.setWidget(content)
    window.setCentralWidget(dock)
    window.resize(330, 500)
    window.show()
    assert not content.isWindow()
    qtbot.keyClick(content, Qt.Key.Key_Escape)
    assert content.isVisible()
    assert content.table.model.rowCount() > 0
    assert content.minimumSizeHint().width() <= 330


def test_what_the_command_line_has_options_for_is_chosen_in_the_window() -> None:
    params = {"count": 3, "of": 3, "kind": "bases", "lon": "X", "lat": "Y"}
    swapped = Finding("columns_swapped", Severity.ERROR, params)
    assert remedy_of(swapped) == "Exchange the columns: lon = Y and lat = X under Columns."
    plain = Finding("bases_without_strength", Severity.WARNING, {"columns": "a"})
    assert remedy_of(plain).endswith("or say which it is: strength under Columns.")
    take = "--where idp_sites:Survey round=12"
    params = {"step": "round", "take": take, "column": "x", "periods": 2, "newest": "12", "kind": "y"}
    older = Finding("older_left_out", Severity.INFO, {**params, "count": 3, "undated": ""})
    assert remedy_of(older).endswith("for one round only: Survey round=12 under Rows that count.")
    several = {**older.params, "take": f"{take} --where idp_sites:Year=2020"}
    assert remedy_of(Finding("older_left_out", Severity.INFO, several)).endswith(
        "for one round only: Survey round=12 and Year=2020 under Rows that count, which takes one of them."
    )
    system = remedy_of(Finding("no_crs", Severity.ERROR))
    assert "name the system (under Coordinate system, such as EPSG:32736)" in system


@pytest.mark.parametrize("code", [code for code, entry in catalogue().items() if "--" in entry["remedy"]])
def test_no_remedy_in_a_window_names_an_option(code: str) -> None:
    modules = [path for top in ("gisplanner", "layers") for path in (ROOT / top).rglob("*.py")]
    sayers = [path for path in modules if f'"{code}"' in path.read_text(encoding="utf-8")]
    assert sayers
    if all(path.is_relative_to(ROOT / "gisplanner" / "cli") for path in sayers):
        return  # never said in a window
    template = catalogue()[code]["remedy"]
    params = {name: "x" for _, name, _, _ in string.Formatter().parse(template) if name}
    remedy = remedy_of(Finding(code, Severity.ERROR, params))
    assert "--" not in remedy
    assert "COLUMN" not in remedy
    assert remedy.count("(") == remedy.count(")")
    for name in re.findall(r"under ([A-Z][a-z]+(?: [a-z]+)*)", remedy):
        assert name.startswith(("Columns", "Rows that count", "Coordinate system", "Text encoding", "Sheet")), remedy


def test_a_file_gets_the_suffix_of_its_kind_unless_it_has_one() -> None:
    assert with_suffix("a/findings", ".xlsx") == Path("a/findings.xlsx")
    assert with_suffix("a/v1.2", ".csv") == Path("a/v1.2.csv")
    assert with_suffix("a/findings.HTML", ".csv") == Path("a/findings.HTML")


def test_particulars_bring_no_option_that_a_window_has_no_words_for() -> None:
    modules = [path for top in ("gisplanner", "layers") for path in (ROOT / top).rglob("*.py")]
    texts = [path.read_text(encoding="utf-8") for path in modules if "cli" not in path.parts]
    assert {option for text in texts for option in re.findall(r'f"--(\w+)', text)} <= {"where"}
