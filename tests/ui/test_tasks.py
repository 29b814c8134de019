# SPDX-License-Identifier: GPL-3.0-or-later
"""Work in the background: the newest request wins, cancelled work never lands, no thread is left behind."""

from __future__ import annotations

import threading
from collections.abc import Callable
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from layers.jobs import Progress
from ui.tasks import Line, Tasks


def held(begun: Event, go_on: Event, value: str) -> Callable[[Progress], str]:
    """Work that stops in the middle until it is told to go on, and then asks whether it should."""

    def work(progress: Progress) -> str:
        begun.set()
        assert go_on.wait(10)
        progress.update("half way")
        return value

    return work


def test_a_result_comes_back_to_the_window_s_thread(tasks: Tasks, qtbot: QtBot) -> None:
    seen: list[tuple[int, threading.Thread]] = []
    tasks.run(Line.ANSWER, lambda _progress: 42, lambda value: seen.append((value, threading.current_thread())))
    qtbot.waitUntil(lambda: len(seen) == 1)
    assert seen == [(42, threading.main_thread())]
    assert not tasks.busy(Line.ANSWER)


def test_of_many_requests_the_newest_lands_and_those_between_are_never_begun(tasks: Tasks, qtbot: QtBot) -> None:
    begun, go_on = Event(), Event()
    landed: list[str] = []
    worked: list[str] = []
    tasks.run(Line.ANSWER, held(begun, go_on, "first"), landed.append)
    assert begun.wait(10)
    for name in ("second", "third", "fourth"):

        def work(_progress: Progress, name: str = name) -> str:
            worked.append(name)
            return name

        tasks.run(Line.ANSWER, work, landed.append)
    go_on.set()
    qtbot.waitUntil(lambda: bool(landed))
    assert (worked, landed) == (["fourth"], ["fourth"])


def test_in_a_stream_of_requests_what_was_begun_lands_too(tasks: Tasks, qtbot: QtBot) -> None:
    begun, go_on = Event(), Event()
    landed: list[str] = []

    def patient(_progress: Progress) -> str:
        begun.set()
        assert go_on.wait(10)
        return "first"

    tasks.run(Line.PREVIEW, patient, landed.append, finishes=True)
    assert begun.wait(10)
    tasks.run(Line.PREVIEW, lambda _progress: "second", landed.append, finishes=True)
    go_on.set()
    qtbot.waitUntil(lambda: len(landed) == 2)
    assert landed == ["first", "second"]


def test_cancelled_work_never_lands_and_is_told_to_end(tasks: Tasks, qtbot: QtBot) -> None:
    begun, go_on = Event(), Event()
    landed: list[object] = []
    tasks.run(Line.FILE, held(begun, go_on, "late"), landed.append, landed.append)
    assert begun.wait(10)
    tasks.cancel(Line.FILE)
    assert not tasks.busy(Line.FILE)
    go_on.set()
    tasks.run(Line.FILE, lambda _progress: "next", landed.append)
    qtbot.waitUntil(lambda: bool(landed))
    assert landed == ["next"]


def test_lines_do_not_wait_for_each_other(tasks: Tasks, qtbot: QtBot) -> None:
    begun, go_on = Event(), Event()
    landed: list[str] = []
    tasks.run(Line.FILE, held(begun, go_on, "file"), landed.append)
    assert begun.wait(10)
    tasks.run(Line.ANSWER, lambda _progress: "answer", landed.append)
    qtbot.waitUntil(lambda: landed == ["answer"])
    go_on.set()
    qtbot.waitUntil(lambda: landed == ["answer", "file"])


def test_progress_and_business_are_told(tasks: Tasks, qtbot: QtBot) -> None:
    told: list[tuple[str, str, float]] = []
    tasks.progressed.connect(lambda line, text, share: told.append((line, text, share)))
    with qtbot.waitSignals([tasks.busy_changed, tasks.busy_changed]):
        tasks.run(Line.FILE, lambda progress: progress.update("Reading", 0.5), lambda _none: None)
    qtbot.waitUntil(lambda: told == [("file", "Reading", 0.5)])


def test_an_error_reaches_whoever_asked(tasks: Tasks, qtbot: QtBot) -> None:
    errors: list[Exception] = []
    landed: list[object] = []

    def fail(_progress: Progress) -> None:
        message = "no such file"
        raise OSError(message)

    tasks.run(Line.FILE, fail, landed.append, errors.append)
    qtbot.waitUntil(lambda: len(errors) == 1)
    assert str(errors[0]) == "no such file"
    assert landed == []


@pytest.mark.parametrize("at_work", [True, False])
def test_closing_leaves_no_thread(at_work: bool, qtbot: QtBot) -> None:  # noqa: ARG001
    before = set(threading.enumerate())
    tasks, begun, go_on = Tasks(), Event(), Event()
    landed: list[object] = []
    tasks.run(Line.FILE, held(begun, go_on, "late"), landed.append)
    assert begun.wait(10)
    if at_work:
        threading.Timer(0.05, go_on.set).start()
    else:
        go_on.set()
    tasks.close()
    tasks.run(Line.ANSWER, lambda _progress: 1, landed.append)
    assert [one.name for one in set(threading.enumerate()) - before if one.name.startswith("gisplanner")] == []
    assert landed == []
