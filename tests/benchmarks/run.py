# SPDX-License-Identifier: GPL-3.0-or-later
"""Speed of the routing core beside its peers; `python -m tests.benchmarks.run [NETWORK ...]`.

Prints a table and writes it to ``bench.json``. Networks are ``porto``, ``coxs_bazar`` and ``synthetic-N``; ``lists`` measures long lists
and ``window`` the desktop. The exit
status says only that it ran: what falls short, or differs from its peer, stands in the rows.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator

from tests.benchmarks import networks, questions, upkeep
from tests.benchmarks.frames import frames
from tests.benchmarks.imports import imports
from tests.benchmarks.lists import lists
from tests.benchmarks.mission import mission
from tests.benchmarks.rows import Row, header, write
from tests.benchmarks.subject import Differs, Subject, ready

NETWORKS = ["porto", "synthetic-1M", "lists", "window"]
TASKS: list[Callable[[Subject], Iterator[Row]]] = [
    upkeep.preparation,
    upkeep.stored_preparation_rows,
    questions.one_base,
    questions.nearest,
    questions.many,
    questions.alone,
    questions.drag,
    questions.dispositions,
    upkeep.closing,
    upkeep.peak_memory,
]


def main(names: list[str]) -> None:
    """Run every task on every network that is here."""
    # pandana would take all cores
    os.environ["OMP_NUM_THREADS"] = "1"
    rows: list[Row] = []
    for name in names:
        if name not in {"lists", "window"} and (network := networks.named(name)):
            print(f"\n{network.name}: {network.graph.nodes:,} nodes, {len(network.graph.tail):,} arcs\n{header()}")  # noqa: T201
            rows += _told(ready(network))
        if name == "porto":
            rows += _shown(imports())
            rows += _shown(mission())
        if name == "window":
            rows += _shown(frames())
        if name == "lists":
            rows += _shown(lists())
        write(rows)
    short = sum(row.ok is False for row in rows)
    print(f"\n{len(rows)} rows, {short} short of their floor or wrong: {write(rows).name}")  # noqa: T201


def _shown(rows: Iterator[Row]) -> Iterator[Row]:
    for row in rows:
        print(row, flush=True)  # noqa: T201
        yield row


def _told(subject: Subject) -> Iterator[Row]:
    """Rows of every task as they come; a wrong answer is a row too."""
    for task in TASKS:
        try:
            yield from _shown(task(subject))
        except Differs as wrong:
            failed = Row(f"WRONG {wrong}", subject.network.name, subject.graph.nodes, None, ok=False)
            print(failed, flush=True)  # noqa: T201
            yield failed


if __name__ == "__main__":
    main(sys.argv[1:] or NETWORKS)
