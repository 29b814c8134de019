# SPDX-License-Identifier: GPL-3.0-or-later
"""A list of a million towns from file to layer, and the memory that takes; `python -m tests.benchmarks.lists FILE`.

Time and peak are of a process of its own, so that nothing read before counts.
"""

from __future__ import annotations

import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from layers.load import load
from tests.benchmarks import floors
from tests.benchmarks.memory import STATUS
from tests.benchmarks.rows import ROOT, Row, judged

LIST = "a list of towns"
ROWS = 1_000_000


def lists() -> Iterator[Row]:
    """Rows of time and of the larger of the two peaks, the program's and its child's."""
    with tempfile.TemporaryDirectory() as folder:
        path = _written(Path(folder) / "towns.csv")
        command = [sys.executable, "-m", "tests.benchmarks.lists", str(path)]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    for name, value in zip((floors.LIST, floors.LIST_MEMORY), map(float, told), strict=True):
        yield judged(Row(name, LIST, ROWS, value), floors.floor_of(LIST, ROWS, name, None))


def _written(path: Path) -> Path:
    """Write the list."""
    dice = random.Random(1)
    lines = (
        f"{at},Town {at},{dice.uniform(-5, 5):.5f},{dice.uniform(25, 31):.5f},{dice.randrange(50, 50_000)},P {at % 20}"
        for at in range(1, ROWS + 1)
    )
    path.write_text("\n".join(["id,name,latitude,longitude,population,province", *lines]), encoding="utf-8")
    return path


def main(path: Path) -> str:
    """Milliseconds and megabytes of loading a list."""
    start_s = time.perf_counter()
    loaded = load(path, "settlements")
    taken_ms = 1000 * (time.perf_counter() - start_s)
    if (loaded.layer.rows_in, loaded.layer.rejected) != (ROWS, 0):
        sys.exit("rows were lost")
    own = re.search(r"VmHWM:\s*(\d+) kB", STATUS.read_text(encoding="ascii"))
    child_kb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return f"{taken_ms:.0f} {max(int(own[1]) if own else 0, child_kb) / 1024:.0f}"


if __name__ == "__main__":
    print(main(Path(sys.argv[1])))  # noqa: T201
