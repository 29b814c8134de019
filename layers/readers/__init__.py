# SPDX-License-Identifier: GPL-3.0-or-later
"""One module per format: nothing but file -> raw table."""
