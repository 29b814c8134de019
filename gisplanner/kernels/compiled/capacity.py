# SPDX-License-Identifier: GPL-3.0-or-later
"""Teams against sites: who comes first, how many come in time, who is served when all call at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gisplanner.kernels.arrays import Ints
from gisplanner.kernels.compiled.jit import compiled
from gisplanner.mobility import UNREACHABLE


@compiled
def by_base(response_ms: Ints, base: Ints, teams: Ints, standard_ms: Ints, bases: int) -> tuple[Ints, Ints]:
    """Earliest response and teams in time of every base at every site, as `gisplanner.kernels.reference.by_base`."""
    sites = len(standard_ms)
    earliest = np.full((bases, sites), UNREACHABLE, dtype=np.int32)
    in_time = np.zeros((bases, sites), dtype=np.int32)
    for crew in range(len(base)):
        at = base[crew]
        for site in range(sites):
            earliest[at, site] = min(earliest[at, site], response_ms[crew, site])
            in_time[at, site] += teams[crew] if response_ms[crew, site] <= standard_ms[site] else 0
    return earliest, in_time


@compiled
def served_together(response_ms: Ints, teams: Ints, standard_ms: Ints, needed: Ints, order: Ints) -> NDArray[np.bool_]:
    """Which sites are served when all call at once, as `gisplanner.kernels.reference.served_together`."""
    crews = len(teams)
    served = np.zeros(len(order), dtype=np.bool_)
    free = teams.copy()
    taken = np.empty(crews, dtype=np.int32)
    for site in order:
        missing, chosen = needed[site], 0
        # take the earliest crew that has a free team until there are enough; crews taken are marked by what they had
        while missing > 0:
            best, best_ms = -1, standard_ms[site] + 1
            for crew in range(crews):
                if free[crew] > 0 and response_ms[crew, site] < best_ms:
                    best, best_ms = crew, response_ms[crew, site]
            if best < 0:
                break
            taken[chosen] = best
            chosen += 1
            missing -= free[best]
            free[best] = -free[best]
        for k in range(chosen):
            free[taken[k]] = -free[taken[k]]
        if missing <= 0:
            served[site] = True
            left = needed[site]
            for k in range(chosen):
                used = min(left, free[taken[k]])
                free[taken[k]] -= used
                left -= used
    return served
