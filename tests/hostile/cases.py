# SPDX-License-Identifier: GPL-3.0-or-later
"""What a hostile file is: how it is made, and what must happen to it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

Make = Callable[[Path], Path]

AT_THE_DOOR = frozenset(
    {"not_a_path", "no_such_file", "not_a_file", "unknown_format", "packed_file", "content_differs", "name_with_mark"}
    | {"empty_file"}
)
"""Codes of the look at name and first bytes; whatever meets another one, or none, has come past it."""


@dataclass(frozen=True, slots=True)
class Hostile:
    """One hostile file.

    Attributes
    ----------
    name : str
        What is hostile about it; each is a kind of its own.
    make : callable
        Writes it into an empty folder and returns the path to load.
    code : str or None
        What it must be refused with; None where it is accepted.
    kind : str
        The layer it is loaded as.
    accepted, rejected : int
        Rows, where the file is accepted.
    findings : frozenset of str
        Codes that must be among the findings then.
    """

    name: str
    make: Make
    code: str | None = None
    kind: str = "settlements"
    accepted: int = 0
    rejected: int = 0
    findings: frozenset[str] = frozenset()


CASES: list[Hostile] = []


def refused(name: str, code: str, kind: str = "settlements") -> Callable[[Make], Make]:
    """Enter a file that must be refused with a code."""

    def enter(make: Make) -> Make:
        CASES.append(Hostile(name, make, code, kind))
        return make

    return enter


def taken(
    name: str, accepted: int, rejected: int = 0, *, says: Collection[str] = (), kind: str = "settlements"
) -> Callable[[Make], Make]:
    """Enter a file that is accepted, with so many rows kept and rejected and these findings."""

    def enter(make: Make) -> Make:
        CASES.append(Hostile(name, make, None, kind, accepted, rejected, frozenset(says)))
        return make

    return enter
