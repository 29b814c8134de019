# SPDX-License-Identifier: GPL-3.0-or-later
"""What there is to say of a file to its owner: rows, reasons with their counts, and every finding beside its row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gisplanner.plan import Source
from layers.findings import Finding, Severity
from layers.layer import Layer

FINDING_COLUMNS = (
    *("severity", "file", "layer", "row", "column", "value", "reason", "remedy"),
    *("lon", "lat", "subject", "code"),
)
"""The head of a table of findings; the columns of the owner's file follow."""
OWNER = "file: "
"""In front of the owner's own columns, whose names may be those of ours."""


@dataclass(frozen=True, eq=False)
class FileReport:
    """A file, or a plan, and what was noticed in it.

    Attributes
    ----------
    file : str
        Its name.
    sources : tuple of Source
        Rows read and rejected, by layer.
    findings : tuple of Finding
    columns : tuple of str
        As the file writes them; none for a plan.
    cells : mapping of row to tuple of str
        What stands in the rows that errors and warnings are about.
    layer : Layer or None
        The rows that were accepted; None for a plan, whose layers are many.
    left_out : int or None
        Rows of the file that were chosen away; None for a plan, which does not keep it.
    """

    file: str
    sources: tuple[Source, ...]
    findings: tuple[Finding, ...]
    columns: tuple[str, ...] = ()
    cells: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    layer: Layer | None = None
    left_out: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, and how often it was met.

    Attributes
    ----------
    code : str
    severity : Severity
    rows : int
        Rows that it was met in; 0 where it is about no rows.
    findings : int
    """

    code: str
    severity: Severity
    rows: int
    findings: int

    @property
    def words(self) -> str:
        """The code as words."""
        return self.code.replace("_", " ").capitalize()


def reasons_of(findings: Sequence[Finding]) -> tuple[Reason, ...]:
    """The reasons of findings, errors first, those met in most rows first."""
    rows: dict[tuple[Severity, str], int] = {}
    times: dict[tuple[Severity, str], int] = {}
    for finding in findings:
        key = finding.severity, finding.code
        rows[key] = rows.get(key, 0) + _rows_of(finding)
        times[key] = times.get(key, 0) + 1
    order = tuple(Severity)
    found = [Reason(code, severity, rows[severity, code], times[severity, code]) for severity, code in rows]
    return tuple(sorted(found, key=lambda one: (order.index(one.severity), -one.rows, -one.findings, one.code)))


def heads_of(report: FileReport) -> tuple[str, ...]:
    """The head of the table that goes back to the owner."""
    return (*FINDING_COLUMNS, *(f"{OWNER}{name}" for name in report.columns))


def lines_of(report: FileReport) -> Iterator[tuple[object, ...]]:
    """The lines of that table: one for each row that a finding is about, with what stands in the row."""
    none = ("",) * len(report.columns)
    for finding in report.findings:
        said = finding.as_dict()
        lon, lat = finding.place or (None, None)
        said |= {"lon": lon, "lat": lat, "subject": None if finding.subject is None else finding.subject[1]}
        for row in finding.rows or (finding.row,):
            own = none if row is None else report.cells.get(row, none)
            yield (*((said | {"row": row})[name] for name in FINDING_COLUMNS), *own)


def _rows_of(finding: Finding) -> int:
    counted = finding.params.get("count")
    if finding.rows or finding.row is not None:
        return len(finding.rows) or 1
    return counted if isinstance(counted, int) else 0
