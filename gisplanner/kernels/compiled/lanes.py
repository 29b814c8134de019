# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of 64 times taken as one: the vector instructions of the sweeps.

A sweep that follows an arc for one base can follow it for 64 at the cost of a few, if the 64 times of a node lie side
by side (PHAST: Delling, Goldberg, Nowatzyk, Werneck 2011). LLVM's vector type says so directly; it becomes whatever the
processor has. All rows are 256 bytes and begin at a multiple of 64.

Addresses are passed as integers. Times are unsigned to the instructions, which is the same below 2**31, and every row
written is clamped at `UNREACHABLE`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

from gisplanner.mobility import UNREACHABLE

LANES = 64
ALIGNED = 64
PAGE = 4096

_INT = ir.IntType(32)
_LONG = ir.IntType(64)
_ROW = ir.VectorType(_INT, LANES)
_NONE = ir.Constant(_ROW, ir.Undefined)
_FIRST = ir.Constant(_ROW, [0] * LANES)
_FAR = ir.Constant(_ROW, [UNREACHABLE] * LANES)

Builder = Any
Value = Any


def rows_of_lanes(count: int) -> NDArray[np.int32]:
    """Room for rows of 64 lanes, unfilled, aligned to a page; shape (count, 64)."""
    size = count * LANES * 4
    room = np.empty(size + PAGE, dtype=np.uint8)
    start = -room.ctypes.data % PAGE
    return room[start : start + size].view(np.int32).reshape(count, LANES)


def _splat(builder: Builder, value: Value) -> Value:
    one = builder.insert_element(_NONE, value, ir.Constant(_INT, 0))
    return builder.shuffle_vector(one, _NONE, _FIRST)


def _least(builder: Builder, one: Value, other: Value) -> Value:
    return builder.select(builder.icmp_unsigned("<", one, other), one, other)


def _row(builder: Builder, base: Value, row: Value) -> Value:
    return builder.gep(builder.inttoptr(base, _ROW.as_pointer()), [row])


def _load(builder: Builder, base: Value, row: Value) -> Value:
    return builder.load(_row(builder, base, row), align=ALIGNED)


def _store(builder: Builder, value: Value, base: Value, row: Value, *, past_cache: bool = False) -> None:
    stored = builder.store(value, _row(builder, base, row), align=ALIGNED)
    if past_cache:
        stored.set_metadata("nontemporal", builder.module.add_metadata([ir.Constant(_INT, 1)]))


def _int_at(builder: Builder, address: Value, index: Value) -> Value:
    return builder.load(builder.gep(builder.inttoptr(address, _INT.as_pointer()), [index]))


def _long(builder: Builder, value: Value) -> Value:
    return builder.sext(value, _LONG)


def _made(signature: Any, write: Callable[[Builder, list[Value]], None]) -> tuple[Any, Callable[..., Value]]:  # noqa: ANN401
    """What `intrinsic` asks for: a signature, and what writes the instructions."""

    def generate(context: Any, builder: Builder, _signature: Any, args: list[Value]) -> Value:  # noqa: ANN401
        write(builder, args)
        return context.get_dummy_value()

    return signature, generate


@intrinsic
def relax_row(_context: Any, rows: Any, target: Any, source: Any, time_ms: Any) -> Any:  # noqa: ANN401, ARG001
    """Row `target` = the least of itself and row `source` + `time_ms`, lane by lane; clamped by what it held."""
    signature = types.void(types.uintp, types.int64, types.int64, types.int32)

    def write(builder: Builder, args: list[Value]) -> None:
        rows, target, source, time_ms = args
        way = builder.add(_load(builder, rows, source), _splat(builder, time_ms))
        _store(builder, _least(builder, way, _load(builder, rows, target)), rows, target)

    return _made(signature, write)


@intrinsic
def fill_row(_context: Any, rows: Any, target: Any) -> Any:  # noqa: ANN401, ARG001
    """Row `target` = unreachable."""
    signature = types.void(types.uintp, types.int64)

    def write(builder: Builder, args: list[Value]) -> None:
        rows, target = args
        _store(builder, _FAR, rows, target)

    return _made(signature, write)


@intrinsic
def gather_row(
    _context: Any,  # noqa: ANN401
    rows: Any,  # noqa: ANN401, ARG001
    heads: Any,  # noqa: ANN401, ARG001
    times: Any,  # noqa: ANN401, ARG001
    first: Any,  # noqa: ANN401, ARG001
    last: Any,  # noqa: ANN401, ARG001
    kept: Any,  # noqa: ANN401, ARG001
    out: Any,  # noqa: ANN401, ARG001
    target: Any,  # noqa: ANN401, ARG001
) -> Any:  # noqa: ANN401
    """Row `target` of `out` = the least over arcs `first` to `last` of row ``heads[arc]`` + ``times[arc]``.

    Where `kept` is not 0 the row's own content counts too. `heads` and `times` are addresses of int32.
    """
    long = types.int64
    signature = types.void(types.uintp, types.uintp, types.uintp, long, long, types.int32, types.uintp, long)

    def write(builder: Builder, args: list[Value]) -> None:
        rows, heads, times, first, last, kept, out, target = args
        best = cgutils.alloca_once(builder, _ROW)
        builder.store(_FAR, best)
        with builder.if_then(cgutils.is_not_null(builder, kept)):
            builder.store(_load(builder, out, target), best)
        with cgutils.for_range_slice(builder, first, last, ir.Constant(_LONG, 1)) as (arc, _):
            source = _long(builder, _int_at(builder, heads, arc))
            way = builder.add(_load(builder, rows, source), _splat(builder, _int_at(builder, times, arc)))
            builder.store(_least(builder, way, builder.load(best)), best)
        _store(builder, builder.load(best), out, target)

    return _made(signature, write)


@intrinsic
def expand_row(_context: Any, rows: Any, ends: Any, out: Any, target: Any) -> Any:  # noqa: ANN401, ARG001
    """Row `target` of `out` from the rows of the two junctions around a node.

    ``ends[4 * target]`` and so on are the two junctions and the times from them. Written past the cache: nobody reads
    it soon.
    """
    signature = types.void(types.uintp, types.uintp, types.uintp, types.int64)

    def write(builder: Builder, args: list[Value]) -> None:
        rows, ends, out, target = args
        _store(builder, _between(builder, rows, ends, target), out, target, past_cache=True)

    return _made(signature, write)


@intrinsic
def count_rows(
    _context: Any,  # noqa: ANN401
    rows: Any,  # noqa: ANN401, ARG001
    ends: Any,  # noqa: ANN401, ARG001
    weights: Any,  # noqa: ANN401, ARG001
    count: Any,  # noqa: ANN401, ARG001
    limit_ms: Any,  # noqa: ANN401, ARG001
    out: Any,  # noqa: ANN401, ARG001
) -> Any:  # noqa: ANN401
    """Row 0 of `out` = for each lane the weight of the nodes within the limit; nothing else is written."""
    signature = types.void(types.uintp, types.uintp, types.uintp, types.int64, types.int32, types.uintp)

    def write(builder: Builder, args: list[Value]) -> None:
        rows, ends, weights, count, limit_ms, out = args
        zero = ir.Constant(_LONG, 0)
        total = cgutils.alloca_once(builder, _ROW)
        builder.store(ir.Constant(_ROW, [0] * LANES), total)
        limit = _splat(builder, limit_ms)
        with cgutils.for_range(builder, count) as loop:
            within = builder.icmp_unsigned("<=", _between(builder, rows, ends, loop.index), limit)
            weight = _splat(builder, _int_at(builder, weights, loop.index))
            worth = builder.select(within, weight, ir.Constant(_ROW, [0] * LANES))
            builder.store(builder.add(builder.load(total), worth), total)
        _store(builder, builder.load(total), out, zero)

    return _made(signature, write)


def _between(builder: Builder, rows: Value, ends: Value, node: Value) -> Value:
    """Times of a node by the two junctions around it, clamped."""
    at = builder.mul(node, ir.Constant(_LONG, 4))
    part = [_int_at(builder, ends, builder.add(at, ir.Constant(_LONG, n))) for n in range(4)]
    ways = [
        builder.add(_load(builder, rows, _long(builder, part[end])), _splat(builder, part[end + 2])) for end in range(2)
    ]
    return _least(builder, _least(builder, ways[0], ways[1]), _FAR)
