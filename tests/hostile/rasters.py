# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile rasters: sizes that are declared and not there, pictures, other formats, values that are no people."""

from __future__ import annotations

import struct
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import rasterio

from tests.hostile.cases import refused, taken
from tests.hostile.plain import TOWNS, csv_at
from tests.layers.rasters import raster_file

KIND = "population"
CORNER, PIXEL = (29.0, 1.0), 0.01
refused_raster = partial(refused, kind=KIND)


def _small(path: Path, **options: Any) -> Path:
    return raster_file(path, np.ones((4, 4)), CORNER, PIXEL, **options)


def _declared(path: Path, width: int, height: int, block: int | None = None) -> Path:
    """Write a raster of which no pixel is there."""
    tiles = {} if block is None else {"tiled": True, "blockxsize": block, "blockysize": block}
    place = rasterio.transform.from_origin(*CORNER, 1e-6, 1e-6)
    own = {"width": width, "height": height, "count": 1, "dtype": "uint8", "crs": "EPSG:4326", "transform": place}
    with rasterio.open(path, "w", driver="GTiff", SPARSE_OK=True, BIGTIFF="YES", **own, **tiles):
        pass
    return path


@refused_raster("a raster of a million million pixels that are not there", "raster_too_large")
def _(folder: Path) -> Path:
    return _declared(folder / "p.tif", 1_000_000, 1_000_000, 4096)


@refused_raster("a raster whose pixels can only be unpacked all at once", "raster_too_large")
def _(folder: Path) -> Path:
    return _declared(folder / "p.tif", 20_000, 20_000, 16_000)


@taken("a raster of nearly as many pixels as are read, none of them there", 1, kind=KIND)
def _(folder: Path) -> Path:
    return _declared(folder / "p.tif", 30_000, 30_000, 512)


@refused_raster("a raster cut behind its first bytes", "unreadable")
def _(folder: Path) -> Path:
    path = _small(folder / "p.tif")
    path.write_bytes(path.read_bytes()[:40])
    return path


@refused_raster("a list of tags that leads back to itself", "unreadable")
def _(folder: Path) -> Path:
    entry = struct.pack("<HHII", 256, 4, 1, 4)
    (folder / "p.tif").write_bytes(
        b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 1) + entry + struct.pack("<I", 8)
    )
    return folder / "p.tif"


@refused_raster("a raster of several bands", "raster_bands")
def _(folder: Path) -> Path:
    return raster_file(folder / "p.tif", np.ones((3, 4, 4)), CORNER, PIXEL)


@refused_raster("a raster of numbers with two parts", "raster_bands")
def _(folder: Path) -> Path:
    return raster_file(folder / "p.tif", np.ones((4, 4), dtype=np.complex128), CORNER, PIXEL)


@refused_raster("a raster of density by its name", "raster_density")
def _(folder: Path) -> Path:
    return _small(folder / "people_density.tif")


@refused_raster("a raster without a coordinate system, with one in a file beside it", "raster_no_crs")
def _(folder: Path) -> Path:
    path = _small(folder / "p.tif", crs=None)
    srs = '<PAMDataset><SRS>EPSG:4326</SRS><Metadata><MDI key="x">y</MDI></Metadata></PAMDataset>'
    (folder / "p.tif.aux.xml").write_text(srs, encoding="utf-8")
    return path


@refused_raster("a description of a raster elsewhere, named .tif", "content_differs")
def _(folder: Path) -> Path:
    vrt = '<VRTDataset rasterXSize="1" rasterYSize="1"><SourceFilename>/etc/hostname</SourceFilename></VRTDataset>'
    (folder / "p.tif").write_text(vrt, encoding="utf-8")
    return folder / "p.tif"


@refused_raster("a table named .tif", "content_differs")
def _(folder: Path) -> Path:
    return csv_at(folder / "p.tif", *TOWNS)


@refused("a raster given as a list of places", "raster_no_layer")
def _(folder: Path) -> Path:
    return _small(folder / "p.tif")


@refused_raster("a list of places given as a raster", "not_a_raster")
def _(folder: Path) -> Path:
    return csv_at(folder / "p.csv", *TOWNS)


@refused_raster("a raster with two names in its path, one of them a driver's", "not_a_path")
def _(folder: Path) -> Path:
    return Path(f"GTIFF_DIR:1:{_small(folder / 'p.tif')}")


@refused_raster("a raster laid out along a line", "raster_unplaced")
def _(folder: Path) -> Path:
    return _small(folder / "p.tif", transform=rasterio.Affine(0.01, 0.01, 29, 0.01, 0.01, 1))


@taken("notes of a raster with markup and letters that turn the writing round", 1, kind=KIND)
def _(folder: Path) -> Path:
    path = _small(folder / "p.tif")
    with rasterio.open(path, "r+") as out:
        out.update_tags(TIFFTAG_IMAGEDESCRIPTION="<script>alert(1)</script>\u202e", a="&b7;" * 1000)
    return path
