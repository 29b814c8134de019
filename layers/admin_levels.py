# SPDX-License-Identifier: GPL-3.0-or-later
"""Administrative areas as humanitarian data sets give them: the level is told by the names of columns, by no cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

LEVEL = re.compile(r"(?:adm|admin)_?([1-5])_?(?:pcode|name|en|fr|es|pt|ar)\w*|gid_([1-5])|name_([1-5])", re.IGNORECASE)
"""COD-AB before and after 2025, and GADM; level 0 is a country, which is no part of a mission area."""
TAG = re.compile(r"#adm([1-5])\b.*", re.IGNORECASE)
DISTRICT = "district"
"""What an administrative area is, of whatever level: sectors are drawn by the mission."""


def level_column(columns: Sequence[str], tags: Mapping[int, str]) -> str | None:
    """The column that tells of the lowest administrative level, which is that of the rows; None where none does."""
    levels = {
        at: max(int(digit) for digit in found.groups() if digit)
        for at, name in enumerate(columns)
        if (found := LEVEL.fullmatch(name.strip()) or TAG.fullmatch(tags.get(at, "")))
    }
    return columns[max(levels, key=lambda at: (levels[at], -at))] if levels else None
