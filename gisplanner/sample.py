# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan of the sample data, kept on this machine so that the window need not read nine files at every start."""

from __future__ import annotations

import hashlib
from contextlib import suppress

import sample_data
from gisplanner import __version__, planfile
from gisplanner.gathering import sample_plan
from gisplanner.planfile import PlanFile
from gisplanner.settings import settings
from layers.errors import PlannerError
from layers.jobs import Progress


def kept_sample(progress: Progress) -> PlanFile:
    """The plan of the sample data: as it was kept where that is sound, else made and kept."""
    path = settings().cache / "sample" / f"{_digest()}.gpkg"
    with suppress(PlannerError, OSError):
        return planfile.load(path)
    made = sample_plan(progress)
    with suppress(PlannerError, OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        planfile.save(path, made)
    return made


def _digest() -> str:
    """Hash of the sample's files and of the program that reads them."""
    said = hashlib.sha256(__version__.encode())
    for file in sorted(sample_data.FOLDER.iterdir()):
        if file.suffix in {".csv", ".geojson"}:
            said.update(file.read_bytes())
    return said.hexdigest()[:16]
