# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes of a database's pages, blobs and schema."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tests.fuzz.mutations import Dice, number


def page(content: bytes, dice: Dice, words: Sequence[bytes], _other: bytes) -> bytes:
    """Write a number from an edge into the start of a page, or exchange two pages."""
    pages = [content[at : at + 4096] for at in range(0, len(content), 4096)]
    if not pages:
        return content
    one, other = dice.randrange(len(pages)), dice.randrange(len(pages))
    if dice.random() < 0.3 and 0 not in {one, other}:
        pages[one], pages[other] = pages[other], pages[one]
    else:
        pages[one] = number(pages[one][:16], dice, words, b"")[:16] + pages[one][16:]
    return b"".join(pages)


def blob(content: bytes, dice: Dice, words: Sequence[bytes], _other: bytes) -> bytes:
    """Change a geometry of a database, its lengths most of all."""
    starts = [match.start() for match in re.finditer(rb"GP\x00", content)]
    if not starts:
        return content
    at = dice.choice(starts)
    return content[:at] + number(content[at : at + 70], dice, words, b"") + content[at + 70 :]


def sql(content: bytes, dice: Dice, words: Sequence[bytes], _other: bytes) -> bytes:
    """Put a word in the place of another of a database's schema, of the same length."""
    own = [match.span() for match in re.finditer(rb"[A-Za-z_]{3,}", content)]
    if not own:
        return content
    start, end = dice.choice(own)
    word = dice.choice((*words, content[slice(*dice.choice(own))]))
    return content[:start] + word[: end - start].ljust(end - start) + content[end:]
