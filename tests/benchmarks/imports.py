# SPDX-License-Identifier: GPL-3.0-or-later
"""From a road extract as it comes to a network that answers: the first time, and from what was kept of it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np

from gisplanner import planfile
from gisplanner.assumptions import Assumptions
from gisplanner.compose import compose
from gisplanner.kernels.compiled.store import kept_preparation
from gisplanner.kernels.dispatch import warm_up
from gisplanner.network import RoadNetwork, build_network
from gisplanner.planfile import PlanFile
from layers.load import judge, read
from tests.benchmarks import floors
from tests.benchmarks.networks import DATA
from tests.benchmarks.rows import Row, judged, measured

NETWORK = "porto, as noded"
EXTRACT = DATA / "osm" / "porto.osm.pbf"
REPEATS = 3

T = TypeVar("T")


def imports() -> Iterator[Row]:
    """Rows of both ways and of their steps; none, and a line that says why, without the extract."""
    if not EXTRACT.is_file():
        print(f"{floors.IMPORT}: skipped, {EXTRACT.name} is not here")  # noqa: T201
        return
    warm_up()
    first, stored = _Steps(), _Steps()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.gpkg"
        for number in range(REPEATS):
            cache = Path(folder) / f"networks {number}"
            file = _from_extract(first, cache)
            if number == 0:
                planfile.save(path, file)
            network = _from_plan(stored, path, cache)
    for name, steps in ((floors.IMPORT, first), (floors.IMPORT_STORED, stored)):
        whole_ms = float(np.median(np.sum(list(steps.taken_ms.values()), axis=0)))
        yield judged(Row(name, NETWORK, network.nodes, whole_ms), floors.floor_of(NETWORK, network.nodes, name, None))
        for step, taken_ms in steps.taken_ms.items():
            yield Row(f"{name}: {step}", NETWORK, network.nodes, float(np.median(taken_ms)))


@dataclass
class _Steps:
    """How long each step took, every time."""

    taken_ms: dict[str, list[float]] = field(default_factory=dict)

    def timed(self, name: str, step: Callable[[], T]) -> T:
        """Do a step and note its time."""
        done = measured(lambda _: step(), [None])
        self.taken_ms.setdefault(name, []).append(done.median_ms)
        return done.answers[0]


def _from_extract(steps: _Steps, cache: Path) -> PlanFile:
    raw = steps.timed("read in the child", lambda: read(EXTRACT, "roads"))
    loaded = steps.timed("judged", lambda: judge(raw, EXTRACT, "roads"))
    made = steps.timed("composed", lambda: compose("Porto", {"roads": loaded.layer}))
    file = PlanFile(made.theatre, made.plan)
    _ready(steps, file, cache)
    return file


def _from_plan(steps: _Steps, path: Path, cache: Path) -> RoadNetwork:
    file = steps.timed("plan file opened", lambda: planfile.load(path))
    return _ready(steps, file, cache)


def _ready(steps: _Steps, file: PlanFile, cache: Path) -> RoadNetwork:
    network = steps.timed("noded", lambda: build_network(file.theatre, Assumptions(), folder=cache / "roads"))
    tail, head = (np.concatenate(ends) for ends in ((network.start, network.end), (network.end, network.start)))
    steps.timed("prepared", lambda: kept_preparation(cache, network.nodes, tail, head, *network.node_xy.T))
    return network
