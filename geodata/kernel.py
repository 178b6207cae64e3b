"""
Least walking times, compiled: the same results as the plain engine, several times as fast.

Imported only through ``geodata.engine``, because numba takes half a second to load.

Every cell holds one key (``geodata.keys``), the lower the better: ties need no rule of their own.

Keys wait in buckets no wider than the cheapest step. A step from a cell therefore ends in a
later bucket, so that a cell whose bucket is reached has its final key: it settles once, the
order within a bucket cannot matter, and the result is exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np
from numba import njit

from geodata.keys import POSITION_BITS, UNREACHED

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Longs = NDArray[np.int64]
    Ints = NDArray[np.int32]
    Floats = NDArray[np.float64]
    Shorts = NDArray[np.float32]
    # By cell: pace, heights (none: level), possible steps. By knot: factors of slopes.
    Land = tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.unsignedinteger], Floats]
    # By move: offset; parts of its line, pair by pair of cells; four offsets of cells passed;
    # knots a metre of rise. The knot of slope 0. By move again: what no step falls below, as
    # part of a key.
    Moves = tuple[Longs, Floats, Longs, Floats, float, Longs]

POSITION_MASK = 2**POSITION_BITS - 1
BEFORE, AFTER = 0, 1
# Links count cells from 1, so that fresh memory, all zeros, says that no cell is queued.
NOT_QUEUED = 0
END = -1
# An index that cannot be negative needs no look at its sign.
at = np.uint64
TWO_PASSED_FROM, FOUR_PASSED_FROM = 8, 16

Function = TypeVar("Function", bound="Callable[..., Any]")
# Numba counts who holds an array at each call, which takes longer than the work itself. Nothing
# here makes an array, so the count goes: with an option that numba has but does not document.
OPTIONS: dict[str, Any] = {"nogil": True, "_nrt": False}
compiled = cast("Callable[[Function], Function]", njit(cache=True, **OPTIONS))
inlined = cast("Callable[[Function], Function]", njit(inline="always", **OPTIONS))


@inlined
def level_cost(
    pace: Shorts,
    cell: np.int64,
    other: np.int64,
    parts: Floats,
    passed: Longs,
    move: int,
    moves: int,
) -> float:
    """Milliseconds of a step as if ground were level: as ``WalkGraph.costs`` has it."""
    cost = parts[at(move)] * (np.float64(pace[at(cell)]) + np.float64(pace[at(other)]))
    # The first eight moves pass no other cells, the next eight two, the last two or four.
    if move >= TWO_PASSED_FROM:
        one, two = cell + passed[at(4 * move)], cell + passed[at(4 * move + 1)]
        cost += parts[at(moves + move)] * (np.float64(pace[at(one)]) + np.float64(pace[at(two)]))
        if move >= FOUR_PASSED_FROM:
            part = parts[at(2 * moves + move)]
            one, two = cell + passed[at(4 * move + 2)], cell + passed[at(4 * move + 3)]
            cost += part * (np.float64(pace[at(one)]) + np.float64(pace[at(two)]))
    return float(cost)


@inlined
def factor_of(
    heights: Shorts,
    cell: np.int64,
    other: np.int64,
    knots_a_metre: float,
    level: float,
    factors: Floats,
) -> float:
    """How many times as long a step takes for its slope: as ``SlopeTable.at`` has it."""
    rise = np.float64(heights[at(cell)]) - np.float64(heights[at(other)])
    knot = float(rise * knots_a_metre + level)
    factor = 1.0
    if knot == knot:  # noqa: PLR0124 - false for an unknown height
        knot = min(max(knot, 0.0), len(factors) - 1.0)
        below = min(int(knot), len(factors) - 2)
        factor = factors[at(below)] + (knot - below) * (factors[at(below + 1)] - factors[at(below)])
    return factor


@compiled
def spread(  # noqa: C901, PLR0912 - the loop in one piece is three times as fast
    land: Land,
    moves: Moves,
    keys: Longs,
    seeds: Longs,
    wanted: Longs,
    limit: int,
    queue: tuple[Ints, Ints, Ints, int],
) -> int:
    """
    Lower the keys of all cells that can be reached better from some seeds, in place.

    All arrays by cell may be those of a strip of whole rows: steps that leave it are not taken.

    Parameters
    ----------
    land, moves
        What steps cost; see above.
    keys
        Key of each cell; those of the seeds are set already.
    seeds
        Different flat cells, by rising key.
    wanted
        A copy of their keys.
    limit
        No key above it is written.
    queue
        The first cell of each bucket (the buckets are used in turn), for each cell that
        before and that after it in its bucket, space for the cells that settle (or none), and the
        number of bits by which a key shifted right is the number of its bucket. Between two
        calls nothing waits, so that a queue serves any number of solves.

    Returns
    -------
    How many cells have settled: the seeds and all others whose key is new, by rising bucket,
    at the start of the space for them.
    """
    pace, heights, possible, factors = land
    offsets, parts, passed, knots, level, floors = moves
    first, links, settled, shift = queue
    turn = len(first) - 1
    bucket, waiting, seeded, count = 0, 0, 0, 0
    while waiting > 0 or seeded < len(seeds):
        if waiting == 0:
            bucket = wanted[seeded] >> shift
        while seeded < len(seeds) and wanted[seeded] >> shift <= bucket:
            # A seed with a lower key by now was reached from another, and has waited already.
            if keys[at(seeds[seeded])] == wanted[seeded]:
                _put(seeds[seeded], bucket & turn, first, links)
                waiting += 1
            seeded += 1
        link = np.int64(first[at(bucket & turn)])
        first[at(bucket & turn)] = END
        while link != END:
            cell = link - 1
            link = np.int64(links[at(2 * cell + AFTER)])
            links[at(2 * cell + AFTER)] = NOT_QUEUED
            if len(settled) > 0:
                settled[count] = cell
            count += 1
            waiting -= 1
            key, bits = keys[at(cell)], np.int64(possible[at(cell)])
            for move in range(len(offsets)):
                other = cell + offsets[at(move)]
                if not (bits >> move) & 1 or other < 0 or other >= len(keys):
                    continue
                old = keys[at(other)]
                # Most neighbours are nearer than any such step could bring them.
                if old <= key + floors[at(move)]:
                    continue
                cost = level_cost(pace, cell, other, parts, passed, move, len(offsets))
                if len(heights) > 0:
                    cost *= factor_of(heights, cell, other, knots[at(move)], level, factors)
                new = key + (max(int(cost + 0.5), 1) << POSITION_BITS)
                if new >= old or new > limit:
                    continue
                keys[at(other)] = new
                if links[at(2 * other + AFTER)] == NOT_QUEUED:
                    waiting += 1
                elif old >> shift == new >> shift:
                    continue
                else:
                    _take(other, (old >> shift) & turn, first, links)
                _put(other, (new >> shift) & turn, first, links)
        bucket += 1
    return count


@inlined
def _put(cell: int, bucket: int, first: Ints, links: Ints) -> None:
    second = first[at(bucket)]
    first[at(bucket)] = cell + 1
    links[at(2 * cell + BEFORE)] = END
    links[at(2 * cell + AFTER)] = second
    if second != END:
        links[at(2 * np.int64(second) - 2 + BEFORE)] = cell + 1


@inlined
def _take(cell: int, bucket: int, first: Ints, links: Ints) -> None:
    before, after = np.int64(links[at(2 * cell + BEFORE)]), np.int64(links[at(2 * cell + AFTER)])
    if before == END:
        first[at(bucket)] = after
    else:
        links[at(2 * before - 2 + AFTER)] = after
    if after != END:
        links[at(2 * after - 2 + BEFORE)] = before


@compiled
def forget(land: Land, moves: Moves, keys: Longs, cell: int, forgotten: Ints) -> int:
    """
    Take their keys from all cells whose nearest source is that of one cell, in place.

    They hang together: on the way to its source a cell passes only cells of that source. So
    following steps outwards from the source's cell finds them all, and no others are read.

    Returns
    -------
    How many there are, at the start of ``forgotten``.
    """
    possible, offsets = land[2], moves[0]
    position = keys[cell] & POSITION_MASK
    keys[cell] = UNREACHED
    forgotten[0] = cell
    count, done = 1, 0
    while done < count:
        here = np.int64(forgotten[done])
        done += 1
        for move in range(len(offsets)):
            if not (possible[here] >> move) & 1:
                continue
            other = here + offsets[move]
            if keys[other] & POSITION_MASK == position:
                keys[other] = UNREACHED
                forgotten[count] = other
                count += 1
    return count


@compiled
def reenter(land: Land, moves: Moves, keys: Longs, cells: Longs) -> None:
    """Give each of some cells the best key that its neighbours can give it, in place."""
    pace, heights, possible, factors = land
    offsets, parts, passed, knots, level, _ = moves
    for cell in cells:
        for move in range(len(offsets)):
            other = cell - offsets[move]
            # The edge of the grid stops steps from the other as it stops those to it.
            if other < 0 or other >= len(keys) or not (possible[other] >> move) & 1:
                continue
            if keys[other] != UNREACHED:
                cost = level_cost(pace, other, cell, parts, passed, move, len(offsets))
                if len(heights) > 0:
                    cost *= factor_of(heights, other, cell, knots[move], level, factors)
                new = keys[other] + (max(int(cost + 0.5), 1) << POSITION_BITS)
                keys[cell] = min(keys[cell], new)
