# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways of OpenStreetMap -> raw roads, node by node where they stand; called in the limited child only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import osmium
import shapely
from osmium.osm import Way

from layers.geodesy import line_length_m
from layers.raw import Cell, Note, RawTable
from layers.readers import osm_tags
from layers.readers.osm_extract import Extract, numbers
from layers.readers.osm_tags import Tags

Place = tuple[float, float] | None
"""Longitude and latitude of a node; None where the extract does not hold it."""
COUNTED = ("osm_ferries", "osm_fords", "osm_barriers", "osm_ways_cut")
CLOSED = {"access": "no", "motor_vehicle": "no", "motorcar": "no", "impassable": "yes"}


def read_roads(extract: Extract) -> RawTable:
    """Roads and ferry lines of an extract; ways that are none are counted in a note."""
    nodes = [(node.id, dict(node.tags)) for node in extract.nodes(osmium.filter.KeyFilter("barrier", "ford"))]
    barriers = {own: tags["barrier"] for own, tags in nodes if "barrier" in tags and osm_tags.blocks(tags)}
    fords = frozenset(own for own, tags in nodes if tags.get("ford", "no") != "no")
    roads, left_out = _Roads(barriers, fords), Counter[str]()
    for way in extract.ways(osmium.filter.KeyFilter("highway", "route")):
        tags = dict(way.tags)
        if osm_tags.is_road(tags):
            roads.add(way, tags)
        elif "highway" in tags:
            left_out[tags["highway"]] += 1
    notes: list[Note] = [("osm_ways_left_out", osm_tags.listed(left_out))] if left_out else []
    notes += [(code, {"count": roads.counted[code]}) for code in COUNTED if roads.counted[code]]
    return RawTable(osm_tags.ROAD_COLUMNS, roads.rows, numbers(roads.rows), roads.geometry, notes=notes, objects=True)


class _Roads:
    """Rows of roads while they are gathered.

    Parameters
    ----------
    barriers : mapping of int to str
        What stands on nodes that no vehicle passes.
    fords : frozenset of int
        Nodes where a road leads through water.
    """

    def __init__(self, barriers: Mapping[int, str], fords: frozenset[int]) -> None:
        self._barriers, self._fords = barriers, fords
        self._line = osmium.geom.WKBFactory()
        self.rows: list[list[Cell]] = []
        self.geometry: list[bytes | None] = []
        self.counted: Counter[str] = Counter()

    def add(self, way: Way, tags: Tags) -> None:
        """Take a way as one road, and every stretch of it that a barrier closes as a road of its own."""
        refs = [node.ref for node in way.nodes] if self._barriers or self._fords else []
        at_barriers = [n for n, ref in enumerate(refs) if ref in self._barriers]
        ferry = osm_tags.is_ferry(tags)
        self.counted["osm_fords"] += tags.get("ford", "no") != "no" or not self._fords.isdisjoint(refs)
        self.counted["osm_ferries"] += ferry
        whole = None if ferry or at_barriers else self._whole(way)
        if whole is not None:
            self._keep(f"way/{way.id}", tags, whole)
            return
        places = [(node.lon, node.lat) if node.location.valid() else None for node in way.nodes]
        self.counted["osm_ways_cut"] += None in places
        closed = _closed(places, at_barriers)
        for stretch, at in closed.items():
            row = {**tags, **CLOSED, "barrier": self._barriers[refs[at]]}
            self._keep_parts(f"way/{way.id}/node/{refs[at]}/{stretch + 1}", row, [places[stretch : stretch + 2]])
        self.counted["osm_barriers"] += len(closed)
        parts = list(_runs(places, closed))
        if parts or not closed:
            self._keep_parts(f"way/{way.id}", tags, parts)

    def _whole(self, way: Way) -> bytes | None:
        """A way whose nodes are all there, the common case; None for others."""
        try:
            return bytes.fromhex(self._line.create_linestring(way))
        except (osmium.InvalidLocationError, RuntimeError):
            return None

    def _keep_parts(self, own_id: str, tags: Tags, parts: Sequence[Sequence[Place]]) -> None:
        lines = [shapely.LineString([place for place in part if place is not None]) for part in parts]
        length_m = sum(line_length_m(shapely.get_coordinates(line)) for line in lines)
        shape = lines[0] if len(lines) == 1 else shapely.MultiLineString(lines)
        self._keep(own_id, tags, shapely.to_wkb(shape) if lines else None, length_m)

    def _keep(self, own_id: str, tags: Tags, shape: bytes | None, length_m: float = 0.0) -> None:
        self.rows.append(osm_tags.road_cells(own_id, tags, length_m))
        self.geometry.append(shape)


def _closed(places: Sequence[Place], at_barriers: Sequence[int]) -> dict[int, int]:
    """Stretches that barriers close, by number, with the node of the barrier: the shorter of the two beside it."""
    closed: dict[int, int] = {}
    for at in at_barriers:
        beside = {n: _length_m(places[n : n + 2]) for n in (at - 1, at) if 0 <= n < len(places) - 1}
        beside = {n: length_m for n, length_m in beside.items() if length_m > 0}
        if beside and not beside.keys() & closed.keys():
            closed[min(beside, key=lambda n: beside[n])] = at
    return closed


def _length_m(stretch: Sequence[Place]) -> float:
    """Length between two nodes; 0 where one is not there."""
    known = [place for place in stretch if place is not None]
    return line_length_m(shapely.get_coordinates(shapely.LineString(known))) if len(known) == len(stretch) else 0.0


def _runs(places: Sequence[Place], closed: Mapping[int, int]) -> Iterator[Sequence[Place]]:
    """Unbroken parts of a way: between nodes that are not there, and beside stretches that are closed."""

    def is_open(n: int) -> bool:
        return n not in closed and places[n] is not None and places[n + 1] is not None

    for usable, group in groupby(range(len(places) - 1), is_open):
        stretches = list(group)
        if usable:
            yield places[stretches[0] : stretches[-1] + 2]
