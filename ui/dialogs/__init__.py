# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows that ask something or show more."""
