# SPDX-License-Identifier: GPL-3.0-or-later
"""What each kind of layer is: columns, units, types, geometry, the names files give them, HXL tags. Data, not code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Type(StrEnum):
    """How the cells of a column are read."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    YES_NO = "yes or no"
    DATE = "date"
    WORD = "one of a list"


class Shape(StrEnum):
    """What a row's geometry may be."""

    POINT = "point"
    LINE = "line"
    AREA = "polygon"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a kind.

    Attributes
    ----------
    name : str
    type : Type
    names : tuple of str
        What files call it, the likeliest first; compared without case, accents, spaces and punctuation.
    tags : tuple of str
        HXL tags that mean it.
    words : mapping of str to str
        For `Type.WORD`: what files write -> what it means here.
    least, most : float or None
        Range of a number; `least` itself is allowed unless `above` is set.
    above : bool
    unit : str
    otherwise : str or None
        For `Type.WORD`: the value of an empty or unknown cell.
    """

    name: str
    type: Type = Type.TEXT
    names: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    least: float | None = None
    most: float | None = None
    above: bool = False
    unit: str = ""
    otherwise: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of layer.

    Attributes
    ----------
    name : str
    columns : tuple of Column
    shapes : frozenset of Shape
        What a row may be; a polygon where only a point may be becomes a point inside it.
    without_place : bool
        True where rows need no geometry.
    letter : str
        In front of the ids made for rows without one.
    repeats : bool
        True where several rows may have one id, at one place.
    numbered : bool
        True where rows that are told apart by nothing but their content get numbers behind their made ids.
    named : bool
        True where a row without a name is called by its id, with a finding.
    """

    name: str
    columns: tuple[Column, ...]
    shapes: frozenset[Shape]
    letter: str
    without_place: bool = False
    repeats: bool = False
    numbered: bool = False
    named: bool = True

    def column(self, name: str) -> Column:
        """Return the column of this name."""
        return next(column for column in self.columns if column.name == name)


def _words(**groups: str) -> dict[str, str]:
    """Meaning -> words, turned round; every meaning is also a word for itself."""
    found = {meaning.casefold(): meaning for meaning in groups}
    found.update({word.casefold(): meaning for meaning, text in groups.items() for word in text.split()})
    return found


YES = frozenset({"yes", "y", "true", "t", "1", "oui", "si", "sí", "x"})
NO = frozenset({"no", "n", "false", "f", "0", "non"})

LONGITUDE = (
    "lon",
    "longitude",
    "long",
    "lng",
    "x",
    "gps_lon",
    "gps_longitude",
    "point_x",
    "xcoord",
    "coord_x",
)
LATITUDE = ("lat", "latitude", "y", "gps_lat", "gps_latitude", "point_y", "ycoord", "coord_y")
LONGITUDE_TAGS = ("#geo+lon",)
LATITUDE_TAGS = ("#geo+lat",)
WELL_KNOWN_TEXT = ("wkt", "geometry", "the_geom", "geom")

_ID = Column("id", names=("id", "code", "pcode", "ssid", "site_id", "geonameid", "osm_id"))
_NAME = Column(
    "name",
    names=("name", "nom", "nombre", "location", "site_name", "place", "asciiname"),
    tags=("#loc+name", "#site+name"),
)
_DATE = Column(
    "date", Type.DATE, names=("date", "date_reported", "survey_date", "event_date"), tags=("#date+reported",)
)
_CONTINGENT = Column("contingent", names=("contingent", "tcc", "pcc"))

_SITE = (
    _ID,
    _NAME,
    Column(
        "people",
        Type.WHOLE,
        names=(
            "people",
            "population",
            "individuals",
            "ind",
            "persons",
            "idps",
            "idp_individuals",
            "pop",
            "individus",
            "personnes",
        ),
        tags=("#affected+idps+ind", "#population"),
        least=0,
        most=50_000_000,
        unit="people",
    ),
    Column("liaison", Type.YES_NO, names=("liaison", "cla", "can", "alert_network")),
    Column("priority", Type.WORD, names=("priority", "msc"), words=_words(must="m", should="s", could="c")),
    Column("teams_needed", Type.WHOLE, names=("teams_needed", "teams"), least=1, most=100, unit="teams"),
    Column(
        "standard_min",
        Type.NUMBER,
        names=("standard_min", "standard"),
        least=0,
        above=True,
        most=100_000,
        unit="min",
    ),
    Column("included_in", names=("included_in", "part_of")),
    _DATE,
)

_ROADS = (
    Column("id", names=("id", "code", "road_id")),
    Column("name", names=("name", "ref", "road_name", "rdname", "nom")),
    Column(
        "class",
        Type.WORD,
        names=("class", "highway", "fclass", "road_class", "type"),
        words=_words(
            trunk="1 motorway motorway_link trunk_link highway",
            primary="2 primary_link",
            secondary="3 secondary_link",
            tertiary="4 tertiary_link",
            local="5 residential living_street service unclassified road",
            track="6",
            path="7 footway bridleway cycleway pedestrian trail",
            unknown="",
        ),
        otherwise="unknown",
    ),
    Column(
        "surface",
        Type.WORD,
        names=("surface", "srftpe", "surface_type", "revetement"),
        words=_words(
            paved="1 asphalt concrete sealed paving_stones tarmac bitumen concrete:plates sett cobblestone chipseal",
            gravel="2 compacted fine_gravel pebblestone laterite",
            dirt="3 ground earth sand mud unpaved soil grass clay dirt/sand",
            track="",
            unknown="0 unspecified",
        ),
        otherwise="unknown",
    ),
    Column(
        "speed_kmh",
        Type.NUMBER,
        names=("speed_kmh", "gnralspeed", "maxspeed", "speed"),
        least=0,
        above=True,
        most=200,
        unit="km/h",
    ),
    Column("length_m", Type.NUMBER, names=("length_m",), least=0, above=True, most=50_000_000, unit="m"),
    Column(
        "oneway",
        Type.WORD,
        names=("oneway", "one_way"),
        words=_words(both="no false 0 n b", forward="yes true 1 y f", backward="-1 reverse t"),
        otherwise="both",
    ),
    Column(
        "practicability_dry",
        Type.WHOLE,
        names=("practicability_dry", "gdwthrprac"),
        least=0,
        most=6,
        unit="UNSDI-T code",
    ),
    Column(
        "practicability_wet",
        Type.WHOLE,
        names=("practicability_wet", "bdwthrprac"),
        least=0,
        most=6,
        unit="UNSDI-T code",
    ),
    Column("seasonal", Type.YES_NO, names=("seasonal", "isseasonal")),
    Column(
        "status",
        Type.WORD,
        names=("status", "opstatus"),
        words=_words(open="1 0", restricted="2", closed="3", abandoned="4 disused"),
        otherwise="open",
    ),
)

_BASES = (
    Column("id", names=("id", "code", "base_id")),
    _NAME,
    Column(
        "kind",
        Type.WORD,
        names=("kind", "base_kind", "type"),
        words=_words(HQ="headquarters", COB="", TOB="", MOB="", SCD="", team_site="teamsite ts"),
    ),
    Column(
        "strength",
        Type.WHOLE,
        names=("strength", "troops", "notroops", "no_troops", "personnel"),
        least=0,
        most=100_000,
        unit="people",
    ),
    Column("guard", Type.WHOLE, names=("guard",), least=0, most=10_000, unit="people"),
    _CONTINGENT,
    Column("opened", Type.DATE, names=("opened", "date_opened", "opening_date")),
)

_UNITS = (
    Column("id", names=("id", "code", "unit_id")),
    Column("name", names=("name", "unit", "unit_name")),
    Column(
        "kind",
        Type.WORD,
        names=("kind", "unit_kind", "type"),
        words=_words(
            company="coy",
            platoon="plt",
            battalion="bn",
            FPU="",
            QRF="",
            reserve="",
            aviation="avn",
            UNMO="",
            UNPOL="",
            engineers="engineer engr",
            HQ_staff="hq staff",
        ),
    ),
    Column(
        "strength",
        Type.WHOLE,
        names=("strength", "troops", "notroops", "personnel"),
        least=0,
        most=100_000,
        unit="people",
    ),
    Column("base", names=("base", "base_id", "base_name", "location")),
    _CONTINGENT,
    Column(
        "component",
        Type.WORD,
        names=("component",),
        words=_words(military="mil", police="pol", civilian="civ"),
    ),
    Column(
        "means",
        Type.WORD,
        names=("means", "means_of_movement"),
        words=_words(light="", heavy="truck trucks", foot="walking"),
    ),
    Column("ntm_min", Type.NUMBER, names=("ntm_min", "ntm", "notice_min"), least=0, most=10_000, unit="min"),
    Column("support_share", Type.NUMBER, names=("support_share",), least=0, most=1, unit="share"),
    Column("night_moves", Type.YES_NO, names=("night_moves", "night")),
)

_AREAS = (
    Column("id", names=("id", "adm2_pcode", "adm1_pcode", "pcode", "code")),
    Column(
        "name",
        names=("name", "adm2_en", "adm2_fr", "adm1_en", "adm1_fr", "nom"),
        tags=("#adm2+name", "#adm1+name"),
    ),
    Column(
        "role",
        Type.WORD,
        names=("role", "level"),
        words=_words(mission_area="mission aor", sector="", district=""),
    ),
)

_WATER = (
    _ID,
    _NAME,
    Column(
        "kind",
        Type.WORD,
        names=("kind", "type", "waterway", "natural", "fclass"),
        words=_words(river="stream canal", lake="water reservoir"),
    ),
)

_INCIDENTS = (
    Column("id", names=("id", "event_id_cnty", "data_id")),
    Column("date", Type.DATE, names=("date", "event_date", "date_start", "year")),
    Column("type", names=("type", "event_type", "disorder_type", "type_of_violence")),
    Column(
        "fatalities",
        Type.WHOLE,
        names=("fatalities", "best", "deaths"),
        least=0,
        most=1_000_000,
        unit="people",
    ),
)

_CLOSURES = (
    _ID,
    _NAME,
    Column("reason", names=("reason", "cause", "description")),
    Column(
        "season",
        Type.WORD,
        names=("season",),
        words=_words(all="both year any", dry="", wet="rainy"),
        otherwise="all",
    ),
    Column("date_from", Type.DATE, names=("date_from", "start", "start_date", "valid_from")),
    Column("date_to", Type.DATE, names=("date_to", "end", "end_date", "valid_until")),
)

_POINT = frozenset({Shape.POINT})
_ANY = frozenset(Shape)

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("roads", _ROADS, frozenset({Shape.LINE}), "r", numbered=True, named=False),
        Kind("settlements", _SITE, _POINT, "s"),
        Kind("idp_sites", _SITE, _POINT, "i"),
        Kind("bases", _BASES, _POINT, "b", repeats=True),
        Kind("units", _UNITS, _POINT, "u", without_place=True),
        Kind("areas", _AREAS, frozenset({Shape.AREA}), "a"),
        Kind("water", _WATER, frozenset({Shape.LINE, Shape.AREA}), "w", numbered=True, named=False),
        Kind("incidents", _INCIDENTS, _POINT, "e", numbered=True),
        Kind("closures", _CLOSURES, _ANY, "c", numbered=True),
    )
}
