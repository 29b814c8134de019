# SPDX-License-Identifier: GPL-3.0-or-later
"""Places of OpenStreetMap -> raw settlements or IDP sites; called in the limited child only."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import osmium
import shapely
from osmium.osm import Node, Relation, Way
from shapely.geometry.base import BaseGeometry

from layers.raw import Note, RawTable
from layers.readers import osm_tags
from layers.readers.osm_areas import areas_of
from layers.readers.osm_extract import Extract, numbers
from layers.readers.osm_tags import Tags

Object = Node | Way | Relation

KEYS = ("place", "amenity", "landuse", "refugee")
"""One of these is on everything that is a site."""
BROKEN = b""
"""A geometry that cannot be made of what the extract holds."""


@dataclass(slots=True)
class _Site:
    """A node, way or relation that is wanted."""

    tags: Tags
    shape: bytes


def read_sites(extract: Extract, wanted: Callable[[Tags], bool]) -> RawTable:
    """Places of an extract: nodes, closed ways, and relations as far as their members are there.

    Parameters
    ----------
    extract : Extract
    wanted : callable
        Tells by the tags what is a site.
    """
    found: dict[str, _Site] = {}
    others: Counter[str] = Counter()
    factory, keys = osmium.geom.WKBFactory(), osmium.filter.KeyFilter(*KEYS)

    def take(name: str, one: Object, shape: Callable[[Any], str]) -> None:
        tags = dict(one.tags)
        if wanted(tags):
            found[name] = _Site(tags, _made(shape, one))
        elif "place" in tags:
            others[tags["place"]] += 1

    def ring(way: Way) -> str:
        return _inside(factory.create_linestring(way))

    members: dict[int, list[int]] = {}
    for relation in extract.relations(keys):
        take(f"relation/{relation.id}", relation, lambda _: "")
        if f"relation/{relation.id}" in found:
            members[relation.id] = [one.ref for one in relation.members if one.type == "w"]
    for node in extract.nodes(keys):
        take(f"node/{node.id}", node, factory.create_point)
    for way in extract.ways(keys):
        take(f"way/{way.id}", way, ring if way.is_closed() else factory.create_linestring)
    areas, tangled = areas_of(extract, members)
    for own, shape in areas.items():
        found[f"relation/{own}"].shape = shape
    return _table(found, {f"relation/{own}" for own in tangled}, others)


def _table(found: dict[str, _Site], tangled: set[str], others: Counter[str]) -> RawTable:
    doubles = _drawn_too(found)
    kept = {name: site for name, site in found.items() if name not in doubles}
    notes: list[Note] = [("osm_places_left_out", osm_tags.listed(others))] if others else []
    if doubles:
        notes.append(("osm_drawn_too", {"count": len(doubles)}))
    rows = [osm_tags.site_cells(name, site.tags) for name, site in kept.items()]
    lost = [number for number, name in zip(numbers(rows), kept, strict=True) if name in tangled]
    shapes: list[bytes | None] = [site.shape for site in kept.values()]
    return RawTable(osm_tags.SITE_COLUMNS, rows, numbers(rows), shapes, notes=notes, tangled=lost, objects=True)


def _made(shape: Callable[[Any], str], one: Object) -> bytes:
    try:
        return bytes.fromhex(shape(one))
    except (osmium.InvalidLocationError, RuntimeError, ValueError, shapely.errors.GEOSException):
        return BROKEN


def _inside(line: str) -> str:
    """The polygon inside a closed line, which may cross itself: who reads on judges that within a time."""
    return shapely.to_wkb(shapely.Polygon(shapely.get_coordinates(shapely.from_wkb(line))), hex=True)


def _drawn_too(found: dict[str, _Site]) -> set[str]:
    """Areas that are drawn around a node of their own name, which stands for the same place."""
    nodes: defaultdict[str, list[BaseGeometry]] = defaultdict(list)
    for name, site in found.items():
        if name.startswith("node/") and site.shape and site.tags.get("name"):
            nodes[site.tags["name"].casefold()].append(shapely.from_wkb(site.shape))
    return {
        name
        for name, site in found.items()
        if not name.startswith("node/") and site.shape and nodes.get(site.tags.get("name", "").casefold())
        if shapely.intersects(shapely.from_wkb(site.shape), nodes[site.tags["name"].casefold()]).any()
    }
