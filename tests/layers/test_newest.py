# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that tell of several rounds, dates or years at once: the newest rows count, and every other one is counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gisplanner.assumptions import defaults
from layers.findings import Finding, Severity
from layers.kinds import KINDS
from layers.load import Loaded, judge, load
from layers.mapping import map_columns
from layers.namesakes import NEAR_M, SPOT_M
from layers.newest import newest_rows
from layers.raw import RawTable
from layers.validate import validate
from tests.layers.files import codes, csv_file, errors, finding, raw, vector_file

TODAY = dt.date(2024, 6, 30)
CAMPS = ("C1,Ama,29.10,-1.50", "C2,Béni,29.20,-1.60", "C3,Cor,29.30,-1.70")
Kept = tuple[list[int], Mapping[str, Finding]]


def newest(kind: str, header: str, *rows: Sequence[Any]) -> Kept:
    """Numbers of the rows that are kept at the end of June 2024, and the findings by code."""
    table, of = raw(header, *rows), KINDS[kind]
    chosen = newest_rows(of, table, map_columns(of, table, {}, "f.csv").columns, "f.csv", today=TODAY)
    layer, _ = validate(kind, chosen.raw, file="f.csv", today=TODAY)
    return chosen.raw.numbers, {one.code: one for one in chosen.found_in(layer)}


def camps(path: Path, *rows: str, header: str = "ssid,site name,lon,lat,round,individuals") -> Path:
    return csv_file(path, header, *rows)


# --- rounds of camps --------------------------------------------------------------------------------------------------


@pytest.fixture
def master(tmp_path: Path) -> Loaded:
    """Three rounds of three camps, of which the third was seen last in round 11; and one only in round 9."""
    ama, beni, cor = CAMPS
    rows = [f"{ama},R10,100", f"{beni},R10,200", f"{cor},R10,300", "C4,Dun,29.4,-1.8,R9,", f"{ama},R11,110"]
    rows += [f"{beni},R11,210", f"{cor},R11,310", f"{ama},R12,120", f"{beni},R12,220"]
    return load(camps(tmp_path / "camps.csv", *rows), "idp_sites")


def test_of_a_list_of_several_rounds_each_camp_counts_as_it_was_seen_last(master: Loaded) -> None:
    table = master.layer.table.set_index("name")
    assert table["people"].fillna(-1).to_dict() == {"Ama": 120, "Béni": 220, "Cor": 310, "Dun": -1}
    assert (master.layer.rows_in, master.layer.rejected, master.left_out, errors(master)) == (4, 0, 5, [])


def test_it_is_said_how_many_rows_were_left_out_by_which_column_and_how_to_take_one_round(master: Loaded) -> None:
    said = finding(master, "older_left_out")
    assert (said.severity, said.column) == (Severity.WARNING, "round")
    assert said.reason.startswith("round tells of 4 rounds, the newest R12; each of the idp_sites counts by its newest")
    assert said.reason.endswith("row, and 5 rows were left out.")
    assert said.remedy.endswith('--where "idp_sites:round=R12".')


def test_camps_that_the_newest_round_does_not_have_are_kept_and_named_with_their_people(master: Loaded) -> None:
    said = finding(master, "seen_earlier")
    assert said.reason == (
        "Last listed before R12, the newest round (round): 2 of 4 idp_sites with 310 people, 1 of them without a "
        "number: Dun (R9), Cor (R11)."
    )
    assert said.rows == (4, 7)


def test_one_round_can_be_taken_and_then_nothing_is_chosen(tmp_path: Path) -> None:
    ama, beni, _ = CAMPS
    path = camps(tmp_path / "camps.csv", f"{ama},11,100", f"{beni},11,200", f"{ama},12,120")
    loaded = load(path, "idp_sites", where=[("round", "11")])
    assert sorted(loaded.layer.table["people"]) == [100, 200]
    assert (loaded.left_out, codes(loaded)) == (1, ["rows_filtered"])
    assert load(path, "idp_sites").left_out == 1


@pytest.mark.parametrize(
    ("column", "older", "newer"),
    [
        ("Round", "9", "10"),
        ("DTM Round", "Round 9", "Round 10"),
        ("Ronde", "ronde 9", "Ronde n° 10"),
        ("ronda", "R9", "R10"),
        ("Cycle", "9.0", "10.0"),
        ("roundNumber", "DTM R9 (2023)", "DTM R10 (2023)"),
        ("N° de ronde", "9ème", "10ème"),
        ("survey_date", "2023-12-31", "2024-02-01"),
        ("Fecha", "31/12/2023", "01/02/2024"),
        ("year", "2022", "2023"),
        ("financial year", "2021/22", "2022/23"),
    ],
)
def test_the_newest_is_found_whatever_its_column_is_called_and_however_it_is_written(
    column: str, older: str, newer: str, tmp_path: Path
) -> None:
    rows = (f"C1,Ama,29,-1,{newer},120", f"C1,Ama,29,-1,{older},100")
    loaded = load(camps(tmp_path / "c.csv", *rows, header=f"ssid,name,lon,lat,{column},people"), "idp_sites")
    assert loaded.layer.table["people"].tolist() == [120]
    assert (errors(loaded), loaded.left_out) == ([], 1)


def test_the_tag_tells_the_round_and_the_date(tmp_path: Path) -> None:
    lines = ("#loc+code,#loc+name,#geo+lon,#geo+lat,#meta+round", "C1,Ama,29,-1,2", "C1,Ama,29,-1,10")
    assert load(camps(tmp_path / "c.csv", *lines, header="id,name,lon,lat,x"), "idp_sites").left_out == 1
    lines = ("#loc+code,#loc+name,#geo+lon,#geo+lat,#date+reported", "B,Ama,29,-1,2023-02-01", "B,Ama,29,-1,2023-11-01")
    assert load(camps(tmp_path / "b.csv", *lines, header="id,name,lon,lat,x"), "bases").left_out == 1


def test_rounds_go_before_dates() -> None:
    rows = [("C1", "Ama", 29, -1, 11, "2024-03-01"), ("C1", "Ama", 29, -1, 12, "2024-02-01")]
    assert newest("idp_sites", "id name lon lat round date", *rows)[0] == [2]


def test_without_ids_the_name_and_the_place_tell_camps_apart_as_where_a_newer_list_is_taken() -> None:
    rows = [
        *(("Ama", 29.100, -1.5, 11), ("AMÁ ", 29.105, -1.5, 12)),  # 556 m off
        *(("Cor", 29.3, -1.5, 11), ("Cor", 29.344, -1.5, 12)),  # 4.9 km off
        *(("Dun", 29.4, -1.7, 11), ("Dun", 29.446, -1.7, 12)),  # 5.1 km off
        *(("Beni", 29.2, -1.5, 11), ("Beni", None, None, 12)),  # nobody can tell whether it is the same
    ]
    kept, said = newest("idp_sites", "name lon lat round", *rows)
    assert kept == [2, 4, 5, 6, 7, 8]
    assert said["seen_earlier"].rows == (5, 7)
    assert said["moved_since"].rows == (4,)
    assert "perhaps_same" not in said


def test_of_two_camps_of_a_name_near_by_it_is_not_guessed_which_the_newer_is() -> None:
    rows = [("Ama", 29.100, -1.5, 11, 300), ("Ama", 29.120, -1.5, 11, 500), ("Ama", 29.105, -1.5, 12, 320)]
    kept, said = newest("idp_sites", "name lon lat round people", *rows)
    assert kept == [1, 2, 3]
    assert "2 of the idp_sites with 800 people" in said["perhaps_same"].reason
    at_its_spot = (*rows, ("Ama", 29.1201, -1.5, 12, 510))  # the one at the same spot first, and then the other
    assert newest("idp_sites", "name lon lat round people", *at_its_spot)[0] == [3, 4]


def test_namesakes_of_one_round_are_two_camps_though_their_days_differ() -> None:
    rows = [("School", 29.100, -1.5, "2024-05-02"), ("School", 29.105, -1.5, "2024-05-12")]
    assert newest("idp_sites", "name lon lat date", *rows)[0] == [1, 2]
    rows += [("School", 29.105, -1.5, "2024-05-20")]  # at the very spot
    assert newest("idp_sites", "name lon lat date", *rows)[0] == [1, 3]


def test_an_id_counts_where_name_or_place_is_the_same_and_else_nothing_is_dropped_unsaid(tmp_path: Path) -> None:
    rows = (
        *("C1,Ama,29.1,-1.5,11,100", "C1,Ama,29.9,-1.5,12,110"),  # moved by 89 km
        *("C2,Beni,29.2,-1.5,11,200", "C2,New Beni,29.21,-1.5,12,210"),  # renamed
        *("TBD,Cor,29.3,-1.5,11,300", "TBD,Dun,29.4,-1.5,12,400"),  # no id at all
        *("-,Eno,29.5,-1.5,11,500", "-,Fus,29.6,-1.5,12,600"),
    )
    loaded = load(camps(tmp_path / "c.csv", *rows), "idp_sites")
    assert {"Ama", "New Beni", "Eno", "Fus"} < set(loaded.layer.table["name"])
    assert [code for _, code in errors(loaded)] == ["duplicate_id"]
    assert (loaded.layer.rows_in, loaded.layer.rejected, loaded.left_out) == (6, 1, 2)


def test_ids_that_name_rows_and_not_camps_are_seen_through() -> None:
    rows = [(f"R{turn}-{n}", f"n{n}", 29 + n / 10, -1, turn) for turn in (11, 12) for n in range(5)]
    assert newest("idp_sites", "id name lon lat round", *rows)[0] == [6, 7, 8, 9, 10]


def test_ids_that_tell_camps_apart_go_before_their_names() -> None:
    rows = [(f"C{n}", f"n{n}", 29 + n / 10, -1, 11 + n % 2) for n in range(6)]
    kept, said = newest("idp_sites", "id name lon lat round", *rows, ("C9", "n0", 29, -1, 12))
    assert (kept, set(said)) == ([*range(1, 8)], {"perhaps_same"})


def test_a_row_that_does_not_tell_its_round_counts_only_where_no_other_does() -> None:
    rows = [
        ("C1", "Ama", 29, -1, 11),
        ("C1", "Ama", 29, -1, ""),
        ("C1", "Ama", 29, -1, 12),
        ("C2", "Beni", 28, -1, "?"),
    ]
    kept, said = newest("idp_sites", "id name lon lat round", *rows)
    assert kept == [3, 4]
    assert "2 rows were left out, 1 of them because they tell no round" in said["older_left_out"].reason


def test_a_date_to_come_is_a_slip_and_not_the_newest() -> None:
    rows = [
        ("C1", "Ama", 29, -1, "2024-01-01"),
        ("C1", "Ama", 29, -1, "2024-05-01"),
        ("C1", "Ama", 29, -1, "2042-05-01"),
    ]
    assert newest("idp_sites", "id name lon lat date", *rows)[0] == [2]
    years = [("Beni", 29, 0, 2023, 300), ("Beni", 29, 0, 2024, 150), ("Goma", 29.2, -1.6, 2042, 60)]
    assert newest("bases", "name lon lat year strength", *years)[0] == [2, 3]


def test_rows_that_are_equally_new_and_contradict_each_other_are_rejected_as_before(tmp_path: Path) -> None:
    rows = ("C1,Ama,29,-1,11,90", "C1,Ama,29,-1,12,100", "C1,Ama,29,-1,12,120", "C2,Beni,29.5,-1,12,7")
    loaded = load(camps(tmp_path / "c.csv", *rows), "idp_sites")
    assert [code for _, code in errors(loaded)] == ["duplicate_id"]
    assert (loaded.layer.rows_in, loaded.layer.rejected, loaded.left_out) == (3, 1, 1)
    assert '--where "idp_sites:COLUMN=VALUE"' in finding(loaded, "duplicate_id").remedy


def test_a_list_that_does_not_tell_when_keeps_its_doubles_as_errors(tmp_path: Path) -> None:
    path = camps(tmp_path / "c.csv", "C1,Ama,29,-1,90", "C1,Ama,29,-1,100", header="ssid,name,lon,lat,people")
    loaded = load(path, "idp_sites")
    assert ([code for _, code in errors(loaded)], loaded.left_out) == (["duplicate_id"], 0)


def test_a_round_or_date_beside_camps_that_stand_there_once_chooses_nothing() -> None:
    rows = [("C1", "Ama", 29, -1, 11), ("C2", "Beni", 28, -1, 12)]
    assert newest("idp_sites", "id name lon lat round", *rows) == ([1, 2], {})
    assert newest("idp_sites", "id name lon lat background", *rows, *rows[:1]) == ([1, 2, 3], {})


def test_days_of_one_round_are_no_older_round() -> None:
    """Round 2 takes three weeks of June; C3 was seen in May only."""
    rows = [(f"C{n}", f"n{n}", 29 + n / 10, -1, f"2024-05-{n:02}") for n in range(1, 4)]
    rows += [("C1", "n1", 29.1, -1, "2024-06-01"), ("C2", "n2", 29.2, -1, "2024-06-20")]
    kept, said = newest("idp_sites", "id name lon lat date", *rows)
    assert kept == [3, 4, 5]
    assert said["seen_earlier"].rows == (3,)


def test_rows_with_geometry_of_their_own_are_chosen_with_it(tmp_path: Path) -> None:
    shapes = [shapely.Point(29, -1), shapely.Point(29.001, -1), shapely.Point(28, -2)]
    path = vector_file(tmp_path / "c.gpkg", shapes, name=["Ama", "Ama", "Ama"], people=[1, 2, 3], round=[11, 12, 11])
    table = load(path, "idp_sites").layer.table
    assert dict(zip(table["people"], table.geometry, strict=True)) == {2: shapes[1], 3: shapes[2]}


def test_metres_of_a_system_that_is_given_tell_places_too(tmp_path: Path) -> None:
    rows = ("Ama,500000,9834000,11,90", "Ama,500300,9834000,12,100", "Ama,509000,9834000,12,70")
    path = camps(tmp_path / "c.csv", *rows, header="name,utm_easting,utm_northing,round,people")
    loaded = load(path, "idp_sites", given={"utm_zone": "EPSG:32735"})
    assert sorted(loaded.layer.table["people"]) == [70, 100]


# --- years and dates of bases -----------------------------------------------------------------------------------------


def strengths(tmp_path: Path, column: str, *rows: str) -> tuple[dict[str, float], Loaded]:
    loaded = load(csv_file(tmp_path / "b.csv", f"name,lon,lat,{column},strength", *rows), "bases")
    return dict(zip(loaded.layer.table["name"], loaded.layer.table["strength"], strict=True)), loaded


@pytest.mark.parametrize("form", ["{}/{:02}", "{}-{:02}", "FY {}/{:02}", "{}-20{:02}", "{}"])
def test_financial_years_choose_the_newest_as_years_do(form: str, tmp_path: Path) -> None:
    years = {year: form.format(2000 + year, year + 1) for year in (20, 21, 22)}
    rows = [f"Beni,29.4,0.5,{word},{100 + year}" for year, word in years.items()]
    found, loaded = strengths(tmp_path, "year", *rows, f"Ango,25.8,4.0,{years[21]},35")
    assert found == {"Beni": 122}
    said = finding(loaded, "years_left_out")
    assert f"3 years ({years[20]} to {years[22]})" in said.reason
    assert said.reason.endswith("Only in older years: Ango.")
    assert said.remedy.endswith(f'--where "bases:year={years[20]}".')
    assert loaded.left_out == 3


@pytest.mark.parametrize(
    "dates", [("2022-06-30", "2022-12-31", "2023-01-05"), ("30/06/2022", "31/12/2022", "05/01/2023")]
)
@pytest.mark.parametrize("column", ["date", "year", "as of", "Return date"])
def test_of_dated_returns_the_newest_of_each_base_counts(column: str, dates: tuple[str, ...], tmp_path: Path) -> None:
    june, december, january = dates
    rows = (f"Beni,29.4,0.5,{june},300", f"Beni,29.4,0.5,{december},150", f"Goma,29.2,-1.6,{january},600")
    found, loaded = strengths(tmp_path, column, *rows, f"Goma,29.2,-1.6,{june},900", f"Ango,25.8,4,{june},35")
    assert found == {"Beni": 150, "Goma": 600, "Ango": 35}
    assert (loaded.left_out, errors(loaded)) == (2, [])
    assert "1 of 3 bases with 35 people: Ango" in finding(loaded, "seen_earlier").reason
    assert "base_rows_merged" not in codes(loaded)


def test_bases_without_a_return_in_the_last_year_are_left_out_and_named() -> None:
    rows = [
        ("Beni", 29.4, 0.5, "2022-06-30", 300),
        ("Beni", 29.4, 0.5, "2023-06-30", 150),
        ("Ango", 25.8, 4.0, "2022-06-30", 35),  # 365 days before the newest
        ("Bunia", 30.2, 1.5, "2022-07-01", 60),
    ]
    kept, said = newest("bases", "name lon lat date strength", *rows)
    assert kept == [2, 4]
    assert said["long_unseen"].rows == (3,)
    assert said["long_unseen"].params["names"] == "Ango"
    assert said["seen_earlier"].rows == (4,)


def test_a_base_is_known_by_its_id_or_by_name_and_place() -> None:
    rows = [("B1", "Beni", 29.4, 0.5, "2024-01-01"), ("B1", "Beni COB", 29.41, 0.5, "2024-02-01")]
    assert newest("bases", "id name lon lat date", *rows)[0] == [2]
    namesakes = [("HQ", 29.4, 0.5, "2024-01-01"), ("HQ", 29.42, 0.5, "2024-02-01"), ("HQ", 29.5, 0.5, "2024-01-15")]
    assert newest("bases", "name lon lat date", *namesakes)[0] == [2, 3]


# --- how dates are written ---------------------------------------------------------------------------------------------


def dated(*cells: str, column: str = "date") -> Kept:
    """Which of two rows of each of as many camps as there are pairs of cells are kept."""
    rows = [(f"C{n // 2}", f"n{n // 2}", 29 + n // 2 / 10, -1, cell) for n, cell in enumerate(cells)]
    return newest("idp_sites", f"id,name,lon,lat,{column}".replace(",", " "), *rows)


def test_one_date_that_can_only_be_month_first_tells_of_all() -> None:
    kept, said = dated("03/25/2024", "03/01/2024", "05/02/2024", "04/11/2024")
    assert (kept, said["period_month_first"].severity) == ([1, 3], Severity.INFO)
    assert dated("25/03/2024", "03/01/2024", "05/02/2024", "04/04/2024")[0] == [1, 4]


def test_rows_that_are_left_out_tell_how_those_that_count_are_written(tmp_path: Path) -> None:
    rows = ("C1,Ama,29,-1,03/25/2024,10,1.234", "C1,Ama,29,-1,04/01/2024,11,2.345", "C2,Beni,28,-1,02/01/2024,11,2.345")
    path = camps(tmp_path / "c.csv", *rows, header="id,name,lon,lat,date,round,people")
    found = [load(path, "idp_sites"), load(path, "idp_sites", where=[("round", "11")])]
    assert [one.layer.table["date"].tolist() for one in found] == [["2024-04-01", "2024-02-01"]] * 2
    assert all("date_day_first" not in codes(one) for one in found)


def test_where_day_or_month_may_stand_first_and_it_matters_nothing_is_chosen(tmp_path: Path) -> None:
    kept, said = dated("03/04/2024", "05/01/2024", "12/02/2024", "01/12/2023")
    assert (kept, set(said)) == ([1, 2, 3, 4], {"period_order_unclear"})
    kept, said = dated("03/04/2024", "05/06/2024", "01/02/2023", "01/02/2024")
    assert (kept, said["older_left_out"].params["count"]) == ([2, 4], 2)
    loaded = load(camps(tmp_path / "c.csv", "A,29,-1,03/04/2024", header="name,lon,lat,date"), "idp_sites")
    assert loaded.layer.date == "2024-04-03"
    assert finding(loaded, "date_day_first").severity is Severity.WARNING


def test_a_date_that_nobody_can_read_may_be_the_newest(tmp_path: Path) -> None:
    kept, said = dated("2024-03-01", "13/25/2024", "2024-03-01", "2024-04-01")
    assert kept == [1, 2, 4]
    assert said["period_unread"].rows == (2,)
    kept, said = dated("25/03/2024", "03/26/2024", "05/02/2024", "05/06/2024", "2024-01-01", "2024-02-01")
    assert kept == [2, 3, 4, 6]  # of the second camp both may be two days
    rows = ("A,29,-1,05/02/2024", "B,28,-1,25/03/2024", "C,27,-1,03/25/2024")
    loaded = load(camps(tmp_path / "c.csv", *rows, header="name,lon,lat,date"), "idp_sites")
    assert loaded.layer.date == "2024-03-25"
    assert finding(loaded, "date_unclear").row == 1


@pytest.mark.parametrize(
    ("column", "older", "newer"),
    [
        ("Month", "Dec-23", "Jan-24"),
        ("Reporting_month", "décembre 2023", "janvier 2024"),
        ("Reporting_Period", "March 2024", "April 2024"),
        ("date", "15.12.23", "15.02.24"),
        ("date", "45200", "45230"),
        ("date", "1er décembre 2023", "15-mars-2024"),
        ("Data_round", "Round 9", "Round 10"),
    ],
)
def test_months_and_dates_in_words_tell_which_is_newer(column: str, older: str, newer: str) -> None:
    assert dated(newer, older, column=column)[0] == [1]


def test_a_year_and_a_month_beside_it_tell_together() -> None:
    rows = [("C1", "Ama", 29, -1, year, month) for year, month in ((2023, 11), (2023, "décembre"), (2024, 1))]
    kept, said = newest("idp_sites", "id name lon lat Year Month", *rows)
    assert kept == [3]
    assert said["older_left_out"].remedy.endswith('--where "idp_sites:Year=2024" --where "idp_sites:Month=1".')
    bases = [("Beni", 29, -1, 2023, 12, 90), ("Beni", 29, -1, 2024, 2, 80), ("Goma", 28, -1, 2023, 12, 70)]
    assert newest("bases", "name lon lat Year Month strength", *bases)[0] == [2, 3]
    twice = [("Beni", 29, -1, 2024, "Jan-24", 90), ("Beni", 29, -1, 2024, "Feb-24", 80)]
    assert newest("bases", "name lon lat Year Month strength", *twice)[0] == [2]


# --- units ------------------------------------------------------------------------------------------------------------


def test_of_dated_units_the_newest_row_of_each_counts_wherever_it_stood() -> None:
    rows = [
        ("A Coy", 29, -1, "2023-12-31", 120, "IND"),
        ("A Coy", 28, -1, "2024-06-30", 110, "IND"),
        ("A Coy", 27, -1, "2023-12-31", 130, "PAK"),  # of another contingent
        ("B Coy", 27, -1, "2022-06-30", 130, "PAK"),  # two years ago
    ]
    kept, said = newest("units", "name lon lat as_of strength contingent", *rows)
    assert kept == [2, 3]
    assert said["long_unseen"].params["names"] == "B Coy"
    assert "1 of 2 units with 130 people: A Coy" in said["seen_earlier"].reason
    assert newest("units", "id name base as_of", ("U1", "A", "x", "2024-01-01"), ("U1", "B", "y", "2024-02-01"))[0] == [
        2
    ]
    years = [("A Coy", "Sake", 2023), ("A Coy", "Goma", 2024), ("B Coy", "Goma", 2023)]
    assert newest("units", "name base year", *years)[0] == [2]


# --- rows that are rejected, renamed or moved --------------------------------------------------------------------------


def test_a_newer_row_that_is_rejected_takes_no_older_one_away(tmp_path: Path) -> None:
    rows = ("C1,Ama,29,-1,11,90", "C1,Ama,,,12,100", "C2,Beni,28,-1,11,80", "C2,Beni,28,-1,12,-5", "C3,Cor,,,10,7")
    loaded = load(camps(tmp_path / "c.csv", *rows, "C3,Cor,27,-1,12,70"), "idp_sites")
    assert loaded.layer.table.set_index("name")["people"].to_dict() == {"Ama": 90, "Beni": 80, "Cor": 70}
    assert errors(loaded) == [(2, "coordinate_missing"), (4, "negative")]
    assert (loaded.left_out, finding(loaded, "seen_earlier").rows) == (1, (1, 3))


def test_only_what_was_accepted_is_said_to_be_unseen_and_each_once(tmp_path: Path) -> None:
    rows = ("C1,Ama,29,-1,11,90", "C2,Beni,28,-1,11,80", "C2,Beni,28,-1,11,85", "C3,Cor,,,11,7", "C1,Ama,29,-1,12,9")
    said = finding(load(camps(tmp_path / "c.csv", *rows), "idp_sites"), "seen_earlier")
    assert "1 of 2 idp_sites with 80 people: Beni (11)." in said.reason


def test_a_camp_of_an_older_round_beside_a_new_name_is_perhaps_renamed() -> None:
    rows = [("Ama", 29.1, -1, 14, 1000), ("Ama Camp", 29.104, -1, 15, 1500), ("Beta", 29.2, -1, 15, 300)]
    kept, said = newest("idp_sites", "name lon lat round people", *rows)
    assert (kept, set(said)) == ([1, 2, 3], {"perhaps_same"})
    assert "1 of the idp_sites with 1,000 people" in said["perhaps_same"].reason
    assert said["perhaps_same"].rows == (1, 2)
    both_before = (*rows, ("Ama Camp", 29.104, -1, 14, 1400))  # so they are two
    assert "perhaps_same" not in newest("idp_sites", "name lon lat round people", *both_before)[1]


def test_camps_of_one_name_that_ids_tell_apart_in_one_round_are_two() -> None:
    rows = [("S1", "Ama", 29.1, 14, 90), ("S2", "Ama", 29.11, 14, 80), ("S1", "Ama", 29.1, 15, 95)]
    kept, said = newest("idp_sites", "id name lon round people lat", *((*row, -1) for row in rows))
    assert (kept, "perhaps_same" in said) == ([2, 3], False)
    others = [("S5", "Eno", 28, 14, 70), ("S6", "Fus", 27, 14, 60)]  # so that ids are those of camps
    kept, said = newest("idp_sites", "id name lon round people lat", *((*row, -1) for row in (*rows[1:], *others)))
    assert (kept, said["perhaps_same"].rows) == ([1, 2, 3, 4], (1, 2))


def test_one_rule_tells_which_camp_is_which_in_rounds_of_a_list_and_in_a_newer_list() -> None:
    assert (defaults()["round.near"].value, defaults()["round.spot"].value) == (NEAR_M, SPOT_M)


# --- every row is accounted for ---------------------------------------------------------------------------------------


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["", "C1", "C2", "C3"]),
        st.sampled_from(["", "Ama", "Beni"]),
        st.sampled_from(["29", "29.004", "29.5", "x"]),
        st.sampled_from(["", "10", "R11", "12", "2024-01-01", "2024-05-01", "2023", "2022/23", "2042"]),
        st.sampled_from(["", "5", "700", "-1"]),
    ),
    max_size=12,
)


@given(ROWS, st.sampled_from(["round", "date", "year"]), st.sampled_from(["idp_sites", "settlements", "bases"]))
def test_rows_of_the_file_are_those_accepted_rejected_and_left_out(
    rows: list[tuple[str, ...]], column: str, kind: str
) -> None:
    table = RawTable(
        ("id", "name", "lon", column, "number", "lat"), [[*row, "-1"] for row in rows], list(range(1, len(rows) + 1))
    )
    field = "strength" if kind == "bases" else "people"
    loaded = judge(table, Path("f.csv"), kind, mapping={field: "number"}, where=())
    accepted = set(loaded.layer.table["row"])
    rejected = {row for one in loaded.findings if one.severity is Severity.ERROR for row in one.rows}
    assert not accepted & rejected
    assert loaded.layer.rows_in == len(accepted) + loaded.layer.rejected == len(accepted | rejected)
    assert loaded.layer.rows_in + loaded.left_out == len(rows)
    counts = ("older_left_out", "years_left_out", "long_unseen")
    assert loaded.left_out == sum(int(str(one.params["count"])) for one in loaded.findings if one.code in counts)


@given(ROWS, st.randoms(use_true_random=False))
def test_what_is_chosen_does_not_hang_on_the_order_of_rows(rows: list[tuple[str, ...]], random: Any) -> None:
    numbered = [(*row, "-1", str(n)) for n, row in enumerate(rows)]
    mixed = random.sample(numbered, len(numbered))
    header = "id name lon round people lat note"
    kept = [{table[at - 1][-1] for at in newest("idp_sites", header, *table)[0]} for table in (numbered, mixed)]
    assert kept[0] == kept[1]


@given(ROWS)
def test_no_site_is_dropped_with_its_newest_row(rows: list[tuple[str, ...]]) -> None:
    """Whatever is left out has a row of its id, or of its name, that is kept."""
    table = [(*row, "-1") for row in rows]
    kept, _ = newest("idp_sites", "id name lon round people lat", *table)
    left = [table[at] for at in range(len(table)) if at + 1 not in kept]
    own = [table[at - 1] for at in kept]
    assert all(any((one[0] and one[0] == row[0]) or (one[1] and one[1] == row[1]) for one in own) for row in left)


@given(
    st.lists(
        st.tuples(
            *(st.sampled_from(["C1", "C2"]), st.sampled_from(["29", "29.004", "29.5", "x"])),
            *(st.sampled_from(["", "9", "10", "12"]), st.sampled_from(["5", "700", "-1"])),
        ),
        max_size=8,
    )
)
def test_no_site_loses_the_newest_of_its_rows_that_can_be_accepted(rows: list[tuple[str, ...]]) -> None:
    table = RawTable(
        ("id", "name", "lon", "round", "people", "lat"),
        [[own, own, *rest, "-1"] for own, *rest in rows],
        [*range(1, len(rows) + 1)],
    )
    accepted = judge(table, Path("f.csv"), "idp_sites").layer.table
    for own in ("C1", "C2"):
        sound = [int(turn or -1) for one, lon, turn, people in rows if one == own and lon != "x" and people != "-1"]
        found = [int(rows[at - 1][2] or -1) for at in accepted["row"][accepted["id"] == own]]
        assert found == ([max(sound)] if sound else [])


DATES = ("", "?", "2024-01-01", "03/25/2024", "25/03/2024", "04/03/2024", "03/04/2024", "Mar-24", "45350", "spring")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "C1", "C2"]),
            st.sampled_from(["Ama", "Beni", ""]),
            st.sampled_from([29, 29.000001, 29.002, 29.03, 29.5]),
            st.sampled_from(DATES),
            st.sampled_from([5, 700, -1]),
        ),
        max_size=9,
    ),
    st.randoms(use_true_random=False),
    st.sampled_from(["idp_sites", "bases", "units"]),
)
def test_what_dates_choose_does_not_hang_on_the_order_of_rows(
    rows: list[tuple[Any, ...]], random: Any, kind: str
) -> None:
    numbered = [(*row, -1, str(n)) for n, row in enumerate(rows)]
    mixed = random.sample(numbered, len(numbered))
    header = f"id name lon as_of {'people' if kind == 'idp_sites' else 'strength'} lat note"
    kept = [{table[at - 1][-1] for at in newest(kind, header, *table)[0]} for table in (numbered, mixed)]
    assert kept[0] == kept[1]
