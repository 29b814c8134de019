# SPDX-License-Identifier: GPL-3.0-or-later
"""Where tables of real organisations begin: below titles, above tags; and in which letters they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.kinds import KINDS
from layers.load import load
from layers.mapping import map_columns
from layers.raw import RawTable
from layers.readers.csv_file import read
from layers.readers.header import find_head
from tests.layers.files import codes, csv_file, errors, finding

TITLES = ("Displacement Tracking Matrix;;;", "Round 7, June 2024;;;", ";;;")
HEADER, TAGS = "Nom du site;Longitude;Latitude;Individus", "#site+name;#geo+lon;#geo+lat;#affected+idps+ind"
CAMP = "Camp A;29,5;-1,5;1200"


def parsed(path: Path) -> RawTable:
    return read(path, "idp_sites")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("padded", [True, False])
@pytest.mark.parametrize("tagged", [True, False])
def test_titles_above_the_header_are_passed_over(tmp_path: Path, delimiter: str, padded: bool, tagged: bool) -> None:
    titles = TITLES if padded else [title.rstrip(";") for title in TITLES]
    lines = [*titles, HEADER, *([TAGS] if tagged else []), CAMP.replace(",", ".")]
    table = parsed(csv_file(tmp_path / "t.csv", *(line.replace(";", delimiter) for line in lines)))
    assert table.columns == tuple(HEADER.split(";"))
    assert [row[0] for row in table.rows] == ["Camp A"]
    assert table.numbers == [2 if tagged else 1]
    assert dict(table.tags) == (dict(enumerate(TAGS.split(";"))) if tagged else {})
    if delimiter != ",":  # in the second title, a comma parts it
        assert table.notes == [("header_found", {"line": 4, "skipped": 2})]


def test_the_tags_may_stand_further_below(tmp_path: Path) -> None:
    explained = "name as written;degrees;degrees;people counted"
    path = csv_file(tmp_path / "t.csv", "Title", HEADER, explained, TAGS, CAMP)
    loaded = load(path, "idp_sites")
    assert loaded.layer.table[["name", "people", "row"]].to_numpy().tolist() == [["Camp A", 1200, 3]]
    assert finding(loaded, "header_found").params["skipped"] == "2"
    assert (loaded.layer.rows_in, errors(loaded)) == (1, [])


def test_tags_alone_are_a_header(tmp_path: Path) -> None:
    loaded = load(csv_file(tmp_path / "t.csv", TAGS, CAMP), "idp_sites")
    assert loaded.layer.table[["name", "people"]].to_numpy().tolist() == [["Camp A", 1200]]


def test_a_header_nobody_knows_is_the_first_line_of_more_than_one_cell(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "Liste 2024", "", "foo,bar,baz", "a,29.5,1.5")
    table = load(path, "settlements", mapping={"name": "foo", "lon": "bar", "lat": "baz"}).layer.table
    assert table["name"].tolist() == ["a"]


def test_the_first_line_stays_the_header_where_a_row_of_data_sounds_like_one() -> None:
    head = find_head([["a", "b", "name"], ["camp", "x", "1"], ["name", "lat", "2"]], "idp_sites")
    assert head is not None
    assert head.line == 0


@pytest.mark.parametrize(
    ("header", "name", "people"),
    [
        (
            "Código,Nombre del sitio,Longitud,Latitud,Número de personas,Fecha de evaluación",
            "Nombre del sitio",
            "Número de personas",
        ),
        ("ID sitio,Sitio,Coordenada X,Coordenada Y,Total personas", "Sitio", "Total personas"),
        ("Nombre del albergue,LONGITUD,LATITUD,Población desplazada", "Nombre del albergue", "Población desplazada"),
        ("Code site,Localité,Longitude_X,Latitude_Y,Nombre d'individus", "Localité", "Nombre d'individus"),
        ("Site ID,Site Name,GPS Longitude,GPS Latitude,Total Individuals", "Site Name", "Total Individuals"),
    ],
)
def test_camp_lists_in_three_languages(header: str, name: str, people: str) -> None:
    table = RawTable(tuple(header.split(",")), [], [])
    found = map_columns(KINDS["idp_sites"], table, {}, "f.csv").columns
    called = {field: table.columns[at] for field, at in found.items()}
    assert (called["name"], called["people"]) == (name, people)
    assert {"lon", "lat"} <= set(called)


ARABIC, FRENCH = "مخيم زمزم", "Camp Béni-Ngongo, évalué"


@pytest.mark.parametrize(
    ("name", "encoding", "said"),
    [
        (ARABIC, "utf-8", None),
        (ARABIC, "utf-8-sig", None),
        (ARABIC, "utf-16", None),
        (ARABIC, "utf-16-le", "UTF-16-LE"),
        (ARABIC, "utf-16-be", "UTF-16-BE"),
        (ARABIC, "cp1256", "Windows-1256 (Arabic)"),
        (FRENCH, "cp1252", "Windows-1252"),
        (FRENCH, "utf-16-be", "UTF-16-BE"),
    ],
)
def test_the_encoding_is_told_and_named_where_it_was_assumed(
    tmp_path: Path, name: str, encoding: str, said: str | None
) -> None:
    loaded = load(
        csv_file(tmp_path / "t.csv", "name;lon;lat;people", f"{name};29,5;1,5;10", encoding=encoding), "idp_sites"
    )
    assert loaded.layer.table["name"].tolist() == [name]
    assert ("encoding_guessed" in codes(loaded)) == (said is not None)
    assert said is None or f"it was read as {said}" in finding(loaded, "encoding_guessed").reason


def test_a_damaged_letter_does_not_turn_the_whole_file_to_another_encoding(tmp_path: Path) -> None:
    rows = [f"Camp Béni {n},29.{n},1,10" for n in range(20)]
    data = "\n".join(["name,lon,lat,people", *rows]).encode() + "\nCamp é".encode()[:-1] + b",29.9,1.2,5\n"
    (tmp_path / "t.csv").write_bytes(data)
    loaded = load(tmp_path / "t.csv", "idp_sites")
    assert "Camp Béni 3" in loaded.layer.table["name"].tolist()
    assert finding(loaded, "encoding_damaged").params["count"] == "1"


def test_a_tag_below_no_name_is_no_column(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "Nom;X;Y;", "#loc+name;#geo+lon;#geo+lat;#population", "Ama;29;1;")
    assert load(path, "settlements").layer.table["name"].tolist() == ["Ama"]
