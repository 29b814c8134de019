# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the ground, drawn off the window's thread, larger than the window so that panning only moves them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PyQt5.QtCore import QObject, QRectF, QTimer, pyqtSignal
from PyQt5.QtGui import QColor, QImage, QPainter

from layers.jobs import Progress
from ui import style
from ui.map.background import Ground
from ui.map.plane import Frame
from ui.tasks import Line, Tasks

MARGIN_PX = 320
AHEAD_PX = 96
"""With less than so much left on a side, the next picture is begun."""

Run = tuple[tuple[str, float], ...]


@dataclass(frozen=True, eq=False)
class Picture:
    """The runs of static layers, drawn for one frame."""

    frame: Frame
    images: dict[Run, QImage]


def draw_picture(ground: Ground, frame: Frame, runs: tuple[Run, ...], check: Callable[[], None]) -> Picture:
    """Draw runs of layers; the first is opaque, those above it let it through."""
    images = {}
    for at, run in enumerate(runs):
        form = QImage.Format.Format_RGB32 if at == 0 else QImage.Format.Format_ARGB32_Premultiplied
        image = QImage(round(frame.width * frame.ratio), round(frame.height * frame.ratio), form)
        image.setDevicePixelRatio(frame.ratio)
        image.fill(QColor(style.PAPER) if at == 0 else QColor(0, 0, 0, 0))
        painter = QPainter(image)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for layer, strength in run:
                painter.setOpacity(strength)
                ground.draw(layer, painter, frame, check)
        finally:
            painter.end()
        images[run] = image
    return Picture(frame, images)


class Pictures(QObject):
    """Has the pictures drawn that the view needs, the newest first.

    Attributes
    ----------
    drawn : signal ()
        There is another one.
    """

    drawn = pyqtSignal()

    def __init__(self, tasks: Tasks, failed: Callable[[Exception], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._failed = tasks, failed
        self.ground: Ground | None = None
        self._shown: Picture | None = None
        self._asked: tuple[Frame, tuple[Run, ...]] | None = None
        self._wanted: tuple[Frame, tuple[Run, ...]] | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._ask)

    @property
    def waits(self) -> bool:
        """Whether a picture is being drawn."""
        return self._asked is not None or self._later.isActive()

    def forget(self) -> None:
        """Another theatre: nothing drawn so far is of use."""
        self.ground, self._shown, self._asked, self._wanted = None, None, None, None
        self._later.stop()
        self._tasks.cancel(Line.MAP)

    def need(self, frame: Frame, runs: tuple[Run, ...]) -> None:
        """Say what the view shows now; asks for a picture where what is there, or coming, does not do."""
        if self.ground is None:
            return
        self._wanted = (frame, runs)
        ahead = frame.grown(AHEAD_PX)
        if self._asked is not None and self._asked[1] == runs and self._asked[0].holds(frame):
            return
        if self._shown is not None and tuple(self._shown.images) == runs and self._shown.frame.holds(ahead):
            return
        # several changes within one turn of the event loop ask for one picture
        self._later.start(0)

    def paint(self, painter: QPainter, view: Frame, run: Run) -> None:
        """Draw one run into the window, scaled where its picture was drawn for another scale."""
        if self._shown is None:
            return
        image = self._shown.images.get(run) or self._like(run)
        if image is None:
            return
        own = self._shown.frame
        scale = own.metres / view.metres
        left, top = (own.left - view.left) / view.metres, (own.top - view.top) / view.metres
        if abs(scale - 1.0) < 1e-6:  # noqa: PLR2004  the same scale
            # whole device pixels: a blit, not a scaling
            left, top = (round(one * own.ratio) / own.ratio for one in (left, top))
            painter.drawImage(QRectF(left, top, own.width, own.height), image)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
            painter.drawImage(QRectF(left, top, own.width * scale, own.height * scale), image)

    def _like(self, run: Run) -> QImage | None:
        """Until the layers asked for are drawn, those that were there before."""
        if self._shown is None:
            return None
        for other, image in self._shown.images.items():
            if (run[0][0] == "land") == (other[0][0] == "land"):
                return image
        return None

    def _ask(self) -> None:
        if self._wanted is None or self.ground is None:
            return
        view, runs = self._wanted
        frame, ground = view.grown(MARGIN_PX), self.ground
        panned = self._asked is not None and self._asked[0].metres == frame.metres and self._asked[1] == runs
        self._asked = (frame, runs)

        def work(progress: Progress) -> Picture:
            return draw_picture(ground, frame, runs, lambda: progress.update("Drawing the map"))

        def done(picture: Picture) -> None:
            self._land(picture, ground)

        # while panning each picture is of use, while zooming only the last
        self._tasks.run(Line.MAP, work, done, self._failed, finishes=panned)

    def _land(self, picture: Picture, ground: Ground) -> None:
        if ground is not self.ground:
            return
        if self._asked is not None and self._asked[0] == picture.frame:
            self._asked = None
        self._shown = picture
        self.drawn.emit()
