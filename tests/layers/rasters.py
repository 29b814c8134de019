# SPDX-License-Identifier: GPL-3.0-or-later
"""Small population rasters for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import ArrayLike
from rasterio.transform import from_origin

Corner = tuple[float, float]


def raster_file(
    path: Path, people: ArrayLike, corner: Corner, pixel: float, crs: str = "EPSG:4326", **options: Any
) -> Path:
    """Write people per pixel, the first row northernmost, from the north-western corner on."""
    values = np.asarray(people)
    values = values.astype(np.float32) if values.dtype == np.float64 else values
    layers = values if values.ndim == 3 else values[None]
    own = {"transform": from_origin(*corner, pixel, pixel), "crs": crs, **options}
    count, height, width = layers.shape
    with rasterio.open(
        path, "w", driver="GTiff", count=count, height=height, width=width, dtype=layers.dtype, **own
    ) as out:
        out.write(layers)
    return path
