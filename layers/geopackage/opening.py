# SPDX-License-Identifier: GPL-3.0-or-later
"""The hardened door: opens a GeoPackage for reading so that nothing in it can act, write or hang us."""

from __future__ import annotations

import sqlite3
import stat
import struct
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from layers.errors import RefusedFile, UnusableFile

MAX_BYTES = 2 * 1024**3
"""Largest file that is opened."""

_MAGIC = b"SQLite format 3\0"
_HEADER = struct.Struct(">16xH6xII60xI4x")
_STEPS_BETWEEN_CLOCK_LOOKS = 1_000
_SHOWN = 80
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 256 * 1024**2,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 1_000_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 2_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 10,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}


@contextmanager
def opened(path: Path, deadline_s: float) -> Iterator[sqlite3.Connection]:
    """Open a file read-only, with trusted schema off, size limits and a deadline.

    Parameters
    ----------
    path : Path
        A SQLite file, perhaps hostile.
    deadline_s : float
        Seconds of SQLite work allowed before the file is refused.

    Yields
    ------
    sqlite3.Connection
        SQLite's own faults inside the block come out as the errors below.

    Raises
    ------
    UnusableFile
        `geopackage_missing`, `geopackage_unreadable`, `geopackage_in_use`.
    RefusedFile
        `geopackage_not_a_file`, `geopackage_too_large`, `geopackage_not_sqlite`,
        `geopackage_too_slow`, `geopackage_corrupt`.
    """
    _check_outside(path)
    ends = time.monotonic() + deadline_s
    try:
        # Immutable: no lock, no journal and no side file is looked at; _check_outside refuses those.
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            connection.isolation_level = None
            for limit, value in _LIMITS.items():
                connection.setlimit(limit, value)
            connection.set_progress_handler(lambda: time.monotonic() > ends, _STEPS_BETWEEN_CLOCK_LOOKS)
            for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON", "mmap_size=0"):
                connection.execute(f"PRAGMA {pragma}")
            yield connection
    except (sqlite3.Error, UnicodeDecodeError) as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
            raise RefusedFile("geopackage_too_slow", file=str(path), seconds=f"{deadline_s:g}") from None
        raise RefusedFile("geopackage_corrupt", file=str(path), detail=shown(str(error))) from error


def shown(text: str) -> str:
    """Part of a foreign text that may stand in a message: short, on one line, printable."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[:_SHOWN])


def check_not_in_use(path: Path) -> None:
    """Refuse a file beside which another program's unfinished work stands.

    SQLite would play such a journal into whatever file then bears the name.

    Parameters
    ----------
    path : Path
        The GeoPackage.

    Raises
    ------
    UnusableFile
        `geopackage_in_use`.
    """
    for suffix in ("-wal", "-journal"):
        side = path.with_name(path.name + suffix)
        # A link or a pipe is nobody's work, but SQLite would follow it, or wait for it.
        if side.is_symlink() or (side.exists() and (not side.is_file() or side.stat().st_size > 0)):
            raise UnusableFile("geopackage_in_use", file=str(path), side=side.name)


def _check_outside(path: Path) -> None:
    """Refuse what can be told before SQLite sees the file."""
    file = str(path)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise RefusedFile("geopackage_not_a_file", file=file)
        if status.st_size > MAX_BYTES:
            raise RefusedFile("geopackage_too_large", file=file, limit_mb=MAX_BYTES // 1024**2)
        check_not_in_use(path)
        with path.open("rb") as stream:
            header = stream.read(_HEADER.size)
    except FileNotFoundError:
        raise UnusableFile("geopackage_missing", file=file) from None
    except OSError as error:
        raise UnusableFile("geopackage_unreadable", file=file, detail=error.strerror) from error
    if not header.startswith(_MAGIC):
        raise RefusedFile("geopackage_not_sqlite", file=file)
    if len(header) < _HEADER.size or status.st_size < _declared_size(header):
        raise RefusedFile("geopackage_corrupt", file=file, detail="cut short")


def _declared_size(header: bytes) -> int:
    """Bytes that a SQLite file says it has; 0 where it does not say.

    SQLite itself takes a partly missing last page for zeros.
    """
    page_size, changes, pages, pages_valid_for = _HEADER.unpack(header)
    return (page_size if page_size > 1 else 65_536) * pages if changes == pages_valid_for else 0
