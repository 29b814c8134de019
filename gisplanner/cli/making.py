# SPDX-License-Identifier: GPL-3.0-or-later
"""Files -> a plan, and a look at one file: what `new`, `demo` and `check` share."""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from gisplanner import planfile
from gisplanner.file_report import FileReport, reasons_of
from gisplanner.gathering import PARTS, Part, load_part, look_at_part, plan_of_parts, report_of, sample_plan
from gisplanner.plan import Source
from gisplanner.planfile import PlanFile
from gisplanner.report_head import VERSION, Answer
from layers.errors import PlannerError, UsageError
from layers.findings import Finding, Severity
from layers.jobs import Progress
from layers.kinds import KINDS
from layers.load import Loaded, guess_kind
from layers.projected import projected

__all__ = ["NothingUsable", "check_file", "make_folder", "make_plan", "read_lists", "sample_plan"]

REQUIRED = frozenset({"roads", "settlements", "bases", "mission_area"})
"""Without a row of these an answer would stand on nothing."""
LISTS = ("settlements", "idp_sites")
"""What comes in rounds, and is replaced by a newer list."""


class NothingUsable(UsageError):
    """A file that a plan cannot do without, and no row of it can be used.

    Parameters
    ----------
    path : Path
    loaded : Loaded
        The layer without a row, and why.
    """

    def __init__(self, path: Path, loaded: Loaded) -> None:
        layer, findings = loaded.layer, loaded.findings
        why = next(finding.reason for finding in findings if finding.severity is Severity.ERROR)
        super().__init__("nothing_usable", file=path.name, layer=layer.kind, rows=layer.rows_in, why=why)
        source = Source(layer.kind, layer.source, layer.date, layer.rows_in, layer.rejected)
        self.answer = _checked(FileReport(path.name, (source,), findings, left_out=loaded.left_out), layer.kind)
        """What `check` says of the file."""


def make_plan(options: argparse.Namespace, progress: Progress) -> PlanFile:
    """The plan that `new` was asked for.

    Raises
    ------
    NothingUsable
        For a file that a plan cannot do without and that has no row to go by.
    PlannerError
        For a file that cannot be used, or an option that does not fit.
    """
    files = {kind: Path(getattr(options, kind)) for kind in PARTS if getattr(options, kind)}
    parts = _read(files, options, progress, needed=REQUIRED)
    name, raster = options.name or Path(options.plan).stem, files.get("population")
    return plan_of_parts(name, parts, roads_outside=options.roads_outside, raster=raster, progress=progress)


def read_lists(options: argparse.Namespace, progress: Progress) -> dict[str, Loaded]:
    """The newer lists that `update` was given.

    Raises
    ------
    NothingUsable
        For a list without a row to go by: everybody would be gone.
    PlannerError
        For a file that cannot be used, or an option that does not fit.
    """
    files = {kind: Path(getattr(options, kind)) for kind in LISTS if getattr(options, kind)}
    if not files:
        raise UsageError("no_lists")
    return _read(files, options, progress, needed=frozenset(LISTS))


def make_folder(folder: Path) -> Path:
    """The folder, there from now on.

    Raises
    ------
    UsageError
        `cannot_write`.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError("cannot_write", file=str(folder), detail=error.strerror or str(error)) from None
    return folder


def check_file(
    path: Path, kind: str | None, progress: Progress, *, forgetting: bool = False
) -> tuple[Answer, FileReport]:
    """Findings about one file: a layer of a kind, or a plan; with `forgetting` its columns are found anew."""
    plan = _plan_of(path) if kind is None else None
    if plan is not None:
        layers = [
            Source(one.kind, one.source, one.date, one.rows_in, one.rejected) for one in plan.theatre.layers.values()
        ]
        sources = tuple(one for one in (*layers, *plan.plan.sources) if one.rows_in)
        report = FileReport(path.name, sources, plan.findings)
        return _checked(report, "plan"), report
    guessed: tuple[Finding, ...] = ()
    if kind is None:
        kind = guess_kind(path, progress)
        guessed = (Finding("kind_guessed", Severity.INFO, {"kind": kind}, file=path.name, layer=kind),)
    part = look_at_part(kind, path, None, progress, forgetting=forgetting)
    found = report_of(part)
    report = replace(found, findings=(*guessed, *found.findings))
    return _checked(report, kind, _columns(part)), report


def _plan_of(path: Path) -> PlanFile | None:
    """The plan in a file, None where it is something else."""
    if path.suffix.casefold() != ".gpkg":
        return None
    try:
        return planfile.load(path)
    except PlannerError as error:
        if error.code == "geopackage_no_plan":
            return None
        raise


def _checked(report: FileReport, kind: str, columns: Sequence[Answer] = ()) -> Answer:
    rows_in, rejected = sum(one.rows_in for one in report.sources), sum(one.rejected for one in report.sources)
    return {
        "version": VERSION,
        "file": report.file,
        "kind": kind,
        "rows": {**_counted(rows_in, rejected), **_of_file(rows_in, report.left_out)},
        "layers": [
            {"kind": one.kind, "source": one.file, **_counted(one.rows_in, one.rejected)} for one in report.sources
        ],
        "columns": list(columns),
        "reasons": [
            {"severity": str(one.severity), "code": one.code, "rows": one.rows, "findings": one.findings}
            for one in reasons_of(report.findings)
        ],
        "report": None,
        "findings": [finding.as_dict() for finding in report.findings],
    }


def _read(
    files: Mapping[str, Path], options: argparse.Namespace, progress: Progress, *, needed: frozenset[str]
) -> dict[str, Loaded]:
    """The files by the part they are of, read with the columns and rows that the options choose."""
    mapping = {kind: dict(pairs) for kind, pairs in _pairs(options.mapping, ".", "bad_mapping").items()}
    where = _pairs(options.where, ":", "bad_where")
    systems = _systems(options.crs)
    parts: dict[str, Loaded] = {}
    for part, path in files.items():
        parts[part] = load_part(
            part,
            path,
            mapping=mapping.get(part),
            where=where.get(part, ()),
            crs=systems.get(part),
            forgetting=options.forget_map,
            progress=progress,
        )
        if part in needed and not len(parts[part].layer.table):
            raise NothingUsable(path, parts[part])
    return parts


def _counted(rows_in: int, rejected: int) -> dict[str, int]:
    return {"in": rows_in, "accepted": rows_in - rejected, "rejected": rejected}


def _of_file(rows_in: int, left_out: int | None) -> dict[str, int | None]:
    """Rows chosen away, and all of the file; beside the rows read, which are those accepted and rejected."""
    return {"left_out": left_out, "of_file": None if left_out is None else rows_in + left_out}


def _columns(part: Part) -> list[Answer]:
    """Which field is read from which column, and what speaks for it."""
    mapped, how = ({}, {}) if part.preview is None else (part.preview.mapped, part.preview.how)
    return [
        {"field": field, "column": column, "found": "remembered" if field in part.remembered else str(how[field])}
        for field, column in mapped.items()
    ]


def _systems(texts: Sequence[str]) -> dict[str, str]:
    """``KIND=EPSG:CODE`` by kind."""
    found = {}
    for text in texts:
        kind, _, crs = text.partition("=")
        kind = kind.strip().replace("-", "_")
        if kind not in {*KINDS, "mission_area"} or projected(crs) is None:
            raise UsageError("bad_crs", wanted=text)
        found[kind] = crs
    return found


def _pairs(texts: Sequence[str], mark: str, code: str) -> dict[str, list[tuple[str, str]]]:
    """``KIND<mark>FIELD=VALUE`` by kind."""
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for text in texts:
        kind, cut, rest = text.partition(mark)
        field, equals, value = rest.partition("=")
        kind = kind.strip().replace("-", "_")
        if not (cut and equals and field) or kind not in {*KINDS, "mission_area"}:
            raise UsageError(code, wanted=text)
        found[kind].append((field.strip(), value.strip()))
    return found
