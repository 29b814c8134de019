# SPDX-License-Identifier: GPL-3.0-or-later
"""People of a raster by the response of their cells: a figure of its own, never added to the people of sites."""

from __future__ import annotations

from typing import Any

import numpy as np

from gisplanner.cells import Cells
from gisplanner.change import Change
from gisplanner.coverage import LATE, UNREACHED, WITHIN
from layers.population import Population

WORDS = {WITHIN: "within", LATE: "late", UNREACHED: "unreachable"}


def of_cells(population: Population | None, cells: Cells) -> dict[str, Any] | None:
    """People of the raster in cells within the settlement standard, late, and that nobody reaches.

    The three add up to `people`.
    """
    if population is None:
        return None
    sums = [float(population.people[cells.status == code].sum()) for code in WORDS]
    # rounded as they run up, so that no person is lost or made by rounding each
    bounds = np.rint(np.cumsum([0.0, *sums])).astype(np.int64)
    parts = dict(zip(WORDS.values(), np.diff(bounds).tolist(), strict=True))
    return {"people": int(bounds[-1]), **parts, **_head(population)}


def of_change(population: Population | None, before: Cells, after: Cells, change: Change) -> dict[str, Any] | None:
    """The same before and after, and people of the raster in cells that fall out of standard, or come within it."""
    if population is None:
        return None
    was, now = of_cells(population, before) or {}, of_cells(population, after) or {}
    return {
        "people": was["people"],
        "before": {word: was[word] for word in WORDS.values()},
        "after": {word: now[word] for word in WORDS.values()},
        "lost": round(float(population.people[change.cells_lost].sum())),
        "gained": round(float(population.people[change.cells_gained].sum())),
        **_head(population),
    }


def _head(population: Population) -> dict[str, Any]:
    return {"outside": round(population.outside), "source": population.source, "date": population.date}
