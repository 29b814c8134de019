# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample's files, in plain formats that users bring: GeoJSON and CSV, a row a line."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import shapely

from sample_data.build_areas import Area
from sample_data.build_events import Closure, Incident
from sample_data.build_forces import UNITS, Base, strength_of
from sample_data.build_ground import Floats, to_lonlat
from sample_data.build_places import Settlement
from sample_data.build_roadwork import Road
from sample_data.build_sites import Camp
from sample_data.build_water import Lake, River

Cell: TypeAlias = str | int | float | None
Feature: TypeAlias = tuple[Mapping[str, Cell], shapely.Geometry]

CENSUS_DAY, CAMP_ROUND = "2024-11-30", "2025-03-15"


def write_roads(path: Path, roads: Sequence[Road]) -> None:
    """Write the roads; `bridge` is a column of the file's own, as files from elsewhere have."""
    features: list[Feature] = []
    for number, road in enumerate(roads, start=1):
        properties = {
            "id": f"R{number:04d}",
            "name": road.name,
            "class": road.road_class,
            "surface": road.surface,
            "speed_kmh": road.speed_kmh,
            "oneway": road.oneway,
            "practicability_dry": road.practicability_dry,
            "practicability_wet": road.practicability_wet,
            "seasonal": _yes_no(road.seasonal),
            "status": road.status,
            "bridge": _yes_no(road.bridge),
        }
        features.append((properties, _line(road.xy)))
    _write_geojson(path, features)


def write_water(path: Path, rivers: Sequence[River], lakes: Sequence[Lake]) -> None:
    """Write the rivers, then the lakes."""
    features: list[Feature] = []
    for number, river in enumerate(rivers, start=1):
        properties = {"id": f"W{number:02d}", "name": river.name, "kind": "river"}
        features.append((properties, _line(shapely.get_coordinates(river.line))))
    for number, lake in enumerate(lakes, start=len(rivers) + 1):
        features.append(({"id": f"W{number:02d}", "name": lake.name, "kind": "lake"}, lake.polygon))
    _write_geojson(path, features)


def write_areas(path: Path, areas: Sequence[Area]) -> None:
    """Write the mission area, the sectors and the districts."""
    features: list[Feature] = []
    for number, area in enumerate(areas, start=1):
        features.append(({"id": f"A{number:02d}", "name": area.name, "role": area.role}, area.polygon))
    _write_geojson(path, features)


def write_closures(path: Path, closures: Sequence[Closure]) -> None:
    """Write the closures: points, lines and polygons in one file."""
    features: list[Feature] = []
    for closure in closures:
        properties = closure._asdict()
        features.append((properties, properties.pop("geometry")))
    _write_geojson(path, features)


def write_settlements(path: Path, settlements: Sequence[Settlement]) -> None:
    """Write the settlements; who was not counted has no people, not none."""
    _write_csv(
        path,
        (
            {
                "id": f"S{number:03d}",
                "name": place.name,
                **_lonlat(place.xy),
                "people": place.people,
                "liaison": _yes_no(place.liaison),
                "priority": place.priority,
                "date": CENSUS_DAY,
            }
            for number, place in enumerate(settlements, start=1)
        ),
    )


def write_idp_sites(path: Path, camps: Sequence[tuple[Camp, Floats]], settlements: Sequence[Settlement]) -> None:
    """Write the IDP sites; `included_in` is the settlement whose figure holds a site's people already."""
    settlement_id = {place.name: f"S{number:03d}" for number, place in enumerate(settlements, start=1)}
    _write_csv(
        path,
        (
            {
                "id": f"D{number:02d}",
                "name": camp.name,
                **_lonlat(xy),
                "people": camp.people,
                "liaison": camp.liaison,
                "priority": camp.priority,
                "teams_needed": camp.teams_needed,
                "included_in": settlement_id[camp.inside] if camp.inside else None,
                "date": CAMP_ROUND,
            }
            for number, (camp, xy) in enumerate(camps, start=1)
        ),
    )


def write_bases(path: Path, bases: Sequence[tuple[Base, Floats]]) -> None:
    """Write the bases with the strength of their units."""
    _write_csv(
        path,
        (
            {
                "id": base.id,
                "name": base.name,
                "kind": base.kind,
                **_lonlat(xy),
                "strength": strength_of(base),
                "contingent": base.contingent,
                "opened": base.opened,
            }
            for base, xy in bases
        ),
    )


def write_units(path: Path) -> None:
    """Write the units."""
    _write_csv(path, ({**unit._asdict(), "night_moves": _yes_no(unit.night_moves)} for unit in UNITS))


def write_incidents(path: Path, incidents: Sequence[Incident]) -> None:
    """Write the incidents."""
    _write_csv(
        path,
        (
            {
                "id": f"E{number:03d}",
                "date": incident.day.isoformat(),
                "type": incident.kind,
                **_lonlat(incident.xy),
                "fatalities": incident.fatalities,
            }
            for number, incident in enumerate(incidents, start=1)
        ),
    )


def _yes_no(value: bool) -> str:  # noqa: FBT001 - a column's value, not a switch
    return "yes" if value else "no"


def _lonlat(xy: Floats) -> dict[str, Cell]:
    lon, lat = to_lonlat(xy[None])[0]
    return {"lon": lon, "lat": lat}


def _line(xy: Floats) -> shapely.LineString:
    """Return a line in longitude and latitude, without vertices that rounding laid upon each other."""
    lonlat = to_lonlat(xy)
    return shapely.LineString([at for i, at in enumerate(lonlat) if i == 0 or at != lonlat[i - 1]])


def _write_geojson(path: Path, features: Sequence[Feature]) -> None:
    lines = []
    for properties, shape in features:
        geometry = json.loads(shapely.to_geojson(shape))
        feature = {"type": "Feature", "properties": properties, "geometry": geometry}
        lines.append(json.dumps(feature, separators=(",", ":")))
    body = ",\n".join(lines)
    text = f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n'
    path.write_text(text, encoding="utf-8", newline="\n")


def _write_csv(path: Path, rows: Iterable[Mapping[str, Cell]]) -> None:
    table = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)
