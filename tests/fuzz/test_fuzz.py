# SPDX-License-Identifier: GPL-3.0-or-later
"""A few seconds of mutants of every format: each failure is a typed error with file and reason, and none is a crash."""

from __future__ import annotations

import pytest

from tests.fuzz.formats import FORMATS, seeds_of
from tests.fuzz.mutations import Dice, mutant
from tests.fuzz.run import fuzz

SECONDS = 4.0
FEWEST_REACHED = 0.3


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMATS)
def test_mutants_are_read_or_refused_with_a_reason_and_many_reach_the_parser(form: str) -> None:
    result = fuzz(form, SECONDS, seed=1)
    assert not result.found
    assert result.mutants > 0
    assert result.reached >= FEWEST_REACHED * result.mutants
    assert result.outcomes["accepted"] > 0


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_dice_make_the_same_mutants_and_they_differ_from_their_seeds(form: str) -> None:
    own = FORMATS[form]
    seeds = seeds_of(own)
    one, other = ([mutant(own, dice, seeds) for _ in range(50)] for dice in (Dice(7), Dice(7)))
    assert one == other
    assert sum(files not in seeds for files in one) > 40
