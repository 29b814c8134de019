# SPDX-License-Identifier: GPL-3.0-or-later
"""The project's own files, as a clone of it holds them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from tests.conftest import ROOT

PACKAGES = ("gisplanner", "layers", "sample_data", "ui")


def project_files(*folders: str) -> Iterator[Path]:
    """Every file that is not ignored, relative to the root; of some folders only, if they are named."""
    ignored = [".git", *(line.rstrip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").split())]
    for start in folders or (".",):
        for folder, below, names in os.walk(ROOT / start):
            below[:] = sorted(name for name in below if not any(fnmatch(name, pattern) for pattern in ignored))
            yield from (
                (Path(folder) / name).relative_to(ROOT)
                for name in sorted(names)
                if not any(fnmatch(name, pattern) for pattern in ignored)
            )


def copy_files(paths: Iterator[Path], target: Path) -> Path:
    """Copy files of the project, and return the folder they now stand in."""
    for path in paths:
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, target / path)
    return target
