# SPDX-License-Identifier: GPL-3.0-or-later
"""Cells -> values of a column's type, or a word for what is wrong with them."""

from __future__ import annotations

import math
import re

from layers.dates import Precise, Told, TwoDaysError, Written, date_in
from layers.kinds import NO, YES, Column, Type
from layers.numerals import Mark, TwoMeaningsError, doubt_of, number_in
from layers.raw import Cell

LONGEST_TEXT = 500
EXACT_WHOLE = 1e15
PLAIN_DIGITS = 15
"""So many digits are a whole number whatever the file's marks, and exact."""

NOTHING = frozenset({"", "n/a", "#n/a", "nan", "null", "none", "-", "--"})
"""What stands in a cell that is empty."""

UNKNOWN = NOTHING | {"na", "nd", "unknown", "inconnu", "?"}
"""What else stands where a number, a date or a word of a list is not known."""

BLANK = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]+")
"""Characters that show nothing, turn the writing round, or are none."""

DOTTED = re.compile(r"[+-]?\d{1,3}\.\d{3}")
UNSAID = Written()
ROUGH = {Precise.YEAR: "date_is_year", Precise.MONTH: "date_is_month"}
"""Codes of dates that tell no day."""

Value = str | int | float | bool | None


class BadValue(ValueError):
    """A cell that is not what its column holds; carries the code of the finding."""


def text_of(cell: Cell) -> str:
    """The cell as clean text: no control characters, no space at the ends, at most 500 characters."""
    return _cleaned(cell)[:LONGEST_TEXT].strip()


def flaw_of_text(cell: Cell) -> str | None:
    """Code of what `text_of` had to take away, if that could matter."""
    if not isinstance(cell, str) or (len(cell) <= LONGEST_TEXT and cell.isprintable()):
        return None
    if len(_cleaned(cell)) > LONGEST_TEXT:
        return "text_cut"
    return "text_cleaned" if CONTROL.search(BLANK.sub(" ", cell)) else None


def flaw_of(
    column: Column, cell: Cell, mark: Mark = Mark.DOT, dates: Written = UNSAID, *, decimal_comma: bool = False
) -> str | None:
    """Code of what `value_of` had to take away or to assume, if that could matter."""
    if column.type is Type.DATE:
        told = date_of(cell, dates)
        return None if told is None else told.doubt or ROUGH.get(told.precise)
    if not isinstance(cell, str):
        return None
    if column.type is Type.TEXT:
        return flaw_of_text(cell)
    if column.type in {Type.WHOLE, Type.NUMBER} and ("," in cell or "." in cell):
        return doubt_of(text_of(cell), mark, whole=column.type is Type.WHOLE, decimal_comma=decimal_comma)
    return None


def number_of(cell: Cell, mark: Mark = Mark.DOT) -> float | None:
    """A cell as a number; None where it is empty or says that it is not known.

    Parameters
    ----------
    cell : Cell
    mark : Mark
        What its column has before decimals.

    Raises
    ------
    BadValue
        `not_a_number` or `mark_unclear`.
    """
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return None if math.isnan(cell) else _finite(float(cell))
    text = text_of(cell)
    if text.casefold() in UNKNOWN:
        return None
    try:
        return _finite(number_in(text, mark))
    except TwoMeaningsError:
        raise BadValue("mark_unclear") from None
    except ValueError:
        raise BadValue("not_a_number") from None


def date_of(cell: Cell, dates: Written) -> Told | None:
    """A cell as a date; None where it is empty or says that it is not known.

    Parameters
    ----------
    cell : Cell
    dates : Written
        How the dates of its column are written.

    Raises
    ------
    BadValue
        `not_a_date` or `date_unclear`.
    """
    text = text_of(cell)
    if text.casefold() in UNKNOWN:
        return None
    try:
        return date_in(text, dates)
    except TwoDaysError:
        raise BadValue("date_unclear") from None
    except ValueError:
        raise BadValue("not_a_date") from None


def value_of(column: Column, cell: Cell, mark: Mark = Mark.DOT, dates: Written = UNSAID) -> Value:
    """A cell as a value of its column; None where it is empty.

    Parameters
    ----------
    column : Column
    cell : Cell
    mark : Mark
        What a column of numbers has before decimals.
    dates : Written
        How a column of dates is written.

    Raises
    ------
    BadValue
        With the code of what is wrong: `not_a_number`, `mark_unclear`, `not_whole`, `dotted`, `negative`, `too_small`,
        `too_large`, `not_yes_or_no`, `not_a_date`, `date_unclear` or `unknown_word`.
    """
    match column.type:
        case Type.TEXT:
            text = text_of(cell)
            return None if text.casefold() in NOTHING else text
        case Type.YES_NO:
            return _yes_no(column, cell)
        case Type.DATE:
            told = date_of(cell, dates)
            return None if told is None else told.day.isoformat()
        case Type.WORD:
            return _word(column, cell)
        case Type.WHOLE:
            return _whole(column, cell, mark)
        case Type.NUMBER:
            return _in_range(column, number_of(cell, mark))


def same(cell: Cell, value: str) -> bool:
    """Whether a cell holds a value: as text without case, or as a number, so that 2024 is 2024.0."""
    text = text_of(cell)
    if text.casefold() == value.strip().casefold():
        return True
    try:
        return float(text) == float(value)
    except ValueError:
        return False


def _cleaned(cell: Cell) -> str:
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, str) and cell.isprintable():  # nothing in it that the patterns look for
        return cell.strip()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < EXACT_WHOLE:
        return str(int(cell))
    return CONTROL.sub("", BLANK.sub(" ", str(cell))).strip()


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise BadValue("not_a_number")
    return value


def _whole(column: Column, cell: Cell, mark: Mark) -> int | None:
    if isinstance(cell, str) and cell.isascii() and cell.isdigit() and len(cell) <= PLAIN_DIGITS:
        value = _in_range(column, float(cell))
        return None if value is None else int(value)
    # A whole number has no decimals: 12,500 can only mean thousands, and 12,5 only a fault. A dot may be either,
    # unless the column has commas before decimals.
    if mark is Mark.DOT and isinstance(cell, str) and "." in cell and DOTTED.fullmatch(text_of(cell)):
        raise BadValue("dotted")
    value = _in_range(column, number_of(cell, mark))
    if value is not None and not value.is_integer():
        raise BadValue("not_whole")
    return None if value is None else int(value)


def _in_range(column: Column, value: float | None) -> float | None:
    if value is None or (value == 0 and column.zero_is_none):
        return None
    if column.least is not None and (value < column.least or (column.above and value == column.least)):
        raise BadValue("negative" if value < 0 and column.unit == "people" else "too_small")
    if column.most is not None and value > column.most:
        raise BadValue("too_large")
    return value


def _yes_no(column: Column, cell: Cell) -> bool | None:
    text = text_of(cell).casefold()
    text = column.words.get(text, text)
    if text in UNKNOWN:
        return None
    if text in YES:
        return True
    if text in NO:
        return False
    raise BadValue("not_yes_or_no")


def _word(column: Column, cell: Cell) -> str | None:
    text = text_of(cell).casefold()
    if text.replace(" ", "_") in column.words:
        return column.words[text.replace(" ", "_")]
    if text in UNKNOWN:
        return column.otherwise
    raise BadValue("unknown_word")
