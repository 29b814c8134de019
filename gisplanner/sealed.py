# SPDX-License-Identifier: GPL-3.0-or-later
"""Arrays that can be made again, kept on disk so that they are made once on a machine.

A file is named by the digest of all that its arrays depend on, and holds a checksum of that digest and of the arrays:
native code follows their numbers without looking, so what is not as it was written is made again.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]

KEPT_FILES = 12
"""In a folder; what was longest not asked for goes first."""
SEAL = "seal"


def kept(folder: Path, digest: str, make: Callable[[], Arrays]) -> Arrays:
    """The arrays of a digest: read from the folder where they are there and sound, else made and kept.

    Parameters
    ----------
    folder : Path
        Need not exist; where it cannot be written, nothing is kept.
    digest : str
        Of all that they depend on, the form of the arrays included.
    make : callable
    """
    path = folder / f"{digest}.npz"
    known = load(path, digest)
    if known is not None:
        with suppress(OSError):
            os.utime(path)
        return known
    made = make()
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        save(path, made, digest)
        for old in sorted(folder.glob("*.npz"), key=lambda other: other.stat().st_mtime)[:-KEPT_FILES]:
            old.unlink(missing_ok=True)
    return made


def save(path: Path, arrays: Arrays, digest: str) -> None:
    """Write the arrays of a digest, whole or not at all."""
    lent = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with lent.open("xb") as file:
            np.savez(file, allow_pickle=False, **arrays, **{SEAL: np.array(_seal(arrays, digest))})
        lent.replace(path)
    finally:
        lent.unlink(missing_ok=True)


def load(path: Path, digest: str) -> Arrays | None:
    """Read arrays; None where there are none of this digest, or they are not as they were written."""
    try:
        # numpy leaves a file open that it opened itself and cannot read
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
            sound = str(arrays.pop(SEAL)) == _seal(arrays, digest)
    except (OSError, ValueError, EOFError, KeyError, TypeError, RuntimeError, zipfile.BadZipFile):
        return None
    return arrays if sound else None


def _seal(arrays: Arrays, digest: str) -> str:
    """Checksum of all arrays and of what they belong to."""
    said = hashlib.sha256(digest.encode())
    for name in sorted(arrays):
        said.update(f"{name} {arrays[name].dtype.str} {arrays[name].shape}".encode())
        said.update(np.ascontiguousarray(arrays[name]).data)
    return said.hexdigest()
