# SPDX-License-Identifier: GPL-3.0-or-later
"""Every row is accepted or named with its reason, whatever the order of the rows and whatever stands in them."""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import UnusableFile
from layers.findings import Severity
from layers.kinds import KINDS
from layers.layer import empty_layer, joined, layer_of, rows_of
from layers.raw import RawTable
from layers.validate import validate
from tests.layers.files import codes, errors, finding, judge, judge_shapes, raw

# --- any table at all -------------------------------------------------------------------------------------------------

CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        ["", "0", "-1", "5", "29.5", "-1.5", "200", "x", "1,200", "yes", "must", "TOB", "sector", "1", "a"]
    ),
    st.text(max_size=5),
    st.floats(),
    st.integers(-200, 10**9),
)
SHAPES = st.one_of(
    st.none(),
    st.binary(max_size=30),
    st.sampled_from(
        [
            shapely.from_wkt(text).wkb
            for text in (
                "POINT (29 1)",
                "POINT EMPTY",
                "POINT (1 29)",
                "POINT (0 0)",
                "POINT (500 1)",
                "POINT Z (29.1 1 5)",
                "POINT (nan nan)",
                "MULTIPOINT ((29 1), (28 1))",
                "LINESTRING (29 1, 29.1 1.1)",
                "LINESTRING (29 1, 29 1)",
                "LINESTRING (10 90, 20 90)",
                "MULTILINESTRING ((29 1, 29.1 1), (28 1, 28 2), (27 1, 27 1))",
                "POLYGON ((29 1, 30 1, 30 2, 29 2, 29 1))",
                "POLYGON ((29 1, 30 2, 30 1, 29 2, 29 1))",
                "MULTIPOLYGON (((29 1, 30 1, 30 2, 29 1)), ((31 1, 32 1, 32 2, 31 1)))",
                "GEOMETRYCOLLECTION (POINT (29 1), LINESTRING (29 1, 29.1 1.1))",
            )
        ]
    ),
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, RawTable]:
    kind = KINDS[draw(st.sampled_from(sorted(KINDS)))]
    own = draw(st.lists(st.sampled_from([column.name for column in kind.columns]), unique=True, max_size=5))
    shaped = draw(st.booleans())
    columns = (*own, "extra") if shaped else (*own, "lon", "lat")
    rows = draw(st.lists(st.lists(CELLS, min_size=len(columns), max_size=len(columns)), max_size=12))
    # Copies, and rows that share an id: what else would hardly ever come.
    rows += [list(row) for row in rows[: draw(st.integers(0, 3))]]
    geometry = [draw(SHAPES) for _ in rows] if shaped else None
    ragged = [(len(rows) + 1, 2)] if draw(st.booleans()) else []
    return kind.name, RawTable(columns, rows, list(range(1, len(rows) + 1)), geometry, ragged=ragged)


def in_order(table: RawTable, order: list[int]) -> RawTable:
    geometry = None if table.geometry is None else [table.geometry[at] for at in order]
    return RawTable(table.columns, [table.rows[at] for at in order], table.numbers, geometry, ragged=table.ragged)


@given(tables())
def test_rows_in_are_rows_accepted_and_rows_rejected(case: tuple[str, RawTable]) -> None:
    kind, table = case
    layer, findings = validate(kind, table, file="f.csv")
    assert layer.rows_in == len(table.rows) + len(table.ragged)
    accepted = set(layer.table["row"])
    rejected = [found.row for found in findings if found.severity is Severity.ERROR and found.row is not None]
    assert len(rejected) == len(set(rejected)) == layer.rejected
    assert accepted.isdisjoint(rejected)
    assert len(accepted) + layer.rejected == layer.rows_in
    assert accepted | set(rejected) == {*table.numbers, *(number for number, _ in table.ragged)}
    assert all(found.reason and found.remedy and json.dumps(found.as_dict()) for found in findings)


@given(tables())
def test_what_is_accepted_is_sound(case: tuple[str, RawTable]) -> None:
    kind, table = case
    layer, _ = validate(kind, table, file="f.csv")
    assert layer.table["id"].notna().all()
    if not KINDS[kind].repeats:
        assert layer.table["id"].is_unique
    assert list(layer.table["id"]) == sorted(layer.table["id"])
    shapes = [shape for shape in layer.table.geometry if shape is not None]
    assert len(shapes) == len(layer.table) or KINDS[kind].without_place
    assert all(shape.is_valid and not shape.is_empty and not shape.has_z for shape in shapes)
    for column in KINDS[kind].columns:
        known = layer.table[column.name].dropna()
        if column.least is not None:
            assert ((known >= column.least) & (known <= column.most)).all()
        if column.words:
            assert set(known) <= set(column.words.values())


@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(case: tuple[str, RawTable], dice: random.Random) -> None:
    kind, table = case
    order = list(range(len(table.rows)))
    dice.shuffle(order)
    one, said = validate(kind, table, file="f.csv")
    other, said_then = validate(kind, in_order(table, order), file="f.csv")
    assert one.digest == other.digest
    assert one.rejected == other.rejected
    assert Counter(found.code for found in said) == Counter(found.code for found in said_then)


@given(tables())
def test_a_layer_comes_back_from_its_own_rows(case: tuple[str, RawTable]) -> None:
    kind, table = case
    layer, _ = validate(kind, table, file="f.csv")
    again = layer_of(KINDS[kind], rows_of(layer), layer.source, layer.date, layer.rows_in, layer.rejected)
    assert again.digest == layer.digest
    assert again.table.equals(layer.table)


# --- where rows are ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        ("", "1", "coordinate_missing"),
        ("29.5", None, "coordinate_missing"),
        ("east", "1", "coordinate_unreadable"),
        ("29°73'E", "1", "coordinate_unreadable"),
        ("200", "1", "coordinate_out_of_range"),
        ("512345", "9912345", "coordinate_out_of_range"),
        ("0", "0", "coordinate_zero"),
        ("-1.5", "129.4", "coordinate_swapped"),
    ],
)
def test_a_row_that_is_nowhere_is_rejected(lon: str, lat: str | None, code: str) -> None:
    found = judge("settlements", "id lon lat", ["a", 29, 1], ["b", lon, lat])
    assert errors(found) == [(2, code)]
    said = finding(found, code)
    assert (said.file, said.layer, said.column) == ("f.csv", "settlements", "lon, lat")
    assert said.value == f"{lon}, {lat or ''}"


def test_a_decimal_comma_in_coordinates_is_understood() -> None:
    layer, _ = judge("settlements", "id lon lat", ["a", "29,233", "-1,5"])
    assert shapely.get_coordinates(layer.table.geometry.to_numpy()).tolist() == [[29.233, -1.5]]


def test_a_swapped_row_among_right_ones_is_rejected_and_the_remedy_names_the_swap() -> None:
    rows = [[f"t{n}", 29 + n / 10, -1 - n / 10] for n in range(4)]
    found = judge("settlements", "id lon lat", *rows, ["wrong", "-1.5", "29.4"])
    assert errors(found) == [(5, "coordinate_swapped")]
    said = finding(found, "coordinate_swapped")
    assert said.value == "-1.5, 29.4"
    assert "seem to be swapped" in said.reason
    assert "Exchange the two numbers" in said.remedy


def test_a_swapped_line_among_right_ones_is_rejected() -> None:
    lines = [f"LINESTRING (29.{n} -1, 29.{n} -2)" for n in range(4)]
    assert errors(judge_shapes("roads", *lines, "LINESTRING (-1 29.1, -2 29.2)")) == [(5, "coordinate_swapped")]


def test_a_distant_row_that_is_not_swapped_is_kept() -> None:
    rows = [[f"t{n}", 29 + n / 10, -1 - n / 10] for n in range(4)]
    assert errors(judge("settlements", "id lon lat", *rows, ["Kinshasa", 15.3, -4.3])) == []


def test_a_file_swapped_throughout_is_told_which_columns_to_exchange() -> None:
    found = judge("settlements", "id X Y", ["a", "12", "130"], ["b", "13", "131"])
    assert errors(found)[:2] == [(1, "coordinate_swapped"), (2, "coordinate_swapped")]
    assert finding(found, "columns_swapped").remedy == (
        "Exchange the columns: --map settlements.lon=Y --map settlements.lat=X."
    )
    assert "no_rows" in codes(found)


def test_a_table_without_any_place_is_unusable_and_lists_its_columns() -> None:
    with pytest.raises(UnusableFile, match=r"f\.csv.*among: id, people\..*--map settlements\.lon=COLUMN"):
        judge("settlements", "id people", ["a", 5])
    assert errors(judge("units", "id strength", ["a", 5])) == []


@pytest.mark.parametrize(
    ("kind", "shape", "code"),
    [
        ("roads", None, "empty_geometry"),
        ("roads", "LINESTRING EMPTY", "empty_geometry"),
        ("roads", b"nonsense", "bad_geometry"),
        ("roads", b"", "bad_geometry"),
        ("roads", "POINT (29 1)", "wrong_geometry"),
        ("roads", "POLYGON ((29 1, 30 2, 30 1, 29 2, 29 1))", "wrong_geometry"),
        ("roads", "LINESTRING (29 1, 29 1)", "zero_length"),
        ("areas", "LINESTRING (29 1, 29 2)", "wrong_geometry"),
        ("settlements", "LINESTRING (29 1, 29 2)", "wrong_geometry"),
        ("settlements", "MULTIPOINT ((29 1), (28 1))", "several_points"),
        ("settlements", "POINT (nan 1)", "coordinate_unreadable"),
        ("closures", "GEOMETRYCOLLECTION (POINT (29 1), LINESTRING (29 1, 29 2))", "wrong_geometry"),
        ("closures", "POLYGON ((29 1, 30 2, 30 1, 29 2, 29 1))", "crosses_itself"),
    ],
)
def test_a_geometry_that_cannot_be_used_rejects_its_row(kind: str, shape: str | bytes | None, code: str) -> None:
    sound = {"roads": "LINESTRING (29 1, 29.1 1)", "areas": "POLYGON ((29 1, 30 1, 30 2, 29 1))"}
    found = judge_shapes(kind, sound.get(kind, "POINT (29 1)"), shape, role=["sector"] * 2)
    assert errors(found) == [(2, code)]


def test_heights_are_dropped_and_single_parts_taken_out_without_a_word() -> None:
    layer, findings = judge_shapes("closures", "POINT Z (29 1 800)", "MULTIPOINT ((28 1))", name=["a", "b"])
    assert {shape.wkt for shape in layer.table.geometry} == {"POINT (29 1)", "POINT (28 1)"}
    assert findings == ()


def test_the_parts_of_a_road_that_have_length_stay() -> None:
    found = judge_shapes("roads", "MULTILINESTRING ((29 1, 29.1 1), (28 1, 28 1))", id=["r"], surface=["paved"])
    assert found[0].table["id"].tolist() == ["r"]
    assert finding(found, "parts_without_length").severity is Severity.WARNING


def test_a_polygon_for_a_site_becomes_a_point_inside_it() -> None:
    text = "POLYGON ((29 1, 29.2 1, 29.2 1.1, 29.1 1.02, 29 1.1, 29 1))"
    found = judge_shapes("idp_sites", text, name=["camp"], people=[5])
    assert shapely.from_wkt(text).contains(found[0].table.geometry[0])
    assert [(one.code, one.severity) for one in found[1]] == [("polygon_to_point", Severity.INFO)]


def test_a_unit_with_a_wrong_place_stays_without_it() -> None:
    found = judge("units", "id strength lon lat", ["a", 5, 0, 0], ["b", 5, "", ""], ["c", 5, 29, 1])
    assert [shape is None for shape in found[0].table.geometry] == [True, True, False]
    assert finding(found, "place_left_out").row == 1


def test_rows_all_at_one_place_are_doubted() -> None:
    found = judge("settlements", "id lon lat people", ["a", 29, 1, 5], ["b", 29, 1, 6])
    assert finding(found, "all_at_one_place").reason == "All rows lie at 29.0, 1.0."


# --- ids --------------------------------------------------------------------------------------------------------------


def test_of_rows_that_claim_one_id_the_same_one_stays_whatever_their_order() -> None:
    rows = [["a", "Ama", 29, 1, 5], ["a", "Ama", 29, 1, 6], ["a", "Ama", 29, 1, 5]]
    one = judge("settlements", "id name lon lat people", *rows)
    other = judge("settlements", "id name lon lat people", *reversed(rows))
    assert one[0].table["people"].tolist() == other[0].table["people"].tolist() == [5]
    assert (
        Counter(codes(one)) == Counter(codes(other)) == {"duplicate_id": 1, "duplicate_row": 1, "doubles_left_out": 1}
    )
    assert one[0].rejected == 2


def test_a_row_that_is_refused_for_another_names_it_and_no_id_that_nobody_gave() -> None:
    rows = [["a", "Ama", 29, 1, 5], ["a", "Ama", 29, 1, 6], ["a", "Ama", 29, 1, 5]]
    given = judge("settlements", "id name lon lat people", *rows)
    assert finding(given, "duplicate_id").reason == "Row 1, which says something else, has the id a too."
    bare = judge("settlements", "name lon lat people", *(row[1:] for row in rows))
    same, other = finding(bare, "duplicate_row"), finding(bare, "duplicate_place")
    assert (same.row, same.reason, same.value) == (3, "The row repeats row 1.", "")
    assert (other.row, other.value) == (2, "")
    assert other.reason == "Row 1, which says something else, has the same name and place."


def test_a_row_without_an_id_is_called_by_kind_name_and_place_not_by_its_number() -> None:
    first, _ = judge("settlements", "name lon lat", ["Ama", 29.1234567, 1], ["Bo", 29, 2])
    again, _ = judge("settlements", "name lon lat", ["Bo", 29, 2], ["Ama", 29.1234568, 1])
    assert set(first.table["id"]) == set(again.table["id"])
    assert all(own.startswith("s-") and len(own) == 10 for own in first.table["id"])


def test_like_roads_without_ids_are_numbered() -> None:
    layer, findings = judge_shapes("roads", *["LINESTRING (29 1, 29.1 1)"] * 3, surface=["paved"] * 3)
    first, *others = layer.table["id"]
    assert others == [f"{first}-2", f"{first}-3"]
    assert findings == ()


def test_pieces_of_one_road_share_its_id_and_are_numbered() -> None:
    lines = ["LINESTRING (29 1, 29.1 1)", "LINESTRING (29.1 1, 29.2 1)", "LINESTRING (29.1 1, 29.2 1)"]
    found = judge_shapes("roads", *lines, id=["N1"] * 3, surface=["paved"] * 3)
    assert found[0].table["id"].tolist() == ["N1", "N1-2"]
    assert finding(found, "id_shared").params["count"] == 1
    assert [code for _, code in errors(found)] == ["duplicate_row"]


def test_parts_of_a_road_are_numbered_past_the_ids_of_others_and_share_its_length() -> None:
    lines = ["MULTILINESTRING ((1 1, 1 1.1), (1 1.2, 1 1.5))", "LINESTRING (2 2, 2 3)"]
    layer, _ = judge_shapes("roads", *lines, id=["r", "r#1"], length_m=[80_000, None], surface=["paved"] * 2)
    assert layer.table["id"].tolist() == ["r#1", "r#2", "r#3"]
    assert layer.table["length_m"].tolist()[1:] == pytest.approx([20_000, 60_000], rel=1e-3)
    assert (layer.rows_in, layer.rejected) == (2, 0)


def test_a_base_may_be_listed_twice_at_one_place_but_not_at_two() -> None:
    near = [["Beni", 29.47, 0.5, 300], ["Beni", 29.475, 0.5, 150]]
    assert judge("bases", "id lon lat strength", *near)[0].table["strength"].tolist() == [150, 300]
    far = judge("bases", "id lon lat strength", near[0], ["Beni", 29.6, 0.5, 150])
    assert [code for _, code in errors(far)] == ["duplicate_id"]


# --- values -----------------------------------------------------------------------------------------------------------


def test_people_below_zero_reject_the_row_and_other_faults_leave_the_value_out() -> None:
    rows = [["a", 29, 1, -5], ["b", 29, 2, "12,5"], ["c", 29, 3, "many"], ["d", 29, 4, "12,500"]]
    found = judge("idp_sites", "id lon lat people", *rows)
    assert errors(found) == [(1, "negative")]
    people = found[0].table.set_index("id")["people"]
    assert people["d"] == 12_500
    assert people[["b", "c"]].isna().all()
    assert (finding(found, "not_whole").row, finding(found, "not_whole").value) == (2, "12,5")
    assert (finding(found, "not_a_number").row, finding(found, "not_a_number").value) == (3, "many")
    assert finding(found, "people_missing").params["count"] == 2


def test_findings_name_columns_as_the_file_does() -> None:
    rows = [["a", 29, 1, -5, "x"], ["b", 29, 2, 5, "x"], ["a", 29, 3, 5, ""]]
    found = judge("bases", "base_id X Y NoTroops Guard", *rows, ["a", 29, 1, 5, ""])
    said = {one.code: one.column for one in found[1] if one.row is not None}
    assert said == {"negative": "NoTroops", "not_a_number": "Guard", "duplicate_id": "base_id"}


def test_no_people_is_unknown_for_a_settlement_and_nobody_for_a_camp() -> None:
    town, camp = (judge(kind, "id lon lat people", ["a", 29, 1, 0]) for kind in ("settlements", "idp_sites"))
    assert town[0].table["people"].isna().all()
    assert finding(town, "people_zero").severity is Severity.WARNING
    assert camp[0].table["people"].tolist() == [0]


def test_unknown_words_are_named_once_with_their_rows() -> None:
    lines = [f"LINESTRING (29 {n}, 29 {n + 1})" for n in range(1, 9)]
    found = judge_shapes("roads", *lines, surface=["shiny"] * 7 + ["paved"], speed_kmh=[30] * 8)
    assert found[0].table["surface"].tolist().count("unknown") == 7
    said = finding(found, "unknown_word")
    assert (said.severity, said.column, said.value, said.row) == (Severity.WARNING, "surface", "shiny", None)
    assert "rows 1, 2, 3, 4, 5 and 2 more" in said.reason
    assert said.remedy == "Use one of: paved, gravel, dirt, track, unknown."


def test_many_wrong_values_do_not_bury_the_other_findings() -> None:
    rows = [[f"s{n}", 29, n / 1000, f"value {n}"] for n in range(1000)]
    found = judge("settlements", "id lon lat people", *rows)
    assert Counter(codes(found))["not_a_number"] == 20
    assert "980 different ones in 980 rows" in finding(found, "more_values").reason
    assert len(found[1]) < 25


@pytest.mark.parametrize(("speed", "code"), [(-3, "too_small"), (300, "too_large")])
def test_impossible_speeds_are_left_out_and_the_road_stays(speed: int, code: str) -> None:
    found = judge_shapes("roads", "LINESTRING (29 1, 29.1 1)", speed_kmh=[speed], surface=["paved"])
    assert found[0].table["speed_kmh"].isna().all()
    assert (finding(found, code).severity, found[0].rejected) == (Severity.WARNING, 0)


def test_a_speed_of_zero_is_none_given_and_nothing_to_mend() -> None:
    layer, found = judge_shapes("roads", "LINESTRING (29 1, 29.1 1)", GnralSpeed=[0], surface=["paved"])
    assert layer.table["speed_kmh"].isna().all()
    assert not found


def test_a_length_shorter_than_the_straight_line_gives_way_to_the_geometry() -> None:
    # The parallel at 1 degree: 111,303 m from 29 to 30 degrees.
    lines = ["LINESTRING (29 1, 30 1)", "LINESTRING (29 1.5, 30 1.5)"]
    found = judge_shapes("roads", *lines, id=["a", "b"], length_m=[108_000, 110_000], surface=["paved"] * 2)
    assert found[0].table["length_m"].isna().tolist() == [True, False]
    assert finding(found, "length_shorter_than_line").row == 1


def test_an_area_must_say_what_it_is() -> None:
    square = "POLYGON ((29 1, 30 1, 30 2, 29 1))"
    found = judge_shapes("areas", square, square, id=["a", "b"], role=["Mission area", "parish"])
    assert found[0].table["role"].tolist() == ["mission_area"]
    assert errors(found) == [(2, "area_without_role")]


def test_rows_without_a_name_are_called_by_their_id() -> None:
    found = judge("settlements", "id name lon lat people", ["a", "", 29, 1, 5], ["b", "Bo", 29, 2, 5])
    assert found[0].table["name"].tolist() == ["a", "Bo"]
    assert finding(found, "name_missing").severity is Severity.WARNING


def test_long_texts_are_cut_and_signs_that_cannot_be_shown_taken_out() -> None:
    found = judge("settlements", "id name lon lat people", ["a", "x" * 600, 29, 1, 5], ["b", "B\x00o", 29, 2, 5])
    assert found[0].table["name"].tolist() == ["x" * 500, "Bo"]
    assert {"text_cut", "text_cleaned"} <= set(codes(found))


def test_columns_that_the_kind_does_not_know_are_kept_beside_it() -> None:
    layer, _ = judge("bases", "id lon lat strength year note", ["a", 29, 1, 5, 2024, ""])
    assert json.loads(layer.table["attributes"][0]) == {"year": "2024"}


# --- the file as a whole ----------------------------------------------------------------------------------------------


def test_roads_with_neither_speed_nor_class_nor_surface_are_taken_as_dirt_and_it_is_said() -> None:
    found = judge_shapes("roads", "LINESTRING (1 1, 2 2)", "LINESTRING (2 2, 3 2)", ref=["A", "B"])
    said = finding(found, "roads_assumed_dirt")
    assert said.severity is Severity.WARNING
    assert "all of them (100 %) are taken as dirt. Columns found: ref." in said.reason
    assert "--map roads.surface=COLUMN" in said.remedy


def test_the_share_of_roads_of_unknown_surface_is_said() -> None:
    lines = ["LINESTRING (29 0, 30 0)", "LINESTRING (29 0.1, 32 0.1)", "LINESTRING (29 0.2, 30 0.2)"]
    found = judge_shapes("roads", *lines, surface=["paved", "", ""], **{"class": ["trunk", "primary", "track"]})
    assert finding(found, "surface_assumed_dirt").params == {"count": 1, "percent": 60, "rows": "row 2", "km": 334.0}


def test_roads_are_counted_by_rows_of_the_file_and_not_by_their_pieces() -> None:
    track = "MULTILINESTRING ((29 0, 29.1 0), (29.2 0, 29.3 0), (29.4 0, 29.5 0))"
    rows = [track, "LINESTRING (29 1, 29.1 1)", "LINESTRING (29 2, 29.1 2)"]
    found = judge_shapes("roads", *rows, surface=["", "", "paved"], status=["2", "open", "2"])
    assert len(found[0].table) == 5
    bare, restricted = (finding(found, code) for code in ("surface_assumed_dirt", "roads_restricted"))
    assert bare.params == {"count": 2, "rows": "rows 1, 2", "km": 44.5, "percent": 80}
    assert restricted.params == {"count": 2, "rows": "rows 1, 3", "km": 44.5, "percent": 80}
    assert restricted.severity is Severity.INFO
    plain = finding(judge_shapes("roads", *rows, ref=["A", "B", "C"]), "roads_assumed_dirt")
    assert plain.reason.startswith("The 3 roads (55.7 km) have neither")


def test_bases_without_strength_are_doubted_since_units_may_have_it() -> None:
    found = judge("bases", "name lon lat headcount", ["COB", 29, 1, 150])
    said = finding(found, "bases_without_strength")
    assert (said.severity, said.row, found[0].rejected) == (Severity.WARNING, None, 0)
    assert "Columns found: name, lon, lat, headcount." in said.reason
    assert "NoTroops" in said.remedy
    assert "--map bases.strength=COLUMN" in said.remedy


def test_sites_without_people_are_doubted() -> None:
    assert (
        "--map idp_sites.people"
        in finding(judge("idp_sites", "id lon lat", ["a", 29, 1]), "sites_without_people").remedy
    )


def test_a_file_of_which_nothing_remains_says_so() -> None:
    assert "no_rows" in codes(judge("settlements", "id lon lat", ["a", 0, 0]))
    assert codes(judge("settlements", "id lon lat")) == ["no_rows_at_all"]


def test_what_reads_a_file_has_its_say_too() -> None:
    table = raw("id lon lat people", ["a", 29, 1, 5])
    noted = RawTable(
        table.columns, table.rows, [2], notes=[("encoding_guessed", {"encoding": "X", "sample": "Y"})], ragged=[(1, 9)]
    )
    found = validate("settlements", noted, file="f.csv")
    assert finding(found, "encoding_guessed").severity is Severity.INFO
    assert finding(found, "ragged_row").reason == "The row has 9 cells where the header has 4."
    assert (found[0].rows_in, found[0].rejected) == (2, 1)


def test_polygons_that_were_repaired_are_said() -> None:
    square = shapely.box(29, 1, 30, 2).wkb
    table = RawTable(("id", "role"), [["a", "sector"]], [1], [square], repaired=[1])
    assert finding(validate("areas", table, file="f.gpkg"), "geometry_repaired").row == 1


def test_a_polygon_too_tangled_to_be_judged_rejects_its_row_alone() -> None:
    square = shapely.box(29, 1, 30, 2).wkb
    table = RawTable(("id", "role"), [["a", "sector"], ["b", "sector"]], [1, 2], [b"", square], tangled=[1])
    found = validate("areas", table, file="f.gpkg")
    assert finding(found, "too_tangled").row == 1
    assert (found[0].rows_in, found[0].rejected) == (2, 1)


# --- layers -----------------------------------------------------------------------------------------------------------


def test_a_layer_is_dated_by_its_latest_row() -> None:
    layer, _ = judge("incidents", "id date lon lat", ["a", "2024-01-05", 29, 1], ["b", "2024-03-01", 29, 2])
    assert layer.date == "2024-03-01"
    assert validate("incidents", raw("id date lon lat"), file="f", date="2020-01-01")[0].date == "2020-01-01"


def test_two_layers_join_unless_they_share_an_id() -> None:
    square = "POLYGON ((29 1, 30 1, 30 2, 29 1))"
    one, other = (judge_shapes("areas", square, id=[own], role=["sector"])[0] for own in ("a", "b"))
    both = joined(one, other)
    assert (both.table["id"].tolist(), both.rows_in, both.source) == (["a", "b"], 2, "f.geojson + f.geojson")
    with pytest.raises(ValueError, match=r"These ids stand in f\.geojson too: a"):
        joined(one, one)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_empty_layer_has_all_columns(kind: str) -> None:
    table: Any = empty_layer(kind).table
    assert len(table) == 0
    assert {column.name for column in KINDS[kind].columns} | {"row", "attributes", "geometry"} == set(table.columns)


def test_incidents_of_acled_and_ucdp_are_dated_and_those_of_a_wide_area_are_counted() -> None:
    acled = (
        "event_id_cnty event_date disorder_type event_type geo_precision fatalities latitude longitude",
        ["DRC1", "01 March 2019", "Political violence", "Battles", "1", "0", "1", "29"],
        ["DRC2", "2 Mar 2019", "Demonstrations", "Protests", "3", "12", "1.1", "29.1"],
    )
    layer, findings = judge("incidents", *acled)
    assert list(layer.table["date"]) == ["2019-03-01", "2019-03-02"]
    assert (layer.date, list(layer.table["fatalities"])) == ("2019-03-02", [0.0, 12.0])
    assert list(layer.table["disorder"]) == ["Political violence", "Demonstrations"]
    assert [(one.code, one.row) for one in findings] == [("incident_coarse", 2)]
    ucdp = judge("incidents", "id year where_prec best latitude longitude", ["7", "2019", "1", "3", "1", "29"])
    assert [(one.code, one.severity) for one in ucdp[1]] == [("date_is_year", Severity.INFO)]
    assert list(ucdp[0].table["date"]) == ["2019-01-01"]


@pytest.mark.parametrize("header", ["#name1 name2 distance", "from to length_km", "Origin Destination km"])
def test_routes_between_places_that_lie_nowhere_are_refused_with_what_to_add(header: str) -> None:
    with pytest.raises(UnusableFile) as caught:
        judge("roads", header, ["Aba", "Faradje", "68"])
    assert caught.value.code == "routes_without_places"
    assert "LINESTRING" in caught.value.remedy


def test_a_rejected_row_tells_where_it_lies_and_a_warning_its_rows() -> None:
    rows = [("a", 20, 5, -1), ("b", 0, 0, 5), ("c", "x", 5, 5), ("d", 21, 6, 5), ("d", 21, 6, 5), (None, 22, 7, "many")]
    found = judge("settlements", "id lon lat people", *rows)
    noticed = {one.code: one for one in found[1]}
    places = {code: one.place for code, one in noticed.items() if one.severity is Severity.ERROR}
    assert places == {
        "negative": (20.0, 5.0),
        "coordinate_zero": None,
        "coordinate_unreadable": None,
        "duplicate_row": (21.0, 6.0),
    }
    assert noticed["duplicate_row"].rows == (5,)
    assert noticed["not_a_number"].rows == (6,)
    assert noticed["name_missing"].rows == (4, 6)


def test_a_shape_at_fault_lies_in_the_middle_of_its_box() -> None:
    found = judge_shapes("settlements", "LINESTRING(20 5,21 7)", "POINT(20 5)", "POINT EMPTY", id=["a", "b", "c"])
    assert {one.code: one.place for one in found[1] if one.severity is Severity.ERROR} == {
        "wrong_geometry": (20.5, 6.0),
        "empty_geometry": None,
    }


def test_rows_of_one_camp_by_origin_are_rejected_with_their_people_and_how_to_mend_it() -> None:
    rows = [("S1", "Alpha", 29.1, -1.1, origin, people) for origin, people in (("Masisi", 500), ("Rutshuru", 700))]
    found = validate("idp_sites", raw("id name lon lat origin people", *rows, *rows[:1]), file="f.csv")
    said = finding(found, "doubles_left_out")
    assert said.params["count"] == 1
    assert said.reason.endswith(
        f"tell of {1200 - int(found[0].table['people'][0])} people, whom nothing counts. They differ in origin, people."
    )
    assert "add them up in one row" in said.remedy
    assert "add them up in one row" in finding(found, "duplicate_id").remedy
