"""
Least walking times, compiled: the same results as the plain engine, several times as fast.

Imported only through ``geodata.walking.engine``, because numba takes half a second to load.

Every cell holds one key (``geodata.walking.keys``), the lower the better: ties need no rule of
their own.

Keys wait in buckets no wider than the cheapest step. A step from a cell therefore ends in a
later bucket, so that a cell whose bucket is reached has its final key: it settles once, the
order within a bucket cannot matter, and the result is exact. A cell that moves to an earlier
bucket stays in the later one too, where its key tells that it has settled.

What is looked at together lies together: time goes into waiting for memory, not into sums.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

from geodata.walking.keys import POSITION_BITS, UNREACHED

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Longs = NDArray[np.int64]
    Ints = NDArray[np.int32]
    Floats = NDArray[np.float64]
    Shorts = NDArray[np.float32]
    # Pace of each cell, height of each cell, and how many numbers apart two cells lie.
    Ground = tuple[Shorts, Shorts, int]
    # The ground; by cell the possible steps; by knot the factors of slopes (none: level ground).
    Land = tuple[Ground, NDArray[np.unsignedinteger], Floats]
    # By move: offset; parts of its line, pair by pair of cells; four offsets of cells passed;
    # knots a metre of rise. The knot of slope 0. By move again: what no step falls below, as
    # part of a key.
    Moves = tuple[Longs, Floats, Longs, Floats, float, Longs]
    # The key of each cell, and how many numbers apart they lie.
    Keys = tuple[Longs, int]
    Marks = NDArray[np.uint8]
    # The first chunk of each bucket (the buckets are used in turn), the chunks, the state, and
    # the number of bits by which a key shifted right is the number of its bucket.
    Queue = tuple[Ints, Ints, Longs, int]

POSITION_MASK = 2**POSITION_BITS - 1
END = -1
# A chunk holds the number of the next one, how many cells it has, and the cells.
CHUNK, NEXT, COUNT, CELLS = 64, 0, 1, 2
MOST_CELLS = CHUNK - CELLS
# No chunk's cells need more new ones than these: 62 cells of 32 moves.
MARGIN = 2048
# State of a queue, so that it can go on in a larger one: the first chunk given back, how many
# were ever used and how many are left, cells that wait, the bucket at hand, seeds taken, cells
# that have settled.
FREE, USED, LEFT, WAITING, BUCKET, SEEDED, SETTLED = range(7)
# An index that cannot be negative needs no look at its sign.
at = np.uint64
TWO_PASSED_FROM, FOUR_PASSED_FROM = 8, 16
# The move one row down; two of them lead to the far end of a knight's. Cells to read ahead.
DOWN, AHEAD = 3, 4

Function = TypeVar("Function", bound="Callable[..., Any]")
# Numba counts who holds an array at each call, which takes longer than the work itself. Nothing
# here makes an array, so the count goes: with an option that numba has but does not document.
OPTIONS: dict[str, Any] = {"nogil": True, "_nrt": False}
compiled = cast("Callable[[Function], Function]", njit(cache=True, **OPTIONS))
inlined = cast("Callable[[Function], Function]", njit(inline="always", **OPTIONS))


def _prefetching(_context: Any, array: Any, _index: Any) -> Any:  # noqa: ANN401 - numba's own
    """Ask for the memory of an element that is read soon; one outside the array is no harm."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401
        """Write the instruction."""
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        address = builder.bitcast(builder.gep(data, [arguments[1]]), ir.IntType(8).as_pointer())
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [address.type, number, number, number])
        module = cast("Any", cgutils)
        function = module.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        # To read, to stay in all caches, data.
        builder.call(function, [address, number(0), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(array, types.int64), generate


_prefetch = cast("Callable[[Longs, np.int64], None]", intrinsic(_prefetching))


@inlined
def level_cost(
    ground: Ground,
    cell: np.int64,
    other: np.int64,
    parts: Floats,
    passed: Longs,
    move: int,
    moves: int,
) -> float:
    """Milliseconds of a step as if ground were level: as ``WalkGraph.costs`` has it."""
    cost = parts[at(move)] * (_pace(ground, cell) + _pace(ground, other))
    # The first eight moves pass no other cells, the next eight two, the last two or four.
    if move >= TWO_PASSED_FROM:
        one, two = cell + passed[at(4 * move)], cell + passed[at(4 * move + 1)]
        cost += parts[at(moves + move)] * (_pace(ground, one) + _pace(ground, two))
        if move >= FOUR_PASSED_FROM:
            part = parts[at(2 * moves + move)]
            one, two = cell + passed[at(4 * move + 2)], cell + passed[at(4 * move + 3)]
            cost += part * (_pace(ground, one) + _pace(ground, two))
    return float(cost)


@inlined
def _pace(ground: Ground, cell: np.int64) -> np.float64:
    return np.float64(ground[0][at(ground[2] * cell)])


@inlined
def _height(ground: Ground, cell: np.int64) -> np.float64:
    return np.float64(ground[1][at(ground[2] * cell)])


@inlined
def factor_of(
    ground: Ground,
    cell: np.int64,
    other: np.int64,
    knots_a_metre: float,
    level: float,
    factors: Floats,
) -> float:
    """How many times as long a step takes for its slope: as ``SlopeTable.at`` has it."""
    knot = float((_height(ground, cell) - _height(ground, other)) * knots_a_metre + level)
    factor = 1.0
    if knot == knot:  # noqa: PLR0124 - false for an unknown height
        knot = min(max(knot, 0.0), len(factors) - 1.0)
        below = min(int(knot), len(factors) - 2)
        factor = factors[at(below)] + (knot - below) * (factors[at(below + 1)] - factors[at(below)])
    return factor


@inlined
def _read_ahead(keys: Longs, at_key: np.int64, down: np.int64) -> None:
    """Ask for a cell and its neighbours, two rows up and down, while others are looked at."""
    _prefetch(keys, at_key - 2 * down)
    _prefetch(keys, at_key - down)
    _prefetch(keys, at_key)
    _prefetch(keys, at_key + down)
    _prefetch(keys, at_key + 2 * down)


@inlined
def _given_back(chunk: np.int64, chunks: Ints, state: Longs) -> np.int64:
    """Give a chunk back that was looked through; returns the next one of its bucket."""
    following = np.int64(chunks[at(CHUNK * chunk + NEXT)])
    chunks[at(CHUNK * chunk + NEXT)] = state[FREE]
    state[FREE] = chunk
    state[LEFT] += 1
    return following


@inlined
def _put(
    cell: np.int64, bucket: int, first: Ints, chunks: Ints, state: Longs, marks: Marks
) -> None:
    """Let a cell wait in the newest chunk of a bucket, or in a new one when that is full."""
    chunk = np.int64(first[at(bucket)])
    if chunk == END or chunks[at(CHUNK * chunk + COUNT)] == MOST_CELLS:
        fresh = state[FREE]
        if fresh == END:
            fresh = state[USED]
            state[USED] += 1
        else:
            state[FREE] = chunks[at(CHUNK * fresh + NEXT)]
        state[LEFT] -= 1
        chunks[at(CHUNK * fresh + NEXT)] = chunk
        chunks[at(CHUNK * fresh + COUNT)] = 0
        first[at(bucket)] = fresh
        chunk = fresh
    count = np.int64(chunks[at(CHUNK * chunk + COUNT)])
    chunks[at(CHUNK * chunk + CELLS + count)] = cell
    chunks[at(CHUNK * chunk + COUNT)] = count + 1
    if cell < len(marks):
        marks[at(cell)] = 1


@inlined
def _relax(
    cell: np.int64,
    land: Land,
    moves: Moves,
    kept: Keys,
    limit: int,
    queue: Queue,
    marks: Marks,
) -> int:
    """Take all steps from a cell that has settled; returns how many cells more wait then."""
    ground, possible, factors = land
    offsets, parts, passed, knots, level, floors = moves
    keys, stride = kept
    first, chunks, state, shift = queue
    key, bits, more = keys[at(stride * cell)], np.int64(possible[at(cell)]), 0
    for move in range(len(offsets)):
        other = cell + offsets[at(move)]
        if not (bits >> move) & 1 or other < 0 or other >= len(possible):
            continue
        old = keys[at(stride * other)]
        # Most neighbours are nearer than any such step could bring them.
        if old <= key + floors[at(move)]:
            continue
        cost = level_cost(ground, cell, other, parts, passed, move, len(offsets))
        if len(factors) > 0:
            cost *= factor_of(ground, cell, other, knots[at(move)], level, factors)
        new = key + (max(int(cost + 0.5), 1) << POSITION_BITS)
        if new >= old or new > limit:
            continue
        keys[at(stride * other)] = new
        # A key from before these seeds waits nowhere.
        if old >> shift == new >> shift and (other >= len(marks) or marks[at(other)]):
            continue
        _put(other, (new >> shift) & (len(first) - 1), first, chunks, state, marks)
        more += 1
    return more


@compiled
def spread(  # noqa: C901 - its loops are one walk through the buckets
    land: Land,
    moves: Moves,
    kept: Keys,
    seeds: Longs,
    wanted: Longs,
    limit: int,
    queue: Queue,
    space: tuple[Ints, Marks],
) -> bool:
    """
    Lower the keys of all cells that can be reached better from some seeds, in place.

    All arrays by cell may be those of a strip of whole rows: steps that leave it are not taken.

    Parameters
    ----------
    land, moves
        What steps cost; see above.
    kept
        The keys; those of the seeds are set already.
    seeds
        Different flat cells, by rising bucket.
    wanted
        A copy of their keys.
    limit
        No key above it is written.
    queue
        See above. Between two calls nothing waits, so that it serves any number of solves.
    space
        For the cells that settle, or none; and zeros by cell, where they are marked while they
        wait. They may end early: all keys after them, but those of the seeds, are ``UNREACHED``.

    Returns
    -------
    Whether all is done; if not, chunks are short, and a call with more of them goes on. So many
    cells have settled as the state tells: the seeds and all others whose key is new, by rising
    bucket.
    """
    keys, stride = kept
    settled, marks = space
    first, chunks, state, shift = queue
    turn, down = len(first) - 1, stride * moves[0][DOWN]
    bucket, waiting, seeded = state[BUCKET], state[WAITING], state[SEEDED]
    count = state[SETTLED]
    done = True
    while done and (waiting > 0 or seeded < len(seeds)):
        if waiting == 0:
            bucket = wanted[seeded] >> shift
        done = state[LEFT] >= MARGIN + (len(seeds) - seeded) // MOST_CELLS
        while done and seeded < len(seeds) and wanted[seeded] >> shift <= bucket:
            # A seed that is in another bucket by now was reached from another, and waits there.
            cell = seeds[seeded]
            here = keys[at(stride * cell)] >> shift == wanted[seeded] >> shift
            if here and not (cell < len(marks) and marks[at(cell)]):
                _put(cell, bucket & turn, first, chunks, state, marks)
                waiting += 1
            seeded += 1
        chunk = np.int64(first[at(bucket & turn)])
        first[at(bucket & turn)] = END
        while chunk != END:
            done = state[LEFT] >= MARGIN
            if not done:
                first[at(bucket & turn)] = chunk
                break
            start = CHUNK * chunk
            end = start + CELLS + chunks[at(start + COUNT)]
            for place in range(start + CELLS, end):
                if place + AHEAD < end:
                    _read_ahead(keys, stride * np.int64(chunks[at(place + AHEAD)]), down)
                cell = np.int64(chunks[at(place)])
                if keys[at(stride * cell)] >> shift != bucket:
                    continue
                if len(settled) > 0:
                    settled[count] = cell
                if cell < len(marks):
                    marks[at(cell)] = 0
                count += 1
                waiting += _relax(cell, land, moves, kept, limit, queue, marks)
            waiting -= end - start - CELLS
            chunk = _given_back(chunk, chunks, state)
        if done:
            bucket += 1
    state[BUCKET], state[WAITING], state[SEEDED] = bucket, waiting, seeded
    state[SETTLED] = count
    return bool(done)


@compiled
def forget(land: Land, moves: Moves, kept: Keys, cell: int, forgotten: Ints) -> int:
    """
    Take their keys from all cells whose nearest source is that of one cell, in place.

    They hang together: on the way to its source a cell passes only cells of that source. So
    following steps outwards from the source's cell finds them all, and no others are read.

    Returns
    -------
    How many there are, at the start of ``forgotten``.
    """
    possible, offsets = land[1], moves[0]
    keys, stride = kept
    position = keys[stride * cell] & POSITION_MASK
    keys[stride * cell] = UNREACHED
    forgotten[0] = cell
    count, done = 1, 0
    while done < count:
        here = np.int64(forgotten[done])
        done += 1
        for move in range(len(offsets)):
            if not (possible[here] >> move) & 1:
                continue
            other = here + offsets[move]
            if keys[stride * other] & POSITION_MASK == position:
                keys[stride * other] = UNREACHED
                forgotten[count] = other
                count += 1
    return count


@compiled
def reenter(land: Land, moves: Moves, kept: Keys, cells: Longs) -> None:
    """Give each of some cells the best key that its neighbours can give it, in place."""
    ground, possible, factors = land
    offsets, parts, passed, knots, level, _ = moves
    keys, stride = kept
    for cell in cells:
        for move in range(len(offsets)):
            other = cell - offsets[move]
            # The edge of the grid stops steps from the other as it stops those to it.
            if other < 0 or other >= len(possible) or not (possible[other] >> move) & 1:
                continue
            if keys[stride * other] != UNREACHED:
                cost = level_cost(ground, other, cell, parts, passed, move, len(offsets))
                if len(factors) > 0:
                    cost *= factor_of(ground, other, cell, knots[move], level, factors)
                new = keys[stride * other] + (max(int(cost + 0.5), 1) << POSITION_BITS)
                keys[stride * cell] = min(keys[stride * cell], new)
