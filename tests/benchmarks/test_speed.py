# SPDX-License-Identifier: GPL-3.0-or-later
"""Speed of the main job on the sample, beside networkx doing its bare routing; `make bench` prints both."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest

from gisplanner.analysis import Engine
from gisplanner.conditions import Conditions
from gisplanner.ground import Ground
from gisplanner.mobility import Means, Movement, Season
from gisplanner.planfile import PlanFile
from layers.jobs import Progress


@pytest.fixture(scope="module")
def ground(sample: PlanFile) -> Ground:
    return Ground(sample.theatre, sample.plan.assumptions, roads_outside=False, progress=Progress())


def test_first_answer(benchmark: Any, sample: PlanFile) -> None:
    """Network, attachment of sites and cells, travel, coverage: everything but reading the plan."""
    found = benchmark(lambda: Engine().analyse(sample.theatre, sample.plan, Conditions()))
    assert len(found.coverage.status) == 425


def test_travel_from_every_base_to_every_site(benchmark: Any, sample: PlanFile, ground: Ground) -> None:
    movement = Movement(Means.LIGHT, Season.DRY, 1.0, sample.plan.assumptions)

    def fresh() -> Any:
        ground.forget()
        return ground.to_sites(sample.plan.bases, movement, sample.plan.closures)

    assert benchmark(fresh).shape == (14, 425)


def test_peer_networkx_from_every_base_to_every_node(benchmark: Any, sample: PlanFile, ground: Ground) -> None:
    """The peer: Dijkstra from one node for each base on a plain directed graph, no legs, no closures, no sites."""
    graph = nx.DiGraph(ground.network.to_networkx())
    places = ground.attach_bases(sample.plan.bases)
    first = np.searchsorted(places.place, np.arange(len(places)))
    starts = ground.network.start[places.edge[first]].tolist()
    found = benchmark(lambda: [nx.single_source_dijkstra_path_length(graph, n, weight="length_m") for n in starts])
    assert len(found) == 14
