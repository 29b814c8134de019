# SPDX-License-Identifier: GPL-3.0-or-later
"""People of a raster by cell: none inside the mission area lost, none counted that the file does not hold."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from layers import worker
from layers.catchment import NOBODY, Catchment, of_request
from layers.errors import PlannerError, UnusableFile
from layers.findings import Finding, Severity
from layers.geodesy import TheatreCrs
from layers.grid import make_grid
from layers.jobs import Progress
from layers.load import guess_kind, load
from layers.population import Population, count_people
from layers.readers import raster
from layers.readers.raster_place import RasterPlace
from tests.layers.files import csv_file
from tests.layers.rasters import raster_file

CRS = TheatreCrs(30.0, 0.0)
AREA = shapely.box(-20_000, -20_000, 20_000, 20_000)
WORLDS = ["EPSG:4326", "ESRI:54009", "EPSG:32636", "EPSG:32736"]


def catchment(area: shapely.Polygon = AREA, cell_m: int = 1000, water: tuple[shapely.Polygon, ...] = ()) -> Catchment:
    return Catchment(make_grid(area, water, cell_m), area, CRS)


def counted(path: Path, where: Catchment | None = None) -> tuple[Population, Mapping[str, Finding]]:
    found, findings = count_people(path, where or catchment(), "2020", Progress())
    assert found is not None
    return found, {one.code: one for one in findings}


def sums(path: Path, where: Catchment) -> tuple[float, float]:
    """Return people inside and outside, read in this process."""
    rows = [(cell, float(held or 0)) for cell, held in raster.count(path, where.as_request()).rows]
    return sum(held for cell, held in rows if cell != NOBODY), sum(held for cell, held in rows if cell == NOBODY)


def test_every_pixel_belongs_to_the_cell_its_centre_is_in(tmp_path: Path) -> None:
    # 0.01 degrees are 1,113 m along the equator and 1,106 m across: pixel centres at +-0.005, +-0.015 degrees
    people = np.array([[1.5, 2, 0, 0], [4, 8, 16, 0], [0, 0, 32, 0], [0, 0, 0, 64]])
    path = raster_file(tmp_path / "cod_ppp_2020.tif", people, (29.98, 0.02), 0.01)
    where = catchment(cell_m=2000)
    found, _ = counted(path, where)
    x, y = where.grid.centres_xy().T
    held = {(int(x[n]), int(y[n])): float(found.people[n]) for n in np.flatnonzero(found.people)}
    # each pixel is cut into 3 x 3 pieces, but the lines between these cells run between pixels, at 0 and +-2,000 m
    assert sum(held.values()) == pytest.approx(people.sum())
    assert (found.outside, found.source, found.date) == (pytest.approx(0), "cod_ppp_2020.tif", "2020")
    north_west = [n for n in held if n[0] < 0 < n[1]]
    assert sum(held[n] for n in north_west) == pytest.approx(1.5 + 2 + 4 + 8)
    assert sum(held[n] for n in held if n[0] > 0 and n[1] > 0) == pytest.approx(16)


def test_no_data_nan_and_negative_pixels_are_never_summed(tmp_path: Path) -> None:
    people = np.array([[-99999.0, 10, np.nan], [-3.0, 20, np.inf], [5, -99999.0, -np.inf]])
    path = raster_file(tmp_path / "p.tif", people, (29.98, 0.02), 0.01, nodata=-99999.0)
    found, said = counted(path)
    assert found.people.sum() == pytest.approx(35)
    assert said["raster_negative"].params == {"count": "2"}
    assert said["raster_negative"].severity is Severity.WARNING


def test_a_mask_inside_the_file_hides_its_pixels(tmp_path: Path) -> None:
    path = raster_file(tmp_path / "p.tif", np.full((2, 2), 7.0), (29.98, 0.02), 0.01)
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "r+") as out:
        out.write_mask(np.array([[255, 0], [0, 255]], dtype=np.uint8))
    assert counted(path)[0].people.sum() == pytest.approx(14)


def test_whole_numbers_are_read_with_their_scale(tmp_path: Path) -> None:
    path = raster_file(tmp_path / "p.tif", np.array([[3, 65535]], dtype=np.uint16), (29.98, 0.02), 0.01, nodata=65535)
    with rasterio.open(path, "r+") as out:
        out.scales = (0.5,)
    assert counted(path)[0].people.sum() == pytest.approx(1.5)


def test_people_beyond_the_mission_area_are_counted_apart(tmp_path: Path) -> None:
    # the border runs along longitude 30, the middle of the raster: 11 + 13 inside
    half = shapely.box(-20_000, -20_000, 0, 20_000)
    people = np.array([[11.0, 300, 5000], [13.0, 700, 90000]])
    path = raster_file(tmp_path / "p.tif", people, (29.99, 0.01), 0.01)
    found, _ = counted(path, catchment(half))
    assert (found.people.sum(), found.outside) == (pytest.approx(24), pytest.approx(96000))


def test_people_on_an_island_and_at_the_edge_go_to_the_nearest_cell(tmp_path: Path) -> None:
    lake = shapely.box(-5_500, -5_500, 5_500, 5_500)
    path = raster_file(tmp_path / "p.tif", np.array([[40.0]]), (29.995, 0.005), 0.01)
    where = catchment(water=(lake,))
    found, _ = counted(path, where)
    assert found.people.sum() == pytest.approx(40)
    x, y = where.grid.centres_xy()[found.people > 0].T
    assert np.maximum(abs(x), abs(y)).max() <= 6_500


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("cell_m", [1000, 5000])
def test_no_system_of_coordinates_loses_anybody(tmp_path: Path, world: str, cell_m: int) -> None:
    dice = np.random.default_rng(7)
    people = dice.integers(0, 50, (60, 60)).astype(np.float64)
    turn = Transformer.from_crs("EPSG:4326", world, always_xy=True)
    x, y = turn.transform(30.0, 0.0)
    pixel = 0.01 if world == "EPSG:4326" else 1000.0
    path = raster_file(tmp_path / "p.tif", people, (x - 30 * pixel, y + 30 * pixel), pixel, world)
    where = catchment(cell_m=cell_m)
    inside, outside = sums(path, where)
    assert inside + outside == pytest.approx(people.sum(), rel=1e-9)
    # by hand: which share of every pixel lies in the area, by a hundred of its places
    back, lattice = Transformer.from_crs(world, "EPSG:4326", always_xy=True), (np.arange(10) + 0.5) / 10
    rows, columns = np.meshgrid(
        (np.arange(60)[:, None] + lattice).ravel(), (np.arange(60)[:, None] + lattice).ravel(), indexing="ij"
    )
    lon, lat = back.transform(x + (columns - 30) * pixel, y - (rows - 30) * pixel)
    at = shapely.points(*CRS.to_xy(lon, lat))
    share = shapely.intersects(AREA, at).reshape(60, 10, 60, 10).mean(axis=(1, 3))
    assert inside == pytest.approx((share * people).sum(), rel=0.01)


@given(
    st.lists(st.floats(0, 1e6, width=32), min_size=1, max_size=30),
    st.floats(0.0005, 0.3),
    st.tuples(st.floats(29.5, 30.5), st.floats(-0.5, 0.5)),
    st.sampled_from([500, 1000, 5000]),
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_all_people_are_inside_or_outside_whatever_the_pixels(
    tmp_path: Path, people: list[float], pixel: float, corner: tuple[float, float], cell_m: int
) -> None:
    path = raster_file(tmp_path / "p.tif", np.array([people, people[::-1]]), corner, pixel)
    inside, outside = sums(path, catchment(cell_m=cell_m))
    assert inside + outside == pytest.approx(2 * sum(people), rel=1e-6, abs=1e-9)
    assert inside >= 0
    assert outside >= 0


@pytest.mark.parametrize(
    ("pixel", "cell_m", "cut"), [(0.001, 1000, 1), (0.01, 1000, 5), (0.01, 5000, 5), (0.5, 500, 64)]
)
def test_a_piece_of_a_pixel_is_at_most_a_quarter_of_a_cell_and_250_m(
    tmp_path: Path, pixel: float, cell_m: int, cut: int
) -> None:
    path = raster_file(tmp_path / "p.tif", np.ones((8, 8)), (30 - 4 * pixel, 4 * pixel), pixel)
    with rasterio.open(path) as opened:
        assert RasterPlace(opened, "p.tif").pieces(catchment(cell_m=cell_m)) == cut


@given(st.floats(0.001, 0.02), st.integers(1, 40), st.integers(1, 40))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_raster_that_lies_inside_is_inside_to_the_last_person(
    tmp_path: Path, pixel: float, rows: int, columns: int
) -> None:
    pixel = min(pixel, 0.3 / max(rows, columns))
    people = np.arange(rows * columns, dtype=np.float64).reshape(rows, columns)
    path = raster_file(tmp_path / "p.tif", people, (30 - columns * pixel / 2, rows * pixel / 2), pixel)
    inside, outside = sums(path, catchment())
    assert inside == pytest.approx(people.sum(), rel=1e-9)
    assert outside == pytest.approx(0, abs=1e-6)


@given(st.lists(st.tuples(st.floats(-21_000, 21_000), st.floats(-21_000, 21_000)), min_size=1, max_size=20))
def test_a_place_is_taken_in_if_and_only_if_it_lies_in_the_area(places: list[tuple[float, float]]) -> None:
    area = shapely.Polygon([(-19_500, -20_000), (18_700, -9_300), (3_000, 19_990)])
    where = of_request(catchment(area).as_request())
    cells = where.cells_at(*np.array(places).T)
    assert [bool(cell != NOBODY) for cell in cells] == [area.intersects(shapely.Point(at)) for at in places]


def test_a_raster_of_half_the_area_says_so(tmp_path: Path) -> None:
    path = raster_file(tmp_path / "p.tif", np.full((100, 50), 2.0), (29.5, 0.5), 0.01)
    assert counted(path)[1]["raster_partial"].params == {"percent": "50"}


def test_a_raster_of_another_country_is_left_out_with_an_error(tmp_path: Path) -> None:
    path = raster_file(tmp_path / "p.tif", np.full((10, 10), 2.0), (10, 40), 0.01)
    found, findings = count_people(path, catchment(), None, Progress())
    assert found is None
    assert ("raster_elsewhere", Severity.ERROR) in [(one.code, one.severity) for one in findings]


def test_a_raster_is_one_row_that_says_what_it_is_and_when(tmp_path: Path) -> None:
    path = raster_file(tmp_path / "ken_ppp_2020_100m_R2025A.tif", np.ones((10, 20)), (30, 1), 0.1, nodata=-1)
    loaded = load(path, "population")
    row = loaded.layer.table.iloc[0]
    assert (loaded.layer.date, loaded.layer.rows_in, loaded.layer.rejected) == ("2020-01-01", 1, 0)
    assert row.geometry.bounds == pytest.approx((30, 0, 32, 1))
    assert '"pixels across": "20"' in row["attributes"]
    assert guess_kind(path, Progress()) == "population"


def code_of(path: Path, kind: str = "population") -> str:
    with pytest.raises(PlannerError) as error:
        load(path, kind)
    return error.value.code


@pytest.mark.parametrize(
    ("name", "options", "code"),
    [
        ("cod_pd_2020_1km", {}, "raster_density"),
        ("gpw_v4_population_density_2020", {}, "raster_density"),
        ("people_per_sq_km", {}, "raster_density"),
        ("p", {"crs": None}, "raster_no_crs"),
        ("p", {"crs": None, "transform": rasterio.Affine.identity()}, "raster_no_crs"),
    ],
)
@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_a_raster_that_is_no_count_of_people_at_a_place_is_refused(
    tmp_path: Path, name: str, options: dict[str, Any], code: str
) -> None:
    assert code_of(raster_file(tmp_path / f"{name}.tif", np.ones((2, 2)), (30, 1), 0.1, **options)) == code


def test_a_density_by_its_unit_is_refused_and_one_in_its_notes_named(tmp_path: Path) -> None:
    path = raster_file(tmp_path / "p.tif", np.ones((2, 2)), (30, 1), 0.1)
    with rasterio.open(path, "r+") as out:
        out.update_tags(TIFFTAG_IMAGEDESCRIPTION="counts; a density is published apart")
    assert [one.code for one in load(path, "population").findings] == ["raster_density_said"]
    with rasterio.open(path, "r+") as out:
        out.units = ("people/km2",)
    assert code_of(path) == "raster_density"


def test_several_bands_and_pixels_that_are_more_than_people_are_refused(tmp_path: Path) -> None:
    assert code_of(raster_file(tmp_path / "a.tif", np.ones((2, 2, 2)), (30, 1), 0.1)) == "raster_bands"
    assert code_of(raster_file(tmp_path / "b.tif", np.ones((2, 2), dtype=np.complex64), (30, 1), 0.1)) == "raster_bands"
    path = raster_file(tmp_path / "c.tif", np.full((2, 2), 3.4e38), (30, 0), 0.1)
    with pytest.raises(UnusableFile) as error:
        counted(path)
    assert error.value.code == "raster_absurd"


def test_a_table_is_no_raster_and_a_raster_no_list_of_places(tmp_path: Path) -> None:
    assert code_of(csv_file(tmp_path / "t.csv", "lon,lat,people", "30,0,5")) == "not_a_raster"
    path = raster_file(tmp_path / "p.tif", np.ones((2, 2)), (30, 1), 0.1)
    assert code_of(path, "settlements") == "raster_no_layer"


def test_without_rasterio_it_says_what_installs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rasterio", None)
    monkeypatch.delitem(sys.modules, "layers.readers.raster", raising=False)
    read = partial(worker._read, tmp_path / "p.tif", "population", {}, {})  # noqa: SLF001
    with pytest.raises(UnusableFile, match="pip install rasterio") as error:
        read()
    assert error.value.code == "no_rasterio"


def test_pixels_that_are_cut_off_are_an_error_and_not_nobody(tmp_path: Path) -> None:
    people = np.random.default_rng(1).random((600, 600))
    path = raster_file(tmp_path / "p.tif", people, (29.9, 0.1), 0.0005, compress="lzw", tiled=True)
    path.write_bytes(path.read_bytes()[:-200_000])
    with pytest.raises(UnusableFile) as error:
        counted(path)
    assert error.value.code == "unreadable"


@pytest.mark.parametrize("elsewhere", [None, "/nowhere"])
@pytest.mark.parametrize("world", WORLDS)
def test_every_system_of_coordinates_is_known_in_the_child_too(
    tmp_path: Path, world: str, elsewhere: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rasterio, pyproj and pyogrio bring a database of systems each; what the environment says of another is left."""
    pixel, side = (0.0009, 400) if world == "EPSG:4326" else (100.0, 400)
    x, y = Transformer.from_crs("EPSG:4326", world, always_xy=True).transform(30.18, 0.18)  # a corner of the area
    rows, columns = np.meshgrid(np.arange(side) + 0.5, np.arange(side) + 0.5, indexing="ij")
    west, north = x - pixel * side / 2, y + pixel * side / 2
    back = Transformer.from_crs(world, "EPSG:4326", always_xy=True)
    at = shapely.points(*CRS.to_xy(*back.transform(west + columns * pixel, north - rows * pixel)))
    people = np.random.default_rng(3).gamma(0.5, 20, (side, side)).astype(np.float32)
    people[shapely.distance(at, AREA.exterior) < 200] = 0  # so that no pixel is on both sides
    path = raster_file(tmp_path / "p.tif", people, (west, north), pixel, world, compress="deflate", nodata=-200)
    for name in ("PROJ_DATA", "PROJ_LIB"):
        if elsewhere is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, elsewhere)
    found, _ = counted(path)
    inside = shapely.intersects(AREA, at)
    assert 0.2 < inside.mean() < 0.8
    assert found.people.sum() == pytest.approx(float(people[inside].sum(dtype=float)), rel=0.001)
    assert found.outside == pytest.approx(float(people[~inside].sum(dtype=float)), rel=0.001)
