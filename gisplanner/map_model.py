# SPDX-License-Identifier: GPL-3.0-or-later
"""Analyses -> everything a map shows, as plain data; no rendering."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gisplanner.analysis import Analysis, change_between
from gisplanner.cells import bands, cell_area
from gisplanner.change import CHANGES, LOST, SAME, Change
from gisplanner.conditions import STANDARD_KINDS
from gisplanner.coverage import STATUSES
from gisplanner.mobility import MS_PER_MIN, UNREACHABLE
from gisplanner.report import ground
from gisplanner.theatre import Theatre
from gisplanner.wording import REASONS, STATUS_WORDS, counted, minute_text, minutes, named, number

DISCLAIMER = (
    "The boundaries and names shown and the designations used on this map do not imply official endorsement or "
    "acceptance by the United Nations."
)
NOT_CLAIMED = "Reach is not protection: a place within standard can be reached in time, no more is said of it."
BAND_SHARES = (0.5, 0.75, 1.0, 1.5, 2.0)
"""Limits of the response bands as shares of the settlement standard."""
DETAIL = 4000
"""Geometry is simplified to this part of the theatre's width."""

Mark = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Area:
    """A piece of ground, its name, and what it is."""

    name: str
    kind: str
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class MapModel:
    """What a map shows; every geometry in degrees, counted so that nothing is drawn round the globe.

    Attributes
    ----------
    title, subtitle, marking, disclaimer, ground : str
    dated : str
        The date of the newest layer and, where it was told, of the map.
    assumed : str
        The assumptions that matter most, in a line.
    verdict : tuple of str
        Sentences, the first the most important.
    bounds : (west, south, east, north)
    extent : geometry
        The mission area or the hull that stands for it.
    areas, water, roads, closures : tuple of Area
        Roads by surface, one geometry each.
    incidents : tuple of Mark
    sites, bases : tuple of Mark
        Position, name and what is said of them; texts and numbers only.
    bands : tuple of (label, geometry)
        From the quickest to the slowest.
    lost, gained : geometry or None
        Ground that falls out of, or comes within, the settlement standard.
    assumptions : tuple of (name, value, source)
    layers : tuple of (kind, file, date, rows)
    losses : tuple of tuple of str
        Rows of the table of losses.
    """

    title: str
    subtitle: str
    marking: str
    disclaimer: str
    ground: str
    dated: str
    assumed: str
    verdict: tuple[str, ...]
    bounds: tuple[float, float, float, float]
    extent: BaseGeometry
    areas: tuple[Area, ...]
    water: tuple[Area, ...]
    roads: tuple[Area, ...]
    closures: tuple[Area, ...]
    incidents: tuple[Mark, ...]
    sites: tuple[Mark, ...]
    bases: tuple[Mark, ...]
    bands: tuple[tuple[str, BaseGeometry], ...]
    lost: BaseGeometry | None
    gained: BaseGeometry | None
    assumptions: tuple[tuple[str, str, str], ...]
    layers: tuple[tuple[str, str, str, str], ...]
    losses: tuple[tuple[str, ...], ...]


def map_model(
    after: Analysis,
    *,
    before: Analysis | None = None,
    verdict: str | None = None,
    course: str | None = None,
    made: str | None = None,
) -> MapModel:
    """Gather what a map of an answer shows.

    Parameters
    ----------
    after : Analysis
        What is drawn.
    before : Analysis, optional
        What it is compared with: lost and gained are drawn then.
    verdict : str, optional
        Shown on top.
    course : str, optional
        Name of the course of action.
    made : str, optional
        ISO date of the map; without it the same answer always gives the same map.
    """
    theatre = after.theatre
    stands_on = ground(theatre, after.plan)
    draw = _Drawing(theatre)
    change = None if before is None else change_between(before, after)
    kind = "Coverage change" if before is not None else "Response time"
    return MapModel(
        title=f"{after.plan.name}: {course}" if course else after.plan.name,
        subtitle=f"{kind} map. {_conditions_text(after)}",
        marking=after.plan.marking,
        disclaimer=DISCLAIMER,
        ground=_ground_text(stands_on),
        dated=_dated_text(stands_on, made),
        assumed=_assumed_text(after),
        verdict=tuple(part for part in (verdict, NOT_CLAIMED) if part),
        bounds=draw.bounds,
        extent=draw.of(theatre.extent),
        areas=tuple(draw.areas(theatre.areas.itertuples())),
        water=tuple(draw.areas(theatre.layers["water"].table.assign(role="water").itertuples())),
        roads=tuple(_roads(theatre, draw, everywhere=after.plan.roads_outside)),
        closures=tuple(
            Area(
                f"{closure.name}{f': {closure.reason}' if closure.reason else ''}", "closure", draw.of(closure.geometry)
            )
            for closure in after.plan.in_force(after.conditions.season)
        ),
        incidents=tuple(_incidents(theatre, draw)),
        sites=tuple(_site(after, before, change, row, draw) for row in range(len(theatre.sites))),
        bases=tuple(_bases(after, draw)),
        bands=tuple(_bands(after, draw)),
        lost=None if change is None else draw.maybe(cell_area(theatre, change.cells_lost)),
        gained=None if change is None else draw.maybe(cell_area(theatre, change.cells_gained)),
        assumptions=tuple((row.key, f"{row.value:g} {row.unit}", row.source) for row in after.plan.assumptions.rows()),
        layers=tuple(
            (_words(one["kind"]), one["source"], one["date"] or "undated", number(one["rows"]))
            for one in stands_on["layers"]
        ),
        losses=() if before is None or change is None else tuple(_losses(before, after, change)),
    )


class _Drawing:
    """Brings geometries of one theatre to what a map can draw."""

    def __init__(self, theatre: Theatre) -> None:
        self._lon0 = theatre.crs.lon0
        whole = self._unwrapped(theatre.extent)
        west, south, east, north = (float(value) for value in whole.bounds)
        self.bounds = (west, south, east, north)
        self._tolerance = max(east - west, north - south) / DETAIL

    def of(self, shape: BaseGeometry) -> BaseGeometry:
        """A geometry in degrees about the theatre, with no more detail than can be seen."""
        return self._unwrapped(shape).simplify(self._tolerance)

    def maybe(self, shape: BaseGeometry | None) -> BaseGeometry | None:
        """The same, of a geometry that may be missing."""
        return None if shape is None else self.of(shape)

    def lon(self, lon: float) -> float:
        """A longitude about the theatre."""
        return float((lon - self._lon0 + 180.0) % 360.0 - 180.0 + self._lon0)

    def areas(self, rows: Iterable[Any]) -> Iterable[Area]:
        """Rows of a layer with name, role and geometry."""
        for row in rows:
            yield Area(row.name if isinstance(row.name, str) else "", str(row.role), self.of(row.geometry))

    def _unwrapped(self, shape: BaseGeometry) -> BaseGeometry:
        def turn(at: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.column_stack([(at[:, 0] - self._lon0 + 180.0) % 360.0 - 180.0 + self._lon0, at[:, 1]])

        return shapely.transform(shape, turn)


def _conditions_text(analysis: Analysis) -> str:
    asked, assumed = analysis.conditions, analysis.plan.assumptions
    own = dict(asked.standards_min)
    standards = ", ".join(
        f"{_words(kind)} {own.get(kind, assumed[f'standard.{kind}']):g} min" for kind in STANDARD_KINDS
    )
    means = f"means {asked.means}" if asked.means else "means of each unit"
    day = "night" if asked.night else "day"
    closures = named([closure.name for closure in analysis.plan.in_force(asked.season)], "closure")
    return f"{str(asked.season).capitalize()} season, {day}, {means}. Standards: {standards}. In force: {closures}."


def _words(code: str) -> str:
    """A code as it is read: ``idp_site`` -> ``IDP site``."""
    return code.replace("_", " ").replace("idp ", "IDP ")


def _ground_text(of: Mapping[str, Any]) -> str:
    dated = [f"{_words(one['kind'])} {one['date']}" for one in of["layers"] if one["date"]]
    undated = [_words(one["kind"]) for one in of["layers"] if not one["date"]]
    data = "; ".join([*([", ".join(dated)] if dated else []), *([f"undated: {', '.join(undated)}"] if undated else [])])
    return (
        f"{number(of['people'])} people listed at {counted(of['sites'], 'site')}; "
        f"{counted(of['sites_people_unknown'], 'site')} of unknown headcount; "
        f"{counted(of['excluded_sites'], 'site')} with {number(of['excluded_people'])} people "
        f"({number(of['excluded_people_unknown'])} of unknown headcount) outside the mission area excluded; "
        f"{counted(of['rejected_rows'], 'row')} rejected; "
        f"{counted(of['possible_double'], 'site')} possibly counted twice. Data: {data or 'none'}."
    )


def _dated_text(of: Mapping[str, Any], made: str | None) -> str:
    newest = max((one["date"] for one in of["layers"] if one["date"]), default=None)
    data = f"Data as of {newest}" if newest else "Data undated"
    return f"{data}; map made {made}." if made else f"{data}."


def _assumed_text(analysis: Analysis) -> str:
    """What season, means and standards, which stand on top, leave open."""
    assumed = analysis.plan.assumptions
    (alert, slow_alert), (decision, slow_decision) = (
        tuple(f"{assumed[f'{part}.{who}']:g}" for who in ("with_liaison", "without_liaison"))
        for part in ("alert", "decision")
    )
    changed = ", ".join(f"{key}={value:g}" for key, value in assumed.changed)
    parts = [
        f"alert {alert} min with liaison, {slow_alert} without",
        f"decision {decision} and {slow_decision}",
        f"standing team {assumed['notice.standing']:g} min",
        f"teams of {assumed['team.night' if analysis.conditions.night else 'team.day']:g}",
        f"ready share {assumed['team.ready_share']:g}",
        *([f"changed: {changed}"] if changed else []),
    ]
    return f"Assumed: {'; '.join(parts)}."


def _roads(theatre: Theatre, draw: _Drawing, *, everywhere: bool) -> Iterable[Area]:
    """Roads of a surface as one geometry, paved first; only where they are used."""
    bounds = None if everywhere or theatre.bounds_xy is None else draw.of(theatre.crs.unproject(theatre.bounds_xy))
    table = theatre.layers["roads"].table
    surface = np.array([value if isinstance(value, str) else "unknown" for value in table["surface"]], dtype=object)
    for name in ("paved", "gravel", "dirt", "track", "unknown"):
        own = table.geometry.to_numpy()[surface == name]
        if len(own):
            shape = draw.of(shapely.MultiLineString(list(shapely.get_parts(own))))
            used = shape if bounds is None else shapely.intersection(shape, bounds)
            if not used.is_empty:
                yield Area(name, "road", used)


def _incidents(theatre: Theatre, draw: _Drawing) -> Iterable[Mark]:
    table = theatre.layers["incidents"].table
    places = shapely.get_coordinates(table.geometry.to_numpy())
    for at, *words in zip(places, table["type"], table["date"], strict=True):
        kind, date = (word if isinstance(word, str) else "" for word in words)
        yield {
            "lon": draw.lon(float(at[0])),
            "lat": float(at[1]),
            "name": kind or "incident",
            "lines": [["date", date or "unknown"]],
        }


def _site(after: Analysis, before: Analysis | None, change: Change | None, row: int, draw: _Drawing) -> Mark:
    sites, coverage = after.theatre.sites, after.coverage
    status = STATUSES[coverage.status[row]]
    people = number(int(sites.people_listed[row])) if sites.people_known[row] else "unknown"
    lines = [
        ["kind", _words(sites.kind[row])],
        ["people", people if sites.counts[row] else f"{people}, counted with {sites.included_in[row]}"],
        ["status", STATUS_WORDS[status]],
        *([["why", REASONS[reason]]] if (reason := coverage.reason[row]) else []),
        ["standard", f"{minute_text(minutes(coverage.standard_ms[row]))} min"],
        *_chain(after, row),
    ]
    if before is not None and change is not None:
        lines += [["before", _answer_text(before, row)], ["change", _words(CHANGES[change.kind[row]])]]
    kind = None if change is None or change.kind[row] == SAME else CHANGES[change.kind[row]]
    return {
        "lon": draw.lon(float(sites.lon[row])),
        "lat": float(sites.lat[row]),
        "name": sites.name[row],
        "kind": sites.kind[row],
        "people": int(sites.people_listed[row]),
        "status": status,
        "change": kind,
        "lines": lines,
    }


def _chain(analysis: Analysis, row: int) -> list[list[str]]:
    """The response of a site, part by part, and who stands behind."""
    coverage, plan = analysis.coverage, analysis.plan
    if coverage.response_ms[row] >= UNREACHABLE:
        return [["response", "nobody can come"]]
    parts = (coverage.alert_ms, coverage.decision_ms, coverage.notice_ms, coverage.travel_ms)
    chain = " + ".join(minute_text(minutes(part[row])) for part in parts)
    backup = int(coverage.backup_base[row])
    lines = [
        ["response", f"{_answer_text(analysis, row)}"],
        ["alert + decision + notice + travel", f"{chain} min"],
        ["teams in time", f"{coverage.teams_in_time[row]} of {coverage.teams_needed[row]} needed"],
    ]
    if backup >= 0:
        after = minute_text(minutes(coverage.backup_ms[row]))
        judged = "within the backup standard" if coverage.backup_status[row] == "within" else "late"
        lines.append(["backup", f"{plan.bases[backup].name}, {after} min, {judged}"])
    else:
        lines.append(["backup", "none"])
    alone = np.flatnonzero(coverage.critical[:, row])
    if len(alone):
        lines.append(["hangs on", ", ".join(plan.bases[base].name for base in alone)])
    return lines


def _answer_text(analysis: Analysis, row: int) -> str:
    coverage, plan = analysis.coverage, analysis.plan
    base = int(coverage.base[row])
    if base < 0:
        return "nobody can come"
    unit = next((f" ({unit.name})" for unit in plan.units if unit.id == coverage.unit[row]), "")
    return f"{minute_text(minutes(coverage.response_ms[row]))} min, from {plan.bases[base].name}{unit}"


def _bases(analysis: Analysis, draw: _Drawing) -> Iterable[Mark]:
    for base, output in zip(analysis.plan.bases, analysis.outputs, strict=True):
        units = [unit for unit in analysis.plan.units if unit.base == base.id]
        if output.unknown:
            lines = [["strength", "unknown"], ["teams", "unknown"]]
        else:
            lines = [
                ["strength", f"{number(output.strength)} people"],
                ["support", number(output.support)],
                ["guard", number(output.guard)],
                ["deployable", number(output.deployable)],
                ["teams", number(len(output.teams)) if output.teams else "none: answers nothing"],
            ]
        named = (
            ", ".join(f"{unit.name} ({unit.strength if unit.strength is not None else '?'})" for unit in units)
            or "none"
        )
        lines.append(["units" if base.open else "units, unassigned", named])
        yield {
            "lon": draw.lon(base.lon),
            "lat": base.lat,
            "name": base.name,
            "kind": _words(base.kind),
            "open": base.open,
            "strength": None if output.unknown else output.strength,
            "teams": None if output.unknown else len(output.teams),
            "lines": [["kind", f"{_words(base.kind)}{'' if base.open else ', closed'}"], *lines],
        }


def _bands(analysis: Analysis, draw: _Drawing) -> Iterable[tuple[str, BaseGeometry]]:
    standard_min = analysis.cells.standard_ms / MS_PER_MIN
    for band in bands(analysis.theatre, analysis.cells, [share * standard_min for share in BAND_SHARES]):
        low, high = f"{band.from_min:g}", f"{band.to_min:g}"
        at = " (standard)" if band.to_min == standard_min else ""
        label = f"over {low} min or unreachable" if np.isinf(band.to_min) else f"{low} to {high} min{at}"
        yield label, draw.of(band.geometry)


def _losses(before: Analysis, after: Analysis, change: Change) -> Iterable[tuple[str, ...]]:
    """Name, people, minutes before and after of every site lost, unknown headcounts first, then by people."""
    sites = after.theatre.sites
    rows: Sequence[int] = np.flatnonzero(change.kind == LOST).tolist()
    for row in sorted(rows, key=lambda n: (bool(sites.people_known[n]), -int(sites.people[n]), sites.id[n])):
        people = number(int(sites.people[row])) if sites.people_known[row] else "unknown"
        steps = (minute_text(minutes(one.coverage.response_ms[row])) for one in (before, after))
        yield (sites.name[row], people, *steps)
