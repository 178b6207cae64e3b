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
        shift, buckets = _buckets(graph)
        heights = np.zeros(0, np.float32) if graph.heights is None else graph.heights.ravel()
        self._land = graph.pace.ravel(), heights, graph.possible, graph.slopes.factors
        self._moves = (
            graph.offsets,
            graph.parts_mm.T.ravel(),
            graph.passed.ravel(),
            graph.knots_per_metre,
            float(graph.slopes.level),
            graph.floors_ms << POSITION_BITS,
        )
        self._first = np.full(buckets, kernel.END, np.int32)
        self._links = _untouched(2 * graph.size)
        self._settled = np.empty(graph.size, np.int32)
        self._shift = POSITION_BITS + shift

    @staticmethod
    def suits(graph: WalkGraph) -> bool:
        """Whether the costs of steps are near enough to each other for buckets."""
        return _buckets(graph)[1] <= MOST_BUCKETS

    def nearest_keys(self, source_cells: Longs) -> Longs:
        """Find the key of every cell, as the function of this name does."""
        keys = np.full(self._graph.size, UNREACHED)
        seeds = seeded(keys, placed(self._graph, source_cells))
        if self._strips > 1:
            seeds = self._spread_in_strips(keys, seeds)
        self._spread(keys, seeds, settled=self._settled[:0])
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
            self._spread(keys, inside, settled=self._settled[:0], part=part)

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
        limit: int = UNREACHED,
        settled: NDArray[np.int32] | None = None,
        part: slice = slice(None),
    ) -> int:
        """Spread from seeds in a part of the grid; return how many cells have settled."""
        pace, heights, possible, factors = self._land
        land = pace[part], heights[part], possible[part], factors
        space = self._settled if settled is None else settled
        # Between two calls nothing waits, so that a fresh row of buckets is as good as any.
        first = self._first if part == slice(None) else self._first.copy()
        links = self._links.reshape(-1, 2)[part].ravel()
        queue = first, links, space, self._shift
        within = keys[part]
        ordered = np.asarray(seeds[np.argsort(within[seeds], kind="stable")], np.int64)
        wanted = within[ordered]
        return int(self._kernel.spread(land, self._moves, within, ordered, wanted, limit, queue))

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
        count = self._spread(keys, seeds, limit)
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
        count = self._kernel.forget(self._land, self._moves, keys, cell, self._settled)
        cells = self._settled[:count].astype(np.int64)
        self._kernel.reenter(self._land, self._moves, keys, cells)
        return cells


def _untouched(numbers: int) -> NDArray[np.int32]:
    """
    Reserve zeros of which only what is written to takes memory, some kilobytes at a time.

    Numpy would ask for pages so large that a coast leaves none of the sea untouched.
    """
    size = np.dtype(np.int32).itemsize
    return np.frombuffer(mmap.mmap(-1, max(numbers, 1) * size), np.int32, numbers)


def _buckets(graph: WalkGraph) -> tuple[int, int]:
    """Width of a bucket, as a power of two, and how many are in use at once at most."""
    cheapest, dearest = graph.bounds
    shift = cheapest.bit_length() - 1
    # One more for the bucket at hand, and one because a step may start late in its bucket.
    return shift, 2 ** ((dearest >> shift) + 2).bit_length()
