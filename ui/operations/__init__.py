# SPDX-License-Identifier: GPL-3.0-or-later
"""One short function for each thing a user does."""
