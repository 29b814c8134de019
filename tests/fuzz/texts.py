# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes of tables, JSON and XML that leave them tables, JSON and XML."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from tests.fuzz.mutations import HALF, NUMBERS, Dice

TAG = re.compile(rb"<[^<>]*>")
NAME = re.compile(rb"</?([\w:.-]+)")
ATTRIBUTE = re.compile(rb"[\w:.-]+\s*=\s*(\"[^\"]*\"|'[^']*')")
VALUES: Sequence[object] = (
    None,
    True,
    0,
    -1,
    1e308,
    10**30,
    "",
    "x",
    "1",
    [],
    {},
    [[]],
    [None],
    {"type": "Point"},
    "Point",
)


def swap(content: bytes, dice: Dice, _words: Sequence[bytes], _other: bytes) -> bytes:
    """Exchange two tokens, as cells, members or names are."""
    tokens = re.split(rb"([,;:\s\[\]{}\"]+)", content)
    one, other = dice.randrange(len(tokens)), dice.randrange(len(tokens))
    tokens[one], tokens[other] = tokens[other], tokens[one]
    return b"".join(tokens)


def cell(content: bytes, dice: Dice, words: Sequence[bytes], _other: bytes) -> bytes:
    """Put a word into a cell of a table, or give a row a cell more or less."""
    lines = content.split(b"\n")
    at = dice.randrange(len(lines))
    mark = b";" if b";" in lines[at] else b","
    cells = lines[at].split(mark)
    match dice.randrange(3):
        case 0:
            cells[dice.randrange(len(cells))] = dice.choice(words)
        case 1:
            cells.append(b"")
        case _:
            cells.pop()
    lines[at] = mark.join(cells)
    return b"\n".join(lines)


def member(content: bytes, dice: Dice, _words: Sequence[bytes], _other: bytes) -> bytes:
    """Change one value of a JSON document, or take away, double or rename a member."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return content
    nodes: list[Any] = []
    _gather(document, nodes)
    if nodes:
        node = dice.choice(nodes)
        key = dice.choice(list(node) if isinstance(node, dict) else range(len(node)))
        match dice.randrange(4):
            case 0:
                del node[key]
            case 1 if isinstance(node, dict):
                node[dice.choice(("type", "crs", "coordinates", "geometry", "features", "id", "x"))] = node[key]
            case 2 if isinstance(node, list):
                node.extend([node[key]] * dice.choice((1, 100)))
            case _:
                node[key] = dice.choice((*VALUES, document if dice.random() < 0.2 else "y"))
    try:
        return json.dumps(document).encode()
    except (ValueError, RecursionError):  # it holds itself
        return content


def _gather(node: object, nodes: list[Any]) -> None:
    if isinstance(node, (dict, list)) and node:
        nodes.append(node)
        for inner in node.values() if isinstance(node, dict) else node:
            _gather(inner, nodes)


def element(content: bytes, dice: Dice, words: Sequence[bytes], other: bytes) -> bytes:
    """Change an attribute, a text or a tag of an XML document, or take away, double or move an element."""
    tags = list(TAG.finditer(content))
    if not tags:
        return content
    tag = dice.choice(tags)
    start, end = _extent(content, tag)
    match dice.randrange(8):
        case 0 | 1 | 2:
            return _attribute(content, tag, dice, words, tags)
        case 3:
            start, end, instead = tag.end(), content.find(b"<", tag.end()), _word(dice, words)
        case 4:
            start, end, instead = *tag.span(), b""
        case 5:
            instead = b""
        case 6:
            instead = content[start:end] * dice.choice((2, 3, 50))
        case _:
            source = other if TAG.search(other) else content
            first, last = _extent(source, dice.choice(list(TAG.finditer(source))))
            end, instead = start, source[first:last]
    return content[:start] + instead + content[end:]


def _attribute(content: bytes, tag: re.Match[bytes], dice: Dice, words: Sequence[bytes], tags: Sequence[Any]) -> bytes:
    """Give an attribute a word, a number from an edge or another's value; take it away; say it twice."""
    own = list(ATTRIBUTE.finditer(content, tag.start(), tag.end()))
    if not own:
        return content
    one = dice.choice(own)
    if dice.random() < 0.2:
        return content[: one.start()] + one[0] * dice.choice((0, 2)) + content[one.end() :]
    theirs = dice.choice(tags)
    others = [found[1][1:-1] for found in ATTRIBUTE.finditer(content, theirs.start(), theirs.end())]
    value = dice.choice(others) if others and dice.random() < HALF else _word(dice, words)
    return content[: one.start(1) + 1] + value + content[one.end(1) - 1 :]


def _word(dice: Dice, words: Sequence[bytes]) -> bytes:
    return dice.choice(words) if dice.random() < HALF else str(dice.choice(NUMBERS)).encode()


def _extent(content: bytes, tag: re.Match[bytes]) -> tuple[int, int]:
    """Where an element starts and ends; the tag alone where it has no other end."""
    name = NAME.match(tag[0])
    end = -1 if name is None or tag[0].endswith(b"/>") else content.find(b"</" + name[1] + b">", tag.end())
    return tag.start(), tag.end() if end < 0 or name is None else end + len(name[1]) + 3
