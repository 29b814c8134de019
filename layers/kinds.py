# SPDX-License-Identifier: GPL-3.0-or-later
"""What each kind of layer is: columns, units, types, geometry, the names files give them, HXL tags. Data, not code."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
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
        What files call it besides, the likeliest first; compared without case, accents, spaces and punctuation.
    tags : tuple of str
        HXL tags that mean it.
    words : mapping of str to str
        For `Type.WORD`: what files write -> what it means here; for `Type.YES_NO`: -> ``yes`` or ``no``, beside what
        says so anywhere.
    least, most : float or None
        Range of a number; `least` itself is allowed unless `above` is set.
    above : bool
    zero_is_none : bool
        True where 0 says that nothing is known, as in the road model of UNSDI-T.
    unit : str
    otherwise : str or None
        For `Type.WORD`: the value of an empty or unknown cell.
    unread : str or None
        For `Type.WORD`: the value of an unknown cell, where it must not be taken for an empty one.
    """

    name: str
    type: Type = Type.TEXT
    names: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    least: float | None = None
    most: float | None = None
    above: bool = False
    zero_is_none: bool = False
    unit: str = ""
    otherwise: str | None = None
    unread: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of layer.

    Attributes
    ----------
    name : str
    columns : tuple of Column
    shapes : frozenset of Shape
        What a row may be; a polygon where only a point may be becomes a point inside it.
    letter : str
        In front of the ids made for rows without one.
    without_place : bool
        True where rows need no geometry.
    repeats : bool
        True where several rows may have one id, at one place.
    numbered : bool
        True where rows that are told apart by nothing but their content get numbers behind their made ids.
    pieces : bool
        True where rows of one id are pieces of one thing, and get numbers behind it.
    named : bool
        True where a row without a name is called by its id, with a finding.
    raster : bool
        True where the one row is a raster's outline, and its pixels are what counts.
    """

    name: str
    columns: tuple[Column, ...]
    shapes: frozenset[Shape]
    letter: str
    without_place: bool = False
    repeats: bool = False
    numbered: bool = False
    pieces: bool = False
    named: bool = True
    raster: bool = False


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _text(name: str, names: str = "", *tags: str) -> Column:
    return Column(name, Type.TEXT, _names(names), tags)


def _yes_no(name: str, names: str = "", words: Mapping[str, str] | None = None) -> Column:
    return Column(name, Type.YES_NO, _names(names), words=words or {})


def _date(name: str, names: str = "", *tags: str) -> Column:
    return Column(name, Type.DATE, _names(names), tags)


def _whole(name: str, names: str, unit: str, *tags: str, least: float = 0, most: float) -> Column:
    return Column(name, Type.WHOLE, _names(names), tags, least=least, most=most, unit=unit)


def _number(
    name: str, names: str, unit: str, *, most: float, above: bool = False, zero_is_none: bool = False
) -> Column:
    return Column(
        name, Type.NUMBER, _names(names), least=0, most=most, above=above, zero_is_none=zero_is_none, unit=unit
    )


def _word(name: str, names: str, otherwise: str | None = None, /, **words: str) -> Column:
    """Build a column of words: for each meaning what files write for it; every meaning stands for itself."""
    means = {meaning.casefold(): meaning for meaning in words}
    means.update({word.casefold(): meaning for meaning, text in words.items() for word in text.split()})
    return Column(name, Type.WORD, _names(names), words=means, otherwise=otherwise)


UNREAD = "unread"
"""A word that nobody knows, in a column in which no word must be guessed."""
YES = frozenset({"yes", "y", "true", "t", "1", "oui", "si", "sí", "x"})
NO = frozenset({"no", "n", "false", "f", "0", "non"})

LONGITUDE = _names(
    "lon longitude long lng x gps_lon gps_long gps_longitude point_x x_coord coord_x lon_dd long_dd longitude_dd "
    "decimal_longitude site_longitude longitud coordenada_x longitud_x longitude_x longitud_gps longitude_gps "
    "longitud_dd location_long location_longitude site_gps_long site_gps_longitude coordonnees_gps_longitude "
    "ubicacion_gps_longitud coordenadas_x longitude_e longitud_e"
)
LATITUDE = _names(
    "lat latitude y gps_lat gps_latitude point_y y_coord coord_y lat_dd latitude_dd "
    "decimal_latitude site_latitude latitud coordenada_y latitud_y latitude_y latitud_gps latitude_gps latitud_dd "
    "location_lat location_latitude site_gps_lat site_gps_latitude coordonnees_gps_latitude ubicacion_gps_latitud "
    "coordenadas_y latitude_n latitud_n"
)
POSITION = _names(
    "mgrs mgrs_reference grid_reference grid_ref mgrs_grid coordinates coordenadas coordonnees gps gps_coordinates "
    "grid coordenadas_gps coordonnees_gps lat_lon lat_long latitude_longitude referencia_mgrs reference_mgrs"
)
EASTING = _names(
    "utm_easting utm_e utm_x x_utm este coordenada_este utm_este easting_m "
    "coordenada_utm_este coordenadas_utm_este coordenadas_este"
)
NORTHING = _names(
    "utm_northing utm_n utm_y y_utm norte coordenada_norte utm_norte northing_m "
    "coordenada_utm_norte coordenadas_utm_norte coordenadas_norte"
)
UTM_ZONE = _names("zone_utm zona_utm fuseau_utm fuseau huso_utm huso grid_zone zone zona")
LONGITUDE_TAGS = ("#geo+lon",)
LATITUDE_TAGS = ("#geo+lat",)
PLACE_WAYS = (("lon", "lat"), ("position",), ("easting", "northing", "utm_zone"))
"""Fields that together tell where a row is; the first that are filled in count."""
WELL_KNOWN_TEXT = ("wkt", "geometry", "the_geom", "geom")

HOUSEHOLD_WORDS = frozenset(
    _names(
        "hh hhs h household households family families menage menages famille familles hogar hogares familia familias "
        "agregados"
    )
)
PART_WORDS = HOUSEHOLD_WORDS | frozenset(
    _names(
        "m f i male males female females man men woman women girl girls boy boys child children infant infants adult "
        "adults elderly hommes homme femmes femme garcons filles enfants adultes masculin feminin hombres hombre "
        "mujeres mujer ninos ninas masculino femenino homens mulheres meninos meninas"
    )
)
"""Words of a column name that make it a part of the people at a place, or their households."""
TOTAL_WORDS = frozenset(
    _names(
        "total totals tot ind inds indiv individual individuals individu individus individuo individuos person persons "
        "personne personnes persona personas pers pessoas all tous ensemble"
    )
)
"""Words that say that all the people are counted, each of them."""
PEOPLE_WORDS = frozenset(
    _names(
        "idp idps pdi pdis people population displaced deplaces deplacees desplazados desplazadas deslocados returnee "
        "returnees retournes retornados refugee refugees refugies refugiados host hosts hotes acogida acolhimento "
        "residents residentes migrants migrantes affected affectes ind inds individual individuals individu individus "
        "individuo individuos person persons personne personnes persona personas pessoas households menages familles "
        "hogares familias families"
    )
)
"""Words by which a heading speaks of people, whichever."""
_COUNTED_AS = _names("total ind inds individuals individus personnes persons personas individuos")
"""What names of people go on with where their total stands below a heading."""

_PLACE_NAMES = (
    "site_name settlement_name place_name location_name location town camp nom nom_site nom_du_site nombre place "
    "camp_name nom_camp nom_du_camp nom_localite localite village nombre_sitio nombre_del_sitio sitio nombre_lugar "
    "nombre_del_lugar lugar localidad asentamiento nombre_asentamiento nombre_del_asentamiento campamento "
    "nombre_del_campamento site albergue nombre_albergue nombre_del_albergue centro_poblado new_camp_name "
    "idp_site_name site_name_en location_name_en location_name_in_english location_of_displacement "
    "nom_du_lieu_de_deplacement nom_du_lieu nom_de_la_localite nom_village nom_du_village nom_du_site_lieu_d_accueil "
    "nome_do_local nome_do_sitio gis_name site_name_in_english nom_du_site_lieu_de_deplacement"
)
_CONTINGENT = _text("contingent", "tcc pcc contingente")

_SITE = (
    _text(
        "id",
        "site_id ssid site_code site_pcode geonameid pcode code osm_id code_site code_du_site id_site identifiant "
        "codigo codigo_sitio codigo_del_sitio id_sitio id_del_sitio site_id_ssid location_ssid camp_ssid camp_code "
        "idp_site_code location_code location_id settlement_code place_id code_ssid ssid_code id_du_site "
        "code_localite code_de_la_localite codigo_do_local location_id_ssid",
    ),
    _text("name", f"{_PLACE_NAMES} asciiname", "#site+name", "#loc+name"),
    _whole(
        "people",
        "population individuals ind total_individuals number_of_individuals no_of_individuals nb_individus individus "
        "idps total_idps idp_individuals persons personnes total_population population_total pop pop_total total_pop "
        "t_tl headcount nombre_d_individus nombre_individus nb_personnes nombre_de_personnes total_individus "
        "pdi total_pdi pdis nb_pdi effectif population_deplacee individus_deplaces idp_ind total_ind "
        "numero_de_personas no_de_personas num_personas total_personas personas total_de_personas individuos "
        "numero_de_individuos total_individuos poblacion poblacion_total total_poblacion habitantes desplazados "
        "total_desplazados personas_desplazadas numero_de_desplazados poblacion_desplazada "
        "inds_idps idps_inds idps_individuals total_number_of_idp_individuals total_number_of_individuals "
        "total_idps_individuals total_idp_individuals number_of_idp_individuals number_of_idps pop_idp_ind "
        "num_present_idp_ind population_estimate nombre_d_individus_pdi nb_individus_pdi individus_pdi "
        "total_individus_pdi nb_individus_deplaces nombre_d_individus_deplaces population_totale effectif_total "
        "total_de_personas_albergadas personas_albergadas total_de_individuos individuos_desplazados "
        "population_latest of_individuals of_idps of_persons",
        "people",
        "#affected+idps+ind",
        "#affected+ind",
        "#population",
        most=50_000_000,
    ),
    _yes_no("liaison", "cla can alert_network enlace"),
    _word("priority", "msc priorite prioridad", must="m", should="s", could="c"),
    _whole("teams_needed", "teams", "teams", least=1, most=100),
    _number("standard_min", "standard", "min", above=True, most=100_000),
    _text("included_in", "part_of inclus_dans incluido_en"),
    _date(
        "date",
        "date_reported survey_date assessment_date date_of_assessment last_update date_evaluation date_d_evaluation "
        "date_de_l_evaluation date_enquete date_d_enquete date_de_mise_a_jour fecha fecha_evaluacion "
        "fecha_de_evaluacion fecha_de_reporte fecha_reporte fecha_encuesta fecha_actualizacion "
        "fecha_de_actualizacion last_updated last_update_date update_date reporting_date date_de_collecte "
        "date_de_l_enquete mise_a_jour date_mise_a_jour fecha_de_registro fecha_levantamiento fecha_del_levantamiento",
        "#date+reported",
    ),
)


def _also_below_headings(column: Column) -> Column:
    """The column of people with the names that a heading and the total below it make together."""
    if column.name != "people":
        return column
    words = {name: name.split("_") for name in (column.name, *column.names)}
    open_ended = [name for name, own in words.items() if len(own) == 1 or own[-1] not in _COUNTED_AS]
    more = (f"{name}_{counted}" for name in open_ended for counted in _COUNTED_AS if counted not in words[name])
    return replace(column, names=tuple(dict.fromkeys((*column.names, *more))))


def _displaced_first(column: Column) -> Column:
    """The column of people as a list of camps means it: those displaced, before the population of the place."""
    if column.name != "people":
        return column
    counted = "|".join((*_COUNTED_AS, "totale", "estimate", "latest"))
    whole = re.compile(
        rf"((total_)?(pop|poblacion)(ulation)?|t_tl|habitantes)(_estimate|_latest|_totale)?(_({counted}))?"
    )
    return replace(column, names=tuple(sorted(column.names, key=lambda name: bool(whole.fullmatch(name)))))


_ROADS = (
    _text("id", "road_id"),  # an osm_id names a way, and a road file splits ways
    _text("name", "road_name rdname nom ref"),
    _word(
        "class",
        "highway fclass road_class type",
        "unknown",
        trunk="1 motorway motorway_link trunk_link highway",
        primary="2 primary_link",
        secondary="3 secondary_link",
        tertiary="4 tertiary_link",
        local="5 7 local/urban private residential living_street service unclassified road",
        track="6 trail",
        path="footway bridleway cycleway pedestrian steps",
        unknown="0 unspecified",
    ),
    _word(
        "surface",
        "srftpe surface_type road_surface revetement",
        "unknown",
        paved="1 asphalt concrete sealed paving_stones tarmac bitumen concrete:plates concrete:lanes sett cobblestone "
        "chipseal unhewn_cobblestone brick bricks metal metal_grid wood 4 steel 5",
        gravel="2 compacted fine_gravel pebblestone laterite murram rock shells stone",
        dirt="3 ground earth sand mud unpaved soil grass clay dirt/sand woodchips 6",
        track="",
        unknown="0 unspecified",
    ),
    _number(
        "speed_kmh", "gnralspeed speed", "km/h", above=True, zero_is_none=True, most=200
    ),  # not maxspeed: that is the law, not the road
    _number("length_m", "", "m", above=True, most=50_000_000),
    _word(
        "oneway",
        "one_way",
        "both",
        both="no false 0 n b reversible alternating",
        forward="yes true 1 y f",
        backward="-1 reverse t",
    ),
    _word(
        "condition",
        "srfcond surface_condition",
        "unknown",
        rough="1",
        smooth="2",
        snow="3 snow/ice",
        mud="4",
        unknown="0 unspecified",
    ),
    _whole("practicability_dry", "gdwthrprac", "(UNSDI-T code)", most=6),
    _whole("practicability_wet", "bdwthrprac", "(UNSDI-T code)", most=6),
    _whole("practicability_now", "curntprac", "(UNSDI-T code)", most=6),
    _number("total_load_t", "totloadmt maxweight", "t", above=True, zero_is_none=True, most=1000),
    _number("axle_load_t", "axleloadmt maxaxleload", "t", above=True, zero_is_none=True, most=1000),
    _number("width_m", "rdwidthm width road_width", "m", above=True, zero_is_none=True, most=200),
    _yes_no("seasonal", "isseasonal", {"2": "no"}),
    _word("status", "opstatus", "open", open="1 0", restricted="2", closed="3", abandoned="4 disused"),
)

_BASES = (
    _text("id", "base_id codigo_base code_base"),
    _text("name", f"base base_name nom_base nom_de_la_base nombre_base nombre_de_la_base {_PLACE_NAMES}"),
    _word(
        "kind",
        "base_kind base_type type type_de_base tipo tipo_base tipo_de_base",
        HQ="headquarters",
        COB="company_operating_base",
        TOB="temporary_operating_base",
        MOB="mobile_operating_base",
        SCD="standing_combat_deployment",
        team_site="teamsite ts",
    ),
    _whole(
        "strength",
        "troops no_troops troop_strength personnel effectif effectifs efectivos tropas",
        "people",
        most=100_000,
    ),
    _whole("guard", "", "people", most=10_000),
    _CONTINGENT,
    _date("opened", "date_opened opening_date date_ouverture date_d_ouverture fecha_apertura fecha_de_apertura"),
)

_UNITS = (
    _text("id", "unit_id"),
    _text("name", "unit unit_name unite nom_unite nom_de_l_unite unidad nombre_unidad nombre_de_la_unidad"),
    replace(
        _word(
            "kind",
            "unit_kind unit_type type type_unite tipo tipo_unidad tipo_de_unidad",
            company="coy infantry_company inf_coy mechanised_company mechanized_company compagnie compañía "
            "compañia compania",
            platoon="plt pl infantry_platoon inf_plt section peloton pelotón sección seccion",
            battalion="bn infantry_battalion inf_bn mechanised_battalion mechanized_battalion bataillon batallón "
            "batallon",
            FPU="formed_police_unit formed_police upc",
            QRF="quick_reaction_force quick_reaction_company rapid_reaction_force",
            reserve="force_reserve sector_reserve reserve_company reserve_battalion réserve reserva",
            aviation="avn aviation_unit aviation_company aviation_battalion aviation_detachment helicopter helicopters "
            "helicopter_unit helicopter_detachment helicopter_squadron utility_helicopter_unit air_unit aviación "
            "aviacion",
            UNMO="unmos milob milobs military_observer military_observers observers team_site",
            UNPOL="ipo ipos police_officers individual_police_officers police_advisers",
            engineers="engineer engr engr_coy engineer_company engineering_company engineers_company engineer_unit "
            "construction_engineers génie genie ingenieros",
            HQ_staff="hq staff headquarters hq_company staff_officers état-major etat-major estado_mayor",
        ),
        unread=UNREAD,
    ),
    _whole("strength", "troops no_troops personnel effectif effectifs efectivos tropas", "people", most=100_000),
    _text("base", "base_id base_name location"),
    _CONTINGENT,
    _word("component", "", military="mil", police="pol", civilian="civ"),
    _word("means", "means_of_movement", light="", heavy="truck trucks", foot="walking"),
    _number("ntm_min", "ntm notice_min notice_to_move", "min", most=10_000),
    _number("support_share", "", "(share)", most=1),
    _yes_no("night_moves", "night"),
)

_AREAS = (
    _text("id", "adm4_pcode adm3_pcode adm2_pcode adm1_pcode gid_4 gid_3 gid_2 gid_1 shapeid pcode code codigo"),
    _text(
        "name",
        "adm4_name adm4_en adm4_fr adm4_es adm3_name adm3_en adm3_fr adm3_es adm2_name adm2_en adm2_fr adm2_es "
        "adm1_name adm1_en adm1_fr adm1_es name_4 name_3 name_2 name_1 shapename nom nombre municipio departamento",
        "#adm3+name",
        "#adm2+name",
        "#adm1+name",
    ),
    _word("role", "level niveau nivel", mission_area="mission", sector="sectors", district="districts"),
)

_WATER = (
    _text("id", "osm_id"),
    _text("name", "nom"),
    _word("kind", "type waterway natural fclass", river="stream canal wadi", lake="water reservoir lagoon"),
)

_INCIDENTS = (
    _text("id", "event_id_cnty data_id"),
    _date("date", "event_date date_start year date_evenement fecha fecha_evento fecha_del_evento"),
    _text("type", "event_type type_of_violence type_evenement tipo_evento tipo_de_evento"),
    _text("disorder", "disorder_type"),
    _whole("fatalities", "best deaths deces morts muertos fallecidos muertes", "people", most=1_000_000),
    _whole("precision", "geo_precision where_prec", "(ACLED or UCDP code)", least=1, most=7),
)

_CLOSURES = (
    _text("id", "osm_id"),
    _text("name", "nom"),
    _text("reason", "cause description incident_detail incident_type motif raison motivo causa descripcion"),
    _word("season", "saison temporada", "all", all="both year any", dry="", wet="rainy"),
    _date("date_from", "start start_date valid_from incident_date_start date_debut fecha_inicio fecha_de_inicio"),
    _date("date_to", "end end_date valid_until incident_date_end date_fin fecha_fin fecha_de_fin"),
)

_POPULATION = (_text("id"), _text("name"), _date("date"))

_POINT = frozenset({Shape.POINT})
_LINE = frozenset({Shape.LINE})
_AREA = frozenset({Shape.AREA})

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("roads", _ROADS, _LINE, "r", numbered=True, pieces=True, named=False),
        Kind("settlements", tuple(map(_also_below_headings, _SITE)), _POINT, "s"),
        Kind("idp_sites", tuple(_displaced_first(_also_below_headings(column)) for column in _SITE), _POINT, "i"),
        Kind("bases", _BASES, _POINT, "b", repeats=True),
        Kind("units", _UNITS, _POINT, "u", without_place=True),
        Kind("areas", _AREAS, _AREA, "a"),
        Kind("water", _WATER, _LINE | _AREA, "w", numbered=True, pieces=True, named=False),
        Kind("incidents", _INCIDENTS, _POINT, "e", numbered=True),
        Kind("closures", _CLOSURES, frozenset(Shape), "c", numbered=True),
        Kind("population", _POPULATION, _AREA, "p", raster=True),
    )
}


SIGNS: Mapping[str, frozenset[str]] = {
    kind: frozenset(_names(words))
    for kind, words in {
        "settlements": "town towns village villages settlement settlements localites poblados pueblos asciiname "
        "geonameid geonames habitants habitantes inhabitants",
        "idp_sites": "idp idps pdi pdis displaced displacement deplaces deplacees deplacement desplazados desplazadas "
        "desplazamiento deslocados camp camps campamento campamentos albergue albergues refugee refugees refugies dtm "
        "ssid hh household households menages hogares familias individuals individus individuos",
        "bases": "battalion battalions company companies platoon platoons infantry mission pko unpol unmo bataillon "
        "compagnie batallon compania",
        "units": "unit units unite unites unidad unidades ntm",
    }.items()
}
"""Words in the names of a file, its columns and tags that speak for a kind, though no field need be read there."""


def way_of(fields: Collection[str]) -> tuple[str, ...] | None:
    """The fields that tell where rows are; None where none do."""
    return next((way for way in PLACE_WAYS if set(way) <= set(fields)), None)
