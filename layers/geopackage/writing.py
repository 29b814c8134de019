# SPDX-License-Identifier: GPL-3.0-or-later
"""Write a plan's tables as a GeoPackage: built aside, checked, then put in the old one's place."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from layers.errors import RefusedFile, UnusableFile
from layers.geopackage import binary
from layers.geopackage.inspection import APPLICATION_ID
from layers.geopackage.opening import check_not_in_use, opened
from layers.geopackage.reading import read
from layers.geopackage.replacing import replacing
from layers.geopackage.tables import (
    CHECKSUM_TABLE,
    GEOMETRY_COLUMN,
    META_TABLE,
    PRIMARY_KEY,
    SCHEMA_VERSION_KEY,
    SRS_ID,
    Table,
    Value,
    check_table,
    checksum,
)

_USER_VERSION = 10300
_CHECK_DEADLINE_S = 600.0


def write(
    path: Path,
    tables: Sequence[Table],
    *,
    schema_version: int,
    meta: Mapping[str, str] | None = None,
    last_change: str = "1970-01-01T00:00:00.000Z",
) -> None:
    """Write a plan file, whole or not at all; equal content gives equal bytes.

    A file of that name stays beside it as `<name>.bak`. If two writers race, the last one's file
    stands, complete.

    Parameters
    ----------
    path : Path
        Where to; a link is followed.
    tables : sequence of Table
        Of different names.
    schema_version : int
        Of the plan's tables, 0 or more.
    meta : mapping of str to str, optional
        Further keys to keep with the plan.
    last_change : str
        UTC, as 2024-06-30T12:00:00.000Z.

    Raises
    ------
    ValueError
        Names, types or shapes are wrong, two tables have one name, or `meta` has a `schema_version`.
    UnusableFile
        `value_not_storable`, `geopackage_in_use`, `folder_missing`, `is_a_folder`, `not_writable`,
        `disk_full` or `write_failed`. The old file is as it was.
    """
    if schema_version < 0 or SCHEMA_VERSION_KEY in (meta or {}):
        message = f"schema version {schema_version} of a plan's tables"
        raise ValueError(message)
    own = _meta_table(schema_version, meta or {})
    named = {table.name.lower(): table for table in (own, *tables)}
    identifiers = {table.identifier or table.name for table in named.values()}
    if not len(named) == len(identifiers) == len(tables) + 1 or CHECKSUM_TABLE in named:
        message = f"two tables of one name or identifier: {sorted(table.name for table in tables)}"
        raise ValueError(message)
    for table in named.values():
        check_table(table)
    sums = _checksum_table(named.values())
    with replacing(path) as aside:
        try:
            with closing(sqlite3.connect(f"{aside.absolute().as_uri()}?mode=rw", uri=True)) as connection:
                _build(connection, [*named.values(), sums], last_change)
            _verify(aside, len(tables))
            check_not_in_use(Path(os.path.realpath(path)))
        except (sqlite3.Error, RefusedFile) as error:
            full = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
            code = "disk_full" if full else "write_failed"
            raise UnusableFile(code, file=str(path), detail=str(error)) from error


def _meta_table(schema_version: int, meta: Mapping[str, str]) -> Table:
    rows = ((SCHEMA_VERSION_KEY, str(schema_version)), *sorted(meta.items()))
    return Table(META_TABLE, (("key", "TEXT"), ("value", "TEXT")), rows)


def _checksum_table(tables: Iterable[Table]) -> Table:
    """Checksums of the tables and, in the last row, of this list itself."""
    rows = tuple((table.name, checksum(table), len(table.rows)) for table in tables)
    sums = Table(CHECKSUM_TABLE, (("table_name", "TEXT"), ("sha256", "TEXT"), ("rows", "INTEGER")), rows)
    return replace(sums, rows=(*rows, (CHECKSUM_TABLE, checksum(sums), len(rows))))


def _build(connection: sqlite3.Connection, tables: Iterable[Table], last_change: str) -> None:
    # The file is private and thrown away on any fault: a journal would only cost time.
    for pragma in (
        f"application_id={APPLICATION_ID}",
        f"user_version={_USER_VERSION}",
        "journal_mode=OFF",
        "synchronous=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")
    schema = files("layers.geopackage").joinpath("schema.sql").read_text(encoding="utf-8")
    connection.executescript(f"BEGIN; {schema}")
    for table in tables:
        _add_table(connection, table, last_change)
    connection.execute("COMMIT")


def _add_table(connection: sqlite3.Connection, table: Table, last_change: str) -> None:
    columns = list(table.columns)
    rows: Iterable[tuple[Value, ...]] = table.rows
    extent: tuple[float | None, ...] = (None,) * 4
    is_spatial = table.geometry is not None
    if is_spatial:
        columns.insert(0, (GEOMETRY_COLUMN, table.geometry_type))
        blobs, extent = _wrapped(table)
        rows = ((blob, *row) for blob, row in zip(blobs, table.rows, strict=True))
    declared = "".join(f', "{name}" {kind}' for name, kind in columns)
    connection.execute(f'CREATE TABLE "{table.name}" ("{PRIMARY_KEY}" INTEGER PRIMARY KEY NOT NULL{declared})')
    contents = (
        table.name,
        "features" if is_spatial else "attributes",
        table.identifier or table.name,
        table.description,
        last_change,
        *extent,
        SRS_ID if is_spatial else None,
    )
    connection.execute("INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", contents)
    if is_spatial:
        described = (table.name, GEOMETRY_COLUMN, table.geometry_type, SRS_ID, 0, 0)
        connection.execute("INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, ?, ?)", described)
    marks = ", ".join("?" * (len(columns) + 1))
    numbered = ((number, *row) for number, row in enumerate(rows, start=1))
    insert = f'INSERT INTO "{table.name}" VALUES ({marks})'  # noqa: S608 - check_table has seen the name
    connection.executemany(insert, numbered)


def _wrapped(table: Table) -> tuple[list[bytes | None], tuple[float | None, ...]]:
    """Geometries as GeoPackage Binary, and the extent (min x, min y, max x, max y) of them all."""
    blobs: list[bytes | None] = []
    extents: list[binary.Bounds] = []
    for number, wkb in enumerate(table.geometry or (), start=1):
        if wkb is None:
            blobs.append(None)
            continue
        try:
            bounds = binary.bounds_of(wkb, table.geometry_type)
        except ValueError as error:
            raise UnusableFile(
                "value_not_storable", layer=table.name, row=number, column=GEOMETRY_COLUMN, value=str(error)
            ) from None
        blobs.append(binary.encode(wkb, bounds))
        extents.append(bounds)
    if not extents:
        return blobs, (None,) * 4
    min_x, max_x, min_y, max_y = zip(*extents, strict=True)
    return blobs, (min(min_x), min(min_y), max(max_x), max(max_y))


def _verify(path: Path, tables: int) -> None:
    """Read the file back as a stranger's and compare every checksum."""
    with opened(path, _CHECK_DEADLINE_S) as connection:
        (verdict,) = connection.execute("PRAGMA quick_check").fetchone()
    if verdict != "ok":
        raise RefusedFile("geopackage_corrupt", file=str(path), detail=verdict)
    again = read(path, deadline_s=_CHECK_DEADLINE_S)
    if again.altered or len(again.tables) != tables:
        detail = f"read back otherwise than written: {', '.join(again.altered)}"
        raise RefusedFile("geopackage_corrupt", file=str(path), detail=detail)
