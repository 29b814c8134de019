# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said where: answers on standard output, progress and faults on standard error."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from layers.errors import PlannerError
from layers.jobs import Progress

WIPE = "\r\x1b[K"
"""Back to the start of the line, and clear it."""


def settle() -> None:
    """Let a terminal that knows few letters show a mark for the others instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def say(text: str) -> None:
    """Print part of an answer.

    Raises
    ------
    PlannerError
        `cannot_say`, for a full disk and the like.
    BrokenPipeError
        When whoever read the answer has gone.
    """
    wipe()
    try:
        print(text, end="\n" if text else "", flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        hang_up()
        raise PlannerError("cannot_say", detail=error.strerror or str(error)) from None


def say_json(answer: Mapping[str, Any]) -> None:
    """Print a whole answer as JSON; where the way out is not UTF-8, letters are escaped rather than lost."""
    plain = (sys.stdout.encoding or "ascii").replace("-", "").casefold() != "utf8"
    say(as_json(answer, ascii_only=plain))


def as_json(answer: Mapping[str, Any], *, ascii_only: bool = False) -> str:
    """An answer as the contract wants it."""
    return json.dumps(answer, ensure_ascii=ascii_only, allow_nan=False, indent=1)


def complain(message: str) -> None:
    """Say on one line why nothing came of it."""
    wipe()
    print(f"gisplanner: {' '.join(message.split())}", file=sys.stderr)


def watched(*, quiet: bool) -> Progress:
    """Progress, told on standard error where somebody watches it."""
    if quiet or not sys.stderr.isatty():
        return Progress()

    def tell(text: str, share: float | None) -> None:
        done = "" if share is None else f" {share:.0%}"
        sys.stderr.write(f"{WIPE}{text}{done}")
        sys.stderr.flush()

    return Progress(tell)


def wipe() -> None:
    """Take the line of progress away before anything else is said."""
    if sys.stderr.isatty():
        sys.stderr.write(WIPE)
        sys.stderr.flush()


def hang_up() -> None:
    """Say nothing more on standard output, which leads nowhere any longer."""
    with suppress(OSError):
        sys.stdout.close()
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  stays open to the end
