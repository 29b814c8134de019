# SPDX-License-Identifier: GPL-3.0-or-later
"""The door for population rasters: a file and the cells of a theatre in, people per cell out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from layers.catchment import NOBODY, Catchment
from layers.errors import UnusableFile
from layers.findings import Finding, Severity
from layers.jobs import Progress
from layers.look import look_at
from layers.raw import RawTable
from layers.worker import read_in_child

KIND = "population"
SEVERITIES: Mapping[str, Severity] = {"raster_partial": Severity.WARNING, "raster_negative": Severity.WARNING}


@dataclass(frozen=True, eq=False)
class Population:
    """People of a raster; a figure of its own, never added to those of sites.

    Attributes
    ----------
    people : float64 array, shape (cells,)
        Fractions too: pixels hold them. Not writable.
    outside : float
        People of the file outside the mission area.
    source : str
        Name of the file.
    date : str or None
        What time it is of, where its name tells.
    """

    people: NDArray[np.float64]
    outside: float
    source: str
    date: str | None

    def __post_init__(self) -> None:
        self.people.setflags(write=False)


def count_people(
    path: Path, catchment: Catchment, date: str | None, progress: Progress
) -> tuple[Population | None, tuple[Finding, ...]]:
    """Count the people of a raster by cell.

    Parameters
    ----------
    path : Path
    catchment : Catchment
    date : str or None
        What time it is of.
    progress : Progress

    Returns
    -------
    population : Population or None
        None where nobody lives inside the mission area by this file.
    findings : tuple of Finding

    Raises
    ------
    UnusableFile, RefusedFile
        With file, reason and remedy.
    Cancelled
    """
    look_at(path)
    raw = read_in_child(path, KIND, progress, cells=catchment.as_request())
    people, outside = _counted(raw, catchment.grid.cells, path.name)
    findings = [
        Finding(code, SEVERITIES.get(code, Severity.INFO), params, file=path.name, layer=KIND)
        for code, params in raw.notes
    ]
    if not people.any():
        findings.append(Finding("raster_elsewhere", Severity.ERROR, file=path.name, layer=KIND))
        return None, tuple(findings)
    params = {"people": f"{people.sum():,.0f}", "outside": f"{outside:,.0f}"}
    findings.append(Finding("raster_counted", Severity.INFO, params, file=path.name, layer=KIND))
    return Population(people, outside, path.name, date), tuple(findings)


def _counted(raw: RawTable, cells: int, file: str) -> tuple[NDArray[np.float64], float]:
    """People per cell, and those outside; believed only after looking."""
    people, outside = np.zeros(cells), 0.0
    for cell, held in raw.rows:
        if not isinstance(cell, int) or not isinstance(held, (int, float)):
            raise UnusableFile("reader_nonsense", file=file)
        if not NOBODY <= cell < cells or not 0 <= held < math.inf:
            raise UnusableFile("reader_nonsense", file=file)
        if cell == NOBODY:
            outside += held
        else:
            people[cell] += held
    return people, outside
