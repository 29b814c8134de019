# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in the window: the map in the middle, panels around it, and how they are joined."""

from __future__ import annotations

import logging

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QApplication,
    QDockWidget,
    QMainWindow,
    QSizePolicy,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from gisplanner.analysis import Engine
from gisplanner.session import Session
from layers.jobs import Progress
from layers.kinds import KINDS
from ui import style
from ui.dialogs.findings import FindingsDialog
from ui.dialogs.hint import HintBar
from ui.dialogs.problem import ProblemDialog
from ui.map.view import MapView
from ui.menus import Menus
from ui.messages import course_text, told
from ui.models.layers_model import LAYERS
from ui.panels.changes import ChangesPanel
from ui.panels.conditions import ConditionsBar
from ui.panels.courses import CoursesPanel
from ui.panels.coverage import CoveragePanel
from ui.panels.forces import ForcesPanel
from ui.panels.layers import LayersPanel
from ui.panels.risk import RiskPanel
from ui.panels.road import RoadPanel
from ui.status import StatusBar
from ui.tasks import Line, Tasks
from ui.workspace import Kind, Workspace

log = logging.getLogger("gisplanner")

LEFT, RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
WIDTHS = {"left_width": 320, "right_width": 440}
"""Of the docks to the left and to the right at the first start, by the name under which they are kept."""


class Desk:
    """Everything in the window once there is a plan.

    Parameters
    ----------
    window : QMainWindow
    session : Session
    tasks : Tasks

    Attributes
    ----------
    workspace : Workspace
    map : MapView
    docks : dict of str to QDockWidget
    """

    def __init__(self, window: QMainWindow, session: Session, tasks: Tasks) -> None:
        self.window = window
        self.workspace = Workspace(session, tasks, window)
        self.docks: dict[str, QDockWidget] = {}
        self._problem: ProblemDialog | None = None
        self._laid_out = False
        self.map = MapView(self.workspace)
        self.layers = LayersPanel(self.workspace)
        self.forces = ForcesPanel(self.workspace)
        self.road = RoadPanel(self.workspace)
        self.coverage = CoveragePanel(self.workspace)
        self.changes = ChangesPanel(self.workspace)
        self.risk = RiskPanel(self.workspace)
        self.courses = CoursesPanel(self.workspace)
        self.findings = FindingsDialog(self.workspace, window)
        self._middle()
        self._add_docks()
        self._status = StatusBar(tasks, window)
        window.setStatusBar(self._status)
        self.menus = Menus(window, self.workspace, self.map, self.docks, self.show_findings)
        self.actions = self.menus.actions
        self._add_toolbar()
        self._join()
        self._entitle()

    def begin(self) -> None:
        """Ask the first question; once it is answered, let the fast kernel get ready for drags."""
        self.map.setFocus()
        self.workspace.answered.connect(self._warm_up)
        self.workspace.ask()

    def lay_out(self) -> None:
        """Give the docks the widths they had, whatever room the window has now."""
        self._laid_out = True
        for area, (key, width) in zip((LEFT, RIGHT), WIDTHS.items(), strict=True):
            kept = style.stored().value(key, width, type=int)
            # which of the tabs is in front may not be known yet
            own = [dock for dock in self.docks.values() if self.window.dockWidgetArea(dock) == area]
            self.window.resizeDocks(own, [kept] * len(own), Qt.Orientation.Horizontal)

    def _front(self, area: Qt.DockWidgetArea) -> QDockWidget:
        """A dock of this side that is seen."""
        own = [dock for dock in self.docks.values() if self.window.dockWidgetArea(dock) == area]
        return next((dock for dock in own if not dock.visibleRegion().isEmpty()), own[0])

    def tell(self, error: Exception) -> None:
        """Show an error in sentences."""
        found = told(error)
        log.info("%s %s", found.what, found.remedy)
        if self._problem is not None and self._problem.isVisible():
            self._problem.close()  # the newest is told; all are in the log
        self._problem = ProblemDialog(found, self.window)
        self._problem.open()

    def may_leave(self) -> bool:
        """Whether the plan may go: it is saved, or the user gives the changes up."""
        return self.menus.files.may_leave()

    def close(self) -> None:
        """Put away what stands beside the window, and remember how wide the docks are."""
        self.findings.close()
        if self._laid_out:
            for key, area in zip(WIDTHS, (LEFT, RIGHT), strict=True):
                style.stored().setValue(key, self._front(area).width())

    def show_dock(self, name: str) -> None:
        """Bring a dock to the front."""
        self.docks[name].show()
        self.docks[name].raise_()

    def tr(self, text: str) -> str:
        """Translate a text of the window."""
        return QApplication.translate("Desk", text)

    def _middle(self) -> None:
        middle = QWidget()
        rows = QVBoxLayout(middle)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        if HintBar.is_wanted():
            rows.addWidget(HintBar(middle))
        rows.addWidget(self.map, 1)
        self.window.setCentralWidget(middle)

    def _add_docks(self) -> None:
        window = self.window
        window.setDockNestingEnabled(True)
        for area in (LEFT, RIGHT):
            window.setTabPosition(area, window.tabPosition(Qt.DockWidgetArea.BottomDockWidgetArea))
        self._add_dock("forces", self.tr("Forces"), self.forces, LEFT)
        self._add_dock("layers", self.tr("Layers"), self.layers, LEFT)
        self._add_dock("road", self.tr("Road"), self.road, LEFT)
        self._add_dock("changes", self.tr("Changes"), self.changes, RIGHT)
        self._add_dock("coverage", self.tr("Coverage"), self.coverage, RIGHT)
        self._add_dock("risk", self.tr("At risk"), self.risk, RIGHT)
        self._add_dock("courses", self.tr("Courses"), self.courses, RIGHT)
        for first, others in {"forces": ("layers", "road"), "coverage": ("changes", "risk", "courses")}.items():
            for other in others:
                window.tabifyDockWidget(self.docks[first], self.docks[other])
        self.docks["road"].hide()
        self.show_dock("forces")
        self.show_dock("coverage")

    def _add_dock(self, name: str, title: str, content: QWidget, area: Qt.DockWidgetArea) -> None:
        dock = QDockWidget(title, self.window)
        dock.setObjectName(f"dock_{name}")
        dock.setWidget(content)
        self.window.addDockWidget(area, dock)
        self.docks[name] = dock

    def _add_toolbar(self) -> None:
        bar = QToolBar(self.tr("Conditions"))
        bar.setObjectName("toolbar")
        bar.setMovable(False)
        for name in ("undo", "redo"):
            bar.addAction(self.actions[name])
        bar.addSeparator()
        conditions = ConditionsBar(self.workspace)
        conditions.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(conditions)
        self.window.addToolBar(bar)

    def _join(self) -> None:
        work, view = self.workspace, self.map
        work.failed.connect(self.tell)
        work.said.connect(lambda text: self._status.showMessage(text, 5000))
        for signal in (work.plan_changed, work.opened):
            signal.connect(self._entitle)
        work.selection_changed.connect(self._selected)
        view.cursor_moved.connect(self._status.show_place)
        view.scale_changed.connect(self._status.show_scale)
        view.measured.connect(self._status.showMessage)
        view.base_place_asked.connect(self.menus.open_base_at)
        self.forces.open_base_asked.connect(self.menus.start_open_base)
        self.forces.edit_base_asked.connect(self.menus.edit_base)
        layers = self.layers
        view.set_layer_order(list(layers.model.order))
        for name in LAYERS:
            view.set_layer_visible(name, layers.model.visible(name))
            view.set_layer_opacity(name, layers.model.opacity(name))
        layers.visibility_changed.connect(view.set_layer_visible)
        layers.opacity_changed.connect(view.set_layer_opacity)
        layers.order_changed.connect(view.set_layer_order)
        layers.zoom_asked.connect(view.zoom_to_layer)
        layers.findings_asked.connect(self.show_findings)
        self.findings.place_asked.connect(view.zoom_to_lonlat)

    def show_findings(self, layer: str = "") -> None:
        """Show the findings, of one layer or of all."""
        self.findings.show_layer(layer if layer in KINDS else None)
        self.findings.show()
        self.findings.raise_()

    def _selected(self) -> None:
        chosen = self.workspace.selected
        if chosen is not None and chosen.kind is Kind.ROAD:
            self.show_dock("road")

    def _entitle(self) -> None:
        session = self.workspace.session
        name = session.path.name if session.path is not None else session.plan.name
        marking = f" [{session.plan.marking}]" if session.plan.marking else ""
        self.window.setWindowTitle(f"{name}[*] - {course_text(session.course)}{marking} - gisplanner")
        self.window.setWindowModified(session.unsaved)
        for action, edit, word in (
            ("undo", session.undo_name, self.tr("Undo")),
            ("redo", session.redo_name, self.tr("Redo")),
        ):
            self.actions[action].setEnabled(edit is not None)
            self.actions[action].setText(f"{word}: {edit}" if edit else word)
            self.actions[action].setIconText(word)

    def _warm_up(self) -> None:
        self.workspace.answered.disconnect(self._warm_up)

        def work(_progress: Progress) -> bool:
            return Engine.warm_up()

        self.workspace.tasks.run(Line.ENGINE, work, lambda _done: None)
