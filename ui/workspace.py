# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window works on: the session in Qt's terms, its answer kept up to date, the preview of a drag.

Panels hold no state of the plan. They read the workspace and refresh when one of its signals says so; what a user does
becomes an edit of the session, and comes back to every panel as a signal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from gisplanner.comparison import Comparison, compare_plans
from gisplanner.conditions import Conditions
from gisplanner.plan import Move, Plan
from gisplanner.session import Session, Topic
from layers.errors import PlannerError
from layers.jobs import Progress
from ui.tasks import Line, Tasks


class Kind(StrEnum):
    """What can be selected."""

    SITE = "site"
    BASE = "base"
    UNIT = "unit"
    CLOSURE = "closure"
    ROAD = "road"
    LAYER = "layer"


@dataclass(frozen=True, slots=True)
class Selected:
    """One selected thing.

    Attributes
    ----------
    kind : Kind
    id : str
        Of the plan or theatre; of a road its layer's id.
    """

    kind: Kind
    id: str


class Workspace(QObject):
    """A session and its answers, told in signals.

    Attributes
    ----------
    opened : signal ()
        Another plan is worked on, or the plan has other sites: everything is to be read anew.
    plan_changed : signal ()
        Forces, closures, courses of action, assumptions, the file's name or whether it is saved.
    conditions_changed : signal ()
    answered : signal ()
        `shown` is another answer: the current one, one with its sensitivity, or the preview of a drag.
    stale : signal ()
        The answer shown is no longer that to the question; another is on its way.
    selection_changed : signal ()
    zoom_asked : signal (Selected)
        The map is to go there.
    failed : signal (object)
        An error that the user must hear of, a `PlannerError` or any other exception.
    said : signal (str)
        A sentence for the status bar.
    """

    opened = pyqtSignal()
    plan_changed = pyqtSignal()
    conditions_changed = pyqtSignal()
    answered = pyqtSignal()
    stale = pyqtSignal()
    selection_changed = pyqtSignal()
    zoom_asked = pyqtSignal(object)
    failed = pyqtSignal(object)
    said = pyqtSignal(str)

    def __init__(self, session: Session, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tasks = tasks
        self._selected: Selected | None = None
        self._stops: list[Callable[[], None]] = []
        self._preview: Comparison | None = None
        self._last: Comparison | None = None
        self._drag = 0
        self._previewed = 0
        self._unanswered = False
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.timeout.connect(self._ask)
        self._session = session
        self._follow(session)

    @property
    def session(self) -> Session:
        """The session worked on."""
        return self._session

    @property
    def shown(self) -> Comparison | None:
        """What panels and map show: the preview while something is dragged, else the last answer, stale or not."""
        return self._preview or self._last

    @property
    def is_preview(self) -> bool:
        """Whether `shown` answers for what is being dragged, and not for where it was before it was let go."""
        return self._preview is not None and self._previewed == self._drag

    @property
    def is_stale(self) -> bool:
        """Whether another answer than `shown` is on its way."""
        return not self.is_preview and self.session.answer is None

    @property
    def is_unanswered(self) -> bool:
        """Whether the question could not be answered: `shown` is older, and nothing is on its way."""
        return self._unanswered

    @property
    def selected(self) -> Selected | None:
        """What is selected, on the map as in every panel."""
        return self._selected

    def open(self, session: Session) -> None:
        """Work on another plan."""
        for stop in self._stops:
            stop()
        self._session = session
        self._follow(session)
        self._begin_anew()

    def _begin_anew(self) -> None:
        for line in (Line.ANSWER, Line.PREVIEW, Line.SENSITIVITY, Line.ROUTE, Line.ROAD):
            self.tasks.cancel(line)
        self._selected, self._preview, self._last = None, None, None
        self._unanswered = False
        self.opened.emit()

    def ask(self) -> None:
        """Have the question answered; called by whoever has shown the window."""
        self._asking.start()

    def select(self, kind: Kind | None, name: str | None = None, *, zoom: bool = False) -> None:
        """Select one thing everywhere, or with None nothing."""
        selected = None if kind is None or name is None else Selected(kind, name)
        if selected != self._selected:
            self._selected = selected
            self.selection_changed.emit()
        if selected is not None and zoom:
            self.zoom_asked.emit(selected)

    def edit(self, name: str, moves: Sequence[Move]) -> bool:
        """Make moves that are undone by name; returns whether they were possible, and tells the user where not."""
        return self.attempt(lambda: self.session.edit(name, moves))

    def change_plan(self, name: str, change: Callable[[Plan], Plan]) -> bool:
        """Change what is no move (closures, assumptions), undone by name; returns whether it was possible."""
        return self.attempt(lambda: self.session.change_plan(name, change(self.session.plan)))

    def attempt(self, action: Callable[[], object]) -> bool:
        """Do something that may be impossible; returns whether it was done, and tells the user where not.

        What was previewed stays in sight until the answer to what has become of it is there.
        """
        self.tasks.cancel(Line.PREVIEW)
        self._drag += 1
        try:
            action()
        except PlannerError as error:
            self.end_preview()
            self.failed.emit(error)
            return False
        if self._preview is not None:
            self.session.accept(replace(self._preview, moves=self.session.moves))
        return True

    def set_conditions(self, **changes: object) -> None:
        """Ask under other conditions; the names are those of `Conditions`."""
        conditions: Conditions = replace(self.session.conditions, **changes)  # type: ignore[arg-type]
        if conditions != self.session.conditions:
            self.session.conditions = conditions

    def undo(self) -> None:
        """Take the last edit back."""
        self.end_preview()
        name = self.session.undo()
        if name is not None:
            self.said.emit(self.tr("Undone: {name}").format(name=name))

    def redo(self) -> None:
        """Make the edit that was taken back again."""
        self.end_preview()
        name = self.session.redo()
        if name is not None:
            self.said.emit(self.tr("Done again: {name}").format(name=name))

    def preview(self, moves: Sequence[Move]) -> None:
        """Show what would be if these moves were added: called with every movement of a drag, the newest wins."""
        session = self.session
        try:
            after = session.disposition.apply(moves)[0]
        except PlannerError:
            return
        engine, theatre, conditions = session.engine, session.theatre, session.conditions
        # from another course than the baseline these moves alone do not lead here
        known = () if session.reference is not None else (*session.moves, *moves)
        before, drag = session.compared_with, self._drag

        def work(progress: Progress) -> Comparison:
            return compare_plans(engine, theatre, before, after, conditions, known, progress)

        def done(found: Comparison) -> None:
            if session is self.session and drag == self._drag:
                self._preview, self._previewed = found, drag
                self.answered.emit()

        # a drag asks faster than anyone can answer: what is begun is finished, or nothing would ever be shown
        self.tasks.run(Line.PREVIEW, work, done, self._ignore, finishes=True)

    def end_preview(self) -> None:
        """Show the last answer again: the drag was given up, or has become an edit."""
        self.tasks.cancel(Line.PREVIEW)
        self._drag += 1
        if self._preview is not None:
            self._preview = None
            self.answered.emit()

    def _follow(self, session: Session) -> None:
        self._stops = [
            session.listen(Topic.THEATRE, self._begin_anew),
            session.listen(Topic.PLAN, self._plan_changed),
            session.listen(Topic.CONDITIONS, self._conditions_changed),
            session.listen(Topic.ANSWER, self._answered),
        ]

    def _plan_changed(self) -> None:
        if self._selected is not None and not self._is_there(self._selected):
            self.select(None)
        self.plan_changed.emit()
        self._asked_anew()

    def _conditions_changed(self) -> None:
        self.conditions_changed.emit()
        self._asked_anew()

    def _answered(self) -> None:
        self._last = self.session.answer
        if not self.is_preview:  # an answer that lands amid a drag leaves what the hand sees
            self._preview = None
        self.answered.emit()

    def _is_there(self, what: Selected) -> bool:
        """Whether the plan still has what is selected."""
        plan = self.session.disposition
        there = {
            Kind.BASE: {base.id for base in plan.bases},
            Kind.UNIT: {unit.id for unit in plan.units},
            Kind.CLOSURE: {closure.id for closure in plan.closures},
        }
        return what.kind not in there or what.id in there[what.kind]

    def _asked_anew(self) -> None:
        self.tasks.cancel(Line.SENSITIVITY)
        self._unanswered = False
        known = self.session.answer
        if known is None or self._last is not known:
            self.stale.emit()
        elif known.flips is not None:
            return
        self._asking.start()  # also where only the sensitivity was cut short, as by a plan that is saved

    def _ask(self) -> None:
        session = self.session
        if session.answer is not None:
            self._answered()
            if session.answer.flips is None:
                self._ask_sensitivity(session.answer)
            return
        engine, theatre, conditions = session.engine, session.theatre, session.conditions
        before, after, moves, asked = session.compared_with, session.disposition, session.moves, session.digest

        def work(progress: Progress) -> Comparison:
            return compare_plans(engine, theatre, before, after, conditions, moves, progress)

        def done(found: Comparison) -> None:
            if session is self.session and session.accept(found):
                self._ask_sensitivity(found)

        def failed(error: Exception) -> None:
            self._no_answer(error, current=session is self.session and session.digest == asked)

        self.tasks.run(Line.ANSWER, work, done, failed)

    def _no_answer(self, error: Exception, *, current: bool) -> None:
        """Say that there is none, and that what is shown is older where that was the question as it stands."""
        self._unanswered = current
        if current and not self.is_preview and self._preview is not None:
            self._preview = None  # it was of another place than where it was let go
            self.answered.emit()
        self.stale.emit()
        self.failed.emit(error)

    def _ask_sensitivity(self, found: Comparison) -> None:
        """Look for what hangs on the assumptions, after the answer is shown."""
        session = self.session
        both = [found.before, found.after] if found.differs else [found.after]

        def work(progress: Progress) -> Comparison:
            return replace(found, flips=session.engine.sensitivity(both, progress))

        def done(complete: Comparison) -> None:
            if session is self.session:
                session.accept(complete)

        self.tasks.run(Line.SENSITIVITY, work, done, self.failed.emit)

    def _ignore(self, error: Exception) -> None:
        """A preview that fails is no more than a preview: the edit itself will say why."""
