# SPDX-License-Identifier: GPL-3.0-or-later
"""Mutants of valid files, and the changes that suit any of them: bits, splices, cuts, tokens, numbers at an edge."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Dice = random.Random
Files = Mapping[str, bytes]
"""Suffix -> content of the files that make up one; the first is the one that is loaded."""
Change = Callable[[bytes, Dice, Sequence[bytes], bytes], bytes]
"""Content, dice, the words of the format and another file of it -> changed content."""

MOST_CHANGES = 4
NUMBERS = (0, 1, -1, 127, 128, 255, 256, 32767, 65535, 2**31 - 1, -(2**31), 2**32 - 1)
"""At the edges of what fields of a file hold."""
WIDTHS = (1, 2, 4, 8)
SPARED = 0.95
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Format:
    """How one format is fuzzed.

    Attributes
    ----------
    seeds : callable
        Makes its valid files in an empty folder.
    kinds : tuple of str
        Layers that it is read as.
    words : sequence of bytes
        What its readers take for more than text.
    structured : tuple of Change
        What leaves the file one of its format, most of the time; half of the mutants have no other changes.
    changes : tuple of Change
        Those of the other half.
    kept : int
        First bytes that are left as they are in most mutants, so that they come past the look at them.
    """

    seeds: Callable[[Path], Sequence[Files]]
    kinds: tuple[str, ...]
    words: Sequence[bytes]
    structured: tuple[Change, ...]
    changes: tuple[Change, ...]
    kept: int = 0


def mutant(form: Format, dice: Dice, seeds: Sequence[Files]) -> Files:
    """Make one mutant of a format."""
    seed, other = dice.choice(seeds), dice.choice(seeds)
    files, first = dict(seed), next(iter(seed))
    changes = form.structured if dice.random() < HALF else form.changes
    for _ in range(dice.randint(1, MOST_CHANGES)):
        suffix = dice.choice(list(files)) if dice.random() < HALF else first
        files[suffix] = dice.choice(changes)(files[suffix], dice, form.words, other.get(suffix, b""))
    if dice.random() < SPARED:
        files[first] = seed[first][: form.kept] + files[first][form.kept :]
    return files


def _at(content: bytes, dice: Dice) -> int:
    return dice.randrange(len(content) + 1)


def flip(content: bytes, dice: Dice, _words: Sequence[bytes], _other: bytes) -> bytes:
    """Turn a few bits round."""
    changed = bytearray(content)
    for _ in range(dice.choice((1, 1, 2, 8)) if changed else 0):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def noise(content: bytes, dice: Dice, _words: Sequence[bytes], _other: bytes) -> bytes:
    """Put random bytes in the place of others, or between them."""
    at = _at(content, dice)
    return content[:at] + dice.randbytes(dice.choice((1, 1, 2, 4, 16))) + content[at + dice.choice((0, 1, 4)) :]


def splice(content: bytes, dice: Dice, _words: Sequence[bytes], other: bytes) -> bytes:
    """Take a piece of another file."""
    start = _at(other, dice)
    piece = other[start : start + dice.choice((1, 8, 64, 1024))]
    at = _at(content, dice)
    return content[:at] + piece + content[at + dice.choice((0, len(piece))) :]


def cut(content: bytes, dice: Dice, _words: Sequence[bytes], _other: bytes) -> bytes:
    """Take away the end, or a piece."""
    at = _at(content, dice)
    return content[:at] if dice.random() < HALF else content[:at] + content[at + dice.choice((1, 4, 64, 512)) :]


def repeat(content: bytes, dice: Dice, _words: Sequence[bytes], _other: bytes) -> bytes:
    """Say a piece over and over."""
    at = _at(content, dice)
    return content[:at] + content[at : at + dice.choice((1, 8, 64))] * dice.choice((2, 3, 50)) + content[at:]


def token(content: bytes, dice: Dice, words: Sequence[bytes], _other: bytes) -> bytes:
    """Put in a word of the format."""
    at, word = _at(content, dice), dice.choice(words)
    return content[:at] + word + content[at + dice.choice((0, len(word))) :]


def number(content: bytes, dice: Dice, _words: Sequence[bytes], _other: bytes) -> bytes:
    """Write a number from the edge of its range into a field, in either byte order."""
    width = dice.choice(WIDTHS)
    value = (dice.choice(NUMBERS) % (1 << 8 * width)).to_bytes(width, dice.choice(("big", "little")))
    at = _at(content, dice)
    return content[:at] + value + content[at + width :]


def header(content: bytes, dice: Dice, words: Sequence[bytes], _other: bytes) -> bytes:
    """Do so where the fields are that say how the rest is to be read."""
    return number(content[:128], dice, words, b"") + content[128:]


ANY: tuple[Change, ...] = (flip, noise, splice, cut, repeat, token)
"""Changes of bytes, for formats of text."""
