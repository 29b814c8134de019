# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases just on either side of a limit, each worked out on paper."""

from __future__ import annotations

from typing import Any

import pytest
import shapely

from gisplanner.analysis import Analysis, change_between
from gisplanner.change import CHANGES
from gisplanner.coverage import UNREACHED
from gisplanner.mobility import UNREACHABLE, Means
from gisplanner.plan import Closure
from gisplanner.report import coverage_answer
from tests.engine.small import MINUTE_MS, Small, base, road, site, unit

A, B, C = (20.0, 5.0), (20.1, 5.0), (20.2, 5.0)  # about 11.1 km apart
M = 1 / 110_575.0  # degrees of latitude at five degrees north


def between(**more: Any) -> Small:
    """A town between two bases, 36 km/h on both roads: 100 ms a metre; `more` is about the town."""
    return Small(
        roads=[
            road(A, B, length_m=10_000.0, speed_kmh=36.0, id="west"),
            road(B, C, length_m=10_600.0, speed_kmh=36.0, id="east"),
        ],
        settlements=[site("town", B, **more)],
        bases=[base("near", A), base("far", C)],
        units=[unit("near", id="u")],
    )


def change(before: Analysis, after: Analysis) -> str:
    (kind,) = change_between(before, after).kind
    return CHANGES[kind]


@pytest.mark.parametrize(("metres", "there", "back"), [(10_600.0, "slower", "faster"), (10_599.99, "same", "same")])
def test_a_minute_more_is_slower_and_a_millisecond_less_than_that_the_same(
    metres: float, there: str, back: str
) -> None:
    small = between()
    small.roads[1]["length_m"] = metres
    near = small.ask().analysis
    small.units = [unit("far", id="u")]
    far = small.ask().analysis
    assert int(far.coverage.response_ms[0] - near.coverage.response_ms[0]) == round((metres - 10_000.0) * 100)
    assert (change(near, far), change(far, near)) == (there, back)


@pytest.mark.parametrize("standard_min", [8_947, 8_948, 9_999, 100_000])
def test_whom_nobody_reaches_is_within_no_standard_however_long(standard_min: int) -> None:
    small = between(standard_min=standard_min)
    small.closures = [Closure("c", "bridge", shapely.Point(20.05, 5.0))]
    small.assumptions = small.assumptions.setting("standard.settlement", standard_min)
    answer = small.ask()
    assert (answer.status("town"), answer.reason("town")) == ("unreachable", "closed")
    assert (answer.analysis.cells.status[answer.analysis.cells.response_ms >= UNREACHABLE] == UNREACHED).all()


@pytest.mark.parametrize(
    ("means", "spares", "status", "reason"),
    [
        ("light", (), "unreachable", "closed"),
        ("light", (Means.LIGHT, Means.FOOT), "within", None),
        ("heavy", (Means.LIGHT, Means.FOOT), "unreachable", "closed"),
        ("foot", (Means.FOOT,), "within", None),
        ("light", (Means.FOOT,), "unreachable", "closed"),
    ],
)
def test_a_restricted_road_stops_only_those_it_does_not_spare(
    means: str, spares: tuple[Means, ...], status: str, reason: str | None
) -> None:
    small = between(standard_min=600)
    small.units = [unit("near", id="u", means=means)]
    small.closures = [Closure("c", "bridge", shapely.Point(20.05, 5.0), spares=spares)]
    answer = small.ask()
    assert answer.status("town") == status
    assert answer.analysis.coverage.reason[0] == reason


def test_a_place_reached_by_too_few_that_nobody_reaches_any_longer_is_cut_off() -> None:
    small = between(teams_needed=5)
    few = small.ask()
    assert few.status("town") == "under_strength"
    small.units = []
    nobody = small.ask()
    assert nobody.status("town") == "unreachable"
    assert change(few.analysis, nobody.analysis) == "cut_off"
    assert change(nobody.analysis, few.analysis) == "reconnected"


def test_two_bases_near_each_other_are_critical_only_together() -> None:
    small = between(people=700)
    small.bases = [base("b1", A), base("b2", (20.0, 5.0 + 9_900 * M)), base("b3", (20.0, 5.0 - 10_100 * M))]
    small.roads.append(road((20.0, 5.0 - 10_100 * M), A, (20.0, 5.0 + 9_900 * M), speed_kmh=36.0, id="cross"))
    small.units = [unit("b1"), unit("b2")]
    small.settlements.append(site("hamlet", (20.0, 5.0 - 10_100 * M), 30, standard_min=92.0))  # b1 comes in 91.9 min
    found = small.ask()
    answer = coverage_answer(found.analysis, (), ())
    assert [found.status(name) for name in ("town", "hamlet")] == ["within", "within"]
    assert answer["clusters"] == [{"bases": ["b1", "b2"], "critical": {"sites": 2, "people": 730}}]
    critical = {row["id"]: row["critical"] for row in answer["bases"]}
    assert critical["b1"] == {"sites": 1, "people": 30}
    assert critical["b2"] == {"sites": 0, "people": 0}
    assert answer["totals"]["sole"] == 30


@pytest.mark.parametrize(("metres", "double"), [(990, True), (1_010, False)])
def test_a_camp_within_a_kilometre_of_a_town_may_be_counted_twice(metres: float, double: bool) -> None:
    small = between()
    small.idp_sites = [site("camp", (20.1, 5.0 + metres * M))]
    found = small.ask().analysis
    assert found.theatre.gathered.possible_double == (("camp",) if double else ())
    assert bool([one for one in found.findings if one.code == "possible_double_count"]) is double


@pytest.mark.parametrize(
    ("name", "metres", "more", "double"),
    [
        ("CAMP ", 99, {}, True),
        ("camp", 101, {}, False),
        ("camp two", 9, {}, False),
        ("camp", 9, {"included_in": "c1"}, False),
    ],
)
def test_two_camps_of_a_name_at_one_place_may_be_counted_twice(
    name: str, metres: float, more: dict[str, str], double: bool
) -> None:
    small = between()
    place = (20.1, 5.0 + 3_000 * M)
    small.idp_sites = [
        site("camp", place, id="c1"),
        {**site(name, (place[0], place[1] + metres * M), id="c2"), **more},
    ]
    assert small.ask().analysis.theatre.gathered.possible_double == (("c2",) if double else ())


@pytest.mark.parametrize(("spare_ms", "status"), [(0, "within"), (-1, "late")])
def test_a_backup_may_take_twice_the_standard(spare_ms: int, status: str) -> None:
    # the far base answers after 75 minutes and 1,060 seconds: 5,560,000 ms, twice 2,780,000
    small = between(standard_min=(2_780_000 + spare_ms) / MINUTE_MS)
    small.units.append(unit("far", id="v"))
    found = small.ask().analysis.coverage
    assert found.backup_ms.tolist() == [5_560_000]
    assert found.backup_status == (status,)


@pytest.mark.parametrize(("metres", "closed"), [(99.0, True), (101.0, False)])
def test_a_point_within_a_hundred_metres_of_a_road_closes_it(metres: float, closed: bool) -> None:
    small = between()
    small.closures = [Closure("c", "ford", shapely.Point(20.0005, 5.0 + metres * M))]
    assert (small.ask().status("town") == "unreachable") is closed


@pytest.mark.parametrize(("metres", "joined"), [(14.9, True), (15.1, False)])
def test_a_road_that_stops_within_fifteen_metres_of_another_joins_it(metres: float, joined: bool) -> None:
    small = between()
    small.roads[0] = road(A, (20.0499, 5.0), (20.0501, 5.0), B, length_m=10_000.0, id="west")
    small.roads.append(road((20.05, 5.0 + metres * M), (20.05, 5.2), id="north"))
    assert ("ends_joined" in small.ask().codes()) is joined
