# SPDX-License-Identifier: GPL-3.0-or-later
"""What a benchmark says: one row for each task and peer, printed as a table and written as a list.

Times are wall-clock medians without garbage collection; nothing here starts a thread.
"""

from __future__ import annotations

import gc
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Generic, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[2]
WIDTHS = (50, 40)
"""Of the columns for the task and for the peer."""

A = TypeVar("A")
T = TypeVar("T")


@dataclass(frozen=True)
class Floor:
    """What a row must reach.

    Attributes
    ----------
    bound : float
    kind : {"times faster", "times slower", "ms", "MB"}
        At least so many times faster than the peer, at most so many times slower, or at most so much at all.
    """

    bound: float
    kind: Literal["times faster", "times slower", "ms", "MB"]

    def __str__(self) -> str:
        sign = ">=" if self.kind == "times faster" else "<="
        return f"{sign} {self.bound:g}{'x' if self.kind.startswith('times') else ' ' + self.kind}"


@dataclass(frozen=True)
class Row:
    """One task beside one peer.

    Attributes
    ----------
    name, network : str
    nodes : int
    ours_ms : float or None
        Megabytes where the name says so; None where the answer was wrong or none came.
    peer : str or None
    peer_ms : float or None
    ratio : float or None
        How many times the peer's time is ours; how many times ours is the peer's where the floor is one of slowness.
    floor : str or None
    ok : bool or None
        Whether the floor is reached; None where there is no floor.
    """

    name: str
    network: str
    nodes: int
    ours_ms: float | None
    peer: str | None = None
    peer_ms: float | None = None
    ratio: float | None = None
    floor: str | None = None
    ok: bool | None = None

    def __str__(self) -> str:
        cells = [
            f"{self.name[: WIDTHS[0]]:{WIDTHS[0]}}",
            _number(self.ours_ms, "", 10),
            f"{(self.peer or '')[: WIDTHS[1]]:{WIDTHS[1]}}",
            _number(self.peer_ms, "", 11),
            _number(self.ratio, "x", 9),
            f"{self.floor or '':>10}",
            {True: "ok", False: "SHORT", None: ""}[self.ok],
        ]
        return "  ".join(cells).rstrip()


@dataclass(frozen=True)
class Measured(Generic[T]):
    """How long calls took, and what the last round of them answered."""

    calls_ms: NDArray[np.float64]
    answers: list[T]

    @property
    def median_ms(self) -> float:
        """Of all calls."""
        return float(np.median(self.calls_ms))

    @property
    def p95_ms(self) -> float:
        """95 of 100 calls took no longer."""
        return float(np.percentile(self.calls_ms, 95))


def header() -> str:
    """What the columns of the table are."""
    task, peer = f"{'task':{WIDTHS[0]}}", f"{'peer':{WIDTHS[1]}}"
    return "  ".join([task, f"{'ours ms':>10}", peer, f"{'peer ms':>11}", f"{'ratio':>9}", f"{'floor':>10}", "ok"])


def judged(row: Row, floor: Floor | None) -> Row:
    """The row with its ratio and floor filled in."""
    ours, peers = row.ours_ms, row.peer_ms
    slower = floor is not None and floor.kind == "times slower"
    ratio = None
    if ours and peers:
        ratio = ours / peers if slower else peers / ours
    ok = None
    if floor is not None:
        value = ratio if floor.kind.startswith("times") else ours
        ok = value is not None and (value >= floor.bound if floor.kind == "times faster" else value <= floor.bound)
    return Row(row.name, row.network, row.nodes, ours, row.peer, peers, ratio, str(floor) if floor else None, ok)


def measured(function: Callable[[A], T], arguments: Sequence[A], rounds: int = 1) -> Measured[T]:
    """Call with each argument in turn, so many times over; nothing is called beforehand."""
    calls_ms: list[float] = []
    answers: list[T] = []
    with _without_collection():
        for _ in range(rounds):
            answers = []
            for argument in arguments:
                start = time.perf_counter()
                answer = function(argument)
                calls_ms.append((time.perf_counter() - start) * 1000)
                answers.append(answer)
    return Measured(np.array(calls_ms), answers)


def median_ms(function: Callable[[], object], repeats: int) -> float:
    """Median time of calls, after one that does not count; answers are dropped, so that the next finds their room."""
    function()

    def dropped(_: int) -> None:
        function()

    return measured(dropped, range(repeats)).median_ms


def write(rows: list[Row], path: Path | None = None) -> Path:
    """Write the rows to a file, ``bench.json`` of the project unless GISPLANNER_BENCH or the caller names another."""
    target = path or Path(os.environ.get("GISPLANNER_BENCH", ROOT / "bench.json"))
    target.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")
    return target


def _number(value: float | None, unit: str, width: int) -> str:
    if value is None:
        return " " * width
    digits = max(0, 2 - int(np.floor(np.log10(max(abs(value), 1e-3)))))
    return f"{value:,.{digits}f}{unit}".rjust(width)


@contextmanager
def _without_collection() -> Iterator[None]:
    was_enabled = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
