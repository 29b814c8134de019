# SPDX-License-Identifier: GPL-3.0-or-later
"""What a base can send: guard, support and teams, worked out on paper."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisplanner.assumptions import Assumptions
from gisplanner.forces import NO_TEAM, Base, BaseKind, BaseOutput, OutputRules, Unit, UnitKind, base_output
from gisplanner.mobility import Means

RULES = OutputRules(Assumptions())
MIN = 60_000


def base(kind: BaseKind = BaseKind.TOB, **more: object) -> Base:
    return replace(Base("b", "Base", kind, 0.0, 0.0), **more)  # type: ignore[arg-type]


def unit(name: str, kind: UnitKind, strength: int | None, **more: object) -> Unit:
    return replace(Unit(name, name, kind, strength, "b"), **more)  # type: ignore[arg-type]


def shares(output: BaseOutput) -> tuple[int, int, int, int]:
    return output.strength, output.support, output.guard, output.deployable


def test_a_manned_platoon_tob_forms_one_team() -> None:
    output = base_output(base(), [unit("p", UnitKind.PLATOON, 35)], RULES)
    assert shares(output) == (35, 4, 12, 19)  # 31 usable, 12 on guard
    assert [team.notice_ms for team in output.teams] == [15 * MIN]


def test_a_company_cob_spends_24_of_127_usable_on_guard() -> None:
    output = base_output(base(BaseKind.COB), [unit("c", UnitKind.COMPANY, 150)], RULES)
    assert shares(output) == (150, 23, 24, 103)
    assert [team.notice_ms for team in output.teams] == [15 * MIN] + [60 * MIN] * 7


def test_a_base_too_weak_for_its_guard_forms_no_team() -> None:
    output = base_output(base(), [unit("p", UnitKind.PLATOON, 25)], RULES)
    assert shares(output) == (25, 3, 12, 10)
    assert output.teams == ()


def test_guard_falls_on_the_unit_with_the_longest_notice() -> None:
    units = [unit("a", UnitKind.QRF, 40), unit("b", UnitKind.RESERVE, 40)]
    output = base_output(base(), units, RULES)
    # reserve: 40 - 6 support - 12 guard = 22, one team; QRF: 40 - 6 = 34, two teams
    assert [(team.unit, team.notice_ms) for team in output.teams] == [
        ("a", 15 * MIN),
        ("a", 15 * MIN),
        ("b", 120 * MIN),
    ]


def test_the_standing_team_is_of_the_unit_with_the_shortest_notice() -> None:
    units = [
        unit("a", UnitKind.COMPANY, 60, notice_min=90.0),
        unit("b", UnitKind.COMPANY, 60, notice_min=40.0),
    ]
    output = base_output(base(), units, RULES)
    assert (output.teams[0].unit, output.teams[0].notice_ms) == ("b", 15 * MIN)
    assert {team.notice_ms for team in output.teams[1:] if team.unit == "b"} == {40 * MIN}


def test_teams_are_formed_per_unit_never_across() -> None:
    units = [unit(name, UnitKind.PLATOON, 12, support_share=0.1) for name in "abc"]
    output = base_output(base(guard=0), units, RULES)
    assert output.deployable == 30  # enough for two teams together
    assert output.teams == ()


def test_by_night_a_team_takes_20_and_a_caveat_keeps_a_unit_in() -> None:
    units = [unit("a", UnitKind.COMPANY, 150), unit("b", UnitKind.COMPANY, 150, night_moves=False)]
    output = base_output(base(BaseKind.COB), units, replace(RULES, night=True))
    assert {team.unit for team in output.teams} == {"a"}
    assert output.deployable == 127 - 24
    assert len(output.teams) == (127 - 24) // 20


@pytest.mark.parametrize(
    "kind", [UnitKind.AVIATION, UnitKind.UNMO, UnitKind.UNPOL, UnitKind.ENGINEERS, UnitKind.HQ_STAFF]
)
def test_kinds_that_form_no_team(kind: UnitKind) -> None:
    output = base_output(base(), [unit("x", kind, 500)], RULES)
    assert (output.teams, output.deployable) == ((), 0)


def test_unarmed_observers_bear_no_guard() -> None:
    units = [unit("a", UnitKind.PLATOON, 35), unit("o", UnitKind.UNMO, 20, notice_min=500.0)]
    assert base_output(base(), units, RULES).guard == 12
    assert base_output(base(), [units[1]], RULES).guard == 0


def test_a_unit_of_unknown_strength_counts_as_nobody_or_as_all_it_takes() -> None:
    units = [unit("a", UnitKind.PLATOON, 35, notice_min=30.0), unit("b", UnitKind.COMPANY, None)]
    cautious = base_output(base(), units, RULES)
    generous = base_output(base(), units, replace(RULES, unknown_teams=3))
    assert cautious.unknown
    assert [team.unit for team in cautious.teams] == ["a"]
    # b has the longer notice and bears the guard, so a keeps all 31: two teams
    assert [team.unit for team in generous.teams] == ["a", "a", "b", "b", "b"]


def test_a_closed_base_sends_nothing() -> None:
    assert base_output(base(open=False), [unit("c", UnitKind.COMPANY, 150)], RULES).teams == ()


def test_the_means_asked_for_override_the_units_own() -> None:
    output = base_output(base(), [unit("p", UnitKind.PLATOON, 35, means=Means.FOOT)], replace(RULES, means=Means.HEAVY))
    assert output.teams[0].means is Means.HEAVY


@given(
    strengths=st.lists(st.integers(0, 400), max_size=5),
    kinds=st.lists(st.sampled_from(list(UnitKind)), min_size=5, max_size=5),
    guard=st.integers(0, 60),
    night=st.booleans(),
)
def test_people_of_a_base_add_up(strengths: list[int], kinds: list[UnitKind], guard: int, night: bool) -> None:
    units = [unit(str(n), kind, strength) for n, (strength, kind) in enumerate(zip(strengths, kinds, strict=False))]
    output = base_output(base(guard=guard), units, replace(RULES, night=night))
    assert output.strength == sum(strengths)
    left = output.strength - output.support - output.guard
    assert output.deployable == left if NO_TEAM.isdisjoint(unit.kind for unit in units) else output.deployable <= left
    assert output.guard <= guard
    assert len(output.teams) * (20 if night else 12) <= output.deployable
