# SPDX-License-Identifier: GPL-3.0-or-later
"""Two dispositions of one plan, each answered under the same conditions, and what changes from one to the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from gisplanner.analysis import Analysis, Engine, Flip, change_between, question_digest
from gisplanner.change import GAINED, LOST, Change
from gisplanner.conditions import Conditions
from gisplanner.plan import CourseOfAction, Move, Plan
from gisplanner.report import Answer, totals
from gisplanner.theatre import Theatre
from gisplanner.verdict import coverage_verdict, redeploy_verdict
from layers.jobs import Progress


@dataclass(frozen=True, eq=False)
class Comparison:
    """An answer before and an answer after.

    Attributes
    ----------
    before, after : Analysis
    change : Change
    moves : tuple of Move
        Those that lead from `before` to `after`, where it is known that they do.
    flips : tuple of Flip or None
        What hangs on the assumptions; None where nobody has looked yet.
    """

    before: Analysis
    after: Analysis
    change: Change
    moves: tuple[Move, ...]
    flips: tuple[Flip, ...] | None = None

    @cached_property
    def digest(self) -> str:
        """Hash of the question: equal digests, equal answers."""
        return compared_digest(self.before.theatre, self.before.plan, self.after.plan, self.after.conditions)

    @cached_property
    def differs(self) -> bool:
        """Whether there are two dispositions at all."""
        return self.before.digest != self.after.digest

    @cached_property
    def verdict(self) -> str:
        """The answer in a sentence or two."""
        if not self.differs:
            return coverage_verdict(self.after, self.flips)
        return redeploy_verdict(self.before, self.after, self.change, self.moves, self.flips)


def compared_digest(theatre: Theatre, before: Plan, after: Plan, conditions: Conditions) -> str:
    """Hash of everything a comparison depends on."""
    return question_digest(theatre, before, conditions) + question_digest(theatre, after, conditions)


def compare_plans(
    engine: Engine,
    theatre: Theatre,
    before: Plan,
    after: Plan,
    conditions: Conditions,
    moves: Sequence[Move] = (),
    progress: Progress | None = None,
) -> Comparison:
    """Answer for two dispositions and compare; `moves` are those between them.

    Raises
    ------
    Cancelled
        After `progress` was cancelled.
    """
    first = engine.analyse(theatre, before, conditions, progress)
    second = first if before.digest == after.digest else engine.analyse(theatre, after, conditions, progress)
    return Comparison(first, second, change_between(first, second), tuple(moves))


@dataclass(frozen=True, eq=False)
class CourseFigures:
    """Key figures of one course of action, or of the baseline.

    Attributes
    ----------
    course : CourseOfAction or None
        None for the baseline.
    totals : mapping
        As in the answers.
    lost, gained : int
        People who fall out of standard, and who come within it, against the baseline.
    """

    course: CourseOfAction | None
    totals: Answer
    lost: int
    gained: int


def course_figures(
    engine: Engine, theatre: Theatre, plan: Plan, conditions: Conditions, progress: Progress | None = None
) -> tuple[CourseFigures, ...]:
    """Key figures of the baseline and of every course of action of a plan, in their order.

    Raises
    ------
    Cancelled
        After `progress` was cancelled.
    """
    first = engine.analyse(theatre, plan, conditions, progress)
    rows = [CourseFigures(None, totals(first), 0, 0)]
    for course in plan.courses:
        found = engine.analyse(theatre, plan.at(course.name), conditions, progress)
        change = change_between(first, found)
        rows.append(CourseFigures(course, totals(found), change.people_of(LOST), change.people_of(GAINED)))
    return tuple(rows)
