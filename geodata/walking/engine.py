"""
Which engine finds the least walking times: the compiled one once it is ready, else scipy's.

Both give the same keys (see ``geodata.walking.keys``). Compiling takes some ten seconds, once:
``python -m geodata.walking.engine`` does it at install. Until then, and where numba is not
installed, the plain engine serves; nobody waits for a compiler.
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

from geodata.walking import plain
from geodata.walking.graph import walk_graph
from geodata.walking.moves import MOVES
from geodata.walking.solver import Solver

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.walking.graph import WalkGraph

    Longs = NDArray[np.int64]

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
    >>> from geodata.walking.graph import walk_graph
    >>> keys = nearest_keys(walk_graph(np.ones((1, 3)), 100), np.array([-1, 0]))
    >>> [divmod(key, 2**16) for key in keys.tolist()]
    [(0, 1), (100000, 1), (200000, 1)]
    """
    solver = solver_for(graph)
    if solver is None:
        return plain.nearest_keys(graph, source_cells)
    return solver.nearest_keys(source_cells)


def spread(graph: WalkGraph, keys: Longs, seeds: Longs) -> None:
    """
    Lower the keys of all cells that can be reached better from some seeds, in place.

    Parameters
    ----------
    keys
        Key of each cell; those of the seeds are set already.
    seeds
        Different flat cells on which somebody can walk.

    Examples
    --------
    >>> from geodata.walking.graph import walk_graph
    >>> keys = np.array([2, 9, 9]) << 16
    >>> spread(walk_graph(np.ones((1, 3)), 0.005), keys, np.array([0]))
    >>> (keys >> 16).tolist()
    [2, 7, 9]
    """
    solver = solver_for(graph)
    if solver is None:
        plain.spread(graph, keys, seeds)
    else:
        solver.spread(keys, seeds)


def solver_for(graph: WalkGraph) -> Solver | None:
    """Return a compiled solver for a graph; None where the plain engine has to serve."""
    if not Solver.suits(graph) or not is_ready():
        return None
    return Solver(graph)


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
    for neighbours in MOVES:
        solver = Solver(walk_graph(np.ones((1, 2)), 1.0, neighbours))
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
