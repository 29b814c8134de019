# SPDX-License-Identifier: GPL-3.0-or-later
"""Look at a GeoPackage's schema and refuse what a plain one never carries.

Refused is what could act when the file is read (views, foreign virtual tables, computed columns) or
written (triggers other than the standard's own). SQLite goes by a schema row's SQL and not by its
`type`, so only the SQL is believed here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from layers.errors import RefusedFile
from layers.geopackage.opening import opened, shown
from layers.geopackage.standard import Tokens, is_spatial_index, standard_triggers, tokens_of

APPLICATION_ID = 0x47504B47
"""'GPKG', versions 1.2 and later."""

_GP10, _GP11, _UNSET = 0x47503130, 0x47503131, 0
_APPLICATION_IDS = frozenset({APPLICATION_ID, _GP10, _GP11, _UNSET})
_MAX_OBJECTS = 10_000
_COMPUTED = "SELECT name FROM pragma_table_xinfo(?) WHERE hidden IN (2, 3)"
_PRIMARY_KEY = "SELECT name FROM pragma_table_info(?) WHERE pk = 1"
_GEOMETRY_COLUMNS = """SELECT CAST(column_name AS TEXT) FROM gpkg_geometry_columns
    WHERE table_name = ? COLLATE NOCASE AND column_name IS NOT NULL"""


def inspect(path: Path, *, deadline_s: float = 5.0) -> None:
    """Look at a foreign GeoPackage before any other program part may read it.

    Parameters
    ----------
    path : Path
        The file, perhaps hostile.
    deadline_s : float
        Seconds that the look may take.

    Raises
    ------
    UnusableFile
        It is missing, unreadable or in use.
    RefusedFile
        It is no GeoPackage, corrupt, too large or too slow, or holds what a plain one never does:
        `geopackage_view`, `geopackage_trigger`, `geopackage_virtual_table`, `geopackage_computed_column`.
    """
    with opened(path, deadline_s) as connection:
        examine(connection, path)


def examine(connection: sqlite3.Connection, path: Path) -> None:
    """Do what :func:`inspect` does, on a connection from :func:`layers.geopackage.opening.opened`."""
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    if application_id not in _APPLICATION_IDS:
        raise RefusedFile("geopackage_other_application", file=str(path), application_id=f"{application_id:#x}")
    tables: set[str] = set()
    triggers: list[Tokens] = []
    for statement in _statements(connection, path):
        match statement:
            case ("create", "table", name, "(", *_):
                tables.add(name)
            case ("create", "index", *_) | ("create", "unique", "index", *_):
                pass
            case ("create", "virtual", "table", name, *_):
                if not is_spatial_index(statement):
                    raise RefusedFile("geopackage_virtual_table", file=str(path), name=shown(name))
            case ("create", "trigger", *_):
                triggers.append(statement)
            case ("create", "view", name, *_):
                raise RefusedFile("geopackage_view", file=str(path), name=shown(name))
            case _:
                raise RefusedFile("geopackage_corrupt", file=str(path), detail=shown(" ".join(statement)))
    if "gpkg_contents" not in tables:
        raise RefusedFile("geopackage_no_contents", file=str(path))
    _check_computed_columns(connection, path, sorted(tables))
    _check_triggers(connection, path, triggers, tables)


def _statements(connection: sqlite3.Connection, path: Path) -> Iterable[Tokens]:
    rows = connection.execute("SELECT CAST(sql AS TEXT) FROM sqlite_schema WHERE sql IS NOT NULL")
    for count, (sql,) in enumerate(rows, start=1):
        if count > _MAX_OBJECTS:
            raise RefusedFile("geopackage_too_many_objects", file=str(path), limit=_MAX_OBJECTS)
        yield tokens_of(sql)


def _check_computed_columns(connection: sqlite3.Connection, path: Path, tables: Iterable[str]) -> None:
    for table in tables:
        for (column,) in connection.execute(_COMPUTED, (table,)):
            raise RefusedFile("geopackage_computed_column", file=str(path), layer=shown(table), column=shown(column))


def _check_triggers(connection: sqlite3.Connection, path: Path, triggers: Iterable[Tokens], tables: set[str]) -> None:
    known: dict[str, frozenset[Tokens]] = {}
    for trigger in triggers:
        table = _table_of(trigger)
        if table not in known:
            known[table] = _known_triggers(connection, table, tables)
        if trigger not in known[table]:
            raise RefusedFile("geopackage_trigger", file=str(path), layer=shown(table), name=shown(trigger[2]))


def _table_of(trigger: Tokens) -> str:
    """Table a CREATE TRIGGER statement is on; '' where it names none."""
    for before, token in pairwise(trigger[3:]):
        if before == "on":
            return token
    return ""


def _known_triggers(connection: sqlite3.Connection, table: str, tables: set[str]) -> frozenset[Tokens]:
    if table not in tables:
        return frozenset()
    keys = [name for (name,) in connection.execute(_PRIMARY_KEY, (table,))]
    columns: list[str] = []
    if "gpkg_geometry_columns" in tables:
        columns = [name for (name,) in connection.execute(_GEOMETRY_COLUMNS, (table,))]
    return standard_triggers(table, columns, keys[0] if keys else "")
