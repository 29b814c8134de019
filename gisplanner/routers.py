# SPDX-License-Identifier: GPL-3.0-or-later
"""Routers over one road network: one topology, prepared once, and the times of whoever asks."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

import numpy as np

from gisplanner.kernels.arrays import Ints, Router
from gisplanner.kernels.dispatch import Roads
from gisplanner.network import RoadNetwork
from gisplanner.settings import settings
from layers.findings import Finding
from layers.jobs import Progress

KEPT_ROUTERS = 12
"""At most; fewer where they would take more than their share of the memory. Two are always kept."""
MEMORY_SHARE, MB = 0.25, 2**20
"""Of the memory that the settings allow: two theatres are kept, each with its routers and its travel times."""
BYTES_AN_ARC = 72
"""What the compiled router takes, measured on networks of 300,000 and 1,000,000 nodes."""
MOST_CHANGES = 256
"""A router with no more arcs of another time is changed rather than made anew."""


class Routers:
    """Routers over one network, kept by the way of moving they stand for.

    Parameters
    ----------
    network : RoadNetwork
    progress : Progress
    """

    def __init__(self, network: RoadNetwork, progress: Progress) -> None:
        self.network = network
        # an arc each way of every edge: edge e is arc e forward, and arc edges + e backward
        tail = np.concatenate([network.start, network.end])
        head = np.concatenate([network.end, network.start])
        self._roads = Roads(network.nodes, tail, head, network.node_xy[:, 0], network.node_xy[:, 1], progress)
        room = settings().memory_mb * MEMORY_SHARE * MB // (BYTES_AN_ARC * max(1, len(tail)))
        self._most = max(2, min(KEPT_ROUTERS, int(room)))
        self._known: OrderedDict[Hashable, Router] = OrderedDict()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What there is to say of the kernel that answers."""
        return self._roads.findings

    def router(self, way: Hashable, arc_ms: Ints) -> Router:
        """The router of a way of moving with these times in force; it holds until the way is asked for with others.

        Parameters
        ----------
        way : hashable
        arc_ms : int32 array, shape (2 x edges,)
            Times forward, then backward.
        """
        # taken out while it changes: a change that is cut short leaves nothing behind
        known = self._known.pop(way, None)
        if known is not None and self._roads.has_faster(known):
            known = None
        if known is not None:
            changed = np.flatnonzero(known.graph.time_ms != arc_ms).astype(np.int32)
            if 0 < len(changed) <= MOST_CHANGES:
                known.update(changed, arc_ms[changed])
            elif len(changed):
                known = None
        router = known or self._roads.router(arc_ms)
        self._known[way] = router
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return router
