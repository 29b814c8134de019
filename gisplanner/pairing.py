# SPDX-License-Identifier: GPL-3.0-or-later
"""Which site of a list is which of an earlier one: by id, else by name and place (docs/method.md, *Rounds*)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.findings import Finding, Severity
from layers.geodesy import geodesic_m
from layers.layer import Layer, Row, rows_of
from layers.mapping import plain_name
from layers.namesakes import neighbours, sole_pairs

LISTED_ID = "id_in_list"
"""Attribute of a site whose list calls it otherwise than the plan does, by which the next list may know it."""
MOST_PAIRS = 1_000_000
"""Of a name that so many sites share nobody can tell which is which."""

Ints = NDArray[np.int64]


class Listed:
    """The sites of one list, by number, in order of id.

    Parameters
    ----------
    layer : Layer
    """

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self.rows: list[Row] = rows_of(layer)
        self.lon, self.lat = shapely.get_coordinates(layer.table.geometry.to_numpy()).reshape(-1, 2).T

    @cached_property
    def names(self) -> list[str]:
        """What the sites are called, as names are compared."""
        return [plain_name(str(row["name"])) for row in self.rows]

    @cached_property
    def ids(self) -> list[str]:
        """What the list itself calls the sites."""
        return [str(json.loads(row["attributes"]).get(LISTED_ID, row["id"])) for row in self.rows]

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Pairing:
    """Which site is which.

    Attributes
    ----------
    old_of : dict of int to int
        Number of a site in the newer list -> its number in the older.
    by_id : frozenset of int
        Numbers in the newer list of those found by their id; the others were by name and place.
    findings : list of Finding
        Where it could not be told, or not for certain.
    """

    old_of: dict[int, int] = field(default_factory=dict)
    by_id: frozenset[int] = frozenset()
    findings: list[Finding] = field(default_factory=list)


def paired(old: Listed, new: Listed, *, near_m: float, spot_m: float) -> Pairing:
    """Tell which site of the newer list is which of the older.

    The id counts where the name is the same or the place is near; else another site has got it. Then the name counts,
    of sites at one spot first, where only one of either list comes into question (`layers.namesakes`).
    The others stay apart.

    Parameters
    ----------
    old, new : Listed
    near_m : float
        So far from its former place a site may be known by its name.
    spot_m : float
        So near to each other are two places one spot.
    """
    doubts = _Doubts(old, new)
    found = _by_id(old, new, near_m, doubts)
    by_id = frozenset(found)
    one, other, away_m = _namesakes(old, new, found, doubts)
    sure = sole_pairs(one, other, away_m, spot_m=spot_m, near_m=near_m)
    found |= dict(zip(other[sure].tolist(), one[sure].tolist(), strict=True))
    left = ~np.isin(one, list(found.values())) & ~np.isin(other, list(found))
    doubts.say_namesakes(other[left], away_m[left], near_m)
    doubts.say_neighbours(found, spot_m)
    return Pairing(found, by_id, doubts.findings)


def _by_id(old: Listed, new: Listed, near_m: float, doubts: _Doubts) -> dict[int, int]:
    place = {own: number for number, own in enumerate(old.ids)}
    both = [(place[own], number) for number, own in enumerate(new.ids) if own in place]
    if not both:
        return {}
    was, now = np.array(both, dtype=np.int64).T
    away_m = away_m_of(old, new, was, now)
    found: dict[int, int] = {}
    for (one, other), metres in zip(both, away_m.tolist(), strict=True):
        if metres <= near_m or old.names[one] == new.names[other]:
            found[other] = one
        else:
            doubts.say("round_id_reused", other, old=old.rows[one]["name"], km=_km(metres), id=new.ids[other])
    return found


def _namesakes(
    old: Listed, new: Listed, found: dict[int, int], doubts: _Doubts
) -> tuple[Ints, Ints, NDArray[np.float64]]:
    """All pairs of one name among the sites not found yet, and how far they lie apart."""
    named: defaultdict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    known = set(found.values())
    for number, name in enumerate(old.names):
        if number not in known:
            named[name][0].append(number)
    for number, name in enumerate(new.names):
        if number not in found:
            named[name][1].append(number)
    pairs: list[tuple[int, int]] = []
    for own, others in named.values():
        if len(own) * len(others) > MOST_PAIRS:
            doubts.say("round_name_common", others[0], old=len(own), new=len(others))
        else:
            pairs += [(one, other) for one in own for other in others]
    one, other = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return one, other, away_m_of(old, new, one, other)


def away_m_of(old: Listed, new: Listed, one: Ints, other: Ints) -> NDArray[np.float64]:
    """How far sites of the newer list, `other`, lie from those of the older, `one`; both of shape (pairs,)."""
    if len(one) == 0:
        return np.zeros(0)
    return np.asarray(geodesic_m(old.lon[one], old.lat[one], new.lon[other], new.lat[other]), dtype=np.float64)


def _km(metres: float) -> float:
    return round(metres / 1000, 1)


class _Doubts:
    """What is said of sites that could not be told apart, or not for certain."""

    def __init__(self, old: Listed, new: Listed) -> None:
        self._old, self._new = old, new
        self.findings: list[Finding] = []

    def say(self, code: str, number: int, **params: object) -> None:
        """Say something of a site of the newer list."""
        layer, row = self._new.layer, self._new.rows[number]
        about = {"name": row["name"], **params}
        self.findings.append(Finding(code, Severity.WARNING, about, layer.source, layer.kind, row["row"]))

    def say_namesakes(self, other: Ints, away_m: NDArray[np.float64], near_m: float) -> None:
        """Name the new sites that are called as one that is gone: several near by, or one far away."""
        for number in np.unique(other).tolist():
            own = other == number
            near = int((away_m[own] <= near_m).sum())
            if near:
                self.say("round_ambiguous", number, km=_km(near_m), count=near)
            else:
                self.say("round_namesake_far", number, km=_km(float(away_m[own].min())), near_km=_km(near_m))

    def say_neighbours(self, found: dict[int, int], spot_m: float) -> None:
        """Name the new sites at the very spot of one that is gone under another name."""
        known = set(found.values())
        gone = np.array([n for n in range(len(self._old)) if n not in known], dtype=np.int64)
        fresh = np.array([n for n in range(len(self._new)) if n not in found], dtype=np.int64)
        for number, one in self._together(gone, fresh, spot_m):
            if self._old.names[one] != self._new.names[number]:
                self.say("round_same_spot", number, old=self._old.rows[one]["name"], spot_m=int(spot_m))

    def _together(self, gone: Ints, fresh: Ints, spot_m: float) -> Iterator[tuple[int, int]]:
        """(new, old) for the nearest site that is gone, where there is one within the spot."""
        if len(gone) == 0 or len(fresh) == 0:
            return
        places = np.column_stack([self._old.lon[gone], self._old.lat[gone]])
        here = np.column_stack([self._new.lon[fresh], self._new.lat[fresh]])
        at, near, away_m = neighbours(here, places, spot_m)
        nearest: dict[int, tuple[float, int]] = {}
        for number, one, metres in zip(fresh[at].tolist(), gone[near].tolist(), away_m.tolist(), strict=True):
            nearest[number] = min(nearest.get(number, (np.inf, 0)), (metres, one))
        yield from ((number, one) for number, (_, one) in sorted(nearest.items()))
