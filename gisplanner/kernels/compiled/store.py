# SPDX-License-Identifier: GPL-3.0-or-later
"""Preparations kept on disk, so that a road network is prepared once on a machine.

A file is named by a digest of the arcs and of the form of the arrays. It is checked when it is read, since native code
follows its numbers without looking: what does not fit is made again.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gisplanner.kernels.arrays import Ints
from gisplanner.kernels.compiled.around import Pieces
from gisplanner.kernels.compiled.contraction import Contraction
from gisplanner.kernels.compiled.hierarchy import Hierarchy
from gisplanner.kernels.compiled.neighbours import Neighbours
from gisplanner.kernels.compiled.preparation import Preparation, prepare

FORM = 2
"""Rises whenever a preparation changes its meaning."""
KEPT_FILES = 12
PARTS: dict[str, Any] = {"neighbours": Neighbours, "contraction": Contraction, "pieces": Pieces, "hierarchy": Hierarchy}

Sizes = dict[str, int]


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
    path = folder / f"{digest_of(nodes, tail, head)}.npz"
    known = load(path, nodes, len(tail))
    if known is not None:
        with suppress(OSError):
            os.utime(path)
        return known
    made = prepare(nodes, tail, head, x, y)
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        save(path, made)
        for old in sorted(folder.glob("*.npz"), key=lambda other: other.stat().st_mtime)[:-KEPT_FILES]:
            old.unlink(missing_ok=True)
    return made


def digest_of(nodes: int, tail: Ints, head: Ints) -> str:
    """What a preparation depends on; the order is only better or worse by where nodes lie."""
    said = hashlib.sha256(f"{FORM} {nodes} {len(tail)}".encode())
    for arcs in (tail, head):
        said.update(np.ascontiguousarray(arcs, dtype="<i4").tobytes())
    return said.hexdigest()[:32]


def save(path: Path, preparation: Preparation) -> None:
    """Write a preparation whole or not at all."""
    lent = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with lent.open("xb") as file:
            np.savez(file, allow_pickle=False, **_flat(preparation))
        lent.replace(path)
    finally:
        lent.unlink(missing_ok=True)


def load(path: Path, nodes: int, arcs: int) -> Preparation | None:
    """Read a preparation; None where there is none that fits these numbers of nodes and arcs."""
    try:
        # numpy leaves a file open that it opened itself and cannot read
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            flat = {name: file[name] for name in file.files}
    except (OSError, ValueError, EOFError, KeyError, TypeError, RuntimeError, zipfile.BadZipFile):
        return None
    return _built(flat) if _fits(flat, nodes, arcs) else None


def _flat(preparation: Preparation) -> dict[str, Ints]:
    flat: dict[str, Ints] = {}
    for field in fields(preparation):
        value: Any = getattr(preparation, field.name)
        if field.name in PARTS:
            flat |= {f"{field.name}.{inner}": array for inner, array in value._asdict().items()}
        else:
            flat[field.name] = value
    return flat


def _built(flat: dict[str, Ints]) -> Preparation:
    made: dict[str, Any] = {name: array for name, array in flat.items() if "." not in name}
    for name, part in PARTS.items():
        made[name] = part(*(flat[f"{name}.{inner}"] for inner in part._fields))
    return Preparation(**made)


def _fits(flat: dict[str, Ints], nodes: int, arcs: int) -> bool:
    """Whether every array is there, as long as it must be, and points to nothing beyond another's end."""
    names = {field.name for field in fields(Preparation)} - set(PARTS)
    names |= {f"{name}.{inner}" for name, part in PARTS.items() for inner in part._fields}
    if set(flat) != names or any(array.dtype != np.int32 or array.ndim != 1 for array in flat.values()):
        return False
    slots, chains = len(flat["neighbours.node"]), len(flat["start"])
    junctions, ways = len(flat["hierarchy.parent"]), len(flat["hierarchy.head"])
    hung, pieces = len(flat["contraction.hung"]), chains + junctions
    shapes = {  # length, and what the numbers stay below
        "neighbours.first": (nodes + 1, slots + 1),
        "neighbours.node": (slots, nodes),
        "neighbours.back": (slots, slots),
        "slot": (arcs, slots),
        "contraction.junction": (nodes, junctions),
        "contraction.hung": (hung, nodes),
        "contraction.hook": (nodes, slots),
        "contraction.chain_first": (chains + 1, len(flat["contraction.chain_slot"]) + 1),
        "contraction.chain_slot": (None, slots),
        "contraction.start": (chains, junctions),
        "contraction.end": (chains, junctions),
        "contraction.chain": (nodes, chains),
        "contraction.place": (nodes, nodes),
        "position": (nodes, junctions),
        "row": (nodes, nodes),
        "start": (chains, junctions),
        "end": (chains, junctions),
        "pieces.of": (nodes, pieces),
        "pieces.hung_first": (pieces + 1, hung + 1),
        "pieces.hung": (hung, nodes),
        "hierarchy.first": (junctions + 1, ways + 1),
        "hierarchy.tail": (ways, junctions),
        "hierarchy.head": (ways, junctions),
        "hierarchy.parent": (junctions, junctions),
        "hierarchy.below_first": (junctions + 1, ways + 1),
        "hierarchy.below_arc": (ways, ways),
        "hierarchy.below_tail": (ways, junctions),
        "chain_arc": (chains, ways),
        "arc_first": (ways + 1, len(flat["arc_chain"]) + 1),
        "arc_chain": (None, chains),
        "slot_first": (slots + 1, len(flat["slot_arc"]) + 1),
        "slot_arc": (None, arcs),
        "slot_piece": (slots, pieces),
    }
    for name, (length, below) in shapes.items():
        array = flat[name]
        if length is not None and len(array) != length:
            return False
        if len(array) and (array.min() < -1 or array.max() >= below):
            return False
    return all(bool((np.diff(flat[name]) >= 0).all()) for name in shapes if name.endswith("first"))
