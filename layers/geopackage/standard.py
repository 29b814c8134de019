# SPDX-License-Identifier: GPL-3.0-or-later
"""SQL of a GeoPackage's schema, and whether a trigger in it is one of the standard's own.

Two statements are the same if their tokens are, whatever the spacing, comments, letter case and
quoting of names. Literals are not compared: a literal is data and cannot act, and the wording of the
standard's messages differs between its versions and its writers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from string import ascii_lowercase, ascii_uppercase

Tokens = tuple[str, ...]

_LITERAL = "'"
_RTREE_TAIL: Tokens = ("using", "rtree", "(", "id", ",", "minx", ",", "maxx", ",", "miny", ",", "maxy", ")")
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
_NAME_FOLLOWS = frozenset({"trigger", "table", "view", "on", "of", "into", "from", "update"})
_TOKEN = re.compile(
    r"""
      (?P<skip> [ \t\n\f\r]+ | --[^\n]*(?:\n|\Z) | /\*.*?(?:\*/|\Z) )
    | (?P<literal> '(?:[^']|'')*' )
    | (?P<quoted> "(?:[^"]|"")*" | `(?:[^`]|``)*` | \[[^\]]*\] )
    | (?P<word> [A-Za-z0-9_{}$\x80-\U0010ffff]+ )
    | (?P<mark> . )
    """,
    re.VERBOSE | re.DOTALL,
)


def tokens_of(sql: str) -> Tokens:
    """Normalised tokens of one SQL statement.

    Parameters
    ----------
    sql : str
        As it stands in `sqlite_schema`.

    Returns
    -------
    tuple of str
        Names and keywords in lower case and without quotes, every run of literals as one mark.
    """
    tokens: list[str] = []
    for token in _raw_tokens(sql):
        is_second_literal = token == _LITERAL and tokens[-2:] == [_LITERAL, ","]
        if is_second_literal:
            tokens.pop()
        else:
            tokens.append(token)
    while tokens and tokens[-1] == ";":
        tokens.pop()
    return tuple(tokens)


def is_spatial_index(tokens: Tokens) -> bool:
    """Whether a CREATE VIRTUAL TABLE statement makes an R-tree index as the standard has it."""
    return tokens[3].startswith("rtree_") and tokens[4:] == _RTREE_TAIL


def standard_triggers(table: str, geometry_columns: Iterable[str], primary_key: str) -> frozenset[Tokens]:
    """Triggers that the standard knows for one table.

    Parameters
    ----------
    table, primary_key : str
        Names as in the file.
    geometry_columns : iterable of str
        Geometry columns of the table; none for a table without geometry.

    Returns
    -------
    frozenset of tuple of str
        Tokens of each trigger, to be compared with :func:`tokens_of`.
    """
    names = [
        {"t": _lowered(table), "c": _lowered(column), "i": _lowered(primary_key)} for column in (*geometry_columns, "")
    ]
    return frozenset(
        tuple(token.format_map(given) for token in template) for template in _templates() for given in names
    )


@cache
def _templates() -> tuple[Tokens, ...]:
    text = files("layers.geopackage").joinpath("standard.sql").read_text(encoding="utf-8")
    statements = re.split(r"(?m)^(?=CREATE TRIGGER )", text)[1:]
    return tuple(tokens_of(statement) for statement in statements)


def _raw_tokens(sql: str) -> Iterator[str]:
    before = ""
    for match in _TOKEN.finditer(sql):
        text = match.group()
        if match["skip"] is not None:
            continue
        if match["quoted"] is not None or (match["literal"] is not None and before in _NAME_FOLLOWS):
            token = _lowered(text[1:-1].replace(text[-1] * 2, text[-1]))
        elif match["literal"] is not None:
            token = _LITERAL
        else:
            token = _lowered(text)
        yield token
        before = token


def _lowered(name: str) -> str:
    """Lower case as SQLite has it: of ASCII letters only."""
    return name.translate(_LOWER)
