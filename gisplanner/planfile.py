# SPDX-License-Identifier: GPL-3.0-or-later
"""(theatre, plan) <-> one GeoPackage; results are never stored, they are computed again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gisplanner.errors import PlanFileError
from gisplanner.plan import Plan
from gisplanner.plan_tables import plan_tables, read_findings, read_plan, read_theatre
from gisplanner.theatre import Theatre
from layers import geopackage
from layers.findings import Finding, Severity

VERSION = 1


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

    Raises
    ------
    UnusableFile
        When it cannot be written; what stood there is as it was.
    """
    geopackage.write(path, plan_tables(file.theatre, file.plan, file.findings), schema_version=VERSION)


def load(path: Path) -> PlanFile:
    """Open a plan file.

    Raises
    ------
    UnusableFile, RefusedFile
        When it is no GeoPackage that may be opened, or no plan.
    PlanFileError
        `plan_newer` or `plan_damaged`.
    """
    found = geopackage.read(path)
    if found.schema_version != VERSION:
        raise PlanFileError("plan_newer", file=path.name, version=found.schema_version, known=VERSION)
    altered = frozenset(found.altered)
    try:
        theatre, judged = read_theatre(found.tables, altered)
        plan, findings = read_plan(found.tables), read_findings(found.tables)
    except (KeyError, ValueError, TypeError) as error:
        if isinstance(error, PlanFileError):
            raise
        raise PlanFileError("plan_damaged", file=path.name, tables=", ".join(sorted(altered)) or "none") from error
    if altered:
        params = {"tables": ", ".join(sorted(altered))}
        judged = (Finding("plan_edited_elsewhere", Severity.WARNING, params, file=path.name), *judged)
    return PlanFile(theatre, plan, (*judged, *findings))
