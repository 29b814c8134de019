# SPDX-License-Identifier: GPL-3.0-or-later
"""Which routers are kept, and that none is kept half changed."""

from __future__ import annotations

import numpy as np
import pytest

from gisplanner import routers as routers_module
from gisplanner.ground import Ground
from gisplanner.kernels.arrays import Ints, Router, Seeds
from gisplanner.network import RoadNetwork
from gisplanner.planfile import PlanFile
from gisplanner.routers import KEPT_ROUTERS, Routers
from gisplanner.settings import Settings, settings
from layers.jobs import Cancelled, Progress


@pytest.fixture(scope="module")
def network(sample: PlanFile) -> RoadNetwork:
    return Ground(sample.theatre, sample.plan.assumptions, roads_outside=False, progress=Progress()).network


def field(router: Router) -> list[int]:
    start = np.zeros(1, dtype=np.int32)
    found: list[int] = router.field(Seeds(start, start, start, 1))[router.row].tolist()
    return found


def test_a_change_that_is_cut_short_leaves_no_router_behind(
    network: RoadNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, fresh = Routers(network, Progress()), Routers(network, Progress())
    times = np.full(2 * network.edges, 10, dtype=np.int32)
    router = kept.router("truck", times)
    slower = times.copy()
    slower[:5] = 99

    def cut_short(_arcs: Ints, _times: Ints) -> None:
        router.graph.time_ms[0] = 7  # half done
        raise Cancelled

    monkeypatch.setattr(router, "update", cut_short)
    with pytest.raises(Cancelled):
        kept.router("truck", slower)
    assert field(kept.router("truck", slower)) == field(fresh.router("truck", slower))
    assert field(kept.router("truck", times)) == field(fresh.router("truck", times))


@pytest.mark.parametrize(("memory_mb", "most"), [(1024, KEPT_ROUTERS), (64, 5), (1, 2)])
def test_routers_are_kept_within_the_memory_of_the_settings(
    memory_mb: int, most: int, network: RoadNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routers_module, "settings", lambda: Settings(memory_mb, settings().cache))
    monkeypatch.setattr(routers_module, "BYTES_AN_ARC", 64 * 2**20 // 4 // 5 // (2 * network.edges))
    kept = Routers(network, Progress())
    times = np.full(2 * network.edges, 10, dtype=np.int32)
    first = [kept.router(way, times) for way in range(KEPT_ROUTERS + 3)]
    again = [kept.router(way, times) for way in range(KEPT_ROUTERS + 3)[-most:]]
    assert again == first[-most:]
    assert kept.router(KEPT_ROUTERS + 2 - most, times) not in first
