# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers as people of many countries write them: marks before decimals and between thousands."""

from __future__ import annotations

import re

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


def number_in(text: str, *, decimal_comma: bool = False) -> float:
    """Read a number.

    Parameters
    ----------
    text : str
    decimal_comma : bool
        How a single comma before three digits is meant, which may be either: before decimals, or before thousands.

    Raises
    ------
    ValueError
        The text is no number.
    """
    if "_" in text:  # a digit separator to Python, to nobody else
        raise ValueError(text)
    try:
        return float(text)
    except ValueError:
        return float(_with_dot(text, decimal_comma=decimal_comma))


def _with_dot(text: str, *, decimal_comma: bool) -> str:
    """The number without marks between thousands, a dot before its decimals."""
    if SPACED.fullmatch(text):
        return NO_DIGIT.sub("", text).replace(",", ".")
    if DOTS.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    if ONE_COMMA.fullmatch(text) and (decimal_comma or not COMMA_DOUBT.fullmatch(text)):
        return text.replace(",", ".")
    return text.replace(",", "") if COMMAS.fullmatch(text) else text


def doubt_of(text: str, *, whole: bool, decimal_comma: bool) -> str | None:
    """Code of what had to be assumed to read a number, if anything.

    Parameters
    ----------
    text : str
    whole : bool
        True where the column has whole numbers, in which no mark stands before decimals.
    decimal_comma : bool
        How the file writes numbers.
    """
    if DOT_DOUBT.fullmatch(text) and decimal_comma:
        return "dot_is_thousands" if whole else "dot_is_decimal"
    if COMMA_DOUBT.fullmatch(text) and not whole:
        return "comma_is_decimal" if decimal_comma else "comma_is_thousands"
    return None
