# SPDX-License-Identifier: GPL-3.0-or-later
"""A raw table as bytes, and back: what the child sends and the parent believes only after looking.

Eight bytes with the length of a JSON header, the header, and the WKB of all rows end to end. Nothing is unpickled.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from layers.errors import PlannerError, RefusedFile, UnusableFile, UsageError
from layers.messages import sentence
from layers.raw import Note, RawTable

LENGTH = struct.Struct("<Q")
ERRORS: Mapping[str, type[PlannerError]] = {one.__name__: one for one in (UnusableFile, RefusedFile, UsageError)}
"""What a child may say went wrong."""


class Nonsense(ValueError):
    """Bytes that are no answer."""


def pack(raw: RawTable) -> bytes:
    """A table as bytes."""
    sizes = None if raw.geometry is None else [None if cell is None else len(cell) for cell in raw.geometry]
    header = {
        "columns": raw.columns,
        "rows": raw.rows,
        "numbers": raw.numbers,
        "sizes": sizes,
        "tags": list(raw.tags.items()),
        "notes": list(raw.notes),
        "ragged": list(raw.ragged),
        "repaired": list(raw.repaired),
        "tangled": list(raw.tangled),
        "beyond": list(raw.beyond),
        "sheets": list(raw.sheets),
        "decimal_comma": raw.decimal_comma,
        "objects": raw.objects,
    }
    return _framed(header, [cell for cell in raw.geometry or () if cell is not None])


def pack_error(error: PlannerError) -> bytes:
    """An error as bytes."""
    said = {"error": type(error).__name__, "code": error.code, "params": error.params, "layer": error.layer}
    return _framed(said, [])


def unpack(answer: bytes, file: str) -> RawTable:
    """Take apart what a child sent.

    Parameters
    ----------
    answer : bytes
    file : str
        Its name, for an error that the child reports.

    Raises
    ------
    Nonsense
        The bytes do not hold together.
    UnusableFile, RefusedFile, UsageError
        What the child reports.
    """
    try:
        (length,) = LENGTH.unpack_from(answer)
        header = json.loads(answer[LENGTH.size : LENGTH.size + length])
        if "error" in header:
            raise _error(header, file)
        return _table(header, answer[LENGTH.size + length :])
    except PlannerError:
        raise
    except (struct.error, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Nonsense(str(error)) from error


def _framed(header: Mapping[str, object], blocks: Sequence[bytes]) -> bytes:
    text = json.dumps(header).encode()
    return b"".join([LENGTH.pack(len(text)), text, *blocks])


def _error(header: Mapping[str, Any], file: str) -> PlannerError:
    params: dict[str, Any] = {str(name): str(value) for name, value in header["params"].items()}
    sentence(header["code"], params)
    layer = None if header["layer"] is None else str(header["layer"])
    return ERRORS[header["error"]](header["code"], file=file, layer=layer, **params)


def _table(header: Mapping[str, Any], block: bytes) -> RawTable:
    columns, rows, numbers = tuple(header["columns"]), header["rows"], header["numbers"]
    _require(all(isinstance(name, str) for name in columns))
    _require(all(isinstance(row, list) and len(row) == len(columns) for row in rows))
    _require(all(cell is None or isinstance(cell, (str, int, float)) for row in rows for cell in row))
    _require(len(numbers) == len(rows) and _are_rows(numbers))
    ragged = [(number, found) for number, found in header["ragged"] if isinstance(found, int)]
    _require(_are_rows([number for number, _ in ragged]) and not {number for number, _ in ragged} & set(numbers))
    tags = {int(at): str(tag) for at, tag in header["tags"]}
    _require(all(0 <= at < len(columns) for at in tags))
    told = {name: header[name] for name in ("repaired", "tangled", "beyond")}
    _require(all(_are_rows(some) and set(some) <= set(numbers) for some in told.values()))
    return RawTable(
        columns,
        rows,
        numbers,
        _geometry(header["sizes"], block, len(rows)),
        tags,
        [_note(code, params) for code, params in header["notes"]],
        ragged,
        **told,
        sheets=[str(name) for name in header["sheets"]],
        decimal_comma=header["decimal_comma"] is True,
        objects=header["objects"] is True and "id" in columns,
    )


def _geometry(sizes: Sequence[int | None] | None, block: bytes, rows: int) -> list[bytes | None] | None:
    if sizes is None:
        return None
    _require(len(sizes) == rows and all(size is None or (isinstance(size, int) and size >= 0) for size in sizes))
    geometry: list[bytes | None] = []
    at = 0
    for size in sizes:
        geometry.append(None if size is None else block[at : at + size])
        at += size or 0
    _require(at == len(block))
    return geometry


def _note(code: str, params: Mapping[str, Any]) -> Note:
    said = {str(name): str(value) for name, value in params.items()}
    sentence(code, said)
    return code, said


def _are_rows(numbers: Sequence[Any]) -> bool:
    """Whether these are numbers of rows, each once, in their order."""
    whole = all(isinstance(number, int) and number > 0 for number in numbers)
    return whole and all(one < other for one, other in pairwise(numbers))


def _require(held: bool) -> None:  # noqa: FBT001  it reads as a sentence
    if not held:
        raise Nonsense
