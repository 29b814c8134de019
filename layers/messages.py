# SPDX-License-Identifier: GPL-3.0-or-later
"""The one catalogue of sentences: what is wrong, and what to do about it, by code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources


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
    entry = catalogue()[code]
    return entry["reason"].format_map(params), entry["remedy"].format_map(params)
