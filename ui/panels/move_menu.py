# SPDX-License-Identifier: GPL-3.0-or-later
"""A menu of where units can go: the open bases, the nearest first, and no base."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt5.QtWidgets import QMenu, QWidget

from gisplanner.forces import Base
from layers.geodesy import geodesic_m
from ui.operations.forces import move_units
from ui.workspace import Workspace

KM = 1000.0


class MoveMenu(QMenu):
    """Moves the units that are selected when it is shown.

    Parameters
    ----------
    workspace : Workspace
    units : callable
        Gives their ids.
    """

    def __init__(self, workspace: Workspace, units: Callable[[], list[str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("&Move to…"))
        self.setObjectName("move_unit_menu")
        self._workspace, self._units = workspace, units
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        self.clear()
        units, plan = self._units(), self._workspace.session.disposition
        own = {plan.unit(unit).base for unit in units}
        here = next((base for base in plan.bases if units and base.id == plan.unit(units[0]).base), None)
        for base, away_m in _by_distance(here, plan.bases):
            away = "" if away_m is None else self.tr(" ({km} km)").format(km=f"{away_m / KM:,.0f}")
            self._offer(f"{base.name}{away}", f"move_to_{base.id}", units, base.id, enabled=own != {base.id})
        self.addSeparator()
        self._offer(self.tr("No base"), "move_to_no_base", units, None, enabled=own != {None})

    def _offer(self, text: str, name: str, units: Sequence[str], base: str | None, *, enabled: bool) -> None:
        action = self.addAction(text.replace("&", "&&"))
        if action is not None:
            action.setObjectName(name)
            action.setEnabled(enabled)
            action.triggered.connect(lambda _=False: self._move(units, base))

    def _move(self, units: Sequence[str], base: str | None) -> None:
        move_units(self._workspace, units, base)


def _by_distance(here: Base | None, bases: Sequence[Base]) -> list[tuple[Base, float | None]]:
    """Open bases with their distance in a straight line, the nearest first; by name from nowhere."""
    open_ones = [base for base in bases if base.open]
    if here is None or not open_ones:
        return [(base, None) for base in sorted(open_ones, key=lambda base: (base.name, base.id))]
    away = geodesic_m(here.lon, here.lat, [base.lon for base in open_ones], [base.lat for base in open_ones]).tolist()
    return sorted(zip(open_ones, away, strict=True), key=lambda pair: (pair[1], pair[0].id))
