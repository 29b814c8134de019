# SPDX-License-Identifier: GPL-3.0-or-later
"""What stays while units move: the network, where sites and cells meet it, and the travel times found so far."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from gisplanner.assumptions import Assumptions
from gisplanner.attachment import Attacher, Obstacles, Places
from gisplanner.closing import Cuts, find_cuts
from gisplanner.forces import Base
from gisplanner.metric import Metric, Times
from gisplanner.mobility import Movement
from gisplanner.network import build_network
from gisplanner.plan import Closure
from gisplanner.theatre import Theatre
from gisplanner.travel import Straight, travel_ms
from layers.jobs import Progress

KEPT_METRICS = 32
KEPT_ROWS = 2048

Value = TypeVar("Value")


class Ground:
    """The network of one theatre with everything attached to it, and a memory of travel times.

    Parameters
    ----------
    theatre : Theatre
    assumptions : Assumptions
        Those of the network; others are given with every question.
    roads_outside : bool
        Whether roads beyond the mission area count.
    progress : Progress
    """

    def __init__(self, theatre: Theatre, assumptions: Assumptions, *, roads_outside: bool, progress: Progress) -> None:
        progress.update("Noding the roads")
        self.theatre = theatre
        self.network = build_network(theatre, assumptions, roads_outside=roads_outside)
        self.straight = Straight(assumptions["network.direct"], Obstacles(theatre.water_xy))
        self._attacher = Attacher(theatre, self.network, assumptions["network.attach"])
        progress.update("Attaching sites to the roads")
        self.sites = self.attach(theatre.sites.lon, theatre.sites.lat)
        progress.update("Attaching open ground to the roads")
        self.cells = self.attach(*theatre.crs.to_lonlat(*theatre.grid.centres_xy().T))
        self._cuts: OrderedDict[object, Cuts] = OrderedDict()
        self._metrics: OrderedDict[object, Metric] = OrderedDict()
        self._rows: OrderedDict[object, Times] = OrderedDict()

    def attach(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Places:
        """Attach places given in degrees."""
        return self._attacher.attach(lon, lat)

    def attach_bases(self, bases: Sequence[Base]) -> Places:
        """Attach bases where they stand."""
        return self.attach(np.array([base.lon for base in bases]), np.array([base.lat for base in bases]))

    def cuts(self, closures: Sequence[Closure]) -> Cuts:
        """What these closures close."""
        key = _key(closures)
        known = self._cuts.get(key)
        return _remember(self._cuts, key, known or find_cuts(self.network, self.theatre.crs, closures), KEPT_METRICS)

    def metric(self, movement: Movement, closures: Sequence[Closure], *, relaxed: bool = False) -> Metric:
        """Times on the network for one way of moving."""
        key = (movement, _key(closures), relaxed)
        known = self._metrics.get(key)
        return _remember(
            self._metrics,
            key,
            known or Metric(self.network, movement, self.cuts(closures), relaxed=relaxed),
            KEPT_METRICS,
        )

    def forget(self) -> None:
        """Drop the travel times found so far; they are found again when asked for."""
        self._rows.clear()

    def to_sites(self, bases: Sequence[Base], movement: Movement, closures: Sequence[Closure]) -> Times:
        """Travel from bases to every site under the closures in force; int32, shape (bases, sites)."""
        return self._travel("sites", self.sites, bases, movement, closures)

    def to_cells(self, bases: Sequence[Base], movement: Movement, closures: Sequence[Closure]) -> Times:
        """Travel from bases to every cell under the closures in force; int32, shape (bases, cells)."""
        return self._travel("cells", self.cells, bases, movement, closures)

    def _travel(
        self,
        name: str,
        targets: Places,
        bases: Sequence[Base],
        movement: Movement,
        closures: Sequence[Closure],
    ) -> Times:
        keys = [(name, movement, _key(closures), base.lon, base.lat) for base in bases]
        new = [base for base, key in zip(bases, keys, strict=True) if key not in self._rows]
        found = iter(
            travel_ms(self.metric(movement, closures), self.attach_bases(new), targets, self.straight) if new else ()
        )
        # taken by key at once: a row made now may push out one that is asked for now
        rows = [self._rows[key] if key in self._rows else next(found) for key in keys]
        for key, row in zip(keys, rows, strict=True):
            _remember(self._rows, key, row, KEPT_ROWS)
        return np.array(rows, dtype=np.int32).reshape(len(bases), len(targets))


def _key(closures: Sequence[Closure]) -> tuple[tuple[str, bytes], ...]:
    return tuple((closure.id, closure.geometry.wkb) for closure in closures)


def _remember(memory: OrderedDict[object, Value], key: object, value: Value, most: int) -> Value:
    """Keep a value under a key; the longest unused is forgotten first."""
    memory[key] = value
    memory.move_to_end(key)
    if len(memory) > most:
        memory.popitem(last=False)
    return value
