# SPDX-License-Identifier: GPL-3.0-or-later
"""What the names of columns can mean before any column is mapped: fields of a kind, headcounts, parts of the people."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain

from layers.kinds import HOUSEHOLD_WORDS, KINDS, PART_WORDS, PEOPLE_WORDS, TOTAL_WORDS
from layers.mapping import PLACE, plain, words_of
from layers.raw import Cell

LONGEST_NAME = 200
"""No column that is known has a longer one; a line without delimiters is one cell of any length."""
NUMBER = re.compile(r"[+-]?[\d.,]+")


def is_number(cell: Cell) -> bool:
    """Whether a cell holds a number, which is no name of a column."""
    return isinstance(cell, (int, float)) or (isinstance(cell, str) and NUMBER.fullmatch(cell.strip()) is not None)


def fields_of(name: str, kind: str) -> frozenset[str]:
    """Fields that a column of this name can be, of the kind; of any where it is ""."""
    word = plain(name) if len(name) <= LONGEST_NAME else ""
    return frozenset(field for one in vocabularies(kind) for field in one.get(word, ()))


def is_headcount(name: str, kind: str) -> bool:
    """Whether a column of this name can hold a number of people."""
    return bool(fields_of(name, kind) & _headcounts())


def is_part(name: str) -> bool:
    """Whether the name is but a word for a part of the people, or for all of them, as below a heading."""
    words = words_of(name)
    return bool(words) and set(words) <= PART_WORDS | TOTAL_WORDS


def needs_heading(name: str, kind: str) -> bool:
    """Whether a name tells nothing without the heading over it, such as one of a sex alone."""
    return is_part(name) and not is_headcount(name, kind) and HOUSEHOLD_WORDS.isdisjoint(words_of(name))


def speaks_of_people(name: str, kind: str) -> bool:
    """Whether a heading tells of people, these or others."""
    return is_headcount(name, kind) or not PEOPLE_WORDS.isdisjoint(words_of(name))


@lru_cache(maxsize=16)
def vocabularies(kind: str) -> tuple[dict[str, tuple[str, ...]], ...]:
    """For the kind, or each kind where it is "": plain name -> fields that it can be."""
    found = []
    for one in [KINDS[kind]] if kind else KINDS.values():
        words: dict[str, tuple[str, ...]] = {}
        own = ((column.name, column.names) for column in one.columns)
        for field, names in chain(own, ((field, names) for field, (names, _) in PLACE.items())):
            for name in (field, *names):
                words[plain(name)] = (*words.get(plain(name), ()), field)
        found.append(words)
    return tuple(found)


@lru_cache(maxsize=1)
def _headcounts() -> frozenset[str]:
    return frozenset(column.name for kind in KINDS.values() for column in kind.columns if column.unit == "people")
