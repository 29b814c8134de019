# SPDX-License-Identifier: GPL-3.0-or-later
"""The limited child process in which every foreign file is read.

The child leaves the network, limits its memory and time, shuts GDAL's doors, and only then imports what reads files.
It sends back a header of JSON and a block of WKB; both are checked again here, where they arrive. Nothing is unpickled.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import resource
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from layers.errors import PlannerError, RefusedFile, UnusableFile
from layers.jobs import Progress
from layers.raw import RawTable

MEMORY_BYTES = 2 * 1024**3
DEADLINE_S = 120.0
POLL_S = 0.1
NEW_USER_AND_NETWORK = 0x10000000 | 0x40000000

READERS = {"csv": "layers.readers.csv_file", "vector": "layers.readers.vector"}
USED_DRIVERS = frozenset({"GeoJSON", "GPKG", "ESRI Shapefile"})
ERRORS: dict[str, type[PlannerError]] = {"UnusableFile": UnusableFile, "RefusedFile": RefusedFile}

CLOSED_DOORS = {
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_HTTP_PROXY": "127.0.0.1:9",
    "GDAL_VRT_ENABLE_PYTHON": "NO",
    "OGR_GEOJSON_MAX_OBJ_SIZE": "200",
    "PROJ_NETWORK": "OFF",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}
"""Environment of the child; set before GDAL and PROJ are loaded."""


def read_in_child(
    path: Path, reader: str, kind: str, progress: Progress, *, deadline_s: float = DEADLINE_S
) -> RawTable:
    """Read a file in the child.

    Parameters
    ----------
    path : Path
        Looked at already: it exists, and suffix and first bytes agree.
    reader : str
        Key of `READERS`.
    kind : str
        Kind of layer wanted.
    progress : Progress
        Asked while the child works; the child is killed when it is cancelled.
    deadline_s : float

    Raises
    ------
    UnusableFile, RefusedFile
        What the child found, or `reader_died`, `reader_too_slow`, `reader_nonsense`.
    Cancelled
    """
    home = str(Path(__file__).resolve().parents[1])
    start = f"import sys; sys.path.insert(0, {home!r}); from layers.worker import serve; serve()"
    request = {"path": str(path.resolve()), "reader": reader, "kind": kind, "cpu_s": int(deadline_s) + 1}
    child = subprocess.Popen(  # noqa: S603  our own interpreter and text
        [sys.executable, "-I", "-c", start],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **CLOSED_DOORS},
    )
    with child:
        try:
            out, _ = _wait(child, json.dumps(request).encode(), path, progress, deadline_s)
        except BaseException:
            child.kill()
            raise
    if child.returncode != 0:
        raise UnusableFile("reader_died", file=path.name, limit_mb=MEMORY_BYTES // 1024**2)
    return _received(out, path)


def _wait(
    child: subprocess.Popen[bytes], request: bytes, path: Path, progress: Progress, deadline_s: float
) -> tuple[bytes, bytes]:
    end_s = time.monotonic() + deadline_s
    given: bytes | None = request
    while True:
        progress.update(f"Reading {path.name}")
        try:
            return child.communicate(given, timeout=POLL_S)
        except subprocess.TimeoutExpired:
            given = None
            if time.monotonic() > end_s:
                raise UnusableFile("reader_too_slow", file=path.name, seconds=int(deadline_s)) from None


def _received(out: bytes, path: Path) -> RawTable:
    """Take apart what the child sent, believing nothing."""
    try:
        (size,) = struct.unpack_from("<Q", out)
        header = json.loads(out[8 : 8 + size])
        block = out[8 + size :]
        if header.get("error"):
            fault = header["error"]
            raise ERRORS[fault["type"]](fault["code"], file=path.name, **fault["params"])
        return _table(header, block)
    except (struct.error, ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, PlannerError):
            raise
        raise UnusableFile("reader_nonsense", file=path.name) from None


def _table(header: dict[str, Any], block: bytes) -> RawTable:
    columns = tuple(header["columns"])
    rows, numbers = header["rows"], header["numbers"]
    texts = all(isinstance(name, str) for name in columns)
    cells = all(
        len(row) == len(columns) and all(isinstance(cell, (str, int, float, type(None))) for cell in row)
        for row in rows
    )
    if not (texts and cells and len(numbers) == len(rows) and all(isinstance(number, int) for number in numbers)):
        raise ValueError
    geometry: list[bytes | None] | None = None
    if header["sizes"] is not None:
        geometry, at = [], 0
        for size in header["sizes"]:
            geometry.append(None if size is None else block[at : at + int(size)])
            at += int(size or 0)
        if at != len(block) or len(geometry) != len(rows):
            raise ValueError
    tags = {int(column): str(tag) for column, tag in header["tags"].items()}
    notes = [(str(code), dict(params)) for code, params in header["notes"]]
    ragged = [(int(number), int(found)) for number, found in header["ragged"]]
    return RawTable(columns, rows, numbers, geometry, tags, notes, ragged)


def serve() -> None:
    """Be the child: one request on standard input, one answer on standard output."""
    request = json.loads(sys.stdin.buffer.read())
    _leave_network()
    _limit(request["cpu_s"])
    header: dict[str, Any]
    blocks: list[bytes] = []
    try:
        if request["reader"] == "vector":
            _close_drivers()
        reader = importlib.import_module(READERS[request["reader"]])
        arguments = (request["kind"],) if request["reader"] == "vector" else ()
        raw: RawTable = reader.read(Path(request["path"]), *arguments)
        blocks = [cell for cell in raw.geometry or () if cell is not None]
        header = {
            "columns": raw.columns,
            "rows": raw.rows,
            "numbers": raw.numbers,
            "sizes": None if raw.geometry is None else [None if cell is None else len(cell) for cell in raw.geometry],
            "tags": raw.tags,
            "notes": raw.notes,
            "ragged": raw.ragged,
        }
    except PlannerError as error:
        header = {"error": {"type": type(error).__name__, "code": error.code, "params": error.params}}
    text = json.dumps(header).encode()
    sys.stdout.buffer.write(struct.pack("<Q", len(text)) + text)
    for block in blocks:
        sys.stdout.buffer.write(block)


def _leave_network() -> None:
    """Enter a network of our own with nothing in it; where the system refuses, the closed doors must do."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).unshare(NEW_USER_AND_NETWORK)


def _limit(cpu_s: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _close_drivers() -> None:
    """Let GDAL know only the drivers that are used."""
    skip = (Path(__file__).parent / "readers" / "unused_drivers.txt").read_text(encoding="utf-8").split("\n")
    os.environ["GDAL_SKIP"] = ",".join(name for name in skip if name)
    os.environ["OGR_SKIP"] = os.environ["GDAL_SKIP"]
