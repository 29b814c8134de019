# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of tasks and peers, and what each must reach; what is not listed is printed only."""

from __future__ import annotations

from tests.benchmarks.rows import Floor

ONE = "one base to every node"
NEAREST = "nearest of 50 with its label"
MANY = "64 bases to every node, written"
ALONE = "what each of 200 bases alone reaches"
DRAG = "drag: first and second of 50, junctions"
DISPOSITIONS = "1,024 dispositions of 50 of 500, every node"
CLOSING = "closing or opening one road, 95 of 100 within"
CLOSING_MEDIAN = "closing or opening one road, median"
CLOSED = "closing one road, one base, opening it"
DRAG_AFTER = "drag, after roads were closed and opened"
NEW_TIMES = "new times on every road"
PREPARATION = "preparation"
STORING = "preparation, stored"
LOADING = "preparation, found on disk and loaded"
MISSION = "one base moved, everything answered anew"
MISSION_SHUT = "one base moved, an area closed"
MISSION_P95 = "one base moved, 95 of 100 within"
WINDOW = "the window is there"
USABLE = "the sample is answered in the window"
FRAME = "a frame of a dragged base"
FRAME_P95 = "a frame of a dragged base, 95 of 100 within"
PAN = "a frame of panning"
RENDER = "zoomed, the ground drawn anew"
IMPORT = "PBF to a ready network"
IMPORT_STORED = "plan file to a ready network"
LIST = "CSV of a million towns to a layer"
LIST_MEMORY = "CSV of a million towns, peak (MB in place of ms)"
MEMORY = "peak memory (MB in place of ms)"

SCIPY = "scipy"
FAIR = "scipy, our order"
LABELS = "scipy with labels"
FAIR_LABELS = "scipy with labels, our order"
TWO_RUNS = "scipy, two runs"
FAIR_TWO_RUNS = "scipy, two runs, our order"
EACH_LOSS = "scipy, 201 runs, from one"
EACH_DISPOSITION = "scipy, 1,024 runs, from 3"
FAIR_EACH_DISPOSITION = "scipy, 1,024 runs, from 3, our order"
NETWORKX = "networkx"
FILL = "filling that array"

MS_PER_NODE = 1200 / 300_000
"""Of preparation."""

FLOORS: dict[str, dict[tuple[str, str | None], Floor]] = {
    "porto": {
        (ONE, SCIPY): Floor(35, "times faster"),
        (ONE, NETWORKX): Floor(700, "times faster"),
        (NEAREST, SCIPY): Floor(55, "times faster"),
        (MANY, SCIPY): Floor(400, "times faster"),
        (MANY, FILL): Floor(1.8, "times slower"),
        (ALONE, TWO_RUNS): Floor(6, "ms"),
        (DRAG, TWO_RUNS): Floor(3, "ms"),
        (DRAG_AFTER, None): Floor(3, "ms"),
        (DISPOSITIONS, EACH_DISPOSITION): Floor(200, "ms"),
        (CLOSING, None): Floor(10, "ms"),
    },
    "sample": {
        (WINDOW, None): Floor(1000, "ms"),
        (USABLE, None): Floor(3000, "ms"),
        (FRAME, None): Floor(33, "ms"),
        (PAN, None): Floor(16, "ms"),
        (RENDER, None): Floor(150, "ms"),
    },
    "porto, as noded": {
        (IMPORT, None): Floor(15_000, "ms"),
        (IMPORT_STORED, None): Floor(2000, "ms"),
        (MISSION, None): Floor(60, "ms"),
        (MISSION_SHUT, None): Floor(60, "ms"),
        (FRAME, None): Floor(60, "ms"),
        (PAN, None): Floor(16, "ms"),
        (RENDER, None): Floor(150, "ms"),
    },
    "a list of towns": {
        (LIST, None): Floor(20_000, "ms"),
        (LIST_MEMORY, None): Floor(2000, "MB"),
    },
    "synthetic-1M": {
        (ONE, SCIPY): Floor(70, "times faster"),
        (NEAREST, SCIPY): Floor(100, "times faster"),
        (MANY, SCIPY): Floor(900, "times faster"),
        (MANY, FILL): Floor(1.8, "times slower"),
        (CLOSING, None): Floor(10, "ms"),
        (PREPARATION, None): Floor(20_000, "ms"),
        (LOADING, None): Floor(1000, "ms"),
        (MEMORY, None): Floor(2500, "MB"),
    },
}


def floor_of(network: str, nodes: int, task: str, peer: str | None) -> Floor | None:
    """The floor of a row, None where it has none; Porto may take longer to prepare when it has grown."""
    if (network, task) == ("porto", PREPARATION):
        return Floor(round(MS_PER_NODE * nodes), "ms")
    return FLOORS.get(network, {}).get((task, peer))
