# SPDX-License-Identifier: GPL-3.0-or-later
"""A list that tells of several rounds, dates or years at once: which of its rows are the newest, and what is left out.

Sites are kept by their newest row each, for a camp that was not visited is not gone. Bases and units are those of the
newest year: what stood there years ago is no disposition. Of those with a date the newest row within a year counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from layers.findings import Finding, Severity
from layers.kinds import Kind
from layers.layer import Layer
from layers.listed import Listed
from layers.periods import FORCES, Periods, Step, periods_of
from layers.raw import RawTable, only_rows
from layers.suspicion import SITES
from layers.tally import first_of
from layers.unseen import Unseen
from layers.validate import rejected_alone

YEAR_DAYS = 365


@dataclass(frozen=True)
class Newest:
    """What is kept of a list.

    Attributes
    ----------
    raw : RawTable
        Rows that are equally new are all in it.
    findings : list of Finding
        `years_left_out`, `older_left_out`, `long_unseen`, `period_unread` and `period_order_unclear`, where it is so.
    unseen : Unseen or None
        What can be said once the rows are judged.
    """

    raw: RawTable
    findings: list[Finding] = field(default_factory=list)
    unseen: Unseen | None = None

    def found_in(self, layer: Layer) -> list[Finding]:
        """All that is to be said, with what those of its rows tell that were accepted."""
        return [*self.findings, *([] if self.unseen is None else self.unseen.of(layer))]


def newest_rows(
    kind: Kind, raw: RawTable, columns: Mapping[str, int], file: str, *, today: dt.date | None = None
) -> Newest:
    """Keep the newest rows of a list in which the same sites, bases or units stand time after time.

    A round, date or year beside rows that stand there once, such as the year a base was opened, chooses nothing; nor
    do dates that would choose otherwise if the month stood first. A row that is rejected whatever the others say is
    newer than none.

    Parameters
    ----------
    kind : Kind
    raw : RawTable
    columns : mapping of field to column index
    file : str
        Its name.
    today : date, optional
        What is later has not come, and is no period; that of the clock otherwise.
    """
    if not (kind.name in FORCES or kind.name in SITES):
        return Newest(raw)
    listed, doubts, rounds = Listed(kind, raw, columns), list[Finding](), None
    for periods in periods_of(kind, raw, columns, today or dt.datetime.now(tz=dt.UTC).date()):
        ways = [_Choice(listed, one, file) for one in (periods, periods.otherwise) if one is not None]
        if any(way.tells_a_story for way in ways):
            faulty = frozenset(rejected_alone(kind, raw, columns, file))
            choice, *others = (_Choice(listed, way.periods, file, faulty) if faulty else way for way in ways)
            if any(other.kept != choice.kept for other in others):
                doubts.append(choice.said("period_order_unclear", {}))
            elif choice.tells_a_story:
                return Newest(only_rows(raw, choice.kept), [*doubts, *choice.findings()], choice.unseen())
        elif periods.step is Step.ROUND and rounds is None:
            rounds = Unseen(listed, periods, file, range(len(raw.rows)), all_once=True)
    return Newest(raw, doubts, rounds)


@dataclass(frozen=True)
class _Choice:
    """Which rows are kept, by one column; rows that are rejected by themselves make no other old."""

    listed: Listed
    periods: Periods
    file: str
    faulty: frozenset[int] = frozenset()

    @property
    def tells_a_story(self) -> bool:
        """Whether a site, base or unit is listed in several periods."""
        return any(self._is_older(n) for n in range(len(self.periods.of_rows)))

    @property
    def is_by_year(self) -> bool:
        """Whether the newest period is the whole disposition."""
        return self.listed.kind.name in FORCES and self.periods.step is Step.YEAR

    @cached_property
    def kept(self) -> list[int]:
        """The rows that are kept."""
        if self.is_by_year:
            return [n for n, year in enumerate(self.periods.of_rows) if year is None or year >= self._newest]
        return [n for n in self._not_older if n not in self._long_unseen]

    def findings(self) -> Iterator[Finding]:
        """What was left out, and why."""
        if self.is_by_year:
            yield self._years_left_out()
            return
        undated = self._undated
        tell = f", {len(undated)} of them because they tell no {self.periods.step} that has been, and others do"
        left = len(self.periods.of_rows) - len(self._not_older)
        yield self.said("older_left_out", {"count": left, "undated": tell if undated else ""})
        if self.periods.month_first:
            yield replace(self.said("period_month_first", {}), severity=Severity.INFO)
        rows = [n for n in self.kept if n in self.periods.unread and self._latest[n] is not None]
        if rows:
            at = self.listed.raw.columns.index(self.periods.columns[-1])
            values = first_of(list(dict.fromkeys(str(self.listed.raw.rows[n][at]) for n in rows)))
            yield self.said("period_unread", {"count": len(rows), "values": values}, rows)
        if self._long_unseen:
            names = first_of(list(dict.fromkeys(map(self.listed.called, self._long_unseen))))
            yield self.said("long_unseen", {"count": len(self._long_unseen), "names": names}, self._long_unseen)

    def unseen(self) -> Unseen:
        """What can be said once the rows are judged."""
        return Unseen(self.listed, self.periods, self.file, self.kept)

    def said(self, code: str, params: Mapping[str, object], rows: Sequence[int] = ()) -> Finding:
        """Say something of the list."""
        return self.unseen().said(code, params, [self.listed.raw.numbers[n] for n in rows])

    def _years_left_out(self) -> Finding:
        told, kept = self.periods.of_rows, set(self.kept)
        names = [self.listed.called(n) for n in range(len(told))]
        now = {names[n].casefold() for n in kept}
        gone = [name for name in dict.fromkeys(names) if name.casefold() not in now]
        oldest = self.periods.called(min(self.periods.words))
        params = {"count": len(told) - len(kept), "undated": told.count(None), "older": first_of(gone)}
        params["take"] = f'--where "{self.listed.kind.name}:{self.periods.columns[0]}={oldest}"'
        return self.said("years_left_out", params)

    @cached_property
    def _latest(self) -> list[int | None]:
        return self.listed.latest(self.periods, self.faulty)

    @cached_property
    def _newest(self) -> int:
        told = [own for n, own in enumerate(self.periods.of_rows) if own is not None and n not in self.faulty]
        return max(told, default=0)

    @cached_property
    def _undated(self) -> frozenset[int]:
        """Rows that tell no period beside others of theirs that do; not those that may tell one nobody can read."""
        told, unread = self.periods.of_rows, self.periods.unread
        return frozenset(n for n, own in enumerate(told) if own is None and self._latest[n] is not None) - unread

    @cached_property
    def _not_older(self) -> list[int]:
        count = len(self.periods.of_rows)
        return [n for n in range(count) if n not in self._undated and not self._is_older(n)]

    @cached_property
    def _long_unseen(self) -> list[int]:
        if self.listed.kind.name not in FORCES:
            return []
        told = self.periods.of_rows
        behind = {n: self._newest - own for n in self._not_older if (own := told[n]) is not None}
        return [n for n, days in behind.items() if days >= YEAR_DAYS]

    def _is_older(self, n: int) -> bool:
        own, latest = self.periods.of_rows[n], self._latest[n]
        return own is not None and latest is not None and own < latest
