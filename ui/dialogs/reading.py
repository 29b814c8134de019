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
    busy_changed : signal (bool)
    """

    changed = pyqtSignal(object)
    placed = pyqtSignal(object)
    unclear = pyqtSignal(object, object)
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

    def put(self, name: str | None, path: Path, *, forgetting: bool = False) -> None:
        """Read a file for a part; None tells the part by what the file holds.

        With `forgetting` what is remembered of the columns of files with this header is forgotten.
        """
        if name is not None:
            slot = self._model.slot(name)
            slot.put(path)
            if forgetting:
                slot.found_anew()
            self._tell(slot, State.WAITING)
            self._waiting = deque(one for one in self._waiting if one.name != name)
        self._waiting.append(Wanted(name, path, forgetting))
        self.busy_changed.emit(True)  # noqa: FBT003  Qt's
        self._next()

    def remove(self, slot: Slot) -> None:
        """Do without a file."""
        self._waiting = deque(one for one in self._waiting if one.name != slot.name)
        slot.part = None
        slot.put(None)
        self._tell(slot, State.NONE)

    def cancel(self) -> None:
        """Read no more; what was read before stays."""
        self._waiting.clear()
        if self._current is not None:
            self._current = None
            self._tasks.cancel(Line.FILE)
        for slot in self._model.slots:
            if slot.state in {State.WAITING, State.READING}:
                slot.path = None if slot.part is None else slot.part.path
                self._tell(slot, State.NONE if slot.part is None else _state_of(slot.part))
        self.busy_changed.emit(False)  # noqa: FBT003  Qt's

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
            # a file taken away, or replaced, while it was read
            if wanted.name is None or (slot.path == part.path and slot.state is State.READING):
                slot.put(part.path)
                slot.take(part)
                self._tell(slot, _state_of(part))
            if wanted.name is None:
                self.placed.emit(slot)
            self._go_on()

        def failed(error: Exception) -> None:
            if wanted.name is not None:
                slot = self._model.slot(wanted.name)
                slot.part = None
                self._tell(slot, State.FAILED)
            self.unclear.emit(wanted.path, error)
            self._go_on()

        self._tasks.run(Line.FILE, work, done, failed)

    def _go_on(self) -> None:
        self._current = None
        self._next()
        if not self.busy:
            self.busy_changed.emit(False)  # noqa: FBT003  Qt's

    def _tell(self, slot: Slot, state: State) -> None:
        slot.state = state
        self._model.changed(slot)
        self.changed.emit(slot)


def _state_of(part: Part) -> State:
    return State.FAILED if part.loaded is None else State.READ
