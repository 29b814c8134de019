# SPDX-License-Identifier: GPL-3.0-or-later
"""The frozen ground of the work: layers, mission area, sites, grid and projection (docs/method.md, *The ground*)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gisplanner.assumptions import Assumptions
from gisplanner.errors import PlanError
from gisplanner.shapes import Shapes, array_of, points
from gisplanner.sites import Gathered, Sites, gather
from layers.catchment import Catchment
from layers.findings import Finding, Severity
from layers.geodesy import TheatreCrs, centre_of
from layers.grid import Grid, Polygonal, make_grid
from layers.layer import Layer
from layers.load import empty_layer
from layers.population import Population

LAYER_KINDS = ("roads", "settlements", "idp_sites", "areas", "water", "incidents")
BUFFER_SEGMENTS = 16
HULL_MARGIN_M = 1000.0
DEGREE_M = 111_000.0
ASTRAY_DEGREES = 2.0
"""A single row nearer to the others than this may well be where it says."""
SWAPPED_SHARE, SWAPPED_RATIO = 0.05, 4
"""Swapped throughout is a layer of which so large a part, and so many times more, lies inside once exchanged."""
REQUIRED = ("roads", "settlements", "bases")
WHOLLY_SWAPPED = frozenset({"columns_swapped", "shapes_swapped"})


@dataclass(frozen=True, eq=False)
class Theatre:
    """Everything that stays as it is while units move.

    Attributes
    ----------
    name : str
    layers : mapping of kind to Layer
        One of each of `LAYER_KINDS`.
    crs : TheatreCrs
    extent : shapely polygon, lon/lat
        The mission area, else the hull of sites, bases and roads.
    bounded : bool
        True where `extent` is a mission area, which cuts roads and excludes places.
    grid : Grid
    margin_m, double_m : float
        How far beyond the mission area places still count; how near two sites may be the same people.
    population : Population or None
        People of a raster by cell.
    """

    name: str
    layers: Mapping[str, Layer]
    crs: TheatreCrs
    extent: BaseGeometry
    bounded: bool
    grid: Grid
    margin_m: float
    double_m: float
    population: Population | None = None

    @cached_property
    def digest(self) -> str:
        """Hash of all that an answer can depend on."""
        layers = [self.layers[kind].digest for kind in LAYER_KINDS]
        place = [self.crs.lon0, self.crs.lat0, self.grid.cell_m, self.bounded, self.margin_m, self.double_m]
        text = json.dumps([layers, place, shapely.to_wkb(shapely.normalize(self.extent), hex=True)])
        found = hashlib.sha256(text.encode())
        if self.population is not None:
            found.update(self.population.people.tobytes())
        return found.hexdigest()

    @cached_property
    def gathered(self) -> Gathered:
        """The sites, with what was found and left out."""
        return gather(self.layers, self.crs, self.outside_m, margin_m=self.margin_m, double_m=self.double_m)

    @property
    def sites(self) -> Sites:
        """The sites that count."""
        return self.gathered.sites

    @cached_property
    def extent_xy(self) -> BaseGeometry:
        """`extent` on the plane."""
        return self.crs.project(self.extent)

    @cached_property
    def catchment(self) -> Catchment:
        """Which cell takes in the people of a place."""
        return Catchment(self.grid, cast("Polygonal", self.extent_xy), self.crs)

    @cached_property
    def bounds_xy(self) -> BaseGeometry | None:
        """The mission area widened by the margin, on the plane; None where nothing bounds the work."""
        return self.extent_xy.buffer(self.margin_m, quad_segs=BUFFER_SEGMENTS) if self.bounded else None

    @cached_property
    def water_xy(self) -> Shapes:
        """Water lines and polygons on the plane; shape (features,)."""
        return projected(self.layers["water"].table, self.crs)

    @cached_property
    def areas(self) -> gpd.GeoDataFrame:
        """Districts and sectors, lon/lat, in order of id."""
        table = self.layers["areas"].table
        return table[table["role"].isin(["sector", "district"])].reset_index(drop=True)

    @cached_property
    def areas_xy(self) -> Shapes:
        """`areas` on the plane; shape (areas,)."""
        return projected(self.areas, self.crs)

    def with_layers(self, layers: Mapping[str, Layer]) -> Theatre:
        """Return the theatre with other layers of these kinds; projection, extent and grid stay."""
        return replace(self, layers={**self.layers, **layers})

    def outside_m(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
        """How far places lie outside the mission area: metres on the plane, 0 inside or without one."""
        if not self.bounded:
            return np.zeros(np.shape(lon))
        return np.asarray(shapely.distance(self.extent_xy, points(*self.crs.to_xy(lon, lat))), dtype=np.float64)

    @cached_property
    def site_area(self) -> NDArray[np.int64]:
        """`area_of` every site; shape (sites,)."""
        return self.area_of(self.sites.x, self.sites.y)

    @cached_property
    def cell_area(self) -> NDArray[np.int64]:
        """`area_of` the centre of every cell; shape (cells,)."""
        return self.area_of(*self.grid.centres_xy().T)

    @cached_property
    def site_sector(self) -> NDArray[np.int64]:
        """`sector_of` every site; shape (sites,)."""
        return self.sector_of(self.sites.x, self.sites.y)

    @cached_property
    def cell_sector(self) -> NDArray[np.int64]:
        """`sector_of` the centre of every cell; shape (cells,)."""
        return self.sector_of(*self.grid.centres_xy().T)

    def area_of(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
        """Row in `areas` of the district (else sector) that holds each place of the plane, -1 outside them all."""
        sectors, districts = self.sector_of(x, y), self._holding("district", x, y)
        return np.where(districts >= 0, districts, sectors)

    def sector_of(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
        """Row in `areas` of the sector that holds each place of the plane, -1 outside them all."""
        return self._holding("sector", x, y)

    def _holding(self, role: str, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
        found = np.full(len(x), -1, dtype=np.int64)
        own = np.flatnonzero((self.areas["role"] == role).to_numpy())
        if len(own) == 0 or len(x) == 0:
            return found
        place, rows = shapely.STRtree(self.areas_xy[own]).query(points(x, y), predicate="intersects")
        # the last one written stays: of several the first in order of id
        order = np.argsort(-rows, kind="stable")
        found[place[order]] = own[rows[order]]
        return found


def make_theatre(
    name: str,
    layers: Mapping[str, Layer],
    assumptions: Assumptions,
    *,
    base_lonlat: NDArray[np.float64] | None = None,
    cell_m: int | None = None,
) -> Theatre:
    """Fix projection, extent and grid for a set of layers.

    Parameters
    ----------
    name : str
    layers : mapping of kind to Layer
        Any of `LAYER_KINDS`; missing ones are empty.
    assumptions : Assumptions
        Gives the margins.
    base_lonlat : float64 array, shape (bases, 2), optional
        Bases, for the hull where there is no mission area.
    cell_m : int, optional
        Cell size; None = the smallest that gives a workable number of cells.

    Raises
    ------
    PlanError
        `no_ground` when there is neither a mission area nor any place.
    """
    every = {kind: layers.get(kind) or empty_layer(kind) for kind in LAYER_KINDS}
    area = _mission_area(every["areas"])
    places = _places(every, area, base_lonlat)
    if len(places) == 0:
        raise PlanError("no_ground")
    crs = TheatreCrs(*centre_of(places[:, 0], places[:, 1]))
    extent = area if area is not None else _hull(places, crs)
    grid = make_grid(cast("Polygonal", crs.project(extent)), lakes(projected(every["water"].table, crs)), cell_m)
    return Theatre(
        name,
        every,
        crs,
        extent,
        area is not None,
        grid,
        assumptions["network.margin"],
        assumptions["network.double"],
    )


def misplaced(theatre: Theatre, layers: Mapping[str, Layer]) -> list[Finding]:
    """Say what lies among the other layers only once longitude and latitude change places, or not at all.

    A file can be right in itself and still be swapped throughout; that shows where it meets the mission area, else
    the hull of the other layers.

    Parameters
    ----------
    theatre : Theatre
    layers : mapping of kind to Layer
        All of them, forces too.
    """
    tables = {kind: _beside_mission_area(layer) for kind, layer in layers.items()}
    centres = {kind: _centres(table) for kind, table in tables.items() if len(table)}
    found = {kind: _meet(theatre, layers[kind], at, tables) for kind, at in centres.items()}
    whole = [kind for kind, findings in found.items() if any(one.code in WHOLLY_SWAPPED for one in findings)]
    if theatre.bounded and len(whole) == len(centres) > 1:
        areas = layers["areas"]
        rows = len(areas.table) - len(tables["areas"])
        return [_wholly_swapped(areas, rows, rows)]
    return [one for findings in found.values() for one in findings]


def _meet(
    theatre: Theatre, layer: Layer, at: NDArray[np.float64], tables: Mapping[str, gpd.GeoDataFrame]
) -> list[Finding]:
    """What is odd about where one layer lies; `at` are the centres of its rows."""
    table = tables[layer.kind]
    ground = theatre.extent if theatre.bounded else _hull_of_others(layer.kind, tables)
    if ground is None:
        return []
    least = theatre.margin_m / DEGREE_M if theatre.bounded else ASTRAY_DEGREES
    shapely.prepare(ground)
    inside, exchanged = (shapely.intersects(ground, points(*side.T)) for side in (at, at[:, ::-1]))
    away = np.zeros(len(at))
    doubted = ~inside & exchanged
    away[doubted] = shapely.distance(ground, points(*at[doubted].T))
    fits = int((away > least).sum())
    if fits >= SWAPPED_SHARE * len(at) and fits > SWAPPED_RATIO * inside.sum():
        return [_wholly_swapped(layer, fits, len(at))]
    if not theatre.bounded:
        return []
    if layer.kind in REQUIRED and not inside.any() and shapely.distance(ground, table.geometry).min() > least:
        return [Finding("layer_outside", Severity.ERROR, {"count": len(at)}, file=layer.source, layer=layer.kind)]
    return [_swapped(layer, int(table["row"].iloc[n]), *at[n].tolist()) for n in np.flatnonzero(away > ASTRAY_DEGREES)]


def _swapped(layer: Layer, row: int, lon: float, lat: float) -> Finding:
    column = ", ".join(layer.place_columns) if layer.place_columns else None
    value = f"{lon:.6g}, {lat:.6g}"
    return Finding(
        "coordinate_swapped",
        Severity.ERROR,
        {"value": value},
        layer.source,
        layer.kind,
        row,
        column=column,
        value=value,
    )


def _wholly_swapped(layer: Layer, count: int, of: int) -> Finding:
    params: dict[str, object] = {"count": count, "of": of, "kind": layer.kind}
    if layer.place_columns is None:
        return Finding("shapes_swapped", Severity.ERROR, params, file=layer.source, layer=layer.kind)
    params |= dict(zip(("lon", "lat"), layer.place_columns, strict=True))
    return Finding("columns_swapped", Severity.ERROR, params, file=layer.source, layer=layer.kind)


def _beside_mission_area(layer: Layer) -> gpd.GeoDataFrame:
    """Rows of a layer that have a place and do not themselves bound the work."""
    table = layer.table[~shapely.is_missing(layer.table.geometry.to_numpy())]
    return cast("gpd.GeoDataFrame", table[table["role"] != "mission_area"] if layer.kind == "areas" else table)


def _centres(table: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Middle of every row's bounds; shape (rows, 2)."""
    bounds = shapely.bounds(table.geometry.to_numpy())
    return np.asarray((bounds[:, :2] + bounds[:, 2:]) / 2, dtype=np.float64)


def _hull_of_others(kind: str, tables: Mapping[str, gpd.GeoDataFrame]) -> BaseGeometry | None:
    """Hull of all layers but one that say where a theatre is; None where there are none."""
    shapes = [tables[other].geometry for other in tables if other != kind and other in {*REQUIRED, "idp_sites"}]
    places = [shapely.get_coordinates(own.to_numpy()) for own in shapes if len(own)]
    return shapely.MultiPoint(np.concatenate(places)).convex_hull if places else None


def projected(table: gpd.GeoDataFrame, crs: TheatreCrs) -> Shapes:
    """Geometries of a layer on the plane; shape (rows,)."""
    return array_of(crs.project(shape) for shape in table.geometry)


def lakes(water_xy: Shapes) -> list[BaseGeometry]:
    """Those water features that have an inside."""
    return [shape for shape in water_xy if shape.geom_type in {"Polygon", "MultiPolygon"}]


def _mission_area(areas: Layer) -> BaseGeometry | None:
    chosen = areas.table[areas.table["role"] == "mission_area"]
    return shapely.union_all(list(chosen.geometry)) if len(chosen) else None


def _places(
    layers: Mapping[str, Layer], area: BaseGeometry | None, base_lonlat: NDArray[np.float64] | None
) -> NDArray[np.float64]:
    """Every position that says where the theatre is; shape (positions, 2)."""
    if area is not None:
        return shapely.get_coordinates(area)
    own = [
        shapely.get_coordinates(layers[kind].table.geometry.to_numpy())
        for kind in ("roads", "settlements", "idp_sites")
    ]
    return np.concatenate(own if base_lonlat is None else [*own, base_lonlat])


def _hull(places: NDArray[np.float64], crs: TheatreCrs) -> BaseGeometry:
    """Hull of all places with a little around it, so that a single place has a ground too."""
    x, y = crs.to_xy(places[:, 0], places[:, 1])
    hull = shapely.MultiPoint(np.column_stack([x, y])).convex_hull
    return crs.unproject(hull.buffer(HULL_MARGIN_M, quad_segs=BUFFER_SEGMENTS))
