# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions about travel, each answered by the router and by its peers: first compared, then timed.

A task gives its rows one by one; it raises `Differs` where the answers do not agree.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gisplanner.kernels.arrays import Ints
from gisplanner.kernels.compiled import rows_of_lanes
from gisplanner.mobility import UNREACHABLE
from tests.benchmarks import floors, peers
from tests.benchmarks.networks import mid_edge_seeds, synthetic
from tests.benchmarks.peers import Peer, Scipy, with_bases
from tests.benchmarks.rows import Row, measured, median_ms
from tests.benchmarks.subject import Subject, expect_equal, expect_same

LANES = 64
ROUNDS = 9
SMALLER = 100_000
"""Nodes of the network that networkx is asked about in place of a large one."""


def one_base(subject: Subject) -> Iterator[Row]:
    """The median over five bases, as some may stand on an island of the network."""
    bases = range(5)
    seeds = [subject.seeds.only(np.array([base], dtype=np.int32)) for base in bases]
    theirs, fair = measured(subject.scipy.one, bases), measured(subject.fair.one, bases)
    for base in bases:
        found = subject.router.field(seeds[base])
        expect_same("one base", subject.by_node(found), theirs.answers[base])
        expect_same("one base, our order", found, fair.answers[base])
    ours_ms = measured(subject.router.field, seeds, ROUNDS).median_ms
    yield subject.row(floors.ONE, ours_ms, floors.SCIPY, theirs.median_ms)
    yield subject.row(floors.ONE, ours_ms, floors.FAIR, fair.median_ms)
    arcs = with_bases(subject.graph, subject.seeds.only(np.arange(3, dtype=np.int32)))
    if subject.large:
        yield subject.row(floors.ONE, ours_ms, f"networkx, from {SMALLER:,} nodes", _networkx_ms(subject.graph.nodes))
    else:
        yield _beside(subject, peers.networkx(arcs), ours_ms)
    for name, make in peers.OTHERS.items():
        if subject.large and name in peers.SLOW:
            print(f"{name}: skipped, too slow for a network of this size")  # noqa: T201
        elif peer := peers.present(name, make, arcs):
            yield _beside(subject, peer, ours_ms)


def nearest(subject: Subject) -> Iterator[Row]:
    """Which of 50 bases is nearest, and how far: labels are compared with those of all 50 fields."""
    bases = np.arange(50, dtype=np.int32)
    seeds = subject.seeds.only(bases)
    times, label = subject.router.nearest(seeds)
    fields = subject.router.fields(seeds)
    expect_equal("nearest of 50: label", label, np.where(times < UNREACHABLE, fields.argmin(axis=1), -1))
    del fields
    ours_ms = median_ms(lambda: subject.router.nearest(seeds), ROUNDS)
    for peer, scipy in {floors.SCIPY: subject.scipy, floors.FAIR: subject.fair}.items():
        theirs = measured(scipy.nearest, [bases] * subject.repeats)
        expect_same("nearest of 50", _as_asked(subject, scipy, times), theirs.answers[0])
        yield subject.row(floors.NEAREST, ours_ms, peer, theirs.median_ms)
    for peer, scipy in {floors.LABELS: subject.scipy, floors.FAIR_LABELS: subject.fair}.items():
        with_label_ms = measured(scipy.nearest_with_sources, [bases] * subject.repeats).median_ms
        yield subject.row(floors.NEAREST, ours_ms, peer, with_label_ms)


def many(subject: Subject) -> Iterator[Row]:
    """64 fields in an array that is there already, beside filling that array with ones."""
    bases = np.arange(LANES, dtype=np.int32)
    seeds = subject.seeds.only(bases)
    out = rows_of_lanes(subject.graph.nodes)
    found = subject.router.fields(seeds, out=out)
    their_ms = {}
    for peer, scipy in {floors.SCIPY: subject.scipy, floors.FAIR: subject.fair}.items():
        theirs = measured(scipy.many, [bases])
        their_ms[peer] = theirs.median_ms
        for lane in bases.tolist():
            expect_same("64 bases", _as_asked(subject, scipy, found[:, lane]), theirs.answers[0][lane])
    ours_ms = median_ms(lambda: subject.router.fields(seeds, out=out), ROUNDS)
    their_ms[floors.FILL] = median_ms(lambda: out.fill(1), ROUNDS)
    for peer, peer_ms in their_ms.items():
        yield subject.row(floors.MANY, ours_ms, peer, peer_ms)


def alone(subject: Subject) -> Iterator[Row]:
    """What is lost with each of 200 bases: three losses are compared with a run without the base."""
    bases, limit_ms = np.arange(200, dtype=np.int32), subject.limit_ms
    seeds = subject.seeds.only(bases)
    found = subject.router.alone(seeds, limit_ms)
    with_all = np.count_nonzero(subject.scipy.nearest(bases) <= limit_ms)
    for base in (0, 99, 199):
        without = np.count_nonzero(subject.scipy.nearest(np.delete(bases, base)) <= limit_ms)
        expect_equal(f"alone, base {base}", found[base], np.array(with_all - without))
    ours_ms = median_ms(lambda: subject.router.alone(seeds, limit_ms), ROUNDS)
    their_ms = _two_runs(subject, bases)
    for peer, peer_ms in their_ms.items():
        yield subject.row(floors.ALONE, ours_ms, peer, peer_ms)
    yield subject.row(floors.ALONE, ours_ms, floors.EACH_LOSS, their_ms[floors.TWO_RUNS] / 2 * 201)


def drag(subject: Subject) -> Iterator[Row]:
    """One of 50 bases moves on.

    Where a base is first, the second best is compared with a run without that base; so for three bases.
    """
    bases = np.arange(50, dtype=np.int32)
    moved = [subject.seeds.only(np.append(bases[1:], np.int32(place))) for place in range(50, 61)]
    found, at = subject.router.junction_two_best(subject.seeds.only(bases)), subject.router.junctions
    expect_same("drag: first", found.first_ms, subject.scipy.nearest(bases)[at])
    for base in (0, 7, 31):
        own = found.first == base
        without = subject.scipy.nearest(np.delete(bases, base))[at[own]]
        expect_same("drag: second", found.second_ms[own], without)
    ours_ms = measured(subject.router.junction_two_best, moved, 3).median_ms
    for peer, peer_ms in _two_runs(subject, bases).items():
        yield subject.row(floors.DRAG, ours_ms, peer, peer_ms)


def dispositions(subject: Subject) -> Iterator[Row]:
    """1,024 choices of 50 positions of 500: three are compared and timed, for a thousand would take scipy too long."""
    chosen = np.random.default_rng(3).random((1024, subject.seeds.groups)).argsort(axis=1)[:, :50].astype(np.int32)
    found = subject.router.evaluate(subject.seeds, chosen, subject.limit_ms)
    ours_ms = measured(lambda _: subject.router.evaluate(subject.seeds, chosen, subject.limit_ms), range(3)).median_ms
    some = [0, 511, 1023]
    for peer, scipy in {floors.EACH_DISPOSITION: subject.scipy, floors.FAIR_EACH_DISPOSITION: subject.fair}.items():
        theirs = measured(scipy.nearest, [chosen[n] for n in some])
        reached = np.array([np.count_nonzero(times <= subject.limit_ms) for times in theirs.answers])
        expect_equal("dispositions", found[some], reached)
        yield subject.row(floors.DISPOSITIONS, ours_ms, peer, theirs.median_ms * len(chosen))


def _two_runs(subject: Subject, bases: Ints) -> dict[str, float]:
    """What scipy needs at the least for two labels of every node: a run for the first and a run for the second."""

    def twice(scipy: Scipy) -> None:
        scipy.nearest(bases)
        scipy.nearest(bases)

    asked = {floors.TWO_RUNS: subject.scipy, floors.FAIR_TWO_RUNS: subject.fair}
    return {peer: measured(twice, [scipy] * subject.repeats).median_ms for peer, scipy in asked.items()}


def _as_asked(subject: Subject, scipy: Scipy, rows: Ints) -> Ints:
    """The router's rows in the order in which this scipy answers."""
    return rows if scipy is subject.fair else subject.by_node(rows)


def _beside(subject: Subject, peer: Peer, ours_ms: float) -> Row:
    theirs = measured(peer.one, range(3))
    for base, answer in enumerate(theirs.answers):
        found = subject.router.field(subject.seeds.only(np.array([base], dtype=np.int32)))
        expect_same(f"one base, {peer.name}", subject.by_node(found), peer.times(answer))
    return subject.row(floors.ONE, ours_ms, peer.name, theirs.median_ms)


def _networkx_ms(nodes: int) -> float:
    """What it would need if it took as long for each node as on a smaller network of the same kind: it takes longer."""
    smaller = synthetic(SMALLER)
    peer = peers.networkx(with_bases(smaller.graph, mid_edge_seeds(smaller, 3, seed=7)))
    return measured(peer.one, range(3)).median_ms * nodes / SMALLER
