# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes inside what is packed: the members of a zip archive, the blocks of an OpenStreetMap PBF and their fields."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence

from tests.fuzz.mutations import NUMBERS, Change, Dice, flip, noise, number

VARINT, EIGHT, LENGTHY, FOUR = 0, 1, 2, 5
"""Wire types of protocol buffers."""
FIXED = {EIGHT: 8, FOUR: 4}
DEEPEST = 6
RAW, RAW_SIZE, ZLIB_DATA, DATA_SIZE = 1, 2, 3, 3
"""Fields of a blob, and of its header."""
MOSTLY = 0.8
Field = tuple[int, int, int | bytes]
"""Number, wire type and value."""


def in_archive(*changes: Change) -> Change:
    """Make changes that are made to a member of a zip archive, which is packed again."""

    def change(content: bytes, dice: Dice, words: Sequence[bytes], other: bytes) -> bytes:
        members, theirs = _members(content), _members(other)
        if not members:
            return content
        name = dice.choice(list(members))
        members[name] = dice.choice(changes)(members[name], dice, words, theirs.get(name, b""))
        return packed(members)

    return change


def packed(members: dict[str, bytes]) -> bytes:
    """Pack members into an archive, the same bytes every time."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _members(content: bytes) -> dict[str, bytes]:
    """What an archive holds; nothing where an earlier change broke it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {part.filename: archive.read(part) for part in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError, EOFError, RuntimeError):
        return {}


def in_blocks(*changes: Change) -> Change:
    """Make changes that are made to the inflated content of a block of a PBF, which is deflated again."""

    def change(content: bytes, dice: Dice, words: Sequence[bytes], other: bytes) -> bytes:
        blocks = blocks_of(content)
        if not blocks:
            return content
        at = dice.randrange(len(blocks))
        head, block = blocks[at]
        theirs = blocks_of(other)
        block = dice.choice(changes)(block, dice, words, theirs[at][1] if at < len(theirs) else b"")
        blocks[at] = (head, block)
        return b"".join(block_of(head, block, deflate=dice.random() < MOSTLY) for head, block in blocks)

    return change


def proto_field(content: bytes, dice: Dice, words: Sequence[bytes], other: bytes, depth: int = 0) -> bytes:
    """Change, drop, double or swap a field of a protocol buffer, at any depth."""
    fields = fields_of(content)
    if not fields:
        return number(content, dice, words, other)
    at = dice.randrange(len(fields))
    own, wire, value = fields[at]
    match dice.randrange(8):
        case 0:
            del fields[at]
        case 1:
            fields[at : at + 1] = [fields[at]] * dice.choice((2, 3, 300))
        case 2:
            fields[at] = (dice.choice((own + 1, dice.randrange(1, 35))), wire, value)
        case _ if isinstance(value, bytes):
            fields[at] = (own, wire, _changed(value, dice, words, depth))
        case _:
            fields[at] = (own, wire, dice.choice(NUMBERS) % (1 << 64))
    return message(fields)


def _changed(value: bytes, dice: Dice, words: Sequence[bytes], depth: int) -> bytes:
    """A message inside a message, a text, or numbers end to end."""
    if depth < DEEPEST and dice.random() < MOSTLY and fields_of(value):
        return proto_field(value, dice, words, b"", depth + 1)
    match dice.randrange(5):
        case 0:
            return dice.choice(words)
        case 1:
            return noise(value, dice, words, b"")
        case 2:
            return flip(value, dice, words, b"")
        case 3:
            return value * dice.choice((0, 2, 40))
        case _:
            at = dice.randrange(len(value) + 1)
            return value[:at] + _varint(dice.choice(NUMBERS) % (1 << 64)) + value[at + dice.choice((0, 1)) :]


def blocks_of(content: bytes) -> list[tuple[list[Field], bytes]]:
    """Headers and inflated contents of the blocks of a PBF, as far as they can be told."""
    blocks = []
    at = 0
    while at + 4 <= len(content):
        (length,) = struct.unpack_from(">I", content, at)
        head = fields_of(content[at + 4 : at + 4 + length])
        size = next((value for own, _, value in head if own == DATA_SIZE and isinstance(value, int)), 0)
        at += 4 + length
        blob = {own: value for own, _, value in fields_of(content[at : at + size])}
        at += size
        data = blob.get(ZLIB_DATA, blob.get(RAW))
        if not isinstance(data, bytes):
            break
        try:
            blocks.append((head, zlib.decompress(data) if ZLIB_DATA in blob else data))
        except zlib.error:
            break
    return blocks


def block_of(head: list[Field], content: bytes, *, deflate: bool) -> bytes:
    data: list[Field] = [(RAW, LENGTHY, content)]
    if deflate:
        data = [(RAW_SIZE, VARINT, len(content)), (ZLIB_DATA, LENGTHY, zlib.compress(content, 1))]
    blob = message(data)
    start = message([(own, wire, len(blob) if own == DATA_SIZE else value) for own, wire, value in head])
    return struct.pack(">I", len(start)) + start + blob


def fields_of(content: bytes) -> list[Field]:
    """Fields of a message; none where it is no message."""
    fields: list[Field] = []
    at = 0
    while at < len(content):
        key, at = _read_varint(content, at)
        wire = key & 7
        if wire == VARINT:
            value, at = _read_varint(content, at)
            fields.append((key >> 3, wire, value))
            continue
        size = FIXED.get(wire, 0)
        if wire == LENGTHY:
            size, at = _read_varint(content, at)
        if (not size and wire != LENGTHY) or at + size > len(content) or not key >> 3:
            return []
        fields.append((key >> 3, wire, content[at : at + size]))
        at += size
    return fields if at == len(content) else []


def message(fields: Sequence[Field]) -> bytes:
    pieces = []
    for own, wire, value in fields:
        pieces.append(_varint(own << 3 | wire))
        if isinstance(value, int):
            pieces.append(_varint(value))
        else:
            pieces += [_varint(len(value)), value] if wire == LENGTHY else [value.ljust(FIXED[wire])[: FIXED[wire]]]
    return b"".join(pieces)


def _read_varint(content: bytes, at: int) -> tuple[int, int]:
    """A number, and where it ends: behind the end of all where it has none."""
    value = shift = 0
    while at < len(content):
        value |= (content[at] & 0x7F) << shift
        at += 1
        if not content[at - 1] & 0x80:
            return value, at
        shift += 7
    return value, len(content) + 1


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])
