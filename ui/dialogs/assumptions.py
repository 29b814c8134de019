# SPDX-License-Identifier: GPL-3.0-or-later
"""The numbers of the plan: standards, speeds, notices and all others, each with its default and its source."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from PyQt5.QtCore import QAbstractItemModel, QLocale, QModelIndex, Qt
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from gisplanner.assumptions import Assumptions, defaults
from gisplanner.errors import PlanError
from ui.models.assumption_names import entry_text
from ui.models.assumptions_model import (
    DEFAULT,
    UNIT,
    VALUE,
    WHAT,
    AssumptionsFilter,
    AssumptionsModel,
    KeyRole,
    full_text,
)
from ui.style import tone
from ui.sure import sure
from ui.workspace import Workspace

FAR = 1e9
DECIMALS = 4
WIDTHS = {WHAT: 42, VALUE: 12, DEFAULT: 10, UNIT: 16}
"""In characters."""


class NumberBox(QDoubleSpinBox):
    """A spin box that shows no more decimals than there are, and takes numbers that will be refused with a reason."""

    def __init__(self, unit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLocale(QLocale.c())
        self.setRange(-FAR, FAR)
        self.setDecimals(DECIMALS)
        self.setSuffix(f" {unit}")
        self.setStepType(QAbstractSpinBox.AdaptiveDecimalStepType)
        self.setFrame(False)

    def textFromValue(self, value: float) -> str:  # noqa: N802  Qt's name
        """The number as short as it is."""
        return number_text(value)


class ValueDelegate(QStyledItemDelegate):
    """Edits a value with its unit."""

    def createEditor(  # noqa: N802  Qt's name
        self,
        parent: QWidget | None,
        option: QStyleOptionViewItem,  # noqa: ARG002
        index: QModelIndex,
    ) -> QWidget:
        """A spin box for one number."""
        key = str(index.data(KeyRole))
        box = NumberBox(defaults()[key].unit, parent)
        box.setObjectName("assumption_value")
        box.setAccessibleName(full_text(key))
        return box

    def setEditorData(self, editor: QWidget | None, index: QModelIndex) -> None:  # noqa: N802  Qt's name
        """Begin with the number in force."""
        box = cast("NumberBox", editor)
        box.setValue(float(index.data(Qt.ItemDataRole.EditRole)))
        box.selectAll()

    def setModelData(self, editor: QWidget | None, model: QAbstractItemModel | None, index: QModelIndex) -> None:  # noqa: N802  Qt's name
        """Hand over the number typed."""
        box = cast("NumberBox", editor)
        box.interpretText()
        sure(model).setData(index, box.value())


class AssumptionsDialog(QDialog):
    """Every number an answer rests on; what is changed is answered at once and can be undone."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("assumptions")
        self.setWindowTitle(self.tr("Standards, speeds and other assumptions"))
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)  # noqa: FBT003  Qt's
        self._workspace = workspace
        self.model = AssumptionsModel(self._set, self)
        self.filter = AssumptionsFilter(self.model, self)
        self.search = QLineEdit()
        self.search.setObjectName("assumptions_search")
        self.search.setAccessibleName(self.tr("Search assumptions"))
        self.search.setPlaceholderText(self.tr("Search: standard, speed, team, source…"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.view = self._view()
        self.refused = _note("assumptions_refused")
        self.refused.hide()
        self.note = _note("assumptions_note")
        self.reset_button = QPushButton(self.tr("&Reset to default"))
        self.reset_button.setObjectName("assumptions_reset")
        self.reset_button.clicked.connect(self._reset)
        self.reset_all_button = QPushButton(self.tr("Reset &all"))
        self.reset_all_button.setObjectName("assumptions_reset_all")
        self.reset_all_button.clicked.connect(self._reset_all)
        self._lay_out()
        for signal in (workspace.opened, workspace.plan_changed, workspace.conditions_changed):
            signal.connect(self._refresh)
        self._refresh()
        self.resize(1060, 640)
        self.search.setFocus()

    def show_group(self, group: str) -> None:
        """Open with one group in sight, for example ``standard`` or ``light``."""
        self.search.clear()
        for row in range(self.filter.rowCount()):
            index = self.filter.index(row, WHAT)
            key = self.filter.index(0, WHAT, index).data(KeyRole)
            if str(key).startswith(f"{group}."):
                self.view.scrollTo(index, QAbstractItemView.PositionAtTop)
                self.view.setCurrentIndex(self.filter.index(0, VALUE, index))
        self.show()

    def current_key(self) -> str | None:
        """Key of the number in the row that is selected."""
        key: str | None = self.view.currentIndex().data(KeyRole)
        return key

    def _view(self) -> QTreeView:
        view = QTreeView()
        view.setObjectName("assumptions_table")
        view.setAccessibleName(self.tr("Assumptions"))
        view.setModel(self.filter)
        view.setItemDelegateForColumn(VALUE, ValueDelegate(view))
        view.setAlternatingRowColors(True)
        view.setUniformRowHeights(True)
        view.setSelectionBehavior(QAbstractItemView.SelectRows)
        view.setEditTriggers(
            QAbstractItemView.DoubleClicked
            | QAbstractItemView.SelectedClicked
            | QAbstractItemView.EditKeyPressed
            | QAbstractItemView.AnyKeyPressed
        )
        for column, width in WIDTHS.items():
            view.setColumnWidth(column, width * view.fontMetrics().averageCharWidth())
        view.expandAll()
        sure(view.selectionModel()).currentChanged.connect(self._current_changed)
        return view

    def _lay_out(self) -> None:
        close = QDialogButtonBox(QDialogButtonBox.Close)
        sure(close.button(QDialogButtonBox.Close)).setAutoDefault(False)
        close.rejected.connect(self.reject)
        buttons = QHBoxLayout()
        for button in (self.reset_button, self.reset_all_button):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.refused)
        layout.addWidget(self.note)
        layout.addLayout(buttons)

    def _filter(self, text: str) -> None:
        self.filter.show(text)
        self.view.expandAll()

    def _refresh(self) -> None:
        session = self._workspace.session
        changed = session.plan.assumptions.changed
        self.model.set_assumptions(session.plan.assumptions)
        self.reset_all_button.setEnabled(bool(changed))
        texts = [self.tr("Double-click a value to change it; it is answered at once and can be undone.")]
        if changed:
            texts.append(self.tr("Set in the plan: {count}.").format(count=len(changed)))
        if session.conditions.standards_min:
            own = (
                f"{entry_text(f'standard.{kind}')} {number_text(minutes)} min"
                for kind, minutes in session.conditions.standards_min
            )
            texts.append(self.tr("Asked now with other standards: {standards}.").format(standards=", ".join(own)))
        self.note.setText(" ".join(texts))
        self._current_changed()

    def _current_changed(self) -> None:
        key = self.current_key()
        changed = dict(self._workspace.session.plan.assumptions.changed)
        self.reset_button.setEnabled(key in changed)

    def _set(self, key: str, value: float) -> bool:
        plan = self._workspace.session.plan
        try:
            same = plan.assumptions.setting(key, value) == plan.assumptions
        except PlanError as error:
            sentence = self.tr("✕ {what}: {value} was not taken. {remedy}")
            self.refused.setText(
                sentence.format(what=full_text(key), value=number_text(value), remedy=error.remedy),
            )
            self.refused.setStyleSheet(f"color: {tone().bad}")
            self.refused.show()
            return False
        self.refused.hide()
        if same:
            return True
        name = self.tr("Set {what} to {value} {unit}").format(
            what=full_text(key), value=number_text(value), unit=defaults()[key].unit
        )
        return self._workspace.change_plan(name, lambda plan: plan.with_assumption(key, value))

    def _reset(self) -> None:
        key = self.current_key()
        if key is not None:
            self.refused.hide()
            name = self.tr("Reset {what}").format(what=full_text(key))
            self._workspace.change_plan(name, lambda plan: plan.with_assumption(key, defaults()[key].value))

    def _reset_all(self) -> None:
        self.refused.hide()
        name = self.tr("Reset all assumptions")
        self._workspace.change_plan(name, lambda plan: replace(plan, assumptions=Assumptions()))


def number_text(value: float) -> str:
    """A number as short as it is, with at most four decimals."""
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")


def _note(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
