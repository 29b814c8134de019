# SPDX-License-Identifier: GPL-3.0-or-later
"""Bytes -> text: the encoding by its mark, else by what the bytes can be, and a note where that was assumed."""

from __future__ import annotations

import re

from layers.errors import UnusableFile
from layers.raw import Note

BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
NUL_SHARE = 0.1
"""Text of two bytes a letter without a mark at its start has more NUL bytes than this."""
LOPSIDED = 10
"""In such text nearly all NUL bytes are the first of two, or the second."""
DAMAGED_SHARE = 0.1
"""UTF-8 with fewer broken letters than this share of those beyond ASCII is UTF-8 that was damaged."""
WORD = re.compile(rb"[\x80-\xff]{3,}")
"""A word without one ASCII letter: common in Arabic, whose letters all lie beyond; in Latin script only accents do."""
WORDS_SHARE = 0.5
REPLACED = "\ufffd"


def decoded(data: bytes, name: str) -> tuple[str, list[Note]]:
    """Make text of a file's bytes.

    Parameters
    ----------
    data : bytes
    name : str
        The file's, for the error.

    Returns
    -------
    text : str
    notes : list of Note
        Names the encoding where it was assumed.

    Raises
    ------
    UnusableFile
        `not_text`.
    """
    for mark, encoding in BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), []
            except UnicodeDecodeError:
                raise UnusableFile("not_text", file=name) from None
    if data.count(b"\x00") > NUL_SHARE * len(data):
        return _of_two_bytes(data, name)
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        return _assumed(data)


def _of_two_bytes(data: bytes, name: str) -> tuple[str, list[Note]]:
    """UTF-16 without its mark: ASCII signs have their NUL behind them, or in front."""
    first, second = data[::2].count(b"\x00"), data[1::2].count(b"\x00")
    encoding = "utf-16-le" if second > LOPSIDED * first else "utf-16-be" if first > LOPSIDED * second else None
    if encoding is None:
        raise UnusableFile("not_text", file=name)
    try:
        return data.decode(encoding), [("encoding_guessed", {"encoding": encoding.upper()})]
    except UnicodeDecodeError:
        raise UnusableFile("not_text", file=name) from None


def _assumed(data: bytes) -> tuple[str, list[Note]]:
    text = data.decode("utf-8", errors="replace")
    broken = text.count(REPLACED)
    if broken < DAMAGED_SHARE * sum(not char.isascii() for char in text):
        return text, [("encoding_damaged", {"count": broken})]
    beyond = sum(byte > 0x7F for byte in data)  # noqa: PLR2004  the last of ASCII
    in_words = sum(map(len, WORD.findall(data)))
    if in_words > WORDS_SHARE * beyond:
        return data.decode("cp1256"), [("encoding_guessed", {"encoding": "Windows-1256 (Arabic)"})]
    return data.decode("cp1252", errors="replace"), [("encoding_guessed", {"encoding": "Windows-1252"})]
