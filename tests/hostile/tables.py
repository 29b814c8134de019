# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile CSV files: formulas, quotes, widths, encodings, numbers that are none."""

from __future__ import annotations

from pathlib import Path

from tests.hostile.cases import refused, taken
from tests.hostile.plain import TOWNS, csv_at

HEADER = TOWNS[0]


@taken("formulas for a spreadsheet", 3)
def _(folder: Path) -> Path:
    formulas = ("\"=cmd|'/C calc'!A0\"", '"=HYPERLINK(""http://127.0.0.1/"")"', "@SUM(1)")
    return csv_at(folder / "t.csv", HEADER, *(f"{cell},29.{n},1,5" for n, cell in enumerate(formulas)))


@taken("a quote that does not end for megabytes", 0, 1, says={"ragged_row", "no_rows"})
def _(folder: Path) -> Path:
    (folder / "t.csv").write_text(f'{HEADER}\n"' + "Ama,29.1,1,5\n" * 1_000_000, encoding="utf-8")
    return folder / "t.csv"


@refused("a cell longer than any is", "bad_csv")
def _(folder: Path) -> Path:
    return csv_at(folder / "t.csv", HEADER, "a" * 20_000_000 + ",29,1,5")


@refused("a million columns", "too_many_columns")
def _(folder: Path) -> Path:
    return csv_at(folder / "t.csv", HEADER + ",x" * 1_000_000, "Ama,29,1,5" + ",y" * 1_000_000)


@taken("rows with a million cells", 3, 2, says={"ragged_row"})
def _(folder: Path) -> Path:
    return csv_at(folder / "t.csv", *TOWNS, *["x,1,1,5" + ",y" * 1_000_000] * 2)


@refused("a number of 200 MB", "bad_csv")
def _(folder: Path) -> Path:
    return csv_at(folder / "t.csv", HEADER, f"Ama,29,1,{'9' * 200_000_000}")


@taken("numbers that no computer holds", 3, 2, says={"not_a_number", "coordinate_unreadable"})
def _(folder: Path) -> Path:
    rows = ("a,29,1,1e999", "b,29.1,1,nan", "c,29.2,1,-inf", "d,1e999,1,5", "e,nan,inf,5")
    return csv_at(folder / "t.csv", HEADER, *rows)


@taken("a number of a million digits", 1, says={"not_a_number"})
def _(folder: Path) -> Path:
    return csv_at(folder / "t.csv", HEADER, f"Ama,29,1,{'9' * 1_000_000}")


@taken("NUL bytes between letters", 3, says={"text_cleaned"})
def _(folder: Path) -> Path:
    return csv_at(folder / "t.csv", HEADER, "A\0ma,29,1,5", *TOWNS[2:])


@refused("more NUL bytes than letters", "not_text")
def _(folder: Path) -> Path:
    (folder / "t.csv").write_bytes("\n".join(TOWNS).encode("utf-32-le"))
    return folder / "t.csv"


@refused("a mark of UTF-16 before other bytes", "not_text")
def _(folder: Path) -> Path:
    (folder / "t.csv").write_bytes(b"\xff\xfe" + b"\x00\xd8" * 101 + b"a")
    return folder / "t.csv"


@refused("two marks of UTF-8 before another format", "no_place_columns")
def _(folder: Path) -> Path:
    (folder / "t.csv").write_bytes(b"\xef\xbb\xbf\xef\xbb\xbf" + b'{"type": "FeatureCollection"}')
    return folder / "t.csv"


@refused("another format in UTF-16", "no_place_columns")
def _(folder: Path) -> Path:
    (folder / "t.csv").write_bytes('<?xml version="1.0"?><OGRVRTDataSource/>'.encode("utf-16"))
    return folder / "t.csv"


@taken("letters cut in two", 3, says={"encoding_guessed"})
def _(folder: Path) -> Path:
    (folder / "t.csv").write_bytes("\n".join(TOWNS).encode().replace(b"Ama", b"\xc3(\xed\xa0\x80"))
    return folder / "t.csv"


@taken("letters that turn the writing round", 3, says={"text_cleaned"})
def _(folder: Path) -> Path:
    return csv_at(folder / "t.csv", HEADER, "A\u202emaxe.csv\u202c,29,1,5", *TOWNS[2:])


@refused("a header of one name over and over, without a place", "no_place_columns")
def _(folder: Path) -> Path:
    return csv_at(folder / "t.csv", ",".join(["name"] * 500), ",".join(["a"] * 500))


@taken("columns that all could be the place", 1, says={"column_chosen"})
def _(folder: Path) -> Path:
    return csv_at(folder / "t.csv", "name,people,lon,longitude,x,LON,lat,latitude,y,LAT", "a,5,29,30,31,32,1,2,3,4")


@refused("a header of nothing", "no_place_columns")
def _(folder: Path) -> Path:
    return csv_at(folder / "t.csv", ",,,,", "Ama,29,1,5,")


@refused("nothing but blanks", "empty_file")
def _(folder: Path) -> Path:
    (folder / "t.csv").write_bytes(b"\xef\xbb\xbf" + b" \r\n\t" * 100_000)
    return folder / "t.csv"


@taken("script and markup in names", 2)
def _(folder: Path) -> Path:
    return csv_at(folder / "t.csv", HEADER, "<script>alert(1)</script>,29,1,5", "${7*7}`{{x}}`,29.1,1,5")


@taken("well-known text nested without end", 1, 1, says={"bad_geometry"}, kind="areas")
def _(folder: Path) -> Path:
    deep = "GEOMETRYCOLLECTION(" * 100_000
    good = '"POLYGON ((29 1, 30 1, 30 2, 29 1))"'
    return csv_at(folder / "t.csv", "name;role;wkt", f"a;sector;{deep}", f"b;sector;{good}")


@taken("well-known text of no numbers", 0, 3, says={"bad_geometry", "no_rows"}, kind="roads")
def _(folder: Path) -> Path:
    texts = ("LINESTRING (nan nan, inf inf)", "LINESTRING (1e999 1, 2 2)", "01020000000000ffff")
    return csv_at(folder / "t.csv", "id;wkt", *(f"{n};{text}" for n, text in enumerate(texts)))


@taken("tags in the place of data", 3)
def _(folder: Path) -> Path:
    return csv_at(folder / "t.csv", HEADER, "#x,#geo+lat,#geo+lon,#" + "a" * 10_000, *TOWNS[1:])
