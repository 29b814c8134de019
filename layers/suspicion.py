# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows that are right in form and hardly can be meant: they are kept, and named (bounds: suspicion.toml)."""

from __future__ import annotations

import math
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.doubles import listed_twice
from layers.findings import Severity
from layers.geodesy import geodesic_m
from layers.layer import Columns
from layers.tally import Tally

SITES = frozenset({"settlements", "idp_sites"})
DATED = ("settlements", "idp_sites", "incidents")
"""Kinds whose dates tell when something was seen, which is not in the future."""
STEPS = {"1": "whole degrees (111 km)", "0.1": "tenths of a degree (11 km)"}
"""Grids that positions are rounded to, the coarsest first."""
ON_GRID = 1e-6
DAYS_A_YEAR = 365.25
SHOWN_PLACES = 20
EARTH_KM = 6371.0
HALF_TURN = 180.0

Floats = NDArray[np.float64]


@cache
def bounds() -> Mapping[str, Any]:
    """What is still plausible, as the file beside this one says."""
    return tomllib.loads((Path(__file__).parent / "suspicion.toml").read_text(encoding="utf-8"))


def suspect(kind: str, rows: Columns, tally: Tally, called: Callable[[str], str], today: date) -> None:
    """Name what is odd about rows that were accepted.

    Parameters
    ----------
    kind : str
    rows : Columns
        One at least.
    tally : Tally
        Takes the findings.
    called : callable
        Field -> what the file calls it.
    today : date
        The last day that can have been seen.
    """
    doubts = _Doubts(kind, rows, tally, called)
    doubts.look_at_sizes()
    doubts.look_at_dates(today)
    doubts.look_at_places()


class _Doubts:
    """One table while its rows are doubted."""

    def __init__(self, kind: str, rows: Columns, tally: Tally, called: Callable[[str], str]) -> None:
        self.kind, self.rows, self.tally, self.called = kind, rows, tally, called
        self.numbers: list[int] = rows["row"]

    def look_at_sizes(self) -> None:
        """Headcounts and strengths beyond all that is known, and columns that say one number over and over."""
        for field in ("people", "strength"):
            limits = bounds()[field].get(self.kind)
            if limits is None:
                continue
            for number, value in zip(self.numbers, self.rows[field], strict=True):
                if value is None or limits["least"] <= value <= limits["most"] or (value == 0 and field == "strength"):
                    continue
                code = "hardly_so_few" if value < limits["least"] else "hardly_so_many"
                self.tally.doubt(code, self.called(field), number, str(value), **limits)
        if self.kind in SITES:
            self._look_for_filled_down()

    def _look_for_filled_down(self) -> None:
        known = [people for people in self.rows["people"] if people is not None]
        often = Counter(known).most_common(1)
        if len(known) >= bounds()["alike"]["rows"] and often[0][1] >= bounds()["alike"]["people_share"] * len(known):
            (people, count), facts = often[0], {"of": len(known), "column": self.called("people")}
            self.tally.say("people_repeat", Severity.WARNING, people=people, count=count, **facts)

    def look_at_dates(self, today: date) -> None:
        """Dates that have not come, that are too early for anything, and lists that are old."""
        if self.kind not in DATED:
            return
        limits, column = bounds()["dates"], self.called("date")
        dates: list[str | None] = self.rows["date"]
        for number, day in zip(self.numbers, dates, strict=True):
            if day is not None and (day > today.isoformat() or day < limits["earliest"]):
                code = "date_to_come" if day > today.isoformat() else "date_too_early"
                self.tally.doubt(code, column, number, day, today=today.isoformat(), earliest=limits["earliest"])
        newest = max(filter(None, dates), default=None)
        oldest = today - timedelta(days=limits["oldest_years"] * DAYS_A_YEAR)
        if self.kind in SITES and newest is not None and newest < oldest.isoformat():
            self.tally.say("list_old", Severity.WARNING, newest=newest, years=limits["oldest_years"], column=column)

    def look_at_places(self) -> None:
        """Places that many rows share, names that stand at two places, and positions that were rounded."""
        drawn = [at for at, shape in enumerate(self.rows["geometry"]) if shape is not None]
        positions = shapely.get_coordinates([self.rows["geometry"][at] for at in drawn])
        if len(self.numbers) > 1 and len(positions) > 1 and (positions == positions[0]).all():
            lon, lat = (round(float(value), 5) for value in positions[0])
            self.tally.say("all_at_one_place", Severity.WARNING, lon=lon, lat=lat)
            return
        if self.kind not in {*SITES, "bases"}:
            return
        self._look_for_rounded(drawn, positions)
        self._look_for_names_apart(drawn, positions)
        self._look_for_far(drawn, positions)
        if self.kind in SITES:
            self._look_for_shared_places(drawn, positions)
            self._look_for_doubles(drawn, positions)

    def _look_for_rounded(self, drawn: Sequence[int], at: Floats) -> None:
        """Positions on a coarse grid: most of them, or single ones at whole degrees."""
        limits = bounds()["alike"]
        if len(drawn) < limits["rows"]:
            return
        whole: list[int] = []
        for step, words in STEPS.items():
            cells = at / float(step)
            on_grid = (np.abs(cells - np.round(cells)) < ON_GRID).all(axis=1)
            rows = [self.numbers[drawn[n]] for n in np.flatnonzero(on_grid).tolist()]
            if len(rows) > limits["rounded_share"] * len(drawn):
                facts = {"count": len(rows), "of": len(drawn), "rows": self.tally.rows_text(rows), "step": words}
                self.tally.say("positions_rounded", Severity.WARNING, **facts)
                return
            whole = whole or rows if step == "1" else whole
        for number in whole:
            self.tally.count("position_whole_degrees", Severity.WARNING, self.called("lon"), number)

    def _look_for_names_apart(self, drawn: Sequence[int], at: Floats) -> None:
        """Names that stand at two places: of a base one is wrong, of towns both may be right."""
        names = [str(self.rows["name"][row]).casefold() for row in drawn]
        often = {name for name, count in Counter(names).items() if count > 1}
        alike: defaultdict[str, list[int]] = defaultdict(list)
        for n, name in enumerate(names):
            if name in often:
                alike[name].append(n)
        for group in alike.values():
            for one, other in self._apart(group, at):
                number, before = self.numbers[drawn[other]], self.numbers[drawn[one]]
                if self.kind == "bases":
                    km = round(float(geodesic_m(*at[one], *at[other])) / 1000, 1)
                    name = self.rows["name"][drawn[other]]
                    self.tally.doubt("base_elsewhere", self.called("name"), number, name, other=before, km=km)
                else:
                    self.tally.count("name_at_two_places", Severity.INFO, self.called("name"), number)

    def _apart(self, group: Sequence[int], at: Floats) -> Iterator[tuple[int, int]]:
        """Rows of a name that lie far from the first that lies elsewhere, each with it."""
        order = sorted(group, key=lambda n: tuple(at[n]))
        for one, other in pairwise(order):
            if (at[one] != at[other]).any() and float(geodesic_m(*at[one], *at[other])) > bounds()["alike"]["apart_m"]:
                yield one, other

    def _look_for_doubles(self, drawn: Sequence[int], at: Floats) -> None:
        """Rows of one name at one place under two ids, unless the one is included in the other."""
        for one, other, metres in listed_twice([str(self.rows["name"][row]) for row in drawn], at):
            first, second = sorted((drawn[one], drawn[other]), key=self.numbers.__getitem__)
            ids, whole = (self.rows[name] for name in ("id", "included_in"))
            if ids[second] == whole[first] or ids[first] == whole[second]:
                continue
            facts = {"people": self._heads(second), "other_people": self._heads(first), "metres": round(metres)}
            facts |= {"other": self.numbers[first], "other_name": self.rows["name"][first]}
            name = self.rows["name"][second]
            self.tally.doubt("possible_double", self.called("name"), self.numbers[second], name, **facts)

    def _heads(self, row: int) -> str:
        people = self.rows["people"][row]
        return "no number" if people is None else f"{people:,} people"

    def _look_for_far(self, drawn: Sequence[int], at: Floats) -> None:
        """Rows that lie far from all the others; not where so many do that the list is of several areas."""
        limits = bounds()["far"]
        if len(drawn) < limits["rows"]:
            return
        middle, away_km = _middle(at)
        if middle is None:
            return
        spread_km = float(np.quantile(away_km, limits["share_around"]))
        is_far = away_km > limits["spreads"] * spread_km
        far, others = np.flatnonzero(is_far), at[~is_far]
        if not len(far):
            return
        flat = (math.cos(math.radians(middle[1])), 1.0)  # degrees as the ground has them around the middle
        tree = shapely.STRtree(np.asarray(shapely.points(_around(middle[0], others) * flat), dtype=object))
        nearest = others[tree.nearest(shapely.points(_around(middle[0], at[far]) * flat))]
        gaps_km = geodesic_m(*at[far].T, *nearest.T) / 1000
        alone = np.flatnonzero(gaps_km > limits["least_km"]).tolist()
        if len(alone) > max(limits["few"], limits["most_share"] * len(drawn)):
            return
        for n in alone:
            row = drawn[far[n]]
            facts = {"km": f"{gaps_km[n]:,.0f}", "spread_km": f"{spread_km:,.0f}"}
            name = self.rows["name"][row]
            self.tally.doubt("far_from_others", self.called("name"), self.numbers[row], name, **facts)

    def _look_for_shared_places(self, drawn: Sequence[int], at: Floats) -> None:
        places, which, counts = np.unique(at[:, 0] + 1j * at[:, 1], return_inverse=True, return_counts=True)
        shared = np.flatnonzero(counts >= bounds()["alike"]["rows_at_one_place"])
        for place in shared[np.argsort(-counts[shared], kind="stable")][:SHOWN_PLACES]:
            rows = [self.numbers[drawn[n]] for n in np.flatnonzero(which == place).tolist()]
            facts = {"lon": round(float(places[place].real), 5), "lat": round(float(places[place].imag), 5)}
            self.tally.say(
                "many_at_one_place", Severity.WARNING, count=len(rows), rows=self.tally.rows_text(rows), **facts
            )
        if len(shared) > SHOWN_PLACES:
            count = int(counts[shared].sum())
            self.tally.say("more_at_one_place", Severity.WARNING, places=len(shared), count=count, shown=SHOWN_PLACES)


def _middle(at: Floats) -> tuple[tuple[float, float] | None, Floats]:
    """Longitude and latitude of the median of places, and how many km each lies from it on a sphere.

    None for places all around the earth.
    """
    lon, lat = np.radians(at.T)
    spots = np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    x, y, z = np.median(spots, axis=0).tolist()
    length = math.hypot(x, y, z)
    if length < ON_GRID:
        return None, np.zeros(len(at))
    chords = np.linalg.norm(spots - np.array([x, y, z]) / length, axis=1)
    away_km = 2 * EARTH_KM * np.arcsin(np.minimum(chords / 2, 1.0))
    return (math.degrees(math.atan2(y, x)), math.degrees(math.asin(z / length))), away_km


def _around(middle_lon: float, at: Floats) -> Floats:
    """Places by their longitude from a middle one, so that those beyond the antimeridian lie beside it."""
    return np.column_stack([(at[:, 0] - middle_lon + HALF_TURN) % (2 * HALF_TURN) - HALF_TURN, at[:, 1]])
