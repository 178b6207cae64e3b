"""
Which engine finds the least walking times: the compiled one once it is ready, else scipy's.

Both give the same keys (see ``geodata.keys``). Compiling takes some ten seconds, once: ``python
-m geodata.engine`` does it at install. Until then, and where numba is not installed, the plain
engine serves; nobody waits for a compiler.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geodata import plain
from geodata.keys import POSITION_BITS, UNREACHED, placed, seeded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.walkgraph import WalkGraph

    Longs = NDArray[np.int64]

# Ground on which the dearest step costs a million times the cheapest is left to scipy.
MOST_BUCKETS: Final = 2**20
SOURCE: Final = Path(__file__).with_name("kernel.py")
_compiled_here: list[bool] = []


def nearest_keys(graph: WalkGraph, source_cells: Longs) -> Longs:
    """
    Find the key of every cell: its least walk to a source, and which that is.

    Parameters
    ----------
    source_cells
        Flat cell of each source; -1, or a cell where nobody can walk, for one left out.

    Examples
    --------
    >>> from geodata.walkgraph import walk_graph
    >>> keys = nearest_keys(walk_graph(np.ones((1, 3)), 100), np.array([-1, 0]))
    >>> [divmod(key, 2**16) for key in keys.tolist()]
    [(0, 1), (100000, 1), (200000, 1)]
    """
    solver = solver_for(graph)
    if solver is None:
        return plain.nearest_keys(graph, source_cells)
    return solver.nearest_keys(source_cells)


def solver_for(graph: WalkGraph) -> Solver | None:
    """Return a compiled solver for a graph; None where the plain engine has to serve."""
    if not Solver.suits(graph) or not is_ready():
        return None
    return Solver(graph)


class Solver:
    """
    The compiled engine on one graph. It has working space of its own: one thread at a time.

    Parameters
    ----------
    graph
        One that ``suits``.
    """

    def __init__(self, graph: WalkGraph) -> None:
        from geodata import kernel  # noqa: PLC0415 - half a second, and not always installed

        self._kernel = kernel
        self._graph = graph
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
        self.spread(keys, seeds)
        return keys

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


def is_ready() -> bool:
    """Whether the kernel is compiled for this code, interpreter and processor."""
    return bool(_compiled_here) or _stamp().exists()


def compile_kernel() -> bool:
    """
    Compile the kernel, or load what was compiled before; False where numba is missing.

    Code goes to numba's own cache beside the source, or to the user's where that cannot be
    written; a stamp beside the source says that it is there.
    """
    if importlib.util.find_spec("numba") is None:
        return False
    from geodata.walkgraph import walk_graph  # noqa: PLC0415 - only here

    solver = Solver(walk_graph(np.ones((1, 2)), cell_m=1.0))
    keys = solver.nearest_keys(np.array([0, 1]))
    solver.spread(keys, solver.forget(keys, 0))
    _compiled_here.append(True)
    with contextlib.suppress(OSError):
        _stamp().parent.mkdir(exist_ok=True)
        _stamp().touch()
    return True


def _stamp() -> Path:
    """Name a file after all on which the compiled code depends."""
    parts: list[Any] = [sys.version, platform.node(), os.environ.get("NUMBA_CACHE_DIR")]
    for package in ("numba", "numpy"):
        try:
            parts.append(importlib.metadata.version(package))
        except importlib.metadata.PackageNotFoundError:
            return SOURCE.with_name("never")
    state = SOURCE.stat()
    parts += [state.st_mtime_ns, state.st_size]
    digest = hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
    return SOURCE.parent / "__pycache__" / f"kernel-{digest}.compiled"


if __name__ == "__main__":
    if not compile_kernel():
        sys.stdout.write("numba is not installed: walking times take longer\n")
