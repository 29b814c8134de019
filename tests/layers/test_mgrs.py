# SPDX-License-Identifier: GPL-3.0-or-later
"""Grid references: published ones, there and back, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.geodesy import geodesic_m
from layers.mgrs import lonlat_of_mgrs, mgrs_of, zone_of

PUBLISHED = [
    (44.4, 33.3, "38SMB4414084706"),  # GeographicLib, GeoConvert(1)
    (0.0, 0.0, "31NAA6602100000"),
]


@pytest.mark.parametrize(("lon", "lat", "reference"), PUBLISHED)
def test_a_position_has_the_reference_that_others_give_it(lon: float, lat: float, reference: str) -> None:
    assert mgrs_of(lon, lat) == reference
    assert mgrs_of(lon, lat, 0) == reference[:5]
    assert mgrs_of(lon, lat, 2) == reference[:7] + reference[10:12]


def test_spaces_and_case_do_not_matter() -> None:
    found = lonlat_of_mgrs(" 38s mb 44140 84706 ")
    assert found == lonlat_of_mgrs("38SMB4414084706")
    assert found == pytest.approx((44.4, 33.3), abs=1e-5)


@given(st.floats(-180, 179.999), st.floats(-79.9, 83.9), st.integers(1, 5))
def test_a_reference_leads_back_to_its_square(lon: float, lat: float, digits: int) -> None:
    reference = mgrs_of(lon, lat, digits)
    assert reference is not None
    found = lonlat_of_mgrs(reference)
    assert found is not None
    assert geodesic_m(lon, lat, *found) < 0.75 * 10 ** (5 - digits)


@pytest.mark.parametrize(
    "text", ["", "Dovregga", "38SMB441", "61SMB44", "38SAB44", "38IMB44", "12.5, 13.5", "38SMB441408470611", "38XMB44"]
)
def test_what_is_no_reference_has_no_place(text: str) -> None:
    assert lonlat_of_mgrs(text) is None


def test_there_are_no_zones_at_the_poles() -> None:
    assert mgrs_of(0.0, 85.0) is None
    assert zone_of(180.0, 0.0) == 1


def test_zones_are_wider_over_norway_and_svalbard() -> None:
    assert [zone_of(5.3, 60.4), zone_of(15.6, 78.2), zone_of(5.3, 55.0)] == [32, 33, 31]
