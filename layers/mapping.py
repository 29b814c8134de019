# SPDX-License-Identifier: GPL-3.0-or-later
"""Which column of a file is which of a kind: by the user's word, by HXL tag, by name."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from layers.errors import UsageError
from layers.findings import Finding, Severity
from layers.kinds import (
    EASTING,
    LATITUDE,
    LATITUDE_TAGS,
    LONGITUDE,
    LONGITUDE_TAGS,
    NORTHING,
    PART_WORDS,
    POSITION,
    UTM_ZONE,
    WELL_KNOWN_TEXT,
    Kind,
    Shape,
    way_of,
)
from layers.raw import RawTable

PLACE = {
    "lon": (LONGITUDE, LONGITUDE_TAGS),
    "lat": (LATITUDE, LATITUDE_TAGS),
    "position": (POSITION, ()),
    "easting": (EASTING, ()),
    "northing": (NORTHING, ()),
    "utm_zone": (UTM_ZONE, ()),
    "wkt": (WELL_KNOWN_TEXT, ()),
}
"""Fields that every kind has: their names and tags."""


OTHERS = re.compile(
    r"f|m|i|females?|males?|women|men|girls?|boys?|child(ren)?|infants?|adults?|elderly|age\w*|hh|households?|pct|percent"
    r"|returnees?|hosts?|nonhost|refugees?|asylumseekers|targeted|reached|killed|injured"
)
"""HXL attributes of a part of the people at a place, of other people, or of no people at all."""
GRID = ("easting", "northing", "utm_zone")
AXES = frozenset(
    {"x", "y", "xcoord", "ycoord", "coordx", "coordy", "pointx", "pointy", "coordenadax", "coordenaday"}
) | {
    "coordenadasx",
    "coordenadasy",
}
"""Plain names that may mean metres as well as degrees."""
ANY_ZONE = frozenset({"zone", "zona"})
"""Plain names of zones of any sort, those of health among them."""

QUESTION = re.compile(r"^\s*\d{1,2}(?:\.[0-9a-z]{1,2})+\s*[:.)]\s*(?=[^\W\d])")
"""Such as 1.1.c.1: in front of the names that forms for surveys give."""


class How(StrEnum):
    """What speaks for a column; a word, for nobody can say how likely it is in percent."""

    SAID = "said"
    TAG = "tag"
    NAME = "name"
    SYNONYM = "synonym"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Mapped:
    """Which columns are which fields.

    Attributes
    ----------
    columns : mapping of field to index
        The raw column of every field that has one; those of `PLACE` are fields too.
    how : mapping of field to How
        How each of them was found.
    findings : tuple of Finding
    """

    columns: Mapping[str, int]
    how: Mapping[str, How]
    findings: tuple[Finding, ...]


@lru_cache(maxsize=8192)
def plain(name: str) -> str:
    """A column name without case, accents, spaces and punctuation, nor the number of its question in a survey."""
    return "".join(words_of(name))


def words_of(name: str) -> list[str]:
    """The words of a column name, without case and accents."""
    bare = unicodedata.normalize("NFKD", QUESTION.sub("", name.casefold()))
    return re.findall(r"[0-9a-z]+", "".join(char for char in bare if not unicodedata.combining(char)))


def plain_name(name: str) -> str:
    """A name without case, accents, spaces and punctuation, in whatever writing."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", name.casefold())))


def signature(columns: Sequence[str]) -> str:
    """Digest of a header: the same whatever the order of its names, their case, accents, spaces and punctuation."""
    return hashlib.sha256(json.dumps(sorted(map(plain_name, columns))).encode()).hexdigest()[:16]


def map_columns(kind: Kind, raw: RawTable, mapping: Mapping[str, str], file: str) -> Mapped:
    """Find the fields of a kind among the columns of a file.

    Parameters
    ----------
    kind : Kind
    raw : RawTable
    mapping : mapping of field to column name
        What the user says; it goes before everything else. Without a name the field is read from no column.
    file : str
        Its name, for findings and errors.

    Raises
    ------
    UsageError
        `unknown_field` or `unknown_column`.
    """
    fields = {column.name: (column.names, column.tags) for column in kind.columns} | PLACE
    said = {field: _said(kind, raw, field, column, file) for field, column in mapping.items()}
    found = {field: at for field, at in said.items() if at is not None}
    how = dict.fromkeys(found, How.SAID)
    findings: list[Finding] = []
    names = [plain(name) for name in raw.columns]
    for field, (synonyms, tags) in fields.items():
        if field in said:
            continue
        tagged = [at for tag in tags for at in _tagged(tag, raw.tags)]
        if field == "people":
            tagged = [at for at in tagged if PART_WORDS.isdisjoint(words_of(raw.columns[at]))]
        named = [at for word in map(plain, (field, *synonyms)) for at, name in enumerate(names) if name == word]
        fits = [at for at in dict.fromkeys([*tagged, *named]) if at not in found.values()]
        if fits:
            found[field] = fits[0]
            own_name = names[fits[0]] == plain(field)
            how[field] = How.TAG if fits[0] in tagged else How.NAME if own_name else How.SYNONYM
        if len(fits) > 1:
            how[field] = How.SEVERAL
            chosen, *others = (raw.columns[at] for at in fits)
            params = {"field": field, "chosen": chosen, "others": ", ".join(others), "kind": kind.name}
            # a headcount of others, such as returnees, is as good a number
            severity = Severity.WARNING if field == "people" else Severity.INFO
            findings.append(Finding("column_chosen", severity, params, file=file, layer=kind.name, column=chosen))
    _settle_grid(found, names, mapping)
    if _exchanged(found, names):
        lon, lat = (raw.columns[found[field]] for field in ("lon", "lat"))
        params = {"lon": lon, "lat": lat}
        findings.append(Finding("axes_exchanged", Severity.WARNING, params, file=file, layer=kind.name, column=lon))
    return Mapped(found, {field: how.get(field, How.SYNONYM) for field in found}, tuple(findings))


def _tagged(tag: str, tags: Mapping[int, str]) -> list[int]:
    """Columns with this HXL tag, those with the fewest attributes besides first.

    Attributes have no order. One that makes it a part of the people, or other people, is none that is looked for.
    """
    head, *wanted = tag.split("+")
    fits = []
    for at, own in tags.items():
        name, *told = own.replace(" ", "").casefold().split("+")
        more = set(told) - set(wanted)
        if name == head and set(wanted) <= set(told) and not any(OTHERS.fullmatch(attribute) for attribute in more):
            fits.append((len(more), at))
    return [at for _, at in sorted(fits)]


def column_index(columns: Sequence[str], wanted: str) -> int:
    """Index of the column of this name, else of the one that differs only in case, accents and punctuation.

    Raises
    ------
    KeyError
        Where there is none.
    """
    if wanted in columns:
        return columns.index(wanted)
    names = [plain(name) for name in columns]
    if plain(wanted) and plain(wanted) in names:  # of a name in another script nothing plain is left
        return names.index(plain(wanted))
    raise KeyError(wanted)


def text_column(kind: Kind, columns: Mapping[str, int]) -> int | None:
    """Index of the column of well-known text that tells where rows are; None where columns of a position do.

    Of a table with both the text goes first, except where rows can only be points.
    """
    if kind.shapes == {Shape.POINT} and way_of(columns) is not None:
        return None
    return columns.get("wkt")


def _settle_grid(found: dict[str, int], names: Sequence[str], mapping: Mapping[str, str]) -> None:
    """Take x and y beside a UTM zone for metres; leave a zone alone that belongs to no position."""
    zone = found.get("utm_zone")
    metres = zone is not None and (names[zone] not in ANY_ZONE or "utm_zone" in mapping)
    axes = {names[found[field]] for field in ("lon", "lat") if field in found and field not in mapping}
    if metres and len(axes) == len(("lon", "lat")) and axes <= AXES and not {"easting", "northing"} & set(found):
        found["easting"], found["northing"] = found.pop("lon"), found.pop("lat")
    if not set(GRID) <= set(found):
        for field in set(GRID) - set(mapping):
            found.pop(field, None)


def _exchanged(found: Mapping[str, int], names: Sequence[str]) -> bool:
    """Whether each axis is read from a column that is named like the other."""
    of_lon, of_lat = ({*map(plain, (axis, *PLACE[axis][0]))} for axis in ("lon", "lat"))
    both = "lon" in found and "lat" in found
    return both and names[found["lon"]] in of_lat - of_lon and names[found["lat"]] in of_lon - of_lat


def _said(kind: Kind, raw: RawTable, field: str, column: str, file: str) -> int | None:
    known = [own.name for own in kind.columns] + list(PLACE)
    if field not in known:
        raise UsageError("unknown_field", file=file, layer=kind.name, field=field, known=", ".join(known))
    if not column:
        return None
    try:
        return column_index(raw.columns, column)
    except KeyError:
        columns = ", ".join(raw.columns)
        raise UsageError("unknown_column", file=file, layer=kind.name, wanted=column, known=columns) from None
