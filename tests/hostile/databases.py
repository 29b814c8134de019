# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile GeoPackages: programs in the schema, sizes that are lies, damaged pages, blobs that are no geometry."""

from __future__ import annotations

import os
import sqlite3
import struct
from pathlib import Path

from tests.hostile.cases import refused, taken
from tests.hostile.plain import database

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
SCHEMA = "INSERT INTO sqlite_schema SELECT 'table', '{0}', '{0}', rootpage, '{1}' FROM sqlite_schema WHERE name = 't'"
GP = b"GP\x00\x01" + struct.pack("<i", 4326)
POINT = GP + struct.pack("<BIdd", 1, 1, 29.1, -1.5)


def _sql(name: str, code: str, *statements: str, indexed: bool = True) -> None:
    @refused(name, code)
    def _(folder: Path) -> Path:
        return database(folder / "t.gpkg", *statements, indexed=indexed)


_sql("a view", "geopackage_view", "CREATE VIEW v AS SELECT * FROM t")
_sql("a view without end", "geopackage_view", f"CREATE VIEW v AS {ENDLESS} SELECT i AS fid, NULL AS geom FROM n")
_sql(
    "a view in the place of the layer",
    "geopackage_view",
    "ALTER TABLE t RENAME TO s",
    "CREATE VIEW t AS SELECT * FROM s",
)
_sql(
    "a view that loads a program",
    "geopackage_view",
    "CREATE VIEW v AS SELECT load_extension('/tmp/x.so') AS geom, 1 AS fid",
)
_sql("a foreign trigger", "geopackage_trigger", "CREATE TRIGGER sneak AFTER INSERT ON t BEGIN DELETE FROM t; END")
_sql(
    "a trigger of the standard's name that loads a program",
    "geopackage_trigger",
    "DROP TRIGGER rtree_t_geom_delete",
    "CREATE TRIGGER rtree_t_geom_delete AFTER DELETE ON t BEGIN SELECT load_extension('/tmp/x.so'); END",
)
_sql("a table that searches texts", "geopackage_virtual_table", "CREATE VIRTUAL TABLE f USING fts5(x)")
_sql(
    "a virtual table that reads files",
    "geopackage_virtual_table",
    """INSERT INTO sqlite_schema VALUES ('table', 'x', 'x', 0, 'CREATE VIRTUAL TABLE x USING VirtualOGR("/etc/passwd")')""",
)
_sql("a computed column", "geopackage_computed_column", "CREATE TABLE c (x, y AS (hex(zeroblob(x))))")
_sql("another program's mark", "geopackage_other_application", "PRAGMA application_id = 1347571533")
_sql("no table of contents", "geopackage_no_contents", "DROP TABLE gpkg_contents")
_sql(
    "a view disguised as a table",
    "geopackage_corrupt",
    SCHEMA.format("x", "CREATE TABLE IF NOT EXISTS x (a, b AS (1))"),
)
_sql(
    "contents that name a table that is not there",
    "no_layer",
    "UPDATE gpkg_contents SET table_name = 'gone'",
    "UPDATE gpkg_geometry_columns SET table_name = 'gone'",
    indexed=False,
)
_sql(
    "contents that name SQLite's own schema",
    "no_layer",
    "UPDATE gpkg_contents SET table_name = 'sqlite_schema'",
    "UPDATE gpkg_geometry_columns SET table_name = 'sqlite_schema', column_name = 'sql'",
    indexed=False,
)
_sql(
    "a reference system that is a path",
    "no_crs",
    "UPDATE gpkg_spatial_ref_sys SET organization = 'X', definition = '/etc/passwd' WHERE srs_id = 4326",
)
_sql(
    "eleven thousand tables",
    "geopackage_too_many_objects",
    f"INSERT INTO sqlite_schema {ENDLESS[:-1]} WHERE i < 11000) SELECT 'table', 'u' || i, 'u' || i, rootpage, 'CREATE TABLE u' || i || ' (x)' FROM n, sqlite_schema WHERE name = 't'",
)
_sql(
    "a hundred layers, none of them asked for",
    "several_layers",
    *(
        statement
        for n in range(100)
        for statement in (
            f"CREATE TABLE l{n} (fid INTEGER PRIMARY KEY, geom POINT)",
            f"INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('l{n}', 'features', 'l{n}', 4326)",
            f"INSERT INTO gpkg_geometry_columns VALUES ('l{n}', 'geom', 'POINT', 4326, 0, 0)",
        )
    ),
)


_sql(
    "a geometry column whose name is a number",
    "geopackage_trigger",
    "UPDATE gpkg_geometry_columns SET column_name = 7",
)


def _table(name: str, accepted: int, rejected: int, *statements: str) -> None:
    @taken(name, accepted, rejected)
    def _(folder: Path) -> Path:
        return database(folder / "t.gpkg", *statements, indexed=False)


_table(
    "a table without numbers of rows",
    2,
    0,
    "CREATE TABLE s (fid INTEGER PRIMARY KEY, geom POINT, name TEXT, people INTEGER) WITHOUT ROWID",
    "INSERT INTO s SELECT fid, geom, name, people FROM t",
    "DROP TABLE t",
    "ALTER TABLE s RENAME TO t",
)
_table("blobs that are no geometry", 0, 2, "UPDATE t SET geom = randomblob(100)")
_table(
    "texts and numbers in the place of geometry",
    0,
    2,
    "UPDATE t SET geom = CASE fid WHEN 1 THEN 'POINT (29 1)' ELSE 7 END",
)
_table("geometry cut short", 0, 2, "UPDATE t SET geom = substr(geom, 1, 20)")
_table("text in the place of numbers, and numbers for names", 2, 0, "UPDATE t SET people = 'many', name = 9e999")
_table(
    "a column of every name that is SQL",
    2,
    0,
    'ALTER TABLE t ADD COLUMN "a""; DROP TABLE t; --" TEXT',
    'ALTER TABLE t ADD COLUMN "select" TEXT',
)


def _blob(name: str, blob: bytes, accepted: int, rejected: int) -> None:
    @taken(name, accepted, rejected)
    def _(folder: Path) -> Path:
        path = database(folder / "t.gpkg", indexed=False)
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE t SET geom = ? WHERE fid = 1", (blob,))
        connection.close()
        return path


_blob("a geometry that says it has four thousand million points", GP + struct.pack("<BII", 1, 2, 0xFFFFFFFF), 1, 1)
_blob("a geometry that says it has four thousand million rings", GP + struct.pack("<BII", 1, 3, 0xFFFFFFFF), 1, 1)
_blob(
    "a polygon with a million rings of nothing",
    GP + struct.pack("<BIIIdddddddd", 1, 3, 1_000_001, 4, 29, 1, 30, 1, 30, 2, 29, 1) + b"\0\0\0\0" * 1_000_000,
    2,
    0,
)
_blob("a geometry of collections in collections", GP + struct.pack("<BII", 1, 7, 1) * 100_000, 1, 1)
_blob("a geometry with no numbers as coordinates", GP + struct.pack("<BIdd", 1, 1, float("nan"), float("inf")), 1, 1)
_blob("a geometry of a kind that does not exist", GP + struct.pack("<BIdd", 1, 9999, 29.1, 1), 1, 1)
_blob("a geometry whose header reaches behind its end", b"GP\x00\x0f" + POINT[4:], 1, 1)
_blob("a geometry in a byte order that does not exist", GP + b"\x07" + POINT[len(GP) + 1 :], 1, 1)


@refused("a value that is longer than the file", "unreadable")
def _(folder: Path) -> Path:
    path = database(folder / "t.gpkg", "UPDATE t SET name = 'needle in the haystack'", indexed=False)
    content = bytearray(path.read_bytes())
    at = content.index(b"needle")
    # The serial type of the text stands in the header of its record, not far before it.
    header = content.rindex(bytes([13 + 2 * len("needle in the haystack")]), 0, at)
    content[header : header + 1] = b"\x7f"
    path.write_bytes(content)
    return path


def _damaged(name: str, code: str, at: int, junk: bytes) -> None:
    @refused(name, code)
    def _(folder: Path) -> Path:
        path = database(folder / "t.gpkg")
        content = bytearray(path.read_bytes())
        content[at : at + len(junk)] = junk
        path.write_bytes(content)
        return path


_damaged("a first page of noise", "geopackage_corrupt", 100, bytes(range(256)) * 8)
_damaged("a page size that is none", "geopackage_corrupt", 16, b"\x03\x03")
_damaged("a size of four thousand million pages", "geopackage_corrupt", 28, b"\xff\xff\xff\xff")
_damaged("a format of the future", "geopackage_corrupt", 18, b"\x09\x09")


@refused("all pages but the first are noise", "geopackage_corrupt")
def _(folder: Path) -> Path:
    path = database(folder / "t.gpkg")
    content = path.read_bytes()
    path.write_bytes(content[:4096] + bytes(range(256)) * ((len(content) - 4096) // 256))
    return path


@refused("cut in the middle", "geopackage_corrupt")
def _(folder: Path) -> Path:
    path = database(folder / "t.gpkg")
    os.truncate(path, path.stat().st_size // 2)
    return path
