# SPDX-License-Identifier: GPL-3.0-or-later
"""What the map is made of: coordinates, lines, names, bands, views, layers, grids."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from PyQt5.QtCore import QPointF, QRectF
from PyQt5.QtWidgets import QApplication

from gisplanner.cells import cells_of
from gisplanner.coverage import WITHIN
from gisplanner.mobility import MS_PER_MIN, UNREACHABLE
from gisplanner.planfile import PlanFile
from layers.geodesy import TheatreCrs
from layers.grid import make_grid
from ui import style
from ui.map.background import ground_of
from ui.map.cells import CellImage, band_keys, between, outlines
from ui.map.grid import LONLAT, MGRS, degrees_text, grid_lines, square_names
from ui.map.history import History, View
from ui.map.labels import Wanted, place
from ui.map.overlay import nice_length
from ui.map.picture import draw_picture
from ui.map.plane import Frame, Plane
from ui.map.roads import MOST_SEGMENTS, level_for
from ui.map.signs import text_size
from ui.map.stack import GROUND, NAMES, Stack
from ui.map.strokes import dashed, joined_once, strokes_of, without

VIEW = Frame(-1000.0, -1000.0, 10.0, 400, 300)


def test_north_is_up_and_places_come_back() -> None:
    plane = Plane(TheatreCrs(25.0, 5.0))
    south, north = plane.scene_of([25.0, 25.0], [5.0, 5.1])
    assert north[1] < south[1]
    at = plane.point_of(25.3, 5.2)
    assert plane.lonlat_of(at) == pytest.approx((25.3, 5.2))
    assert plane.lonlat_of(QPointF(1e9, 0.0)) is None


def test_a_theatre_across_the_antimeridian_hangs_together() -> None:
    plane = Plane(TheatreCrs(180.0 - 360.0, -17.0))
    west, east = plane.scene_of([179.9, -179.9], [-17.0, -17.0])
    assert 15_000 < east[0] - west[0] < 25_000
    lines = grid_lines(LONLAT, Frame(-20_000, -20_000, 100.0, 400, 400), plane)
    assert {line.words for line in lines} >= {"179.90° E", "179.90° W"}


def test_dashes_run_on_over_the_vertices_of_a_line() -> None:
    line = shapely.LineString([(x, 0.0) for x in range(0, 1001, 7)])
    strokes = strokes_of(np.array([line], dtype=object))
    dashes = dashed(strokes, Frame(0, -10, 1.0, 1100, 20), (6.0, 4.0))
    painted = np.hypot(dashes[:, 2] - dashes[:, 0], dashes[:, 3] - dashes[:, 1]).sum()
    assert painted == pytest.approx(0.6 * strokes.xy[-1, 2], rel=0.01)
    assert ((dashes[:, 0] % 10) < 6.001).all()


def test_a_border_of_two_areas_is_drawn_once() -> None:
    one, other = shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)
    both = joined_once([strokes_of(np.array([one, other], dtype=object))])
    assert np.hypot(*(both.xy[:, 2:] - both.xy[:, :2]).T).sum() == pytest.approx(70.0)
    inner = without(strokes_of(np.array([other], dtype=object)), strokes_of(np.array([one], dtype=object)))
    assert len(inner) == 3


def test_names_do_not_lie_on_each_other(qapp: QApplication) -> None:  # noqa: ARG001
    rng = np.random.default_rng(3)
    places = (rng.random((200, 2)) * 500).tolist()
    wanted = [Wanted(f"Place {n}", "site", x, y, weight=n) for n, (x, y) in enumerate(places)]
    shown = place(wanted, [(100.0, 100.0, 300.0, 200.0)])
    boxes = [QRectF(one.x + one.left, one.y + one.top, *text_size(one.words, (8.0, False, False))) for one in shown]
    assert 10 < len(shown) < 200
    assert not any(a.intersects(b) for n, a in enumerate(boxes) for b in boxes[:n])
    assert not any(box.intersects(QRectF(100, 100, 200, 100)) for box in boxes)
    assert shown[0].words == "Place 199"


def test_a_place_and_its_base_of_one_name_bear_it_once(qapp: QApplication) -> None:  # noqa: ARG001
    shown = place([Wanted("Goma", "site", 5, 5, weight=9), Wanted("Goma", "base", 0, 0)], [])
    assert [one.role for one in shown] == ["base"]


def test_rings_cover_exactly_the_chosen_cells() -> None:
    rng = np.random.default_rng(1)
    chosen = rng.random((12, 9)) < 0.5
    rings = outlines(chosen)
    signed = [0.5 * float((r[:-1, 0] * r[1:, 1] - r[1:, 0] * r[:-1, 1]).sum()) for r in rings]
    assert abs(sum(signed)) == chosen.sum()


def test_bands_take_the_colours_of_the_legend(qapp: QApplication) -> None:  # noqa: ARG001
    grid = make_grid(shapely.box(0, 0, 10_000, 2_000), (), 1_000)
    minutes = np.tile(np.array([60.0] * 5 + [400.0] * 4 + [np.inf]), 2)
    response_ms = np.where(np.isinf(minutes), UNREACHABLE, np.nan_to_num(minutes, posinf=0) * MS_PER_MIN)
    cells = cells_of(response_ms.astype(np.int32), 180 * MS_PER_MIN)
    image = CellImage(grid)
    lost = cells.status == WITHIN
    image.show(cells, lost, np.zeros_like(lost))
    assert image.colour_at(1_500.0, -1_000.0).name() == style.BANDS[0]
    assert image.colour_at(7_500.0, -1_000.0).name() == style.BANDS[-1]
    assert image.colour_at(-500.0, -1_000.0).alpha() == 0
    assert (image.has_unreached, image.has_lost, image.has_gained) == (True, True, False)
    assert [key.to_min for key in band_keys(cells)] == [90.0, 135.0, 180.0, 270.0, 360.0, None]


def test_times_are_interpolated_between_the_middles_of_cells() -> None:
    fine = between(np.array([[0.0], [8.0]], dtype=np.float32))[:, 0]
    assert fine.tolist() == [0.0, 0.0, 1.0, 3.0, 5.0, 7.0, 8.0, 8.0]


def test_views_are_gone_back_and_forward_in() -> None:
    history = History()
    first, second, third = (View(float(n), 0.0, 1.0) for n in range(3))
    history.leave(first)
    history.leave(second)
    assert history.back(third) == second
    assert history.back(second) == first
    assert history.back(first) is None
    assert history.forward(first) == second
    history.leave(second)
    assert not history.can_go_forward


def test_layers_change_places_but_things_stay_above_the_ground() -> None:
    stack = Stack()
    stack.arrange(["sites", "roads", "water", "bands"])
    assert set(stack.order) == set(NAMES)
    assert stack.order[:3] == ["roads", "water", "bands"]
    assert stack.order.index("sites") > max(stack.order.index(name) for name in GROUND)
    assert stack.runs()[0] == (("land", 1.0), ("roads", 1.0), ("water", 1.0))
    stack.hidden.add("water")
    assert stack.runs()[0] == (("land", 1.0), ("roads", 1.0))


def test_the_military_grid_names_its_squares_and_lines() -> None:
    plane = Plane(TheatreCrs(44.4, 33.3))
    frame = Frame(-25_000, -25_000, 50.0, 1000, 1000)
    assert "38SMB" in {name for name, _, _ in square_names(frame, plane)}
    lines = grid_lines(MGRS, frame, plane)
    assert {"40", "50"} <= {line.words for line in lines if line.edge == "top"}


def test_degrees_and_lengths_are_round() -> None:
    assert degrees_text(-12.5, 1, "EW") == "12.5° W"
    assert [nice_length(length) for length in (1.2, 4.9, 870.0, 26_000.0)] == [1.0, 2.0, 500.0, 20_000.0]


def test_a_picture_ends_when_it_is_told_to(sample: PlanFile, qapp: QApplication) -> None:  # noqa: ARG001
    ground = ground_of(sample.theatre, lambda: None)

    class Told(Exception):
        pass

    def check() -> None:
        raise Told

    runs = ((("land", 1.0), ("roads", 1.0)),)
    with pytest.raises(Told):
        draw_picture(ground, VIEW, runs, check)
    picture = draw_picture(ground, Frame(-20_000, -20_000, 100.0, 400, 400), runs, lambda: None)
    colours = {picture.images[runs[0]].pixelColor(x, y).name() for x in range(0, 400, 3) for y in range(0, 400, 3)}
    assert style.LAND in colours
    assert len(colours) > 2


def test_roads_are_coarser_from_afar_and_found_from_near(sample: PlanFile) -> None:
    roads = ground_of(sample.theatre, lambda: None).roads
    assert level_for(1.0) == 0 < level_for(2000.0)
    assert len(roads.levels[-1]) < len(roads.levels[0]) < MOST_SEGMENTS
    x, y = roads.levels[0].xy[100, :2].tolist()
    found = roads.nearest(x + 3.0, y, 50.0)
    assert found is not None
    assert found in roads.id
    assert roads.nearest(1e7, 1e7, 50.0) is None
