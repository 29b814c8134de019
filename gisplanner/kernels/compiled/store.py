# SPDX-License-Identifier: GPL-3.0-or-later
"""Preparations kept on disk, so that a road network is prepared once on a machine.

A file is named by a digest of the arcs and of the form of the arrays, and holds a checksum of these and of all arrays:
native code follows its numbers without looking, so what is not as it was written is made again.
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

FORM = 3
"""Rises whenever a preparation changes its meaning."""
KEPT_FILES = 12
SEAL = "seal"
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
    path = folder / f"{digest}.npz"
    known = load(path, digest)
    if known is not None:
        with suppress(OSError):
            os.utime(path)
        return known
    made = prepare(nodes, tail, head, x, y)
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        save(path, made, digest)
        for old in sorted(folder.glob("*.npz"), key=lambda other: other.stat().st_mtime)[:-KEPT_FILES]:
            old.unlink(missing_ok=True)
    return made


def digest_of(nodes: int, tail: Ints, head: Ints) -> str:
    """What a preparation depends on; the order is only better or worse by where nodes lie."""
    said = hashlib.sha256(f"{FORM} {nodes} {len(tail)}".encode())
    for arcs in (tail, head):
        said.update(np.ascontiguousarray(arcs, dtype="<i4").tobytes())
    return said.hexdigest()[:32]


def save(path: Path, preparation: Preparation, digest: str) -> None:
    """Write the preparation of the network with this digest, whole or not at all."""
    flat = _flat(preparation)
    lent = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with lent.open("xb") as file:
            np.savez(file, allow_pickle=False, **flat, **{SEAL: np.array(_seal(flat, digest))})
        lent.replace(path)
    finally:
        lent.unlink(missing_ok=True)


def load(path: Path, digest: str) -> Preparation | None:
    """Read a preparation; None where there is none of the network with this digest, or it is not as it was written."""
    try:
        # numpy leaves a file open that it opened itself and cannot read
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            flat = {name: file[name] for name in file.files}
            sound = str(flat.pop(SEAL)) == _seal(flat, digest)
    except (OSError, ValueError, EOFError, KeyError, TypeError, RuntimeError, zipfile.BadZipFile):
        return None
    return _built(flat) if sound else None


def _seal(flat: dict[str, Ints], digest: str) -> str:
    """Checksum of everything in a file and of the network it belongs to."""
    said = hashlib.sha256(digest.encode())
    for name in sorted(flat):
        said.update(f"{name} {flat[name].dtype.str} {flat[name].shape}".encode())
        said.update(np.ascontiguousarray(flat[name]).data)
    return said.hexdigest()


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
