# SPDX-License-Identifier: GPL-3.0-or-later
"""Which rows of a list are about the same site or base, and when each of these was told of last."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property, partial

import numpy as np
import shapely

from layers.kinds import Kind
from layers.mapping import plain_name
from layers.namesakes import NEAR_M, SAME_SPOT_M, Floats, Ints, Which, sole_pairs
from layers.periods import Periods, Step
from layers.positions import has_place, place_rows
from layers.raw import RawTable, only_rows
from layers.values import NOTHING, text_of

EARTH_M = 6_371_009.0
MOST_ROWS = 600
"""What more rows share is no name or id of one site, such as "unknown": ten years of weeks are fewer."""
RECORDS_SHARE = 0.5
"""Where ids stand once and so many of the older rows come again, ids are those of rows, not of sites."""
SAME_ROUND_DAYS = 28
"""Rounds are a month apart at least, and take weeks: what is fewer days older is of the newest round."""

AreSame = Callable[[Sequence[int], Ints], Which]
"""Of these rows and their periods, -1 where there is none: which are about the same as which."""


class Listed:
    """The rows of a list by what they are about.

    Parameters
    ----------
    kind : Kind
    raw : RawTable
    columns : mapping of field to column index
    """

    def __init__(self, kind: Kind, raw: RawTable, columns: Mapping[str, int]) -> None:
        self.kind, self.raw, self.columns = kind, raw, columns

    def latest(self, periods: Periods, aside: Collection[int] = ()) -> list[int | None]:
        """The newest period of the site or base that each row is about; None where none of its rows tells.

        Rows are about the same by their id, where the name is the same or the place near; without an id by name and
        place, as sites of a newer list are (`layers.namesakes`). Of units the id tells alone, and else the name.

        Parameters
        ----------
        periods : Periods
        aside : collection of int
            Rows, by index, that make nothing newer.
        """
        told = [-1 if own is None else own for own in periods.of_rows]
        for n in aside:
            told[n] = -1
        if not self._by_name and not self._by_id:
            return [None if own < 0 else own for own in told]
        given = [own for own in self._ids if own]
        own_round = partial(self._are_namesakes, least=least_apart(periods.step))
        if len(set(given)) == len(given):
            by_name = _newest_of(told, self._by_name, own_round)
            if not given or _come_again(told, by_name):
                return by_name
        by_id = _newest_of(told, self._by_id, self._share_id)
        by_name = _newest_of(told, self._by_name, lambda rows, days: own_round(rows, days) & self._want_id(rows))
        pairs = zip(by_id, by_name, strict=True)
        return [other if own is None else own if other is None else max(own, other) for own, other in pairs]

    def told_in(self, periods: Periods) -> Mapping[str, frozenset[int]]:
        """The periods in which every name, as names are compared, and every id stands."""
        when: defaultdict[str, set[int]] = defaultdict(set)
        for name, own, period in zip(self.plain_names, self._ids, periods.of_rows, strict=True):
            if period is not None:
                when[name].add(period)
                when[f"id {own}"].add(period)
        return {key: frozenset(found) for key, found in when.items()}

    def moved_m(self, rows: Sequence[int], to: Mapping[str, Sequence[int]]) -> list[tuple[float, int | None]]:
        """How far each of these rows lies from the nearest of those of its id, else of its name, and which that is."""
        return [self._from_nearest(n, to.get(f"id {self._ids[n]}") or to.get(self.plain_names[n], ())) for n in rows]

    def by_key(self, rows: Sequence[int]) -> Mapping[str, Sequence[int]]:
        """These rows by id and by name, for `moved_m`."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for n in rows:
            found[self.plain_names[n]].append(n)
            if self._ids[n]:
                found[f"id {self._ids[n]}"].append(n)
        return found

    def _from_nearest(self, row: int, others: Sequence[int]) -> tuple[float, int | None]:
        near = [n for n in others if n in self._place_of]
        if row not in self._place_of or not near:
            return 0.0, None
        away_m = self._away_m([row, *near])[0, 1:]
        if np.isnan(away_m).all():
            return 0.0, None
        at = int(np.nanargmin(away_m))
        return float(away_m[at]), near[at]

    def called(self, row: int) -> str:
        """What a row is called by people."""
        return self._names[row] or self._ids[row] or f"row {self.raw.numbers[row]}"

    @cached_property
    def _ids(self) -> list[str]:
        return self._texts("id")

    @cached_property
    def _names(self) -> list[str]:
        return self._texts("name")

    def _texts(self, field: str) -> list[str]:
        at = self.columns.get(field)
        cells = ("" if at is None else text_of(row[at]) for row in self.raw.rows)
        return ["" if text.casefold() in NOTHING else text for text in cells]

    @cached_property
    def plain_names(self) -> list[str]:
        """What the rows are called, as names are compared."""
        known = {name: plain_name(name) for name in set(self._names)}
        return [known[name] for name in self._names]

    @cached_property
    def _contingents(self) -> list[str]:
        return [plain_name(text) for text in self._texts("contingent")]

    @cached_property
    def _by_name(self) -> list[list[int]]:
        return _sharing(self.plain_names)

    @cached_property
    def _by_id(self) -> list[list[int]]:
        return _sharing(self._ids)

    def _share_id(self, rows: Sequence[int], _: Ints) -> Which:
        """Which rows of one id are about the same: with another name at another place it is a slip, or no id."""
        names = np.array([self.plain_names[n] for n in rows])
        if self.kind.without_place or (names[0] and (names == names[0]).all()):
            return np.full((len(rows), len(rows)), fill_value=True)
        return np.asarray((names[:, None] == names[None, :]) & (names != "") | (self._away_m(rows) < NEAR_M))

    def _are_namesakes(self, rows: Sequence[int], told: Ints, *, least: int) -> Which:
        """Which rows of one name are about the same, by where they lie; units move, and have contingents instead.

        Sites of one name and one round that lie a little apart are two.
        """
        if self.kind.without_place:
            owners = np.array([self._contingents[n] for n in rows])
            return np.asarray((owners[:, None] == owners[None, :]) | (owners == "")[:, None] | (owners == "")[None, :])
        away_m = self._away_m(rows)
        if self.kind.repeats:
            return np.asarray(away_m < NEAR_M)
        here = np.asarray(away_m < SAME_SPOT_M)
        return here if here.all() else here | self._are_again(rows, told, away_m, least)

    def _are_again(self, rows: Sequence[int], told: Ints, away_m: Floats, least: int) -> Which:
        """Which rows of one name are about the same in different rounds, as lists of two rounds are compared."""
        order = np.lexsort((told, *self._places[[self._place_of[n] for n in rows]].T))
        told, away_m = told[order], away_m[np.ix_(order, order)]
        here = away_m < SAME_SPOT_M
        spot = np.where(here.any(axis=1), here.argmax(axis=1), np.arange(len(rows)))
        turn = _turns(told, least)
        turns = int(turn.max()) + 1
        _, first, at = np.unique(spot * turns + turn, return_index=True, return_inverse=True)
        told, turn, away_m = told[first], turn[first], away_m[np.ix_(first, first)]
        one, other = np.nonzero((told[None, :] - told[:, None] >= least) & (away_m <= NEAR_M))
        sure = sole_pairs(one * turns + turn[other], other * turns + turn[one], away_m[one, other])
        same = np.eye(len(first), dtype=bool)
        same[one[sure], other[sure]] = same[other[sure], one[sure]] = True
        found = np.zeros((len(rows), len(rows)), dtype=bool)
        found[np.ix_(order, order)] = same[np.ix_(at, at)]
        return found

    def _want_id(self, rows: Sequence[int]) -> Which:
        """Which pairs of rows do not both have an id that tells them apart."""
        has_id = np.array([bool(self._ids[n]) for n in rows])
        return np.asarray(~(has_id[:, None] & has_id[None, :]))

    def _away_m(self, rows: Sequence[int]) -> Floats:
        """How far rows lie from each other, through a sphere; rows without a place from all, themselves too: NaN."""
        at = self._places[[self._place_of[n] for n in rows]]
        return np.asarray(np.sqrt(sum(np.subtract.outer(axis, axis) ** 2 for axis in at.T)))

    @cached_property
    def _place_of(self) -> dict[int, int]:
        rows = dict.fromkeys(n for group in (*self._by_name, *self._by_id) for n in group)
        return {n: at for at, n in enumerate(rows)}

    @cached_property
    def _places(self) -> Floats:
        """Where the rows that share a name or an id lie, in metres from the middle of the earth."""
        if not has_place(self.raw, self.columns):
            return np.full((len(self._place_of), 3), np.nan)
        shapes = place_rows(self.kind, only_rows(self.raw, list(self._place_of)), self.columns).shapes
        west, south, east, north = np.radians(shapely.bounds(shapes).T)
        lon, lat = (west + east) / 2, (south + north) / 2
        return EARTH_M * np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _sharing(texts: Sequence[str]) -> list[list[int]]:
    """Rows that have a text in common; a text that stands once, or everywhere, makes nothing common."""
    often = {text for text, count in Counter(texts).items() if text and 1 < count <= MOST_ROWS}
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for n, text in enumerate(texts):
        if text in often:
            groups[text].append(n)
    return list(groups.values())


def least_apart(step: Step) -> int:
    """How many days, rounds or years lie between two rounds at least."""
    return SAME_ROUND_DAYS if step is Step.DATE else 1


def _turns(told: Ints, least: int) -> Ints:
    """Number of the round of every day or round, counted back from the newest."""
    known = np.unique(told)[::-1].tolist()
    turns: dict[int, int] = {}
    start, turn = known[0], 0
    for day in known:
        if start - day >= least:
            start, turn = day, turn + 1
        turns[day] = turn
    return np.array([turns[day] for day in told.tolist()], dtype=np.int64)


def _newest_of(told: Sequence[int], groups: Sequence[Sequence[int]], are_same: AreSame) -> list[int | None]:
    """The newest period of the rows that are about the same as each row; -1 stands for none."""
    found = list(told)
    for group in groups:
        own = np.array([told[n] for n in group], dtype=np.int64)
        if (own == own[0]).all():
            continue
        newest = np.where(are_same(group, own), own[None, :], -1).max(axis=1)
        for n, period in zip(group, np.maximum(newest, own).tolist(), strict=True):
            found[n] = period
    return [None if period < 0 else period for period in found]


def _come_again(told: Sequence[int], latest: Sequence[int | None]) -> bool:
    """Whether most rows that are not of the newest period have a newer one, so that they are about the same."""
    newest = max(told)
    older = [n for n, period in enumerate(told) if 0 <= period < newest]
    return sum((latest[n] or 0) > told[n] for n in older) >= RECORDS_SHARE * len(older)
