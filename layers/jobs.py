# SPDX-License-Identifier: GPL-3.0-or-later
"""Progress of long work, and its cancelling: knows no window."""

from __future__ import annotations

import time
from collections.abc import Callable

INTERVAL_S = 0.1

Sink = Callable[[str, float | None], None]


class Cancelled(Exception):
    """The user asked for the work to end."""


class Progress:
    """Tells a listener how far the work is, and the work that it should end.

    Parameters
    ----------
    sink : callable, optional
        Gets a text and the share done (0 to 1, or None), at most every 0.1 s.
    """

    def __init__(self, sink: Sink | None = None) -> None:
        self._sink = sink
        self._cancelled = False
        self._last_s = float("-inf")

    def cancel(self) -> None:
        """Ask the work to end; may be called from another thread."""
        self._cancelled = True

    def update(self, text: str, share: float | None = None) -> None:
        """Say what is being done.

        Raises
        ------
        Cancelled
            After `cancel`.
        """
        if self._cancelled:
            raise Cancelled
        now_s = time.monotonic()
        if self._sink is not None and now_s - self._last_s >= INTERVAL_S:
            self._last_s = now_s
            self._sink(text, share)
