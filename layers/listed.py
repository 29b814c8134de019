# SPDX-License-Identifier: GPL-3.0-or-later
"""Which rows of a list are about the same site or base, and when each of these was told of last."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.cells import judge_cells
from layers.identify import SAME_PLACE_M
from layers.kinds import Kind
from layers.mapping import plain_name
from layers.periods import Periods, Step
from layers.positions import has_place, place_rows
from layers.raw import RawTable, only_rows
from layers.values import NOTHING, text_of

NEAR_M = 5000.0
"""Within this the next round or another map may put the same base, or the site of the same id."""
SAME_SPOT_M = 2.0
"""What lies no further apart is at one position, but for its rounding."""
EARTH_M = 6_371_009.0
MOST_ROWS = 600
"""What more rows share is no name or id of one site, such as "unknown": ten years of weeks are fewer."""
RECORDS_SHARE = 0.5
"""Where ids stand once and so many of the older rows come again, ids are those of rows, not of sites."""
SAME_ROUND_DAYS = 28
"""Rounds are a month apart at least, and take weeks: what is fewer days older is of the newest round."""

Floats = NDArray[np.float64]
Which = NDArray[np.bool_]
AreSame = Callable[[Sequence[int], NDArray[np.int64]], Which]
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

    def latest(self, periods: Periods) -> list[int | None]:
        """The newest period of the site or base that each row is about; None where none of its rows tells.

        Rows are about the same by their id, where the name is the same or the place near; without an id by name and
        place.
        """
        if not self._by_name and not self._by_id:
            return list(periods.of_rows)
        given = [own for own in self._ids if own]
        own_round = partial(self._are_namesakes, of_days=periods.step is Step.DATE)
        if len(set(given)) == len(given):
            by_name = _newest_of(periods, self._by_name, own_round)
            if not given or _come_again(periods.of_rows, by_name):
                return by_name
        by_id = _newest_of(periods, self._by_id, self._share_id)
        by_name = _newest_of(periods, self._by_name, lambda rows, told: own_round(rows, told) & self._want_id(rows))
        pairs = zip(by_id, by_name, strict=True)
        return [other if own is None else own if other is None else max(own, other) for own, other in pairs]

    def people(self, rows: Sequence[int]) -> list[int | None]:
        """How many people each of these rows tells of."""
        field = next(column for column in self.kind.columns if column.name in {"people", "strength"})
        at = self.columns.get(field.name)
        if at is None:
            return [None] * len(rows)
        cells = [row[at] for row in self.raw.rows]
        told = judge_cells(field, cells, decimal_comma=self.raw.decimal_comma).values
        return [count if isinstance(count := told[row], int) else None for row in rows]

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
    def _plain_names(self) -> list[str]:
        known = {name: plain_name(name) for name in set(self._names)}
        return [known[name] for name in self._names]

    @cached_property
    def _by_name(self) -> list[list[int]]:
        return _sharing(self._plain_names)

    @cached_property
    def _by_id(self) -> list[list[int]]:
        return _sharing(self._ids)

    def _share_id(self, rows: Sequence[int], _: NDArray[np.int64]) -> Which:
        """Which rows of one id are about the same: with another name at another place it is a slip, or no id."""
        names = np.array([self._plain_names[n] for n in rows])
        if names[0] and (names == names[0]).all():
            return np.full((len(rows), len(rows)), fill_value=True)
        return np.asarray((names[:, None] == names[None, :]) & (names != "") | (self._away_m(rows) < NEAR_M))

    def _are_namesakes(self, rows: Sequence[int], told: NDArray[np.int64], *, of_days: bool) -> Which:
        """Which rows of one name are about the same, by where they lie.

        Sites of one name and one round that lie a little apart are two.
        """
        away_m = self._away_m(rows)
        if self.kind.repeats:
            return np.asarray(away_m < NEAR_M)
        other_round = np.abs(told[:, None] - told[None, :]) >= (SAME_ROUND_DAYS if of_days else 1)
        return np.asarray((away_m < SAME_PLACE_M) & other_round | (away_m < SAME_SPOT_M))

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


def _newest_of(periods: Periods, groups: Sequence[Sequence[int]], are_same: AreSame) -> list[int | None]:
    """The newest period of the rows that are about the same as each row."""
    found: list[int | None] = list(periods.of_rows)
    for group in groups:
        told = np.array([-1 if (own := periods.of_rows[n]) is None else own for n in group])
        if (told == told[0]).all():
            continue
        newest = np.where(are_same(group, told), told[None, :], -1).max(axis=1)
        for n, period in zip(group, np.maximum(newest, told).tolist(), strict=True):
            found[n] = period if period >= 0 else None
    return found


def _come_again(told: Sequence[int | None], latest: Sequence[int | None]) -> bool:
    """Whether most rows that are not of the newest period have a newer one, so that they are about the same."""
    newest = max(period for period in told if period is not None)
    older = [n for n, period in enumerate(told) if period is not None and period < newest]
    return sum((latest[n] or 0) > (told[n] or 0) for n in older) >= RECORDS_SHARE * len(older)
