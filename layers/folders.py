# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders of a map drawn in KML: what lies in which is often of several sorts."""

from __future__ import annotations

from collections import Counter

from layers.findings import Finding, Severity
from layers.raw import Cell, RawTable
from layers.values import same, text_of

FOLDER, JOINT = "folder", " / "
"""The column of a placemark's folder, and what stands between its name and that of the one around it."""
NO_FOLDER = "no folder"
SHOWN, LONGEST_SHOWN = 10, 60


def lies_in(cell: Cell, folder: str) -> bool:
    """Whether a placemark lies in a folder, or in one inside it."""
    return same(cell, folder) or text_of(cell).casefold().startswith(f"{folder}{JOINT}".casefold())


def counted(folders: Counter[str]) -> str:
    """Folders with how much lies in each, the fullest first."""
    fullest = sorted(folders.items(), key=lambda one: (-one[1], one[0]))
    shown = ", ".join(f"{_shorten(name)} ({count})" for name, count in fullest[:SHOWN])
    return f"{shown} and {len(fullest) - SHOWN} more" if len(fullest) > SHOWN else shown


def _shorten(name: str) -> str:
    """The beginning of a name that is too long to be shown."""
    return name if len(name) <= LONGEST_SHOWN else f"{name[:LONGEST_SHOWN]}…"


def several_folders(kind: str, raw: RawTable, file: str) -> list[Finding]:
    """Doubt that what lies in several folders is all of one kind.

    Parameters
    ----------
    kind : str
    raw : RawTable
        As it was read from KML; rows that are left out as the user asked are not in it.
    file : str
        Its name.
    """
    if FOLDER not in raw.columns:
        return []
    at, shapes = raw.columns.index(FOLDER), raw.geometry or [None] * len(raw.rows)
    drawn = (text_of(row[at]) for row, shape in zip(raw.rows, shapes, strict=True) if shape is not None)
    folders = Counter(drawn)
    if len(folders) <= 1:
        return []
    folders[NO_FOLDER] += folders.pop("", 0)
    params = {"count": len(+folders), "folders": counted(+folders), "kind": kind}
    return [Finding("kml_several_folders", Severity.WARNING, params, file=file, layer=kind, column=FOLDER)]
