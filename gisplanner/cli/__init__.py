# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: commands in, answers out, as a sentence, a table or JSON."""

from gisplanner.cli.main import main

__all__ = ["main"]
