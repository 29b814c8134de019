# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan's tables: given back as written, readable elsewhere, and edits from elsewhere seen."""

from __future__ import annotations

import math
import os
import sqlite3
import struct
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.errors import PlannerError, RefusedFile, UnusableFile
from layers.geopackage import PlanTables, Table, inspect, read, write
from layers.geopackage.tables import checksum

SITES = Table(
    name="sites",
    columns=(
        ("name", "TEXT"),
        ("people", "INTEGER"),
        ("share", "REAL"),
        ("liaison", "BOOLEAN"),
        ("raw", "BLOB"),
    ),
    rows=(
        ("Kabare 'north'", 12_000, 0.25, True, b"\0\xff"),
        ('ville "haute"; --', None, None, False, None),
        ("مخيم 😀", 0, -0.0, None, b""),
    ),
    geometry=(shapely.Point(28.8, -2.5).wkb, None, shapely.Point(-179.5, 84.0).wkb),
    geometry_type="POINT",
    identifier="Sites",
    description="Places with civilians",
)
ROADS = Table(
    name="roads",
    columns=(("class", "TEXT"),),
    rows=(("trunk",), ("track",)),
    geometry=(
        shapely.LineString([(28.8, -2.5), (28.9, -2.4), (29.2, -1.7)]).wkb,
        shapely.LineString([(28.0, -2.0), (28.1, -2.0)]).wkb,
    ),
    geometry_type="LINESTRING",
)
UNITS = Table("units", (("id", "TEXT"), ("strength", "INTEGER")), (("A Coy", 150), ("B Coy", None)))
EMPTY = Table("areas", (("name", "TEXT"),), (), (), "MULTIPOLYGON")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Write a plan file of four tables."""
    path = tmp_path / "plan.gpkg"
    write(path, [SITES, ROADS, UNITS, EMPTY], schema_version=3, meta={"name": "Operation 'A'"})
    return path


def run(path: Path, *statements: str) -> None:
    """Edit a file as another program would."""
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            connection.execute(statement)
    connection.close()


def refusal(path: Path) -> RefusedFile:
    """Error that reading the file meets."""
    with pytest.raises(RefusedFile) as caught:
        read(path)
    assert path.name in str(caught.value)
    return caught.value


def test_what_is_written_is_read(plan: Path) -> None:
    assert read(plan) == PlanTables(
        schema_version=3,
        meta={"name": "Operation 'A'"},
        tables={"sites": SITES, "roads": ROADS, "units": UNITS, "areas": EMPTY},
        altered=(),
    )
    inspect(plan)


def test_another_program_reads_every_layer(plan: Path) -> None:
    kinds = dict(pyogrio.list_layers(plan))
    assert {kinds[name] for name in ("gisplanner_meta", "gisplanner_checksums", "units")} == {None}
    assert (kinds["sites"], kinds["roads"], kinds["areas"]) == ("Point", "LineString", "MultiPolygon")
    sites, roads = gpd.read_file(plan, layer="sites"), gpd.read_file(plan, layer="roads")
    assert sites.crs == roads.crs == "EPSG:4326"
    assert sites.name.to_list() == [row[0] for row in SITES.rows]
    assert sites.people.to_list() == pytest.approx([12_000, math.nan, 0], nan_ok=True)
    assert sites.liaison.to_list()[:2] == [True, False]
    assert [geometry and geometry.wkb for geometry in sites.geometry] == list(SITES.geometry or ())
    assert [geometry.wkb for geometry in roads.geometry] == list(ROADS.geometry or ())
    assert pyogrio.read_info(plan, layer="roads")["total_bounds"] == (28.0, -2.5, 29.2, -1.7)
    assert pyogrio.read_info(plan, layer="sites")["layer_metadata"]["DESCRIPTION"] == "Places with civilians"


def test_equal_content_gives_equal_bytes(plan: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.gpkg"
    write(again, [SITES, ROADS, UNITS, EMPTY], schema_version=3, meta={"name": "Operation 'A'"})
    assert again.read_bytes() == plan.read_bytes()


text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
VALUES = {
    "TEXT": text,
    "INTEGER": st.integers(-(2**63), 2**63 - 1),
    "REAL": st.floats(allow_nan=False, allow_infinity=False),
    "BOOLEAN": st.booleans(),
    "BLOB": st.binary(max_size=20),
}
degrees = st.floats(-180, 180).map(lambda value: value + 0.0)
positions = st.tuples(degrees, degrees)
rings = st.lists(positions, min_size=3, max_size=6).map(lambda ring: [*ring, ring[0]])
GEOMETRIES = {
    "POINT": st.builds(shapely.Point, positions),
    "LINESTRING": st.builds(shapely.LineString, st.lists(positions, min_size=2, max_size=6)),
    "POLYGON": st.builds(shapely.Polygon, rings, st.lists(rings, max_size=2)),
    "MULTIPOINT": st.builds(shapely.MultiPoint, st.lists(positions, min_size=1, max_size=4)),
    "MULTIPOLYGON": st.builds(
        lambda parts: shapely.MultiPolygon([shapely.Polygon(ring) for ring in parts]),
        st.lists(rings, min_size=1, max_size=3),
    ),
}


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Any table that can be stored."""
    kinds = draw(st.lists(st.sampled_from(sorted(VALUES)), max_size=5))
    columns = tuple((f"c{number}", kind) for number, kind in enumerate(kinds))
    rows = tuple(draw(st.lists(st.tuples(*(st.none() | VALUES[kind] for kind in kinds)), max_size=6)))
    bare = Table("any", columns, rows, identifier=draw(text), description=draw(text))
    if draw(st.booleans()):
        return bare
    kind = draw(st.sampled_from(sorted(GEOMETRIES)))
    order = draw(st.sampled_from([0, 1]))
    wkb = (
        None if shape is None else shapely.to_wkb(shape, byte_order=order)
        for shape in (draw(st.none() | GEOMETRIES[kind]) for _ in rows)
    )
    return replace(bare, geometry=tuple(wkb), geometry_type=draw(st.sampled_from([kind, "GEOMETRY"])))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables())
def test_any_table_comes_back_as_it_was(tmp_path: Path, table: Table) -> None:
    write(tmp_path / "any.gpkg", [table], schema_version=1)
    again = read(tmp_path / "any.gpkg")
    identifier = "" if table.identifier == table.name else table.identifier
    assert again.tables == {"any": replace(table, identifier=identifier)}
    assert again.altered == ()


@pytest.mark.parametrize(
    ("edit", "altered"),
    [
        ("UPDATE sites SET people = 12001 WHERE fid = 1", ("sites",)),
        ("UPDATE sites SET people = '12000x' WHERE fid = 1", ("sites",)),
        ("UPDATE sites SET liaison = NULL WHERE fid = 2", ("sites",)),
        ("UPDATE roads SET geom = (SELECT geom FROM roads WHERE fid = 2)", ("roads",)),
        ("DELETE FROM units WHERE fid = 2", ("units",)),
        ("INSERT INTO units VALUES (9, 'C Coy', 140)", ("units",)),
        ("ALTER TABLE units ADD COLUMN remark TEXT", ("units",)),
        ("DROP TABLE units", ("units",)),
        ("UPDATE gisplanner_meta SET value = 'B' WHERE key = 'name'", ("gisplanner_meta",)),
        ("CREATE TABLE layer_styles (id INTEGER PRIMARY KEY, styleQML TEXT)", ()),
        ("VACUUM", ()),
    ],
)
def test_an_edit_from_elsewhere_is_named(plan: Path, edit: str, altered: tuple[str, ...]) -> None:
    connection = sqlite3.connect(plan, isolation_level=None)
    connection.execute(edit)
    connection.close()
    assert read(plan).altered == altered


def test_a_layer_edited_by_gdal_is_named_and_the_rest_stays(plan: Path) -> None:
    camp = gpd.GeoDataFrame({"name": ["Katana"], "people": [800]}, geometry=[shapely.Point(28.83, -2.22)], crs=4326)
    pyogrio.write_dataframe(camp, plan, layer="sites", append=True)
    styles = gpd.GeoDataFrame({"style": ["red"]}, geometry=[shapely.Point(0, 0)], crs=4326)
    pyogrio.write_dataframe(styles, plan, layer="notes", append=True)
    again = read(plan)
    assert again.altered == ("sites",)
    assert again.tables["sites"].rows[-1][:2] == ("Katana", 800)
    assert again.tables["roads"] == ROADS
    assert "notes" not in again.tables


def test_a_plan_of_a_later_version_is_handed_on(tmp_path: Path) -> None:
    write(tmp_path / "later.gpkg", [UNITS], schema_version=999)
    assert read(tmp_path / "later.gpkg").schema_version == 999


@pytest.mark.parametrize(
    "edit",
    [
        "DROP TABLE gisplanner_meta",
        "DROP TABLE gisplanner_checksums",
        "UPDATE gisplanner_meta SET value = 'x'",
    ],
)
def test_a_geopackage_that_is_no_plan_is_told(plan: Path, edit: str) -> None:
    run(plan, edit)
    assert refusal(plan).code == "geopackage_no_plan"


@pytest.mark.parametrize(
    "edit",
    [
        "DELETE FROM gisplanner_checksums WHERE table_name = 'sites'",
        "DELETE FROM gisplanner_checksums",
        "UPDATE gisplanner_checksums SET rows = 0",
        "ALTER TABLE gisplanner_checksums DROP COLUMN sha256",
        "DROP TABLE gisplanner_meta",
    ],
)
def test_a_plan_whose_own_list_was_changed_is_refused(plan: Path, edit: str) -> None:
    run(plan, edit)
    assert refusal(plan).code in {"geopackage_corrupt", "geopackage_no_plan"}


def test_a_plan_whose_list_was_forged_without_its_own_table_is_refused(plan: Path) -> None:
    listed = Table("gisplanner_checksums", (("table_name", "TEXT"), ("sha256", "TEXT")), (("sites", "0"),))
    connection = sqlite3.connect(plan, isolation_level=None)
    connection.execute("DELETE FROM gisplanner_checksums")
    connection.execute("ALTER TABLE gisplanner_checksums DROP COLUMN rows")
    for row in (*listed.rows, ("gisplanner_checksums", checksum(listed))):
        connection.execute("INSERT INTO gisplanner_checksums (table_name, sha256) VALUES (?, ?)", row)
    connection.close()
    assert refusal(plan).code == "geopackage_no_plan"


def test_a_plan_with_a_view_or_a_foreign_trigger_is_refused(plan: Path) -> None:
    run(plan, "CREATE TRIGGER t AFTER UPDATE ON units BEGIN DELETE FROM sites; END")
    assert refusal(plan).code == "geopackage_trigger"
    run(plan, "DROP TRIGGER t", "CREATE VIEW v AS SELECT 1")
    assert refusal(plan).code == "geopackage_view"


def test_a_plan_in_another_crs_is_refused(plan: Path) -> None:
    run(plan, "UPDATE gpkg_geometry_columns SET srs_id = 0 WHERE table_name = 'roads'")
    assert (refusal(plan).code, refusal(plan).layer) == ("geopackage_plan_crs", "roads")


HEADER = b"GP\0\x01\xe6\x10\0\0"


def nested(depth: int) -> bytes:
    """Nest a collection in a collection in a collection..."""
    return b"".join(struct.pack("<BII", 1, 7, 1) for _ in range(depth)) + shapely.Point(0, 0).wkb


@pytest.mark.parametrize(
    "blob",
    [
        b"",
        b"GP",
        b"XX" + HEADER[2:] + shapely.Point(0, 0).wkb,
        HEADER[:3] + b"\x0f" + HEADER[4:] + shapely.Point(0, 0).wkb,
        HEADER[:3] + b"\x21" + HEADER[4:] + shapely.Point(0, 0).wkb,
        HEADER + b"\x02" + shapely.Point(0, 0).wkb[1:],
        HEADER + shapely.Point(0, 0).wkb[:-1],
        HEADER + shapely.Point(0, 0).wkb + b"\0",
        HEADER + shapely.Point(0, 0, 0).wkb,
        HEADER + shapely.Point(math.nan, 0).wkb,
        HEADER + struct.pack("<BII", 1, 2, 2**32 - 1),
        HEADER + struct.pack("<BII2d", 1, 2, 1, 0, 0),
        HEADER + struct.pack("<BIII8d", 1, 3, 1, 4, 0, 0, 1, 0, 1, 1, 0, 1),
        HEADER + struct.pack("<BII", 1, 3, 0),
        HEADER + struct.pack("<BII", 1, 4, 2**32 - 1),
        HEADER + struct.pack("<BIIBII", 1, 4, 1, 1, 4, 0),
        HEADER + nested(100_000),
    ],
)
def test_a_geometry_that_is_not_sound_is_refused_with_its_place(plan: Path, blob: bytes) -> None:
    with sqlite3.connect(plan) as connection:
        connection.execute("UPDATE roads SET geom = ? WHERE fid = 2", (blob,))
    connection.close()
    error = refusal(plan)
    assert (error.code, error.layer, error.row) == ("geopackage_geometry", "roads", 2)


def test_an_emptied_geometry_is_missing(plan: Path) -> None:
    with sqlite3.connect(plan) as connection:
        connection.execute("UPDATE roads SET geom = ? WHERE fid = 2", (HEADER[:3] + b"\x11" + HEADER[4:],))
    connection.close()
    assert read(plan).tables["roads"].geometry == ((ROADS.geometry or ())[0], None)
    assert read(plan).altered == ("roads",)


def test_a_file_that_claims_more_than_its_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.gpkg"
    tables = [Table(name, (("text", "TEXT"),), tuple(("x" * 9_000,) for _ in range(50))) for name in ("a", "b", "c")]
    write(path, [tables[0], *(replace(table, rows=()) for table in tables[1:])], schema_version=1)
    run(
        path,
        "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'a')"
        " WHERE name IN ('b', 'c')",
    )
    assert refusal(path).code == "geopackage_corrupt"
    assert "overflows" in str(refusal(path))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(16, 50_000), st.binary(min_size=1, max_size=8)), min_size=1, max_size=8))
def test_a_damaged_plan_is_whole_or_named_or_refused(plan: Path, damage: list[tuple[int, bytes]]) -> None:
    whole = read(plan)
    sound = plan.read_bytes()
    content = bytearray(sound)
    for position, junk in damage:
        content[position : position + len(junk)] = junk
    path = plan.with_name("damaged.gpkg")
    path.write_bytes(content)
    try:
        again = read(path)
    except PlannerError as error:
        assert error.code.startswith("geopackage_")  # noqa: PT017 - both outcomes are right
    else:
        kept = [name for name in whole.tables if name not in again.altered and name in again.tables]
        assert all(again.tables[name].rows == whole.tables[name].rows for name in kept)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_a_plan_cut_short_is_refused(plan: Path, share: float) -> None:
    os.truncate(plan, int(plan.stat().st_size * share))
    assert refusal(plan).code == "geopackage_corrupt"


def test_a_version_below_nought_or_given_twice_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="version"):
        write(tmp_path / "t.gpkg", [UNITS], schema_version=-1)
    with pytest.raises(ValueError, match="version"):
        write(tmp_path / "t.gpkg", [UNITS], schema_version=1, meta={"schema_version": "2"})


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("TEXT", 1),
        ("TEXT", "a\0b"),
        ("TEXT", "\ud800"),
        ("INTEGER", True),
        ("INTEGER", 2**63),
        ("INTEGER", np.int64(1)),
        ("INTEGER", 1.0),
        ("REAL", 1),
        ("REAL", math.nan),
        ("REAL", math.inf),
        ("BOOLEAN", 1),
        ("BLOB", "text"),
    ],
)
def test_a_value_that_would_not_come_back_is_refused_with_its_place(tmp_path: Path, kind: str, value: object) -> None:
    table = Table("t", (("a", "TEXT"), ("b", kind)), (("x", None), ("y", value)))  # type: ignore[arg-type]
    with pytest.raises(UnusableFile) as caught:
        write(tmp_path / "t.gpkg", [table], schema_version=1)
    error = caught.value
    assert (error.code, error.layer, error.row, error.column) == ("value_not_storable", "t", 2, "b")


@pytest.mark.parametrize(
    "shape", [shapely.Point(0, 0), shapely.LineString(), shapely.LineString([(0, 0, 1), (1, 1, 1)])]
)
def test_a_geometry_of_another_type_is_refused_with_its_place(tmp_path: Path, shape: shapely.Geometry) -> None:
    table = replace(ROADS, geometry=((ROADS.geometry or ())[0], shapely.to_wkb(shape)))
    with pytest.raises(UnusableFile) as caught:
        write(tmp_path / "t.gpkg", [table], schema_version=1)
    assert (caught.value.code, caught.value.row) == ("value_not_storable", 2)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "tables",
    [
        [replace(UNITS, name="a b")],
        [replace(UNITS, name="gpkg_units")],
        [replace(UNITS, name="gisplanner_meta")],
        [replace(UNITS, name="gisplanner_checksums")],
        [UNITS, replace(UNITS, name="Units")],
        [UNITS, replace(UNITS, name="more", identifier="units")],
        [replace(UNITS, columns=(("id", "TEXT"), ("ID", "TEXT")))],
        [replace(UNITS, columns=(("fid", "TEXT"), ("a", "TEXT")))],
        [replace(UNITS, columns=(("id", "VARCHAR"), ("a", "TEXT")))],
        [replace(UNITS, rows=(("A",),))],
        [replace(ROADS, geometry=())],
        [replace(ROADS, geometry_type="CIRCLE")],
    ],
)
def test_a_table_of_wrong_shape_is_a_mistake_of_the_caller(tmp_path: Path, tables: list[Table]) -> None:
    with pytest.raises(ValueError, match="table"):
        write(tmp_path / "t.gpkg", tables, schema_version=1)
    assert list(tmp_path.iterdir()) == []
