# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags of OpenStreetMap -> cells of roads, settlements and IDP sites, in the words of `layers.kinds`.

The meaning of every tag is that of the OpenStreetMap wiki; what it leaves open is marked [A] as in docs/method.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from layers.raw import Cell, RawTable
from layers.values import text_of

Tags = Mapping[str, str]
SHOWN_VALUES, LONGEST_VALUE = 8, 30


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ROAD_CLASSES = _words(
    "motorway motorway_link trunk trunk_link primary primary_link secondary secondary_link tertiary tertiary_link "
    "unclassified residential living_street service track road"
)
"""Values of ``highway`` that vehicles use; ways for feet, and ways that are not built, are left out."""

SETTLEMENTS = frozenset(("city", "town", "village", "hamlet", "isolated_dwelling"))
"""Values of ``place`` where people live; quarters would count the people of their town twice."""

DISPLACED = frozenset(("refugee", "refugees", "displaced", "idp"))
CAMPS = frozenset(("refugee_camp", "refugee_site", "idp_camp", "idp_site"))

ROAD_EXTRAS = (
    *("name", "name:en", "highway", "route", "maxspeed", "smoothness", "tracktype", "bridge", "ford", "access"),
    *("motor_vehicle", "barrier", "width", "maxwidth", "maxweight", "maxaxleload", "lanes", "layer"),
)
"""Tags that roads keep as they are, beside what is made of them."""
ROAD_COLUMNS = (
    *("id", "name", "class", "surface", "speed_kmh", "oneway"),
    *("practicability_dry", "practicability_wet", "total_load_t", "axle_load_t", "width_m", "seasonal", "status"),
    *("osm_" + key.replace(":", "_") for key in ROAD_EXTRAS),
)
SITE_EXTRAS: tuple[str, ...] = (
    *("name", "name:en", "place", "amenity", "operator"),
    *("population:date", "source:population"),
)
SITE_COLUMNS = ("id", "name", "population", *("osm_" + key.replace(":", "_") for key in SITE_EXTRAS))

SEASONAL = ("seasonal", "intermittent")
"""The first of these that is tagged says whether a road is one for a season only."""
ACCESS = ("motorcar", "motor_vehicle", "vehicle", "access")
"""The first of these that is tagged says who may drive."""
OPEN = frozenset(("yes", "permissive", "designated", "official", "public", "unknown"))

BLOCKING = _words(
    "block bollard cycle_barrier debris full-height_turnstile horse_stile jersey_barrier kissing_gate log "
    "motorcycle_barrier planter stile tank_trap turnstile"
)
"""Values of ``barrier`` that no vehicle passes; gates and chains are opened [A]."""

FERRY_KMH = 5.0
"""Of a ferry that does not say how long it takes, waiting included [A]; what the router OSRM takes for a car."""

MPH = 1.609344
SPEED = re.compile(r"(\d+(?:\.\d+)?)\s*(km/h|kmh|kph|mph)?")
NO_NUMBER = re.compile(r"none|signals|variable|walk|[a-z]{2}(:.+|-.+)", re.IGNORECASE)
"""Values of ``maxspeed`` that are right and name no speed."""
DURATION = re.compile(r"(?:(\d+):)?(\d+)(?::\d\d)?")

AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]*)")
TONNES = {"": 1.0, "t": 1.0, "kg": 0.001, "st": 0.907185, "lbs": 0.000453592}
METRES = {"": 1.0, "m": 1.0, "ft": 0.3048}
NO_LIMIT = frozenset({"none", "default", "unsigned", "no"})

UNPAVED = _words(
    "clay compacted dirt earth fine_gravel grass gravel ground laterite mud murram pebblestone sand soil unpaved "
    "woodchips"
)
TRACK_GRADES = {"grade1": "paved", "grade2": "gravel", "grade3": "dirt", "grade4": "dirt", "grade5": "dirt"}
PRACTICABILITY = {"horrible": 3, "very_horrible": 2, "impassable": 1}
"""Smoothness as a UNSDI-T code: for four-wheel drive alone, for two wheels alone, for none [A]."""


KEYS = frozenset(
    {*ROAD_EXTRAS, *ACCESS, *SEASONAL, "name", "int_name", "ref", "surface", "oneway", "junction"}
    | {"impassable", "abandoned", "disused", "duration"}
)
"""Tags of roads that are looked at."""


def listed(values: Counter[str]) -> dict[str, Cell]:
    """How many there are and of what, the most frequent first; for a note."""
    ordered = sorted(values.items(), key=lambda one: (-one[1], one[0]))
    shown = [f"{text_of(value)[:LONGEST_VALUE]} ({count})" for value, count in ordered[:SHOWN_VALUES]]
    return {"count": values.total(), "values": ", ".join(shown + ["..."] * (len(ordered) > SHOWN_VALUES))}


def without_empty_columns(table: RawTable) -> RawTable:
    """The table without the columns that say nothing of any row: files differ in what is tagged, and most is not."""
    keep = [at for at, cells in enumerate(zip(*table.rows, strict=True)) if any(cell is not None for cell in cells)]
    rows = [[row[at] for at in keep] for row in table.rows]
    return replace(table, columns=tuple(table.columns[at] for at in keep), rows=rows)


def is_road(tags: Tags) -> bool:
    """Whether a way is a road that vehicles use, or a ferry line."""
    return tags.get("highway") in ROAD_CLASSES or is_ferry(tags)


def is_ferry(tags: Tags) -> bool:
    """Whether a way is a ferry line."""
    return tags.get("route") == "ferry" and "highway" not in tags


def is_camp(tags: Tags) -> bool:
    """Whether something is a place of refugees or displaced people."""
    if CAMPS & {tags.get("amenity"), tags.get("place"), tags.get("landuse")} or tags.get("refugee") == "yes":
        return True
    whom = set(re.split(r"\s*;\s*", tags.get("social_facility:for", "").casefold()))
    return tags.get("amenity") == "social_facility" and bool(whom & DISPLACED)


def is_settlement(tags: Tags) -> bool:
    """Whether something is a place where people live who are not displaced."""
    return tags.get("place") in SETTLEMENTS and not is_camp(tags)


def blocks(tags: Tags) -> bool:
    """Whether a barrier on a road lets no vehicle through; who may pass, where that is tagged, decides."""
    told = next((tags[key] for key in ACCESS if key in tags), None)
    return told == "no" or (told is None and tags.get("barrier") in BLOCKING)


def road_cells(own_id: str | None, tags: Tags, length_m: float) -> list[Cell]:
    """One row of `ROAD_COLUMNS`.

    Parameters
    ----------
    own_id : str or None
    tags : mapping of str to str
    length_m : float
        For the speed of a ferry that says how long it takes.
    """
    ferry = is_ferry(tags)
    code = PRACTICABILITY.get(tags.get("smoothness", ""))
    seasonal = next((tags[key] != "no" for key in SEASONAL if key in tags), None)
    return [
        own_id,
        _name(tags) or tags.get("ref"),
        None if ferry else tags["highway"],
        "paved" if ferry else _surface(tags),  # no rain turns it to mud
        _ferry_kmh(tags, length_m) if ferry else _speed(tags),
        oneway(tags),
        code,
        None if seasonal else code,  # a code would go before the season
        _amount(tags.get("maxweight"), TONNES),
        _amount(tags.get("maxaxleload"), TONNES),
        _amount(tags.get("maxwidth") or tags.get("width"), METRES),
        seasonal,
        status(tags),
        *_kept(tags, ROAD_EXTRAS),
    ]


def site_cells(own_id: str, tags: Tags) -> list[Cell]:
    """One row of `SITE_COLUMNS`."""
    return [own_id, _name(tags), tags.get("population"), *_kept(tags, SITE_EXTRAS)]


def oneway(tags: Tags) -> str:
    """Which directions are open; what is tagged counts before what motorways and roundabouts imply."""
    implied = tags.get("highway") == "motorway" or tags.get("junction") == "roundabout"
    return tags.get("oneway") or ("forward" if implied else "both")


def status(tags: Tags) -> str:
    """Whether vehicles may use a road."""
    if "yes" in (tags.get("abandoned"), tags.get("disused")):
        return "abandoned"
    told = "no" if tags.get("impassable") == "yes" else next((tags[key] for key in ACCESS if key in tags), "yes")
    return "closed" if told == "no" else "open" if told in OPEN else "restricted"


def _name(tags: Tags) -> str | None:
    """The name on the ground; one in Latin letters, where it has none and there is one: those who plan must read it."""
    own, other = tags.get("name"), tags.get("name:en") or tags.get("int_name")
    return own if own and (other is None or _is_latin(own)) else other


def _is_latin(text: str) -> bool:
    return any("LATIN" in unicodedata.name(letter, "") for letter in text)


def _kept(tags: Tags, keys: Sequence[str]) -> Iterator[Cell]:
    """Tags as they are; the name where another one is shown."""
    for key in keys:
        yield None if key == "name" and tags.get(key) == _name(tags) else tags.get(key)


def _surface(tags: Tags) -> str | None:
    """The surface, without the size of its stones; else what the grade of a track says of it."""
    told = tags.get("surface")
    return told.split(":")[0] if told else TRACK_GRADES.get(tags.get("tracktype", ""))


def _speed(tags: Tags) -> Cell:
    """The law's speed where the road allows it: on no track, and on nothing unpaved.

    The lowest where several are given; whatever is no speed is left for the judge of the row to name.
    """
    told = tags.get("maxspeed")
    if told is None or tags["highway"] == "track" or (_surface(tags) or "").casefold() in UNPAVED:
        return None
    found = [SPEED.fullmatch(text.strip()) for text in re.split("[;|]", told)]
    speeds = [float(one[1]) * (MPH if one[2] == "mph" else 1.0) for one in found if one]
    if speeds:
        return min(speeds)
    return None if NO_NUMBER.fullmatch(told) else told


def _amount(told: str | None, units: Mapping[str, float]) -> Cell:
    """A load or width; whatever is none is left for the judge of the row to name."""
    if told is None or told.casefold() in NO_LIMIT:
        return None
    found = AMOUNT.fullmatch(told.strip().casefold())
    return float(found[1]) * units[found[2]] if found and found[2] in units else told


def _ferry_kmh(tags: Tags, length_m: float) -> float:
    told = DURATION.fullmatch(tags.get("duration", ""))
    minutes = int(told[1] or 0) * 60 + int(told[2]) if told else 0
    return length_m * 0.06 / minutes if minutes and length_m else FERRY_KMH
