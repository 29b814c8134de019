# SPDX-License-Identifier: GPL-3.0-or-later
"""A foreign GeoPackage at the door: plain ones pass, those that could act are refused, and in time."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.errors import PlannerError, RefusedFile, UnusableFile
from layers.geopackage import inspect

Edit = Callable[..., Path]

RTREE_INSERT = """CREATE TRIGGER "rtree_sites_geom_insert" AFTER INSERT ON "sites" BEGIN
    UPDATE sites SET people = 0; END"""
MANY_TABLES = """INSERT INTO sqlite_schema
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {})
    SELECT 'table', 't' || i, 't' || i, rootpage, 'CREATE TABLE t' || i || ' (x)'
    FROM n, sqlite_schema WHERE name = 'sites'"""
ENDLESS_VIEW = """CREATE VIEW camps AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
    SELECT i AS fid, NULL AS geom FROM n ORDER BY i"""
OLD_METADATA_TRIGGER = """
CREATE TRIGGER 'gpkg_metadata_reference_column_name_insert'
BEFORE INSERT ON 'gpkg_metadata_reference'
FOR EACH ROW BEGIN
SELECT RAISE(ABORT, 'insert on table gpkg_metadata_reference violates constraint: column name must be NULL
when reference_scope is "geopackage", "table" or "row"')
WHERE (NEW.reference_scope IN ('geopackage','table','row') AND NEW.column_name IS NOT NULL);
SELECT RAISE(ABORT, 'insert on table gpkg_metadata_reference violates constraint: column name must be defined
for the specified table when reference_scope is "column" or "row/col"')
WHERE (NEW.reference_scope IN ('column','row/col') AND NOT NEW.table_name IN (
SELECT name FROM SQLITE_MASTER WHERE type = 'table' AND name = NEW.table_name
AND sql LIKE ('%' || NEW.column_name || '%')));
END;"""


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a GeoPackage with spatial index and feature count, as QGIS and GDAL do."""
    path = tmp_path_factory.mktemp("plain") / "sites.gpkg"
    sites = gpd.GeoDataFrame(
        {"name": ["Kabare", "Katana"], "people": [12_000, 800]},
        geometry=[shapely.Point(28.8, -2.5), shapely.Point(28.83, -2.22)],
        crs=4326,
    )
    sites.to_file(path, layer="sites", engine="pyogrio", SPATIAL_INDEX="YES")
    return path


@pytest.fixture
def edited(plain: Path, tmp_path: Path) -> Edit:
    """Make a copy of the plain file and run some SQL on it."""

    def edit(*statements: str) -> Path:
        path = tmp_path / "edited.gpkg"
        shutil.copy(plain, path)
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA writable_schema = ON")
            for statement in statements:
                connection.execute(statement)
        connection.close()
        return path

    return edit


def fault(path: Path, **options: float) -> str:
    """Code of the error that the file meets; its text names the file."""
    with pytest.raises((RefusedFile, UnusableFile)) as caught:
        inspect(path, **options)
    assert path.name in str(caught.value)
    return caught.value.code


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2", "1.3", "1.4"])
def test_files_of_every_version_of_the_standard_pass(plain: Path, tmp_path: Path, version: str) -> None:
    path = tmp_path / "version.gpkg"
    sites = gpd.read_file(plain)
    options = {"VERSION": version, "METADATA_TABLES": "YES"}
    pyogrio.write_dataframe(sites, path, layer='Ünïcode "sites"', dataset_options=options, layer_metadata={"by": "x"})
    pyogrio.write_dataframe(sites.drop(columns="geometry"), path, layer="numbers", append=True)
    inspect(path)
    with sqlite3.connect(path) as connection:
        (triggers,) = connection.execute("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'").fetchone()
    connection.close()
    assert triggers >= 18


@pytest.mark.skipif(shutil.which("gdal_translate") is None, reason="gdal-bin is not installed")
def test_a_raster_beside_the_layers_passes(plain: Path, tmp_path: Path) -> None:
    path, image = tmp_path / "both.gpkg", tmp_path / "image.tif"
    shutil.copy(plain, path)
    extent = ["-a_srs", "EPSG:3857", "-a_ullr", "0", "1000", "1000", "0"]
    subprocess.run(["gdal_create", "-q", "-outsize", "300", "300", "-bands", "3", *extent, image], check=True)
    into = ["-co", "APPEND_SUBDATASET=YES", "-co", "RASTER_TABLE=image"]
    subprocess.run(["gdal_translate", "-q", "-of", "GPKG", image, path, *into], check=True, capture_output=True)
    inspect(path)
    assert "image" in pyogrio.read_dataframe(path, sql="SELECT table_name FROM gpkg_contents").table_name.to_list()


def test_the_metadata_triggers_of_old_files_pass(edited: Edit) -> None:
    table = "CREATE TABLE gpkg_metadata_reference (reference_scope TEXT, table_name TEXT, column_name TEXT)"
    inspect(edited(table, OLD_METADATA_TRIGGER))
    assert fault(edited(table, OLD_METADATA_TRIGGER.replace("SELECT name", "SELECT randomblob(9)"))) == (
        "geopackage_trigger"
    )


def test_a_standard_trigger_written_in_another_hand_passes(edited: Edit) -> None:
    again = """create trigger [rtree_sites_geom_delete] /* of the
        index */ after delete on sites when OLD.`geom` not null -- always
        begin delete from rtree_sites_geom where ID = old.fid; end"""
    inspect(edited("DROP TRIGGER rtree_sites_geom_delete", again))


@pytest.mark.parametrize(
    ("statements", "code"),
    [
        (["CREATE VIEW camps AS SELECT * FROM sites"], "geopackage_view"),
        ([ENDLESS_VIEW, "UPDATE gpkg_contents SET table_name = 'camps'"], "geopackage_view"),
        (["CREATE TRIGGER sneak AFTER INSERT ON sites BEGIN DELETE FROM sites; END"], "geopackage_trigger"),
        (["DROP TRIGGER rtree_sites_geom_insert", RTREE_INSERT], "geopackage_trigger"),
        (["CREATE VIRTUAL TABLE notes USING fts5(text)"], "geopackage_virtual_table"),
        (["CREATE VIRTUAL TABLE rtree_x USING rtree(id, a, b)"], "geopackage_virtual_table"),
        (["CREATE TABLE a (x, y AS (x + 1))"], "geopackage_computed_column"),
        (['CREATE TABLE "É ""A""" (x, y AS (hex(x)) STORED)'], "geopackage_computed_column"),
        (["DROP TABLE gpkg_contents"], "geopackage_no_contents"),
        (["PRAGMA application_id = 1"], "geopackage_other_application"),
    ],
)
def test_what_could_act_is_refused(edited: Edit, statements: list[str], code: str) -> None:
    assert fault(edited(*statements)) == code


@pytest.mark.parametrize(
    ("page", "sql", "code"),
    [
        ("0", "CREATE VIEW x AS SELECT 1", "geopackage_view"),
        ("0", "CREATE TRIGGER x AFTER INSERT ON sites BEGIN DELETE FROM sites; END", "geopackage_trigger"),
        ("rootpage", "CREATE TABLE IF NOT EXISTS x (a, b AS (a + 1))", "geopackage_corrupt"),
        ("rootpage", "CREATE TABLE main.x (a, b AS (a + 1))", "geopackage_corrupt"),
    ],
)
def test_a_schema_row_disguised_as_a_table_is_refused(edited: Edit, page: str, sql: str, code: str) -> None:
    row = f"SELECT 'table', 'x', 'x', {page}, '{sql}' FROM sqlite_schema WHERE name = 'sites'"
    # Newer SQLite libraries notice some of these themselves.
    assert fault(edited(f"INSERT INTO sqlite_schema {row}")) in {code, "geopackage_corrupt"}


def test_a_message_shows_no_control_characters_of_a_file(edited: Edit) -> None:
    with pytest.raises(RefusedFile) as caught:
        inspect(edited('CREATE VIEW "a\n\x1b[2Jb" AS SELECT 1'))
    assert "a??[2jb" in str(caught.value)


def test_the_look_ends_at_its_deadline(edited: Edit) -> None:
    many = edited(MANY_TABLES.format(300))
    inspect(many)
    assert fault(many, deadline_s=0.0) == "geopackage_too_slow"


def test_a_file_of_endless_tables_is_refused(edited: Edit) -> None:
    assert fault(edited(MANY_TABLES.format(10_001))) == "geopackage_too_many_objects"


def test_what_is_no_geopackage_is_told_apart(tmp_path: Path) -> None:
    text, empty = tmp_path / "text.gpkg", tmp_path / "empty.gpkg"
    text.write_text("name,lon,lat\n")
    empty.touch()
    other = tmp_path / "other.gpkg"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE a (x)")
    connection.close()
    assert fault(text) == fault(empty) == "geopackage_not_sqlite"
    assert fault(other) == "geopackage_no_contents"
    assert fault(tmp_path / "none.gpkg") == "geopackage_missing"
    assert fault(tmp_path) == "geopackage_not_a_file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.gpkg")
    assert fault(tmp_path / "pipe.gpkg") == "geopackage_not_a_file"


@pytest.mark.parametrize("suffix", ["-wal", "-journal"])
def test_unfinished_work_of_another_program_beside_the_file_is_refused(edited: Edit, suffix: str) -> None:
    path = edited()
    side = path.with_name(path.name + suffix)
    side.touch()
    inspect(path)
    side.write_bytes(b"frames")
    assert fault(path) == "geopackage_in_use"


def test_a_file_that_qgis_left_in_wal_mode_passes(edited: Edit) -> None:
    inspect(edited("PRAGMA journal_mode = WAL"))


def test_a_name_with_marks_of_an_address_is_only_a_name(plain: Path, tmp_path: Path) -> None:
    path = tmp_path / "a?mode=rw#b%20 'é'.gpkg"
    shutil.copy(plain, path)
    inspect(path)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [path.name]


@pytest.mark.parametrize("share", [0.02, 0.3, 0.9])
def test_a_file_cut_short_is_refused(edited: Edit, share: float) -> None:
    path = edited()
    os.truncate(path, int(path.stat().st_size * share))
    assert fault(path) == "geopackage_corrupt"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(16, 60_000), st.binary(min_size=1, max_size=8)), min_size=1, max_size=12))
def test_a_damaged_file_passes_or_is_refused_and_nothing_else(
    plain: Path, tmp_path: Path, damage: list[tuple[int, bytes]]
) -> None:
    content = bytearray(plain.read_bytes())
    for position, junk in damage:
        content[position : position + len(junk)] = junk
    path = tmp_path / "damaged.gpkg"
    path.write_bytes(content)
    try:
        inspect(path)
    except PlannerError as error:
        assert error.code.startswith("geopackage_")  # noqa: PT017 - both outcomes are right
    assert path.read_bytes() == content
