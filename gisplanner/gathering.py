# SPDX-License-Identifier: GPL-3.0-or-later
"""Files -> a plan: what the command line and the desktop share when they make a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import sample_data
from gisplanner.compose import compose
from gisplanner.file_report import FileReport
from gisplanner.plan import Source
from gisplanner.planfile import PlanFile
from gisplanner.remembered import Recalled, recall, remember
from gisplanner.row_map import RowMap, row_map
from layers.errors import PlannerError, UnusableFile
from layers.findings import Finding, Severity
from layers.jobs import Progress
from layers.layer import Layer, joined
from layers.load import GIVEN_CRS, Loaded, Preview, judge, load, preview_of, read
from layers.mapping import PLACE
from layers.population import KIND, count_people
from layers.raw import RawTable
from layers.values import text_of

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
    mapping : mapping of field to column name
        What was chosen by hand, now or before.
    remembered : frozenset of str
        Fields of it that were chosen before, for a file with the same header.
    cells : mapping of row to tuple of str
        What stands in the rows that errors and warnings are about.
    map : RowMap or None
        Where its rows lie; None where none is at fault, or none has a place.
    """

    name: str
    path: Path
    preview: Preview | None = None
    loaded: Loaded | None = None
    error: PlannerError | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    remembered: frozenset[str] = frozenset()
    cells: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    map: RowMap | None = None

    @property
    def rows(self) -> int:
        """How many rows can be used."""
        return 0 if self.loaded is None else self.loaded.layer.rows_in - self.loaded.layer.rejected


def report_of(part: Part) -> FileReport:
    """What there is to say of a part's file to its owner.

    Raises
    ------
    PlannerError
        What kept it from being used at all.
    """
    if part.loaded is None or part.preview is None:
        raise part.error or UnusableFile("empty_file", file=part.path.name)
    layer, findings, left_out = part.loaded.layer, part.loaded.findings, part.loaded.left_out
    source = Source(layer.kind, layer.source, layer.date, layer.rows_in, layer.rejected)
    return FileReport(part.path.name, (source,), findings, part.preview.columns, part.cells, layer, left_out)


def kind_of(part: str) -> str:
    """The kind of layer that a part is."""
    return "areas" if part == "mission_area" else part


@dataclass(frozen=True, slots=True)
class _Table:
    """A table as it was read, and by whose word its columns are which fields."""

    raw: RawTable
    mapping: Mapping[str, str]
    remembered: frozenset[str]
    findings: tuple[Finding, ...]


def load_part(
    part: str,
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    where: Pairs = (),
    crs: str | None = None,
    forgetting: bool = False,
    progress: Progress | None = None,
) -> Loaded:
    """Read the file of a part, its columns as they were chosen by hand for a file with the same header.

    Parameters are those of `layers.load.load`, as are the errors; `crs` is the reference system of eastings and
    northings. What `mapping` says goes before what is remembered, and is remembered where the file can be used. With
    `forgetting` what is remembered is forgotten first.
    """
    progress, said = progress or Progress(), mapping or {}
    table = _read(part, path, said, progress, forgetting=forgetting)
    loaded = judge(
        table.raw, path, kind_of(part), mapping=table.mapping, where=where, given=_given(part, crs), progress=progress
    )
    findings = table.findings
    if said and len(loaded.layer.table):
        findings += remember(part, table.raw.columns, table.mapping)
    return replace(loaded, findings=(*findings, *loaded.findings))


def look_at_part(
    part: str, path: Path, mapping: Mapping[str, str] | None, progress: Progress, *, forgetting: bool = False
) -> Part:
    """Read the file of a part for somebody who looks at it before anything is made of it.

    Parameters
    ----------
    part : str
    path : Path
    mapping : mapping of field to column name, or None
        What was chosen by hand; for None what was for a file with the same header.
    progress : Progress
    forgetting : bool
        True forgets first what is remembered of the header.

    Raises
    ------
    Cancelled
    """
    kind, made = kind_of(part), Part(part, path)
    try:
        if mapping is None:
            table = _read(part, path, {}, progress, forgetting=forgetting)
        else:
            table = _Table(read(path, kind, mapping=mapping, progress=progress), mapping, frozenset(), ())
        preview = preview_of(table.raw, kind, table.mapping, path.name)
        made = replace(made, preview=preview, mapping=table.mapping, remembered=table.remembered)
        loaded = judge(table.raw, path, kind, mapping=table.mapping, given=_given(part), progress=progress)
    except PlannerError as error:
        return replace(made, error=error)
    loaded = replace(loaded, findings=(*table.findings, *loaded.findings))
    found = row_map(loaded.layer, loaded.findings)
    return replace(made, loaded=loaded, cells=_cells(table.raw, loaded.findings), map=found)


def remember_part(part: Part) -> tuple[Finding, ...]:
    """Keep what was chosen by hand for the file of a part, for files with the same header; tells why it cannot be."""
    return () if part.preview is None else remember(part.name, part.preview.columns, part.mapping)


def _read(part: str, path: Path, said: Mapping[str, str], progress: Progress, *, forgetting: bool) -> _Table:
    """Read a file with what is remembered of its header, but for fields of which more was said."""
    kind = kind_of(part)
    raw = read(path, kind, mapping=said, progress=progress)
    recalled = Recalled({}, remember(part, raw.columns, {})) if forgetting else recall(part, kind, raw.columns)
    own = {name: column for name, column in recalled.mapping.items() if name not in said}
    if not own:
        return _Table(raw, said, frozenset(), recalled.findings)
    mapping = {**own, **said}
    if set(own) & set(PLACE):  # which column tells the place is the reader's business too
        raw = read(path, kind, mapping=mapping, progress=progress)
    chosen = ", ".join(f"{name} = {column or 'no column'}" for name, column in sorted(own.items()))
    told = Finding("mapping_remembered", Severity.INFO, {"chosen": chosen}, file=path.name, layer=kind)
    return _Table(raw, mapping, frozenset(own), (told,))


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


def _cells(raw: RawTable, findings: Sequence[Finding]) -> Mapping[int, tuple[str, ...]]:
    """What stands in the rows that findings are about."""
    wanted = {row for finding in findings for row in finding.rows}
    rows = zip(raw.numbers, raw.rows, strict=True)
    return {number: tuple(map(text_of, row)) for number, row in rows if number in wanted}


def _given(part: str, crs: str | None = None) -> Mapping[str, str]:
    """What every row of a part is, whatever its file says."""
    role = {"role": "mission_area"} if part == "mission_area" else {}
    return role if crs is None else {**role, GIVEN_CRS: crs}
