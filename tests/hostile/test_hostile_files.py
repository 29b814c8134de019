# SPDX-License-Identifier: GPL-3.0-or-later
"""Files from strangers: each is refused with the right reason or read with the right findings, and in time."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from layers.errors import PlannerError
from layers.findings import Severity
from layers.load import Loaded, load
from tests.hostile.cases import AT_THE_DOOR, Hostile
from tests.hostile.make_files import corpus

LONGEST_S = 100.0
FEWEST = 60


def outcome(path: Path, kind: str) -> Loaded | PlannerError:
    """Load a file, and return the layer or the error; what else is raised is a fault."""
    try:
        return load(path, kind)
    except PlannerError as error:
        return error


@pytest.mark.parametrize("case", corpus(), ids=lambda case: case.name.replace(" ", "_"))
def test_a_hostile_file_meets_what_it_must(tmp_path: Path, case: Hostile) -> None:
    path = case.make(tmp_path)
    began = time.monotonic()
    met = outcome(path, case.kind)
    assert time.monotonic() - began < LONGEST_S
    if isinstance(met, PlannerError):
        assert met.code == case.code, str(met)
        assert met.file is not None
        assert path.stem in met.file
        assert met.reason
        assert met.remedy
        return
    layer, said = met.layer, {one.code for one in met.findings}
    kept = layer.table["row"].nunique()
    assert layer.rows_in == kept + layer.rejected
    assert layer.rejected <= sum(one.severity is Severity.ERROR for one in met.findings)
    assert case.code is None, said
    assert (kept, layer.rejected) == (case.accepted, case.rejected), said
    assert case.findings <= said


def test_the_corpus_is_large_and_most_of_it_comes_past_name_and_first_bytes() -> None:
    cases = corpus()
    assert len({case.name for case in cases}) == len(cases) >= FEWEST
    assert sum(case.code not in AT_THE_DOOR for case in cases) * 2 >= len(cases)
