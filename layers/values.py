# SPDX-License-Identifier: GPL-3.0-or-later
"""Cells -> values of a column's type, or a word for what is wrong with them."""

from __future__ import annotations

import math
import re
from datetime import date, datetime

from layers.kinds import NO, YES, Column, Type
from layers.raw import Cell

LONGEST_TEXT = 500
EXACT_WHOLE = 1e15
EMPTY = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "--", "unknown", "?"})
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]+")
THOUSANDS = re.compile(r"^[+-]?\d{1,3}([ ,'\u00a0\u202f]\d{3})+(\.\d+)?$")
DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d", "%d %B %Y", "%d %b %Y", "%Y-%m", "%Y")

Value = str | int | float | bool | None


class BadValue(ValueError):
    """A cell that is not what its column holds; carries the code of the finding."""


def text_of(cell: Cell) -> str:
    """The cell as clean text: no control characters, no space at the ends."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < EXACT_WHOLE:
        return str(int(cell))
    return CONTROL.sub(" ", str(cell)).strip()[:LONGEST_TEXT]


def number_of(cell: Cell, *, decimal_comma: bool = False) -> float | None:
    """A cell as a number; None where it is empty.

    Raises
    ------
    BadValue
        `not_a_number`.
    """
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return None if math.isnan(cell) else float(cell)
    text = text_of(cell)
    if text.casefold() in EMPTY:
        return None
    if decimal_comma and text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    elif THOUSANDS.match(text):
        text = re.sub(r"[ ,'\u00a0\u202f]", "", text)
    try:
        value = float(text)
    except ValueError:
        raise BadValue("not_a_number") from None
    if not math.isfinite(value):
        raise BadValue("not_a_number")
    return value


def value_of(column: Column, cell: Cell, *, decimal_comma: bool = False) -> Value:
    """A cell as a value of its column; None where it is empty.

    Raises
    ------
    BadValue
        With the code of what is wrong.
    """
    match column.type:
        case Type.TEXT:
            return text_of(cell) or None
        case Type.YES_NO:
            return _yes_no(cell)
        case Type.DATE:
            return _date(cell)
        case Type.WORD:
            return _word(column, cell)
        case Type.WHOLE | Type.NUMBER:
            return _number(column, cell, decimal_comma=decimal_comma)


def _number(column: Column, cell: Cell, *, decimal_comma: bool) -> Value:
    value = number_of(cell, decimal_comma=decimal_comma)
    if value is None:
        return None
    if column.least is not None and (value < column.least or (column.above and value <= column.least)):
        raise BadValue("negative" if value < 0 else "too_small")
    if column.most is not None and value > column.most:
        raise BadValue("too_large")
    if column.type is Type.WHOLE:
        if not value.is_integer():
            raise BadValue("not_whole")
        return int(value)
    return value


def _yes_no(cell: Cell) -> bool | None:
    text = text_of(cell).casefold()
    if text in EMPTY:
        return None
    if text in YES:
        return True
    if text in NO:
        return False
    raise BadValue("not_yes_or_no")


def _word(column: Column, cell: Cell) -> str | None:
    text = text_of(cell)
    if text.casefold() in EMPTY:
        return column.otherwise
    found = column.words.get(text.casefold().replace(" ", "_")) or column.words.get(text.casefold())
    if found is None:
        raise BadValue("unknown_word")
    return found


def _date(cell: Cell) -> str | None:
    text = text_of(cell)
    if text.casefold() in EMPTY:
        return None
    head = re.split(r"[T ]\d\d:", text)[0]
    for pattern in DATES:
        try:
            found = datetime.strptime(head, pattern)  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
        return date(found.year, found.month, found.day).isoformat()
    raise BadValue("not_a_date")
