# SPDX-License-Identifier: GPL-3.0-or-later
"""Fuzz formats for some seconds or some mutants, and keep what is found; ``python -m tests.fuzz.run --help``."""

from __future__ import annotations

import argparse
import json
import math
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from layers.errors import PlannerError
from layers.load import load
from layers.read_as import ReadAs
from layers.worker import environment
from tests.conftest import ROOT
from tests.fuzz.formats import FORMATS, said_of, seeds_of
from tests.fuzz.mutations import Dice, mutant
from tests.fuzz.target import LONGEST_S

SAMPLE_SHARE = 0.1
"""Of the time, for mutants that go through the whole of `load`, a child each."""
SAMPLE_S = 30.0
"""Where their number is given and no time."""
MOST_OF_ONE_CHILD = 2000
"""What its libraries keep of mutant after mutant is not to fill its memory."""


@dataclass
class Result:
    """What became of the mutants of one format."""

    form: str
    outcomes: Counter[str] = field(default_factory=Counter)
    found: dict[str, dict[str, str]] = field(default_factory=dict)
    sampled: int = 0

    @property
    def mutants(self) -> int:
        """How many were read in the child of many."""
        return self.outcomes.total()

    @property
    def reached(self) -> int:
        """How many came past the look at name and first bytes to the parser."""
        return sum(count for outcome, count in self.outcomes.items() if not outcome.startswith("refused"))

    def __str__(self) -> str:
        """Return the counts on one line."""
        share = 100 * self.reached / max(self.mutants, 1)
        accepted = self.outcomes["accepted"]
        return (
            f"{self.form}: {self.mutants} mutants, {self.reached} ({share:.0f} %) reached the parser, "
            f"{accepted} accepted, {self.sampled} through the whole load, {len(self.found)} findings"
        )


def fuzz(name: str, seconds: float, seed: int, mutants: float = math.inf) -> Result:
    """Fuzz one format until the time is over, or so many mutants are read."""
    result = Result(name)
    ends = time.monotonic() + seconds * (1 - SAMPLE_SHARE)
    while (left := ends - time.monotonic()) > 0 and result.mutants < mutants:
        seed += 1
        with tempfile.TemporaryDirectory() as folder:
            _one_child(result, seed, folder, left, mutants - result.mutants)
    _sample(result, min(seconds * SAMPLE_SHARE, SAMPLE_S), seed)
    return result


def _one_child(result: Result, seed: int, folder: str, seconds: float, mutants: float) -> None:
    """Let one child read until time or their number is over, or it dies."""
    command = [sys.executable, "-c", "import runpy; runpy.run_module('tests.fuzz.target', run_name='__main__')"]
    command += [result.form, str(seed), folder, str(seconds), str(min(mutants, MOST_OF_ONE_CHILD))]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment() | {"PYTHONWARNINGS": "ignore"}, stdout=subprocess.PIPE, text=True
    ) as child:
        for line in child.stdout or ():
            said = json.loads(line)
            result.outcomes.update(said.get("counts", {}))
            if "outcome" in said:
                result.found.setdefault(said["outcome"], said["files"])
    if child.returncode != 0:
        how = "hangs" if child.returncode == -14 else f"ends the child with {child.returncode}"
        left = {path.name[1:]: path.read_bytes().hex() for path in sorted(Path(folder).iterdir())}
        result.outcomes[how] += 1
        result.found.setdefault(f"{how} {seed}", left)


def _sample(result: Result, seconds: float, seed: int) -> None:
    """Put mutants through the real `load`."""
    form, dice = FORMATS[result.form], Dice(seed)
    seeds = seeds_of(form)
    ends = time.monotonic() + seconds
    while time.monotonic() < ends or not result.sampled:
        files = mutant(form, dice, seeds)
        with tempfile.TemporaryDirectory() as folder:
            for suffix, content in files.items():
                (Path(folder) / f"t{suffix}").write_bytes(content)
            path = Path(folder) / f"t{next(iter(files))}"
            fault = _fault(path, dice.choice(form.kinds), dice.choice(said_of(path.suffix)))
        result.sampled += 1
        if fault is not None:
            result.found.setdefault(fault, {suffix: content.hex() for suffix, content in files.items()})


def _fault(path: Path, kind: str, said: ReadAs) -> str | None:
    """What is wrong with how `load` takes a file; None where nothing is."""
    began = time.monotonic()
    try:
        layer = load(path, kind, read_as=said).layer
    except PlannerError as error:
        if not (error.file and error.reason and error.remedy):
            return f"load: without file or reason {error.code}"
    except Exception as error:  # noqa: BLE001  any other is a fault of ours
        return f"load: untyped {error!r}"
    else:
        if layer.rows_in != layer.table["row"].nunique() + layer.rejected:
            return "load: rows do not add up"
    return None if time.monotonic() - began < LONGEST_S else "load: hangs"


def save(result: Result, folder: Path) -> None:
    """Keep each finding in a folder of its own, with what it is."""
    for number, (outcome, files) in enumerate(result.found.items()):
        own = folder / f"{result.form}-{number:03d}"
        shutil.rmtree(own, ignore_errors=True)
        own.mkdir(parents=True)
        (own / "outcome.txt").write_text(outcome + "\n", encoding="utf-8")
        for suffix, content in files.items():
            (own / f"t{suffix}").write_bytes(bytes.fromhex(content))


def main(arguments: argparse.Namespace) -> int:
    """Fuzz the formats asked for, print the counts and return how many findings there are."""
    found = 0
    names = arguments.format or list(FORMATS)
    for name in names:
        seconds = math.inf if arguments.mutants else arguments.seconds / len(names)
        result = fuzz(name, seconds, arguments.seed, arguments.mutants or math.inf)
        print(result, flush=True)  # noqa: T201
        for outcome, count in result.outcomes.most_common():
            print(f"    {count:7d} {outcome.splitlines()[0]}")  # noqa: T201
        save(result, arguments.folder)
        for outcome in result.found:
            print(f"    FOUND {outcome}", flush=True)  # noqa: T201
        found += len(result.found)
    return found


def asked() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="for all formats together")
    parser.add_argument("--mutants", type=int, help="of each format, however long it takes")
    parser.add_argument("--format", action="append", choices=FORMATS, help="one of several; else all")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--folder", type=Path, default=Path("fuzz-findings"), help="for what is found")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(min(main(asked()), 1))
