"""The plain engine: scipy's Dijkstra on the graph, exact, with nothing to compile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.keys import POSITION_BITS, UNREACHED, placed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.walkgraph import WalkGraph

    Longs = NDArray[np.int64]

# Positions of sites as a fraction of a millisecond: sums stay exact up to four years.
POSITION_STEP = 2.0**-POSITION_BITS


def nearest_keys(graph: WalkGraph, source_cells: Longs) -> Longs:
    """
    Find the key of every cell: its least walk to a source, and which that is.

    One more node is the start of all walks. Its edges to the sources cost less than a
    thousandth of what counts, and more for a later site: so ties go to the lowest position,
    whatever order the solver takes.

    Parameters
    ----------
    source_cells
        Flat cell of each source; -1, or a cell where nobody can walk, for one left out.
    """
    from scipy.sparse import csr_array  # noqa: PLC0415 - not needed with a cache
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415

    start = len(graph.cell_of_node)
    different, positions = np.unique(placed(graph, source_cells), return_index=True)
    ends, positions = graph.node_of_cell[different[different >= 0]], positions[different >= 0]
    steps = graph.steps
    with_start = csr_array(
        (
            np.concatenate([steps.data, (positions + 1) * POSITION_STEP]),
            np.concatenate([steps.indices, ends.astype(steps.indices.dtype)]),
            np.append(steps.indptr, steps.nnz + len(ends)),
        ),
        shape=(start + 1, start + 1),
    )
    reached = np.asarray(dijkstra(with_start, indices=[start], min_only=True))[:start]
    keys = np.full(graph.walkable.size, UNREACHED)
    found = np.isfinite(reached)
    keys[graph.cell_of_node[found]] = reached[found] / POSITION_STEP - 1
    return keys


def keys_within(graph: WalkGraph, cell: int, limit_milliseconds: int) -> tuple[Longs, Longs]:
    """Find all cells with a walk to one walkable cell of a limit at most, and their keys."""
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 - not needed with a cache

    node = int(graph.node_of_cell[cell])
    reached = dijkstra(graph.steps, indices=node, limit=limit_milliseconds)
    near = np.flatnonzero(np.isfinite(reached))
    return graph.cell_of_node[near], reached[near].astype(np.int64) << POSITION_BITS
