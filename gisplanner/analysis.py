# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine: one answer to one question, and what hangs on its assumptions."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from threading import RLock

import numpy as np

from gisplanner.assumptions import Assumptions
from gisplanner.cells import Cells
from gisplanner.change import Change, compare
from gisplanner.conditions import Conditions
from gisplanner.coverage import Bools, Coverage
from gisplanner.forces import BaseOutput
from gisplanner.ground import Ground
from gisplanner.kernels.dispatch import warm_up
from gisplanner.notices import base_notices, load_notices, place_notices
from gisplanner.plan import Plan
from gisplanner.question import Question
from gisplanner.reach import Patrol, PatrolReach
from gisplanner.road_facts import RoadFacts, road_facts
from gisplanner.theatre import Theatre
from gisplanner.way import Route
from layers.findings import Finding
from layers.jobs import Progress

KEPT_GROUNDS = 2
KEPT_ANSWERS = 6
"""While a base is dragged, what it is compared with is asked for with every frame."""
WHAT_IF = ("slow", "fast", "late_alert")
"""What the sensitivity tries: slower, faster, a later alert."""


@dataclass(frozen=True, eq=False)
class Cluster:
    """Bases near each other, taken as one.

    Attributes
    ----------
    bases : tuple of int
        Indices.
    critical : bool array, shape (sites,)
        Within standard, and not without these bases.
    """

    bases: tuple[int, ...]
    critical: Bools


@dataclass(frozen=True, eq=False)
class Analysis:
    """One answer: what was asked, and everything found.

    Attributes
    ----------
    theatre : Theatre
    plan : Plan
        The disposition, moves applied.
    conditions : Conditions
    outputs : tuple of BaseOutput
        In the order of `plan.bases`.
    coverage : Coverage
    cells : Cells
    clusters : tuple of Cluster
    findings : tuple of Finding
        About roads, places and forces.
    """

    theatre: Theatre
    plan: Plan
    conditions: Conditions
    outputs: tuple[BaseOutput, ...]
    coverage: Coverage
    cells: Cells
    clusters: tuple[Cluster, ...]
    findings: tuple[Finding, ...]

    @cached_property
    def digest(self) -> str:
        """Hash of the question: equal digests, equal answers."""
        return question_digest(self.theatre, self.plan, self.conditions)


@dataclass(frozen=True, slots=True)
class Flip:
    """A site whose status hangs on the assumptions.

    Attributes
    ----------
    site : int
        Index.
    when : tuple of str
        Which of `WHAT_IF` change its status.
    """

    site: int
    when: tuple[str, ...]


def question_digest(theatre: Theatre, plan: Plan, conditions: Conditions) -> str:
    """Hash of everything an answer depends on."""
    return hashlib.sha256(f"{theatre.digest} {plan.digest} {conditions!r}".encode()).hexdigest()


def change_between(before: Analysis, after: Analysis) -> Change:
    """What changes from one answer to another of the same theatre."""
    return compare(before.theatre, (before.coverage, before.cells), (after.coverage, after.cells))


class Engine:
    """Answers questions about theatres and plans; may be called from several threads and takes one at a time."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._grounds: OrderedDict[object, Ground] = OrderedDict()
        self._answers: OrderedDict[str, Analysis] = OrderedDict()

    def analyse(
        self, theatre: Theatre, plan: Plan, conditions: Conditions, progress: Progress | None = None
    ) -> Analysis:
        """Who is reached, how fast, by whom: a pure function of theatre, plan and conditions.

        Raises
        ------
        Cancelled
            After `progress` was cancelled.
        """
        digest = question_digest(theatre, plan, conditions)
        with self._lock:
            known = self._answers.pop(digest, None)
            # the names that no answer depends on may be others
            answer = (
                self._answer(theatre, plan, conditions, progress)
                if known is None
                else replace(known, theatre=theatre, plan=plan)
            )
            self._answers[digest] = answer
            if len(self._answers) > KEPT_ANSWERS:
                self._answers.popitem(last=False)
            return answer

    def survey(self, theatre: Theatre, plan: Plan, progress: Progress | None = None) -> tuple[Finding, ...]:
        """What there is to say of a plan's sites, roads and forces before anything is asked."""
        with self._lock:
            return _noticed(self._question(theatre, plan, Conditions(), progress))

    def _answer(self, theatre: Theatre, plan: Plan, conditions: Conditions, progress: Progress | None) -> Analysis:
        question = self._question(theatre, plan, conditions, progress)
        return Analysis(
            theatre=theatre,
            plan=plan,
            conditions=conditions,
            outputs=question.outputs,
            coverage=question.coverage(),
            cells=question.cells(),
            clusters=tuple(Cluster(bases, sites) for bases, sites in question.clusters()),
            findings=_noticed(question),
        )

    def sensitivity(self, analyses: Sequence[Analysis], progress: Progress | None = None) -> tuple[Flip, ...]:
        """Sites whose status, in any of these answers, differs at other speeds or with a later alert."""
        when: dict[int, set[str]] = {}
        for analysis in analyses:
            for name, conditions in what_if(analysis.conditions, analysis.plan.assumptions).items():
                with self._lock:
                    status = self._question(analysis.theatre, analysis.plan, conditions, progress).status()
                for site in np.flatnonzero(status != analysis.coverage.status).tolist():
                    when.setdefault(site, set()).add(name)
        return tuple(
            Flip(site, tuple(name for name in WHAT_IF if name in names)) for site, names in sorted(when.items())
        )

    def patrol(
        self,
        theatre: Theatre,
        plan: Plan,
        conditions: Conditions,
        unit: str,
        patrol: Patrol,
        progress: Progress | None = None,
    ) -> PatrolReach:
        """Where a unit's patrol can go and return from.

        Raises
        ------
        PlanError
            `unknown_unit` or `ambiguous_unit`.
        """
        with self._lock:
            return self._question(theatre, plan, conditions, progress).patrol(unit, patrol)

    def road(self, theatre: Theatre, plan: Plan, conditions: Conditions, road: str) -> RoadFacts:
        """What is known of a road of the road layer, by its id, with the plan's closures on it.

        Raises
        ------
        PlanError
            `unknown_road`.
        """
        with self._lock:
            ground = self.ground(theatre, plan)
            return road_facts(ground, road, plan.assumptions, conditions.season, plan.closures)

    def route(self, analysis: Analysis, site: int, progress: Progress | None = None) -> Route | None:
        """The way of the first team to a site, by its index, as lines on the plane; None where nobody can come."""
        base, unit = int(analysis.coverage.base[site]), analysis.coverage.unit[site]
        if base < 0 or unit is None:
            return None
        with self._lock:
            question = self._question(analysis.theatre, analysis.plan, analysis.conditions, progress)
            return question.route(site, base, unit)

    def ground(self, theatre: Theatre, plan: Plan, progress: Progress | None = None) -> Ground:
        """What stays while units of the plan move: made when first asked for, then kept."""
        assumed = plan.assumptions
        network = tuple(row.value for row in assumed.rows() if row.key.startswith(("network.", "heavy.minimum")))
        key = (theatre.digest, plan.roads_outside, network)
        if key not in self._grounds:
            made = Ground(theatre, assumed, roads_outside=plan.roads_outside, progress=progress or Progress())
            self._grounds[key] = made
            if len(self._grounds) > KEPT_GROUNDS:
                self._grounds.popitem(last=False)
        self._grounds.move_to_end(key)
        return self._grounds[key]

    @staticmethod
    def warm_up() -> bool:
        """Get the fast routing core ready, for a thread that nobody waits for; returns whether it is there."""
        return warm_up()

    def _question(self, theatre: Theatre, plan: Plan, conditions: Conditions, progress: Progress | None) -> Question:
        return Question(self.ground(theatre, plan, progress), plan, conditions, progress or Progress())


def _noticed(question: Question) -> tuple[Finding, ...]:
    """What is odd about the sites, roads and forces that a question is about."""
    ground, plan = question.ground, question.plan
    return (
        *ground.theatre.gathered.findings,
        *ground.findings,
        *ground.cuts(question.closures).findings,
        *place_notices(ground.network, ground.theatre.sites, ground.sites, plan.assumptions),
        *base_notices(ground.network, plan, question.outputs, ground.attach_bases(plan.bases)),
        *load_notices(ground.network, plan, question.conditions.means),
    )


def what_if(conditions: Conditions, assumptions: Assumptions) -> dict[str, Conditions]:
    """The conditions of the sensitivity, by name."""
    return {
        "slow": replace(conditions, speed_factor=conditions.speed_factor * assumptions["sensitivity.slow"]),
        "fast": replace(conditions, speed_factor=conditions.speed_factor * assumptions["sensitivity.fast"]),
        "late_alert": replace(
            conditions, alert_extra_min=conditions.alert_extra_min + assumptions["sensitivity.alert"]
        ),
    }
