# SPDX-License-Identifier: GPL-3.0-or-later
"""The road networks that speed is measured on, and bases on them."""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gisplanner.kernels.arrays import Graph, Ints, Seeds
from gisplanner.mobility import UNREACHABLE
from tests.benchmarks import grown_roads, osm_roads

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("GISPLANNER_DATA", ROOT.parent / "shared" / "data"))
GROWN_VERSION = 1
"""Of `grown_roads` and of what is kept of it: a change there gives other networks."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Network:
    """Roads as a graph, and where its nodes stand.

    Attributes
    ----------
    name : str
    graph : Graph
    x, y : float64 array, shape (nodes,)
        Metres.
    """

    name: str
    graph: Graph
    x: Floats
    y: Floats


def porto() -> Network | None:
    """Porto and around; None, and a line that says why, where the extract or its reader is absent."""
    return _extract("porto")


def coxs_bazar() -> Network | None:
    """Cox's Bazar, in many components; None as for `porto`."""
    return _extract("coxs_bazar")


def synthetic(nodes: int, seed: int = 1) -> Network:
    """A grown network of exactly so many nodes, kept among the system's temporary files for the next time."""
    kept = Path(tempfile.gettempdir()) / f"gisplanner-roads-{GROWN_VERSION}-{nodes}-{seed}.npz"
    if not kept.is_file():
        _keep(kept, *grown_roads.grow(nodes, seed))
    with np.load(kept) as arrays:
        graph = Graph(nodes, arrays["tail"], arrays["head"], arrays["time_ms"])
        return Network(f"synthetic-{_short(nodes)}", graph, arrays["x"], arrays["y"])


def named(name: str) -> Network | None:
    """``porto``, ``coxs_bazar``, or ``synthetic-N`` with a number of nodes such as ``2000``, ``2k`` or ``1M``.

    Raises
    ------
    ValueError
        Where the name is none of them.
    """
    if name.startswith("synthetic-"):
        return synthetic(int(name.removeprefix("synthetic-").replace("M", "000k").replace("k", "000")))
    known = {"porto": porto, "coxs_bazar": coxs_bazar}
    if name not in known:
        message = f"no such network: {name}"
        raise ValueError(message)
    return known[name]()


def two_way_roads(graph: Graph) -> tuple[Ints, Ints]:
    """The two arcs of every road that is open both ways, shape (roads,) each; parallel roads are left out."""
    low, high = np.minimum(graph.tail, graph.head), np.maximum(graph.tail, graph.head)
    key = low.astype(np.int64) * graph.nodes + high
    order = np.argsort(key, kind="stable")
    _, first, count = np.unique(key[order], return_index=True, return_counts=True)
    pair = first[count == 2]
    one, other = order[pair], order[pair + 1]
    opposite = (graph.tail[one] == graph.head[other]) & (graph.tail[one] != graph.head[one])
    usable = np.maximum(graph.time_ms[one], graph.time_ms[other]) < UNREACHABLE
    keep = opposite & usable
    return one[keep].astype(np.int32), other[keep].astype(np.int32)


def mid_edge_seeds(network: Network, count: int, seed: int, *, leg_ms: int = 0) -> Seeds:
    """Bases in the middle of roads that are open both ways: each one a group, with a seed at either end.

    Roads of one millisecond have no middle and take no base.

    Parameters
    ----------
    network : Network
    count : int
    seed : int
        Of the choice of roads; no road is taken twice.
    leg_ms : int
        From the base to the road.
    """
    graph = network.graph
    onward, back = two_way_roads(graph)
    halves = np.stack([graph.time_ms[back] // 2, graph.time_ms[onward] // 2], axis=1)
    wide = np.flatnonzero(halves.min(axis=1) > 0)
    chosen = np.random.default_rng(seed).choice(wide, count, replace=False)
    ends = np.stack([graph.tail[onward], graph.head[onward]], axis=1)[chosen]
    group = np.repeat(np.arange(count, dtype=np.int32), 2)
    return Seeds(group, ends.ravel(), (halves[chosen] + leg_ms).ravel().astype(np.int32), count)


def _short(number: int) -> str:
    """As `named` understands it: 2000 is ``2k``."""
    return re.sub("000k$", "M", re.sub("000$", "k", str(number)))


def roads_of(name: str) -> list[osm_roads.Way] | None:
    """The roads of an extract; None, and a line that says why, where it or its reader is absent."""
    path = DATA / "osm" / f"{name}.osm.pbf"
    if not path.is_file():
        print(f"{name}: skipped, {path.name} is not here; set GISPLANNER_DATA to the folder of real data")  # noqa: T201
        return None
    try:
        return list(osm_roads.ways(path))
    except ModuleNotFoundError as missing:
        print(f"{name}: skipped, {missing.name} is not installed")  # noqa: T201
        return None


def _extract(name: str) -> Network | None:
    roads = roads_of(name)
    return None if roads is None else Network(name, *osm_roads.graph_of(roads))


def _keep(path: Path, graph: Graph, x: Floats, y: Floats) -> None:
    """Write a network so that no other process ever finds half of it."""
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".npz", delete=False) as file:
        np.savez(file, tail=graph.tail, head=graph.head, time_ms=graph.time_ms, x=x, y=y)
    Path(file.name).replace(path)
