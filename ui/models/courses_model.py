# SPDX-License-Identifier: GPL-3.0-or-later
"""The baseline and the courses of action: as a list to work with, and as a table of their key figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QModelIndex, QObject, Qt, pyqtSignal

from gisplanner.comparison import CourseFigures
from gisplanner.conditions import Conditions
from gisplanner.plan import CourseOfAction, Plan
from gisplanner.session import Session
from ui.messages import course_text, people_text, tr
from ui.models.answer_table import AnswerTable, Column, Rows, ranks
from ui.style import ink, tone

WORKING, COMPARED, BEST = "\u25cf", "\u25cb", "\u2605"
BASELINE = ""
"""Id of the baseline in the tables; no course of action can be named so."""
MORE_IS_BETTER = frozenset({"within", "simultaneous_people"})


def course_of(name: str) -> str | None:
    """Course of action that an id of the tables means; None for the baseline."""
    return name or None


class CoursesModel(AnswerTable):
    """Baseline and courses of action; a name that is edited in place is told by `renamed`.

    Attributes
    ----------
    renamed : signal (str, str)
        Old and new name.
    """

    renamed = pyqtSignal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        columns = (
            Column("name", tr("Course of action"), 140),
            Column("moves", tr("Moves"), 52, number=True),
            Column("role", tr("Now"), 122, tip=tr("Which is worked on, and which it is compared with")),
        )
        super().__init__(columns, parent)
        self._seen: object = None
        self._courses: tuple[CourseOfAction, ...] = ()
        self._course: str | None = None
        self._reference: str | None = None

    def show(self, session: Session) -> None:
        """Show the courses of a session; where they are as before, a name that is being typed stays."""
        seen = (session.plan.courses, session.course, session.reference)
        if seen != self._seen:
            self._seen = seen
            self._courses, self._course, self._reference = seen
            self.refresh()

    def names(self) -> Sequence[str]:
        """Names of the courses behind that of the baseline."""
        return (BASELINE, *(course.name for course in self._courses))

    def natural(self) -> Rows:
        """All, in the plan's order."""
        return np.arange(len(self._courses) + 1)

    def text(self, record: int, key: str) -> str:
        """A cell in words."""
        name = course_of(self.names()[record])
        if key == "name":
            return course_text(name)
        if key == "moves":
            return tr("none") if name is None else f"{len(self._courses[record - 1].moves)}"
        if name == self._course:
            return f"{WORKING} {tr('working on')}"
        return f"{COMPARED} {tr('compared with')}" if name == self._reference else "-"

    def values(self, key: str) -> NDArray[Any]:
        """What sorts a column: nothing does, the plan's order stays."""
        return np.zeros(len(self.names())) if key else self.natural()

    def flags(self, index: QModelIndex) -> Qt.ItemFlags:
        """Names can be edited, that of the baseline cannot."""
        flags = super().flags(index)
        renamable = index.isValid() and index.column() == 0 and self.record(index.row()) > 0
        return flags | Qt.ItemFlag.ItemIsEditable if renamable else flags

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What Qt asks of a cell; an editor starts with its text."""
        return super().data(index, Qt.ItemDataRole.DisplayRole if role == Qt.ItemDataRole.EditRole else role)

    def setData(  # noqa: N802  Qt's name
        self, index: QModelIndex, value: object, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Ask for another name: whoever listens makes the edit, which comes back as a changed plan."""
        old, new = self.name_at(index.row()), str(value).strip()
        if role != Qt.ItemDataRole.EditRole or new == old:
            return False
        self.renamed.emit(old, new)
        return True


class FiguresModel(AnswerTable):
    """Every course of action against the key figures; the best of a column bears a star."""

    def __init__(self, parent: QObject | None = None) -> None:
        columns = (
            Column("name", tr("Course of action"), 132),
            Column("within", tr("Within"), 88, number=True, tip=tr("People within standard, each site called alone")),
            Column(
                "simultaneous_people", tr("All at once"), 88, number=True, tip=tr("... when all sites call at once")
            ),
            Column("lost", tr("Lost"), 78, number=True, tip=tr("People who fall out of standard against the baseline")),
            Column("gained", tr("Gained"), 78, number=True, tip=tr("People who come within it against the baseline")),
            Column("under_strength", tr("Under strength"), 108, number=True, tip=tr("People: teams in time, too few")),
            Column("late", tr("Late"), 78, number=True, tip=tr("People reached, not in time")),
            Column("unreachable", tr("Unreachable"), 96, number=True, tip=tr("People whom nobody can reach")),
            Column(
                "unknown", tr("Unknown"), 84, number=True, tip=tr("People who depend on a base of unknown strength")
            ),
            Column("sole", tr("One base"), 84, number=True, tip=tr("People who hang on one base")),
        )
        super().__init__(columns, parent)
        self._plan: Plan | None = None
        self._conditions: Conditions | None = None
        self._known: dict[CourseOfAction | None, CourseFigures] = {}
        self._of: tuple[object, ...] = ()
        self._rows_of: list[CourseFigures | None] = []
        self._best: dict[str, int] = {}

    @property
    def complete(self) -> bool:
        """Whether the figures of every course are those of the plan as it stands."""
        return None not in self._rows_of

    def show(self, session: Session) -> None:
        """Show the courses of a session with what is known of them."""
        if self._of != _ground_of(session):
            self._known = {}
        self._plan = session.plan
        self._rows_of = [self._known.get(course) for course in (None, *session.plan.courses)]
        self._find_best()
        self.refresh()

    def take(self, session: Session, figures: Sequence[CourseFigures]) -> None:
        """Take the figures computed for a session's plan as it stood: `of` it, if it is still worked on."""
        self._known = {row.course: row for row in figures}
        self._of = _ground_of(session)
        self.show(session)

    def names(self) -> Sequence[str]:
        """Names of the courses behind that of the baseline."""
        return (BASELINE, *(course.name for course in self._plan.courses)) if self._plan is not None else ()

    def natural(self) -> Rows:
        """All, in the plan's order."""
        return np.arange(len(self._rows_of))

    def text(self, record: int, key: str) -> str:
        """A cell in words."""
        if key == "name":
            return course_text(course_of(self.names()[record]))
        row = self._rows_of[record]
        if row is None:
            return tr("being computed")
        people = people_text(_figure(row, key))
        return f"{BEST} {people}" if self._is_best(record, key) else people

    def values(self, key: str) -> NDArray[Any]:
        """What sorts a column; what is being computed comes before all."""
        if key == "name":
            return np.append(-1, ranks(self.names()[1:])) if self._plan is not None else ranks(())
        return np.array([-1 if row is None else _figure(row, key) for row in self._rows_of], dtype=np.int64)

    def colour(self, record: int, key: str) -> str | None:
        """The best in the colour of what is good."""
        return ink(tone().good) if self._is_best(record, key) else None

    def tip(self, record: int, key: str) -> str:
        """The cell, and what the star says."""
        said = self.text(record, key)
        return tr("{people}: the best of all").format(people=said) if self._is_best(record, key) else said

    def _is_best(self, record: int, key: str) -> bool:
        row = self._rows_of[record]
        return row is not None and key in self._best and _figure(row, key) == self._best[key]

    def _find_best(self) -> None:
        """Best figure of every column; a column where all are equal has none."""
        self._best = {}
        rows = [row for row in self._rows_of if row is not None]
        if len(rows) < len(self._rows_of):
            return
        for column in self.columns[1:]:
            figures = {_figure(row, column.key) for row in rows}
            if len(figures) > 1:
                more = column.key in MORE_IS_BETTER or column.key == "gained"
                self._best[column.key] = max(figures) if more else min(figures)


def _figure(row: CourseFigures, key: str) -> int:
    return int(getattr(row, key) if key in {"lost", "gained"} else row.totals[key])


def _ground_of(session: Session) -> tuple[object, ...]:
    """What all figures depend on beside a course itself."""
    return session.theatre.digest, replace(session.plan, courses=()), session.conditions
