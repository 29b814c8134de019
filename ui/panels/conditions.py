# SPDX-License-Identifier: GPL-3.0-or-later
"""The conditions asked under, and the courses compared, in a bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PyQt5.QtCore import Qt, QTimer
from PyQt5.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QWidget,
)

from gisplanner.mobility import Means, Season
from ui.messages import course_text
from ui.panels.facts import plain_label
from ui.workspace import Workspace

DEBOUNCE_MS = 150
MOST_MIN = 9_999
COURSE_CHARACTERS, COURSE_PX = 9, 260
TOGGLE = """
QToolButton { padding: 3px 7px; border: 1px solid palette(mid); background: palette(base); color: palette(text); }
QToolButton:checked { background: palette(highlight); color: palette(highlighted-text); font-weight: bold; }
QToolButton:hover:!checked { background: palette(alternate-base); }
QToolButton:focus { border: 2px solid palette(highlight); padding: 2px 6px; }
"""


@dataclass(frozen=True, slots=True)
class _Standard:
    kind: str
    spin: QSpinBox


class ConditionsBar(QWidget):
    """Season, night, means, standards; the course worked on, and what it is compared with."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("conditions_bar")
        self._workspace = workspace
        self._following = False
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(DEBOUNCE_MS)
        self._asking.timeout.connect(self._set_standards)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(2, 0, 2, 0)
        self._line.setSpacing(4)
        self._seasons = self._toggles(
            self.tr("Season"),
            ((Season.DRY, self.tr("Dry"), "season_dry"), (Season.WET, self.tr("Wet"), "season_wet")),
            lambda season: workspace.set_conditions(season=season),
        )
        self._nights = self._toggles(
            self.tr("Time of day"),
            ((False, self.tr("Day"), "day"), (True, self.tr("Night"), "night")),
            lambda night: workspace.set_conditions(night=night),
        )
        self.means = self._make_means()
        self._divide()
        self._standards = self._make_standards()
        self.reset = self._make_reset()
        self._divide()
        self.working = self._courses("working_on", self.tr("Working on"))
        self.compared = self._courses("compare_with", self.tr("compared with"))
        self._line.addStretch(1)
        for signal in (workspace.opened, workspace.plan_changed, workspace.conditions_changed):
            signal.connect(self._follow)
        self._follow()

    # what it consists of

    def _toggles(
        self, name: str, choices: Sequence[tuple[object, str, str]], chosen: Callable[[object], None]
    ) -> dict[object, QToolButton]:
        group = QButtonGroup(self)
        made: dict[object, QToolButton] = {}
        pair = QHBoxLayout()
        pair.setSpacing(0)
        for value, text, key in choices:
            button = QToolButton(self)
            button.setObjectName(key)
            button.setText(text)
            button.setCheckable(True)
            button.setStyleSheet(TOGGLE)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setAccessibleName(f"{name}: {text}")
            button.setToolTip(f"{name}: {text}")
            button.clicked.connect(lambda _=False, value=value: chosen(value))
            group.addButton(button)
            pair.addWidget(button)
            made[value] = button
        self._line.addLayout(pair)
        return made

    def _make_means(self) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName("means")
        combo.setAccessibleName(self.tr("Means of movement"))
        combo.setToolTip(self.tr("How teams move"))
        for means, text in (
            (None, self.tr("as each unit")),
            (Means.LIGHT, self.tr("light")),
            (Means.HEAVY, self.tr("heavy")),
            (Means.FOOT, self.tr("on foot")),
        ):
            combo.addItem(text, means)
        combo.activated.connect(lambda row: self._workspace.set_conditions(means=combo.itemData(row)))
        self._line.addWidget(combo)
        return combo

    def _make_standards(self) -> tuple[_Standard, ...]:
        self._label(self.tr("Standard:"))
        made = []
        for kind, text, name in (
            ("idp_site", self.tr("&IDP sites"), self.tr("Standard of IDP sites in minutes")),
            ("settlement", self.tr("settle&ments"), self.tr("Standard of settlements in minutes")),
        ):
            spin = QSpinBox(self)
            spin.setObjectName(f"standard_{kind}")
            spin.setAccessibleName(name)
            spin.setToolTip(name)
            spin.setRange(1, MOST_MIN)
            spin.setSingleStep(5)
            spin.setSuffix(self.tr(" min"))
            spin.setKeyboardTracking(False)
            spin.valueChanged.connect(self._standard_changed)
            self._label(text).setBuddy(spin)
            self._line.addWidget(spin)
            made.append(_Standard(kind, spin))
        return tuple(made)

    def _make_reset(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("reset_standards")
        button.setText("↺")
        button.setAccessibleName(self.tr("Standards of the plan"))
        button.setToolTip(self.tr("Back to the standards of the plan"))
        button.clicked.connect(self._reset_standards)
        self._line.addWidget(button)
        return button

    def _courses(self, name: str, text: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName(name)
        combo.setAccessibleName(text)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(COURSE_CHARACTERS)
        combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        combo.setMaximumWidth(COURSE_PX)
        combo.activated.connect(self._work_on)
        self._label(text)
        self._line.addWidget(combo, 1)
        return combo

    def _label(self, text: str) -> QLabel:
        label = plain_label(self, text)
        label.setWordWrap(False)
        self._line.addWidget(label)
        return label

    def _divide(self) -> None:
        edge = QFrame(self)
        edge.setFrameShape(QFrame.Shape.VLine)
        edge.setFrameShadow(QFrame.Shadow.Sunken)
        edge.setFixedWidth(3)
        self._line.addWidget(edge)

    # how it follows the workspace

    def _follow(self) -> None:
        """Show what is asked under, and the courses there are."""
        self._following = True
        session = self._workspace.session
        conditions = session.conditions
        self._seasons[conditions.season].setChecked(True)
        self._nights[conditions.night].setChecked(True)
        self.means.setCurrentIndex(self.means.findData(conditions.means))
        own = dict(conditions.standards_min)
        if not self._asking.isActive():
            for standard in self._standards:
                standard.spin.setValue(round(own.get(standard.kind, self._planned(standard.kind))))
        self.reset.setEnabled(any(standard.kind in own for standard in self._standards))
        courses = [None, *(course.name for course in session.plan.courses)]
        for combo, current in ((self.working, session.course), (self.compared, session.reference)):
            _fill(combo, courses, current)
        self._following = False

    def _planned(self, kind: str) -> float:
        return self._workspace.session.plan.assumptions[f"standard.{kind}"]

    # what a user does

    def _standard_changed(self) -> None:
        if not self._following:
            self._asking.start()

    def _set_standards(self) -> None:
        """Ask by the standards shown; those that are the plan's own replace nothing."""
        own = dict(self._workspace.session.conditions.standards_min)
        for standard in self._standards:
            own.pop(standard.kind, None)
            if standard.spin.value() != round(self._planned(standard.kind)):
                own[standard.kind] = float(standard.spin.value())
        self._workspace.set_conditions(standards_min=tuple(sorted(own.items())))

    def _reset_standards(self) -> None:
        self._asking.stop()
        kinds = {standard.kind for standard in self._standards}
        kept = tuple(pair for pair in self._workspace.session.conditions.standards_min if pair[0] not in kinds)
        self._workspace.set_conditions(standards_min=kept)

    def _work_on(self) -> None:
        session = self._workspace.session
        course, reference = self.working.currentData(), self.compared.currentData()
        if (course, reference) != (session.course, session.reference):
            self._workspace.attempt(lambda: session.work_on(course, reference))


def _fill(combo: QComboBox, courses: Sequence[str | None], current: str | None) -> None:
    if [combo.itemData(row) for row in range(combo.count())] != list(courses):
        combo.clear()
        for name in courses:
            combo.addItem(course_text(name), name)
    combo.setCurrentIndex(courses.index(current) if current in courses else 0)
