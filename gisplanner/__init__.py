# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine: forces, time, coverage and change; knows nothing of Qt."""

__version__ = "0.1.0"
