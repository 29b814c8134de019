# SPDX-License-Identifier: GPL-3.0-or-later
"""Compile everything once, before anybody waits for it."""

from __future__ import annotations

from contextlib import suppress

import numpy as np

from gisplanner.kernels.arrays import Graph, Ints, Links, Seeds
from gisplanner.kernels.compiled.capacity import by_base, served_together
from gisplanner.kernels.compiled.jit import CODE_FOLDER, STAMP, compiled
from gisplanner.kernels.compiled.lanes import fill_row, rows_of_lanes
from gisplanner.kernels.compiled.preparation import prepare
from gisplanner.kernels.compiled.router import CompiledRouter

SIDE = 6
"""Junctions along the side of the little town that is routed through."""

_STAMP = CODE_FOLDER / STAMP if CODE_FOLDER is not None else None


def is_warm() -> bool:
    """Whether the machine code of all kernels is on disk."""
    return _STAMP is not None and _STAMP.exists()


def try_out() -> None:
    """Run one small function with vector instructions: whatever keeps compiled code from working shows here."""
    _fill(rows_of_lanes(1))


@compiled
def _fill(rows: Ints) -> None:
    fill_row(rows.ctypes.data, 0)


def warm_up() -> None:
    """Compile all kernels, or find that they are."""
    router = _little_town()
    two, at = np.arange(2, dtype=np.int32), np.array([3, 30], dtype=np.int32)
    seeds, links = Seeds(two, at, two, 2), Links(two, at, two, 2)
    router.field(seeds)
    router.fields(seeds)
    router.nearest(seeds)
    router.two_best(seeds)
    router.junction_two_best(seeds)
    router.matrix(seeds, links)
    router.matrix(seeds.only(two[:1]), links)
    router.alone(seeds, 100)
    router.evaluate(seeds, np.array([[0, -1], [0, 1]], dtype=np.int32), 100)
    router.route(seeds, links)
    router.update(two, at)
    by_base(router.matrix(seeds, links), two, at, at, 2)
    served_together(router.matrix(seeds, links), at, at, at, two)
    if _STAMP is not None:
        with suppress(OSError):
            _STAMP.touch()


def _little_town() -> CompiledRouter:
    """A grid of streets with a dead end at every corner."""
    number = np.arange(SIDE * SIDE, dtype=np.int32).reshape(SIDE, SIDE)
    dead_ends = np.arange(SIDE * SIDE, SIDE * SIDE + 2, dtype=np.int32)
    one = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel(), number[1, 1:3]])
    other = np.concatenate([number[:, 1:].ravel(), number[1:].ravel(), dead_ends])
    nodes = SIDE * SIDE + len(dead_ends)
    tail, head = np.concatenate([one, other]), np.concatenate([other, one])
    graph = Graph(nodes, tail, head, np.full(len(tail), 10, dtype=np.int32))
    place = np.arange(nodes, dtype=np.float64)
    return CompiledRouter(prepare(nodes, tail, head, place % SIDE, place // SIDE), graph)
