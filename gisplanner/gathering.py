# SPDX-License-Identifier: GPL-3.0-or-later
"""Files -> a plan: what the command line and the desktop share when they make a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import sample_data
from gisplanner.compose import compose
from gisplanner.parts import kind_of
from gisplanner.planfile import PlanFile
from layers.findings import Finding
from layers.jobs import Progress
from layers.layer import Layer, joined
from layers.load import Loaded, load
from layers.population import KIND, count_people

SAMPLE_FILES = {
    "roads": "roads.geojson",
    "settlements": "settlements.csv",
    "idp_sites": "idp_sites.csv",
    "bases": "bases.csv",
    "units": "units.csv",
    "areas": "areas.geojson",
    "water": "water.geojson",
    "incidents": "incidents.csv",
    "closures": "closures.geojson",
}


def plan_of_parts(
    name: str,
    parts: Mapping[str, Loaded],
    *,
    roads_outside: bool = False,
    raster: Path | None = None,
    progress: Progress | None = None,
) -> PlanFile:
    """Make a plan of parts by name, with the findings of their files and of composing them.

    Parameters
    ----------
    name : str
    parts : mapping of part to Loaded
    roads_outside : bool
        True lets units use roads beyond the mission area.
    raster : Path, optional
        The file of the part ``population``, which has more to it than its layer.
    progress : Progress, optional

    Raises
    ------
    UsageError
        `ids_in_both` for areas and a mission area.
    PlanError
        `no_ground` when there is no place at all.
    UnusableFile, RefusedFile, Cancelled
        While the raster is read.
    """
    layers: dict[str, Layer] = {}
    findings: list[Finding] = []
    for part, loaded in parts.items():
        findings += loaded.findings
        kind = kind_of(part)
        if kind == KIND:
            continue
        layers[kind] = joined(layers[kind], loaded.layer) if kind in layers else loaded.layer
    composed = compose(name, layers, roads_outside=roads_outside)
    theatre, findings = composed.theatre, [*findings, *composed.findings]
    if raster is not None and KIND in parts:
        date = parts[KIND].layer.date
        people, noticed = count_people(raster, theatre.catchment, date, progress or Progress())
        theatre, findings = replace(theatre, population=people), [*findings, *noticed]
    return PlanFile(theatre, composed.plan, tuple(findings))


def sample_plan(progress: Progress) -> PlanFile:
    """The plan of the sample data; the same on every machine, whatever is remembered there."""
    files = {part: sample_data.FOLDER / name for part, name in SAMPLE_FILES.items()}
    parts = {part: load(path, kind_of(part), progress=progress) for part, path in files.items()}
    return plan_of_parts("Sample mission", parts)
