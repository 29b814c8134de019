# SPDX-License-Identifier: GPL-3.0-or-later
"""Positions as people type them: MGRS, decimal degrees, degrees with minutes and seconds."""

from __future__ import annotations

import re

from layers.mgrs import lonlat_of_mgrs

LonLat = tuple[float, float]

POLE, HALF_TURN = 90.0, 180.0
FULL = 60.0
NUMBER = r"\d+(?:[.,]\d+)?"
_ANGLE = (
    rf"({NUMBER})\s*(?:[°º]|deg|d\b)?"
    rf"(?:\s*({NUMBER})\s*(?:'(?!')|[\u2032\u2019]|m\b))?"
    rf"(?:\s*({NUMBER})\s*(?:\"|''|[\u2033\u201d]|s\b))?"
)
_SIDE = rf"(?:([NSEWO])\s*{_ANGLE}|([+-])?\s*{_ANGLE}(?:\s*([NSEWO]))?)"
PAIR = re.compile(rf"\s*{_SIDE}(?:[\s,;/]+|(?<=[NSEWO])|(?=[NSEWO])){_SIDE}\s*", re.IGNORECASE)
GROUPS = 9
"""How many groups `_SIDE` has: letter and angle, or sign, angle and letter."""


def parse_position(text: str) -> LonLat | None:
    """Find the position that a text names.

    Parameters
    ----------
    text : str
        An MGRS reference, with or without spaces; or latitude and longitude in degrees, with or without minutes and
        seconds. Without letters for the directions latitude comes first, unless only longitude can be so large.

    Returns
    -------
    (lon, lat) or None
        None where it names none.
    """
    return _mgrs(text) or _degrees(text)


def _mgrs(text: str) -> LonLat | None:
    """The middle of the square that a grid reference names; None where its halves are not alike."""
    halves = [len(part) for part in text.split() if part.isdigit()]
    return None if len(halves) == 2 and halves[0] != halves[1] else lonlat_of_mgrs(text)  # noqa: PLR2004  both halves


def _degrees(text: str) -> LonLat | None:
    found = PAIR.fullmatch(text)
    if found is None:
        return None
    sides = found.groups()
    one, other = _angle(*sides[:GROUPS]), _angle(*sides[GROUPS:])
    if one is None or other is None:
        return None
    axes = _axis(*sides[:GROUPS]), _axis(*sides[GROUPS:])
    if axes in {("lon", "lat"), ("lon", ""), ("", "lat")} or (axes == ("", "") and abs(one) > POLE >= abs(other)):
        one, other = other, one
    elif axes not in {("lat", "lon"), ("lat", ""), ("", "lon"), ("", "")}:
        return None
    return (other, one) if abs(one) <= POLE and abs(other) <= HALF_TURN else None


def _axis(*side: str | None) -> str:
    letter = (side[0] or side[-1] or "").upper()
    return "" if not letter else "lat" if letter in "NS" else "lon"


def _angle(*side: str | None) -> float | None:
    """Degrees of an angle, None where it contradicts itself."""
    letter, sign = (side[0] or side[-1] or "").upper(), side[4]
    if sign and letter:
        return None
    texts = side[1:4] if side[1] else side[5:8]
    degrees, minutes, seconds = (0.0 if part is None else float(part.replace(",", ".")) for part in texts)
    if minutes >= FULL or seconds >= FULL:
        return None
    size = degrees + minutes / 60 + seconds / 3600
    return -size if sign == "-" or letter in {"S", "W", "O"} else size
