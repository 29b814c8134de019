# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plan file holds: plain tables, and the checksum by which an edit from outside is seen."""

from __future__ import annotations

import hashlib
import math
import re
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from layers.errors import UnusableFile

Value = str | int | float | bool | bytes | None

PRIMARY_KEY = "fid"
GEOMETRY_COLUMN = "geom"
META_TABLE = "gisplanner_meta"
CHECKSUM_TABLE = "gisplanner_checksums"
SCHEMA_VERSION_KEY = "schema_version"
SRS_ID = 4326

GEOMETRY_TYPES = (
    "POINT",
    "LINESTRING",
    "POLYGON",
    "MULTIPOINT",
    "MULTILINESTRING",
    "MULTIPOLYGON",
    "GEOMETRY",
)
"""Names of geometry types, in the order of their WKB codes from 1; last, any of them."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_RESERVED_PREFIXES = ("gpkg_", "rtree_", "sqlite_", "ogr_")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a plan file.

    Attributes
    ----------
    name : str
        ASCII letters, digits and underscores.
    columns : tuple of (str, str)
        Name and type (TEXT, INTEGER, REAL, BOOLEAN or BLOB) of each column but key and geometry.
    rows : tuple of tuple
        Values in the order of `columns`; None for missing, never NaN.
    geometry : tuple of bytes or None, or None
        One WKB geometry (longitude, latitude; EPSG:4326; two dimensions) per row; None for a table
        without geometry.
    geometry_type : str
        One of `GEOMETRY_TYPES`.
    identifier, description : str
        What a reader of the file is told about the table; '' for the name alone.
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Value, ...], ...]
    geometry: tuple[bytes | None, ...] | None = None
    geometry_type: str = "GEOMETRY"
    identifier: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class PlanTables:
    """A plan file as read.

    Attributes
    ----------
    schema_version : int
        Of the file; what it means is for the plan file's own module to judge.
    meta : mapping of str to str
        The other keys written with the plan.
    tables : mapping of str to Table
        Each table that was written with the plan and is still there.
    altered : tuple of str
        Tables whose content is not what was written (edited in another program, or gone), by name.
    """

    schema_version: int
    meta: Mapping[str, str]
    tables: Mapping[str, Table]
    altered: tuple[str, ...]


def checksum(table: Table) -> str:
    """SHA-256 over a table's columns, geometry type, rows and geometries.

    Each value goes in with its kind and length, so no two contents share one digest input. A truth
    value counts as its integer and -0.0 as 0.0: SQLite keeps neither apart.

    Parameters
    ----------
    table : Table
        Any table, of a file edited elsewhere too.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    digest = hashlib.sha256()
    heading: list[Value] = [len(table.columns), *(part for column in table.columns for part in column)]
    heading += ["" if table.geometry is None else table.geometry_type, len(table.rows)]
    for value in heading:
        digest.update(_encoded(value))
    for row in table.rows:
        digest.update(b"".join([b"n" if value is None else _encoded(value) for value in row]))  # most are None
    for wkb in table.geometry or ():
        digest.update(_encoded(wkb))
    return digest.hexdigest()


def check_table(table: Table) -> None:
    """Refuse a table that a file could not give back as it is.

    Raises
    ------
    ValueError
        Its names, types or shape are wrong: a mistake of the calling code.
    UnusableFile
        A value is not of its column's type, not a number, or a text with a NUL or half a character
        (`value_not_storable`, with table, row from 1 and column).
    """
    _check_structure(table)
    tests = [_STORABLE[kind] for _, kind in table.columns]
    for number, row in enumerate(table.rows, start=1):
        if len(row) != len(tests):
            message = f"table {table.name}: row {number} has {len(row)} values for {len(tests)} columns"
            raise ValueError(message)
        for test, value, (column, _) in zip(tests, row, table.columns, strict=True):
            if value is not None and not test(value):
                raise UnusableFile(
                    "value_not_storable", layer=table.name, row=number, column=column, value=repr(value)[:80]
                )


def _check_structure(table: Table) -> None:
    names = [name for name, _ in table.columns]
    faults = [
        *(f"name {name!r}" for name in (table.name, *names) if not _NAME.fullmatch(name)),
        *(f"type {kind!r}" for _, kind in table.columns if kind not in _STORABLE),
    ]
    if table.name.lower().startswith(_RESERVED_PREFIXES):
        faults.append(f"reserved name {table.name!r}")
    if len({PRIMARY_KEY, GEOMETRY_COLUMN, *map(str.lower, names)}) != len(names) + 2:
        faults.append("columns of one name, or named as the key or the geometry")
    if table.geometry_type not in GEOMETRY_TYPES:
        faults.append(f"geometry type {table.geometry_type!r}")
    if table.geometry is not None and len(table.geometry) != len(table.rows):
        faults.append(f"{len(table.geometry)} geometries for {len(table.rows)} rows")
    if faults:
        message = f"table {table.name}: {'; '.join(faults)}"
        raise ValueError(message)


def _is_text(value: Value) -> bool:
    if not isinstance(value, str) or "\0" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_integer(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63


_STORABLE: Mapping[str, Callable[[Value], bool]] = {
    "TEXT": _is_text,
    "INTEGER": _is_integer,
    "REAL": lambda value: isinstance(value, float) and math.isfinite(value),
    "BOOLEAN": lambda value: isinstance(value, bool),
    "BLOB": lambda value: isinstance(value, bytes),
}


def _encoded(value: Value) -> bytes:
    match value:
        case None:
            return b"n"
        case int():
            return b"i%d;" % value
        case float():
            return b"f" + struct.pack(">d", value + 0.0)
        case str():
            text = value.encode()
            return b"s%d:" % len(text) + text
        case bytes():
            return b"b%d:" % len(value) + value
