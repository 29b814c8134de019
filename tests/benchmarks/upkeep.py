# SPDX-License-Identifier: GPL-3.0-or-later
"""What the router needs beside answering: preparation, new times, closed roads, storing, memory."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from gisplanner.kernels.arrays import Ints
from gisplanner.kernels.compiled.store import arrays_of, digest_of, kept_preparation
from gisplanner.mobility import UNREACHABLE
from gisplanner.sealed import save
from tests.benchmarks import floors
from tests.benchmarks.networks import ROOT, two_way_roads
from tests.benchmarks.peers import Scipy, with_bases
from tests.benchmarks.rows import Row, measured, median_ms
from tests.benchmarks.subject import Subject, expect_equal, expect_same

CLOSED_ROADS = 300
COMPARED = 3
CLOSED = np.full(2, UNREACHABLE, dtype=np.int32)


def preparation(subject: Subject) -> Iterator[Row]:
    """Once for each road network, and once for each set of times on it."""
    yield subject.row(floors.PREPARATION, subject.prepare_ms)
    yield subject.row(floors.NEW_TIMES, subject.customise_ms)


def stored_preparation_rows(subject: Subject) -> Iterator[Row]:
    """Written to disk, and found there by the digest of the roads."""
    graph, network = subject.graph, subject.network
    roads = (graph.nodes, graph.tail, graph.head, network.x, network.y)
    with tempfile.TemporaryDirectory() as folder:
        digest = digest_of(*roads[:3])
        path = Path(folder) / f"{digest}.npz"
        yield subject.row(floors.STORING, median_ms(lambda: save(path, arrays_of(subject.preparation), digest), 3))
        yield subject.row(floors.LOADING, median_ms(lambda: kept_preparation(Path(folder), *roads), 3))


def closing(subject: Subject) -> Iterator[Row]:
    """Roads drawn at random are closed in both directions and opened again; three closures are compared."""
    router, seeds = subject.router, subject.seeds.only(np.array([0], dtype=np.int32))
    before = router.field(seeds)
    onward, back = two_way_roads(subject.graph)
    drawn = np.random.default_rng(5).choice(len(onward), CLOSED_ROADS, replace=False)
    roads = np.stack([onward[drawn], back[drawn]], axis=1)
    for road in roads[:COMPARED]:
        _compare_closed(subject, road)
    steps = [(road, times) for road in roads for times in (CLOSED, subject.graph.time_ms[road])]
    taken = measured(lambda step: router.update(*step), steps)

    def closed_for_a_moment(road: Ints) -> None:
        router.update(road, CLOSED)
        router.field(seeds)
        router.update(road, subject.graph.time_ms[road])

    moment_ms = measured(closed_for_a_moment, list(roads[:20])).median_ms
    expect_equal("all roads open again", router.field(seeds), before)
    yield subject.row(floors.CLOSING, taken.p95_ms)
    yield subject.row(floors.CLOSING_MEDIAN, taken.median_ms)
    their_ms = measured(subject.scipy.one, [0] * 3).median_ms
    yield subject.row(floors.CLOSED, moment_ms, floors.SCIPY, their_ms)
    fifty = subject.seeds.only(np.arange(50, dtype=np.int32))
    yield subject.row(floors.DRAG_AFTER, median_ms(lambda: router.junction_two_best(fifty), 11))


def peak_memory(subject: Subject) -> Iterator[Row]:
    """Of a process of its own that prepares and asks; no row where the system does not tell."""
    command = [sys.executable, "-m", "tests.benchmarks.memory", subject.network.name]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if told.returncode == 0:
        yield subject.row(floors.MEMORY, float(told.stdout.split()[-1]))
    else:
        reason = (told.stderr.splitlines() or ["no reason given"])[-1]
        print(f"{floors.MEMORY}: skipped, {reason}")  # noqa: T201


def _compare_closed(subject: Subject, road: Ints) -> None:
    seeds = subject.seeds.only(np.array([0], dtype=np.int32))
    subject.router.update(road, CLOSED)
    found = subject.by_node(subject.router.field(seeds))
    subject.router.update(road, subject.graph.time_ms[road])
    time_ms = subject.graph.time_ms.copy()
    time_ms[road] = UNREACHABLE
    theirs = Scipy(with_bases(replace(subject.graph, time_ms=time_ms), seeds)).one(0)
    expect_same("a road closed", found, theirs)
