# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether polygons are sound, and their repair, within a time: by GEOS, in a process that is given up when it is over.

A tangle of a few thousand vertices, or rings inside one another by the ten thousand, keep GEOS busy for hours, and
nothing interrupts it.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

SLOW_S, VERTEX_S = 2, 2.5e-6
"""Seconds of processor time for the polygons of a file, and for each vertex: several times what sound ones need."""
SMALL = 100
"""Polygons of fewer vertices are told of in batches."""
BATCH = 500

Judged = tuple[int, bytes | None]
"""Index of a polygon, and what it was repaired to; None where it may stay as it is."""


def judged(shapes: NDArray[np.object_], slow_s: int = SLOW_S) -> dict[int, bytes | None]:
    """Judge polygons, the small ones first, as far as the time goes.

    Parameters
    ----------
    shapes : array of geometry
        Polygons and what consists of them.
    slow_s : int
        Seconds of processor time for what takes longer than polygons of its size do.

    Returns
    -------
    dict of int to bytes or None
        Of those that were judged: the WKB of its repair by index, None where one is sound.
    """
    sizes = shapely.get_num_coordinates(shapes)
    order = np.argsort(sizes, kind="stable").tolist()
    found: dict[int, bytes | None] = {}
    for batch in _in_time(lambda: _batches(shapes, order, sizes), slow_s + round(VERTEX_S * float(sizes.sum()))):
        found.update(batch)
    return found


def _batches(shapes: NDArray[np.object_], order: Sequence[int], sizes: NDArray[Any]) -> Iterator[list[Judged]]:
    """What was found out, told at the latest before a polygon that may take long."""
    batch: list[Judged] = []
    for at in order:
        if batch and (sizes[at] >= SMALL or len(batch) == BATCH):
            yield batch
            batch = []
        with contextlib.suppress(shapely.errors.GEOSException):
            batch.append((at, None if _may_stay(shapes[at]) else shapely.to_wkb(_repair(shapes[at]))))
    yield batch


def _in_time(work: Callable[[], Iterator[list[Judged]]], most_s: int) -> Iterator[list[Judged]]:
    """What work yields until it ends or has used up its processor time."""
    if sys.platform == "win32":  # nothing there limits a process; the whole reading has its deadline
        yield from work()
        return
    forking = multiprocessing.get_context("fork")
    ours, theirs = forking.Pipe(duplex=False)
    process = forking.Process(target=_tell, args=(work, theirs, most_s), daemon=True)
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # of threads, which take no part in it
        process.start()
    theirs.close()
    with ours, contextlib.suppress(EOFError):
        while True:
            yield ours.recv()
    process.join()


def _tell(work: Callable[[], Iterator[list[Judged]]], answer: Connection, most_s: int) -> None:
    """Be the process that is given up."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  absent on Windows

        resource.setrlimit(resource.RLIMIT_CPU, (most_s, most_s))
    for batch in work():
        answer.send(batch)


def _may_stay(shape: BaseGeometry) -> bool:
    """Whether a polygon is sound, or has coordinates that are no numbers, which no repair mends."""
    return bool(shape.is_valid or not np.isfinite(shapely.get_coordinates(shape)).all())


def _repair(shape: BaseGeometry) -> BaseGeometry:
    """The polygons of a repaired geometry: holes take out what either of them covers; stray lines are left out."""
    mended = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    parts: NDArray[np.object_] = shapely.get_parts(shapely.get_parts(mended))
    areas = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return shapely.union_all(areas) if len(areas) else shapely.Polygon()
