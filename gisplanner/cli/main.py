# SPDX-License-Identifier: GPL-3.0-or-later
"""One command from start to exit status; no fault reaches the user as a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from gisplanner.cli import screen
from layers.errors import PlannerError
from layers.findings import Severity
from layers.jobs import Cancelled

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
    screen.settle()
    try:
        return _run(typed)
    except PlannerError as error:
        screen.complain(str(error))
    except (KeyboardInterrupt, Cancelled):
        screen.wipe()
        return CANCELLED
    except BrokenPipeError:
        # whoever read the answer has gone; nothing more can be said to them
        screen.hang_up()
        return DONE
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        screen.complain(str(PlannerError("unexpected", detail=f"{type(error).__name__}: {error}"[:200])))
    return UNUSABLE


def _run(typed: Sequence[str]) -> int:
    # the engine takes a second to import, and an interrupt meanwhile is to end as quietly as any other
    from gisplanner.cli.commands import COMMANDS  # noqa: PLC0415
    from gisplanner.cli.parser import make_parser  # noqa: PLC0415

    if not typed:
        make_parser().print_help(sys.stderr)
        return UNUSABLE
    options = make_parser().parse_args(typed)
    findings = COMMANDS[options.command](options, screen.watched(quiet=options.quiet))
    return FINDINGS if any(finding.severity is Severity.ERROR for finding in findings) else DONE
