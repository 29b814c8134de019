# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases worked out on paper: roads carry their own lengths, so every time is a short sum.

Gravel dry is 45 km/h: 80 ms a metre. Off road is 10 km/h: 360 ms a metre. A site without liaison spends 45 + 15
minutes on alert and decision, the standing team 15 on notice: 75 minutes = 4,500,000 ms.
"""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gisplanner.coverage import STATUSES
from gisplanner.forces import BaseKind, UnitKind
from gisplanner.mobility import Means, Season
from gisplanner.plan import Closure
from layers.geodesy import geodesic_m
from tests.engine.small import MINUTE_MS, Small, base, road, site, unit

BEFORE_MS = 75 * MINUTE_MS
A, B, C, D = (20.0, 5.0), (20.1, 5.0), (20.2, 5.0), (20.3, 5.0)  # about 11.1 km apart
KM = 1 / 111.19  # degrees
M_PER_DEGREE = 110_575.0  # of latitude, at five degrees north


def line(**more: object) -> Small:
    """A base at A, a site at B, ten kilometres of gravel between."""
    return Small(
        roads=[road(A, B, length_m=10_000.0, **more)],
        settlements=[site("town", B)],
        bases=[base("post", A)],
        units=[unit("post")],
    )


def test_the_defaults_let_a_platoon_tob_answer_an_idp_site_ten_gravel_kilometres_away() -> None:
    small = line()
    small.idp_sites, small.settlements = small.settlements, []
    answer = small.ask()
    assert answer.travel("town") == 800_000
    assert answer.response("town") == BEFORE_MS + 800_000  # 88 min 20 s of 120
    assert answer.status("town") == "within"


def test_a_base_that_cannot_form_a_team_answers_nothing_however_near() -> None:
    small = line()
    small.units = [unit("post", strength=26)]  # 23 usable, 12 on guard, 11 left
    answer = small.ask()
    assert (answer.status("town"), answer.reason("town")) == ("unreachable", "no_team")
    assert "base_without_team" in answer.codes()


def test_two_units_of_different_notice() -> None:
    small = line()
    small.settlements = [site("town", B, teams_needed=2, standard_min=120.0)]
    small.units = [
        unit("post", 60, UnitKind.COMPANY, id="a", notice_min=30.0),
        unit("post", 60, UnitKind.COMPANY, id="b", notice_min=200.0),
    ]
    # a: 51 usable, four teams: one standing, three after 30 min; b: 51 less 12 on guard, three teams after 200 min
    answer = small.ask()
    assert answer.response("town") == BEFORE_MS + 800_000
    assert answer.analysis.coverage.unit == ("a",)
    assert answer.analysis.coverage.teams_in_time.tolist() == [4]
    small.settlements = [site("town", B, teams_needed=5, standard_min=120.0)]
    assert small.ask().status("town") == "under_strength"
    small.settlements = [site("town", B, teams_needed=5, standard_min=300.0)]
    assert small.ask().status("town") == "within"


def test_a_site_on_an_island_component() -> None:
    small = line()
    small.roads.append(road(C, D, length_m=11_000.0))
    small.settlements.append(site("island", D))
    answer = small.ask()
    assert (answer.status("island"), answer.reason("island")) == ("unreachable", "other_component")
    assert answer.travel("island") is None
    assert "road_components" in answer.codes()


def test_a_base_that_has_no_road_is_the_reason() -> None:
    small = line()
    small.bases = [base("post", (20.0, 5.0 + 12 * KM))]
    assert small.ask().reason("town") == "no_road"
    small.bases = [base("post", (20.0, 5.0 + 7 * KM))]
    assert small.ask().reason("town") is None
    small.water = [{"name": "river", "geometry": shapely.LineString([(19.8, 5.0 + KM), (20.3, 5.0 + KM)])}]
    assert small.ask().reason("town") == "water"


def test_a_base_in_the_middle_of_an_edge_goes_both_ways() -> None:
    small = Small(
        roads=[road(A, D, length_m=40_000.0)],
        settlements=[site("west", A), site("east", D)],
        bases=[base("post", (20.075, 5.0))],
        units=[unit("post")],
    )
    answer = small.ask()
    west, east = answer.travel("west"), answer.travel("east")
    assert west is not None
    assert east is not None
    leg = 2 * 360 * _sag_m(small)  # the straight line between A and D passes a little beside the parallel
    assert west == pytest.approx(800_000 + leg / 2, abs=2_000)
    assert east == pytest.approx(2_400_000 + leg / 2, abs=2_000)
    assert west + east == pytest.approx(3_200_000 + leg, abs=3)


def _sag_m(small: Small) -> float:
    theatre = small.theatre()
    shape = theatre.crs.project(small.roads[0]["geometry"])
    point = shapely.Point(*(float(value) for value in theatre.crs.to_xy(20.075, 5.0)))
    return float(shape.distance(point))


def test_a_one_way_loop_is_driven_round_and_walked_back() -> None:
    north = (20.05, 5.1)
    small = Small(
        roads=[
            road(A, B, length_m=11_000.0, oneway="forward"),
            road(B, north, length_m=12_000.0, oneway="forward"),
            road(A, north, length_m=12_000.0, oneway="backward"),
        ],
        settlements=[site("town", north), site("next", B)],
        bases=[base("post", A)],
        units=[unit("post")],
    )
    assert small.ask().travel("town") == (11_000 + 12_000) * 80
    assert small.ask(means=Means.FOOT).travel("town") == 12_000 * 900  # 4 km/h, against the traffic
    small.bases = [base("post", B)]
    assert small.ask().travel("next") == 0
    small.bases = [base("post", north)]
    assert small.ask().travel("next") == (12_000 + 11_000) * 80


def test_a_site_exactly_at_the_standard_is_within_and_a_millisecond_more_is_late() -> None:
    small = line()
    small.settlements = [site("town", B, standard_min=88 + 1 / 3)]
    assert small.ask().status("town") == "within"
    small.settlements = [site("town", B, standard_min=88 + 1 / 3 - 1 / MINUTE_MS)]
    answer = small.ask()
    assert answer.status("town") == "late"
    assert answer.response("town") == BEFORE_MS + 800_000


@pytest.mark.parametrize(("gap_m", "joined"), [(0.0, True), (14.0, True), (16.0, False)])
def test_a_road_that_stops_short_of_another(gap_m: float, joined: bool) -> None:
    middle = (20.05, 5.0 + gap_m / 1000 * KM)
    north = (20.05, 5.1)
    small = Small(
        roads=[
            road(A, (20.0499, 5.0), (20.0501, 5.0), B, length_m=11_000.0),
            road(middle, north, length_m=11_000.0),
        ],
        settlements=[site("town", north)],
        bases=[base("post", A)],
        units=[unit("post")],
    )
    answer = small.ask()
    assert (answer.travel("town") is not None) is joined
    assert ("ends_joined" in answer.codes()) is joined
    if joined:
        assert answer.travel("town") == pytest.approx((5_500 + 11_000) * 80, abs=500)


@pytest.mark.parametrize(("gap_m", "said"), [(0.5, False), (8.0, True), (16.0, False)])
def test_a_junction_just_short_of_a_road_is_said_where_nothing_connects_them(gap_m: float, said: bool) -> None:
    fork = (20.05, 5.0 - gap_m / M_PER_DEGREE)
    small = line()
    small.roads[0] = road(A, (20.0499, 5.0), (20.0501, 5.0), B, name="trunk")
    small.roads += [road(fork, (20.0, 4.8), name="left"), road(fork, (20.1, 4.8), name="right")]
    found = small.ask().said("junctions_apart")
    assert [(one.params["places"], one.params["roads"]) for one in found] == ([(1, "left, right")] if said else [])
    small.roads.append(road(A, (20.0, 4.8), name="way round"))
    assert not small.ask().said("junctions_apart")


@pytest.mark.parametrize("split", [False, True])
def test_a_bridge_over_a_road_is_no_junction(split: bool) -> None:
    west, east, south, north = (
        (19.9, 5.0),
        (20.2, 5.0),
        (20.05, 4.8),
        (20.05, 5.2),
    )  # all over ten kilometres from the bridge
    under = [road(south, north, length_m=44_000.0)]
    if split:  # the road below changes its surface ten metres from the bridge
        cut = (20.05, 5.0 + 0.010 * KM)
        under = [road(south, cut, length_m=22_000.0), road(cut, north, length_m=22_000.0)]
    small = Small(
        roads=[road(west, east, length_m=33_000.0), *under],
        settlements=[site("below", north), site("along", east)],
        bases=[base("post", west)],
        units=[unit("post")],
    )
    answer = small.ask()
    assert answer.travel("along") == 2_640_000
    assert (answer.travel("below"), answer.reason("below")) == (None, "other_component")


def test_a_river_between_camp_and_road() -> None:
    camp = (20.05, 5.0 + 2 * KM)
    river = shapely.LineString([(19.9, 5.0 + 1 * KM), (20.2, 5.0 + 1 * KM)])
    small = line()
    small.settlements = []
    small.idp_sites = [site("camp", camp)]
    dry = small.ask().travel("camp")
    assert dry is not None
    small.water = [{"name": "river", "kind": "river", "geometry": river}]
    answer = small.ask()
    assert (answer.status("camp"), answer.reason("camp")) == ("unreachable", "water")
    assert "behind_water" in answer.codes()
    # a road on the camp's own side of the river, with a bridge further on, is the way round
    small.roads += [
        road(camp, (20.1, 5.0 + 2 * KM), length_m=6_000.0),
        road((20.1, 5.0 + 2 * KM), B, length_m=2_000.0),
    ]
    assert small.ask().travel("camp") == (10_000 + 2_000 + 6_000) * 80


def test_a_camp_whose_near_road_lies_across_a_river_is_said_to_be_far_from_any() -> None:
    camp, south = (20.05, 5.0), 5.0 - 7 * KM
    small = Small(
        roads=[
            road((19.9, 5.0 + 0.5 * KM), (20.1, 5.0 + 0.5 * KM)),
            road((19.9, 5.0 + 0.5 * KM), (19.8, 5.0), (19.9, south), (20.1, south)),
        ],
        idp_sites=[site("camp", camp)],
        bases=[base("post", (19.9, south))],
        units=[unit("post")],
        water=[{"name": "river", "geometry": shapely.LineString([(19.85, 5.0 + 0.2 * KM), (20.2, 5.0 + 0.2 * KM)])}],
    )
    answer = small.ask()
    assert answer.snap("camp") == pytest.approx(7_000, rel=0.01)
    assert [(one.subject, one.params["km"]) for one in answer.said("far_from_road")] == [(("idp_site", "camp"), 7.0)]
    small.water = []
    answer = small.ask()
    assert answer.snap("camp") == pytest.approx(500, rel=0.01)
    assert not answer.said("far_from_road")


@pytest.mark.parametrize(("leg_m", "far"), [(1_990, False), (2_010, True)])
def test_a_leg_of_more_than_two_kilometres_is_said(leg_m: float, far: bool) -> None:
    small = line()
    small.settlements = [site("town", (20.0, 5.0 + leg_m / M_PER_DEGREE))]
    small.bases = [base("post", (20.1, 5.0 - leg_m / M_PER_DEGREE))]
    said = [one.subject for one in small.ask().said("far_from_road")]
    assert said == ([("settlement", "town"), ("base", "post")] if far else [])


def test_a_point_closure_cuts_a_hundred_kilometre_edge_and_both_stubs_stay_usable() -> None:
    far = (20.9, 5.0)
    middle = (20.45, 5.0)
    small = Small(
        roads=[road(A, (20.1, 5.0), (20.2, 5.0), middle, (20.6, 5.0), far, length_m=100_000.0)],
        settlements=[site("west", (20.2, 5.0)), site("east", (20.6, 5.0)), site("end", far)],
        bases=[base("post", A), base("other", far)],
        units=[unit("post"), unit("other", id="x")],
    )
    small.bases = small.bases[:1]
    small.units = small.units[:1]
    before = small.ask()
    small.closures = [Closure("c", "washed out", shapely.Point(20.45, 5.0))]
    after = small.ask()
    assert after.travel("west") == before.travel("west")
    assert (after.travel("east"), after.reason("east")) == (None, "closed")
    small.bases, small.units = [base("other", far)], [unit("other")]
    east = small.ask()
    assert east.travel("east") == pytest.approx(100_000 * 80 / 3, rel=1e-3)
    assert (east.travel("west"), east.reason("west")) == (None, "closed")


def test_a_closure_at_a_junction_closes_the_junction() -> None:
    small = Small(
        roads=[
            road(A, B, length_m=10_000.0),
            road(B, C, length_m=10_000.0),
            road(B, (20.1, 5.1), length_m=10_000.0),
        ],
        settlements=[site("on", C), site("off", (20.1, 5.1)), site("short", (20.08, 5.0))],
        bases=[base("post", A)],
        units=[unit("post")],
        closures=[Closure("c", "crossroads", shapely.Point(B))],
    )
    answer = small.ask()
    assert answer.travel("short") is not None
    assert [answer.reason(name) for name in ("on", "off")] == ["closed", "closed"]


def test_a_line_closure_closes_what_it_covers_and_not_what_it_crosses() -> None:
    west, east, south, north = (19.9, 5.0), (20.2, 5.0), (20.05, 4.8), (20.05, 5.2)
    small = Small(
        roads=[road(west, east, length_m=33_000.0), road(south, north, length_m=22_000.0)],
        settlements=[site("town", east), site("north", north)],
        bases=[base("post", west), base("south", south)],
        units=[unit("post"), unit("south")],
        closures=[Closure("c", "mines", shapely.LineString([(20.03, 5.0), (20.07, 5.0)]))],
    )
    answer = small.ask()
    assert answer.reason("town") == "closed"
    assert answer.travel("north") == 22_000 * 80


@pytest.mark.parametrize("length_m", [5, 25, 29, 31, 100])
@pytest.mark.parametrize("noded", [False, True])
def test_a_bridge_that_is_down_closes_its_road_however_short(length_m: float, noded: bool) -> None:
    half = length_m / 1000 * KM / 2
    bridge = shapely.LineString([(20.05 - half, 5.0), (20.05 + half, 5.0)])
    small = line()
    small.roads = [
        road(A, (20.05, 5.0), B, length_m=10_000.0),
        # one road passes below the bridge, one leaves where it ends
        road((20.05, 4.8), (20.05, 5.2), length_m=1_000.0),
        road((20.05 + half, 5.0), (20.06, 5.2), length_m=22_000.0),
    ]
    if noded:  # the road changes its surface in the middle of the bridge
        small.roads[:1] = [road(A, (20.05, 5.0), length_m=5_000.0), road((20.05, 5.0), B, length_m=5_000.0)]
        del small.roads[2]
    small.settlements.append(site("off", (20.06, 5.2)))
    small.bases.append(base("far", B))
    small.closures = [Closure("c", "bridge down", bridge)]
    answer = small.ask()
    assert answer.reason("town") == "closed"
    assert "closure_off_road" not in answer.codes()
    small.bases, small.units = [base("post", B)], [unit("post")]
    assert small.ask().travel("off") is not None


def test_a_line_across_a_road_closes_it_only_where_it_is_drawn_on_the_road() -> None:
    small = line()
    for reach_m, closed in ((10, True), (25, True), (35, False), (5_000, False)):
        reach = reach_m / 1000 * KM
        small.closures = [Closure("c", "line", shapely.LineString([(20.05, 5.0 - reach), (20.05, 5.0 + reach)]))]
        answer = small.ask()
        assert (answer.reason("town") == "closed") is closed
        assert ("closure_off_road" in answer.codes()) is not closed


def test_a_flood_closes_roads_and_legs_in_its_season_only() -> None:
    small = line()
    small.settlements.append(site("near", (20.02, 5.0 + 2 * KM)))
    flood = shapely.box(20.01, 4.99, 20.09, 5.01)
    small.closures = [Closure("c", "flood", flood, Season.WET)]
    dry, wet = small.ask(), small.ask(season=Season.WET)
    assert dry.travel("town") == 800_000
    assert wet.reason("town") == "closed"
    assert dry.travel("near") is not None
    assert wet.reason("near") == "closed"


def test_the_antimeridian_is_no_border() -> None:
    small = Small(
        roads=[road((179.9, -16.0), (-179.9, -16.0), length_m=20_000.0)],
        settlements=[site("east", (-179.9, -16.0)), site("near", (-179.99, -16.0))],
        bases=[base("post", (179.9, -16.0)), base("mid", (179.995, -16.001))],
        units=[unit("post")],
    )
    answer = small.ask()
    assert answer.travel("east") == 1_600_000
    assert answer.status("east") == "within"
    assert answer.base("near") == "post"
    assert np.ptp(answer.analysis.theatre.sites.x) < 20_000


def test_towns_within_five_kilometres_are_reached_across_country() -> None:
    small = line()
    small.roads = []
    away = (20.0, 5.0 + 4 * KM)
    small.settlements = [site("near", away), site("far", (20.0, 5.0 + 6 * KM)), site("here", A)]
    answer = small.ask()
    length_m = float(geodesic_m(20.0, 5.0, *away))
    assert answer.travel("near") == int(length_m * 3.6 / 10 * 1000 + 0.5)
    assert answer.travel("here") == 0
    assert (answer.travel("far"), answer.reason("far")) == (None, "no_road")


def test_wet_season_means_and_surfaces() -> None:
    small = line(surface="dirt")
    assert small.ask().travel("town") == 1_440_000  # 25 km/h
    assert small.ask(season=Season.WET).travel("town") == 4_320_000
    assert small.ask(means=Means.HEAVY).travel("town") == 1_920_000
    assert small.ask(means=Means.FOOT).travel("town") == 9_000_000
    track = line(surface="track")
    assert track.ask(means=Means.HEAVY).reason("town") == "impassable"
    own_speed = line(surface="paved", speed_kmh=36.0)
    assert own_speed.ask().travel("town") == 1_000_000
    assert own_speed.ask(season=Season.WET).travel("town") == 1_100_000


def test_a_road_rated_for_4wd_in_bad_weather_stops_a_truck_in_the_wet_season() -> None:
    small = line(practicability_dry=6, practicability_wet=3)
    assert small.ask(means=Means.HEAVY).travel("town") is not None
    assert small.ask(means=Means.HEAVY, season=Season.WET).reason("town") == "impassable"
    assert small.ask(season=Season.WET).travel("town") == 1_200_000
    seasonal = line(seasonal=True)
    assert seasonal.ask(season=Season.WET).reason("town") == "impassable"
    assert seasonal.ask(season=Season.WET, means=Means.FOOT).travel("town") == 13_500_000


def test_a_journey_over_149_hours_is_beyond_the_horizon() -> None:
    small = line()
    small.roads = [road(A, B, length_m=7_000_000.0)]
    answer = small.ask()
    assert (answer.status("town"), answer.reason("town")) == ("unreachable", "beyond_horizon")


def test_where_the_chain_of_minutes_ends_beyond_the_horizon_no_closure_is_named() -> None:
    small = line()
    small.roads = [road(A, B, length_m=6_700_000.0)]  # 536,000,000 ms of the 536,870,912: less than the 75 min before
    answer = small.ask()
    assert (answer.status("town"), answer.reason("town")) == ("unreachable", "beyond_horizon")
    small.closures = [Closure("c", "far off", shapely.Point(C))]
    assert small.ask().reason("town") == "beyond_horizon"


def test_liaison_shortens_alert_and_decision_and_a_must_site_needs_it() -> None:
    small = line()
    small.settlements = [site("with", B, priority="must", liaison=True), site("without", B, priority="must")]
    answer = small.ask()
    assert answer.response("with") == (10 + 5 + 15) * MINUTE_MS + 800_000
    assert (answer.status("with"), answer.status("without")) == ("within", "late")


def test_status_depends_on_the_base_of_unknown_strength() -> None:
    small = line()
    small.settlements = [site("town", B), site("far", (20.5, 5.0))]
    small.bases.append(base("second", D))
    small.roads.append(road(B, D, (20.5, 5.0), length_m=40_000.0))
    small.units = [unit("post", strength=None), unit("second")]
    answer = small.ask()
    assert answer.status("far") == "within"  # by the second base, whatever the first has
    assert answer.status("town") == "within"
    small.settlements = [site("town", B, standard_min=90.0)]
    answer = small.ask()
    assert (answer.status("town"), answer.reason("town")) == ("unknown", "base_strength_unknown")


def test_backup_comes_from_a_base_more_than_ten_kilometres_away() -> None:
    near = (20.05, 5.0)
    small = Small(
        roads=[road(A, near, B, C, D, length_m=33_000.0)],
        settlements=[site("town", B)],
        bases=[base("b1", B), base("b2", near), base("b3", D)],
        units=[unit("b1"), unit("b2"), unit("b3")],
    )
    coverage = small.ask().analysis.coverage
    assert coverage.base.tolist() == [0]
    assert coverage.next_base.tolist() == [1]
    assert coverage.backup_base.tolist() == [2]
    assert coverage.backup_status == ("within",)
    assert not coverage.critical.any()
    clusters = small.ask().analysis.clusters
    assert [cluster.bases for cluster in clusters] == [(0, 1)]


def test_critical_bases_and_everybody_calling_at_once() -> None:
    small = line()
    small.settlements = [site("big", B, 900), site("small", B, 100), site("uncounted", B, None)]
    answer = small.ask()
    assert [STATUSES[code] for code in answer.analysis.coverage.status] == ["within"] * 3
    assert answer.analysis.coverage.critical.tolist() == [[True, True, True]]
    assert answer.analysis.coverage.simultaneous.tolist() == [True, False, False]  # one team for the biggest


def test_air_is_a_figure_of_its_own() -> None:
    small = line()
    small.settlements.append(site("cut off", (21.0, 5.0)))
    small.bases.append(base("field", A, BaseKind.HQ))
    small.units.append(unit("field", 40, UnitKind.AVIATION))
    answer = small.ask()
    length_m = float(geodesic_m(*A, 21.0, 5.0))
    flight = int(length_m * 3.6 / 225 * 1000 + 0.5)
    row = answer.analysis.theatre.sites.name.index("cut off")
    assert answer.analysis.coverage.air_ms[row] == (45 + 15 + 60 + 10 + 10) * MINUTE_MS + flight
    assert answer.status("cut off") == "unreachable"


def test_the_mission_area_cuts_roads_and_counts_what_lies_just_outside() -> None:
    area = shapely.box(19.95, 4.9, 20.2 + 0.5 * KM, 5.1)
    small = line()
    small.areas = [{"id": "m", "name": "mission", "role": "mission_area", "geometry": area}]
    detour = (20.15, 5.2)  # beyond the border
    small.roads.append(road(B, detour, C, length_m=30_000.0))
    small.settlements += [site("across", C), site("abroad", D, 7_000), site("beyond", D, None)]
    answer = small.ask()
    gathered = answer.analysis.theatre.gathered
    assert (gathered.excluded_sites, gathered.excluded_people, gathered.excluded_unknown) == (2, 7_000, 1)
    assert "2 sites with 7000 people listed (1 of them of unknown headcount)" in answer.said("sites_excluded")[0].reason
    assert {"sites_excluded"} <= answer.codes()
    assert answer.reason("across") == "other_component"
    small.areas[0]["geometry"] = shapely.box(19.95, 4.9, 20.2 - 1.5 * KM, 5.1)
    assert "site_in_margin" in small.ask().codes()
    small.areas[0]["geometry"] = shapely.box(19.95, 4.9, 20.2 - 2.5 * KM, 5.1)
    assert "across" not in small.ask().analysis.theatre.sites.name
