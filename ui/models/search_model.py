# SPDX-License-Identifier: GPL-3.0-or-later
"""What a search finds: sites, bases and units by name or id, and positions; accents and capitals do not matter."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PyQt5.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from gisplanner.plan import Plan
from gisplanner.theatre import Theatre
from layers.coordinates import parse_position
from ui.messages import kind_text, people_text, tr
from ui.workspace import Kind, Selected

MOST = 50
EXACT, START, WORD_START, INSIDE, NO_MATCH = range(5)
EntryRole = Qt.ItemDataRole.UserRole
ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found.

    Attributes
    ----------
    name : str
    kind : str
        In words.
    people : str
        In words; empty for what has none.
    selected : Selected or None
        None for a position.
    position : (lon, lat) or None
    """

    name: str
    kind: str
    people: str = ""
    selected: Selected | None = None
    position: tuple[float, float] | None = None


class Index:
    """All that can be found in a plan, ready to be searched."""

    def __init__(self, theatre: Theatre, plan: Plan) -> None:
        self._entries = list(_entries(theatre, plan))
        self._names = [folded(entry.name) for entry in self._entries]
        self._ids = [folded(entry.selected.id) if entry.selected else "" for entry in self._entries]

    def find(self, text: str) -> list[Entry]:
        """What fits a text, the best first; a position before all."""
        wanted = folded(text)
        if not wanted:
            return []
        ranked = []
        for at, (name, own) in enumerate(zip(self._names, self._ids, strict=True)):
            rank = _rank(wanted, name, own)
            if rank < NO_MATCH:
                ranked.append((rank, len(name), name, at))
        found = [self._entries[at] for *_, at in sorted(ranked)[:MOST]]
        position = parse_position(text)
        return found if position is None else [_position(position), *found]


def folded(text: str) -> str:
    """Text without capitals, accents and spaces at its ends."""
    bare = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(char for char in bare if not unicodedata.combining(char))


def _rank(wanted: str, name: str, own: str) -> int:
    if wanted in (name, own):
        return EXACT
    if name.startswith(wanted) or own.startswith(wanted):
        return START
    if f" {wanted}" in name:
        return WORD_START
    return INSIDE if wanted in name or wanted in own else NO_MATCH


def _entries(theatre: Theatre, plan: Plan) -> Iterator[Entry]:
    sites, people_word, unknown = theatre.sites, tr("{people} people"), tr("headcount unknown")
    kinds = {kind: kind_text(kind) for kind in set(sites.kind)}

    def headcount(people: int | None) -> str:
        return unknown if people is None else people_word.format(people=people_text(people))

    for row, (own, name, kind) in enumerate(zip(sites.id, sites.name, sites.kind, strict=True)):
        people = int(sites.people_listed[row]) if sites.people_known[row] else None
        yield Entry(name, kinds[kind], headcount(people), Selected(Kind.SITE, own))
    homes = {base.id: base.name for base in plan.bases}
    for base in plan.bases:
        word = tr("base ({kind})") if base.open else tr("closed base ({kind})")
        yield Entry(base.name, word.format(kind=base.kind.replace("_", " ")), selected=Selected(Kind.BASE, base.id))
    for unit in plan.units:
        where = tr("at no base") if unit.base is None else tr("at {base}").format(base=homes[unit.base])
        word = tr("unit ({kind}), {where}").format(kind=unit.kind.replace("_", " "), where=where)
        strength = tr("strength unknown") if unit.strength is None else headcount(unit.strength)
        yield Entry(unit.name, word, strength, Selected(Kind.UNIT, unit.id))


def _position(position: tuple[float, float]) -> Entry:
    lon, lat = position
    ns, ew = ("S" if lat < 0 else "N"), ("W" if lon < 0 else "E")
    return Entry(f"{abs(lat):.5f}° {ns}, {abs(lon):.5f}° {ew}", tr("position"), position=position)


class SearchModel(QAbstractTableModel):
    """What was found, as a table of name, kind and people."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: Sequence[Entry] = ()

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show these."""
        self.beginResetModel()
        self._entries = entries
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = ROOT) -> int:  # noqa: N802  Qt's name
        """Entries."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: QModelIndex = ROOT) -> int:  # noqa: N802  Qt's name
        """Name, kind, people."""
        return 0 if parent.isValid() else 3

    def data(self, index: QModelIndex, role: int = 0) -> Any:  # noqa: ANN401  Qt's
        """What a cell shows."""
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (entry.name, entry.kind, entry.people)[index.column()]
        if role == EntryRole:
            return entry
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 2:  # noqa: PLR2004  people
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None
