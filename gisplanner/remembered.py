# SPDX-License-Identifier: GPL-3.0-or-later
"""Which columns of a file somebody chose by hand: kept on this machine, and found again by the header."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gisplanner.export.files import write_text
from gisplanner.settings import settings_folder
from layers.errors import UnusableFile
from layers.findings import Finding, Severity
from layers.kinds import KINDS
from layers.mapping import PLACE, column_index, signature

FILE = "mappings.toml"
MOST = 200
"""Headers that are remembered; beyond them the one that was chosen longest ago is forgotten."""
HEAD = "# How gisplanner reads the columns of files it has seen, as chosen by hand. Delete what it is to forget.\n"

Choices = dict[str, dict[str, str]]
"""Header -> field -> column name, "" for none; the latest last."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is remembered of a header.

    Attributes
    ----------
    mapping : mapping of field to column name
        Only what fits the file.
    findings : tuple of Finding
        Why nothing could be recalled.
    """

    mapping: Mapping[str, str]
    findings: tuple[Finding, ...] = ()


def recall(part: str, kind: str, columns: Sequence[str]) -> Recalled:
    """What was chosen by hand for a file of this header; nothing where nobody chose, or where it cannot be read.

    Parameters
    ----------
    part : str
        Part of a plan that the file is read for.
    kind : str
        Key of `KINDS`: the kind of layer that the part is.
    columns : sequence of str
        As the file writes them.
    """
    try:
        chosen = _read().get(_key(part, columns), {})
    except UnusableFile as error:
        return Recalled({}, (_noticed(error),))
    fields = {column.name for column in KINDS[kind].columns} | set(PLACE)
    return Recalled({field: name for field, name in chosen.items() if field in fields and _fits(columns, name)})


def remember(part: str, columns: Sequence[str], mapping: Mapping[str, str]) -> tuple[Finding, ...]:
    """Keep what was chosen by hand for files of this header; without a choice what was kept is forgotten.

    Returns
    -------
    tuple of Finding
        Why it could not be kept. What cannot be read is left as it is, for whoever wrote it.
    """
    key = _key(part, columns)
    try:
        known = _read()
        before = known.pop(key, {})
        if mapping:
            known[key] = dict(mapping)
        if dict(mapping) != before:
            _write(dict(list(known.items())[-MOST:]))
    except UnusableFile as error:
        return (_noticed(error),)
    return ()


def _key(part: str, columns: Sequence[str]) -> str:
    return f"{part}-{signature(columns)}"


def _fits(columns: Sequence[str], name: str) -> bool:
    try:
        return not name or column_index(columns, name) >= 0
    except KeyError:
        return False


def _noticed(error: UnusableFile) -> Finding:
    return Finding(error.code, Severity.WARNING, error.params, file=FILE)


def _path() -> Path:
    return settings_folder() / FILE


def _read() -> Choices:
    """Everything that is remembered.

    Raises
    ------
    UnusableFile
        `mappings_unreadable`.
    """
    try:
        found = tomllib.loads(_path().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise UnusableFile("mappings_unreadable", file=FILE, detail=str(error)) from None
    for key, chosen in found.items():
        if not isinstance(chosen, dict) or not all(isinstance(name, str) for name in chosen.values()):
            raise UnusableFile("mappings_unreadable", file=FILE, detail=f"{key} is no table of column names")
    return found


def _write(choices: Choices) -> None:
    """Write everything, whole or not at all.

    Raises
    ------
    UnusableFile
        `mappings_unwritable`.
    """
    tables = (
        "\n".join([f"[{key}]", *(f"{_quoted(field)} = {_quoted(name)}" for field, name in chosen.items()), ""])
        for key, chosen in choices.items()
    )
    try:
        _path().parent.mkdir(parents=True, exist_ok=True)
        write_text(_path(), "\n".join([HEAD, *tables]))
    except (OSError, UnusableFile) as error:
        detail = str(error.params["detail"]) if isinstance(error, UnusableFile) else str(error.strerror)
        raise UnusableFile("mappings_unwritable", file=FILE, detail=detail) from None


def _quoted(text: str) -> str:
    """A string of TOML: JSON's, but for a character that TOML wants escaped besides, and halves of characters."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")
