# SPDX-License-Identifier: GPL-3.0-or-later
"""Preparations kept on disk, so that a road network is prepared once on a machine."""

from __future__ import annotations

import hashlib
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gisplanner import sealed
from gisplanner.kernels.arrays import Ints
from gisplanner.kernels.compiled.around import Pieces
from gisplanner.kernels.compiled.contraction import Contraction
from gisplanner.kernels.compiled.hierarchy import Hierarchy
from gisplanner.kernels.compiled.neighbours import Neighbours
from gisplanner.kernels.compiled.preparation import Preparation, prepare

FORM = 3
"""Rises whenever a preparation changes its meaning."""
PARTS: dict[str, Any] = {"neighbours": Neighbours, "contraction": Contraction, "pieces": Pieces, "hierarchy": Hierarchy}


def kept_preparation(
    folder: Path, nodes: int, tail: Ints, head: Ints, x: NDArray[np.float64], y: NDArray[np.float64]
) -> Preparation:
    """The preparation of a network: read from the folder where it is there and sound, else made and kept.

    Parameters
    ----------
    folder : Path
        Need not exist; where it cannot be written, nothing is kept.
    nodes, tail, head, x, y
        As in `prepare`.
    """
    digest = digest_of(nodes, tail, head)
    return _built(sealed.kept(folder, digest, lambda: arrays_of(prepare(nodes, tail, head, x, y))))


def digest_of(nodes: int, tail: Ints, head: Ints) -> str:
    """What a preparation depends on; the order is only better or worse by where nodes lie."""
    said = hashlib.sha256(f"{FORM} {nodes} {len(tail)}".encode())
    for arcs in (tail, head):
        said.update(np.ascontiguousarray(arcs, dtype="<i4").tobytes())
    return said.hexdigest()[:32]


def arrays_of(preparation: Preparation) -> dict[str, Ints]:
    """A preparation as it is kept."""
    flat: dict[str, Ints] = {}
    for field in fields(preparation):
        value: Any = getattr(preparation, field.name)
        if field.name in PARTS:
            flat |= {f"{field.name}.{inner}": array for inner, array in value._asdict().items()}
        else:
            flat[field.name] = value
    return flat


def _built(flat: sealed.Arrays) -> Preparation:
    made: dict[str, Any] = {name: array for name, array in flat.items() if "." not in name}
    for name, part in PARTS.items():
        made[name] = part(*(flat[f"{name}.{inner}"] for inner in part._fields))
    return Preparation(**made)
