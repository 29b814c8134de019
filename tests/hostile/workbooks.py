# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile workbooks: archives that swell, lock or lead out, entities, sizes and references that are lies."""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.hostile.cases import refused, taken
from tests.hostile.plain import workbook

SHEET, BOOK, STYLES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"
RELATIONS, TYPES = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
Rewrite = Callable[[bytes], bytes]


def _rewritten(path: Path, member: str, rewrite: Rewrite, extra: dict[str, bytes] | None = None) -> Path:
    """Write the workbook with one of its parts changed, and others added."""
    with zipfile.ZipFile(workbook(path)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[member] = rewrite(parts[member])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts | (extra or {})).items():
            archive.writestr(name, content)
    return path


def _put(old: str, new: str) -> Rewrite:
    """Put one text in the place of another that is there."""

    def rewrite(content: bytes) -> bytes:
        assert old.encode() in content, content[:2000]
        return content.replace(old.encode(), new.encode(), 1)

    return rewrite


def _bad(name: str, code: str, member: str, rewrite: Rewrite) -> None:
    @refused(name, code)
    def _(folder: Path) -> Path:
        return _rewritten(folder / "t.xlsx", member, rewrite)


def _lie(name: str, accepted: int, rejected: int, member: str, rewrite: Rewrite) -> None:
    @taken(name, accepted, rejected)
    def _(folder: Path) -> Path:
        return _rewritten(folder / "t.xlsx", member, rewrite)


def _entity(entity: str) -> Rewrite:
    return lambda content: re.sub(
        rb"^(<\?xml[^>]*\?>)?", rb"\1" + f"<!DOCTYPE a [{entity}]>".encode(), content, count=1
    )


LAUGHS = '<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
_bad("entities of a sheet that grow", "entity_expansion", SHEET, _entity(LAUGHS))
_bad(
    "an entity of a sheet that is a file", "entity_expansion", SHEET, _entity('<!ENTITY a SYSTEM "file:///etc/passwd">')
)
_bad("entities of the list of sheets", "entity_expansion", BOOK, _entity(LAUGHS))
_bad(
    "a sheet that is an address",
    "empty_file",
    RELATIONS,
    _put("/xl/worksheets/sheet1.xml", "http://127.0.0.1:9/a.xml"),
)
_bad(
    "a sheet that is a file elsewhere",
    "empty_file",
    RELATIONS,
    _put("/xl/worksheets/sheet1.xml", "/../../etc/passwd"),
)
_bad(
    "a cell at the far end of a sheet",
    "too_many_cells",
    SHEET,
    _put('<row r="4">', '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row><row r="4">'),
)
_bad("XML nested without end", "bad_workbook", SHEET, _put("<sheetData>", "<a>" * 200_000))
_bad(
    "a text that the list of texts does not have",
    "bad_workbook",
    SHEET,
    _put('t="inlineStr"><is><t>Ama</t></is>', 't="s"><v>99999999</v>'),
)
_bad("two rows of one number", "bad_workbook", SHEET, _put('<row r="4"', '<row r="3"'))
_bad(
    "a row without a number that takes the next one's", "bad_workbook", SHEET, _put('<row r="3">', "<row/><row r='3'>")
)
_bad("rows that are numbered backwards", "bad_workbook", SHEET, _put('<row r="4"', '<row r="-7"'))
_lie("a sheet that says it is huge", 3, 0, SHEET, _put('ref="A1:D4"', 'ref="A1:XFD1048576"'))
_lie("a number no computer holds", 2, 1, SHEET, _put("<v>29.1</v>", "<v>1e999</v>"))
_bad("a number of a hundred thousand digits", "bad_workbook", SHEET, _put("<v>29.1</v>", f"<v>{'9' * 100_000}</v>"))
_lie(
    "everything merged with everything",
    3,
    0,
    SHEET,
    _put("</sheetData>", "</sheetData><mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 1000 + "</mergeCells>"),
)


@taken("a program beside the sheets", 3)
def _(folder: Path) -> Path:
    program = {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"\0" * 500, "xl/activeX/a.bin": b"MZ"}
    return _rewritten(folder / "t.xlsx", SHEET, bytes, program)


@taken("a formula that starts a program", 3)
def _(folder: Path) -> Path:
    return _rewritten(folder / "t.xlsx", SHEET, _put("<v>1200</v>", "<f>cmd|'/C calc'!A0</f><v>1200</v>"))


@refused("a part that swells a thousand times", "archive_swells")
def _(folder: Path) -> Path:
    return _rewritten(folder / "t.xlsx", SHEET, _put("</sheetData>", " " * 100_000_000 + "</sheetData>"))


@refused("many parts that swell a hundred times each", "archive_swells")
def _(folder: Path) -> Path:
    piece = b"<c/>" * 250_000
    return _rewritten(folder / "t.xlsx", SHEET, bytes, {f"xl/{n}.xml": piece for n in range(100)})


@refused("more parts than any workbook has", "archive_swells")
def _(folder: Path) -> Path:
    return _rewritten(folder / "t.xlsx", SHEET, bytes, {f"xl/{n}.xml": b"" for n in range(6_000)})


@refused("a part that is a link out of the archive", "archive_link")
def _(folder: Path) -> Path:
    path = workbook(folder / "t.xlsx")
    link = zipfile.ZipInfo("xl/media/image1.png")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    return path


def _patched(name: str, code: str, patch: Callable[[bytearray, int], None]) -> None:
    """Enter a workbook with bytes changed; the patch is told where the last part's entry in the list stands."""

    @refused(name, code)
    def _(folder: Path) -> Path:
        path = workbook(folder / "t.xlsx")
        content = bytearray(path.read_bytes())
        patch(content, content.rfind(b"PK\x01\x02"))
        path.write_bytes(content)
        return path


def _lock(content: bytearray, entry: int) -> None:
    content[entry + 8] |= 1


def _method(content: bytearray, entry: int) -> None:
    content[entry + 10] = 99


def _shift(content: bytearray, entry: int) -> None:
    content[entry + 42 : entry + 46] = (2**31).to_bytes(4, "little")


def _damage(content: bytearray, _entry: int) -> None:
    """Damage the packed bytes of the types of all parts, which are read first."""
    start = content.find(TYPES.encode(), 0, content.find(b"PK\x01\x02")) + len(TYPES)
    content[start : start + 8] = b"\xff" * 8


def _no_end(content: bytearray, _entry: int) -> None:
    del content[-30:]


_patched("a part that is locked", "archive_locked", _lock)
_patched("a part that is packed in a way nobody knows", "bad_workbook", _method)
_patched("a part that stands behind the end", "bad_workbook", _shift)
_patched("packed bytes that are damaged", "bad_workbook", _damage)
_patched("an archive without its end", "bad_archive", _no_end)


@refused("a locked workbook, which is no archive", "content_differs")
def _(folder: Path) -> Path:
    (folder / "t.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000)
    return folder / "t.xlsx"


@refused("a document under a workbook's name", "content_differs")
def _(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "t.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    return folder / "t.xlsx"


@refused("an archive of tables under its own name", "packed_file")
def _(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "t.zip", "w") as archive:
        archive.writestr("t.csv", "name,lon,lat\nAma,29,1\n")
    return folder / "t.zip"
