# SPDX-License-Identifier: GPL-3.0-or-later
"""GPX -> raw table: waypoints where points are wanted, routes and tracks where lines are; in the limited child only.

Not by GDAL: its driver makes a layer of each, and a kind may want several.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import shapely

from layers.kinds import KINDS, Shape
from layers.raw import Cell, Note, RawTable
from layers.readers.xml_file import child, events, inner_text, local, number

COLUMNS = {"name": "name", "desc": "description", "cmt": "comment", "type": "type", "sym": "symbol", "time": "date"}
"""Elements -> columns; besides them, which of the three a row is."""
OBJECT = "gpx"
POINTS, LINES = frozenset({"wpt"}), frozenset({"rte", "trk"})
WORDS = {"wpt": "waypoint", "rte": "route", "trk": "track"}
BROKEN = b""
FEWEST = 2
"""Points of a line; a receiver that stood still leaves tracks of one."""


def read(path: Path, kind: str) -> RawTable:
    """Read what of a file a kind can be made of; "" for everything.

    Raises
    ------
    RefusedFile
        `entity_expansion` or `content_differs`.
    UnusableFile
        `bad_xml`.
    """
    wanted = _wanted(kind)
    rows: list[list[Cell]] = []
    geometry: list[bytes | None] = []
    left_out: Counter[str] = Counter()
    for name, element in _objects(path):
        if name not in wanted:
            left_out[f"{WORDS[name]}s"] += 1
            continue
        rows.append([*(inner_text(child(element, own)) for own in COLUMNS), WORDS[name]])
        geometry.append(_point(element) if name in POINTS else _line(element))
    notes: list[Note] = []
    if left_out:
        values = ", ".join(f"{name} ({count})" for name, count in sorted(left_out.items()))
        notes.append(("gpx_left_out", {"count": left_out.total(), "values": values, "kind": kind}))
    return RawTable((*COLUMNS.values(), OBJECT), rows, list(range(1, len(rows) + 1)), geometry, notes=notes)


def _wanted(kind: str) -> frozenset[str]:
    shapes = KINDS[kind].shapes if kind else frozenset(Shape)
    return (POINTS if Shape.POINT in shapes else frozenset()) | (LINES if shapes != {Shape.POINT} else frozenset())


def _objects(path: Path) -> Iterator[tuple[str, Element]]:
    """Waypoints, routes and tracks, in their order."""
    around: list[str] = []
    with path.open("rb") as source:
        for event, name, element in events(source, "gpx", path.name):
            if event == "start":
                around.append(name)
                continue
            around.pop()
            if around == ["gpx"]:
                if name in WORDS:
                    yield name, element
                element.clear()


def _point(element: Element) -> bytes:
    place = _place(element)
    return BROKEN if place is None else bytes(shapely.to_wkb(shapely.Point(place)))


def _line(element: Element) -> bytes:
    """A route, or the segments of a track; those of a single point are no line."""
    segments = [one for one in element if local(one) == "trkseg"] or [element]
    places = [[_place(one) for one in segment if local(one) in {"trkpt", "rtept"}] for segment in segments]
    known = [[place for place in segment if place is not None] for segment in places]
    if known != places:
        return BROKEN
    lines = [shapely.LineString(segment) for segment in known if len(segment) >= FEWEST]
    if not lines:
        return BROKEN
    return bytes(shapely.to_wkb(lines[0] if len(lines) == 1 else shapely.MultiLineString(lines)))


def _place(element: Element) -> tuple[float, float] | None:
    try:
        return number(element.get("lon", "")), number(element.get("lat", ""))
    except ValueError:
        return None
