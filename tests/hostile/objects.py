# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile GeoJSON: links, depth, names twice, numbers and letters that are none, shapes without end."""

from __future__ import annotations

import json
import random
from pathlib import Path

from tests.hostile.cases import refused, taken
from tests.hostile.plain import collection, feature

LINK = {"type": "link", "properties": {"href": "http://127.0.0.1:9/crs", "type": "proj4"}}
RING = [[29, 1], [31, 1], [31, 3], [29, 1]]


def _raw(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def _one(geometry: str, properties: str = '{"name": "a", "people": 5}') -> str:
    return (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", '
        f'"properties": {properties}, "geometry": {geometry}}}]}}'
    )


@refused("a coordinate system by a link", "crs_link")
def _(folder: Path) -> Path:
    return collection(folder / "t.geojson", feature(), crs=LINK)


@refused("a coordinate system by a link, deep inside a geometry", "crs_link")
def _(folder: Path) -> Path:
    inner = {"type": "Point", "coordinates": [29, 1], "crs": LINK}
    return collection(folder / "t.geojson", feature({"type": "GeometryCollection", "geometries": [inner]}))


@refused("a coordinate system by a file's name", "crs_link")
def _(folder: Path) -> Path:
    named = {"type": "name", "properties": {"name": "/etc/passwd"}}
    return collection(folder / "t.geojson", feature(), crs=named)


@refused("a coordinate system by a link whose letters are escaped", "crs_link")
def _(folder: Path) -> Path:
    link = json.dumps(LINK).replace("http", "\\u0068ttp").replace("link", "l\\u0069nk")
    return _raw(folder / "t.geojson", f'{{"type": "FeatureCollection", "\\u0063rs": {link}, "features": []}}')


@refused("two coordinate systems, of which one is a link", "not_geojson")
def _(folder: Path) -> Path:
    text = json.dumps({"type": "FeatureCollection", "crs": LINK, "features": [feature()]})
    return _raw(folder / "t.geojson", text.replace('"features"', '"crs": null, "features"'))


@refused("two types in one object", "not_geojson")
def _(folder: Path) -> Path:
    return _raw(folder / "t.geojson", '{"type": "FeatureCollection", "type": "Topology", "features": []}')


@refused("a coordinate system that nobody knows", "unknown_crs")
def _(folder: Path) -> Path:
    named = {"type": "name", "properties": {"name": "EPSG:999999"}}
    return collection(folder / "t.geojson", feature(), crs=named)


@refused("lists nested a million deep", "not_geojson")
def _(folder: Path) -> Path:
    return _raw(folder / "t.geojson", _one('{"type": "Point", "coordinates": ' + "[" * 1_000_000))


@refused("objects nested deeper than JSON's reader goes", "not_geojson")
def _(folder: Path) -> Path:
    deep = '{"a": ' * 100_000 + "1" + "}" * 100_000
    return _raw(folder / "t.geojson", _one("null", deep))


@taken("objects nested five hundred deep in an attribute", 1)
def _(folder: Path) -> Path:
    deep = '{"a": ' * 500 + "1" + "}" * 500
    return _raw(
        folder / "t.geojson", _one('{"type": "Point", "coordinates": [29, 1]}', f'{{"name": "a", "x": {deep}}}')
    )


@taken("collections nested in collections", 0, 1, says={"wrong_geometry"})
def _(folder: Path) -> Path:
    deep = '{"type": "GeometryCollection", "geometries": [' * 300
    return _raw(folder / "t.geojson", _one(deep + '{"type": "Point", "coordinates": [29, 1]}' + "]}" * 300))


@refused("a coordinate of 200 MB", "not_geojson")
def _(folder: Path) -> Path:
    return _raw(folder / "t.geojson", _one(f'{{"type": "Point", "coordinates": [29, {"1" * 200_000_000}]}}'))


@refused("an attribute that is a very long number", "unreadable")
def _(folder: Path) -> Path:
    number = "9" * 4_000
    return _raw(
        folder / "t.geojson",
        _one('{"type": "Point", "coordinates": [29, 1]}', f'{{"name": "a", "people": {number}}}'),
    )


@taken("coordinates that no computer holds", 1, 2)
def _(folder: Path) -> Path:
    odd = [feature({"type": "Point", "coordinates": at}) for at in ([1e999, 1], [float("nan"), 1], [29, 1])]
    return collection(folder / "t.geojson", *odd)


@taken("coordinates that are no numbers", 1, 3)
def _(folder: Path) -> Path:
    odd = [feature({"type": "Point", "coordinates": at}) for at in (["29", "1"], [[29, 1]], [], [29, 1])]
    return collection(folder / "t.geojson", *odd)


@taken("halves of letters", 1)
def _(folder: Path) -> Path:
    return _raw(
        folder / "t.geojson",
        _one('{"type": "Point", "coordinates": [29, 1]}', '{"name": "A\\ud800ma", "people": 5}'),
    )


@taken("NUL letters in names and values", 1)
def _(folder: Path) -> Path:
    return _raw(
        folder / "t.geojson",
        _one('{"type": "Point", "coordinates": [29, 1]}', '{"name": "A\\u0000ma", "pe\\u0000ople": 5}'),
    )


@refused("NUL bytes behind the end", "not_geojson")
def _(folder: Path) -> Path:
    return _raw(folder / "t.geojson", _one('{"type": "Point", "coordinates": [29, 1]}') + "\0" * 100)


@refused("two marks of UTF-8", "content_differs")
def _(folder: Path) -> Path:
    return _raw(folder / "t.geojson", b"\xef\xbb\xbf\xef\xbb\xbf" + _one("null").encode())


@refused("UTF-16 without its mark", "content_differs")
def _(folder: Path) -> Path:
    return _raw(folder / "t.geojson", _one("null").encode("utf-16-be"))


@refused("bytes that are no letters", "not_geojson")
def _(folder: Path) -> Path:
    return _raw(folder / "t.geojson", _one("null").encode().replace(b'"a"', b'"\xff\xfe\xfd"'))


@refused("a second document behind the first", "not_geojson")
def _(folder: Path) -> Path:
    return _raw(folder / "t.geojson", _one("null") * 2)


@refused("lines of features", "not_geojson")
def _(folder: Path) -> Path:
    return _raw(folder / "t.geojson", "\n".join(json.dumps(feature()) for _ in range(3)))


@taken("a polygon with a hundred thousand rings", 1, kind="areas")
def _(folder: Path) -> Path:
    corners = ((29.3 + n // 500 / 1000, 1.1 + n % 500 / 10000) for n in range(100_000))
    holes = (
        f"[[{x:.4f},{y:.4f}],[{x + 3e-5:.5f},{y:.4f}],[{x:.4f},{y + 3e-5:.5f}],[{x:.4f},{y:.4f}]]" for x, y in corners
    )
    rings = ",".join([str(RING), *holes])
    return _raw(
        folder / "t.geojson",
        _one(f'{{"type": "Polygon", "coordinates": [{rings}]}}', '{"name": "a", "role": "sector"}'),
    )


def _holes(path: Path, holes: list[tuple[float, float, float]]) -> Path:
    """Write a sound area, and one with triangular holes: corner and size of each."""
    rings = [RING, *([[x, y], [x + size, y], [x, y + size], [x, y]] for x, y, size in holes)]
    shapes = [{"type": "Polygon", "coordinates": one} for one in (rings, [RING])]
    return collection(path, *(feature(shape, role="sector", name=str(n)) for n, shape in enumerate(shapes)))


@taken("two hundred thousand holes over one another", 1, 1, says={"too_tangled"}, kind="areas")
def _(folder: Path) -> Path:
    at = ((29.3 + n // 500 / 1e5, 1.1 + n % 500 / 1e5) for n in range(200_000))
    return _holes(folder / "t.geojson", [(x, y, 0.01) for x, y in at])


@taken("thirty thousand holes inside one another", 1, 1, says={"too_tangled"}, kind="areas")
def _(folder: Path) -> Path:
    return _holes(folder / "t.geojson", [(30 + n * 1e-6, 1.1 + n * 1e-6, 0.4 - n * 3e-6) for n in range(30_000)])


@taken("a few holes over one another", 2, says={"geometry_repaired"}, kind="areas")
def _(folder: Path) -> Path:
    return _holes(folder / "t.geojson", [(30 + n / 100, 1.1, 0.1) for n in range(10)])


@taken("a ring that crosses itself a hundred million times", 1, 1, says={"too_tangled"}, kind="areas")
def _(folder: Path) -> Path:
    dice = random.Random(1)
    ring = [[29 + dice.random(), 1 + dice.random()] for _ in range(20_000)]
    shapes = [{"type": "Polygon", "coordinates": [one]} for one in ([*ring, ring[0]], RING)]
    return collection(folder / "t.geojson", *(feature(shape, role="sector") for shape in shapes))


@refused("a polygon with a million rings", "unreadable", "areas")
def _(folder: Path) -> Path:
    rings = ",".join([str(RING), *["[[29,1]]"] * 1_000_000])
    return _raw(folder / "t.geojson", _one(f'{{"type": "Polygon", "coordinates": [{rings}]}}'))


@taken("a ring without an end, and one of two points", 1, 2, kind="areas")
def _(folder: Path) -> Path:
    rings: list[list[list[list[int]]]] = [[RING], [[[29, 1], [30, 1]]], [[[29, 1]]]]
    odd = [feature({"type": "Polygon", "coordinates": ring}, role="sector") for ring in rings]
    return collection(folder / "t.geojson", *odd)


@taken("geometry of one kind with another's coordinates", 1, 2)
def _(folder: Path) -> Path:
    odd = ({"type": "Point", "coordinates": RING}, {"type": "Curve", "coordinates": [1, 1]})
    return collection(folder / "t.geojson", *(feature(one) for one in odd), feature())


@refused("thirty thousand attributes, no two features the same", "too_many_columns")
def _(folder: Path) -> Path:
    many = [
        feature(
            {"type": "Point", "coordinates": [29 + n / 1000, 1]}, name=f"n{n}", **{f"a{n}_{m}": 1 for m in range(100)}
        )
        for n in range(300)
    ]
    return collection(folder / "t.geojson", *many)


@refused("features that are no list", "unreadable")
def _(folder: Path) -> Path:
    return _raw(folder / "t.geojson", '{"type": "FeatureCollection", "features": {"0": null}}')


@taken("an id that is a list, and names of the kind's own columns", 1)
def _(folder: Path) -> Path:
    return collection(folder / "t.geojson", feature(row=7, attributes={"a": 1}) | {"id": [1, 2]})
