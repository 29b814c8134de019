# SPDX-License-Identifier: GPL-3.0-or-later
"""An OpenStreetMap file, its objects pass by pass: ways may stand before the nodes that they run through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import osmium
from osmium.filter import KeyFilter
from osmium.osm import Node, Relation, Way, osm_entity_bits

T = TypeVar("T", Node, Way, Relation)

FORMATS = {".osm": "osm", ".pbf": "pbf"}


class Extract:
    """One file to be read several times.

    Parameters
    ----------
    path : Path
    """

    def __init__(self, path: Path) -> None:
        # the format is named and the path is whole: a name alone could be an address, or standard input, to osmium
        self._file = osmium.io.File(str(path.absolute()), FORMATS[path.suffix.casefold()])
        self._places = osmium.NodeLocationsForWays(osmium.index.create_map("flex_mem"))
        self._places.ignore_errors()

    def nodes(self, keys: KeyFilter) -> Iterator[Node]:
        """Nodes with one of these keys; the places of all are kept, for the ways."""
        yield from self._each(Node, osmium.osm.NODE, self._places, keys)

    def ways(self, *handlers: object) -> Iterator[Way]:
        """Ways that pass the handlers, with the places of their nodes; after `nodes`."""
        yield from self._each(Way, osmium.osm.WAY, self._places, *handlers)

    def relations(self, *handlers: object) -> Iterator[Relation]:
        """Relations that pass the handlers."""
        yield from self._each(Relation, osmium.osm.RELATION, *handlers)

    def _each(self, kind: type[T], bits: osm_entity_bits, *handlers: object) -> Iterator[T]:
        with osmium.io.Reader(self._file, bits) as reader:
            for one in osmium.OsmFileIterator(reader, *handlers):
                if isinstance(one, kind) and not one.deleted:
                    yield one


def numbers(rows: Sequence[object]) -> list[int]:
    """Numbers of rows: objects of a file have none but their place in the order they are read."""
    return list(range(1, len(rows) + 1))
