# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers of the map, which are its legend too, and the ground that the answer stands on."""

from __future__ import annotations

from itertools import pairwise

from PyQt5.QtCore import QEvent, QPoint, Qt, pyqtSignal
from PyQt5.QtGui import QShowEvent
from PyQt5.QtWidgets import QFrame, QScrollArea, QToolButton, QVBoxLayout, QWidget

from gisplanner.report import Answer
from ui.models.layers_model import LAYERS, LayersModel
from ui.panels.layer_row import LayerRow
from ui.panels.legend import legend
from ui.workspace import Workspace

GROUND_LINES = ("people", "excluded", "unknown", "rejected", "double")


class LayersPanel(QWidget):
    """List of layers, the highest on top.

    Attributes
    ----------
    visibility_changed : signal (str, bool)
    opacity_changed : signal (str, float)
        0 to 1.
    order_changed : signal (list of str)
        All layers, the lowest first.
    zoom_asked : signal (str)
        A layer.
    findings_asked : signal (str)
        Kind of a file, or one of `GROUND_LINES`.
    """

    visibility_changed = pyqtSignal(str, bool)
    opacity_changed = pyqtSignal(str, float)
    order_changed = pyqtSignal(list)
    zoom_asked = pyqtSignal(str)
    findings_asked = pyqtSignal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layers_panel")
        self._stale = True
        self.model = LayersModel(workspace, self)
        self.rows = {name: LayerRow(name, self.model, self) for name in LAYERS}
        self._ground = {name: self._ground_button(name) for name in GROUND_LINES}
        self._lay_out()
        self._place_rows()
        self.model.visibility_changed.connect(self.visibility_changed)
        self.model.opacity_changed.connect(self.opacity_changed)
        self.model.order_changed.connect(self._place_rows)
        self.model.order_changed.connect(self.order_changed)
        for row in self.rows.values():
            row.zoom_asked.connect(self.zoom_asked)
            row.findings_asked.connect(self.findings_asked)
            row.step_asked.connect(self._step)
            row.dragged.connect(self._drag)
        for signal in (workspace.opened, workspace.plan_changed, workspace.answered):
            signal.connect(self._changed)
        self._workspace = workspace
        self._known: tuple[object, ...] = ()

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802  Qt's name
        """Catch up with what happened while nobody could see it."""
        super().showEvent(event)
        self._catch_up()

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802  Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange and hasattr(self, "_known"):
            self._known = ()
            self._changed()

    def _lay_out(self) -> None:
        inside = QWidget(self)
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._list.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setObjectName("layers_list")
        scroll.setAccessibleName(self.tr("Layers of the map"))
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(2, 2, 2, 2)
        outer.setSpacing(0)
        outer.addWidget(scroll, 1)
        edge = QFrame(self)
        edge.setFrameShape(QFrame.Shape.HLine)
        outer.addWidget(edge)
        for button in self._ground.values():
            outer.addWidget(button)

    def _ground_button(self, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"ground_{name}")
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        font = button.font()
        font.setUnderline(True)
        button.setFont(font)
        button.setToolTip(self.tr("Read what was found"))
        button.clicked.connect(lambda: self.findings_asked.emit(name))
        return button

    def _place_rows(self) -> None:
        for at, name in enumerate(reversed(self.model.order)):
            self._list.removeWidget(self.rows[name])
            self._list.insertWidget(at, self.rows[name])
        order = [one for name in reversed(self.model.order) for one in self.rows[name].focus_chain()]
        for one, other in pairwise([*order, *self._ground.values()]):
            QWidget.setTabOrder(one, other)

    def _step(self, name: str, step: int) -> None:
        self.model.move(name, self.model.order.index(name) + step)

    def _drag(self, name: str, at: QPoint) -> None:
        """Draw a layer where the pointer is in the list."""
        for place, other in enumerate(self.model.order):
            row = self.rows[other]
            if other != name and row.rect().contains(row.mapFromGlobal(at)):
                self.model.move(name, place)
                return

    def _changed(self) -> None:
        self._stale = True
        self._catch_up()

    def _catch_up(self) -> None:
        """Read what has changed; a drag changes none of it."""
        if not (self._stale and self.isVisible()):
            return
        self._stale = False
        shown = self._workspace.shown
        plan = self._workspace.session.disposition
        labels = self.model.band_labels()
        findings = None if shown is None or self._workspace.is_preview else shown.after.findings
        known = (self._workspace.session, plan, findings, labels)
        if self._workspace.is_preview or known == self._known:
            return
        self._known = known
        data = self.model.data()
        for name, row in self.rows.items():
            row.show_legend(legend(name, labels))
            row.show_data(data.get(name, []))
        self._show_ground(self.model.ground())

    def _show_ground(self, ground: Answer) -> None:
        left_out = self.tr("{people} people in {sites} sites left out").format(
            people=f"{ground['excluded_people']:,}", sites=f"{ground['excluded_sites']:,}"
        )
        if ground["excluded_people_unknown"]:
            left_out += self.tr(", {sites} of unknown headcount").format(sites=f"{ground['excluded_people_unknown']:,}")
        words = {
            "people": self.tr("{people} people listed in {sites} sites").format(
                people=f"{ground['people']:,}", sites=f"{ground['sites']:,}"
            ),
            "excluded": left_out,
            "unknown": self.tr("{sites} sites of unknown headcount").format(
                sites=f"{ground['sites_people_unknown']:,}"
            ),
            "rejected": self.tr("{rows} rows rejected").format(rows=f"{ground['rejected_rows']:,}"),
            "double": self.tr("{sites} sites possibly counted twice").format(sites=f"{ground['possible_double']:,}"),
        }
        for name, text in words.items():
            self._ground[name].setText(text)
