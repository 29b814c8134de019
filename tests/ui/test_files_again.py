# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are not taken stay in sight, what is cancelled is gone back to, and what is typed stays with its file."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from openpyxl import Workbook
from PyQt5.QtCore import QMimeData, Qt, QTimer, QUrl
from PyQt5.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot
from shapely import Point

from layers.read_as import ReadAs
from tests.layers.files import csv_file
from tests.ui.hands import click_on, press_key, type_text
from tests.ui.test_new_plan import choose, drop_on, read, select, states
from ui.dialogs.new_plan import NewPlanDialog
from ui.sure import sure

HEAD = "Site Name,Longitude,Latitude,Individuals,State"


@pytest.fixture
def camps(tmp_path: Path) -> Path:
    return csv_file(tmp_path / "camps.csv", HEAD, "Ama,20.1,5,1200,Kano", "Bru,20.2,5,900,Lagos")


@pytest.fixture
def shown(dialog: NewPlanDialog, camps: Path, qtbot: QtBot) -> NewPlanDialog:
    """A list of two camps, read and selected."""
    dialog.set_file("idp_sites", camps)
    read(qtbot, dialog)
    select(dialog, "idp_sites")
    return dialog


def drop(dialog: NewPlanDialog, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    drop_on(dialog, mime)


def bases_file(folder: Path) -> Path:
    return csv_file(folder / "bases.csv", "id,name,lon,lat,strength", "b1,Post,20,5,150")


def answer(button: QMessageBox.StandardButton) -> list[str]:
    """Press a button of the box that is about to come; what it says will be listed."""
    said: list[str] = []

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        said.append(box.text())
        sure(box.button(button)).click()

    QTimer.singleShot(0, press)
    return said


def test_every_dropped_file_that_is_unclear_stays_listed_until_it_is_placed_or_dismissed(
    dialog: NewPlanDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    unclear, unread = csv_file(tmp_path / "x.csv", "a,b", "1,2"), tmp_path / "y.pdf"
    unread.write_bytes(b"%PDF-1.4")
    drop(dialog, unclear, unread, bases_file(tmp_path))
    read(qtbot, dialog)
    assert states(dialog)["bases"] == "✓ 1 row"
    first, second = dialog.untaken.texts()
    assert first.startswith("✕ x.csv: It cannot be told what kind of layer this is.")
    assert second.startswith("✕ y.pdf: ")
    assert second.count("y.pdf") == 1
    assert dialog.untaken.isVisible()
    assert dialog.message.text() == "Still needed: Roads, Settlements or IDP sites"
    drop(dialog, bases_file(tmp_path))
    read(qtbot, dialog)
    assert dialog.untaken.texts() == [first, second]
    dialog.set_file("settlements", unclear)
    read(qtbot, dialog)
    assert states(dialog)["settlements"] == "✕ cannot be used"
    assert dialog.untaken.texts() == [second]
    dialog.untaken.dismiss_button.click()
    assert not dialog.untaken.isVisible()


@pytest.mark.parametrize("folders", [("", ""), ("north", "south")])
def test_of_two_files_for_one_layer_the_one_put_aside_is_named(
    dialog: NewPlanDialog, tmp_path: Path, folders: tuple[str, str], qtbot: QtBot
) -> None:
    names = ("idp_sites.csv", "idp_sites.csv") if folders[0] else ("idp_sites_north.csv", "idp_sites_south.csv")
    paths = [tmp_path / folder / name for folder, name in zip(folders, names, strict=True)]
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        csv_file(path, HEAD, "Ama,20.1,5,1200,Kano")
    drop(dialog, *paths)
    read(qtbot, dialog)
    north, south = (f"{folder}/{name}".removeprefix("/") for folder, name in zip(folders, names, strict=True))
    assert dialog.parts.slot("idp_sites").path == paths[1]
    assert dialog.untaken.texts()[0].startswith(
        f"▲ {north} was put aside for {south}: one file a layer (IDP sites). Join them"
    )
    drop(dialog, paths[0])
    read(qtbot, dialog)
    assert [text.split(":")[0] for text in dialog.untaken.texts()] == [f"▲ {south} was put aside for {north}"]
    assert dialog.parts.slot("idp_sites").path == paths[0]


def test_a_dropped_file_does_not_take_the_place_of_one_chosen_for_its_layer_meanwhile(
    dialog: NewPlanDialog, tmp_path: Path, camps: Path, qtbot: QtBot
) -> None:
    other = csv_file(tmp_path / "idp_sites.csv", HEAD, "Cor,20.1,5,1,Kano")
    drop(dialog, other)
    dialog.set_file("idp_sites", camps)
    read(qtbot, dialog)
    assert dialog.parts.slot("idp_sites").path == camps
    assert states(dialog)["idp_sites"] == "✓ 2 rows"
    assert dialog.untaken.texts()[0].startswith("▲ idp_sites.csv was put aside for camps.csv")


def test_a_file_dropped_again_is_read_again_as_was_said(
    shown: NewPlanDialog, camps: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    type_text(qtbot, shown.view.read_as.encoding, "cp1250")
    press_key(qtbot, shown.view.read_as.encoding, Qt.Key.Key_Return)
    read(qtbot, shown)
    csv_file(tmp_path / "camps.csv", HEAD, "Đak,20.1,5,1200,Kano", encoding="cp1250")
    drop(shown, camps)
    read(qtbot, shown)
    assert shown.view.rows.index(0, 0).data() == "Đak"
    assert not shown.untaken.texts()


def test_while_another_file_is_read_no_figures_stand_beside_its_name_and_cancelling_goes_back(
    shown: NewPlanDialog, tmp_path: Path, camps: Path
) -> None:
    before = shown.view.title.text()
    assert "rows: 2 in = 2 accepted" in before
    shown.set_file("idp_sites", bases_file(tmp_path))
    assert shown.view.title.text() == "IDP sites: bases.csv; reading…"
    assert (shown.view.rows.rowCount(), shown.view.tabs.tabText(2)) == (0, "F&indings")
    shown.cancel_button.click()
    assert shown.view.title.text() == before
    assert shown.view.rows.rowCount() == 2
    assert shown.parts.slot("idp_sites").path == camps
    assert states(shown)["idp_sites"] == "✓ 2 rows"


def test_what_was_said_and_not_read_is_gone_back_from_and_can_be_said_again(shown: NewPlanDialog, qtbot: QtBot) -> None:
    slot, view, before = shown.parts.slot("idp_sites"), shown.view, shown.view.title.text()
    at = view.filter.column.findData("State")
    for _ in range(2):  # what was cancelled is no news to the field, unless it is put back
        view.filter.column.setCurrentIndex(at)
        view.filter.column.activated.emit(at)
        type_text(qtbot, view.filter.value, "Kano")
        press_key(qtbot, view.filter.value, Qt.Key.Key_Return)
        assert shown.reader.busy
        assert "rows" not in view.title.text()
        shown.cancel_button.click()
        assert (slot.where, view.filter.column.currentIndex(), view.title.text()) == ((), 0, before)
    for field in (view.read_as.crs, view.read_as.encoding):
        type_text(qtbot, field, "cp1252")
        press_key(qtbot, field, Qt.Key.Key_Return)
        assert shown.reader.busy
        shown.cancel_button.click()
        assert slot.read_as == ReadAs()
    assert (view.read_as.crs.text(), view.read_as.encoding.currentText()) == ("", "")
    choose(view.columns, "people", "")
    assert shown.reader.busy
    shown.cancel_button.click()
    assert view.columns.combo("people").currentText() == "Individuals (found)"
    assert (slot.mapping, slot.by_hand) == ({}, False)


def test_a_file_that_could_not_be_used_is_gone_back_to_as_well(
    dialog: NewPlanDialog, tmp_path: Path, camps: Path, qtbot: QtBot
) -> None:
    bad = csv_file(tmp_path / "bad.csv", "a,b", "1,2")
    dialog.set_file("idp_sites", bad)
    read(qtbot, dialog)
    select(dialog, "idp_sites")
    fault = dialog.view.fault.text()
    dialog.set_file("idp_sites", camps)
    assert dialog.view.fault.text() == ""
    dialog.cancel_button.click()
    assert states(dialog)["idp_sites"] == "✕ cannot be used"
    assert (dialog.view.fault.text(), dialog.parts.slot("idp_sites").path) == (fault, bad)


def test_what_is_being_typed_stays_with_its_file_when_another_comes(
    shown: NewPlanDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    bar = shown.view.read_as
    bar.encoding.setFocus()
    type_text(qtbot, bar.encoding, "lat")
    drop(shown, bases_file(tmp_path))
    read(qtbot, shown)
    assert states(shown)["bases"] == "✓ 1 row"
    assert shown.view.title.text().startswith("IDP sites: camps.csv")  # not turned away from
    assert bar.encoding.currentText() == "lat"
    type_text(qtbot, bar.encoding, "in2")
    press_key(qtbot, bar.encoding, Qt.Key.Key_Return)
    read(qtbot, shown)
    said = {slot.name: slot.read_as.encoding for slot in shown.parts.slots if slot.read_as != ReadAs()}
    assert said == {"idp_sites": "latin2"}
    type_text(qtbot, bar.crs, "EPSG:3")
    select(shown, "roads")  # hides the field with half a word in it
    select(shown, "bases")
    assert not shown.reader.busy
    assert all(slot.read_as.crs == "" for slot in shown.parts.slots)
    assert bar.crs.text() == ""


def test_what_is_typed_while_the_file_is_read_stays(shown: NewPlanDialog, camps: Path, qtbot: QtBot) -> None:
    shown.set_file("idp_sites", camps)
    shown.view.read_as.encoding.setFocus()
    type_text(qtbot, shown.view.read_as.encoding, "lat")
    read(qtbot, shown)
    assert shown.view.read_as.encoding.currentText() == "lat"


def test_sheets_and_layers_can_be_chosen_where_none_could_be_read(
    dialog: NewPlanDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    several = tmp_path / "several.gpkg"
    for layer in ("one", "two"):
        gpd.GeoDataFrame({"name": ["Ama"], "people": [7]}, geometry=[Point(20, 5)], crs=4326).to_file(
            several, layer=layer
        )
    book, path = Workbook(), tmp_path / "camps.xlsx"
    sure(book.active).title = "Round 12"
    for row in (["Site Name", "Longitude", "Latitude"], ["Ama", 20, 5]):
        book["Round 12"].append(row)
    book.save(path)
    dialog.set_file("settlements", several)
    dialog.set_file("idp_sites", path)
    read(qtbot, dialog)
    select(dialog, "settlements")
    sheet = dialog.view.read_as.sheet
    assert [sheet.itemText(at) for at in range(sheet.count())] == ["", "one", "two"]
    sheet.setCurrentIndex(2)
    sheet.activated.emit(2)
    read(qtbot, dialog)
    assert states(dialog)["settlements"] == "✓ 1 row"
    select(dialog, "idp_sites")
    sheet.setFocus()
    type_text(qtbot, sheet, "nope")
    press_key(qtbot, sheet, Qt.Key.Key_Return)
    read(qtbot, dialog)
    assert "no sheet or layer nope" in dialog.view.fault.text()
    assert [sheet.itemText(at) for at in range(sheet.count())] == ["", "Round 12"]


def test_metres_without_a_system_lead_to_the_field_of_the_system(
    dialog: NewPlanDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    path = csv_file(tmp_path / "utm.csv", "name,easting,northing,people", "Ama,750000,9850000,500")
    dialog.set_file("idp_sites", path)
    read(qtbot, dialog)
    select(dialog, "idp_sites")
    fault, bar = dialog.view.fault.text(), dialog.view.read_as
    assert "If easting and northing are metres, name their system in the field Coordinate system" in fault
    assert bar.crs.accessibleName() == "Coordinate system"
    type_text(qtbot, bar.crs, "EPSG:32735")
    press_key(qtbot, bar.crs, Qt.Key.Key_Return)
    read(qtbot, dialog)
    assert states(dialog)["idp_sites"] == "✓ 1 row"


def test_escape_leaves_a_field_and_closing_with_files_asks_once(shown: NewPlanDialog, qtbot: QtBot) -> None:
    fields: list[QWidget] = [shown.view.read_as.crs, shown.view.read_as.encoding, shown.name]
    for field in fields:
        field.setFocus()
        type_text(qtbot, field, "abc")
        press_key(qtbot, field, Qt.Key.Key_Escape)
        assert shown.isVisible()
        assert not field.hasFocus()
    assert not shown.reader.busy
    assert (shown.view.read_as.crs.text(), shown.view.read_as.encoding.currentText()) == ("", "")
    said = answer(QMessageBox.StandardButton.Cancel)
    press_key(qtbot, shown, Qt.Key.Key_Escape)
    assert said == ["What was read here is in no plan yet."]
    assert shown.isVisible()
    answer(QMessageBox.StandardButton.Discard)
    shown.close_button.click()
    assert not shown.isVisible()


def test_a_dialog_without_files_closes_without_a_question(dialog: NewPlanDialog, qtbot: QtBot) -> None:
    press_key(qtbot, dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_word_is_said_of_its_own_file_when_another_is_clicked(shown: NewPlanDialog, qtbot: QtBot) -> None:
    slot = shown.parts.slot("idp_sites")
    shown.view.read_as.encoding.setFocus()
    type_text(qtbot, shown.view.read_as.encoding, "latin2")
    click_on(qtbot, shown.table.viewport(), at=shown.table.visualRect(shown.parts.index(0, 0)).center())
    assert shown.view.title.text() == "Roads: no file yet"
    assert slot.read_as.encoding == "latin2"
    read(qtbot, shown)
    assert states(shown)["idp_sites"] == "✓ 2 rows"
    assert all(other.read_as == ReadAs() for other in shown.parts.slots if other is not slot)
