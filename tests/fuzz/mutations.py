# SPDX-License-Identifier: GPL-3.0-or-later
"""Mutants of valid files: bits, splices, cuts and tokens for all, and what each format's structure invites."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.fuzz.seeds import Files

Dice = random.Random
MOST_CHANGES = 4
NUMBERS = (0, 1, -1, 127, 128, 255, 256, 32767, 65535, 2**31 - 1, -(2**31), 2**32 - 1)
"""At the edges of what fields of a file hold."""
WIDTHS = (1, 2, 4, 8)
MAGIC_BYTES = {"csv": 0, "geojson": 1, "gpkg": 16, "shp": 4}
"""What is left as it is in most mutants, so that they come past the look at first bytes."""
SPARED = 0.95
HALF = 0.5

WORDS: Mapping[str, Sequence[bytes]] = {
    "csv": (b'"', b'""', b",", b";", b"\t", b"\r", b"\n", b"\0", b"\xff", b"\xef\xbb\xbf", b"nan", b"1e999", b"-", b"1,5",
            b"#geo+lat", b"#", b"=1+1", b"POINT (", b"POLYGON ((29 1, 30 2, 30 1, 29 2, 29 1))", b"9" * 400, b"lon,", b"lat,",
            "٣".encode(), b"inf", b"1_000", b"2024-13-45", b"GEOMETRYCOLLECTION("),
    "geojson": (b"[", b"]", b"{", b"}", b",", b":", b'"', b"null", b"true", b"1e999", b"-0", b"NaN", b"\\ud800", b"\\u0000",
                b'"crs":{"type":"link"},', b'"type":"Topology",', b"\0", b"\xff", b"9" * 400, b"[" * 600, b'"coordinates":[],',
                b'"geometry":null,', b'"properties":[],', b'"features":{},', b'"Polygon"', b'"LineString"'),
    "gpkg": (b"CREATE ", b"TABLE ", b"VIEW ", b"GEOMETRY", b"NULL", b"gpkg_contents", b"features", b"attributes", b"4326",
             b"-1", b"'", b'"', b"(", b")", b"\0", b"\xff\xff\xff\xff", b"GP\0\x01", b"WITHOUT ROWID", b"rtree"),
    "shp": (b"\0\0\0\0", b"\xff\xff\xff\x7f", b"\xff\xff\xff\xff", b"\0\0\xf8\x7f", b"GEOGCS[", b"UTF-8", b"PROJCS[", b"]",
            b"C", b"N", b"D", b"L", b"M", b"\x1a", b"*", b"\r"),
}  # fmt: skip
VALUES: Sequence[object] = (
    None,
    True,
    0,
    -1,
    1e308,
    10**30,
    "",
    "x",
    "1",
    [],
    {},
    [[]],
    [None],
    {"type": "Point"},
    "Point",
)


def mutant(form: str, dice: Dice, seeds: Sequence[Files]) -> Files:
    """Make one mutant of a format."""
    files = dict(dice.choice(seeds))
    other = dice.choice(seeds)
    changes = (STRUCTURED if dice.random() < HALF else CHANGES)[form]
    for _ in range(dice.randint(1, MOST_CHANGES)):
        suffix = dice.choice(list(files)) if dice.random() < 0.5 else next(iter(files))
        change = dice.choice(changes)
        files[suffix] = change(files[suffix], dice, form, other.get(suffix, b""))
    first = next(iter(files))
    kept = MAGIC_BYTES[form]
    if dice.random() < SPARED:
        files[first] = dict(seeds[0])[first][:kept] + files[first][kept:]
    return files


def _at(content: bytes, dice: Dice) -> int:
    return dice.randrange(len(content) + 1)


def _flip(content: bytes, dice: Dice, _form: str, _other: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(dice.choice((1, 1, 2, 8)) if changed else 0):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def _byte(content: bytes, dice: Dice, _form: str, _other: bytes) -> bytes:
    at = _at(content, dice)
    return content[:at] + dice.randbytes(dice.choice((1, 1, 2, 4, 16))) + content[at + dice.choice((0, 1, 4)) :]


def _splice(content: bytes, dice: Dice, _form: str, other: bytes) -> bytes:
    start = _at(other, dice)
    piece = other[start : start + dice.choice((1, 8, 64, 1024))]
    at = _at(content, dice)
    return content[:at] + piece + content[at + dice.choice((0, len(piece))) :]


def _cut(content: bytes, dice: Dice, _form: str, _other: bytes) -> bytes:
    at = _at(content, dice)
    return content[:at] if dice.random() < 0.5 else content[:at] + content[at + dice.choice((1, 4, 64, 512)) :]


def _repeat(content: bytes, dice: Dice, _form: str, _other: bytes) -> bytes:
    at = _at(content, dice)
    return content[:at] + content[at : at + dice.choice((1, 8, 64))] * dice.choice((2, 3, 50)) + content[at:]


def _token(content: bytes, dice: Dice, form: str, _other: bytes) -> bytes:
    at, word = _at(content, dice), dice.choice(WORDS[form])
    return content[:at] + word + content[at + dice.choice((0, len(word))) :]


def _swap(content: bytes, dice: Dice, _form: str, _other: bytes) -> bytes:
    """Exchange two tokens, as cells, members or names are."""
    tokens = re.split(rb"([,;:\s\[\]{}\"]+)", content)
    one, other = dice.randrange(len(tokens)), dice.randrange(len(tokens))
    tokens[one], tokens[other] = tokens[other], tokens[one]
    return b"".join(tokens)


def _number(content: bytes, dice: Dice, _form: str, _other: bytes) -> bytes:
    """Write a number from the edge of its range into a field, in either byte order."""
    width = dice.choice(WIDTHS)
    value = (dice.choice(NUMBERS) % (1 << 8 * width)).to_bytes(width, dice.choice(("big", "little")))
    at = _at(content, dice)
    return content[:at] + value + content[at + width :]


def _header(content: bytes, dice: Dice, form: str, _other: bytes) -> bytes:
    """Do so where the fields are that say how the rest is to be read."""
    return _number(content[:128], dice, form, b"") + content[128:]


def _page(content: bytes, dice: Dice, form: str, _other: bytes) -> bytes:
    """Do so at the start of a page of a database, or exchange two pages."""
    pages = [content[at : at + 4096] for at in range(0, len(content), 4096)]
    if not pages:
        return content
    one, other = dice.randrange(len(pages)), dice.randrange(len(pages))
    if dice.random() < 0.3 and 0 not in {one, other}:
        pages[one], pages[other] = pages[other], pages[one]
    else:
        pages[one] = _number(pages[one][:16], dice, form, b"")[:16] + pages[one][16:]
    return b"".join(pages)


def _blob(content: bytes, dice: Dice, form: str, _other: bytes) -> bytes:
    """Change a geometry of a database, its lengths most of all."""
    starts = [match.start() for match in re.finditer(rb"GP\x00", content)]
    if not starts:
        return content
    at = dice.choice(starts)
    return content[:at] + _number(content[at : at + 70], dice, form, b"") + content[at + 70 :]


def _sql(content: bytes, dice: Dice, form: str, _other: bytes) -> bytes:
    """Put a word in the place of another of a database's schema, of the same length."""
    words = [match.span() for match in re.finditer(rb"[A-Za-z_]{3,}", content)]
    if not words:
        return content
    start, end = dice.choice(words)
    word = dice.choice((*WORDS[form], content[slice(*dice.choice(words))]))
    return content[:start] + word[: end - start].ljust(end - start) + content[end:]


def _member(content: bytes, dice: Dice, _form: str, _other: bytes) -> bytes:
    """Change one value of a JSON document, or take away, double or rename a member."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return content
    nodes: list[Any] = []
    _gather(document, nodes)
    if nodes:
        node = dice.choice(nodes)
        key = dice.choice(list(node) if isinstance(node, dict) else range(len(node)))
        match dice.randrange(4):
            case 0:
                del node[key]
            case 1 if isinstance(node, dict):
                node[dice.choice(("type", "crs", "coordinates", "geometry", "features", "id", "x"))] = node[key]
            case 2 if isinstance(node, list):
                node.extend([node[key]] * dice.choice((1, 100)))
            case _:
                node[key] = dice.choice((*VALUES, document if dice.random() < 0.2 else "y"))
    try:
        return json.dumps(document).encode()
    except (ValueError, RecursionError):  # it holds itself
        return content


def _gather(node: object, nodes: list[Any]) -> None:
    if isinstance(node, (dict, list)) and node:
        nodes.append(node)
        for inner in node.values() if isinstance(node, dict) else node:
            _gather(inner, nodes)


def _cell(content: bytes, dice: Dice, form: str, _other: bytes) -> bytes:
    """Put a word into a cell of a table, or give a row a cell more or less."""
    lines = content.split(b"\n")
    at = dice.randrange(len(lines))
    mark = b";" if b";" in lines[at] else b","
    cells = lines[at].split(mark)
    match dice.randrange(3):
        case 0:
            cells[dice.randrange(len(cells))] = dice.choice(WORDS[form])
        case 1:
            cells.append(b"")
        case _:
            cells.pop()
    lines[at] = mark.join(cells)
    return b"\n".join(lines)


Change = Callable[[bytes, Dice, str, bytes], bytes]
ALL: tuple[Change, ...] = (_flip, _byte, _splice, _cut, _repeat, _token)
STRUCTURED: Mapping[str, tuple[Change, ...]] = {
    "csv": (_cell, _swap),
    "geojson": (_member,),
    "gpkg": (_blob, _blob, _sql, _page),
    "shp": (_header, _number),
}
"""What leaves the file one of its format, most of the time; half of the mutants have no other changes."""
CHANGES: Mapping[str, tuple[Change, ...]] = {
    "csv": (*ALL, _swap, _cell, _cell, _cell),
    "geojson": (*ALL, _swap, _member, _member, _member, _member, _member, _member),
    "gpkg": (_flip, _flip, _number, _header, _page, _blob, _blob, _blob, _sql, _token, _cut),
    "shp": (_flip, _number, _number, _header, _header, _header, _token, _cut, _splice),
}
