# SPDX-License-Identifier: GPL-3.0-or-later
"""Areas that relations of OpenStreetMap draw with several ways, by osmium; called in the limited child only.

Osmium compares every two pieces that share a longitude: a few for a real boundary, all of a tangle with all others, and
nothing interrupts it. So these are counted first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

import numpy as np
import osmium
from numpy.typing import NDArray
from osmium.osm import Area

from layers.readers.osm_extract import Extract

MOST_PAIRS = 2e8
"""Of pieces compared in all areas of a file, which takes some 3 seconds; real boundaries need a hundredth."""
FEWEST = 2
"""Nodes of a way with a piece between them."""

Pieces = NDArray[np.float64]
"""From which longitude to which each piece of a way runs; shape (pieces, 2)."""


def areas_of(extract: Extract, relations: Mapping[int, Sequence[int]]) -> tuple[dict[int, bytes], set[int]]:
    """Draw the areas of relations; those that the file does not hold whole are left out.

    Parameters
    ----------
    extract : Extract
        Whose nodes have been read.
    relations : mapping of int to sequence of int
        Ways of each.

    Returns
    -------
    drawn : dict of int to bytes
        WKB.
    tangled : set of int
        Relations whose area would take too long, those that take longest.
    """
    pieces = _pieces(extract, {way for ways in relations.values() for way in ways})
    pairs = {own: pairs_in([pieces[way] for way in set(ways) & pieces.keys()]) for own, ways in relations.items()}
    order = sorted(relations, key=lambda own: (pairs[own], own))
    so_far = np.cumsum([pairs[own] for own in order])
    taken = order[: int(np.searchsorted(so_far, MOST_PAIRS, side="right"))]
    return _drawn(extract, {own: relations[own] for own in taken}), set(order[len(taken) :])


def _pieces(extract: Extract, ways: set[int]) -> dict[int, Pieces]:
    """How far the pieces of ways reach from west to east, as far as the file holds their nodes."""
    found = {}
    for way in extract.ways(osmium.filter.IdFilter(ways)) if ways else ():
        lon = np.array([node.lon for node in way.nodes if node.location.valid()])
        if len(lon) >= FEWEST:
            found[way.id] = np.column_stack([np.minimum(lon[1:], lon[:-1]), np.maximum(lon[1:], lon[:-1])])
    return found


def pairs_in(ways: Sequence[Pieces]) -> int:
    """How many pairs of pieces share a longitude."""
    if not ways:
        return 0
    west, east = np.concatenate(ways).T
    return int((np.searchsorted(np.sort(west), east, side="right")).sum() - len(west) * (len(west) + 1) // 2)


def _drawn(extract: Extract, relations: Mapping[int, Sequence[int]]) -> dict[int, bytes]:
    drawn: dict[int, bytes] = {}
    if not relations:
        return drawn
    manager, factory, made = osmium.area.AreaManager(), osmium.geom.WKBFactory(), osmium.BufferIterator()
    for _ in extract.relations(osmium.filter.IdFilter(relations), manager.first_pass_handler()):
        pass
    ways = osmium.filter.IdFilter({way for own in relations.values() for way in own})
    for _ in extract.ways(ways, manager.second_pass_to_buffer(made)):
        _keep(drawn, made, factory)
    _keep(drawn, made, factory)
    return drawn


def _keep(drawn: dict[int, bytes], made: osmium.BufferIterator, factory: osmium.geom.WKBFactory) -> None:
    for area in made:
        if isinstance(area, Area) and not area.from_way():
            with suppress(osmium.InvalidLocationError, RuntimeError):
                drawn[area.orig_id()] = bytes.fromhex(factory.create_multipolygon(area))
