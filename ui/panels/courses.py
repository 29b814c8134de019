# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel of courses of action: made, named, compared with each other, and carried out."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtCore import QStringListModel, Qt
from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHBoxLayout,
    QListView,
    QPushButton,
    QShortcut,
    QSizePolicy,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gisplanner.comparison import CourseFigures, course_figures
from gisplanner.plan import Move
from gisplanner.verdict import move_texts
from layers.jobs import Progress
from ui.messages import course_text, told
from ui.models.courses_model import BASELINE, CoursesModel, FiguresModel, course_of
from ui.panels.answer_panel import MARGIN, SPACING, AnswerPanel, PlainLabel
from ui.panels.answer_view import AnswerView
from ui.tasks import Line
from ui.workspace import Workspace

FIGURES_TAB = 1


class CoursesPanel(AnswerPanel):
    """The baseline and its alternatives."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, "courses_panel", "", parent)
        self.setAccessibleName(self.tr("Courses of action"))
        self._asked: tuple[object, ...] | None = None
        self._problem = ""
        self._course: object = self
        self.model, self.figures = CoursesModel(self), FiguresModel(self)
        self.model.renamed.connect(self._rename)
        self.list = AnswerView(self.model, "courses_list", self.tr("Courses of action"), self)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.list.fill("name")
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.picked.connect(self._read_course)
        self.list.entered.connect(self._compare_with)
        self.table = AnswerView(self.figures, "figures_table", self.tr("Key figures of all courses"), self)
        self.table.sortable()
        self.table.pin_first()
        self.table.entered.connect(self._compare_with)
        self.state = PlainLabel("figures_state", self, muted=True)
        self.moves_head = PlainLabel("moves_head", self)
        self._moves = QStringListModel(self)
        self.moves = QListView(self)
        self._make_moves()
        self._make_buttons()
        self._lay_out()
        QShortcut(
            QKeySequence(QKeySequence.StandardKey.Delete),
            self.list,
            self._delete,
            context=Qt.ShortcutContext.WidgetShortcut,
        )
        workspace.conditions_changed.connect(self._changed)

    def read(self) -> None:
        """Show the plan's courses; their figures once the answer is there."""
        workspace = self.workspace
        if workspace.is_preview:
            return
        session = workspace.session
        self.model.show(session)
        self.figures.show(session)
        if session.course != self._course:
            self._course = session.course
            self.list.pick(session.course or BASELINE)
        if self.list.current_name() is None:
            self.list.pick(session.course or BASELINE)
        self._read_course()
        self._ask()

    def read_selection(self) -> None:
        """Show nothing else: courses are not on the map."""

    def chosen(self) -> str | None:
        """Name of the course turned to; None for the baseline."""
        return course_of(self.list.current_name() or BASELINE)

    def _read_course(self, _name: str = "") -> None:
        """Show the moves of the course turned to, and what can be done with it."""
        session, name = self.workspace.session, self.chosen()
        moves = self._moves_of(name)
        texts = move_texts(moves, session.plan)
        if texts != self._moves.stringList():
            row = self.moves.currentIndex().row()
            self._moves.setStringList(texts)
            if texts:
                self.moves.setCurrentIndex(self._moves.index(min(max(row, 0), len(texts) - 1)))
        if name is None:
            self.moves_head.say(self.tr("The baseline is what stands today: it has no moves."))
        elif moves:
            self.moves_head.say(self.tr("Moves of {course}, in order").format(course=name))
        else:
            self.moves_head.say(self.tr("{course} has no moves yet: drag a unit or base.").format(course=name))
        self._enable()

    def _enable(self) -> None:
        session, name = self.workspace.session, self.chosen()
        row, count = self.moves.currentIndex().row(), self._moves.rowCount()
        for button in (self.rename, self.delete, self.adopt):
            button.setEnabled(name is not None)
        self.work_on.setEnabled(name != session.course)
        self.compare.setEnabled(name != session.reference)
        self.remove.setEnabled(row >= 0)
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < count - 1)

    def _moves_of(self, name: str | None) -> tuple[Move, ...]:
        return () if name is None else self.workspace.session.plan.course(name).moves

    def _make_moves(self) -> None:
        self.moves.setObjectName("moves_list")
        self.moves.setAccessibleName(self.tr("Moves"))
        self.moves.setModel(self._moves)
        self.moves.setWordWrap(True)
        self.moves.setAlternatingRowColors(True)
        self.moves.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.moves.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.moves.setResizeMode(QListView.ResizeMode.Adjust)
        selection = self.moves.selectionModel()
        if selection is not None:
            selection.currentChanged.connect(lambda *_: self._enable())

    def _make_buttons(self) -> None:
        button = self._button
        self.new = button("course_new", self.tr("&New"), self.tr("An empty course of action"), self._new)
        self.copy = button("course_copy", self.tr("D&uplicate"), self.tr("One like this"), self._copy)
        self.rename = button("course_rename", self.tr("&Rename"), self.tr("Give it another name (F2)"), self._edit_name)
        self.delete = button("course_delete", self.tr("De&lete"), self.tr("Take it out; can be undone"), self._delete)
        self.work_on = button("course_work_on", self.tr("&Work on it"), self.tr("Moves go here"), self._work_on)
        self.compare = button(
            "course_compare", self.tr("&Compare with it"), self.tr("Or double-click"), self._compare_with
        )
        self.adopt = button(
            "course_adopt", self.tr("Make it the &baseline"), self.tr("It has been carried out"), self._adopt
        )
        self.remove = button("move_remove", self.tr("Re&move"), self.tr("Take this move out"), self._remove)
        self.up = button("move_up", self.tr("U&p"), self.tr("Make this move earlier"), lambda: self._shift(-1))
        self.down = button("move_down", self.tr("D&own"), self.tr("Make this move later"), lambda: self._shift(1))

    def _button(self, name: str, text: str, tip: str, action: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setMinimumWidth(10)
        button.clicked.connect(lambda _=False: action())
        return button

    def _lay_out(self) -> None:
        buttons = QGridLayout()
        buttons.setSpacing(SPACING)
        for place, button in enumerate((self.new, self.copy, self.rename, self.delete)):
            buttons.addWidget(button, 0, place)
        buttons.addWidget(self.work_on, 1, 0, 1, 2)
        buttons.addWidget(self.compare, 1, 2, 1, 2)
        buttons.addWidget(self.adopt, 2, 0, 1, 4)
        order = QHBoxLayout()
        order.setSpacing(SPACING)
        for button in (self.remove, self.up, self.down):
            order.addWidget(button, 1)
        self.tabs = QTabWidget(self)
        self.tabs.setObjectName("courses_tabs")
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(
            self._page((self.list, 3), (buttons, 0), (self.moves_head, 0), (self.moves, 2), (order, 0)),
            self.tr("Courses"),
        )
        self.tabs.addTab(self._page((self.state, 0), (self.table, 1)), self.tr("&Table of all"))
        self.tabs.currentChanged.connect(lambda _: self._ask())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.addWidget(self.tabs)

    def _page(self, *parts: tuple[QWidget | QGridLayout | QHBoxLayout, int]) -> QWidget:
        page = QWidget(self)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, SPACING, 0, 0)
        layout.setSpacing(SPACING)
        for part, stretch in parts:
            if isinstance(part, QWidget):
                layout.addWidget(part, stretch)
            else:
                layout.addLayout(part, stretch)
        return page

    def _new(self) -> None:
        self.workspace.attempt(self.workspace.session.new_course)

    def _copy(self) -> None:
        self.workspace.attempt(lambda: self.workspace.session.new_course(self.chosen()))

    def _edit_name(self) -> None:
        index = self.list.currentIndex()
        self.list.edit(self.model.index(index.row(), 0))

    def _rename(self, old: str, new: str) -> None:
        if self.workspace.attempt(lambda: self.workspace.session.rename_course(old, new)):
            self.list.pick(new)
            self._read_course()

    def _delete(self) -> None:
        name = self.chosen()
        if name is not None:
            self.workspace.attempt(lambda: self.workspace.session.delete_course(name))

    def _adopt(self) -> None:
        name = self.chosen()
        if name is not None:
            self.workspace.attempt(lambda: self.workspace.session.adopt_course(name))

    def _work_on(self) -> None:
        session, name = self.workspace.session, self.chosen()
        reference = None if session.reference == name else session.reference
        self.workspace.attempt(lambda: session.work_on(name, reference))

    def _compare_with(self, name: str | None = None) -> None:
        session, other = self.workspace.session, self.chosen() if name is None else course_of(name)
        if other != session.reference:
            self.workspace.attempt(lambda: session.work_on(session.course, other))

    def _remove(self) -> None:
        row = self.moves.currentIndex().row()
        moves = self._moves_of(self.chosen())
        self._set_moves((*moves[:row], *moves[row + 1 :]), row)

    def _shift(self, step: int) -> None:
        row = self.moves.currentIndex().row()
        moves = list(self._moves_of(self.chosen()))
        moves.insert(row + step, moves.pop(row))
        self._set_moves(tuple(moves), row + step)

    def _set_moves(self, moves: tuple[Move, ...], row: int) -> None:
        name = self.chosen()
        if name is not None and self.workspace.attempt(lambda: self.workspace.session.set_moves(name, moves)):
            self.moves.setCurrentIndex(self._moves.index(min(row, len(moves) - 1)))

    def _ask(self) -> None:
        """Have the figures computed if somebody looks at them, once the answer itself is there."""
        workspace = self.workspace
        session, plan, conditions = workspace.session, workspace.session.plan, workspace.session.conditions
        question = (session, plan, conditions)
        if self.tabs.currentIndex() == FIGURES_TAB and not self.figures.complete and not self._has_asked(question):
            if workspace.shown is None or workspace.is_stale:
                self.state.say(self.tr("Being computed..."))
                return
            self._asked, self._problem = question, ""
            engine, theatre = session.engine, session.theatre

            def work(progress: Progress) -> tuple[CourseFigures, ...]:
                return course_figures(engine, theatre, plan, conditions, progress)

            def done(figures: tuple[CourseFigures, ...]) -> None:
                if workspace.session is session and session.plan is plan and session.conditions == conditions:
                    self.figures.take(session, figures)
                    self._tell_state()

            workspace.tasks.run(Line.COURSES, work, done, self._failed)
        self._tell_state()

    def _has_asked(self, question: tuple[object, ...]) -> bool:
        return self._asked is not None and all(one is other for one, other in zip(self._asked, question, strict=True))

    def _failed(self, error: Exception) -> None:
        said = told(error)
        self._problem = f"{said.what} {said.remedy}"
        self._tell_state()

    def _tell_state(self) -> None:
        session = self.workspace.session
        if self._problem:
            self.state.say(self._problem)
        elif not self.figures.complete:
            self.state.say(self.tr("Being computed..."))
        else:
            self.state.say(
                self.tr("People, each course against the baseline. Worked on: {course}.").format(
                    course=course_text(session.course)
                )
            )
