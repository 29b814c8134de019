# SPDX-License-Identifier: GPL-3.0-or-later
"""Units dragged out of the forces panel and let go on the map."""

from __future__ import annotations

from PyQt5.QtCore import QObject, QPoint, QPointF
from PyQt5.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent

from gisplanner.plan import MoveUnit
from ui.map.board import Board
from ui.models.unit_mime import units_of
from ui.operations import forces
from ui.workspace import Workspace


class UnitDrops(QObject):
    """What a map does with units that are dragged over it.

    Parameters
    ----------
    view : Board
    workspace : Workspace
    """

    def __init__(self, view: Board, workspace: Workspace) -> None:
        super().__init__()
        self._view, self._work = view, workspace

    def enter(self, event: QDragEnterEvent | QDragMoveEvent) -> None:
        """Say whether what is dragged can be let go here, and show what would be."""
        units = units_of(event.mimeData())
        if not units:
            event.ignore()
            return
        event.acceptProposedAction()
        base = self._view.base_near(event.pos())
        if base is not None:
            self._work.preview([MoveUnit(unit, base) for unit in units])
        elif (degrees := self._degrees(event.pos())) is not None:
            self._work.preview(forces.temporary_base_moves(self._work.session.disposition, units[0], *degrees))

    def drop(self, event: QDropEvent) -> None:
        """Move the units: to the base there, or on open ground the first of them to a temporary base."""
        units, base = units_of(event.mimeData()), self._view.base_near(event.pos())
        degrees = self._degrees(event.pos())
        if not units or degrees is None:
            event.ignore()
            return
        event.acceptProposedAction()
        base = base or self._view.closed_base_near(event.pos())  # refused in words
        if base is None:
            forces.move_unit_to_new_base(self._work, units[0], *degrees)
        else:
            forces.move_units(self._work, units, base)

    def _degrees(self, pixel: QPoint) -> tuple[float, float] | None:
        return self._view.plane.lonlat_of(self._view.scene_at(QPointF(pixel)))
