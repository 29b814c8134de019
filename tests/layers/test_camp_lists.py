# SPDX-License-Identifier: GPL-3.0-or-later
"""Headers as rounds of displacement tracking and lists of camp managers write them, in the languages of missions."""

from __future__ import annotations

import pytest

from layers.kinds import KINDS
from layers.mapping import map_columns, plain
from layers.raw import RawTable

# Headers in the manner of published lists, typed anew: field, the column that tells it.
LISTS = {
    "Nigeria, site assessment": {
        "id": "SSID",
        "name": "Site Name",
        "people": "Number of Individuals",
        "lon": "Longitude",
        "lat": "Latitude",
        "date": "Date of Assessment",
        "": "Survey Round|State Name|State Pcode|LGA Name|Ward Name|Site Type|Number of Households",
    },
    "Nigeria, numbered questions": {
        "id": "1.1.c.1: Site ID (SSID)",
        "name": "1.1.d.1: Site Name",
        "people": "2.1.b.2: Number of Individuals",
        "lon": "1.1.f.1: GPS Longitude",
        "lat": "1.1.f.2: GPS Latitude",
        "date": "1.1.a.1: Survey Date",
        "": "2.1.b.1: Number of Households",
    },
    "South Sudan, mobility": {
        "id": "location_ssid",
        "name": "location_name",
        "people": "idp_ind",
        "lon": "GPS_Longitude",
        "lat": "GPS_Latitude",
        "date": "assessment_date",
        "": "1.1.Round|State|County|Payam|idp_hh|ret_hh|ret_ind",
    },
    "South Sudan, baseline": {
        "id": "SSID",
        "name": "Site name",
        "people": "Inds - IDPs",
        "lon": "Longitude",
        "lat": "Latitude",
        "date": "survey date",
        "": "HHs - IDPs|State|County",
    },
    "Ethiopia": {
        "id": "1.1.c.1: Site ID",
        "name": "1.1.d.1: Site Name",
        "people": "Total number of IDP individuals",
        "lon": "Longitude",
        "lat": "Latitude",
        "": "Region|Zone|Woreda|Total number of IDP HH",
    },
    "Sudan": {
        "id": "Location Code",
        "name": "Location of Displacement",
        "people": "IDPs INDs",
        "lon": "Location Long",
        "lat": "Location Lat",
        "": "State of Displacement|Locality of Displacement|IDPs HHs",
    },
    "Iraq": {
        "id": "Place id",
        "name": "Location name in English",
        "people": "Individuals",
        "lon": "Longitude",
        "lat": "Latitude",
        "": "Governorate|District|Families",
    },
    "RDC": {
        "name": "Localité",
        "people": "Nombre d'individus PDI",
        "lon": "Coordonnées GPS: Longitude",
        "lat": "Coordonnées GPS: Latitude",
        "date": "Date de collecte",
        "": "Province|Territoire|Zone de santé|Aire de santé|Nombre de ménages PDI",
    },
    "Tchad": {
        "id": "Code SSID",
        "name": "Nom du lieu de déplacement",
        "people": "Nb individus déplacés",
        "lon": "Longitude (X)",
        "lat": "Latitude (Y)",
        "date": "Date de l'enquête",
        "": "Type de lieu|Nb ménages déplacés",
    },
    "Burundi": {
        "id": "ID du site",
        "name": "Nom de la localité",
        "people": "Individus PDI",
        "lon": "Long",
        "lat": "Lat",
        "date": "Date évaluation",
        "": "Ménages PDI",
    },
    "Mali": {
        "name": "Nom Village",
        "people": "Total Individus PDI",
        "lon": "X",
        "lat": "Y",
        "": "REGION|CERCLE|COMMUNE|Total Ménages PDI",
    },
    "Cameroun": {
        "id": "Code Site",
        "name": "Nom du site / lieu d'accueil",
        "people": "Population totale",
        "lon": "Longitude",
        "lat": "Latitude",
        "date": "Mise à jour",
        "": "Ménages",
    },
    "Honduras": {
        "name": "Nombre del albergue",
        "people": "Total de personas albergadas",
        "lon": "Ubicación GPS Longitud",
        "lat": "Ubicación GPS Latitud",
        "date": "Fecha del levantamiento",
        "": "Total de familias",
    },
    "Colombia": {
        "name": "Nombre del asentamiento",
        "people": "Nº de personas",
        "lon": "Longitud",
        "lat": "Latitud",
        "date": "Fecha de registro",
        "": "Nº de hogares|Código DANE",
    },
    "Somalia, camp managers": {
        "id": "IDP Site Code",
        "name": "IDP Site Name",
        "people": "Population Estimate",
        "lon": "Longitude",
        "lat": "Latitude",
        "date": "Assessment Date",
        "": "District|Number of HHs",
    },
    "Cox's Bazar": {
        "id": "Camp SSID",
        "name": "New Camp Name",
        "people": "Total Individuals",
        "lon": "POINT_X",
        "lat": "POINT_Y",
        "": "Settlement Type|Total Families",
    },
    "Moçambique": {
        "id": "Código do local",
        "name": "Nome do local",
        "people": "Indivíduos",
        "lon": "Longitude",
        "lat": "Latitude",
        "": "Agregados familiares",
    },
}


@pytest.mark.parametrize("country", LISTS)
def test_a_real_header_is_understood_and_households_are_never_people(country: str) -> None:
    wanted = {field: column for field, column in LISTS[country].items() if field}
    columns = (*LISTS[country][""].split("|"), *wanted.values())
    found = map_columns(KINDS["idp_sites"], RawTable(columns, [], []), {}, "list.xlsx").columns
    assert {field: columns[at] for field, at in found.items()} == wanted


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("1.1.c.1: Site Name", "sitename"),
        ("1.1.Round", "round"),
        ("2.1.b) Individus", "individus"),
        ("2020. Population", "2020population"),
        ("3W", "3w"),
        ("1.5", "15"),
    ],
)
def test_only_the_number_of_a_question_is_no_part_of_a_name(name: str, bare: str) -> None:
    assert plain(name) == bare
