# SPDX-License-Identifier: GPL-3.0-or-later
"""How figures are written: minutes, people, and codes as words."""

from __future__ import annotations

from collections.abc import Sequence

from gisplanner.mobility import MS_PER_MIN, UNREACHABLE

SHOWN = 5
REASONS = {
    "no_team": "no base can form a team",
    "no_road": "no road within reach and no direct way",
    "water": "roads only across water",
    "other_component": "its roads are not connected to those of any base",
    "closed": "a closure cuts the way",
    "impassable": "the road cannot be used by these means in this season",
    "beyond_horizon": "over 149 hours away",
    "base_strength_unknown": "depends on a base of unknown strength",
    "unassigned": "the unit has no open base",
    "night_caveat": "the unit may not move by night",
    "strength_unknown": "the unit's strength is unknown",
}
STATUS_WORDS = {
    "within": "within standard",
    "under_strength": "under strength",
    "late": "late",
    "unreachable": "unreachable",
    "unknown": "unknown",
}


def minutes(time_ms: int) -> float | None:
    """Milliseconds as minutes to a thousandth; None for unreachable."""
    return None if time_ms >= UNREACHABLE else round(int(time_ms) / MS_PER_MIN, 3)


def minute_text(value: float | None) -> str:
    """Minutes as they are read aloud; a dash for none."""
    return "-" if value is None else f"{value:,.0f}"


def position_text(lon: float, lat: float) -> str:
    """A position as it is read aloud and typed: latitude first, with letters for the directions."""
    return f"{abs(lat):.4f} {'N' if lat >= 0 else 'S'}, {abs(lon):.4f} {'E' if lon >= 0 else 'W'}"


def number(value: int) -> str:
    """A count with thousands apart."""
    return f"{value:,}"


def counted(count: int, one: str, several: str | None = None) -> str:
    """A count with its noun."""
    return f"{number(count)} {one if count == 1 else several or one + 's'}"


def named(names: Sequence[str], noun: str) -> str:
    """A count with its noun and the first of the names: ``2 closures (Ford, Bridge)``."""
    if not names:
        return f"no {noun}"
    more = f" and {number(len(names) - SHOWN)} more" if len(names) > SHOWN else ""
    return f"{counted(len(names), noun)} ({', '.join(names[:SHOWN])}{more})"
