# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that do not lie on each other: which are shown, and where; found anew when the scale or the answer changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ui import style
from ui.map.signs import text_size

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels of the whole plane at one scale."""
Face = tuple[float, bool, bool]
"""Points, bold, spaced."""

CELL_PX = 96
MUTED = "#54606b"
LOST = "#a00020"
FACES: dict[str, tuple[Face, str]] = {
    "selected": ((9.0, True, False), style.INK),
    "lost": ((8.5, True, False), LOST),
    "gained": ((8.5, True, False), style.CHANGE_COLOURS["gained"]),
    "base": ((8.5, True, False), style.INK),
    "closed": ((8.0, False, False), MUTED),
    "sector": ((10.5, False, True), "#4b3f58"),
    "district": ((7.5, False, True), "#6d6078"),
    "site": ((8.0, False, False), style.INK),
}
RANKS = tuple(FACES)
AREAS = frozenset({"sector", "district"})
GAP_PX = 2.0
STEPS = (0.0, 26.0, -26.0, 52.0, -52.0)
"""Where an area's name is tried: it need not stand at one place."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name that would like to be shown.

    Attributes
    ----------
    words, role : str
        `role` is a key of `FACES`.
    x, y : float
        Where its thing is, pixels of the plane.
    aside : float
        Half the width of its sign.
    lift : float
        How far above its place the middle of the name stands.
    weight : float
        The greater the sooner, within its role.
    """

    words: str
    role: str
    x: float
    y: float
    aside: float = 8.0
    lift: float = 0.0
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A name that is shown; left and top are offsets in pixels from its place."""

    words: str
    role: str
    x: float
    y: float
    left: float
    top: float


class _Taken:
    """Boxes in which something stands already."""

    def __init__(self) -> None:
        self._at: defaultdict[tuple[int, int], list[Box]] = defaultdict(list)

    def add(self, box: Box) -> None:
        for cell in _cells(box):
            self._at[cell].append(box)

    def free(self, box: Box) -> bool:
        left, top, right, bottom = box
        return not any(
            left < other[2] and other[0] < right and top < other[3] and other[1] < bottom
            for cell in _cells(box)
            for other in self._at.get(cell, ())
        )


def place(wanted: Iterable[Wanted], obstacles: Sequence[Box]) -> list[Placed]:
    """Choose the names that find room.

    Parameters
    ----------
    wanted : iterable of Wanted
    obstacles : sequence of Box
        Signs that no name may cover.
    """
    taken = _Taken()
    for box in obstacles:
        taken.add(box)
    shown: list[Placed] = []
    said: defaultdict[str, list[Placed]] = defaultdict(list)
    for one in sorted(wanted, key=lambda one: (RANKS.index(one.role), -one.weight)):
        # a place and its base under one name bear it once
        if any(abs(other.x - one.x) + abs(other.y - one.y) < CELL_PX for other in said[one.words.casefold()]):
            continue
        width, height = text_size(one.words, FACES[one.role][0])
        for left, top in _tries(one, width, height):
            box = (one.x + left - 1, one.y + top, one.x + left + width + 1, one.y + top + height)
            if taken.free(box):
                taken.add(box)
                found = Placed(one.words, one.role, one.x, one.y, left, top)
                shown.append(found)
                said[one.words.casefold()].append(found)
                break
    return shown


def _tries(one: Wanted, width: float, height: float) -> list[tuple[float, float]]:
    middle = -height / 2 - one.lift
    if one.role in AREAS:
        return [(-width / 2, middle + step) for step in STEPS]
    right, left = one.aside + GAP_PX, -one.aside - GAP_PX - width
    sides = [(right, middle), (left, middle)]
    if one.role in {"site", "closed"}:
        return sides
    below, above = middle + height * 0.8, middle - height * 0.8
    return [
        *sides,
        *((x, y) for y in (below, above) for x in (right, left)),
        (-width / 2, one.aside),
        (-width / 2, -one.aside - height),
    ]


def _cells(box: Box) -> list[tuple[int, int]]:
    left, top, right, bottom = (int(side // CELL_PX) for side in box)
    return [(x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]
