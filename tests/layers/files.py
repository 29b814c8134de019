# SPDX-License-Identifier: GPL-3.0-or-later
"""Small files and tables made in a line, for the tests of what reads and judges them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from layers.findings import Finding, Severity
from layers.layer import Layer
from layers.load import Loaded
from layers.raw import RawTable
from layers.validate import validate

Judged = tuple[Layer, tuple[Finding, ...]]


def csv_file(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    """Write lines, the header first."""
    path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
    return path


def vector_file(path: Path, shapes: Iterable[BaseGeometry], crs: int | None = 4326, **columns: object) -> Path:
    """Write geometries with their columns in the format of the suffix."""
    gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(list(shapes), crs=crs)).to_file(path)
    return path


def raw(header: str, *rows: Sequence[Any]) -> RawTable:
    """Build a table of rows without geometry of their own."""
    return RawTable(tuple(header.split()), [list(row) for row in rows], list(range(1, len(rows) + 1)))


def judge(kind: str, header: str, *rows: Sequence[Any]) -> Judged:
    """Judge such a table."""
    return validate(kind, raw(header, *rows), file="f.csv")


def judge_shapes(kind: str, *texts: str | bytes | None, **columns: Sequence[Any]) -> Judged:
    """Judge geometries, given as well-known text, with their columns."""
    geometry = [text if text is None or isinstance(text, bytes) else shapely.from_wkt(text).wkb for text in texts]
    rows = [list(row) for row in zip(*columns.values(), strict=True)] or [[] for _ in texts]
    table = RawTable(tuple(columns), rows, list(range(1, len(texts) + 1)), geometry)
    return validate(kind, table, file="f.geojson")


def errors(found: Loaded | Judged) -> list[tuple[int | None, str]]:
    """Rows of the findings that are errors, with their codes."""
    findings = found.findings if isinstance(found, Loaded) else found[1]
    return [(one.row, one.code) for one in findings if one.severity is Severity.ERROR]


def finding(found: Loaded | Judged, code: str) -> Finding:
    """Return the one finding of a code."""
    findings = found.findings if isinstance(found, Loaded) else found[1]
    (one,) = (one for one in findings if one.code == code)
    return one


def codes(found: Loaded | Judged) -> list[str]:
    """Codes of all findings."""
    return [one.code for one in (found.findings if isinstance(found, Loaded) else found[1])]
