# SPDX-License-Identifier: GPL-3.0-or-later
"""Every site with its answer, as a table that can be searched, filtered and sorted."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QObject

from gisplanner.analysis import Analysis, Flip
from gisplanner.coverage import STATUSES, UNDER_STRENGTH, UNKNOWN, UNREACHED, WITHIN
from gisplanner.mobility import UNREACHABLE
from gisplanner.theatre import Theatre
from gisplanner.wording import REASONS, minutes
from ui.messages import kind_text, minutes_text, people_text, status_text, tr
from ui.models.answer_table import UNKNOWN_FIRST, AnswerTable, Column, Rows, folded, ranks
from ui.style import STATUS_COLOURS, STATUS_SIGNS, ink

Bools = NDArray[np.bool_]


class Which(StrEnum):
    """Sites that can be picked out beside those of one status."""

    NOT_WITHIN = "not_within"
    AT_ONCE = "at_once"
    SOLE = "sole"
    HEADCOUNT_UNKNOWN = "headcount_unknown"
    FLIPS = "flips"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which sites are shown.

    Attributes
    ----------
    text : str
        Part of a name or id.
    status : str or None
        One of `STATUSES` or of `Which`.
    kind : str or None
    area : int or None
        Row in the theatre's areas, -1 for what lies in none.
    """

    text: str = ""
    status: str | None = None
    kind: str | None = None
    area: int | None = None


class _Ground:
    """What stays of the sites while answers come and go."""

    def __init__(self, theatre: Theatre) -> None:
        sites = theatre.sites
        self.theatre = theatre
        self.names = [str(name) for name in theatre.areas["name"]]
        self.area = theatre.site_area
        self.searched = [folded(f"{name}\n{own}") for name, own in zip(sites.name, sites.id, strict=True)]
        self.by_name = ranks(sites.name)
        self.kind = np.array(sites.kind, dtype=object)
        self.by_kind = ranks([kind_text(kind) for kind in sites.kind])
        self.by_area = np.append(ranks(self.names), len(self.names))[self.area]


class SitesModel(AnswerTable):
    """Sites of the answer shown, in order of id unless sorted."""

    def __init__(self, parent: QObject | None = None) -> None:
        columns = (
            Column("status", tr("Status"), 138),
            Column("name", tr("Site"), 112),
            Column("people", tr("People"), 64, number=True),
            Column("response", tr("Min"), 46, number=True, tip=tr("Minutes until the first team is on site")),
            Column("standard", tr("Standard"), 74, number=True, tip=tr("Minutes that the response may take")),
            Column("base", tr("Base"), 120, tip=tr("Who answers first")),
            Column("teams", tr("Teams"), 58, number=True, tip=tr("Teams in time / teams needed")),
            Column("backup", tr("Backup"), 150, tip=tr("The earliest base apart from the one that answers")),
            Column("kind", tr("Kind"), 84),
            Column("area", tr("Area"), 96),
        )
        super().__init__(columns, parent)
        self._analysis: Analysis | None = None
        self._flips: frozenset[int] = frozenset()
        self._ground: _Ground | None = None
        self._filter = Filter()
        self._bases: list[str] = []
        self._still: Bools = np.zeros(0, dtype=bool)

    @property
    def analysis(self) -> Analysis | None:
        """The answer shown."""
        return self._analysis

    @property
    def areas(self) -> tuple[tuple[int, str], ...]:
        """Row and name of every area that holds a site."""
        if self._ground is None:
            return ()
        used = [row for row in np.unique(self._ground.area).tolist() if row >= 0]
        named = sorted(((row, self._ground.names[row]) for row in used), key=lambda area: folded(area[1]))
        return (*named, (-1, tr("in no area"))) if (self._ground.area < 0).any() else tuple(named)

    def show(self, analysis: Analysis | None, flips: Sequence[Flip] | None = None) -> bool:
        """Show another answer; returns whether its sites are others."""
        self._analysis = analysis
        self._flips = frozenset(flip.site for flip in flips or ())
        other = analysis is not None and (self._ground is None or self._ground.theatre is not analysis.theatre)
        if analysis is not None:
            self._bases = [base.name for base in analysis.plan.bases]
            if other:
                self._ground = _Ground(analysis.theatre)
                self._still = self._standing()
        self.refresh()
        return other

    def set_filter(self, chosen: Filter) -> None:
        """Show only some of the sites."""
        self._filter = chosen
        self._still = self._standing()
        self.refresh()

    def counted(self) -> tuple[int, int, int]:
        """Sites shown, sites in all, people in those shown."""
        if self._analysis is None:
            return 0, 0, 0
        sites = self._analysis.theatre.sites
        return len(self._rows), len(sites), int(sites.people[self._rows].sum())

    def names(self) -> Sequence[str]:
        """Ids of the sites."""
        return () if self._analysis is None else self._analysis.theatre.sites.id

    def token(self) -> Hashable:
        """The same as long as the theatre is."""
        return None if self._ground is None or self._analysis is None else id(self._ground)

    def natural(self) -> Rows:
        """Sites that pass the filter, by id."""
        if self._analysis is None:
            return np.zeros(0, dtype=np.int64)
        mask = self._still
        if self._filter.status is not None:
            mask = mask & self._picked(self._analysis, self._filter.status)
        return np.flatnonzero(mask)

    def text(self, record: int, key: str) -> str:  # noqa: PLR0911  one a column
        """A cell in words."""
        assert self._analysis is not None and self._ground is not None  # noqa: S101, PT018  else there is no row
        sites, coverage = self._analysis.theatre.sites, self._analysis.coverage
        match key:
            case "status":
                status = STATUSES[coverage.status[record]]
                return f"{STATUS_SIGNS[status]} {status_text(status)}"
            case "name":
                return sites.name[record]
            case "people":
                return site_people(self._analysis, record)
            case "response":
                return response_text(self._analysis, record)
            case "standard":
                return minutes_text(minutes(coverage.standard_ms[record]))
            case "base":
                return self._base(int(coverage.base[record]))
            case "teams":
                return f"{coverage.teams_in_time[record]}/{coverage.teams_needed[record]}"
            case "backup":
                number = int(coverage.backup_base[record])
                time = minutes_text(minutes(coverage.backup_ms[record]))
                return tr("none") if number < 0 else f"{time} {self._bases[number]}"
            case "kind":
                return kind_text(sites.kind[record])
            case _:
                area = int(self._ground.area[record])
                return tr("in no area") if area < 0 else self._ground.names[area]

    def values(self, key: str) -> NDArray[Any]:
        """What sorts a column; statuses from the worst."""
        assert self._analysis is not None and self._ground is not None  # noqa: S101, PT018  else there is no row
        sites, coverage, ground = self._analysis.theatre.sites, self._analysis.coverage, self._ground
        known: dict[str, NDArray[Any]] = {
            "status": _WORST[coverage.status],
            "name": ground.by_name,
            "people": np.where(sites.people_known, sites.people, UNKNOWN_FIRST),
            "response": coverage.response_ms,
            "standard": coverage.standard_ms,
            "teams": coverage.teams_in_time / np.maximum(coverage.teams_needed, 1),
            "backup": coverage.backup_ms,
            "kind": ground.by_kind,
            "area": ground.by_area,
        }
        if key == "base":
            return np.append(ranks(self._bases), len(self._bases))[coverage.base]
        return known[key]

    def colour(self, record: int, key: str) -> str | None:
        """Status in its colour."""
        if key != "status" or self._analysis is None:
            return None
        return ink(STATUS_COLOURS[STATUSES[self._analysis.coverage.status[record]]])

    def tip(self, record: int, key: str) -> str:
        """The cell, and why where there is a reason."""
        assert self._analysis is not None  # noqa: S101  else there is no row
        said = self.text(record, key)
        reason = self._analysis.coverage.reason[record]
        if key in {"status", "response"} and reason:
            return f"{said}: {REASONS.get(reason, reason)}"
        if key == "people" and not self._analysis.theatre.sites.counts[record]:
            return tr("{people} people, counted with the site that includes this one").format(people=said.strip("()"))
        return said

    def _base(self, number: int) -> str:
        return tr("nobody") if number < 0 else self._bases[number]

    def _standing(self) -> Bools:
        """What passes the filter whatever the answer."""
        if self._ground is None:
            return np.zeros(0, dtype=bool)
        chosen, ground = self._filter, self._ground
        mask = np.ones(len(ground.searched), dtype=bool)
        wanted = folded(chosen.text.strip())
        if wanted:
            mask &= np.fromiter((wanted in text for text in ground.searched), dtype=bool, count=len(mask))
        if chosen.kind is not None:
            mask &= ground.kind == chosen.kind
        if chosen.area is not None:
            mask &= ground.area == chosen.area
        return mask

    def _picked(self, analysis: Analysis, status: str) -> Bools:
        coverage = analysis.coverage
        match status:
            case Which.NOT_WITHIN:
                return np.asarray(coverage.status != WITHIN, dtype=bool)
            case Which.AT_ONCE:
                return coverage.simultaneous
            case Which.SOLE:
                return coverage.sole
            case Which.HEADCOUNT_UNKNOWN:
                return ~analysis.theatre.sites.people_known
            case Which.FLIPS:
                mask = np.zeros(len(coverage.status), dtype=bool)
                mask[list(self._flips)] = True
                return mask
            case _:
                return np.asarray(coverage.status == STATUSES.index(status), dtype=bool)


_WORST = np.array([{UNREACHED: 0, UNDER_STRENGTH: 2, UNKNOWN: 3, WITHIN: 4}.get(n, 1) for n in range(len(STATUSES))])


def site_people(analysis: Analysis, record: int) -> str:
    """People listed at a site: in brackets where another site counts them, a word where nobody knows."""
    sites = analysis.theatre.sites
    if not sites.people_known[record]:
        return people_text(None)
    listed = people_text(int(sites.people_listed[record]))
    return listed if sites.counts[record] else f"({listed})"


def response_text(analysis: Analysis, record: int) -> str:
    """Minutes of a response; a word where there are none."""
    coverage = analysis.coverage
    if coverage.response_ms[record] < UNREACHABLE:
        return minutes_text(minutes(coverage.response_ms[record]))
    return status_text("unknown" if coverage.status[record] == UNKNOWN else "unreachable")
