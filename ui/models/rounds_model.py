# SPDX-License-Identifier: GPL-3.0-or-later
"""The sites of a list and of the newer one in its place: what becomes of each, and of its status."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QObject

from gisplanner.renewal import Restatement
from gisplanner.renewal_answer import statuses_of
from gisplanner.rounds import CHANGES, Entry, Round
from gisplanner.sites import SITE_KIND
from layers.findings import Finding, Severity
from ui.messages import people_text, remedy_of, status_text, tr
from ui.models.answer_table import UNKNOWN_FIRST, AnswerTable, Column, Rows, ranks
from ui.style import tone

Statuses = tuple[str | None, str | None]
ABSENT = "-"


def change_text(change: str) -> str:
    """What becomes of a site."""
    return {
        "gone": tr("✕ gone"),
        "new": tr("✚ new"),
        "unknown": tr("? headcount unknown"),
        "shrunk": tr("▼ shrunk"),
        "grown": tr("▲ grown"),
        "kept": tr("as before"),
    }[change]


def column_text(column: str) -> str:
    """A column that is carried over."""
    return {
        "liaison": tr("liaison"),
        "priority": tr("priority"),
        "teams_needed": tr("teams needed"),
        "standard_min": tr("standard"),
        "included_in": tr("what it is included in"),
    }[column]


class RoundsModel(AnswerTable):
    """Sites of both lists, those that matter most first."""

    def __init__(self, parent: QObject | None = None) -> None:
        columns = (
            Column("name", tr("Site"), 150),
            Column("change", tr("Change"), 174, tip=tr("By id, else by name and place; by the people listed")),
            Column("before", tr("People before"), 104, number=True, tip=tr("People listed in the older list")),
            Column("after", tr("Now"), 76, number=True, tip=tr("People listed in the newer list")),
            Column("was", tr("Status before"), 116),
            Column("is", tr("Now"), 116, tip=tr("Status with the newer list and the same disposition")),
            Column("notes", tr("Notes"), 420),
        )
        super().__init__(columns, parent)
        self._all = False
        self._entries: tuple[Entry, ...] = ()
        self._statuses: tuple[Statuses, ...] = ()
        self._doubts: dict[str, list[Finding]] = {}

    def show(self, found: Restatement) -> None:
        """Show what becomes of the sites."""
        (one,) = found.renewal.rounds
        self._entries = one.entries
        self._statuses = tuple(statuses_of(found, one, entry) for entry in one.entries)
        self._doubts = _doubts(one)
        self.refresh()

    def show_all(self, wanted: bool) -> None:  # noqa: FBT001  a check box says so
        """Show the sites too that are as they were."""
        self._all = wanted
        self.refresh()

    def names(self) -> Sequence[str]:
        """Ids."""
        return [entry.id for entry in self._entries]

    def token(self) -> Hashable:
        """The same as long as the entries are."""
        return id(self._entries)

    def natural(self) -> Rows:
        """Those that are not as they were, or all."""
        told = [self._all or self._is_told(number) for number in range(len(self._entries))]
        return np.flatnonzero(np.array(told, dtype=bool)).astype(np.int64)

    def text(self, record: int, key: str) -> str:
        """A cell in words."""
        entry = self._entries[record]
        match key:
            case "name":
                return entry.name
            case "change":
                return change_text(entry.change)
            case "before":
                return ABSENT if entry.change == "new" else people_text(entry.before)
            case "after":
                return ABSENT if entry.change == "gone" else people_text(entry.after)
            case "was" | "is":
                status = self._statuses[record][key == "is"]
                return ABSENT if status is None else status_text(status)
            case _:
                return "; ".join(self._notes(entry))

    def tip(self, record: int, key: str) -> str:
        """What is doubted of a site, in sentences."""
        doubts = self._doubts.get(self._entries[record].id, [])
        if key != "notes" or not doubts:
            return self.text(record, key)
        return "\n".join(f"{one.reason} {remedy_of(one)}" for one in doubts)

    def values(self, key: str) -> NDArray[Any]:
        """What sorts a column."""
        if key == "change":
            return np.array([CHANGES.index(entry.change) for entry in self._entries], dtype=np.int64)
        if key in {"before", "after"}:
            absent = {"before": "new", "after": "gone"}[key]
            heads = [(-1 if entry.change == absent else getattr(entry, key)) for entry in self._entries]
            return np.array([UNKNOWN_FIRST if head is None else head for head in heads], dtype=np.int64)
        return ranks([self.text(record, key) for record in range(len(self._entries))])

    def colour(self, record: int, key: str) -> str | None:
        """Losses, and what is doubted."""
        was, now = self._statuses[record]
        entry, own = self._entries[record], tone()
        if (key == "is" and was == "within" != now) or (key == "change" and entry.change == "gone"):
            return own.bad
        return own.warning if key == "notes" and entry.id in self._doubts else None

    def _is_told(self, record: int) -> bool:
        entry, (was, now) = self._entries[record], self._statuses[record]
        return entry.change != "kept" or was != now or bool(entry.moved_m) or entry.id in self._doubts

    def _notes(self, entry: Entry) -> list[str]:
        codes = {finding.code for finding in self._doubts.get(entry.id, [])}
        notes = [text for code, text in _doubt_texts().items() if code in codes]
        if entry.refused_row is not None:
            notes.append(tr("▲ row {row} seems to be it and was rejected").format(row=entry.refused_row))
        if entry.moved_m:
            notes.append(tr("▲ moved {km} km").format(km=f"{entry.moved_m / 1000:.1f}"))
        if entry.old_name is not None:
            notes.append(tr("was {name}").format(name=entry.old_name))
        if entry.matched == "name_and_place":
            notes.append(tr("found by name and place"))
        if entry.carried:
            notes.append(tr("keeps {columns}").format(columns=", ".join(map(column_text, entry.carried))))
        return notes


def _doubts(one: Round) -> dict[str, list[Finding]]:
    """What is to be looked at, by the id of the site."""
    found: dict[str, list[Finding]] = {}
    for finding in one.findings:
        about = finding.subject
        if about is not None and about[0] == SITE_KIND[one.kind] and finding.severity is Severity.WARNING:
            found.setdefault(about[1], []).append(finding)
    return found


def _doubt_texts() -> dict[str, str]:
    """Why a site counts as new although it may not be, in a few words."""
    return {
        "round_id_reused": tr("▲ has the id of another site"),
        "round_ambiguous": tr("▲ several of this name near by"),
        "round_name_common": tr("▲ too many of this name"),
        "round_namesake_far": tr("▲ one of this name is gone far away"),
        "round_same_spot": tr("▲ one of another name is gone from here"),
    }
