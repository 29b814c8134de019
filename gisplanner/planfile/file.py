# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan files, saved and opened: which versions are known, and what is said of edits by other programs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gisplanner.errors import PlanFileError
from gisplanner.plan import Plan
from gisplanner.planfile.plan_tables import plan_tables, read_findings, read_plan, read_theatre
from gisplanner.theatre import Theatre
from layers import geopackage
from layers.errors import PlannerError
from layers.findings import Finding, Severity

VERSION = 1
"""Of the tables. Every version that was ever released has a file under ``tests/data``, and opens."""

EDITED = "plan_edited_elsewhere"


@dataclass(frozen=True, slots=True)
class PlanFile:
    """What a plan file holds.

    Attributes
    ----------
    theatre : Theatre
    plan : Plan
    findings : tuple of Finding
        What was noticed when the files of the plan were read.
    """

    theatre: Theatre
    plan: Plan
    findings: tuple[Finding, ...] = ()


def save(path: Path, file: PlanFile) -> None:
    """Write a plan file, whole or not at all; the previous one stays beside it as ``<name>.bak``.

    Saving accepts what another program changed: the finding about it is not kept.

    Raises
    ------
    UnusableFile
        When it cannot be written; what stood there is as it was.
    """
    kept = [finding for finding in file.findings if finding.code != EDITED]
    geopackage.write(path, plan_tables(file.theatre, file.plan, kept), schema_version=VERSION)


def load(path: Path) -> PlanFile:
    """Open a plan file.

    What another program changed is taken where it is sound: rows of layers are judged as those of any file, a base,
    unit or closure must be right in every cell.

    Raises
    ------
    UnusableFile, RefusedFile
        When it is no GeoPackage that may be opened, or no plan.
    PlanFileError
        `plan_newer`, or with the place of the fault `plan_cell`, `plan_id_twice` or `plan_table_missing`.
    """
    found = geopackage.read(path)
    if found.schema_version != VERSION:
        raise PlanFileError("plan_newer", file=path.name, version=found.schema_version, known=VERSION)
    try:
        theatre, judged = read_theatre(found.tables, file=path.name, altered=frozenset(found.altered))
        plan, findings = read_plan(found.tables), read_findings(found.tables)
    except PlannerError as error:
        error.file = error.file or path.name
        raise
    if found.altered:
        params = {"tables": ", ".join(sorted(found.altered))}
        judged = (Finding(EDITED, Severity.WARNING, params, file=path.name), *judged)
    return PlanFile(theatre, plan, (*judged, *findings))
