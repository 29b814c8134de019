# SPDX-License-Identifier: GPL-3.0-or-later
"""Population raster (GeoTIFF, people per pixel) -> what it is, and people per cell; in the limited child only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.errors import RasterioError
from rasterio.windows import Window

from layers.catchment import NOBODY, Catchment, of_request
from layers.errors import UnusableFile
from layers.kinds import KINDS
from layers.raw import Cell, Note, RawTable
from layers.readers.raster_place import RasterPlace
from layers.readers.xml_file import LONGEST_DETAIL
from layers.values import text_of

MOST_PIXELS = 1_000_000_000
"""The whole earth at 30 arc seconds, or the largest country at 100 m."""
MOST_IN_BLOCK = 32_000_000
"""Pixels that can only be unpacked together."""
WINDOW_PIXELS, WINDOW_SIDE = 4_000_000, 2048
MOST_SAMPLES = 2_000_000
MOST_PEOPLE = 12e9
"""More than live: a value for NoData that the file does not declare."""
DENSITY = re.compile(r"densit|per[ _]?(sq|km)|p+l?[ _/]?/?km|/ ?(sq|km)|(^|_)pd_", re.IGNORECASE)
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
CLOSED = {"GDAL_PAM_ENABLED": "NO", "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "GDAL_CACHEMAX": 64}
"""Nothing beside the file is read."""


def read(path: Path, kind: str) -> RawTable:
    """What a raster is, as one row with its outline; of its pixels none is read.

    Raises
    ------
    UnusableFile
        `raster_no_layer`, `raster_too_large`, `raster_bands`, `raster_density`, `raster_unplaced`, `no_crs`,
        `unknown_crs` or `unreadable`.
    """
    if kind and not KINDS[kind].raster:
        raise UnusableFile("raster_no_layer", file=path.name, kind=kind)
    with _opened(path) as raster:
        place = RasterPlace(raster, path.name)
        years = YEAR.findall(path.stem)
        facts: dict[str, Cell] = {
            "name": path.stem,
            "date": years[0] if years else None,
            "pixels across": raster.width,
            "pixels down": raster.height,
            "coordinate system": place.crs_name,
            "type": str(raster.dtypes[0]),
            "nodata": None if raster.nodata is None else str(raster.nodata),
        }
        notes: list[Note] = []
        if any(DENSITY.search(f"{value}") for value in raster.tags().values()):
            notes.append(("raster_density_said", {}))
        return RawTable(tuple(facts), [list(facts.values())], [1], [place.outline()], notes=notes)


def count(path: Path, cells: Mapping[str, Any]) -> RawTable:
    """People per cell: rows of cell and people, those outside the mission area as cell `NOBODY`.

    Pixels are cut into pieces much smaller than a cell, each with its share of the people, and every piece goes where
    its centre is; so none is lost or counted twice.

    Parameters
    ----------
    path : Path
    cells : mapping
        As `Catchment.as_request` says them.

    Raises
    ------
    UnusableFile
        As `read`, and `raster_absurd`.
    """
    catchment = of_request(cells)
    people = np.zeros(catchment.grid.cells)
    total, negative = 0.0, 0
    with _opened(path) as raster:
        place = RasterPlace(raster, path.name)
        reach = place.window_of(catchment)
        cut = place.pieces(catchment)
        for window in _windows(raster):
            values, below = _values(raster, window)
            total, negative = total + float(values.sum()), negative + below
            if total > MOST_PEOPLE:
                raise UnusableFile("raster_absurd", file=path.name)
            rows, columns = _common(window, reach)
            if len(rows) and len(columns):
                part = values[rows.start - window.row_off :, columns.start - window.col_off :]
                _assign(part[: len(rows), : len(columns)], (rows, columns), cut, place, catchment, people)
        percent = round(100 * place.share_beyond(catchment))
    found = [(NOBODY, max(0.0, total - float(people.sum())))]
    found += [(int(cell), float(people[cell])) for cell in np.flatnonzero(people)]
    notes: list[Note] = [("raster_negative", {"count": negative})] if negative else []
    notes += [("raster_partial", {"percent": percent})] if percent else []
    rows_out: list[list[Cell]] = [[cell, held] for cell, held in found]
    return RawTable(("cell", "people"), rows_out, list(range(1, len(found) + 1)), notes=notes)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """A raster that is worth reading."""
    try:
        with rasterio.Env(**CLOSED), rasterio.open(str(path.absolute()), driver="GTiff") as raster:
            _check(raster, path)
            yield raster
    except (RasterioError, UnicodeDecodeError) as error:  # the latter: names that are no text
        detail = text_of(str(error).replace(str(path.absolute()), path.name))[:LONGEST_DETAIL]
        raise UnusableFile("unreadable", file=path.name, detail=detail) from None


def _check(raster: Any, path: Path) -> None:  # noqa: ANN401  the library has no types
    """Refuse what a file declares before any of it is read."""
    block = max(height * width for height, width in raster.block_shapes)
    if raster.width * raster.height > MOST_PIXELS or block > MOST_IN_BLOCK:
        most, size = MOST_PIXELS // 1_000_000, f"{raster.width} x {raster.height}"
        raise UnusableFile("raster_too_large", file=path.name, size=size, block=block // 1_000_000, most=most)
    if raster.count != 1 or raster.dtypes[0].startswith("complex"):
        raise UnusableFile("raster_bands", file=path.name, count=raster.count, type=str(raster.dtypes[0]))
    said = (path.stem, *raster.units, *raster.descriptions)
    named = next((one for one in said if one and DENSITY.search(one)), None)
    if named is not None:
        raise UnusableFile("raster_density", file=path.name, said=text_of(named)[:LONGEST_DETAIL])


def _windows(raster: Any) -> Iterator[Window]:  # noqa: ANN401  the library has no types
    """The raster in pieces of whole blocks."""
    down, across = raster.block_shapes[0]
    wide = min(raster.width, across * max(1, WINDOW_SIDE // across))
    high = min(raster.height, down * max(1, WINDOW_PIXELS // (wide * down)))
    for row in range(0, raster.height, high):
        for column in range(0, raster.width, wide):
            yield Window(column, row, min(wide, raster.width - column), min(high, raster.height - row))


def _values(raster: Any, window: Window) -> tuple[NDArray[np.float64], int]:  # noqa: ANN401  the library has no types
    """People of the pixels of a window, none where nothing is known; and how many were below zero."""
    read = raster.read(1, window=window, masked=True)
    values = np.ma.filled(read.astype(np.float64), np.nan) * raster.scales[0] + raster.offsets[0]
    with np.errstate(invalid="ignore"):
        below = int((values < 0).sum())
        return np.where(np.isfinite(values) & (values > 0), values, 0.0), below


def _common(window: Window, reach: tuple[range, range]) -> tuple[range, range]:
    """Rows and columns of a window that may lie in the mission area."""
    rows, columns = reach
    return (
        range(max(window.row_off, rows.start), min(window.row_off + window.height, rows.stop)),
        range(max(window.col_off, columns.start), min(window.col_off + window.width, columns.stop)),
    )


def _assign(
    values: NDArray[np.float64],
    where: tuple[range, range],
    cut: int,
    place: RasterPlace,
    catchment: Catchment,
    people: NDArray[np.float64],
) -> None:
    """Add the people of some pixels to the cells they are in."""
    rows, columns = where
    step = max(1, MOST_SAMPLES // (len(columns) * cut**2))
    for first in range(0, len(rows), step):
        part = values[first : first + step]
        if not part.any():
            continue
        start = rows.start + first
        x, y = place.spread(range(start, start + len(part)), columns, cut, catchment)
        held = np.repeat(np.repeat(part / cut**2, cut, axis=0), cut, axis=1)
        counted = held > 0
        cells = catchment.cells_at(x[counted], y[counted])
        known = cells != NOBODY
        people += np.bincount(cells[known], held[counted][known], minlength=len(people))
