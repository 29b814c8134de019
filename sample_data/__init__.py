# SPDX-License-Identifier: GPL-3.0-or-later
"""A plainly fictional mission area: its files stand beside this one, made by `sample_data.build`."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent
