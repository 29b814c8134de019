# SPDX-License-Identifier: GPL-3.0-or-later
"""One child that reads mutant after mutant as the real child does, under its limits, and tells what became of each.

The last mutant stands in the folder while it is read; who dies of it leaves it there.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any, TextIO

from layers.read_as import ReadAs
from layers.worker import Limits, leave_network

LONGEST_S = 10
RIGHT = frozenset({"accepted", "refused", "typed"})
DIGITS = re.compile(r"(?<!line )\b\d+|0x[0-9a-f]+")
"""What differs between two sights of one fault."""


def serve(name: str, seed: int, folder: str, seconds: float, mutants: int) -> None:
    """Be the child: read mutants until time or their number is over, and print a line for each outcome that is wrong."""
    leave_network()
    _limit()
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # for libraries that chat on standard output
    from tests.fuzz.formats import FORMATS, said_of, seeds_of
    from tests.fuzz.mutations import Dice, mutant

    form = FORMATS[name]
    dice, seeds = Dice(seed), seeds_of(form)
    counts: dict[str, int] = {}
    ends = time.monotonic() + seconds
    for number in range(mutants):
        if time.monotonic() > ends:
            break
        files = mutant(form, dice, seeds)
        for old in Path(folder).iterdir():
            old.unlink()
        for suffix, content in files.items():
            (Path(folder) / f"t{suffix}").write_bytes(content)
        signal.alarm(LONGEST_S)
        path = Path(folder) / f"t{next(iter(files))}"
        outcome = _outcome(path, dice.choice(form.kinds), dice.choice(said_of(path.suffix)))
        signal.alarm(0)
        counts[outcome] = counts.get(outcome, 0) + 1
        if outcome.split(" ")[0] not in RIGHT:
            _tell(answer, {"outcome": outcome, "files": {suffix: content.hex() for suffix, content in files.items()}})
        if number % 50 == 0:
            _tell(answer, {"counts": counts})
            counts = {}
    _tell(answer, {"counts": counts})


def _limit() -> None:
    import resource

    memory_bytes = Limits().memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _outcome(path: Path, kind: str, said: ReadAs) -> str:
    """Read a file as `layers.load.load` does, without a child of its own."""
    from layers.errors import PlannerError
    from layers.kinds import KINDS
    from layers.load import judge
    from layers.look import look_at
    from layers.wire import pack, unpack
    from layers.worker import _answer, _read
    from tests.fuzz.outline_seeds import CELLS

    reached = False
    try:
        look_at(path, said)
        reached = True
        raw = unpack(pack(_read(path, kind, {}, said.said())), path.name)
        if KINDS[kind].raster:
            unpack(pack(_answer(path, {"cells": CELLS})), path.name)
        return _sum(judge(raw, path, kind, read_as=said))
    except PlannerError as error:
        whole = bool(error.file and error.reason and error.remedy)
        return f"{'typed' if reached else 'refused'} {error.code}" if whole else f"without file or reason {error.code}"
    except MemoryError:
        return "typed reader_died"  # the real child ends here, and its parent says so
    except Exception as error:  # noqa: BLE001  any other is a fault of ours
        where = "".join(traceback.format_tb(error.__traceback__, limit=-3))
        return f"untyped {type(error).__name__} at\n{DIGITS.sub('N', where)}"


def _sum(loaded: Any) -> str:
    layer = loaded.layer
    held = layer.rows_in == layer.table["row"].nunique() + layer.rejected
    said = layer.rejected <= sum(one.severity == "error" for one in loaded.findings)
    return "accepted" if held and said else f"rows do not add up: {layer.rows_in} in, {layer.rejected} rejected"


def _tell(answer: TextIO, what: object) -> None:
    answer.write(json.dumps(what) + "\n")
    answer.flush()


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), sys.argv[3], float(sys.argv[4]), int(sys.argv[5]))
