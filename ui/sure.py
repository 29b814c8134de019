# SPDX-License-Identifier: GPL-3.0-or-later
"""Qt's stubs say "or None" of what every widget has; here it is said that it is there."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def sure(thing: T | None) -> T:
    """The thing, which must be there."""
    assert thing is not None  # noqa: S101  a fault of this program
    return thing
