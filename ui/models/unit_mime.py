# SPDX-License-Identifier: GPL-3.0-or-later
"""Units as they are dragged from one part of the window to another."""

from __future__ import annotations

from collections.abc import Iterable

from PyQt5.QtCore import QMimeData

UNIT_MIME = "application/x-gisplanner-unit"
"""Ids of dragged units, one a line, UTF-8."""


def unit_mime(units: Iterable[str]) -> QMimeData:
    """Units as they are dragged."""
    data = QMimeData()
    data.setData(UNIT_MIME, "\n".join(units).encode())
    return data


def units_of(data: QMimeData | None) -> list[str]:
    """Ids of dragged units; none where something else is dragged."""
    if data is None or not data.hasFormat(UNIT_MIME):
        return []
    return [name for name in bytes(data.data(UNIT_MIME)).decode().split("\n") if name]
