# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers that no answer could rest on are refused, with what would do."""

from __future__ import annotations

import pytest

from gisplanner.assumptions import Assumptions, allowed, defaults
from gisplanner.errors import PlanError


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("light.paved", 0.0),
        ("wet.dirt", 0.0),
        ("team.day", 0.0),
        ("team.ready_share", 1.5),
        ("heavy.minimum_practicability", 9.0),
        ("standard.must", -1.0),
        ("standard.must", float("nan")),
        ("standard.must", float("inf")),
    ],
)
def test_a_number_that_makes_no_sense_is_refused_with_what_would(key: str, value: float) -> None:
    with pytest.raises(PlanError) as refused:
        Assumptions().setting(key, value)
    assert refused.value.code == "bad_assumption"
    assert f"{allowed(key)[0]:g} to " in refused.value.remedy


def test_every_default_is_allowed() -> None:
    for default in defaults().values():
        least, most = allowed(default.key)
        assert least <= default.value <= most, default.key
