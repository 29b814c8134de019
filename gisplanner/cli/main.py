# SPDX-License-Identifier: GPL-3.0-or-later
"""One command from start to exit status; no fault reaches the user as a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from gisplanner.cli.commands import COMMANDS
from gisplanner.cli.parser import make_parser
from layers.errors import PlannerError
from layers.findings import Finding, Severity
from layers.jobs import Cancelled, Progress

DONE, FINDINGS, UNUSABLE, CANCELLED = 0, 1, 2, 130
TRACEBACK = "GISPLANNER_TRACEBACK"
"""Set in the environment, it lets an unexpected fault through for whoever mends it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the command line by default.

    Returns
    -------
    int
        0 done, 1 findings with errors, 2 wrong usage or unusable input, 130 cancelled.
    """
    typed = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        if not typed:
            make_parser().print_help(sys.stderr)
            return UNUSABLE
        options = make_parser().parse_args(typed)
        findings = COMMANDS[options.command](options, _progress(quiet=options.quiet))
        sys.stdout.flush()
    except PlannerError as error:
        return _fail(str(error))
    except (KeyboardInterrupt, Cancelled):
        return CANCELLED
    except BrokenPipeError:
        # whoever read the answer has gone; nothing more can be said to them
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  stays open to the end
        return DONE
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        return _fail(str(PlannerError("unexpected", detail=f"{type(error).__name__}: {error}"[:200])))
    return FINDINGS if has_errors(findings) else DONE


def has_errors(findings: Sequence[Finding]) -> bool:
    """Whether any finding is an error."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def _fail(message: str) -> int:
    print(f"gisplanner: {' '.join(message.split())}", file=sys.stderr)
    return UNUSABLE


def _progress(*, quiet: bool) -> Progress:
    """Progress on standard error where somebody watches it."""
    if quiet or not sys.stderr.isatty():
        return Progress()

    def tell(text: str, share: float | None) -> None:
        done = "" if share is None else f" {share:.0%}"
        sys.stderr.write(f"\r\x1b[K{text}{done}\r")
        sys.stderr.flush()

    return Progress(tell)
