# SPDX-License-Identifier: GPL-3.0-or-later
"""Roads of an OpenStreetMap extract as a graph: every node of every way, all components, for benchmarks only.

A way gives one arc per stretch between two of its nodes, or two where both directions are open. Times follow from the
length and from `maxspeed`, or from the class of road where nothing usable is tagged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gisplanner.kernels.arrays import Graph

SPEED_KMH = {
    "motorway": 110,
    "motorway_link": 60,
    "trunk": 90,
    "trunk_link": 50,
    "primary": 70,
    "primary_link": 40,
    "secondary": 60,
    "secondary_link": 40,
    "tertiary": 50,
    "tertiary_link": 30,
    "unclassified": 40,
    "residential": 30,
    "living_street": 15,
    "service": 15,
    "track": 20,
    "road": 30,
}
"""What is driven where no `maxspeed` says otherwise."""

EARTH_M = 6_371_008.8
"""Mean radius of the Earth (IUGG)."""

MILE_KM = 1.609344
FORWARD = {"yes", "1", "true"}
BACKWARD = {"-1", "reverse"}

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Way:
    """A road: the nodes along it with their degrees, how fast it is, and which directions are open."""

    ids: list[int]
    lon: list[float]
    lat: list[float]
    speed_kmh: float
    forward: bool
    backward: bool


def graph_of(roads: list[Way]) -> tuple[Graph, Floats, Floats]:
    """Graph of roads, with x and y of its nodes in metres around its middle."""
    nodes, first = np.unique(np.concatenate([np.array(way.ids, dtype=np.int64) for way in roads]), return_index=True)
    lon = np.radians(np.concatenate([way.lon for way in roads])[first])
    lat = np.radians(np.concatenate([way.lat for way in roads])[first])
    tail, head, per_way = _stretches(roads, nodes)
    speed_kmh = np.array([way.speed_kmh for way in roads])[per_way]
    length_m = _distance_m(lon[tail], lat[tail], lon[head], lat[head])
    time_ms = np.maximum(1, np.rint(length_m / speed_kmh * 3600)).astype(np.int32)
    forward = np.array([way.forward for way in roads])[per_way]
    backward = np.array([way.backward for way in roads])[per_way]
    graph = Graph(
        nodes=len(nodes),
        tail=np.concatenate([tail[forward], head[backward]]),
        head=np.concatenate([head[forward], tail[backward]]),
        time_ms=np.concatenate([time_ms[forward], time_ms[backward]]),
    )
    x = EARTH_M * (lon - lon.mean()) * np.cos(lat.mean())
    y = EARTH_M * (lat - lat.mean())
    return graph, x, y


def speed_kmh(tags: Mapping[str, str]) -> float:
    """From `maxspeed` (``50``, ``50 km/h``, ``30 mph``), or else from the class of road."""
    tagged = re.fullmatch(r"(\d+)\s*(km/h|mph)?", tags.get("maxspeed", ""))
    if tagged and int(tagged[1]):
        return int(tagged[1]) * (MILE_KM if tagged[2] == "mph" else 1)
    return SPEED_KMH[tags["highway"]]


def directions(tags: Mapping[str, str]) -> tuple[bool, bool]:
    """Whether the way is open along its nodes, and against them; what is tagged counts before what is implied."""
    tagged = tags.get("oneway", "")
    if tagged in BACKWARD:
        return False, True
    implied = tags["highway"] == "motorway" or tags.get("junction") == "roundabout"
    return True, not (tagged in FORWARD or (implied and tagged != "no"))


def ways(path: Path) -> Iterator[Way]:
    """The roads of an extract.

    Raises
    ------
    ModuleNotFoundError
        Where osmium is not installed.
    """
    osmium = import_module("osmium")
    for found in osmium.FileProcessor(str(path)).with_locations().with_filter(osmium.filter.KeyFilter("highway")):
        if not found.is_way():
            continue
        tags = dict(found.tags)
        if tags["highway"] not in SPEED_KMH:
            continue
        # nodes beyond the edge of the extract have no place
        stood = [node for node in found.nodes if node.location.valid()]
        if len(stood) > 1:
            places = [node.ref for node in stood], [node.lon for node in stood], [node.lat for node in stood]
            yield Way(*places, speed_kmh(tags), *directions(tags))


def _stretches(ways: list[Way], nodes: Ids) -> tuple[NDArray[np.int32], NDArray[np.int32], Ids]:
    """Both ends of every stretch as indices into the nodes, and the way it belongs to."""
    index = np.searchsorted(nodes, np.concatenate([np.array(way.ids, dtype=np.int64) for way in ways]))
    owner = np.repeat(np.arange(len(ways)), [len(way.ids) for way in ways])
    inside = owner[:-1] == owner[1:]
    return index[:-1][inside].astype(np.int32), index[1:][inside].astype(np.int32), owner[:-1][inside]


def _distance_m(lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats) -> Floats:
    """Haversine distance."""
    across = np.sin((to_lat - lat) / 2) ** 2 + np.cos(lat) * np.cos(to_lat) * np.sin((to_lon - lon) / 2) ** 2
    return np.asarray(2 * EARTH_M * np.arcsin(np.sqrt(across)))
