# SPDX-License-Identifier: GPL-3.0-or-later
"""What lists, tables and trees show."""
