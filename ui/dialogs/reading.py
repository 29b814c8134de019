# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the files of a plan in the making, one after another, in the background."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal

from gisplanner.parts import Part, Said, look_at_part
from layers.jobs import Progress
from layers.load import guess_kind
from ui.models.gathering_model import PartsModel, Slot, State
from ui.tasks import Line, Tasks


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that waits; its part is None where that is still to be told."""

    name: str | None
    path: Path
    forgetting: bool = False


class Reader(QObject):
    """The files that wait, and the one that is read.

    Attributes
    ----------
    changed : signal (Slot)
        A part has another file, state or content.
    placed : signal (Slot)
        A file that was dropped found its part.
    unclear : signal (Path, Exception)
        A file was dropped of which nobody knows what it is, or that cannot be read.
    put_aside : signal (Path, Path, Slot)
        A file was dropped and is not taken, as another is for the same part.
    busy_changed : signal (bool)
    """

    changed = pyqtSignal(object)
    placed = pyqtSignal(object)
    unclear = pyqtSignal(object, object)
    put_aside = pyqtSignal(object, object, object)
    busy_changed = pyqtSignal(bool)

    def __init__(self, tasks: Tasks, model: PartsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._model = tasks, model
        self._waiting: deque[Wanted] = deque()
        self._current: Wanted | None = None
        tasks.busy_changed.connect(self._next)

    @property
    def busy(self) -> bool:
        """Whether anything is read or waits."""
        return self._current is not None or bool(self._waiting)

    def drop(self, path: Path) -> None:
        """Read a file for the part that is told by what it holds; one that is in a part already is read again there."""
        holders = [slot for slot in self._model.slots if slot.path == path]
        for slot in holders:
            self.put(slot.name, path)
        if not holders:
            self._add(Wanted(None, path))

    def put(self, name: str, path: Path, *, forgetting: bool = False) -> None:
        """Read a file for a part.

        With `forgetting` what is remembered of the columns of files with this header is forgotten.
        """
        slot = self._model.slot(name)
        slot.put(path)
        if forgetting:
            slot.found_anew()
        self._tell(slot, State.WAITING)
        self._waiting = deque(one for one in self._waiting if one.name != name)
        self._add(Wanted(name, path, forgetting))

    def remove(self, slot: Slot) -> None:
        """Do without a file."""
        self._waiting = deque(one for one in self._waiting if one.name != slot.name)
        slot.part = None
        slot.put(None)
        slot.settle(State.NONE)
        self._announce(slot)

    def cancel(self) -> None:
        """Read no more; every part is what it was before."""
        self._waiting.clear()
        if self._current is not None:
            self._current = None
            self._tasks.cancel(Line.FILE)
        for slot in self._model.slots:
            if slot.is_read:
                slot.go_back()
                self._announce(slot)
        self.busy_changed.emit(False)  # noqa: FBT003  Qt's

    def _add(self, wanted: Wanted) -> None:
        self._waiting.append(wanted)
        self.busy_changed.emit(True)  # noqa: FBT003  Qt's
        self._next()

    def _next(self) -> None:
        """Read what waits, once nothing else is done with files."""
        if self._current is not None or not self._waiting or self._tasks.busy(Line.FILE):
            return
        wanted = self._current = self._waiting.popleft()
        said = Said()
        if wanted.name is not None:
            slot = self._model.slot(wanted.name)
            said = slot.said(forgetting=wanted.forgetting)
            self._tell(slot, State.READING)

        def work(progress: Progress) -> Part:
            name = guess_kind(wanted.path, progress) if wanted.name is None else wanted.name
            return look_at_part(name, wanted.path, said, progress)

        def done(part: Part) -> None:
            slot = self._model.slot(part.name)
            if wanted.name is None:
                self._place(slot, part)
            elif slot.path == part.path and slot.state is State.READING:  # not taken away, nor replaced meanwhile
                slot.take(part)
                self._announce(slot)
            self._go_on()

        def failed(error: Exception) -> None:
            slot = None if wanted.name is None else self._model.slot(wanted.name)
            if slot is not None and slot.path == wanted.path and slot.state is State.READING:
                slot.part = None
                slot.settle(State.FAILED)
                self._announce(slot)
            self.unclear.emit(wanted.path, error)
            self._go_on()

        self._tasks.run(Line.FILE, work, done, failed)

    def _place(self, slot: Slot, part: Part) -> None:
        """Take a file that was dropped, unless another was chosen for its part while it was read."""
        before = slot.path
        if slot.is_read and before is not None:
            if before != part.path:
                self.put_aside.emit(part.path, before, slot)
            return
        slot.put(part.path)
        slot.take(part)
        self._announce(slot)
        if before not in {None, part.path}:
            self.put_aside.emit(before, part.path, slot)
        self.placed.emit(slot)

    def _go_on(self) -> None:
        self._current = None
        self._next()
        if not self.busy:
            self.busy_changed.emit(False)  # noqa: FBT003  Qt's

    def _tell(self, slot: Slot, state: State) -> None:
        slot.state = state
        self._announce(slot)

    def _announce(self, slot: Slot) -> None:
        self._model.changed(slot)
        self.changed.emit(slot)
