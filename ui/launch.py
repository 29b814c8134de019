# SPDX-License-Identifier: GPL-3.0-or-later
"""The script `gisplanner`: a command goes to the engine, which needs no window."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from gisplanner import cli


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return the exit status.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the command line by default.
    """
    return cli.main(list(sys.argv[1:] if arguments is None else arguments))
