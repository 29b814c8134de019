# SPDX-License-Identifier: GPL-3.0-or-later
"""Positions and lengths: against published distances, the sphere, and there-and-back."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from layers.errors import UnusableFile
from layers.geodesy import TheatreCrs, bearing_deg, centre_of, geodesic_m, line_length_m

GOMA = (29.2285, -1.6792)
latitudes = st.floats(-89.0, 89.0)
longitudes = st.floats(-180.0, 180.0)


def haversine_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Great circle on the mean sphere: an independent distance, within 0.6 % of the geodesic."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half = math.sin((phi2 - phi1) / 2) ** 2
    half += math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * 6_371_008.8 * math.asin(min(1.0, math.sqrt(half)))


def test_flinders_peak_to_buninyong_is_the_published_distance() -> None:
    # Geoscience Australia's worked example (GRS80, which differs from WGS84 by less than 0.1 mm here).
    flinders = (144 + 25 / 60 + 29.52440 / 3600, -(37 + 57 / 60 + 3.72030 / 3600))
    buninyong = (143 + 55 / 60 + 35.38390 / 3600, -(37 + 39 / 60 + 10.15610 / 3600))
    assert geodesic_m(*flinders, *buninyong) == pytest.approx(54_972.271, abs=0.001)
    assert bearing_deg(*flinders, *buninyong) == pytest.approx(306 + 52 / 60 + 5.37 / 3600, abs=1e-5)
    assert bearing_deg(*buninyong, *flinders) == pytest.approx(127 + 10 / 60 + 25.07 / 3600, abs=1e-5)


def test_a_degree_along_the_equator_and_along_a_meridian() -> None:
    # Equator: pi a / 180. Meridian: the first degree north of it.
    lengths = geodesic_m([0.0, 0.0], [0.0, 0.0], [1.0, 0.0], [0.0, 1.0])
    assert lengths == pytest.approx([math.pi * 6_378_137.0 / 180, 110_574.389], abs=0.001)


@given(longitudes, latitudes, longitudes, latitudes)
def test_geodesic_is_near_the_great_circle_and_the_same_both_ways(
    lon1: float, lat1: float, lon2: float, lat2: float
) -> None:
    there, back = geodesic_m(lon1, lat1, lon2, lat2), geodesic_m(lon2, lat2, lon1, lat1)
    assert there == back
    assert there == pytest.approx(haversine_m(lon1, lat1, lon2, lat2), rel=0.006, abs=1.0)


def test_distance_crosses_the_antimeridian_the_short_way() -> None:
    across = geodesic_m(179.9, -8.5, -179.9, -8.5)
    assert across == pytest.approx(geodesic_m(0.0, -8.5, 0.2, -8.5), abs=1e-6)


def test_distances_broadcast_one_place_against_many() -> None:
    lengths = geodesic_m(*GOMA, [[28.0, 29.0, 30.0]], [[-2.0], [-1.0]])
    assert lengths.shape == (2, 3)
    assert lengths[1, 2] == geodesic_m(*GOMA, 30.0, -1.0)


def test_length_of_a_line_is_the_sum_of_its_segments_in_either_direction() -> None:
    line = np.array([GOMA, (29.1, -1.9), (28.86, -2.5), (28.86, -2.5)])
    parts = [haversine_m(*start, *end) for start, end in itertools.pairwise(line)]
    assert line_length_m(line) == pytest.approx(sum(parts), rel=0.006)
    assert line_length_m(line) == line_length_m(line[::-1])


@pytest.mark.parametrize("line", [[], [GOMA]])
def test_a_line_without_a_segment_has_no_length(line: list[tuple[float, float]]) -> None:
    assert line_length_m(line) == 0.0


@given(lon0=longitudes, lat0=st.floats(-70.0, 70.0), azimuth=st.floats(0, 360), distance_m=st.floats(0, 2e6))
def test_there_and_back_within_a_millimetre(lon0: float, lat0: float, azimuth: float, distance_m: float) -> None:
    lon, lat, _ = Geod(ellps="WGS84").fwd(lon0, lat0, azimuth, distance_m)
    crs = TheatreCrs(lon0, lat0)
    lon_again, lat_again = crs.to_lonlat(*crs.to_xy(lon, lat))
    assert -180.0 <= lon_again < 180.0
    assert geodesic_m(lon, lat, lon_again, lat_again) < 0.001


def test_the_plane_is_the_one_proj_defines() -> None:
    definition = "+proj=laea +lon_0=29.2285 +lat_0=-1.6792 +x_0=0 +y_0=0 +ellps=WGS84"
    oracle = Transformer.from_crs("EPSG:4326", definition, always_xy=True)
    lon, lat = np.array([28.8, 29.2285, 31.5]), np.array([-2.5, -1.6792, 0.25])
    plane = np.array(TheatreCrs(*GOMA).to_xy(lon, lat))
    assert plane == pytest.approx(np.array(oracle.transform(lon, lat)), abs=1e-6)


def test_a_centre_may_be_a_numpy_number() -> None:
    plain, numpy = TheatreCrs(*GOMA), TheatreCrs(*np.array(GOMA))
    assert numpy.to_xy(29.0, -1.0) == plain.to_xy(29.0, -1.0)


def test_areas_are_true() -> None:
    ring = shapely.segmentize(shapely.box(30.0, -4.0, 31.0, -3.0), 0.01)
    true_m2, _ = Geod(ellps="WGS84").geometry_area_perimeter(ring)
    assert TheatreCrs(*GOMA).project(ring).area == pytest.approx(true_m2, rel=1e-6)


def test_a_theatre_may_lie_across_the_antimeridian() -> None:
    crs = TheatreCrs(179.95, -16.8)
    x, y = crs.to_xy([179.9, -179.9, 180.1, -180.1], [-16.8] * 4)
    assert x[1] - x[0] == pytest.approx(geodesic_m(179.9, -16.8, -179.9, -16.8), rel=1e-4)
    assert (x[1], x[0]) == pytest.approx((x[2], x[3]), abs=1e-6)
    assert crs.to_lonlat(x, y)[0] == pytest.approx([179.9, -179.9, -179.9, 179.9])


def test_geometries_of_all_kinds_pass_through_the_plane() -> None:
    crs = TheatreCrs(*GOMA)
    geometries = np.array(
        [
            shapely.Point(29.0, -1.0, 1_460.0),
            None,
            shapely.LineString([(29.0, -1.0), (29.5, -1.5)]),
            shapely.box(28, -3, 29, -2),
            shapely.Point(),
        ]
    )
    projected = crs.project(geometries)
    assert projected[1] is None
    assert projected[4].is_empty
    assert not shapely.has_z(projected).any()
    assert shapely.equals_exact(crs.unproject(projected)[[2, 3]], geometries[[2, 3]], 1e-9).all()
    assert crs.project(geometries[2]) == projected[2]
    assert crs.project(shapely.Point(GOMA)) == shapely.Point(0, 0)


@pytest.mark.parametrize(("lon", "lat"), [(math.nan, 0.0), (0.0, math.inf), (29.0, 90.5), (29.2285 - 180.0, 1.6792)])
def test_a_position_that_has_no_place_in_the_plane_is_an_error(lon: float, lat: float) -> None:
    with pytest.raises(UnusableFile, match="position"):
        TheatreCrs(*GOMA).to_xy([29.0, lon], [0.0, lat])


@pytest.mark.parametrize("x", [math.nan, math.inf, 2e7])
def test_a_place_outside_the_plane_is_an_error(x: float) -> None:
    with pytest.raises(UnusableFile, match="position"):
        TheatreCrs(*GOMA).to_lonlat(x, 0.0)


def test_a_distance_from_nowhere_is_an_error() -> None:
    with pytest.raises(UnusableFile, match="position"):
        geodesic_m([29.0, 29.0], [0.0, math.nan], 30.0, 0.0)


@pytest.mark.parametrize("centre", [(math.nan, 0.0), (181.0, 0.0), (0.0, 91.0)])
def test_a_theatre_is_centred_on_the_earth(centre: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="centre"):
        TheatreCrs(*centre)


def test_centre_of_places_around_a_known_middle() -> None:
    assert centre_of([28.0, 30.0, 29.0, 29.0], [0.0, 0.0, 1.0, -1.0]) == (29.0, 0.0)
    assert centre_of([179.0, -179.0], [10.0, 10.0])[0] == -180.0
    assert centre_of(*GOMA) == GOMA


@given(st.lists(st.tuples(st.floats(-20, 60), st.floats(-40, 40)), min_size=1, max_size=30), st.randoms())
def test_centre_does_not_depend_on_the_order(places: list[tuple[float, float]], random: object) -> None:
    shuffled = sorted(places, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert centre_of(*np.transpose(shuffled)) == centre_of(*np.transpose(places))


@pytest.mark.parametrize(("lon", "lat"), [([], []), ([0.0, math.nan], [0.0, 0.0]), ([0.0, 180.0], [0.0, 0.0])])
def test_there_is_no_centre_of_nothing(lon: list[float], lat: list[float]) -> None:
    with pytest.raises(UnusableFile, match="centre"):
        centre_of(lon, lat)
