# SPDX-License-Identifier: GPL-3.0-or-later
"""The desktop: windows and actions; no analysis."""
