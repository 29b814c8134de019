# SPDX-License-Identifier: GPL-3.0-or-later
"""A planner makes a plan of files, and sees what is in them before anything is accepted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from openpyxl import Workbook
from PyQt5.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PyQt5.QtGui import QDragEnterEvent, QDropEvent
from PyQt5.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot
from shapely import Point

from gisplanner.parts import PARTS
from gisplanner.session import Session
from tests.layers.files import csv_file, vector_file
from tests.layers.rasters import raster_file
from tests.ui.hands import click_on
from ui.dialogs.columns_table import FIELD, WHY, ColumnsTable
from ui.dialogs.new_plan import NewPlanDialog
from ui.models.gathering_model import State
from ui.sure import sure
from ui.workspace import Workspace

WAIT_MS = 30_000


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    return {
        "roads": csv_file(tmp_path / "roads.csv", "id,surface,wkt", 'r1,gravel,"LINESTRING(20 5,20.1 5,20.2 5)"'),
        "settlements": csv_file(
            tmp_path / "settlements.csv", "id,name,lon,lat,population", "s1,Ama,20.1,5,1200", "s2,Bru,20.2,95,7"
        ),
        "bases": csv_file(tmp_path / "bases.csv", "id,name,lon,lat,strength", "b1,Post,20,5,150"),
    }


def read(qtbot: QtBot, dialog: NewPlanDialog) -> None:
    qtbot.waitUntil(lambda: not dialog.reader.busy, timeout=WAIT_MS)


def states(dialog: NewPlanDialog) -> dict[str, str]:
    model = dialog.parts
    rows = ((name, model.index(row, 2).data()) for row, name in enumerate(PARTS))
    return {name: state for name, state in rows if state}


def choose(table: ColumnsTable, field: str, column: str | None) -> None:
    combo = table.combo(field)
    at = 0 if column is None else combo.findData(column)
    combo.setCurrentIndex(at)
    combo.activated.emit(at)


def found_as(dialog: NewPlanDialog, field: str) -> str:
    """What the table of columns says speaks for the column of a field."""
    table = dialog.view.columns
    row = next(row for row in range(table.rowCount()) if sure(table.item(row, FIELD)).text() == field)
    return sure(table.item(row, WHY)).text()


def select(dialog: NewPlanDialog, part: str) -> None:
    dialog.table.selectRow(PARTS.index(part))


def drop_on(dialog: QDialog, mime: QMimeData) -> None:
    """Drag files over the dialog and let go."""
    at, copy = QPoint(20, 20), Qt.DropActions(Qt.DropAction.CopyAction)
    held, none = Qt.MouseButtons(Qt.MouseButton.LeftButton), Qt.KeyboardModifiers(Qt.KeyboardModifier.NoModifier)
    for event in (QDragEnterEvent(at, copy, mime, held, none), QDropEvent(QPointF(at), copy, mime, held, none)):
        QApplication.sendEvent(dialog, event)


def test_dropped_files_find_their_layers_and_become_a_plan(
    dialog: NewPlanDialog, files: dict[str, Path], workspace: Workspace, qtbot: QtBot
) -> None:
    assert "Still needed: Roads, Bases, Settlements or IDP sites" in dialog.message.text()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in files.values()])
    drop_on(dialog, mime)
    read(qtbot, dialog)
    assert states(dialog) == {
        "roads": "✓ 1 row",
        "settlements": "✓ 1 row, 1 rejected",
        "idp_sites": "needed, one of both",
        "bases": "✓ 1 row",
    }
    assert dialog.view.title.text().startswith("Bases: bases.csv")  # the last of those dropped
    dialog.name.setText("Mission X")
    dialog.create_button.click()
    qtbot.waitUntil(lambda: dialog.pages.currentWidget() is dialog.made, timeout=WAIT_MS)
    assert "1 sites with 1,200 people listed" in dialog.made.figures.text()
    assert "1 error" in dialog.made.findings.counts.text()
    assert "dead_ends" in {finding.code for finding in dialog.made.findings.model.findings}
    with qtbot.waitSignal(dialog.accepted_session) as taken:
        dialog.made.take_button.click()
    session: Session = taken.args[0]
    assert session.plan.name == "Mission X"
    assert session.unsaved
    assert session.engine is workspace.session.engine
    assert not dialog.isVisible()


def test_the_file_selected_shows_its_rows_its_columns_and_what_was_noticed(
    dialog: NewPlanDialog, files: dict[str, Path], qtbot: QtBot
) -> None:
    dialog.set_file("settlements", files["settlements"])
    read(qtbot, dialog)
    select(dialog, "settlements")
    rows = dialog.view.rows
    assert rows.headerData(4, Qt.Orientation.Horizontal, 0) == "population\n→ people"
    assert [rows.index(0, column).data() for column in range(5)] == ["s1", "Ama", "20.1", "5", "1200"]
    assert dialog.view.columns.combo("people").currentText() == "population (found)"
    assert dialog.view.columns.combo("liaison").currentText() == "none found"
    assert {field: found_as(dialog, field) for field in ("id", "people", "liaison")} == {
        "id": "by its name",
        "people": "by a synonym",
        "liaison": "",
    }
    (finding,) = dialog.view.findings.model.findings
    assert (finding.row, finding.value) == (2, "20.2, 95")
    table = dialog.view.findings.model
    assert "✕ Error" in [table.index(0, column).data() for column in range(table.columnCount())]


def test_columns_of_other_names_are_chosen_and_the_file_is_read_again(
    dialog: NewPlanDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    path = csv_file(tmp_path / "camps.csv", "Site Name,Este,Norte,Total", "Ama,20.1,5,1200", "Bru,20.2,5,x")
    dialog.set_file("idp_sites", path)
    read(qtbot, dialog)
    select(dialog, "idp_sites")
    assert states(dialog)["idp_sites"] == "✕ cannot be used"
    assert "lon and lat under Columns" in dialog.view.fault.text()
    assert "--map" not in dialog.view.fault.text()
    for field, column in {"lon": "Este", "lat": "Norte", "people": "Total"}.items():
        choose(dialog.view.columns, field, column)
        read(qtbot, dialog)
    assert states(dialog)["idp_sites"] == "✓ 2 rows"
    assert dialog.view.columns.combo("people").currentText() == "Total"
    part = dialog.parts.slot("idp_sites").part
    assert part is not None
    assert part.loaded is not None
    assert part.loaded.layer.table["people"].tolist()[0] == 1200
    assert found_as(dialog, "people") == "chosen by you"
    choose(dialog.view.columns, "people", None)
    read(qtbot, dialog)
    assert dialog.view.columns.combo("people").currentText() == "none found"


def test_a_plan_needs_roads_bases_and_sites_of_either_kind(
    dialog: NewPlanDialog, files: dict[str, Path], qtbot: QtBot
) -> None:
    dialog.set_file("idp_sites", files["settlements"])
    dialog.set_file("roads", files["roads"])
    read(qtbot, dialog)
    assert not dialog.create_button.isEnabled()
    dialog.set_file("bases", files["bases"])
    read(qtbot, dialog)
    assert dialog.create_button.isEnabled()
    select(dialog, "roads")
    dialog.remove_button.click()
    assert not dialog.create_button.isEnabled()
    assert states(dialog)["roads"] == "needed"


def test_a_file_that_cannot_be_read_is_told_and_said_to_be_left_out(
    dialog: NewPlanDialog, files: dict[str, Path], tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "water.geojson").write_text("no map", encoding="utf-8")
    for part, path in files.items():
        dialog.set_file(part, path)
    dialog.set_file("water", tmp_path / "water.geojson")
    read(qtbot, dialog)
    select(dialog, "water")
    assert "The content is not what a file ending in" in dialog.view.fault.text()
    assert dialog.message.text() == "▲ Left out, for want of a row that can be used: Water"
    assert dialog.create_button.isEnabled()


def test_a_file_of_which_nobody_knows_what_it_is_is_told(dialog: NewPlanDialog, tmp_path: Path, qtbot: QtBot) -> None:
    dialog.add_files([csv_file(tmp_path / "x.csv", "a,b", "1,2")])
    read(qtbot, dialog)
    (text,) = dialog.untaken.texts()
    assert text == "✕ x.csv: It cannot be told what kind of layer this is. Select its layer and choose the file there."
    assert "Still needed" in dialog.message.text()
    assert all(slot.state is State.NONE for slot in dialog.parts.slots)


def test_a_mission_area_needs_no_role_and_bounds_the_work(
    dialog: NewPlanDialog, files: dict[str, Path], tmp_path: Path, qtbot: QtBot
) -> None:
    ring = "POLYGON((19.9 4.9,20.15 4.9,20.15 5.1,19.9 5.1,19.9 4.9))"
    for part, path in files.items():
        dialog.set_file(part, path)
    dialog.set_file("mission_area", csv_file(tmp_path / "area.csv", "id,name,wkt", f'm,Area,"{ring}"'))
    read(qtbot, dialog)
    dialog.create_plan()
    qtbot.waitUntil(lambda: dialog.pages.currentWidget() is dialog.made, timeout=WAIT_MS)
    with qtbot.waitSignal(dialog.accepted_session) as taken:
        dialog.made.take_button.click()
    assert taken.args[0].theatre.bounded


def test_reading_is_cancelled_and_leaves_what_was_read(
    dialog: NewPlanDialog, files: dict[str, Path], qtbot: QtBot
) -> None:
    dialog.set_file("bases", files["bases"])
    read(qtbot, dialog)
    dialog.add_files([files["roads"], files["settlements"]])
    assert dialog.cancel_button.isVisible()
    dialog.cancel_button.click()
    assert not dialog.reader.busy
    assert states(dialog) == {
        "roads": "needed",
        "settlements": "needed, one of both",
        "idp_sites": "needed, one of both",
        "bases": "✓ 1 row",
    }


def test_the_files_can_be_gone_back_to(dialog: NewPlanDialog, files: dict[str, Path], qtbot: QtBot) -> None:
    for part, path in files.items():
        dialog.set_file(part, path)
    read(qtbot, dialog)
    dialog.create_plan()
    qtbot.waitUntil(lambda: dialog.pages.currentWidget() is dialog.made, timeout=WAIT_MS)
    dialog.made.back_button.click()
    assert dialog.create_button.isVisible()
    assert dialog.create_button.isEnabled()


def test_a_population_raster_is_one_row_and_its_people_are_in_the_plan(
    dialog: NewPlanDialog, files: dict[str, Path], tmp_path: Path, qtbot: QtBot
) -> None:
    path = raster_file(tmp_path / "p_2020.tif", np.full((30, 60), 10.0), (19.8, 5.15), 0.01)
    dialog.add_files([*files.values(), path])
    read(qtbot, dialog)
    assert states(dialog)["population"] == "✓ 1 row"
    select(dialog, "population")
    assert dialog.view.title.text().startswith("Population raster: p_2020.tif;")
    heads = [dialog.view.rows.headerData(n, Qt.Orientation.Horizontal, 0) for n in range(4)]
    assert heads == ["name\n→ name", "date\n→ date", "pixels across\nnot used", "pixels down\nnot used"]
    dialog.create_button.click()
    qtbot.waitUntil(lambda: dialog.pages.currentWidget() is dialog.made, timeout=WAIT_MS)
    with qtbot.waitSignal(dialog.accepted_session) as taken:
        dialog.made.take_button.click()
    session: Session = taken.args[0]
    assert session.theatre.population is not None
    assert session.theatre.population.source == "p_2020.tif"


def create(dialog: NewPlanDialog, qtbot: QtBot) -> None:
    dialog.create_plan()
    qtbot.waitUntil(lambda: dialog.pages.currentWidget() is dialog.made, timeout=WAIT_MS)
    dialog.made.back_button.click()


def test_columns_chosen_by_hand_are_remembered_once_a_plan_is_made_of_them_and_forgotten_when_asked(
    dialog: NewPlanDialog, files: dict[str, Path], tmp_path: Path, qtbot: QtBot
) -> None:
    camps = csv_file(tmp_path / "camps.csv", "Site,Este,Norte,Total,Pop", "Ama,20.1,5,1200,7", "Bru,20.2,5,x,8")
    later = csv_file(tmp_path / "round2.csv", "pop,site,este,norte,total", "9,Ama,20.1,5,1300")
    for part, path in {**files, "idp_sites": camps}.items():
        dialog.set_file(part, path)
    read(qtbot, dialog)
    select(dialog, "idp_sites")
    for field, column in {"lon": "Este", "lat": "Norte", "people": "Total", "name": ""}.items():
        choose(dialog.view.columns, field, column)
        read(qtbot, dialog)
    assert dialog.view.memory.bar.isHidden()
    dialog.set_file("idp_sites", later)
    read(qtbot, dialog)
    assert states(dialog)["idp_sites"] == "✕ cannot be used"  # nothing was made of what was chosen
    dialog.set_file("idp_sites", camps)
    read(qtbot, dialog)
    for field, column in {"lon": "Este", "lat": "Norte", "people": "Total", "name": ""}.items():
        choose(dialog.view.columns, field, column)
        read(qtbot, dialog)
    create(dialog, qtbot)
    dialog.set_file("idp_sites", later)
    read(qtbot, dialog)
    assert states(dialog)["idp_sites"] == "✓ 1 row"
    assert [found_as(dialog, field) for field in ("lon", "people", "name")] == ["remembered"] * 3
    assert [dialog.view.columns.combo(field).currentText() for field in ("people", "name")] == ["total", "not read"]
    assert "mapping_remembered" in [one.code for one in dialog.view.findings.model.findings]
    assert not dialog.view.memory.bar.isHidden()
    dialog.view.memory.forget_button.click()
    read(qtbot, dialog)
    assert found_as(dialog, "people") == "by a synonym"
    assert states(dialog)["idp_sites"] == "✕ cannot be used"
    assert dialog.view.memory.bar.isHidden()


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    rows = ("s1,Ama,20.1,5,1200", "s2,Bru,20.2,5.1,-5", "s3,Cor,0,0,7", "s4,Dun,20.3,5.2,many", "s5,Eno,20.15,5.3,9")
    return csv_file(tmp_path / "broken.csv", "id,name,lon,lat,people", *rows)


def test_rows_left_out_for_newer_ones_are_counted_in_the_title(
    dialog: NewPlanDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    rows = ("s1,Ama,20.1,5,11,1200", "s1,Ama,20.1,5,12,1300")
    dialog.set_file("settlements", csv_file(tmp_path / "two.csv", "id,name,lon,lat,round,people", *rows))
    read(qtbot, dialog)
    select(dialog, "settlements")
    title = dialog.view.title.text()
    assert title.endswith("rows: 1 in = 1 accepted + 0 rejected; 1 more of the file left out")


def test_a_mark_on_the_map_leads_to_its_finding_and_back(dialog: NewPlanDialog, broken: Path, qtbot: QtBot) -> None:
    dialog.set_file("settlements", broken)
    read(qtbot, dialog)
    select(dialog, "settlements")
    dialog.view.tabs.setCurrentWidget(dialog.view.noticed)
    noticed = dialog.view.noticed
    qtbot.waitUntil(noticed.map.isVisible)
    assert noticed.legend.text() == "✕ 2 rejected (1 without a place)   ▲ 1 suspicious   • accepted"
    assert "rows: 5 in = 3 accepted + 2 rejected" in dialog.view.title.text()
    found = noticed.map.map
    assert found is not None
    marks = {mark.row: noticed.map.pixel_of(mark.at).toPoint() for mark in found.marks}
    assert set(marks) == {2, 4}
    reasons = noticed.table.reasons
    assert [reasons.itemText(at) for at in range(reasons.count())] == [
        "All reasons",
        "✕ Coordinate zero (rows: 1)",
        "✕ Negative (rows: 1)",
        "▲ Not a number (rows: 1)",
        "● People missing (rows: 1)",
    ]
    reasons.setCurrentIndex(2)
    assert [one.code for one in noticed.table.model.shown()] == ["negative"]
    noticed.table.search.setText("no such words")
    for row, code in ((2, "negative"), (4, "not_a_number")):
        click_on(qtbot, noticed.map, at=marks[row])
        number = sure(noticed.table.current())
        assert noticed.table.model.findings[number].code == code
    drawn = noticed.map.grab().toImage()
    noticed.table.view.clearSelection()
    assert noticed.map.grab().toImage() != drawn  # the ring is gone
    noticed.table.select(number)
    assert noticed.map.grab().toImage() == drawn
    click_on(qtbot, noticed.map, at=noticed.map.frame().topLeft().toPoint())
    assert noticed.table.current() == number


def test_the_findings_of_a_file_are_saved_for_its_owner(
    dialog: NewPlanDialog, broken: Path, workspace: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    assert not dialog.view.noticed.save_button.isEnabled()
    dialog.set_file("settlements", broken)
    read(qtbot, dialog)
    select(dialog, "settlements")
    assert dialog.view.noticed.save_button.isEnabled()
    for name in ("f.csv", "f.xlsx", "f.html"):
        with qtbot.waitSignal(workspace.said, timeout=WAIT_MS):
            dialog.save_findings(tmp_path / name)
        qtbot.waitUntil(lambda said=f"Saved findings to {name}": dialog.message.text() == said)  # type: ignore[misc]
        assert (tmp_path / name).stat().st_size > 0
    assert "negative,s2,Bru,20.2,5.1,'-5" in (tmp_path / "f.csv").read_text(encoding="utf-8-sig")
    before = broken.read_bytes()
    with qtbot.waitSignal(workspace.failed, timeout=WAIT_MS) as failed:
        dialog.save_findings(broken)
    assert failed.args[0].code == "report_over_file"
    assert broken.read_bytes() == before


def test_a_file_without_fault_has_no_map(dialog: NewPlanDialog, files: dict[str, Path], qtbot: QtBot) -> None:
    dialog.set_file("bases", files["bases"])
    read(qtbot, dialog)
    select(dialog, "bases")
    dialog.view.tabs.setCurrentWidget(dialog.view.noticed)
    assert not dialog.view.noticed.map.isVisible()


def test_a_file_that_names_no_system_is_read_in_the_one_that_is_typed(
    dialog: NewPlanDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    path = vector_file(tmp_path / "settlements.shp", [Point(500_000, 0)], crs=32636, name=["Ama"], people=[1200])
    path.with_suffix(".prj").unlink()
    dialog.add_files([path])
    read(qtbot, dialog)
    assert "Select its layer and choose the file there." in dialog.untaken.texts()[0]
    dialog.set_file("settlements", path)
    read(qtbot, dialog)
    assert not dialog.untaken.texts()
    select(dialog, "settlements")
    bar = dialog.view.read_as
    assert "does not say which coordinate system" in dialog.view.fault.text()
    assert (bar.crs.isVisible(), bar.encoding.isVisible(), bar.sheet.isVisible()) == (True, True, False)
    bar.crs.setFocus()
    qtbot.keyClicks(bar.crs, "EPSG:1")
    qtbot.keyClick(bar.crs, Qt.Key.Key_Return)
    read(qtbot, dialog)
    assert "EPSG:1 names no reference system" in dialog.view.fault.text()
    bar.crs.selectAll()
    qtbot.keyClicks(bar.crs, "epsg:32636")
    qtbot.keyClick(bar.crs, Qt.Key.Key_Return)
    read(qtbot, dialog)
    assert states(dialog)["settlements"] == "✓ 1 row"
    assert dialog.isVisible()
    dialog.set_file("settlements", csv_file(tmp_path / "other.csv", "name,lon,lat,people", "Bru,20,5,7"))
    read(qtbot, dialog)
    assert bar.crs.text() == ""


def test_another_sheet_and_another_encoding_are_chosen(dialog: NewPlanDialog, tmp_path: Path, qtbot: QtBot) -> None:
    path, book = tmp_path / "camps.xlsx", Workbook()
    for title, name in (("Round 11", "Ama"), ("Round 12", "Bru")):
        sheet = book.create_sheet(title)
        for row in (["Site Name", "Longitude", "Latitude"], [name, 20, 5]):
            sheet.append(row)
    book.save(path)
    dialog.set_file("idp_sites", path)
    read(qtbot, dialog)
    select(dialog, "idp_sites")
    bar, rows = dialog.view.read_as, dialog.view.rows
    assert [bar.sheet.itemText(at) for at in range(bar.sheet.count())] == ["", "Round 11", "Round 12"]
    assert not bar.encoding.isVisible()
    bar.sheet.setCurrentIndex(2)
    bar.sheet.activated.emit(2)
    read(qtbot, dialog)
    assert rows.index(0, 0).data() == "Bru"
    assert bar.sheet.currentText() == "Round 12"
    names = csv_file(tmp_path / "names.csv", "Site Name,Longitude,Latitude", "Đakovica,20,5", encoding="cp1250")
    dialog.set_file("idp_sites", names)
    read(qtbot, dialog)
    assert rows.index(0, 0).data() != "Đakovica"
    bar.encoding.setCurrentText("cp1250")
    bar.encoding.activated.emit(bar.encoding.currentIndex())
    read(qtbot, dialog)
    assert rows.index(0, 0).data() == "Đakovica"


def test_rows_are_chosen_by_a_value_and_those_left_out_are_counted(
    dialog: NewPlanDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    lines = [f"Camp {n},20.{n:02},5,{'Lagos' if n % 3 else 'Kano'}" for n in range(1, 31)]
    dialog.set_file("idp_sites", csv_file(tmp_path / "camps.csv", "Site Name,Longitude,Latitude,State", *lines))
    read(qtbot, dialog)
    select(dialog, "idp_sites")
    bar = dialog.view.filter
    assert not bar.value.isVisible()
    at = bar.column.findData("State")
    bar.column.setCurrentIndex(at)
    bar.column.activated.emit(at)
    assert [bar.value.itemText(n) for n in range(bar.value.count())] == ["Lagos", "Kano"]
    qtbot.keyClicks(bar.value, "kano")
    qtbot.keyClick(bar.value, Qt.Key.Key_Return)
    read(qtbot, dialog)
    assert "10 in = 10 accepted + 0 rejected" in dialog.view.title.text()
    assert "20 more of the file left out" in dialog.view.title.text()
    bar.column.setCurrentIndex(0)
    bar.column.activated.emit(0)
    read(qtbot, dialog)
    assert "30 in = 30 accepted" in dialog.view.title.text()
