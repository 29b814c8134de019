# SPDX-License-Identifier: GPL-3.0-or-later
"""File -> raw table, in the child: one module per format, and what geometry needs before it may leave."""
