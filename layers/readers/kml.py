# SPDX-License-Identifier: GPL-3.0-or-later
"""KML and KMZ -> raw table: placemarks alone; no link, style or picture is followed. Called in the limited child only.

Not by GDAL: its drivers make one layer of every folder, and a point at 0, 0 of coordinates that are no numbers.
"""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element

from layers.errors import UnusableFile
from layers.folders import FOLDER, JOINT, counted
from layers.kinds import KINDS, Shape
from layers.raw import MOST_COLUMNS, Cell, Note, RawTable
from layers.readers.kml_shapes import SHAPES, forms_of, shape_of
from layers.readers.xml_file import LONGEST_DETAIL, child, events, inner_text, local
from layers.values import text_of

UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError)
LEFT_OUT = frozenset({"NetworkLink", "GroundOverlay", "ScreenOverlay", "PhotoOverlay", "Tour"})
MARKUP = re.compile(r"<[^<>]*>")
WORDS = {Shape.POINT: "points", Shape.LINE: "lines", Shape.AREA: "polygons"}
TIMES = {"when": "date", "begin": "start", "end": "end"}
"""Elements of a time -> columns."""


def read(path: Path, kind: str) -> RawTable:
    """Read the placemarks that a kind can be made of, in their order; "" for all.

    One without a geometry is a row without a place: whoever drew the map forgot it.

    Raises
    ------
    RefusedFile
        `entity_expansion` or `content_differs`.
    UnusableFile
        `bad_xml`, `bad_archive`, `kmz_not_one`, `kml_nothing_fits` or `too_many_columns`.
    """
    with ExitStack() as held:
        try:
            return _table(_document(path, held), kind, path.name)
        except UNREADABLE as error:
            detail = text_of(str(error))[:LONGEST_DETAIL] or type(error).__name__
            raise UnusableFile("bad_archive", file=path.name, detail=detail) from None


def _document(path: Path, held: ExitStack) -> IO[bytes]:
    """The document itself; of an archive, the one that it holds."""
    if path.suffix.casefold() == ".kml":
        return held.enter_context(path.open("rb"))
    archive = held.enter_context(zipfile.ZipFile(path))
    names = [part.filename for part in archive.infolist() if part.filename.casefold().endswith(".kml")]
    if len(names) != 1:
        raise UnusableFile("kmz_not_one", file=path.name, count=len(names))
    return held.enter_context(archive.open(names[0]))


def _table(source: IO[bytes], kind: str, file: str) -> RawTable:
    """The placemarks of a kind as one table; columns in the order in which they turn up."""
    fits = _forms(kind)
    columns: dict[str, int] = {}
    found: list[dict[int, Cell]] = []
    numbers: list[int] = []
    geometry: list[bytes | None] = []
    left_out, others = Counter[str](), Counter[str]()
    for number, (placemark, folder) in enumerate(_placemarks(source, file, left_out), start=1):
        forms = _forms_drawn(placemark)
        if forms and not forms & fits:
            others[_of_form(folder, forms)] += 1
            continue
        cells = _cells(placemark) | ({FOLDER: folder} if folder else {})
        found.append({columns.setdefault(name, len(columns)): cell for name, cell in cells.items()})
        numbers.append(number)
        geometry.append(_geometry(placemark))
        if len(columns) > MOST_COLUMNS:
            raise UnusableFile("too_many_columns", file=file, columns=len(columns), limit=MOST_COLUMNS)
    if others and all(shape is None for shape in geometry) and not KINDS[kind].without_place:
        values = counted(others)
        raise UnusableFile("kml_nothing_fits", file=file, layer=kind, kind=kind, values=values, bare=len(numbers))
    rows = [[cells.get(at) for at in range(len(columns))] for cells in found]
    return RawTable(tuple(columns), rows, numbers, geometry, notes=_notes(kind, left_out, others))


def _forms(kind: str) -> frozenset[Shape]:
    """What a kind can be made of: where it is points, polygons too, which stand for a place."""
    shapes = KINDS[kind].shapes if kind else frozenset(Shape)
    return shapes | {Shape.AREA} if Shape.POINT in shapes else shapes


def _of_form(folder: str, forms: frozenset[Shape]) -> str:
    """What was drawn, and in which folder."""
    words = " and ".join(word for form, word in WORDS.items() if form in forms)
    return f"{folder}: {words}" if folder else words


def _notes(kind: str, left_out: Counter[str], others: Counter[str]) -> list[Note]:
    notes: list[Note] = []
    if left_out:
        values = ", ".join(f"{name} ({count})" for name, count in sorted(left_out.items()))
        notes.append(("kml_left_out", {"count": left_out.total(), "values": values}))
    if others:
        notes.append(("kml_other_forms", {"count": others.total(), "values": counted(others), "kind": kind}))
    return notes


def _placemarks(source: IO[bytes], file: str, left_out: Counter[str]) -> Iterator[tuple[Element, str]]:
    """Every placemark with the names of the folders around it; what else is drawn is counted."""
    around: list[str] = []
    folders: list[str] = []
    inside = 0  # placemarks around
    for event, name, element in events(source, "kml", file):
        if event == "start":
            around.append(name)
            inside += name == "Placemark"
            if name == "Folder":
                folders.append("")
            continue
        around.pop()
        inside -= name == "Placemark"
        if inside:
            continue
        if name == "Placemark":
            yield element, JOINT.join(filter(None, folders))
        elif name == "name" and around and around[-1] == "Folder":
            folders[-1] = inner_text(element) or ""
        elif name == "Folder":
            folders.pop()
        left_out[name] += name in LEFT_OUT
        element.clear()
    for name in set(left_out) - LEFT_OUT:
        del left_out[name]


def _cells(placemark: Element) -> dict[str, Cell]:
    """Name, description without markup, times and extended data; the last under names that are free."""
    cells: dict[str, Cell] = {"name": inner_text(child(placemark, "name"))}
    description = inner_text(child(placemark, "description"))
    if description is not None:
        cells["description"] = _plain(description)
    for time in placemark:
        if local(time) in {"TimeStamp", "TimeSpan"}:
            cells |= {TIMES[local(one)]: inner_text(one) for one in time if local(one) in TIMES}
    for name, cell in islice(_extended(placemark), MOST_COLUMNS + 1):
        free, number = name, 1
        while free in cells or free == FOLDER:
            number += 1
            free = f"{name} ({number})"
        cells[free] = cell
    return cells


def _extended(placemark: Element) -> Iterator[tuple[str, Cell]]:
    """Names and values of a placemark's own data, typed by a schema or not."""
    data = child(placemark, "ExtendedData")
    for one in data if data is not None else ():
        if local(one) == "Data":
            yield _name_of(one), inner_text(child(one, "value"))
        elif local(one) == "SchemaData":
            yield from ((_name_of(cell), inner_text(cell)) for cell in one if local(cell) == "SimpleData")


def _name_of(element: Element) -> str:
    return text_of(element.get("name", "")) or "data"


def _geometry(placemark: Element) -> bytes | None:
    """The shape of a placemark; None without one."""
    shapes = _drawn(placemark)
    return shape_of(shapes[0]) if shapes else None


def _forms_drawn(placemark: Element) -> frozenset[Shape]:
    """What a placemark is drawn as, none without a geometry."""
    shapes = _drawn(placemark)
    return forms_of(shapes[0]) if shapes else frozenset()


def _drawn(placemark: Element) -> Sequence[Element]:
    return [one for one in placemark if local(one) in SHAPES]


def _plain(text: str) -> str:
    """A text without markup: balloons of maps are often pages."""
    return " ".join(html.unescape(MARKUP.sub(" ", text)).split()) if "<" in text else text
