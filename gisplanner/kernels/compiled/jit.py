# SPDX-License-Identifier: GPL-3.0-or-later
"""How functions of this package are compiled, and where the machine code is kept.

Machine code is kept on disk, so that only the first start on a machine compiles. The folder's name holds a digest of
all sources of this package: numba looks only at the file a function stands in, not at those it calls. Where no folder
can be written, functions are compiled for this process alone.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar, cast

import llvmlite.binding
import numba
import numpy as np

from gisplanner.mobility import UNREACHABLE
from gisplanner.settings import settings

Function = TypeVar("Function", bound=Callable[..., Any])

AT = np.uint32
"""Index in an innermost loop: of a signed one numba asks each time whether it counts from the end."""
STAMP = "warm"
"""File that says that all machine code is in the folder."""
ALL_CODE_BYTES = 16_000_000
"""All machine code takes less."""
KEPT_CODE = 3
"""Folders of machine code that are kept: those of other versions on this machine."""


def _digest() -> str:
    """Hash of all that compiled code depends on."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    machine = (
        f"{UNREACHABLE} {sys.version} {numba.__version__} {platform.machine()} {llvmlite.binding.get_host_cpu_name()}"
    )
    parts = [source.read_bytes() for source in sources]
    return hashlib.sha256(b"\0".join([machine.encode(), *parts])).hexdigest()[:16]


def _code_folder() -> Path | None:
    """The folder for machine code, made; None where none can be written."""
    folder = settings().cache / "kernels" / _digest()
    probe = folder / f".{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # numba fails at the first call where the disk fills up
        probe.write_bytes(bytes(0 if (folder / STAMP).exists() else ALL_CODE_BYTES))
        probe.unlink()
    except OSError:
        with suppress(OSError):
            probe.unlink()
        return None
    with suppress(OSError):
        os.utime(folder)
        known = sorted(folder.parent.iterdir(), key=lambda path: path.stat().st_mtime)
        for old in known[:-KEPT_CODE]:
            shutil.rmtree(old, ignore_errors=True)
    return folder


CODE_FOLDER = _code_folder()
"""Where machine code is kept; None where it cannot be."""


def compiled(function: Function) -> Function:
    """Compile a function when it is first called; it runs without the interpreter's lock."""
    # numba looks at its setting while it decorates; other users of numba in this process keep theirs
    others = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(CODE_FOLDER or others)
    try:
        made = numba.njit(function, cache=CODE_FOLDER is not None, nogil=True, boundscheck=False, error_model="numpy")
    finally:
        numba.config.CACHE_DIR = others
    return cast("Function", made)


def inlined(function: Function) -> Function:
    """Compile a small function into those that call it."""
    return cast("Function", numba.njit(function, inline="always", boundscheck=False, error_model="numpy"))
