# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers as people of many countries write them: marks before decimals and between thousands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

SPACED = re.compile(r"[+-]?\d{1,3}([ '\u2019\u00a0\u2009\u202f])\d{3}(?:\1\d{3})*(?:[.,]\d+)?")
COMMAS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{2,3})*,\d{3}(?:\.\d+)?")
"""Thousands set apart by commas; in pairs above the first thousand in South Asia."""
DOTS = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+,\d+|[+-]?[1-9]\d{0,2}(?:\.\d{3}){2,}")
"""Thousands that can only be such: several dots, or a comma behind."""
ONE_COMMA = re.compile(r"[+-]?\d*,\d+")
COMMA_DOUBT = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
DOT_DOUBT = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
"""What may be thousands or three decimals."""
NO_DIGIT = re.compile(r"[ '\u2019\u00a0\u2009\u202f]")


class Mark(StrEnum):
    """What stands before the decimals of the numbers of a column; the other of the two is between thousands."""

    DOT = "dot"
    COMMA = "comma"
    UNCLEAR = "unclear"


class TwoMeaningsError(ValueError):
    """A number that may be one or a thousand, in a column that does not tell."""


def mark_of(texts: Iterable[str], *, whole: bool = False) -> Mark | None:
    """Tell how the numbers of a column are written, by all of them together: one writer means one thing by a mark.

    Parameters
    ----------
    texts : iterable of str
    whole : bool
        True where the column has whole numbers: a comma before three digits is then between thousands, and what has
        decimals is at fault and tells nothing.

    Returns
    -------
    Mark or None
        `Mark.UNCLEAR` where they contradict each other; None where none of them has one meaning alone.
    """
    said: set[Mark] = set()
    doubted: set[str] = set()
    for text in texts:
        if Mark.DOT in said and "," not in text and text.count(".") == 1:
            continue  # most numbers of most files, of which one says enough
        if has_two_meanings(text) and not (whole and "," in text):
            doubted.add("," if "," in text else ".")
        elif (mark := _told(text)) is not None and not (whole and not number_in(text).is_integer()):
            said.add(mark)
    if len(said) > 1 or (not said and len(doubted) > 1):
        return Mark.UNCLEAR
    return said.pop() if said else None


def has_two_meanings(text: str) -> bool:
    """Whether the one mark of a number may be before decimals or between thousands."""
    return bool(COMMA_DOUBT.fullmatch(text) or DOT_DOUBT.fullmatch(text))


def number_in(text: str, mark: Mark = Mark.DOT) -> float:
    """Read a number.

    Parameters
    ----------
    text : str
    mark : Mark
        What its column has before decimals, for a number whose one mark may be either.

    Raises
    ------
    TwoMeaningsError
        It may be either, and the column does not tell.
    ValueError
        The text is no number.
    """
    if "_" in text:  # a digit separator to Python, to nobody else
        raise ValueError(text)
    if mark is not Mark.DOT and has_two_meanings(text):
        if mark is Mark.UNCLEAR:
            raise TwoMeaningsError(text)
        return float(text.replace(".", "").replace(",", "."))
    try:
        return float(text)
    except ValueError:
        return float(_with_dot(text))


def doubt_of(text: str, mark: Mark, *, whole: bool = False, decimal_comma: bool = False) -> str | None:
    """Code of what had to be assumed to read a number, if anything.

    Parameters
    ----------
    text : str
    mark : Mark
        How its column is read.
    whole : bool
        True where the column has whole numbers, in which no mark stands before decimals.
    decimal_comma : bool
        True where numbers of the file may have a comma before decimals.
    """
    if DOT_DOUBT.fullmatch(text):
        return "dot_is_thousands" if mark is Mark.COMMA else "dot_is_decimal" if decimal_comma and not whole else None
    if COMMA_DOUBT.fullmatch(text) and not whole:
        return "comma_is_decimal" if mark is Mark.COMMA else "comma_is_thousands"
    return None


def _told(text: str) -> Mark | None:
    """The mark before decimals that a number of one meaning tells; None where it has no mark, or is none."""
    if SPACED.fullmatch(text):
        return Mark.COMMA if "," in text else Mark.DOT if "." in text else None
    if DOTS.fullmatch(text):
        return Mark.COMMA
    if COMMAS.fullmatch(text):
        return Mark.DOT
    if ONE_COMMA.fullmatch(text):
        return Mark.COMMA
    try:
        float(text)
    except ValueError:
        return None
    return Mark.DOT if "." in text else None


def _with_dot(text: str) -> str:
    """The number without marks between thousands, a dot before its decimals."""
    if SPACED.fullmatch(text):
        return NO_DIGIT.sub("", text).replace(",", ".")
    if DOTS.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    if COMMAS.fullmatch(text):
        return text.replace(",", "")
    return text.replace(",", ".") if ONE_COMMA.fullmatch(text) else text
