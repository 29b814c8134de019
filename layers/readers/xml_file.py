# SPDX-License-Identifier: GPL-3.0-or-later
"""XML, element by element, with no declaration in it followed; called in the limited child only."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from layers.errors import PlannerError, RefusedFile, UnusableFile
from layers.values import text_of

LONGEST_DETAIL = 200
Event = tuple[str, str, Element]
"""``start`` or ``end``, the name of an element without its namespace, and the element."""


def events(source: IO[bytes], root: str, file: str) -> Iterator[Event]:
    """Walk over a document; of an element that ended, whoever walks takes what is wanted and clears it.

    Parameters
    ----------
    source : binary file
    root : str
        Name of the outermost element.
    file : str
        Its name, for errors.

    Raises
    ------
    RefusedFile
        `entity_expansion` for a document type, the place where entities are defined; `content_differs`.
    UnusableFile
        `bad_xml`.
    """
    try:
        walk = defusedxml.ElementTree.iterparse(source, events=("start", "end"), forbid_dtd=True)
        for number, (event, element) in enumerate(walk):
            name = local(element)
            if number == 0 and name != root:
                raise RefusedFile("content_differs", file=file, suffix=f".{root}")
            yield event, name, element
    except PlannerError:  # one is a ValueError
        raise
    except DefusedXmlException:
        raise RefusedFile("entity_expansion", file=file) from None
    except (ParseError, LookupError, ValueError) as error:  # the latter two: an encoding nobody knows
        raise UnusableFile("bad_xml", file=file, detail=text_of(str(error))[:LONGEST_DETAIL]) from None


def local(element: Element) -> str:
    """Name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def child(element: Element, name: str) -> Element | None:
    """The first element of a name right inside another."""
    return next((one for one in element if local(one) == name), None)


def number(text: str) -> float:
    """A finite number as XML writes it.

    Raises
    ------
    ValueError
    """
    value = float(text)
    if not math.isfinite(value) or "_" in text:
        raise ValueError(text)
    return value


def inner_text(element: Element | None) -> str | None:
    """The text of an element, None for none."""
    return None if element is None or element.text is None else element.text.strip() or None
