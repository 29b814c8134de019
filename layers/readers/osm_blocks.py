# SPDX-License-Identifier: GPL-3.0-or-later
"""A look at the blocks of an OpenStreetMap PBF before osmium reads it: how large they grow, and that texts are texts.

Osmium takes a NUL byte in a text for its end, and what stands behind for the next text; then it reads on beyond the
last one, and dies of that.
"""

from __future__ import annotations

import mmap
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from layers.errors import RefusedFile, UnusableFile

LENGTH = struct.Struct(">I")
LARGEST_HEAD_BYTES, LARGEST_BLOCK_BYTES = 64 * 1024, 32 * 1024**2
"""Of the format's own rules."""
LARGEST_TOTAL_BYTES = 4 * 1024**3
LARGEST_RATIO = 20
"""Blocks of maps shrink to a half or a fifth; what shrinks to less was made to swell."""
VARINT, FIXED_EIGHT, LENGTHY, FIXED_FOUR = 0, 1, 2, 5
FIXED = {FIXED_EIGHT: 8, FIXED_FOUR: 4}
"""Wire types of protocol buffers, and how many bytes those of one size have."""
BLOCK_TYPE, DATA_SIZE = 1, 3
RAW, RAW_SIZE, DEFLATED = 1, 2, 3
TEXTS = 1
"""Fields of the head of a block, of the block, and of its content."""
EMPTY_TEXT = b"\x0a\x00"
LONGEST_VARINT = 10
MOST_FIELDS = 500_000
"""Of those that are looked at: a few of each block."""
CUT, NOT_TEXT = "a block is cut short", "a text has a NUL byte in it"
TOO_MANY = "it has more parts than any map"
PACKED = "a block is packed otherwise than by zlib"

Value = int | bytes


class _Broken(ValueError):
    """Bytes that are not what stands there in such a file."""


def check(path: Path) -> None:
    """Refuse a file whose blocks swell, and one with texts that are none.

    Raises
    ------
    RefusedFile
        `osm_swells`.
    UnusableFile
        `unreadable`.
    """
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            reader = _Reader()
            # what a block says of its size is true: osmium refuses one that grows to another
            total = sum(_size(block) for _, block in reader.blocks(content))
            if total > min(LARGEST_TOTAL_BYTES, max(LARGEST_BLOCK_BYTES, LARGEST_RATIO * len(content))):
                mb = LARGEST_TOTAL_BYTES // 1024**2
                raise RefusedFile("osm_swells", file=path.name, ratio=LARGEST_RATIO, limit_mb=mb)
            for is_data, block in reader.blocks(content):
                if is_data:
                    reader.check_texts(_inflated(block))
    except (_Broken, zlib.error) as error:
        raise UnusableFile("unreadable", file=path.name, detail=str(error)) from None


class _Reader:
    """Takes a file apart, and no more of it than a map has."""

    def __init__(self) -> None:
        self._left = MOST_FIELDS

    def blocks(self, content: mmap.mmap) -> Iterator[tuple[bool, list[tuple[int, Value]]]]:
        """Whether a block holds map data, and its fields."""
        at = 0
        while at < len(content):
            start = at + LENGTH.size
            length = LENGTH.unpack(content[at:start].rjust(LENGTH.size, b"\xff"))[0]
            if length > LARGEST_HEAD_BYTES:
                raise _Broken(CUT)
            head = dict(self._fields(content[start : start + length]))
            size = head.get(DATA_SIZE)
            at = start + length
            if not isinstance(size, int) or size > LARGEST_BLOCK_BYTES or at + size > len(content):
                raise _Broken(CUT)
            yield head.get(BLOCK_TYPE) == b"OSMData", list(self._fields(content[at : at + size]))
            at += size

    def check_texts(self, content: bytes) -> None:
        """Look for NUL bytes in the texts of a block; the first text is empty, and few others are."""
        tables = [value for field, value in self._fields(content) if field == TEXTS and isinstance(value, bytes)]
        for table in tables:
            if 0 not in table.removeprefix(EMPTY_TEXT):
                continue
            if any(isinstance(text, bytes) and 0 in text for _, text in self._fields(table)):
                raise _Broken(NOT_TEXT)

    def _fields(self, message: bytes) -> Iterator[tuple[int, Value]]:
        """Numbers and values of the fields of a message."""
        at = 0
        while at < len(message):
            self._left -= 1
            if self._left < 0:
                raise _Broken(TOO_MANY)
            key, at = _varint(message, at)
            wire = key & 7
            if wire == VARINT:
                value, at = _varint(message, at)
                yield key >> 3, value
                continue
            size, at = _varint(message, at) if wire == LENGTHY else (FIXED.get(wire, len(message)), at)
            if at + size > len(message):
                raise _Broken(CUT)
            yield key >> 3, message[at : at + size]
            at += size


def _size(block: list[tuple[int, Value]]) -> int:
    """How large a block says it grows."""
    fields = dict(block)
    size, plain = fields.get(RAW_SIZE), fields.get(RAW)
    return max(size if isinstance(size, int) else 0, len(plain) if isinstance(plain, bytes) else 0)


def _inflated(block: list[tuple[int, Value]]) -> bytes:
    """The content of a block."""
    fields = dict(block)
    packed, plain = fields.get(DEFLATED), fields.get(RAW)
    if isinstance(packed, bytes) and plain is None:
        return zlib.decompressobj().decompress(packed, LARGEST_BLOCK_BYTES)
    if isinstance(plain, bytes) and packed is None:
        return plain
    raise _Broken(PACKED)


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """A number, and where it ends."""
    value = 0
    for shift, byte in enumerate(message[at : at + LONGEST_VARINT]):
        value |= (byte & 0x7F) << 7 * shift
        if byte < 0x80:  # noqa: PLR2004  the last byte of a number
            return value, at + shift + 1
    raise _Broken(CUT)
