# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of one road: speed and passability by means, and which closures of the plan lie on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from gisplanner.assumptions import Assumptions
from gisplanner.closing import find_cuts
from gisplanner.errors import PlanError
from gisplanner.ground import Ground
from gisplanner.mobility import SURFACES, Means, Movement, Season, passable
from gisplanner.network import road_table
from gisplanner.plan import Closure
from gisplanner.theatre import Theatre
from layers.geodesy import line_length_m


@dataclass(frozen=True, slots=True)
class RoadFacts:
    """One row of the road layer as the answer uses it.

    Attributes
    ----------
    id, name, road_class, status : str
        Status as in the file: open, restricted, closed, abandoned or unknown.
    surface : str
        One of `SURFACES`.
    surface_assumed : bool
        True where the file does not tell it.
    speed_given : bool
        True where the file gives the dry speed of light vehicles.
    seasonal : bool
    length_m : float
    lon, lat : float
        Half-way along its longest part.
    speed_kmh : mapping of Means to float
        In the season asked for, closures and passability aside.
    passable : mapping of (Means, Season) to bool
        Closures aside.
    closures : tuple of Closure
        Those of the plan that cut it, in force or not.
    """

    id: str
    name: str
    road_class: str
    status: str
    surface: str
    surface_assumed: bool
    speed_given: bool
    seasonal: bool
    length_m: float
    lon: float
    lat: float
    speed_kmh: Mapping[Means, float]
    passable: Mapping[tuple[Means, Season], bool]
    closures: tuple[Closure, ...]


def road_facts(
    ground: Ground, road: str, assumptions: Assumptions, season: Season, closures: Sequence[Closure]
) -> RoadFacts:
    """Gather what is known of a road, by its id in the road layer.

    Raises
    ------
    PlanError
        `unknown_road`.
    """
    row, record, table = _row_of(ground.theatre, road)
    roads = road_table(table)
    parts = shapely.get_parts(record["geometry"])
    middle = shapely.line_interpolate_point(parts[np.argmax(shapely.length(parts))], 0.5, normalized=True)
    own_length_m = record["length_m"]
    drawn_m = sum(line_length_m(shapely.get_coordinates(part)) for part in parts)
    surface = SURFACES[roads.surface[0]]
    speeds = {means: Movement(means, season, 1.0, assumptions).speed_kmh(roads) for means in Means}
    fit = {(means, when): passable(roads, means, when, assumptions) for means in Means for when in Season}
    return RoadFacts(
        id=road,
        name=_text(record["name"], ""),
        road_class=_text(record["class"], "unknown"),
        status=_text(record["status"], "unknown"),
        surface=surface,
        surface_assumed=record["surface"] != surface,
        speed_given=bool(np.isfinite(roads.speed_kmh[0])),
        seasonal=bool(roads.seasonal[0]),
        length_m=float(drawn_m if own_length_m is None or np.isnan(own_length_m) else own_length_m),
        lon=float(middle.x),
        lat=float(middle.y),
        speed_kmh={means: float(speed[0]) for means, speed in speeds.items()},
        passable={key: bool(fits[0]) for key, fits in fit.items()},
        closures=_closures_on(ground, row, closures),
    )


def _row_of(theatre: Theatre, road: str) -> tuple[int, dict[str, Any], Any]:
    table = theatre.layers["roads"].table
    found = np.flatnonzero((table["id"] == road).to_numpy())
    if len(found) == 0:
        raise PlanError("unknown_road", road=road)
    row = int(found[0])
    own = table.iloc[[row]]
    return row, {str(key): value for key, value in own.iloc[0].items()}, own


def _closures_on(ground: Ground, row: int, closures: Sequence[Closure]) -> tuple[Closure, ...]:
    network = ground.network
    return tuple(
        one for one in closures if (network.road[find_cuts(network, ground.theatre.crs, [one]).edge] == row).any()
    )


def _text(value: object, otherwise: str) -> str:
    return value if isinstance(value, str) and value else otherwise
