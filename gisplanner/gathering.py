# SPDX-License-Identifier: GPL-3.0-or-later
"""Files -> a plan: what the command line and the desktop share when they make a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import sample_data
from gisplanner.compose import compose
from gisplanner.planfile import PlanFile
from layers.errors import PlannerError
from layers.findings import Finding
from layers.jobs import Progress
from layers.layer import Layer, joined
from layers.load import Loaded, Preview, judge, load, preview_of, read
from layers.population import KIND, count_people

PARTS = (
    "roads",
    "settlements",
    "idp_sites",
    "bases",
    "units",
    "areas",
    "mission_area",
    "water",
    "incidents",
    "closures",
    "population",
)
"""What a plan is made of, in the order it is asked for: kinds of layer, and the areas that bound the work.

A population is looked at like any other part; its people are counted once there are cells.
"""

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

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, eq=False)
class Part:
    """A file as it was read for a part of a plan; what kept it from being used is told, not raised.

    Attributes
    ----------
    name : str
        One of `PARTS`.
    path : Path
    preview : Preview or None
        None where the file cannot be read at all.
    loaded : Loaded or None
    error : PlannerError or None
        Why there is no layer.
    """

    name: str
    path: Path
    preview: Preview | None = None
    loaded: Loaded | None = None
    error: PlannerError | None = None

    @property
    def rows(self) -> int:
        """How many rows can be used."""
        return 0 if self.loaded is None else self.loaded.layer.rows_in - self.loaded.layer.rejected


def kind_of(part: str) -> str:
    """The kind of layer that a part is."""
    return "areas" if part == "mission_area" else part


def load_part(
    part: str,
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    where: Pairs = (),
    progress: Progress | None = None,
) -> Loaded:
    """Read the file of a part; parameters and errors are those of `layers.load.load`."""
    return load(path, kind_of(part), mapping=mapping, where=where, given=_given(part), progress=progress)


def look_at_part(part: str, path: Path, mapping: Mapping[str, str], progress: Progress) -> Part:
    """Read the file of a part for somebody who looks at it before anything is made of it.

    Raises
    ------
    Cancelled
    """
    kind, preview = kind_of(part), None
    try:
        raw = read(path, kind, mapping=mapping, progress=progress)
        preview = preview_of(raw, kind, mapping, path.name)
        loaded = judge(raw, path, kind, mapping=mapping, given=_given(part), progress=progress)
    except PlannerError as error:
        return Part(part, path, preview, error=error)
    return Part(part, path, preview, loaded)


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
    """The plan of the sample data."""
    files = {part: sample_data.FOLDER / name for part, name in SAMPLE_FILES.items()}
    parts = {part: load_part(part, path, progress=progress) for part, path in files.items()}
    return plan_of_parts("Sample mission", parts)


def _given(part: str) -> Mapping[str, str] | None:
    return {"role": "mission_area"} if part == "mission_area" else None
