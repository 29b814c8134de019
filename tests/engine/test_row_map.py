# SPDX-License-Identifier: GPL-3.0-or-later
"""Where rows lie: every row at fault is on the map, in the place of another, or counted as without a place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisplanner.row_map import NARROWEST, WIDEST, RowMap, row_map
from layers.findings import Severity
from tests.layers.files import judge

GOOD = [("a", 20.0, 5.0, 10), ("b", 21.0, 5.5, 20), ("c", 22.0, 6.0, 30), ("d", 20.5, 5.8, 5)]


def mapped(*rows: tuple[object, ...], kind: str = "settlements", header: str = "name lon lat people") -> RowMap | None:
    return row_map(*judge(kind, header, *rows))


def sure(found: RowMap | None) -> RowMap:
    assert found is not None
    return found


def test_without_a_row_at_fault_there_is_nothing_to_show() -> None:
    assert mapped(*GOOD) is None


def test_a_mark_lies_where_its_row_does() -> None:
    found = sure(mapped(*GOOD, ("e", 21.0, 5.25, -1), ("f", 21.5, 5.5, "many")))
    west, south, east, north = found.frame
    places = {
        mark.row: (west + mark.at[0] * (east - west), north - mark.at[1] * (north - south)) for mark in found.marks
    }
    assert places[5] == pytest.approx((21.0, 5.25))
    assert places[6] == pytest.approx((21.5, 5.5))
    assert {mark.row: mark.rejected for mark in found.marks} == {5: True, 6: False}
    assert (found.rejected, found.suspicious, found.rejected_without_place) == (1, 1, 0)
    assert not any(mark.beyond for mark in found.marks)


def test_what_lies_far_away_stands_at_the_edge_and_leaves_the_frame_alone() -> None:
    near = sure(mapped(*GOOD, ("e", 21.0, 5.25, -1)))
    far = sure(mapped(*GOOD, ("e", 21.0, 5.25, -1), ("f", 5.2, 21.0, 5)))
    assert far.frame == near.frame
    (mark,) = (mark for mark in far.marks if mark.row == 6)
    assert (mark.at, mark.beyond) == ((0.0, 0.0), True)


def test_rows_without_a_place_are_counted_beside_the_map() -> None:
    found = sure(mapped(*GOOD, ("e", 0, 0, 1), ("f", "x", 5, 1), ("g", 21, 5, -1)))
    assert (found.rejected, found.rejected_without_place) == (3, 2)
    units = sure(
        mapped(("U", "b1", -5, 20, 5), ("V", "b1", "x", 21, 6), header="id base strength lon lat", kind="units")
    )
    assert units.rejected == 1


def test_a_row_that_is_rejected_is_not_suspicious_besides() -> None:
    found = sure(mapped(*GOOD, ("e", 20, 5, 10), ("a", 20.0, 5.0, 10), (None, 20.2, 5.1, "x")))
    assert {mark.row for mark in found.marks if mark.rejected} == {6}
    assert found.suspicious == 1


def test_a_finding_about_several_rows_has_a_place_and_one_of_the_file_has_none() -> None:
    judged = judge("settlements", "name lon lat people", *GOOD, (None, 21, 5, 1), (None, 22, 5, 2))
    found = sure(row_map(*judged))
    number = next(at for at, one in enumerate(judged[1]) if one.code == "name_missing")
    assert found.by_finding[number] == next(mark.at for mark in found.marks if mark.row == 5)
    alone = judge("settlements", "name lon lat", *[row[:3] for row in GOOD], ("e", 0, 0))
    without = next(at for at, one in enumerate(alone[1]) if one.code == "sites_without_people")
    assert without not in sure(row_map(*alone)).by_finding


def test_rows_that_would_cover_each_other_share_a_mark_and_are_all_counted() -> None:
    found = sure(mapped(*GOOD, *[(f"x{number}", 21, 5, -1) for number in range(50)]))
    assert len(found.marks) == 1
    assert found.rejected == 50
    assert len(found.by_finding) == 50


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", None]),
            st.one_of(st.floats(-200, 200), st.sampled_from(["x", None, 20, 0])),
            st.one_of(st.floats(-100, 100), st.sampled_from(["x", None, 5, 0])),
            st.sampled_from([1, -1, "x", None]),
        ),
        max_size=12,
    )
)
def test_every_row_at_fault_is_accounted_for(rows: list[tuple[object, ...]]) -> None:
    layer, findings = judge("settlements", "name lon lat people", *rows)
    found = row_map(layer, findings)
    rejected = {row for one in findings if one.severity is Severity.ERROR for row in one.rows}
    doubted = {row for one in findings if one.severity is Severity.WARNING for row in one.rows} - rejected
    assert len(rejected) == layer.rejected
    if found is None:
        assert not (rejected | doubted) or not len(layer.table)
        return
    assert (found.rejected, found.suspicious) == (len(rejected), len(doubted))
    assert 0 <= found.rejected_without_place <= found.rejected
    assert {mark.row for mark in found.marks} <= rejected | doubted
    assert all(0 <= share <= 1 for mark in found.marks for share in mark.at)
    assert ((found.accepted > -0.01) & (found.accepted < 1.01)).all()
    assert NARROWEST - 0.01 <= found.aspect <= WIDEST + 0.01
