# SPDX-License-Identifier: GPL-3.0-or-later
"""What stays while units move: the network, where sites and cells meet it, and the travel times found so far."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from gisplanner.assumptions import Assumptions
from gisplanner.attachment import Attacher, Obstacles, Places, joined_places
from gisplanner.closing import Cuts, find_cuts
from gisplanner.forces import Base
from gisplanner.metric import Metric, Times
from gisplanner.mobility import Movement
from gisplanner.network import build_network
from gisplanner.plan import Closure
from gisplanner.routers import MB, MEMORY_SHARE, Routers
from gisplanner.settings import settings
from gisplanner.theatre import Theatre
from gisplanner.travel import Straight, travel_ms
from gisplanner.way import Route, Way, route_along, way_between
from layers.findings import Finding
from layers.jobs import Progress

KEPT_METRICS = 16
KEPT_PLACES = 4096

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
        kept = settings().cache / "roads"
        self.network = build_network(theatre, assumptions, roads_outside=roads_outside, folder=kept)
        self._routers = Routers(self.network, progress)
        self.straight = Straight(assumptions["network.direct"], Obstacles(theatre.water_xy))
        self._attacher = Attacher(theatre, self.network, assumptions["network.attach"])
        progress.update("Attaching sites to the roads")
        self.sites = self.attach(theatre.sites.lon, theatre.sites.lat)
        progress.update("Attaching open ground to the roads")
        self.cells = self.attach(*theatre.crs.to_lonlat(*theatre.grid.centres_xy().T))
        self._attached: OrderedDict[object, Places] = OrderedDict()
        self._cuts: OrderedDict[object, Cuts] = OrderedDict()
        self._metrics: OrderedDict[object, Metric] = OrderedDict()
        self._rows: OrderedDict[object, Times] = OrderedDict()
        self._rows_bytes = 0

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What there is to say of the roads and of who routes on them."""
        return (*self.network.findings, *self._routers.findings)

    def attach(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Places:
        """Attach places given in degrees."""
        return self._attacher.attach(lon, lat)

    def attach_bases(self, bases: Sequence[Base]) -> Places:
        """Attach bases where they stand; each position once."""
        where = [(base.lon, base.lat) for base in bases]
        new = [place for place in dict.fromkeys(where) if place not in self._attached]
        found = self.attach(*np.array(new, dtype=np.float64).reshape(-1, 2).T)
        if not bases:
            return found
        fresh = {place: found.chosen(np.array([n])) for n, place in enumerate(new)}
        # taken before any is kept: one kept now may push out another that is asked for now
        parts = [fresh.get(place) or self._attached[place] for place in where]
        for place, part in zip(where, parts, strict=True):
            _remember(self._attached, place, part, KEPT_PLACES)
        return joined_places(parts)

    def cuts(self, closures: Sequence[Closure]) -> Cuts:
        """What these closures close."""
        key = _key(closures)
        known = self._cuts.get(key)
        return _remember(self._cuts, key, known or find_cuts(self.network, self.theatre.crs, closures), KEPT_METRICS)

    def metric(self, movement: Movement, closures: Sequence[Closure], *, relaxed: bool = False) -> Metric:
        """Times on the network for one way of moving."""
        closures = _stopping(closures, movement)
        key = (movement, _key(closures), relaxed)
        known = self._metrics.get(key)
        return _remember(
            self._metrics,
            key,
            known or Metric(self._routers, movement, self.cuts(closures), relaxed=relaxed),
            KEPT_METRICS,
        )

    def forget(self) -> None:
        """Drop the travel times found so far; they are found again when asked for."""
        self._rows.clear()
        self._rows_bytes = 0

    def to_sites(
        self, bases: Sequence[Base], movement: Movement, closures: Sequence[Closure], *, relaxed: bool = False
    ) -> Times:
        """Travel from bases to every site under the closures in force; int32, shape (bases, sites).

        `relaxed` lets the means use every road both ways, as in `Metric`.
        """
        return self._travel("sites", self.sites, bases, (movement, closures, relaxed))

    def to_cells(self, bases: Sequence[Base], movement: Movement, closures: Sequence[Closure]) -> Times:
        """Travel from bases to every cell under the closures in force; int32, shape (bases, cells)."""
        return self._travel("cells", self.cells, bases, (movement, closures, False))

    def way(self, base: Base, site: int, movement: Movement, closures: Sequence[Closure]) -> Way | None:
        """A quickest way from a base to a site, by its index; None where there is none."""
        target = self.sites.chosen(np.array([site]))
        return way_between(self.metric(movement, closures), self.attach_bases([base]), target, self.straight)

    def route(self, base: Base, site: int, movement: Movement, closures: Sequence[Closure]) -> Route | None:
        """The lines of a quickest way from a base to a site, by its index; None where there is none."""
        way = self.way(base, site, movement, closures)
        if way is None:
            return None
        return route_along(way, self.network, self.attach_bases([base]), self.sites.chosen(np.array([site])))

    def _travel(
        self, name: str, targets: Places, bases: Sequence[Base], way: tuple[Movement, Sequence[Closure], bool]
    ) -> Times:
        movement, closures, relaxed = way
        closures = _stopping(closures, movement)
        moving = (name, movement, _key(closures), relaxed)
        keys = [(moving, base.lon, base.lat) for base in bases]
        new = [base for base, key in zip(bases, keys, strict=True) if key not in self._rows]
        found = iter(
            travel_ms(self.metric(movement, closures, relaxed=relaxed), self.attach_bases(new), targets, self.straight)
            if new
            else ()
        )
        # taken by key at once: a row made now may push out one that is asked for now
        rows = [self._rows[key] if key in self._rows else next(found) for key in keys]
        for key, row in zip(keys, rows, strict=True):
            self._keep(key, row)
        return np.array(rows, dtype=np.int32).reshape(len(bases), len(targets))

    def _keep(self, key: object, row: Times) -> None:
        """Keep travel times within the memory that the settings allow; the longest unused are forgotten first."""
        if key not in self._rows:
            # a row of its own: a part of a larger array would keep that whole
            self._rows[key] = row.copy()
            self._rows_bytes += row.nbytes
        self._rows.move_to_end(key)
        while self._rows_bytes > settings().memory_mb * MEMORY_SHARE * MB:
            self._rows_bytes -= self._rows.popitem(last=False)[1].nbytes


def _stopping(closures: Sequence[Closure], movement: Movement) -> tuple[Closure, ...]:
    """Those that do not spare a way of moving."""
    return tuple(closure for closure in closures if closure.stops(movement.means))


def _key(closures: Sequence[Closure]) -> tuple[tuple[str, bytes], ...]:
    return tuple((closure.id, closure.geometry.wkb) for closure in closures)


def _remember(memory: OrderedDict[object, Value], key: object, value: Value, most: int) -> Value:
    """Keep a value under a key; the longest unused is forgotten first."""
    memory[key] = value
    memory.move_to_end(key)
    if len(memory) > most:
        memory.popitem(last=False)
    return value
