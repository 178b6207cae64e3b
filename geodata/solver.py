"""The compiled engine: its working space, its buckets and its threads on one graph."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import numpy as np

from geodata.keys import POSITION_BITS, UNREACHED, placed, seeded
from geodata.walkgraph import MARGIN

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
        large = graph.walkable.size >= LARGE_CELLS
        self._strips = strips or (STRIPS if large else 1)
        cells = graph.walkable.size
        shift, buckets = _buckets(graph)
        costs = np.asarray(graph.costs, np.uint32)
        self._steps = (costs, graph.offsets, POSITION_BITS + shift)
        self._queue = (
            np.full(buckets, kernel.END, np.int32),
            np.full((cells, 2), kernel.NOT_QUEUED, np.int32),
            np.empty(cells, np.int32),
        )

    @staticmethod
    def suits(graph: WalkGraph) -> bool:
        """Whether the costs of steps are short numbers, near enough to each other for buckets."""
        return graph.costs.dtype == np.uint32 and _buckets(graph)[1] <= MOST_BUCKETS

    def nearest_keys(self, source_cells: Longs) -> Longs:
        """Find the key of every cell, as the function of this name does."""
        keys = np.full(self._graph.walkable.size, UNREACHED)
        seeds = seeded(keys, placed(self._graph, source_cells))
        if self._strips > 1:
            seeds = self._spread_in_strips(keys, seeds)
        self.spread(keys, seeds)
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
            part = slice(first_row * columns, end_row * columns)
            inside = seeds[(seeds >= part.start) & (seeds < part.stop)]
            ordered = inside[np.argsort(keys[inside], kind="stable")] - part.start
            costs, offsets, shift = self._steps
            first, links, settled = self._queue
            queue = first.copy(), links[part], settled[part]
            steps = costs[part], offsets, shift
            self._kernel.spread(steps, keys[part], ordered, UNREACHED, queue)

        with ThreadPoolExecutor(self._strips) as pool:
            list(pool.map(solve, seams[:-1].tolist(), seams[1:].tolist()))
        row = np.arange(rows)
        near = np.abs(row[:, None] + 0.5 - seams[1:-1]).min(axis=1) < MARGIN
        cells = np.arange(rows * columns).reshape(rows, columns)[near].ravel()
        return np.asarray(cells[keys[cells] != UNREACHED], np.int64)

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
        ordered = np.asarray(seeds[np.argsort(keys[seeds], kind="stable")], np.int64)
        count = self._kernel.spread(self._steps, keys, ordered, limit, self._queue)
        return self._queue[-1][:count].astype(np.int64)

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
        costs, offsets, _ = self._steps
        count = self._kernel.forget(costs, offsets, keys, cell, self._queue[-1])
        cells = self._queue[-1][:count].astype(np.int64)
        self._kernel.reenter(costs, offsets, keys, cells)
        return cells


def _buckets(graph: WalkGraph) -> tuple[int, int]:
    """Width of a bucket, as a power of two, and how many are in use at once at most."""
    shift = max(graph.cheapest, 1).bit_length() - 1
    # One more for the bucket at hand, and one because a step may start late in its bucket.
    return shift, 2 ** ((graph.dearest >> shift) + 2).bit_length()
