# SPDX-License-Identifier: GPL-3.0-or-later
"""The map drawn: the workspace's ground, answer and forces, layer upon layer, kept up with every signal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import shapely
from PyQt5.QtCore import QPointF, QRectF, QTimer
from PyQt5.QtGui import QColor, QPainter
from PyQt5.QtWidgets import QGraphicsScene, QGraphicsView, QWidget

from gisplanner.way import Route
from layers.jobs import Progress
from ui import style
from ui.map import overlay
from ui.map.background import Ground, ground_of
from ui.map.cells import CellImage, band_keys
from ui.map.grid import LONLAT
from ui.map.navigation import Navigator
from ui.map.picture import Pictures
from ui.map.plane import Plane, downwards
from ui.map.roads import Roads
from ui.map.scenery import Scenery
from ui.map.signs import COUNTER_W
from ui.map.stack import Stack
from ui.tasks import Line
from ui.workspace import Kind, Workspace

DRAG_MS = 40
"""What is dragged is drawn again after so long at the latest."""


class Canvas(Navigator):
    """A view that shows what a workspace has; what is done on it is the tools' business."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        self._own_scene = QGraphicsScene()
        super().__init__(self._own_scene, parent)
        self.workspace = workspace
        self.stack = Stack()
        self.grid_kind = LONLAT
        self._held = self._editing = False
        self._route_for: object = None
        self._overdue = QTimer(self)
        self._overdue.setInterval(DRAG_MS)
        self._overdue.timeout.connect(lambda: self._port().update())
        self.scenery = Scenery(self._own_scene, workspace)
        self.pictures = Pictures(workspace.tasks, workspace.failed.emit, self)
        self._graticule = overlay.Graticule()
        self._cells = CellImage(workspace.session.theatre.grid)
        self.pictures.drawn.connect(self.refresh)
        workspace.opened.connect(self._opened)
        workspace.plan_changed.connect(self._plan_changed)
        workspace.conditions_changed.connect(self._plan_changed)
        workspace.answered.connect(self._answered)
        workspace.stale.connect(self.refresh)
        workspace.failed.connect(self._failed)
        workspace.selection_changed.connect(self._selection_changed)

    @property
    def plane(self) -> Plane:
        """Between degrees and the scene."""
        return Plane(self.workspace.session.theatre.crs)

    @property
    def roads(self) -> Roads | None:
        """The roads, once they are prepared."""
        return None if self.pictures.ground is None else self.pictures.ground.roads

    def layer_names(self) -> list[str]:
        """Layers in order of drawing, the lowest first."""
        return list(self.stack.order)

    def set_layer_order(self, names: Sequence[str]) -> None:
        """Draw layers in this order; what can be touched stays above the ground."""
        self.stack.arrange(names)
        self._restack()

    def set_layer_visible(self, name: str, visible: bool) -> None:  # noqa: FBT001  a slot
        """Show or hide a layer."""
        (self.stack.hidden.discard if visible else self.stack.hidden.add)(name)
        self._restack()

    def layer_visible(self, name: str) -> bool:
        """Whether a layer is shown."""
        return name not in self.stack.hidden

    def set_layer_opacity(self, name: str, opacity: float) -> None:
        """Show a layer more or less strongly, 0 to 1."""
        self.stack.opacity[name] = min(max(opacity, 0.0), 1.0)
        self._restack()

    def set_grid(self, kind: str) -> None:
        """Draw lines of longitude and latitude (``lonlat``) or of the military grid (``mgrs``)."""
        self.grid_kind = kind
        self.refresh()

    def refresh(self) -> None:
        """Draw anew, the ground too."""
        self.resetCachedContent()
        self._port().update()
        if self._overdue.isActive():
            self._overdue.start()

    def lay_out_units(self) -> None:
        """Put counters at their bases."""
        corner = self.tray().topLeft() + QPointF(62 + COUNTER_W / 2, 0.5)
        self.scenery.lay_out(self.frame, self.scene_at(corner))

    def wait_for_answers(self, on: bool) -> None:  # noqa: FBT001
        """Draw with every answer, not with every movement: while something is dragged.

        Drawing twice would hold up the answer. Where none comes in time the map is drawn all the same.
        """
        mode = QGraphicsView.ViewportUpdateMode
        self.setViewportUpdateMode(mode.NoViewportUpdate if on else mode.FullViewportUpdate)
        (self._overdue.start if on else self._overdue.stop)()
        self._port().update()

    def put_back(self) -> None:
        """Show everything where the plan has it."""
        self.scenery.show_bases(self.workspace.shown)
        self._restack()

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Keep showing the preview until the edit made meanwhile is answered."""
        self._held = self._editing = True
        try:
            yield
        finally:
            self._editing = False
            if not self.workspace.is_stale:
                self._held = False
                self._answered()
            self.put_back()

    # for the tools

    def begin_anew(self) -> None:
        """Another plan: forget what was begun."""

    def paint_tool(self, painter: QPainter) -> None:
        """Draw what the tool in use shows."""

    def over_tray(self) -> bool:
        """Whether a unit would lose its base if it were let go now."""
        return False

    # what the workspace says

    def _opened(self) -> None:
        theatre = self.workspace.session.theatre
        self.pictures.forget()
        self._held, self._route_for = False, None
        self.scenery.areas = ()
        self._cells = CellImage(theatre.grid)
        self.begin_anew()
        self.scenery.show_answer(None, self.frame)  # the looks are those of other sites
        left, low, right, high = shapely.transform(theatre.extent_xy, downwards).bounds
        self._whole = QRectF(left, low, right - left, high - low)
        self.scenery.rebuild(self._strengths(), self.stack.order)
        self._plan_changed()
        self.zoom_all()
        self._begin_history()
        self._answered()

        def work(progress: Progress) -> Ground:
            return ground_of(theatre, lambda: progress.update("Preparing the map"))

        def done(ground: Ground) -> None:
            if theatre is self.workspace.session.theatre:
                self.pictures.ground, self.scenery.areas = ground, ground.names
                self.view_changed()

        self.workspace.tasks.run(Line.MAP, work, done, self.workspace.failed.emit, finishes=True)

    def _failed(self) -> None:
        """The edit whose preview is still shown has no answer."""
        if self._held and not self._editing:
            self._held = False
            self._answered()

    def _plan_changed(self) -> None:
        if self.scenery.dragged is not None:
            self.begin_anew()  # what is dragged may be gone
        self.scenery.rebuild(self._strengths(), self.stack.order)
        self.scenery.show_bases(self.workspace.shown)
        self._selection_changed()

    def _answered(self) -> None:
        if self._editing or (self._held and self.workspace.is_stale):
            return
        self._held = False
        shown = self.workspace.shown
        ringed = {row for row, look in enumerate(self.scenery.looks) if look.ring}
        self.scenery.show_answer(shown, self.frame)
        if shown is not None:
            changes = (shown.change.cells_lost, shown.change.cells_gained) if shown.differs else (None, None)
            self._cells.show(shown.after.cells, *changes)
        dragging = self.scenery.dragged is not None
        if not dragging or ringed != {row for row, look in enumerate(self.scenery.looks) if look.ring}:
            self._lay_out()
        self._ask_route()
        self.refresh()

    def _selection_changed(self) -> None:
        selected = self.workspace.selected
        roads = self.roads
        road = roads.shape(selected.id) if roads and selected and selected.kind == Kind.ROAD else None
        self.scenery.show_selection(selected, road)
        self._lay_out()
        self._ask_route()
        self.refresh()

    def _ask_route(self) -> None:
        """Have the way to the selected site found, where there is one and it is not shown already."""
        selected, shown, session = self.workspace.selected, self.workspace.shown, self.workspace.session
        sites = session.theatre.sites
        if selected is None or selected.kind != Kind.SITE or shown is None or selected.id not in sites.id:
            self._show_route(None)
            return
        row = sites.id.index(selected.id)
        asked = (shown.after.digest, row)
        if asked == self._route_for:
            return
        self._route_for = asked
        after, engine = shown.after, session.engine

        def work(progress: Progress) -> Route | None:
            return engine.route(after, row, progress)

        def done(route: Route | None) -> None:
            if self._route_for is not None and session is self.workspace.session:
                self._show_route(route)
                self._route_for = asked

        self.workspace.tasks.run(Line.ROUTE, work, done, self.workspace.failed.emit, finishes=True)

    def _show_route(self, route: Route | None) -> None:
        self._route_for = None
        self.scenery.route.show_lines([downwards(line) for line in route.road] if route else [])
        self.scenery.legs.show_lines([downwards(line) for line in route.legs] if route else [])

    # drawing

    def view_changed(self) -> None:
        """Another view is shown: ask for pictures, find room for names."""
        runs = tuple(run for run in self.stack.runs() if isinstance(run, tuple))
        self.pictures.need(self.frame, runs)
        if not self.scenery.suits(self.frame):
            self.scenery.show_answer(self.workspace.shown, self.frame)
        self._lay_out()

    def drawBackground(self, painter: QPainter | None, rect: QRectF) -> None:  # noqa: N802, ARG002
        """Draw the ground: pictures, bands and hatches, the grid."""
        if painter is None:
            return
        frame = self.frame
        painter.save()
        painter.resetTransform()
        painter.fillRect(QRectF(0, 0, frame.width, frame.height), QColor(style.PAPER))
        for run in self.stack.runs():
            if isinstance(run, tuple):
                self.pictures.paint(painter, frame, run)
            elif run == "bands":
                land = None if self.pictures.ground is None else self.pictures.ground.land
                self._cells.paint_bands(painter, frame, self.stack.strength("bands"), land)
            elif run == "changes":
                self._cells.paint_changes(painter, frame, self.stack.strength("changes"))
            else:
                painter.setOpacity(self.stack.strength("graticule"))
                self._graticule.paint(painter, frame, self.plane, self.grid_kind, frame.ratio)
                painter.setOpacity(1.0)
        self._paint_tray(painter)
        painter.restore()

    def drawForeground(self, painter: QPainter | None, rect: QRectF) -> None:  # noqa: N802, ARG002
        """Draw what stays in the window: tool, scale, north, legend, marking, notices."""
        if painter is None:
            return
        frame = self.frame
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        overlay.paint_scale(painter, frame)
        overlay.paint_north(painter, frame, self.plane)
        overlay.paint_legend(painter, frame, self._legend())
        overlay.paint_marking(painter, frame, self.workspace.session.plan.marking)
        if self.workspace.is_preview:
            overlay.paint_notice(painter, self.tr("Preview"), strong=True)
        elif self.workspace.is_unanswered:
            overlay.paint_notice(painter, self.tr("No answer: figures of before the last edit"), strong=True)
        elif self.workspace.is_stale:
            overlay.paint_notice(painter, self.tr("Being computed..."), strong=False)
        self.paint_tool(painter)
        if self.shows_focus:
            overlay.paint_focus(painter, frame)
        painter.restore()

    def _paint_tray(self, painter: QPainter) -> None:
        """The plate for units without a base; also while a unit is dragged, which may be put there."""
        dragged = self.scenery.dragged in self.scenery.units
        if dragged or any(unit.base is None for unit in self.workspace.session.disposition.units):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            overlay.paint_tray(painter, self.tray(), target=self.over_tray())

    def _legend(self) -> overlay.Legend:
        shown = self.workspace.shown
        bands = band_keys(shown.after.cells) if shown is not None and self.layer_visible("bands") else []
        changes = self.layer_visible("changes")
        return overlay.Legend(
            bands,
            self.stack.strength("bands"),
            self._cells.has_unreached,
            changes and self._cells.has_lost,
            changes and self._cells.has_gained,
        )

    def tray(self) -> QRectF:
        """Where units without a base stand, pixels of the window."""
        count = sum(1 for unit in self.workspace.session.disposition.units if unit.base is None)
        return overlay.tray_rect(self.frame, count, COUNTER_W)

    def _strengths(self) -> dict[str, float]:
        return {name: self.stack.strength(name) for name in self.stack.order}

    def _restack(self) -> None:
        self.scenery.arrange(self.stack.order, self._strengths())
        self.view_changed()
        self.refresh()

    def _lay_out(self) -> None:
        self.lay_out_units()
        self.scenery.show_names(self.frame, self.workspace.selected)
