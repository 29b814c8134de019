# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenStreetMap (.osm, .osm.pbf) -> raw table, by osmium; called in the limited child only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import osmium

from layers.errors import UnusableFile
from layers.raw import RawTable
from layers.readers import osm_blocks
from layers.readers.osm_extract import Extract
from layers.readers.osm_roads import read_roads
from layers.readers.osm_sites import read_sites
from layers.readers.osm_tags import is_camp, is_settlement, without_empty_columns
from layers.values import text_of

READERS: Mapping[str, Callable[[Extract], RawTable]] = {
    "roads": read_roads,
    "settlements": lambda extract: read_sites(extract, is_settlement),
    "idp_sites": lambda extract: read_sites(extract, is_camp),
}
"""What is read from an extract, by kind of layer."""
UNREADABLE = (osmium.InvalidLocationError, RuntimeError, ValueError, OverflowError)
LONGEST_DETAIL = 200


def read(path: Path, kind: str) -> RawTable:
    """Read an extract whose suffix and first bytes were found to agree.

    Parameters
    ----------
    path : Path
    kind : str
        One of `READERS`; "" for the first of them that the file holds anything of.

    Raises
    ------
    UnusableFile
        `osm_holds_none` or `unreadable`.
    RefusedFile
        `osm_swells`.
    """
    if kind and kind not in READERS:
        raise UnusableFile("osm_holds_none", file=path.name, kind=kind, known=", ".join(READERS))
    if path.suffix.casefold() == ".pbf":
        osm_blocks.check(path)
    table = RawTable((), [], [])
    try:
        for one in [kind] if kind else READERS:
            table = READERS[one](Extract(path))
            if table.rows:
                break
    except UNREADABLE as error:
        detail = text_of(str(error).replace(str(path), path.name))[:LONGEST_DETAIL]
        raise UnusableFile("unreadable", file=path.name, detail=detail) from None
    return without_empty_columns(table)
