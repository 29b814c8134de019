# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile Shapefiles: offsets and lengths that are lies, tables of another length, odd files beside them."""

from __future__ import annotations

import struct
from pathlib import Path

from tests.hostile.cases import refused, taken
from tests.hostile.plain import shapefile

FIRST_RECORD = 100
HUGE = 0x7FFFFFF0


def _patched(path: Path, suffix: str, at: int, junk: bytes) -> Path:
    side = path.with_suffix(suffix)
    content = bytearray(side.read_bytes())
    content[at : at + len(junk)] = junk
    side.write_bytes(content)
    return path


def _lie(name: str, suffix: str, at: int, junk: bytes, accepted: int, rejected: int) -> None:
    @taken(name, accepted, rejected)
    def _(folder: Path) -> Path:
        return _patched(shapefile(folder / "t.shp"), suffix, at, junk)


def _bad(name: str, code: str, suffix: str, at: int, junk: bytes) -> None:
    @refused(name, code)
    def _(folder: Path) -> Path:
        return _patched(shapefile(folder / "t.shp"), suffix, at, junk)


_lie("a record that says it is huge", ".shp", FIRST_RECORD + 4, struct.pack(">i", HUGE), 2, 0)
_lie("a record of another shape than the file's", ".shp", FIRST_RECORD + 8, struct.pack("<i", 5), 1, 1)
_lie("a shape that does not exist", ".shp", FIRST_RECORD + 8, struct.pack("<i", 77), 1, 1)
_lie(
    "coordinates that are numbers nowhere",
    ".shp",
    FIRST_RECORD + 12,
    struct.pack("<dd", float("nan"), float("inf")),
    1,
    1,
)
_lie("an index that points behind the end", ".shx", FIRST_RECORD, struct.pack(">ii", HUGE, 10), 1, 1)
_bad("an index that points before the start", "unreadable", ".shx", FIRST_RECORD, struct.pack(">ii", -4, 10))
_lie("a header that says the file is huge", ".shp", 24, struct.pack(">i", HUGE), 2, 0)
_bad("an index of another kind of file", "unreadable", ".shx", 0, b"\x89PNG\r\n\x1a\n" + b"\xff" * 92)
_bad("a table whose rows have no length", "unreadable", ".dbf", 10, b"\x00\x00")
_bad("a table whose header has no length", "unreadable", ".dbf", 8, b"\x00\x00")
_bad("a table that says it has 2,000 million rows", "shapefile_uneven", ".dbf", 4, struct.pack("<I", HUGE))
_bad("a table with fewer rows than shapes", "shapefile_uneven", ".dbf", 4, struct.pack("<I", 1))
_lie("a column of a type that does not exist", ".dbf", 32 + 11, b"\x00", 2, 0)


@refused("a table cut in its rows", "unreadable")
def _(folder: Path) -> Path:
    path = shapefile(folder / "t.shp")
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes()[:-60])
    return path


@taken("a polygon of more parts than the file has bytes", 0, 1, says={"empty_geometry"}, kind="areas")
def _(folder: Path) -> Path:
    body = struct.pack("<i4dii", 5, 0, 0, 1, 1, HUGE, HUGE)
    record = struct.pack(">ii", 1, len(body) // 2) + body
    path = shapefile(folder / "t.shp")
    header = bytearray(path.read_bytes()[:100])
    header[32:36] = struct.pack("<i", 5)
    header[24:28] = struct.pack(">i", (100 + len(record)) // 2)
    path.write_bytes(bytes(header) + record)
    header[24:28] = struct.pack(">i", (100 + 8) // 2)
    _patched(path, ".dbf", 4, struct.pack("<I", 1))
    path.with_suffix(".shx").write_bytes(bytes(header) + struct.pack(">ii", 50, len(body) // 2))
    return path


def _beside(name: str, suffix: str, content: bytes, code: str | None) -> None:
    def make(folder: Path) -> Path:
        path = shapefile(folder / "t.shp")
        path.with_suffix(suffix).write_bytes(content)
        return path

    (taken(name, 2) if code is None else refused(name, code))(make)


_beside("a coordinate system that is an address", ".prj", b"http://127.0.0.1:9/wkt", "no_crs")
_beside("a coordinate system that is a path", ".prj", b"/vsicurl/http://127.0.0.1:9/wkt", "no_crs")
_beside("a coordinate system of brackets", ".prj", b"GEOGCS[" * 100_000, "unreadable")
_beside(
    "a coordinate system with grids from elsewhere",
    ".prj",
    b"+proj=longlat +nadgrids=@/etc/passwd,http://127.0.0.1/x.gsb +no_defs",
    "no_crs",
)
_beside("a coordinate system in letters that are none", ".prj", b'GEOGCS["\xff\xfe",DATUM["D"]]', "unreadable")
_beside("an encoding of nonsense", ".cpg", b"../../etc/passwd\x00" * 1000, None)
_beside("an index of places that is noise", ".qix", b"SQT\x01\x01" + b"\xff" * 4000, None)
_beside("an index of ESRI's that is noise", ".sbn", b"\x00\x00'\n" + b"\xff" * 4000, None)
_beside("an index of values that is a document", ".idm", b"%PDF-1.7", None)
_beside("a document of entities", ".shp.xml", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>', None)
_beside("a table of no columns and no rows", ".dbf", b"\x03" + b"\x00" * 31, "unreadable")
