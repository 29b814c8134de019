# SPDX-License-Identifier: GPL-3.0-or-later
"""Geometry of KML -> WKB; called in the limited child only."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from xml.etree.ElementTree import Element

import shapely
from shapely.geometry.base import BaseGeometry

from layers.kinds import Shape
from layers.readers.xml_file import child, inner_text, local, number

BROKEN = b""
"""A geometry that could not be read."""
SHAPES = frozenset({"Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Track", "MultiTrack", "Model"})
COLLECTIONS = frozenset({"MultiGeometry", "MultiTrack"})
FORMS = {
    "Point": Shape.POINT,
    "LineString": Shape.LINE,
    "LinearRing": Shape.LINE,
    "Track": Shape.LINE,
    "Polygon": Shape.AREA,
}
DEEPEST = 50
AROUND_COMMA = re.compile(r"\s*,\s*")
FEWEST, MOST = 2, 3
"""Longitude and latitude; heights are dropped."""

Place = tuple[float, float]


def shape_of(element: Element) -> bytes:
    """The geometry of an element of `SHAPES`, empty where its coordinates are none or nested without end."""
    try:
        return bytes(shapely.to_wkb(_shape(element, 0)))
    except (ValueError, shapely.errors.GEOSException):
        return BROKEN


def forms_of(element: Element) -> frozenset[Shape]:
    """What an element of `SHAPES` draws, by its names alone: what is broken has a form too."""
    forms: set[Shape] = set()
    left = [element]
    while left:
        one = left.pop()
        if local(one) in COLLECTIONS:
            left += one
        elif local(one) in FORMS:
            forms.add(FORMS[local(one)])
    return frozenset(forms)


def _shape(element: Element, depth: int) -> BaseGeometry:
    name = local(element)
    if depth > DEEPEST:
        raise ValueError(name)
    if name in COLLECTIONS:
        return _joined([_shape(one, depth + 1) for one in element if local(one) in SHAPES])
    if name == "Point":
        (place,) = _places(inner_text(child(element, "coordinates")))
        return shapely.Point(place)
    if name in {"LineString", "LinearRing"}:
        return shapely.LineString(_places(inner_text(child(element, "coordinates"))))
    if name == "Track":
        texts = (inner_text(one) or "" for one in element if local(one) == "coord")
        return shapely.LineString([_place(text.split()) for text in texts])
    if name == "Polygon":
        (outer,) = _rings(element, "outerBoundaryIs")
        return shapely.Polygon(outer, _rings(element, "innerBoundaryIs"))
    raise ValueError(name)  # a model is a drawing of a house, not a place


def _rings(element: Element, side: str) -> list[list[Place]]:
    boundaries = (one for one in element if local(one) == side)
    rings = (ring for one in boundaries for ring in one if local(ring) == "LinearRing")
    return [_places(inner_text(child(ring, "coordinates"))) for ring in rings]


def _joined(parts: Sequence[BaseGeometry]) -> BaseGeometry:
    """Parts of one form as one geometry of it, others as a collection."""
    forms = {part.geom_type for part in parts}
    makers: Mapping[str, Callable[..., BaseGeometry]] = {
        "Point": shapely.MultiPoint,
        "LineString": shapely.MultiLineString,
        "Polygon": shapely.MultiPolygon,
    }
    if len(parts) == 1:
        return parts[0]
    if len(forms) == 1 and forms <= makers.keys():
        return makers[forms.pop()](parts)
    return shapely.GeometryCollection(parts)


def _places(text: str | None) -> list[Place]:
    """Positions of a text: numbers with commas between, whole positions with spaces."""
    return [_place(one.split(",")) for one in AROUND_COMMA.sub(",", text or "").split()]


def _place(numbers: Sequence[str]) -> Place:
    """Longitude and latitude.

    Raises
    ------
    ValueError
        Where they are no numbers.
    """
    if not FEWEST <= len(numbers) <= MOST:  # four are two with commas before their decimals
        raise ValueError(numbers)
    lon, lat = map(number, numbers[:FEWEST])
    return lon, lat
