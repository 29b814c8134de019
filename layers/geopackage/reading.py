# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a plan's tables from its GeoPackage and tell which of them were edited elsewhere."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from layers.errors import RefusedFile
from layers.geopackage import binary
from layers.geopackage.inspection import examine
from layers.geopackage.opening import opened, shown
from layers.geopackage.tables import (
    CHECKSUM_TABLE,
    GEOMETRY_COLUMN,
    META_TABLE,
    PRIMARY_KEY,
    SCHEMA_VERSION_KEY,
    SRS_ID,
    PlanTables,
    Table,
    Value,
    checksum,
)

_LEAST_ROW_BYTES = 4
_SIZED = (str, bytes)
_FILE_BYTES = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
_TABLE_NAMES = "SELECT lower(name) FROM sqlite_schema WHERE type = 'table'"
_COLUMNS = "SELECT name, type FROM pragma_table_info(?) ORDER BY cid"
_CONTENTS = "SELECT identifier, description FROM gpkg_contents WHERE table_name = ?"
_GEOMETRY = "SELECT geometry_type_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ? AND column_name = ?"


def read(path: Path, *, deadline_s: float = 60.0) -> PlanTables:
    """Read a plan file.

    Parameters
    ----------
    path : Path
        A GeoPackage that :func:`layers.geopackage.write` wrote and any program may have edited since.
    deadline_s : float
        Seconds of SQLite work allowed.

    Returns
    -------
    PlanTables
        Its tables, and the names of those that are not as written.

    Raises
    ------
    UnusableFile
        It is missing, unreadable or in use.
    RefusedFile
        As :func:`layers.geopackage.inspect`; or it is no plan (`geopackage_no_plan`), or a geometry in
        it is not sound (`geopackage_geometry`).
    """
    with opened(path, deadline_s) as connection:
        examine(connection, path)
        present = {name for (name,) in connection.execute(_TABLE_NAMES)}
        if not {META_TABLE, CHECKSUM_TABLE} <= present:
            raise RefusedFile("geopackage_no_plan", file=str(path))
        reader = _Reader(connection, path)
        written = _written(reader.table(CHECKSUM_TABLE), path)
        if META_TABLE not in written:
            raise RefusedFile("geopackage_no_plan", file=str(path))
        found = {name: reader.table(name) for name in written if name.lower() in present}
    altered = [name for name, digest in written.items() if name not in found or checksum(found[name]) != digest]
    meta = _meta(found.pop(META_TABLE), path)
    return PlanTables(int(meta.pop(SCHEMA_VERSION_KEY)), meta, found, tuple(altered))


class _Reader:
    """Reads whole tables, and stops where a file claims to hold more than its own size."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        (self._bytes_left,) = connection.execute(_FILE_BYTES).fetchone()

    def table(self, name: str) -> Table:
        declared: list[tuple[str, str]] = self._connection.execute(_COLUMNS, (name,)).fetchall()
        columns = tuple(column for column in declared if column[0] not in (PRIMARY_KEY, GEOMETRY_COLUMN))
        identifier, description = self._connection.execute(_CONTENTS, (name,)).fetchone() or (None, None)
        geometry_type = self._geometry_type(name)
        selected = [GEOMETRY_COLUMN] if geometry_type else []
        selected += [column for column, _ in columns]
        rows, geometry = [], []
        truths = [at for at, (_, kind) in enumerate(columns) if kind == "BOOLEAN"]
        for number, row in enumerate(self._rows(name, selected), start=1):
            if geometry_type:
                geometry.append(self._wkb(row.pop(0), name, number))
            for at in truths:  # SQLite keeps truth values as 0 and 1
                if row[at] in (0, 1):
                    row[at] = bool(row[at])
            rows.append(tuple(row))
        return Table(
            name=name,
            columns=columns,
            rows=tuple(rows),
            geometry=tuple(geometry) if geometry_type else None,
            geometry_type=geometry_type or "GEOMETRY",
            identifier="" if identifier in (None, name) else str(identifier),
            description=str(description or ""),
        )

    def _geometry_type(self, name: str) -> str | None:
        declared = self._connection.execute(_GEOMETRY, (name, GEOMETRY_COLUMN)).fetchone()
        if declared is None:
            return None
        geometry_type, srs_id = declared
        if srs_id != SRS_ID:
            raise RefusedFile("geopackage_plan_crs", file=str(self._path), layer=shown(name), srs_id=shown(str(srs_id)))
        return str(geometry_type)

    def _rows(self, name: str, columns: list[str]) -> Iterator[list[Value]]:
        selected = ", ".join(["rowid", *map(_quoted, columns)])
        query = f"SELECT {selected} FROM {_quoted(name)} ORDER BY rowid"  # noqa: S608 - every name is quoted
        for _, *row in self._connection.execute(query):
            self._bytes_left -= _LEAST_ROW_BYTES + sum([len(v) for v in row if isinstance(v, _SIZED)])
            if self._bytes_left < 0:
                raise RefusedFile(
                    "geopackage_corrupt", file=str(self._path), detail=f"{shown(name)} overflows the file"
                )
            yield row

    def _wkb(self, blob: Value, name: str, number: int) -> bytes | None:
        if blob is None:
            return None
        try:
            return binary.decode(blob if isinstance(blob, bytes) else b"")
        except ValueError as error:
            raise RefusedFile(
                "geopackage_geometry", file=str(self._path), layer=shown(name), row=number, detail=str(error)
            ) from None


def _written(sums: Table, path: Path) -> dict[str, str]:
    """Checksum of each table as it was written; the list's own stands in its last row."""
    *rows, own = sums.rows or ((),)
    if own[1:2] != (checksum(replace(sums, rows=tuple(rows))),):
        raise RefusedFile("geopackage_corrupt", file=str(path), detail=f"{CHECKSUM_TABLE} is not as written")
    return {str(name): str(digest) for name, digest, *_ in rows}


def _meta(table: Table, path: Path) -> dict[str, str]:
    """Keys and values of the plan's own table, the schema version among them."""
    meta = {str(row[0]): str(row[-1]) for row in table.rows if row}
    if not re.fullmatch("[0-9]{1,9}", meta.get(SCHEMA_VERSION_KEY, "")):
        raise RefusedFile("geopackage_no_plan", file=str(path))
    return meta


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
