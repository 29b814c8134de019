# SPDX-License-Identifier: GPL-3.0-or-later
"""Columns chosen by hand are found again by the header of the next file, and by nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisplanner import remembered
from gisplanner.parts import Said, load_part
from gisplanner.remembered import FILE, MOST, recall, remember
from gisplanner.settings import FOLDER_VARIABLE
from tests.layers.files import codes, csv_file, finding

HEADER = ("Nom du site", "Este", "Norte", "Total")
CHOSEN = {"lon": "Este", "lat": "Norte", "people": "Total"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings of one's own, in a folder that is not there yet."""
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "settings"))
    return tmp_path / "settings"


@pytest.fixture
def camps(tmp_path: Path) -> Path:
    return csv_file(tmp_path / "camps.csv", ",".join(HEADER), "Ama,20.1,5,1200")


def test_a_header_is_known_again_whatever_its_order_case_and_accents() -> None:
    assert remember("idp_sites", HEADER, CHOSEN) == ()
    assert recall("idp_sites", "idp_sites", ("total", "NORTE", "nom-du-site", "Éste")).mapping == CHOSEN
    assert recall("settlements", "settlements", HEADER).mapping == {}
    assert recall("idp_sites", "idp_sites", (*HEADER, "more")).mapping == {}


def test_headers_in_another_script_are_told_apart() -> None:
    remember("idp_sites", ("اسم", "سكان"), {"people": "سكان"})
    assert recall("idp_sites", "idp_sites", ("اسم", "عدد")).mapping == {}
    assert recall("idp_sites", "idp_sites", ("سكان", "اسم")).mapping == {"people": "سكان"}


def test_what_does_not_fit_any_more_is_left_out(folder: Path) -> None:
    remember("idp_sites", HEADER, {**CHOSEN, "colour": "Total", "name": "gone", "id": ""})
    assert (folder / FILE).is_file()
    assert recall("idp_sites", "idp_sites", HEADER).mapping == {**CHOSEN, "id": ""}


def test_an_empty_choice_forgets_and_the_oldest_are_forgotten_beyond_the_most() -> None:
    for number in range(MOST + 1):
        remember("bases", (f"column {number}",), {"name": f"column {number}"})
    known = [recall("bases", "bases", (f"column {number}",)).mapping for number in range(MOST + 1)]
    assert [bool(mapping) for mapping in known] == [False, *[True] * MOST]
    remember("bases", ("column 7",), {})
    assert recall("bases", "bases", ("column 7",)).mapping == {}


@given(st.dictionaries(st.sampled_from(["name", "id", "people", "lon"]), st.text(), min_size=1))
def test_every_name_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, chosen: dict[str, str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER_VARIABLE, str(tmp_path_factory.mktemp("own")))
        columns = tuple(chosen.values())
        remember("settlements", columns, chosen)
        assert recall("settlements", "settlements", columns).mapping == chosen


@pytest.mark.parametrize("text", ["[a", "a = 1", "[a]\nb = 1", "[a]\nb = '\\ud800'\n\x00", "\ufffe[a]\nb = '1'"])
def test_what_cannot_be_read_stops_no_load_and_is_left_as_it_is(text: str, folder: Path, camps: Path) -> None:
    folder.mkdir()
    (folder / FILE).write_text(text, encoding="utf-8")
    loaded = load_part("idp_sites", camps, Said(CHOSEN)).usable()
    assert len(loaded.layer.table) == 1
    assert "mappings_unreadable" in codes(loaded)
    assert (folder / FILE).read_text(encoding="utf-8") == text


def test_what_cannot_be_written_is_a_finding(folder: Path, camps: Path) -> None:
    folder.write_text("no folder", encoding="utf-8")
    loaded = load_part("idp_sites", camps, Said(CHOSEN)).usable()
    assert {"mappings_unreadable", "mappings_unwritable"} & set(codes(loaded))
    assert len(loaded.layer.table) == 1


def test_a_file_nobody_mapped_leaves_nothing_behind(folder: Path, tmp_path: Path) -> None:
    load_part("idp_sites", csv_file(tmp_path / "plain.csv", "name,lon,lat", "Ama,20,5"))
    assert not folder.exists()


def test_the_next_file_is_read_the_same_way_and_the_users_word_goes_before(camps: Path, tmp_path: Path) -> None:
    load_part("idp_sites", camps, Said(CHOSEN)).usable()
    later = csv_file(tmp_path / "later.csv", ",".join(HEADER), "Ama,20.1,5,1300")
    loaded = load_part("idp_sites", later).usable()
    assert loaded.layer.table["people"].tolist() == [1300]
    assert "lat = Norte, lon = Este, people = Total" in finding(loaded, "mapping_remembered").reason
    other = load_part("idp_sites", later, Said({"people": ""})).usable()
    assert "people" not in finding(other, "mapping_remembered").reason
    assert other.layer.table["people"].isna().all()
    assert "people = no column" in finding(load_part("idp_sites", later).usable(), "mapping_remembered").reason


def test_a_remembered_column_of_geometry_is_read_as_one(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "roads.csv", "id,trace", 'r1,"LINESTRING(20 5,20.1 5)"')
    load_part("roads", path, Said({"wkt": "trace"})).usable()
    assert len(load_part("roads", path).usable().layer.table) == 1


def test_forgetting_goes_before_reading(camps: Path) -> None:
    load_part("idp_sites", camps, Said(CHOSEN)).usable()
    plain = {"lon": "Este", "lat": "Norte"}
    assert load_part("idp_sites", camps, Said(plain, forgetting=True)).usable().layer.table["people"].isna().all()
    assert recall("idp_sites", "idp_sites", HEADER).mapping == plain


def test_axes_turned_round_by_hand_are_said_and_not_kept_for_other_files(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "name,Longitude,Latitude", "Ama,20.1,5", "Ilo,20.2,5")
    loaded = load_part("idp_sites", path, Said({"lon": "Latitude", "lat": "Longitude"})).usable()
    assert finding(loaded, "axes_exchanged").severity == "warning"
    assert recall("idp_sites", "idp_sites", ("name", "Longitude", "Latitude")).mapping == {}


def test_the_file_says_what_it_is(folder: Path) -> None:
    remember("bases", ("a",), {"name": "a"})
    assert (folder / FILE).read_text(encoding="utf-8").startswith(remembered.HEAD)
