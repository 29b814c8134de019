# SPDX-License-Identifier: GPL-3.0-or-later
"""One plan being worked on: its history, its conditions, its last answer, and who wants to hear of changes.

The baseline is what stands today. Moves are not made on it but on a course of action, which is compared with the
baseline, or with another course. What is no move (a closure, an assumption) belongs to the plan and holds for all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import count
from pathlib import Path

from gisplanner import planfile
from gisplanner.analysis import Analysis, Engine
from gisplanner.comparison import Comparison, compared_digest
from gisplanner.conditions import Conditions
from gisplanner.errors import PlanError
from gisplanner.plan import CourseOfAction, Move, PlaceBase, Plan
from gisplanner.planfile import PlanFile
from gisplanner.theatre import Theatre
from layers.findings import Finding
from layers.jobs import Progress

NEW_COURSE = "COA"
"""A course of action, as planners write it."""
RESERVED = "baseline"


class Topic(StrEnum):
    """What can change."""

    THEATRE = "theatre"
    """Sites, and with them all that is kept of them; `PLAN` follows."""
    PLAN = "plan"
    CONDITIONS = "conditions"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class State:
    """What an edit changes and undoing restores.

    Attributes
    ----------
    file : PlanFile
        Theatre, plan and findings.
    course : str or None
        The course of action worked on, None for the baseline.
    reference : str or None
        What it is compared with.
    """

    file: PlanFile
    course: str | None = None
    reference: str | None = None

    def with_plan(self, plan: Plan) -> State:
        """Return the same with another plan of the theatre."""
        return replace(self, file=replace(self.file, plan=plan))


@dataclass(frozen=True, slots=True)
class Step:
    """One edit as it is undone and redone."""

    name: str
    before: State
    after: State


class Session:
    """What the command line and the desktop both drive; belongs to one thread.

    Parameters
    ----------
    file : PlanFile
    engine : Engine, optional
        Shared between sessions to keep what it knows.
    path : Path, optional
        Where the plan was opened, and is saved.
    new : bool
        True for a plan that was just made and is lost unless it is saved.
    """

    def __init__(
        self, file: PlanFile, engine: Engine | None = None, path: Path | None = None, *, new: bool = False
    ) -> None:
        self.engine = engine or Engine()
        self.path = path
        self._state = State(file)
        self._saved = None if new else file
        self._conditions = Conditions()
        self._answer: Comparison | None = None
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._listeners: defaultdict[Topic, list[Callable[[], None]]] = defaultdict(list)

    @property
    def file(self) -> PlanFile:
        """What is saved: for a thread that writes it while work goes on."""
        return self._state.file

    @property
    def theatre(self) -> Theatre:
        """The ground of the work."""
        return self.file.theatre

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was noticed when the files of the plan were read."""
        return self.file.findings

    @property
    def plan(self) -> Plan:
        """The plan as it stands: the baseline, and its courses of action."""
        return self.file.plan

    @property
    def course(self) -> str | None:
        """Name of the course of action worked on, None for the baseline."""
        return self._state.course

    @property
    def reference(self) -> str | None:
        """Name of the course of action it is compared with, None for the baseline."""
        return self._state.reference

    @property
    def disposition(self) -> Plan:
        """The plan with the moves of the course worked on."""
        return self.plan.at(self.course)

    @property
    def compared_with(self) -> Plan:
        """The plan with the moves of the reference."""
        return self.plan.at(self.reference)

    @property
    def moves(self) -> tuple[Move, ...]:
        """Moves that lead from the reference to the disposition; none where that is no baseline."""
        if self.course is None or self.reference is not None:
            return ()
        return self.plan.course(self.course).moves

    @property
    def conditions(self) -> Conditions:
        """The conditions questions are asked under."""
        return self._conditions

    @conditions.setter
    def conditions(self, conditions: Conditions) -> None:
        self._conditions = conditions
        self._tell(Topic.CONDITIONS)

    @property
    def answer(self) -> Comparison | None:
        """The last answer, None where plan or conditions have changed since."""
        known = self._answer
        return known if known is not None and known.digest == self.digest else None

    @property
    def digest(self) -> str:
        """Hash of the question as it stands."""
        return compared_digest(self.theatre, self.compared_with, self.disposition, self._conditions)

    @property
    def unsaved(self) -> bool:
        """Whether the plan differs from what was opened or saved last."""
        return self.file != self._saved

    @property
    def undo_name(self) -> str | None:
        """Name of the edit that `undo` takes back."""
        return self._done[-1].name if self._done else None

    @property
    def redo_name(self) -> str | None:
        """Name of the edit that `redo` makes again."""
        return self._undone[-1].name if self._undone else None

    def listen(self, topic: Topic, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` whenever the topic changes; returns what ends it."""
        self._listeners[topic].append(listener)
        return lambda: self._listeners[topic].remove(listener)

    def edit(self, name: str, moves: Sequence[Move]) -> None:
        """Add moves to the course of action worked on, to a new one where that is the baseline.

        Raises
        ------
        PlanError
            When they are not possible; nothing has changed then.
        """
        self.disposition.apply(moves)
        state, course = self._state, self.course
        if course is None:
            course = self._free_name(NEW_COURSE)
        known = () if self.course is None else self.plan.course(course).moves
        kept = _without_earlier_places(known, moves)
        plan = self.plan.with_course(CourseOfAction(course, (*kept, *moves)))
        self._step(name, replace(state.with_plan(plan), course=course))

    def change_plan(self, name: str, plan: Plan) -> None:
        """Give the plan other closures, assumptions, or whatever is no move."""
        for course in plan.courses:
            plan.apply(course.moves)
        self._step(name, self._state.with_plan(plan))

    def change_theatre(self, name: str, theatre: Theatre, findings: Sequence[Finding]) -> None:
        """Work with other lists of sites, and what was noticed in them; the plan stays."""
        self._step(name, replace(self._state, file=PlanFile(theatre, self.plan, tuple(findings))))

    def work_on(self, course: str | None, reference: str | None = None) -> None:
        """Turn to another course of action, or to another reference: no edit, but undoing comes back to it.

        Raises
        ------
        PlanError
            `unknown_course`.
        """
        for name in (course, reference):
            if name is not None:
                self.plan.course(name)
        self._state = replace(self._state, course=course, reference=reference)
        self._tell(Topic.PLAN)

    def save_course(self, course: CourseOfAction) -> None:
        """Keep a course of action in the plan; can be undone."""
        self.plan.apply(course.moves)
        self._step(f"Save course of action {course.name}", self._state.with_plan(self.plan.with_course(course)))

    def set_moves(self, name: str, moves: Sequence[Move]) -> None:
        """Give a course of action other moves, or the same ones in another order.

        Raises
        ------
        PlanError
            `unknown_course`, or what makes the moves impossible; nothing has changed then.
        """
        self.plan.course(name)
        self.plan.apply(moves)
        plan = self.plan.with_course(CourseOfAction(name, tuple(moves)))
        self._step(f"Change the moves of {name}", self._state.with_plan(plan))

    def copy_course(self) -> str:
        """Make a course of action like the one worked on, and turn to it; returns its name."""
        return self.new_course(self.course)

    def new_course(self, like: str | None = None) -> str:
        """Make a course of action with the moves of another, without any for None, and turn to it; returns its name.

        Raises
        ------
        PlanError
            `unknown_course`.
        """
        name = self._free_name(f"{like} copy" if like else NEW_COURSE)
        moves = () if like is None else self.plan.course(like).moves
        plan = self.plan.with_course(CourseOfAction(name, moves))
        self._step(f"New course of action {name}", replace(self._state.with_plan(plan), course=name))
        return name

    def rename_course(self, old: str, new: str) -> None:
        """Give a course of action another name.

        Raises
        ------
        PlanError
            `unknown_course`, `course_name_taken` or `no_name`.
        """
        if not new.strip():
            raise PlanError("no_name")
        taken = any(course.name == new for course in self.plan.courses) or new.strip().casefold() == RESERVED
        if new != old and taken:
            raise PlanError("course_name_taken", name=new)
        self.plan.course(old)
        courses = tuple(replace(one, name=new) if one.name == old else one for one in self.plan.courses)
        course, reference = (new if name == old else name for name in (self.course, self.reference))
        plan = replace(self.plan, courses=courses)
        self._step(
            f"Rename course of action {old}", replace(self._state.with_plan(plan), course=course, reference=reference)
        )

    def delete_course(self, name: str) -> None:
        """Take a course of action out of the plan.

        Raises
        ------
        PlanError
            `unknown_course`.
        """
        self.plan.course(name)
        plan = replace(self.plan, courses=tuple(one for one in self.plan.courses if one.name != name))
        course, reference = (None if used == name else used for used in (self.course, self.reference))
        self._step(
            f"Delete course of action {name}", replace(self._state.with_plan(plan), course=course, reference=reference)
        )

    def adopt_course(self, name: str) -> None:
        """Make the moves of a course of action on the baseline: it has been carried out.

        Raises
        ------
        PlanError
            `unknown_course`, or what keeps another course from following it.
        """
        courses = tuple(one for one in self.plan.courses if one.name != name)
        plan = replace(self.plan.at(name), courses=courses)
        for course in courses:
            plan.apply(course.moves)
        self._step(f"Make {name} the baseline", replace(self._state.with_plan(plan), course=None, reference=None))

    def undo(self) -> str | None:
        """Take the last edit back; its name, None where there is none."""
        if not self._done:
            return None
        step = self._done.pop()
        self._undone.append(step)
        self._turn_to(step.before)
        return step.name

    def redo(self) -> str | None:
        """Make the last edit taken back again; its name, None where there is none."""
        if not self._undone:
            return None
        step = self._undone.pop()
        self._done.append(step)
        self._turn_to(step.after)
        return step.name

    def accept(self, answer: Comparison) -> bool:
        """Take an answer if it still answers the question; returns whether it did."""
        if answer.digest != self.digest:
            return False
        self._answer = answer
        self._tell(Topic.ANSWER)
        return True

    def analyse(self, course: str | None = None, progress: Progress | None = None) -> Analysis:
        """Answer the question here and now, for the baseline or a course of action."""
        return self.engine.analyse(self.theatre, self.plan.at(course), self._conditions, progress)

    def save(self, path: Path) -> None:
        """Write theatre, plan and findings to a plan file."""
        planfile.save(path, self.file)
        self.saved(path, self.file)

    def saved(self, path: Path, file: PlanFile) -> None:
        """Take note that this now stands in a file."""
        self.path, self._saved = path, file
        self._tell(Topic.PLAN)

    def _free_name(self, stem: str) -> str:
        taken = {course.name for course in self.plan.courses}
        if stem != NEW_COURSE and stem not in taken:
            return stem
        return next(name for n in count(1) if (name := f"{stem} {n}") not in taken)

    def _step(self, name: str, after: State) -> None:
        self._done.append(Step(name, self._state, after))
        self._undone.clear()
        self._turn_to(after)

    def _turn_to(self, state: State) -> None:
        other = state.file.theatre is not self.theatre
        self._state = state
        if other:
            self._tell(Topic.THEATRE)
        self._tell(Topic.PLAN)

    def _tell(self, topic: Topic) -> None:
        for listener in list(self._listeners[topic]):
            listener()


def _without_earlier_places(known: Sequence[Move], moves: Sequence[Move]) -> tuple[Move, ...]:
    """Moves of a course without the last one where it only put a base that is now put elsewhere."""
    if known and len(moves) == 1:
        last, move = known[-1], moves[0]
        if isinstance(last, PlaceBase) and isinstance(move, PlaceBase) and last.base == move.base:
            return tuple(known[:-1])
    return tuple(known)


def open_session(path: Path, conditions: Conditions) -> Session:
    """Open a plan file to work on it under these conditions."""
    session = Session(planfile.load(path), path=path)
    session.conditions = conditions
    return session
