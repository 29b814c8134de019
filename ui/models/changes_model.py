# SPDX-License-Identifier: GPL-3.0-or-later
"""Sites and areas whose answer changes, as tables."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QObject

from gisplanner.change import CHANGES, SAME, AreaChange
from gisplanner.comparison import Comparison
from gisplanner.coverage import STATUSES
from gisplanner.report_rows import changed_order
from gisplanner.wording import REASONS
from ui.messages import change_text, people_text, status_text, tr
from ui.models.answer_table import UNKNOWN_FIRST, AnswerTable, Column, Rows, ranks
from ui.models.sites_model import response_text, site_people
from ui.style import CHANGE_COLOURS, CHANGE_SIGNS, ink

ARROW = "\u2192"


class ChangesModel(AnswerTable):
    """Changed sites, losses first, as in the answers."""

    def __init__(self, parent: QObject | None = None) -> None:
        columns = (
            Column("change", tr("Change"), 92),
            Column("name", tr("Site"), 124),
            Column("people", tr("People"), 66, number=True),
            Column("minutes", tr("Minutes"), 110, tip=tr("Response before and after")),
            Column("base", tr("Base"), 200, tip=tr("Who answers first, before and after")),
            Column("why", tr("Why"), 240, tip=tr("What the site is afterwards, and why")),
        )
        super().__init__(columns, parent)
        self._shown: Comparison | None = None
        self._order: Rows = np.zeros(0, dtype=np.int64)
        self._kinds: frozenset[int] = frozenset()
        self._ranked: tuple[object, Rows] = (None, self._order)

    def show(self, shown: Comparison | None) -> None:
        """Show another comparison."""
        self._shown = shown
        self._order = np.zeros(0, dtype=np.int64)
        if shown is not None:
            self._order = changed_order(shown.after.theatre, shown.change)
        self.refresh()

    def set_kinds(self, kinds: Collection[int]) -> None:
        """Show only these changes, all for none."""
        self._kinds = frozenset(kinds)
        self.refresh()

    def counted(self) -> dict[int, tuple[int, int, int]]:
        """Sites, people, and sites of unknown headcount, by change."""
        if self._shown is None:
            return {}
        change, known = self._shown.change, self._shown.after.theatre.sites.people_known
        sites, unknown = np.bincount(change.kind, minlength=SAME), np.bincount(change.kind[~known], minlength=SAME)
        people = np.bincount(change.kind, change.people, minlength=SAME).astype(np.int64)
        return {kind: (int(sites[kind]), int(people[kind]), int(unknown[kind])) for kind in range(SAME)}

    def names(self) -> Sequence[str]:
        """Ids of all sites."""
        return () if self._shown is None else self._shown.after.theatre.sites.id

    def token(self) -> Hashable:
        """The same as long as the theatre is."""
        return None if self._shown is None else id(self._shown.after.theatre.sites)

    def natural(self) -> Rows:
        """Changed sites of the kinds chosen."""
        if not self._kinds or self._shown is None:
            return self._order
        return self._order[np.isin(self._shown.change.kind[self._order], list(self._kinds))]

    def text(self, record: int, key: str) -> str:
        """A cell in words."""
        assert self._shown is not None  # noqa: S101  else there is no row
        shown = self._shown
        before, after = shown.before, shown.after
        match key:
            case "change":
                kind = CHANGES[shown.change.kind[record]]
                return f"{CHANGE_SIGNS[kind]} {change_text(kind)}"
            case "name":
                return after.theatre.sites.name[record]
            case "people":
                return site_people(after, record)
            case "minutes":
                return f"{response_text(before, record)} {ARROW} {response_text(after, record)}"
            case "base":
                was, now = (
                    tr("nobody") if (number := int(one.coverage.base[record])) < 0 else one.plan.bases[number].name
                    for one in (before, after)
                )
                return now if was == now else f"{was} {ARROW} {now}"
            case _:
                return self._why(shown, record)

    def values(self, key: str) -> NDArray[Any]:
        """What sorts a column; minutes by what they grow by."""
        assert self._shown is not None  # noqa: S101  else there is no row
        before, after, change = self._shown.before, self._shown.after, self._shown.change
        sites = after.theatre.sites
        match key:
            case "change":
                return change.kind
            case "people":
                return np.where(sites.people_known, sites.people, UNKNOWN_FIRST)
            case "minutes":
                return after.coverage.response_ms.astype(np.int64) - before.coverage.response_ms
            case "base":
                return np.append(ranks([base.name for base in after.plan.bases]), -1)[after.coverage.base]
            case "why":
                return after.coverage.status
            case _:
                if self._ranked[0] is not sites:
                    self._ranked = (sites, ranks(sites.name))
                return self._ranked[1]

    def colour(self, record: int, key: str) -> str | None:
        """Change in its colour."""
        if key != "change" or self._shown is None:
            return None
        return ink(CHANGE_COLOURS[CHANGES[self._shown.change.kind[record]]])

    def _why(self, shown: Comparison, record: int) -> str:
        coverage = shown.after.coverage
        status = STATUSES[coverage.status[record]]
        reason = coverage.reason[record]
        if reason:
            return f"{status_text(status)}: {REASONS.get(reason, reason)}"
        if status == "under_strength":
            text = tr("{status}: {there} of {needed} teams in time")
        elif status == "late":
            text = tr("{status}: standard {standard} min")
        else:
            text = "{status}"
        return text.format(
            status=status_text(status),
            there=coverage.teams_in_time[record],
            needed=coverage.teams_needed[record],
            standard=f"{coverage.standard_ms[record] / 60_000:,.0f}",
        )


class AreasModel(AnswerTable):
    """Areas where anything changes: districts, else sectors, or the sectors alone."""

    def __init__(self, parent: QObject | None = None, *, sectors: bool = False) -> None:
        self._sectors = sectors
        columns = (
            Column("name", tr("Sector") if sectors else tr("Area"), 112),
            Column("lost", tr("Lost"), 70, number=True, tip=tr("People who fall out of standard")),
            Column("gained", tr("Gained"), 64, number=True, tip=tr("People who come within standard")),
            Column("cut_off", tr("Cut off"), 64, number=True, tip=tr("People whom nobody reaches any more")),
            Column(
                "slower",
                tr("Slower"),
                64,
                number=True,
                tip=tr("People who wait longer, within standard as before or out of it as before"),
            ),
            Column("km2_lost", tr("km\u00b2 lost"), 64, number=True, tip=tr("Ground that falls out of standard")),
            Column("km2_gained", tr("km\u00b2 gained"), 80, number=True, tip=tr("Ground that comes within standard")),
        )
        super().__init__(columns, parent)
        self._areas: tuple[AreaChange, ...] = ()

    def show(self, shown: Comparison | None) -> None:
        """Show another comparison."""
        change = None if shown is None else shown.change
        self._areas = () if change is None else change.sectors if self._sectors else change.areas
        self.refresh()

    def names(self) -> Sequence[str]:
        """Ids of the areas."""
        return tuple(area.id for area in self._areas)

    def natural(self) -> Rows:
        """Areas where anything changes, most people lost first."""
        changed = [n for n, area in enumerate(self._areas) if area.changes]
        areas = self._areas
        changed.sort(
            key=lambda n: (
                -areas[n].people_lost,
                -areas[n].people_cut_off,
                -areas[n].km2_lost,
                -areas[n].people_gained,
                n,
            )
        )
        return np.array(changed, dtype=np.int64)

    def text(self, record: int, key: str) -> str:
        """A cell in words."""
        area = self._areas[record]
        match key:
            case "name":
                return area.name or area.id or (tr("in no sector") if self._sectors else tr("in no area"))
            case "lost" | "gained" | "cut_off" | "slower":
                return people_text(getattr(area, f"people_{key}"))
            case "km2_lost":
                return f"{area.km2_lost:,.0f}"
            case _:
                return f"{area.km2_gained:,.0f}"

    def values(self, key: str) -> NDArray[Any]:
        """What sorts a column."""
        if key == "name":
            return ranks([area.name for area in self._areas])
        field = key if key.startswith("km2") else f"people_{key}"
        return np.array([getattr(area, field) for area in self._areas])

    def colour(self, record: int, key: str) -> str | None:
        """Losses and gains in their colours where there are any."""
        area = self._areas[record]
        if key == "cut_off" and area.people_cut_off:
            return ink(CHANGE_COLOURS["cut_off"])
        if (key == "lost" and area.people_lost) or (key == "km2_lost" and area.km2_lost):
            return ink(CHANGE_COLOURS["lost"])
        if (key == "gained" and area.people_gained) or (key == "km2_gained" and area.km2_gained):
            return ink(CHANGE_COLOURS["gained"])
        return None
