# SPDX-License-Identifier: GPL-3.0-or-later
"""The limited child process in which every foreign file is read.

The child leaves the network, limits its memory and time, and only then imports what reads files, with GDAL's doors
shut. What it answers is checked again where it arrives.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layers.errors import PlannerError, UnusableFile
from layers.jobs import Progress
from layers.kinds import KINDS
from layers.mapping import map_columns, text_column
from layers.raw import RawTable
from layers.read_as import CRS, ReadAs
from layers.wire import Nonsense, pack, pack_error, unpack

POLL_S = 0.1
ENDING_S = 10.0
"""How long a child may take to end after its last word."""
PIECE_BYTES = 1024**2
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000

READERS = {
    ".csv": "csv_file",
    ".tsv": "csv_file",
    ".xlsx": "xlsx_file",
    ".geojson": "vector",
    ".json": "vector",
    ".gpkg": "vector",
    ".shp": "vector",
    ".osm": "osm",
    ".pbf": "osm",
    ".kml": "kml",
    ".kmz": "kml",
    ".gpx": "gpx",
    ".tif": "raster",
    ".tiff": "raster",
}
"""Suffix -> module of `layers.readers`."""

CLOSED_DOORS = {
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_DRIVER_PATH": "disable",
    "GDAL_HTTP_PROXY": "127.0.0.1:9",
    "GDAL_VRT_ENABLE_PYTHON": "NO",
    "OGR_GEOJSON_MAX_OBJ_SIZE": "200",
    "OPENPYXL_DEFUSEDXML": "True",
    "OPENPYXL_LXML": "False",
    "PROJ_NETWORK": "OFF",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}
"""Environment of the child, besides the drivers it skips."""
FOREIGN_SETTINGS = ("GDAL_", "OGR_", "CPL_", "PROJ_", "AWS_", "PYTHON")
"""Settings of other programs that the child does without."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use.

    Attributes
    ----------
    memory_bytes : int
        Address space.
    time_s : float
        By the clock; processor time is limited to the same.
    answer_bytes : int
        What it may send back.
    """

    memory_bytes: int = 2 * 1024**3
    time_s: float = 120.0
    answer_bytes: int = 1024**3


def read_in_child(
    path: Path,
    kind: str,
    progress: Progress,
    *,
    mapping: Mapping[str, str] | None = None,
    read_as: ReadAs | None = None,
    cells: Mapping[str, object] | None = None,
    limits: Limits | None = None,
) -> RawTable:
    """Read a file in the child.

    Parameters
    ----------
    path : Path
        Looked at already: it exists, and suffix and first bytes agree.
    kind : str
        Kind of layer wanted; "" where that is still to be told.
    progress : Progress
        Asked while the child works; the child is killed when it is cancelled.
    mapping : mapping of field to column name, optional
        Tells which column holds well-known text.
    read_as : ReadAs, optional
        What the file does not say itself; it can be said of such files.
    cells : mapping, optional
        Of a raster: the cells whose people are counted (`Catchment.as_request`), instead of what the file is.
    limits : Limits, optional

    Raises
    ------
    UnusableFile, RefusedFile, UsageError
        What the child found, or `reader_died`, `reader_too_slow`, `reader_nonsense`.
    Cancelled
    """
    limits = limits or Limits()
    said = {} if read_as is None else read_as.said()
    request = {"kind": kind, "mapping": dict(mapping or {}), "read_as": said, "cells": cells}
    answer = _ask(path, request, limits, progress)
    try:
        return unpack(answer, path.name)
    except Nonsense:
        raise UnusableFile("reader_nonsense", file=path.name) from None


def _ask(path: Path, request: Mapping[str, object], limits: Limits, progress: Progress) -> bytes:
    """Start a child, wait for its answer and see it gone."""
    home = str(Path(__file__).resolve().parents[1])
    start = f"import sys; sys.path.insert(0, {home!r}); from layers.worker import serve; serve(sys.stdin.read())"
    said = {"path": str(path.absolute()), "memory_bytes": limits.memory_bytes, "time_s": limits.time_s, **request}
    with tempfile.TemporaryFile() as request_file:  # no argument holds the outline of a country
        request_file.write(json.dumps(said).encode())
        request_file.seek(0)
        with subprocess.Popen(  # noqa: S603  our own interpreter and text
            [sys.executable, "-I", "-c", start],
            stdin=request_file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
        ) as child:
            answer = _answer_of(child, path, limits, progress)
    if child.returncode != 0:
        raise UnusableFile("reader_died", file=path.name, limit_mb=limits.memory_bytes // 1024**2)
    return answer


def _answer_of(child: subprocess.Popen[bytes], path: Path, limits: Limits, progress: Progress) -> bytes:
    """What the child writes until it ends; it is killed at the deadline, and when the user cancels."""
    pieces: list[bytes] = []
    listener = threading.Thread(target=_listen, args=(child, pieces, limits.answer_bytes), daemon=True)
    listener.start()
    end_s = time.monotonic() + limits.time_s
    try:
        while listener.is_alive():
            progress.update(f"Reading {path.name}")
            _check_time(end_s, path, limits)
            listener.join(POLL_S)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(ENDING_S)
    finally:
        child.kill()  # of no effect on one that has ended
        listener.join()
    return b"".join(pieces)


def _check_time(end_s: float, path: Path, limits: Limits) -> None:
    if time.monotonic() > end_s:
        raise UnusableFile("reader_too_slow", file=path.name, seconds=round(limits.time_s))


def _listen(child: subprocess.Popen[bytes], pieces: list[bytes], most_bytes: int) -> None:
    """Take in what the child writes, and kill it where it never ends."""
    heard = 0
    while child.stdout and (piece := child.stdout.read(PIECE_BYTES)):
        pieces.append(piece)
        heard += len(piece)
        if heard > most_bytes:
            pieces.clear()
            child.kill()
            return


def environment() -> dict[str, str]:
    """The environment of the child: of other programs' settings none, GDAL's doors shut."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN_SETTINGS)}
    unused = (Path(__file__).parent / "readers" / "unused_drivers.txt").read_text(encoding="utf-8").splitlines()
    return own | CLOSED_DOORS | {"GDAL_SKIP": ",".join(unused)}


def serve(request: str) -> None:
    """Be the child: read what the request names, write the answer to standard output."""
    said = json.loads(request)
    gc.disable()  # a million rows hold no circle that only a search could free
    leave_network()
    _limit(said["memory_bytes"], said["time_s"])
    with os.fdopen(os.dup(1), "wb") as answer:
        os.dup2(2, 1)  # libraries that chat on standard output do not spoil the answer
        try:
            answer.write(pack(_answer(Path(said["path"]), said)))
        except PlannerError as error:
            answer.write(pack_error(error))


def _answer(path: Path, said: Mapping[str, Any]) -> RawTable:
    """What is asked of a file: its rows, or the people of its pixels by cell."""
    if said["cells"] is None:
        return _read(path, said["kind"], said["mapping"], said["read_as"])
    counted: RawTable = _reader(READERS[path.suffix.casefold()], path).count(path, said["cells"])
    return counted


def _read(path: Path, kind: str, mapping: Mapping[str, str], said: Mapping[str, str]) -> RawTable:
    """Read with what the suffix calls for; only what is needed is imported."""
    reader = READERS[path.suffix.casefold()]
    if kind and KINDS[kind].raster and reader != "raster":
        raise UnusableFile("not_a_raster", file=path.name)
    own = {name: value for name, value in said.items() if name != CRS or reader == "vector"}
    raw: RawTable = _reader(reader, path).read(path, kind, **own)
    if raw.geometry is None and kind:
        columns = map_columns(KINDS[kind], raw, mapping, path.name).columns
        column = text_column(KINDS[kind], columns)
        raw = raw if column is None else _reader("shapes", path).from_text(raw, column)
    if CRS in said and raw.geometry is not None:
        raw = _reader("reproject", path).as_named(raw, said[CRS], path.name)
    if kind == "roads":
        raw = _reader("osm_table", path).roads_by_tags(raw)
    return raw if raw.geometry is None else _reader("shapes", path).mended(raw)


def _reader(name: str, path: Path) -> Any:  # noqa: ANN401  a module
    try:
        return importlib.import_module(f"layers.readers.{name}")
    except ModuleNotFoundError as error:
        if error.name != "rasterio":
            raise
        raise UnusableFile("no_rasterio", file=path.name, python=sys.executable) from None


def leave_network() -> bool:
    """Enter a network of our own with nothing in it.

    Returns
    -------
    bool
        False where the system refuses; then GDAL's closed doors must do.
    """
    if sys.platform != "linux":
        return False
    unshare = ctypes.CDLL(None).unshare
    # The first is for who may do so; others get a realm of their own to do it in.
    return any(unshare(realm) == 0 for realm in (NEW_NETWORK, NEW_USER | NEW_NETWORK))


def _limit(memory_bytes: int, time_s: float) -> None:
    """Limit memory and time, where the system can; the parent watches the clock everywhere."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  absent on Windows

    processor_s = round(time_s) + 1
    signal.alarm(processor_s)  # so that no child outlives a parent that was killed
    for limit, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, processor_s),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))
