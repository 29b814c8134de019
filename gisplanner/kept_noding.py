# SPDX-License-Identifier: GPL-3.0-or-later
"""Nodes and edges of a theatre's roads, found once on a machine and kept on disk."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gisplanner import sealed
from gisplanner.lines import cut_lines
from gisplanner.noding import Noded, node
from gisplanner.shapes import lines_of
from gisplanner.theatre import Theatre

FORM = 1
"""Rises whenever the same roads come to be noded otherwise, or the arrays change their meaning."""
FEW_ROADS = 1000
"""Fewer are noded as soon as read."""
FIELDS = ("node_xy", "start", "end", "road", "length_m", "joined", "missed")


def kept_noding(theatre: Theatre, bounds_xy: BaseGeometry | None, snap_m: float, folder: Path | None) -> Noded:
    """The nodes and edges of a theatre's roads: read from the folder where they are there and sound, else found.

    Parameters
    ----------
    theatre : Theatre
    bounds_xy : shapely polygon or None
        Where roads may run, on the plane.
    snap_m : float
        As in `node`.
    folder : Path or None
        Need not exist; where it cannot be written, nothing is kept. Few roads are not kept either.
    """
    roads = theatre.layers["roads"]

    def found() -> Noded:
        table = roads.table
        own_length_m = table["length_m"].to_numpy(dtype=np.float64, na_value=np.nan)
        return node(cut_lines(list(table.geometry), theatre.crs, own_length_m, bounds_xy), snap_m)

    if folder is None or len(roads.table) < FEW_ROADS:
        return found()
    bounds = "" if bounds_xy is None else shapely.to_wkb(bounds_xy, hex=True)
    place = (theatre.crs.lon0, theatre.crs.lat0)
    digest = hashlib.sha256(f"{FORM} {roads.digest} {place!r} {bounds} {snap_m!r}".encode()).hexdigest()[:32]
    return _noded(sealed.kept(folder, digest, lambda: _arrays(found())))


def _arrays(noded: Noded) -> sealed.Arrays:
    shapes = noded.shapes
    count = np.asarray(shapely.get_num_coordinates(shapes), dtype=np.int64)
    arrays = {name: getattr(noded, name) for name in FIELDS}
    return {**arrays, "vertices": shapely.get_coordinates(shapes), "count": count}


def _noded(arrays: sealed.Arrays) -> Noded:
    shapes = lines_of(arrays["vertices"], arrays["count"])
    return Noded(**{name: arrays[name] for name in FIELDS}, shapes=shapes)
