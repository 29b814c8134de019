# SPDX-License-Identifier: GPL-3.0-or-later
"""What a tool may ask of the map it works on."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from PyQt5.QtCore import QPoint, QPointF, Qt

from ui.map.plane import Frame, Plane
from ui.map.roads import Roads
from ui.map.scenery import Scenery
from ui.workspace import Kind, Selected, Workspace


class Board(Protocol):
    """A map under the hand of a tool; pixels are those of the window, places those of the scene."""

    workspace: Workspace
    scenery: Scenery

    @property
    def frame(self) -> Frame:
        """What the window shows."""

    @property
    def plane(self) -> Plane:
        """Between degrees and the scene."""

    @property
    def roads(self) -> Roads | None:
        """The roads, once they are prepared."""

    @property
    def metres_per_pixel(self) -> float:
        """Of the view."""

    def scene_at(self, pixel: QPointF) -> QPointF:
        """Place under a pixel."""

    def pixel_of(self, at: QPointF) -> QPointF:
        """Pixel of a place."""

    def refresh(self) -> None:
        """Draw anew."""

    def use_select(self) -> None:
        """Turn to the tool at rest."""

    def what_at(self, pixel: QPoint) -> Selected | None:
        """The thing under a pixel."""

    def base_near(self, pixel: QPoint) -> str | None:
        """The open base that takes what is let go here."""

    def closed_base_near(self, pixel: QPoint) -> str | None:
        """A closed base, which takes nothing that is let go here."""

    def in_tray(self, pixel: QPoint) -> bool:
        """Whether a pixel is where units without a base stand."""

    def unit_words(self, unit: str) -> str:
        """What stands on a unit's counter."""

    def shows(self, kind: Kind) -> bool:
        """Whether the layer of a kind of thing is shown."""

    def lay_open(self, what: Selected) -> None:
        """Lay out the counters of the base that a unit is at, so that it can be taken hold of."""

    def lay_out_units(self) -> None:
        """Put counters at their bases."""

    def wait_for_answers(self, on: bool) -> None:  # noqa: FBT001
        """Draw with every answer, not with every movement: while something is dragged."""

    def put_back(self) -> None:
        """Show everything where the plan has it."""

    def holding(self) -> AbstractContextManager[None]:
        """Keep showing the preview until the edit made meanwhile is answered."""

    def zoom_to(self, what: Selected) -> None:
        """Turn to a thing."""

    def zoom_by(self, factor: float, about: QPointF | None = None) -> None:
        """Zoom."""

    def pan_by(self, right_px: float, down_px: float) -> None:
        """Move the view."""

    def begin_pan(self, at: QPoint) -> None:
        """Take hold of the ground."""

    def show_cursor(self) -> None:
        """Give the pointer its usual shape."""

    def show_shape(self, shape: Qt.CursorShape) -> None:
        """Give the pointer another shape."""

    def tell_measured(self, words: str) -> None:
        """Say what is measured."""

    def ask_base(self, lon: float, lat: float) -> None:
        """Have the user asked for a base there."""
