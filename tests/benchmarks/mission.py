# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole answer, not only the kernel: a base of a mission in Porto is moved to where none has stood before.

2,000 sites and 50 bases stand at random beside roads. What is timed is everything from the moved base to the table of
changes, and every step of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gisplanner.analysis import Analysis, Engine, change_between
from gisplanner.assumptions import Assumptions
from gisplanner.change import compare
from gisplanner.conditions import Conditions
from gisplanner.forces import Base, BaseKind, Unit, UnitKind
from gisplanner.plan import Closure, Plan
from gisplanner.question import Question
from gisplanner.theatre import Theatre, make_theatre
from layers.jobs import Progress
from tests.benchmarks import floors
from tests.benchmarks.networks import roads_of
from tests.benchmarks.osm_roads import Way
from tests.benchmarks.rows import Row, judged, measured
from tests.benchmarks.subject import expect_equal
from tests.engine.small import layer

SITES, BASES, MOVES = 2000, 50, 15
SEED = 11
NETWORK = "porto, as noded"
"""Bends are vertices of edges here, where the kernels' own Porto has nodes."""
CONDITIONS = Conditions()


def mission() -> Iterator[Row]:
    """Rows of the whole and of its steps; none without the extract."""
    roads = roads_of("porto")
    if roads is None:
        return
    dice = np.random.default_rng(SEED)
    spots = _Spots(roads, dice)
    theatre, plan = _made(roads, spots, dice)
    engine = Engine()
    engine.warm_up()  # as the window does
    before = engine.analyse(theatre, plan, CONDITIONS)
    nodes = engine.ground(theatre, plan).network.nodes

    def answer(moved: Plan) -> Analysis:
        after = engine.analyse(theatre, moved, CONDITIONS)
        change_between(before, after)
        return after

    def row(name: str, took_ms: float) -> Row:
        return judged(Row(name, NETWORK, nodes, took_ms), floors.floor_of(NETWORK, nodes, name, None))

    taken = measured(answer, [_moved(plan, spots, dice) for _ in range(MOVES)])
    _compare_with_new_engine(taken.answers[-1])
    yield row(floors.MISSION, taken.median_ms)
    yield row(floors.MISSION_P95, taken.p95_ms)
    shut = replace(plan, closures=(_area_closed(spots),))
    engine.analyse(theatre, shut, CONDITIONS)
    yield row(floors.MISSION_SHUT, measured(answer, [_moved(shut, spots, dice) for _ in range(MOVES)]).median_ms)
    taken_ms: dict[str, list[float]] = {}
    for _ in range(MOVES):
        moved = _moved(plan, spots, dice)
        question = Question(engine.ground(theatre, moved), moved, CONDITIONS, Progress())
        for name, step in _steps(question, before):
            taken_ms.setdefault(name, []).append(measured(_called, [step]).median_ms)
    for name, calls_ms in taken_ms.items():
        yield row(f"{floors.MISSION}: {name}", float(np.median(calls_ms)))


def porto_mission() -> tuple[Theatre, Plan] | None:
    """The mission in Porto; None without the extract."""
    roads = roads_of("porto")
    if roads is None:
        return None
    dice = np.random.default_rng(SEED)
    return _made(roads, _Spots(roads, dice), dice)


def _area_closed(spots: _Spots) -> Closure:
    """Two kilometres of ground that nobody may enter: sites in it cannot be reached."""
    return Closure("area", "Flooded ground", shapely.Point(spots.one()).buffer(0.01))


def _compare_with_new_engine(found: Analysis) -> None:
    """An engine that never saw another disposition must say the same."""
    anew = Engine().analyse(found.theatre, found.plan, found.conditions)
    for name in ("status", "response_ms", "base", "teams_in_time", "backup_ms", "critical", "simultaneous"):
        expect_equal(f"{floors.MISSION}: {name}", getattr(found.coverage, name), getattr(anew.coverage, name))
    expect_equal(f"{floors.MISSION}: cells", found.cells.response_ms, anew.cells.response_ms)


def _called(step: Callable[[], object]) -> None:
    step()


def _steps(question: Question, before: Any) -> list[tuple[str, Callable[[], object]]]:
    """The parts of an answer in their order; each finds what those before it have made."""
    found: dict[str, Any] = {}

    def keep(name: str, value: object) -> None:
        found[name] = value

    bases = question.plan.bases
    return [
        ("the base meets the roads", lambda: question.ground.attach_bases(bases)),
        ("teams", lambda: question.crews),
        ("response to sites", lambda: question.responses),
        ("coverage, sole coverage, all at once", lambda: keep("coverage", question.coverage())),
        ("cells", lambda: keep("cells", question.cells())),
        ("clusters of bases", question.clusters),
        (
            "change",
            lambda: compare(before.theatre, (before.coverage, before.cells), (found["coverage"], found["cells"])),
        ),
    ]


class _Spots:
    """Places beside roads, some hundred metres off."""

    def __init__(self, roads: list[Way], dice: np.random.Generator) -> None:
        self._where: NDArray[np.float64] = np.column_stack(
            [np.concatenate([way.lon for way in roads]), np.concatenate([way.lat for way in roads])]
        )
        self._dice = dice

    def one(self) -> tuple[float, float]:
        """The next."""
        lon, lat = self._where[self._dice.integers(len(self._where))] + self._dice.normal(0.0, 0.001, 2)
        return float(lon), float(lat)


def _made(roads: list[Way], spots: _Spots, dice: np.random.Generator) -> tuple[Theatre, Plan]:
    rows = [_road(n, way) for n, way in enumerate(roads)]
    sites = [
        {"name": f"S{n:04}", "geometry": shapely.Point(spots.one()), "people": int(100 * (1 + dice.pareto(1.2)))}
        for n in range(SITES)
    ]
    layers = {"roads": layer("roads", rows), "settlements": layer("settlements", sites)}
    bases = tuple(Base(f"B{n:02}", f"B{n:02}", BaseKind.TOB, *spots.one()) for n in range(BASES))
    units = tuple(Unit(f"U{n:02}", f"U{n:02}", UnitKind.PLATOON, 35, f"B{n:02}") for n in range(BASES))
    return make_theatre("Porto", layers, Assumptions()), Plan("Porto", bases, units, (), Assumptions())


def _road(n: int, way: Way) -> dict[str, Any]:
    oneway = "both" if way.forward and way.backward else "forward" if way.forward else "backward"
    line = shapely.LineString(np.column_stack([way.lon, way.lat]))
    return {"id": f"r{n:06}", "geometry": line, "surface": "paved", "speed_kmh": way.speed_kmh, "oneway": oneway}


def _moved(plan: Plan, spots: _Spots, dice: np.random.Generator) -> Plan:
    """The plan with one base elsewhere."""
    bases, which = list(plan.bases), int(dice.integers(BASES))
    lon, lat = spots.one()
    bases[which] = replace(bases[which], lon=lon, lat=lat)
    return replace(plan, bases=tuple(bases))
