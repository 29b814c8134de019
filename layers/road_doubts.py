# SPDX-License-Identifier: GPL-3.0-or-later
"""What a file of roads leaves open about them, as far as its rows tell: in rows of the file, and in kilometres."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.findings import Severity
from layers.geodesy import line_length_m
from layers.layer import Columns
from layers.tally import Tally

TRACKS = frozenset({"track", "path"})
"""Classes that tell the surface too."""
TOLD_BY = frozenset({"surface", "speed_kmh", "class"})
"""Fields one of which must be there for any road to be more than dirt."""


def doubt_roads(rows: Columns, fields: AbstractSet[str], columns: str, tally: Tally) -> None:
    """Say which roads are taken as dirt as nothing tells otherwise, and which are restricted, to nobody knows whom.

    Parameters
    ----------
    rows : Columns
        Those accepted, each piece of a road by itself.
    fields : set of str
        That the file has columns for.
    columns : str
        Its columns.
    tally : Tally
        Takes the findings.
    """
    length_m = np.array([line_length_m(shapely.get_coordinates(shape)) for shape in rows["geometry"]])
    restricted = np.array([status == "restricted" for status in rows["status"]])
    if restricted.any():
        tally.say("roads_restricted", Severity.INFO, **_share(rows, restricted, length_m, tally))
    if not TOLD_BY & fields:
        everything = np.ones(len(length_m), dtype=bool)
        facts = _share(rows, everything, length_m, tally)
        tally.say("roads_assumed_dirt", Severity.WARNING, columns=columns, **facts)
        return
    untold = zip(rows["surface"], rows["class"], strict=True)
    soft = np.array([surface == "unknown" and own not in TRACKS for surface, own in untold])
    bare = soft & np.array([speed is None for speed in rows["speed_kmh"]])
    if bare.any():
        tally.say("surface_assumed_dirt", Severity.WARNING, **_share(rows, bare, length_m, tally))
    if (soft & ~bare).any():
        tally.say("wet_as_dirt", Severity.WARNING, **_share(rows, soft & ~bare, length_m, tally))


def _share(rows: Columns, which: NDArray[np.bool_], length_m: NDArray[np.float64], tally: Tally) -> dict[str, object]:
    """How many rows of the file some pieces are of, and how long they are."""
    own = sorted({row for row, is_one in zip(rows["row"], which, strict=True) if is_one})
    own_m, whole_m = float(length_m[which].sum()), float(length_m.sum()) or 1.0
    share = {"km": round(own_m / 1000, 1), "percent": round(100 * own_m / whole_m)}
    return {"count": len(own), "rows": tally.rows_text(own), **share}
