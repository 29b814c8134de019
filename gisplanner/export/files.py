# SPDX-License-Identifier: GPL-3.0-or-later
"""Products are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from layers.errors import UnusableFile


def write_text(path: Path, text: str, *, encoding: str = "utf-8") -> None:
    """Write a text file; what no encoding can hold is spelled out. As `write_bytes` otherwise."""
    write_bytes(path, text.encode(encoding, errors="backslashreplace"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file by way of a complete one beside it.

    Raises
    ------
    UnusableFile
        `cannot_write`; what stood there is as it was.
    """
    made: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        made = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        made.chmod(0o600 if not path.exists() else path.stat().st_mode & 0o777)
        made.replace(path)
    except OSError as error:
        if made is not None:
            made.unlink(missing_ok=True)
        raise UnusableFile("cannot_write", file=str(path), detail=error.strerror or str(error)) from None
