# SPDX-License-Identifier: GPL-3.0-or-later
"""Files in, validated tables out; knows nothing of forces."""
