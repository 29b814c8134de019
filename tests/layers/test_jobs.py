# SPDX-License-Identifier: GPL-3.0-or-later
"""Progress tells at most every tenth of a second, and ends the work after a cancel."""

from __future__ import annotations

import pytest

from layers.jobs import Cancelled, Progress


def test_progress_is_told_at_most_every_tenth_of_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    clock_s = [0.0]
    monkeypatch.setattr("layers.jobs.time.monotonic", lambda: clock_s[0])
    told: list[tuple[str, float | None]] = []
    progress = Progress(lambda text, share: told.append((text, share)))
    for number, clock_s[0] in enumerate([0.0, 0.05, 0.099, 0.1, 0.15, 0.2]):
        progress.update(str(number), number / 6)
    assert told == [("0", 0.0), ("3", 0.5), ("5", 5 / 6)]


def test_the_update_after_a_cancel_ends_the_work() -> None:
    progress = Progress()
    progress.update("nobody listens")
    progress.cancel()
    with pytest.raises(Cancelled):
        progress.update("never said")
