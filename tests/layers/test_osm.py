# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenStreetMap files: roads, settlements and camps as their tags say, and nothing that is not accounted for."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gisplanner.cli.making import check_file
from gisplanner.lines import cut_lines
from gisplanner.noding import node
from gisplanner.parts import Said
from layers.errors import PlannerError, RefusedFile, UnusableFile, UsageError
from layers.findings import Severity
from layers.geodesy import TheatreCrs
from layers.jobs import Progress
from layers.kinds import KINDS
from layers.load import Loaded, guess_kind, load
from layers.readers import osm, osm_areas, osm_tags
from tests.hostile.make_files import corpus
from tests.layers.files import codes, errors, finding, vector_file

NODES = {1: (29.0, 1.0), 2: (29.001, 1.0), 3: (29.002, 1.0), 4: (29.003, 1.0), 5: (29.001, 1.001), 6: (29.0, 1.001)}
SQUARE = (1, 2, 5, 6, 1)

Tags = Mapping[str, str]
Way = tuple[Sequence[int], Tags]


def tag_text(tags: Tags) -> str:
    return "".join(
        f"<tag k={json.dumps(key)} v={json.dumps(value, ensure_ascii=False)}/>" for key, value in tags.items()
    )


def osm_file(
    path: Path,
    *ways: Way,
    nodes: Mapping[int, Tags] | None = None,
    relations: Sequence[tuple[Sequence[int], Tags]] = (),
    absent: Sequence[int] = (),
    ways_first: bool = False,
) -> Path:
    """Write ways (numbered from 11) through the nodes above, tags of nodes, and relations (numbered from 91)."""
    points = [
        f'<node id="{own}" lon="{lon}" lat="{lat}">{tag_text((nodes or {}).get(own, {}))}</node>'
        for own, (lon, lat) in NODES.items()
        if own not in absent
    ]
    lines = [
        f'<way id="{own}">{"".join(f"<nd ref={json.dumps(str(ref))}/>" for ref in refs)}{tag_text(tags)}</way>'
        for own, (refs, tags) in enumerate(ways, start=11)
    ]
    groups = [
        f'<relation id="{own}">{"".join(f"<member type={chr(34)}way{chr(34)} ref={json.dumps(str(ref))} role={chr(34)}outer{chr(34)}/>" for ref in refs)}{tag_text(tags)}</relation>'
        for own, (refs, tags) in enumerate(relations, start=91)
    ]
    content = [*lines, *points, *groups] if ways_first else [*points, *lines, *groups]
    path.write_text(f'<?xml version="1.0"?>\n<osm version="0.6">{"".join(content)}</osm>', encoding="utf-8")
    return path


def roads_of(path: Path) -> tuple[Loaded, Any]:
    loaded = load(path, "roads")
    return loaded, loaded.layer.table.set_index("id")


def one_road(tmp_path: Path, **tags: str) -> Any:
    """Read one road with these tags, and return its row."""
    tags = {key.replace("__", ":"): value for key, value in tags.items()}
    path = osm_file(tmp_path / "one.osm", ((1, 2), {"highway": "primary"} | tags))
    return load(path, "roads").layer.table.iloc[0]


# --- roads ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tags", "field", "value"),
    [
        ({"highway": "trunk_link"}, "class", "trunk"),
        ({"highway": "residential"}, "class", "local"),
        ({"highway": "track"}, "class", "track"),
        ({"surface": "asphalt"}, "surface", "paved"),
        ({"surface": "cobblestone:flattened"}, "surface", "paved"),
        ({"surface": "compacted"}, "surface", "gravel"),
        ({"surface": "Dirt"}, "surface", "dirt"),
        ({"tracktype": "grade2"}, "surface", "gravel"),
        ({"surface": "mud", "tracktype": "grade1"}, "surface", "dirt"),
        ({}, "surface", "unknown"),
        ({}, "oneway", "both"),
        ({"oneway": "yes"}, "oneway", "forward"),
        ({"oneway": "-1"}, "oneway", "backward"),
        ({"junction": "roundabout"}, "oneway", "forward"),
        ({"junction": "roundabout", "oneway": "no"}, "oneway", "both"),
        ({"highway": "motorway"}, "oneway", "forward"),
        ({"highway": "motorway_link"}, "oneway", "both"),
        ({"maxspeed": "50"}, "speed_kmh", 50.0),
        ({"maxspeed": "30 mph"}, "speed_kmh", 48.28032),
        ({"maxspeed": "80; 50"}, "speed_kmh", 50.0),
        ({"access": "private"}, "status", "restricted"),
        ({"access": "no"}, "status", "closed"),
        ({"access": "no", "motor_vehicle": "yes"}, "status", "open"),
        ({"access": "yes", "motor_vehicle": "no"}, "status", "closed"),
        ({"access": "military"}, "status", "restricted"),
        ({"intermittent": "yes"}, "seasonal", True),
        ({"maxweight": "3.5 t"}, "total_load_t", 3.5),
        ({"maxweight": "7500 kg", "maxaxleload": "6"}, "axle_load_t", 6.0),
        ({"maxweight": "7500 kg"}, "total_load_t", 7.5),
        ({"width": "4", "maxwidth": "2.2 m"}, "width_m", 2.2),
        ({"width": "10 ft"}, "width_m", 3.048),
        ({"abandoned": "yes"}, "status", "abandoned"),
        ({"impassable": "yes"}, "status", "closed"),
        ({"seasonal": "dry_season"}, "seasonal", True),
        ({"seasonal": "no"}, "seasonal", False),
        ({"smoothness": "horrible"}, "practicability_wet", 3.0),
        ({"smoothness": "impassable"}, "practicability_dry", 1.0),
        ({"name": "Route de Béni", "name__en": "Beni Road"}, "name", "Route de Béni"),
        ({"name": "মহেশখালী সড়ক", "name__en": "Maheshkhali Road"}, "name", "Maheshkhali Road"),
        ({"name": "মহেশখালী সড়ক"}, "name", "মহেশখালী সড়ক"),
        ({"ref": "RN2"}, "name", "RN2"),
    ],
)
def test_what_the_tags_of_a_road_mean(tmp_path: Path, tags: dict[str, str], field: str, value: object) -> None:
    assert one_road(tmp_path, **tags)[field] == pytest.approx(value)


@pytest.mark.parametrize(
    "tags", [{}, {"maxspeed": "none"}, {"maxspeed": "RO:urban"}, {"maxspeed": "80", "surface": "ground"}]
)
def test_a_speed_that_says_nothing_of_the_road_is_not_taken(tmp_path: Path, tags: dict[str, str]) -> None:
    assert math.isnan(one_road(tmp_path, **tags)["speed_kmh"])


def test_a_road_of_one_season_is_not_opened_in_the_other_by_its_smoothness(tmp_path: Path) -> None:
    row = one_road(tmp_path, seasonal="yes", smoothness="horrible")
    assert (row["practicability_dry"], row["seasonal"]) == (3.0, True)
    assert math.isnan(row["practicability_wet"])


def test_what_has_no_column_of_its_own_is_kept(tmp_path: Path) -> None:
    row = one_road(tmp_path, bridge="yes", ford="yes", maxspeed="RO:urban")
    kept = {"osm_bridge": "yes", "osm_ford": "yes", "osm_highway": "primary", "osm_maxspeed": "RO:urban"}
    assert json.loads(row["attributes"]) == kept


def test_words_that_nobody_knows_are_named(tmp_path: Path) -> None:
    tags = {"highway": "primary", "surface": "lava", "maxspeed": "fast", "oneway": "maybe"}
    loaded = load(osm_file(tmp_path / "r.osm", ((1, 2), tags)), "roads")
    assert {one.value for one in loaded.findings if one.value} >= {"lava", "fast", "maybe"}
    assert loaded.layer.rejected == 0


def test_ways_for_feet_and_ways_not_built_are_counted(tmp_path: Path) -> None:
    kinds = ("primary", "footway", "footway", "proposed")
    loaded = load(osm_file(tmp_path / "r.osm", *(((1, 2), {"highway": kind}) for kind in kinds)), "roads")
    assert loaded.layer.rows_in == 1
    assert "3 ways" in finding(loaded, "osm_ways_left_out").reason
    assert "footway (2), proposed (1)" in finding(loaded, "osm_ways_left_out").reason


@pytest.mark.parametrize(
    ("duration", "speed_kmh"), [({}, 5.0), ({"duration": "00:02"}, 6.678), ({"duration": "x"}, 5.0)]
)
def test_a_ferry_is_a_slow_road(tmp_path: Path, duration: dict[str, str], speed_kmh: float) -> None:
    tags = {"route": "ferry", "name": "Bac", **duration}
    loaded, table = roads_of(osm_file(tmp_path / "r.osm", ((1, 2, 3), tags), ((1, 2), {"route": "bus"})))
    assert list(table.index) == ["way/11"]
    assert table.loc["way/11", "speed_kmh"] == pytest.approx(speed_kmh, rel=1e-3)
    assert "osm_ferries" in codes(loaded)
    assert "roads_assumed_dirt" not in codes(loaded)


@pytest.mark.parametrize("tags", [{"barrier": "bollard"}, {"barrier": "gate", "access": "no"}])
def test_a_barrier_closes_the_stretch_beside_it_and_no_more(tmp_path: Path, tags: dict[str, str]) -> None:
    road = {"highway": "primary"}
    path = osm_file(tmp_path / "r.osm", ((1, 2, 3, 4), road), ((5, 2), road), nodes={2: tags})
    loaded, table = roads_of(path)
    closed = table[table["status"] == "closed"]
    assert len(closed) == 2  # one on each road
    assert shapely.length(table.geometry.to_numpy()).sum() == pytest.approx(0.003 + 0.001)
    assert loaded.layer.rejected == 0
    assert "2 stretches" in finding(loaded, "osm_barriers").reason
    open_parts = [shapely.get_coordinates(shape).tolist() for shape in table[table["status"] == "open"].geometry]
    assert components([[tuple(place) for place in part] for part in open_parts]) == len(open_parts)  # no way through


@pytest.mark.parametrize("tags", [{"barrier": "gate"}, {"barrier": "bollard", "motor_vehicle": "permissive"}])
def test_a_barrier_that_opens_closes_nothing(tmp_path: Path, tags: dict[str, str]) -> None:
    loaded, table = roads_of(osm_file(tmp_path / "r.osm", ((1, 2, 3), {"highway": "primary"}), nodes={2: tags}))
    assert list(table["status"]) == ["open"]
    assert "osm_barriers" not in codes(loaded)


def test_a_way_that_leaves_the_extract_is_not_drawn_across_what_is_missing(tmp_path: Path) -> None:
    road = {"highway": "primary"}
    path = osm_file(tmp_path / "r.osm", ((1, 2, 9, 3, 4), road), ((9, 1), road), ((5, 6), road), absent=[9])
    loaded, table = roads_of(path)
    assert list(table.index) == ["way/11#1", "way/11#2", "way/13"]
    assert shapely.length(table.geometry.to_numpy()).sum() == pytest.approx(0.003)
    assert errors(loaded) == [(None, "too_few_nodes")]
    (refused,) = [one for one in loaded.findings if one.severity is Severity.ERROR]
    assert (refused.value, refused.subject) == ("way/12", ("road", "way/12"))
    assert (loaded.layer.rows_in, loaded.layer.rejected) == (3, 1)
    assert "2 roads" in finding(loaded, "osm_ways_cut").reason


def test_ways_may_stand_before_their_nodes(tmp_path: Path) -> None:
    ways = [((1, 2, 3), {"highway": "primary"}), (SQUARE, {"place": "village", "name": "V"})]
    tables = [
        (load(path, "roads").layer.digest, load(path, "settlements").layer.digest)
        for path in (osm_file(tmp_path / f"{first}.osm", *ways, ways_first=first) for first in (False, True))
    ]
    assert tables[0] == tables[1]


def test_positions_are_those_of_the_nodes_to_seven_decimals(tmp_path: Path) -> None:
    path = osm_file(tmp_path / "r.osm", ((1, 2, 3), {"highway": "primary"}), ((2, 5), {"highway": "track"}))
    text = path.read_text(encoding="utf-8").replace('lon="29.001" lat="1.0"', 'lon="29.12345674" lat="-1.00000016"')
    path.write_text(text, encoding="utf-8")
    _, table = roads_of(path)
    shared = {tuple(shapely.get_coordinates(shape)[at]) for shape, at in zip(table.geometry, (1, 0), strict=True)}
    assert shared == {(29.1234567, -1.0000002)}


def test_as_xml_and_as_pbf_it_is_the_same(tmp_path: Path) -> None:
    xml = osm_file(tmp_path / "a.osm", ((1, 2, 3), {"highway": "primary", "name": "Été"}), nodes={5: {"place": "town"}})
    with osmium.SimpleWriter(str(tmp_path / "a.osm.pbf")) as writer:
        for one in osmium.FileProcessor(str(xml)):
            writer.add(one)
    for kind in ("roads", "settlements"):
        digests = {load(path, kind).layer.digest for path in (xml, tmp_path / "a.osm.pbf")}
        assert len(digests) == 1


@given(
    tags=st.dictionaries(
        st.sampled_from([*osm_tags.ROAD_EXTRAS, *osm_tags.ACCESS, "oneway", "seasonal", "duration", "junction"]),
        st.one_of(st.text(max_size=8), st.sampled_from(["yes", "no", "-1", "50 mph", "0:10", "00:00", "grade1"])),
    )
)
def test_whatever_is_tagged_a_row_comes_of_it(tags: dict[str, str]) -> None:
    tags = {**tags, "highway": "track"}
    cells = osm_tags.road_cells("way/1", tags, 0.0)
    assert len(cells) == len(osm_tags.ROAD_COLUMNS)
    assert cells[osm_tags.ROAD_COLUMNS.index("status")] in {"open", "restricted", "closed", "abandoned"}
    ferry = osm_tags.road_cells("way/1", {"route": "ferry", "duration": tags.get("duration", "")}, 100.0)
    assert float(str(ferry[4])) > 0


# --- settlements and sites --------------------------------------------------------------------------------------------


def test_settlements_are_places_where_people_live(tmp_path: Path) -> None:
    nodes = {
        1: {"place": "town", "name": "Béni", "population": "12,000"},
        2: {"place": "suburb", "name": "Quartier"},
        3: {"place": "refugee_camp", "name": "Camp"},
        4: {"place": "hamlet", "name:en": "Kabasha"},
        5: {"place": "village", "name": "C", "amenity": "refugee_site"},
    }
    path = osm_file(tmp_path / "p.osm", nodes=nodes)
    towns, camps = load(path, "settlements"), load(path, "idp_sites")
    assert dict(zip(towns.layer.table["name"], towns.layer.table["people"].fillna(-1), strict=True)) == {
        "Béni": 12000,
        "Kabasha": -1,
    }
    assert sorted(camps.layer.table["name"]) == ["C", "Camp"]
    assert "refugee_camp (1), suburb (1), village (1)" in finding(towns, "osm_places_left_out").reason


def test_a_place_whose_name_few_can_read_is_called_in_latin_letters_and_keeps_its_own(tmp_path: Path) -> None:
    nodes = {
        1: {"place": "town", "name": "মহেশখালী", "name:en": "Maheshkhali"},
        2: {"place": "town", "name": "رفح", "int_name": "Rafah"},
        3: {"place": "town", "name": "Гостомель"},
    }
    table = load(osm_file(tmp_path / "p.osm", nodes=nodes), "settlements").layer.table
    own = [json.loads(text).get("osm_name") for text in table["attributes"]]
    assert dict(zip(table["name"], own, strict=True)) == {
        "Maheshkhali": "মহেশখালী",
        "Rafah": "رفح",
        "Гостомель": None,
    }


@pytest.mark.parametrize(
    "tags",
    [
        {"amenity": "refugee_site"},
        {"amenity": "social_facility", "social_facility:for": "homeless;refugee"},
        {"amenity": "social_facility", "social_facility:for": "displaced"},
        {"place": "refugee_camp"},
        {"landuse": "residential", "refugee": "yes"},
    ],
)
def test_camps_by_their_tags(tmp_path: Path, tags: dict[str, str]) -> None:
    path = osm_file(tmp_path / "p.osm", (SQUARE, {**tags, "name": "Kutupalong"}))
    loaded = load(path, "idp_sites")
    assert list(loaded.layer.table["id"]) == ["way/11"]
    square = shapely.Polygon([NODES[n] for n in SQUARE])
    assert square.contains(loaded.layer.table.geometry[0])
    assert "polygon_to_point" in codes(loaded)
    assert load(path, "settlements").layer.rows_in == 0


def test_areas_of_several_ways_count_and_broken_ones_are_rejected(tmp_path: Path) -> None:
    place = {"place": "village", "type": "multipolygon"}
    path = osm_file(
        tmp_path / "p.osm",
        ((1, 2, 5), {}),
        ((5, 6, 1), {}),
        ((1, 2, 3), {"place": "hamlet", "name": "line"}),
        relations=[((11, 12), {**place, "name": "A"}), ((11, 77), {**place, "name": "B"}), ((), {"place": "town"})],
    )
    loaded = load(path, "settlements")
    assert list(loaded.layer.table["id"]) == ["relation/91"]
    assert shapely.Polygon([NODES[n] for n in SQUARE]).contains(loaded.layer.table.geometry[0])
    assert sorted(code for _, code in errors(loaded)) == ["incomplete_object", "incomplete_object", "wrong_geometry"]
    assert (loaded.layer.rows_in, loaded.layer.rejected) == (4, 3)


TOWN = {"place": "town", "type": "multipolygon"}


def tangle_file(path: Path, count: int) -> Path:
    """Write a camp and a town that cross themselves all over, through as many nodes, and a town of each sort beside."""
    dice = random.Random(1)
    nodes = "".join(
        f'<node id="{own}" lon="{29 + dice.random():.7f}" lat="{1 + dice.random():.7f}"/>'
        for own in range(1000, 1000 + count)
    )
    refs = "".join(f'<nd ref="{own}"/>' for own in [*range(1000, 1000 + count), 1000])
    path = osm_file(
        path,
        (SQUARE, {}),
        (SQUARE, {"place": "town"}),
        relations=[((11,), TOWN), ((13,), TOWN)],
        nodes={4: {"place": "town"}},
    )
    more = f'<way id="13">{refs}</way><way id="14">{refs}{tag_text({"place": "town"})}</way>'
    text = path.read_text(encoding="utf-8").replace("<way", f"{nodes}<way", 1)
    path.write_text(text.replace("<relation", f"{more}<relation", 1), encoding="utf-8")
    return path


def test_an_area_that_crosses_itself_without_end_costs_its_row_and_not_the_hour(tmp_path: Path) -> None:
    loaded = load(tangle_file(tmp_path / "p.osm", 40_000), "settlements")
    assert sorted(loaded.layer.table["id"]) == ["node/4", "relation/91", "way/12"]
    assert {one.subject for one in loaded.findings if one.code == "too_tangled"} == {
        ("settlement", "relation/92"),
        ("settlement", "way/14"),
    }


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)).map(sorted), min_size=1, max_size=30))
def test_pieces_that_share_a_longitude_are_counted_once_each_pair(pieces: list[list[int]]) -> None:
    shared = sum(one[0] <= other[1] and other[0] <= one[1] for one, other in combinations(pieces, 2))
    for at in range(1, len(pieces)):
        ways = [np.array(part, dtype=float) for part in (pieces[:at], pieces[at:])]
        assert osm_areas.pairs_in(ways) == shared


def test_a_camp_whose_outline_crosses_itself_is_where_it_is_drawn(tmp_path: Path) -> None:
    path = osm_file(tmp_path / "p.osm", ((1, 5, 2, 6, 1), {"place": "town"}))
    loaded = load(path, "settlements")
    assert list(loaded.layer.table["id"]) == ["way/11"]
    assert "geometry_repaired" in codes(loaded)


def test_an_area_around_a_point_of_its_name_counts_once(tmp_path: Path) -> None:
    tags = {"place": "town", "name": "Béni"}
    other = {"place": "town", "name": "Autre"}
    nodes = {2: {**tags, "population": "5000"}, 4: other}
    loaded = load(osm_file(tmp_path / "p.osm", (SQUARE, tags), (SQUARE, other), nodes=nodes), "settlements")
    assert list(loaded.layer.table["id"]) == ["node/2", "node/4", "way/12"]
    assert "1 areas" in finding(loaded, "osm_drawn_too").reason


# --- what kind, and what is refused -----------------------------------------------------------------------------------


def test_an_extract_with_roads_is_taken_for_roads_and_it_is_said(tmp_path: Path) -> None:
    path = osm_file(tmp_path / "x.osm", ((1, 2), {"highway": "primary"}), nodes={5: {"place": "town"}})
    answer, report = check_file(path, None, Said(), Progress())
    assert answer["kind"] == "roads"
    assert "kind_guessed" in {one.code for one in report.findings}


def test_where_the_kind_cannot_be_told_it_is_asked_for(tmp_path: Path) -> None:
    for number, nodes in enumerate([{5: {"place": "town", "population": "50"}}, {}]):
        with pytest.raises(UsageError) as caught:
            guess_kind(osm_file(tmp_path / f"x{number}.osm", nodes=nodes), Progress())
        assert caught.value.code == "kind_unclear"


def test_what_openstreetmap_does_not_tell_is_not_read_from_it(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile) as caught:
        load(osm_file(tmp_path / "x.osm"), "bases")
    assert caught.value.code == "osm_holds_none"


@pytest.mark.parametrize("suffix", [".osm", ".osm.pbf"])
@pytest.mark.parametrize(
    "content", [b"id,lon,lat\n", b"<kml></kml>", b"<osmChange></osmChange>", b"{}", b"SQLite format 3\x00", b"\x1a\x02"]
)
def test_another_format_under_the_name_is_refused(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"x{suffix}"
    path.write_bytes(content)
    with pytest.raises(RefusedFile) as caught:
        load(path, "roads")
    assert caught.value.code == "content_differs"


def test_one_format_under_the_name_of_the_other_is_refused(tmp_path: Path) -> None:
    path = osm_file(tmp_path / "x.osm").rename(tmp_path / "x.osm.pbf")
    with pytest.raises(RefusedFile):
        load(path, "roads")


@pytest.mark.parametrize(
    "content",
    [
        '<osm version="0.6"><node id="1"',
        '<osm version="0.6"><node id="x" lon="1" lat="1"/></osm>',
        '<osm version="0.6"><node id="1" lon="east" lat="1"/></osm>',
        '<osm version="9"></osm>',
        '<!DOCTYPE a [<!ENTITY b "c">]><osm version="0.6"><node id="1" lon="1" lat="1"><tag k="name" v="&b;"/></node></osm>',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><osm version="0.6">&b;</osm>',
    ],
)
def test_a_broken_file_is_named_with_its_fault(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.osm"
    path.write_text(f'<?xml version="1.0"?>{content}', encoding="utf-8")
    with pytest.raises(UnusableFile) as caught:
        load(path, "roads")
    assert caught.value.code == "unreadable"
    assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize("name", ["blocks that swell a thousand times", "a text with a NUL byte in it"])
def test_blocks_are_looked_at_before_osmium_reads_them(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("layers.readers.osm.Extract", lambda _: pytest.fail("it was read"))
    (case,) = (one for one in corpus() if one.name == name)
    with pytest.raises(PlannerError) as caught:
        osm.read(case.make(tmp_path), "roads")
    assert caught.value.code == case.code


@pytest.mark.parametrize(("lon", "lat"), [(200, 1), (29, 95)])
def test_nodes_beyond_the_world_are_no_places(tmp_path: Path, lon: float, lat: float) -> None:
    path = osm_file(tmp_path / "x.osm", ((1, 2), {"highway": "primary"}))
    text = path.read_text(encoding="utf-8").replace('lon="29.0" lat="1.0"', f'lon="{lon}" lat="{lat}"')
    path.write_text(text, encoding="utf-8")
    loaded = load(path, "roads")
    assert loaded.layer.rejected == 1


def test_a_cut_pbf_file_is_named_with_its_fault(tmp_path: Path, real_data: Path) -> None:
    path = tmp_path / "x.osm.pbf"
    path.write_bytes((real_data / "osm" / "coxs_bazar.osm.pbf").read_bytes()[:100_000])
    with pytest.raises(UnusableFile) as caught:
        load(path, "roads")
    assert caught.value.code == "unreadable"


# --- tables of the same tags ------------------------------------------------------------------------------------------

HOT: dict[str, Any] = {
    "osm_id": [101, 102, 103, 104],
    "name": ["RN2", None, "Stairs", "Bridge"],
    "highway": ["primary", "track", "steps", "unclassified"],
    "surface": ["asphalt", None, None, "ground"],
    "smoothness": ["good", "very_horrible", None, None],
    "width": ["6", None, "1", "2.2 m"],
    "lanes": ["2", None, None, None],
    "oneway": ["no", None, None, "yes"],
    "layer": [None, None, None, "1"],
    "bridge": [None, None, None, "yes"],
    "motor_vehicle": [None, "no", None, None],
    "intermittent": [None, None, None, "yes"],
    "source": ["survey", None, None, None],
}


@pytest.mark.parametrize("suffix", [".shp", ".gpkg", ".geojson"])
def test_a_hot_export_is_read_by_the_tags_of_an_extract(tmp_path: Path, suffix: str) -> None:
    lines = [shapely.LineString([(29.0, lat), (29.1, lat)]) for lat in (1.0, 1.1, 1.2, 1.3)]
    columns: dict[str, Any] = {name[:10] if suffix == ".shp" else name: cells for name, cells in HOT.items()}
    loaded, table = roads_of(vector_file(tmp_path / f"roads{suffix}", lines, **columns))
    assert list(table.index) == ["way/101", "way/102", "way/104"]
    assert "steps (1)" in finding(loaded, "osm_ways_left_out").reason
    assert codes(loaded) == ["osm_ways_left_out"]
    for own, at in (("way/101", 0), ("way/102", 1), ("way/104", 3)):
        tags = {key: str(cells[at]) for key, cells in HOT.items() if key != "osm_id" and cells[at] is not None}
        same = load(osm_file(tmp_path / f"{at}.osm", ((1, 2), tags)), "roads").layer.table.iloc[0]
        kept = table.loc[own]
        for column in KINDS["roads"].columns:
            if column.name != "id":
                told, meant = kept[column.name], same[column.name]
                assert told == meant or (pd.isna(told) and pd.isna(meant)), column.name
    assert json.loads(table.loc["way/104"]["attributes"])["osm_bridge"] == "yes"
    assert json.loads(table.loc["way/101"]["attributes"])["source"] == "survey"


def test_fords_on_nodes_are_counted_too(tmp_path: Path) -> None:
    road = {"highway": "primary"}
    path = osm_file(tmp_path / "r.osm", ((1, 2, 3), road), ((3, 4), road), nodes={2: {"ford": "yes"}})
    assert finding(load(path, "roads"), "osm_fords").params["count"] == "1"


# --- real extracts ----------------------------------------------------------------------------------------------------


def drivable(path: Path) -> dict[int, tuple[dict[str, str], list[tuple[int, tuple[int, int]]]]]:
    """Roads by an independent pass: tags, and every node there is with its place in steps of 1e-7 degrees."""
    used = {"unclassified", "residential", "living_street", "service", "track", "road"}
    for name in ("motorway", "trunk", "primary", "secondary", "tertiary"):
        used |= {name, f"{name}_link"}
    found = {}
    for way in osmium.FileProcessor(str(path)).with_locations():
        if isinstance(way, osmium.osm.Way) and way.tags.get("highway") in used:
            nodes = [(node.ref, (node.location.x, node.location.y)) for node in way.nodes if node.location.valid()]
            found[way.id] = dict(way.tags), nodes
    return found


def components(lines: Sequence[Sequence[Any]]) -> int:
    """Count connected groups of lines that share what stands on them."""
    above: dict[Any, Any] = {}

    def top(one: Any) -> Any:
        while above.setdefault(one, one) != one:
            one = above[one]
        return one

    for line in lines:
        for one, other in pairwise(line):
            above[top(one)] = top(other)
    return len({top(one) for one in list(above)})


@pytest.mark.parametrize(("name", "ways"), [("porto", 46_374), ("coxs_bazar", 2_240)])
def test_roads_of_real_extracts_are_those_of_an_independent_pass(real_data: Path, name: str, ways: int) -> None:
    path = real_data / "osm" / f"{name}.osm.pbf"
    expected = drivable(path)
    loaded = load(path, "roads")
    table = loaded.layer.table
    road = table["id"].str.extract(r"way/(\d+)")[0].astype(int)
    ferries = table["attributes"].str.contains('"osm_route": "ferry"') & ~table["attributes"].str.contains("highway")
    drawn = {own for own, (_, nodes) in expected.items() if len({place for _, place in nodes}) > 1}
    assert set(road[~ferries]) == drawn
    assert len(drawn) == ways
    assert loaded.layer.rejected == len(expected) - ways
    places = {(place[0], place[1]) for _, nodes in expected.values() for _, place in nodes if len(nodes) > 1}
    at = shapely.get_coordinates(table[~ferries].geometry.to_numpy())
    assert {(round(lon * 1e7), round(lat * 1e7)) for lon, lat in at.tolist()} == places


@pytest.mark.parametrize(("left_out", "by_node"), [((), 155), (("service", "track"), 124)])
def test_the_roads_of_coxs_bazar_fall_apart_as_their_nodes_do(
    real_data: Path, left_out: tuple[str, ...], by_node: int
) -> None:
    path = real_data / "osm" / "coxs_bazar.osm.pbf"
    kept = [nodes for tags, nodes in drivable(path).values() if tags["highway"] not in left_out]
    assert components([[ref for ref, _ in nodes] for nodes in kept]) == by_node
    table = load(path, "roads").layer.table
    own = [json.loads(text).get("osm_highway") for text in table["attributes"]]
    table = table[[highway is not None and highway not in left_out for highway in own]]
    crs = TheatreCrs(*shapely.get_coordinates(table.geometry.to_numpy()).mean(axis=0))
    noded = node(cut_lines(list(table.geometry), crs, table["length_m"].to_numpy(dtype=float), None), 0.0)
    found = components(list(zip(noded.start.tolist(), noded.end.tolist(), strict=True)))
    # two nodes of the file stand on one place: what they belong to meets here
    assert found == components([[place for _, place in nodes] for nodes in kept]) == by_node - 1


def test_places_of_real_extracts(real_data: Path) -> None:
    for name, count in (("porto", 8), ("coxs_bazar", 13)):
        loaded = load(real_data / "osm" / f"{name}.osm.pbf", "settlements")
        assert (loaded.layer.rows_in, loaded.layer.rejected) == (count, 0)
