# SPDX-License-Identifier: GPL-3.0-or-later
"""Bytes -> text: the encoding by its mark, else by what the bytes can be, and a note where that was assumed."""

from __future__ import annotations

import re

from layers.errors import UnusableFile
from layers.raw import Note
from layers.values import text_of

BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
NUL_SHARE = 0.1
"""Text of two bytes a letter has more NUL bytes than this, unless nearly all of it is in a script such as Arabic."""
WIDE_ENDS = (b"\n\x00", b"\x00\n")
"""How every line of such text ends."""
LOPSIDED = 10
"""In such text nearly all NUL bytes are the first of two, or the second."""
DAMAGED_SHARE = 0.1
"""UTF-8 with fewer broken letters than this share of those beyond ASCII is UTF-8 that was damaged."""
WORD = re.compile(rb"[\x80-\xff]{3,}")
"""A word without one ASCII letter: common in scripts whose letters all lie beyond; in Latin script only accents do."""
WORDS_SHARE = 0.5
LAST_ASCII = 0x7F
SCRIPTS = (
    ("cp1256", "Windows-1256 (Arabic)", re.compile("[\u0620-\u06ff]+")),
    ("iso8859-6", "ISO 8859-6 (Arabic)", re.compile("[\u0620-\u06ff]+")),
    ("cp1251", "Windows-1251 (Cyrillic)", re.compile("[\u0400-\u0491]+")),
    ("koi8-u", "KOI8 (Cyrillic)", re.compile("[\u0400-\u0491]+")),
)
"""Encodings of such scripts, and their letters; the first of those that make most of a text's words such letters."""
SHOWN_SAMPLE = 30
REPLACED = "\ufffd"
LONGEST_DETAIL = 200


def decoded(data: bytes, name: str, encoding: str = "") -> tuple[str, list[Note]]:
    """Make text of a file's bytes.

    Parameters
    ----------
    data : bytes
    name : str
        The file's, for the error.
    encoding : str
        The one that the user names, and none other then; "" for the one that the bytes tell.

    Returns
    -------
    text : str
    notes : list of Note
        Names the encoding where it was assumed.

    Raises
    ------
    UnusableFile
        `not_text` or `not_in_encoding`.
    """
    if encoding:
        return _as_named(data, name, encoding), []
    for mark, marked in BOMS:
        if data.startswith(mark):
            try:
                return data.decode(marked), []
            except UnicodeDecodeError:
                raise UnusableFile("not_text", file=name) from None
    lines = data.count(b"\n")
    if data.count(b"\x00") > NUL_SHARE * len(data) or (lines and lines in map(data.count, WIDE_ENDS)):
        return _of_two_bytes(data, name)
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        encoding, note = guessed(data)
        return data.decode(encoding, errors="replace"), [note]


def _as_named(data: bytes, name: str, encoding: str) -> str:
    """The text in the encoding that the user names, without a mark of order at its start."""
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        before = error.object[: error.start].rpartition(b"\n")[2].decode(encoding, errors="replace")
        detail = f"line {line}, behind '{text_of(before)[-SHOWN_SAMPLE:]}'"
        raise UnusableFile("not_in_encoding", file=name, encoding=encoding, detail=detail) from None
    except UnicodeError as error:
        detail = text_of(str(error))[:LONGEST_DETAIL]
        raise UnusableFile("not_in_encoding", file=name, encoding=encoding, detail=detail) from None


def _of_two_bytes(data: bytes, name: str) -> tuple[str, list[Note]]:
    """UTF-16 without its mark: ASCII signs have their NUL behind them, or in front."""
    first, second = data[::2].count(b"\x00"), data[1::2].count(b"\x00")
    encoding = "utf-16-le" if second > LOPSIDED * first else "utf-16-be" if first > LOPSIDED * second else None
    if encoding is None:
        raise UnusableFile("not_text", file=name)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise UnusableFile("not_text", file=name) from None
    return text, [("encoding_guessed", {"encoding": encoding.upper(), "sample": _sample(text)})]


def guessed(data: bytes) -> tuple[str, Note]:
    """The encoding that bytes beyond ASCII are likeliest to be in, and the note of it."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count(REPLACED)
    if broken and broken < DAMAGED_SHARE * sum(not char.isascii() for char in text):
        return "utf-8", ("encoding_damaged", {"count": broken})
    encoding, called = ("utf-8", "UTF-8") if not broken else _script_of(data) or ("cp1252", "Windows-1252")
    sample = _sample(data.decode(encoding, errors="replace"))
    return encoding, ("encoding_guessed", {"encoding": called, "sample": sample})


def _script_of(data: bytes) -> tuple[str, str] | None:
    """The encoding of a text in a script of its own, None for Latin letters with accents.

    Several may make letters of the same bytes; but in the wrong one capitals stand within words, or everywhere.
    """
    words = b" ".join(WORD.findall(data))
    if sum(byte > LAST_ASCII for byte in words) <= WORDS_SHARE * sum(byte > LAST_ASCII for byte in data):
        return None

    def likely(code: str, letters: re.Pattern[str]) -> tuple[int, int]:
        found = [word for word in words.decode(code, errors="replace").split() if letters.fullmatch(word)]
        cased = [word for word in found if word in {word.lower(), word.upper(), word.title()}]
        return sum(map(len, cased)), sum(map(str.islower, cased))

    code, called, _ = max(SCRIPTS, key=lambda script: likely(script[0], script[2]))
    return code, called


def _sample(text: str) -> str:
    """The first word that would read otherwise in another encoding."""
    return next((word for word in re.findall(r"[^\s,;|\"]+", text) if not word.isascii()), "")[:SHOWN_SAMPLE]
