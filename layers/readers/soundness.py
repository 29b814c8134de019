# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether polygons are sound, and their repair, within a time: by GEOS, in a process that is given up when it is over.

A tangle of a few thousand vertices, or rings inside one another by the ten thousand, keep GEOS busy for hours, and
nothing interrupts it. Where the system limits processor time the process is a fork and ends by itself; on Windows,
which does not, it is a new one that is killed by the clock.
"""

from __future__ import annotations

import contextlib
import math
import multiprocessing
import sys
import time
import warnings
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

SLOW_S, VERTEX_S = 2, 2.5e-6
"""Seconds of processor time for the polygons of a file, and for each vertex: several times what sound ones need."""
STARTING_S = 5
"""What a new process may take to begin, by the clock."""
Start = Literal["fork", "spawn"]
START: Start = "spawn" if sys.platform == "win32" else "fork"
SMALL = 100
"""Polygons of fewer vertices are told of in batches."""
BATCH = 500

Judged = tuple[int, bytes | None]
"""Index of a polygon, and what it was repaired to; None where it may stay as it is."""


def judged(shapes: NDArray[np.object_], slow_s: int = SLOW_S, start: Start = START) -> dict[int, bytes | None]:
    """Judge polygons, the small ones first, as far as the time goes.

    Parameters
    ----------
    shapes : array of geometry
        Polygons and what consists of them.
    slow_s : int
        Seconds of processor time for what takes longer than polygons of its size do.
    start : Start
        ``fork`` or ``spawn``: how the process comes about.

    Returns
    -------
    dict of int to bytes or None
        Of those that were judged: the WKB of its repair by index, None where one is sound.
    """
    most_s = slow_s + round(VERTEX_S * float(shapely.get_num_coordinates(shapes).sum()))
    found: dict[int, bytes | None] = {}
    for batch in _in_time(shapes, most_s, start):
        found.update(batch)
    return found


def _batches(shapes: NDArray[np.object_]) -> Iterator[list[Judged]]:
    """What is found out, told at the latest before a polygon that may take long."""
    sizes = shapely.get_num_coordinates(shapes)
    batch: list[Judged] = []
    for at in np.argsort(sizes, kind="stable").tolist():
        if batch and (sizes[at] >= SMALL or len(batch) == BATCH):
            yield batch
            batch = []
        with contextlib.suppress(shapely.errors.GEOSException):
            batch.append((at, None if _may_stay(shapes[at]) else shapely.to_wkb(_repair(shapes[at]))))
    yield batch


def _in_time(shapes: NDArray[np.object_], most_s: int, start: Start) -> Iterator[list[Judged]]:
    """What is found out until there is no more, or the time has been used up."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    spawning = start == "spawn"
    own = multiprocessing.get_context("spawn").Process if spawning else multiprocessing.get_context("fork").Process
    process = own(target=_tell, args=(shapes, theirs, most_s), daemon=True)
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # of threads, which take no part in it
        process.start()
    theirs.close()
    ends_s = time.monotonic() + STARTING_S + most_s if spawning else math.inf
    with ours, contextlib.suppress(EOFError, OSError):  # the latter where it ended amid a word
        while ours.poll(None if math.isinf(ends_s) else max(0.0, ends_s - time.monotonic())):
            yield ours.recv()
    process.kill()
    process.join()


def _tell(shapes: NDArray[np.object_], answer: Connection, most_s: int) -> None:
    """Be the process that is given up."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  absent on Windows

        resource.setrlimit(resource.RLIMIT_CPU, (most_s, most_s))
    for batch in _batches(shapes):
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
