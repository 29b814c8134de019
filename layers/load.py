# SPDX-License-Identifier: GPL-3.0-or-later
"""The one door for files: path and kind in, validated layer and findings out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from layers.errors import RefusedFile, UnusableFile, UsageError
from layers.findings import Finding, Severity
from layers.geopackage import inspect
from layers.jobs import Progress
from layers.kinds import KINDS
from layers.layer import Layer
from layers.mapping import column_index, map_columns, plain
from layers.raw import RawTable
from layers.validate import empty_layer, validate
from layers.values import text_of
from layers.worker import read_in_child

__all__ = ["FORMATS", "Loaded", "empty_layer", "load"]

LARGEST_BYTES = 512 * 1024**2

SQLITE = b"SQLite format 3\x00"
ADDRESS = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]+:/")
"""Paths join the slashes of an address; a drive has one letter."""

SHAPEFILE = b"\x00\x00\x27\x0a"

FORMATS: Mapping[str, str] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".geojson": "vector",
    ".json": "vector",
    ".gpkg": "vector",
    ".shp": "vector",
}
"""Suffix -> reader."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A layer and what was noticed while it was read."""

    layer: Layer
    findings: tuple[Finding, ...]


def load(
    path: Path,
    kind: str,
    *,
    mapping: Mapping[str, str] | None = None,
    where: Sequence[tuple[str, str]] = (),
    given: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Loaded:
    """Read a file as a layer of a kind.

    Parameters
    ----------
    path : Path
    kind : str
        Key of `KINDS`.
    mapping : mapping of field to column name, optional
        Goes before names and tags.
    where : sequence of (column, value)
        Only rows with these values; a column of the file, or a field of the kind. Others are not rejected.
    given : mapping of field to value, optional
        What every row is, whatever the file says.
    progress : Progress, optional

    Raises
    ------
    UnusableFile, RefusedFile, UsageError
        With file, reason and remedy.
    Cancelled
    """
    progress = progress or Progress()
    reader = look_at(path)
    raw = read_in_child(path, reader, kind, progress)
    raw, left_out = _only(raw, kind, where, mapping or {}, path.name)
    progress.update(f"Checking {path.name}")
    layer, findings = validate(kind, _with(raw, given or {}), file=path.name, mapping=mapping)
    if left_out:
        params = {"count": left_out, "where": ", ".join(f"{column}={value}" for column, value in where)}
        findings = (Finding("rows_filtered", Severity.INFO, params, file=path.name, layer=kind), *findings)
    return Loaded(layer, findings)


def guess_kind(path: Path, progress: Progress) -> str:
    """Tell the kind of layer a file holds by its name and columns.

    Raises
    ------
    UsageError
        `kind_unclear`.
    """
    raw = read_in_child(path, look_at(path), "", progress)
    scores: dict[str, int] = {}
    for kind in KINDS.values():
        found = set(map_columns(kind, raw, {}, path.name).columns) - {"id", "name", "lon", "lat", "wkt"}
        named = path.stem.casefold().startswith(kind.name.rstrip("s"))
        scores[kind.name] = 2 * len(found) + (6 if named else 0) - (1 if kind.without_place else 0)
    best = max(scores.values())
    likely = [kind for kind, score in scores.items() if score == best]
    if best <= 0 or len(likely) > 1:
        raise UsageError("kind_unclear", file=path.name, known=", ".join(KINDS))
    return likely[0]


def _with(raw: RawTable, given: Mapping[str, str]) -> RawTable:
    """The table with a value of its own in every row."""
    if not given:
        return raw
    keep = [at for at, name in enumerate(raw.columns) if plain(name) not in {plain(field) for field in given}]
    rows = [[*(row[at] for at in keep), *given.values()] for row in raw.rows]
    return replace(raw, columns=(*(raw.columns[at] for at in keep), *given), rows=rows, tags={})


def look_at(path: Path) -> str:
    """Look at a file from outside: is it what its name says? Return the reader for it.

    Raises
    ------
    UnusableFile, RefusedFile
    """
    text = str(path)
    if ADDRESS.match(text) or "/vsi" in text.casefold():
        raise RefusedFile("not_a_path", file=text)
    reader = FORMATS.get(path.suffix.casefold())
    if not path.exists():
        raise UnusableFile("no_such_file", file=text)
    if not path.is_file():
        raise UnusableFile("not_a_file", file=text)
    if reader is None:
        raise UnusableFile("unknown_format", file=path.name, suffix=path.suffix, known=", ".join(FORMATS))
    size = path.stat().st_size
    if size == 0:
        raise UnusableFile("empty_file", file=path.name)
    if size > LARGEST_BYTES:
        raise RefusedFile("file_too_large", file=path.name, mb=size // 1024**2, limit_mb=LARGEST_BYTES // 1024**2)
    try:
        with path.open("rb") as file:
            head = file.read(512)
    except OSError as error:
        raise UnusableFile("no_access", file=path.name, detail=error.strerror or "") from None
    _agree(path, head)
    if path.suffix.casefold() == ".gpkg":
        inspect(path)
    return reader


def _agree(path: Path, head: bytes) -> None:
    """Refuse a file whose first bytes are not those of its suffix."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    suffix = path.suffix.casefold()
    fits = {
        ".gpkg": head.startswith(SQLITE),
        ".shp": head.startswith(SHAPEFILE),
        ".geojson": start.startswith(b"{"),
        ".json": start.startswith(b"{"),
    }.get(suffix, not (start.startswith((b"{", b"<", b"PK\x03\x04", b"SQLite format 3"))))
    if not fits:
        raise RefusedFile("content_differs", file=path.name, suffix=suffix)


def _only(
    raw: RawTable, kind: str, where: Sequence[tuple[str, str]], mapping: Mapping[str, str], file: str
) -> tuple[RawTable, int]:
    """The rows that have the wanted values, and how many have not."""
    if not where:
        return raw, 0
    fields = map_columns(KINDS[kind], raw, mapping, file).columns
    wanted: list[tuple[int, str]] = []
    for column, value in where:
        try:
            at = fields[column] if column in fields and column not in raw.columns else column_index(raw, column)
        except KeyError:
            known = ", ".join(raw.columns)
            raise UsageError("unknown_column", file=file, layer=kind, wanted=column, known=known) from None
        wanted.append((at, value))
    keep = [n for n, row in enumerate(raw.rows) if all(_same(row[at], value) for at, value in wanted)]
    if not keep:
        raise UsageError("nothing_matches", file=file, layer=kind, where=", ".join(f"{a}={b}" for a, b in where))
    kept = replace(
        raw,
        rows=[raw.rows[n] for n in keep],
        numbers=[raw.numbers[n] for n in keep],
        geometry=None if raw.geometry is None else [raw.geometry[n] for n in keep],
    )
    return kept, len(raw.rows) - len(keep)


def _same(cell: object, value: str) -> bool:
    text = text_of(cell)  # type: ignore[arg-type]
    if text.casefold() == value.strip().casefold():
        return True
    try:
        return float(text) == float(value)
    except ValueError:
        return False
