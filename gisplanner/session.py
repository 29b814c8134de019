# SPDX-License-Identifier: GPL-3.0-or-later
"""One plan being worked on: its history, its conditions, its last answer, and who wants to hear of changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from gisplanner import planfile
from gisplanner.analysis import Analysis, Engine, question_digest
from gisplanner.conditions import Conditions
from gisplanner.plan import CourseOfAction, Move, Plan
from gisplanner.planfile import PlanFile
from gisplanner.theatre import Theatre
from layers.findings import Finding
from layers.jobs import Progress


class Topic(StrEnum):
    """What can change."""

    PLAN = "plan"
    CONDITIONS = "conditions"
    ANALYSIS = "analysis"


@dataclass(frozen=True, slots=True)
class Step:
    """One edit as it is undone and redone."""

    name: str
    before: Plan
    after: Plan


class Session:
    """What the command line and the desktop both drive; belongs to one thread.

    Parameters
    ----------
    file : PlanFile
    engine : Engine, optional
        Shared between sessions to keep what it knows.
    """

    def __init__(self, file: PlanFile, engine: Engine | None = None) -> None:
        self.theatre: Theatre = file.theatre
        self.findings: tuple[Finding, ...] = file.findings
        self.engine = engine or Engine()
        self._plan = file.plan
        self._conditions = Conditions()
        self._analysis: Analysis | None = None
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._listeners: defaultdict[Topic, list[Callable[[], None]]] = defaultdict(list)

    @property
    def plan(self) -> Plan:
        """The plan as it stands."""
        return self._plan

    @property
    def conditions(self) -> Conditions:
        """The conditions questions are asked under."""
        return self._conditions

    @conditions.setter
    def conditions(self, conditions: Conditions) -> None:
        self._conditions = conditions
        self._tell(Topic.CONDITIONS)

    @property
    def analysis(self) -> Analysis | None:
        """The last answer, None where plan or conditions have changed since."""
        known = self._analysis
        return known if known is not None and known.digest == self.digest else None

    @property
    def digest(self) -> str:
        """Hash of the question as it stands."""
        return question_digest(self.theatre, self._plan, self._conditions)

    def listen(self, topic: Topic, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` whenever the topic changes; returns what ends it."""
        self._listeners[topic].append(listener)
        return lambda: self._listeners[topic].remove(listener)

    def apply(self, name: str, moves: Sequence[Move]) -> None:
        """Make an edit that can be undone by name.

        Raises
        ------
        PlanError
            When it is not possible; nothing has changed then.
        """
        self._replace(name, self._plan.apply(moves)[0])

    def save_course(self, course: CourseOfAction) -> None:
        """Keep a course of action in the plan; can be undone."""
        self._plan.apply(course.moves)
        self._replace(f"Save course of action {course.name}", self._plan.with_course(course))

    def undo(self) -> str | None:
        """Take the last edit back; its name, None where there is none."""
        if not self._done:
            return None
        step = self._done.pop()
        self._undone.append(step)
        self._plan = step.before
        self._tell(Topic.PLAN)
        return step.name

    def redo(self) -> str | None:
        """Make the last edit taken back again; its name, None where there is none."""
        if not self._undone:
            return None
        step = self._undone.pop()
        self._done.append(step)
        self._plan = step.after
        self._tell(Topic.PLAN)
        return step.name

    def accept(self, analysis: Analysis) -> bool:
        """Take an answer if it still answers the question; returns whether it did."""
        if analysis.digest != self.digest:
            return False
        self._analysis = analysis
        self._tell(Topic.ANALYSIS)
        return True

    def analyse(self, course: str | None = None, progress: Progress | None = None) -> Analysis:
        """Answer the question here and now, for the baseline or a course of action."""
        analysis = self.engine.analyse(self.theatre, self._plan.at(course), self._conditions, progress)
        self.accept(analysis)
        return analysis

    def save(self, path: Path) -> None:
        """Write theatre, plan and findings to a plan file."""
        planfile.save(path, PlanFile(self.theatre, self._plan, self.findings))

    def _replace(self, name: str, plan: Plan) -> None:
        self._done.append(Step(name, self._plan, plan))
        self._undone.clear()
        self._plan = plan
        self._tell(Topic.PLAN)

    def _tell(self, topic: Topic) -> None:
        for listener in list(self._listeners[topic]):
            listener()


def open_session(path: Path, conditions: Conditions) -> Session:
    """Open a plan file to work on it under these conditions."""
    session = Session(planfile.load(path))
    session.conditions = conditions
    return session
