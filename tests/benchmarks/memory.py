# SPDX-License-Identifier: GPL-3.0-or-later
"""Peak memory of preparing a network and asking everything once; `python -m tests.benchmarks.memory NETWORK`.

Linux keeps the peak of a process by the name VmHWM. What `resource.getrusage` tells there begins with the peak of the
process that started this one.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np

from gisplanner.kernels.compiled import CompiledRouter, prepare, rows_of_lanes
from tests.benchmarks.networks import mid_edge_seeds, named

STATUS = Path("/proc/self/status")
LIMIT_MS = 3_600_000


def main(name: str) -> str:
    """Peak in megabytes, or why there is none."""
    if not STATUS.is_file():
        sys.exit("this system does not tell the peak memory of a process")
    network = named(name)
    if network is None:
        sys.exit(f"{name} is not here")
    graph = network.graph
    router = CompiledRouter(prepare(graph.nodes, graph.tail, graph.head, network.x, network.y), graph)
    seeds = mid_edge_seeds(network, 200, seed=7)
    router.field(seeds)
    router.nearest(seeds)
    router.fields(seeds.only(np.arange(64, dtype=np.int32)), out=rows_of_lanes(graph.nodes))
    router.two_best(seeds)
    router.alone(seeds, LIMIT_MS)
    router.evaluate(seeds, np.arange(200, dtype=np.int32).reshape(4, 50), LIMIT_MS)
    router.update(np.array([0], dtype=np.int32), graph.time_ms[:1])
    peak = re.search(r"VmHWM:\s*(\d+) kB", STATUS.read_text(encoding="ascii"))
    return f"{int(peak[1]) / 1024:.0f}" if peak else sys.exit("no peak is told")


if __name__ == "__main__":
    print(main(sys.argv[1]))  # noqa: T201
