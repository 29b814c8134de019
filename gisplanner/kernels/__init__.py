# SPDX-License-Identifier: GPL-3.0-or-later
"""Shortest times: arrays in, arrays out."""
