# SPDX-License-Identifier: GPL-3.0-or-later
"""The views of the map one after another, to go back and forward in."""

from __future__ import annotations

from dataclasses import dataclass, field

KEPT = 100


@dataclass(frozen=True, slots=True)
class View:
    """What the window looks at: its middle in the scene, and metres of one pixel."""

    x: float
    y: float
    metres: float


@dataclass(slots=True)
class History:
    """Views before and after the one shown."""

    _back: list[View] = field(default_factory=list)
    _ahead: list[View] = field(default_factory=list)

    def leave(self, view: View) -> None:
        """Remember a view that is about to be left for another."""
        if not self._back or self._back[-1] != view:
            self._back = [*self._back[1 - KEPT :], view]
        self._ahead.clear()

    def back(self, now: View) -> View | None:
        """The view before; None at the first."""
        return self._turn(self._back, self._ahead, now)

    def forward(self, now: View) -> View | None:
        """The view after; None at the last."""
        return self._turn(self._ahead, self._back, now)

    @property
    def can_go_back(self) -> bool:
        """Whether there is a view before."""
        return bool(self._back)

    @property
    def can_go_forward(self) -> bool:
        """Whether there is a view after."""
        return bool(self._ahead)

    def clear(self) -> None:
        """Another theatre."""
        self._back.clear()
        self._ahead.clear()

    @staticmethod
    def _turn(source: list[View], other: list[View], now: View) -> View | None:
        if not source:
            return None
        other.append(now)
        return source.pop()
