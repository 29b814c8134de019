# SPDX-License-Identifier: GPL-3.0-or-later
"""The one catalogue of sentences: what is wrong, and what to do about it, by code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What could steer a terminal or turn the writing round, where a file's own words stand in a sentence."""
LONGEST_WORDS = 2_000


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """All entries by code, each with ``reason`` and ``remedy``."""
    text = resources.files("layers").joinpath("messages.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def sentence(code: str, params: Mapping[str, object]) -> tuple[str, str]:
    """Return reason and remedy of a code, its particulars filled in.

    Raises
    ------
    KeyError
        For a code without entry, or a particular that its sentence names and `params` lacks.
    """
    entry, shown = catalogue()[code], {name: _shown(value) for name, value in params.items()}
    return entry["reason"].format_map(shown), entry["remedy"].format_map(shown)


def _shown(value: object) -> object:
    """A particular as it may stand in a sentence."""
    if not isinstance(value, str):
        return value
    return UNSHOWN.sub("?", value if len(value) <= LONGEST_WORDS else f"{value[:LONGEST_WORDS]}...")
