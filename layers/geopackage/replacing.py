# SPDX-License-Identifier: GPL-3.0-or-later
"""Put a complete file in the place of an old one, or leave the old one as it is."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from layers.errors import PlannerError, UnusableFile

BACKUP_SUFFIX = ".bak"

_STALE_S = 24 * 3600.0
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Lend a private file in the same folder; after the block it stands in the place of `path`.

    The lent file is empty and readable by its owner alone; it takes over the mode of the file it
    replaces. That one stays beside it as `<name>.bak`. A link is followed: the file it names is
    replaced. When the block fails, `path` is as it was and the lent file is gone.

    Parameters
    ----------
    path : Path
        The file to write.

    Yields
    ------
    Path
        The file to fill; it is brought to disk (fsync) after the block.

    Raises
    ------
    UnusableFile
        `folder_missing`, `is_a_folder`, `not_writable`, `disk_full` or `write_failed`.
    """
    try:
        target = _target_of(path)
        _remove_stale(target)
        lent = _private_sibling(target)
        os.close(os.open(lent, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        try:
            yield lent
            _take_place(lent, target)
        finally:
            lent.unlink(missing_ok=True)
    except OSError as error:
        raise _explained(error, path) from error


def _take_place(lent: Path, target: Path) -> None:
    if target.exists():
        lent.chmod(stat.S_IMODE(target.stat().st_mode))
    _sync(lent)
    if target.exists():
        _keep_backup(target)
    lent.replace(target)
    _sync(target.parent)


def _keep_backup(target: Path) -> None:
    backup = target.with_name(target.name + BACKUP_SUFFIX)
    if backup.exists() and backup.samefile(target):
        return  # left by a save that was cut off after its backup
    copy = _private_sibling(target)
    try:
        try:
            os.link(target, copy)
        except OSError:  # a file system without hard links
            shutil.copy2(target, copy)
            _sync(copy)
        copy.replace(backup)
    finally:
        copy.unlink(missing_ok=True)


def _target_of(path: Path) -> Path:
    target = Path(os.path.realpath(path))
    if not target.parent.is_dir():
        raise UnusableFile("folder_missing", file=str(path), folder=str(target.parent))
    if target.is_dir():
        raise UnusableFile("is_a_folder", file=str(path))
    if target.exists() and not os.access(target, os.W_OK):
        raise UnusableFile("not_writable", file=str(path), detail=os.strerror(errno.EACCES))
    return target


def _private_sibling(target: Path) -> Path:
    return target.with_name(f".{target.name[:40]}.{secrets.token_hex(8)}.tmp")


def _remove_stale(target: Path) -> None:
    """Remove what saves that were killed left behind, a day later at the earliest."""
    ours = re.compile(re.escape(f".{target.name[:40]}.") + r"[0-9a-f]{16}\.tmp")
    for entry in os.scandir(target.parent):
        with suppress(OSError):  # another save may be at the same
            if ours.fullmatch(entry.name) and entry.stat().st_mtime < time.time() - _STALE_S:
                Path(entry.path).unlink()


def _sync(path: Path) -> None:
    """Bring a file, or on POSIX a folder's entries, to disk."""
    if path.is_dir() and os.name != "posix":
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _explained(error: OSError, path: Path) -> PlannerError:
    if error.errno in _FULL:
        return UnusableFile("disk_full", file=str(path))
    code = "not_writable" if error.errno in _FORBIDDEN else "write_failed"
    return UnusableFile(code, file=str(path), detail=error.strerror or str(error))
