# SPDX-License-Identifier: GPL-3.0-or-later
"""The conditions a question is asked under: season, night, means, standards, what-if factors."""

from __future__ import annotations

from dataclasses import dataclass

from gisplanner.mobility import Means, Season

STANDARD_KINDS = ("idp_site", "settlement", "must")


@dataclass(frozen=True, slots=True)
class Conditions:
    """What is asked for, beside theatre and plan.

    Attributes
    ----------
    season : Season
    night : bool
    means : Means or None
        Overrides the units' own means.
    standards_min : tuple of (str, float)
        Standards of `STANDARD_KINDS` that replace the plan's, in minutes.
    speed_factor : float
        Multiplies every speed on the ground; 1 but for what-if runs.
    alert_extra_min : float
        Added to every alert; 0 but for what-if runs.
    """

    season: Season = Season.DRY
    night: bool = False
    means: Means | None = None
    standards_min: tuple[tuple[str, float], ...] = ()
    speed_factor: float = 1.0
    alert_extra_min: float = 0.0
