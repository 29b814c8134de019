# SPDX-License-Identifier: GPL-3.0-or-later
"""A look at a file before anything reads it: whether it is there, can be read, and is what its name says."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from layers.archives import check_archive
from layers.errors import RefusedFile, UnusableFile, UsageError
from layers.geopackage import inspect
from layers.projected import named
from layers.read_as import TAKEN, ReadAs
from layers.worker import READERS

LARGEST_BYTES = 512 * 1024**2
HEAD_BYTES = 4096
"""Room for the comments and declarations before the outermost element of XML."""
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+._ -]+:|[/\\]vsi", re.IGNORECASE)
"""A URL, a name that chooses a driver, or one of GDAL's virtual folders; a Windows drive has one letter only."""

SQLITE = b"SQLite format 3\x00"
SHAPEFILE = b"\x00\x00\x27\x0a"
OBJECT = b"{"
ARCHIVE = b"PK\x03\x04"
XML = rb"(<\?xml\b.*)?<(\w+:)?%b[\s>]"
"""The declaration, comments, the outermost element."""
XML_SUFFIXES = (".osm", ".kml", ".gpx")
UNREAD: Mapping[str, str] = {
    **dict.fromkeys((".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"), "packed_file"),
    **dict.fromkeys((".xls", ".xlsm", ".xlsb", ".ods", ".fods", ".numbers"), "other_workbook"),
    **dict.fromkeys((".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx"), "part_of_shapefile"),
    **dict.fromkeys((".tab", ".mif", ".gdb", ".mdb", ".accdb", ".sqlite", ".gml", ".fgb", ".dxf", ".lpk"), "other_map"),
    **dict.fromkeys((".txt", ".dat"), "plain_text"),
}
"""What is said of files that planners are sent and that are not read, by suffix."""
OSM_PBF = re.compile(rb"\x00\x00\x00.\x0a\x09OSMHeader", re.DOTALL)
TIFF = re.compile(rb"II[*+]\x00|MM\x00[*+]")
PATTERNS: Mapping[str, re.Pattern[bytes]] = {
    **{suffix: re.compile(XML % suffix[1:].encode(), re.DOTALL) for suffix in XML_SUFFIXES},
    ".pbf": OSM_PBF,
    ".tif": TIFF,
    ".tiff": TIFF,
}
"""How files begin whose first bytes vary, by suffix."""
MARKS: Mapping[str, bytes] = {
    ".gpkg": SQLITE,
    ".shp": SHAPEFILE,
    ".geojson": OBJECT,
    ".json": OBJECT,
    ".xlsx": ARCHIVE,
    ".kmz": ARCHIVE,
}
"""How files begin, by suffix."""
PARTS: Mapping[str, frozenset[str]] = {
    ".xlsx": frozenset({"[Content_Types].xml", "xl/workbook.xml"}),
    ".kmz": frozenset(),
}
"""Parts that every archive of a suffix has; of a KMZ its reader knows the one that counts by its own suffix."""
NO_TABLES = (SQLITE, OBJECT, b"<", ARCHIVE, b"%PDF", b"\xd0\xcf\x11\xe0")
"""How no CSV file begins, whatever its name."""


def look_at(path: Path, read_as: ReadAs | None = None) -> None:
    """Look at a file and refuse what must not, or cannot, be read.

    Parameters
    ----------
    path : Path
    read_as : ReadAs, optional
        What is said of it, because it does not say so itself.

    Raises
    ------
    UsageError
        `not_said_of`, `bad_crs` or `bad_encoding`.
    UnusableFile
        `no_such_file`, `not_a_file`, `no_access`, `unknown_format`, one of `UNREAD`, `empty_file`,
        `name_with_mark`, `shapefile_incomplete`, `no_crs`, `bad_archive`, or what is wrong with a GeoPackage.
    RefusedFile
        `not_a_path`, `link_elsewhere`, `content_differs`, `file_too_large`, or what a GeoPackage or archive must not
        hold.
    """
    text = str(path)
    if text.casefold().startswith(("/vsi", "\\vsi")) or (ADDRESS.match(text) and not os.path.exists(text)):  # noqa: PTH110  takes any text
        raise RefusedFile("not_a_path", file=text)
    if not os.path.exists(text):  # noqa: PTH110  the same
        raise UnusableFile("no_such_file", file=text)
    suffix = path.suffix.casefold()
    _check_format(path, suffix)
    _check_link(path, path.resolve().suffix.casefold() == suffix)
    if read_as is not None:
        _check_said(path, read_as)
    if READERS[suffix] == "vector" and "!" in str(path.absolute()):
        raise UnusableFile("name_with_mark", file=text)
    if suffix == ".shp":
        _look_beside(path, has_crs=read_as is not None and bool(read_as.crs))
    _look_inside(path, suffix)
    if suffix == ".gpkg":
        inspect(path)
    if MARKS.get(suffix) == ARCHIVE and not check_archive(path) >= PARTS[suffix]:
        raise RefusedFile("content_differs", file=path.name, suffix=path.suffix)


def _check_format(path: Path, suffix: str) -> None:
    """Refuse what is no file, and files that are not read, with what to do about them."""
    if suffix in UNREAD:
        raise UnusableFile(UNREAD[suffix], file=path.name, suffix=path.suffix)
    if not path.is_file():
        raise UnusableFile("not_a_file", file=str(path))
    if suffix not in READERS:
        raise UnusableFile("unknown_format", file=path.name, suffix=path.suffix, known=", ".join(READERS))


def _look_inside(path: Path, suffix: str) -> None:
    """Look at the size of a file and at its first bytes."""
    _check_size(path)
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise UnusableFile("no_access", file=path.name, detail=error.strerror) from None
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if suffix in PATTERNS:
        if PATTERNS[suffix].match(text if suffix in XML_SUFFIXES else head) is None:
            raise RefusedFile("content_differs", file=path.name, suffix=path.suffix)
        return
    mark = MARKS.get(suffix)
    if text.startswith(NO_TABLES) if mark is None else not (text if mark == OBJECT else head).startswith(mark):
        raise RefusedFile("content_differs", file=path.name, suffix=path.suffix)


def _check_size(path: Path) -> None:
    size = path.stat().st_size
    if size == 0:
        raise UnusableFile("empty_file", file=path.name)
    if size > LARGEST_BYTES:
        raise RefusedFile("file_too_large", file=path.name, mb=size // 1024**2, limit_mb=LARGEST_BYTES // 1024**2)


def _check_link(path: Path, allowed: bool) -> None:  # noqa: FBT001  it reads as a sentence
    """Refuse a link to where no such file is: an unpacked archive may hold one to any file of its reader."""
    if path.is_symlink() and not allowed:
        raise RefusedFile("link_elsewhere", file=path.name, target=str(path.readlink()))


def _look_beside(path: Path, *, has_crs: bool) -> None:
    """Look for the other files of a Shapefile."""
    there = {other.suffix.casefold(): other for other in path.parent.iterdir() if other.stem == path.stem}
    missing = [f"{path.stem}{suffix}" for suffix in (".shx", ".dbf") if suffix not in there]
    if missing:
        raise UnusableFile("shapefile_incomplete", file=path.name, missing=", ".join(missing))
    if ".prj" not in there and not has_crs:
        raise UnusableFile("no_crs", file=path.name)
    for other in there.values():
        _check_link(other, other.resolve().parent in {path.parent.resolve(), path.resolve().parent})
        if not other.is_file():
            raise UnusableFile("not_a_file", file=other.name)
    _check_size(there[".dbf"])


def _check_said(path: Path, read_as: ReadAs) -> None:
    """Refuse what cannot be said of a file of this suffix, and what nobody knows."""
    taken = TAKEN.get(path.suffix.casefold(), frozenset())
    for name in read_as.said():
        if name not in taken:
            raise UsageError("not_said_of", file=path.name, option=name, suffix=path.suffix)
    if read_as.crs and named(read_as.crs) is None:
        raise UsageError("bad_crs", file=path.name, wanted=read_as.crs)
    if read_as.encoding and not _is_encoding(read_as.encoding):
        raise UsageError("bad_encoding", file=path.name, wanted=read_as.encoding)


def _is_encoding(name: str) -> bool:
    """Whether Python knows an encoding of text by this name."""
    try:
        "".encode(name)
    except (LookupError, ValueError):
        return False
    return True
