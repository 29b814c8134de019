# SPDX-License-Identifier: GPL-3.0-or-later
"""GeoPackage Binary, the standard's wrapping of a WKB geometry, with a check of what is inside.

The check stands here because WKB from a file goes to GEOS in our own process: nesting, counts and
lengths are made sure of first.
"""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray

from layers.geopackage.tables import GEOMETRY_TYPES, SRS_ID

Bounds = tuple[float, float, float, float]

_POINT, _LINE, _POLYGON, _MULTI = 1, 2, 3, {4: 1, 5: 2, 6: 3}
_LITTLE_ENDIAN, _ENVELOPE_XY = 0b0001, 0b0010
_EMPTY, _EXTENDED = 0b01_0000, 0b10_0000
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
_HEADER_BYTES = 8
_LINE_START = b"\1" + _LINE.to_bytes(4, "little")
_ANY_TYPE = frozenset(range(1, len(GEOMETRY_TYPES)))


def bounds_of(wkb: bytes, geometry_type: str = "GEOMETRY") -> Bounds:
    """Extent of a geometry, after a check that it is sound.

    Parameters
    ----------
    wkb : bytes
        Point, line, polygon or a multi of these, two dimensions, not empty, of either byte order.
    geometry_type : str
        The one type allowed, of `GEOMETRY_TYPES`; GEOMETRY for any.

    Returns
    -------
    min_x, max_x, min_y, max_y : float
        In the geometry's own units.

    Raises
    ------
    ValueError
        It is anything else, cut short, too long, or has a coordinate that is not a number.
    """
    code = GEOMETRY_TYPES.index(geometry_type) + 1
    vertices = np.concatenate(_checked(wkb, frozenset({code}) & _ANY_TYPE or _ANY_TYPE))
    (min_x, min_y), (max_x, max_y) = vertices.min(axis=0), vertices.max(axis=0)
    return float(min_x), float(max_x), float(min_y), float(max_y)


def type_code(wkb: bytes) -> int:
    """WKB code of a geometry's type (1 point to 6 multipolygon)."""
    (code,) = struct.unpack_from("<I" if wkb[0] else ">I", wkb, 1)
    return int(code)


def encode(wkb: bytes, bounds: Bounds) -> bytes:
    """Wrap a geometry as GeoPackage Binary, EPSG:4326; with its extent unless it is a point."""
    if type_code(wkb) == _POINT:
        return struct.pack("<2sBBi", b"GP", 0, _LITTLE_ENDIAN, SRS_ID) + wkb
    return struct.pack("<2sBBi4d", b"GP", 0, _LITTLE_ENDIAN | _ENVELOPE_XY, SRS_ID, *bounds) + wkb


def decode(blob: bytes) -> bytes | None:
    """Unwrap GeoPackage Binary.

    Parameters
    ----------
    blob : bytes
        As found in a file, perhaps edited elsewhere.

    Returns
    -------
    bytes or None
        Sound WKB; None for an empty geometry.

    Raises
    ------
    ValueError
        It is not GeoPackage Binary, or its geometry is not as :func:`bounds_of` wants it.
    """
    if len(blob) < _HEADER_BYTES or blob[:2] != b"GP" or blob[2] != 0:
        message = "no GeoPackage geometry"
        raise ValueError(message)
    flags = blob[3]
    envelope = (flags & 0b1110) >> 1
    if flags & _EXTENDED or envelope >= len(_ENVELOPE_BYTES):
        message = "geometry of an unknown kind"
        raise ValueError(message)
    if flags & _EMPTY:
        return None
    wkb = blob[_HEADER_BYTES + _ENVELOPE_BYTES[envelope] :]
    _checked(wkb, _ANY_TYPE)
    return wkb


def _checked(wkb: bytes, allowed: frozenset[int]) -> list[NDArray[np.float64]]:
    """The vertices of a sound geometry, part by part."""
    walk = _Walk(wkb)
    if not walk.whole_line(allowed):
        walk.geometry(allowed)
    if walk.position != len(wkb):
        message = f"{len(wkb) - walk.position} bytes follow the geometry"
        raise ValueError(message)
    if not walk.parts:
        message = "empty geometry"
        raise ValueError(message)
    if not all(np.isfinite(part).all() for part in walk.parts):
        message = "a coordinate is not a number"
        raise ValueError(message)
    return walk.parts


class _Walk:
    """One pass over WKB: collects the vertices, never believes a count before the bytes are there."""

    def __init__(self, wkb: bytes) -> None:
        self.wkb = wkb
        self.position = 0
        self.parts: list[NDArray[np.float64]] = []

    def whole_line(self, allowed: frozenset[int]) -> bool:
        """Take the whole for one line, as nearly all geometries of roads are; False where it is anything else."""
        if _LINE not in allowed or self.wkb[: len(_LINE_START)] != _LINE_START:
            return False
        count = int.from_bytes(self.wkb[5:9], "little")
        if count < 2 or len(self.wkb) != 9 + 16 * count:  # noqa: PLR2004  a head, and two coordinates a vertex
            return False
        self.parts.append(np.frombuffer(self.wkb, dtype="<f8", offset=9).reshape(-1, 2))
        self.position = len(self.wkb)
        return True

    def geometry(self, allowed: frozenset[int]) -> None:
        self._need(5)
        order = {0: ">", 1: "<"}.get(self.wkb[self.position])
        if order is None:
            message = "neither byte order"
            raise ValueError(message)
        self.position += 1
        kind = self._count(order)
        if kind not in allowed:
            message = f"geometry type {kind} where none such belongs"
            raise ValueError(message)
        if kind == _POINT:
            self._vertices(order, 1)
        elif kind == _LINE:
            self._vertices(order, self._count(order), least=2)
        elif kind == _POLYGON:
            for _ in range(self._count(order)):
                ring = self._vertices(order, self._count(order), least=4)
                if not np.array_equal(ring[0], ring[-1]):
                    message = "a ring that is not closed"
                    raise ValueError(message)
        else:
            for _ in range(self._count(order)):
                self.geometry(allowed=frozenset({_MULTI[kind]}))

    def _count(self, order: str) -> int:
        self._need(4)
        (count,) = struct.unpack_from(f"{order}I", self.wkb, self.position)
        self.position += 4
        return int(count)

    def _vertices(self, order: str, count: int, least: int = 1) -> NDArray[np.float64]:
        if count < least:
            message = f"{count} vertices where at least {least} belong"
            raise ValueError(message)
        self._need(16 * count)
        flat = np.frombuffer(self.wkb, dtype=f"{order}f8", count=2 * count, offset=self.position)
        vertices = flat.reshape(-1, 2).astype(np.float64, copy=False)
        self.parts.append(vertices)
        self.position += 16 * count
        return vertices

    def _need(self, size: int) -> None:
        if self.position + size > len(self.wkb):
            message = "cut short"
            raise ValueError(message)
