# SPDX-License-Identifier: GPL-3.0-or-later
"""`python -m gisplanner`."""

import sys

from gisplanner.cli import main

sys.exit(main())
