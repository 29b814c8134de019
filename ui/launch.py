# SPDX-License-Identifier: GPL-3.0-or-later
"""The script `gisplanner`: a command goes to the engine, which needs no window; no command opens the desktop."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command, or without one the desktop, and return the exit status.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the command line by default.
    """
    asked = list(sys.argv[1:] if arguments is None else arguments)
    if asked:
        from gisplanner import cli  # noqa: PLC0415  the window shows before the engine is imported

        return cli.main(asked)
    from ui import app  # noqa: PLC0415  a command needs no Qt

    return app.run()
