# SPDX-License-Identifier: GPL-3.0-or-later
"""Preparations on disk: found again, or made anew where anything about them is not right."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gisplanner.kernels.arrays import Graph, Seeds
from gisplanner.kernels.compiled import CompiledRouter, Preparation
from gisplanner.kernels.compiled.store import digest_of, kept_preparation
from gisplanner.sealed import KEPT_FILES, load

SIDE = 6
NODES = SIDE * SIDE


def grid() -> Graph:
    """A town of square blocks."""
    number = np.arange(NODES, dtype=np.int32).reshape(SIDE, SIDE)
    one = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    other = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    time_ms = np.arange(1, 2 * len(one) + 1, dtype=np.int32)
    return Graph(NODES, np.concatenate([one, other]), np.concatenate([other, one]), time_ms)


PLACE = np.arange(NODES, dtype=np.float64)
GRID = grid()
DIGEST = digest_of(NODES, GRID.tail, GRID.head)


def kept(folder: Path, graph: Graph = GRID) -> Preparation:
    return kept_preparation(folder, graph.nodes, graph.tail, graph.head, PLACE % SIDE, PLACE // SIDE)


def times(preparation: Preparation) -> list[int]:
    zero = np.zeros(1, dtype=np.int32)
    router = CompiledRouter(preparation, GRID)
    return [int(value) for value in router.field(Seeds(zero, zero, zero, 1))[router.row]]


def file_of(folder: Path) -> Path:
    (path,) = folder.glob("*.npz")
    return path


def rewritten(path: Path, **changed: np.ndarray | None) -> None:
    """Write the file again with some arrays other, or left out."""
    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    arrays |= {name: array for name, array in changed.items() if array is not None}
    left = {name: array for name, array in arrays.items() if name not in changed or changed[name] is not None}
    np.savez(path, allow_pickle=False, **left)


def test_a_network_is_prepared_once_and_answers_the_same_from_disk(tmp_path: Path) -> None:
    made = kept(tmp_path / "networks")
    path = file_of(tmp_path / "networks")
    written = path.read_bytes()
    found = kept(tmp_path / "networks")
    assert file_of(tmp_path / "networks").read_bytes() == written
    assert times(found) == times(made)


def test_other_roads_have_another_file(tmp_path: Path) -> None:
    kept(tmp_path)
    kept(tmp_path, Graph(NODES, GRID.tail[:-1], GRID.head[:-1], GRID.time_ms[:-1]))
    assert len(list(tmp_path.glob("*.npz"))) == 2
    assert digest_of(NODES, GRID.tail, GRID.head) != digest_of(NODES, GRID.head, GRID.tail)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-200]),
        lambda path: path.write_bytes(b"PK" + path.read_bytes()[2:].replace(b"row", b"wor")),
        lambda path: rewritten(path, row=None),
        lambda path: rewritten(path, row=np.full(NODES, NODES, dtype=np.int32)),
        lambda path: rewritten(path, row=np.zeros(NODES, dtype=np.int64)),
        lambda path: rewritten(path, row=np.zeros(NODES - 1, dtype=np.int32)),
        lambda path: rewritten(path, more=np.zeros(1, dtype=np.int32)),
        lambda path: rewritten(path, **{"hierarchy.first": np.full(NODES + 1, 5, dtype=np.int32)[::-1].cumsum()}),
        lambda path: rewritten(path, **{"hierarchy.head": np.full(3, -2, dtype=np.int32)}),
        lambda path: rewritten(path, row=np.full(NODES, -1, dtype=np.int32)),
        lambda path: rewritten(path, chain_arc=np.zeros(0, dtype=np.int32)),
        lambda path: rewritten(path, seal=np.array("0" * 64)),
    ],
    ids=[
        *("empty", "cut short", "scrambled", "incomplete", "beyond", "type", "short", "more", "order", "below"),
        *("none", "nothing", "seal"),
    ],
)
def test_a_file_that_is_not_right_is_made_anew(spoil: object, tmp_path: Path) -> None:
    right = times(kept(tmp_path))
    assert callable(spoil)
    spoil(file_of(tmp_path))
    assert load(file_of(tmp_path), DIGEST) is None
    assert times(kept(tmp_path)) == right
    assert load(file_of(tmp_path), DIGEST) is not None


def test_a_file_of_other_roads_is_not_taken_though_there_are_as_many_of_them(tmp_path: Path) -> None:
    right = times(kept(tmp_path / "own"))
    turned = Graph(NODES, GRID.head, GRID.tail, GRID.time_ms)
    path = tmp_path / "own" / f"{DIGEST}.npz"
    other = digest_of(NODES, turned.tail, turned.head)
    kept(tmp_path / "other", turned)
    path.write_bytes(file_of(tmp_path / "other").read_bytes())
    assert load(path, other) is not None
    assert load(path, DIGEST) is None
    assert times(kept(tmp_path / "own")) == right


def test_nothing_is_kept_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    right = times(kept(tmp_path))
    assert times(kept(tmp_path / "file")) == right


def test_only_so_many_networks_are_kept_the_longest_unused_goes(tmp_path: Path) -> None:
    for count in range(KEPT_FILES + 3):
        graph = Graph(NODES, GRID.tail[count:], GRID.head[count:], GRID.time_ms[count:])
        kept(tmp_path, graph)
    assert len(list(tmp_path.glob("*.npz"))) == KEPT_FILES
