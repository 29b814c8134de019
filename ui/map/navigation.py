# SPDX-License-Identifier: GPL-3.0-or-later
"""Moving about on a map: wheel, drag, keys, zoom to something, views back and forward."""

from __future__ import annotations

import time

import numpy as np
from PyQt5.QtCore import QPoint, QPointF, QRectF, Qt, pyqtSignal
from PyQt5.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent, QTransform, QWheelEvent
from PyQt5.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget

from ui.map.history import History, View
from ui.map.items import EVERYWHERE
from ui.map.plane import Frame

STEP_PX, SMALL_STEP_PX = 90, 15
ZOOM_STEP = 1.25
WHEEL_NOTCH = 120
NEAREST_M, NEAREST_AREA_M = 0.5, 8.0
"""Metres of a pixel at the nearest, and when zooming to a single place."""
FURTHEST = 4.0
"""Zoomed out so many times further than the whole theatre."""
SETTLED_S = 0.7
"""Zooming and panning without a pause as long as this are one step of the history."""
ROOM_PX, LEGEND_PX = 36, 76
"""Around what is zoomed to: at the sides and on top, and at the bottom, where scale and legend are."""
BY_KEYS = frozenset(
    {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason}
)
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Navigator(QGraphicsView):
    """A view of a scene in metres that is moved about in.

    Attributes
    ----------
    scale_changed : signal (float)
        Metres of one pixel.
    history_changed : signal ()
    """

    scale_changed = pyqtSignal(float)
    history_changed = pyqtSignal()

    def __init__(self, scene: QGraphicsScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        # what moves over the ground lets it be
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheBackground)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setSceneRect(EVERYWHERE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.history = History()
        self._whole = QRectF(-1000, -1000, 2000, 2000)
        self._at = View(0.0, 0.0, 100.0)
        self._fits = True
        self._moved_s = float("-inf")
        self._panned_from: QPoint | None = None
        self._space = self.shows_focus = False

    # what is looked at

    @property
    def frame(self) -> Frame:
        """What the window shows."""
        transform, size = self.viewportTransform(), self._port().size()
        metres = 1.0 / transform.m11()
        ratio = self.devicePixelRatioF()
        return Frame(-transform.dx() * metres, -transform.dy() * metres, metres, size.width(), size.height(), ratio)

    @property
    def metres_per_pixel(self) -> float:
        """Of the view."""
        return self._at.metres

    def look_at(self, view: View, *, remember: bool = True) -> None:
        """Turn to a view."""
        furthest = FURTHEST * self._metres_for(self._whole)
        metres = float(np.clip(view.metres, NEAREST_M, max(furthest, NEAREST_M)))
        view = View(view.x, view.y, metres)
        if view == self._at:
            return
        if remember:
            self._remember()
        self._fits = False
        self._apply(view)

    def zoom_all(self) -> None:
        """Show the whole theatre."""
        self._zoom_to_rect(self._whole)
        self._fits = True

    def zoom_by(self, factor: float, about: QPointF | None = None) -> None:
        """Zoom in (factor > 1) or out; the place under `about`, in window pixels, stays there."""
        port = self._port()
        middle = QPointF(port.width() / 2, port.height() / 2)
        about = middle if about is None else about
        at = self.scene_at(about)
        furthest = max(FURTHEST * self._metres_for(self._whole), NEAREST_M)
        metres = float(np.clip(self._at.metres / factor, NEAREST_M, furthest))
        away = (middle - about) * metres
        self.look_at(View(at.x() + away.x(), at.y() + away.y(), metres))

    def pan_by(self, right_px: float, down_px: float) -> None:
        """Move the view."""
        metres = self._at.metres
        self.look_at(View(self._at.x + right_px * metres, self._at.y + down_px * metres, metres))

    def go_back(self) -> None:
        """Turn to the view before."""
        self._turn(self.history.back(self._at))

    def go_forward(self) -> None:
        """Turn to the view after."""
        self._turn(self.history.forward(self._at))

    def scene_at(self, pixel: QPointF) -> QPointF:
        """Place of the scene under a pixel of the window."""
        frame = self.frame
        return QPointF(frame.left + pixel.x() * frame.metres, frame.top + pixel.y() * frame.metres)

    def pixel_of(self, at: QPointF) -> QPointF:
        """Pixel of the window where a place of the scene is."""
        frame = self.frame
        return QPointF((at.x() - frame.left) / frame.metres, (at.y() - frame.top) / frame.metres)

    # the events

    def wheelEvent(self, event: QWheelEvent | None) -> None:  # noqa: N802
        """Zoom at the pointer."""
        if event is None:
            return
        turn = event.angleDelta().y() or event.angleDelta().x()
        if turn:
            self.zoom_by(ZOOM_STEP ** (turn / WHEEL_NOTCH), event.position())
        event.accept()

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802
        """Keep the middle where it is; keep showing all while nothing else was chosen."""
        super().resizeEvent(event)
        if self._fits:
            self._apply(self._view_of(self._whole))
            self._fits = True
        else:
            self._apply(self._at)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802
        """Arrows pan, + and - zoom, Home shows all, Space held lets the left button pan."""
        if event is None or not self._key(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802
        """Space is let go."""
        if event is not None and event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
            self.show_cursor()
        super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent | None) -> None:  # noqa: N802
        """Who comes by Tab is shown where the keys go."""
        self.shows_focus = event is not None and event.reason() in BY_KEYS
        self._port().update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent | None) -> None:  # noqa: N802
        """Keys that are let go elsewhere are not told."""
        self._space = self.shows_focus = False
        super().focusOutEvent(event)

    def show_cursor(self) -> None:
        """Give the pointer the shape that says what it does."""
        panning = self._panned_from is not None
        shape = Qt.CursorShape.ClosedHandCursor if panning else Qt.CursorShape.OpenHandCursor
        self._port().setCursor(shape if panning or self._space else self.idle_cursor())

    def idle_cursor(self) -> Qt.CursorShape:
        """Shape of the pointer while nothing is done."""
        return Qt.CursorShape.ArrowCursor

    def wants_pan(self, event: QMouseEvent) -> bool:
        """Whether a press pans whatever lies under it."""
        left = event.button() == Qt.MouseButton.LeftButton
        return event.button() == Qt.MouseButton.MiddleButton or (left and self._space)

    def begin_pan(self, at: QPoint) -> None:
        """The ground is taken hold of."""
        self._panned_from = at
        self.show_cursor()

    def pan_to(self, at: QPoint) -> bool:
        """The ground follows the pointer; False where nobody has hold of it."""
        if self._panned_from is None:
            return False
        step = self._panned_from - at
        self._panned_from = at
        self.pan_by(step.x(), step.y())
        return True

    def end_pan(self) -> bool:
        """The ground is let go; False where nobody had hold of it."""
        was = self._panned_from is not None
        self._panned_from = None
        self.show_cursor()
        return was

    # for the map

    def view_changed(self) -> None:
        """Another view is shown."""

    def _key(self, event: QKeyEvent) -> bool:
        key, modifiers = event.key(), event.modifiers()
        if key in ARROWS:
            if modifiers & Qt.KeyboardModifier.AltModifier:
                turn = {Qt.Key.Key_Left: self.go_back, Qt.Key.Key_Right: self.go_forward}.get(Qt.Key(key))
                if turn is not None:
                    turn()
                return turn is not None
            step = SMALL_STEP_PX if modifiers & Qt.KeyboardModifier.ShiftModifier else STEP_PX
            right, down = ARROWS[Qt.Key(key)]
            self.pan_by(right * step, down * step)
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self.zoom_by(ZOOM_STEP)
        elif key in {Qt.Key.Key_Minus, Qt.Key.Key_Underscore}:
            self.zoom_by(1 / ZOOM_STEP)
        elif key == Qt.Key.Key_Home:
            self.zoom_all()
        elif key == Qt.Key.Key_Space:
            self._space = True
            self.show_cursor()
        else:
            return False
        return True

    def _port(self) -> QWidget:
        port = self.viewport()
        assert port is not None  # noqa: S101  Qt makes one
        return port

    def _metres_for(self, rect: QRectF) -> float:
        port = self._port()
        width, height = max(port.width() - 2 * ROOM_PX, 50), max(port.height() - ROOM_PX - LEGEND_PX, 50)
        return max(rect.width() / width, rect.height() / height)

    def _view_of(self, rect: QRectF) -> View:
        metres = self._metres_for(rect)
        return View(rect.center().x(), rect.center().y() + metres * (LEGEND_PX - ROOM_PX) / 2, metres)

    def _zoom_to_rect(self, rect: QRectF) -> None:
        view = self._view_of(rect)
        self.look_at(View(view.x, view.y, max(view.metres, NEAREST_AREA_M)))

    def _turn(self, view: View | None) -> None:
        if view is not None:
            self.look_at(view, remember=False)
            self._moved_s = float("-inf")
            self.history_changed.emit()

    def _begin_history(self) -> None:
        """Nothing was looked at before."""
        self.history.clear()
        self._moved_s = float("-inf")
        self.history_changed.emit()

    def _remember(self) -> None:
        now_s = time.monotonic()
        if now_s - self._moved_s > SETTLED_S:
            self.history.leave(self._at)
            self.history_changed.emit()
        self._moved_s = now_s

    def _apply(self, view: View) -> None:
        other_scale = view.metres != self._at.metres
        self._at = view
        scale = 1.0 / view.metres
        self.setTransform(QTransform.fromScale(scale, scale))
        port = self._port()
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        if across is not None and down is not None:
            across.setValue(round(view.x * scale - port.width() / 2))
            down.setValue(round(view.y * scale - port.height() / 2))
        if other_scale:
            self.scale_changed.emit(view.metres)
        self.view_changed()
        port.update()
