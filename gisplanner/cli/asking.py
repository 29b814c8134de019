# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions put to a session by more than one command, and their answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gisplanner.analysis import Analysis
from gisplanner.plan import Move
from gisplanner.report import Answer, coverage_answer, redeploy_answer
from gisplanner.session import Session
from layers.jobs import Progress


@dataclass(frozen=True)
class Compared:
    """Two dispositions, and what changes from one to the other."""

    before: Analysis
    after: Analysis
    answer: Answer


def covered(session: Session, analysis: Analysis, course: str | None, progress: Progress) -> Answer:
    """The coverage answer to an analysis, with what hangs on its assumptions."""
    flips = session.engine.sensitivity([analysis], progress)
    return coverage_answer(analysis, flips, session.findings, course=course)


def edited(
    session: Session, course: str | None, moves: Sequence[Move], saved_as: str | None, progress: Progress
) -> Compared:
    """Moves over the baseline or a course of action, against what they start from."""
    plan = session.plan.at(course).apply(moves)[0]
    before = session.analyse(course, progress)
    after = session.engine.analyse(session.theatre, plan, session.conditions, progress)
    return _compared(session, before, after, moves, progress, course=course, saved_as=saved_as)


def course_compared(session: Session, course: str, progress: Progress) -> Compared:
    """A course of action against the baseline."""
    before, after = session.analyse(progress=progress), session.analyse(course, progress)
    return _compared(session, before, after, session.plan.course(course).moves, progress, saved_as=course)


def _compared(
    session: Session,
    before: Analysis,
    after: Analysis,
    moves: Sequence[Move],
    progress: Progress,
    **courses: str | None,
) -> Compared:
    flips = session.engine.sensitivity([before, after], progress)
    return Compared(before, after, redeploy_answer(before, after, moves, flips, session.findings, **courses))
