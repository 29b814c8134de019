# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole corpus of hostile files; ``python -m tests.hostile.make_files FOLDER`` writes it out and lists it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from tests.hostile import databases, extracts, names, objects, outlines, rasters, shapefiles, tables, workbooks
from tests.hostile.cases import CASES, Hostile

ORIGIN = (names, tables, objects, databases, shapefiles, workbooks, extracts, outlines, rasters)
"""Modules that entered their files into the list when they were imported."""


def corpus() -> Sequence[Hostile]:
    """All hostile files."""
    return tuple(CASES)


def main(folder: str) -> None:
    """Write every file into a folder of its own and print what must happen to it."""
    for number, case in enumerate(corpus()):
        own = Path(folder) / f"{number:03d}"
        own.mkdir(parents=True)
        path = case.make(own)
        print(number, path, case.code or f"{case.accepted} + {case.rejected} rows", case.name, sep="\t")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])
