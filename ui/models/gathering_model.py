# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a plan in the making, and the first rows of one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from PyQt5.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PyQt5.QtGui import QColor

from gisplanner.parts import PARTS, Part, Said
from layers.kinds import EASTING, NORTHING
from layers.load import Preview
from layers.mapping import plain
from layers.read_as import ReadAs
from ui.messages import kind_text, tr
from ui.style import tone

NAME, FILE, STATE = range(3)
ROOT = QModelIndex()
ONE_OF = {"settlements", "idp_sites"}
"""A plan needs a row of one of them, besides `NEEDED`."""
NEEDED = ("roads", "bases")
SHEETS_TOLD = {"several_layers": "names", "no_such_sheet": "known"}
"""Errors that tell which sheets or layers a file has, and the particular that does."""


class State(StrEnum):
    """How far a file is."""

    NONE = "none"
    WAITING = "waiting"
    READING = "reading"
    READ = "read"
    FAILED = "failed"


@dataclass
class Slot:
    """One part of the plan: its file, what the user says of its columns, and what became of it.

    Attributes
    ----------
    name : str
    path : Path or None
    mapping : dict of field to column name
        What was chosen by hand, now or before; "" for no column.
    remembered : set of str
        Fields of it that were chosen before, for a file with the same header.
    by_hand : bool
        Whether anything was chosen now: only then is it remembered for other files.
    read_as : ReadAs
        What is said of the file that it does not say itself.
    where : tuple of (column, value)
        Which of its rows count; all where it is empty.
    state : State
    part : Part or None
    """

    name: str
    path: Path | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    remembered: set[str] = field(default_factory=set)
    by_hand: bool = False
    read_as: ReadAs = field(default_factory=ReadAs)
    where: tuple[tuple[str, str], ...] = ()
    state: State = State.NONE
    part: Part | None = None
    _settled: Slot | None = field(default=None, repr=False, compare=False)
    """How it was when nothing was being read."""

    @property
    def is_read(self) -> bool:
        """Whether its file is being read, or waits to be."""
        return self.state in {State.WAITING, State.READING}

    @property
    def shown(self) -> Part | None:
        """What was read of its file; None while another is read."""
        return None if self.part is None or self.part.path != self.path else self.part

    def settle(self, state: State) -> None:
        """Take it for what is to be gone back to."""
        self.state = state
        self._settled = replace(self, mapping=dict(self.mapping), remembered=set(self.remembered), _settled=None)

    def go_back(self) -> None:
        """Be what it was before anything was said that has not been read."""
        before = self._settled or Slot(self.name)
        vars(self).update(vars(before))
        self.settle(before.state)

    def choose(self, name: str, column: str | None) -> None:
        """Have a field read from this column; "" for none, None for the one that is found."""
        self.by_hand = True
        self.remembered.discard(name)
        self.mapping.pop(name, None)
        if column is not None:
            self.mapping[name] = column

    def said(self, *, forgetting: bool = False) -> Said:
        """What is to count when its file is read; what was chosen before only where nothing was chosen now."""
        mapping = dict(self.mapping) if self.by_hand else {}
        return Said(mapping, self.by_hand, forgetting, where=self.where, read_as=self.read_as)

    def take(self, part: Part) -> None:
        """Take over what was read, with what was remembered where nothing was chosen now."""
        self.path, self.part = part.path, part
        if not self.by_hand:
            self.mapping, self.remembered = dict(part.mapping), set(part.remembered)
        self.settle(State.FAILED if part.loaded is None else State.READ)

    def turn_to(self, name: str) -> None:
        """Be another part, with the same file, of which nothing was said yet."""
        path = self.path
        self.put(None)
        self.name, self.path, self.part = name, path, None

    def found_anew(self) -> None:
        """Do without what was chosen by hand of its columns."""
        self.mapping, self.remembered, self.by_hand = {}, set(), False

    def put(self, path: Path | None) -> None:
        """Take another file, of which nothing was said yet; nothing happens to what is said of the same."""
        if path != self.path:
            self.found_anew()
            self.read_as, self.where = ReadAs(), ()
        self.path = path


class PartsModel(QAbstractTableModel):
    """A row for every part of a plan: layer, file, state."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.slots = [Slot(name) for name in PARTS]

    def slot(self, name: str) -> Slot:
        """The slot of a part."""
        return self.slots[PARTS.index(name)]

    def changed(self, slot: Slot) -> None:
        """Tell that a slot is another."""
        row = self.slots.index(slot)
        self.dataChanged.emit(self.index(row, 0), self.index(row, STATE))

    def parts(self) -> Mapping[str, Part]:
        """The parts that can be used, in their order."""
        return {slot.name: slot.part for slot in self.slots if slot.part is not None and slot.part.loaded is not None}

    def chosen(self) -> list[Part]:
        """The parts of which something was chosen by hand, and rows of which can be used."""
        return [part for name, part in self.parts().items() if self.slot(name).by_hand and part.rows]

    def missing(self) -> list[str]:
        """Parts that a plan still needs a row of, in words."""
        rows = {name: part.rows for name, part in self.parts().items()}
        lacking = [part_text(name) for name in NEEDED if not rows.get(name)]
        if not any(rows.get(name) for name in ONE_OF):
            lacking.append(tr("Settlements or IDP sites"))
        return lacking

    def left_out(self) -> list[str]:
        """Parts that have a file of which nothing can be used, in words."""
        rows = {name: part.rows for name, part in self.parts().items()}
        return [part_text(slot.name) for slot in self.slots if slot.path is not None and not rows.get(slot.name)]

    def rowCount(self, parent: QModelIndex = ROOT) -> int:  # noqa: N802  Qt's name
        """Parts."""
        return 0 if parent.isValid() else len(self.slots)

    def columnCount(self, parent: QModelIndex = ROOT) -> int:  # noqa: N802  Qt's name
        """Layer, file, state."""
        return 0 if parent.isValid() else STATE + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:  # noqa: ANN401, N802  Qt's
        """Names of the columns."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("Layer"), self.tr("File"), self.tr("State"))[section]

    def data(self, index: QModelIndex, role: int = 0) -> Any:  # noqa: ANN401  Qt's
        """What a cell shows."""
        slot = self.slots[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (part_text(slot.name), "" if slot.path is None else slot.path.name, state_text(slot))[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == STATE:
            bad = slot.state is State.FAILED or (
                slot.state is State.READ and slot.part is not None and slot.part.rows == 0
            )
            return QColor(tone().bad) if bad else None
        return None


class PreviewModel(QAbstractTableModel):
    """The first rows of a file; the head tells which field a column is read as."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preview: Preview | None = None
        self._fields: dict[str, str] = {}

    def set_preview(self, preview: Preview | None) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._preview = preview
        self._fields = {} if preview is None else {column: own for own, column in preview.mapped.items()}
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = ROOT) -> int:  # noqa: N802  Qt's name
        """Rows."""
        return 0 if parent.isValid() or self._preview is None else len(self._preview.rows)

    def columnCount(self, parent: QModelIndex = ROOT) -> int:  # noqa: N802  Qt's name
        """Columns of the file."""
        return 0 if parent.isValid() or self._preview is None else len(self._preview.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:  # noqa: ANN401, N802  Qt's
        """What the file calls a column, and what it is read as; rows by their number."""
        if role != Qt.ItemDataRole.DisplayRole or self._preview is None:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(self._preview.numbers[section])
        column = self._preview.columns[section]
        read_as = self._fields.get(column)
        return f"{column}\n" + (self.tr("not used") if read_as is None else f"→ {read_as}")

    def data(self, index: QModelIndex, role: int = 0) -> Any:  # noqa: ANN401  Qt's
        """What a cell holds."""
        if role == Qt.ItemDataRole.DisplayRole and self._preview is not None:
            return self._preview.rows[index.row()][index.column()]
        return None


def sheets_of(part: Part) -> tuple[str, ...]:
    """The sheets or layers that a file has, as far as reading it told."""
    if part.preview is not None:
        return part.preview.sheets
    if part.error is None or part.error.code not in SHEETS_TOLD:
        return ()
    named = str(part.error.params[SHEETS_TOLD[part.error.code]])
    return () if named == "none" else tuple(named.split(", "))


def metres_of(part: Part) -> tuple[str, str] | None:
    """Columns of a file without places that look like eastings and northings; None where it has none."""
    if part.preview is None or part.error is None or part.error.code != "no_place_columns":
        return None
    columns, chosen = part.preview.columns, part.mapping
    east = [one for one in columns if one == chosen.get("easting") or plain(one) in {"easting", *EASTING}]
    north = [one for one in columns if one == chosen.get("northing") or plain(one) in {"northing", *NORTHING}]
    return (east[0], north[0]) if east and north else None


def part_text(name: str) -> str:
    """What a part of a plan is called."""
    return tr("Mission area") if name == "mission_area" else kind_text(name)


def state_text(slot: Slot) -> str:
    """How far a file is, in words."""
    if slot.state is not State.READ or slot.part is None or slot.part.loaded is None:
        return {
            State.NONE: tr("needed")
            if slot.name in NEEDED
            else tr("needed, one of both")
            if slot.name in ONE_OF
            else "",
            State.WAITING: tr("waiting"),
            State.READING: tr("reading…"),
            State.FAILED: tr("✕ cannot be used"),
            State.READ: "",
        }[slot.state]
    layer = slot.part.loaded.layer
    if not slot.part.rows:
        return tr("✕ no row of {count} can be used").format(count=f"{layer.rows_in:,}")
    accepted = tr("✓ {count} row") if slot.part.rows == 1 else tr("✓ {count} rows")
    text = accepted.format(count=f"{slot.part.rows:,}")
    return (
        tr("{accepted}, {count} rejected").format(accepted=text, count=f"{layer.rejected:,}")
        if layer.rejected
        else text
    )
