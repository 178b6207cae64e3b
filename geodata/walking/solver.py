"""The compiled engine: its working space, its buckets and its threads on one graph."""

from __future__ import annotations

import mmap
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from geodata.walking.keys import POSITION_BITS, UNREACHED, placed, seeded
from geodata.walking.threads import on_threads, parts_of, threads_for

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.walking.graph import WalkGraph

    Longs = NDArray[np.int64]
    Shorts = NDArray[np.float32]

# Ground on which the dearest step costs a million times the cheapest is left to scipy.
MOST_BUCKETS: Final = 2**20
# All that a strip of so many cells needs stays in a processor's cache while it is solved.
STRIP_CELLS: Final = 2**18
# Up to so many cells, key, pace and height of each lie together; a continent has too much sea
# for that, whose paces and heights need no memory, but whose keys do.
TOGETHER_CELLS: Final = 2**24
FIRST_CHUNKS: Final = 8192


class Solver:
    """
    The compiled engine on one graph. It has working space of its own: one caller at a time.

    Parameters
    ----------
    graph
        One that ``suits``.
    threads
        How many a full solve uses; the result is the same for any number. Left out, one for
        small grids and else two.
    """

    def __init__(self, graph: WalkGraph, threads: int | None = None) -> None:
        from geodata.walking import kernel  # noqa: PLC0415 - half a second, and not always installed

        self._kernel = kernel
        self._graph = graph
        self._threads = threads or threads_for(graph.size)
        shift, self._buckets = _buckets(graph)
        self._shift = POSITION_BITS + shift
        self._numbers, self._stride, ground = _room(graph)
        self._keys = self._numbers[:: self._stride]
        factors = np.zeros(0) if graph.heights is None else graph.slopes.factors
        self._land = ground, graph.possible, factors
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
        rows, columns = self._graph.shape
        keys, shares = self._keys, parts_of(rows, self._threads)

        def clear(first_row: int, end_row: int) -> None:
            """Forget the last solve."""
            keys[first_row * columns : end_row * columns] = UNREACHED

        on_threads(clear, shares, self._threads)
        seeds = seeded(keys, placed(self._graph, source_cells))
        on_threads(partial(self._sweep, seeds), shares, self._threads)
        for seam, _ in shares[1:]:
            self._spread(keys, self._reached(seam - self._graph.reach, seam + self._graph.reach))
        return keys

    def _sweep(self, seeds: Longs, first_row: int, end_row: int) -> None:
        """
        Solve some rows as if there were no others, strip by strip.

        The rows above a strip are right but for what comes from it. So it starts from its own
        seeds and the last rows above, and what improves on those spreads on upwards. Strips
        are read and written in the cache; a few cells above each are solved twice.
        """
        columns, reach = self._graph.shape[1], self._graph.reach
        strips = -(-(end_row - first_row) * columns // STRIP_CELLS)
        queue = Queue(self._buckets, STRIP_CELLS, self._shift)
        for first, end in parts_of(end_row - first_row, strips):
            start = first_row + first
            part = slice(first_row * columns, (first_row + end) * columns)
            inside = seeds[(seeds >= start * columns) & (seeds < part.stop)]
            above = self._reached(max(start - reach, first_row), start)
            waiting = self._marks[part.start : start * columns]
            self._spread(
                self._keys,
                np.concatenate([above, inside]) - part.start,
                space=(self._settled[:0], waiting),
                among=(part, queue),
            )

    def _reached(self, first_row: int, end_row: int) -> Longs:
        """Cells of some rows to which a way was found."""
        rows, columns = self._graph.shape
        cells = np.arange(max(first_row, 0) * columns, min(end_row, rows) * columns)
        return np.asarray(cells[self._keys[cells] != UNREACHED], np.int64)

    def _spread(
        self,
        keys: Longs,
        seeds: Longs,
        space: tuple[NDArray[np.int32], NDArray[np.uint8]] | None = None,
        limit: int = UNREACHED,
        among: tuple[slice, Queue] | None = None,
    ) -> int:
        """Spread from seeds in a part of the grid; return how many cells have settled."""
        part, queue = among or (slice(0, self._graph.size), self._queue)
        (pace, height, across), possible, factors = self._land
        numbers = slice(across * part.start, across * part.stop)
        land = (pace[numbers], height[numbers], across), possible[part], factors
        within = keys[part]
        # Within a bucket they stay by cell, as they come, so that what is read for one is still
        # at hand for its neighbours.
        ordered = seeds[np.argsort(within[seeds] >> self._shift, kind="stable")]
        kept = self._without_gaps(keys, part)
        rest = kept, ordered, within[ordered], limit
        queue.begin(len(ordered))
        marked = space or (self._settled[:0], self._marks)
        while not self._kernel.spread(land, self._moves, *rest, queue.parts, marked):
            queue.grow()
        return queue.settled

    def _without_gaps(self, keys: Longs, part: slice) -> tuple[Longs, int]:
        """Return a part of keys without gaps, and how many numbers apart they are in it."""
        if keys is not self._keys:
            return keys[part], 1
        stride = self._stride
        return self._numbers[stride * part.start : stride * part.stop], stride

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
        every = self._without_gaps(keys, slice(0, self._graph.size))
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
        from geodata.walking import kernel  # noqa: PLC0415 - half a second, and not always installed

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


def _room(graph: WalkGraph) -> tuple[Longs, int, tuple[Shorts, Shorts, int]]:
    """
    Make room for what a step looks at.

    Returns
    -------
    Numbers of which every so-manieth is a key; then those that begin with the pace and those
    that begin with the height of the first cell, and how many numbers on the next one follows.
    """
    size = np.dtype(np.int64).itemsize * graph.size
    pace = graph.pace.ravel()
    height = pace[:0] if graph.heights is None else graph.heights.ravel()
    if graph.size > TOGETHER_CELLS:
        return _untouched(size).view(np.int64), 1, (pace, height, 1)
    together = _untouched(2 * size)
    paces, heights = together.view(np.float32)[2:], together.view(np.float32)[3:]
    paces[::4] = pace
    if len(height):
        heights[::4] = height
    return together.view(np.int64), 2, (paces, heights, 4)


def _untouched(size: int) -> NDArray[np.uint8]:
    """
    Reserve bytes of which only what is written to takes memory, some kilobytes at a time.

    Numpy would ask for pages so large that a coast leaves none of the sea untouched.
    """
    # A private mapping: its first pages cost less than those of one that may be shared.
    return np.frombuffer(mmap.mmap(-1, max(size, 1), access=mmap.ACCESS_COPY), np.uint8, size)


def _buckets(graph: WalkGraph) -> tuple[int, int]:
    """Width of a bucket, as a power of two, and how many are in use at once at most."""
    cheapest, dearest = graph.bounds
    shift = cheapest.bit_length() - 1
    # One more for the bucket at hand, and one because a step may start late in its bucket.
    return shift, 2 ** ((dearest >> shift) + 2).bit_length()
