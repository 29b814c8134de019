# SPDX-License-Identifier: GPL-3.0-or-later
"""Edits as planners type them: names with signs in them, conditions on columns, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import shapely

from gisplanner.assumptions import Assumptions
from gisplanner.cli.edits import moves_of
from gisplanner.errors import PlanError
from gisplanner.forces import Base, BaseKind, Unit, UnitKind
from gisplanner.plan import CloseBase, CourseOfAction, Move, MoveUnit, OpenBase, Plan
from gisplanner.theatre import Theatre
from layers.errors import PlannerError, UsageError
from tests.engine.small import Small, road, site

GROUND = Small(
    roads=[road((20.0, 5.0), (20.3, 5.0))],
    settlements=[site("town", (20.1, 5.0))],
    areas=[{"id": "m", "name": "m", "role": "mission_area", "geometry": shapely.box(19.9, 4.9, 20.4, 5.1)}],
)


@pytest.fixture(scope="module")
def theatre() -> Theatre:
    return GROUND.theatre()


def base(name: str, lon: float, *, opened: str | None = None, **columns: str) -> Base:
    return Base(name, f"Post {name}", BaseKind.COB, lon, 5.0, opened=opened, attributes=tuple(sorted(columns.items())))


def unit(name: str, at: str, strength: int | None, called: str | None = None) -> Unit:
    return Unit(name, called or f"Unit {name}", UnitKind.COMPANY, strength, at)


PLAN = Plan(
    "p",
    bases=(
        base("b1", 20.0, opened="2019-05-01", year="2024", budget="12.5"),
        base("b2", 20.1, opened="2021-01-01", year="2023", budget="unknown"),
        base("b:3", 20.2),
    ),
    units=(
        unit("A", "b1", 150),
        unit("A:1", "b2", 35, "Twin"),
        unit("u3", "b:3", None, "Twin"),
        unit("u4", "b:3", 20, "Camp: 4, East"),
    ),
    assumptions=Assumptions(),
    courses=(CourseOfAction("empty"),),
)


def moves(theatre: Theatre, *edits: tuple[str, str]) -> Sequence[Move]:
    return moves_of(edits, PLAN, theatre)


@pytest.mark.parametrize(
    ("text", "unit_id", "base_id"),
    [
        ("A:b2", "A", "b2"),
        ("Unit A : Post b2", "A", "b2"),
        ("A:1:b1", "A:1", "b1"),
        ("A:b:3", "A", "b:3"),
        ("A:1:b:3", "A:1", "b:3"),
        ("camp: 4, east:b1", "u4", "b1"),
    ],
)
def test_a_unit_moves_to_a_base_whatever_signs_are_in_their_names(
    theatre: Theatre, text: str, unit_id: str, base_id: str
) -> None:
    assert moves(theatre, ("move", text)) == (MoveUnit(unit_id, base_id),)


def test_ids_are_found_in_whatever_case_they_are_typed(theatre: Theatre) -> None:
    assert moves(theatre, ("move", "U3:B2")) == (MoveUnit("u3", "b2"),)


def test_what_is_done_already_is_said_not_echoed(theatre: Theatre) -> None:
    with pytest.raises(UsageError, match="Post b1 is closed already"):
        moves(theatre, ("close", "b1"), ("close", "B1"))


def test_nothing_near_is_not_spoken_of(theatre: Theatre) -> None:
    with pytest.raises(PlanError) as fault:
        moves(theatre, ("move", "Z:b1"))
    assert str(fault.value) == "There is no unit Z. Use a unit's id or name."


def test_a_unit_moves_to_a_new_tob_at_a_place(theatre: Theatre) -> None:
    first, second = moves(theatre, ("move", "A:20.15, 5.0"))
    assert isinstance(first, OpenBase)
    assert (first.base.id, first.base.name, first.base.kind) == ("tob-A", "TOB Unit A", BaseKind.TOB)
    assert (first.base.lon, first.base.lat) == (20.15, 5.0)
    assert second == MoveUnit("A", "tob-A")
    again = moves(theatre, ("move", "A:20.15,5.0"), ("move", "A:20.25,5.0"))
    assert [move.base.id for move in again if isinstance(move, OpenBase)] == ["tob-A", "tob-A-2"]


@pytest.mark.parametrize(
    ("condition", "closed"),
    [
        ("longitude<20.15", ["b1", "b2"]),
        ("LON >= 20.2", ["b:3"]),
        ("latitude!=5", None),
        ("strength<100", ["b2"]),  # the third base holds a unit of unknown strength
        ("name = post B1", ["b1"]),
        ("kind!=COB", None),
        ("year=2024.0", ["b1"]),
        ("budget<100", ["b1"]),  # "unknown" has no place among numbers
        ("budget!=12.5", ["b2"]),
        ("opened<2020", ["b1"]),
        ("opened>=2019-06-01", ["b2"]),
        ("contingent=X", None),
    ],
)
def test_bases_close_by_a_condition(theatre: Theatre, condition: str, closed: list[str] | None) -> None:
    if closed is None:
        with pytest.raises(UsageError, match="No open base fits"):
            moves(theatre, ("close-where", condition))
    else:
        assert moves(theatre, ("close-where", condition)) == tuple(CloseBase(name) for name in closed)


def test_edits_see_what_those_before_them_did(theatre: Theatre) -> None:
    edits = [("close-where", "lon<20.05"), ("open", "North: one:tob:20.05,5.0"), ("move", "A:North: one")]
    closed, opened, moved = moves(theatre, *edits)
    assert (closed, moved) == (CloseBase("b1"), MoveUnit("A", "North: one"))
    assert isinstance(opened, OpenBase)
    assert opened.base.kind is BaseKind.TOB
    with pytest.raises(UsageError, match="No open base fits"):
        moves(theatre, *edits, ("close-where", "lon<20.05"), ("close-where", "id=b1"))


@pytest.mark.parametrize(
    ("edit", "error", "words"),
    [
        (("move", "A"), UsageError, "UNIT:BASE"),
        (("move", "Z:b1"), PlanError, "no unit Z"),
        (("move", "A:b9"), PlanError, "no base b9"),
        (("move", "Twin:b1"), PlanError, "A:1, u3"),
        (("move", "A:24,5"), UsageError, "km outside"),
        (("move", "A:200,5"), UsageError, "no place on earth"),
        (("move", "A:b1"), UsageError, "Unit A is at Post b1 already"),
        (("close", "Post"), PlanError, "b1 \\(Post b1\\)"),
        (("close-where", "longitude"), UsageError, "COLUMN<VALUE"),
        (("close-where", "colour=3"), UsageError, "They have: budget, contingent, id, kind, lat, lon, name"),
        (("close-where", "latitude<-1.95S"), UsageError, "-1.95S is no number"),
        (("open", ":TOB:20.1,5"), UsageError, "NAME:KIND:LON,LAT"),
        (("open", "X:FORT:20.1,5"), UsageError, "KIND one of HQ"),
        (("open", "X:TOB:5"), UsageError, "NAME:KIND:LON,LAT"),
        (("open", "b1:TOB:20.1,5"), PlanError, "a base b1 already"),
        (("open", "X:TOB:5,20.1"), UsageError, "Longitude comes first"),
    ],
)
def test_what_cannot_be_done_says_what_can(
    theatre: Theatre, edit: tuple[str, str], error: type[PlannerError], words: str
) -> None:
    with pytest.raises(error, match=words):
        moves(theatre, edit)


@pytest.mark.parametrize("edit", [("move", "A:5.0,20.1"), ("open", "New:TOB:5.0,20.1")])
def test_a_position_out_of_all_proportion_is_refused_without_a_mission_area_too(edit: tuple[str, str]) -> None:
    small = Small(roads=GROUND.roads, settlements=GROUND.settlements)
    with pytest.raises(UsageError, match="from all roads, sites and bases") as refused:
        moves_of([edit], PLAN, small.theatre())
    assert "Longitude comes first" in str(refused.value)
    assert moves_of([("move", "A:20.1,5.9")], PLAN, small.theatre())
