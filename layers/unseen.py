# SPDX-License-Identifier: GPL-3.0-or-later
"""Of a list of several rounds, once its rows are judged: what was not seen of late, may stand twice, or has moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from layers.findings import Finding, Severity
from layers.identify import SAME_PLACE_M
from layers.layer import Layer, Row, rows_of
from layers.listed import Listed, least_apart
from layers.mapping import plain_name
from layers.namesakes import NEAR_M, Floats, neighbours
from layers.periods import Periods
from layers.tally import first_of

RENAMED_M = 500.0
"""[A] Two teams stand so far apart in one camp; in towns of camps neighbours of this distance are few."""


@dataclass(frozen=True)
class Unseen:
    """What is to be said of a list of several rounds once its rows are judged.

    Parameters
    ----------
    listed : Listed
    periods : Periods
    file : str
        Its name.
    kept : sequence of int
        The rows that are kept.
    all_once : bool
        True where nothing stands in several rounds, so that nothing was chosen.
    """

    listed: Listed
    periods: Periods
    file: str
    kept: Sequence[int]
    all_once: bool = False

    def of(self, layer: Layer) -> Iterator[Finding]:
        """Say it of the rows that were accepted.

        Yields
        ------
        Finding
            `seen_earlier`, `perhaps_same` and `moved_since`.
        """
        rows = self._rows_of(layer)
        told = [row["period"] for row in rows if row["period"] is not None]
        if not told:
            return
        stale = [row for row in rows if row["period"] is not None and max(told) - row["period"] >= self._least]
        if stale and not self.all_once:
            yield self._seen_earlier(stale, len(rows), max(told))
        if not self.listed.kind.without_place:
            yield from self._perhaps_same(stale, rows)
            yield from self._moved(rows)

    def said(
        self, code: str, params: Mapping[str, object], rows: Sequence[int] = (), newest: int | None = None
    ) -> Finding:
        """Say something of the list; rows by their numbers in the file, and the newest period if it is not of all."""
        kind, periods, column = self.listed.kind.name, self.periods, " and ".join(self.periods.columns)
        newest = max(periods.words) if newest is None else newest
        take = zip(periods.columns, periods.words[newest], strict=True)
        of_all = {"kind": kind, "column": column, "step": str(periods.step), "periods": len(periods.words)}
        of_all |= {"oldest": periods.called(min(periods.words)), "newest": periods.called(newest)}
        of_all["take"] = " ".join(f'--where "{kind}:{one}={cell}"' for one, cell in take)
        shown = self.periods.columns[-1]
        return Finding(code, Severity.WARNING, {**of_all, **params}, self.file, kind, column=shown, rows=tuple(rows))

    @cached_property
    def _least(self) -> int:
        return least_apart(self.periods.step)

    def _rows_of(self, layer: Layer) -> list[Row]:
        """What was accepted, one row for every id; with its row in the list and its period."""
        index = {number: n for n, number in enumerate(self.listed.raw.numbers)}
        found: dict[str, Row] = {}
        for row in rows_of(layer):
            n = index[row["row"]]
            heads = row.get("people", row.get("strength"))
            own = {**row, "index": n, "period": self.periods.of_rows[n], "heads": heads}
            found.setdefault(row["id"], own)
        return list(found.values())

    def _seen_earlier(self, stale: Sequence[Row], count: int, newest: int) -> Finding:
        """Name those whose newest row is not of the newest round: nobody knows what became of them."""
        ordered = _by_size(stale)
        named = [f"{row['name']} ({self.periods.called(row['period'])})" for row in ordered]
        params = {"count": len(stale), "of": count, "names": first_of(named), "people": _people(stale)}
        return self.said("seen_earlier", params, sorted(row["row"] for row in stale), newest)

    def _perhaps_same(self, stale: Sequence[Row], rows: Sequence[Row]) -> Iterator[Finding]:
        """Name those last seen in an older round where a newer row may be about the same."""
        if not stale:
            return
        when = self.listed.told_in(self.periods)
        here, there = (_places(some) for some in (stale, rows))
        best: dict[int, tuple[float, int]] = {}
        for at, near, away_m in zip(*(found.tolist() for found in neighbours(here, there, NEAR_M)), strict=True):
            if self._may_be(stale[at], rows[near], away_m, when):
                best[at] = min(best.get(at, (np.inf, 0)), (away_m, near))
        if not best:
            return
        found = _by_size([stale[at] for at in sorted(best)])
        other = {stale[at]["index"]: (rows[near], away_m) for at, (away_m, near) in best.items()}
        params = {
            "count": len(found),
            "people": _people(found),
            "spot_m": int(RENAMED_M),
            "near_km": int(NEAR_M / 1000),
        }
        params["names"] = first_of([self._beside(row, *other[row["index"]]) for row in found])
        numbers = {number for row in found for number in (row["row"], other[row["index"]][0]["row"])}
        yield self.said("perhaps_same", params, sorted(numbers))

    def _may_be(self, old: Row, new: Row, away_m: float, when: Mapping[str, frozenset[int]]) -> bool:
        """Whether a newer row may be about what an older one is; not where both stood in the older's round."""
        if new["period"] is None or new["period"] - old["period"] < self._least:
            return False
        name, met = plain_name(new["name"]), when.get(f"id {new['id']}", frozenset())
        if name != plain_name(old["name"]):
            met |= when.get(name, frozenset())
            if away_m > RENAMED_M:
                return False
        return not any(abs(period - old["period"]) < self._least for period in met)

    def _beside(self, old: Row, new: Row, away_m: float) -> str:
        heads = "no number" if old["heads"] is None else f"{old['heads']:,} people"
        was, now = (self.periods.called(row["period"]) for row in (old, new))
        return f"{old['name']} ({was}, {heads}) and {new['name']} ({now}, {away_m:,.0f} m away)"

    def _moved(self, rows: Sequence[Row]) -> Iterator[Finding]:
        """Name those that were taken for the same as an older row that lies elsewhere."""
        kept = set(self.kept)
        by_row = {row["index"]: row for row in rows}
        told = self.periods.of_rows
        out = [n for n in range(len(told)) if n not in kept and told[n] is not None]
        latest: dict[int, tuple[int, float]] = {}
        moves = self.listed.moved_m(out, self.listed.by_key(sorted(by_row)))
        for n, (away_m, now) in zip(out, moves, strict=True):
            if now is not None:
                latest[now] = max(latest.get(now, (-1, 0.0)), (told[n] or 0, away_m))
        moved = [by_row[now] for now, (_, away_m) in latest.items() if away_m > SAME_PLACE_M]
        if moved:
            named = _by_size(moved)
            names = [f"{row['name']} ({latest[row['index']][1] / 1000:,.1f} km)" for row in named]
            params = {"count": len(moved), "people": _people(moved), "km": int(SAME_PLACE_M / 1000)}
            yield self.said("moved_since", {**params, "names": first_of(names)}, sorted(row["row"] for row in moved))


def _by_size(rows: Sequence[Row]) -> list[Row]:
    """Rows without a number first, then by how many people they tell of."""
    return sorted(rows, key=lambda row: (row["heads"] is not None, -(row["heads"] or 0), row["row"]))


def _people(rows: Sequence[Row]) -> str:
    unknown = sum(row["heads"] is None for row in rows)
    more = f", {unknown} of them without a number" if unknown else ""
    return f"{sum(row['heads'] or 0 for row in rows):,} people{more}"


def _places(rows: Sequence[Row]) -> Floats:
    return np.asarray(shapely.get_coordinates([row["geometry"] for row in rows]), dtype=np.float64)
