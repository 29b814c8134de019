# SPDX-License-Identifier: GPL-3.0-or-later
"""CSV as spreadsheets of many countries save it."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.errors import UnusableFile
from layers.raw import RawTable
from layers.readers.csv_file import read
from tests.layers.files import csv_file

BENI = ("1", "Béni", "29.47", "0.49")


def parsed(path: Path) -> RawTable:
    return read(path, "settlements")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = [delimiter.join(row) for row in (("id", "name", "lon", "lat"), BENI)]
    table = parsed(csv_file(tmp_path / "t.csv", *lines, encoding=encoding))
    assert table.columns == ("id", "name", "lon", "lat")
    assert table.rows == [list(BENI)]
    assert table.decimal_comma == (delimiter == ";")
    assert [code for code, _ in table.notes] == (["encoding_guessed"] if encoding == "cp1252" else [])


@pytest.mark.parametrize(
    ("encoding", "word", "called"),
    [
        ("cp1256", "مخيم", "Windows-1256 (Arabic)"),
        ("iso8859-6", "مخيم", "ISO 8859-6 (Arabic)"),
        ("cp1251", "Донецк", "Windows-1251 (Cyrillic)"),
        ("latin-1", "Béni", "Windows-1252"),
        ("utf-16-le", "مخيم", "UTF-16-LE"),
        ("utf-16-be", "Béni", "UTF-16-BE"),
    ],
)
def test_an_encoding_that_was_assumed_is_said_with_a_word_that_shows_it(
    tmp_path: Path, encoding: str, word: str, called: str
) -> None:
    table = parsed(csv_file(tmp_path / "t.csv", "name,lon,lat", f"{word} A,29,1", f"B,28,2,{word}", encoding=encoding))
    assert table.rows[0][0] == f"{word} A"
    assert table.notes == [("encoding_guessed", {"encoding": called, "sample": word})]


def test_text_of_two_bytes_is_known_by_its_line_ends_where_hardly_a_letter_is_latin(tmp_path: Path) -> None:
    lines = ["الاسم,خط الطول,خط العرض,السكان", "مخيم زمزم الكبير للنازحين في الفاشر شمال دارفور,٢٩,٣,٤٢٣"]
    table = parsed(csv_file(tmp_path / "t.csv", *lines, encoding="utf-16-le"))
    assert table.columns == tuple(lines[0].split(","))


def test_a_comma_inside_quotes_is_no_delimiter(tmp_path: Path) -> None:
    table = parsed(csv_file(tmp_path / "t.csv", '"Name, as written, of the site";lon;lat', '"Béni; north";29;1'))
    assert table.columns == ("Name, as written, of the site", "lon", "lat")
    assert table.rows == [["Béni; north", "29", "1"]]


def test_rows_are_numbered_as_in_the_file_and_blank_ones_left_out(tmp_path: Path) -> None:
    table = parsed(csv_file(tmp_path / "t.csv", "", "id,lon,lat", "a,1,1", "", ",,", "b,2,2"))
    assert (table.numbers, [row[0] for row in table.rows]) == ([1, 4], ["a", "b"])


def test_rows_of_another_width_are_named_and_empty_cells_at_the_end_forgiven(tmp_path: Path) -> None:
    table = parsed(csv_file(tmp_path / "t.csv", "id,lon,lat,", "a,1,1,,", "b,2", "c,3,3,x", "d,4,4"))
    assert table.columns == ("id", "lon", "lat")
    assert table.numbers == [1, 4]
    assert table.ragged == [(2, 2), (3, 4)]


def test_a_row_of_tags_is_no_data(tmp_path: Path) -> None:
    table = parsed(csv_file(tmp_path / "t.csv", "Nom,X,Y,Note", "#loc+name,#geo+lon,#geo+lat,", "#1,1,1,", "#2,2,2,#"))
    assert table.tags == {0: "#loc+name", 1: "#geo+lon", 2: "#geo+lat"}
    assert table.numbers == [2, 3]


def test_columns_without_a_name_or_with_that_of_another_are_told_apart(tmp_path: Path) -> None:
    assert parsed(csv_file(tmp_path / "t.csv", "name,,name,lat", "a,b,c,d")).columns == (
        "name",
        "column 2",
        "name (2)",
        "lat",
    )


def test_a_stray_nul_does_not_spoil_a_file(tmp_path: Path) -> None:
    assert parsed(csv_file(tmp_path / "t.csv", "name,longitude,latitude", "a\x00b,12.5,13.5")).rows[0][0] == "a\x00b"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\n\n  \n", "empty_file"),
        (b",,,\n1,2,3\n", "no_header"),
        ("name,lon,lat\na,1,1\n".encode("utf-32-le"), "not_text"),
        (b"\xff\xfen\x00a", "not_text"),
        (b"name,lon,lat\n" + b"x" * 17_000_000, "bad_csv"),
    ],
    ids=["blank", "nameless", "unmarked UTF-32", "half a letter", "endless cell"],
)
def test_what_is_no_table_is_said(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "t.csv").write_bytes(content)
    with pytest.raises(UnusableFile) as fault:
        parsed(tmp_path / "t.csv")
    assert fault.value.code == ("not_text" if content.startswith(b"\xff") else code)
