# SPDX-License-Identifier: GPL-3.0-or-later
"""The road network: nodes, lengths and components, whatever the order and cutting of the roads."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gisplanner.assumptions import Assumptions
from gisplanner.lines import clip_along
from gisplanner.network import RoadNetwork, build_network
from layers.geodesy import line_length_m
from tests.engine.small import Small, base, road, site, unit

CORNER = st.tuples(st.integers(0, 5), st.integers(0, 5)).map(lambda at: (20 + at[0] * 0.05, 5 + at[1] * 0.05))
ROADS = st.lists(st.lists(CORNER, min_size=2, max_size=5), min_size=1, max_size=8)


def network_of(rows: list[dict[str, Any]], **parts: Any) -> RoadNetwork:
    small = Small(roads=rows, bases=[base("b", (20.0, 5.0))], **parts)
    return build_network(small.theatre(), Assumptions())


def usable(lines: list[list[tuple[float, float]]]) -> list[dict[str, Any]]:
    return [road(*line, id=f"r{n}") for n, line in enumerate(lines) if len(set(line)) > 1]


@given(ROADS)
def test_no_metre_of_road_is_lost_or_made(lines: list[list[tuple[float, float]]]) -> None:
    rows = usable(lines)
    network = network_of(rows)
    whole_m = sum(line_length_m(shapely.get_coordinates(row["geometry"])) for row in rows)
    assert network.length_m.sum() == pytest.approx(whole_m, rel=1e-9, abs=1e-6)


@given(ROADS)
def test_components_and_nodes_agree_with_networkx(lines: list[list[tuple[float, float]]]) -> None:
    rows = usable(lines)
    if not rows:
        return
    network = network_of(rows)
    graph = network.to_networkx()
    parts = list(nx.weakly_connected_components(graph))
    assert len(parts) == int(network.component.max()) + 1
    lengths = sorted(
        (sum(d["length_m"] for *_, d in graph.subgraph(part).edges(data=True)) / 2 for part in parts),
        reverse=True,
    )
    own = [network.length_m[network.component[network.start] == n].sum() for n in range(len(parts))]
    assert own == pytest.approx(lengths)
    # a corner is a node exactly where lines end, meet, or pass twice
    passes: dict[tuple[float, float], int] = {}
    for row in rows:
        line = [tuple(at) for at in shapely.get_coordinates(row["geometry"]).round(7).tolist()]
        line = [at for n, at in enumerate(line) if n == 0 or at != line[n - 1]]
        for at in line:
            passes[at] = passes.get(at, 0) + 1
        for at in (line[0], line[-1]):
            passes[at] += 1
    assert network.nodes >= sum(times > 1 for times in passes.values())


@given(ROADS, st.randoms(use_true_random=False))
def test_the_order_of_the_roads_changes_nothing(lines: list[list[tuple[float, float]]], random: Any) -> None:
    rows = usable(lines)
    shuffled = list(rows)
    random.shuffle(shuffled)
    one, other = network_of(rows), network_of(shuffled)
    for name in ("node_xy", "start", "end", "road", "length_m", "component", "trucks"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name


@given(st.floats(4.8, 5.4), st.floats(4.8, 5.4))
def test_cutting_at_the_boundary_keeps_the_share_of_the_length(south: float, north: float) -> None:
    south, north = sorted((south, north))
    if north - south < 0.05:
        north = south + 0.05
    area = {"id": "m", "name": "m", "role": "mission_area", "geometry": shapely.box(19.9, south, 20.1, north)}
    network = network_of([road((20.0, 4.5), (20.0, 5.0), (20.0, 5.7), length_m=240_000.0)], areas=[area])
    margin = 2_000 / 110_580  # degrees
    share = (min(5.7, north + margin) - max(4.5, south - margin)) / 1.2
    assert network.length_m.sum() == pytest.approx(240_000 * share, rel=2e-3)


def test_a_road_that_leaves_and_comes_back_is_two_pieces() -> None:
    area = {"id": "m", "name": "m", "role": "mission_area", "geometry": shapely.box(19.9, 4.9, 20.1, 5.1)}
    network = network_of([road((20.0, 5.0), (20.5, 5.0), (20.5, 5.05), (20.0, 5.05))], areas=[area])
    assert int(network.component.max()) + 1 == 2


def test_a_line_that_crosses_itself_stays_whole_when_clipped() -> None:
    xy = np.array([(0.0, 0.0), (10.0, 10.0), (10.0, 0.0), (0.0, 10.0)])
    found = clip_along(xy, shapely.box(-5, -5, 20, 20))
    assert found == [(0.0, pytest.approx(np.hypot(*np.diff(xy, axis=0).T).sum()))]
    assert clip_along(xy, shapely.box(50, 50, 60, 60)) == []


def test_findings_name_what_is_odd_about_the_roads() -> None:
    rows = [
        road((20.0, 5.0), (20.1, 5.0), id="a"),
        road((20.1, 5.0), (20.0, 5.0), id="b"),
        road((20.1, 5.0), (20.2, 5.0), id="bb"),
        road((20.15, 5.00005), (20.15, 5.1), id="c"),
        road((20.3, 5.0), (20.4, 5.0), id="d"),
    ]
    codes = {finding.code: finding.params for finding in network_of(rows).findings}
    assert codes["duplicate_edges"] == {"stretches": 1, "roads": "b"}
    assert codes["ends_joined"]["ends"] == 1
    assert (codes["road_components"]["parts"], codes["road_components"]["roads"]) == (2, "d")
    assert codes["dead_ends"]["ends"] == 4
    for finding in network_of(rows).findings:
        assert finding.reason
        assert finding.remedy


def test_people_beside_roads_apart_from_the_main_ones_are_counted_by_part() -> None:
    small = Small(
        roads=[road((20.0, 5.0), (20.5, 5.0), id="main"), road((20.0, 6.0), (20.1, 6.0), id="small")],
        settlements=[site("A", (20.2, 5.0), 600), site("B", (20.0, 6.0), 300), site("C", (20.1, 6.0), 100)],
        bases=[base("far", (20.0, 8.0))],
        units=[unit("far")],
    )
    (found,) = small.ask().said("people_on_other_parts")
    told = found.params
    assert (told["sites"], told["people"], told["percent"]) == (2, 400, 40.0)
    length_km = line_length_m(np.array([(20.0, 6.0), (20.1, 6.0)])) / 1000
    assert told["parts"] == f"{length_km:.1f} km of road: sites 2, people 400"
    (lonely,) = small.ask().said("no_road_near")
    assert 200 < float(str(lonely.params["nearest"]).split()[0]) < 240  # two degrees of latitude from the nearer road


def test_a_theatre_without_roads_has_an_empty_network() -> None:
    network = network_of([])
    assert (network.nodes, network.edges, network.findings) == (0, 0, ())
