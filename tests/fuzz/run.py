# SPDX-License-Identifier: GPL-3.0-or-later
"""Fuzz every format for some seconds; ``python -m tests.fuzz.run SECONDS [FOLDER]`` keeps what it finds there."""

from __future__ import annotations

import json
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
from layers.worker import environment
from tests.conftest import ROOT
from tests.fuzz.mutations import Dice, mutant
from tests.fuzz.seeds import FORMATS, seeds_of
from tests.fuzz.target import KINDS, LONGEST_S

SAMPLE_SHARE = 0.1
"""Of the time, for mutants that go through the whole of `load`, a child each."""


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


def fuzz(form: str, seconds: float, seed: int) -> Result:
    """Fuzz one format."""
    result = Result(form)
    ends = time.monotonic() + seconds * (1 - SAMPLE_SHARE)
    while (left := ends - time.monotonic()) > 0:
        seed += 1
        with tempfile.TemporaryDirectory() as folder:
            _one_child(result, seed, folder, left)
    _sample(result, seconds * SAMPLE_SHARE, seed)
    return result


def _one_child(result: Result, seed: int, folder: str, seconds: float) -> None:
    """Let one child read until the time is over or it dies."""
    command = [sys.executable, "-c", "import runpy; runpy.run_module('tests.fuzz.target', run_name='__main__')"]
    command += [result.form, str(seed), folder, str(seconds)]
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
        left = {path.suffix: path.read_bytes().hex() for path in sorted(Path(folder).iterdir())}
        result.outcomes[how] += 1
        result.found.setdefault(f"{how} {seed}", left)


def _sample(result: Result, seconds: float, seed: int) -> None:
    """Put mutants through the real `load`."""
    dice, seeds = Dice(seed), seeds_of(result.form)
    ends = time.monotonic() + seconds
    while time.monotonic() < ends or not result.sampled:
        files = mutant(result.form, dice, seeds)
        with tempfile.TemporaryDirectory() as folder:
            for suffix, content in files.items():
                (Path(folder) / f"t{suffix}").write_bytes(content)
            fault = _fault(Path(folder) / f"t{next(iter(files))}", dice.choice(KINDS))
        result.sampled += 1
        if fault is not None:
            result.found.setdefault(fault, {suffix: content.hex() for suffix, content in files.items()})


def _fault(path: Path, kind: str) -> str | None:
    """What is wrong with how `load` takes a file; None where nothing is."""
    began = time.monotonic()
    try:
        layer = load(path, kind).layer
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


def main(seconds: float, folder: Path) -> int:
    """Fuzz all formats, print the counts and return how many findings there are."""
    found = 0
    for form in FORMATS:
        result = fuzz(form, seconds / len(FORMATS), seed=int(time.time()))
        print(result, flush=True)  # noqa: T201
        for outcome, count in result.outcomes.most_common():
            print(f"    {count:7d} {outcome.splitlines()[0]}")  # noqa: T201
        save(result, folder)
        for outcome in result.found:
            print(f"    FOUND {outcome}")  # noqa: T201
        found += len(result.found)
    return found


if __name__ == "__main__":
    sys.exit(min(main(float(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else "fuzz-findings")), 1))
