# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile OpenStreetMap extracts: entities, numbers beyond the world, blocks that swell, texts that are none."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from tests.fuzz.containers import LENGTHY, VARINT, Field, blocks_of, message
from tests.hostile.cases import refused, taken
from tests.hostile.plain import ROADS, extract

PLACE = '<node id="{}" lon="29.{}" lat="1"><tag k="place" v="town"/><tag k="name" v="{}"/></node>'


def _osm(folder: Path, text: str) -> Path:
    (folder / "t.osm").write_text(text, encoding="utf-8")
    return folder / "t.osm"


def _bad(name: str, text: str, code: str = "unreadable") -> None:
    refused(name, code, "roads")(lambda folder: _osm(folder, text))


def _odd(name: str, text: str, accepted: int, rejected: int = 0) -> None:
    taken(name, accepted, rejected, kind="roads")(lambda folder: _osm(folder, text))


LAUGHS = '<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
_bad(
    "entities of an extract that grow",
    f'<?xml version="1.0"?><!DOCTYPE osm [{LAUGHS}]>' + ROADS.replace("Route", "&j;"),
)
_bad(
    "an entity of an extract that is a file",
    '<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + ROADS.replace("Route", "&a;"),
)
_bad("a list of changes under an extract's name", "<osmChange><create/></osmChange>", "content_differs")
_bad("an extract of another version", ROADS.replace('"0.6"', '"7"'))
_bad("an extract cut in a tag", ROADS[:-70])
_bad("elements nested without end", ROADS.replace("</osm>", "<a>" * 200_000 + "</osm>"))
_bad("a node whose number no computer holds", ROADS.replace('id="1"', f'id="{"9" * 30}"'))
_bad("a text longer than any is", ROADS.replace("Route", "x" * 100_000))
_bad("a way whose nodes are letters", ROADS.replace('ref="1"', 'ref="a"'))
_bad("a node beyond all worlds", ROADS.replace('lon="29.1"', 'lon="999"'))
_odd("a node beyond this world", ROADS.replace('lon="29.1"', 'lon="200"'), 0, 1)
_odd("nodes that are not there", ROADS.replace('ref="1"', 'ref="77"'), 0, 1)
_odd("a way of two hundred thousand turns at one place", ROADS.replace('<nd ref="1"/>', '<nd ref="1"/>' * 60_000), 1)
_odd(
    "the same way a thousand times",
    ROADS.replace("</osm>", ROADS[ROADS.index("<way") :].replace("</osm>", "") * 1000 + "</osm>"),
    1,
    1000,
)


@taken("relations that are members of themselves", 1)
def _(folder: Path) -> Path:
    ring = '<relation id="5"><member type="relation" ref="5" role="outer"/><tag k="type" v="multipolygon"/><tag k="highway" v="primary"/></relation>'
    return _osm(folder, ROADS.replace("</osm>", ring + "</osm>"))


@taken("an area of four thousand ways across one another", 1, 1, says={"incomplete_object"})
def _(folder: Path) -> Path:
    nodes = "".join(
        f'<node id="{n + 100}" lon="29.{n * 7919 % 10007:05d}" lat="1.{n * 104729 % 10009:05d}"/>' for n in range(4000)
    )
    ways = "".join(
        f'<way id="{n + 100}"><nd ref="{n + 100}"/><nd ref="{(n + 1) % 4000 + 100}"/></way>' for n in range(4000)
    )
    members = "".join(f'<member type="way" ref="{n + 100}" role="outer"/>' for n in range(4000))
    area = f'<relation id="7">{members}<tag k="type" v="multipolygon"/><tag k="place" v="town"/></relation>'
    return _osm(folder, ROADS.replace("</osm>", nodes + ways + area + "</osm>"))


# --- PBF --------------------------------------------------------------------------------------------------------------


def _block(kind: bytes, blob: bytes) -> bytes:
    head = message([(1, LENGTHY, kind), (3, VARINT, len(blob))])
    return struct.pack(">I", len(head)) + head + blob


def _deflated(content: bytes, size: int | None = None) -> bytes:
    return message([(2, VARINT, len(content) if size is None else size), (3, LENGTHY, zlib.compress(content, 9))])


def _pbf(folder: Path, *more: bytes) -> Path:
    """Write the extract with more blocks behind."""
    path = extract(folder / "t.osm.pbf")
    path.write_bytes(path.read_bytes() + b"".join(more))
    return path


def _stuffed(name: str, code: str, *more: bytes) -> None:
    refused(name, code, "roads")(lambda folder: _pbf(folder, *more))


def _texts(*texts: bytes) -> Field:
    return 1, LENGTHY, message([(1, LENGTHY, text) for text in texts])


def _node(*fields: Field) -> bytes:
    """Make a block of one node in a group."""
    return message([_texts(b"", b"place", b"town"), (2, LENGTHY, message([(1, LENGTHY, message(list(fields)))]))])


NODE: tuple[Field, ...] = ((1, VARINT, 8), (8, VARINT, 2), (9, VARINT, 2))
TAGGED: tuple[Field, ...] = (*NODE, (2, LENGTHY, b"\x01"), (3, LENGTHY, b"\x02"))
_stuffed(
    "a text with a NUL byte in it",
    "unreadable",
    _block(b"OSMData", _deflated(_node(*TAGGED).replace(b"place", b"pl\0ce"))),
)
_stuffed(
    "a text of the list that does not exist",
    "unreadable",
    _block(b"OSMData", _deflated(_node(*NODE, (2, LENGTHY, b"\x7f"), (3, LENGTHY, b"\x02")))),
)
_stuffed("blocks that swell a thousand times", "osm_swells", *[_block(b"OSMData", _deflated(b"\0" * 30_000_000))] * 4)
_stuffed(
    "a block that says it is small and swells", "unreadable", _block(b"OSMData", _deflated(b"\0" * 30_000_000, 10))
)
_stuffed("a block that says it is larger than any may be", "osm_swells", _block(b"OSMData", _deflated(b"\0", 2**40)))
_stuffed("a block of ten million fields", "unreadable", _block(b"OSMData", _deflated(b"\x08\x00" * 10_000_000)))
_stuffed(
    "a block packed in a way that is not zlib's",
    "unreadable",
    _block(b"OSMData", message([(2, VARINT, 9), (6, LENGTHY, b"lz4")])),
)
_stuffed(
    "a block packed twice",
    "unreadable",
    _block(b"OSMData", message([(1, LENGTHY, b""), (3, LENGTHY, zlib.compress(b""))])),
)
_stuffed("a block whose head has two thousand million bytes", "unreadable", struct.pack(">I", 2**31))
_stuffed("a block of two thousand million bytes", "unreadable", _block(b"OSMData", b"")[:-1] + b"\xff\xff\xff\x7f")
_stuffed(
    "packed bytes that are none", "unreadable", _block(b"OSMData", message([(2, VARINT, 9), (3, LENGTHY, b"nonsense")]))
)
_stuffed("numbers without end", "unreadable", _block(b"OSMData", b"\xff" * 1000))


@taken("a key without a value", 1, kind="roads")
def _(folder: Path) -> Path:
    node = _node(*NODE, (2, LENGTHY, b"\x01\x02"), (3, LENGTHY, b"\x02"))
    return _pbf(folder, _block(b"OSMData", _deflated(node)))


@refused("a feature that a reader must know", "unreadable", "roads")
def _(folder: Path) -> Path:
    path = extract(folder / "t.osm.pbf")
    _, header = blocks_of(path.read_bytes())[0]
    header = header.replace(b"DenseNodes", b"WhoKnowsIt")
    path.write_bytes(_block(b"OSMHeader", _deflated(header)))
    return path


@refused("an XML extract under a PBF's name", "content_differs", "roads")
def _(folder: Path) -> Path:
    return _osm(folder, ROADS).rename(folder / "t.osm.pbf")
