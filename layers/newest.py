# SPDX-License-Identifier: GPL-3.0-or-later
"""A list that tells of several rounds, dates or years at once: which of its rows are the newest, and what is left out.

Sites are kept by their newest row each, for a camp that was not visited is not gone. Bases are those of the newest
year: what stood there years ago is no disposition. Of bases with a date the newest row within a year counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from layers.findings import Finding, Severity
from layers.kinds import Kind
from layers.listed import SAME_ROUND_DAYS, Listed
from layers.periods import Periods, Step, periods_of
from layers.raw import RawTable, only_rows
from layers.suspicion import SITES

YEAR_DAYS = 365
SHOWN_NAMES = 5


def newest_rows(
    kind: Kind, raw: RawTable, columns: Mapping[str, int], file: str, *, today: dt.date | None = None
) -> tuple[RawTable, list[Finding]]:
    """Keep the newest rows of a list in which the same sites or bases stand round after round, or year after year.

    A round, date or year beside rows that stand there once, such as the year a base was opened, chooses nothing.

    Parameters
    ----------
    kind : Kind
    raw : RawTable
    columns : mapping of field to column index
    file : str
        Its name.
    today : date, optional
        What is later has not come, and is no period; that of the clock otherwise.

    Returns
    -------
    raw : RawTable
        Rows that are equally new are all in it.
    findings : list of Finding
        `years_left_out`, `older_left_out`, `long_unseen` and `seen_earlier`, where it is so.
    """
    if not (kind.repeats or kind.name in SITES):
        return raw, []
    listed = Listed(kind, raw, columns)
    for periods in periods_of(kind, raw, columns, today or dt.datetime.now(tz=dt.UTC).date()):
        choice = _Choice(listed, periods, file)
        if choice.tells_a_story:
            keep, found = choice.of_newest_year() if choice.is_by_year else choice.of_each()
            return only_rows(raw, keep), found
    return raw, []


@dataclass(frozen=True)
class _Choice:
    """Which rows are kept, by one column."""

    listed: Listed
    periods: Periods
    file: str

    @property
    def tells_a_story(self) -> bool:
        """Whether a site or base is listed in several periods."""
        return any(self._is_older(n) for n in range(len(self.periods.of_rows)))

    @property
    def is_by_year(self) -> bool:
        """Whether the newest period is the whole disposition."""
        return self.listed.kind.repeats and self.periods.step is Step.YEAR

    def of_newest_year(self) -> tuple[list[int], list[Finding]]:
        """Rows of the newest year, and those without a year."""
        told = self.periods.of_rows
        names = [self.listed.called(n) for n in range(len(told))]
        keep = [n for n, year in enumerate(told) if year in {None, self._newest}]
        now = {names[n].casefold() for n in keep}
        gone = [name for name in dict.fromkeys(names) if name.casefold() not in now]
        params = {"count": len(told) - len(keep), "undated": told.count(None), "older": _first(gone)}
        return keep, [self._said("years_left_out", params)]

    def of_each(self) -> tuple[list[int], list[Finding]]:
        """The newest rows of each; a row that does not tell where there is none that does."""
        told = self.periods.of_rows
        undated = [n for n, period in enumerate(told) if period is None and self._latest[n] is not None]
        older = [n for n in range(len(told)) if self._is_older(n)]
        out = {*undated, *older}
        tell = f", {len(undated)} of them because they tell no {self.periods.step} that has been, and others do"
        found = [self._said("older_left_out", {"count": len(out), "undated": tell if undated else ""})]
        kept = [n for n in range(len(told)) if n not in out]
        if self.listed.kind.repeats:
            unseen = [n for n in kept if self._days_behind(n) >= YEAR_DAYS]
            kept = [n for n in kept if self._days_behind(n) < YEAR_DAYS]
            found += self._long_unseen(unseen)
        return kept, [*found, *self._seen_earlier(kept)]

    @cached_property
    def _latest(self) -> list[int | None]:
        return self.listed.latest(self.periods)

    @cached_property
    def _newest(self) -> int:
        return max(self.periods.words)

    def _is_older(self, n: int) -> bool:
        own, latest = self.periods.of_rows[n], self._latest[n]
        return own is not None and latest is not None and own < latest

    def _days_behind(self, n: int) -> int:
        """How many days, rounds or years the newest of all is newer than a row."""
        own = self.periods.of_rows[n]
        return 0 if own is None else self._newest - own

    def _long_unseen(self, rows: Sequence[int]) -> Iterator[Finding]:
        if rows:
            names = _first(list(dict.fromkeys(map(self.listed.called, rows))))
            yield self._said("long_unseen", {"count": len(rows), "names": names}, rows)

    def _seen_earlier(self, kept: Sequence[int]) -> Iterator[Finding]:
        """Name those whose newest row is not of the newest round: nobody knows what became of them."""
        least = SAME_ROUND_DAYS if self.periods.step is Step.DATE else 1
        rows = [n for n in kept if self._days_behind(n) >= least]
        if not rows:
            return
        people = dict(zip(rows, self.listed.people(rows), strict=True))
        known = [count for count in people.values() if count is not None]
        by_size = sorted(rows, key=lambda n: (people[n] is not None, -(people[n] or 0), n))
        named = [f"{self.listed.called(n)} ({self._word(n)})" for n in by_size]
        of = {"count": len(rows), "of": len(kept), "names": _first(named)}
        more = f", {len(rows) - len(known)} of them without a number" if len(known) < len(rows) else ""
        of["people"] = f"{sum(known):,} people{more}"
        yield self._said("seen_earlier", of, rows)

    def _word(self, n: int) -> str:
        own = self.periods.of_rows[n]
        return "" if own is None else self.periods.words[own]

    def _said(self, code: str, params: Mapping[str, object], rows: Sequence[int] = ()) -> Finding:
        kind, words, column = self.listed.kind.name, self.periods.words, self.periods.column
        step = str(self.periods.step)
        of_all = {"kind": kind, "column": column, "step": step, "periods": len(words)}
        of_all |= {"oldest": words[min(words)], "newest": words[self._newest]}
        numbers = tuple(self.listed.raw.numbers[n] for n in rows)
        return Finding(code, Severity.WARNING, {**of_all, **params}, self.file, kind, column=column, rows=numbers)


def _first(names: Sequence[str]) -> str:
    """The first of some names, and how many more."""
    more = f" and {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else ""
    return f"{', '.join(names[:SHOWN_NAMES])}{more}" or "none"
