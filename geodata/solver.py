"""The compiled engine: its working space, its buckets and its threads on one graph."""

from __future__ import annotations

import mmap
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import numpy as np

from geodata.keys import POSITION_BITS, UNREACHED, placed, seeded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.walkgraph import WalkGraph

    Longs = NDArray[np.int64]

# Ground on which the dearest step costs a million times the cheapest is left to scipy.
MOST_BUCKETS: Final = 2**20
# Cells from which on a second thread is worth its start.
LARGE_CELLS: Final = 100_000
STRIPS: Final = 2
# A cell's record: its key, then pace and height in half as many bytes each.
RECORD_BYTES: Final = 16
STRIDE: Final = 2
FIRST_CHUNKS: Final = 8192


class Solver:
    """
    The compiled engine on one graph. It has working space of its own: one caller at a time.

    Parameters
    ----------
    graph
        One that ``suits``.
    strips
        Into how many strips of rows a full solve is cut, each with a thread of its own; the
        result is the same for any number. Left out, one for small grids and else two.
    """

    def __init__(self, graph: WalkGraph, strips: int | None = None) -> None:
        from geodata import kernel  # noqa: PLC0415 - half a second, and not always installed

        self._kernel = kernel
        self._graph = graph
        self._strips = strips or (STRIPS if graph.size >= LARGE_CELLS else 1)
        shift, self._buckets = _buckets(graph)
        self._shift = POSITION_BITS + shift
        # By cell its key, pace and height: what a step looks at lies in one place.
        self._cells = _untouched(RECORD_BYTES * graph.size)
        self._keys = self._cells.view(np.int64)[::STRIDE]
        self._keys[:] = UNREACHED
        ground = self._cells.view(np.float32).reshape(-1, 2 * STRIDE)
        ground[:, kernel.PACE] = graph.pace.ravel()
        if graph.heights is not None:
            ground[:, kernel.HEIGHT] = graph.heights.ravel()
        factors = np.zeros(0) if graph.heights is None else graph.slopes.factors
        self._land = ground.ravel(), graph.possible, factors
        self._moves = (
            graph.offsets,
            graph.parts_mm.T.ravel(),
            graph.passed.ravel(),
            graph.knots_per_metre,
            float(graph.slopes.level),
            graph.floors_ms << POSITION_BITS,
        )
        self._queue = Queue(self._buckets, graph.size, self._shift)
        self._settled = np.empty(graph.size, np.int32)
        self._marks = _untouched(graph.size)

    @staticmethod
    def suits(graph: WalkGraph) -> bool:
        """Whether the costs of steps are near enough to each other for buckets."""
        return _buckets(graph)[1] <= MOST_BUCKETS

    def nearest_keys(self, source_cells: Longs) -> Longs:
        """
        Find the key of every cell, as the function of this name does.

        They are the solver's own: the next call of this method writes them anew, and what is
        done to them by the others is done faster than to any other keys.
        """
        keys = self._keys
        keys[:] = UNREACHED
        seeds = seeded(keys, placed(self._graph, source_cells))
        unsaid = self._settled[:0]
        if self._strips > 1:
            self._spread(keys, self._spread_in_strips(keys, seeds), (unsaid, self._marks))
        else:
            self._spread(keys, seeds, (unsaid, self._marks[:0]))
        return keys

    def _spread_in_strips(self, keys: Longs, seeds: Longs) -> Longs:
        """
        Solve each strip of rows as if there were no other, in threads.

        Returns
        -------
        The cells from which a step may lead into another strip, where there is more to do.
        """
        rows, columns = self._graph.shape
        seams = np.linspace(0, rows, self._strips + 1).astype(int)

        def solve(first_row: int, end_row: int) -> None:
            """Solve the rows of one strip from the seeds that lie in it."""
            part = slice(first_row * columns, end_row * columns)
            inside = seeds[(seeds >= part.start) & (seeds < part.stop)] - part.start
            self._spread(keys, inside, (self._settled[:0], self._marks[:0]), part=part)

        with ThreadPoolExecutor(self._strips) as pool:
            list(pool.map(solve, seams[:-1].tolist(), seams[1:].tolist()))
        row = np.arange(rows)
        near = np.abs(row[:, None] + 0.5 - seams[1:-1]).min(axis=1) < self._graph.reach
        cells = (np.flatnonzero(near)[:, None] * columns + np.arange(columns)).ravel()
        return np.asarray(cells[keys[cells] != UNREACHED], np.int64)

    def _spread(
        self,
        keys: Longs,
        seeds: Longs,
        space: tuple[NDArray[np.int32], NDArray[np.uint8]],
        limit: int = UNREACHED,
        part: slice | None = None,
    ) -> int:
        """Spread from seeds in a part of the grid; return how many cells have settled."""
        ground, possible, factors = self._land
        land, within, queue = self._land, keys, self._queue
        if part is not None:
            across = slice(2 * STRIDE * part.start, 2 * STRIDE * part.stop)
            land, within = (ground[across], possible[part], factors), keys[part]
            queue = Queue(self._buckets, len(within), self._shift)
        ordered = np.asarray(seeds[np.argsort(within[seeds], kind="stable")], np.int64)
        kept = self._numbers(keys, part or slice(0, self._graph.size))
        rest = kept, ordered, within[ordered], limit
        queue.begin(len(ordered))
        while not self._kernel.spread(land, self._moves, *rest, queue.parts, space):
            queue.grow()
        return queue.settled

    def _numbers(self, keys: Longs, part: slice) -> tuple[Longs, int]:
        """Return a part of keys without gaps, and how many numbers apart they are in it."""
        if keys is not self._keys:
            return keys[part], 1
        return self._cells.view(np.int64)[STRIDE * part.start : STRIDE * part.stop], STRIDE

    def spread(self, keys: Longs, seeds: Longs, limit: int = UNREACHED) -> Longs:
        """
        Lower the keys of all that can be reached better from some seeds, in place.

        Parameters
        ----------
        keys
            Key of each cell; those of the seeds are set already.
        seeds
            Different flat cells.
        limit
            No key above it is written.

        Returns
        -------
        The seeds and all cells whose key is new, nearest first but for the width of a bucket.
        """
        count = self._spread(keys, seeds, (self._settled, self._marks), limit)
        return self._settled[:count].astype(np.int64)

    def keys_within(
        self, unreached: Longs, cell: int, limit_milliseconds: int
    ) -> tuple[Longs, Longs]:
        """
        Find all cells with a walk to one walkable cell of a limit at most, and their keys.

        Parameters
        ----------
        unreached
            ``UNREACHED`` for each cell of the grid; so it is again in the end.

        Returns
        -------
        Flat cells in row order, and their keys.
        """
        unreached[cell] = 0
        limit = limit_milliseconds << POSITION_BITS
        cells = np.sort(self.spread(unreached, np.array([cell]), limit))
        keys = unreached[cells]
        unreached[cells] = UNREACHED
        return cells, keys

    def forget(self, keys: Longs, cell: int) -> Longs:
        """
        Take their keys from all cells whose nearest source is that of one cell, in place.

        Each of them then holds the best key that its neighbours outside can give, if any.

        Parameters
        ----------
        cell
            Where the source is.

        Returns
        -------
        Those cells.
        """
        every = self._numbers(keys, slice(0, self._graph.size))
        count = self._kernel.forget(self._land, self._moves, every, cell, self._settled)
        cells = self._settled[:count].astype(np.int64)
        self._kernel.reenter(self._land, self._moves, every, cells)
        return cells


class Queue:
    """
    The cells that wait, by buckets, in chunks.

    Parameters
    ----------
    buckets
        How many are in use at once at most.
    cells
        How many there are.
    shift
        By how many bits a key shifted right is the number of its bucket.
    """

    def __init__(self, buckets: int, cells: int, shift: int) -> None:
        from geodata import kernel  # noqa: PLC0415 - half a second, and not always installed

        self._kernel, self._shift = kernel, shift
        self._first = np.full(buckets, kernel.END, np.int32)
        self._chunks = self._reserved(FIRST_CHUNKS + cells // kernel.MOST_CELLS)
        self._state = np.zeros(kernel.SETTLED + 1, np.int64)

    @property
    def parts(self) -> tuple[NDArray[np.int32], NDArray[np.int32], Longs, int]:
        """The parts as the kernel takes them."""
        return self._first, self._chunks, self._state, self._shift

    @property
    def settled(self) -> int:
        """How many cells have settled since the beginning."""
        return int(self._state[self._kernel.SETTLED])

    def begin(self, seeds: int) -> None:
        """Forget the last solve, after which nothing waits, and make room for some seeds."""
        self._state[:] = 0
        self._state[self._kernel.FREE] = self._kernel.END
        self._state[self._kernel.LEFT] = len(self._chunks) // self._kernel.CHUNK
        if self._state[self._kernel.LEFT] < self._kernel.MARGIN + seeds:
            self.grow(self._kernel.MARGIN + seeds)

    def grow(self, chunks: int = 0) -> None:
        """Make room for as many chunks again, or for so many more; those in use stay."""
        there = len(self._chunks) // self._kernel.CHUNK
        more = max(chunks, there)
        larger = self._reserved(there + more)
        larger[: len(self._chunks)] = self._chunks
        self._chunks = larger
        self._state[self._kernel.LEFT] += more

    def _reserved(self, chunks: int) -> NDArray[np.int32]:
        return _untouched(chunks * self._kernel.CHUNK * np.dtype(np.int32).itemsize).view(np.int32)


def _untouched(size: int) -> NDArray[np.uint8]:
    """
    Reserve bytes of which only what is written to takes memory, some kilobytes at a time.

    Numpy would ask for pages so large that a coast leaves none of the sea untouched.
    """
    return np.frombuffer(mmap.mmap(-1, max(size, 1)), np.uint8, size)


def _buckets(graph: WalkGraph) -> tuple[int, int]:
    """Width of a bucket, as a power of two, and how many are in use at once at most."""
    cheapest, dearest = graph.bounds
    shift = cheapest.bit_length() - 1
    # One more for the bucket at hand, and one because a step may start late in its bucket.
    return shift, 2 ** ((dearest >> shift) + 2).bit_length()
