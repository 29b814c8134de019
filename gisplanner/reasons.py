# SPDX-License-Identifier: GPL-3.0-or-later
"""Why nobody can come: asked again with what stands in the way taken out, one thing after another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gisplanner.attachment import Places
from gisplanner.mobility import UNREACHABLE
from gisplanner.network import RoadNetwork

NO_TEAM, NO_ROAD, WATER, OTHER_COMPONENT = "no_team", "no_road", "water", "other_component"
CLOSED, IMPASSABLE, BEYOND_HORIZON = "closed", "impassable", "beyond_horizon"


def reasons(
    network: RoadNetwork,
    bases: Places,
    sites: Places,
    before_ms: NDArray[np.int32],
    without_closures: NDArray[np.int32],
    relaxed: NDArray[np.int32],
) -> list[str]:
    """One reason for every site, all of which no team reaches.

    Parameters
    ----------
    network : RoadNetwork
    bases : Places
        Those that have a team.
    sites : Places
        Those that none reaches.
    before_ms : int32 array, shape (bases, sites)
        What passes before wheels roll: alert, decision, notice.
    without_closures : int32 array, shape (bases, sites)
        Travel with nothing closed.
    relaxed : int32 array, shape (bases, sites)
        Travel with nothing closed and every road usable both ways.
    """
    if len(bases) == 0:
        return [NO_TEAM] * len(sites)
    attached = np.zeros(len(sites), dtype=bool)
    attached[sites.place] = True
    from_bases = set(network.component[network.start[bases.edge]].tolist())
    shared = np.zeros(len(sites), dtype=bool)
    shared[sites.place[np.isin(network.component[network.start[sites.edge]], list(from_bases))]] = True
    base_attached = len(bases.place) > 0
    behind_water = sites.behind_water if base_attached else sites.behind_water | bases.behind_water.any()
    opened, usable = ((way_ms + before_ms < UNREACHABLE).any(axis=0) for way_ms in (without_closures, relaxed))
    too_far = (np.minimum(without_closures, relaxed) < UNREACHABLE).any(axis=0)
    found = np.select(
        [opened, usable, too_far, behind_water, ~(attached & base_attached), shared],
        [CLOSED, IMPASSABLE, BEYOND_HORIZON, WATER, NO_ROAD, BEYOND_HORIZON],
        OTHER_COMPONENT,
    )
    return [str(reason) for reason in found]
