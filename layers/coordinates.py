# SPDX-License-Identifier: GPL-3.0-or-later
"""Positions as people type them: MGRS, decimal degrees, degrees with minutes and seconds."""

from __future__ import annotations

import re
from collections.abc import Iterable

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
SIDE = re.compile(_SIDE, re.IGNORECASE)
BARE = re.compile(rf"(?<![\d.,])(\d{{1,3}})[ :](\d{{1,2}}(?:[.,]\d+)?)(?:[ :]({NUMBER}))?(?![\d.,:])")
"""Degrees, minutes and seconds apart by spaces or colons alone, which only one of the two numbers can have."""
GROUPS = 9
"""How many groups `_SIDE` has: letter and angle, or sign, angle and letter."""


def parse_position(text: str, first: str = "lat") -> LonLat | None:
    """Find the position that a text names.

    Parameters
    ----------
    text : str
        An MGRS reference, with or without spaces; or latitude and longitude in degrees, with or without minutes and
        seconds.
    first : str
        ``lat`` or ``lon``: which of them comes first without letters for the directions, unless only longitude can be
        so large.

    Returns
    -------
    (lon, lat) or None
        None where it names none.
    """
    return lonlat_of_mgrs(text) or _degrees(text, first)


def order_in(text: str) -> str | None:
    """Which of two degrees without letters comes first: ``lat`` or ``lon`` where only longitude can be so large.

    Returns
    -------
    str or None
        "" where either may; None for any other text.
    """
    found = _angles(text)
    return None if found is None or found[1] != ("", "") else _only(*found[0])


def order_of(texts: Iterable[str]) -> str:
    """Which comes first in a column, by all of its positions together: ``lat`` unless told; "" where some differ."""
    told = {order for text in texts if (order := order_in(text))}
    return "" if len(told) > 1 else "".join(told) or "lat"


def parse_angle(text: str) -> tuple[float, str] | None:
    """Find the angle that a text names.

    Parameters
    ----------
    text : str
        One of the two numbers of a position: degrees, with or without minutes, seconds and a letter.

    Returns
    -------
    (degrees, axis) or None
        Axis ``lon`` or ``lat`` where a letter tells it, else "". None where the text names no angle.
    """
    text = text.strip()
    found = SIDE.fullmatch(text) or SIDE.fullmatch(BARE.sub(_marked, text))
    angle = None if found is None else _angle(*found.groups())
    return None if found is None or angle is None else (angle, _axis(*found.groups()))


def _degrees(text: str, first: str) -> LonLat | None:
    found = _angles(text)
    if found is None:
        return None
    (one, other), axes = found
    order = _only(one, other) or first
    if axes in {("lon", "lat"), ("lon", ""), ("", "lat")} or (axes == ("", "") and order == "lon"):
        one, other = other, one
    elif axes not in {("lat", "lon"), ("lat", ""), ("", "lon"), ("", "")}:
        return None
    return (other, one) if abs(one) <= POLE and abs(other) <= HALF_TURN else None


def _angles(text: str) -> tuple[tuple[float, float], tuple[str, str]] | None:
    """Both angles of a position and the axes that their letters name."""
    found = PAIR.fullmatch(text)
    if found is None:
        return None
    sides = found.groups()
    one, other = _angle(*sides[:GROUPS]), _angle(*sides[GROUPS:])
    return None if one is None or other is None else ((one, other), (_axis(*sides[:GROUPS]), _axis(*sides[GROUPS:])))


def _only(one: float, other: float) -> str:
    """Which of two angles can only be the first; "" where either order makes them a place, or none."""
    if abs(one) > POLE >= abs(other):
        return "lon"
    return "lat" if abs(other) > POLE >= abs(one) else ""


def _marked(found: re.Match[str]) -> str:
    degrees, minutes, seconds = found.groups()
    return f"{degrees}°{minutes}'" + ("" if seconds is None else f'{seconds}"')


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
