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
    # Pace, heights (none: level), possible steps and nothing else by cell; factors by knot.
    Land = tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.unsignedinteger], Floats]
    # By move: offset, parts in pairs of cells, offsets of those cells, knots a metre of rise;
    # and the knot of slope 0.
    Moves = tuple[Longs, Floats, Longs, Floats, float]

POSITION_MASK = 2**POSITION_BITS - 1
BEFORE, AFTER = 0, 1
# Links count cells from 1, so that fresh memory, all zeros, says that no cell is queued.
NOT_QUEUED = 0
END = -1

Function = TypeVar("Function", bound="Callable[..., Any]")
compiled = cast("Callable[[Function], Function]", njit(nogil=True, cache=True))


@compiled
def milliseconds(land: Land, moves: Moves, cell: np.int64, move: int, other: np.int64) -> int:
    """Cost of the step to a cell from the other, a move away: as ``WalkGraph.costs`` has it."""
    pace, heights, _, factors = land
    _, parts, passed, knots_per_metre, level = moves
    cost = parts[move, 0] * (np.float64(pace[cell]) + np.float64(pace[other]))
    for pair in range(1, parts.shape[1]):
        part = parts[move, pair]
        if part == 0:
            break
        one, two = cell + passed[move, 2 * pair - 2], cell + passed[move, 2 * pair - 1]
        cost += part * (np.float64(pace[one]) + np.float64(pace[two]))
    if len(heights) > 0:
        rise = np.float64(heights[cell]) - np.float64(heights[other])
        knot = rise * knots_per_metre[move] + level
        if knot == knot:  # noqa: PLR0124 - false for an unknown height
            knot = min(max(knot, 0.0), len(factors) - 1.0)
            below = min(int(knot), len(factors) - 2)
            lower, upper = factors[below], factors[below + 1]
            cost *= lower + (knot - below) * (upper - lower)
    return max(int(cost + 0.5), 1)


@compiled
def spread(
    land: Land,
    moves: Moves,
    keys: Longs,
    seeds: Longs,
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
    limit
        No key above it is written.
    queue
        The first cell of each bucket (the buckets are used in turn), for each cell those
        before and after it in its bucket, space for the cells that settle (or none), and the
        number of bits by which a key shifted right is the number of its bucket. Between two
        calls nothing waits, so that a queue serves any number of solves.

    Returns
    -------
    How many cells have settled: the seeds and all others whose key is new, by rising bucket,
    at the start of the space for them.
    """
    first, links, settled, shift = queue
    wanted = keys[seeds]
    turn = len(first) - 1
    bucket, waiting, seeded, count = 0, 0, 0, 0
    while waiting > 0 or seeded < len(seeds):
        if waiting == 0:
            bucket = wanted[seeded] >> shift
        while seeded < len(seeds) and wanted[seeded] >> shift <= bucket:
            # A seed with a lower key by now was reached from another, and has waited already.
            if keys[seeds[seeded]] == wanted[seeded]:
                _put(seeds[seeded], bucket & turn, first, links)
                waiting += 1
            seeded += 1
        cell = np.int64(first[bucket & turn])
        first[bucket & turn] = END
        while cell != END:
            following = np.int64(links[cell - 1, AFTER])
            links[cell - 1, AFTER] = NOT_QUEUED
            if len(settled) > 0:
                settled[count] = cell - 1
            count += 1
            waiting += _relax(cell - 1, land, moves, keys, limit, first, links, shift) - 1
            cell = following
        bucket += 1
    return count


@compiled
def _relax(
    cell: np.int64,
    land: Land,
    moves: Moves,
    keys: Longs,
    limit: int,
    first: Ints,
    links: Ints,
    shift: int,
) -> int:
    """Lower the keys of the cells one step away; return how many more cells wait."""
    turn, more, key, possible = len(first) - 1, 0, keys[cell], land[2][cell]
    offsets = moves[0]
    # No step is cheaper than a bucket is wide, so that nothing below this can be improved.
    least = key + (1 << shift)
    for move in range(len(offsets)):
        other = cell + offsets[move]
        if not (possible >> move) & 1 or other < 0 or other >= len(keys):
            continue
        old = keys[other]
        if old <= least:
            continue
        new = key + (milliseconds(land, moves, cell, move, other) << POSITION_BITS)
        if new >= old or new > limit:
            continue
        keys[other] = new
        if links[other, AFTER] == NOT_QUEUED:
            more += 1
        elif old >> shift == new >> shift:
            continue
        else:
            _take(other, (old >> shift) & turn, first, links)
        _put(other, (new >> shift) & turn, first, links)
    return more


@compiled
def _put(cell: int, bucket: int, first: Ints, links: Ints) -> None:
    second = first[bucket]
    first[bucket] = cell + 1
    links[cell, BEFORE] = END
    links[cell, AFTER] = second
    if second != END:
        links[np.int64(second) - 1, BEFORE] = cell + 1


@compiled
def _take(cell: int, bucket: int, first: Ints, links: Ints) -> None:
    before, after = np.int64(links[cell, BEFORE]), np.int64(links[cell, AFTER])
    if before == END:
        first[bucket] = after
    else:
        links[before - 1, AFTER] = after
    if after != END:
        links[after - 1, BEFORE] = before


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
    possible, offsets = land[2], moves[0]
    for cell in cells:
        for move in range(len(offsets)):
            other = cell - offsets[move]
            # The edge of the grid stops steps from the other as it stops those to it.
            if other < 0 or other >= len(keys) or not (possible[other] >> move) & 1:
                continue
            if keys[other] != UNREACHED:
                cost = milliseconds(land, moves, other, move, cell)
                keys[cell] = min(keys[cell], keys[other] + (cost << POSITION_BITS))
