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

POSITION_MASK = 2**POSITION_BITS - 1
BEFORE, AFTER = 0, 1
END = -1
NOT_QUEUED = -2

Function = TypeVar("Function", bound="Callable[..., Any]")
compiled = cast("Callable[[Function], Function]", njit(nogil=True, cache=True))


@compiled
def spread(
    steps: tuple[NDArray[np.uint32], Longs, int],
    keys: Longs,
    seeds: Longs,
    limit: int,
    queue: tuple[Ints, Ints, Ints],
) -> int:
    """
    Lower the keys of all cells that can be reached better from some seeds, in place.

    All arrays by cell may be those of a strip of whole rows: steps that leave it are not taken.

    Parameters
    ----------
    steps
        Milliseconds by cell and move (0: no such step), how far each move leads, and the
        number of bits by which a key shifted right is the number of its bucket.
    keys
        Key of each cell; those of the seeds are set already.
    seeds
        Different flat cells, by rising key.
    limit
        No key above it is written.
    queue
        The first cell of each bucket (the buckets are used in turn), for each cell those
        before and after it in its bucket, and space for the cells that settle. Between two
        calls nothing waits, so that a queue serves any number of solves.

    Returns
    -------
    How many cells at the start of the queue's last array have settled: the seeds and all
    others whose key is new, by rising bucket.
    """
    costs, offsets, shift = steps
    first, links, settled = queue
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
            following = np.int64(links[cell, AFTER])
            links[cell, AFTER] = NOT_QUEUED
            settled[count] = cell
            count += 1
            waiting += _relax(cell, costs, offsets, shift, keys, limit, first, links) - 1
            cell = following
        bucket += 1
    return count


@compiled
def _relax(
    cell: np.int64,
    costs: NDArray[np.uint32],
    offsets: Longs,
    shift: int,
    keys: Longs,
    limit: int,
    first: Ints,
    links: Ints,
) -> int:
    """Lower the keys of the cells one step away; return how many more cells wait."""
    turn, more, key = len(first) - 1, 0, keys[cell]
    for move in range(len(offsets)):
        cost = costs[cell, move]
        if cost == 0:
            continue
        other = cell + offsets[move]
        if other < 0 or other >= len(keys):
            continue
        new = key + (np.int64(cost) << POSITION_BITS)
        old = keys[other]
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
    second = np.int64(first[bucket])
    first[bucket] = cell
    links[cell, BEFORE] = END
    links[cell, AFTER] = second
    if second != END:
        links[second, BEFORE] = cell


@compiled
def _take(cell: int, bucket: int, first: Ints, links: Ints) -> None:
    before, after = np.int64(links[cell, BEFORE]), np.int64(links[cell, AFTER])
    if before == END:
        first[bucket] = after
    else:
        links[before, AFTER] = after
    if after != END:
        links[after, BEFORE] = before


@compiled
def forget(
    costs: NDArray[np.uint32], offsets: Longs, keys: Longs, cell: int, forgotten: Ints
) -> int:
    """
    Take their keys from all cells whose nearest source is that of one cell, in place.

    They hang together: on the way to its source a cell passes only cells of that source. So
    following steps outwards from the source's cell finds them all, and no others are read.

    Returns
    -------
    How many there are, at the start of ``forgotten``.
    """
    position = keys[cell] & POSITION_MASK
    keys[cell] = UNREACHED
    forgotten[0] = cell
    count, done = 1, 0
    while done < count:
        here = np.int64(forgotten[done])
        done += 1
        for move in range(len(offsets)):
            if costs[here, move] == 0:
                continue
            other = here + offsets[move]
            if keys[other] & POSITION_MASK == position:
                keys[other] = UNREACHED
                forgotten[count] = other
                count += 1
    return count


@compiled
def reenter(costs: NDArray[np.uint32], offsets: Longs, keys: Longs, cells: Longs) -> None:
    """Give each of some cells the best key that its neighbours can give it, in place."""
    for cell in cells:
        for move in range(len(offsets)):
            other = cell - offsets[move]
            if other < 0 or other >= len(keys) or keys[other] == UNREACHED:
                continue
            cost = costs[other, move]
            if cost != 0:
                keys[cell] = min(keys[cell], keys[other] + (np.int64(cost) << POSITION_BITS))
