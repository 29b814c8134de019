# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in the window: the map in the middle, panels around it, and how they are joined."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtWidgets import QDockWidget, QFileDialog, QMainWindow, QMessageBox, QToolBar, QVBoxLayout, QWidget

from gisplanner.session import Session
from ui import style
from ui.actions import Actions, Item
from ui.dialogs.about import AboutDialog
from ui.dialogs.assumptions import AssumptionsDialog
from ui.dialogs.base import BaseDialog
from ui.dialogs.findings import FindingsDialog
from ui.dialogs.hint import HintBar
from ui.dialogs.new_plan import NewPlanDialog
from ui.dialogs.palette import Palette
from ui.dialogs.problem import ProblemDialog
from ui.dialogs.search import SearchBox
from ui.map.view import MapView
from ui.messages import course_text, told
from ui.operations import files, forces
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
WIDTHS = {LEFT: 320, RIGHT: 400}
