# SPDX-License-Identifier: GPL-3.0-or-later
"""What the options say of files: of each file of a plan by its layer, or of the one file that is checked."""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Collection, Sequence

from gisplanner.parts import Said
from layers.errors import UsageError
from layers.kinds import KINDS
from layers.read_as import ReadAs

OPTIONS = {"mapping": (".", "bad_mapping"), "where": (":", "bad_where")}
"""What stands between layer and name, and what is said of a text that is otherwise."""
READ_AS = ("crs", "encoding", "sheet")

Pair = tuple[str, str]


def said_of_parts(options: argparse.Namespace, parts: Collection[str]) -> dict[str, Said]:
    """What is said of the file of each part.

    Raises
    ------
    UsageError
        `bad_mapping`, `bad_where`, `bad_read_as`, or `said_of_no_file` of a part without one.
    """
    mapping = _pairs(options, "mapping", parts)
    where = _pairs(options, "where", parts)
    own: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for name in READ_AS:
        for text in getattr(options, name):
            kind, equals, value = text.partition("=")
            part = kind.strip().replace("-", "_")
            if not (equals and value.strip()) or part not in _known():
                raise UsageError("bad_read_as", option=name, wanted=text)
            _check_part(part, parts, f"--{name} {text}")
            own[part][name] = value.strip()
    return {
        part: Said(
            dict(mapping[part]),
            where=tuple(where[part]),
            read_as=ReadAs(**own[part]),
            forgetting=options.forget_map,
            keeping=not options.dry_run,
        )
        for part in parts
    }


def said_of_file(options: argparse.Namespace) -> Said:
    """What is said of a file that is looked at alone; its layer may be named, as remedies for plans do.

    Raises
    ------
    UsageError
        `bad_mapping_alone` or `bad_where_alone`.
    """
    return Said(
        dict(_pair(_bare(text, "."), text, "bad_mapping_alone") for text in options.mapping),
        where=tuple(_pair(_bare(text, ":"), text, "bad_where_alone") for text in options.where),
        read_as=ReadAs(**{name: _bare(getattr(options, name) or "", "=") for name in READ_AS}),
        forgetting=options.forget_map,
    )


def _pairs(options: argparse.Namespace, name: str, parts: Collection[str]) -> defaultdict[str, list[Pair]]:
    """``KIND<mark>FIELD=VALUE`` by part."""
    mark, code = OPTIONS[name]
    found: defaultdict[str, list[Pair]] = defaultdict(list)
    texts: Sequence[str] = getattr(options, name)
    for text in texts:
        kind, cut, rest = text.partition(mark)
        part = kind.strip().replace("-", "_")
        if not cut or part not in _known():
            raise UsageError(code, wanted=text)
        _check_part(part, parts, f"--{'map' if name == 'mapping' else name} {text}")
        found[part].append(_pair(rest, text, code))
    return found


def _pair(text: str, whole: str, code: str) -> Pair:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise UsageError(code, wanted=whole)
    return name.strip(), value.strip()


def _bare(text: str, mark: str) -> str:
    """What is said, without the layer in front of it."""
    kind, cut, rest = text.partition(mark)
    return rest if cut and kind.strip().replace("-", "_") in _known() else text


def _check_part(part: str, parts: Collection[str], said: str) -> None:
    if part not in parts:
        raise UsageError("said_of_no_file", said=said, part=part, option=part.replace("_", "-"))


def _known() -> set[str]:
    return {*KINDS, "mission_area"}
