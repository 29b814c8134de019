# SPDX-License-Identifier: GPL-3.0-or-later
"""Files -> a plan, and a look at one file: what `new`, `demo` and `check` share."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from gisplanner import planfile
from gisplanner.analysis import Engine
from gisplanner.cli.said import said_of_parts
from gisplanner.file_report import FileReport, reasons_of
from gisplanner.gathering import plan_of_parts, sample_plan
from gisplanner.parts import PARTS, Part, Said, load_part, look_at_part, report_of
from gisplanner.plan import Source
from gisplanner.planfile import PlanFile
from gisplanner.report_head import VERSION, Answer
from layers.errors import PlannerError, UsageError
from layers.findings import Finding, Severity
from layers.jobs import Progress
from layers.load import Loaded, guess_kind

__all__ = ["NothingUsable", "check_file", "make_folder", "make_plan", "read_lists", "sample_plan"]

REQUIRED = frozenset({"roads", "settlements", "bases", "mission_area"})
"""Without a row of these an answer would stand on nothing."""
LISTS = ("settlements", "idp_sites")
"""What comes in rounds, and is replaced by a newer list."""


class NothingUsable(UsageError):
    """A file that a plan cannot do without, and no row of it can be used.

    Parameters
    ----------
    part : Part
        The file that has a layer without a row, and why.
    """

    def __init__(self, part: Part) -> None:
        layer, findings = part.usable().layer, part.usable().findings
        why = next(finding.reason for finding in findings if finding.severity is Severity.ERROR)
        super().__init__("nothing_usable", file=part.path.name, layer=layer.kind, rows=layer.rows_in, why=why)
        self.answer = _checked(report_of(part), layer.kind, part)
        """What `check` says of the file."""


def make_plan(options: argparse.Namespace, progress: Progress) -> tuple[PlanFile, list[Answer]]:
    """The plan that `new` was asked for, and how its files were read.

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
    loaded = {name: part.usable() for name, part in parts.items()}
    made = plan_of_parts(name, loaded, roads_outside=options.roads_outside, raster=raster, progress=progress)
    return made, [_part_read(part) for part in parts.values()]


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
    parts = _read(files, options, progress, needed=frozenset(LISTS))
    return {name: part.usable() for name, part in parts.items()}


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


def check_file(path: Path, kind: str | None, said: Said, progress: Progress) -> tuple[Answer, FileReport]:
    """Findings about one file: a layer of a kind, or a plan."""
    plan = _plan_of(path) if kind is None and said == Said() else None
    if plan is not None:
        layers = [
            Source(one.kind, one.source, one.date, one.rows_in, one.rejected) for one in plan.theatre.layers.values()
        ]
        sources = tuple(one for one in (*layers, *plan.plan.sources) if one.rows_in)
        noticed = (*plan.findings, *Engine().survey(plan.theatre, plan.plan, progress))
        report = FileReport(path.name, sources, noticed)
        return _checked(report, "plan"), report
    guessed: tuple[Finding, ...] = ()
    if kind is None:
        kind = guess_kind(path, progress, said.read_as)
        guessed = (Finding("kind_guessed", Severity.INFO, {"kind": kind}, file=path.name, layer=kind),)
    part = look_at_part(kind, path, said, progress)
    found = report_of(part)
    report = replace(found, findings=(*guessed, *found.findings))
    return _checked(report, kind, part), report


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


def _checked(report: FileReport, kind: str, part: Part | None = None) -> Answer:
    rows_in, rejected = sum(one.rows_in for one in report.sources), sum(one.rejected for one in report.sources)
    return {
        "version": VERSION,
        "file": report.file,
        "kind": kind,
        "rows": _of_file(rows_in, rejected, report.left_out),
        "layers": [
            {"kind": one.kind, "source": one.file, **_counted(one.rows_in, one.rejected)} for one in report.sources
        ],
        "columns": [] if part is None else _columns(part),
        "preview": None if part is None else _preview(part),
        "reasons": [
            {"severity": str(one.severity), "code": one.code, "rows": one.rows, "findings": one.findings}
            for one in reasons_of(report.findings)
        ],
        "report": None,
        "findings": [finding.as_dict() for finding in report.findings],
    }


def _read(
    files: Mapping[str, Path], options: argparse.Namespace, progress: Progress, *, needed: frozenset[str]
) -> dict[str, Part]:
    """The files by the part they are of, read as the options say."""
    said = said_of_parts(options, files)
    parts: dict[str, Part] = {}
    for name, path in files.items():
        part = load_part(name, path, said[name], progress)
        if name in needed and not part.rows:
            raise NothingUsable(part)
        parts[name] = part
    return parts


def _part_read(part: Part) -> Answer:
    """How the file of a part was read."""
    layer, left_out = part.usable().layer, part.usable().left_out
    return {
        "part": part.name,
        "file": part.path.name,
        "rows": _of_file(layer.rows_in, layer.rejected, left_out),
        "columns": _columns(part),
        "preview": _preview(part),
    }


def _preview(part: Part) -> Answer | None:
    """How a file begins, every column of it."""
    preview = part.preview
    if preview is None:
        return None
    return {"columns": list(preview.columns), "numbers": list(preview.numbers), "rows": list(map(list, preview.rows))}


def _counted(rows_in: int, rejected: int) -> dict[str, int]:
    return {"in": rows_in, "accepted": rows_in - rejected, "rejected": rejected}


def _of_file(rows_in: int, rejected: int, left_out: int | None) -> dict[str, int | None]:
    """Rows read, which are those accepted and rejected; beside them those chosen away, and all of the file."""
    whole = None if left_out is None else rows_in + left_out
    return {**_counted(rows_in, rejected), "left_out": left_out, "of_file": whole}


def _columns(part: Part) -> list[Answer]:
    """Which field is read from which column, and what speaks for it."""
    mapped, how = ({}, {}) if part.preview is None else (part.preview.mapped, part.preview.how)
    return [
        {"field": field, "column": column, "found": "remembered" if field in part.remembered else str(how[field])}
        for field, column in mapped.items()
    ]
