# SPDX-License-Identifier: GPL-3.0-or-later
"""A look at a zip archive before anything unpacks it: its list of contents, never the contents."""

from __future__ import annotations

import re
import stat
import zipfile
from pathlib import Path

from layers.errors import PlannerError, RefusedFile, UnusableFile

END, END_BYTES, LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
LARGE_END, LARGE_END_BYTES = b"PK\x06\x07", 20
LARGEST_LIST_BYTES = 1_000_000
MOST_PARTS = 5_000
LARGEST_TOTAL_BYTES = 1024**3
LARGEST_RATIO = 200
"""Tables of numbers shrink to a tenth or a fiftieth; what shrinks to less was made to swell."""
ALWAYS_BYTES = 1024**2
"""Parts up to this size may be ever so repetitive."""
OUTWARDS = re.compile(r"[/\\]|[A-Za-z]:|(.*[/\\])?\.\.([/\\]|$)", re.DOTALL)
"""How names begin, or what stands in them, that lead out of the folder they are unpacked in."""


def check_archive(path: Path) -> frozenset[str]:
    """Look at what an archive says it holds; readers unpack no more of a part than it says.

    Returns
    -------
    frozenset of str
        Names of its parts.

    Raises
    ------
    RefusedFile
        `archive_swells`, `archive_link`, `archive_outwards` or `archive_locked`.
    UnusableFile
        `bad_archive`.
    """
    try:
        _check_list(path)
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except PlannerError:
        raise
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnusableFile("bad_archive", file=path.name, detail=str(error)[:200]) from None
    total = 0
    for part in parts:
        total += part.file_size
        if part.file_size > ALWAYS_BYTES and part.file_size > LARGEST_RATIO * part.compress_size:
            raise _swells(path, part.filename)
        if stat.S_ISLNK(part.external_attr >> 16):
            raise RefusedFile("archive_link", file=path.name, part=part.filename[:80])
        if OUTWARDS.match(part.filename):
            raise RefusedFile("archive_outwards", file=path.name, part=part.filename[:80])
        if part.flag_bits & 1:
            raise RefusedFile("archive_locked", file=path.name)
    # Parts that lie over one another share their bytes, so the whole is held against the file as well.
    if total > LARGEST_TOTAL_BYTES or total > max(ALWAYS_BYTES, LARGEST_RATIO * path.stat().st_size):
        raise _swells(path, f"{len(parts)} parts")
    return frozenset(part.filename for part in parts)


def _check_list(path: Path) -> None:
    """Refuse a list of contents that is itself too long to be read."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - END_BYTES - LONGEST_COMMENT - LARGE_END_BYTES))
        tail = file.read()
    end = tail.rfind(END) if tail[-END_BYTES:][:4] != END else len(tail) - END_BYTES
    if end < 0 or len(tail) - end < END_BYTES:
        raise UnusableFile("bad_archive", file=path.name, detail="its end is missing")
    count = int.from_bytes(tail[end + 10 : end + 12], "little")
    list_bytes = int.from_bytes(tail[end + 12 : end + 16], "little")
    large = tail[max(0, end - LARGE_END_BYTES) : end].startswith(LARGE_END)
    if large or count > MOST_PARTS or list_bytes > LARGEST_LIST_BYTES:
        raise _swells(path, f"{count} parts")


def _swells(path: Path, part: str) -> RefusedFile:
    mb = LARGEST_TOTAL_BYTES // 1024**2
    return RefusedFile("archive_swells", file=path.name, part=part[:80], ratio=LARGEST_RATIO, limit_mb=mb)
