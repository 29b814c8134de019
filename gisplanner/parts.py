# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that a plan is made of, one by one: what is said of each, how it was read, what kept it from being used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from gisplanner.file_report import FileReport
from gisplanner.plan import Source
from gisplanner.remembered import Recalled, recall, remember
from gisplanner.road_survey import survey_of_roads
from gisplanner.row_map import RowMap, row_map
from layers.errors import PlannerError, UnusableFile
from layers.findings import Finding, Severity
from layers.jobs import Progress
from layers.load import Loaded, Preview, judge, preview_of, read
from layers.mapping import PLACE
from layers.raw import RawTable
from layers.read_as import ReadAs
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

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of the file of a part before it is read.

    Attributes
    ----------
    mapping : mapping of field to column name
        Goes before what is remembered of such a header.
    whole : bool
        True where it is everything, and nothing that is remembered counts.
    forgetting : bool
        True forgets first what is remembered of the header.
    keeping : bool
        False remembers and forgets nothing for other files.
    where : sequence of (column, value)
        Only rows with these values.
    read_as : ReadAs
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    whole: bool = False
    forgetting: bool = False
    keeping: bool = True
    where: Pairs = ()
    read_as: ReadAs = field(default_factory=ReadAs)


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
    survey : tuple of Finding
        Of roads: how they hang together by themselves. A plan, which may cut them, says it anew.
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
    survey: tuple[Finding, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows can be used."""
        return 0 if self.loaded is None else self.loaded.layer.rows_in - self.loaded.layer.rejected

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that was noticed about the file."""
        return () if self.loaded is None else (*self.loaded.findings, *self.survey)

    def usable(self) -> Loaded:
        """Its layer, and what was noticed.

        Raises
        ------
        PlannerError
            What kept it from being used.
        """
        if self.loaded is None:
            raise self.error or UnusableFile("empty_file", file=self.path.name)
        return self.loaded


def report_of(part: Part) -> FileReport:
    """What there is to say of a part's file to its owner.

    Raises
    ------
    PlannerError
        What kept it from being used at all.
    """
    loaded, columns = part.usable(), () if part.preview is None else part.preview.columns
    layer = loaded.layer
    source = Source(layer.kind, layer.source, layer.date, layer.rows_in, layer.rejected)
    return FileReport(part.path.name, (source,), part.findings, columns, part.cells, layer, loaded.left_out)


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


def load_part(part: str, path: Path, said: Said | None = None, progress: Progress | None = None) -> Part:
    """Read the file of a part, its columns as they were chosen by hand for a file with the same header.

    What is said of its columns is remembered where the file can be used.

    Raises
    ------
    UnusableFile, RefusedFile, UsageError
        As `layers.load.load`.
    Cancelled
    """
    said = said or Said()
    found = _part_of(part, path, said, progress or Progress())
    loaded = found.usable()
    told = remember_part(found) if said.keeping and said.mapping and found.rows else ()
    return replace(found, loaded=_also(loaded, told))


def look_at_part(part: str, path: Path, said: Said, progress: Progress) -> Part:
    """Read the file of a part for somebody who looks at it before anything is made of it.

    Raises
    ------
    Cancelled
    """
    found = _part_of(part, path, said, progress)
    if part != "roads" or found.loaded is None:
        return found
    progress.update(f"Joining the roads of {path.name}")
    return replace(found, survey=survey_of_roads(found.loaded.layer))


def _part_of(part: str, path: Path, said: Said, progress: Progress) -> Part:
    kind, made = kind_of(part), Part(part, path)
    role = {"role": "mission_area"} if part == "mission_area" else {}
    try:
        table = _read(part, path, said, progress)
        preview = preview_of(table.raw, kind, table.mapping, path.name, said.read_as.crs)
        made = replace(made, preview=preview, mapping=table.mapping, remembered=table.remembered)
        loaded = judge(
            table.raw,
            path,
            kind,
            mapping=table.mapping,
            where=said.where,
            given=role,
            read_as=said.read_as,
            progress=progress,
        )
    except PlannerError as error:
        return replace(made, error=error)
    loaded = _also(loaded, table.findings)
    made = replace(made, preview=_of_those(preview, table.raw, loaded.first))
    found = row_map(loaded.layer, loaded.findings)
    return replace(made, loaded=loaded, cells=_cells(table.raw, loaded.findings), map=found)


def remember_part(part: Part) -> tuple[Finding, ...]:
    """Keep what was chosen by hand for the file of a part, for files with the same header; tells why it cannot be.

    A choice that turns longitude and latitude round is nobody's wish for other files.
    """
    noticed = () if part.loaded is None else part.loaded.findings
    if part.preview is None or any(finding.code == "axes_exchanged" for finding in noticed):
        return ()
    return remember(part.name, part.preview.columns, part.mapping)


def _read(part: str, path: Path, said: Said, progress: Progress) -> _Table:
    """Read a file with what is remembered of its header, but for fields of which more was said."""
    kind = kind_of(part)
    raw = read(path, kind, mapping=said.mapping, read_as=said.read_as, progress=progress)
    if said.whole:
        return _Table(raw, said.mapping, frozenset(), ())
    if said.forgetting:
        recalled = Recalled({}, remember(part, raw.columns, {}) if said.keeping else ())
    else:
        recalled = recall(part, kind, raw.columns)
    own = {name: column for name, column in recalled.mapping.items() if name not in said.mapping}
    if not own:
        return _Table(raw, said.mapping, frozenset(), recalled.findings)
    mapping = {**own, **said.mapping}
    if set(own) & set(PLACE):  # which column tells the place is the reader's business too
        raw = read(path, kind, mapping=mapping, read_as=said.read_as, progress=progress)
    chosen = ", ".join(f"{name} = {column or 'no column'}" for name, column in sorted(own.items()))
    told = Finding("mapping_remembered", Severity.INFO, {"chosen": chosen}, file=path.name, layer=kind)
    return _Table(raw, mapping, frozenset(own), (told,))


def _of_those(preview: Preview, raw: RawTable, numbers: tuple[int, ...]) -> Preview:
    """A preview with the first rows that count, where others were left out."""
    if numbers == preview.numbers:
        return preview
    wanted = set(numbers)
    rows = tuple(
        tuple(map(text_of, row)) for number, row in zip(raw.numbers, raw.rows, strict=True) if number in wanted
    )
    return replace(preview, rows=rows, numbers=numbers)


def _also(loaded: Loaded, findings: Sequence[Finding]) -> Loaded:
    """What was loaded, with findings before its own."""
    return replace(loaded, findings=(*findings, *loaded.findings)) if findings else loaded


def _cells(raw: RawTable, findings: Sequence[Finding]) -> Mapping[int, tuple[str, ...]]:
    """What stands in the rows that findings are about."""
    wanted = {row for finding in findings for row in finding.rows}
    rows = zip(raw.numbers, raw.rows, strict=True)
    return {number: tuple(map(text_of, row)) for number, row in rows if number in wanted}
