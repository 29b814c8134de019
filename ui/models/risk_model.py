# SPDX-License-Identifier: GPL-3.0-or-later
"""Bases by what hangs on them, and the sites that hang on one."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QObject

from gisplanner.analysis import Analysis
from gisplanner.report_rows import Tallies, tallies
from ui.messages import people_text, tr
from ui.models.answer_table import UNKNOWN_FIRST, AnswerTable, Column, Rows, ranks
from ui.models.sites_model import response_text, site_people

CLUSTER_SIGN = "\u25ce"


class RiskModel(AnswerTable):
    """Bases, then clusters of bases near each other; most people who hang on one first."""

    def __init__(self, parent: QObject | None = None) -> None:
        columns = (
            Column("name", tr("Base"), 132),
            Column("people", tr("Hang on it"), 84, number=True, tip=tr("People within standard, and not without it")),
            Column("sites", tr("Sites"), 52, number=True, tip=tr("Sites within standard, and not without it")),
            Column("next", tr("Next"), 220, tip=tr("Who would answer first in its place, for most of its people")),
            Column("first", tr("Answers first"), 98, number=True, tip=tr("People whom it answers first")),
            Column("first_sites", tr("Sites"), 52, number=True, tip=tr("Sites that it answers first")),
            Column("teams", tr("Teams"), 66, number=True),
            Column("strength", tr("Strength"), 76, number=True),
        )
        super().__init__(columns, parent)
        self._analysis: Analysis | None = None
        self._tallies: Tallies | None = None

    def show(self, analysis: Analysis | None) -> None:
        """Show another answer."""
        self._analysis = analysis
        self._tallies = None if analysis is None else tallies(analysis)
        self.refresh()

    def bases_of(self, record: int) -> tuple[int, ...]:
        """Bases of a record: one, or those of a cluster."""
        assert self._analysis is not None  # noqa: S101  else there is no row
        bases = len(self._analysis.plan.bases)
        return (record,) if record < bases else self._analysis.clusters[record - bases].bases

    def critical_of(self, record: int) -> NDArray[np.bool_]:
        """Sites that hang on a record; shape (sites,)."""
        assert self._analysis is not None  # noqa: S101  else there is no row
        bases = len(self._analysis.plan.bases)
        if record < bases:
            return np.asarray(self._analysis.coverage.critical[record], dtype=bool)
        return self._analysis.clusters[record - bases].critical

    def is_cluster(self, record: int) -> bool:
        """Whether a record is several bases."""
        return self._analysis is not None and record >= len(self._analysis.plan.bases)

    def record_named(self, name: str | None) -> int | None:
        """Number of the record with this id."""
        names = self.names()
        return names.index(name) if name in names else None

    def names(self) -> Sequence[str]:
        """Ids of the bases; of a cluster those of its bases."""
        if self._analysis is None:
            return ()
        bases = self._analysis.plan.bases
        clusters = (" + ".join(bases[n].id for n in cluster.bases) for cluster in self._analysis.clusters)
        return (*(base.id for base in bases), *clusters)

    def natural(self) -> Rows:
        """Most people first."""
        if self._analysis is None:
            return np.zeros(0, dtype=np.int64)
        return np.lexsort((-self.values("first"), -self.values("sites"), -self.values("people")))

    def text(self, record: int, key: str) -> str:
        """A cell in words."""
        assert self._analysis is not None and self._tallies is not None  # noqa: S101, PT018  else there is no row
        match key:
            case "name":
                return self._name(record)
            case "people" | "sites" | "first" | "first_sites":
                return people_text(int(self.values(key)[record]))
            case "next":
                return self._next(record)
            case _:
                value = self._output(record)[key == "strength"]
                return tr("unknown") if value is None else f"{value:,}"

    def values(self, key: str) -> NDArray[Any]:
        """What sorts a column."""
        assert self._analysis is not None and self._tallies is not None  # noqa: S101, PT018  else there is no row
        counted = self._tallies
        match key:
            case "people" | "sites":
                row = int(key == "people")
                return np.concatenate([counted.critical[row], counted.clusters[row]])
            case "first" | "first_sites":
                row = int(key == "first")
                several = [counted.first[row][list(one.bases)].sum() for one in self._analysis.clusters]
                return np.concatenate([counted.first[row], np.array(several, dtype=np.int64)])
            case "name" | "next":
                return ranks([self.text(record, key) for record in range(len(self.names()))])
            case _:
                outputs = [self._output(record)[key == "strength"] for record in range(len(self.names()))]
                return np.array([UNKNOWN_FIRST if value is None else value for value in outputs], dtype=np.int64)

    def tip(self, record: int, key: str) -> str:
        """The cell; of a cluster what it is."""
        said = self.text(record, key)
        if key == "name" and self.is_cluster(record):
            return tr("{bases}: near each other, taken as one").format(bases=said)
        return said

    def _name(self, record: int) -> str:
        assert self._analysis is not None  # noqa: S101  else there is no row
        bases = [self._analysis.plan.bases[n] for n in self.bases_of(record)]
        if len(bases) > 1:
            return f"{CLUSTER_SIGN} {' + '.join(base.name for base in bases)}"
        return bases[0].name if bases[0].open else tr("{base} (closed)").format(base=bases[0].name)

    def _next(self, record: int) -> str:
        assert self._analysis is not None and self._tallies is not None  # noqa: S101, PT018  else there is no row
        if self.is_cluster(record):
            return tr("see its bases")
        sites, people = self._tallies.next[:, record]
        there = np.flatnonzero(sites)
        if len(there) == 0:
            return tr("answers no site first")
        best = int(there[np.argmax(people[there])])
        who = tr("nobody") if best == 0 else self._analysis.plan.bases[best - 1].name
        return f"{who} ({people_text(int(people[best]))})"

    def _output(self, record: int) -> tuple[int | None, int | None]:
        """Teams and strength, None where a unit's strength is unknown."""
        assert self._analysis is not None  # noqa: S101  else there is no row
        outputs = [self._analysis.outputs[n] for n in self.bases_of(record)]
        if any(output.unknown for output in outputs):
            return None, None
        return sum(len(output.teams) for output in outputs), sum(output.strength for output in outputs)


class HangingModel(AnswerTable):
    """Sites that hang on a base or a cluster, most people first."""

    def __init__(self, parent: QObject | None = None) -> None:
        columns = (
            Column("name", tr("Site"), 124),
            Column("people", tr("People"), 66, number=True),
            Column("response", tr("Response"), 78, number=True, tip=tr("Minutes until the first team is on site")),
            Column("next", tr("Next"), 150, tip=tr("Who answers first if the answering base is gone")),
        )
        super().__init__(columns, parent)
        self._analysis: Analysis | None = None
        self._mask: NDArray[np.bool_] = np.zeros(0, dtype=bool)
        self._gone: frozenset[int] = frozenset()

    def show(self, analysis: Analysis | None, mask: NDArray[np.bool_], gone: Sequence[int]) -> None:
        """Show the sites of a mask, which hang on the bases `gone`."""
        self._analysis, self._mask, self._gone = analysis, mask, frozenset(gone)
        self.refresh()

    def names(self) -> Sequence[str]:
        """Ids of all sites."""
        return () if self._analysis is None else self._analysis.theatre.sites.id

    def token(self) -> Hashable:
        """The same as long as the theatre is."""
        return None if self._analysis is None else id(self._analysis.theatre.sites)

    def natural(self) -> Rows:
        """Most people first, unknown headcounts before all."""
        if self._analysis is None:
            return np.zeros(0, dtype=np.int64)
        rows = np.flatnonzero(self._mask)
        return np.asarray(rows[np.argsort(-self.values("people")[rows], kind="stable")], dtype=np.int64)

    def text(self, record: int, key: str) -> str:
        """A cell in words."""
        assert self._analysis is not None  # noqa: S101  else there is no row
        match key:
            case "name":
                return self._analysis.theatre.sites.name[record]
            case "people":
                return site_people(self._analysis, record)
            case "response":
                return response_text(self._analysis, record)
            case _:
                return self._next(self._analysis, record)

    def values(self, key: str) -> NDArray[Any]:
        """What sorts a column."""
        assert self._analysis is not None  # noqa: S101  else there is no row
        sites, coverage = self._analysis.theatre.sites, self._analysis.coverage
        match key:
            case "name":
                return ranks(sites.name)
            case "people":
                return np.where(sites.people_known, sites.people, UNKNOWN_FIRST)
            case "response":
                return coverage.response_ms
            case _:
                return np.append(ranks([base.name for base in self._analysis.plan.bases]), -1)[coverage.next_base]

    def _next(self, analysis: Analysis, record: int) -> str:
        base, after = int(analysis.coverage.base[record]), int(analysis.coverage.next_base[record])
        if base not in self._gone:
            # it needs more teams than one: another base answers first with or without these
            return tr("{base} as now, with too few teams").format(base=analysis.plan.bases[base].name)
        if after < 0:
            return tr("nobody")
        if after in self._gone:
            return tr("not computed for several bases")
        return analysis.plan.bases[after].name
