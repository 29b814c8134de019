# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers of the map: which there are, in which order, which are seen and how strongly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

GROUND = ("bands", "changes", "water", "areas", "roads", "incidents", "graticule")
"""Drawn as pictures, from the lowest; they stay below what can be touched."""
THINGS = ("closures", "sites", "bases", "units", "labels")
"""Drawn one by one."""
NAMES = (*GROUND, *THINGS)
STATIC = frozenset({"water", "areas", "roads", "incidents"})
"""Part of the pictures that are drawn in the background."""
HIDDEN_AT_FIRST = frozenset({"incidents"})
OPACITY = {"bands": 0.5, "incidents": 0.85}


@dataclass(slots=True)
class Stack:
    """State of the layers.

    Attributes
    ----------
    order : list of str
        From the lowest.
    hidden : set of str
    opacity : dict of str to float
        0 to 1; full where a layer is missing.
    """

    order: list[str] = field(default_factory=lambda: list(NAMES))
    hidden: set[str] = field(default_factory=lambda: set(HIDDEN_AT_FIRST))
    opacity: dict[str, float] = field(default_factory=lambda: dict(OPACITY))

    def strength(self, name: str) -> float:
        """How strongly a layer shows: 0 when it is hidden."""
        return 0.0 if name in self.hidden else self.opacity.get(name, 1.0)

    def arrange(self, names: Sequence[str]) -> None:
        """Put layers in this order; what is not named keeps its place behind them, things stay above the ground."""
        known = [name for name in names if name in NAMES]
        every = [*known, *(name for name in self.order if name not in known)]
        self.order = [name for group in (GROUND, THINGS) for name in every if name in group]

    def runs(self) -> list[str | tuple[tuple[str, float], ...]]:
        """The ground in order of drawing: names of what moves, and between them runs of what is drawn beforehand.

        A run is a tuple of layers and their strengths; the land is part of the first, which is always there.
        """
        found: list[str | tuple[tuple[str, float], ...]] = [(("land", 1.0),)]
        for name in self.order:
            strength = self.strength(name)
            if name not in GROUND or strength == 0.0:
                continue
            if name not in STATIC:
                found.append(name)
            elif isinstance(found[-1], tuple):
                found[-1] = (*found[-1], (name, strength))
            else:
                found.append(((name, strength),))
        return found
