# SPDX-License-Identifier: GPL-3.0-or-later
"""The sole owner of threads: work goes there, results come back to the window's thread, and the newest request wins.

Work is asked for by *line*. A line does one thing at a time: what is asked for while it is at work takes the place of
whatever waited, and the work that is going on is told to end. A result that somebody newer has overtaken is dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Condition, Thread
from typing import Any, TypeVar

from PyQt5.QtCore import QObject, pyqtSignal

from layers.jobs import Cancelled, Progress

T = TypeVar("T")


class Line(StrEnum):
    """Kinds of work, each done one at a time."""

    ENGINE = "engine"
    """Loading and warming what answers."""
    FILE = "file"
    """Opening, saving, exporting, reading foreign files."""
    ANSWER = "answer"
    PREVIEW = "preview"
    SENSITIVITY = "sensitivity"
    ROUTE = "route"
    ROAD = "road"
    """What is known of the selected road."""
    COURSES = "courses"
    """Key figures of all courses of action."""
    MAP = "map"
    """Pictures of roads."""


@dataclass(eq=False)
class _Job:
    line: Line
    work: Callable[[Progress], Any]
    done: Callable[[Any], None]
    failed: Callable[[Exception], None] | None
    finishes: bool
    progress: Progress = field(default_factory=Progress)


class _Worker:
    """A thread for one line."""

    def __init__(self, line: Line, report: Callable[[_Job, Any, Exception | None], None]) -> None:
        self._report = report
        self._wake = Condition()
        self._waiting: _Job | None = None
        self._current: _Job | None = None
        self._ends = False
        self._thread = Thread(target=self._work, name=f"gisplanner {line}", daemon=True)
        self._thread.start()

    def put(self, job: _Job | None) -> None:
        """Let this job be next; None drops whatever waits. What is going on is told to end, unless it must finish."""
        with self._wake:
            self._waiting = job
            if self._current is not None and not self._current.finishes:
                self._current.progress.cancel()
            self._wake.notify()

    def end(self) -> None:
        """Finish with what is going on and stop."""
        with self._wake:
            self._ends, self._waiting = True, None
            if self._current is not None:
                self._current.progress.cancel()
            self._wake.notify()

    def join(self) -> None:
        """Wait for the thread to stop."""
        self._thread.join()

    def _work(self) -> None:
        while True:
            with self._wake:
                self._current = None
                self._wake.wait_for(lambda: self._ends or self._waiting is not None)
                if self._ends:
                    return
                job, self._waiting = self._waiting, None
                self._current = job
            assert job is not None  # noqa: S101  waited for
            try:
                result = job.work(job.progress)
            except Exception as error:  # noqa: BLE001  whatever it is, the window tells of it
                self._report(job, None, error)
            else:
                self._report(job, result, None)


class Tasks(QObject):
    """Work in the background for one window.

    Attributes
    ----------
    progressed : signal (Line, str, float)
        What is being done, and the share done (-1 where nobody knows); at most every 0.1 s for each line.
    busy_changed : signal (Line)
        Ask `busy`.
    """

    progressed = pyqtSignal(str, str, float)
    busy_changed = pyqtSignal(str)
    _reported = pyqtSignal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workers: dict[Line, _Worker] = {}
        self._newest: dict[Line, _Job] = {}
        self._closed = False
        self._reported.connect(self._land)

    def run(
        self,
        line: Line,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        finishes: bool = False,
    ) -> None:
        """Do `work` in the background, then call `done` with its result, or `failed` with its error, in this thread.

        Parameters
        ----------
        line : Line
        work : callable
            Gets a `Progress` to tell, and that cancels it. It must touch no widget.
        done, failed : callable
            Neither is called for work that was overtaken or cancelled. Without `failed` an error goes to the
            exception hook.
        finishes : bool
            True lets work that is going on finish although newer work waits: of a stream of requests some land.
        """
        if self._closed:
            return

        def sink(text: str, share: float | None) -> None:
            self.progressed.emit(line, text, -1.0 if share is None else share)

        job = _Job(line, work, done, failed, finishes, Progress(sink))
        if line not in self._workers:
            self._workers[line] = _Worker(line, self._reported.emit)
        was_busy = line in self._newest
        self._newest[line] = job
        self._workers[line].put(job)
        if not was_busy:
            self.busy_changed.emit(line)

    def cancel(self, line: Line) -> None:
        """Drop what waits and what is going on; its result will not land."""
        if self._newest.pop(line, None) is not None:
            self._workers[line].put(None)
            self.busy_changed.emit(line)

    def busy(self, line: Line) -> bool:
        """Whether something of this line is waited for."""
        return line in self._newest

    def close(self) -> None:
        """Cancel everything and wait until no thread is left."""
        self._closed = True
        self._newest.clear()
        for worker in self._workers.values():
            worker.end()
        for worker in self._workers.values():
            worker.join()
        self._workers.clear()

    def _land(self, job: _Job, result: Any, error: Exception | None) -> None:  # noqa: ANN401  whatever the work gives
        newest = self._newest.get(job.line)
        if newest is job:
            del self._newest[job.line]
            self.busy_changed.emit(job.line)
        elif newest is None or not job.finishes:
            return
        if error is None:
            job.done(result)
        elif isinstance(error, Cancelled):
            return
        elif job.failed is None:
            raise error
        else:
            job.failed(error)
