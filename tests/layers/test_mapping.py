# SPDX-License-Identifier: GPL-3.0-or-later
"""Columns found by the names that files really give them, by HXL tag, and by the user's word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from layers.errors import UsageError
from layers.findings import Severity
from layers.kinds import KINDS, Type
from layers.mapping import PLACE, How, column_index, map_columns, plain, signature
from layers.raw import RawTable


def mapped(kind: str, header: str, mapping: Mapping[str, str] | None = None) -> dict[str, str]:
    table = RawTable(tuple(header.split(",")), [], [])
    found = map_columns(KINDS[kind], table, mapping or {}, "f.csv").columns
    return {field: table.columns[at] for field, at in found.items()}


@pytest.mark.parametrize(
    ("kind", "header", "expected"),
    [
        (
            "bases",
            "mission,year,country,location,latitude,longitude,NoTroops,hq,ave.no.troops",
            {"name": "location", "lat": "latitude", "lon": "longitude", "strength": "NoTroops"},
        ),
        ("bases", "location,latitude,longitude,no.troops", {"strength": "no.troops"}),
        (
            "settlements",
            "geonameid,name,latitude,longitude,countrycode,population",
            {"id": "geonameid", "name": "name", "people": "population"},
        ),
        (
            "idp_sites",
            "SSID,Site Name,Longitude,Latitude,Individuals,Households",
            {"id": "SSID", "name": "Site Name", "people": "Individuals"},
        ),
        ("idp_sites", "site_name,gps_lon,gps_lat,Ind,Ménages", {"lon": "gps_lon", "lat": "gps_lat", "people": "Ind"}),
        ("idp_sites", "Nom du site,X,Y,Nb Individus,Menages", {"name": "Nom du site", "people": "Nb Individus"}),
        (
            "roads",
            "fclass,srftpe,srfcond,curntprac,gdwthrprac,bdwthrprac,axleloadmt,totloadmt,rdwidthm,isseasonal,opstatus,gnralspeed",
            {
                "condition": "srfcond",
                "practicability_now": "curntprac",
                "axle_load_t": "axleloadmt",
                "total_load_t": "totloadmt",
                "width_m": "rdwidthm",
                "class": "fclass",
                "surface": "srftpe",
                "practicability_dry": "gdwthrprac",
                "practicability_wet": "bdwthrprac",
                "seasonal": "isseasonal",
                "status": "opstatus",
                "speed_kmh": "gnralspeed",
            },
        ),
        ("roads", "osm_id,name,highway,surface,oneway,maxspeed", {"class": "highway", "surface": "surface"}),
        ("areas", "ADM1_EN,ADM1_PCODE,ADM2_EN,ADM2_PCODE", {"id": "ADM2_PCODE", "name": "ADM2_EN"}),
        ("areas", "adm1_name,adm2_name,adm2_pcode", {"id": "adm2_pcode", "name": "adm2_name"}),
        ("areas", "GID_0,NAME_1,GID_1,NAME_2,GID_2", {"id": "GID_2", "name": "NAME_2"}),
        (
            "incidents",
            "event_id_cnty,event_date,event_type,latitude,longitude,fatalities",
            {"id": "event_id_cnty", "date": "event_date", "type": "event_type", "fatalities": "fatalities"},
        ),
        ("incidents", "year,longitude,latitude,best", {"date": "year", "fatalities": "best"}),
    ],
)
def test_headers_of_real_files(kind: str, header: str, expected: dict[str, str]) -> None:
    found = mapped(kind, header)
    assert {field: found.get(field) for field in expected} == expected


def test_households_are_not_people_an_osm_id_is_no_road_and_a_limit_no_speed() -> None:
    assert "people" not in mapped("idp_sites", "name,lon,lat,Ménages,Households,HH")
    assert {"id", "speed_kmh"}.isdisjoint(mapped("roads", "osm_id,highway,maxspeed"))


def test_of_two_columns_that_fit_the_likelier_is_taken_and_it_is_said() -> None:
    table = RawTable(("Population", "people", "lon", "lat"), [], [])
    found = map_columns(KINDS["settlements"], table, {}, "f.csv")
    assert found.columns["people"] == 1
    (said,) = found.findings
    assert (said.code, said.severity, said.column) == ("column_chosen", Severity.WARNING, "people")
    assert "people was taken, not Population" in said.reason
    assert "--map settlements.people=COLUMN" in said.remedy


def test_the_users_word_goes_first_and_takes_its_column_away_from_others() -> None:
    found = mapped("settlements", "name,old_name,lon,lat", {"name": "OLD NAME"})
    assert found["name"] == "old_name"
    found = mapped("settlements", "longitude,latitude", {"lon": "latitude", "lat": "longitude"})
    assert (found["lon"], found["lat"]) == ("latitude", "longitude")


def test_a_word_that_fits_nothing_lists_what_there_is() -> None:
    with pytest.raises(
        UsageError, match=r"^f\.csv, settlements: The file has no column 'POP'\. It has: name, lon, lat\.$"
    ):
        mapped("settlements", "name,lon,lat", {"people": "POP"})
    with pytest.raises(UsageError, match=r"There is no field 'colour'\. Map one of: id, name, people"):
        mapped("settlements", "name,lon,lat", {"colour": "name"})


def test_tags_go_before_names() -> None:
    table = RawTable(("A", "B", "C", "population", "D"), [], [])
    tags = {0: "#site+name", 1: "#geo +lon", 2: "#geo+lat", 4: "#affected+idps+ind"}
    found = map_columns(KINDS["idp_sites"], replace(table, tags=tags), {}, "f.csv").columns
    assert [found[field] for field in ("name", "lon", "lat", "people")] == [0, 1, 2, 4]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_two_fields_of_a_kind_claim_the_same_name_by_accident(kind: str) -> None:
    fields = {column.name: (column.name, *column.names) for column in KINDS[kind].columns}
    fields |= {field: (field, *names) for field, (names, _) in PLACE.items()}
    owners: dict[str, set[str]] = {}
    for field, names in fields.items():
        for name in names:
            owners.setdefault(plain(name), set()).add(field)
    assert {name: own for name, own in owners.items() if len(own) > 1} == {}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_columns_of_words_have_words_and_columns_of_numbers_units(kind: str) -> None:
    for column in KINDS[kind].columns:
        assert column.type is Type.YES_NO or bool(column.words) == (column.type is Type.WORD)
        assert bool(column.unit) == (column.type in {Type.WHOLE, Type.NUMBER})
        assert column.otherwise is None or column.otherwise in column.words.values()


def test_each_field_tells_what_speaks_for_its_column() -> None:
    table = RawTable(
        ("A", "name", "Longitude", "lat", "x", "people", "Population", "round"), [], [], tags={0: "#date+reported"}
    )
    found = map_columns(KINDS["idp_sites"], table, {"id": "round", "priority": ""}, "f.csv")
    assert found.how == {
        "id": How.SAID,
        "date": How.TAG,
        "name": How.NAME,
        "lon": How.SEVERAL,
        "lat": How.NAME,
        "people": How.SEVERAL,
    }
    assert found.how.keys() == found.columns.keys()
    assert map_columns(KINDS["bases"], replace(table, tags={}), {}, "f.csv").how["lat"] is How.NAME


def test_metres_beside_a_zone_are_found_by_a_synonym() -> None:
    table = RawTable(("x", "y", "utm_zone"), [], [])
    assert set(map_columns(KINDS["bases"], table, {}, "f.csv").how) == {"easting", "northing", "utm_zone"}


def test_a_field_said_to_have_no_column_is_read_from_none() -> None:
    assert "people" not in mapped("settlements", "name,lon,lat,population", {"people": ""})
    with pytest.raises(UsageError, match="no field 'colour'"):
        mapped("settlements", "name,lon,lat", {"colour": ""})


def test_a_name_in_another_script_is_no_other_name() -> None:
    assert column_index(("اسم", "سكان"), "سكان") == 1
    with pytest.raises(KeyError):
        column_index(("اسم", "سكان"), "عدد")
    assert signature(("اسم",)) != signature(("عدد",))
